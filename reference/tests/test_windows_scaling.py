"""Scale, softmax and fully connected layers: dims, refusals and numbers."""

from __future__ import annotations

import itertools
import math

import dynshape_reference as trt
import numpy as np
import pytest
from reference_harness import Net
from windows_harness import assert_rounded, clause_of, dims_of, result_of, sample

# Scale


@pytest.mark.parametrize(
    ("mode", "axis", "weight_dims"),
    [
        ("UNIFORM", None, (1, 1, 1, 1)),
        ("CHANNEL", None, (1, 3, 1, 1)),
        ("CHANNEL", 3, (1, 1, 1, 5)),
        ("CHANNEL", -4, (2, 1, 1, 1)),
        ("ELEMENTWISE", None, (1, 3, 4, 5)),
        ("ELEMENTWISE", 2, (1, 1, 4, 5)),
    ],
)
def test_scale(mode: str, axis: int | None, weight_dims: tuple[int, ...]) -> None:
    x = np.abs(sample(2, 3, 4, 5)) + 1
    scale, shift, power = (np.abs(sample(math.prod(weight_dims))) for _ in range(3))
    net = Net()
    tensor, kind = net.input("x", x.shape), trt.ScaleMode.__members__[mode]
    if axis is None:
        layer = net.network.add_scale(tensor, kind, shift, scale, power)
        assert layer.channel_axis == 1
    else:
        layer = net.network.add_scale_nd(tensor, kind, shift, scale, power, channel_axis=axis)
    got = result_of(net, layer, {"x": x})
    a, b, c = (array.astype(np.float64).reshape(weight_dims) for array in (scale, shift, power))
    want = np.zeros(x.shape)
    for index in np.ndindex(*x.shape):
        w = tuple(0 if extent == 1 else i for i, extent in zip(index, weight_dims, strict=True))
        want[index] = (float(x[index]) * a[w] + b[w]) ** c[w]
    assert_rounded(got, want)


def test_scale_without_weights_is_a_copy() -> None:
    net, x = Net(), sample(1, 2, 2, 2)
    assert np.array_equal(
        result_of(net, net.network.add_scale(net.input("x", x.shape), trt.ScaleMode.CHANNEL), {"x": x}), x
    )


def test_scale_to_int8_rounds_ties_to_even() -> None:
    net, x = Net(), np.array([0.5, 1.5, -2.5, 300.0, -300.0, 0.4], np.float32).reshape(1, 1, 1, 6)
    layer = net.network.add_scale(net.input("x", x.shape), trt.ScaleMode.UNIFORM)
    layer.set_output_type(0, trt.int8)
    assert result_of(net, layer, {"x": x}).ravel().tolist() == [0, 2, -2, 127, -128, 0]


def test_scale_refusals() -> None:
    net = Net()
    x = net.input("x", (2, 3, 4, 5))
    channel = trt.ScaleMode.CHANNEL
    for mode, count in ((0, 2), (1, 4), (2, 59)):
        for name in ("shift", "scale", "power"):
            layer = net.network.add_scale(x, trt.ScaleMode(mode), **{name: np.ones(count, np.float32)})
            assert clause_of(net, layer) == "DS-LAY-067"
    layer = net.network.add_scale(x, channel, np.ones(3, np.float32))
    assert dims_of(layer) == (2, 3, 4, 5)
    layer.channel_axis = 4
    assert clause_of(net, layer) == "DS-LAY-067"
    layer.channel_axis = 1
    layer.set_input(0, net.input("dynamic", (2, -1, 4, 5)))
    assert clause_of(net, layer) == "DS-RES-014"
    layer.mode = trt.ScaleMode.UNIFORM
    layer.shift = np.ones(1, np.float32)
    assert dims_of(layer) == (2, -1, 4, 5)
    layer.set_input(0, net.input("width", (2, 3, 4, -1)))
    layer.mode, layer.shift = trt.ScaleMode.ELEMENTWISE, np.ones(60, np.float32)
    assert clause_of(net, layer) == "DS-RES-014"
    without = net.network.add_scale(net.input("short", (3, 4, 5)), trt.ScaleMode.UNIFORM)
    assert clause_of(net, without) == "DS-LAY-067"
    layer.set_input(0, net.input("ints", (2, 3, 4, 5), trt.int32))
    assert clause_of(net, layer) == "DS-LAY-067"
    layer.set_input(0, x)
    assert dims_of(layer) == (2, 3, 4, 5)
    layer.shift = np.ones(60, np.int32)
    assert clause_of(net, layer) == "DS-LAY-067"
    with pytest.raises(TypeError):
        net.network.add_scale_nd(x, channel)


# Softmax


