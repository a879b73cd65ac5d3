"""Reductions and softmax on a device (``cuda/reduce.cuh``, ``cuda/softmax.cuh``)."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..dims import Extents, known_volume
from ..dtypes import datatype_of
from .cuda_arrays import DeviceArray, Operand
from .cuda_base import CudaBase, Deferred
from .cuda_chain_params import name_of
from .cuda_fitting import Extent3, Geometry, around
from .cuda_params import Params
from .cuda_recording import ceil_div, power_of_two

OPERATIONS = {"SUM": 0, "PROD": 1, "MAX": 2, "MIN": 3, "AVG": 4}
THREADS = 256
BLOCKS = 4
"""Blocks a multiprocessor that keep it busy; a reduction that makes fewer is split. More cost more in the end than they
win: their parts are combined by one block."""
ACROSS = 16
"""Threads side by side, of a reduction across rows."""
LEAST_SHARE = 1024
KEPT = 32
"""Elements that a thread of a softmax keeps in its registers."""
CLUSTER, MOST_THREADS = 8, 512
"""Blocks of a cluster, and the threads of each at most."""
MOST_KEPT = {4: 512, 8: 256}
"""Threads of a row at most that keep it in registers where shared memory takes longer ones; by a pack's elements."""
SHARED_PACKS = 8
"""Packs of 16 bytes that a thread keeps of a row in shared memory."""
SHARED_SUMS = 2048
"""Bytes of shared memory at most that the sums of a row's warps take."""
COLUMN_PACKS = 8
"""Packs that a thread keeps of columns, one in each row."""
SHORT, SHORT_ROWS = 64, 64
"""Elements of a row at most that is softmaxed in shared memory, and how many of them a block has."""
SHARE_UNIT = 32
"""A split's share of a row begins where a pack of 16 bytes can."""


class ReduceParams(Params):
    """See ``cuda/reduce.cuh``."""

    _fields_ = (
        ("pointers", ctypes.c_uint64 * 4),
        ("outer", ctypes.c_int64),
        ("length", ctypes.c_int64),
        ("inner", ctypes.c_int64),
        ("share", ctypes.c_int64),
        ("divisor", ctypes.c_int64),
        ("op", ctypes.c_int),
        ("out_type", ctypes.c_int),
        ("lanes_log", ctypes.c_int),
        ("tiles", ctypes.c_uint32),
        ("width", ctypes.c_uint32),
        ("unused", ctypes.c_uint32),
    )


