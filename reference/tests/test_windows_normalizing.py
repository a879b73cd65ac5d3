"""LRN, parametric ReLU and normalization: dims, refusals and numbers; and what a plan keeps."""

from __future__ import annotations

import itertools
import math

import dynshape_reference as trt
import numpy as np
import pytest
from reference_harness import EDITIONS, Net, run
from windows_harness import Array, assert_rounded, clause_of, dims_of, result_of, sample

# LRN


def test_lrn_of_the_documentation() -> None:
    net, x = Net(), np.arange(5, dtype=np.float32).reshape(1, 5, 1, 1)
    layer = net.network.add_lrn(net.input("x", x.shape), 3, 1.0, 1.0, 0.1)
    want = [0.0, 0.56603765, 0.4195804, 0.3071672, 0.47430828]
    np.testing.assert_allclose(result_of(net, layer, {"x": x}).ravel(), want, rtol=1e-6)


@pytest.mark.parametrize("window", [1, 5, 15])
def test_lrn(window: int) -> None:
    net, x = Net(), sample(2, 2, 7, 3, 2)
    layer = net.network.add_lrn(net.input("x", x.shape), window, 0.7, 0.75, 2.0)
    got, want, half = result_of(net, layer, {"x": x}), np.zeros(x.shape), window // 2
    for m, n, c, h, w in np.ndindex(*x.shape):
        near = [float(x[m, n, i, h, w]) for i in range(max(0, c - half), min(7, c + half + 1))]
        want[m, n, c, h, w] = float(x[m, n, c, h, w]) / (2.0 + 0.7 / window * sum(v * v for v in near)) ** 0.75
    assert_rounded(got, want)


def test_lrn_refusals() -> None:
    net = Net()
    x = net.input("x", (1, -1, 4, 4))
    for window, alpha, beta, k in ((2, 1, 1, 1), (17, 1, 1, 1), (3, 1e21, 1, 1), (3, 1, 0.001, 1), (3, 1, 1, 0)):
        assert net.network.add_lrn(x, window, alpha, beta, k) is None
        assert net.log.take() == ["DS-NET-016"]
    layer = net.network.add_lrn(x, 3, 1.0, 1.0, 1.0)
    assert dims_of(layer) == (1, -1, 4, 4)
    for name, value in (("window_size", 4), ("alpha", -1e21), ("beta", 0.0), ("k", 0.0)):
        old = getattr(layer, name)
        setattr(layer, name, value)
        assert net.log.take() == ["DS-NET-016"] and getattr(layer, name) == old
    with pytest.raises(ValueError):
        layer.alpha = float("nan")
    layer.set_input(0, net.input("short", (1, 4, 4)))
    assert clause_of(net, layer) == "DS-NET-016"


# Parametric ReLU


@pytest.mark.parametrize("slope_dims", [(2, 3, 4), (1, 3, 1), (1, 1, 1)])
def test_parametric_relu(slope_dims: tuple[int, ...]) -> None:
    net, x, slopes = Net(), sample(2, 3, 4), sample(*slope_dims)
    layer = net.network.add_parametric_relu(net.input("x", x.shape), net.const(slopes, np.float32))
    got = result_of(net, layer, {"x": x})
    spread = np.broadcast_to(slopes, x.shape)
    for index in np.ndindex(*x.shape):
        value = float(x[index])
        want = value if value >= 0 else value * float(spread[index])
        assert got[index] == np.float32(want)


def test_parametric_relu_refusals() -> None:
    net = Net()
    layer = net.network.add_parametric_relu(net.input("x", (-1, 3, 4)), net.input("s", (5, 3, 1)))
    assert dims_of(layer) == (-1, 3, 4)
    for dims in ((3, 1), (1, 2, 1), (1, 0, 1)):
        layer.set_input(1, net.input(f"s{dims}", dims))
        assert clause_of(net, layer) == "DS-LAY-069"
    layer.set_input(1, net.input("half", (1, 3, 1), trt.float16))
    assert clause_of(net, layer) == "DS-LAY-069"
    # Only the slopes are broadcast.
    layer.set_input(1, net.input("more", (5, 3, 4)))
    layer.set_input(0, net.input("one", (1, 3, 4)))
    assert clause_of(net, layer) == "DS-LAY-069"


def test_parametric_relu_is_checked_at_run_time() -> None:
    net = Net()
    layer = net.network.add_parametric_relu(net.input("x", (-1, 3)), net.input("s", (-1, 3)))
    net.output(layer.get_output(0))
    net.profile({"x": ((1, 3), (2, 3), (4, 3)), "s": ((1, 3), (2, 3), (4, 3))})
    context = net.engine().create_execution_context()
    for slopes, fits in ((1, True), (4, True), (2, False)):
        context.set_input_shape("x", (4, 3))
        context.set_input_shape("s", (slopes, 3))
        if fits:
            assert tuple(context.get_tensor_shape("out")) == (4, 3)
        else:
            with pytest.raises(ValueError):
                len(context.get_tensor_shape("out"))
            assert net.log.take()[0] == "DS-LAY-069"


# Normalization


