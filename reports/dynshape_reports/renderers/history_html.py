"""Histories as one HTML page: a picture of the counts over the versions, and the same as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from ..history import History
from ..marks import mark
from ..score import STATES
from .html import asset, environment, policy

LINE = 26
"""The height of one version in the picture."""


def render(histories: Sequence[History]) -> str:
    """The page."""
    style = asset("base.css") + asset("plain.css")
    return (
        environment()
        .get_template("history.html")
        .render(
            histories=histories,
            bars={id(history): _bars(history) for history in histories},
            key=id,
            states=[mark(state) for state in STATES],
            line=LINE,
            style=Markup(style),
            policy=policy(style),
        )
    )


def _bars(history: History) -> list[list[dict[str, Any]]]:
    """For each version the parts of its bar, 1000 units long for the version with most clauses."""
    most = max(sum(point.counts.values()) for point in history.points) or 1
    rows = []
    for point in history.points:
        at, parts = 0.0, []
        for state in STATES:
            width = point.counts[state] * 1000 / most
            if width:
                parts.append(
                    {"mark": mark(state), "at": round(at, 2), "width": round(width, 2), "n": point.counts[state]}
                )
            at += width
        rows.append(parts)
    return rows
