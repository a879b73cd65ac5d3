"""Layers that slice, reduce and multiply."""

from __future__ import annotations

import dynshape_reference as trt
import numpy as np
import pytest
from reference_harness import Net, run

X234 = np.arange(24, dtype=np.float32).reshape(2, 3, 4)
NONE, TRANSPOSE, VECTOR = trt.MatrixOperation.NONE, trt.MatrixOperation.TRANSPOSE, trt.MatrixOperation.VECTOR


def clause_of(net: Net, tensor: trt.ITensor) -> str:
    with pytest.raises(ValueError):
        len(tensor.shape)
    return net.log.take()[0]


def test_slice_worked_vector():
    net = Net()
    net.output(net.slice(net.const([[0, 2, 4], [1, 3, 5]]), (1, 0), (1, 2), (1, 2)))
    net.input("unused", ())
    assert run(net, {"unused": np.array(0, np.float32)}).tolist() == [[1, 5]]


SLICES = [
    ((0,), (5,), (1,)),
    ((4,), (5,), (-1,)),
    ((2,), (3,), (0,)),
    ((1,), (2,), (3,)),
    ((3,), (0,), (9,)),
    ((9,), (0,), (1,)),
]


@pytest.mark.parametrize(("start", "size", "stride"), SLICES)
@pytest.mark.parametrize("dtype", [np.float32, np.int32, np.bool_])
def test_slice_strides(start, size, stride, dtype):
    net = Net()
    x = np.arange(5).astype(dtype)
    net.output(
        net.slice(
            net.input("x", (5,), trt.DataType[{"float32": "FLOAT", "int32": "INT32", "bool": "BOOL"}[x.dtype.name]]),
            start,
            size,
            stride,
        )
    )
    expected = x[[start[0] + i * stride[0] for i in range(size[0])]]
    np.testing.assert_array_equal(run(net, {"x": x}), expected)


PAD = {"WRAP": "wrap", "CLAMP": "edge", "FILL": "constant", "REFLECT": "reflect"}


@pytest.mark.parametrize("mode", PAD)
@pytest.mark.parametrize("extent", [1, 2, 5])
def test_slice_modes_are_those_of_numpy_pad(mode, extent):
    net = Net()
    layer = net.network.add_slice(net.input("x", (extent, 2)), (-7, 0), (extent + 16, 2), (1, 1))
    layer.mode = getattr(trt.SliceMode, mode)
    net.output(layer.get_output(0))
    x = np.arange(extent * 2, dtype=np.float32).reshape(extent, 2) + 1
    np.testing.assert_array_equal(run(net, {"x": x}), np.pad(x, ((7, 9), (0, 0)), PAD[mode]))


def test_slice_fill_value():
    net = Net()
    x = net.input("x", (2,), trt.int32)
    layer = net.network.add_slice(x, (-1,), (4,), (1,))
    layer.mode = trt.SliceMode.FILL
    layer.set_input(4, net.const(9))
    net.output(layer.get_output(0))
    assert run(net, {"x": np.array([1, 2], np.int32)}).tolist() == [9, 1, 2, 9]
    layer.set_input(4, net.const([1, 2]))
    assert clause_of(net, layer.get_output(0)) == "DS-LAY-012"
    layer.set_input(4, net.const(9, np.float32))
    assert clause_of(net, layer.get_output(0)) == "DS-LAY-012"
    layer.set_input(4, net.const(9))
    layer.mode = trt.SliceMode.CLAMP
    assert clause_of(net, layer.get_output(0)) == "DS-LAY-012"


def test_slice_refusals():
    net = Net()
    x = net.input("x", (5,))
    for start, size, stride in (((3,), (3,), (1,)), ((-1,), (2,), (1,)), ((1,), (3,), (-1,))):
        assert clause_of(net, net.slice(x, start, size, stride)) == "DS-LAY-009"
    assert clause_of(net, net.slice(x, (0,), (-1,), (1,))) == "DS-LAY-007"
    assert clause_of(net, net.slice(x, (0, 0), (1,), (1,))) == "DS-LAY-007"
    for mode in (trt.SliceMode.CLAMP, trt.SliceMode.REFLECT, trt.SliceMode.WRAP):
        layer = net.network.add_slice(net.input(f"empty{mode}", (0,)), (0,), (1,), (1,))
        layer.mode = mode
        assert clause_of(net, layer.get_output(0)) == "DS-LAY-014"


def test_slice_setter_takes_the_input_away():
    net = Net()
    layer = net.network.add_slice(net.input("x", (5,)), (0,), (2,), (1,))
    layer.set_input(1, net.const([3]))
    layer.set_input(2, net.const([1]))
    with pytest.raises(ValueError):
        len(layer.start)
    assert layer.get_output(0).shape == (1,)
    layer.start = (4,)
    assert layer.get_input(1) is None and layer.start == (4,) and layer.num_inputs == 3


REDUCE = {"SUM": np.sum, "PROD": np.prod, "MAX": np.max, "MIN": np.min, "AVG": np.mean}