@pytest.mark.parametrize(("dims", "default"), [((2, 3), 0), ((2, 3, 4), 0), ((2, 3, 4, 5), 1), ((1, 2, 3, 2, 2), 2)])
def test_softmax(dims: tuple[int, ...], default: int) -> None:
    x = sample(*dims) * 100
    for axis in (None, *range(len(dims))):
        net = Net()
        layer = net.network.add_softmax(net.input("x", dims))
        assert layer.axes == 1 << default
        if axis is not None:
            layer.axes = 1 << axis
        got, along = result_of(net, layer, {"x": x}), default if axis is None else axis
        want = np.zeros(dims)
        for index in np.ndindex(*dims):
            line = [float(x[(*index[:along], i, *index[along + 1 :])]) for i in range(dims[along])]
            want[index] = 1 / math.fsum(math.exp(min(other - float(x[index]), 700)) for other in line)
        np.testing.assert_allclose(got, want, rtol=2**-23, atol=1e-38)


def test_softmax_refusals() -> None:
    net = Net()
    layer = net.network.add_softmax(net.input("x", (2, 3, -1)))
    assert dims_of(layer) == (2, 3, -1)
    for mask in (0, 3, 1 << 8):
        layer.axes = mask
        assert net.log.take() == ["DS-LAY-059"] and layer.axes == 1
    layer.axes = 8
    assert clause_of(net, layer) == "DS-LAY-059"
    layer.axes = 1
    layer.set_input(0, net.input("line", (3,)))
    assert clause_of(net, layer) == "DS-LAY-059"
    layer.set_input(0, net.input("ints", (3, 3), trt.int32))
    assert clause_of(net, layer) == "DS-LAY-059"


def test_ragged_softmax() -> None:
    x = sample(2, 3, 5)
    for bounds in ([[[5], [3], [0]], [[1], [9], [2]]], [[[2], [4], [5]]]):
        net, lengths = Net(), np.array(bounds, np.int32)
        layer = net.network.add_ragged_softmax(net.input("x", x.shape), net.input("b", lengths.shape, trt.int32))
        got = result_of(net, layer, {"x": x, "b": lengths})
        for n, z in itertools.product(range(2), range(3)):
            length = min(5, int(lengths[n % len(lengths), z, 0]))
            powers = [math.exp(value) for value in x[n, z, :length].tolist()]
            want = [power / sum(powers) for power in powers] + [0.0] * (5 - length)
            np.testing.assert_allclose(got[n, z], want, rtol=2**-23)


def test_ragged_softmax_of_the_documentation() -> None:
    net, x = Net(), np.array([[[1.0, 1.0, 1.0, 1.0, 0.5], [3.0, 4.0, -20.0, 10.0, 5.0]]], np.float32)
    layer = net.network.add_ragged_softmax(net.input("x", x.shape), net.input("b", (1, 2, 1), trt.int32))
    got = result_of(net, layer, {"x": x, "b": np.array([[[5], [3]]], np.int32)})
    np.testing.assert_allclose(got, [[[0.21, 0.21, 0.21, 0.21, 0.13], [0.26, 0.73, 0, 0, 0]]], atol=0.02)


def test_ragged_softmax_refusals() -> None:
    net = Net()
    x, bounds = net.input("x", (-1, 2, 5)), net.input("b", (3, 2, 1), trt.int32)
    layer = net.network.add_ragged_softmax(x, bounds)
    assert dims_of(layer) == (-1, 2, 5)
    for dims, dtype in (((3, 2, 5), trt.int32), ((3, 2), trt.int32), ((3, 3, 1), trt.int32), ((3, 2, 1), trt.float32)):
        layer.set_input(1, net.input(f"b{dims}{dtype}", dims, dtype))
        assert clause_of(net, layer) == "DS-NET-016"
    layer.set_input(1, bounds)
    layer.set_input(0, net.input("flat", (2, 5)))
    assert clause_of(net, layer) == "DS-NET-016"


# Fully connected


def test_fully_connected_refusals() -> None:
    net = Net()
    x = net.input("x", (-1, 3, 2, 2))
    layer = net.network.add_fully_connected(x, 5, np.ones(60, np.float32))
    assert dims_of(layer) == (-1, 5, 1, 1)
    layer.kernel = np.ones(61, np.float32)
    assert clause_of(net, layer) == "DS-RES-012"
    layer.kernel, layer.bias = np.ones(60, np.float32), np.ones(4, np.float32)
    assert clause_of(net, layer) == "DS-RES-012"
    layer.bias = trt.Weights()
    assert dims_of(layer) == (-1, 5, 1, 1)
    for axis in (1, 2, 3):
        dims = [-1 if axis == position else extent for position, extent in enumerate((1, 3, 2, 2))]
        layer.set_input(0, net.input(f"x{axis}", dims))
        assert clause_of(net, layer) == "DS-RES-004"
    layer.set_input(0, net.input("short", (2, 2)))
    assert clause_of(net, layer) == "DS-LAY-066"
    layer.set_input(0, x)
    layer.num_output_channels = 0
    assert net.log.take() == ["DS-LAY-066"]
    assert net.network.add_fully_connected(x, 0, np.ones(60, np.float32)) is None
