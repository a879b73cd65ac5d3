"""The kill matrix: which mutants are killed, which clauses are proved by that; as a file and as a table.

The file is JSON lines: a header, a line for each mutant, a line for each observable clause, a footer.
Like that of results, its bytes depend on corpus, mutants and reference alone.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from dynshape_reports.results import Selection, Suite
from tabulate import SEPARATING_LINE, tabulate

from ..spec import Clause, Registry
from .kill import ELSEWHERE, KILLED, STATES, SURVIVED, ClauseFate, Fate
from .model import Mutant

FORMAT = 1
PROVED = "proved"
REFERENCE_FAILS = "the reference does not pass its cases"
NO_MUTANT = "no mutant"
NOT_KILLED = "no mutant killed by its cases"


@dataclass(frozen=True)
class Matrix:
    """What became of the mutants of some clauses."""

    suite: Suite
    asked: Selection
    mutants: str
    """A hash of the mutants."""
    clauses: tuple[Clause, ...]
    """The clauses that were asked for and that a case can observe: MUST, and not an open point."""
    fates: tuple[ClauseFate, ...]

    @property
    def open(self) -> list[Fate]:
        """The mutants that no case of their own clause kills."""
        return [fate for fate in self._all() if fate.state != KILLED]

    def states(self) -> dict[str, str]:
        """For each observable clause `PROVED`, or why it is not."""
        found = {clause.clause: clause for clause in self.fates}
        return {clause.id: _state(found.get(clause.id)) for clause in self.clauses}

    def encode(self) -> bytes:
        """The file."""
        states = self.states()
        header: dict[str, Any] = {
            "kind": "header",
            "format": FORMAT,
            "suite": dataclasses.asdict(self.suite),
            "mutants": self.mutants,
            "selection": dataclasses.asdict(self.asked),
        }
        lines = [header]
        lines += ({"kind": "mutant", **dataclasses.asdict(fate)} for fate in self._all())
        lines += ({"kind": "clause", "clause": c.id, "section": c.section, "state": states[c.id]} for c in self.clauses)
        body = b"".join(map(_line, lines))
        counts = Counter(fate.state for fate in self._all())
        footer = {
            "kind": "footer",
            "mutants": {state: counts[state] for state in STATES},
            "observable": len(self.clauses),
            "proved": Counter(states.values())[PROVED],
            "digest": hashlib.sha256(body).hexdigest(),
        }
        return body + _line(footer)

    def table(self) -> str:
        """The counts by section."""
        sections = list(dict.fromkeys([*(c.section for c in self.clauses), *(fate.section for fate in self._all())]))
        rows: list[Any] = [self._row(section, [section]) for section in sections]
        if len(rows) > 1:
            rows += [SEPARATING_LINE, self._row("all", sections)]
        names = ["section", "mutants", "own clause", "elsewhere", "survived", "observable", "proved"]
        align = ("left", *["right"] * (len(names) - 1))
        return tabulate(rows, names, tablefmt="simple", disable_numparse=True, colalign=align)

    def unproved(self) -> list[str]:
        """A line for each observable clause that is not proved."""
        return [f"{id}: {state}" for id, state in self.states().items() if state != PROVED]

    def _all(self) -> list[Fate]:
        return [fate for clause in self.fates for fate in clause.fates]

    def _row(self, name: str, sections: Sequence[str]) -> list[str]:
        fates = Counter(fate.state for fate in self._all() if fate.section in sections)
        states = self.states()
        here = [states[clause.id] for clause in self.clauses if clause.section in sections]
        numbers = [fates.total(), fates[KILLED], fates[ELSEWHERE], fates[SURVIVED], len(here), here.count(PROVED)]
        return [name, *map(str, numbers)]


def observable(clauses: Iterable[Clause], registry: Registry) -> tuple[Clause, ...]:
    """Those that are to be proved: MUST, no open point, and not beyond what a case can see."""
    return tuple(c for c in clauses if c.level == "MUST" and not c.silent and c.id not in registry.unobservable)


def digest(mutants: Iterable[Mutant]) -> str:
    """A hash of these mutants."""
    text = json.dumps([dataclasses.asdict(mutant) for mutant in mutants], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _state(fate: ClauseFate | None) -> str:
    if fate is None:
        return NO_MUTANT
    if fate.proved:
        return PROVED
    return NOT_KILLED if fate.holds else REFERENCE_FAILS


def _line(fields: dict[str, Any]) -> bytes:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