@pytest.mark.parametrize("op", REDUCE)
@pytest.mark.parametrize("mask", range(1, 8))
@pytest.mark.parametrize("keep", [False, True])
def test_reduce_of_floats(op, mask, keep):
    net = Net()
    layer = net.network.add_reduce(net.input("x", (2, 3, 4)), getattr(trt.ReduceOperation, op), mask, keep)
    net.output(layer.get_output(0))
    axes = tuple(axis for axis in range(3) if mask >> axis & 1)
    x = X234 / 10
    np.testing.assert_allclose(run(net, {"x": x}), REDUCE[op](x, axis=axes, keepdims=keep), rtol=1e-5)


EMPTY = {"SUM": (0, 0), "PROD": (1, 1), "MAX": (-np.inf, -(2**31)), "MIN": (np.inf, 2**31 - 1), "AVG": (np.nan, 0)}


@pytest.mark.parametrize("op", EMPTY)
def test_reduce_over_an_empty_axis(op):
    for dtype, expected in zip((np.float32, np.int32), EMPTY[op], strict=True):
        net = Net()
        x = net.input("x", (2, 0), trt.float32 if dtype is np.float32 else trt.int32)
        net.output(net.network.add_reduce(x, getattr(trt.ReduceOperation, op), 2, False).get_output(0))
        np.testing.assert_array_equal(run(net, {"x": np.empty((2, 0), dtype)}), np.full(2, expected, dtype))


def test_average_of_integers_truncates():
    net = Net()
    net.output(
        net.network.add_reduce(net.input("x", (3, 2), trt.int32), trt.ReduceOperation.AVG, 2, False).get_output(0)
    )
    assert run(net, {"x": np.array([[1, 2], [-1, -2], [4, 2]], np.int32)}).tolist() == [1, -1, 3]


def test_reduce_refusals():
    net = Net()
    x = net.input("x", (2, 3))
    for mask in (0, 4, 2**31):
        layer = net.network.add_reduce(x, trt.ReduceOperation.SUM, mask, False)
        assert clause_of(net, layer.get_output(0)) == "DS-LAY-041"
    truth = net.network.add_reduce(net.input("b", (2,), trt.bool), trt.ReduceOperation.MAX, 1, False)
    assert clause_of(net, truth.get_output(0)) == "DS-LAY-043"
    with pytest.raises(TypeError):
        net.network.add_reduce(x, trt.ReduceOperation.SUM, -1, False)


def test_average_of_integers_is_no_shape_tensor():
    net = Net()
    s = net.shape_of(net.input("x", (2, 4)))
    net.output(net.network.add_reduce(s, trt.ReduceOperation.AVG, 1, False).get_output(0), for_shapes=True)
    assert net.refused() == "DS-LAY-043"


PRODUCTS = [
    ((2, 3), NONE, (3, 4), NONE),
    ((3, 2), TRANSPOSE, (3, 4), NONE),
    ((2, 3), NONE, (4, 3), TRANSPOSE),
    ((1, 2, 3), NONE, (5, 3, 4), NONE),
    ((5, 3), VECTOR, (5, 3, 4), NONE),
    ((3,), VECTOR, (3,), VECTOR),
    ((5, 3), VECTOR, (5, 3), VECTOR),
    ((2, 3), NONE, (3,), VECTOR),
    ((2, 0), NONE, (0, 4), NONE),
    ((0, 2, 3), NONE, (1, 3, 4), NONE),
    ((3,), VECTOR, (4, 3), TRANSPOSE),
]


@pytest.mark.parametrize(("dims0", "op0", "dims1", "op1"), PRODUCTS)
def test_matrix_multiply(dims0, op0, dims1, op1):
    rng = np.random.default_rng(3)
    net = Net()
    net.output(net.network.add_matrix_multiply(net.input("a", dims0), op0, net.input("b", dims1), op1).get_output(0))
    a, b = (rng.uniform(-1, 1, dims).astype(np.float32) for dims in (dims0, dims1))
    left = a[..., None, :] if op0 == VECTOR else a.swapaxes(-1, -2) if op0 == TRANSPOSE else a
    right = b[..., :, None] if op1 == VECTOR else b.swapaxes(-1, -2) if op1 == TRANSPOSE else b
    expected = np.matmul(left, right)
    expected = expected[..., 0] if op1 == VECTOR else expected
    expected = expected.squeeze(-1 if op1 == VECTOR else -2) if op0 == VECTOR else expected
    result = run(net, {"a": a, "b": b})
    assert result.shape == expected.shape
    np.testing.assert_allclose(result, expected, rtol=1e-6)


def test_matrix_multiply_refusals():
    net = Net()
    a, v, i = net.input("a", (2, 3)), net.input("v", (3,)), net.input("i", (2, 3), trt.int32)
    cases = [
        (a, NONE, a, NONE),
        (v, NONE, a, TRANSPOSE),
        (a, NONE, net.input("c", (1, 3, 2)), NONE),
        (i, NONE, i, TRANSPOSE),
    ]
    cases.append((net.input("d", (2, 2, 3)), NONE, net.input("e", (3, 3, 2)), NONE))
    for case in cases:
        assert clause_of(net, net.network.add_matrix_multiply(*case).get_output(0)) == "DS-LAY-058"
