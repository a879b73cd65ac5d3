"""Resampling and sampling at the points of a grid on a device (``cuda/resample.cu``, ``cuda/sample.cu``)."""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np

from ..dims import Extents, known_volume
from ..dtypes import Array, DataType
from .cuda_arrays import DeviceArray, Operand, Shaped
from .cuda_params import Divisor, Params, divisor
from .cuda_recording import ceil_div
from .cuda_resizing import ENOUGH_THREADS, ResizingKernels, with_weights
from .taps import Taps

THREADS = 256
MOST_ROWS = 16
"""That a thread makes."""
INTERPOLATIONS = {"NEAREST": 0, "LINEAR": 1, "CUBIC": 2}
MODES = {"FILL": 0, "CLAMP": 1, "REFLECT": 2}


class ResampleParams(Params):
    """See ``cuda/resample.cu``."""

    _fields_ = (
        ("pointers", ctypes.c_uint64 * 5),
        ("planes", ctypes.c_int64),
        ("height", ctypes.c_int64),
        ("width", ctypes.c_int64),
        ("groups", Divisor),
        ("packs", Divisor),
        ("rows", ctypes.c_int),
        ("columns", ctypes.c_int),
        ("row_taps", ctypes.c_int),
        ("column_taps", ctypes.c_int),
        ("share", ctypes.c_int),
        ("packed", ctypes.c_int),
    )


class GridParams(Params):
    """See ``cuda/sample.cu``."""

    _fields_ = (
        ("pointers", ctypes.c_uint64 * 3),
        ("count", ctypes.c_int64),
        ("channels", ctypes.c_int64),
        ("height", ctypes.c_int64),
        ("width", ctypes.c_int64),
        ("points", ctypes.c_int64),
        ("interpolation", ctypes.c_int),
        ("mode", ctypes.c_int),
        ("align_corners", ctypes.c_int),
        ("type", ctypes.c_int),
    )


class Resampled(Shaped):
    """An array with some axes resampled, until something needs it: two neighbouring axes are done in one go."""

    def __init__(self, source: DeviceArray, shape: Extents, taps: dict[int, Taps], dtype: type[Any]) -> None:
        """``dtype`` is float32 or float16."""
        self.source, self.shape, self.taps, self.dtype = source, shape, taps, np.dtype(dtype)
        self.made: DeviceArray | None = None

    def is_float32(self) -> bool:
        """Whether it is float32 made of floats."""
        return self.dtype == np.float32 and self.source.dtype.kind == "f"


