"""Phase 1: dims and partly known values, constant propagation element by element."""

from __future__ import annotations

import gc
import weakref

import dynshape_reference as trt
import numpy as np
import pytest
from reference_harness import Net, run


def as_dims(net: Net, values: trt.ITensor) -> trt.Dims:
    """What is known of a 1-D shape tensor: the dims of a slice of that size."""
    rank = values.shape[0]
    data = net.input(f"data{net.network.num_inputs}", (1,) * rank)
    layer = net.network.add_slice(data, (0,) * rank, (1,) * rank, (0,) * rank)
    layer.mode = trt.SliceMode.WRAP
    layer.set_input(2, values)
    return layer.get_output(0).shape


def test_shape_of_worked_vectors():
    net = Net()
    s = net.shape_of(net.input("x", (2, 3, 5, 7)))
    assert s.shape == (4,) and s.dtype == trt.int32 and as_dims(net, s) == (2, 3, 5, 7)
    scalar = net.shape_of(net.input("y", ()))
    assert scalar.shape == (0,) and net.reshape(net.input("one", (1,)), scalar).shape == ()


def test_shape_of_wildcards_is_known_element_by_element():
    net = Net()
    assert as_dims(net, net.shape_of(net.input("x", (-1, 3, -1)))) == (-1, 3, -1)


def test_slice_of_shape_picks_the_known_element():
    net = Net()
    s = net.shape_of(net.input("x", (-1, 3, -1, 4)))
    assert as_dims(net, net.slice(s, (3,), (2,), (-2,))) == (4, 3)
    assert as_dims(net, net.slice(s, (0,), (3,), (1,))) == (-1, 3, -1)


def test_concat_of_known_and_unknown():
    net = Net()
    unknown = net.slice(net.shape_of(net.input("x", (-1, 5))), (0,), (1,), (1,))
    assert as_dims(net, net.concat(unknown, net.const([3]), unknown)) == (-1, 3, -1)
    assert net.reshape(net.input("data", (12,)), net.concat(unknown, net.const([3]))).shape == (-1, 3)


@pytest.mark.parametrize(
    ("op", "expected"),
    [("SUM", (-1, 8)), ("PROD", (-1, 15)), ("SUB", (-1, 2)), ("DIV", (-1, 1)), ("MAX", (-1, 5)), ("MIN", (-1, 3))],
)
def test_elementwise_of_known_and_unknown(op, expected):
    net = Net()
    s = net.shape_of(net.input("x", (-1, 5)))
    assert as_dims(net, net.elementwise(s, net.const([3, 3]), op)) == expected


def test_broadcast_of_an_unknown_element_is_unknown():
    net = Net()
    unknown = net.slice(net.shape_of(net.input("x", (-1, 5))), (0,), (1,), (1,))
    assert as_dims(net, net.elementwise(unknown, net.const([3, 4]))) == (-1, -1)


def test_reduce_is_known_if_all_that_it_is_made_of_is():
    net = Net()
    s = net.shape_of(net.input("x", (-1, 3, 4)))
    known = net.network.add_reduce(net.slice(s, (1,), (2,), (1,)), trt.ReduceOperation.PROD, 1, True).get_output(0)
    unknown = net.network.add_reduce(s, trt.ReduceOperation.PROD, 1, True).get_output(0)
    assert as_dims(net, known) == (12,) and as_dims(net, unknown) == (-1,)


def test_reshape_and_transpose_move_what_is_known():
    net = Net()
    s = net.shape_of(net.input("x", (-1, 3, 4, -1)))
    layer = net.network.add_shuffle(s)
    layer.reshape_dims = (2, 2)
    layer.second_transpose = (1, 0)
    assert as_dims(net, net.reshape(layer.get_output(0), (4,))) == (-1, 4, 3, -1)


def test_an_unknown_minus_1_is_not_a_known_minus_1():
    net = Net()
    x = net.input("x", (2, 6))
    known = net.reshape(x, net.const([3, -1]))
    unknown = net.slice(net.shape_of(net.input("y", (-1,))), (0,), (1,), (1,))
    assert known.shape == (3, 4)
    assert net.reshape(x, net.concat(net.const([3]), unknown)).shape == (3, -1)
    assert net.reshape(x, net.concat(net.const([-1]), unknown)).shape == (-1, -1)


