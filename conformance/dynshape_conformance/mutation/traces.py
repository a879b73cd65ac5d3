"""Which cases execute which line of the reference, and what the reference answers them: one run with coverage."""

from __future__ import annotations

import ast
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

import coverage

from ..adapters.reference import create
from ..case import Case
from ..judging import judge
from ..mutants.backend import PREFERRED
from ..mutants.copies import ORIGINAL, source
from ..spec import load_registry

Run = tuple[str, str]
"""A case in an edition: (edition, case id)."""


@dataclass(frozen=True)
class Traces:
    """What one run of the corpus on the reference showed."""

    verdicts: dict[Run, str]
    seconds: dict[Run, float]
    lines: dict[str, dict[int, set[Run]]]
    """By file and line the runs that execute the line. What runs at import is in none of them."""

    def runs(self, file: str, line: int) -> list[Run]:
        """The runs that can notice an edit of this line, those that take the least time first.

        Those that execute the line. Where it is executed at import, these come first, then those that
        execute another line of the file, and then all other cases, each in one edition that it passes
        in (in all of them for a file that is about editions).
        """
        first, last, is_imported = _extent(file, line)
        groups = [self._executing(file, range(first, last + 1))]
        if is_imported:
            groups += [self._executing(file, self.lines.get(file, {})), self._all(file.startswith("edition"))]
        ordered: dict[Run, None] = {}
        for group in groups:
            ordered.update(dict.fromkeys(sorted(group, key=lambda run: (self.seconds[run], run))))
        return [run for run in ordered if self.verdicts[run] == "pass"]

    def _all(self, in_all_editions: bool) -> set[Run]:
        passed = [run for run, verdict in self.verdicts.items() if verdict == "pass"]
        return set(passed) if in_all_editions else {(edition, id) for id, edition in _first_editions(passed).items()}

    def _executing(self, file: str, lines: range | dict[int, set[Run]]) -> set[Run]:
        known = self.lines.get(file, {})
        return {run for line in lines for run in known.get(line, ())}


def trace(cases: Sequence[Case]) -> Traces:
    """Run all cases in all editions of the reference; this takes about a minute."""
    registry = load_registry()
    verdicts: dict[Run, str] = {}
    seconds: dict[Run, float] = {}
    root = str(files(ORIGINAL))
    watch = coverage.Coverage(data_file=None, config_file=False, source=[root])
    watch.start()
    try:
        for edition in PREFERRED:
            watch.switch_context("preparing")
            adapter = create(edition)
            description = adapter.describe()
            for case in cases:
                watch.switch_context(f"{edition} {case.id}")
                begin = time.perf_counter()
                result = judge(case, registry.get(case.clause), adapter, description, edition)
                seconds[edition, case.id] = time.perf_counter() - begin
                verdicts[edition, case.id] = result.verdict
    finally:
        watch.stop()
    data = watch.get_data()
    lines: dict[str, dict[int, set[Run]]] = {}
    for path in data.measured_files():
        file = path.removeprefix(root).strip("/\\").replace("\\", "/")
        by_line = data.contexts_by_lineno(path)
        lines[file] = {line: set(map(_run, filter(_is_run, contexts))) for line, contexts in by_line.items()}
    return Traces(verdicts, seconds, lines)


def _first_editions(runs: Sequence[Run]) -> dict[str, str]:
    found: dict[str, str] = {}
    for edition, id in runs:
        found.setdefault(id, edition)
    return found


def _is_run(context: str) -> bool:
    return " " in context


def _run(context: str) -> Run:
    edition, _, case = context.partition(" ")
    return edition, case


def _extent(file: str, line: int) -> tuple[int, int, bool]:
    """First and last line of the statement that a line belongs to, and whether it is executed at import.

    Of an ``if``, a loop and the like it is the head; an edit of the head of a function (its decorators
    and defaults) shows where the function runs.
    """
    text = source(file)
    assert text is not None
    found, inside = None, False
    body: list[ast.stmt] = ast.parse(text).body
    while True:
        statement = next((s for s in body if _first(s) <= line <= (s.end_lineno or s.lineno)), None)
        if statement is None:
            break
        found = statement
        inner = [part for name in ("body", "orelse", "finalbody") for part in getattr(statement, name, ())]
        inner += [part for handler in getattr(statement, "handlers", ()) for part in handler.body]
        in_head = not inner or not any(_first(s) <= line <= (s.end_lineno or s.lineno) for s in inner)
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
            inside = True
        if in_head:
            break
        body = inner
    if found is None:
        return line, line, True
    if isinstance(found, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return _first(found), found.end_lineno or found.lineno, False
    if isinstance(found, ast.ClassDef):
        return _first(found), found.end_lineno or found.lineno, True
    body_start = min((_first(s) for s in getattr(found, "body", ())), default=None)
    last = (found.end_lineno or found.lineno) if body_start is None else max(found.lineno, body_start - 1)
    return found.lineno, max(last, line), not inside


def _first(statement: ast.stmt) -> int:
    decorators = getattr(statement, "decorator_list", ())
    return min((statement.lineno, *(int(decorator.lineno) for decorator in decorators)))
