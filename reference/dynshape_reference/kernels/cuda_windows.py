"""Windows on a device: pooling, convolution, deconvolution, local response (``cuda/window.cu``)."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence

import numpy as np

from ..dims import Extents, known_volume
from ..dtypes import datatype_of
from .cuda_arrays import DeviceArray, Operand
from .cuda_params import MOST_ELEMENTS, Divisor, Params, divisor
from .cuda_pictures import planes_fit
from .cuda_recording import ceil_div
from .cuda_unfolding import UnfoldingKernels, is_product
from .window_axis import WindowAxis

THREADS = 256
AXES = 3
POOLED_ROWS = {0: 1, 2: 4, 3: 2}
"""Rows that a thread makes, by the side of a square window; 0 for any other."""
PACKED_ROWS = 2
"""As many by the kernels that read whole packs."""
GREATEST, AVERAGE, AVERAGE_OF_DATA = 0, 1, 2


class WindowParams(Params):
    """See ``cuda/window.cu``."""

    _fields_ = (
        ("pointers", ctypes.c_uint64 * 3),
        ("count", ctypes.c_int64),
        ("channels", ctypes.c_int64),
        ("maps", ctypes.c_int64),
        ("groups", ctypes.c_int),
        ("mode", ctypes.c_int),
        ("type", ctypes.c_int),
        ("unused", ctypes.c_int),
        ("steps", Divisor * AXES),
        ("extents", ctypes.c_int64 * AXES),
        ("window", ctypes.c_int * AXES),
        ("stride", ctypes.c_int * AXES),
        ("dilation", ctypes.c_int * AXES),
        ("before", ctypes.c_int * AXES),
        ("after", ctypes.c_int * AXES),
        ("unused2", ctypes.c_int),
    )


class PoolParams(Params):
    """See ``cuda/pool.cu``."""

    _fields_ = (
        ("pointers", ctypes.c_uint64 * 2),
        ("planes", ctypes.c_int64),
        ("groups", Divisor),
        ("columns", Divisor),
        ("rows", ctypes.c_int),
        ("height", ctypes.c_int),
        ("width", ctypes.c_int),
        ("mode", ctypes.c_int),
        ("window", ctypes.c_int * 2),
        ("stride", ctypes.c_int * 2),
        ("before", ctypes.c_int * 2),
        ("after", ctypes.c_int * 2),
        ("type", ctypes.c_int),
        ("line", ctypes.c_int),
    )


class ResponseParams(Params):
    """See ``cuda/window.cu``."""

    _fields_ = (
        ("pointers", ctypes.c_uint64 * 2),
        ("count", ctypes.c_int64),
        ("length", ctypes.c_int64),
        ("inner", ctypes.c_int64),
        ("window", ctypes.c_int),
        ("unused", ctypes.c_int),
        ("alpha", ctypes.c_float),
        ("beta", ctypes.c_float),
        ("k", ctypes.c_float),
        ("unused2", ctypes.c_float),
    )


class WindowKernels(UnfoldingKernels):
    """See `kernels.device.Device`."""

    def convolution(
        self, x: Operand, kernel: Operand, axes: Sequence[WindowAxis], extents: Extents, groups: int
    ) -> Operand:
        """See `Device.convolution`."""
        data, weights = self._alike(x, kernel)
        if groups == 1 and is_product(weights, extents):
            return self.multiplied(data, weights, axes, extents)
        out = self.recorder.allocate((data.shape[0], weights.shape[0], *extents), data.dtype)
        params = _window(axes, data.shape[2:], extents, out)
        params.groups, params.channels, params.maps = groups, weights.shape[1], weights.shape[0] // groups
        self._over(f"convolve_{data.dtype.name}", params, out, data, weights)
        return out

    def deconvolution(
        self, x: Operand, kernel: Operand, axes: Sequence[WindowAxis], extents: Extents, groups: int
    ) -> Operand:
        """See `Device.deconvolution`."""
        data, weights = self._alike(x, kernel)
        out = self.recorder.allocate((data.shape[0], weights.shape[1] * groups, *extents), data.dtype)
        params = _window(axes, data.shape[2:], extents, out)
        params.groups, params.channels, params.maps = groups, weights.shape[0] // groups, weights.shape[1]
        self._over(f"deconvolve_{data.dtype.name}", params, out, data, weights)
        return out

    def max_pooling(self, x: Operand, axes: Sequence[WindowAxis], extents: Extents) -> Operand:
        """See `Device.max_pooling`."""
        return self._pooled(x, axes, extents, GREATEST)

    def average_pooling(
        self, x: Operand, axes: Sequence[WindowAxis], extents: Extents, excludes_padding: bool
    ) -> Operand:
        """See `Device.average_pooling`."""
        return self._pooled(x, axes, extents, AVERAGE_OF_DATA if excludes_padding else AVERAGE)

    def _pooled(self, x: Operand, axes: Sequence[WindowAxis], extents: Extents, mode: int) -> Operand:
        data = self.ready(x)
        # The average of integers is a fraction; whoever asked for it cuts or rounds it.
        dtype = np.dtype(np.float32) if mode and data.dtype == np.int8 else data.dtype
        lead = data.ndim - len(axes)
        out = self.recorder.allocate((*data.shape[:lead], *extents), dtype)
        if len(axes) == 2 and max(data.size, out.size) < MOST_ELEMENTS:
            self._pool_planes(data, out, axes, mode)
            return out
        params = _window(axes, data.shape[lead:], extents, out)
        params.mode = mode
        self._over(f"pool_volume_{data.dtype.name}", params, out, data)
        return out

    def _pool_planes(self, data: DeviceArray, out: DeviceArray, axes: Sequence[WindowAxis], mode: int) -> None:
        (height, width), (rows, columns) = data.shape[-2:], out.shape[-2:]
        if not out.size:
            return
        side = axes[0].window if axes[0].window == axes[1].window in POOLED_ROWS else 0
        kernel, share, items = f"pool_{side}_{data.dtype.name}", POOLED_ROWS[side], columns
        vector = 16 // data.dtype.itemsize
        if side and self._is_by_packs(data, out, axes):
            kernel, share = f"pool_packs_{side}_{data.dtype.name}", PACKED_ROWS
            items = ceil_div(columns, vector // 2)
        groups = ceil_div(rows, share)
        params = PoolParams(
            groups=divisor(groups),
            columns=divisor(items),
            rows=rows,
            height=height,
            width=width,
            mode=mode,
            type=int(datatype_of(out.dtype)),
            line=columns,
        )
        for place, axis in enumerate(axes):
            params.window[place], params.stride[place] = axis.window, axis.stride
            params.before[place], params.after[place] = axis.before, axis.after
        most = (MOST_ELEMENTS - 1) // max(height * width, rows * columns)
        fit = planes_fit(params, kernel, (height, width), groups * items, most)
        launch = fit(data.shape)
        assert launch is not None
        self.recorder.emit(launch[0], params, [out, data], *launch[1:], fit)

    def _is_by_packs(self, data: DeviceArray, out: DeviceArray, axes: Sequence[WindowAxis]) -> bool:
        """Whether windows are two apart and a thread can have whole packs of the rows."""
        is_aligned = self.recorder.aligned and not (data.offset | out.offset) & 15
        is_whole = data.dtype.kind == "f" and data.shape[-1] * data.dtype.itemsize % 16 == 0
        return is_aligned and is_whole and axes[0].stride == axes[1].stride == 2 and axes[1].before in (0, 1)

    def local_response(self, x: Operand, axis: int, window: int, alpha: float, beta: float, k: float) -> Operand:
        """See `Device.local_response`."""
        data = self.ready(x)
        out = self.recorder.allocate(data.shape, data.dtype)
        inner = known_volume(data.shape[axis + 1 :])
        params = ResponseParams(
            count=out.size, length=data.shape[axis], inner=inner, window=window, alpha=alpha, beta=beta, k=k
        )
        if out.size:
            blocks = ceil_div(out.size, THREADS)
            kernel = f"local_response_{data.dtype.name}"
            self.recorder.emit(kernel, params, [out, data], (blocks, 1, 1), (THREADS, 1, 1))
        return out

    def _over(self, kernel: str, params: WindowParams, out: DeviceArray, *inputs: DeviceArray) -> None:
        if out.size:
            blocks = ceil_div(out.size, THREADS)
            self.recorder.emit(kernel, params, [out, *inputs], (blocks, 1, 1), (THREADS, 1, 1))

    def _alike(self, x: Operand, kernel: Operand) -> tuple[DeviceArray, DeviceArray]:
        """Both in the type of the data, or in float32."""
        data, weights = self.ready(x), self.ready(kernel)
        if data.dtype == weights.dtype and data.dtype.kind == "f":
            return data, weights
        return self.as_float32(data), self.as_float32(weights)


def _window(axes: Sequence[WindowAxis], inner: Extents, extents: Extents, out: DeviceArray) -> WindowParams:
    params = WindowParams(count=out.size, groups=1, type=int(datatype_of(out.dtype)))
    lead = AXES - len(axes)
    for place in range(AXES):
        axis = axes[place - lead] if place >= lead else WindowAxis(1)
        params.steps[place] = divisor(extents[place - lead] if place >= lead else 1)
        params.extents[place] = inner[place - lead] if place >= lead else 1
        params.window[place], params.stride[place], params.dilation[place] = axis.window, axis.stride, axis.dilation
        params.before[place], params.after[place] = axis.before, axis.after
    return params
