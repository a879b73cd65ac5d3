"""A report: the runs of one or more results files side by side, on the clauses of a specification."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from .errors import MixedResults
from .model import CaseResult, Run
from .score import Counts, clause_states, count
from .specification import ClauseText, SectionText, Specification

NOT_RUN = "not-run"
"""The state of a clause in a run that did not ask for it."""


@dataclass(frozen=True)
class Column:
    """One run in the report, under names that no other column has."""

    key: str
    """For addresses and file names: lower-case letters, digits, dots and hyphens."""
    label: str
    run: Run

    @property
    def about(self) -> str:
        """Version, device and edition."""
        backend = self.run.header.backend
        return f"{backend.version}, {backend.device}, edition {self.run.header.edition}"

    @cached_property
    def states(self) -> dict[str, str]:
        """The state of each clause that the run has a case of, or knows not to apply."""
        return clause_states(self.run)

    @cached_property
    def counts(self) -> tuple[list[Counts], Counts]:
        """The counts by section, and in all."""
        return count(self.run)

    @cached_property
    def cases(self) -> dict[str, CaseResult]:
        """The cases by id."""
        return {case.id: case for case in self.run.cases}

    def state(self, clause: ClauseText) -> str:
        """The state of any clause: untested where the run asked for it in vain, not run where it did not ask."""
        found = self.states.get(clause.id)
        if found is not None:
            return found
        return "untested" if self.asked(clause) else NOT_RUN

    def asked(self, clause: ClauseText) -> bool:
        """True if the run's selection takes in the clause."""
        selection = self.run.header.selection
        if all(section.id != clause.section for section in self.run.header.sections):
            return False
        return not selection.clauses or any(asked.partition("/")[0] == clause.id for asked in selection.clauses)


@dataclass(frozen=True)
class Report:
    """What the renderers draw."""

    columns: tuple[Column, ...]
    specification: Specification

    @cached_property
    def sections(self) -> tuple[SectionText, ...]:
        """The sections that some run is about."""
        found = {s.id: SectionText(s.id, s.title) for column in self.columns for s in column.run.header.sections}
        order = [section.id for section in self.specification.sections]
        return tuple(found[id] for id in dict.fromkeys([*(id for id in order if id in found), *found]))

    @cached_property
    def clauses(self) -> tuple[ClauseText, ...]:
        """The clauses that some run asked for, in order; those that only results know have no words."""
        known = [c for c in self.specification.clauses if any(column.asked(c) for column in self.columns)]
        seen = {clause.id for clause in known}
        extra: dict[str, ClauseText] = {}
        for column in self.columns:
            for section in column.run.header.sections:
                for id in section.not_applicable:
                    extra.setdefault(id, ClauseText(id, section.id, "", ""))
            for case in column.run.cases:
                extra[case.clause] = ClauseText(case.clause, case.section, case.level, "")
        place = {section.id: number for number, section in enumerate(self.sections)}
        more = [extra[id] for id in sorted(extra.keys() - seen)]
        return tuple(sorted([*known, *more], key=lambda clause: place[clause.section]))

    @cached_property
    def same_specification(self) -> bool:
        """False if the words shown are of another specification than the one that was run."""
        digest = self.specification.digest
        return not digest or all(column.run.header.suite.spec == digest for column in self.columns)


def make_report(runs: Sequence[Run], specification: Specification | None = None) -> Report:
    """The runs side by side; raises `MixedResults` where they can't stand in one table."""
    for run in runs[1:]:
        if run.header.suite != runs[0].header.suite:
            raise MixedResults(_mixed(runs[0], run))
    keys = [_names(run) for run in runs]
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice is not None:
        raise MixedResults(f"two runs of {' '.join(twice)}; a report has one column for each")
    return Report(tuple(_columns(runs)), specification or Specification())


def _columns(runs: Sequence[Run]) -> Iterable[Column]:
    """Each run under its backend's name, with what tells it from other runs of that backend."""
    names = [_names(run) for run in runs]
    taken: set[str] = set()
    for run, own in zip(runs, names, strict=True):
        namesakes = [name for name in names if name[0] == own[0]]
        telling = [part for at, part in enumerate(own) if at == 0 or len({name[at] for name in namesakes}) > 1]
        key = base = re.sub(r"[^a-z0-9.]+", "-", "-".join(telling).lower()).strip("-.") or "backend"
        number = 1
        while key in taken:
            number += 1
            key = f"{base}-{number}"
        taken.add(key)
        yield Column(key, " ".join(telling), run)


def _names(run: Run) -> tuple[str, ...]:
    backend = run.header.backend
    return backend.name, backend.version, f"edition {run.header.edition}", backend.device


def _mixed(first: Run, other: Run) -> str:
    names = first.header.backend.name, other.header.backend.name
    for field, what in (("spec", "specifications"), ("corpus", "corpora"), ("version", "versions of the suite")):
        a, b = getattr(first.header.suite, field), getattr(other.header.suite, field)
        if a != b:
            return f"runs of different {what}: {names[0]} of {a}, {names[1]} of {b}; `dynshape diff` compares them"
    return f"runs of different suites: {first.header.suite.name} and {other.header.suite.name}"