class SamplingKernels(ResizingKernels):
    """See `kernels.device.Device`."""

    def cast(self, x: Operand, dtype: DataType) -> Operand:
        """See `Device.cast`. What is resampled is rounded to float16 in the same go."""
        if isinstance(x, Resampled) and x.made is None and x.is_float32() and dtype == DataType.HALF:
            return Resampled(x.source, x.shape, x.taps, np.float16)
        return super().cast(x, dtype)

    def resample(self, x: Operand, axis: int, indices: Array, weights: Array) -> Operand:
        """See `Device.resample`."""
        if isinstance(x, Resampled) and x.made is None and axis not in x.taps and x.dtype == np.float32:
            source, taps = x.source, x.taps
        else:
            source, taps = self.ready(x), {}
        shape = (*x.shape[:axis], len(indices), *x.shape[axis + 1 :])
        return Resampled(source, shape, {**taps, axis: (indices, weights)}, np.float32)

    def settle(self, array: Operand) -> Operand:
        """See `Device.settle`."""
        if not isinstance(array, Resampled):
            return super().settle(array)
        if array.made is None:
            result = array.source
            axes = sorted(array.taps, reverse=True)
            while axes:
                axis = axes.pop(0)
                columns, rows = array.taps[axis], None
                is_last_axis = known_volume(result.shape[axis + 1 :]) == 1
                if is_last_axis and axes and axes[0] == axis - 1:
                    above = array.taps[axis - 1]
                    if above[0].shape[1] == columns[0].shape[1]:
                        rows = above
                        axes.pop(0)
                result = self._resampled(result, axis, columns, rows, np.dtype(np.float32) if axes else array.dtype)
            array.made = result
        return array.made

    def _resampled(
        self, x: DeviceArray, axis: int, columns: Taps, rows: Taps | None, dtype: np.dtype[Any]
    ) -> DeviceArray:
        """Along ``axis``, and along the one before it by ``rows``."""
        inner = known_volume(x.shape[axis + 1 :])
        if rows is not None and axis == len(x.shape) - 1:
            kind = f"{'half_' if dtype == np.float16 else ''}{columns[0].shape[1]}"
            made = self.doubled(x, rows, columns, dtype, f"double_{kind}_{x.dtype.name}")
            if made is None:
                made = self.resized(x, rows, columns, dtype, f"resize_{kind}_{x.dtype.name}")
            if made is not None:
                return made
        shape = list(x.shape)
        shape[axis] = len(columns[0])
        height, width = 1, x.shape[axis]
        if inner > 1:
            # The axis is the picture's height, and everything behind it its width.
            rows, columns = columns, _untouched(inner)
            height, width = x.shape[axis], inner
        elif rows is not None:
            height = x.shape[axis - 1]
            shape[axis - 1] = len(rows[0])
        else:
            rows = _untouched(1)
        out = self.recorder.allocate(tuple(shape), dtype)
        if not out.size:
            return out
        width_of_pack = 16 // dtype.itemsize
        count, packs = len(rows[0]), ceil_div(len(columns[0]), width_of_pack)
        planes = out.size // (count * len(columns[0]))
        share = MOST_ROWS
        while share > 1 and planes * ceil_div(count, share) * packs < ENOUGH_THREADS:
            share //= 2
        groups = ceil_div(count, share)
        params = ResampleParams(
            planes=planes,
            height=height,
            width=width,
            groups=divisor(groups),
            packs=divisor(packs),
            rows=count,
            columns=len(columns[0]),
            row_taps=rows[0].shape[1],
            column_taps=columns[0].shape[1],
            share=share,
            packed=len(columns[0]) % width_of_pack == 0 and self.recorder.aligned,
        )
        indices, weights = columns[0].T.astype(np.int32), columns[1].T.astype(np.float32)
        lists = [self.recorder.upload(array) for array in (with_weights(rows), indices, weights)]
        blocks = ceil_div(planes * groups * packs, THREADS)
        taps = max(params.row_taps, params.column_taps)
        kernel = f"resample_{'half_' if dtype == np.float16 else ''}{taps}_{x.dtype.name}"
        self.recorder.emit(kernel, params, [out, x, *lists], (blocks, 1, 1), (THREADS, 1, 1))
        return out

    def grid_sample(self, x: Operand, grid: Operand, interpolation: str, mode: str, align_corners: bool) -> Operand:
        """See `Device.grid_sample`."""
        data, places = self.ready(x), self.ready(grid)
        if data.dtype != places.dtype or data.dtype.kind != "f":
            data, places = self.as_float32(data), self.as_float32(places)
        pictures, channels, height, width = data.shape
        shape = (pictures, channels, *places.shape[1:3])
        if not data.size:
            return self.zeros(shape, data.dtype)
        out = self.recorder.allocate(shape, data.dtype)
        if out.size:
            params = GridParams(
                count=out.size,
                channels=channels,
                height=height,
                width=width,
                points=known_volume(places.shape[1:3]),
                interpolation=INTERPOLATIONS[interpolation],
                mode=MODES[mode],
                align_corners=align_corners,
            )
            blocks = ceil_div(out.size, THREADS)
            kernel = f"grid_sample_{data.dtype.name}"
            self.recorder.emit(kernel, params, [out, data, places], (blocks, 1, 1), (THREADS, 1, 1))
        return out


def _untouched(extent: int) -> Taps:
    return np.arange(extent).reshape(-1, 1), np.ones((extent, 1))
