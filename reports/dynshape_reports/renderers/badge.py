"""The badge as SVG: a line for each run, what it is and how many clauses hold."""

from __future__ import annotations

from dataclasses import dataclass

from ..report import Report
from .html import environment
from .shields import COLOURS, label, message, tone

HEIGHT = 20
PADDING = 6
WIDE = "mwMW@%"
NARROW = "fijlrtI1.,:;'|() "


@dataclass(frozen=True)
class _Row:
    left: str
    right: str
    colour: str

    def width(self, side: str) -> int:
        return text_width(str(getattr(self, side)))


def render(report: Report) -> str:
    """The badge."""
    several = len(report.columns) > 1
    rows = [
        _Row(column.label if several else label(report), message(column), COLOURS[tone(column)])
        for column in report.columns
    ]
    left, right = (max(row.width(side) for row in rows) + 2 * PADDING for side in ("left", "right"))
    title = "; ".join(f"{row.left}: {row.right}" for row in rows)
    return environment().get_template("badge.svg").render(rows=rows, left=left, right=right, height=HEIGHT, title=title)


def text_width(text: str) -> int:
    """About how many pixels the text takes at 11 px; the text is fitted to it, so it need not be exact."""
    return round(sum(10 if sign in WIDE else 4.2 if sign in NARROW else 6.7 for sign in text))
