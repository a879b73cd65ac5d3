"""Pieces of the structs that kernels take; their counterparts are in ``cuda/grid.cuh``."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

MAX_RANK = 8
MOST_ELEMENTS = 2**31
"""Kernels that count elements in 32 bits are for fewer."""


class Divisor(ctypes.Structure):
    """A number that 32-bit numbers are divided by, with what makes that a multiplication."""

    _fields_ = (
        ("value", ctypes.c_uint32),
        ("magic", ctypes.c_uint32),
        ("shift", ctypes.c_uint32),
        ("unused", ctypes.c_uint32),
    )


_DIVISORS: dict[int, Divisor] = {}


def divisor(value: int) -> Divisor:
    """The `Divisor` of a number up to 2^32 - 1; 1 stands for 0, by which nothing is divided."""
    value = max(value, 1)
    found = _DIVISORS.get(value)
    if found is None:
        shift = (value - 1).bit_length()
        magic = ((1 << 32) * ((1 << shift) - value)) // value + 1
        found = Divisor(value & 0xFFFFFFFF, magic & 0xFFFFFFFF, shift, 0)
        if len(_DIVISORS) < 4096:
            _DIVISORS[value] = found
    return found


def divisors(extents: Sequence[int]) -> Any:
    """A `Divisor` for each extent, 1 for the axes that are not there."""
    return (Divisor * MAX_RANK)(*(divisor(min(extent, 0xFFFFFFFF)) for extent in extents))


class Params(ctypes.Structure):
    """A kernel's struct: first ``pointers``, then numbers."""

    shared_bytes = 0
    """Of shared memory that a block is launched with, besides what its kernel declares."""
