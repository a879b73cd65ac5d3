"""Quantize and dequantize layers, and INT8 by dynamic ranges, against loops over single elements."""

from __future__ import annotations

import itertools
from typing import Any

import dynshape_reference as trt
import numpy as np
import pytest
from reference_harness import Net, run

Array = np.ndarray[Any, Any]


def to_step(value: float, scale: float) -> int:
    """Half-way cases to the even neighbour, by Python's own round."""
    return max(-128, min(127, round(value / scale)))


def in_steps(array: Array, limit: float) -> Array:
    """What eight bits leave of an array."""
    scale = limit / 127
    return np.array([to_step(float(value), scale) * scale for value in array.flat]).reshape(array.shape)


def qdq_net(dims: Any, scale: Any, axis: int | None = None, edition: str = "8.6", scale_type: Any = np.float32) -> Net:
    """x -> quantize -> dequantize, with the flag that this takes."""
    net = Net(edition)
    net.config.set_flag(trt.BuilderFlag.INT8)
    constant = scale if isinstance(scale, trt.ITensor) else net.const(scale, scale_type)
    net.layer = net.network.add_quantize(net.input("x", dims), constant)
    net.inverse = net.network.add_dequantize(net.layer.get_output(0), constant)
    if axis is not None:
        net.layer.axis = net.inverse.axis = axis
    net.output(net.inverse.get_output(0))
    return net


def refused_shape(net: Net, tensor: trt.ITensor) -> str:
    net.log.records.clear()
    with pytest.raises(ValueError, match="__len__"):
        len(tensor.shape)
    return net.log.take()[0]


# Layers


def test_one_scale_for_the_whole_tensor():
    x = np.array([0.0, 0.25, 0.75, 1.25, -0.25, -0.75, 63.4, 63.6, 1e9, -1e9, -64.3, np.nan], np.float32)
    net = qdq_net(x.shape, 0.5)
    assert net.layer.axis == -1 and net.layer.get_output(0).dtype == trt.int8
    expected = [to_step(float(value), 0.5) * 0.5 for value in x[:-1]] + [0]
    assert run(net, {"x": x}).tolist() == expected
    assert expected[1:4] == [0, 1, 1] and expected[8:10] == [63.5, -64]


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_a_scale_for_each_index_of_an_axis(axis):
    x = np.random.default_rng(axis).normal(size=(3, 4, 5)).astype(np.float32)
    scales = np.linspace(0.01, 0.07, x.shape[axis]).astype(np.float32)
    result = run(qdq_net(x.shape, scales, axis), {"x": x})
    for place in itertools.product(*(range(extent) for extent in x.shape)):
        scale = float(scales[place[axis]])
        assert result[place] == np.float32(to_step(float(x[place]), scale) * scale)


def test_int8_at_the_boundary():
    net = Net()
    net.config.set_flag(trt.BuilderFlag.INT8)
    scale = net.const([0.5], np.float32)
    net.output(net.network.add_quantize(net.input("x", (4,)), scale).get_output(0), "q")
    net.output(net.network.add_dequantize(net.input("y", (2,), trt.int8), scale).get_output(0), "d")
    result = run(net, {"x": np.array([0.25, 0.76, -90, 90], np.float32), "y": np.array([-128, 7], np.int8)})
    assert result["q"].dtype == np.int8 and result["q"].tolist() == [0, 2, -128, 127]
    assert result["d"].tolist() == [-64, 3.5]


def test_a_scale_may_be_worked_out_from_constants():
    net = Net()
    scale = net.elementwise(net.const(0.25, np.float32), net.const(2, np.float32), "PROD")
    layer = net.network.add_quantize(net.input("x", (3,)), scale)
    assert layer.get_output(0).shape == (3,)


def test_weights_may_be_quantized_and_back_at_build_time():
    net = qdq_net((2,), 0.5)
    scale = net.network.get_layer(0).get_output(0)
    weights = net.network.add_quantize(net.const([0.3, 0.9], np.float32), scale).get_output(0)
    net.output(net.network.add_dequantize(weights, scale).get_output(0), "w")
    assert run(net, {"x": np.zeros(2, np.float32)})["w"].tolist() == [0.5, 1.0]


def test_the_channel_of_several_scales_is_a_build_time_constant():
    net = qdq_net((1, -1, 4), [0.5, 0.5, 0.5], 1)
    assert refused_shape(net, net.layer.get_output(0)) == "DS-RES-005"
    net.profile({"x": ((1, 3, 4),) * 3})
    assert net.refused() == "DS-RES-005"
    assert qdq_net((-1, 3, -1), [0.5, 0.5, 0.5], 1).layer.get_output(0).shape == (-1, 3, -1)
    assert qdq_net((1, -1, 4), 0.5).layer.get_output(0).shape == (1, -1, 4)


