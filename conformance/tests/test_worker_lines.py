"""How much a line holds: expected refusals, attempts, ends of cases; and workers that take none of it."""

from __future__ import annotations

import json
from functools import partial
from typing import Any, cast

import pytest
from dynshape_conformance import backends, execution, setup
from dynshape_conformance.adapter import Description
from dynshape_conformance.case import Attempt, Case, Trial
from dynshape_conformance.outcome import EngineLost
from dynshape_conformance.worker.calls import ATTEMPT, END, EXTENSIONS, REFUSED
from dynshape_conformance.worker.process import Worker
from dynshape_conformance.worker.remote import RemoteAdapter
from dynshape_conformance.worker.serve import Server
from dynshape_conformance.worker.session import Session
from dynshape_conformance.worker.steps import RanAhead
from dynshape_fixtures import Program

DEFINE = {"call": "adapter.define", "args": {"program": [], "explicit_batch": True}, "new": 1}
NO = {"call": "definition.build", "on": 1, "new": 2}
"""Refused: the network is empty."""
COUNT = {"call": "definition.num_profiles", "on": 1}
UNKNOWN = {"call": "definition.num_profiles", "on": 99}


def served(*steps: dict[str, Any]) -> list[dict[str, Any]]:
    """What a hosted reference answers on one line."""
    server = Server(lambda edition: backends.load("reference", edition))
    server.answer(json.dumps({"id": 1, "do": [{"call": "hello", "args": {"protocol": 2, "edition": "8.6"}}]}).encode())
    done: list[dict[str, Any]] = json.loads(server.answer(json.dumps({"id": 2, "do": steps}).encode()))["done"]
    return done


def test_a_hosted_adapter_goes_on_after_a_marked_step_only_if_it_is_refused() -> None:
    marked = {REFUSED: True}
    assert [next(iter(done)) for done in served(DEFINE, NO, COUNT)] == ["value", "refusal"]
    assert [next(iter(done)) for done in served(DEFINE, {**NO, **marked}, COUNT)] == ["value", "refusal", "value"]
    assert len(served(DEFINE, {**COUNT, **marked}, COUNT)) == 2
    assert [next(iter(done)) for done in served(DEFINE, {**UNKNOWN, **marked}, COUNT)] == ["value", "error"]


def test_false_and_a_program_with_a_refused_operation_are_refusals_of_a_marked_step() -> None:
    implicit = {"call": "definition.has_implicit_batch_dimension", "on": 1}
    wrong = [{"do": "input", "id": "x", "name": "x", "dtype": "float32", "dims": [1] * 9}]
    extend = {"call": "definition.extend", "on": 1, "args": {"program": wrong}}
    for refused in (implicit, extend):
        assert len(served(DEFINE, refused, COUNT)) == 2
        assert len(served(DEFINE, {**refused, REFUSED: True}, COUNT)) == 3


def test_an_end_on_a_line_with_others_lets_all_objects_go() -> None:
    assert list(served(DEFINE, COUNT, {"call": END}, COUNT)[-1]) == ["error"]


class Scripted:
    """Stands for a process: takes lines, and answers each with what the script holds."""

    def __init__(self, *script: list[dict[str, Any]]) -> None:
        self.script = list(script)
        self.lines: list[list[dict[str, Any]]] = []
        self.lost: EngineLost | None = None

    def exchange(self, line: bytes, what: str) -> bytes:
        message = json.loads(line)
        self.lines.append(message["do"])
        return json.dumps({"id": message["id"], "done": self.script.pop(0)}).encode() + b"\n"

    def broke(self, how: str) -> EngineLost:
        self.lost = EngineLost("error", how)
        return self.lost


ALL = tuple(EXTENSIONS)
REFUSAL = {"refusal": {"channel": "None"}}


