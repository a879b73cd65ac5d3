"""Results for people at a terminal: a headline, what went wrong, a table by section."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tabulate import SEPARATING_LINE, tabulate

from .results import UNEXPECTED, CaseResult, Run, Subcase
from .score import STATES, Counts, count

ALWAYS_SHOWN = ("pass", "fail")
RARE = ("blocked", "unsupported", "not-applicable", "crash", "timeout", "error", "expected-fail")
SHORT = {"not-applicable": "n/a", "unsupported": "unsupp", "expected-fail": "expected", "emulated": "emul"}


def headline(run: Run) -> str:
    """Which backend, on what, by which edition; and that it is a sample only, where it is one."""
    backend, fraction = run.header.backend, run.header.selection.fraction
    sample = f", a sample: part {fraction} of the cases" if fraction else ""
    return f"{backend.name} {backend.version}, device {backend.device}, edition {run.header.edition}{sample}"


def section_table(run: Run, title_width: int = 28) -> str:
    """The counts by section; verdicts that nothing got have no column, nor has *emulated* where nothing is.

    Emulated cases are among those that passed. Titles are cut to ``title_width``.
    """
    rows, total = count(run)
    states = [state for state in STATES if state != "emulated" or total.states[state]]
    verdicts = [*ALWAYS_SHOWN, *(verdict for verdict in RARE if total.verdicts[verdict])]
    if total.emulated:
        verdicts.insert(1, "emulated")
    names = ["section", "all", *states, "all", "subs", *verdicts]
    # A line of its own groups the columns: what is said of clauses, what of cases.
    groups = ["", "clauses", *[""] * len(states), "cases", *[""] * (1 + len(verdicts))]
    table = [groups, [SHORT.get(name, name) for name in names], SEPARATING_LINE]
    table += [_row(row, states, verdicts, title_width) for row in rows]
    if len(rows) > 1:
        table += [SEPARATING_LINE, _row(total, states, verdicts, title_width)]
    # The headers are rows: tabulate widens every column that has one.
    align = ("left", *["right"] * (len(groups) - 1))
    return tabulate(table, tablefmt="simple", disable_numparse=True, colalign=align)


def _row(row: Counts, states: Sequence[str], verdicts: Sequence[str], title_width: int) -> list[str]:
    name = f"{row.id}  {short(row.title, title_width)}" if row.title else row.id
    counts = {**row.verdicts, "emulated": row.emulated}
    numbers = [row.clauses, *(row.states[state] for state in states), row.cases, row.subcases]
    return [name, *map(str, numbers), *(str(counts.get(verdict, 0)) for verdict in verdicts)]


def stale(run: Run) -> list[str]:
    """A line for each entry of the expectations file that the run proved wrong."""
    found = run.footer.stale
    groups = (("UNEXPECTED PASS", found.passed), ("UNMATCHED", found.unmatched), ("EXPIRED", found.expired))
    return [f"{name} {line}" for name, lines in groups for line in lines]


def failures(run: Run, statements: Mapping[str, str], limit: int = 20) -> list[str]:
    """The cases that went wrong, one paragraph each; ``statements`` are the clauses' own words."""
    wrong = [case for case in run.cases if case.verdict in UNEXPECTED]
    paragraphs = [failure(case, statements.get(case.clause, "")) for case in wrong[:limit]]
    if len(wrong) > limit:
        paragraphs.append(f"... and {len(wrong) - limit} more")
    return paragraphs


def failure(case: CaseResult, statement: str = "") -> str:
    """One case that went wrong, by its first subcase of the same verdict."""
    lines = [f"{case.verdict.upper()} {case.id}: {case.sentence}"]
    if statement:
        lines.append(f"  clause:   {short(statement, 160)}")
    if case.expectation is not None:
        lines.append(f"  foreseen: {short(' '.join((case.expectation.reason, case.expectation.link)), 300)}")
    at = next((subcase for subcase in case.subcases if subcase.verdict == case.verdict), None)
    if at is not None:
        lines += _subcase(at, sum(subcase.verdict != "pass" for subcase in case.subcases), len(case.subcases))
    return "\n".join(lines)


def _subcase(subcase: Subcase, wrong: int, total: int) -> list[str]:
    lines = [f"  subcase:  {subcase.id} ({wrong} of {total} did not pass)"] if subcase.id else []
    if subcase.expected:
        lines.append(f"  expected: {short(subcase.expected, 300)}")
    return [*lines, f"  got:      {short(subcase.got, 300)}"]


def short(text: str, length: int) -> str:
    """The text on one line, cut to ``length``."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 3].rstrip() + "..."
