"""If-conditionals: flags, dims, which branch is executed, and what is refused."""

from __future__ import annotations

from typing import Any

import dynshape_reference as trt
import numpy as np
import pytest
from control_harness import flags
from reference_harness import EDITIONS, Net, run

Array = np.ndarray[Any, Any]


def unary(net: Net, x: trt.ITensor, op: str) -> trt.ITensor:
    return net.network.add_unary(x, getattr(trt.UnaryOperation, op)).get_output(0)


def choice(net: Net, condition: trt.ITensor, x: trt.ITensor) -> tuple[trt.IIfConditional, trt.ITensor, trt.ITensor]:
    """If condition -x, else abs(x); the conditional, what is inside, and the output."""
    conditional = net.network.add_if_conditional()
    assert conditional.set_condition(condition) is not None
    inner = conditional.add_input(x).get_output(0)
    output = conditional.add_output(unary(net, inner, "NEG"), unary(net, inner, "ABS"))
    return conditional, inner, output.get_output(0)


X = np.array([1, -2, 3], np.float32)


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_layers_and_their_flags(edition: str) -> None:
    net = Net(edition)
    x, condition = net.input("x", (3,)), net.input("c", (), trt.bool)
    conditional, inner, out = choice(net, condition, x)
    layers = [net.network.get_layer(index) for index in range(net.network.num_layers)]
    assert [layer.type.name for layer in layers if layer.type != trt.LayerType.UNARY] == [
        "CONDITION",
        "CONDITIONAL_INPUT",
        "CONDITIONAL_OUTPUT",
    ]
    boundary = [layer for layer in net.network.graph.layers if isinstance(layer, trt.IIfConditionalBoundaryLayer)]
    assert all(layer.conditional is conditional for layer in boundary) and len(boundary) == 3
    assert [(layer.num_inputs, layer.num_outputs) for layer in boundary] == [(1, 0), (1, 1), (2, 1)]
    assert boundary[2].get_input(0).producer.op == trt.UnaryOperation.NEG and boundary[2].get_input(2) is None
    assert flags(condition, x, inner, out) == ["E", "-", "-", "-"]
    net.output(out)
    assert flags(condition, x, inner, out) == ["E", "E", "E", "E"]
    assert out.shape == (3,) and out.dtype == trt.float32


def run_choice(value: bool) -> Array:
    net = Net()
    x, condition = net.input("x", (3,)), net.input("c", (), trt.bool)
    net.output(choice(net, condition, x)[2])
    return run(net, {"x": X, "c": np.array(value)})


def test_values_of_either_branch() -> None:
    assert (run_choice(True) == -X).all() and (run_choice(False) == np.abs(X)).all()


class Counted:
    """Counts what a device is asked for."""

    def __init__(self, device: Any) -> None:
        self.device, self.calls = device, []

    def __getattr__(self, name: str) -> Any:
        if name == "unary":
            return self.unary
        return getattr(self.device, name)

    def unary(self, op: str, x: Array) -> Array:
        self.calls.append(op)
        return self.device.unary(op, x)


@pytest.mark.parametrize("value", [True, False])
def test_only_the_branch_that_is_taken_is_executed(value: bool) -> None:
    net = Net()
    x, condition = net.input("x", (3,)), net.input("c", (), trt.bool)
    conditional, inner, out = choice(net, condition, x)
    eager = conditional.add_output(unary(net, x, "CEIL"), unary(net, inner, "FLOOR")).get_output(0)
    net.output(out)
    net.output(eager, "eager")
    context = net.engine().create_execution_context()
    context.state.device = counted = Counted(context.state.device)
    buffers = [X, np.array(value), np.zeros(3, np.float32), np.zeros(3, np.float32)]
    assert context.execute_v2(buffers)
    # What depends on no input of the conditional is outside of it, so it is always executed.
    assert counted.calls == (["CEIL", "NEG"] if value else ["CEIL", "ABS", "FLOOR"])
    assert (buffers[3] == X).all()


def failing_branch(condition: bool) -> tuple[Net, Any, list[Any]]:
    """If condition: a reshape to dims that a matrix product computes; else the input as it is."""
    net = Net()
    x, c = net.input("x", (2, 3)), net.input("c", (), trt.bool)
    wanted = net.input("wanted", (1, 2))
    unit = net.const(np.eye(2), np.float32)
    product = net.network.add_matrix_multiply(wanted, trt.MatrixOperation.NONE, unit, trt.MatrixOperation.NONE)
    dims = net.identity(net.reshape(product.get_output(0), (2,)), trt.int32)
    conditional = net.network.add_if_conditional()
    conditional.set_condition(c)
    inner = conditional.add_input(x).get_output(0)
    reshaped = net.reshape(net.reshape(inner, dims), (2, 3))
    net.output(conditional.add_output(reshaped, inner).get_output(0))
    context = net.engine().create_execution_context()
    x_array = np.arange(6, dtype=np.float32).reshape(2, 3)
    return net, context, [x_array, np.array(condition), np.array([[4, 4]], np.float32), np.zeros((2, 3), np.float32)]