@pytest.mark.parametrize(
    ("dims", "scale", "axis", "clause"),
    [
        ((1, 3, 4), [0.5] * 3, None, "API"),
        ((1, 3, 4), [0.5] * 4, 1, "API"),
        ((1, 3, 4), [0.5] * 3, 3, "API"),
        ((1, 3, 4), [0.5, 0.0, 0.5], 1, "API"),
        ((3,), -0.5, None, "API"),
        ((3,), np.nan, None, "API"),
        ((3,), np.inf, None, "API"),
    ],
)
def test_scales_that_are_refused(dims, scale, axis, clause):
    net = qdq_net(dims, scale, axis)
    assert refused_shape(net, net.layer.get_output(0)) == clause
    assert net.refused() == clause


def test_a_scale_that_is_no_constant_is_refused():
    net = Net()
    layer = net.network.add_quantize(net.input("x", (3,)), net.input("scale", ()))
    assert refused_shape(net, layer.get_output(0)) == "DS-RES-009"


def test_types_and_ranks_that_are_refused():
    net = Net()
    one = net.const(1, np.float32)
    assert refused_shape(net, net.network.add_quantize(net.input("i", (3,), trt.int32), one).get_output(0)) == "API"
    assert refused_shape(net, net.network.add_dequantize(net.input("f", (3,)), one).get_output(0)) == "API"
    assert refused_shape(net, net.network.add_quantize(net.input("x", (3,)), net.const(1)).get_output(0)) == "API"
    net.log.records.clear()
    assert net.network.add_quantize(net.input("s", ()), one) is None
    assert net.network.add_dequantize(net.input("q", (2,), trt.int8), net.const([[1]], np.float32)) is None
    assert net.log.take() == ["API", "API"]


def test_the_zero_point_can_only_be_zero():
    net = qdq_net((3,), 0.5)
    net.layer.set_input(2, net.const(0, np.int8))
    assert net.layer.get_output(0).shape == (3,) and net.layer.num_inputs == 3
    net.layer.set_input(2, net.const(1, np.int8))
    assert refused_shape(net, net.layer.get_output(0)) == "API"
    net.layer.set_input(2, net.const(0, np.float32))
    assert refused_shape(net, net.layer.get_output(0)) == "API"
    net.layer.set_input(3, net.const(0, np.int8))
    assert net.log.take() == ["DS-NET-022"]


def test_quantize_layers_need_the_flag_and_take_no_calibrator():
    net = qdq_net((3,), 0.5)
    net.config.clear_flag(trt.BuilderFlag.INT8)
    assert net.refused() == "API"
    net.config.set_flag(trt.BuilderFlag.INT8)
    net.config.int8_calibrator = trt.IInt8EntropyCalibrator2()
    net.log.records.clear()
    assert net.plan() is not None and net.log.take(trt.ILogger.WARNING) == ["API"]


# INT8 by ranges


def ranged(net: Net, **limits: float) -> None:
    """Set the flag, and ranges of tensors by name."""
    net.config.set_flag(trt.BuilderFlag.INT8)
    layers = [net.network.get_layer(index) for index in range(net.network.num_layers)]
    tensors = [net.network.get_input(index) for index in range(net.network.num_inputs)]
    tensors += [layer.get_output(0) for layer in layers]
    for tensor in tensors:
        if tensor.name in limits:
            assert tensor.set_dynamic_range(-limits[tensor.name], limits[tensor.name] / 2)


def test_a_range_rounds_what_a_layer_reads():
    x = np.linspace(-3, 3, 50).astype(np.float32)
    net = Net()
    net.output(net.relu(net.input("x", (50,))))
    ranged(net, x=2.0)
    np.testing.assert_allclose(run(net, {"x": x}), np.maximum(in_steps(x, 2.0), 0), rtol=1e-6)
    np.testing.assert_array_equal(x, np.linspace(-3, 3, 50).astype(np.float32))


def test_a_layer_without_all_ranges_falls_back():
    x, y = (np.random.default_rng(seed).normal(size=8).astype(np.float32) for seed in (1, 2))
    net = Net()
    net.output(net.elementwise(net.input("x", (8,)), net.input("y", (8,))), "sum")
    net.output(net.identity(net.relu(net.network.get_input(0))), "relu")
    ranged(net, x=1.5)
    net.log.records.clear()
    result = run(net, {"x": x, "y": y})
    assert [m.tensor for s, m in net.log.records if s == trt.ILogger.WARNING] == [None, "y"]
    np.testing.assert_array_equal(result["sum"], x + y)
    np.testing.assert_allclose(result["relu"], np.maximum(in_steps(x, 1.5), 0), rtol=1e-6)


