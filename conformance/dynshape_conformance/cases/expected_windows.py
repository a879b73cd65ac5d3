"""What moving windows should give: extents by the printed formulas, elements one by one."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..adapter import Array

EXPLICIT = ("EXPLICIT_ROUND_DOWN", "EXPLICIT_ROUND_UP")
SAME = ("SAME_UPPER", "SAME_LOWER")


@dataclass(frozen=True)
class Axis:
    """How a window moves along one axis: F taps D apart, steps of S, padding B before and A after."""

    window: int
    stride: int = 1
    dilation: int = 1
    before: int = 0
    after: int = 0

    @property
    def span(self) -> int:
        """DK = 1 + D * (F - 1)."""
        return 1 + self.dilation * (self.window - 1)


def same_padding(axis: Axis, padding: int, mode: str) -> Axis:
    """Half of the padding on each side; the odd one after (UPPER) or before (LOWER)."""
    less, more = padding // 2, padding - padding // 2
    before, after = (less, more) if mode == "SAME_UPPER" else (more, less)
    return replace(axis, before=before, after=after)


def settled(extent: int, axis: Axis, mode: str) -> Axis:
    """The axis with the padding of its mode (DS-LAY-062)."""
    if mode in SAME:
        return same_padding(axis, (extent - 1) // axis.stride * axis.stride + axis.span - extent, mode)
    return axis


def moved(extent: int, axis: Axis, mode: str) -> int:
    """The output extent of a convolution or pooling (DS-LAY-061, DS-LAY-062, DS-LAY-064)."""
    if mode in SAME:
        return math.ceil(extent / axis.stride)
    room = (extent + axis.before + axis.after - axis.span) / axis.stride
    return (math.ceil(room) if mode == "EXPLICIT_ROUND_UP" else math.floor(room)) + 1


def spread(extent: int, axis: Axis, mode: str) -> int:
    """The output extent of a deconvolution (DS-LAY-063)."""
    full = (extent - 1) * axis.stride + axis.span
    if mode in SAME:
        return min(extent * axis.stride, full)
    return full - axis.before - axis.after


def convolved(x: Array, kernel: Array, axes: tuple[Axis, ...], mode: str, groups: int = 1) -> tuple[Array, Array]:
    """A convolution of (N,C,...) in float64, and for each element the sum of the magnitudes of its terms."""
    taps = [settled(extent, axis, mode) for extent, axis in zip(x.shape[2:], axes, strict=True)]
    extents = [moved(extent, axis, mode) for extent, axis in zip(x.shape[2:], axes, strict=True)]
    maps, part = kernel.shape[0], x.shape[1] // groups
    result = np.zeros((x.shape[0], maps, *extents))
    size = np.zeros_like(result)
    for n, m, *at in itertools.product(*map(range, result.shape)):
        inside = met(at, taps, x.shape[2:])
        for c in range(part):
            channel = m // (maps // groups) * part + c
            for tap, source in inside:
                term = float(x[(n, channel, *source)]) * float(kernel[(m, c, *tap)])
                result[(n, m, *at)] += term
                size[(n, m, *at)] += abs(term)
    return result, size


def met(
    at: Sequence[int], taps: Sequence[Axis], extents: Sequence[int]
) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """The taps of a kernel that meet an element when it stands at ``at``, each with the place of that element."""
    lines = []
    for i, axis, extent in zip(at, taps, extents, strict=True):
        places = [(k, i * axis.stride + k * axis.dilation - axis.before) for k in range(axis.window)]
        lines.append([(k, place) for k, place in places if 0 <= place < extent])
    return [tuple(zip(*pairs, strict=True)) for pairs in itertools.product(*lines)]  # type: ignore[misc]


def deconvolved(x: Array, kernel: Array, axes: tuple[Axis, ...], mode: str) -> tuple[Array, Array]:
    """A deconvolution: each element of the input spreads the kernel, of dims (C,K,...)."""
    taps = tuple(same_padding(axis, max(axis.span - axis.stride, 0), mode) if mode in SAME else axis for axis in axes)
    extents = [spread(extent, axis, mode) for extent, axis in zip(x.shape[2:], axes, strict=True)]
    result = np.zeros((x.shape[0], kernel.shape[1], *extents))
    size = np.zeros_like(result)
    for n, c, *at in itertools.product(*map(range, x.shape)):
        inside = met(at, taps, extents)
        for m in range(kernel.shape[1]):
            for tap, target in inside:
                term = float(x[(n, c, *at)]) * float(kernel[(c, m, *tap)])
                result[(n, m, *target)] += term
                size[(n, m, *target)] += abs(term)
    return result, size


def pooled(x: Array, axes: tuple[Axis, ...], mode: str, kind: str, excludes: bool = True) -> Array:
    """A pooling of (N,C,...): the greatest element, or the average over the (un)padded overlap (DS-LAY-064)."""
    taps = [settled(extent, axis, mode) for extent, axis in zip(x.shape[2:], axes, strict=True)]
    extents = [moved(extent, axis, mode) for extent, axis in zip(x.shape[2:], axes, strict=True)]
    result = np.zeros((*x.shape[:2], *extents))
    for n, c, *at in itertools.product(*map(range, result.shape)):
        values, count = [], 0
        for tap in itertools.product(*(range(axis.window) for axis in taps)):
            source = tuple(i * axis.stride + k - axis.before for i, k, axis in zip(at, tap, taps, strict=True))
            both = list(zip(source, x.shape[2:], taps, strict=True))
            if all(0 <= i < extent for i, extent, _ in both):
                values.append(float(x[(n, c, *source)]))
            if all(-axis.before <= i < extent + axis.after for i, extent, axis in both):
                count += 1
        if kind == "MAX":
            result[(n, c, *at)] = max(values, default=-math.inf)
        else:
            result[(n, c, *at)] = sum(values) / max(len(values) if excludes else count, 1)
    return result
