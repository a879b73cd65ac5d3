"""Where resampling looks: for each output index of an axis the input indices that count, and how much.

An index of an output axis stands for a coordinate of the input axis (DS-LAY-038), a fraction of
integers. Fractions are kept as they are, so that no rounding decides which element is the nearest.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np

from ..dtypes import Array

Fractions: TypeAlias = tuple[Array, int]
"""Numerators, and the denominator that they share."""
Taps: TypeAlias = tuple[Array, Array]
"""For each output index a row of input indices, and a row of their weights."""


def coordinates(old: int, new: int, transformation: str, upper_left: bool) -> Fractions:
    """The coordinates on an axis of extent ``old`` for one of extent ``new`` (DS-LAY-038).

    ``upper_left`` chooses coordinate 0 for an axis that shrinks to one element. Without it aligned
    corners, which divide by zero there, choose 0 as well.
    """
    index = np.arange(new, dtype=np.int64)
    if new == 1 and (upper_left or transformation == "ALIGN_CORNERS"):
        return index, 1
    if transformation == "ALIGN_CORNERS":
        return index * (old - 1), new - 1
    if transformation == "ASYMMETRIC":
        return index * old, new
    return (2 * index + 1) * old - new, 2 * new


def nearest(places: Fractions, extent: int, rounding: str) -> Array:
    """The input index next to each coordinate (DS-LAY-039); beyond the ends the last one."""
    over, under = places
    if rounding == "HALF_UP":
        index = (2 * over + under) // (2 * under)
    elif rounding == "HALF_DOWN":
        index = -((under - 2 * over) // (2 * under))
    elif rounding == "FLOOR":
        index = over // under
    else:
        index = -(-over // under)
    return np.asarray(index.clip(0, extent - 1))


def linear(places: Fractions, extent: int) -> Taps:
    """The two neighbours of each coordinate; beyond the ends the last one."""
    over, under = places
    low = over // under
    ahead = (over - low * under) / under
    indices = np.stack([low, low + 1], axis=1)
    return indices.clip(0, extent - 1), np.stack([1 - ahead, ahead], axis=1)


def cubic(places: Fractions, extent: int, coefficient: float, exclude_outside: bool) -> Taps:
    """The four neighbours of each coordinate.

    Beyond the ends the last element stands for the missing ones, or, with ``exclude_outside``, they
    count nothing and the others so much more.
    """
    over, under = places
    low = over // under
    indices = low[:, None] + np.arange(-1, 3)
    weights = cubic_weights((over - low * under) / under, coefficient)
    if exclude_outside:
        weights = np.where((indices >= 0) & (indices < extent), weights, 0.0)
        with np.errstate(all="ignore"):
            # A coefficient can be such that nothing is left.
            weights = weights / weights.sum(axis=1, keepdims=True)
    return indices.clip(0, extent - 1), weights


def cubic_weights(ahead: Array, a: float) -> Array:
    """Weights of the elements at -1, 0, 1 and 2 for a coordinate ``ahead`` of 0, as a last axis (Keys, 1981)."""
    near = [ahead, 1 - ahead]
    far = [1 + ahead, 2 - ahead]
    inner = [((a + 2) * t - (a + 3)) * t * t + 1 for t in near]
    outer = [((t - 5) * t + 8) * t * a - 4 * a for t in far]
    return np.stack([outer[0], inner[0], inner[1], outer[1]], axis=-1)