def test_conversions_of_known_values():
    net = Net()
    halves = net.elementwise(net.identity(net.const([5, 7]), trt.float32), net.const([2, 2], np.float32), "DIV")
    assert as_dims(net, net.identity(halves, trt.int32)) == (2, 3)
    truth = net.elementwise(net.const([1, 5]), net.const([2, 2]), "GREATER")
    assert truth.dtype == trt.bool and as_dims(net, net.identity(truth, trt.int32)) == (0, 1)


def test_division_by_zero_in_shape_arithmetic_is_refused():
    net = Net()
    s = net.shape_of(net.input("x", (-1,)))
    y = net.reshape(net.input("data", (4,)), net.elementwise(s, net.const([0]), "DIV"))
    with pytest.raises(ValueError):
        len(y.shape)
    assert net.log.take() == ["DS-LAY-004"]


@pytest.mark.parametrize(("op", "expected"), [("DIV", [3, -3, -3, 3]), ("FLOOR_DIV", [3, -4, -4, 3])])
def test_integer_division_of_shape_values(op, expected):
    net = Net()
    out = net.elementwise(net.const([7, -7, 7, -7]), net.const([2, 2, -2, -2]), op)
    net.output(out, for_shapes=True)
    context = net.engine().create_execution_context()
    assert context.get_shape(0) == expected


def test_extents_above_32_bits_are_refused():
    net = Net()
    x, big = net.input("x", (4,)), net.const([65536])
    product = net.elementwise(big, big, "PROD")
    y = net.reshape(x, product)
    z = net.concat(*[net.input(f"big{k}", (2**31 - 1,)) for k in range(3)])
    for tensor in (y, z):
        with pytest.raises(ValueError):
            len(tensor.shape)
    assert net.log.take() == ["DS-LAY-028", "DS-NET-011"]


def test_value_of_a_vast_tensor_costs_nothing():
    net = Net()
    shuffle = net.network.add_shuffle(net.input("x", (4,)))
    shuffle.set_input(1, net.input("vast", (2**31 - 1,), trt.int32))
    with pytest.raises(ValueError):
        len(shuffle.get_output(0).shape)
    shuffle.set_input(1, net.reshape(net.input("square", (50000, 40000), trt.int32), (-1,)))
    with pytest.raises(ValueError):
        len(shuffle.get_output(0).shape)
    assert net.log.take() == ["DS-NET-011", "DS-NET-011"]


def test_reshape_by_a_vector_of_unknown_length_is_refused():
    net = Net()
    shuffle = net.network.add_shuffle(net.input("x", (4,)))
    shuffle.set_input(1, net.input("s", (-1,), trt.int32))
    with pytest.raises(ValueError):
        len(shuffle.get_output(0).shape)
    assert net.log.take() == ["DS-EST-004"]


def test_empty_shape_tensor_reshapes_to_a_scalar():
    net = Net()
    x = net.input("x", (-1,))
    scalar = net.input("scalar", ())
    net.output(net.reshape(x, net.shape_of(scalar)))
    net.profile({"x": ((1,), (1,), (1,))})
    assert run(net, {"x": np.array([5], np.float32), "scalar": np.array(0, np.float32)}) == 5


def test_refusals_that_are_kept_hold_nothing_alive():
    net = Net()
    net.output(net.elementwise(net.input("a", (-1,)), net.input("b", (-1,))))
    net.profile(dict.fromkeys("ab", ((2,), (4,), (8,))))
    context = net.engine().create_execution_context()
    context.set_binding_shape(0, (2,))
    context.set_binding_shape(1, (3,))
    for _ in range(3):
        with pytest.raises(ValueError):
            len(context.get_binding_shape(2))
    gone = weakref.ref(context)
    gc.disable()
    try:
        del context
        assert gone() is None
    finally:
        gc.enable()


def test_largest_int32_over_an_empty_axis():
    net = Net()
    empty = net.shape_of(net.input("scalar", ()))
    for name, op in (("least", trt.ReduceOperation.MAX), ("greatest", trt.ReduceOperation.MIN)):
        net.output(net.network.add_reduce(empty, op, 1, True).get_output(0), name, for_shapes=True)
    engine = net.engine()
    context = engine.create_execution_context()
    assert context.get_shape(engine["least"]) == [-(2**31)]
    assert context.get_shape(engine["greatest"]) == [2**31 - 1]
