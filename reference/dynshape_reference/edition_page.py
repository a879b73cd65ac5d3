"""Writes ``docs/editions.md`` from the tables: ``python -m dynshape_reference.edition_page > docs/editions.md``."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator

from . import editions
from .dtypes import DataType
from .editioned import SINCE_8_6, SINCE_10, UNTIL_8_6, Members
from .editions import DEFAULT_EDITION, EDITIONS, ENVIRONMENT_VARIABLE

HEAD = f"""# Editions

This page is written by `python -m dynshape_reference.edition_page`; a test compares.

The engine answers as one edition of TensorRT: {", ".join(EDITIONS)}. "8.6" stands for 8.5 too, "10" for 10.0 and
later. It is chosen by `Builder(logger, edition="8.4")`, else by the environment variable `{ENVIRONMENT_VARIABLE}`,
else it is "{DEFAULT_EDITION}". An engine has the edition that it was built by, kept in its plan.

## What differs

Each switch is a field of `Edition` in `editions.py`, read where its description says.
"""

MEMBERS = """
## Members that not every edition has

In an edition without it, using a member raises `AttributeError` with the text of the last column, and `hasattr` is
False. The names of the module itself, and `Runtime`, which reads plans of all editions, have the members of all
editions. A class by itself, as in `hasattr(trt.ICudaEngine, "num_bindings")`, has those of the edition that the
environment names, of all if it names none.
From 10 on `IExecutionContext.active_optimization_profile` can't be assigned, and `ICudaEngine[i]` is the name
of an input or output instead of a binding's.
"""


def page() -> str:
    """The document."""
    return "\n".join([HEAD, *_switches(), MEMBERS, *_members()]) + "\n"


def _switches() -> Iterator[str]:
    yield f"| switch | {' | '.join(EDITIONS)} | what it is |"
    yield "| --- |" + " --- |" * (len(EDITIONS) + 1)
    for name, about in _descriptions():
        values = [_show(getattr(edition, name)) for edition in EDITIONS.values()]
        yield f"| `{name}` | {' | '.join(values)} | {about} |"


def _descriptions() -> Iterator[tuple[str, str]]:
    # The strings that stand below the fields are for readers of the source and not kept at run time.
    body = ast.parse(inspect.getsource(editions.Edition)).body[0]
    assert isinstance(body, ast.ClassDef)
    for declared, described in zip(body.body, body.body[1:], strict=False):
        if isinstance(declared, ast.AnnAssign) and isinstance(declared.target, ast.Name):
            text = described.value.value if _is_text(described) else ""  # type: ignore[attr-defined]
            if text:
                yield declared.target.id, " ".join(str(text).replace("``", "`").split())


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _show(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(_show(item) for item in value)
    return value.name if isinstance(value, DataType) else str(value)


def _members() -> Iterator[str]:
    yield "| member | editions | elsewhere |"
    yield "| --- | --- | --- |"
    tables: tuple[tuple[Members, str], ...] = ((SINCE_8_6, "8.6, 10"), (SINCE_10, "10"), (UNTIL_8_6, "8.4, 8.6"))
    for table, where in tables:
        for owner, members in table.items():
            for member, instead in members.items():
                yield f"| `{owner}.{member}` | {where} | {instead} |"


if __name__ == "__main__":
    print(page(), end="")
