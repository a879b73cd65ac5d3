"""Planes resized on a device (``cuda/resize.cu``): by lists of elements, and by weighted neighbours along two axes."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..dims import Extents, known_volume
from ..dtypes import Array
from .cuda_arrays import DeviceArray, Operand
from .cuda_doubling import DoublingKernels
from .cuda_fitting import Geometry
from .cuda_params import Divisor, Params, divisor
from .cuda_pictures import planes_fit
from .cuda_recording import ceil_div
from .taps import Taps

THREADS = 256
PICKED_ROWS = 2
"""That a thread makes of elements from lists."""
WIDTHS = {1: 8, 2: 4, 4: 4}
"""Elements that a thread makes of a row of rows in shared memory, by the taps."""
KEPT_SIZE = 2
"""Elements of so many bytes are picked from rows in shared memory."""
KEPT_BYTES = 24576
"""Of shared memory for a block's rows of the input."""
MOST_BLOCK_ROWS = {1: 32, 2: 48, 4: 48}
"""Rows of the output that a block makes, by the taps."""
ENOUGH_THREADS = 1 << 19
"""Threads that keep a big GPU busy; with fewer a block, or a thread, makes fewer rows."""
MOST_ITEMS = 2**31 - 1


class ResizeParams(Params):
    """See ``cuda/resize.cu``."""

    _fields_ = (
        ("pointers", ctypes.c_uint64 * 5),
        ("planes", ctypes.c_int64),
        ("height", ctypes.c_int64),
        ("width", ctypes.c_int64),
        ("groups", Divisor),
        ("threads", Divisor),
        ("vectors", Divisor),
        ("rows", ctypes.c_int),
        ("columns", ctypes.c_int),
        ("block_rows", ctypes.c_int),
        ("share", ctypes.c_int),
        ("before", ctypes.c_int),
        ("packed", ctypes.c_int),
    )