def trial(worker: Scripted, extensions: tuple[str, ...] = ALL) -> Trial:
    session = Session(cast(Worker, worker))
    session.collects = True
    session.greeted({"extensions": list(extensions)})
    return Trial(RemoteAdapter(session, Description("scripted", "1", "cpu", "8.6")), "8.6")


def two_refusals(t: Trial) -> None:
    definition = t.define(Program())
    for _ in range(2):
        t.refused(definition.build(), logged=False)
    t.equal(definition.num_profiles(), 0)


def run(worker: Scripted, function: Any, extensions: tuple[str, ...] = ALL) -> list[str]:
    """The verdicts of a case, with its end."""
    t = trial(worker, extensions)
    outcomes = t.run(Case("DS-NET-001", "negative", function))
    cast(RemoteAdapter, t.adapter).session.finish()
    return [outcome.verdict for outcome in outcomes]


def calls(worker: Scripted) -> list[list[str]]:
    return [[step["call"].partition(".")[2] or step["call"] for step in line] for line in worker.lines]


def test_what_is_expected_to_be_refused_and_the_end_stay_on_the_line() -> None:
    worker = Scripted([{"value": []}, REFUSAL, REFUSAL, {"value": 0}, {}])
    assert run(worker, two_refusals) == ["pass"]
    assert calls(worker) == [["define", "build", "build", "num_profiles", "end"]]
    assert [step.get(REFUSED, False) for step in worker.lines[0]] == [False, True, True, False, False]


def test_a_worker_that_announces_nothing_gets_lines_that_end_at_refusals() -> None:
    worker = Scripted([{"value": []}, REFUSAL], [REFUSAL], [{"value": 0}], [{}])
    assert run(worker, two_refusals, ()) == ["pass"]
    assert calls(worker) == [["define", "build"], ["build"], ["num_profiles"], ["end"]]
    assert not any(REFUSED in step for line in worker.lines for step in line)


def test_what_is_not_refused_as_expected_stops_the_line_and_the_case_has_run_ahead() -> None:
    worker = Scripted([{"value": []}, {}], [{}])
    with pytest.raises(RanAhead):
        run(worker, two_refusals)
    assert worker.lost is None


@pytest.mark.parametrize(
    "answers,said",
    [
        ([{"value": []}, REFUSAL], "2 answers to 5 steps, all as they should be"),
        ([{"value": []}, {}, REFUSAL], "a step was carried out after one at which to stop"),
        ([{"value": []}, {"unsupported": "x"}, REFUSAL], "a step was carried out after one at which to stop"),
        ([{"value": []}, REFUSAL, REFUSAL, {"value": 0}, REFUSAL], "end is not accepted"),
        ([{"value": []}, REFUSAL, REFUSAL, {"value": 0}, {"unsupported": "x"}], "end is not accepted"),
    ],
)
def test_a_worker_that_does_not_keep_to_the_marks_breaks_the_protocol(answers: list[Any], said: str) -> None:
    worker = Scripted(answers)
    with pytest.raises(EngineLost, match=said):
        run(worker, two_refusals)


def refused_somewhere(t: Trial) -> None:
    """Attempts on an odd definition, with a call in between, and one that is made after them."""
    definition: Any = t.adapter.define(Program())
    between = definition.tensor_name("x")
    dims = Attempt(partial(definition.tensor_dims, "y"), "invalid dims", logged=False)
    t.refused_somewhere(dims, Attempt(definition.build, logged=False), clauses=[], program=definition)
    t.equal(between, "x")
    t.equal(definition.num_profiles(), 0)


NAMED = {"value": "x"}
INVALID = {"refusal": {"channel": "invalid dims"}}
LOUD = {**REFUSAL, "records": [{"severity": "ERROR", "text": "no"}]}
ASKED = ["define", "tensor_name", "tensor_dims", "build", "num_profiles", "end"]


