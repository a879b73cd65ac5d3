"""What the kernels that move elements are told, and the axes that tell it (``cuda/move.cuh``)."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass

from ..dims import Extents
from .cuda_params import MAX_RANK, Divisor, Params

MOST_PARTS = 8
"""That one kernel joins."""
PLAIN, LISTED = 0, 5
MODES = {"STRICT_BOUNDS": PLAIN, "FILL": 1, "WRAP": 2, "CLAMP": 3, "REFLECT": 4}
FILLED = MODES["FILL"]


class MoveParams(Params):
    """See ``cuda/move.cuh``."""

    _fields_ = (
        ("pointers", ctypes.c_uint64 * 4),
        ("count", ctypes.c_int64),
        ("rank", ctypes.c_int),
        ("is_mapped", ctypes.c_int),
        ("extents", Divisor * MAX_RANK),
        ("out_strides", ctypes.c_int64 * MAX_RANK),
        ("in_strides", ctypes.c_int64 * MAX_RANK),
        ("start", ctypes.c_int64 * MAX_RANK),
        ("step", ctypes.c_int64 * MAX_RANK),
        ("limit", ctypes.c_int64 * MAX_RANK),
        ("mode", ctypes.c_int * MAX_RANK),
        ("bytes", ctypes.c_int64),
        ("segments", Divisor),
        ("lanes", Divisor),
        ("lines", ctypes.c_uint32),
        ("packed", ctypes.c_int),
        ("low", ctypes.c_int),
        ("high", ctypes.c_int),
        ("packs", ctypes.c_int),
        ("unused", ctypes.c_int),
    )


class JoinParams(Params):
    """See ``cuda/move.cuh``."""

    _fields_ = (
        ("pointers", ctypes.c_uint64 * (1 + MOST_PARTS)),
        ("count", ctypes.c_int64),
        ("line", Divisor),
        ("ends", ctypes.c_uint32 * MOST_PARTS),
        ("number", ctypes.c_int),
        ("lines", ctypes.c_uint32),
        ("width", ctypes.c_uint32),
        ("packs", ctypes.c_int),
        ("widths", ctypes.c_uint32 * MOST_PARTS),
        ("places", ctypes.c_uint32 * MOST_PARTS),
        ("lanes", Divisor),
    )


@dataclass
class Axis:
    """An axis of the output: its extent, strides in elements, and how it goes to the input's coordinate."""

    extent: int
    into: int
    out: int
    mode: int = PLAIN
    start: int = 0
    step: int = 1
    limit: int = 0


def dense_strides(dims: Extents) -> list[int]:
    """Strides in elements of an array without gaps."""
    strides = [1] * len(dims)
    for axis in range(len(dims) - 2, -1, -1):
        strides[axis] = strides[axis + 1] * dims[axis + 1]
    return strides


def merged(axes: Sequence[Axis]) -> list[Axis]:
    """``axes`` without those of one element, and neighbours as one where nothing tells them apart."""
    result: list[Axis] = []
    for axis in reversed(axes):
        if axis.extent == 1 and axis.mode == PLAIN:
            continue
        if result and axis.mode == PLAIN == result[0].mode:
            inner = result[0]
            if axis.into == inner.into * inner.extent and axis.out == inner.out * inner.extent:
                result[0] = Axis(axis.extent * inner.extent, inner.into, inner.out)
                continue
        result.insert(0, axis)
    return result