def test_a_branch_that_would_fail_does_not_if_it_is_not_taken() -> None:
    net, context, buffers = failing_branch(False)
    assert context.execute_v2(buffers) and (buffers[3] == buffers[0]).all()
    net, context, buffers = failing_branch(True)
    assert not context.execute_v2(buffers) and net.log.take() == ["DS-LAY-028"]
    buffers[2][:] = [[3, 2]]
    assert context.execute_v2(buffers) and (buffers[3] == buffers[0]).all()


@pytest.mark.parametrize("edition", EDITIONS)
def test_shape_tensors_go_through_a_conditional_whose_condition_is_known_in_phase_1(edition: str) -> None:
    net = Net(edition)
    x = net.input("x", (-1,))
    integer = np.int64 if edition == "10" else np.int32
    length = net.reshape(net.shape_of(x), ())
    conditional = net.network.add_if_conditional()
    condition = net.elementwise(length, net.const(4, integer), "GREATER")
    conditional.set_condition(condition)
    rows, columns = (conditional.add_input(net.const(dims)) for dims in ([2, -1], [-1, 1]))
    dims = conditional.add_output(rows.get_output(0), columns.get_output(0)).get_output(0)
    y = net.output(net.reshape(x, dims))
    assert flags(condition, rows.get_output(0), rows.get_input(0), dims) == ["E", "S", "S", "S"]
    assert y.shape == (-1, -1)
    net.profile({"x": ((1,), (6,), (8,))})
    context = net.engine().create_execution_context()
    named = edition == "10"
    for extent, expected in ((6, (2, 3)), (8, (2, 4)), (4, (4, 1)), (1, (1, 1))):
        if named:
            assert context.set_input_shape("x", (extent,)) and context.get_tensor_shape("out") == expected
        else:
            assert context.set_binding_shape(0, (extent,)) and context.get_binding_shape(1) == expected
        x_array, out = np.arange(extent, dtype=np.float32), np.zeros(expected, np.float32)
        assert context.execute_v2([x_array, out]) and (out.reshape(-1) == x_array).all()


def test_a_shape_tensor_needs_a_condition_that_phase_1_knows() -> None:
    net = Net()
    x, condition = net.input("x", (6,)), net.input("c", (), trt.bool)
    conditional = net.network.add_if_conditional()
    conditional.set_condition(condition)
    dims = conditional.add_output(
        conditional.add_input(net.const([2, 3])).get_output(0), conditional.add_input(net.const([3, 2])).get_output(0)
    )
    net.output(net.reshape(x, dims.get_output(0)))
    assert net.refused() == "DS-RULE-013"


@pytest.mark.parametrize("edition", EDITIONS)
def test_types_of_condition_and_branches(edition: str) -> None:
    net = Net(edition)
    conditional = net.network.add_if_conditional()
    conditional.set_condition(net.input("c", (), trt.bool))
    a, b = conditional.add_input(net.input("a", (2,))), conditional.add_input(net.input("b", (2,), trt.int32))
    net.output(conditional.add_output(a.get_output(0), b.get_output(0)).get_output(0))
    assert net.refused() == "DS-LAY-054"
    for dims, dtype in (((1,), trt.bool), ((), trt.int32)):
        net = Net(edition)
        net.output(choice(net, net.input("c", dims, dtype), net.input("x", (3,)))[2])
        assert net.refused() == "DS-LAY-054"


def test_a_conditional_needs_a_condition() -> None:
    net = Net()
    conditional = net.network.add_if_conditional()
    inner = conditional.add_input(net.input("x", (3,))).get_output(0)
    net.output(conditional.add_output(inner, inner).get_output(0))
    assert net.refused() == "DS-LAY-054"
    net = Net()
    net.network.add_if_conditional()
    net.output(net.relu(net.input("x", (3,))))
    assert net.refused() == "DS-LAY-054"


def test_the_condition_can_be_replaced_and_set_late() -> None:
    net = Net()
    x, p, q = net.input("x", (3,)), net.input("p", (), trt.bool), net.input("q", (), trt.bool)
    conditional = net.network.add_if_conditional()
    inner = conditional.add_input(x).get_output(0)
    net.output(conditional.add_output(unary(net, inner, "NEG"), inner).get_output(0))
    layer = conditional.set_condition(p)
    assert flags(p, q) == ["E", "-"]
    assert conditional.set_condition(q) is layer and layer.get_input(0) is q
    assert flags(p, q) == ["-", "E"]
    layer.set_input(0, p)
    assert flags(p, q) == ["E", "-"]
    conditional.set_condition(q)
    assert (run(net, {"x": X, "p": np.array(False), "q": np.array(True)}) == -X).all()


