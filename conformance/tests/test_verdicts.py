"""Roll-up and blocking; and the verdict that each scripted backend must get."""

from __future__ import annotations

import itertools
import random

import fake_backends
import pytest
import scripted_cases
from dynshape_conformance.case import Case, Trial, positive
from dynshape_conformance.judging import MAX_TEXT, judge, plain
from dynshape_conformance.spec import load_registry
from dynshape_conformance.verdicts import WORST_FIRST, Judged, cycle, roll_up, with_blocked
from dynshape_reports.results import VERDICTS, CaseResult

CASES = [value for value in vars(scripted_cases).values() if isinstance(value, Case)]
ORDINARY = [case for case in CASES if case.name not in ("needs_a_device", "old_edition")]


@pytest.mark.parametrize("worse,better", list(itertools.combinations(WORST_FIRST, 2)))
def test_the_worst_subcase_decides(worse: str, better: str) -> None:
    assert roll_up([better, worse, better]) == worse


def test_a_case_without_outcomes_is_an_error() -> None:
    assert roll_up([]) == "error"
    assert set(WORST_FIRST) < set(VERDICTS)


def test_blocking_reaches_through_several_clauses_in_any_order() -> None:
    chain = {
        "a": Judged("A", (), "fail"),
        "b": Judged("B", ("A",), "fail"),
        "c": Judged("C", ("B",), "fail"),
        "d": Judged("D", ("C",), "pass"),
        "e": Judged("E", ("D",), "fail"),
        "f": Judged("E", ("D", "A"), "error"),
    }
    expected = {"a": "fail", "b": "blocked", "c": "blocked", "d": "pass", "e": "fail", "f": "error"}
    names = list(chain)
    for seed in range(20):
        random.Random(seed).shuffle(names)
        assert with_blocked({name: chain[name] for name in names}) == expected


@pytest.mark.parametrize("broken", ["fail", "error", "crash", "timeout"])
def test_every_way_of_going_wrong_blocks(broken: str) -> None:
    assert with_blocked({"a": Judged("A", (), broken), "b": Judged("B", ("A",), "fail")})["b"] == "blocked"


def test_neither_an_unsupported_need_nor_the_own_clause_blocks() -> None:
    verdicts = with_blocked(
        {
            "a": Judged("A", (), "unsupported"),
            "b": Judged("B", ("A", "B"), "fail"),
            "c": Judged("C", ("Z",), "fail"),
        }
    )
    assert verdicts == {"a": "unsupported", "b": "fail", "c": "fail"}


def test_cycles_are_found() -> None:
    assert cycle({"A": ["B"], "B": ["C"], "C": ["D"]}) is None
    assert cycle({"A": ["B"], "B": ["C"], "C": ["B"]}) == ["B", "C", "B"]
    assert cycle({"A": ["C", "B"], "B": ["C"], "C": []}) is None


@pytest.mark.parametrize(
    "backend,verdict",
    [
        (fake_backends.Honest, {"pass"}),
        (fake_backends.Nothing, {"unsupported"}),
        (fake_backends.DefineRaises, {"error"}),
        (fake_backends.Exits, {"error"}),
        (fake_backends.Mistyped, {"fail", "error"}),
    ],
)
def test_each_scripted_backend_gets_its_verdict(backend: type[fake_backends.Honest], verdict: set[str]) -> None:
    assert {judged(case, backend).verdict for case in ORDINARY if case.role != "choice"} == verdict


def test_a_backend_that_is_always_wrong_passes_nothing_but_a_choice() -> None:
    got = {case.name: judged(case, fake_backends.Wrong).verdict for case in ORDINARY}
    assert got.pop("whatever") == "pass"
    assert set(got.values()) == {"fail"}


def test_what_does_not_apply_or_is_not_offered_does_not_run() -> None:
    old = judged(named("old_edition"), fake_backends.DefineRaises)
    assert (old.verdict, old.subcases) == ("not-applicable", ())
    device = judged(named("needs_a_device"), fake_backends.Honest)
    assert device.verdict == "unsupported"
    assert device.subcases[0].got == "no execution: results can be computed"


@positive("DS-DIM-004", features=("execution",))
def takes_an_execution(t: Trial) -> None:
    """An engine is built, which takes a feature."""
    t.accepted(t.define(scripted_cases.network("x")).build())


def test_a_backend_that_lies_about_its_features_is_found_out() -> None:
    # It claims what it does not have: what it then raises is the adapter's own mistake, or its honest second thought.
    boasting = judged(takes_an_execution, fake_backends.Boasts)
    assert boasting.verdict == "error"
    assert boasting.subcases[0].got.startswith("AttributeError: 'HonestDefinition' object has no attribute 'build'")
    assert judged(takes_an_execution, fake_backends.BoastsAndWithdraws).verdict == "unsupported"
    # It has what it does not claim: nothing is asked of it, and nothing counts as held.
    assert judged(takes_an_execution, fake_backends.Modest).verdict == "unsupported"


def test_garbage_in_the_place_of_an_answer_is_never_a_pass() -> None:
    for case in ORDINARY:
        if case.role != "choice":
            assert judged(case, fake_backends.Garbage).verdict in ("fail", "error"), case.name


def test_answers_to_the_question_before_are_failures() -> None:
    fake_backends.LaggingDefinition.late = None
    for name in ("inputs_in_order", "no_implicit_batch", "profiles_can_be_counted"):
        assert judged(named(name), fake_backends.Lagging).verdict == "fail"


def test_a_choice_is_recorded() -> None:
    assert judged(named("whatever"), fake_backends.Wrong).subcases[0].chose == "7 profiles"


def test_an_adapter_that_exits_leaves_a_line_in_the_report() -> None:
    result = judged(named("inputs_in_order"), fake_backends.Exits)
    assert [subcase.verdict for subcase in result.subcases] == ["error", "error"]
    assert result.subcases[-1].got == "SystemExit: a library that thinks it owns the process"


def test_records_are_kept_where_it_did_not_pass() -> None:
    subcase = judged(named("inputs_in_order"), fake_backends.Wrong).subcases[0]
    assert (subcase.id, subcase.expected, subcase.got) == ("[names=a]", "('a',)", "('nobody',)")
    assert subcase.records[0].text == "refused, object at 0x..."
    assert not judged(named("no_implicit_batch"), fake_backends.Honest).subcases[0].records


def test_texts_are_stable_encodable_and_short() -> None:
    assert plain("<X at 0x7fffDEADbeef>") == "<X at 0x...>"
    assert plain("0x1f") == "0x1f"
    assert plain("\ud800").encode() == b"\\ud800"
    assert plain("a" * (MAX_TEXT + 5)).endswith("(5 more characters)")


def named(name: str) -> Case:
    return next(case for case in CASES if case.name == name)


def judged(case: Case, backend: type[fake_backends.Honest]) -> CaseResult:
    adapter = backend()
    return judge(case, load_registry().get(case.clause), adapter, adapter.describe(), "8.6")
