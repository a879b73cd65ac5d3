"""The backends that come with the suite: made by their factories, asked through the adapter alone."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from dynshape_conformance.adapter import Adapter, Context, Definition, Engine, Unavailable, Unsupported
from dynshape_conformance.adapters import reference, tensorrt_rtx, trt_memory
from dynshape_fixtures.networks import (
    FOO_PROFILE_0,
    FOO_PROFILE_1,
    add_network,
    foo_network,
    reshape_network,
    static_network,
)
from dynshape_fixtures.program import Program

EDITIONS = ("8.4", "8.6", "10")


def with_profiles(definition: Definition, *ranges: dict[str, object]) -> Definition:
    for row in ranges:
        profile = definition.create_profile()
        for name, bounds in row.items():
            profile.set_dims(name, *bounds).get()  # type: ignore[misc]
        definition.add_profile(profile).get()
    return definition


def foo_engine(adapter: Adapter) -> Engine:
    definition = adapter.define(foo_network())
    return with_profiles(definition, {"foo": FOO_PROFILE_0}, {"foo": FOO_PROFILE_1}).build().get()


def add_context(adapter: Adapter) -> Context:
    bounds = ((1, 1), (2, 2), (8, 8))
    definition = with_profiles(adapter.define(add_network()), {"a": bounds, "b": bounds})
    return definition.build().get().create_context().get()


# The reference


@pytest.mark.parametrize("edition", EDITIONS)
def test_reference_editions(edition: str) -> None:
    description = reference.create(edition).describe()
    assert (description.name, description.device, description.edition) == ("reference", "cpu", edition)
    assert description.explains
    assert {"contexts", "execution"} <= description.features
    assert ("bindings" in description.features) == (edition != "10")
    assert ("names" in description.features) == (edition != "8.4")


@pytest.mark.parametrize("edition", ["8.6", "10"])
def test_an_output_whose_dims_depend_on_data_has_room(edition: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine writes to an address without knowing what is there; too little room damages a neighbour."""
    program, count = Program(), 3000
    program.input("x", "float32", (-1,))
    program.mark_output(program.layer("non_zero", ["x"]), "y")
    definition = with_profiles(reference.create(edition).define(program), {"x": ((1,), (1,), (count,))})
    context = definition.build().get().create_context().get()
    context.set_dims("x", (count,)).get()
    spare, poisoned, taken = 1 << 16, trt_memory.HostMemory.poisoned, []

    def watched(self: trt_memory.HostMemory, nbytes: int) -> trt_memory.Buffer:
        taken.append((nbytes, poisoned(self, nbytes + spare)))
        return taken[-1][1]

    monkeypatch.setattr(trt_memory.HostMemory, "poisoned", watched)
    with pytest.raises(Unsupported, match="after execution"):
        context.infer({"x": np.ones(count, np.float32)})
    assert len(taken) == 2
    for nbytes, buffer in taken:
        assert (buffer.owner[nbytes:] == trt_memory.POISON).all()


def test_reference_is_of_edition_8_6_and_has_no_9() -> None:
    assert reference.create(None).describe().edition == "8.6"
    with pytest.raises(ValueError, match="9"):
        reference.create("9")


@pytest.mark.parametrize("edition", EDITIONS)
def test_reference_runs_foo(edition: str) -> None:
    engine = foo_engine(reference.create(edition))
    assert engine.num_profiles().get() == 2
    assert engine.tensors().get() == ("foo", "bar")
    assert engine.tensor_profile_dims("foo", 1).get() == FOO_PROFILE_1
    context = engine.create_context().get()
    assert context.select_profile(1).ok and context.profile().get() == 1
    refused = context.set_dims("foo", (3, 99, 200))
    assert not refused.ok and any(record.clause for record in refused.records)
    assert context.set_dims("foo", (3, 250, 100)).ok
    assert context.dims("bar").get() == (3, 250, 100)
    foo = np.linspace(-1, 1, 75000, dtype=np.float32).reshape(3, 250, 100)
    assert np.array_equal(context.infer({"foo": foo}).get()["bar"], np.maximum(foo, 0))
    assert not context.infer({}).ok


@pytest.mark.parametrize("edition", EDITIONS)
def test_reference_refuses_inconsistent_inputs(edition: str) -> None:
    context = add_context(reference.create(edition))
    assert context.set_dims("a", (3, 4)).ok and context.set_dims("b", (5, 4)).ok
    refusal = context.dims("sum").refusal
    assert refusal is not None and refusal.channel == "invalid dims"


@pytest.mark.parametrize("edition", EDITIONS)
def test_reference_takes_shape_values(edition: str) -> None:
    definition = reference.create(edition).define(reshape_network())
    profile = definition.create_profile()
    profile.set_dims("x", (1, 1), (4, 6), (16, 16)).get()
    profile.set_values("d", (1, 1), (4, 6), (96, 96)).get()
    assert profile.values("d").get() == ((1, 1), (4, 6), (96, 96))
    definition.add_profile(profile).get()
    engine = definition.build().get()
    assert engine.profile_values(0, "d").get() == ((1, 1), (4, 6), (96, 96))
    context = engine.create_context().get()
    assert context.set_dims("x", (4, 6)).ok and context.set_values("d", (3, 8)).ok
    assert context.values("d").get() == (3, 8)
    x = np.arange(24, dtype=np.float32).reshape(4, 6)
    assert np.array_equal(context.infer({"x": x}).get()["y"], x.reshape(3, 8))


