"""From verdicts of cases to states of clauses, and the counts of a section.

A score is a row of counts, never one percentage: what was not tested stays visible.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from .results import UNEXPECTED, CaseResult, Run

STATES = ("holds", "emulated", "broken", "blocked", "unsupported", "untested", "not-applicable")


def standing(case: CaseResult) -> str:
    """What a case says of its clause: its verdict, or ``emulated`` where it passed by the adapter's own answers."""
    return "emulated" if case.emulated and case.verdict == "pass" else case.verdict


def clause_state(verdicts: Iterable[str]) -> str:
    """The state of a clause from the `standing` of its cases.

    One case that goes wrong breaks the clause; it holds only where every case that applies passed
    by answers of the engine's own.
    """
    seen = set(verdicts)
    if seen & {*UNEXPECTED, "expected-fail"}:
        return "broken"
    for found in ("blocked", "unsupported", "emulated"):
        if found in seen:
            return found
    if "pass" in seen:
        return "holds"
    return "not-applicable" if seen else "untested"


def clause_states(run: Run) -> dict[str, str]:
    """The state of every clause that has a case in the run, or is known not to apply."""
    verdicts: dict[str, list[str]] = {}
    for case in run.cases:
        verdicts.setdefault(case.clause, []).append(standing(case))
    states = {clause: "not-applicable" for section in run.header.sections for clause in section.not_applicable}
    states.update((clause, clause_state(found)) for clause, found in verdicts.items())
    return dict(sorted(states.items()))


@dataclass
class Counts:
    """The counts of one section, or of all."""

    id: str
    title: str = ""
    clauses: int = 0
    states: Counter[str] = field(default_factory=Counter)
    cases: int = 0
    subcases: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    emulated: int = 0
    """How many of the cases that passed are emulated."""

    def add(self, other: Counts) -> None:
        """Add the counts of ``other``."""
        self.clauses += other.clauses
        self.states += other.states
        self.cases += other.cases
        self.subcases += other.subcases
        self.verdicts += other.verdicts
        self.emulated += other.emulated


def count(run: Run) -> tuple[list[Counts], Counts]:
    """The counts of each section of the run, and their total."""
    rows = {section.id: Counts(section.id, section.title, section.clauses) for section in run.header.sections}
    section_of = {clause: section.id for section in run.header.sections for clause in section.not_applicable}
    for case in run.cases:
        section_of[case.clause] = case.section
        _add_case(rows[case.section], case)
    for clause, state in clause_states(run).items():
        rows[section_of[clause]].states[state] += 1
    total = Counts("all")
    for row in rows.values():
        # A header may count fewer clauses than the cases are of; then there is none without a case.
        row.states["untested"] = max(0, row.clauses - sum(row.states.values()))
        total.add(row)
    return list(rows.values()), total


def _add_case(row: Counts, case: CaseResult) -> None:
    row.cases += 1
    row.subcases += len(case.subcases)
    row.verdicts[case.verdict] += 1
    row.emulated += standing(case) == "emulated"
