"""A report as Markdown: the scoreboard, and the clauses that are not held, in tables that GitHub draws."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..marks import mark
from ..report import Column, Report
from ..score import STATES, Counts
from ..specification import ClauseText

SHOWN = ("broken",)
"""The states whose clauses are listed one by one."""

# A backslash does not keep `@name` from calling somebody, nor `#1` from pointing at an issue.
ESCAPES = {
    **dict.fromkeys((*range(32), 127)),
    **{ord(sign): f"\\{sign}" for sign in "\\`*_[]~"},
    **{ord(sign): f"&#{ord(sign)};" for sign in "&<>|@#"},
}


def render(report: Report) -> str:
    """The document."""
    return "\n".join([*_board(report), *_broken(report), *_footer(report)]) + "\n"


def table(head: Sequence[str], rows: Sequence[Sequence[str]], numbers: bool = False) -> Iterator[str]:
    """The lines of a table; every cell is text and is escaped, the first column stands left."""
    yield f"| {' | '.join(map(escaped, head))} |"
    yield "|" + "|".join(" --- " if at == 0 or not numbers else " ---: " for at in range(len(head))) + "|"
    for row in rows:
        yield f"| {' | '.join(map(escaped, row))} |"


def escaped(text: str) -> str:
    """The text on one line with nothing in it that Markdown or HTML would take for more than text."""
    return " ".join(text.split()).translate(ESCAPES)


def _board(report: Report) -> Iterator[str]:
    yield "## Clauses by section\n"
    rows = [
        [f"{section.id} {section.title}", *(_cell(_counts(column, section.id)) for column in report.columns)]
        for section in report.sections
    ]
    if len(rows) > 1:
        rows.append(["all", *(_cell(column.counts[1]) for column in report.columns)])
    yield from table(["section", *(f"{column.label} ({column.about})" for column in report.columns)], rows)
    used = [state for state in STATES if any(column.counts[1].states[state] for column in report.columns)]
    yield "\n" + "; ".join(f"{mark(state).sign} {state}: {mark(state).about}" for state in used) + "."


def _counts(column: Column, section: str) -> Counts | None:
    return next((row for row in column.counts[0] if row.id == section), None)


def _cell(counts: Counts | None) -> str:
    if counts is None:
        return "not run"
    return " ".join(f"{mark(state).sign}{counts.states[state]}" for state in STATES if counts.states[state])


def _broken(report: Report) -> Iterator[str]:
    rows = [
        [clause.id, clause.statement, *(_sign(column, clause) for column in report.columns)]
        for clause in report.clauses
        if any(column.state(clause) in SHOWN for column in report.columns)
    ]
    if not rows:
        yield "\nNo clause is broken."
        return
    yield f"\n<details><summary>{len(rows)} clauses that some engine breaks</summary>\n"
    yield from table(["clause", "statement", *(column.label for column in report.columns)], rows)
    yield "\n</details>"


def _sign(column: Column, clause: ClauseText) -> str:
    state = mark(column.state(clause))
    return f"{state.sign} {state.name}"


def _footer(report: Report) -> Iterator[str]:
    suite = report.columns[0].run.header.suite
    yield f"\n{suite.name} {suite.version}, corpus {suite.corpus}, specification {suite.spec}"
    for column in report.columns:
        if column.run.header.selection.fraction:
            yield f"\n{escaped(column.label)}: a sample, part {column.run.header.selection.fraction} of the cases"
