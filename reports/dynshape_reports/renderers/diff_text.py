"""A diff for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ..diff import Change, Diff, RunDiff
from ..model import Header
from ..screen import Screen
from .terminal import clean

HEADS = (("regression", "Regressions", "bad"), ("fixed", "Fixed", "good"), ("other", "Other changes", "known"))
"""The kinds of changes, how each is called, and its tone."""


def render(diff: Diff, screen: Screen = Screen()) -> str:  # noqa: B008 (frozen)
    """The text for this screen."""
    lines = [line for run in diff.runs for line in (*_run(run, screen), "")]
    lines += [f"only before: {name}" for name in diff.only_before]
    lines += [f"only after: {name}" for name in diff.only_after]
    return clean_lines("\n".join(lines).rstrip(), screen) + "\n"


def clean_lines(text: str, screen: Screen) -> str:
    """The text without control characters, unless they are our own colours."""
    return text if screen.colour else clean(text)


def about(header: Header) -> str:
    """Which engine it was, by which edition."""
    backend = header.backend
    return f"{backend.name} {backend.version}, device {backend.device}, edition {header.edition}"


def counted(run: RunDiff) -> str:
    """One line: how many cases changed in which way."""
    kinds = Counter(change.kind for change in run.changes)
    numbers = (
        (kinds["regression"], "regressions"), (kinds["fixed"], "fixed"), (kinds["other"], "other changes"),
        (len(run.added), "added"), (len(run.removed), "removed"), (len(run.renamed), "renamed"),
    )  # fmt: skip
    said = [f"{number} {what.removesuffix('s') if number == 1 else what}" for number, what in numbers if number]
    return ", ".join(said) or "no case changed"


def shown_change(change: Change) -> str:
    """The verdicts of a change, those of its subcases where the case's own is the same."""
    if change.before != change.after:
        return f"{change.before} -> {change.after}"
    return f"{change.after}, in {len(change.subcases)} subcases another verdict"


def _run(run: RunDiff, screen: Screen) -> Iterator[str]:
    old, new = clean(about(run.before)), clean(about(run.after))
    yield old if old == new else f"{old}  ->  {new}"
    yield f"{counted(run)}; {', '.join(run.causes) or 'neither backend nor suite changed'}"
    for kind, head, tone in HEADS:
        if run.of(kind):
            yield f"\n{screen.paint(head, tone)}"
            yield from (_line(change) for change in run.of(kind))
    if run.clauses:
        yield "\nClauses in another state"
        yield from (f"  {id}: {was} -> {now}" for id, (was, now) in run.clauses.items())
    for head, cases in (("Added", run.added), ("Removed", run.removed)):
        if cases:
            yield f"\n{head}"
            yield from (f"  {clean(case.id)}: {case.verdict}" for case in cases)
    if run.renamed:
        yield "\nRenamed"
        yield from (f"  {clean(was)} -> {clean(now)}" for was, now in run.renamed)


def _line(change: Change) -> str:
    was = f" (was {change.was})" if change.was else ""
    subcases = [id for id, *_ in change.subcases if id]
    told = f"\n    subcases {' '.join(subcases[:5])}{' ...' if len(subcases) > 5 else ''}" if subcases else ""
    return clean(f"  {change.id}{was}: {shown_change(change)} [{', '.join(change.causes)}]") + clean(told)
