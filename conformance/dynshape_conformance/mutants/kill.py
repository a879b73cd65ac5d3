"""Which cases fail which mutant: one clause at a time, in this process or in several.

A case kills a mutant by failing it where it passes the reference. Cases that end in an error of the
adapter kill nothing: a mutant is to be a wrong engine, not a broken one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from .. import corpus
from ..adapter import Adapter
from ..adapters.reference import around, create
from ..adapters.trt_log import forget
from ..case import Case
from ..judging import judge
from ..pools import pool
from ..setup import load_corpus
from ..spec import load_registry
from . import copies, find
from .backend import edition_of
from .model import Mutant

KILLED = "killed"
ELSEWHERE = "killed elsewhere"
SURVIVED = "survived"
STATES = (KILLED, ELSEWHERE, SURVIVED)
DOES_NOT_COUNT = ("pass", "unsupported", "not-applicable")


@dataclass(frozen=True)
class Fate:
    """What became of one mutant."""

    mutant: str
    clause: str
    section: str
    about: str
    edition: str
    state: str
    """One of `STATES`: killed by a case of its own clause, by a case of another clause only, not at all."""
    cases: tuple[str, ...]
    """The cases that kill it: all of its own clause, or else the first of another."""


@dataclass(frozen=True)
class ClauseFate:
    """What became of the mutants of one clause."""

    clause: str
    holds: bool
    """The reference passes all cases of the clause, in every edition that a mutant was run by."""
    fates: tuple[Fate, ...]

    @property
    def proved(self) -> bool:
        """The reference passes the clause's cases, and one of them kills a mutant."""
        return self.holds and any(fate.state == KILLED for fate in self.fates)


class Hunt:
    """Runs mutants against a corpus; keeps what the reference does."""

    def __init__(self, cases: Sequence[Case]) -> None:
        self._registry = load_registry()
        self._cases = cases
        self._references: dict[str, Adapter] = {}
        self._passes: dict[tuple[str, str], bool] = {}

    def clause(self, id: str, mutants: Sequence[Mutant]) -> ClauseFate:
        """The fate of all mutants of one clause."""
        own = [case for case in self._cases if case.clause == id]
        fates = tuple(self._fate(mutant, own) for mutant in mutants)
        editions = sorted({fate.edition for fate in fates})
        return ClauseFate(id, all(self._reference_passes(case, e) for e in editions for case in own), fates)

    def _fate(self, mutant: Mutant, own: Sequence[Case]) -> Fate:
        edition = edition_of(mutant)
        with copies.loaded(mutant) as module:
            adapter = around(module, edition, mutant.name)
            try:
                killers = tuple(case.id for case in own if self._kills(case, adapter, edition))
                state = KILLED
                if not killers:
                    others = (case for case in self._cases if case.clause != mutant.clause)
                    first = next((case.id for case in others if self._kills(case, adapter, edition)), None)
                    state, killers = (SURVIVED, ()) if first is None else (ELSEWHERE, (first,))
            finally:
                forget(module)
        section = self._registry.get(mutant.clause).section
        return Fate(mutant.name, mutant.clause, section, mutant.about, edition, state, killers)

    def _kills(self, case: Case, adapter: Adapter, edition: str) -> bool:
        return self._verdict(case, adapter, edition) == "fail" and self._reference_passes(case, edition)

    def _reference_passes(self, case: Case, edition: str) -> bool:
        key = (case.id, edition)
        if key not in self._passes:
            if edition not in self._references:
                self._references[edition] = create(edition)
            self._passes[key] = self._verdict(case, self._references[edition], edition) in DOES_NOT_COUNT
        return self._passes[key]

    def _verdict(self, case: Case, adapter: Adapter, edition: str) -> str:
        return judge(case, self._registry.get(case.clause), adapter, adapter.describe(), edition).verdict


def run(wanted: Mapping[str, Sequence[str]], jobs: int = 1) -> Iterator[ClauseFate]:
    """The fates of these mutants, given by the ids of their clauses, as they are known, in the order given."""
    if jobs == 1:
        _prepare()
        yield from map(_clause, wanted.items())
        return
    with pool(jobs, _prepare) as processes:
        yield from processes.map(_clause, wanted.items())


_hunts: list[Hunt] = []


def _prepare() -> None:
    _hunts[:] = [Hunt(load_corpus([corpus.cases_folder()], load_registry()))]


def _clause(item: tuple[str, Sequence[str]]) -> ClauseFate:
    id, names = item
    return _hunts[0].clause(id, [find(name) for name in names])