def test_inputs_can_not_be_added() -> None:
    net = Net()
    c = net.input("c", (), trt.bool)
    _, _, out = choice(net, c, net.input("x", (3,)))
    out.producer.set_input(2, c)
    assert net.log.take() == ["DS-NET-022"]


def test_the_inside_is_no_output_and_is_not_used_outside() -> None:
    net = Net()
    x = net.input("x", (3,))
    _, inner, out = choice(net, net.input("c", (), trt.bool), x)
    net.network.mark_output(inner)
    assert net.network.num_outputs == 0 and net.log.take() == ["DS-NET-019"]
    assert not net.network.mark_output_for_shapes(inner) and net.log.take() == ["DS-NET-019"]
    net.network.mark_output(net.elementwise(out, inner))
    assert net.network.num_outputs == 0 and net.log.take() == ["DS-NET-019"]
    net.network.mark_output(net.elementwise(out, x))
    assert net.network.num_outputs == 1 and net.plan() is not None


def test_an_output_that_comes_to_be_inside_is_refused_at_build_time() -> None:
    net = Net()
    x = net.input("x", (3,))
    shuffle = net.network.add_shuffle(x)
    net.output(shuffle.get_output(0))
    _, inner, _ = choice(net, net.input("c", (), trt.bool), x)
    shuffle.set_input(0, inner)
    assert net.refused() == "DS-NET-019"


@pytest.mark.parametrize("cross", [False, True])
def test_no_layer_is_in_both_branches(cross: bool) -> None:
    net = Net()
    conditional = net.network.add_if_conditional()
    conditional.set_condition(net.input("c", (), trt.bool))
    shared = unary(net, conditional.add_input(net.input("x", (3,))).get_output(0), "NEG")
    true = shared if cross else unary(net, shared, "ABS")
    net.output(conditional.add_output(true, unary(net, shared, "EXP")).get_output(0))
    assert net.refused() == "DS-LAY-054"


def test_a_condition_from_the_inside_is_refused() -> None:
    net = Net()
    conditional = net.network.add_if_conditional()
    inner = conditional.add_input(net.input("c", (), trt.bool)).get_output(0)
    conditional.set_condition(inner)
    net.output(conditional.add_output(inner, inner).get_output(0))
    assert net.refused() == "DS-LAY-054"


def test_phase_1_checks_both_branches_whichever_is_taken() -> None:
    # As TensorRT does even for a constant condition: dims must fit everywhere.
    for known in (None, False):
        net = Net()
        x = net.input("x", (-1,))
        conditional = net.network.add_if_conditional()
        no = net.elementwise(net.const(0), net.const(1), "GREATER")
        conditional.set_condition(no if known is False else net.input("c", (), trt.bool))
        inner = net.reshape(net.reshape(conditional.add_input(x).get_output(0), (7,)), (7,))
        other = conditional.add_input(net.const(np.zeros(7), np.float32)).get_output(0)
        net.output(conditional.add_output(inner, other).get_output(0))
        net.profile({"x": ((1,), (6,), (8,))})
        assert net.refused() == "DS-PROF-008"


@pytest.mark.parametrize(("outer", "inner"), [(a, b) for a in (True, False) for b in (True, False)])
def test_nested_conditionals(outer: bool, inner: bool) -> None:
    net = Net()
    x, p, q = net.input("x", (3,)), net.input("p", (), trt.bool), net.input("q", (), trt.bool)
    conditional = net.network.add_if_conditional()
    conditional.set_condition(p)
    inside = conditional.add_input(x).get_output(0)
    _, _, nested = choice(net, q, unary(net, inside, "NEG"))
    net.output(conditional.add_output(nested, inside).get_output(0))
    plan = net.plan()
    expected = (X if inner else np.abs(X)) if outer else X
    assert plan is not None
    assert (run(net, {"x": X, "p": np.array(outer), "q": np.array(inner)}) == expected).all()


def test_names_and_round_trip() -> None:
    net = Net()
    conditional, _, out = choice(net, net.input("c", (), trt.bool), net.input("x", (3,)))
    conditional.name = "my branch"
    assert conditional.name == "my branch"
    with pytest.raises(TypeError):
        conditional.name = 3
    net.output(out)
    engine = net.engine()
    again = trt.Runtime(net.log).deserialize_cuda_engine(engine.serialize())
    assert bytes(again.serialize()) == bytes(engine.serialize()) == bytes(net.plan())
    assert again.built.graph.regions[0].name == "my branch"
    out_array = np.zeros(3, np.float32)
    assert again.create_execution_context().execute_v2([np.array(True), X, out_array]) and (out_array == -X).all()
