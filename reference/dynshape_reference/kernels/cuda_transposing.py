"""Transposes on a device (``cuda/transpose.cu``, ``cuda/interleave.cu``)."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence

import numpy as np

from ..dims import Extents, known_volume
from .cuda_arrays import DeviceArray, Operand, Shaped
from .cuda_fitting import Geometry
from .cuda_moving import MovingKernels
from .cuda_moving_params import Axis, dense_strides, merged
from .cuda_params import MAX_RANK, Divisor, Params, divisor, divisors
from .cuda_recording import ceil_div

THREADS = 256
LEAST_TILE = 16
"""Below this extent a transpose through tiles leaves most of a tile empty."""
PACKED_TILES = {1: (128, 128), 2: (64, 128), 4: (64, 64), 8: (32, 32)}
"""Rows and columns of a tile where all lines begin at multiples of 16 bytes, by the bytes of an element."""
RAGGED_TILES = {1: (113, 128), 2: (121, 64), 4: (64, 64), 8: (64, 32)}
"""As many where lines begin anywhere."""
SECTOR_BYTES = 32
"""At whose multiples in memory the part of a line begins that a tile writes where lines begin anywhere."""
SHARED_BYTES = 16384
"""Of shared memory, which the lines of an interleaving share."""
MOST_LINES = 4
"""Of which a thread has a pack each."""
RAGGED_BYTES = 4096
"""Of each of a few lines that begin anywhere, those that a block has."""
LINE_THREADS = 64
"""Of a block, for each of them."""


class TransposeParams(Params):
    """See ``cuda/transpose.cu``."""

    _fields_ = (
        ("pointers", ctypes.c_uint64 * 2),
        ("rows", ctypes.c_int64),
        ("columns", ctypes.c_int64),
        ("in_stride", ctypes.c_int64),
        ("out_stride", ctypes.c_int64),
        ("bytes", ctypes.c_int64),
        ("rank", ctypes.c_int),
        ("unused", ctypes.c_int),
        ("row_tiles", Divisor),
        ("column_tiles", Divisor),
        ("extents", Divisor * MAX_RANK),
        ("in_strides", ctypes.c_int64 * MAX_RANK),
        ("out_strides", ctypes.c_int64 * MAX_RANK),
    )


class InterleaveParams(Params):
    """See ``cuda/interleave.cu``."""

    _fields_ = (
        ("pointers", ctypes.c_uint64 * 2),
        ("length", ctypes.c_int64),
        ("bytes", ctypes.c_int64),
        ("in_outer", ctypes.c_int64),
        ("out_outer", ctypes.c_int64),
        ("stride", ctypes.c_int64),
        ("lines", Divisor),
        ("parts", Divisor),
        ("packs", Divisor),
        ("share", ctypes.c_int),
        ("packed", ctypes.c_int),
    )


class Transposed(Shaped):
    """An array whose axes are to be taken in another order, until something needs it so."""

    def __init__(self, source: DeviceArray, order: Sequence[int]) -> None:
        self.source, self.order = source, tuple(order)
        self.dtype = source.dtype
        self.shape: Extents = tuple(source.shape[axis] for axis in order)
        self.made: DeviceArray | None = None


class TransposingKernels(MovingKernels):
    """See `kernels.device.Device`."""

    def settle(self, array: Operand) -> Operand:
        """See `Device.settle`."""
        if not isinstance(array, Transposed):
            return super().settle(array)
        if array.made is None:
            array.made = self._transposed(array.source, array.order, array.shape)
        return array.made

    def transpose(self, x: Operand, order: Sequence[int]) -> Operand:
        """See `Device.transpose`."""
        return x.transpose(order) if isinstance(x, np.ndarray) else Transposed(self.ready(x), order)

    def _transposed(self, x: DeviceArray, order: Sequence[int], shape: Extents) -> DeviceArray:
        axes = _axes(x.shape, order)
        if not axes or axes[-1].into == 1:
            return x.reshape(shape) if len(axes) <= 1 else self._moved(axes, x, 0, self._new(shape, x), 0)
        out = self._new(shape, x)
        params, size, is_aligned = TransposeParams(), x.dtype.itemsize, self._is_packed([], out, x)
        launch = _in_tiles(params, axes, size, is_aligned) if x.size else None
        if launch:
            fit = lambda dims: _in_tiles(params, _axes(dims, order), size, is_aligned)  # noqa: E731
            self.recorder.emit(launch[0], params, [out, x], *launch[1:], fit)
        elif not x.size or not self._interleave(*_rows_and_columns(axes), out, x):
            self._moved(axes, x, 0, out, 0)
        return out

    def _interleave(self, rows: Axis, columns: Axis, others: Sequence[Axis], out: DeviceArray, x: DeviceArray) -> bool:
        """Few lines to the elements of one or the other way round, if that is what the transpose is."""
        weaves = columns.extent < rows.extent
        lines, along = (columns, rows) if weaves else (rows, columns)
        lies_side_by_side = rows.out == lines.extent if weaves else columns.into == lines.extent
        if not lies_side_by_side or len(others) > 1 or not self.recorder.aligned:
            return False
        outer = others[0] if others else Axis(1, 0, 0)
        size = x.dtype.itemsize
        vector = 16 // size
        stride = lines.into if weaves else lines.out
        is_packed = self._is_packed([stride, outer.into if weaves else outer.out], out, x)
        kernel = f"{'weave' if weaves else 'unweave'}_{size}"
        share = (SHARED_BYTES // size - vector) // lines.extent // 16 * 16
        share = min(share, ceil_div(along.extent, 16) * 16)
        threads = THREADS
        if lines.extent <= MOST_LINES and self._is_packed([along.extent, stride, outer.into, outer.out], out, x):
            kernel = f"{'weave' if weaves else 'unweave'}_packs_{size}"
            share = THREADS * vector
        elif lines.extent <= MOST_LINES:
            kernel = f"{'weave' if weaves else 'unweave'}_few_{size}"
            share, threads = RAGGED_BYTES // size, LINE_THREADS * lines.extent
        parts = ceil_div(along.extent, share)
        params = InterleaveParams(
            length=along.extent,
            bytes=x.nbytes,
            in_outer=outer.into,
            out_outer=outer.out,
            stride=stride,
            lines=divisor(lines.extent),
            parts=divisor(parts),
            packs=divisor(share // vector),
            share=share,
            packed=is_packed,
        )
        self.recorder.emit(kernel, params, [out, x], (parts * outer.extent, 1, 1), (threads, 1, 1))
        return True

    def _is_packed(self, steps: Sequence[int], *arrays: DeviceArray) -> bool:
        """Whether all lines that are so far apart begin at multiples of 16 bytes."""
        is_aligned = self.recorder.aligned and not any(array.offset & 15 for array in arrays)
        return is_aligned and not any(step * arrays[0].dtype.itemsize & 15 for step in steps)


def _axes(dims: Extents, order: Sequence[int]) -> list[Axis]:
    """Those of an array of ``dims`` whose axes are taken in another order, as few as do."""
    strides, shape = dense_strides(dims), tuple(dims[axis] for axis in order)
    return merged([Axis(dims[axis], strides[axis], out) for axis, out in zip(order, dense_strides(shape), strict=True)])


def _rows_and_columns(axes: Sequence[Axis]) -> tuple[Axis, Axis, list[Axis]]:
    """The axis that is the input's last one, the one that is the output's, and the others."""
    rows, columns = next(axis for axis in axes if axis.into == 1), axes[-1]
    return rows, columns, [axis for axis in axes if axis is not rows and axis is not columns]


def _in_tiles(params: TransposeParams, axes: Sequence[Axis], size: int, is_aligned: bool) -> Geometry | None:
    """Of a transpose of elements of ``size`` bytes through tiles; None if it is none, or leaves them mostly empty."""
    if not axes or axes[-1].into == 1:
        return None
    rows, columns, others = _rows_and_columns(axes)
    if min(rows.extent, columns.extent) < LEAST_TILE:
        return None
    steps = [columns.into, rows.out, *(step for axis in others for step in (axis.into, axis.out))]
    is_packed = is_aligned and not any(step * size & 15 for step in (rows.extent, columns.extent, *steps))
    kernel, (height, width), reach = f"transpose_packs_{size}", PACKED_TILES[size], columns.extent
    if not is_packed:
        height, width = RAGGED_TILES[size]
        kernel, reach = f"transpose_{size}", reach + SECTOR_BYTES // size - 1
    tiles = ceil_div(rows.extent, height), ceil_div(reach, width)
    count = known_volume(tuple(axis.extent for axis in others))
    params.rows, params.columns = rows.extent, columns.extent
    params.in_stride, params.out_stride = columns.into, rows.out
    params.bytes, params.rank = rows.extent * columns.extent * count * size, len(others)
    params.row_tiles, params.column_tiles = divisor(tiles[0]), divisor(tiles[1])
    params.extents = divisors([axis.extent for axis in others])
    for index, axis in enumerate(others):
        params.in_strides[index], params.out_strides[index] = axis.into, axis.out
    return kernel, (tiles[0] * tiles[1] * count, 1, 1), (THREADS, 1, 1)
