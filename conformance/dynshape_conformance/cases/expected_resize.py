"""What a resize should give, coordinate by coordinate, as the clauses put it."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np

from ..adapter import Array

MAPS = ("ALIGN_CORNERS", "ASYMMETRIC", "HALF_PIXEL")
ROUNDINGS = ("HALF_UP", "HALF_DOWN", "FLOOR", "CEIL")


def source(x: int, old: int, new: int, map: str, upper: bool = False) -> float:
    """Where index ``x`` of ``new`` lies among ``old`` elements (DS-LAY-038)."""
    if new == 1 and upper:
        return 0.0
    if map == "ALIGN_CORNERS":
        return 0.0 if new == 1 else x * (old - 1) / (new - 1)
    if map == "ASYMMETRIC":
        return x * old / new
    return (x + 0.5) * old / new - 0.5


def nearest(at: float, old: int, rounding: str) -> int:
    """The element next to a coordinate (DS-LAY-039)."""
    rounded = {
        "HALF_UP": math.floor(at + 0.5),
        "HALF_DOWN": math.ceil(at - 0.5),
        "FLOOR": math.floor(at),
        "CEIL": math.ceil(at),
    }[rounding]
    return min(max(rounded, 0), old - 1)


def resized_nearest(x: Array, dims: Sequence[int], map: str, rounding: str, upper: bool = False) -> Array:
    """Mode NEAREST."""
    result = np.zeros(tuple(dims), x.dtype)
    for index in itertools.product(*map_ranges(dims)):
        result[index] = x[
            tuple(
                nearest(source(i, old, new, map, upper), old, rounding)
                for i, old, new in zip(index, x.shape, dims, strict=True)
            )
        ]
    return result


def map_ranges(dims: Sequence[int]) -> list[range]:
    """The indices of each axis."""
    return [range(extent) for extent in dims]


def resized_linear(x: Array, dims: Sequence[int], map: str, upper: bool = False) -> tuple[Array, Array]:
    """Mode LINEAR in float64, and for each element the sum of the magnitudes that it is made of."""
    result, size = x.astype(np.float64), np.abs(x.astype(np.float64))
    for axis, new in enumerate(dims):
        old = x.shape[axis]
        if old == new:
            continue
        matrix = np.zeros((new, old))
        for i in range(new):
            at = min(max(source(i, old, new, map, upper), 0.0), old - 1.0)
            low = min(math.floor(at), old - 1)
            matrix[i, low] += 1 - (at - low)
            matrix[i, min(low + 1, old - 1)] += at - low
        result = np.moveaxis(np.tensordot(matrix, result, (1, axis)), 0, axis)
        size = np.moveaxis(np.tensordot(matrix, size, (1, axis)), 0, axis)
    return result, size


def keys(distance: float, coefficient: float) -> float:
    """The weight of an element at a distance from a coordinate, in cubic convolution (Keys, 1981)."""
    t, a = abs(distance), coefficient
    if t <= 1:
        return (a + 2) * t**3 - (a + 3) * t**2 + 1
    return a * t**3 - 5 * a * t**2 + 8 * a * t - 4 * a if t < 2 else 0.0


def resized_cubic(x: Array, dims: Sequence[int], map: str, coefficient: float, exclude: bool) -> tuple[Array, Array]:
    """Mode CUBIC in float64, and for each element the sum of the magnitudes that it is made of.

    Beyond the ends the last element stands for the missing ones; with ``exclude`` their weight goes to the others.
    """
    result, size = x.astype(np.float64), np.abs(x.astype(np.float64))
    for axis, new in enumerate(dims):
        old = x.shape[axis]
        if old == new:
            continue
        matrix = np.zeros((new, old))
        for i in range(new):
            at = source(i, old, new, map)
            low = math.floor(at)
            for element in range(low - 1, low + 3):
                if not exclude or 0 <= element < old:
                    matrix[i, min(max(element, 0), old - 1)] += keys(at - element, coefficient)
            matrix[i] /= matrix[i].sum()
        result = np.moveaxis(np.tensordot(matrix, result, (1, axis)), 0, axis)
        size = np.moveaxis(np.tensordot(np.abs(matrix), size, (1, axis)), 0, axis)
    return result, size
