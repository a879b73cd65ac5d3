"""Runs and a specification that the tests of the renderers share; some of their texts are hostile."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from dynshape_reports import results
from dynshape_reports.report import Report, make_report
from dynshape_reports.results import (
    Backend,
    CaseResult,
    Expectation,
    Header,
    Record,
    Run,
    Section,
    Selection,
    Subcase,
    Suite,
)
from dynshape_reports.specification import ClauseText, MutantText, SectionText, Specification

HOSTILE = "</script><img src=x onerror=alert(1)>&\"'`|\x1b[2J]]>\x00\u2028 @all #1 {{ 7 }}"
SUITE = Suite("dynshape", "1.0", "a" * 16, "b" * 16)
SECTIONS = (
    Section("DS-DIM", "8.1 Run-time dimensions", 3, ("DS-DIM-003",)),
    Section("DS-BIND", "8.2.1 Bindings, " + HOSTILE, 2),
)
WRONG = (
    Subcase("[n=1]", "pass"),
    Subcase("[n=2]", "fail", "a < b", HOSTILE, (Record("ERROR", HOSTILE, "DS-DIM-001", 3), Record("INFO", "so"))),
)


def case(clause: str, name: str, verdict: str = "pass", subcases: Iterable[Subcase] = (), **more: Any) -> CaseResult:
    """A case of this clause."""
    section = clause.rpartition("-")[0]
    told = tuple(subcases) or (
        Subcase("", verdict, "" if verdict == "pass" else "x", "" if verdict == "pass" else "y"),
    )
    return CaseResult(
        f"{clause}/{name}",
        clause,
        section,
        "positive",
        "MUST",
        f"It is so: {name}.",
        "c" * 16,
        verdict,
        (),
        told,
        **more,
    )


def run(name: str, cases: Iterable[CaseResult], suite: Suite = SUITE, **backend: Any) -> Run:
    """A run of these cases on a backend of this name."""
    about = replace(Backend(name, "1.0", "cpu", "8.6"), **backend)
    return results.make_run(Header(suite, about, about.edition, Selection(), SECTIONS), cases)


GOOD = run(
    "good", [case("DS-DIM-001", "a"), case("DS-DIM-001", "b"), case("DS-DIM-002", "c"), case("DS-BIND-001", "d")]
)
BAD = run(
    "bad " + HOSTILE,
    [
        case("DS-DIM-001", "a"),
        case("DS-DIM-001", "b", "fail", WRONG, reproducer=f"import engine  # {HOSTILE}\n"),
        case(
            "DS-DIM-002", "c", "expected-fail", (*WRONG[:1], results.changed(WRONG[1], verdict="expected-fail")),
            expectation=Expectation("DS-DIM-002", "fail", f"known {HOSTILE}", "https://example.org/1"),
        ),
        case("DS-BIND-001", "d", "crash"),
    ],
    version=HOSTILE,
)  # fmt: skip
MADE_UP = run(
    "made_up",
    [
        case("DS-DIM-001", "a", subcases=[Subcase("", "pass", emulated=True)], emulated=True),
        case("DS-DIM-001", "b", subcases=[Subcase("", "pass", chose="the first")]),
        case("DS-DIM-002", "c", "unsupported"),
        case("DS-BIND-001", "d", "blocked"),
    ],
)
SPECIFICATION = Specification(
    SUITE.spec,
    (SectionText("DS-DIM", "8.1 Run-time dimensions"), SectionText("DS-BIND", "8.2.1 Bindings")),
    (
        ClauseText(
            "DS-DIM-001", "DS-DIM", "MUST", "A `clause` & " + HOSTILE, "SEED", "it is seen", "seed:1", "documented",
            ("8.4", None), "a note", mutants=(MutantText("mutant:x", "Wrong " + HOSTILE, "killed", ("DS-DIM-001/a",)),),
        ),
        ClauseText("DS-DIM-002", "DS-DIM", "SHOULD", "Another.", "HDR", editions=("8.4", "9")),
        ClauseText("DS-DIM-003", "DS-DIM", "MUST", "Of later editions.", "DOC", editions=("10", None)),
        ClauseText("DS-BIND-001", "DS-BIND", "MUST", "Of bindings.", "SEED", editions=("8.4", "9")),
        ClauseText("DS-BIND-002", "DS-BIND", "open", "Unseen.", unobservable="nothing shows it", area="DS-DIM"),
    ),
    {"seed": "the chapter"},
)  # fmt: skip


def report(*runs: Run) -> Report:
    """These runs side by side, or the three of this module."""
    return make_report(runs or (GOOD, BAD, MADE_UP), SPECIFICATION)
