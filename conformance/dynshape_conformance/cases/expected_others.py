"""What layers outside of the chapter's list should give, element by element, as the header and ONNX define them."""

from __future__ import annotations

import itertools
import math

import numpy as np

from ..adapter import Array
from .expected_numbers import wide
from .expected_resize import keys


def normalized(x: Array, scale: Array, bias: Array, axes: tuple[int, ...], epsilon: float) -> Array:
    """(x - mean) / sqrt(variance + epsilon) * scale + bias; the variance is that of all elements."""
    data = wide(x)
    centred = data - data.mean(axis=axes, keepdims=True)
    return np.asarray(centred / np.sqrt((centred**2).mean(axis=axes, keepdims=True) + epsilon) * scale + bias)


def responses(x: Array, window: int, alpha: float, beta: float, k: float) -> Array:
    """x / (k + alpha / window * sum of squares over a window of channels) ^ beta; the channels are axis -3."""
    data = wide(x)
    channels, half = x.shape[-3], window // 2
    sums = [
        (data[..., max(0, c - half) : c + half + 1, :, :] ** 2).sum(axis=-3, keepdims=True) for c in range(channels)
    ]
    return np.asarray(data / (k + alpha / window * np.concatenate(sums, axis=-3)) ** beta)


def selected(
    boxes: Array, scores: Array, most: int, overlap: float, least: float, centers: bool
) -> list[tuple[int, int, int]]:
    """Rows (item, class, box) of the boxes that suppression leaves, sorted."""
    rows = []
    for item, one in itertools.product(range(scores.shape[0]), range(scores.shape[2])):
        own = boxes[item] if boxes.ndim == 3 else boxes[item, :, one]
        kept: list[int] = []
        for box in sorted(range(len(own)), key=lambda box: -float(scores[item, box, one])):
            apart = all(_overlap(own[box], own[other], centers) <= overlap for other in kept)
            if float(scores[item, box, one]) > least and len(kept) < most and apart:
                kept.append(box)
        rows += [(item, one, box) for box in kept]
    return sorted(rows)


def _overlap(a: Array, b: Array, centers: bool) -> float:
    (al, ah), (bl, bh) = (_corners(box, centers) for box in (a, b))
    common = math.prod(max(0.0, min(ah[i], bh[i]) - max(al[i], bl[i])) for i in range(2))
    union = sum(math.prod(high[i] - low[i] for i in range(2)) for low, high in ((al, ah), (bl, bh))) - common
    return common / union if union else 0.0


def _corners(box: Array, centers: bool) -> tuple[list[float], list[float]]:
    p, q, r, s = (float(number) for number in box)
    pairs = ((p - r / 2, p + r / 2), (q - s / 2, q + s / 2)) if centers else ((p, r), (q, s))
    return [min(pair) for pair in pairs], [max(pair) for pair in pairs]


def grid_sampled(x: Array, grid: Array, interpolation: str, mode: str, align: bool) -> tuple[Array, Array]:
    """The samples of a picture (N,C,H,W) at the points of a grid, and the sums of the magnitudes of their terms."""
    result = np.zeros((*x.shape[:2], *grid.shape[1:3]))
    size = np.zeros_like(result)
    for n, i, j in itertools.product(range(len(grid)), *map(range, grid.shape[1:3])):
        columns, rows = (
            _weights(_pixel(float(grid[n, i, j, place]), extent, align), interpolation)
            for place, extent in ((0, x.shape[3]), (1, x.shape[2]))
        )
        for (row, down), (column, across) in itertools.product(rows, columns):
            at = _inside(row, x.shape[2], mode, align), _inside(column, x.shape[3], mode, align)
            if None not in at:
                term = wide(x)[n, :, at[0], at[1]] * down * across
                result[n, :, i, j] += term
                size[n, :, i, j] += np.abs(term)
    return result, size


def _pixel(place: float, extent: int, align: bool) -> float:
    return (place + 1) / 2 * (extent - 1) if align else ((place + 1) * extent - 1) / 2


def _weights(at: float, interpolation: str) -> list[tuple[int, float]]:
    if interpolation == "NEAREST":
        return [(round(at), 1.0)]
    low = math.floor(at)
    if interpolation == "LINEAR":
        return [(low, 1 - (at - low)), (low + 1, at - low)]
    return [(low + step, keys(at - low - step, -0.75)) for step in range(-1, 3)]


def _inside(index: int, extent: int, mode: str, align: bool) -> int | None:
    """The element that stands for an index, None for a zero."""
    if mode == "CLAMP":
        return min(max(index, 0), extent - 1)
    if mode == "REFLECT":
        period = max(1, 2 * extent - 2) if align else 2 * extent
        folded = index % period
        return folded if folded < extent else period - folded - (0 if align else 1)
    return index if 0 <= index < extent else None
