"""The ranges that calibration finds, and what comes of them."""

from __future__ import annotations

from collections.abc import Callable

import dynshape_reference as trt
import numpy as np
import pytest
from calibration_harness import KINDS, Array, batch, calibrator, in_steps, relu_net, scales_of
from dynshape_reference.histogram import BINS, LEVELS, Histogram
from reference_harness import Net, run


def loss(counts: Array, bins: int) -> float:
    """The divergence of eight bits' view of the first bins, written out."""
    inside, beyond = counts[:bins], counts[bins:].sum()
    actual = inside.copy()
    actual[-1] += beyond
    seen = np.zeros(bins)
    for level in range(LEVELS):
        part = slice(bins * level // LEVELS, bins * (level + 1) // LEVELS)
        filled = actual[part] > 0
        if filled.any():
            seen[part][filled] = inside[part].sum() / filled.sum()
    actual, seen = actual / actual.sum(), seen / max(seen.sum(), 1)
    if (seen[actual > 0] == 0).any():
        return np.inf
    return float(sum(p * np.log(p / q) for p, q in zip(actual[actual > 0], seen[actual > 0], strict=True)))


@pytest.mark.parametrize("make", [np.random.default_rng(1).laplace, np.random.default_rng(2).normal])
def test_the_entropy_limit_loses_least(make: Callable[..., Array]):
    histogram = Histogram()
    for _ in range(3):
        histogram.add(make(size=4000))
    best = round(histogram.least_loss() / histogram.width - 0.5)
    least = loss(histogram.counts, best)
    others = {*range(LEVELS, BINS + 1, 97), best - 1, best + 1, BINS} - {BINS + 1}
    assert all(loss(histogram.counts, bins) >= least - 1e-12 for bins in others)
    assert LEVELS < best < BINS


def test_a_histogram_widens_without_losing_counts():
    one, both = Histogram(), Histogram()
    values = np.random.default_rng(4).normal(size=1000)
    values[-1] = 64 * np.abs(values[:500]).max() * (1 - 1e-9)
    both.add(values[:500])
    both.add(np.zeros(0))
    both.add(values[500:])
    one.width = both.width
    one.add(values)
    # The greatest element of the first batch, which had no bin of its own, may be one bin off.
    assert np.abs(np.cumsum(one.counts - both.counts)).max() <= 1
    assert both.counts.sum() == 1000 and both.greatest == np.abs(values).max()


def test_tiny_and_zero_tensors_are_counted():
    histogram = Histogram()
    histogram.add(np.zeros(5))
    assert histogram.greatest == 0 and histogram.counts[0] == 5
    histogram.add(np.array([1e-310, 3.0]))
    assert histogram.counts.sum() == 7 and histogram.greatest == 3 and 3 <= histogram.least_loss() < 3.01


@pytest.mark.parametrize("kind", KINDS)
def test_scales_by_kind_of_calibrator(kind):
    net = relu_net()
    batches = [[batch(seed)] for seed in range(3)]
    net.config.int8_calibrator = made = calibrator(kind, batches)
    assert net.plan() is not None and len(made.asked) == 4
    assert made.cache.startswith(f"TRT-8601-{kind}\n".encode())
    magnitudes = np.sort(np.abs(np.concatenate([b[0] for b in batches]).reshape(-1)).astype(np.float64))
    limit = scales_of(made.cache)["x"] * 127
    if kind == "MinMaxCalibration":
        assert limit == pytest.approx(magnitudes[-1], rel=1e-6)
    elif kind == "LegacyCalibration":
        within = (magnitudes <= limit).mean()
        assert 0.99 <= within < 0.995
    else:
        assert magnitudes[len(magnitudes) // 2] < limit <= magnitudes[-1] * 1.001


def test_published_caches_have_these_bits():
    # What TensorRT's own caches say of data that fills 0 to 1: sampleINT8's softmax, and a min-max cache.
    net = relu_net(dims=(4, 40))
    x = np.linspace(0, 1, 160).astype(np.float32).reshape(4, 40)
    for kind, bits in (("EntropyCalibration2", "3c010a14"), ("MinMaxCalibration", "3c010204")):
        net.config.int8_calibrator = made = calibrator(kind, [[x]])
        assert net.plan() is not None
        assert made.cache.decode().splitlines()[1:] == [f"x: {bits}", f"out: {bits}"]


def test_the_cutoff_bounds_the_legacy_range():
    net = relu_net()
    cutoff = {"get_regression_cutoff": lambda: 0.25}
    net.config.int8_calibrator = made = calibrator("LegacyCalibration", [[batch()]], **cutoff)
    assert net.plan() is not None
    assert scales_of(made.cache)["x"] * 127 == pytest.approx(np.abs(batch()).max() / 4, rel=1e-6)


@pytest.mark.parametrize("edition", ["8.4", "8.6"])
def test_results_show_the_steps(edition):
    x = batch(3, rows=5)
    net = relu_net(edition)
    net.config.int8_calibrator = made = calibrator("MinMaxCalibration", [[batch()]])
    result = run(net, {"x": x})
    np.testing.assert_allclose(result, np.maximum(in_steps(x, scales_of(made.cache)["x"]), 0), rtol=1e-6)
    assert np.abs(result - np.maximum(x, 0)).max() > 0
    assert run(relu_net(edition, (5, 40)), {"x": x}).tolist() == np.maximum(x, 0).tolist()


def test_entropy_serves_the_many_and_min_max_the_greatest():
    x = np.random.default_rng(8).normal(size=(4, 40)).astype(np.float32)
    x[0, 0] = 30
    errors = {}
    for kind in ("EntropyCalibration2", "MinMaxCalibration"):
        net = relu_net()
        bulk = [[np.random.default_rng(seed).normal(size=(4, 40)).astype(np.float32)] for seed in range(40)]
        net.config.int8_calibrator = calibrator(kind, [*bulk, [x]])
        errors[kind] = np.abs(run(net, {"x": x}) - np.maximum(x, 0))
    entropy, greatest = errors["EntropyCalibration2"], errors["MinMaxCalibration"]
    assert greatest[0, 0] < 1 < entropy[0, 0]
    assert entropy.reshape(-1)[1:].max() < greatest.reshape(-1)[1:].max()


def test_a_range_set_by_the_user_stays():
    net = relu_net()
    net.network.get_input(0).dynamic_range = (-127, 1)
    net.config.int8_calibrator = calibrator("MinMaxCalibration", [[batch()]])
    x = batch(5) * 10
    assert run(net, {"x": x}).tolist() == np.maximum(np.rint(x), 0).tolist()


def test_tensors_in_a_loop_are_seen_in_every_iteration():
    net = Net()
    loop = net.network.add_loop()
    loop.add_trip_limit(net.const(3), trt.TripLimit.COUNT)
    recurrence = loop.add_recurrence(net.input("x", (2,)))
    recurrence.set_input(1, net.elementwise(recurrence.get_output(0), net.const([-2, -2], np.float32), "PROD"))
    recurrence.get_input(1).name = "next"
    net.output(loop.add_loop_output(recurrence.get_output(0), trt.LoopOutput.LAST_VALUE).get_output(0))
    net.config.set_flag(trt.BuilderFlag.INT8)
    net.config.int8_calibrator = made = calibrator("MinMaxCalibration", [[np.array([1, 2], np.float32)]])
    assert net.plan() is not None
    scales = scales_of(made.cache)
    assert scales["next"] == scales["out"] == float(np.float32(16 / 127)) and scales["x"] == float(np.float32(2 / 127))


def test_masks_with_infinities_stay_in_floating_point():
    net = Net()
    x = net.input("x", (2, 3))
    mask = net.const([[0, -np.inf, 0]] * 2, np.float32)
    net.output(net.relu(net.relu(net.elementwise(x, mask))))
    net.config.set_flag(trt.BuilderFlag.INT8)
    net.config.int8_calibrator = made = calibrator("MinMaxCalibration", [[np.full((2, 3), 127, np.float32)]])
    assert run(net, {"x": np.full((2, 3), 0.6, np.float32)}).tolist() == [[1, 0, 1]] * 2
    found = scales_of(made.cache)
    assert found["x"] == 1 and found["(Unnamed Layer* 0) [Constant]_output"] == 0 and found["out"] == 1


def test_weights_that_are_not_finite_keep_their_layer_in_floating_point():
    net = Net()
    kernel = np.array([1, np.inf], np.float32).reshape(2, 1, 1, 1)
    net.output(net.network.add_convolution_nd(net.input("x", (1, 1, 1, 1)), 2, (1, 1), kernel).get_output(0))
    net.config.set_flag(trt.BuilderFlag.INT8)
    net.config.int8_calibrator = calibrator("MinMaxCalibration", [[np.full((1, 1, 1, 1), 127, np.float32)]])
    result = run(net, {"x": np.full((1, 1, 1, 1), 0.6, np.float32)})
    assert result.reshape(-1).tolist() == [np.float32(0.6), np.inf]
