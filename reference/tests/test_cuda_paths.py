"""Kernels that only some extents choose: each is met, whole and ragged, and compared with NumPy as the others are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from cuda_emulation import needs_compiler
from dynshape_reference.kernels import cuda_resizing, taps
from dynshape_reference.kernels.cuda_lines import line_kernel
from dynshape_reference.kernels.cuda_moving_params import Axis
from dynshape_reference.kernels.window_axis import WindowAxis
from test_cuda_doubling import resampled
from test_cuda_kernels import ALL, FLOATS, ON_GPU, Draw, compare, driver_to_test, rounds

pytestmark = [] if ON_GPU else [needs_compiler]


@rounds(*ALL, "int64")
@pytest.mark.parametrize(
    ("dims", "order", "kernel"),
    [
        ((64, 128), (1, 0), "packs"),
        ((144, 80), (1, 0), "packs"),
        ((2, 80, 3, 96), (0, 3, 2, 1), "packs"),
        ((65, 63), (1, 0), "ragged"),
        ((71, 16), (1, 0), "ragged"),
        ((129, 257), (1, 0), "ragged"),
        ((2, 131, 270), (0, 2, 1), "ragged"),
        ((389, 259), (1, 0), "ragged"),
        ((18, 17, 2, 19), (3, 1, 2, 0), "ragged"),
        ((3, 50, 66), (2, 1, 0), "moved"),
        ((2, 5, 1501), (0, 2, 1), "weave"),
        ((2, 7, 1504), (0, 2, 1), "weave"),
        ((15, 4096), (1, 0), "weave"),
        ((2, 1501, 6), (0, 2, 1), "unweave"),
        ((4, 1024, 5), (0, 2, 1), "unweave"),
        ((41, 5), (1, 0), "unweave"),
        ((3, 2, 4112), (0, 2, 1), "weave_packs"),
        ((2, 3, 1504), (0, 2, 1), "weave_packs"),
        ((4, 8208), (1, 0), "weave_packs"),
        ((3, 4112, 2), (0, 2, 1), "unweave_packs"),
        ((2, 1504, 3), (0, 2, 1), "unweave_packs"),
        ((4, 1024, 4), (0, 2, 1), "unweave_packs"),
        ((2, 3, 1501), (0, 2, 1), "weave_few"),
        ((3, 2, 4115), (0, 2, 1), "weave_few"),
        ((4, 1035), (1, 0), "weave_few"),
        ((2, 1501, 3), (0, 2, 1), "unweave_few"),
        ((3, 4113, 2), (0, 2, 1), "unweave_few"),
        ((1031, 4), (1, 0), "unweave_few"),
    ],
)
def test_transposes(dims: tuple[int, ...], order: tuple[int, ...], kernel: str, dtype: str) -> None:
    x = Draw((dims, dtype)).array(dims, dtype)
    launched = compare(lambda device, given: device.transpose(given(x), order), dtype)
    size = x.dtype.itemsize
    names = {"packs": f"transpose_packs_{size}", "ragged": f"transpose_{size}", "moved": f"move_{size}"}
    assert launched == [names.get(kernel, f"{kernel}_{size}")]


@rounds(*ALL, "int64")
@pytest.mark.parametrize("start", [0, 1, 3, 5, 7])
def test_lines_of_slices(start: int, dtype: str) -> None:
    for rows, columns, length in ((5, 301, 131), (3, 130, 122), (1, 4000, 3001), (2, 90, 80)):
        x = Draw((rows, columns, dtype)).array((rows, columns), dtype)
        fill = Draw(dtype).array((), dtype)
        lines = [np.arange(rows), start + np.arange(length)]
        launched = compare(
            lambda device, given: device.slice(
                given(x),  # noqa: B023
                lambda: lines,  # noqa: B023
                "STRICT_BOUNDS",
                (0, start),
                (rows, length),  # noqa: B023
                (1, 1),
                given(fill),  # noqa: B023
            ),
            dtype,
        )
        assert len(launched) == 1
        if start in (1, 3, 5, 7) and rows > 1:
            assert launched[0].split("_")[0] in ("flat", "move")


@rounds(*ALL, "int64")
def test_lines_of_padded_planes(dtype: str) -> None:
    x = Draw(dtype).array((3, 2, 9, 75), dtype)
    padded = ((1, 1), (11, 77)), ((2, 40), (12, 190)), ((-2, -3), (5, 100)), ((9, 80), (30, 90))
    without_data = ((500, 3), (1010, 83)), ((1, 5000), (11, 90)), ((1, -5000), (11, 90)), ((-5000, 1), (11, 77))
    for before, extents in padded + without_data:
        launched = compare(lambda device, given: device.pad(given(x), before, extents), dtype)  # noqa: B023
        assert launched == [f"flat_{x.dtype.itemsize}"]


@rounds(*ALL, "int64")
@pytest.mark.parametrize("width", [16, 17, 23, 31])
def test_short_lines_of_padded_planes(width: int, dtype: str) -> None:
    """Packs hold the ends of two lines, or all data of one."""
    x = Draw(dtype).array((5, 9, 14), dtype)
    for before in (1, 0, 2, -1, 9, 20):
        launched = compare(lambda device, given: device.pad(given(x), (1, before), (11, width)), dtype)  # noqa: B023
        assert launched == [f"flat_{x.dtype.itemsize}"]


def test_lines_that_31_bits_count() -> None:
    # Threads look at elements beyond a line's end, which have to be counted too.
    kernels = [line_kernel([Axis(extent, 1, 1)], 1, 0) for extent in (2**31 - 2**13, 2**31 - 1)]
    assert kernels == ["flat", None]


@rounds(*ALL, "int64")
def test_lines_with_gaps(dtype: str) -> None:
    draw = Draw(dtype)
    for rows, widths in (
        (9, (131, 125)),
        (3, (130, 90, 64)),
        (2, (1001, 70)),
        (40, (65, 66)),
        (2, (67,) * 9),
        (1, (67,) * 9),
    ):
        parts = [draw.array((rows, width), dtype) for width in widths]
        launched = compare(lambda device, given: device.concatenate([given(part) for part in parts], 1), dtype)  # noqa: B023
        size = parts[0].dtype.itemsize
        assert set(launched) <= {
            f"flat_{size}",
            f"lines_{size}",
            f"join_lines_{size}",
            f"move_{size}",
            f"move_{2 * size}",
            f"join_{size}",
            "join_16",
            "move_16",
        }
        if rows == 9:
            assert launched == [f"join_lines_{size}"]


@rounds(*ALL, "int64")
def test_parts_joined(dtype: str) -> None:
    draw = Draw(dtype)
    for rows, widths in ((9, (32, 16, 0, 64)), (700, (3, 1, 2)), (1, (16, 48)), (2, (16,) * 8), (5, (1,) * 3)):
        parts = [draw.array((rows, width), dtype) for width in widths]
        launched = compare(lambda device, given: device.concatenate([given(part) for part in parts], 1), dtype)  # noqa: B023
        size = parts[0].dtype.itemsize
        assert launched == ["join_16" if widths[0] % 16 == 0 else f"join_{size}"]


@rounds(*ALL, "int64")
def test_nearest_by_lists(dtype: str) -> None:
    draw = Draw(dtype)
    for dims, new in (((2, 3, 7, 90), (5, 70)), ((5, 9, 80), (8, 81)), ((1, 4, 64), (3, 77))):
        x = draw.array(dims, dtype)
        lines = [np.arange(extent) for extent in dims[:-2]]
        for old, extent in zip(dims[-2:], new, strict=True):
            lines.append(taps.nearest(taps.coordinates(old, extent, "ASYMMETRIC", False), old, "FLOOR"))
        launched = compare(lambda device, given: device.take(given(x), lines, np.zeros((), x.dtype)), dtype)  # noqa: B023
        assert launched == [f"picks_{x.dtype.itemsize}"]
    x, fill = draw.array((4, 90), dtype), draw.array((), dtype)
    lines = [np.array([3, -1, 0]), draw.random.integers(-1, 90, 83)]
    compare(lambda device, given: device.take(given(x), lines, given(fill)), dtype)


@rounds(*ALL, "int64")
def test_nearest_of_planes(dtype: str) -> None:
    shapes: Any = (
        ((2, 3, 7, 50), (15, 100)),
        ((5, 9, 40), (13, 71)),
        ((4, 64), (4, 77)),
        ((2, 1, 3), (70, 500)),
        ((3, 7, 48), (22, 96)),
    )
    for dims, new in shapes:
        x = Draw((dims, dtype)).array(dims, dtype)
        lines = [np.arange(extent) for extent in dims[:-2]]
        for old, extent in zip(dims[-2:], new, strict=True):
            lines.append(taps.nearest(taps.coordinates(old, extent, "HALF_PIXEL", False), old, "HALF_UP"))
        launched = compare(lambda device, given: device.take(given(x), lines, np.zeros((), x.dtype)), dtype)  # noqa: B023
        is_kept = dtype == "float16" and dims[-1] % 8 == 0
        assert launched == [f"resize_1_{x.dtype.itemsize}{'_kept' if is_kept else ''}"]


@rounds("float32", "float16", "int8", "int32")
@pytest.mark.parametrize("make", ["linear", "cubic"])
def test_planes_resized(make: str, dtype: str, monkeypatch: pytest.MonkeyPatch) -> None:
    kind = f"{'half_' if dtype == 'float16' else ''}{2 if make == 'linear' else 4}"
    for room, threads in ((24576, 1), (24576, 1 << 19), (2048, 1)):
        monkeypatch.setattr(cuda_resizing, "KEPT_BYTES", room)
        monkeypatch.setattr(cuda_resizing, "ENOUGH_THREADS", threads)
        for dims, new in (
            ((3, 9, 16), (18, 20)),
            ((2, 5, 32), (11, 30)),
            ((2, 20, 32), (12, 30)),
            ((2, 9, 48), (19, 96)),
            ((1, 1, 16), (70, 1022)),
        ):
            assert resampled(make, dims, new, dtype, is_half=dtype == "float16") == [f"resize_{kind}_{dtype}"]


@rounds("float32", "float16", "int8", "int32")
@pytest.mark.parametrize("make", ["linear", "cubic"])
def test_planes_resampled(make: str, dtype: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cuda_resizing, "KEPT_BYTES", 0)
    kind = f"{'half_' if dtype == 'float16' else ''}{2 if make == 'linear' else 4}"
    for dims, new in (((3, 9, 10), (19, 20)), ((2, 5, 7), (11, 30)), ((2, 20, 33), (7, 9)), ((40, 1, 1), (3, 5))):
        assert resampled(make, dims, new, dtype, is_half=dtype == "float16") == [f"resample_{kind}_{dtype}"]


@rounds("float32", "float16", "int8")
@pytest.mark.parametrize("window", [(2, 2), (3, 3), (3, 2), (7, 7), (1, 1)])
def test_planes_pooled(window: tuple[int, int], dtype: str) -> None:
    for number, (height, width) in enumerate(((14, 16), (9, 33), (7, 7))):
        draw = Draw((window, dtype, number))
        x = draw.array((5, height, width), dtype)
        axes = [
            WindowAxis(side, draw.whole(1, 3), 1, draw.whole(0, side - 1), draw.whole(0, side - 1)) for side in window
        ]
        extents = tuple(
            (extent + axis.before + axis.after - axis.window) // axis.stride + 1
            for extent, axis in zip((height, width), axes, strict=True)
        )
        side = window[0] if window in ((2, 2), (3, 3)) else 0
        if side and [axis.stride for axis in axes] == [2, 2]:
            axes[0] = replace(axes[0], stride=3)
            extents = ((height + axes[0].before + axes[0].after - side) // 3 + 1, extents[1])
        launched = compare(lambda device, given: device.max_pooling(given(x), axes, extents), dtype)  # noqa: B023
        assert launched == [f"pool_{side}_{dtype}"]
        if dtype == "int8":
            continue  # NumPy's device averages in float64; the elements are those of the cast, tested with layers.
        for excludes in (True, False):
            compare(lambda device, given: device.average_pooling(given(x), axes, extents, excludes), dtype, 64)  # noqa: B023


@rounds(*FLOATS)
@pytest.mark.parametrize("side", [2, 3])
def test_planes_pooled_by_packs(side: int, dtype: str) -> None:
    for height, width, *padding in (
        (16, 16, 0, 0, 0, 0),
        (9, 24, 1, 1, 1, 1),
        (7, 40, 1, 0, 0, 1),
        (5, 8, 1, 1, 1, 2),
        (6, 32, -1, 0, 0, 0),
        (3, 16, 0, 1, 1, 0),
    ):
        x = Draw((side, dtype, height)).array((3, height, width), dtype)
        x[0, 2, 3] = np.nan
        axes = [WindowAxis(side, 2, 1, *padding[:2]), WindowAxis(side, 2, 1, *padding[2:])]
        extents = tuple(
            (extent + axis.before + axis.after - side) // 2 + 1
            for extent, axis in zip((height, width), axes, strict=True)
        )
        launched = compare(lambda device, given: device.max_pooling(given(x), axes, extents), dtype)  # noqa: B023
        assert launched == [f"pool_packs_{side}_{dtype}"]
        for excludes in (True, False):
            compare(lambda device, given: device.average_pooling(given(x), axes, extents, excludes), dtype, 64)  # noqa: B023


@rounds(*FLOATS)
@pytest.mark.parametrize(
    ("dims", "maps", "axes"),
    [
        ((3, 4, 8, 8), 8, (WindowAxis(3, 1, 1, 1, 1), WindowAxis(3, 1, 1, 1, 1))),
        ((3, 5, 9, 10), 9, (WindowAxis(3, 1, 1, 1, 1), WindowAxis(3, 1, 1, 1, 1))),
        ((2, 3, 12, 16), 8, (WindowAxis(3, 2, 1, 1, 1), WindowAxis(5, 2, 1, 2, 2))),
        ((2, 3, 11, 32), 8, (WindowAxis(3, 1, 2, 2, 2), WindowAxis(3, 1, 2, 2, 2))),
        ((2, 17, 6, 4), 8, (WindowAxis(1), WindowAxis(1))),
        ((2, 17, 7, 5), 8, (WindowAxis(1, 2), WindowAxis(1, 2))),
        ((2, 4, 9, 24), 8, (WindowAxis(3, 1, 1, -1, 1), WindowAxis(3, 1, 1, 3, -1))),
        ((3, 8, 7, 9), 8, (WindowAxis(3, 1, 1, 1, 1), WindowAxis(3, 1, 1, 1, 1))),
        ((2, 40, 9, 11), 72, (WindowAxis(3, 2, 1, 1, 1), WindowAxis(2, 1, 2, 0, 1))),
        ((1, 40, 9, 11), 130, (WindowAxis(3, 1, 1, 1, 1), WindowAxis(3, 1, 1, 1, 1))),
        ((1, 4, 20, 26), 70, (WindowAxis(3, 1, 1, 1, 1), WindowAxis(3, 1, 1, 1, 1))),
    ],
)
def test_convolutions_as_products(dims: Any, maps: int, axes: Any, dtype: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from dynshape_reference.kernels import cuda_unfolding

    draw = Draw((dims, maps, dtype))
    x, kernel = draw.array(dims, dtype), draw.array((maps, dims[1], *(axis.window for axis in axes)), dtype)
    extents = tuple(
        (extent + axis.before + axis.after - axis.span) // axis.stride + 1
        for extent, axis in zip(dims[2:], axes, strict=True)
    )

    def operation(device: Any, given: Any) -> Any:
        result = device.convolution(given(x), given(kernel), axes, extents, 1)
        return device.elementwise("DIV", result, np.full((), 256.0))

    is_plain = all(axis == WindowAxis(1) for axis in axes)
    for nbytes in (1, 6000, 1 << 20):
        monkeypatch.setattr(cuda_unfolding, "UNFOLDED_BYTES", nbytes)
        monkeypatch.setattr(cuda_unfolding, "MOST_MAPS", 0)
        assert "matrix_multiply" in compare(operation, dtype, ulps=256)
    monkeypatch.setattr(cuda_unfolding, "MOST_MAPS", 256)
    driver = driver_to_test()
    monkeypatch.setattr(driver, "has_warpgroup_products", False)
    launched = compare(operation, dtype, ulps=256, driver=driver)
    if dtype == "float16" and not is_plain:
        wide = 128 if maps == 130 else 64
        assert ("convolve_half" if dims[1] % 8 else f"convolve_channels_{wide}") in launched


@pytest.mark.parametrize(
    ("dims", "maps", "axes", "tile"),
    [
        ((2, 64, 8, 8), 64, (WindowAxis(3, 1, 1, 1, 1), WindowAxis(3, 1, 1, 1, 1)), (64, 400)),
        ((3, 128, 9, 7), 64, (WindowAxis(3, 1, 1, 1, 1), WindowAxis(3, 1, 1, 1, 1)), (64, 400)),
        ((3, 56, 9, 7), 40, (WindowAxis(3, 1, 2, 2, 1), WindowAxis(5, 1, 1, 0, 1)), (64, 400)),
        ((1, 64, 1, 40), 8, (WindowAxis(1), WindowAxis(2, 1, 1, 1, 1)), (64, 400)),
        ((1, 64, 5, 40), 8, (WindowAxis(1, 1, 1, 2, 2), WindowAxis(1, 1, 1, 1, 1)), (64, 400)),
        ((9, 64, 2, 1), 9, (WindowAxis(2, 1, 1, 3, 0), WindowAxis(1, 1, 1, 0, 2)), (64, 400)),
        ((1, 320, 5, 41), 100, (WindowAxis(3, 1, 1, 1, 1), WindowAxis(3, 1, 1, 1, 1)), (128, 416)),
        ((40, 192, 3, 3), 300, (WindowAxis(3, 1, 1, 1, 1), WindowAxis(3, 1, 1, 1, 1)), (128, 416)),
        ((1, 128, 16, 24), 136, (WindowAxis(3, 1, 1, 0, 0), WindowAxis(3, 1, 1, 0, 0)), (128, 112)),
    ],
)
@pytest.mark.parametrize("is_constant", [False, True])
def test_convolutions_by_shifted_lines(
    dims: Any, maps: int, axes: Any, tile: tuple[int, int], is_constant: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dynshape_reference.kernels import cuda_shifting

    monkeypatch.setattr(cuda_shifting, "TILES", {tile: 1.0})
    draw = Draw((dims, maps))
    x, kernel = draw.array(dims, "float16"), draw.array((maps, dims[1], *(axis.window for axis in axes)), "float16")
    kernel.flags.writeable = not is_constant
    extents = tuple(
        extent + axis.before + axis.after - axis.span + 1 for extent, axis in zip(dims[2:], axes, strict=True)
    )

    def operation(device: Any, given: Any) -> Any:
        weights = given(kernel)
        results = [device.convolution(given(x), weights, axes, extents, 1) for _ in range(2)]
        return [device.elementwise("DIV", result, np.full((), 256.0)) for result in results]

    driver = driver_to_test()
    if not driver.has_warpgroup_products:
        pytest.skip("the device has no products by warpgroups")
    launched = compare(operation, "float16", ulps=256, driver=driver)
    assert launched.count(f"convolve_shifted_{tile[0]}x{tile[1]}") == launched.count("lines_of_images") == 2
    assert launched.count("lines_of_weights") == (1 if is_constant else 2)


@pytest.mark.parametrize(
    ("maps", "count", "tile"),
    [
        (64, 100352, (64, 400)),
        (256, 26912, (128, 416)),
        (128, 103968, (128, 416)),
        (256, 225, (128, 112)),
        (16, 64, (128, 112)),
    ],
)
def test_tiles_that_leave_few_multiprocessors_idle(maps: int, count: int, tile: tuple[int, int]) -> None:
    from dynshape_reference.kernels.cuda_shifting import tile_of

    assert tile_of(maps, count, 132) == tile


@pytest.mark.parametrize("own", [7, 9])
@pytest.mark.parametrize(
    ("dims", "maps", "axes"),
    [
        ((1, 19, 28, 28), 50, (WindowAxis(3, 1, 1, 1, 1), WindowAxis(3, 1, 1, 1, 1))),
        ((3, 9, 9, 7), 61, (WindowAxis(3, 1, 2, 2, 1), WindowAxis(5, 1, 1, 0, 1))),
        ((40, 16, 3, 3), 64, (WindowAxis(3, 1, 1, 1, 1), WindowAxis(3, 1, 1, 1, 1))),
        ((3, 3, 40, 41), 33, (WindowAxis(7, 1, 1, 3, 3), WindowAxis(7, 1, 1, 3, 3))),
        ((9, 64, 2, 1), 40, (WindowAxis(2, 1, 1, 3, 0), WindowAxis(1, 1, 1, 0, 2))),
    ],
)
def test_convolutions_by_planes(dims: Any, maps: int, axes: Any, own: int, monkeypatch: pytest.MonkeyPatch) -> None:
    from dynshape_reference.kernels import cuda_planes

    monkeypatch.setattr(cuda_planes, "POSITIONS", (own,))
    draw = Draw((dims, maps))
    x, kernel = draw.array(dims, "float32"), draw.array((maps, dims[1], *(axis.window for axis in axes)), "float32")
    extents = tuple(
        extent + axis.before + axis.after - axis.span + 1 for extent, axis in zip(dims[2:], axes, strict=True)
    )

    def operation(device: Any, given: Any) -> Any:
        result = device.convolution(given(x), given(kernel), axes, extents, 1)
        return device.elementwise("DIV", result, np.full((), 256.0))

    driver = driver_to_test()
    monkeypatch.setattr(driver, "multiprocessors", 1)
    launched = compare(operation, "float32", ulps=256, driver=driver)
    assert launched[:2] == ["columns_of_weights", f"convolve_planes_{own}"]


@rounds(*FLOATS)
@pytest.mark.parametrize("length", [1, 3, 8, 50, 64, 255, 256, 257, 1023, 1024, 2049, 4096, 5000])
def test_rows_normalized(length: int, dtype: str) -> None:
    draw = Draw((length, dtype))
    x = draw.array((7, length), dtype)
    for dims in ((1, length), (7, 1), (1, 1), (7, length)):
        scale, bias = draw.array(dims, dtype), draw.array((1, length), dtype)
        launched = compare(
            lambda device, given: device.normalize(given(x), given(scale), given(bias), [1], 1e-5),  # noqa: B023
            dtype,
            ulps=2048,
        )
        assert len(launched) == 1


@rounds(*FLOATS)
def test_normalizations(dtype: str) -> None:
    draw = Draw(dtype)
    x = draw.array((2, 6, 5, 7), dtype)
    for axes, dims in (
        ([2, 3], (1, 6, 1, 1)),
        ([1, 2, 3], (1, 6, 1, 1)),
        ([1, 2, 3], (1, 6, 5, 7)),
        ([3], (1, 6, 5, 1)),
        ([2, 3], (1, 1, 1, 7)),
        ([2, 3], (2, 1, 5, 1)),
        ([3], (2, 1, 5, 7)),
        ([1], (1, 6, 1, 1)),
        ([0, 2, 3], (1, 6, 1, 1)),
    ):
        scale, bias = draw.array(dims, dtype), draw.array(dims, dtype)
        compare(
            lambda device, given: device.normalize(given(x), given(scale), given(bias), axes, 1e-3),  # noqa: B023
            dtype,
            ulps=2048,
        )


def driver_with(has_clusters: bool, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A driver of a GPU that has clusters of blocks, or of one that has not. On a GPU all tests have one driver."""
    driver = driver_to_test()
    if has_clusters and not driver.has_clusters:
        pytest.skip("this GPU has no clusters")
    monkeypatch.setattr(driver, "has_clusters", has_clusters)
    return driver


