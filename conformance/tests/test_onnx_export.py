"""The exporter: models that ONNX's checker takes, and that compute what the reference engine computes."""

from __future__ import annotations

import json

import numpy as np
import pytest
from dynshape_conformance.adapter import Unsupported
from dynshape_conformance.adapters import reference
from dynshape_fixtures import Program
from dynshape_fixtures.ranges import pinned
from onnx_samples import Array, Sample, floats, program_of, samples

onnx = pytest.importorskip("onnx", reason="the exporter needs onnx: pip install 'dynshape[onnx-reference]'")

from dynshape_conformance.adapters.onnx_export import Network, export, shape_inputs, to_onnx  # noqa: E402

SAMPLES = {sample[0]: sample for sample in samples()}


def by_reference(program: Program, arrays: dict[str, Array]) -> Array:
    definition = reference.create("10").define(program)
    assert all(answer.ok for answer in definition.answers), definition.answers
    profile = definition.create_profile()
    for name, array in arrays.items():
        if array.ndim:
            profile.set_dims(name, *pinned(array.shape))
    definition.add_profile(profile)
    context = definition.build().get().create_context().get()
    for name, array in arrays.items():
        if array.ndim:
            context.set_dims(name, array.shape).get()
    return context.infer(arrays).get()["y"]


def by_onnxruntime(model: bytes, arrays: dict[str, Array]) -> Array:
    onnxruntime = pytest.importorskip("onnxruntime", reason="pip install 'dynshape[onnxruntime]'")
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    return np.asarray(session.run(["y"], arrays)[0])


@pytest.mark.parametrize("wild", [False, True], ids=["fixed", "wild"])
@pytest.mark.parametrize("sample", SAMPLES.values(), ids=list(SAMPLES))
def test_computes_what_the_reference_computes(sample: Sample, wild: bool) -> None:
    _, make, arrays = sample
    program = program_of(make, arrays, wild)
    model = to_onnx(program)
    onnx.checker.check_model(onnx.load_from_string(model), full_check=True)
    feeds = {f"in{index}": array for index, array in enumerate(arrays)}
    wanted, got = by_reference(program, feeds), by_onnxruntime(model, feeds)
    assert got.dtype == wanted.dtype
    assert got.shape == wanted.shape
    # float32 against float64: a few units in the last place of sums of up to 18 products.
    np.testing.assert_allclose(got, wanted, rtol=2e-5, atol=2e-6)


def test_the_same_program_gives_the_same_bytes() -> None:
    _, make, arrays = SAMPLES["slice REFLECT"]
    assert to_onnx(program_of(make, arrays, True)) == to_onnx(program_of(make, arrays, True))


def test_outputs_are_declared_without_extents() -> None:
    model = onnx.load_from_string(to_onnx(program_of(*SAMPLES["product"][1:], wild=False)))
    assert [dim.WhichOneof("value") for dim in model.graph.output[0].type.tensor_type.shape.dim] == [None] * 3


def test_dims_and_values_are_put_in_place_of_what_was_declared() -> None:
    program = Program()
    x, d = program.input("x", "float32", (-1, 3)), program.input("d", "int64", (2,))
    program.mark_output(program.shuffle(x, d), "y")
    network = Network(program.operations)
    assert [input.name for input in shape_inputs(network)] == ["d"]
    model = export(network, "10", dims={"x": (4, 3)}, values={"d": (6, 2)})
    assert model.inputs == ("x",)
    found = onnx.shape_inference.infer_shapes(model.proto).graph
    assert [dim.dim_value for dim in found.input[0].type.tensor_type.shape.dim] == [4, 3]
    assert [dim.dim_value for dim in found.output[0].type.tensor_type.shape.dim] == [6, 2]


def test_a_slice_out_of_bounds_is_refused_where_onnx_would_clamp() -> None:
    for start, size, stride in ((2, 2, 1), (4, 2, -2), (0, 3, 2), (1, 3, -1)):
        program = Program()
        program.mark_output(program.slice(program.input("x", "float32", (-1,)), [start], [size], [stride]), "y")
        with pytest.raises(Exception, match=r"can(not|'t) be reshaped|out of data bounds"):
            by_onnxruntime(to_onnx(program), {"x": floats(3)})


def unsupported(program: Program, edition: str = "10") -> str:
    with pytest.raises(Unsupported) as raised:
        to_onnx(program, edition)
    return str(raised.value)


def test_what_onnx_does_not_refuse_is_unsupported() -> None:
    program = Program()
    a, b = program.input("a", "float32", (2, 3)), program.input("b", "float32", (3,))
    program.mark_output(program.elementwise(a, b, "SUM"))
    assert "ONNX broadcasts them" in unsupported(program)


def test_what_onnx_does_not_have_is_unsupported() -> None:
    program = Program()
    x = program.input("x", "bool", (1,))
    program.layer("assertion", [x], {"message": "no"})
    program.mark_output(program.identity(x))
    assert "an assertion" in unsupported(program)


def test_a_type_that_the_specification_takes_and_onnx_does_not_is_unsupported() -> None:
    program = Program()
    program.mark_output(program.unary(program.input("x", "int8", (2,)), "EXP"))
    assert unsupported(program) == "ONNX's Exp takes no int8"


def test_a_type_that_neither_takes_is_the_engines_to_refuse() -> None:
    program = Program()
    program.mark_output(program.unary(program.input("x", "bool", (2,)), "EXP"), "y")
    model = onnx.load_from_string(to_onnx(program))
    with pytest.raises(onnx.shape_inference.InferenceError):
        onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True)


