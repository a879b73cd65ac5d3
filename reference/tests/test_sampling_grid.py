"""Grid sampling, against loops over single elements."""

from __future__ import annotations

import itertools
import math
from typing import Any

import dynshape_reference as trt
import numpy as np
import pytest
from reference_harness import Net, run
from sampling_harness import Array, hat, keys, numbers, refused_shape

MODES = trt.InterpolationMode.__members__


def bring_in(place: float, extent: int, mode: str, aligned: bool) -> float:
    if mode == "CLAMP":
        return min(max(place, 0), extent - 1)
    if mode == "REFLECT":
        low, high = (0.0, extent - 1.0) if aligned else (-0.5, extent - 0.5)
        if low == high:
            return 0.0
        while not low <= place <= high:
            place = 2 * low - place if place < low else 2 * high - place
        return min(max(place, 0), extent - 1)
    return place


def sampled(x: Array, grid: Array, interpolation: str, mode: str, aligned: bool) -> Array:
    pictures, channels, height, width = x.shape
    result = np.zeros((pictures, channels, *grid.shape[1:3]))
    for n, i, j in itertools.product(range(pictures), range(grid.shape[1]), range(grid.shape[2])):
        taps = []
        for value, extent in zip(grid[n, i, j].astype(np.float64), (width, height), strict=True):
            place = (value + 1) / 2 * (extent - 1) if aligned else ((value + 1) * extent - 1) / 2
            if interpolation != "CUBIC":
                place = bring_in(place, extent, mode, aligned)
            low = math.floor(place)
            if interpolation == "NEAREST":
                taps.append([(float(round(place)), 1.0)])
            elif interpolation == "LINEAR":
                taps.append([(float(k), hat(place - k)) for k in (low, low + 1)])
            else:
                taps.append([(float(k), keys(place - k, -0.75)) for k in range(low - 1, low + 3)])
            taps[-1] = [(bring_in(k, extent, mode, aligned), weight) for k, weight in taps[-1]]
        for (column, w1), (row, w2) in itertools.product(*taps):
            if 0 <= column < width and 0 <= row < height:
                result[n, :, i, j] += x[n, :, int(row), int(column)] * w1 * w2
    return result


def grid_net(x: Array, grid: Array, **fields: Any) -> Net:
    net = Net()
    net.layer = net.network.add_grid_sample(net.input("x", x.shape), net.input("grid", grid.shape))
    for field, value in fields.items():
        setattr(net.layer, field, value)
    net.output(net.layer.get_output(0))
    return net


@pytest.mark.parametrize("interpolation", MODES)
@pytest.mark.parametrize("mode", ["FILL", "CLAMP", "REFLECT"])
@pytest.mark.parametrize("aligned", [False, True])
def test_grid_sample_elements(interpolation, mode, aligned):
    x = numbers(2, 3, 4, 5)
    grid = np.random.default_rng(7).uniform(-2.6, 2.6, (2, 3, 6, 2)).astype(np.float32)
    grid[0, 0] = [[-1, -1], [1, 1], [0, 0], [-1, 1], [1.5, -1.5], [0.5, -0.5]]
    fields = {"interpolation_mode": MODES[interpolation], "sample_mode": trt.SampleMode[mode], "align_corners": aligned}
    result = run(grid_net(x, grid, **fields), {"x": x, "grid": grid})
    np.testing.assert_allclose(result, sampled(x, grid, interpolation, mode, aligned), rtol=1e-5, atol=1e-5)


def test_single_element_pictures_and_strange_points():
    x, grid = np.full((1, 1, 1, 1), 5, np.float32), np.array([[[[np.nan, 0], [0, 0], [np.inf, 9], [-9, -np.inf]]]], "f")
    for mode in ("CLAMP", "REFLECT"):
        for aligned in (False, True):
            net = grid_net(x, grid, sample_mode=trt.SampleMode[mode], align_corners=aligned)
            assert run(net, {"x": x, "grid": grid}).tolist() == [[[[5, 5, 5, 5]]]]
    assert run(grid_net(x, grid), {"x": x, "grid": grid}).tolist() == [[[[2.5, 5, 0, 0]]]]
    empty = np.zeros((1, 1, 0, 3), np.float32)
    assert run(grid_net(empty, grid), {"x": empty, "grid": grid}).tolist() == [[[[0, 0, 0, 0]]]]


def test_grid_sample_defaults_and_dims():
    net = Net()
    layer = net.network.add_grid_sample(net.input("x", (-1, -1, 4, 5)), net.input("grid", (7, -1, 2, 2)))
    assert layer.get_output(0).shape == (-1, -1, -1, 2)
    assert (layer.interpolation_mode, layer.align_corners, layer.sample_mode) == (
        trt.InterpolationMode.LINEAR,
        False,
        trt.SampleMode.FILL,
    )
    for mode in (trt.SampleMode.WRAP, trt.SampleMode.STRICT_BOUNDS):
        layer.sample_mode = mode
        assert layer.sample_mode == trt.SampleMode.FILL and net.log.take() == ["API"]


@pytest.mark.parametrize(
    ("x", "grid", "types"),
    [
        ((2, 3, 4, 5), (1, 2, 2, 2), (trt.float32, trt.float32)),
        ((1, 3, 4, 5), (1, 2, 2, 3), (trt.float32, trt.float32)),
        ((1, 3, 4, 5), (1, 2, 2, 2), (trt.float16, trt.float32)),
        ((1, 3, 4, 5), (1, 2, 2, 2), (trt.int32, trt.int32)),
    ],
)
def test_grid_sample_refusals(x, grid, types):
    net = Net()
    layer = net.network.add_grid_sample(net.input("x", x, types[0]), net.input("grid", grid, types[1]))
    assert refused_shape(net, layer.get_output(0)) == "API"


def test_grid_sample_takes_rank_4_from_8_5_on():
    net = Net()
    for x, grid in (((3, 4, 5), (1, 2, 2, 2)), ((1, 3, 4, 5), (2, 2, 2)), ((1, 1, 3, 4, 5), (1, 2, 2, 2, 3))):
        number = str(net.network.num_inputs)
        assert net.network.add_grid_sample(net.input("x" + number, x), net.input("g" + number, grid)) is None
        assert net.log.take() == ["API"]
    assert not hasattr(Net("8.4").network, "add_grid_sample")
