"""Windows: extents in every padding mode, and which of them may be dynamic."""

from __future__ import annotations

import itertools
from typing import Any

import dynshape_reference as trt
import pytest
from reference_harness import Net
from windows_harness import CHANNELS, MAPS, clause_of, dims_of, ones, window_layer

MODES = list(trt.PaddingMode)
EXPLICIT_UP, CAFFE_UP = trt.PaddingMode.EXPLICIT_ROUND_UP, trt.PaddingMode.CAFFE_ROUND_UP
CAFFE = (trt.PaddingMode.CAFFE_ROUND_DOWN, CAFFE_UP)
SAME = (trt.PaddingMode.SAME_UPPER, trt.PaddingMode.SAME_LOWER)


def steps_by_walking(mode: Any, extent: int, before: int, after: int, stride: int, span: int, caffe_pool: bool) -> int:
    """How often a window can be put down, by putting it down."""
    if mode in SAME:
        return len(range(0, extent, stride))
    after = before if mode in CAFFE else after
    padded = extent + before + after
    steps = 0
    while steps * stride + span <= padded:
        steps += 1
    if mode in (EXPLICIT_UP, CAFFE_UP) and steps and (steps - 1) * stride + span < padded:
        steps += 1
    if caffe_pool and mode in CAFFE and (steps - 1) * stride >= extent + before:
        steps -= 1
    return steps


GEOMETRIES = [
    (extent, before, after, stride, window, dilation)
    for extent, (before, after), stride, window, dilation in itertools.product(
        (6, 7, 9), ((0, 0), (1, 1), (2, 1)), (1, 2, 3), (1, 3), (1, 2)
    )
]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("kind", ["convolution", "pooling"])
def test_moved_extents(kind: str, mode: Any) -> None:
    for extent, before, after, stride, window, dilation in GEOMETRIES:
        if kind == "pooling" and dilation > 1:
            continue
        layer = window_layer(Net(), kind, (1, CHANNELS, extent, -1), (window, 1))
        layer.stride_nd, layer.pre_padding, layer.post_padding = (stride, 1), (before, 0), (after, 0)
        if kind == "convolution":
            layer.dilation_nd = (dilation, 1)
        layer.padding_mode = mode
        span = 1 + dilation * (window - 1)
        want = steps_by_walking(mode, extent, before, after, stride, span, kind == "pooling")
        maps = MAPS if kind == "convolution" else CHANNELS
        assert dims_of(layer) == (1, maps, want, -1), (extent, before, after, stride, window, dilation)


@pytest.mark.parametrize("mode", MODES)
def test_spread_extents(mode: Any) -> None:
    for extent, before, after, stride, window, dilation in GEOMETRIES:
        layer = window_layer(Net(), "deconvolution", (1, CHANNELS, extent, -1), (window, 1))
        layer.stride_nd, layer.pre_padding, layer.post_padding = (stride, 1), (before, 0), (after, 0)
        layer.dilation_nd, layer.padding_mode = (dilation, 1), mode
        span = 1 + dilation * (window - 1)
        reached = max(step * stride + tap * dilation for step in range(extent) for tap in range(window)) + 1
        want = min(extent * stride, reached) if mode in SAME else reached - before - after
        assert reached == (extent - 1) * stride + span
        assert dims_of(layer) == (1, MAPS, want, -1), (extent, before, after, stride, window, dilation)


def test_the_headers_examples_of_pooling() -> None:
    layer = window_layer(Net(), "pooling", (1, 1, 6, 6))
    layer.stride_nd, layer.pre_padding, layer.post_padding = (2, 2), (3, 3), (2, 2)
    for mode, want in ((0, 5), (1, 5), (2, 3), (3, 3)):
        layer.padding_mode = trt.PaddingMode(mode)
        assert dims_of(layer) == (1, 1, want, want)
    layer.post_padding = (3, 3)
    for mode in CAFFE:
        layer.padding_mode = mode
        assert dims_of(layer) == (1, 1, 5, 5)