def test_shape_layers_yield_int32_before_edition_10() -> None:
    program = Program()
    program.mark_output(program.shape(program.input("x", "float32", (-1,))), "y")
    types = [onnx.load_from_string(to_onnx(program, e)).graph.output[0].type.tensor_type for e in ("8.6", "10")]
    assert [one.elem_type for one in types] == [onnx.TensorProto.INT32, onnx.TensorProto.INT64]


def test_setters_take_inputs_away() -> None:
    program = Program()
    x, d = program.input("x", "float32", (6,)), program.input("d", "int64", (2,))
    y = program.shuffle(x, d)
    program.set_property(y, "reshape_dims", [3, 2])
    program.mark_output(y, "y")
    model = onnx.load_from_string(to_onnx(program))
    assert "d" not in json.dumps([list(node.input) for node in model.graph.node])


def test_a_property_that_is_set_later_counts() -> None:
    program = Program()
    made = program.constant([1.0] * 6, "float32", (2, 3))
    program.set_property(made, "shape", [3, 2])
    numbers = program.layer("fill", [], {"shape": [3], "op": "RANDOM_UNIFORM"})
    program.set_property(numbers, "operation", "LINSPACE")
    program.mark_output(program.identity(made), "y")
    program.mark_output(numbers, "line")
    model = onnx.load_from_string(to_onnx(program))
    found = onnx.shape_inference.infer_shapes(model).graph.output[0].type.tensor_type.shape.dim
    assert [dim.dim_value for dim in found] == [3, 2]
    operators = {node.op_type for node in model.graph.node}
    assert "Range" in operators and "RandomUniformLike" not in operators


@pytest.mark.parametrize("name", ["x", "y"])
def test_a_second_tensor_of_a_name_is_unsupported(name: str) -> None:
    program = Program()
    x = program.input("x", "float32", (2, 3))
    program.mark_output(program.unary(x, "NEG"), "y")
    program.mark_output(program.unary(x, "ABS"), name)
    assert f"a second tensor called {name}" in unsupported(program)


def test_a_tensor_of_a_branch_as_output_is_unsupported() -> None:
    program = Program()
    x, condition = program.input("x", "float32", (2, 3)), program.input("condition", "bool", ())
    block = {"conditional": program.layer("if_conditional", [])}
    program.layer("condition", [condition], block)
    inner = program.layer("conditional_input", [x], block)
    then, otherwise = program.unary(inner, "NEG"), program.unary(inner, "ABS")
    chosen = program.layer("conditional_output", [then, otherwise], block)
    program.mark_output(program.unary(chosen, "EXP"), "y")
    program.mark_output(then)
    assert "a branch hides its tensors" in unsupported(program)


def test_a_tensor_that_follows_from_itself_is_unsupported() -> None:
    program = Program()
    x = program.input("x", "float32", (2,))
    total = program.elementwise(x, x, "SUM")
    program.set_input(total, 1, program.unary(total, "NEG"))
    program.mark_output(total)
    assert "follows from itself outside of a loop" in unsupported(program)


def looped(kind: str, below: float | None) -> Program:
    """s starts as x and becomes s + x, three times, or while its first element is below a limit."""
    program = Program()
    x = program.input("in0", "float32", (2, 3))
    loop = program.layer("loop", [])
    state = program.layer("recurrence", [x], {"loop": loop})
    program.set_input(state, 1, program.elementwise(state, x, "SUM"))
    program.layer("trip_limit", [program.constant(3, "int32")], {"loop": loop, "kind": "COUNT"})
    if below is not None:
        first = program.shuffle(program.slice(state, (0, 0), (1, 1), (1, 1)), reshape_dims=[])
        condition = program.elementwise(first, program.constant(below, "float32"), "LESS")
        program.layer("trip_limit", [condition], {"loop": loop, "kind": "WHILE"})
    output = program.layer("loop_output", [state], {"loop": loop, "kind": kind, "axis": 1})
    if kind != "LAST_VALUE":
        program.set_input(output, 1, program.constant(5, "int32"))
    program.mark_output(output, "y")
    return program


@pytest.mark.parametrize("kind", ["LAST_VALUE", "CONCATENATE", "REVERSE"])
@pytest.mark.parametrize("below", [None, 2.5, -1.0])
def test_a_loop_computes_what_the_reference_computes(kind: str, below: float | None) -> None:
    program, feeds = looped(kind, below), {"in0": np.arange(1, 7, dtype=np.float32).reshape(2, 3)}
    model = to_onnx(program)
    onnx.checker.check_model(onnx.load_from_string(model), full_check=True)
    np.testing.assert_array_equal(by_onnxruntime(model, feeds), by_reference(program, feeds))


@pytest.mark.parametrize("condition", [True, False])
def test_a_conditional_computes_what_the_reference_computes(condition: bool) -> None:
    program = Program()
    x, c = program.input("in0", "float32", (2, 3)), program.input("c", "bool", ())
    block = program.layer("if_conditional", [])
    program.layer("condition", [c], {"conditional": block})
    inside = program.layer("conditional_input", [x], {"conditional": block})
    branches = [program.unary(inside, "NEG"), program.elementwise(inside, inside, "SUM")]
    program.mark_output(program.layer("conditional_output", branches, {"conditional": block}), "y")
    model = to_onnx(program)
    onnx.checker.check_model(onnx.load_from_string(model), full_check=True)
    feeds = {"in0": floats(2, 3), "c": np.array(condition)}
    np.testing.assert_array_equal(by_onnxruntime(model, feeds), by_reference(program, feeds))
