"""Windows: attributes, editions, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import dynshape_reference as trt
import numpy as np
import pytest
from reference_harness import EDITIONS, Net
from windows_harness import CHANNELS, MAPS, clause_of, dims_of, ones, window_layer

CAFFE_UP = trt.PaddingMode.CAFFE_ROUND_UP


@pytest.mark.parametrize(
    ("kind", "clause"), [("convolution", "DS-LAY-061"), ("deconvolution", "DS-LAY-063"), ("pooling", "DS-LAY-064")]
)
def test_attributes_out_of_range_stay_as_they_were(kind: str, clause: str) -> None:
    net = Net()
    layer = window_layer(net, kind, (1, CHANNELS, 8, 8))
    before = dims_of(layer)
    attempts: list[tuple[str, Any]] = [
        ("stride_nd", (0, 1)),
        ("stride_nd", (1,)),
        ("stride_nd", (1, 100_001)),
        ("pre_padding", (-1, 0)),
        ("post_padding", (0, -1)),
        ("padding_nd", (-1, -1)),
    ]
    attempts += [("window_size_nd" if kind == "pooling" else "kernel_size_nd", (0, 3))]
    attempts += [] if kind == "pooling" else [("dilation_nd", (0, 1)), ("num_groups", 0), ("num_output_maps", 0)]
    attempts += [("blend_factor", 1.5), ("blend_factor", -0.1)] if kind == "pooling" else []
    for name, value in attempts:
        old = getattr(layer, name)
        setattr(layer, name, value)
        assert net.log.take() == [clause], name
        assert getattr(layer, name) == old
    assert dims_of(layer) == before
    for name, value in (("stride_nd", 3), ("padding_mode", 9), ("pre_padding", "ab")):
        with pytest.raises((TypeError, ValueError)):
            setattr(layer, name, value)


def test_attributes_of_unequal_length_are_refused_until_they_agree() -> None:
    net = Net()
    layer = window_layer(net, "pooling", (1, CHANNELS, 8, 8, 8))
    layer.window_size_nd = (2, 2, 2)
    assert clause_of(net, layer) == "DS-LAY-064"
    layer.stride_nd, layer.padding_nd = (1, 1, 1), (0, 0, 0)
    assert dims_of(layer) == (1, CHANNELS, 7, 7, 7)
    assert net.network.graph.layers[0].window_size_nd == (2, 2, 2)
    with pytest.raises(ValueError):
        len(layer.window_size)  # There are three.


def test_asymmetric_padding_shows_what_is_before() -> None:
    layer = window_layer(Net(), "convolution", (1, CHANNELS, 8, 8))
    layer.pre_padding, layer.post_padding = (1, 2), (3, 0)
    assert layer.padding_nd == (1, 2) and layer.padding == (1, 2)
    layer.padding = (2, 2)
    assert layer.pre_padding == layer.post_padding == (2, 2)


@pytest.mark.parametrize(
    ("change", "clause"),
    [
        (lambda layer: setattr(layer, "kernel", np.ones(71, np.float32)), "DS-RES-012"),
        (lambda layer: setattr(layer, "kernel", trt.Weights()), "DS-RES-012"),
        (lambda layer: setattr(layer, "bias", np.ones(3, np.float32)), "DS-RES-012"),
        (lambda layer: setattr(layer, "num_groups", 3), "DS-RES-012"),
        (lambda layer: setattr(layer, "num_output_maps", 5), "DS-RES-012"),
    ],
)
@pytest.mark.parametrize("kind", ["convolution", "deconvolution"])
def test_weights_that_do_not_fit(kind: str, change: Callable[[Any], None], clause: str) -> None:
    net = Net()
    layer = window_layer(net, kind, (1, CHANNELS, 8, 8))
    good = dims_of(layer)
    kernel, bias, groups, maps = layer.kernel, layer.bias, layer.num_groups, layer.num_output_maps
    change(layer)
    assert clause_of(net, layer) == clause
    layer.kernel, layer.bias, layer.num_groups, layer.num_output_maps = kernel, bias, groups, maps
    assert dims_of(layer) == good


@pytest.mark.parametrize("kind", ["convolution", "deconvolution"])
def test_groups_divide_channels_and_maps_whatever_the_weights(kind: str) -> None:
    for channels, maps, kernel in ((4, 3, {"convolution": 3 * 2, "deconvolution": 4 * 1}), (3, 4, {"convolution": 4})):
        net = Net()
        count = kernel.get(kind, 3 * 2)
        add = getattr(net.network, f"add_{kind}_nd")
        layer = add(net.input("x", (1, channels, 8, 8)), maps, (1, 1), ones(count))
        layer.num_groups = 2
        assert clause_of(net, layer) == "DS-RES-012"
        assert (net.network.num_layers, layer.num_groups) == (1, 2)


def test_the_refusal_of_a_weight_count_says_what_would_fit() -> None:
    net = Net()
    layer = window_layer(net, "convolution", (1, CHANNELS, 8, 8))
    layer.kernel = np.ones(71, np.float32)
    clause_of(net, layer)
    layer.num_groups = 2
    layer.get_output(0).name = "y"
    with pytest.raises(ValueError):
        dims_of(layer)
    record = net.log.last()
    assert (record.value, record.permitted) == (71, MAPS * 1 * 9)


@pytest.mark.parametrize("kind", ["convolution", "deconvolution"])
def test_weights_as_tensors(kind: str) -> None:
    net = Net()
    layer = window_layer(net, kind, (1, CHANNELS, 8, 8))
    good = dims_of(layer)
    dims = (MAPS, CHANNELS, 3, 3) if kind == "convolution" else (CHANNELS, MAPS, 3, 3)
    kernel = net.const(np.ones(dims), np.float32)
    layer.set_input(1, kernel)
    assert clause_of(net, layer) == "DS-RES-012"  # There can't be weights as well.
    layer.kernel = trt.Weights()
    assert dims_of(layer) == good and layer.num_inputs == 2
    layer.set_input(2, net.const(np.ones(MAPS), np.float32))
    assert dims_of(layer) == good and layer.num_inputs == 3
    for wrong, clause in (((MAPS, CHANNELS, 3), "DS-RES-012"), ((MAPS, 3, 3, 3), "DS-RES-012")):
        layer.set_input(1, net.const(np.ones(wrong), np.float32))
        assert clause_of(net, layer) == clause
    layer.set_input(1, net.input("k", (MAPS, -1, 3, 3)))
    assert clause_of(net, layer) == "DS-RES-001"
    layer.set_input(1, kernel)
    layer.set_input(2, net.const(np.ones(3), np.float32))
    assert clause_of(net, layer) == "DS-RES-012"
    layer.set_input(3, kernel)
    assert net.log.take() == ["DS-NET-022"]


@pytest.mark.parametrize("kind", ["convolution", "deconvolution", "pooling"])
def test_types_and_ranks(kind: str) -> None:
    clause = {"convolution": "DS-LAY-061", "deconvolution": "DS-LAY-063", "pooling": "DS-LAY-064"}[kind]
    net = Net()
    layer = window_layer(net, kind, (1, CHANNELS, 8, 8))
    good = dims_of(layer)
    layer.set_input(0, net.input("i", (1, CHANNELS, 8, 8), trt.int32))
    assert clause_of(net, layer) == clause
    layer.set_input(0, net.input("h", (1, CHANNELS, 8, 8), trt.float16))
    assert dims_of(layer) == good and layer.get_output(0).dtype == trt.float16
    layer.set_input(0, net.input("r", (CHANNELS, 8, 8)))
    assert clause_of(net, layer) == clause
    if kind != "pooling":
        layer.set_input(0, net.network.get_input(0))
        layer.kernel = np.ones(72, np.int32)
        assert clause_of(net, layer) == clause


def test_refused_additions() -> None:
    net = Net()
    x = net.input("x", (1, CHANNELS, 8, 8))
    add = net.network.add_convolution_nd
    for maps, window in ((0, (3, 3)), (-1, (3, 3)), (4, (3,)), (4, (0, 3)), (4, (3, 3, 3, 3)), (4, (100_000, 1))):
        assert add(x, maps, window, ones(72)) is None
        assert net.log.take() == ["DS-LAY-061"]
    assert net.network.add_pooling_nd(x, trt.PoolingType.MAX, (3,)) is None
    assert net.log.take() == ["DS-LAY-064"]
    assert add(Net().input("y", (1, 2, 8, 8)), 4, (3, 3), ones(72)) is None
    assert net.log.take() == ["DS-NET-016"]
    for wrong in (
        lambda: add(x, 4, (3, 3), None),
        lambda: add(x, 4, 3, ones(72)),
        lambda: add(None, 4, (3, 3), ones(72)),
    ):
        with pytest.raises(TypeError):
            wrong()
    assert net.network.num_layers == 0


@pytest.mark.parametrize("edition", EDITIONS)
def test_two_dimensional_forms_are_gone_in_edition_10(edition: str) -> None:
    net = Net(edition)
    x = net.input("x", (1, CHANNELS, 8, 8))
    forms: dict[str, Callable[[], Any]] = {
        "add_convolution": lambda: net.network.add_convolution(x, MAPS, (3, 3), ones(72)),
        "add_deconvolution": lambda: net.network.add_deconvolution(x, MAPS, (3, 3), ones(72)),
        "add_pooling": lambda: net.network.add_pooling(x, trt.PoolingType.MAX, (3, 3)),
        "add_padding": lambda: net.network.add_padding(x, (1, 1), (1, 1)),
        "add_fully_connected": lambda: net.network.add_fully_connected(x, 5, ones(5 * CHANNELS * 64)),
    }
    old = edition != "10"
    for name, call in forms.items():
        assert hasattr(net.network, name) is old
        if old:
            assert call() is not None
        else:
            with pytest.raises(AttributeError, match="edition 10"):
                call()
    layer = window_layer(Net(edition), "convolution", (1, CHANNELS, 8, 8))
    assert hasattr(layer, "stride") is old and hasattr(layer, "kernel_size") is old
    if old:
        layer.stride, layer.dilation, layer.padding_mode = (2, 2), (1, 2), CAFFE_UP
        assert layer.stride_nd == (2, 2) and layer.dilation_nd == (1, 2) and layer.kernel_size == (3, 3)
        with pytest.raises(ValueError):
            layer.stride = (1, 1, 1)
    else:
        with pytest.raises(AttributeError, match="edition 10"):
            layer.stride = (2, 2)
        with pytest.raises(AttributeError, match="edition 10"):
            layer.padding_mode = CAFFE_UP


def test_padding() -> None:
    net = Net()
    add = net.network.add_padding_nd
    for dims, before, after, want in (
        ((1, 3, 4, 4), (1, 2), (3, 4), (1, 3, 8, 10)),
        ((1, 3, 4, -1), (-1, -2), (0, 0), (1, 3, 3, -1)),
        ((1, 2, 3, 4, 4), (-2, 1), (-2, 1), (1, 2, 3, 0, 6)),
    ):
        layer = add(net.input(f"x{want}", dims), before, after)
        assert dims_of(layer) == want
        assert layer.pre_padding_nd == before and layer.post_padding == after
    for before, after in (((1,), (1, 1)), ((1, 1), (1, 1, 1))):
        assert add(net.input(f"y{before}", (1, 3, 4, 4)), before, after) is None
    assert net.log.take() == ["DS-NET-016"] * 2
    assert clause_of(net, add(net.input("short", (3, 4, 4)), (1, 1), (1, 1))) == "DS-NET-016"
    assert clause_of(net, add(net.input("trimmed", (1, 3, 4, 4)), (-3, 0), (-2, 0))) == "DS-OPEN-008"
    assert clause_of(net, add(net.input("ints", (1, 3, 4, 4), trt.int32), (1, 1), (1, 1))) == "DS-NET-016"


@pytest.mark.parametrize("dims", [(1, -1, 8, 8), (1, 3, 8, 8), (-1, -1)])
def test_int8_needs_constant_channels(dims: tuple[int, ...]) -> None:
    net = Net()
    net.output(net.relu(net.input("x", dims)))
    chosen = tuple(2 if extent < 0 else extent for extent in dims)
    net.profile({"x": (chosen,) * 3})
    assert net.plan() is not None
    net.config.set_flag(trt.BuilderFlag.INT8)
    if dims == (1, -1, 8, 8):
        assert net.refused() == "DS-RES-005"
    else:
        assert net.plan() is not None


def test_no_window_layer_computes_a_shape_in_8_4() -> None:
    for edition, refused in (("8.4", True), ("8.6", False)):
        net = Net(edition)
        pooled = net.network.add_pooling_nd(net.input("x", (1, 1, 2, 2)), trt.PoolingType.MAX, (2, 2)).get_output(0)
        sizes = net.identity(net.reshape(pooled, (1,)), trt.int32)
        net.output(net.reshape(net.input("y", (4,)), sizes))
        assert sizes.is_shape_tensor
        if refused:
            assert net.refused() == "DS-RULE-029"