@pytest.mark.parametrize("kind", ["convolution", "deconvolution", "pooling"])
def test_batch_and_window_axes_may_be_dynamic(kind: str) -> None:
    net = Net()
    layer = window_layer(net, kind, (-1, CHANNELS, -1, 8))
    width = 10 if kind == "deconvolution" else 6
    assert dims_of(layer) == (-1, CHANNELS if kind == "pooling" else MAPS, -1, width)
    net.output(layer.get_output(0))
    net.profile({"x": ((1, CHANNELS, 4, 8), (2, CHANNELS, 5, 8), (3, CHANNELS, 9, 8))})
    context = net.engine().create_execution_context()
    for extent in (4, 7, 9):
        context.set_input_shape("x", (2, CHANNELS, extent, 8))
        moved = extent + 2 if kind == "deconvolution" else extent - 2
        assert tuple(context.get_tensor_shape("out")) == (2, CHANNELS if kind == "pooling" else MAPS, moved, width)


@pytest.mark.parametrize(
    ("kind", "clause"), [("convolution", "DS-RES-002"), ("deconvolution", "DS-RES-003"), ("pooling", None)]
)
def test_only_channels_are_constants(kind: str, clause: str | None) -> None:
    net = Net()
    layer = window_layer(net, kind, (1, -1, 8, 8))
    if clause is None:
        assert dims_of(layer) == (1, -1, 6, 6)
        return
    assert clause_of(net, layer) == clause
    # A profile does not help (DS-OPEN-007).
    net.output(layer.get_output(0))
    net.profile({"x": ((1, CHANNELS, 8, 8),) * 3})
    assert net.refused() == clause


def test_constant_propagation_finds_the_channels() -> None:
    net = Net()
    x = net.input("x", (-1, -1, 4, 4))
    sizes = net.shape_of(x)
    batch = net.slice(sizes, (0,), (1,), (1,))
    reshaped = net.reshape(x, net.concat(batch, net.const([CHANNELS, 4, 4])))
    layer = net.network.add_convolution_nd(reshaped, MAPS, (3, 3), ones(CHANNELS * MAPS * 9))
    assert dims_of(layer) == (-1, MAPS, 2, 2)


@pytest.mark.parametrize("kind", ["convolution", "deconvolution", "pooling"])
def test_a_negative_extent_is_refused(kind: str) -> None:
    net = Net()
    layer = window_layer(net, kind, (1, CHANNELS, -1, 8), (4, 1))
    if kind == "deconvolution":
        layer.padding_nd = (3, 0)
    net.output(layer.get_output(0))
    net.profile({"x": ((1, CHANNELS, 2, 8), (1, CHANNELS, 5, 8), (1, CHANNELS, 9, 8))})
    engine = net.engine()
    assert net.log.take(trt.ILogger.WARNING) == ["DS-PROF-028"]
    context = engine.create_execution_context()
    context.set_input_shape("x", (1, CHANNELS, 2, 8))
    with pytest.raises(ValueError):
        len(context.get_tensor_shape("out"))
    assert net.log.take() == ["DS-OPEN-008"]
    context.set_input_shape("x", (1, CHANNELS, 3, 8))
    assert tuple(context.get_tensor_shape("out"))[2] == 0


def test_extra_leading_axes_are_batches() -> None:
    assert dims_of(window_layer(Net(), "convolution", (5, 3, CHANNELS, 8, 8))) == (5, 3, MAPS, 6, 6)
    assert dims_of(window_layer(Net(), "pooling", (5, 3, CHANNELS, 8, 8))) == (5, 3, CHANNELS, 6, 6)
    assert dims_of(window_layer(Net(), "deconvolution", (5, CHANNELS, 8, 8, 8), (3, 3, 3))) == (5, MAPS, 10, 10, 10)
