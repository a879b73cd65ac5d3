"""Elements made of nothing, and the first ones of lines, on a device (``cuda/make.cu``, ``cuda/topk.cu``)."""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np

from ..dims import Extents
from ..dtypes import datatype_of
from .cuda_arrays import Operand
from .cuda_base import CudaBase
from .cuda_fitting import Geometry, around
from .cuda_params import MAX_RANK, Divisor, Params, divisors
from .cuda_recording import ceil_div
from .numpy_making import mixed_seed

THREADS = 256
SORTED_TYPES = (np.float32, np.float16, np.int32, np.int8, np.int64)


class LineParams(Params):
    """See ``cuda/make.cu``."""

    _fields_ = (
        ("pointers", ctypes.c_uint64 * 3),
        ("count", ctypes.c_int64),
        ("rank", ctypes.c_int),
        ("unused", ctypes.c_int),
        ("extents", Divisor * MAX_RANK),
    )


class RandomParams(Params):
    """See ``cuda/make.cu``."""

    _fields_ = (
        ("pointers", ctypes.c_uint64 * 3),
        ("count", ctypes.c_int64),
        ("seed", ctypes.c_uint64),
        ("second_seed", ctypes.c_uint64),
        ("is_normal", ctypes.c_int),
        ("type", ctypes.c_int),
    )


class TopkParams(Params):
    """See ``cuda/topk.cu``."""

    _fields_ = (
        ("pointers", ctypes.c_uint64 * 3),
        ("outer", ctypes.c_int64),
        ("length", ctypes.c_int64),
        ("inner", ctypes.c_int64),
        ("k", ctypes.c_int),
        ("greatest", ctypes.c_int),
    )


class MakingKernels(CudaBase):
    """See `kernels.device.Device`."""

    def linspace(self, dims: Extents, alpha: Operand, beta: Operand) -> Operand:
        """See `Device.linspace`."""
        first, steps = self.ready(alpha), self.ready(beta)
        out = self.recorder.allocate(dims, first.dtype)
        params = LineParams(count=out.size, rank=len(dims), extents=divisors(dims))
        self._make(f"linspace_{out.dtype.name}", params, out, [first, steps], 16 // out.dtype.itemsize)
        return out

    def random(self, op: str, dims: Extents, stream: int, alpha: Operand, beta: Operand) -> Operand:
        """See `Device.random`."""
        low, high = self.ready(alpha), self.ready(beta)
        out = self.recorder.allocate(dims, low.dtype)
        params = RandomParams(
            count=out.size,
            seed=mixed_seed(stream, 0),
            second_seed=mixed_seed(stream, 1),
            is_normal=op != "RANDOM_UNIFORM",
            type=int(datatype_of(low.dtype)),
        )
        self._make("random_numbers", params, out, [low, high])
        return out

    def _make(self, kernel: str, params: Params, out: Any, inputs: list[Any], each: int = 1) -> None:
        """``each``: elements of a thread."""
        if out.size:
            blocks = ceil_div(out.size, THREADS * each)
            self.recorder.emit(kernel, params, [out, *inputs], (blocks, 1, 1), (THREADS, 1, 1))

    def top_k(self, op: str, x: Operand, k: int, axis: int) -> tuple[Operand, Operand]:
        """See `Device.top_k`."""
        data = self.ready(x)
        if data.dtype not in SORTED_TYPES:
            raise TypeError(f"top-k of {data.dtype} has no kernel")
        shape = (*data.shape[:axis], k, *data.shape[axis + 1 :])
        out, indices = self.recorder.allocate(shape, data.dtype), self.recorder.allocate(shape, np.int32)
        if out.size:
            params = TopkParams(k=k, greatest=op == "MAX")
            kernel = f"top_k_{data.dtype.name}"

            def fit(dims: Extents) -> Geometry:
                params.outer, params.length, params.inner = around(dims, axis)
                return kernel, (params.outer * params.inner, 1, 1), (THREADS, 1, 1)

            kernel, blocks, threads = fit(data.shape)
            self.recorder.emit(kernel, params, [out, indices, data], blocks, threads, fit)
        return out, indices
