"""An engine over its versions: which clauses held in each, and when they changed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from .model import Run
from .score import STATES, clause_states, count


@dataclass(frozen=True)
class Point:
    """One version's run."""

    version: str
    run: Run

    @cached_property
    def states(self) -> dict[str, str]:
        """The state of each clause that has a case, or is known not to apply."""
        return clause_states(self.run)

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many clauses are in each state."""
        total = count(self.run)[1]
        return {state: total.states[state] for state in STATES}


@dataclass(frozen=True)
class History:
    """The versions of one backend by one edition on one device, oldest first."""

    backend: str
    edition: str
    device: str
    points: tuple[Point, ...]

    @property
    def name(self) -> str:
        """Backend, edition and device."""
        return f"{self.backend}, edition {self.edition}, {self.device}"

    @cached_property
    def corpora(self) -> int:
        """How many different corpora the runs are of; with more than one, counts differ for that reason too."""
        return len({point.run.header.suite.corpus for point in self.points})

    @cached_property
    def changed(self) -> dict[str, tuple[str, ...]]:
        """The states over the versions of each clause that is not always in the same one."""
        ids = sorted({id for point in self.points for id in point.states})
        rows = {id: tuple(point.states.get(id, "untested") for point in self.points) for id in ids}
        return {id: states for id, states in rows.items() if len(set(states)) > 1}


def make_histories(runs: Iterable[Run]) -> tuple[History, ...]:
    """The runs by backend, edition and device; those of one version are told apart by the suite that ran them."""
    groups: dict[tuple[str, str, str], list[Run]] = {}
    for run in runs:
        backend = run.header.backend
        groups.setdefault((backend.name, run.header.edition, backend.device), []).append(run)
    return tuple(
        History(*key, tuple(Point(_label(run, group), run) for run in sorted(group, key=_age)))
        for key, group in sorted(groups.items())
    )


def _label(run: Run, group: list[Run]) -> str:
    version, suite = run.header.backend.version, run.header.suite
    namesakes = [other.header.suite for other in group if other.header.backend.version == version]
    if len(namesakes) == 1:
        return version
    same_version = sum(other.version == suite.version for other in namesakes) == 1
    return f"{version} (suite {suite.version})" if same_version else f"{version} (corpus {suite.corpus})"


def _age(run: Run) -> tuple[list[tuple[int, int, str]], ...]:
    """Versions in their natural order, so that 10 comes after 9."""
    suite = run.header.suite
    return _natural(run.header.backend.version), _natural(suite.version), _natural(suite.corpus)


def _natural(text: str) -> list[tuple[int, int, str]]:
    parts = re.findall(r"\d+|\D+", text)
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts]
