"""A report for a terminal: the scoreboard of several runs, or the section table of one; then what went wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from tabulate import SEPARATING_LINE, tabulate

from .. import terminal
from ..marks import mark
from ..model import Run
from ..report import Column, Report
from ..score import STATES, Counts
from ..screen import Screen

SHOWN = 20
"""How many cases that went wrong are printed in full for each run."""
NARROWEST = 8
"""To how many characters a section's title is cut at most."""


def render(report: Report, screen: Screen = Screen()) -> str:  # noqa: B008 (frozen)
    """The text for this screen."""
    statements = report.specification.statements()
    paragraphs = []
    for column in report.columns:
        paragraphs += [clean(terminal.headline(column.run)), *failures(column.run, statements, screen)]
    if len(report.columns) == 1:
        paragraphs.append(section_table(report.columns[0].run, screen))
    else:
        paragraphs.append(_fitted(lambda width: _board(report, screen, width), screen))
        used = [state for state in STATES if any(column.counts[1].states[state] for column in report.columns)]
        paragraphs.append("  ".join(screen.paint(f"{mark(state).sign} {state}", mark(state).tone) for state in used))
    return "\n\n".join(paragraphs) + "\n"


def failures(run: Run, statements: Mapping[str, str], screen: Screen) -> list[str]:
    """The cases that went wrong, one paragraph each; ``statements`` are the clauses' own words."""
    return [_painted(clean(paragraph), screen) for paragraph in terminal.failures(run, statements, SHOWN)]


def section_table(run: Run, screen: Screen) -> str:
    """The counts by section of one run, with titles as long as the screen has room for."""
    return _fitted(lambda width: clean(terminal.section_table(run, width)), screen)


def clean(text: str) -> str:
    """The text without characters that a terminal would obey."""
    return re.sub(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", lambda found: f"\\x{ord(found[0]):02x}", text)


def visible(line: str) -> int:
    """How many characters of the line are seen."""
    return len(re.sub(r"\x1b\[[0-9;]*m", "", line))


def _painted(paragraph: str, screen: Screen) -> str:
    first, _, rest = paragraph.partition(" ")
    return f"{screen.paint(first, 'bad')} {rest}" if first.isupper() else paragraph


def _fitted(draw: Callable[[int], str], screen: Screen) -> str:
    """The table with titles as long as the screen has room for."""
    table = draw(28)
    spare = screen.width - max(map(visible, table.splitlines()))
    if spare < 0:
        return draw(max(NARROWEST, 28 + spare))
    return table


def _board(report: Report, screen: Screen, title_width: int) -> str:
    rows: list[Any] = [
        [
            clean(f"{section.id}  {terminal.short(section.title, title_width)}"),
            *(_cell(_counts(column, section.id), screen) for column in report.columns),
        ]
        for section in report.sections
    ]
    if len(rows) > 1:
        rows += [SEPARATING_LINE, ["all", *(_cell(column.counts[1], screen) for column in report.columns)]]
    head = ["section", *(clean(column.label) for column in report.columns)]
    return tabulate(rows, head, tablefmt="simple", disable_numparse=True)


def _counts(column: Column, section: str) -> Counts | None:
    return next((row for row in column.counts[0] if row.id == section), None)


def _cell(counts: Counts | None, screen: Screen) -> str:
    if counts is None:
        return "not run"
    shown = [(mark(state), counts.states[state]) for state in STATES if counts.states[state]]
    return " ".join(screen.paint(f"{one.sign}{number}", one.tone) for one, number in shown)
