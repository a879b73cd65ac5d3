"""Resampling of axes and sampling at the points of a grid, in float64."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..dtypes import Array
from .taps import cubic_weights

GRID_CUBIC_COEFFICIENT = -0.75
BEYOND = 2.0**40
"""Farther than any picture reaches, in its own extents."""


class SamplingKernels:
    """Operations of the layers in ``additions/sampling.py``; see `kernels.device.Device`."""

    def resample(self, x: Array, axis: int, indices: Array, weights: Array) -> Array:
        """See `Device.resample`."""
        result = np.zeros((*x.shape[:axis], len(indices), *x.shape[axis + 1 :]))
        along = (-1,) + (1,) * (x.ndim - 1 - axis)
        for tap in range(indices.shape[1]):
            with np.errstate(invalid="ignore"):
                result += np.take(x, indices[:, tap], axis) * weights[:, tap].reshape(along)
        return result

    def grid_sample(self, x: Array, grid: Array, interpolation: str, mode: str, align_corners: bool) -> Array:
        """See `Device.grid_sample`. A NaN in the grid stands for -1."""
        pictures, channels, height, width = x.shape
        result = np.zeros((pictures, channels, *grid.shape[1:3]))
        if x.size == 0 or result.size == 0:
            return result
        bound = _BOUNDS[mode]
        across, down = (
            _pixels(grid[..., place].astype(np.float64), extent, align_corners)
            for place, extent in ((0, width), (1, height))
        )
        if interpolation != "CUBIC":
            # Cubic weights are those of the place asked for; its neighbours are brought within bounds one by one.
            across, down = bound(across, width, align_corners), bound(down, height, align_corners)
        for column, column_weight in _neighbours(across, interpolation):
            column = bound(column, width, align_corners)
            for row, row_weight in _neighbours(down, interpolation):
                row = bound(row, height, align_corners)
                with np.errstate(invalid="ignore"):
                    result += _pick(x, row, column) * (row_weight * column_weight)[:, None]
        return result


def _pixels(place: Array, extent: int, align_corners: bool) -> Array:
    # From -1..1 to 0..extent-1; what lies beyond any picture is cut, so that it stays a number.
    place = np.where(np.isnan(place), -1.0, place).clip(-BEYOND, BEYOND)
    return np.asarray((place + 1) / 2 * (extent - 1) if align_corners else ((place + 1) * extent - 1) / 2)


def _neighbours(place: Array, interpolation: str) -> list[tuple[Array, Array]]:
    """The places of elements that count, with their weights."""
    if interpolation == "NEAREST":
        return [(np.rint(place), np.ones_like(place))]
    low = np.floor(place)
    ahead = place - low
    if interpolation == "LINEAR":
        return [(low, 1 - ahead), (low + 1, ahead)]
    weights = cubic_weights(ahead, GRID_CUBIC_COEFFICIENT)
    return [(low + step, weights[..., step + 1]) for step in range(-1, 3)]


def _pick(x: Array, row: Array, column: Array) -> Array:
    height, width = x.shape[2:]
    inside = (row >= 0) & (row <= height - 1) & (column >= 0) & (column <= width - 1)
    rows, columns = (np.where(inside, place, 0).astype(np.int64) for place in (row, column))
    pictures = np.arange(x.shape[0])[:, None, None]
    picked = np.moveaxis(x[pictures, :, rows, columns], -1, 1)
    return np.where(inside[:, None], picked, 0.0)


def _fill(place: Array, extent: int, align_corners: bool) -> Array:
    return place


def _clamp(place: Array, extent: int, align_corners: bool) -> Array:
    return place.clip(0, extent - 1)


def _reflect(place: Array, extent: int, align_corners: bool) -> Array:
    """Mirrored at the centres of the outer elements or at their edges, as the corners are aligned or not."""
    first, span = (0.0, extent - 1) if align_corners else (-0.5, extent)
    if span == 0:
        return np.zeros_like(place)
    ahead = np.mod(place - first, 2 * span)
    return np.asarray((np.minimum(ahead, 2 * span - ahead) + first).clip(0, extent - 1))


_BOUNDS: dict[str, Callable[[Array, int, bool], Array]] = {"FILL": _fill, "CLAMP": _clamp, "REFLECT": _reflect}
