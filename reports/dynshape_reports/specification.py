"""What the results are about, as plain data: sections, clauses, and the wrong engines that tried their cases.

Results name clauses and say nothing of them. Whoever has the specification hands it to the renderers
in this form; without it they show the ids alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class MutantText:
    """A wrong engine that a case of the clause is to notice."""

    name: str
    about: str
    """What is wrong with it, in one sentence."""
    fate: str = ""
    """What became of it; empty where it was not run."""
    killers: tuple[str, ...] = ()
    """The ids of the cases that fail it."""


@dataclass(frozen=True)
class ClauseText:
    """A clause, in the words that a reader is shown."""

    id: str
    section: str
    level: str
    """``MUST``, ``SHOULD``, ``MAY``, ``INFO``, or ``open`` for a point that no source states."""
    statement: str
    tag: str = ""
    observable: str = ""
    """What can be seen of it."""
    source: str = ""
    basis: str = ""
    """How far the source goes: documented, seen in logs, inferred."""
    editions: tuple[str, str | None] = ("", None)
    """First and last edition; None as the last: still holds."""
    note: str = ""
    area: str = ""
    """The section that an open point is about."""
    unobservable: str = ""
    """Why no case can see it; empty if one can."""
    mutants: tuple[MutantText, ...] = ()


@dataclass(frozen=True)
class SectionText:
    """A section of the specification."""

    id: str
    title: str


@dataclass(frozen=True)
class Specification:
    """Sections and clauses in the order of the specification."""

    digest: str = ""
    """The hash that the headers of results name as ``suite.spec``."""
    sections: tuple[SectionText, ...] = ()
    clauses: tuple[ClauseText, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    """What the short names in `ClauseText.source` stand for."""

    @cached_property
    def by_id(self) -> Mapping[str, ClauseText]:
        """The clauses by id."""
        return {clause.id: clause for clause in self.clauses}

    def statements(self) -> Mapping[str, str]:
        """What each clause says, by id."""
        return {clause.id: clause.statement for clause in self.clauses}
