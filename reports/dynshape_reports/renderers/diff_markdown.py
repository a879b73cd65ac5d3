"""A diff as Markdown, short enough for a comment on a pull request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..diff import Diff, RunDiff
from .diff_text import HEADS, about, counted, shown_change
from .markdown import escaped, table

SHOWN = 50
"""How many rows a table has at most; a comment has a limit too."""


def render(diff: Diff) -> str:
    """The comment."""
    lines = [line for run in diff.runs for line in _run(run)]
    lines += [f"\nOnly before: {escaped(name)}" for name in diff.only_before]
    lines += [f"\nOnly after: {escaped(name)}" for name in diff.only_after]
    return "\n".join(lines).lstrip("\n") + "\n"


def _run(run: RunDiff) -> Iterator[str]:
    old, new = escaped(about(run.before)), escaped(about(run.after))
    yield f"\n### {old if old == new else f'{old} → {new}'}\n"
    yield f"**{counted(run)}**; {', '.join(run.causes) or 'neither backend nor suite changed'}."
    for kind, head, _ in HEADS:
        found = run.of(kind)
        if found:
            rows = [(change.id, shown_change(change), ", ".join(change.causes)) for change in found]
            yield from _folded(f"{head}: {len(found)}", ("case", "verdict", "what changed"), rows, kind == "regression")
    if run.clauses:
        rows = [(id, was, now) for id, (was, now) in run.clauses.items()]
        yield from _folded(f"Clauses in another state: {len(rows)}", ("clause", "before", "after"), rows)
    others = [("added", case.id, case.verdict) for case in run.added]
    others += [("removed", case.id, case.verdict) for case in run.removed]
    others += [("renamed", was, now) for was, now in run.renamed]
    if others:
        yield from _folded(f"Added, removed, renamed: {len(others)}", ("", "case", ""), others)


def _folded(head: str, names: tuple[str, ...], rows: Sequence[tuple[str, ...]], opened: bool = False) -> Iterator[str]:
    yield f"\n<details{' open' if opened else ''}><summary>{head}</summary>\n"
    yield from table(names, rows[:SHOWN])
    if len(rows) > SHOWN:
        yield f"\n... and {len(rows) - SHOWN} more"
    yield "\n</details>"