class ResizingKernels(DoublingKernels):
    """See `kernels.device.Device`."""

    def take(self, x: Operand, coordinates: Sequence[Array], fill: Operand) -> Operand:
        """See `Device.take`. Where the last two axes grow, as a picture's do, by a kernel of their own."""
        source = self.ready(x)
        shape = tuple(line.size for line in coordinates)
        if source.ndim < 2 or not source.size or known_volume(shape) <= source.size:
            return super().take(source, coordinates, fill)
        *lead, rows, columns = coordinates
        whole = zip(lead, source.shape[:-2], strict=True)
        vector = 16 // source.dtype.itemsize
        groups, threads = ceil_div(rows.size, PICKED_ROWS), ceil_div(columns.size, vector)
        planes = known_volume(shape[:-2])
        if (
            min(rows.min(), columns.min()) < 0
            or planes * groups * threads > MOST_ITEMS
            or not all(line.size == extent and (line == np.arange(extent)).all() for line, extent in whole)
        ):
            return super().take(source, coordinates, fill)
        above, beside, size = (rows[:, None],) * 2, (columns[:, None],) * 2, source.dtype.itemsize
        made = self.doubled(source, above, beside, source.dtype, f"double_1_{size}")
        if made is None and size == KEPT_SIZE:
            made = self.resized(source, above, beside, source.dtype, "resize_1_2_kept")
        if made is not None:
            return made
        out = self.recorder.allocate(shape, source.dtype)
        params = self._resize_params(source, shape, threads, vector)
        params.groups = divisor(groups)
        lists = [self.recorder.upload(line.astype(np.int32)) for line in (rows, columns)]
        items = groups * threads
        fit = planes_fit(params, f"resize_1_{size}", source.shape[-2:], items, MOST_ITEMS // items)
        launch = fit(source.shape)
        assert launch is not None
        self.recorder.emit(launch[0], params, [out, source, *lists], *launch[1:], fit)
        return out

    def resized(
        self, x: DeviceArray, rows: Taps, columns: Taps, dtype: np.dtype[Any], kernel: str
    ) -> DeviceArray | None:
        """The last two axes by ``rows`` and ``columns``; None where a block can't have whole packs of the input."""
        width, taps, vectors = x.shape[-1], rows[0].shape[1], 16 // x.dtype.itemsize
        shape = (*x.shape[:-2], len(rows[0]), len(columns[0]))
        is_packed = self.recorder.aligned and not x.offset & 15 and width % vectors == 0
        if not is_packed or not known_volume(shape) or (np.diff(rows[0][:, 0]) < 0).any():
            return None
        if known_volume(x.shape[-2:]) > taps * known_volume(shape[-2:]):
            # Most of the input is not looked at.
            return None
        threads = ceil_div(shape[-1], WIDTHS[taps])
        params = self._resize_params(x, shape, threads, WIDTHS[taps])
        params.vectors, params.before = divisor(width // vectors), vectors
        picture, room = x.shape[-2:], KEPT_BYTES // (KEPT_SIZE if taps == 1 else 4) // (width + 2 * vectors)

        def fit(dims: Extents) -> Geometry | None:
            params.planes = planes = known_volume(dims[:-2])
            block = _block_rows(rows[0], planes, threads, room) if dims[-2:] == picture else 0
            groups = ceil_div(params.rows, block) if block else 0
            if not block or planes * groups > MOST_ITEMS:
                return None
            params.groups, params.block_rows = divisor(groups), block
            params.share = ceil_div(block, THREADS // threads)
            side = threads * ceil_div(block, params.share)
            return kernel, (planes * groups, 1, 1), (side, 1, 1)

        launch = fit(x.shape)
        if launch is None:
            return None
        out = self.recorder.allocate(shape, dtype)
        starts = _starts(columns[0], width).astype(np.int32)
        if taps > 1:
            lists = [with_weights(rows), starts, columns[1].T.astype(np.float32)]
        else:
            lists = [rows[0].astype(np.int32), starts]
        arrays = [out, x, *(self.recorder.upload(array) for array in lists)]
        self.recorder.emit(launch[0], params, arrays, *launch[1:], fit)
        return out

    def _resize_params(self, x: DeviceArray, shape: Sequence[int], threads: int, vector: int) -> ResizeParams:
        return ResizeParams(
            height=x.shape[-2],
            width=x.shape[-1],
            threads=divisor(threads),
            rows=shape[-2],
            columns=shape[-1],
            packed=shape[-1] % vector == 0 and self.recorder.aligned,
        )


def with_weights(rows: Taps) -> Array:
    """Indices of rows and, as words beside them, their weights."""
    return np.concatenate([rows[0].astype(np.int32), rows[1].astype(np.float32).view(np.int32)], axis=1)


def _starts(indices: Array, extent: int) -> Array:
    """Of indices that go up by one but are kept within an axis, the first that each row would have without that."""
    steps = np.diff(indices, axis=1) > 0
    if not steps.size:
        return indices[:, 0]
    first = steps.argmax(axis=1)
    ends = np.where(indices[:, 0] == 0, -steps.shape[1], extent - 1)
    return np.where(steps.any(axis=1), indices[np.arange(len(indices)), first] - first, ends)


def _block_rows(rows: Array, planes: int, threads: int, room: int) -> int:
    """Rows of the output for a block, such that it needs no more than ``room`` of the input; 0 if that can't be."""
    side_by_side = THREADS // threads
    most = MOST_BLOCK_ROWS[rows.shape[1]] if side_by_side else 0
    while most:
        # Blocks of as many rows each.
        block = ceil_div(len(rows), ceil_div(len(rows), most))
        begins = np.arange(0, len(rows), block)
        ends = np.minimum(begins + block, len(rows)) - 1
        share = ceil_div(block, side_by_side)
        is_enough = share == 1 or planes * threads * ceil_div(len(rows), share) >= ENOUGH_THREADS
        if is_enough and int((rows[ends, -1] - rows[begins, 0]).max()) < room:
            return block
        most //= 2
    return 0
