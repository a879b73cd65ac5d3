"""Histories as Markdown: a table of counts, and one of the clauses that changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..history import History
from ..marks import mark
from ..score import STATES
from .markdown import escaped, table


def render(histories: Sequence[History]) -> str:
    """The document."""
    return "\n".join(line for history in histories for line in _history(history)) + "\n"


def _history(history: History) -> Iterator[str]:
    yield f"## {escaped(history.name)}\n"
    rows = [[point.version, *(str(point.counts[state]) for state in STATES)] for point in history.points]
    yield from table(["version", *STATES], rows, numbers=True)
    if history.corpora > 1:
        yield f"\nThe versions were run by {history.corpora} different corpora: counts differ for that reason too."
    if history.changed:
        yield ""
        yield from table(
            ["clause", *(point.version for point in history.points)],
            [[id, *(f"{mark(s).sign} {s}" for s in states)] for id, states in history.changed.items()],
        )
    yield ""
