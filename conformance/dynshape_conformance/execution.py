"""How the cases of a run are carried out: in this process, or isolated in workers."""

from __future__ import annotations

import os
from collections.abc import Sequence
from time import perf_counter
from typing import Protocol

from dynshape_reports.results import CaseResult

from . import judging
from .adapter import Adapter
from .case import Case, Outcome
from .setup import Setup
from .worker.isolation import Isolated, Isolation
from .worker.remote import RemoteAdapter

STOCK = 8
"""Cases that a lane is given before their results are asked for."""


class Execution(Protocol):
    """Carries out cases."""

    def begin(self) -> None:
        """Cases come soon: start what takes long to start, without waiting for it."""

    def coming(self, cases: Sequence[Case]) -> None:
        """These are next, in this order; they may be begun before they are asked for."""

    def run(self, case: Case) -> Isolated:
        """What came of a case."""

    def close(self) -> None:
        """End what is still running."""


class Direct:
    """In this process, one after the other."""

    def __init__(self, settled: Setup) -> None:
        self._settled = settled
        self._process = os.getpid()

    def begin(self) -> None:
        """Nothing is left to start."""

    def coming(self, cases: Sequence[Case]) -> None:
        """Nothing is begun early."""

    def run(self, case: Case) -> Isolated:
        """Run the case now."""
        begin = perf_counter()
        result = _judge(self._settled, case, self._settled.adapter)
        if os.getpid() != self._process:
            os._exit(0)  # a copy that the engine forked off, and let come back: it shall not go on with the run
        return Isolated(result, perf_counter() - begin)

    def close(self) -> None:
        """Nothing is running."""


class InWorkers:
    """In workers, several at the same time."""

    def __init__(self, settled: Setup, in_flight: int) -> None:
        assert settled.launch is not None and isinstance(settled.adapter, RemoteAdapter)
        self._ahead = STOCK * in_flight
        self._isolation = Isolation(
            settled.adapter,
            settled.launch,
            lambda case, adapter: _judge(settled, case, adapter),
            lambda case, outcome: _record(settled, case, outcome),
            in_flight,
        )

    def begin(self) -> None:
        """Start the workers of all lanes."""
        self._isolation.begin()

    def coming(self, cases: Sequence[Case]) -> None:
        """Have the lanes begin them; each has a few in stock, so that none waits while a case in another takes long."""
        for case in cases[: self._ahead]:
            self._isolation.submit(case)

    def run(self, case: Case) -> Isolated:
        """Wait for what came of the case."""
        return self._isolation.run(case)

    def close(self) -> None:
        """End the workers."""
        self._isolation.close()


def execution(settled: Setup, in_flight: int) -> Execution:
    """How this run is carried out."""
    return Direct(settled) if settled.launch is None else InWorkers(settled, in_flight)


def _judge(settled: Setup, case: Case, adapter: Adapter) -> CaseResult:
    clause = settled.registry.get(case.clause)
    return judging.judge(case, clause, adapter, settled.description, settled.edition)


def _record(settled: Setup, case: Case, outcome: Outcome) -> CaseResult:
    return judging.result(case, settled.registry.get(case.clause), outcome.verdict, [outcome])
