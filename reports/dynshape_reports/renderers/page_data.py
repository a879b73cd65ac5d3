"""The data of the HTML page: compact JSON, an overview and the details of each section apart.

Rows are lists, marks are one character, and texts that occur again and again are stored once. The
overview is read when the page opens, the details of a section when the first of its clauses is.
"""

from __future__ import annotations

import json
from typing import Any

from ..marks import MARKS
from ..model import CaseResult, Subcase
from ..report import NOT_RUN, Column, Report
from ..score import standing
from ..specification import ClauseText

CODES = {name: "abcdefghijklmnopqrstuvwxyz"[number] for number, name in enumerate(MARKS)}


def overview(report: Report) -> dict[str, Any]:
    """Backends, sections, clauses and cases with a mark for each backend."""
    suite = report.columns[0].run.header.suite
    place = {section.id: number for number, section in enumerate(report.sections)}
    return {
        "suite": {"name": suite.name, "version": suite.version, "corpus": suite.corpus, "spec": suite.spec},
        "marks": [[CODES[mark.name], mark.name, mark.sign, mark.tone, mark.about] for mark in MARKS.values()],
        "backends": [_backend(column) for column in report.columns],
        "sections": [[section.id, section.title] for section in report.sections],
        "sources": dict(report.specification.sources),
        "clauses": [_clause(clause, place, report) for clause in report.clauses],
        "cases": [_case(*item, report) for item in _ordered(report)],
    }


def details(report: Report) -> list[dict[str, Any]]:
    """For each section its texts, and for each case (by its number in the overview) what backends did."""
    chunks = [_Texts() for _ in report.sections]
    place = {section.id: number for number, section in enumerate(report.sections)}
    for number, (id, _, section) in enumerate(_ordered(report)):
        texts = chunks[place[section]]
        found = [
            [at, *_did(column.cases[id], texts)]
            for at, column in enumerate(report.columns)
            if id in column.cases and _worth_telling(column.cases[id])
        ]
        if found:
            texts.cases[number] = found
    return [{"texts": list(texts.numbers), "cases": texts.cases} for texts in chunks]


def embedded(data: Any) -> str:
    """JSON that can stand inside a ``script`` element: nothing in it ends the element or starts another."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


class _Texts:
    """The texts of one section, each once."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {"": 0}
        self.cases: dict[int, list[Any]] = {}

    def number(self, text: str) -> int:
        return self.numbers.setdefault(text, len(self.numbers))


def _ordered(report: Report) -> list[tuple[str, int, str]]:
    """Id, number of the clause, and section of every case, by clause."""
    clauses = {clause.id: number for number, clause in enumerate(report.clauses)}
    found = {
        id: (id, clauses[case.clause], case.section) for column in report.columns for id, case in column.cases.items()
    }
    return sorted(found.values(), key=lambda item: (item[1], item[0]))


def _backend(column: Column) -> list[Any]:
    backend = column.run.header.backend
    return [column.key, column.label, column.about, backend.name, column.run.header.edition]


def _clause(clause: ClauseText, place: dict[str, int], report: Report) -> list[Any]:
    first, last = clause.editions
    return [
        clause.id,
        place[clause.section],
        clause.level,
        clause.tag,
        clause.statement,
        clause.observable,
        clause.source,
        clause.basis,
        [first, last],
        clause.note,
        clause.area,
        clause.unobservable,
        [[mutant.name, mutant.about, mutant.fate, list(mutant.killers)] for mutant in clause.mutants],
        "".join(CODES[column.state(clause)] for column in report.columns),
    ]


def _case(id: str, clause: int, _section: str, report: Report) -> list[Any]:
    found = [column.cases.get(id) for column in report.columns]
    any_case = next(case for case in found if case is not None)
    return [
        id.partition("/")[2],
        clause,
        any_case.role,
        any_case.sentence,
        list(any_case.needs),
        "".join(CODES[NOT_RUN if case is None else standing(case)] for case in found),
        max(len(case.subcases) for case in found if case is not None),
    ]


def _worth_telling(case: CaseResult) -> bool:
    return case.verdict not in ("pass", "not-applicable") or any(_told(subcase) for subcase in case.subcases)


def _told(subcase: Subcase) -> bool:
    return subcase.verdict != "pass" or bool(subcase.chose) or subcase.emulated


def _did(case: CaseResult, texts: _Texts) -> list[Any]:
    """How many subcases there were, those worth telling of, why it was foreseen, and the reproducer."""
    foreseen = case.expectation
    known = "" if foreseen is None else " ".join(filter(None, (foreseen.reason, foreseen.link)))
    found = [_subcase(subcase, texts) for subcase in case.subcases if _told(subcase)]
    return [len(case.subcases), found, texts.number(known), texts.number(case.reproducer)]


def _subcase(subcase: Subcase, texts: _Texts) -> list[Any]:
    return [
        texts.number(subcase.id),
        CODES[subcase.verdict],
        texts.number(subcase.expected),
        texts.number(subcase.got),
        texts.number(subcase.chose),
        [[record.severity, texts.number(record.text), record.clause or "", record.code] for record in subcase.records],
    ]
