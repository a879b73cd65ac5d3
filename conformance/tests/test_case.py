"""The trial: every check is able to fail, and nothing that goes wrong is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import fake_backends
import numpy as np
import pytest
from dynshape_conformance.adapter import Answer, LogRecord, Refusal, Unsupported
from dynshape_conformance.case import Case, Outcome, Trial, positive

ERROR = LogRecord("ERROR", "too large", "DS-DIM-014")
WARNING = LogRecord("WARNING", "corrected", "DS-BIND-010")
INFO = LogRecord("INFO", "built")
REFUSED: Answer[Any] = Answer(refusal=Refusal("RuntimeError", "no"), records=(ERROR,))

Body = Callable[[Trial], Any]


def outcome(body: Body, explains: bool = True) -> Outcome:
    """The outcome of a case that does nothing but ``body``."""

    class Backend(fake_backends.Honest):
        def describe(self) -> Any:
            return replace(super().describe(), explains=explains)

    def case(t: Trial) -> None:
        """So it is."""
        body(t)

    outcomes = Trial(Backend(), "8.6").run(Case("DS-DIM-001", "positive", case))
    assert len(outcomes) == 1
    return outcomes[0]


@pytest.mark.parametrize(
    "body",
    [
        lambda t: t.equal(Answer((1, 2)), [1, 2]),
        lambda t: t.equal(3, 3),
        lambda t: t.accepted(Answer(True)),
        lambda t: t.accepted(Answer()),
        lambda t: t.refused(REFUSED),
        lambda t: t.refused(REFUSED, "DS-DIM-001", "DS-DIM-014", channel=("None", "RuntimeError")),
        lambda t: t.refused(Answer(False, records=(ERROR,)), channel="False"),
        lambda t: t.refused(Answer(refusal=Refusal("-1")), logged=False),
        lambda t: t.warned(Answer(1, records=(INFO, WARNING)), "DS-BIND-010"),
        lambda t: t.silent(Answer(1, records=(INFO,))),
        lambda t: t.true(True, "so"),
        lambda t: t.close(np.array([1.0, np.nan, np.inf]), np.array([1.0, np.nan, np.inf]), 0),
        lambda t: t.close(np.zeros((0, 2)), np.zeros((0, 2)), 0),
        lambda t: t.chose("this"),
    ],
)
def test_checks_pass(body: Body) -> None:
    assert outcome(body).verdict == "pass"


@pytest.mark.parametrize(
    "body,expected,got",
    [
        (lambda t: t.equal(Answer((1, 2)), (1, 3)), "(1, 3)", "(1, 2)"),
        (lambda t: t.equal(Answer(True), 1), "1", "True"),
        (lambda t: t.equal(REFUSED, 1), "a value", "refused by RuntimeError: no"),
        (lambda t: t.accepted(REFUSED), "accepted", "refused by RuntimeError: no"),
        (lambda t: t.accepted(Answer(False)), "accepted", "False"),
        (lambda t: t.refused(Answer(True)), "refused", "True"),
        (lambda t: t.refused(Answer(0)), "refused", "0"),
        (lambda t: t.refused(REFUSED, channel="None"), "refused by None", "refused by RuntimeError: no"),
        (
            lambda t: t.refused(Answer(refusal=Refusal("None"), records=(WARNING,))),
            "a log record of severity ERROR",
            "refused by None, no such record",
        ),
        (
            lambda t: t.refused(REFUSED, "DS-DIM-001"),
            "a log record of severity ERROR that names DS-DIM-001",
            "DS-DIM-014",
        ),
        (lambda t: t.warned(Answer(1, records=(ERROR,))), "a log record of severity WARNING", "1, no such record"),
        (
            lambda t: t.warned(Answer(1, records=(WARNING,)), "DS-DIM-001"),
            "a log record of severity WARNING that names DS-DIM-001",
            "DS-BIND-010",
        ),
        (lambda t: t.silent(Answer(1, records=(WARNING,))), "no warning and no error", "WARNING: corrected"),
        (lambda t: t.silent(Answer(1, records=(ERROR,))), "no warning and no error", "ERROR: too large"),
        (lambda t: t.true(False, "so", 5), "so", "5"),
        (lambda t: t.true(False, "so"), "so", "otherwise"),
        (lambda t: t.close(np.zeros(2), np.zeros(3), 9), "dims (3,)", "dims (2,)"),
        (
            lambda t: t.close(np.array([0.0, 1.5]), np.array([0.0, 1.0]), 0.25),
            "element (1) within 0.25 of 1.0",
            "1.5, off by 0.5 (2251799813685248.0 ULP); 1 of 2 elements are out of bounds",
        ),
        (
            lambda t: t.close(np.array(np.nan, np.float32), np.array(1.0), 1e9),
            "element () within 1e+09 of 1.0",
            "nan, off by nan (nan ULP); 1 of 1 elements are out of bounds",
        ),
        (
            lambda t: t.close(np.array([np.inf]), np.array([-np.inf]), 1.0),
            "element (0) within 1 of -inf",
            "inf, off by inf (nan ULP); 1 of 1 elements are out of bounds",
        ),
        (
            lambda t: t.close(np.array([7, 2]), np.array([7.0, 3.0]), 4.0),
            "element (1) within 0 of 3.0",
            "2.0, off by 1 (1.0 ULP); 1 of 2 elements are out of bounds",
        ),
        (
            lambda t: t.close(np.array([True]), np.array([False]), 1.0),
            "element (0) within 0 of 0.0",
            "1.0, off by 1 (1.0 ULP); 1 of 1 elements are out of bounds",
        ),
        (
            lambda t: t.close(np.array([2**53 + 1]), np.array([2**53]), 0),
            "element (0) within 0 of 9007199254740992.0",
            "9007199254740992.0, off by 1 (1.0 ULP); 1 of 1 elements are out of bounds",
        ),
        (
            lambda t: t.close(np.array([3, 4]), np.array([3, 5]), 0),
            "element (1) within 0 of 5.0",
            "4.0, off by 1 (1.0 ULP); 1 of 2 elements are out of bounds",
        ),
    ],
)
@pytest.mark.filterwarnings("error")
def test_checks_fail(body: Body, expected: str, got: str) -> None:
    failed = outcome(body)
    assert (failed.verdict, failed.expected, failed.got) == ("fail", expected, got)


MADE_UP: Answer[Any] = Answer((1, 2), records=(WARNING,), emulated=True)
MADE_UP_REFUSAL: Answer[Any] = replace(REFUSED, emulated=True)


@pytest.mark.parametrize(
    "body,emulated",
    [
        (lambda t: t.equal(MADE_UP, (1, 2)), True),
        (lambda t: t.accepted(MADE_UP), True),
        (lambda t: t.refused(MADE_UP_REFUSAL), True),
        (lambda t: t.warned(MADE_UP), True),
        (lambda t: t.silent(MADE_UP), True),
        (lambda t: t.true(MADE_UP.ok, "so"), True),
        (lambda t: t.close(np.array(MADE_UP.get()), np.array((1, 2)), 0), True),
        (lambda t: t.equal(MADE_UP_REFUSAL, 1), True),
        (lambda t: t.equal(replace(MADE_UP, emulated=False), (1, 2)), False),
        (lambda t: t.true(MADE_UP is not None, "an answer that nobody looked at"), False),
        (lambda t: t.true(bool(t._prepare(MADE_UP, "prepared")), "not judged"), False),
    ],
)
def test_what_is_judged_by_an_emulated_answer_is_emulated(body: Body, emulated: bool) -> None:
    assert outcome(body).emulated is emulated


def test_subcases_are_emulated_one_by_one() -> None:
    def several(t: Trial) -> None:
        """Several subcases."""
        with t.subcase(n=1):
            t.equal(1, 1)
        with t.subcase(n=2):
            t.accepted(MADE_UP)
        with t.subcase(n=3):
            t.equal(1, 1)
        MADE_UP.get()
        with t.subcase(n=4):
            t.equal(1, 1)

    outcomes = Trial(fake_backends.Honest(), "8.6").run(Case("DS-DIM-001", "positive", several))
    assert [item.emulated for item in outcomes] == [False, True, False, True]


def test_clauses_count_only_where_the_backend_names_them() -> None:
    assert outcome(lambda t: t.refused(REFUSED, "DS-DIM-001"), explains=False).verdict == "pass"


@pytest.mark.parametrize(
    "body,verdict,got",
    [
        (lambda t: None, "error", "none: the case asserts nothing"),
        (lambda t: raises(Unsupported("no device")), "unsupported", "no device"),
        (lambda t: raises(KeyError("x")), "error", "KeyError: 'x'"),
        (lambda t: t.define(None), "error", "AttributeError: 'NoneType' object has no attribute 'operations'"),
    ],
)
def test_other_ends_of_a_case(body: Body, verdict: str, got: str) -> None:
    ended = outcome(body)
    assert (ended.verdict, ended.got) == (verdict, got)


def raises(error: Exception) -> None:
    raise error


def test_subcases_are_settled_one_by_one() -> None:
    def several(t: Trial) -> None:
        """Several subcases."""
        for number in (1, 2, 3):
            with t.subcase(number=number, dims=(1, -1), empty=[], text="a b,[c]"):
                if number == 3:
                    t.chose("third")
                t.equal(number, 2 if number == 1 else number)
        with t.subcase(nothing=True):
            pass
        t.true(False, "the rest")

    outcomes = Trial(fake_backends.Honest(), "8.6").run(Case("DS-DIM-001", "positive", several))
    assert [(item.id, item.verdict) for item in outcomes] == [
        ("[number=1,dims=1x-1,empty=(),text=a_b;(c)]", "fail"),
        ("[number=2,dims=1x-1,empty=(),text=a_b;(c)]", "pass"),
        ("[number=3,dims=1x-1,empty=(),text=a_b;(c)]", "pass"),
        ("[nothing=True]", "error"),
        ("", "fail"),
    ]
    assert [item.chose for item in outcomes] == ["", "", "third", "", ""]


def test_subcases_have_one_id_each_and_do_not_nest() -> None:
    def twice(t: Trial) -> None:
        for _ in range(2):
            with t.subcase(a=1):
                t.true(True, "")

    def nested(t: Trial) -> None:
        with t.subcase(a=1), t.subcase(b=1):
            t.true(True, "")

    for function, got in ((twice, "subcase [a=1] occurs twice"), (nested, "subcases do not nest")):
        outcomes = Trial(fake_backends.Honest(), "8.6").run(Case("DS-DIM-001", "positive", function))
        assert any(item.verdict == "error" and got in item.got for item in outcomes)


def test_a_subcase_that_is_left_at_once_is_no_pass() -> None:
    def leaves(t: Trial) -> None:
        with t.subcase(a=1):
            t.true(True, "")
            raise SystemExit

    trial = Trial(fake_backends.Honest(), "8.6")
    with pytest.raises(SystemExit):
        trial.run(Case("DS-DIM-001", "positive", leaves))
    assert [item.verdict for item in trial.outcomes] == ["error"]


@positive("DS-DIM-001", needs=["DS-NET-001"], features=["names"])
def named(t: Trial) -> None:
    """A sentence
    on two lines.

    And more.
    """


def test_a_case_says_what_it_is() -> None:
    assert (named.id, named.role) == ("DS-DIM-001/named", "positive")
    assert (named.needs, named.features) == (("DS-NET-001",), ("names",))
    assert named.sentence == "A sentence on two lines."
    assert named.digest() == named.digest()
    assert len(named.digest()) == 16
