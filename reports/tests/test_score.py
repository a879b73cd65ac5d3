"""States of clauses, counts of sections, and how both look at a terminal."""

from __future__ import annotations

from dataclasses import replace

import pytest
from dynshape_reports import results, score, terminal
from dynshape_reports.results import Backend, CaseResult, Header, Section, Selection, Subcase, Suite, changed

HEADER = Header(
    Suite("dynshape", "1.0", "0" * 16, "1" * 16),
    Backend("engine", "8.6.1", "cpu", "8.6"),
    "8.6",
    Selection(),
    (
        Section("DS-DIM", "8.1 Specifying runtime dimensions at length", 10, ("DS-DIM-009", "DS-DIM-010")),
        Section("DS-NET", "8.0 Overview", 4),
    ),
)


def case(clause: str, name: str, verdict: str, subcases: int = 1) -> CaseResult:
    """A case with this verdict, and as many subcases of the same."""
    outcomes = tuple(Subcase(f"[n={n}]", verdict, "this", "that") for n in range(subcases))
    return CaseResult(
        f"{clause}/{name}", clause, clause[:6], "positive", "MUST", f"{name} is so.", "2" * 16, verdict, (), outcomes
    )


CASES = [
    case("DS-DIM-001", "a", "pass", 2),
    case("DS-DIM-001", "b", "pass"),
    case("DS-DIM-002", "a", "pass"),
    case("DS-DIM-002", "b", "fail", 3),
    case("DS-DIM-003", "a", "blocked"),
    case("DS-DIM-004", "a", "unsupported"),
    case("DS-DIM-010", "a", "not-applicable", 0),
    case("DS-NET-001", "a", "error"),
]
RUN = results.make_run(HEADER, CASES)


@pytest.mark.parametrize(
    "verdicts,state",
    [
        (["pass", "pass"], "holds"),
        (["pass", "not-applicable"], "holds"),
        (["pass", "fail"], "broken"),
        (["pass", "error"], "broken"),
        (["crash"], "broken"),
        (["timeout", "blocked"], "broken"),
        (["expected-fail", "pass"], "broken"),
        (["blocked", "pass", "unsupported"], "blocked"),
        (["unsupported", "pass"], "unsupported"),
        (["emulated"], "emulated"),
        (["pass", "emulated"], "emulated"),
        (["emulated", "unsupported"], "unsupported"),
        (["emulated", "fail"], "broken"),
        (["not-applicable"], "not-applicable"),
        ([], "untested"),
    ],
)
def test_states(verdicts: list[str], state: str) -> None:
    assert score.clause_state(verdicts) == state
    assert score.clause_state(reversed(verdicts)) == state


def test_every_clause_is_counted_once() -> None:
    rows, total = score.count(RUN)
    assert {row.id: sum(row.states.values()) for row in rows} == {"DS-DIM": 10, "DS-NET": 4}
    assert dict(rows[0].states) == {
        "holds": 1, "broken": 1, "blocked": 1, "unsupported": 1, "not-applicable": 2, "untested": 4,
    }  # fmt: skip
    assert (total.clauses, total.cases, total.subcases) == (14, 8, 10)
    assert total.states["untested"] == 7
    assert total.verdicts == {verdict: n for verdict, n in RUN.footer.verdicts.items() if n}


def test_the_table() -> None:
    table = [" ".join(line.split()) for line in terminal.section_table(RUN).splitlines()]
    assert table[1] == "clauses cases"
    assert table[2] == (
        "section all holds broken blocked unsupp untested n/a all subs pass fail blocked unsupp n/a error"
    )
    assert table[4] == "DS-DIM 8.1 Specifying runtime di... 10 1 1 1 1 4 2 7 9 3 1 1 1 1 0"
    assert table[5] == "DS-NET 8.0 Overview 4 0 1 0 0 3 0 1 1 0 0 0 0 0 1"
    assert table[7] == "all 14 1 2 1 1 7 2 8 10 3 1 1 1 1 1"
    assert "%" not in terminal.section_table(RUN)


def test_what_the_adapter_made_up_never_holds() -> None:
    made_up = [changed(case, emulated=case.clause == "DS-DIM-001") for case in CASES]
    run = results.make_run(HEADER, made_up)
    assert score.clause_states(run)["DS-DIM-001"] == "emulated"
    table = [" ".join(line.split()) for line in terminal.section_table(run).splitlines()]
    assert table[2].startswith("section all holds emul broken blocked unsupp untested n/a all subs pass emul fail")
    assert table[4].startswith("DS-DIM 8.1 Specifying runtime di... 10 0 1 1 1 1 4 2 7 9 3 2 1")


def test_what_is_stale_is_told() -> None:
    stale = results.Stale(("a: passed",), ("b: no such case",), ("c: until 2026-01-01",))
    assert terminal.stale(results.make_run(HEADER, CASES, stale)) == [
        "UNEXPECTED PASS a: passed",
        "UNMATCHED b: no such case",
        "EXPIRED c: until 2026-01-01",
    ]


def test_one_section_needs_no_total() -> None:
    run = results.make_run(replace(HEADER, sections=HEADER.sections[1:]), CASES[-1:])
    assert "\nall" not in terminal.section_table(run)


def test_failures_are_told_with_their_first_subcase() -> None:
    paragraphs = terminal.failures(RUN, {"DS-DIM-002": "What\nthe clause says."})
    assert len(paragraphs) == 2
    assert paragraphs[0].splitlines() == [
        "FAIL DS-DIM-002/b: b is so.",
        "  clause:   What the clause says.",
        "  subcase:  [n=0] (3 of 3 did not pass)",
        "  expected: this",
        "  got:      that",
    ]
    assert paragraphs[1].startswith("ERROR DS-NET-001/a: a is so.\n  subcase:  [n=0]")


def test_no_more_failures_than_asked_for() -> None:
    assert terminal.failures(RUN, {}, limit=1)[1:] == ["... and 1 more"]


def test_short() -> None:
    assert terminal.short("a\n b", 10) == "a b"
    assert terminal.short("a" * 11, 10) == "aaaaaaa..."
    assert terminal.headline(RUN) == "engine 8.6.1, device cpu, edition 8.6"
    sample = results.make_run(replace(HEADER, selection=Selection(fraction="3/8")), CASES)
    assert terminal.headline(sample) == "engine 8.6.1, device cpu, edition 8.6, a sample: part 3/8 of the cases"