class SoftmaxParams(Params):
    """See ``cuda/softmax.cuh``."""

    _fields_ = (
        ("pointers", ctypes.c_uint64 * 3),
        ("outer", ctypes.c_int64),
        ("length", ctypes.c_int64),
        ("inner", ctypes.c_int64),
        ("lanes_log", ctypes.c_int),
        ("tiles", ctypes.c_uint32),
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
        for dims in groups[:-1]:
            array = self._reduced(op, array, dims, 1, final)

        def make(shape: Extents, dtype: np.dtype[Any]) -> DeviceArray:
            only = axes if len(groups) == 1 else ()
            return self._reduced(op, array, groups[-1], divisor, dtype, only).reshape(shape)

        # Of float16 the sum may be wanted in float16, or in float32.
        return Deferred(shape, final, make) if array.dtype.kind == "f" else make(shape, final)

    def _reduced(
        self,
        op: str,
        x: DeviceArray,
        dims: Extents,
        divisor: int,
        dtype: np.dtype[Any],
        axes: Sequence[int] = (),
    ) -> DeviceArray:
        """``dims`` are (outer, length, inner), of the group of ``axes`` if there is no other."""
        outer, length, inner = dims
        is_aligned = self.recorder.aligned and not x.offset % 16
        out = self.recorder.allocate((outer, inner), dtype)
        if not out.size:
            return out
        params, own = ReduceParams(divisor=divisor, op=OPERATIONS[op], out_type=int(datatype_of(dtype))), x.dtype
        kernel, blocks, threads, splits = self._shared_out(params, own, dims, is_aligned)
        arrays = [out, x]

        def fit(dims: Extents) -> Geometry | None:
            groups = _groups(dims, axes)
            if len(groups) != 1:
                return None
            kernel, blocks, threads, splits = self._shared_out(params, own, groups[0], is_aligned)
            params.divisor = params.length if op == "AVG" else 1
            return (kernel, (blocks, 1, 1), threads) if splits == 1 else None

        if splits > 1:
            params.share = ceil_div(ceil_div(length, splits), SHARE_UNIT) * SHARE_UNIT
            splits = ceil_div(length, params.share)
        if splits > 1:
            wide = {1: np.int32, 2: np.float32}.get(x.dtype.itemsize, x.dtype)
            arrays += [
                self.recorder.allocate((splits, outer, inner), wide),
                self.recorder.upload(np.zeros(blocks, np.uint32)),
            ]
        self.recorder.emit(kernel, params, arrays, (blocks, splits, 1), threads, fit if axes else None)
        return out

    def _shared_out(
        self, params: ReduceParams, dtype: np.dtype[Any], dims: Extents, is_aligned: bool
    ) -> tuple[str, int, Extent3, int]:
        """The kernel, its blocks and their threads, and how many blocks share a row, or columns."""
        params.outer, params.length, params.inner = dims
        params.share = max(params.length, 1)
        choose = self._rows if params.inner == 1 else self._columns
        kernel, blocks, threads, least = choose(params, dtype.itemsize, is_aligned)
        enough = self.resources.driver.multiprocessors * BLOCKS
        splits = max(1, min(enough // blocks, params.length // least, 4096)) if least else 1
        return f"reduce_{kernel}_{name_of(dtype)}", blocks, threads, splits

    def _rows(self, params: ReduceParams, size: int, is_aligned: bool) -> tuple[str, int, Extent3, int]:
        """The kernel, its blocks and their threads, and the least share of a split, 0 where there are none."""
        outer, length, threads = params.outer, params.length, (THREADS, 1, 1)
        vector = 16 // size
        packs = ceil_div(length, vector)
        if is_aligned and length and length % vector == 0 and packs <= 16:
            params.lanes_log = (packs - 1).bit_length()
            return "short_rows", ceil_div(outer << params.lanes_log, THREADS * 4), threads, 0
        if is_aligned and 0 < length * size <= 128:
            params.tiles = max(1, min(2, 64 // (length * size)))
            return "staged_rows", ceil_div(outer, THREADS * params.tiles), threads, 0
        # Four packs a lane, if that leaves a warp for a row or a block at most.
        lanes = min(32, power_of_two(ceil_div(packs, 4))) if packs < 512 else 256
        params.lanes_log = lanes.bit_length() - 1
        return "rows", ceil_div(outer * lanes, THREADS), threads, LEAST_SHARE * 16 if lanes == 256 else 0

    def _columns(self, params: ReduceParams, size: int, is_aligned: bool) -> tuple[str, int, Extent3, int]:
        """See `_rows`. A row that does not begin at a multiple of 16 bytes needs one pack more than it fills."""
        vector = 16 // size
        is_packed = is_aligned and params.inner % vector == 0
        most = (ACROSS if is_packed else ACROSS - 1) * vector
        params.tiles = ceil_div(params.inner, most)
        params.width = most if is_packed else ceil_div(params.inner, params.tiles)
        return "columns", params.outer * params.tiles, (ACROSS, THREADS // ACROSS, 1), 128

    def softmax(self, x: Operand, axis: int) -> Operand:
        """See `Device.softmax`."""
        array = self._floats(x)
        return self._softmax(array, around(array.shape, axis), None, axis)

    def ragged_softmax(self, x: Operand, bounds: Operand) -> Operand:
        """See `Device.ragged_softmax`."""
        array = self._floats(x)
        length = array.shape[-1]
        limits = self.ready(bounds)
        lead = array.shape[:-1]
        if limits.size != known_volume(lead):
            limits = self.broadcast(limits, (*lead, 1))
        return self._softmax(array, (known_volume(lead), length, 1), self.as_int32(limits))

    def _softmax(
        self, array: DeviceArray, dims: Extents, bounds: DeviceArray | None, axis: int | None = None
    ) -> DeviceArray:
        """``dims`` are (outer, length, inner), those around ``axis`` if that is given."""
        out = self.recorder.allocate(array.shape, array.dtype)
        if not out.size:
            return out
        arrays = [out, array] if bounds is None else [out, array, bounds]
        params, name, vector = SoftmaxParams(), name_of(array.dtype), 16 // array.dtype.itemsize
        is_ragged = bounds is not None
        is_aligned = self.recorder.aligned and not array.offset % 16

        def shared_out(dims: Extents) -> Geometry:
            params.outer, params.length, params.inner = dims
            params.shared_bytes = 0
            is_whole = params.length % vector == 0 and not is_ragged
            if params.inner > 1:
                kernel, blocks, threads = self._softmax_columns(params, vector, is_aligned)
            elif is_aligned and not is_whole and not is_ragged and params.length <= SHORT:
                kernel, blocks, threads = "short", ceil_div(params.outer, SHORT_ROWS), (THREADS, 1, 1)
            else:
                kernel, blocks, threads = self._softmax_rows(params, vector, is_aligned, is_whole)
            return f"softmax_{kernel}_{name}", (blocks, 1, 1), threads

        kernel, blocks, threads = shared_out(dims)
        fit = None if axis is None else lambda dims: shared_out(around(dims, axis))
        self.recorder.emit(kernel, params, arrays, blocks, threads, fit)
        return out

    def _softmax_rows(
        self, params: SoftmaxParams, vector: int, is_aligned: bool, is_whole: bool
    ) -> tuple[str, int, Extent3]:
        """The kernel, its blocks and their threads; packs have ``vector`` elements, and rows are whole packs or not."""
        outer, length = params.outer, params.length
        packs, most = ceil_div(length, vector), KEPT // vector
        # Four threads of a row read 64 bytes side by side; its ends that are no packs have a thread for each element.
        lanes = max(4 if is_whole else vector, power_of_two(ceil_div(packs, most)))
        if not is_aligned:
            return "long_rows", outer, (1024 if length > 8192 else 256, 1, 1)
        if lanes > MOST_KEPT[vector] and (blocks := self._shared_blocks(outer, packs)):
            params.shared_bytes = ceil_div(packs, blocks * MOST_THREADS) * MOST_THREADS * 16
            return f"shared_{blocks}", outer * blocks, (MOST_THREADS, 1, 1)
        if lanes > 1024:
            return "long_rows", outer, (1024, 1, 1)
        params.lanes_log = lanes.bit_length() - 1
        if lanes > THREADS:
            return "wide_rows", outer, (lanes, 1, 1)
        name, sizes = ("rows", (2, 4, 8)) if is_whole else ("ragged", (1, 4) if vector == 8 else (4, 8))
        share = next(size for size in sizes if lanes * size >= packs)
        # Where a thread has the fewest packs it has them of two rows.
        rows = 2 if share == sizes[0] and share < 4 else 1
        return f"{name}_{share}", ceil_div(outer * lanes, THREADS * rows), (THREADS, 1, 1)

    def _shared_blocks(self, outer: int, packs: int) -> int:
        """Blocks that keep a row in shared memory, 0 if that is too long; more of them where rows are few."""
        driver, least = self.resources.driver, ceil_div(packs, MOST_THREADS * SHARED_PACKS)
        has_room = driver.shared_bytes >= MOST_THREADS * SHARED_PACKS * 16 + SHARED_SUMS
        if not has_room or least > (CLUSTER if driver.has_clusters else 1):
            return 0
        blocks = power_of_two(least)
        while driver.has_clusters and blocks < CLUSTER and outer * blocks * 2 <= driver.multiprocessors:
            blocks *= 2
        return blocks

    def _softmax_columns(self, params: SoftmaxParams, vector: int, is_aligned: bool) -> tuple[str, int, Extent3]:
        """See `_softmax_rows`."""
        outer, length, inner = params.outer, params.length, params.inner
        is_whole = inner % vector == 0
        # Threads would have few elements.
        is_small = not is_whole and length * inner < 8 * THREADS
        # The kernel, the threads of a block, the blocks of a cluster, and how many threads stand side by side, at least
        # and at most: of 8 a warp reads 128 bytes of a row. Where rows are no whole packs, those at the ends of what it
        # reads are not the block's alone.
        kernels = (
            ("packs", THREADS, 1, 4, 8), ("tall_packs", MOST_THREADS, 1, 4, 8),
            ("cluster_packs", MOST_THREADS, CLUSTER, 4, 8),
        ) if is_whole else (
            ("ragged_packs", THREADS, 1, 16, 32), ("tall_ragged_packs", MOST_THREADS, 1, 16, 32),
            ("cluster_ragged_packs", MOST_THREADS, CLUSTER, 8, 16), ("tall_ragged_packs", MOST_THREADS, 1, 8, 8),
        )  # fmt: skip
        for kernel, threads, blocks, least, most in kernels:
            below = power_of_two(ceil_div(length, COLUMN_PACKS * blocks))
            if not is_aligned or is_small or below * least > threads:
                continue
            if blocks > 1 and not self.resources.driver.has_clusters:
                continue
            across = min(most, threads // below)
            if not is_whole:
                # Packs of rows begin at the same columns in every eighth row: there are 8 warps, or more.
                params.tiles, below = ceil_div(inner, (across - 1) * vector), max(below, THREADS // across)
            else:
                if blocks == 1:
                    # Short columns leave threads for more of them.
                    packs = power_of_two(ceil_div(inner, vector))
                    across = max(across, min(THREADS // below, packs), 32 // below)
                params.tiles = ceil_div(inner, across * vector)
            return kernel, outer * params.tiles * blocks, (across, below, 1)
        params.tiles = ceil_div(inner, 32)
        return "long_columns", outer * params.tiles, (32, min(power_of_two(ceil_div(length, 8)), 32), 1)

    def _floats(self, x: Operand) -> DeviceArray:
        array = self.ready(x)
        return array if array.dtype.kind == "f" else self.as_float32(array)


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
