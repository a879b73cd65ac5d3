"""``--update-expectations``: brings an expectations file up to what a run got, and leaves the rest of it as it is.

What a person wrote stays: comments, order, spelling, entries for other versions and editions, and
entries that have expired, because whether to wait longer is a person's decision.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import Any

import tomlkit
from dynshape_reports.results import UNEXPECTED, CaseResult, Run
from dynshape_reports.terminal import short
from packaging.version import InvalidVersion, Version

from ..backends import SetupError
from .entries import Entry, Expectations, cases_passed
from .file import TABLE

_HEADER = re.compile(rf"^[ \t]*\[\[[ \t]*{TABLE}[ \t]*\]\]", re.MULTILINE)


def update(text: str, expectations: Expectations, run: Run, known: frozenset[str]) -> tuple[str, list[str]]:
    """The text of the file after ``run``, and a line for each change.

    ``expectations`` are those that the run was held against, ``known`` the ids of all cases.
    """
    pieces = _pieces(text, len(expectations.entries))
    wrong = {case.id: case for case in run.cases if case.verdict in UNEXPECTED}
    verdicts = {case.id: case.verdict for case in run.cases}
    changes: list[str] = []
    again: list[tuple[CaseResult, Entry | None]] = []
    for place, entry in enumerate(expectations.entries, 1):
        if not any(entry.means(id) for id in known):
            pieces[place] = _without_table(pieces[place])
            changes.append(f"removed {entry.name}: there is no such case")
        elif not entry.is_about(expectations.version, expectations.edition):
            pieces[place] = _with_edition(pieces[place], entry, expectations, wrong, changes)
        elif entry.has_expired(expectations.today):
            for id in [id for id in wrong if entry.means(id)]:
                del wrong[id]
        elif cases_passed(entry, verdicts, known):
            pieces[place] = _without(pieces[place], entry, expectations)
            changes.append(f"removed {entry.name}: {expectations.version} passes by edition {expectations.edition}")
            still = [case for case in run.cases if case.expectation is not None and entry.means(case.id)]
            again += [(case, entry) for case in still if case.expectation and case.expectation.entry == entry.name]
        elif entry.case in wrong:
            case = wrong.pop(entry.case)
            pieces[place] = _changed(pieces[place], verdict=case.verdict, date=expectations.today)
            changes.append(f"changed {entry.name}: {entry.verdict} became {case.verdict}")
    again += [(case, None) for case in wrong.values()]
    for case, origin in sorted(again, key=lambda item: item[0].id):
        pieces.append(_new(case, origin, expectations))
        changes.append(f"added {case.id}: {_verdict(case)}")
    return "".join(pieces).lstrip("\n"), changes


def _pieces(text: str, entries: int) -> list[str]:
    """What precedes the first entry, and the text of each entry up to the next."""
    starts = [match.start() for match in _HEADER.finditer(text)]
    if len(starts) != entries:
        raise SetupError(f"can't update the expectations: not every entry starts with a line [[{TABLE}]]")
    bounds = [0, *starts, len(text)]
    pieces = [text[start:end] for start, end in itertools.pairwise(bounds)]
    if pieces[-1] and not pieces[-1].endswith("\n"):
        pieces[-1] += "\n"
    return pieces


def _without_table(piece: str) -> str:
    """What follows the table in its piece: blank lines and the comments that precede the next one."""
    lines = piece.splitlines(keepends=True)
    end = len(lines)
    while end and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    rest = "".join(lines[end:])
    return rest if rest.strip() else ""


def _changed(piece: str, **fields: Any) -> str:
    document = tomlkit.parse(piece)
    table = document[TABLE][0]
    for name, value in fields.items():
        table[name] = value
    return tomlkit.dumps(document)


def _without(piece: str, entry: Entry, expectations: Expectations) -> str:
    """The entry for all that it is about but this edition or, if it is about no other, this version."""
    others = [other for other in entry.editions if other != expectations.edition]
    if others:
        return _changed(piece, editions=others)
    if entry.versions and "==" not in entry.versions:
        return _changed(piece, versions=f"{entry.versions},!={Version(expectations.version)}")
    return _without_table(piece)


def _with_edition(
    piece: str, entry: Entry, expectations: Expectations, wrong: dict[str, CaseResult], changes: list[str]
) -> str:
    """An entry that says the same of other editions is extended; no other is added for this one."""
    case = wrong.get(entry.case)
    elsewhere = bool(entry.editions) and entry.is_about(expectations.version, entry.editions[0])
    if case is None or case.verdict != entry.verdict or not elsewhere or entry.has_expired(expectations.today):
        return piece
    del wrong[entry.case]
    changes.append(f"extended {entry.name}: by edition {expectations.edition} too")
    return _changed(piece, editions=[*entry.editions, expectations.edition])


def _verdict(case: CaseResult) -> str:
    return case.verdict if case.expectation is None else case.expectation.verdict


def _new(case: CaseResult, origin: Entry | None, expectations: Expectations) -> str:
    """An entry for one case; what was said by ``origin`` of it and others is said of it alone."""
    table = tomlkit.table()
    table["case"] = case.id
    table["verdict"] = _verdict(case)
    versions = _only(expectations.version) if origin is None else origin.versions
    if versions:
        table["versions"] = versions
    table["editions"] = [expectations.edition]
    table["reason"] = _reason(case) if origin is None else origin.reason
    if origin is not None and origin.link:
        table["link"] = origin.link
    table["date"] = expectations.today if origin is None else origin.date
    if origin is not None and origin.expires:
        table["expires"] = origin.expires
    document = tomlkit.document()
    entries = tomlkit.aot()
    entries.append(table)
    document[TABLE] = entries
    return f"\n{tomlkit.dumps(document)}"


def _only(version: str) -> str:
    try:
        return f"=={Version(version)}"
    except InvalidVersion:
        return ""


def _reason(case: CaseResult) -> str:
    subcases: Sequence[Any] = [subcase for subcase in case.subcases if subcase.verdict == case.verdict]
    if not subcases:
        return "seen by --update-expectations"
    at, first = (f"{subcases[0].id}: " if subcases[0].id else ""), subcases[0]
    return short(f"{at}expected {first.expected or 'otherwise'}, got {first.got or 'nothing'}", 200)
