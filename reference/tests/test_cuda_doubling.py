"""Planes made twice as high and wide by kernels of their own where these apply, and only there."""

from __future__ import annotations

from typing import Any

import dynshape_reference as trt
import numpy as np
import pytest
from cuda_emulation import EmulatedDriver, needs_compiler
from dynshape_reference.dtypes import DataType
from dynshape_reference.kernels import taps
from test_cuda_engine import build, driver, run
from test_cuda_kernels import ALL, ON_GPU, Draw, compare, rounds

__all__ = ["driver"]

pytestmark = [] if ON_GPU else [needs_compiler]

PLANES = ((3, 9, 16), (2, 4, 8), (5, 1, 8), (1, 3, 48), (2, 6, 24), (300, 2, 16))


def resampled(
    make: str, dims: Any, new: Any, dtype: str, how: str = "HALF_PIXEL", is_half: bool = False, outside: bool = False
) -> list[str]:
    """Resample the last two axes on both devices; the kernels that were launched."""
    x = Draw((dims, dtype)).array(dims, dtype)

    def operation(device: Any, given: Any) -> Any:
        result = given(x)
        for axis in (len(dims) - 2, len(dims) - 1):
            old = dims[axis]
            places = taps.coordinates(old, new[axis - len(dims)], how, False)
            found = taps.linear(places, old) if make == "linear" else taps.cubic(places, old, -0.75, outside)
            result = device.resample(result, axis, *found)
        return device.cast(result, DataType.HALF) if is_half else result

    # The errors of 16 products, where they cancel.
    return compare(operation, dtype, ulps=2048)


def taken(dims: Any, new: Any, dtype: str) -> list[str]:
    """Take the nearest elements of the last two axes on both devices; the kernels that were launched."""
    x = Draw((dims, dtype)).array(dims, dtype)
    lines = [np.arange(extent) for extent in dims[:-2]]
    for old, extent in zip(dims[-2:], new, strict=True):
        lines.append(taps.nearest(taps.coordinates(old, extent, "HALF_PIXEL", False), old, "HALF_UP"))
    return compare(lambda device, given: device.take(given(x), lines, np.zeros((), x.dtype)), dtype)


def doubled(dims: Any) -> list[int]:
    return [2 * extent for extent in dims[-2:]]


@rounds("float32", "float16", "int8", "int32")
@pytest.mark.parametrize("is_half", [False, True])
@pytest.mark.parametrize("make", ["linear", "cubic"])
def test_planes_doubled(make: str, is_half: bool, dtype: str) -> None:
    is_half = is_half and dtype.startswith("float")
    kind = f"{'half_' if is_half else ''}{2 if make == 'linear' else 4}"
    for dims in PLANES:
        assert resampled(make, dims, doubled(dims), dtype, is_half=is_half) == [f"double_{kind}_{dtype}"]


@rounds(*ALL, "int64")
def test_elements_doubled(dtype: str) -> None:
    size = np.dtype(dtype).itemsize
    for dims in (*PLANES, (2, 3, 5, 8)):
        assert taken(dims, doubled(dims), dtype) == [f"double_1_{size}"]


@rounds("float32", "float16")
def test_what_is_not_doubled(dtype: str) -> None:
    """Rows that are no whole packs, other scales, other places of elements, weights that differ at the ends."""
    linear, cubic = f"2_{dtype}", f"4_{dtype}"
    assert resampled("linear", (2, 5, 7), (10, 14), dtype) == [f"resample_{linear}"]
    assert resampled("linear", (2, 5, 16), (11, 32), dtype) == [f"resize_{linear}"]
    assert resampled("linear", (2, 5, 16), (10, 48), dtype) == [f"resize_{linear}"]
    assert resampled("linear", (2, 5, 16), (10, 32), dtype, "ASYMMETRIC") == [f"resize_{linear}"]
    assert resampled("linear", (2, 5, 16), (10, 32), dtype, "ALIGN_CORNERS") == [f"resize_{linear}"]
    assert resampled("cubic", (2, 5, 16), (10, 32), dtype, outside=True) == [f"resize_{cubic}"]
    for dims, new in (((2, 5, 7), (10, 14)), ((2, 5, 16), (10, 48)), ((2, 5, 16), (11, 32))):
        assert taken(dims, new, dtype)[0].startswith("resize_1_")


def test_ends_are_not_read_beyond() -> None:
    """Nothing of what lies beside a plane comes into it: neighbours that are NaN stay there."""
    x = np.zeros((3, 4, 8), np.float32)
    x[[0, 2]] = np.nan
    for make in (taps.linear, lambda places, old: taps.cubic(places, old, -0.75, False)):

        def operation(device: Any, given: Any, make: Any = make) -> Any:
            result = given(x)
            for axis in (1, 2):
                old = x.shape[axis]
                found = make(taps.coordinates(old, 2 * old, "HALF_PIXEL", False), old)
                result = device.resample(result, axis, *found)
            return result

        assert compare(operation, "float32")[0].startswith("double_")


@pytest.mark.skipif(ON_GPU, reason="addresses of the host's memory")
@pytest.mark.parametrize("mode", ["NEAREST", "LINEAR", "CUBIC"])
def test_addresses_that_are_not_aligned(driver: EmulatedDriver, mode: str) -> None:
    def define(network: Any, x: Any) -> list[Any]:
        layer = network.add_resize(x)
        layer.scales, layer.resize_mode = (1, 1, 2, 2), getattr(trt.InterpolationMode, mode)
        layer.coordinate_transformation = trt.ResizeCoordinateTransformation.HALF_PIXEL
        return [layer.get_output(0)]

    dims = (-1, 3, 5, 8)
    context, x = build(define, dims), Draw(mode).array((2, *dims[1:]), "float32")
    (wanted,) = run(build(define, dims, device="numpy"), x)
    for offset in (0, 1, 2, 4, 0):
        before = len(driver.launched)
        np.testing.assert_allclose(run(context, x, offset=offset)[0], wanted, rtol=1e-5, atol=1e-4)
        is_doubled = any(kernel.startswith("double_") for kernel in driver.launched[before:])
        assert not (offset % 4 and is_doubled)