@rounds(*FLOATS)
@pytest.mark.parametrize("has_clusters", [False, True])
def test_long_rows_normalized(has_clusters: bool, dtype: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from dynshape_reference.kernels import cuda_normalizing

    monkeypatch.setattr(cuda_normalizing, "ENOUGH_ROWS", 2)
    driver, draw = driver_with(has_clusters, monkeypatch), Draw(dtype)
    for length, with_clusters, without in (
        (140000, "normalize_long", "normalize_long"),
        (20000, "normalize_cluster", "normalize_long"),
        (16000, "normalize", "normalize"),
        (17001, "normalize_cluster", "normalize_long_ragged"),
        (9001, "normalize", "normalize"),
    ):
        x = draw.array((2, length), dtype)
        scale, bias = draw.array((1, length), dtype), draw.array((2, 1), dtype)
        launched = compare(
            lambda device, given: device.normalize(given(x), given(scale), given(bias), [1], 1e-3),  # noqa: B023
            dtype,
            2048,
            driver,
        )
        assert launched == [f"{with_clusters if has_clusters else without}_{dtype}"]


@rounds(*FLOATS)
def test_rows_normalized_that_have_one_scale_each(dtype: str) -> None:
    draw = Draw(dtype)
    for dims in ((2, 3, 40, 50), (3, 5, 7, 9), (2, 300, 1, 3)):
        x = draw.array(dims, dtype)
        factors = [draw.array((1, dims[1], 1, 1), dtype) for _ in range(2)]
        launched = compare(
            lambda device, given: device.normalize(given(x), *map(given, factors), [2, 3], 1e-5),  # noqa: B023
            dtype,
            2048,
        )
        assert launched == [f"normalize_single_{dtype}"]


@rounds(*FLOATS)
def test_mean_of_a_cluster_is_that_of_its_blocks(dtype: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # Blocks have 128 threads: of the last of them few have elements, or none.
    for length in (16385, 16392, 18432, 30000):
        x = (np.arange(length) // 512 % 64 + Draw(length).array((2, length), "float32") / 64).astype(dtype)
        factors = np.ones((1, length), dtype), np.zeros((1, length), dtype)
        compare(
            lambda device, given: device.normalize(given(x), *map(given, factors), [1], 1e-3),  # noqa: B023
            dtype,
            2048,
            driver_with(True, monkeypatch),
        )


@rounds(*FLOATS)
@pytest.mark.parametrize("has_clusters", [False, True])
@pytest.mark.parametrize(
    ("dims", "float32", "float16", "without_clusters"),
    [
        ((700, 16), "rows_2", "rows_2", None),
        ((300, 63), "short", "short", None),
        ((130, 5), "short", "short", None),
        ((70, 62), "short", "short", None),
        ((300, 65), "ragged_8", "ragged_4", None),
        ((90, 127), "ragged_8", "ragged_4", None),
        ((30, 128), "rows_8", "rows_4", None),
        ((30, 64), "rows_4", "rows_2", None),
        ((3, 1023), "ragged_8", "ragged_4", None),
        ((3, 8192), "rows_8", "rows_4", None),
        ((2, 16384), "wide_rows", "shared_8", None),
        ((2, 16385), "shared_8", "shared_8", None),
        ((2, 40001), "shared_8", "shared_8", "long_rows"),
        ((1, 131072), "shared_8", "shared_8", "long_rows"),
        ((1, 131080), "long_rows", "shared_8", "long_rows"),
        ((1, 262150), "long_rows", "long_rows", None),
        ((2, 40, 24), "packs", "packs", None),
        ((2, 250, 20), "packs", "tall_ragged_packs", None),
        ((3, 5, 2000), "packs", "packs", None),
        ((2, 300, 72), "packs", "packs", None),
        ((2, 50, 131), "ragged_packs", "ragged_packs", None),
        ((2, 250, 83), "tall_ragged_packs", "tall_ragged_packs", None),
        ((1, 500, 5), "cluster_ragged_packs", "cluster_ragged_packs", "tall_ragged_packs"),
        ((5, 10, 7), "long_columns", "long_columns", None),
        ((2, 41, 19), "long_columns", "long_columns", None),
        ((1, 1000, 40), "tall_packs", "tall_packs", None),
        ((1, 1000, 41), "cluster_ragged_packs", "cluster_ragged_packs", "long_columns"),
        ((1, 1030, 40), "cluster_packs", "cluster_packs", "long_columns"),
        ((1, 3000, 3), "cluster_ragged_packs", "cluster_ragged_packs", "long_columns"),
        ((1, 8000, 8), "cluster_packs", "cluster_packs", "long_columns"),
        ((1, 9000, 8), "long_columns", "long_columns", None),
    ],
)
def test_softmax_by_length(
    dims: tuple[int, ...],
    float32: str,
    float16: str,
    without_clusters: str | None,
    has_clusters: bool,
    dtype: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    x = Draw((dims, dtype)).array(dims, dtype)
    # Blocks of a cluster whose greatest elements are far apart, or infinite.
    x[0] *= 8
    x[0, : dims[1] // 3] = -np.inf
    x[-1, -(dims[1] // 4) :] = -np.inf
    launched = compare(
        lambda device, given: device.softmax(given(x), 1), dtype, 64, driver_with(has_clusters, monkeypatch)
    )
    name = {"float32": float32, "float16": float16}[dtype]
    if not has_clusters:
        name = without_clusters or {"shared_8": "wide_rows" if dtype == "float32" else "shared_1"}.get(name, name)
    assert launched == [f"softmax_{name}_{dtype}"]


@rounds(*FLOATS)
@pytest.mark.parametrize(
    ("length", "float32", "float16"),
    [(8200, "wide_rows", "shared_1"), (20001, "shared_2", "shared_1"), (40007, "shared_4", "shared_2"),
     (131071, "shared_8", "shared_4")],
)  # fmt: skip
def test_softmax_of_many_rows_in_shared_memory(
    length: int, float32: str, float16: str, dtype: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver, draw = driver_with(True, monkeypatch), Draw((length, dtype))
    monkeypatch.setattr(driver, "multiprocessors", 1)
    x = draw.array((3, length), dtype)
    x[0, : length // 3] = -np.inf
    x[1, :] = -np.inf
    name = f"softmax_{float32 if dtype == 'float32' else float16}_{dtype}"
    with np.errstate(invalid="ignore"):
        assert compare(lambda device, given: device.softmax(given(x), 1), dtype, 64, driver) == [name]
    x[1] = x[2]
    bounds = np.array([[0], [length // 2], [length + 9]], np.int32)
    ragged = compare(lambda device, given: device.ragged_softmax(given(x), given(bounds)), dtype, 64, driver)
    assert ragged[-1] == name
