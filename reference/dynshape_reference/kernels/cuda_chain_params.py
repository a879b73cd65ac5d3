"""What a chain's kernels are told: the struct, the numbers of the steps, and the fewest axes that do."""

from __future__ import annotations

import ctypes
import functools
import re
from collections.abc import Sequence
from importlib import resources
from typing import Any

import numpy as np

from ..dims import Extents
from ..dtypes import datatype_of
from .cuda_params import MAX_RANK, Divisor, Params

MAX_OPERANDS, MAX_STEPS = 4, 8


class Step(ctypes.Structure):
    """One step of a chain."""

    _fields_ = (
        ("op", ctypes.c_int),
        ("operand", ctypes.c_int),
        ("swapped", ctypes.c_int),
        ("unused", ctypes.c_int),
        ("integer", ctypes.c_int64),
        ("alpha", ctypes.c_float),
        ("beta", ctypes.c_float),
    )


class ChainParams(Params):
    """See ``cuda/chain.cuh``."""

    _fields_ = (
        ("pointers", ctypes.c_uint64 * (1 + MAX_OPERANDS)),
        ("count", ctypes.c_int64),
        ("rank", ctypes.c_int),
        ("steps", ctypes.c_int),
        ("out_type", ctypes.c_int),
        ("dense", ctypes.c_int),
        ("types", ctypes.c_int * MAX_OPERANDS),
        ("extents", Divisor * MAX_RANK),
        ("strides", ctypes.c_int64 * MAX_RANK * MAX_OPERANDS),
        ("step", Step * MAX_STEPS),
    )


@functools.cache
def operations() -> dict[str, int]:
    """The numbers of the steps, as the kernel's source has them."""
    source = (resources.files(__package__) / "cuda" / "chain.cuh").read_text(encoding="utf-8")
    found = re.search(r"enum Op \{(.*?)\}", source, re.DOTALL)
    assert found is not None
    return {name: number for number, name in enumerate(re.findall(r"OP_(\w+)", found[1]))}


@functools.cache
def number_of(dtype: np.dtype[Any]) -> int:
    """An element type as the kernels have it."""
    return int(datatype_of(dtype))


@functools.cache
def name_of(dtype: np.dtype[Any]) -> str:
    """The name of an element type, which NumPy makes anew each time."""
    return dtype.name


def broadcast_shape(shape: Extents, *others: Extents) -> Extents:
    """The dims of an operation on arrays that broadcast, as NumPy has it; a layer has checked that they do."""
    for other in others:
        if len(other) > len(shape):
            shape, other = other, shape
        lead = len(shape) - len(other)
        shape = (*shape[:lead], *(b if a == 1 else a for a, b in zip(shape[lead:], other, strict=True)))
    return shape


def collapse(dims: Extents, shapes: Sequence[Extents]) -> tuple[Extents, list[list[int]]]:
    """``dims`` with as few axes as all operands allow, and the operands' strides in elements along them."""
    lines = [operand_strides(shape, len(dims)) for shape in shapes]
    kept_dims: list[int] = []
    kept: list[list[int]] = [[] for _ in shapes]
    for axis in range(len(dims) - 1, -1, -1):
        extent = dims[axis]
        if extent == 1 and len(dims) > 1 and (kept_dims or axis):
            continue
        if kept_dims and all(line[axis] == own[0] * kept_dims[0] for line, own in zip(lines, kept, strict=True)):
            kept_dims[0] *= extent
            continue
        kept_dims.insert(0, extent)
        for line, own in zip(lines, kept, strict=True):
            own.insert(0, line[axis])
    if not kept_dims:
        return (1,), [[0] for _ in shapes]
    return tuple(kept_dims), kept


def operand_strides(shape: Extents, rank: int) -> list[int]:
    """Those of an operand of ``rank`` axes, the first of which it may lack; 0 where its extent is 1."""
    result = [0] * rank
    step = 1
    for axis in range(1, len(shape) + 1):
        extent = shape[-axis]
        result[-axis] = 0 if extent == 1 else step
        step *= extent
    return result
