"""Reductions and softmax on a device (``cuda/reduce.cu``, ``cuda/softmax.cu``)."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..dims import Extents, known_volume
from ..dtypes import datatype_of
from .cuda_arrays import DeviceArray, Operand
from .cuda_base import CudaBase
from .cuda_params import Params
from .cuda_recording import ceil_div

OPERATIONS = {"SUM": 0, "PROD": 1, "MAX": 2, "MIN": 3, "AVG": 4}
THREADS = 256
ENOUGH_BLOCKS = 1024
"""Blocks that keep a big GPU busy; a reduction that makes fewer is split."""
LEAST_SHARE = 1024


class ReduceParams(Params):
    """See ``cuda/reduce.cu``."""

    _fields_ = (
        ("pointers", ctypes.c_uint64 * 2),
        ("outer", ctypes.c_int64),
        ("length", ctypes.c_int64),
        ("inner", ctypes.c_int64),
        ("share", ctypes.c_int64),
        ("divisor", ctypes.c_int64),
        ("op", ctypes.c_int),
        ("lanes", ctypes.c_int),
        ("packed", ctypes.c_int),
        ("out_type", ctypes.c_int),
    )


class SoftmaxParams(Params):
    """See ``cuda/softmax.cu``."""

    _fields_ = (
        ("pointers", ctypes.c_uint64 * 3),
        ("outer", ctypes.c_int64),
        ("length", ctypes.c_int64),
        ("inner", ctypes.c_int64),
        ("lanes", ctypes.c_int),
        ("packed", ctypes.c_int),
    )


class ReducingKernels(CudaBase):
    """See `kernels.device.Device`."""

    def reduce(self, op: str, x: Operand, axes: Sequence[int], keep_dims: bool) -> Operand:
        """See `Device.reduce`. One group of adjacent axes after another, floats in float32 in between."""
        array = self.ready(x)
        kept = tuple(1 if axis in axes else extent for axis, extent in enumerate(array.shape))
        shape = kept if keep_dims else tuple(e for axis, e in enumerate(array.shape) if axis not in axes)
        divisor = known_volume(tuple(array.shape[axis] for axis in axes)) if op == "AVG" else 1
        groups = _groups(array.shape, axes)
        final = np.dtype(np.float32) if array.dtype.kind == "f" else array.dtype
        if not groups:
            copied = self.recorder.allocate(shape, array.dtype)
            if array.size:
                self.copy(array, copied)
            return copied
        for number, (outer, length, inner) in enumerate(groups):
            is_last = number == len(groups) - 1
            array = self._reduced(op, array, (outer, length, inner), divisor if is_last else 1, final)
        return array.reshape(shape)

    def _reduced(self, op: str, x: DeviceArray, dims: Extents, divisor: int, dtype: np.dtype[Any]) -> DeviceArray:
        outer, length, inner = dims
        splits = self._splits(x, dims)
        share = ceil_div(ceil_div(length, splits), 16) * 16 if splits > 1 else max(length, 1)
        splits = ceil_div(length, share) if length else 1
        # Parts of 8-bit sums don't fit into 8 bits.
        partial = np.dtype(np.int32) if dtype == np.int8 and splits > 1 else dtype
        out = self.recorder.allocate((splits, outer, inner), partial)
        if out.size:
            params = ReduceParams(
                outer=outer,
                length=length,
                inner=inner,
                share=share,
                divisor=divisor if splits == 1 else 1,
                op=OPERATIONS[op],
                out_type=int(datatype_of(out.dtype)),
            )
            self._go_along(params, x, out, splits)
        if splits == 1:
            return out
        return self._reduced(op, out, (1, splits, outer * inner), divisor, dtype)

    def _splits(self, x: DeviceArray, dims: Extents) -> int:
        outer, length, inner = dims
        if not outer * inner:
            return 1
        if inner == 1:
            blocks = ceil_div(outer * _lanes(length, 16 // x.dtype.itemsize), THREADS)
        else:
            vector = 16 // x.dtype.itemsize if inner % (16 // x.dtype.itemsize) == 0 else 1
            blocks = outer * ceil_div(inner, 32 * vector)
        least = LEAST_SHARE * 16 if inner == 1 else 128
        return max(1, min(ENOUGH_BLOCKS // blocks, length // least, 4096))

    def _go_along(self, params: ReduceParams, x: DeviceArray, out: DeviceArray, splits: int) -> None:
        size = x.dtype.itemsize
        vector = 16 // size
        is_aligned = self.recorder.aligned and not x.offset % 16
        if params.inner == 1:
            params.packed = is_aligned and params.length % vector == 0
            params.lanes = _lanes(min(params.share, params.length), vector if params.packed else 1)
            blocks = ceil_div(params.outer * params.lanes, THREADS)
            self.recorder.emit(f"reduce_rows_{x.dtype.name}", params, [out, x], (blocks, splits, 1), (THREADS, 1, 1))
            return
        packed = is_aligned and params.inner % vector == 0 and size < 8
        width = 32 * vector if packed else 32
        blocks = params.outer * ceil_div(params.inner, width)
        kernel = f"reduce_{'packs' if packed else 'columns'}_{x.dtype.name}"
        self.recorder.emit(kernel, params, [out, x], (blocks, splits, 1), (32, 8, 1))

    def softmax(self, x: Operand, axis: int) -> Operand:
        """See `Device.softmax`."""
        array = self._floats(x)
        shape = array.shape
        outer, length, inner = known_volume(shape[:axis]), shape[axis], known_volume(shape[axis + 1 :])
        return self._softmax(array, (outer, length, inner), None)

    def ragged_softmax(self, x: Operand, bounds: Operand) -> Operand:
        """See `Device.ragged_softmax`."""
        array = self._floats(x)
        length = array.shape[-1]
        limits = self.ready(bounds)
        lead = array.shape[:-1]
        if limits.size != known_volume(lead):
            limits = self.broadcast(limits, (*lead, 1))
        return self._softmax(array, (known_volume(lead), length, 1), self.as_int32(limits))

    def _softmax(self, array: DeviceArray, dims: Extents, bounds: DeviceArray | None) -> DeviceArray:
        outer, length, inner = dims
        out = self.recorder.allocate(array.shape, array.dtype)
        if not out.size:
            return out
        arrays = [out, array] if bounds is None else [out, array, bounds]
        params = SoftmaxParams(outer=outer, length=length, inner=inner)
        if inner > 1:
            kernel = f"softmax_columns_{array.dtype.name}"
            self.recorder.emit(kernel, params, arrays, (ceil_div(outer * inner, THREADS), 1, 1), (THREADS, 1, 1))
            return out
        vector = 16 // array.dtype.itemsize
        params.packed = self.recorder.aligned and not array.offset % 16 and length % vector == 0
        # As many threads as hold the row in their registers, 16 elements each; then it is read once.
        params.lanes = min(256, 1 << (ceil_div(length, 16) - 1).bit_length())
        blocks = ceil_div(outer * params.lanes, THREADS)
        self.recorder.emit(f"softmax_rows_{array.dtype.name}", params, arrays, (blocks, 1, 1), (THREADS, 1, 1))
        return out

    def _floats(self, x: Operand) -> DeviceArray:
        array = self.ready(x)
        return array if array.dtype.kind == "f" else self.as_float32(array)


def _lanes(length: int, vector: int) -> int:
    """Threads for a row: each has some packs of it, and a warp or a block at most has a row."""
    packs = max(1, length // vector)
    if vector == 1 and 64 < length < 8192:
        return 32
    if packs >= 512:
        return 256
    return min(32, 1 << max(0, (packs - 1).bit_length() - 1)) if packs < 256 else 64


def _groups(shape: Extents, axes: Sequence[int]) -> list[Extents]:
    """(outer, length, inner) of each group of adjacent reduced axes, inner ones first."""
    result: list[Extents] = []
    current = [(extent, axis in axes) for axis, extent in enumerate(shape) if extent != 1]
    while any(is_reduced for _, is_reduced in current):
        last = max(index for index, (_, is_reduced) in enumerate(current) if is_reduced)
        first = last
        while first and current[first - 1][1]:
            first -= 1
        extents = [extent for extent, _ in current]
        length = known_volume(tuple(extents[first : last + 1]))
        result.append((known_volume(tuple(extents[:first])), length, known_volume(tuple(extents[last + 1 :]))))
        del current[first : last + 1]
    return result
