"""Shape tensors and execution tensors: the inference rules, answered live."""

from __future__ import annotations

import dynshape_reference as trt
import numpy as np
import pytest
from dynshape_reference.rules import parse_rule
from reference_harness import Net


def flags(*tensors: trt.ITensor) -> list[str]:
    """``S``, ``E``, ``SE`` or ``-`` for each."""
    return [("S" if t.is_shape_tensor else "") + ("E" if t.is_execution_tensor else "") or "-" for t in tensors]


def test_parsed_rule_states_demand():
    rule = parse_rule("t × S → t")
    assert [rule.demand(0, "S"), rule.demand(0, "E"), rule.demand(1, "E")] == ["S", "E", "S"]
    assert parse_rule("t1 → t2").demand(0, "S") is None
    assert not parse_rule("E × E → E").permits("S") and parse_rule("→ t").permits("S")


def test_sum_becomes_shape_tensor_once_it_is_reshape_dims():
    net = Net()
    t1, t2 = net.input("t1", (2,), trt.int32), net.input("t2", (2,), trt.int32)
    t3 = net.elementwise(t1, t2)
    assert flags(t1, t2, t3) == ["-", "-", "-"]
    shuffle = net.network.add_shuffle(net.input("x", (-1, -1)))
    shuffle.set_input(1, t3)
    assert flags(t1, t2, t3) == ["S", "S", "S"]


def test_execution_starts_at_outputs_and_goes_back_on_unmark():
    net = Net()
    x = net.input("x", (-1,))
    y = net.relu(x)
    assert flags(x, y) == ["-", "-"]
    net.output(y)
    assert flags(x, y) == ["E", "E"]
    net.network.unmark_output(y)
    assert flags(x, y) == ["-", "-"]


def test_set_input_moves_the_class():
    net = Net()
    x, a, b = net.input("x", (-1,)), net.input("a", (1,), trt.int32), net.input("b", (1,), trt.int32)
    shuffle = net.network.add_shuffle(x)
    shuffle.set_input(1, a)
    assert flags(a, b) == ["S", "-"]
    shuffle.set_input(1, b)
    assert flags(a, b) == ["-", "S"]
    shuffle.reshape_dims = (-1,)
    assert flags(a, b) == ["-", "-"]
    shuffle.set_input(1, a)
    shuffle.set_input(1, None)
    assert flags(a, b) == ["-", "-"]


def test_mark_for_shapes_and_unmark():
    net = Net()
    a = net.input("a", (2,), trt.int32)
    y = net.identity(a)
    assert net.network.mark_output_for_shapes(y) and flags(a, y) == ["S", "S"]
    assert net.network.unmark_output_for_shapes(y) and flags(a, y) == ["-", "-"]


def test_shape_layer_stops_both_classes():
    net = Net()
    x = net.input("x", (-1, 3))
    s = net.shape_of(x)
    net.output(s, for_shapes=True)
    assert flags(x, s) == ["-", "S"]
    other = net.shape_of(x)
    net.output(other, "e")
    assert flags(x, other) == ["-", "E"]


def test_constant_of_both_uses_is_both():
    net = Net()
    c = net.const([2, 3])
    net.output(net.reshape(net.input("x", (6,)), c), "r")
    net.output(net.elementwise(c, net.input("a", (2,), trt.int32)), "sum")
    assert flags(c) == ["SE"]


def test_output_that_is_also_reshape_dims_is_both():
    net = Net()
    c = net.const([2, 3])
    net.output(c, "c")
    net.output(net.reshape(net.input("x", (6,)), c), "r")
    assert flags(c) == ["SE"]


def test_tensor_without_path_to_an_output_is_neither():
    net = Net()
    x = net.input("x", (2,))
    dead = net.relu(x)
    net.output(net.identity(x))
    assert flags(x, dead) == ["E", "-"]


