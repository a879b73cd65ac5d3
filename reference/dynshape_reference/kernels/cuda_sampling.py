"""Resampling and sampling at the points of a grid on a device (``cuda/sample.cu``)."""

from __future__ import annotations

import ctypes

import numpy as np

from ..dims import Extents, known_volume
from ..dtypes import Array
from .cuda_arrays import DeviceArray, Operand
from .cuda_base import CudaBase
from .cuda_params import Divisor, Params, divisor
from .cuda_recording import ceil_div

THREADS = 256
INTERPOLATIONS = {"NEAREST": 0, "LINEAR": 1, "CUBIC": 2}
MODES = {"FILL": 0, "CLAMP": 1, "REFLECT": 2}
Taps = tuple[Array, Array]


class ResampleParams(Params):
    """See ``cuda/sample.cu``."""

    _fields_ = (
        ("pointers", ctypes.c_uint64 * 4),
        ("count", ctypes.c_int64),
        ("height", ctypes.c_int64),
        ("width", ctypes.c_int64),
        ("rows", Divisor),
        ("columns", Divisor),
        ("row_taps", ctypes.c_int),
        ("column_taps", ctypes.c_int),
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


class Resampled:
    """An array with some axes resampled, until something needs it: two neighbouring axes are done in one go."""

    dtype = np.dtype(np.float32)

    def __init__(self, source: DeviceArray, shape: Extents, taps: dict[int, Taps]) -> None:
        self.source, self.shape, self.taps = source, shape, taps
        self.made: DeviceArray | None = None

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return len(self.shape)

    @property
    def size(self) -> int:
        """The number of elements."""
        return known_volume(self.shape)


class SamplingKernels(CudaBase):
    """See `kernels.device.Device`."""

    def resample(self, x: Operand, axis: int, indices: Array, weights: Array) -> Operand:
        """See `Device.resample`."""
        if isinstance(x, Resampled) and x.made is None and axis not in x.taps:
            source, taps = x.source, x.taps
        else:
            source, taps = self.ready(x), {}
        shape = (*x.shape[:axis], len(indices), *x.shape[axis + 1 :])
        return Resampled(source, shape, {**taps, axis: (indices, weights)})

    def settle(self, array: Operand) -> Operand:
        """See `Device.settle`."""
        if not isinstance(array, Resampled):
            return super().settle(array)
        if array.made is None:
            result = array.source
            axes = sorted(array.taps, reverse=True)
            while axes:
                axis = axes.pop(0)
                pair = axis - 1 if axes and axes[0] == axis - 1 else None
                if pair is not None:
                    axes.pop(0)
                result = self._resampled(
                    result, axis, array.taps[axis], array.taps.get(pair) if pair is not None else None
                )
            array.made = result
        return array.made

    def _resampled(self, x: DeviceArray, axis: int, columns: Taps, rows: Taps | None) -> DeviceArray:
        """Along ``axis``, and along the one before it by ``rows``."""
        inner = known_volume(x.shape[axis + 1 :])
        if inner > 1 and rows is not None:
            x, rows = self._resampled(x, axis, columns, None), rows
            return self._resampled(x, axis - 1, rows, None)
        shape = list(x.shape)
        shape[axis] = len(columns[0])
        if inner > 1:
            # The axis is the picture's height, and everything behind it its width.
            rows, columns = columns, _untouched(inner)
            height, width = x.shape[axis], inner
        else:
            height, width = (x.shape[axis - 1] if rows is not None else 1), x.shape[axis]
            if rows is None:
                rows = _untouched(1)
            else:
                shape[axis - 1] = len(rows[0])
        out = self.recorder.allocate(tuple(shape), np.float32)
        if out.size:
            indices = np.concatenate([rows[0].ravel(), columns[0].ravel()]).astype(np.int32)
            weights = np.concatenate([rows[1].ravel(), columns[1].ravel()]).astype(np.float32)
            params = ResampleParams(
                count=out.size,
                height=height,
                width=width,
                rows=divisor(len(rows[0])),
                columns=divisor(len(columns[0])),
                row_taps=rows[0].shape[1],
                column_taps=columns[0].shape[1],
            )
            arrays = [out, x, self.recorder.upload(indices), self.recorder.upload(weights)]
            blocks = ceil_div(out.size, THREADS)
            self.recorder.emit(f"resample_{x.dtype.name}", params, arrays, (blocks, 1, 1), (THREADS, 1, 1))
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