def normalized(x: Array, axes: tuple[int, ...], scale: Array, bias: Array, epsilon: float) -> Array:
    wide = x.astype(np.float64)
    want = np.zeros(x.shape)
    for index in np.ndindex(*x.shape):
        line = wide[tuple(slice(None) if axis in axes else i for axis, i in enumerate(index))].ravel().tolist()
        mean = math.fsum(line) / len(line)
        variance = math.fsum((value - mean) ** 2 for value in line) / len(line)
        place = tuple(0 if extent == 1 else i for i, extent in zip(index, scale.shape, strict=True))
        unit = (wide[index] - mean) / math.sqrt(variance + epsilon)
        want[index] = unit * float(scale[place]) + float(bias[place])
    return want


@pytest.mark.parametrize(
    ("axes", "weights"),
    [((2, 3), (1, 4, 1, 1)), ((1, 2, 3), (1, 4, 3, 2)), ((3,), (1, 1, 1, 2)), ((0, 1), (1, 4, 1, 1))],
)
def test_normalization(axes: tuple[int, ...], weights: tuple[int, ...]) -> None:
    net, x, scale, bias = Net(), sample(2, 4, 3, 2), sample(*weights), sample(*weights)
    parts = (net.const(scale, np.float32), net.const(bias, np.float32))
    layer = net.network.add_normalization(net.input("x", x.shape), *parts, axesMask=sum(1 << axis for axis in axes))
    assert (layer.epsilon, layer.num_groups) == (pytest.approx(1e-5), 1)
    layer.epsilon = 1e-3
    got = result_of(net, layer, {"x": x})
    np.testing.assert_allclose(got, normalized(x, axes, scale, bias, 1e-3), rtol=2**-23, atol=1e-12)


@pytest.mark.parametrize("own", [1, 2, 6])
@pytest.mark.parametrize("groups", [2, 3])
def test_group_normalization(groups: int, own: int) -> None:
    if own not in (1, groups, 6):
        return
    net, x, scale, bias = Net(), sample(2, 6, 3, 2), sample(1, own, 1, 1), sample(1, own, 1, 1)
    parts = (net.const(scale, np.float32), net.const(bias, np.float32))
    layer = net.network.add_normalization(net.input("x", x.shape), *parts, axesMask=0b1100)
    layer.num_groups = groups
    got = result_of(net, layer, {"x": x})
    size = 6 // groups
    for n, g in itertools.product(range(2), range(groups)):
        members = slice(g * size, (g + 1) * size)
        flat = x[n, members].reshape(1, -1)
        unit = normalized(flat, (1,), np.ones((1, 1)), np.zeros((1, 1)), layer.epsilon).reshape(size, 3, 2)
        for c in range(size):
            weight = {1: 0, groups: g}.get(own, g * size + c)
            want = unit[c] * float(scale[0, weight, 0, 0]) + float(bias[0, weight, 0, 0])
            np.testing.assert_allclose(got[n, g * size + c], want, rtol=2**-22, atol=1e-12)


def test_normalization_refusals() -> None:
    net = Net()
    x, scale = net.input("x", (2, 4, 5, 6)), net.input("s", (1, 4, 1, 1))
    layer = net.network.add_normalization(x, scale, scale, 0b1100)
    assert dims_of(layer) == (2, 4, 5, 6)
    for mask in (0, 16):
        layer.axes = mask
        assert clause_of(net, layer) == "DS-NET-016"
    layer.axes = 0b1100
    layer.num_groups = 3
    assert clause_of(net, layer) == "DS-NET-016"
    layer.num_groups = 2
    assert dims_of(layer) == (2, 4, 5, 6)
    layer.axes = 0b1000
    assert clause_of(net, layer) == "DS-NET-016"
    layer.axes = 0b1100
    for name, value in (("num_groups", 0), ("compute_precision", trt.int32)):
        setattr(layer, name, value)
        assert net.log.take() == ["DS-NET-016"]
    layer.compute_precision = trt.float16
    assert layer.num_groups == 2 and layer.compute_precision == trt.float16
    for dims in ((4,), (1, 3, 1, 1), (3, 4, 5, 6)):
        layer.set_input(1, net.input(f"s{dims}", dims))
        assert clause_of(net, layer) == "DS-NET-016"
    layer.set_input(1, net.input("half", (1, 4, 1, 1), trt.float16))
    assert clause_of(net, layer) == "DS-NET-016"


def test_normalization_came_with_8_6() -> None:
    for edition in EDITIONS:
        assert hasattr(Net(edition).network, "add_normalization") is (edition != "8.4")


def test_a_plan_keeps_every_attribute() -> None:
    net, x = Net(), np.abs(sample(2, 4, 3, 2))
    scaled = net.network.add_scale(net.input("x", x.shape), trt.ScaleMode.CHANNEL, sample(4), np.ones(4, np.float32))
    local = net.network.add_lrn(scaled.get_output(0), 3, 0.5, 0.5, 1.0)
    soft = net.network.add_softmax(local.get_output(0))
    soft.axes = 0b100
    ones = net.const(np.ones((1, 4, 1, 1)), np.float32)
    norm = net.network.add_normalization(soft.get_output(0), ones, ones, 0b1100)
    norm.num_groups, norm.epsilon = 2, 0.25
    leaky = net.network.add_parametric_relu(norm.get_output(0), ones)
    full = net.network.add_fully_connected(leaky.get_output(0), 3, sample(72), sample(3))
    net.output(full.get_output(0))
    plan = net.plan()
    engine = trt.Runtime(net.log).deserialize_cuda_engine(plan)
    assert bytes(engine.serialize()) == bytes(plan)
    assert run(net, {"x": x}).shape == (2, 3, 1, 1)
