"""Reading expectations files. Every mistake in one is told by the file, the entry and the field."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import fields
from importlib.resources import files
from pathlib import Path
from typing import Any

from dynshape_reports.results import UNEXPECTED
from packaging.specifiers import InvalidSpecifier, SpecifierSet

from .. import toml
from ..backends import SetupError
from ..spec import EDITIONS
from .entries import Entry

TABLE = "expect"
REQUIRED = ("verdict", "reason", "date")


def shipped(backend: str) -> Path:
    """Where the expectations of this backend are shipped, if there are any."""
    return Path(str(files(__package__))) / f"{backend.rpartition(':')[2]}.toml"


def load(path: Path, clauses: frozenset[str]) -> tuple[Entry, ...]:
    """The entries of a file; raises `SetupError` with a line for each mistake. ``clauses`` are all that there are."""
    data = toml.read(path, "the expectations ")
    tables = data.get(TABLE, [])
    if data.keys() - {TABLE} or not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise SetupError(f"{path}: an expectations file is a list of [[{TABLE}]] tables and nothing else")
    wrong = [
        f"{path}: entry {number} ({table.get('case') or table.get('clause') or 'of nothing'}): {problem}"
        for number, table in enumerate(tables, 1)
        for problem in _problems(table, clauses)
    ]
    if wrong:
        raise SetupError(*wrong)
    return tuple(_entry(table) for table in tables)


def _entry(table: Mapping[str, Any]) -> Entry:
    given = {**table, "editions": tuple(table.get("editions", ()))}
    return Entry(**{"clause": "", "case": "", **given})


def _problems(table: Mapping[str, Any], clauses: frozenset[str]) -> Iterator[str]:
    known = [field.name for field in fields(Entry)]
    for name in table.keys() - set(known):
        yield f"unknown field {name!r}; known: {', '.join(known)}"
    if ("case" in table) == ("clause" in table):
        yield "names either a clause or a case"
    for name in REQUIRED:
        if name not in table:
            yield f"has no {name}"
    for name in known:
        if name in table:
            yield from _problems_of(name, table[name])
    for name in ("case", "clause"):
        if isinstance(table.get(name), str) and table[name].strip():
            yield from _unknown_clause(table[name], clauses)


def _problems_of(name: str, value: Any) -> Iterator[str]:
    if name in ("date", "expires"):
        if type(value) is not datetime.date:
            yield f"{name} is a date, 2026-11-22, not {value!r}"
    elif name == "editions":
        # As texts: TOML's 10 and 8.6 without quotes are numbers, which no edition is equal to.
        if not isinstance(value, list) or not value or not all(edition in EDITIONS for edition in value):
            yield f"editions are a list of {', '.join(map(repr, EDITIONS))}, not {value!r}"
    elif not isinstance(value, str) or (not value.strip() and name != "link"):
        yield f"{name} is a text, not {value!r}"
    elif name == "verdict" and value not in UNEXPECTED:
        yield f"verdict is one of {', '.join(UNEXPECTED)}, not {value!r}"
    elif name == "versions":
        try:
            SpecifierSet(value)
        except InvalidSpecifier:
            yield f"versions are a range such as '>=1.4,<1.8', not {value!r}"


def _unknown_clause(name: str, clauses: frozenset[str]) -> Iterator[str]:
    clause = name.partition("/")[0]
    if not any(sign in clause for sign in "*?[") and clause not in clauses:
        yield f"no clause {clause}"
