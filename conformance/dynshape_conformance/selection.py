"""Which clauses and cases a run is about, and whether the corpus fits the registry."""

from __future__ import annotations

import difflib
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dynshape_reports.results import Selection

from .adapter import FEATURES
from .backends import SetupError
from .case import Case
from .spec import EDITIONS, Clause, Registry, UnknownSection
from .verdicts import cycle

ROLES = ("positive", "negative", "control", "choice")


def problems(cases: Sequence[Case], registry: Registry) -> list[str]:
    """A line for each way in which these cases do not fit the registry."""
    clauses = {clause.id: clause for clause in registry.clauses}
    found = [f"case {id} exists {n} times" for id, n in Counter(case.id for case in cases).items() if n > 1]
    for case in cases:
        found += _problems_of(case, clauses)
    circle = cycle(_needs(cases))
    if circle is not None:
        found.append(f"what clauses need is circular: {' needs '.join(circle)}")
    return found


def _problems_of(case: Case, clauses: dict[str, Clause]) -> Iterable[str]:
    clause = clauses.get(case.clause)
    if clause is None:
        yield f"case {case.id}: no clause {case.clause} in the registry{_close(case.clause, clauses)}"
    elif any(edition not in (*EDITIONS, None) for edition in case.editions or ()):
        yield f"case {case.id}: unknown edition in {case.editions}; known: {', '.join(EDITIONS)}"
    elif not any(clause.applies_to(edition) and in_editions(case, edition) for edition in EDITIONS):
        yield f"case {case.id}: its editions {case.editions} are outside those of {case.clause}"
    if case.role not in ROLES:
        yield f"case {case.id}: unknown role {case.role}"
    if not case.sentence:
        yield f"case {case.id}: has no sentence; its docstring says what it tests"
    for needed in case.needs:
        if needed not in clauses:
            yield f"case {case.id}: needs {needed}, which is not in the registry{_close(needed, clauses)}"
    if case.clause in case.needs:
        yield f"case {case.id}: needs its own clause"
    for feature in case.features:
        if feature not in FEATURES:
            yield f"case {case.id}: unknown feature {feature!r}; known: {', '.join(FEATURES)}"


def _needs(cases: Sequence[Case]) -> dict[str, list[str]]:
    needs: dict[str, list[str]] = {}
    for case in cases:
        needs.setdefault(case.clause, []).extend(needed for needed in case.needs if needed != case.clause)
    return needs


def in_editions(case: Case, edition: str) -> bool:
    """True if the case's own range, where it has one, includes ``edition``."""
    if case.editions is None:
        return True
    first, last = case.editions
    position = EDITIONS.index
    return position(first) <= position(edition) and (last is None or position(edition) <= position(last))


@dataclass(frozen=True)
class Selected:
    """The clauses and single cases that the user asked for."""

    clauses: tuple[Clause, ...]
    whole: frozenset[str]
    """Clauses of which every case is wanted."""
    cases: frozenset[str]
    """Ids of single cases; their clauses are among `clauses`."""
    asked: Selection
    """What was asked for, in one spelling."""
    fraction: Fraction

    def wants(self, case: Case) -> bool:
        """True if this case is to run."""
        return (case.clause in self.whole or case.id in self.cases) and self.fraction.has(case.id)


@dataclass(frozen=True)
class Fraction:
    """The ``part``-th of ``parts`` shares of all cases. Which share a case is in depends on its id alone."""

    part: int = 1
    parts: int = 1

    @classmethod
    def read(cls, text: str) -> Fraction:
        """``2/8`` is the second eighth; empty is the whole."""
        if not text:
            return cls()
        match = re.fullmatch(r"([1-9]\d{0,8})/([1-9]\d{0,8})", text, re.ASCII)
        if match is None or int(match[1]) > int(match[2]):
            raise SetupError(f"no fraction {text!r}; K/N is the K-th of N shares of the cases: 1/8, 2/8, ..., 8/8")
        return cls(int(match[1]), int(match[2]))

    def __str__(self) -> str:
        return "" if self.parts == 1 else f"{self.part}/{self.parts}"

    def has(self, id: str) -> bool:
        """True if the case with this id is in the share."""
        return int.from_bytes(hashlib.sha256(id.encode()).digest()[:8], "big") % self.parts == self.part - 1


def select(
    registry: Registry, sections: Sequence[str] = (), clauses: Sequence[str] = (), fraction: str = ""
) -> Selected:
    """What ``--section``, ``--clause`` and ``--fraction`` ask for; with several, what satisfies all."""
    share = Fraction.read(fraction)
    try:
        wanted = {section.id for key in sections for section in registry.find_sections(key)}
    except UnknownSection as error:
        raise SetupError(str(error)) from error
    in_sections = [clause for clause in registry.clauses if not sections or clause.section in wanted]
    keys = sorted({key.strip() for key in clauses})
    clause_of = {key: key.partition("/")[0] for key in keys}
    known = {clause.id for clause in registry.clauses}
    for id in clause_of.values():
        if id not in known:
            raise SetupError(f"no clause {id!r}{_close(id, known) or '; dynshape clauses lists them'}")
    chosen = [clause for clause in in_sections if not keys or clause.id in clause_of.values()]
    ids = {clause.id for clause in chosen}
    return Selected(
        tuple(chosen),
        frozenset(ids.intersection(keys) if keys else ids),
        frozenset(key for key, id in clause_of.items() if "/" in key and id in ids),
        Selection(tuple(section.id for section in registry.sections if section.id in wanted), tuple(keys), str(share)),
        share,
    )


def check_edition(edition: str) -> None:
    """Raise `SetupError` for an edition that the specification does not have."""
    if edition not in EDITIONS:
        raise SetupError(f"no edition {edition!r}; known: {', '.join(EDITIONS)}")


def _close(key: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(key.upper(), list(known), n=3)
    return f"; close: {', '.join(close)}" if close else ""