@pytest.mark.parametrize("inputs", [1, 2, 3, 4])
def test_slice_parameters_are_shape_tensors(inputs):
    net = Net()
    x = net.input("x", (4,), trt.int32)
    layer = net.network.add_slice(x, (0,), (2,), (1,))
    parameters = [net.input(f"p{k}", (1,), trt.int32) for k in range(1, inputs)]
    for k, parameter in enumerate(parameters, 1):
        layer.set_input(k, parameter)
    assert flags(*parameters) == ["S"] * (inputs - 1)
    assert layer.num_inputs == inputs
    net.output(layer.get_output(0))
    assert flags(x, *parameters) == ["E"] + ["S"] * (inputs - 1)


def test_skipped_slice_inputs_are_null():
    net = Net()
    layer = net.network.add_slice(net.input("x", (4,)), (0,), (2,), (1,))
    layer.set_input(3, net.const([1]))
    assert layer.num_inputs == 4 and layer.get_input(1) is None and layer.get_input(2) is None
    layer.set_input(3, None)
    assert layer.num_inputs == 1


def polymorphic(net: Net) -> dict[str, tuple[list[trt.ITensor], trt.ITensor]]:
    a, b = net.input("a", (2,), trt.int32), net.input("b", (2,), trt.int32)
    f = net.input("f", (2,))
    slice_layer = net.network.add_slice(a, (0,), (1,), (1,))
    reduce_layer = net.network.add_reduce(a, trt.ReduceOperation.SUM, 1, False)
    return {
        "elementwise": ([a, b], net.elementwise(a, b)),
        "concatenation": ([a, b], net.concat(a, b)),
        "identity": ([a], net.identity(a)),
        "reduce": ([a], reduce_layer.get_output(0)),
        "shuffle": ([a], net.reshape(a, (2,))),
        "slice": ([a], slice_layer.get_output(0)),
        "unary": ([a], net.network.add_unary(a, trt.UnaryOperation.SIGN).get_output(0)),
        "activation": ([f], net.relu(f)),
        "constant": ([], net.const([1])),
    }


LAYERS = ("elementwise", "concatenation", "identity", "reduce", "shuffle", "slice", "unary", "activation", "constant")


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("wanted", ["S", "E"])
def test_polymorphic_layers_carry_either_class_to_all_inputs(layer, wanted):
    net = Net()
    inputs, output = polymorphic(net)[layer]
    net.output(output, for_shapes=wanted == "S")
    assert flags(*inputs, output) == [wanted] * (len(inputs) + 1)


def matmul_as_reshape_dims(edition: str) -> Net:
    net = Net(edition)
    product = net.network.add_matrix_multiply(
        net.input("a", (1, 2)), trt.MatrixOperation.NONE, net.input("b", (2, 1)), trt.MatrixOperation.NONE
    )
    as_int = net.identity(product.get_output(0), trt.int32)
    net.output(net.reshape(net.input("x", (6,)), net.reshape(as_int, (1,))))
    return net


def test_other_layers_make_no_shape_tensor_in_8_4():
    net = matmul_as_reshape_dims("8.4")
    assert net.refused() == "DS-RULE-029"


def test_other_layers_make_shape_tensors_by_a_copy_in_8_6():
    net = matmul_as_reshape_dims("8.6")
    engine = net.engine()
    context = engine.create_execution_context()
    assert context.get_binding_shape(engine["out"]) == (-1,)
    x, out = np.arange(6, dtype=np.float32), np.zeros(6, np.float32)
    a, b = np.array([[1, 2]], np.float32), np.array([[2], [2]], np.float32)
    buffers = {"a": a, "b": b, "x": x, "out": out}
    assert context.execute_v2([buffers[name] for name in engine])
    assert out.tolist() == x.tolist()
    b[:] = 1
    assert not context.execute_v2([buffers[name] for name in engine])
    assert net.log.take()[0] == "DS-LAY-028"


def test_same_tensor_as_both_inputs_is_one_class():
    net = Net()
    a = net.input("a", (2,), trt.int32)
    net.output(net.elementwise(a, a), for_shapes=True)
    assert flags(a) == ["S"]


def test_classes_of_a_long_chain_do_not_recurse():
    net = Net()
    first = tensor = net.input("a", (2,), trt.int32)
    for _ in range(5000):
        tensor = net.identity(tensor)
    net.output(tensor, for_shapes=True)
    assert flags(first) == ["S"] and tensor.shape == (2,) and tensor.dtype == trt.int32
