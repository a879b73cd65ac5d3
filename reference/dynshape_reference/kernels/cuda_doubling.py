"""Planes made twice as high and wide on a device (``cuda/double.cu``), elements between those of the result."""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np

from .cuda_arrays import DeviceArray
from .cuda_moving import MovingKernels
from .cuda_params import Divisor, Params, divisor
from .cuda_pictures import planes_fit
from .cuda_recording import ceil_div
from .taps import Taps

ROWS = {1: 1, 2: 2, 4: 4}
"""Of the input that a thread takes, by the taps."""
MOST_ITEMS = 2**31 - 1


class DoubleParams(Params):
    """See ``cuda/double.cu``."""

    _fields_ = (
        ("pointers", ctypes.c_uint64 * 2),
        ("planes", ctypes.c_int64),
        ("groups", Divisor),
        ("packs", Divisor),
        ("height", ctypes.c_int),
        ("width", ctypes.c_int),
        ("rows", ctypes.c_float * 8),
        ("columns", ctypes.c_float * 8),
    )


class DoublingKernels(MovingKernels):
    """Resizing by two."""

    def doubled(
        self, x: DeviceArray, rows: Taps, columns: Taps, dtype: np.dtype[Any], kernel: str
    ) -> DeviceArray | None:
        """The last two axes by ``rows`` and ``columns`` to twice their extents; None where they do something else."""
        height, width = x.shape[-2:]
        pack = 16 // dtype.itemsize
        is_packed = self.recorder.aligned and not x.offset & 15 and 2 * width % pack == 0
        if not is_packed or not x.size or not (_is_doubled(rows, height) and _is_doubled(columns, width)):
            return None
        taps, packs = rows[0].shape[1], 2 * width // pack
        groups = ceil_div(height, ROWS[taps])
        params = DoubleParams(height=height, width=width, groups=divisor(groups), packs=divisor(packs))
        if taps > 1:
            for name, (_, weights) in (("rows", rows), ("columns", columns)):
                words = np.zeros((2, 4), np.float32)
                words[:, :taps] = weights[:2]
                setattr(params, name, (ctypes.c_float * 8)(*words.ravel().tolist()))
        fit = planes_fit(params, kernel, (height, width), groups * packs, MOST_ITEMS // (groups * packs))
        launch = None if max(4 * width, 2 * height) > MOST_ITEMS else fit(x.shape)
        if launch is None:
            return None
        out = self.recorder.allocate((*x.shape[:-2], 2 * height, 2 * width), dtype)
        self.recorder.emit(launch[0], params, [out, x], *launch[1:], fit)
        return out


def _is_doubled(taps: Taps, extent: int) -> bool:
    """Whether neighbours are those of elements a quarter before and behind each, and their weights are the same."""
    indices, weights = taps
    if len(indices) != 2 * extent:
        return False
    side = indices.shape[1]
    first = (np.arange(2 * extent) + 1) // 2 - side // 2 if side > 1 else np.arange(2 * extent) // 2
    expected = (first[:, None] + np.arange(side)).clip(0, extent - 1)
    is_same = side == 1 or bool((weights == weights[np.arange(2 * extent) % 2]).all())
    return is_same and bool((indices == expected).all())
