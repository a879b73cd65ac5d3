"""Every expectation that case modules share is able to fail, for each reason that it has."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from dynshape_conformance.adapter import Answer, LogRecord, Refusal
from dynshape_conformance.case import Trial
from dynshape_conformance.cases import expect, expect_profiles, samples
from dynshape_fixtures import Program
from test_case import outcome

CLAUSE, OTHER = "DS-DIM-014", "DS-DIM-001"
RANGES = {"x": ((1,), (2,), (3,))}
X = np.array([-1.0, 2.0], np.float32)


def refusal(channel: str, clause: str = CLAUSE, loud: bool = True) -> Answer[Any]:
    return Answer(refusal=Refusal(channel), records=(LogRecord("ERROR", "no", clause),) if loud else ())


RAISES_OTHER = {"set_dims": refusal("RuntimeError", OTHER)}


class Scripted:
    """Answers each call by what the script says for its name: one answer, or one after the other."""

    def __init__(self, **script: Any) -> None:
        self.script = {name: list(value) if isinstance(value, list) else [value] for name, value in script.items()}

    def __getattr__(self, name: str) -> Any:
        if name == "answers":
            return self.script["answers"]
        return lambda *args, **kwargs: self._next(name)

    def _next(self, name: str) -> Any:
        left = self.script[name]
        return left.pop(0) if len(left) > 1 else left[0]


def definition(**script: Any) -> Any:
    given = {"answers": [Answer()], "tensor_dims": Answer((2,)), "build": Answer(object())}
    return Scripted(**{**given, **script})


def profiled(profile: dict[str, Any], **script: Any) -> Any:
    return definition(create_profile=Scripted(**profile), **script)


def context(**script: Any) -> Any:
    given = {"set_dims": Answer(True), "dims": Answer((2,)), "infer": Answer({"y": X})}
    return Scripted(**{**given, **script})


def relu(result: Any, **script: Any) -> Any:
    return context(dims=Answer((2,)), infer=Answer({"bar": np.array(result, np.float32)}), **script)


Check = Callable[[Trial], Any]

PASSES: dict[str, Sequence[Check]] = {
    "refused_at_last": [
        lambda t: expect.refused_at_last(t, definition(answers=[Answer(), refusal("None")]), "y", CLAUSE),
        lambda t: expect.refused_at_last(t, definition(tensor_dims=refusal("invalid dims")), "y", CLAUSE),
        lambda t: expect.refused_at_last(t, definition(build=refusal("None")), "y", CLAUSE),
    ],
    "set_all": [lambda t: (expect.set_all(t, context(), {"x": (2,)}), t.equal(1, 1))],
    "two_contexts": [
        lambda t: expect.two_contexts(t, Scripted(create_context=Answer(selecting(Answer(True))))),
    ],
    "results_of": [lambda t: t.close(expect.results_of(t, context(), {"x": X})["y"], X, 0)],
    "execution_refused": [
        lambda t: expect.execution_refused(t, context(infer=refusal("False")), {"x": X}, CLAUSE),
        lambda t: expect.execution_refused(t, context(dims=Answer((-1,)), infer=refusal("False")), {"x": X}, CLAUSE),
    ],
    "refused_quietly": [
        lambda t: expect_profiles.refused_quietly(t, refusal("False", loud=False), CLAUSE, channel="False"),
        lambda t: expect_profiles.refused_quietly(t, refusal("False"), CLAUSE),
    ],
    "never_added": [
        lambda t: expect_profiles.never_added(t, profiled({"set_dims": refusal("RuntimeError")}), RANGES, CLAUSE),
        lambda t: expect_profiles.never_added(
            t, profiled({"set_dims": Answer(), "is_valid": Answer(False)}, add_profile=refusal("-1")), RANGES, CLAUSE
        ),
    ],
    "never_built": [
        lambda t: expect_profiles.never_built(t, profiled({"set_dims": refusal("RuntimeError")}), RANGES, CLAUSE),
        lambda t: expect_profiles.never_built(
            t, profiled({"set_dims": Answer()}, add_profile=refusal("-1")), RANGES, CLAUSE
        ),
        lambda t: expect_profiles.never_built(
            t, profiled({"set_dims": Answer()}, add_profile=Answer(0), build=refusal("None")), RANGES, CLAUSE
        ),
    ],
    "select": [
        lambda t: expect_profiles.select(t, selecting(Answer(True), [Answer(0), Answer(1)]), 1),
        lambda t: expect_profiles.select(t, selecting(refusal("RuntimeError"), Answer(1)), 1),
    ],
    "without_profile": [
        lambda t: expect_profiles.without_profile(t, Scripted(create_context=[holding(0), holding(-1)])),
    ],
    "set_dims_of": [lambda t: expect_profiles.set_dims_of(t, context(), {"x": X})],
    "runs_relu": [lambda t: expect_profiles.runs_relu(t, relu([0, 0]), (2,))],
    "gives_dims": [
        lambda t: samples.gives_dims(backed(t, tensor_dtype=Answer("float32")), plain, INPUTS, (2,), "float32")
    ],
    "refused_layer": [lambda t: samples.refused_layer(backed(t, build=refusal("None")), plain, INPUTS, CLAUSE)],
    "dims_at": [lambda t: samples.dims_at(t, context(), ((2,),), (2,))],
    "clash_at": [lambda t: samples.clash_at(t, context(dims=refusal("invalid dims")), ((2,),), CLAUSE)],
}

FAILS: dict[str, Sequence[Check]] = {
    "refused_at_last": [
        lambda t: expect.refused_at_last(t, definition(), "y", CLAUSE),
        lambda t: expect.refused_at_last(t, definition(build=refusal("None", OTHER)), "y", CLAUSE),
        lambda t: expect.refused_at_last(t, definition(build=refusal("None", loud=False)), "y", CLAUSE),
        lambda t: expect.refused_at_last(
            t, definition(answers=[refusal("None", OTHER)], build=refusal("None")), "y", CLAUSE
        ),
    ],
    "set_all": [
        lambda t: expect.set_all(t, context(set_dims=refusal("False")), {"x": (2,)}),
        lambda t: expect.set_all(t, context(set_dims=[Answer(True), Answer(False)]), {"x": (2,), "z": (2,)}),
    ],
    "two_contexts": [
        lambda t: expect.two_contexts(t, Scripted(create_context=refusal("None"))),
        lambda t: expect.two_contexts(t, Scripted(create_context=Answer(selecting(refusal("RuntimeError"))))),
    ],
    "results_of": [
        lambda t: expect.results_of(t, context(dims=Answer((3,))), {"x": X}),
        lambda t: expect.results_of(t, context(infer=refusal("False")), {"x": X}),
    ],
    "execution_refused": [
        lambda t: expect.execution_refused(t, context(), {"x": X}, CLAUSE),
        lambda t: expect.execution_refused(t, context(infer=refusal("False", OTHER)), {"x": X}, CLAUSE),
        lambda t: expect.execution_refused(t, context(dims=Answer((3,)), infer=refusal("False")), {"x": X}, CLAUSE),
    ],
    "refused_quietly": [
        lambda t: expect_profiles.refused_quietly(t, Answer(True), CLAUSE),
        lambda t: expect_profiles.refused_quietly(t, refusal("False", OTHER), CLAUSE),
        lambda t: expect_profiles.refused_quietly(t, refusal("False", loud=False), CLAUSE, channel="-1"),
    ],
    "never_added": [
        lambda t: expect_profiles.never_added(t, profiled(RAISES_OTHER), RANGES, CLAUSE),
        lambda t: expect_profiles.never_added(
            t, profiled({"set_dims": Answer(), "is_valid": Answer(True)}, add_profile=refusal("-1")), RANGES, CLAUSE
        ),
        lambda t: expect_profiles.never_added(
            t, profiled({"set_dims": Answer(), "is_valid": Answer(False)}, add_profile=Answer(0)), RANGES, CLAUSE
        ),
        lambda t: expect_profiles.never_added(
            t, profiled({"set_dims": Answer(), "is_valid": Answer(False)}, add_profile=refusal("None")), RANGES, CLAUSE
        ),
    ],
    "never_built": [
        lambda t: expect_profiles.never_built(
            t, profiled({"set_dims": Answer()}, add_profile=Answer(0)), RANGES, CLAUSE
        ),
        lambda t: expect_profiles.never_built(
            t, profiled({"set_dims": Answer()}, add_profile=Answer(0), build=refusal("None", OTHER)), RANGES, CLAUSE
        ),
        lambda t: expect_profiles.never_built(
            t, profiled({"set_dims": Answer()}, add_profile=refusal("None")), RANGES, CLAUSE
        ),
        lambda t: expect_profiles.never_built(t, profiled(RAISES_OTHER), RANGES, CLAUSE),
    ],
    "select": [
        lambda t: expect_profiles.select(t, selecting(refusal("RuntimeError"), [Answer(0), Answer(1)]), 1),
        lambda t: expect_profiles.select(t, selecting(Answer(True), Answer(0)), 1),
    ],
    "without_profile": [
        lambda t: expect_profiles.without_profile(t, Scripted(create_context=[holding(0), holding(0)])),
        lambda t: expect_profiles.without_profile(t, Scripted(create_context=[holding(1), holding(-1)])),
    ],
    "set_dims_of": [
        lambda t: expect_profiles.set_dims_of(t, context(set_dims=refusal("False")), {"x": X}),
        lambda t: expect_profiles.set_dims_of(t, context(dims=Answer((3,))), {"x": X}),
    ],
    "runs_relu": [
        lambda t: expect_profiles.runs_relu(t, relu([0, 1]), (2,)),
        lambda t: expect_profiles.runs_relu(t, relu([0, 0], set_dims=refusal("False")), (2,)),
    ],
    "gives_dims": [
        lambda t: samples.gives_dims(backed(t, tensor_dims=Answer((3,))), plain, INPUTS, (2,)),
        lambda t: samples.gives_dims(backed(t, tensor_dtype=Answer("int32")), plain, INPUTS, (2,), "float32"),
        lambda t: samples.gives_dims(backed(t, refused=True), plain, INPUTS, (2,)),
    ],
    "refused_layer": [
        lambda t: samples.refused_layer(backed(t), plain, INPUTS, CLAUSE),
        lambda t: samples.refused_layer(backed(t, build=refusal("None", OTHER)), plain, INPUTS, CLAUSE),
    ],
    "dims_at": [
        lambda t: samples.dims_at(t, context(), ((2,),), (3,)),
        lambda t: samples.dims_at(t, context(set_dims=refusal("False")), ((2,),), (2,)),
    ],
    "clash_at": [
        lambda t: samples.clash_at(t, context(), ((2,),), CLAUSE),
        lambda t: samples.clash_at(t, context(dims=refusal("None")), ((2,),), CLAUSE),
        lambda t: samples.clash_at(t, context(dims=refusal("invalid dims", OTHER)), ((2,),), CLAUSE),
    ],
}

INPUTS = [("float32", (2,))]
NO_CHECKS = {"ladder_dims", "computed", "compute", "int32_dims", "to_int32", "one_layer", "context_of"}
"""Functions of these modules that prepare, and expect nothing but what `Trial` itself sees to."""


def plain(program: Program, x: str) -> str:
    return program.unary(x, "NEG")


def selecting(answer: Answer[Any], profile: Any = None) -> Any:
    return Scripted(select_profile=answer, profile=Answer(0) if profile is None else profile)


def holding(profile: int) -> Answer[Any]:
    return Answer(Scripted(profile=Answer(profile)))


def backed(t: Trial, refused: bool = False, **script: Any) -> Trial:
    """The trial with a backend that makes this one definition, in which all operations were ``refused`` or none."""

    def define(program: Program, explicit_batch: bool = True) -> Any:
        answers = [refusal("None") if refused else Answer()] * len(program.operations)
        return definition(**{"answers": answers, **script})

    t.adapter.define = define  # type: ignore[method-assign, assignment]
    return t


def checks(table: dict[str, Sequence[Check]]) -> list[Any]:
    return [pytest.param(body, id=f"{name}-{n}") for name, bodies in table.items() for n, body in enumerate(bodies)]


@pytest.mark.parametrize("body", checks(PASSES))
def test_expectations_pass(body: Check) -> None:
    assert outcome(body).verdict == "pass"


@pytest.mark.parametrize("body", checks(FAILS))
def test_expectations_fail(body: Check) -> None:
    assert outcome(body).verdict == "fail"


@pytest.mark.parametrize("module", [expect, expect_profiles, samples])
def test_no_expectation_is_left_out(module: ModuleType) -> None:
    own = {
        name
        for name, value in vars(module).items()
        if inspect.isfunction(value) and value.__module__ == module.__name__
    }
    public = {name for name in own if not name.startswith("_")} - NO_CHECKS
    assert public <= set(PASSES) and public <= set(FAILS)