@pytest.mark.parametrize("edition", EDITIONS)
def test_reference_computes_shape_outputs(edition: str) -> None:
    program = Program()
    x = program.input("x", "float32", (-1, 3))
    program.mark_output_for_shapes(program.shape(x), "s")
    bounds = ((1, 3), (2, 3), (4, 3))
    engine = with_profiles(reference.create(edition).define(program), {"x": bounds}).build().get()
    context = engine.create_context().get()
    assert context.set_dims("x", (2, 3)).ok
    assert context.values("s").get() == (2, 3)
    assert context.infer({"x": np.zeros((2, 3), np.float32)}).get()["s"].tolist() == [2, 3]


@pytest.mark.parametrize("edition", ["8.4", "8.6"])
def test_reference_frees_what_is_released(edition: str) -> None:
    engine = foo_engine(reference.create(edition))
    first, second = engine.create_context().get(), engine.create_context().get()
    assert second.profile().get() == -1 and not second.select_profile(0).ok
    first.release()
    assert second.select_profile(0).ok


@pytest.mark.parametrize("edition", EDITIONS)
def test_reference_reloads_its_plan(edition: str) -> None:
    engine = foo_engine(reference.create(edition))
    plan = engine.serialize().get()
    assert engine.reload(plan).get().tensors() == engine.tensors()
    refused = engine.reload(plan[:-1])
    assert refused.refusal is not None and refused.refusal.channel == "None" and refused.records


def test_reference_binding_calls() -> None:
    engine = foo_engine(reference.create("8.6"))
    assert engine.num_bindings().get() == 4
    assert engine.binding_name(2).get() == "foo [profile 1]"
    assert engine.lookup("bar").get() == 1 and engine.lookup(1).get() == "bar"
    assert engine.binding_dtype("foo").get() == "float32"
    channels = [
        answer.refusal.channel for answer in (engine.binding_name(9), engine.binding_index("x")) if answer.refusal
    ]
    assert channels == ["None", "-1"]


# TensorRT-RTX


def test_missing_engines_are_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tensorrt_rtx", None)
    with pytest.raises(Unavailable, match=r"pip install 'dynshape\[tensorrt-rtx\]'"):
        tensorrt_rtx.create(None)
    with pytest.raises(ValueError, match="9"):
        tensorrt_rtx.create("9")


@pytest.fixture(scope="module")
def rtx() -> Adapter:
    pytest.importorskip("tensorrt_rtx")
    return tensorrt_rtx.create(None)


def test_rtx_defines_and_builds(rtx: Adapter) -> None:
    assert rtx.describe().edition == "10" and "names" in rtx.describe().features
    definition = rtx.define(foo_network())
    assert definition.inputs().get() == ("foo",) and definition.outputs().get() == ("bar",)
    unbuilt = definition.build()
    assert unbuilt.refusal is not None and unbuilt.refusal.channel == "None"
    # One record: the second, about the missing driver, is dropped.
    assert [record.code for record in unbuilt.records if record.severity == "ERROR"] == [4]
    engine = with_profiles(definition, {"foo": FOO_PROFILE_0}, {"foo": FOO_PROFILE_1}).build().get()
    assert len(engine.serialize().get()) > 0
    with pytest.raises(Unsupported, match=r"num_bindings|no device"):
        engine.num_bindings()


def test_rtx_refusals_keep_their_channel(rtx: Adapter) -> None:
    program = foo_network((3, -2, -1))
    answers = rtx.define(program).answers
    assert [answer.refusal.channel for answer in answers if answer.refusal] == ["None", *["operand"] * 3]
    assert answers[0].records[0].code == 3
    definition = rtx.define(foo_network())
    profile = definition.create_profile()
    unset = profile.dims("foo").refusal
    assert unset is not None and unset.channel == "[]"
    assert profile.set_dims("foo", (3, 2, 2), (3, 1, 1), (3, 1, 1)).ok
    assert profile.is_valid().value is False
    added = definition.add_profile(profile).refusal
    assert added is not None and added.channel == "-1"
    reshaped = Program()
    y = reshaped.shuffle(reshaped.input("x", "float32", (2, 3)), reshape_dims=(5, 2))
    dims = rtx.define(reshaped).tensor_dims(y).refusal
    assert dims is not None and dims.channel == "invalid dims"


def test_rtx_executes_where_there_is_a_device(rtx: Adapter) -> None:
    engine = rtx.define(static_network()).build().get()
    if rtx.describe().device == "none":
        with pytest.raises(Unsupported, match="no device"):
            engine.create_context()
        return
    x = np.array([[-1, 0, 1], [2, -3, 4]], np.float32)
    result = engine.create_context().get().infer({"x": x}).get()["y"]
    assert np.array_equal(result, np.maximum(x, 0))


@pytest.mark.parametrize("edition", EDITIONS)
def test_rtx_scored_by_another_edition(edition: str) -> None:
    pytest.importorskip("tensorrt_rtx")
    description = tensorrt_rtx.create(edition).describe()
    assert description.edition == edition and "bindings" not in description.features
