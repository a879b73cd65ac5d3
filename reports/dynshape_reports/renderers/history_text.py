"""Histories for a terminal: the counts of each version, and the clauses that changed."""

from __future__ import annotations

from collections.abc import Sequence

from tabulate import tabulate

from ..history import History
from ..marks import mark
from ..score import STATES
from ..screen import Screen
from .terminal import clean


def render(histories: Sequence[History], screen: Screen = Screen()) -> str:  # noqa: B008 (frozen)
    """The text for this screen."""
    return "\n".join(_history(history, screen) for history in histories)


def _history(history: History, screen: Screen) -> str:
    rows = [
        [clean(point.version), *(str(point.counts[state]) for state in STATES), point.run.header.suite.corpus]
        for point in history.points
    ]
    lines = [clean(history.name), "", tabulate(rows, ["version", *STATES, "corpus"], disable_numparse=True)]
    if history.changed:
        versions = [clean(point.version) for point in history.points]
        signs = [[id, *(_sign(state, screen) for state in states)] for id, states in history.changed.items()]
        lines += ["", tabulate(signs, ["clause", *versions], disable_numparse=True)]
    return "\n".join(lines) + "\n"


def _sign(state: str, screen: Screen) -> str:
    one = mark(state)
    return screen.paint(f"{one.sign} {one.name}", one.tone)
