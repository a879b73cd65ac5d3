"""Where the reference can be edited, by the operators of cosmic-ray, and a random sample of such places."""

from __future__ import annotations

import ast
import functools
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from cosmic_ray.ast import Visitor, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

from ..mutants.copies import ORIGINAL, source

NEED_ARGUMENTS = ("core/VariableInserter", "core/VariableReplacer")
"""Operators that replace one named variable by another: there is no list of such pairs."""
NEED_A_GPU = ("kernels/cuda", "device_memory.py", "device_state.py")
"""What can't run on a CPU, by the beginning of its path."""


@dataclass(frozen=True, order=True)
class Site:
    """One edit: an operator at its n-th place in a file."""

    file: str
    line: int
    operator: str
    occurrence: int

    @property
    def id(self) -> str:
        """Names the edit as long as the file does not change: ``layers/slice.py:core/AddNot:3``."""
        return f"{self.file}:{self.operator}:{self.occurrence}"

    def mutated(self) -> str:
        """The text of the file with the edit."""
        text = mutate_code(_text(self.file), _operators()[self.operator], self.occurrence)
        assert text is not None, self.id
        return str(text)

    def edit(self) -> tuple[str, str]:
        """The line before and after, without indentation."""
        before, after = _text(self.file).splitlines(), self.mutated().splitlines()
        if len(before) != len(after):  # A decorator was taken away.
            return before[self.line - 1].strip(), ""
        changed = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]
        return changed[0][0].strip(), changed[0][1].strip()

    def is_of_a_record(self) -> bool:
        """True if the edit is in the text or the attributes of a refusal or another log record."""
        statement = _innermost(self.file, self.line)
        if isinstance(statement, ast.Assign):
            return any(isinstance(target, ast.Name) and target.id == "text" for target in statement.targets)
        if isinstance(statement, ast.Raise):
            return True  # Whatever else is raised than before, cases see.
        value = statement.value if isinstance(statement, ast.Expr) else None
        called = value.func if isinstance(value, ast.Call) else None
        return isinstance(called, ast.Attribute) and called.attr in ("warn", "inform", "error")


def sample(size: int, seed: int) -> list[Site]:
    """``size`` edits, the same for the same seed, spread over all files by how many edits each has.

    Every file that has an edit has one in the sample at least. Edits of annotations, and of what only type
    checkers read, change nothing and are not drawn; nor are those that are no Python.
    """
    chance = random.Random(seed)
    by_file = {file: sites(file) for file in reference_files()}
    quotas = shares({file: len(found) for file, found in by_file.items() if found}, size)
    drawn: list[Site] = []
    for file, quota in quotas.items():
        candidates = chance.sample(by_file[file], len(by_file[file]))
        running = (site for site in candidates if _runs_differently(site))
        drawn += [site for site, _ in zip(running, range(quota), strict=False)]
    return sorted(drawn)


def shares(counts: Mapping[str, int], size: int) -> dict[str, int]:
    """``size`` divided in proportion to ``counts``, by largest remainders, with 1 for each at least."""
    total = sum(counts.values())
    exact = {key: max(1.0, count * size / total) for key, count in counts.items()}
    result = {key: int(share) for key, share in exact.items()}
    remainders = sorted(exact, key=lambda key: (result[key] - exact[key], key))
    for key in remainders[: max(0, size - sum(result.values()))]:
        result[key] += 1
    return result


def reference_files() -> list[str]:
    """The Python files of the reference that run on a CPU, as paths within it."""
    return sorted(path for path in _walk(files(ORIGINAL), "") if not path.startswith(NEED_A_GPU))


@functools.cache
def sites(file: str) -> tuple[Site, ...]:
    """All edits of a file."""
    collector = _Collector(file)
    collector.walk(get_ast(_text(file)))
    return tuple(collector.found)


class _Collector(Visitor):  # type: ignore[misc]
    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Site] = []
        self._counts: dict[str, int] = {}

    def visit(self, node: Any) -> Any:
        for name, operator in _operators().items():
            for (line, _), _ in operator.mutation_positions(node):
                count = self._counts[name] = self._counts.get(name, -1) + 1
                self.found.append(Site(self.file, line, name, count))
        return node


@functools.cache
def _operators() -> dict[str, Any]:
    return {name: get_operator(name)() for name in sorted(operator_names()) if name not in NEED_ARGUMENTS}


def _walk(folder: Traversable, path: str) -> Iterator[str]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _walk(entry, f"{path}{entry.name}/")
        elif entry.name.endswith(".py"):
            yield f"{path}{entry.name}"


def _innermost(file: str, line: int) -> ast.stmt | None:
    statements = [node for node in ast.walk(ast.parse(_text(file))) if isinstance(node, ast.stmt)]
    around = [node for node in statements if node.lineno <= line <= (node.end_lineno or node.lineno)]
    return max(around, key=lambda node: (node.lineno, -(node.end_lineno or 0)), default=None)


def _text(file: str) -> str:
    text = source(file)
    assert text is not None, file
    return text


def _runs_differently(site: Site) -> bool:
    try:
        return _what_runs(site.mutated()) != _original(site.file)
    except SyntaxError:
        return False  # The star of ``f(*args)`` is no multiplication.


@functools.cache
def _original(file: str) -> str:
    return _what_runs(_text(file))


def _what_runs(text: str) -> str:
    return ast.dump(_WithoutTypes().visit(ast.parse(text)))


class _WithoutTypes(ast.NodeTransformer):
    """Takes away what only type checkers read; annotations are never evaluated in the reference."""

    def visit_If(self, node: ast.If) -> ast.AST:
        if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            node.body = [ast.Pass()]
        return self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        node.annotation = ast.Constant(None)
        return self.generic_visit(node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)
