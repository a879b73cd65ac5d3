"""Normalization on a device (``cuda/normalize.cu``)."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from ..dims import Extents, known_volume
from .cuda_arrays import Operand, fixed_dims
from .cuda_base import CudaBase
from .cuda_chain_params import name_of
from .cuda_fitting import Geometry
from .cuda_params import Divisor, Params, divisor
from .cuda_recording import ceil_div, power_of_two
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
        is_last = tuple(axes) == tuple(range(lead, x.ndim))
        if is_last and x.dtype == scale.dtype == bias.dtype and self.recorder.aligned:
            array, factors = self.ready(x), [self.ready(scale), self.ready(bias)]
            params, dtype, own = NormalizeParams(epsilon=epsilon), array.dtype, [scale.shape, bias.shape]
            is_aligned = not any(factor.offset % 16 for factor in factors)

            def fit(dims: Extents) -> Geometry | None:
                spreads = [found for factor in own if (found := _spread(dims, factor, lead))]
                if len(spreads) < len(own):
                    return None
                params.rows, params.length = known_volume(dims[:lead]), known_volume(dims[lead:])
                params.spreads = (Spread * 2)(*spreads)
                kernel, blocks, threads = self._normalizing(params, dtype, is_aligned)
                return (f"{kernel}_{name_of(dtype)}", (blocks, 1, 1), (threads, 1, 1)) if kernel else None

            launch = None if array.offset % 16 else fit(array.shape)
            if launch:
                out = self.recorder.allocate(x.shape, dtype)
                are_weights = None not in map(fixed_dims, factors)
                self.recorder.emit(launch[0], params, [out, array, *factors], *launch[1:], fit if are_weights else None)
                return out
        return composed(cast("Device", self), x, scale, bias, axes, epsilon)

    def _normalizing(self, params: NormalizeParams, dtype: np.dtype[Any], is_aligned: bool) -> tuple[str, int, int]:
        """The kernel, its blocks and their threads; no kernel for what none does well, or at all.

        ``is_aligned``: scale and bias begin at multiples of 16 bytes.
        """
        rows, length, driver = params.rows, params.length, self.resources.driver
        if dtype.kind != "f" or not 0 < length < MOST_LENGTH or not 0 < rows < MOST_ROWS:
            return "", 0, 0
        vector = 16 // dtype.itemsize
        is_whole = length % vector == 0
        is_dense = all(spread.is_dense for spread in params.spreads)
        single = "" if any(spread.step for spread in params.spreads) else "_single"
        # What lies before and behind the packs of a row has a thread for each element.
        lanes = max(1 if is_whole else vector, power_of_two(ceil_div(length, KEPT)))
        params.lanes_log = lanes.bit_length() - 1
        if driver.has_clusters and MOST_SINGLE < lanes <= MOST_THREADS * CLUSTER and rows < MOST_ROWS // CLUSTER:
            return "normalize_cluster", rows * CLUSTER, lanes // CLUSTER
        if lanes <= MOST_THREADS:
            threads = max(lanes, THREADS)
            dense = "_dense" if is_whole and is_aligned else "_dense_ragged"
            return f"normalize{dense if is_dense else single}", ceil_div(rows * lanes, threads), threads
        if rows < ENOUGH_ROWS:
            return "", 0, 0
        return "normalize_long" if is_whole else "normalize_long_ragged", rows, MOST_THREADS


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