@pytest.mark.parametrize(
    "answers",
    [
        [{"value": [{}]}, NAMED, {"value": [1]}, REFUSAL, {"value": 0}, {}],
        [{"value": [{}]}, NAMED, INVALID, {"value": 0}, {}],
        [{"value": [{}, LOUD]}, NAMED, {"value": 0}, {}],
    ],
)
def test_an_attempt_goes_on_behind_what_follows_a_refusal(answers: list[dict[str, Any]]) -> None:
    worker = Scripted(answers)
    assert run(worker, refused_somewhere) == ["pass"]
    assert calls(worker) == [ASKED]
    assert [step.get(ATTEMPT) for step in worker.lines[0]] == [1, None, 1, 1, None, None]


@pytest.mark.parametrize(
    "script,lines",
    [
        (
            [[{"value": [{}]}, NAMED, {"value": [1]}, REFUSAL], [{"value": 0}], [{}]],
            [["define", "tensor_name", "tensor_dims", "build"], ["num_profiles"], ["end"]],
        ),
        (
            [[{"value": [{}]}, NAMED, INVALID], [{"value": 0}], [{}]],
            [["define", "tensor_name", "tensor_dims", "build"], ["num_profiles"], ["end"]],
        ),
        (
            [[{"value": [{}, LOUD]}], [NAMED], [{"value": 0}], [{}]],
            [["define", "tensor_name", "tensor_dims", "build"], ["tensor_name"], ["num_profiles"], ["end"]],
        ),
    ],
)
def test_a_worker_that_is_not_told_of_attempts_is_not_asked_twice(script: Any, lines: Any) -> None:
    worker = Scripted(*script)
    assert run(worker, refused_somewhere, ()) == ["pass"]
    assert calls(worker) == lines


@pytest.mark.parametrize(
    "answers",
    [
        [{"value": [{}]}, NAMED, {"value": [1]}, {}, {"value": 0}, {}],
        [{"value": [{}]}, NAMED, REFUSAL, {"value": 0}, {}],
    ],
    ids=["nothing is refused", "by another channel"],
)
def test_an_attempt_that_is_not_refused_as_expected_has_run_ahead(answers: list[dict[str, Any]]) -> None:
    with pytest.raises(RanAhead):
        run(Scripted(answers, [{}]), refused_somewhere)


def test_a_worker_that_leaves_out_too_little_breaks_the_protocol() -> None:
    answers = [{"value": [{}]}, NAMED, INVALID, REFUSAL, {"value": 0}, {}]
    with pytest.raises(EngineLost, match="a step was carried out after one at which to stop"):
        run(Scripted(answers), refused_somewhere)


def test_a_hosted_adapter_leaves_out_what_follows_a_refusal_in_an_attempt() -> None:
    attempt = {ATTEMPT: 1}
    done = served(DEFINE, {**COUNT, **attempt}, {**NO, **attempt}, COUNT, {**NO, **attempt}, {**NO, ATTEMPT: 2}, COUNT)
    assert [next(iter(one)) for one in done] == ["value", "value", "refusal", "value", "refusal", "value"]
    assert [next(iter(one)) for one in served(DEFINE, {**UNKNOWN, **attempt}, COUNT)] == ["value", "error"]


def test_a_worker_that_announces_nothing_has_the_same_results(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[bytes] = []
    exchange = Worker.exchange

    def noted(self: Worker, line: bytes, what: str) -> bytes:
        sent.append(line)
        return exchange(self, line, what)

    monkeypatch.setattr(Worker, "exchange", noted)

    def results() -> tuple[list[Any], int]:
        sent.clear()
        settled = setup.prepare("worker:reference", "8.6", fraction="3/12")
        running = execution.execution(settled, 1)
        found = [running.run(case).result for case in settled.cases.values()]
        running.close()
        return found, len(sent)

    with_all, fewer = results()
    monkeypatch.setattr(Session, "greeted", lambda self, value: None)
    with_none, more = results()
    assert with_all == with_none
    assert fewer < 0.9 * more
