"""Windows: the numbers, against loops over single elements in float64."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any

import dynshape_reference as trt
import numpy as np
import pytest
from reference_harness import Net, run
from windows_harness import RNG, Array, assert_rounded, sample

MODES = list(trt.PaddingMode)
CAFFE = (trt.PaddingMode.CAFFE_ROUND_DOWN, trt.PaddingMode.CAFFE_ROUND_UP)


def padding_before(mode: Any, extent: int, before: int, stride: int, span: int) -> int:
    if mode in (trt.PaddingMode.SAME_UPPER, trt.PaddingMode.SAME_LOWER):
        total = math.ceil(extent / stride) * stride - stride + span - extent
        return math.floor(total / 2) if mode == trt.PaddingMode.SAME_UPPER else math.ceil(total / 2)
    return before


def windows_of(layer: Any, dims: Sequence[int], dilation: Sequence[int]) -> Any:
    """Each step of the window, with the coordinates (some outside the data) that it covers, and its taps."""
    window, stride = layer.window, layer.strides
    rank = len(window)
    inner, moved = dims[-rank:], tuple(layer.get_output(0).shape)[-rank:]
    first = [
        padding_before(layer.padding_mode, inner[a], layer.before[a], stride[a], 1 + dilation[a] * (window[a] - 1))
        for a in range(rank)
    ]
    for step in np.ndindex(*moved):
        covered = []
        for tap in np.ndindex(*window):
            place = tuple(step[a] * stride[a] - first[a] + tap[a] * dilation[a] for a in range(rank))
            covered.append((tap, place, all(0 <= place[a] < inner[a] for a in range(rank))))
        yield step, covered


def convolved(layer: Any, x: Array, kernel: Array, bias: Array) -> Array:
    rank, groups = len(layer.window), layer.num_groups
    result = np.zeros((x.shape[0], layer.num_output_maps, *tuple(layer.get_output(0).shape)[-rank:]))
    per_group, maps_per_group = x.shape[1] // groups, layer.num_output_maps // groups
    for step, covered in windows_of(layer, x.shape, layer.dilations):
        for n, k in np.ndindex(*result.shape[:2]):
            total = float(bias[k])
            for tap, place, inside in covered:
                for c in range(per_group if inside else 0):
                    channel = k // maps_per_group * per_group + c
                    total += float(x[(n, channel, *place)]) * float(kernel[(k, c, *tap)])
            result[(n, k, *step)] = total
    return result


def deconvolved(layer: Any, x: Array, kernel: Array, bias: Array) -> Array:
    rank, groups = len(layer.window), layer.num_groups
    moved = tuple(layer.get_output(0).shape)[-rank:]
    result = np.zeros((x.shape[0], layer.num_output_maps, *moved))
    result += bias.reshape(1, -1, *(1,) * rank)
    per_group, maps_per_group = x.shape[1] // groups, layer.num_output_maps // groups
    first = []
    for a in range(rank):
        trimmed = max(1 + layer.dilations[a] * (layer.window[a] - 1) - layer.strides[a], 0)
        low = {trt.PaddingMode.SAME_UPPER: trimmed // 2, trt.PaddingMode.SAME_LOWER: trimmed - trimmed // 2}
        first.append(low.get(layer.padding_mode, layer.before[a]))
    for (n, c, *place), tap in itertools.product(np.ndindex(*x.shape), np.ndindex(*layer.window)):
        target = [place[a] * layer.strides[a] + tap[a] * layer.dilations[a] - first[a] for a in range(rank)]
        if all(0 <= target[a] < moved[a] for a in range(rank)):
            for k in range(maps_per_group):
                value = float(x[(n, c, *place)]) * float(kernel[(c, k, *tap)])
                result[(n, c // per_group * maps_per_group + k, *target)] += value
    return result


GEOMETRY = [
    # window, stride, dilation, before, after, groups
    ((3, 3), (1, 1), (1, 1), (0, 0), (0, 0), 1),
    ((3, 2), (2, 1), (1, 2), (1, 0), (0, 2), 1),
    ((1, 1), (3, 2), (1, 1), (0, 0), (0, 0), 2),
    ((2, 3), (3, 2), (2, 1), (2, 1), (1, 1), 2),
    ((1, 4), (4, 5), (1, 1), (0, 1), (0, 1), 4),
]


def set_up(layer: Any, geometry: Any, mode: Any) -> None:
    _, layer.stride_nd, layer.dilation_nd, layer.pre_padding, layer.post_padding, layer.num_groups = geometry
    layer.padding_mode = mode


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("geometry", GEOMETRY)
def test_convolution(geometry: Any, mode: Any) -> None:
    net, x, groups = Net(), sample(2, 4, 6, 7), geometry[-1]
    kernel, bias = sample(4, 4 // groups, *geometry[0]), sample(4)
    layer = net.network.add_convolution_nd(net.input("x", x.shape), 4, geometry[0], kernel, bias)
    set_up(layer, geometry, mode)
    net.output(layer.get_output(0))
    assert_rounded(run(net, {"x": x}), convolved(layer, x, kernel, bias))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("geometry", GEOMETRY)
def test_deconvolution(geometry: Any, mode: Any) -> None:
    net, x, groups = Net(), sample(2, 4, 3, 4), geometry[-1]
    kernel, bias = sample(4, 8 // groups, *geometry[0]), sample(8)
    layer = net.network.add_deconvolution_nd(net.input("x", x.shape), 8, geometry[0], kernel, bias)
    set_up(layer, geometry, mode)
    net.output(layer.get_output(0))
    if geometry[0] == (1, 1) and mode not in (trt.PaddingMode.SAME_UPPER, trt.PaddingMode.SAME_LOWER):
        assert tuple(layer.get_output(0).shape)[2:] == (7, 7)
    assert_rounded(run(net, {"x": x}), deconvolved(layer, x, kernel, bias))


def test_three_axes_and_weights_as_tensors() -> None:
    for kind, expected in (("convolution", convolved), ("deconvolution", deconvolved)):
        net, x, kernel, bias = Net(), sample(1, 2, 4, 3, 5), sample(2, 2, 2, 1, 3), sample(2)
        add = getattr(net.network, f"add_{kind}_nd")
        layer = add(net.input("x", x.shape), 2, (2, 1, 3), trt.Weights())
        layer.set_input(1, net.input("k", kernel.shape))
        layer.set_input(2, net.const(bias.reshape(1, 2, 1, 1, 1), np.float32))
        layer.stride_nd, layer.padding_nd = (1, 2, 2), (1, 0, 1)
        net.output(layer.get_output(0))
        assert_rounded(run(net, {"x": x, "k": kernel}), expected(layer, x, kernel, bias))


def test_half_precision_is_rounded_once() -> None:
    net, x, kernel = Net(), sample(1, 2, 5, 5, dtype=np.float16), sample(3, 2, 3, 3, dtype=np.float16)
    layer = net.network.add_convolution_nd(net.input("x", x.shape, trt.float16), 3, (3, 3), kernel)
    net.output(layer.get_output(0))
    assert_rounded(run(net, {"x": x}), convolved(layer, x, kernel, np.zeros(3)))


def pooled(layer: Any, x: Array) -> Array:
    """Maximum, average and blend, element by element; what is in the padding is -inf or 0."""
    rank = len(layer.window)
    moved = tuple(layer.get_output(0).shape)
    result = np.zeros(moved)
    inner, after = x.shape[-rank:], layer.before if layer.padding_mode in CAFFE else layer.after
    explicit = layer.padding_mode not in (trt.PaddingMode.SAME_UPPER, trt.PaddingMode.SAME_LOWER)
    for step, covered in windows_of(layer, x.shape, (1,) * rank):
        for lead in np.ndindex(*moved[:-rank]):
            values = [float(x[(*lead, *place)]) for _, place, inside in covered if inside]
            count = len(values)
            if not layer.average_count_excludes_padding:
                # In the SAME modes every window lies within the padded data.
                count = sum(
                    not explicit or all(-layer.before[a] <= place[a] < inner[a] + after[a] for a in range(rank))
                    for _, place, _ in covered
                )
            maximum, average = max(values, default=-math.inf), sum(values) / max(count, 1)
            blend = layer.blend_factor
            result[(*lead, *step)] = {0: maximum, 1: average}.get(
                int(layer.type), (1 - blend) * maximum + blend * average
            )
    return result


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("kind", list(trt.PoolingType))
def test_pooling(kind: Any, mode: Any) -> None:
    for window, stride, before, after in (
        ((3, 3), (1, 1), (0, 0), (0, 0)),
        ((3, 2), (2, 3), (1, 1), (1, 0)),
        ((2, 2), (3, 2), (2, 1), (0, 2)),
        ((4, 1), (5, 4), (1, 0), (1, 0)),
    ):
        for excludes in (True, False):
            net, x = Net(), sample(2, 2, 6, 7)
            layer = net.network.add_pooling_nd(net.input("x", x.shape), kind, window)
            layer.stride_nd, layer.pre_padding, layer.post_padding = stride, before, after
            layer.padding_mode, layer.average_count_excludes_padding, layer.blend_factor = mode, excludes, 0.25
            net.output(layer.get_output(0))
            assert_rounded(run(net, {"x": x}), pooled(layer, x))


def test_pooling_of_int8_and_of_three_axes() -> None:
    net, x = Net(), RNG.integers(-128, 128, (1, 1, 4, 4)).astype(np.int8)
    net.output(net.network.add_pooling_nd(net.input("x", x.shape, trt.int8), trt.PoolingType.MAX, (2, 2)).get_output(0))
    got = run(net, {"x": x})
    assert got.dtype == np.int8 and got[0, 0, 1, 2] == x[0, 0, 1:3, 2:4].max()
    net, y = Net(), sample(1, 2, 3, 4, 5)
    layer = net.network.add_pooling_nd(net.input("x", y.shape), trt.PoolingType.AVERAGE, (2, 3, 2))
    layer.padding_nd = (1, 1, 0)
    net.output(layer.get_output(0))
    assert_rounded(run(net, {"x": y}), pooled(layer, y))


def test_padding() -> None:
    for before, after in (((1, 2), (3, 0)), ((-1, 2), (0, -2)), ((-5, 1), (5, 1)), ((2, -4), (-6, 0))):
        net, x = Net(), sample(2, 1, 4, 5)
        net.output(net.network.add_padding_nd(net.input("x", x.shape), before, after).get_output(0))
        got = run(net, {"x": x})
        want = np.zeros_like(got)
        for index in np.ndindex(*got.shape):
            place = index[2] - before[0], index[3] - before[1]
            if 0 <= place[0] < 4 and 0 <= place[1] < 5:
                want[index] = x[(*index[:2], *place)]
        assert np.array_equal(got, want)


def test_fully_connected() -> None:
    net, x, kernel, bias = Net(), sample(2, 3, 2, 2, 3), sample(5, 12), sample(5)
    layer = net.network.add_fully_connected(net.input("x", (-1, 3, 2, 2, 3)), 5, kernel, bias)
    net.output(layer.get_output(0))
    net.profile({"x": (x.shape,) * 3})
    assert tuple(layer.get_output(0).shape) == (-1, 3, 5, 1, 1)
    want = np.zeros((2, 3, 5, 1, 1))
    for p, q, k in np.ndindex(2, 3, 5):
        pairs = zip(x[p, q].ravel().tolist(), kernel[k].tolist(), strict=True)
        want[p, q, k] = float(bias[k]) + sum(a * b for a, b in pairs)
    assert_rounded(run(net, {"x": x}), want)


@pytest.mark.parametrize("batch", [0, 1])
def test_empty_batches_and_empty_results(batch: int) -> None:
    net = Net()
    x = net.input("x", (-1, 2, -1, 4))
    convolution = net.network.add_convolution_nd(x, 4, (3, 3), sample(4, 2, 3, 3))
    pooling = net.network.add_pooling_nd(x, trt.PoolingType.AVERAGE, (3, 3))
    deconvolution = net.network.add_deconvolution_nd(x, 4, (3, 3), sample(2, 4, 3, 3))
    for name, layer in (("c", convolution), ("p", pooling), ("d", deconvolution)):
        net.output(layer.get_output(0), name)
    net.profile({"x": ((0, 2, 2, 4), (1, 2, 4, 4), (2, 2, 5, 4))})
    got = run(net, {"x": sample(batch, 2, 2, 4)})
    assert [got[name].shape for name in "cpd"] == [(batch, 4, 0, 2), (batch, 2, 0, 2), (batch, 4, 4, 6)]


def test_a_plan_keeps_every_attribute() -> None:
    net, x = Net(), sample(1, 4, 7, 9)
    tensor = net.input("x", x.shape)
    layer = net.network.add_convolution_nd(tensor, 4, (3, 2), sample(4, 2, 3, 2), sample(4))
    set_up(layer, ((3, 2), (2, 1), (1, 2), (1, 0), (0, 2), 2), trt.PaddingMode.EXPLICIT_ROUND_UP)
    pool = net.network.add_pooling_nd(layer.get_output(0), trt.PoolingType.MAX_AVERAGE_BLEND, (2, 2))
    pool.blend_factor, pool.average_count_excludes_padding, pool.padding_nd = 0.5, False, (1, 1)
    spread = net.network.add_deconvolution_nd(pool.get_output(0), 2, (2, 2), sample(4, 2, 2, 2))
    spread.padding_mode, spread.stride_nd = trt.PaddingMode.SAME_LOWER, (1, 3)
    padded = net.network.add_padding_nd(spread.get_output(0), (1, -1), (0, 2))
    net.output(padded.get_output(0))
    first, want = net.plan(), tuple(padded.get_output(0).shape)
    assert bytes(first) == bytes(net.plan())
    engine = trt.Runtime(net.log).deserialize_cuda_engine(first)
    got = run(net, {"x": x})
    assert got.shape == want == tuple(engine.get_tensor_shape("out"))
    assert bytes(engine.serialize()) == bytes(first)
    middle = pooled(pool, convolved(layer, x, layer.kernel.reshape(4, 2, 3, 2), layer.bias).astype(np.float32))
    middle = deconvolved(spread, middle.astype(np.float32), spread.kernel.reshape(4, 2, 2, 2), np.zeros(2))
    np.testing.assert_allclose(got[:, :, 1:, : want[3] - 2], middle[:, :, :, 1:], rtol=1e-5, atol=1e-5)
