"""The places of elements that are not zero, on a device (``cuda/find.cu``)."""

from __future__ import annotations

import ctypes

import numpy as np

from .cuda_arrays import Operand
from .cuda_base import CudaBase
from .cuda_params import MAX_RANK, Params
from .cuda_recording import ceil_div

THREADS, MANY_THREADS, RUN = 256, 1024, 16


class FindParams(Params):
    """See ``cuda/find.cu``."""

    _fields_ = (
        ("pointers", ctypes.c_uint64 * 3),
        ("count", ctypes.c_int64),
        ("found", ctypes.c_int64),
        ("mask", ctypes.c_uint64),
        ("blocks", ctypes.c_int),
        ("rank", ctypes.c_int),
        ("extents", ctypes.c_int64 * MAX_RANK),
    )


class FindingKernels(CudaBase):
    """See `kernels.device.Device`."""

    def non_zero(self, x: Operand) -> Operand:
        """See `Device.non_zero`. It waits for the device once, for the number of columns."""
        array = self.ready(x)
        if not array.size:
            return self.recorder.allocate((array.ndim, 0), np.int32)
        size = array.dtype.itemsize
        blocks = ceil_div(array.size, THREADS * RUN)
        counts = self.recorder.allocate((blocks + 1,), np.int32)
        params = FindParams(count=array.size, blocks=blocks, rank=array.ndim)
        # Zero has either sign.
        params.mask = (1 << 8 * size - (array.dtype.kind == "f")) - 1
        params.extents[: array.ndim] = array.shape
        grid = (blocks, 1, 1), (THREADS, 1, 1)
        self.recorder.emit(f"find_count_{size}", params, [counts, array, counts], *grid)
        self.recorder.emit("find_offsets", params, [counts, array, counts], (1, 1, 1), (MANY_THREADS, 1, 1))
        found = int(counts.part(blocks, ()))
        out = self.recorder.allocate((array.ndim, found), np.int32)
        if out.size:
            params.found = found
            self.recorder.emit(f"find_write_{size}", params, [out, array, counts], *grid)
        return out
