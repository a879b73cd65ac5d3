"""A campaign over several processes: parts are handed out, and what they give is taken in their order."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool

from ..backends import DIRECT, WORKER, SetupError
from ..pools import pool
from .campaign import Part, part_size, run_part
from .known import Causes
from .pair import Pair, Setting
from .store import Finding, Store

__all__ = ["Setting", "search"]


def search(
    setting: Setting,
    store: Store,
    causes: Causes,
    examples: int,
    limit: float | None = None,
    jobs: int = 1,
    shrink: int | None = None,
) -> Iterator[Finding]:
    """Run the parts that are left until ``examples`` were tried, or for ``limit`` seconds; yields what is new.

    ``shrink``: how many networks may be tried to make that of a finding smaller; None: as many as help.
    """
    deadline = None if limit is None else time.monotonic() + limit
    left = -(-max(examples - store.state.examples, 0) // part_size(setting))
    numbers = iter(range(store.state.parts, store.state.parts + left))
    with pool(jobs, _load, setting, store) as processes:
        running: dict[Future[Part], int] = {}
        done: dict[int, Part] = {}
        while True:
            late = deadline is not None and time.monotonic() > deadline
            while len(running) < jobs and not late and (number := next(numbers, None)) is not None:
                running[processes.submit(_run, number, causes, shrink)] = number
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                done[running.pop(future)] = _result(future, setting)
            while store.state.parts in done:
                part = done.pop(store.state.parts)
                for finding in part.findings:
                    if finding.disagreement.cause not in causes:
                        causes.add(finding.disagreement.cause)
                        yield finding
                store.advance(part.examples, part.unsupported, part.executed, part.seen)


def _result(future: Future[Part], setting: Setting) -> Part:
    try:
        return future.result()
    except BrokenProcessPool as error:
        name = setting.backend.removeprefix(DIRECT)
        raise SetupError(
            f"{setting.backend} ended the process that tried it; what was found is kept. "
            f"Name it {WORKER}{name} to have it in a process of its own, whose death is a finding"
        ) from error


_loaded: list[tuple[Pair, Store]] = []


def _load(setting: Setting, store: Store) -> None:
    _loaded[:] = [(Pair(setting), store)]


def _run(number: int, causes: Causes, shrink: int | None) -> Part:
    pair, store = _loaded[0]
    return run_part(pair, number, causes, keep=store.save, shrink=shrink)
