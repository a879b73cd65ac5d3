"""The elements that resizing makes, against loops over single elements and published values."""

from __future__ import annotations

import dynshape_reference as trt
import numpy as np
import pytest
from reference_harness import run
from sampling_harness import numbers, refused_shape, resize_net, resized

TRANSFORMATIONS = trt.ResizeCoordinateTransformation.__members__
ROUNDINGS = trt.ResizeRoundMode.__members__


@pytest.mark.parametrize("how", TRANSFORMATIONS)
@pytest.mark.parametrize("rounding", ROUNDINGS)
def test_nearest_elements(how, rounding):
    x = numbers(2, 5, 6)
    for dims in ((2, 3, 9), (3, 5, 1), (2, 10, 4), (1, 1, 12)):
        for upper in (False, True):
            net = resize_net(
                x.shape,
                shape=dims,
                coordinate_transformation=TRANSFORMATIONS[how],
                nearest_rounding=ROUNDINGS[rounding],
                selector_for_single_pixel=trt.ResizeSelector(int(upper)),
            )
            expected = resized(x, dims, "NEAREST", how, rounding, upper=upper)
            np.testing.assert_array_equal(run(net, {"x": x}), expected)


@pytest.mark.parametrize("how", TRANSFORMATIONS)
def test_linear_elements_on_three_axes(how):
    x = numbers(2, 3, 4, 5)
    for dims, upper in (((2, 5, 4, 3), False), ((2, 1, 8, 1), False), ((2, 1, 2, 1), True), ((2, 3, 4, 5), False)):
        net = resize_net(
            x.shape,
            shape=dims,
            resize_mode=trt.InterpolationMode.LINEAR,
            coordinate_transformation=TRANSFORMATIONS[how],
            selector_for_single_pixel=trt.ResizeSelector(int(upper)),
        )
        expected = resized(x, dims, "LINEAR", how, upper=upper)
        np.testing.assert_allclose(run(net, {"x": x}), expected, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("how", TRANSFORMATIONS)
@pytest.mark.parametrize("exclude", [False, True])
def test_cubic_elements(how, exclude):
    x = numbers(2, 4, 5)
    for dims, a in (((2, 7, 8), -0.75), ((2, 3, 2), -0.5), ((2, 1, 5), -0.75)):
        net = resize_net(
            x.shape,
            shape=dims,
            resize_mode=trt.InterpolationMode.CUBIC,
            coordinate_transformation=TRANSFORMATIONS[how],
            exclude_outside=exclude,
            cubic_coeff=a,
        )
        expected = resized(x, dims, "CUBIC", how, a=a, exclude=exclude)
        np.testing.assert_allclose(run(net, {"x": x}), expected, rtol=1e-5, atol=1e-6)


ONE_TO_SIXTEEN = np.arange(1, 17, dtype=np.float32).reshape(1, 1, 4, 4)


@pytest.mark.parametrize(
    ("fields", "first_row"),
    [
        # The first rows of ONNX's published Resize examples.
        ({}, [0.47265625, 0.76953125, 1.24609375, 1.875, 2.28125, 2.91015625, 3.38671875, 3.68359375]),
        (
            {"cubic_coeff": -0.5, "exclude_outside": True},
            [0.55882353, 0.81494204, 1.35698249, 1.89705882, 2.39705882, 2.93713516, 3.47917561, 3.73529412],
        ),
    ],
)
def test_cubic_gives_published_values(fields, first_row):
    net = resize_net(
        (1, 1, 4, 4),
        scales=(1, 1, 2, 2),
        resize_mode=trt.InterpolationMode.CUBIC,
        coordinate_transformation=trt.ResizeCoordinateTransformation.HALF_PIXEL,
        **fields,
    )
    np.testing.assert_allclose(run(net, {"x": ONE_TO_SIXTEEN})[0, 0, 0], first_row, rtol=1e-6)


def test_int8_rounds_to_the_nearest_integer():
    x = np.array([-4, 1, 2, 127], np.int8)
    linear = {"shape": (8,), "resize_mode": trt.InterpolationMode.LINEAR}
    net = resize_net((4,), trt.int8, **linear)
    expected = np.rint(resized(x.astype(np.float64), (8,), "LINEAR", "ASYMMETRIC"))
    np.testing.assert_array_equal(run(net, {"x": x}), expected.astype(np.int8))


def test_no_elements_from_none_and_from_some():
    for dims, wanted in (((2, 0, 3), (2, 0, 6)), ((2, 3, 3), (2, 0, 6))):
        for mode in trt.InterpolationMode:
            net = resize_net(dims, shape=wanted, resize_mode=mode)
            assert run(net, {"x": np.zeros(dims, np.float32)}).shape == wanted
    net = resize_net((2, 0, 3), shape=(2, 4, 3))
    assert refused_shape(net, net.layer.get_output(0)) == "DS-LAY-035"
