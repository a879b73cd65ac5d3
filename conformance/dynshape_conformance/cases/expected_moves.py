"""Where slices and gathers take their elements from, one index at a time, as the clauses put it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np

from ..adapter import Array

FILLED = -1
"""Stands for the fill value."""


def coordinate(position: int, length: int, mode: str) -> int:
    """Where ``position`` leads on an axis of ``length`` elements (DS-LAY-009 to DS-LAY-013)."""
    if mode == "WRAP":
        return position % length
    if mode == "CLAMP":
        return min(max(position, 0), length - 1)
    if mode == "REFLECT":
        # One step at a time, turning at the ends.
        if length == 1:
            return 0
        at, step = 0, 1
        for _ in range(abs(position)):
            if not 0 <= at + step < length:
                step = -step
            at += step
        return at
    if mode == "FILL" and not 0 <= position < length:
        return FILLED
    assert 0 <= position < length
    return position


def sliced(
    x: Array, start: Sequence[int], size: Sequence[int], stride: Sequence[int], mode: str = "DEFAULT", fill: float = 0
) -> Array:
    """output[i] = input[start + i * stride] on each axis (DS-LAY-007)."""
    result = np.zeros(tuple(size), x.dtype)
    for index in itertools.product(*map(range, size)):
        source = tuple(
            coordinate(first + i * step, length, mode)
            for first, i, step, length in zip(start, index, stride, x.shape, strict=True)
        )
        result[index] = fill if FILLED in source else x[source]
    return result


def _at(x: Array, index: Sequence[int]) -> float:
    # An index out of bounds yields 0 (DS-LAY-023); a negative one counts from the end, as in ONNX.
    whole = [i + length if i < 0 else i for i, length in zip(index, x.shape, strict=True)]
    inside = all(0 <= i < length for i, length in zip(whole, x.shape, strict=True))
    return float(x[tuple(whole)]) if inside else 0


def gathered(data: Array, indices: Array, axis: int, elementwise: int = 0) -> Array:
    """Mode DEFAULT: the axis of the data is replaced by the dims of the indices (DS-LAY-018, DS-LAY-019)."""
    lead = tuple(max(a, b) for a, b in zip(data.shape[:elementwise], indices.shape[:elementwise], strict=True))
    before, after = data.shape[elementwise:axis], data.shape[axis + 1 :]
    inner = indices.shape[elementwise:]
    result = np.zeros((*lead, *before, *inner, *after), data.dtype)
    for index in itertools.product(*map(range, result.shape)):
        n, b, i = elementwise, len(before), len(inner)
        own = tuple(0 if data.shape[k] == 1 else index[k] for k in range(n))
        theirs = tuple(0 if indices.shape[k] == 1 else index[k] for k in range(n))
        chosen = int(indices[(*theirs, *index[n + b : n + b + i])])
        result[index] = _at(data, (*own, *index[n : n + b], chosen, *index[n + b + i :]))
    return result


def gathered_elements(data: Array, indices: Array, axis: int) -> Array:
    """Mode ELEMENT: output[J] = data[J with J[axis] replaced by indices[J]] (DS-LAY-020)."""
    result = np.zeros(indices.shape, data.dtype)
    for index in itertools.product(*map(range, indices.shape)):
        result[index] = _at(data, (*index[:axis], int(indices[index]), *index[axis + 1 :]))
    return result


def gathered_nd(data: Array, indices: Array, elementwise: int = 0) -> Array:
    """Mode ND: the last axis of the indices holds index tuples (DS-LAY-021)."""
    depth = indices.shape[-1]
    result = np.zeros(indices.shape[:-1] + data.shape[elementwise + depth :], data.dtype)
    for index in itertools.product(*map(range, indices.shape[:-1])):
        for rest in itertools.product(*map(range, data.shape[elementwise + depth :])):
            source = (*index[:elementwise], *(int(i) for i in indices[index]), *rest)
            result[(*index, *rest)] = _at(data, source)
    return result
