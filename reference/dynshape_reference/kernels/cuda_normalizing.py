"""Normalization on a device (``cuda/normalize.cu``)."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from ..dims import Extents, known_volume
from .cuda_arrays import DeviceArray, Operand
from .cuda_base import CudaBase
from .cuda_params import Divisor, Params, divisor
from .cuda_recording import ceil_div
from .normalizing import composed

if TYPE_CHECKING:
    from .device import Device

THREADS, MOST_THREADS = 256, 512
"""Of a block, and of one that has a single row."""
KEPT = 32
"""Elements that a thread keeps in registers."""
CLUSTER, MOST_SINGLE = 8, 512
"""Blocks of a cluster, and the threads that a row has at most without one."""
MOST_LENGTH, MOST_ROWS = 2**30, 2**31
ENOUGH_ROWS = 264
"""Rows that keep a big GPU busy though each is one block's."""


class Spread(ctypes.Structure):
    """See ``cuda/normalize.cu``."""

    _fields_ = (
        ("row_inner", Divisor),
        ("row_extent", Divisor),
        ("inner", Divisor),
        ("extent", Divisor),
        ("row_step", ctypes.c_int),
        ("step", ctypes.c_int),
        ("is_dense", ctypes.c_int),
        ("unused", ctypes.c_int),
    )


class NormalizeParams(Params):
    """See ``cuda/normalize.cu``."""

    _fields_ = (
        ("pointers", ctypes.c_uint64 * 4),
        ("rows", ctypes.c_int64),
        ("length", ctypes.c_int),
        ("lanes_log", ctypes.c_int),
        ("epsilon", ctypes.c_float),
        ("unused", ctypes.c_int),
        ("spreads", Spread * 2),
    )


class NormalizingKernels(CudaBase):
    """See `kernels.device.Device`."""

    def normalize(self, x: Operand, scale: Operand, bias: Operand, axes: Sequence[int], epsilon: float) -> Operand:
        """See `Device.normalize`. One kernel where the axes are the last ones and the rows are many or short."""
        lead = x.ndim - len(axes)
        spreads = [found for factor in (scale, bias) if (found := _spread(x.shape, factor.shape, lead))]
        is_last = tuple(axes) == tuple(range(lead, x.ndim))
        if is_last and len(spreads) == 2 and x.dtype == scale.dtype == bias.dtype:
            array = self.ready(x)
            rows, length = known_volume(x.shape[:lead]), known_volume(x.shape[lead:])
            is_dense = all(spread.is_dense for spread in spreads)
            kernel, lanes = _kernel(rows, length, array, is_dense, self.resources.driver.has_clusters)
            if kernel and self.recorder.aligned and not array.offset & 15:
                out = self.recorder.allocate(x.shape, array.dtype)
                params = NormalizeParams(
                    rows=rows,
                    length=length,
                    lanes_log=lanes.bit_length() - 1,
                    epsilon=epsilon,
                    spreads=(Spread * 2)(*spreads),
                )
                arrays = [out, array, self.ready(scale), self.ready(bias)]
                is_cluster = kernel == "normalize_cluster"
                threads = max(lanes // CLUSTER, 32) if is_cluster else max(lanes, THREADS)
                blocks = rows * CLUSTER if is_cluster else ceil_div(rows * lanes, threads)
                self.recorder.emit(f"{kernel}_{array.dtype.name}", params, arrays, (blocks, 1, 1), (threads, 1, 1))
                return out
        return composed(cast("Device", self), x, scale, bias, axes, epsilon)


def _kernel(rows: int, length: int, x: DeviceArray, is_dense: bool, has_clusters: bool) -> tuple[str, int]:
    """The kernel for rows of a length, and the threads of a row; none for what it does not do well, or not at all."""
    if x.dtype.kind != "f" or not 0 < length < MOST_LENGTH or not 0 < rows < MOST_ROWS:
        return "", 0
    vector = 16 // x.dtype.itemsize
    # What lies before and behind the packs of a row has a thread for each element.
    least = 1 if length % vector == 0 else vector
    lanes = max(least, 1 << (ceil_div(length, KEPT) - 1).bit_length())
    if has_clusters and MOST_SINGLE < lanes <= MOST_THREADS * CLUSTER and rows < MOST_ROWS // CLUSTER:
        return "normalize_cluster", lanes
    if lanes <= MOST_THREADS:
        dense = "normalize_dense" if length % vector == 0 else "normalize_dense_ragged"
        return dense if is_dense else "normalize", lanes
    long_kernel = "normalize_long" if length % vector == 0 else "normalize_long_ragged"
    return (long_kernel, MOST_THREADS) if rows >= ENOUGH_ROWS else ("", 0)


def _spread(dims: Extents, own: Extents, lead: int) -> Spread | None:
    """How scale or bias of dims ``own`` is spread over the elements; None if that takes more than two numbers."""
    steps = [0] * len(own)
    step = 1
    for axis in range(len(own) - 1, -1, -1):
        steps[axis] = 0 if own[axis] == 1 else step
        step *= own[axis]
    outer, inner = _one_step(dims[:lead], steps[:lead]), _one_step(dims[lead:], steps[lead:])
    if outer is None or inner is None:
        return None
    return Spread(
        divisor(outer[0]),
        divisor(outer[1]),
        divisor(inner[0]),
        divisor(inner[1]),
        outer[2],
        inner[2],
        inner == (1, known_volume(dims[lead:]), 1),
    )


def _one_step(dims: Extents, steps: Sequence[int]) -> tuple[int, int, int] | None:
    """``(a, b, c)`` such that element ``i`` of ``dims`` lies at ``i // a % b * c``; None if there is none."""
    inner, extent, step = 1, 1, 0
    behind = 1
    for size, own in zip(reversed(dims), reversed(steps), strict=True):
        if size != 1 and own:
            if not step:
                inner, extent, step = behind, size, own
            elif behind == inner * extent and own == step * extent:
                extent *= size
            else:
                return None
        behind *= size
    return inner, extent, step
