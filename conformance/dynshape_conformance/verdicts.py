"""From outcomes of subcases to the verdict of a case, and which failures only follow from others.

The names of all verdicts are those of the results format, `dynshape_reports.results.VERDICTS`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dynshape_reports.results import UNEXPECTED

WORST_FIRST = ("crash", "timeout", "error", "fail", "unsupported", "pass")
"""The order in which the subcases of a case outvote each other."""


def roll_up(verdicts: Iterable[str]) -> str:
    """The verdict of a case: the worst of its subcases; without any, the suite is in error."""
    seen = set(verdicts)
    return next((verdict for verdict in WORST_FIRST if verdict in seen), "error")


@dataclass(frozen=True)
class Judged:
    """What blocking has to know of a case."""

    clause: str
    needs: Sequence[str]
    verdict: str


def with_blocked(cases: Mapping[str, Judged]) -> dict[str, str]:
    """The final verdict of every case, by id.

    A case that failed is blocked where a clause that it needs is broken: has a case that went wrong
    or is blocked itself. Decided on all verdicts at once, so that no order of execution matters.
    """
    broken = {case.clause for case in cases.values() if case.verdict in UNEXPECTED}
    # One pass is enough: a blocked case failed first, so its clause is among the broken already.
    return {
        id: "blocked" if case.verdict == "fail" and broken.intersection(case.needs) - {case.clause} else case.verdict
        for id, case in cases.items()
    }


def cycle(needs: Mapping[str, Iterable[str]]) -> list[str] | None:
    """A cycle in what clauses need, as a path that ends where it starts, or None."""
    done: set[str] = set()
    for start in sorted(needs):
        found = _walk(start, needs, [], done)
        if found is not None:
            return found
    return None


def _walk(clause: str, needs: Mapping[str, Iterable[str]], path: list[str], done: set[str]) -> list[str] | None:
    if clause in path:
        return [*path[path.index(clause) :], clause]
    if clause in done:
        return None
    for needed in sorted(needs.get(clause, ())):
        found = _walk(needed, needs, [*path, clause], done)
        if found is not None:
            return found
    done.add(clause)
    return None