def test_without_the_flag_ranges_are_of_no_effect():
    x = np.linspace(-3, 3, 50).astype(np.float32)
    net = Net()
    net.output(net.relu(net.input("x", (50,))))
    net.network.get_input(0).dynamic_range = (-1, 1)
    assert net.network.get_input(0).dynamic_range == (-1, 1)
    np.testing.assert_array_equal(run(net, {"x": x}), np.maximum(x, 0))


def test_a_constrained_precision_keeps_a_layer_out():
    x = np.linspace(-3, 3, 50).astype(np.float32)
    for flag, expected in ((trt.BuilderFlag.OBEY_PRECISION_CONSTRAINTS, x), (trt.BuilderFlag.FP16, in_steps(x, 2.0))):
        net = Net()
        layer = net.network.add_activation(net.input("x", (50,)), trt.ActivationType.RELU)
        layer.precision = trt.float32
        net.output(layer.get_output(0))
        net.config.set_flag(flag)
        ranged(net, x=2.0)
        np.testing.assert_allclose(run(net, {"x": x}), np.maximum(expected, 0), rtol=1e-6)


def test_matrix_products_and_their_constants():
    rng = np.random.default_rng(3)
    a, b = rng.normal(size=(3, 4)).astype(np.float32), rng.normal(size=(4, 2)).astype(np.float32)
    net = Net()
    constant = net.const(b, np.float32)
    constant.name = "b"
    none = trt.MatrixOperation.NONE
    net.output(net.network.add_matrix_multiply(net.input("a", (3, 4)), none, constant, none).get_output(0))
    ranged(net, a=3.0, b=2.0)
    expected = np.zeros((3, 2))
    rounded_a, rounded_b = in_steps(a, 3.0), in_steps(b, 2.0)
    for row, column, k in itertools.product(range(3), range(2), range(4)):
        expected[row, column] += rounded_a[row, k] * rounded_b[k, column]
    np.testing.assert_allclose(run(net, {"a": a}), expected, rtol=1e-6)


def weighted_net(kind: str, kernel: Array) -> Net:
    net = Net()
    x = net.input("x", (1, 4, 3, 3))
    bias = np.array([0.001, 10.0], np.float32)
    if kind == "convolution":
        layer = net.network.add_convolution_nd(x, 2, (2, 2), kernel, bias)
        layer.num_groups = 2
    elif kind == "deconvolution":
        layer = net.network.add_deconvolution_nd(x, 2, (2, 2), kernel, bias)
        layer.num_groups = 2
    else:
        layer = net.network.add_fully_connected(x, 2, kernel, bias)
    net.output(layer.get_output(0))
    return net


@pytest.mark.parametrize(
    ("kind", "dims", "channels"),
    [
        # For each output channel where its weights are. Two groups of two channels make one map each.
        ("convolution", (2, 2, 2, 2), [(0,), (1,)]),
        ("deconvolution", (4, 1, 2, 2), [(slice(0, 2),), (slice(2, 4),)]),
        ("fully connected", (2, 36), [(0,), (1,)]),
    ],
)
def test_weights_are_rounded_by_output_channel(kind, dims, channels):
    rng = np.random.default_rng(5)
    kernel, x = rng.normal(size=dims).astype(np.float32), rng.normal(size=(1, 4, 3, 3)).astype(np.float32)
    kernel[channels[1]] *= 100
    rounded = kernel.copy()
    for place in channels:
        rounded[place] = in_steps(kernel[place], float(np.abs(kernel[place]).max()))
    net = weighted_net(kind, kernel)
    ranged(net, x=4.0)
    plain = weighted_net(kind, rounded)
    assert np.abs(rounded - kernel).max() > 0
    expected = run(plain, {"x": in_steps(x, 4.0).astype(np.float32)})
    np.testing.assert_allclose(run(net, {"x": x}), expected, rtol=1e-4, atol=1e-4)
    np.testing.assert_array_equal(net.network.graph.layers[0].kernel, kernel.reshape(-1))


def test_int8_wants_channels_that_are_build_time_constants():
    for dims, clause in (((1, -1, 4, 4), "DS-RES-005"), ((-1, 3, -1, 4), None)):
        net = Net()
        net.output(net.relu(net.input("x", dims)))
        three = tuple(2 if extent == -1 else extent for extent in dims)
        net.profile({"x": (three, three, three)})
        ranged(net, x=1.0)
        if clause is None:
            assert net.plan() is not None
        else:
            assert net.refused() == clause


def test_scales_survive_the_plan():
    net = Net()
    net.output(net.elementwise(net.input("x", (4,)), net.input("y", (4,))))
    ranged(net, x=127.0, y=1.0)
    assert net.engine().built.graph.layers[0].int8_scales == {0: 1.0, 1: 1 / 127}
    assert net.network.get_layer(0).int8_scales == {}
