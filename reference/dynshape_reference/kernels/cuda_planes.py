"""Convolutions of one group in float32 with windows one apart, which unfold nothing (``cuda/planes.cu``)."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence

import numpy as np

from ..dims import known_volume
from .cuda_arrays import DeviceArray
from .cuda_params import MOST_ELEMENTS, Divisor, Params, divisor
from .cuda_recording import Immediate, Recording, ceil_div
from .cuda_shifting import ShiftingKernels, is_spaced, spaced
from .window_axis import WindowAxis

THREADS, WARP = 256, 32
MAPS = 64
"""That a block makes."""
POSITIONS = (9, 7)
"""That a thread makes, 32 apart: the kernels that there are."""
LEAST_MAPS, MOST_MAPS = 32, 64
"""Fewer leave most of a block idle; for more, products of unfolded images are about as fast."""
SHARES = (8, 4, 2, 1)
"""Channels that a block holds at a time, twice."""
MOST_SHARED = 100 << 10
"""Bytes of shared memory of a block, so that a multiprocessor has two."""


class ColumnsParams(Params):
    """See ``cuda/planes.cu``."""

    _fields_ = (
        ("pointers", ctypes.c_uint64 * 2),
        ("depth", Divisor),
        ("count", ctypes.c_uint32),
        ("maps", ctypes.c_int),
        ("unused", ctypes.c_int * 2),
    )


class PlanesParams(Params):
    """See ``cuda/planes.cu``."""

    _fields_ = (
        ("pointers", ctypes.c_uint64 * 3),
        ("row", Divisor),
        ("rows", Divisor),
        ("map_tiles", Divisor),
        ("count", ctypes.c_uint32),
        ("maps", ctypes.c_int),
        ("out_rows", ctypes.c_int),
        ("out_columns", ctypes.c_int),
        ("channels", ctypes.c_int),
        ("height", ctypes.c_int),
        ("width", ctypes.c_int),
        ("lead", ctypes.c_int),
        ("taps", ctypes.c_int),
        ("window_columns", ctypes.c_int),
        ("down", ctypes.c_int),
        ("right", ctypes.c_int),
        ("held", ctypes.c_int),
        ("share", ctypes.c_int),
        ("unused", ctypes.c_int * 2),
    )


class PlaneKernels(ShiftingKernels):
    """See `kernels.device.Device`."""

    def convolve_planes(
        self, x: DeviceArray, kernel: DeviceArray, axes: Sequence[WindowAxis], out: DeviceArray
    ) -> bool:
        """A convolution (N,C,H,W) by (K,C,h,w), if it is one for this kernel."""
        if not is_spaced(axes) or not LEAST_MAPS <= kernel.shape[0] <= MOST_MAPS:
            return False
        images, channels, height, width = x.shape
        maps, taps = kernel.shape[0], known_volume(kernel.shape[2:])
        rows, row = spaced((height, width), axes, out.shape[2:])
        count, map_tiles = images * rows * row, ceil_div(maps, MAPS)
        processors = self.recorder.driver.multiprocessors
        # The time of the multiprocessor that has the most to do.
        own = min(POSITIONS, key=lambda own: ceil_div(ceil_div(count, own * WARP) * map_tiles, processors) * own)
        blocks = ceil_div(count, own * WARP) * map_tiles
        held = own * WARP + ceil_div((axes[0].span - 1) * row + axes[1].span, 4) * 4
        shared = {2 * 4 * share * (held + taps * MAPS): share for share in SHARES}
        most = min(MOST_SHARED, self.recorder.driver.shared_bytes)
        fitting = [nbytes for nbytes in shared if nbytes <= most]
        if not fitting or blocks < processors or count + held >= MOST_ELEMENTS:
            return False
        params = PlanesParams(
            row=divisor(row),
            rows=divisor(rows),
            map_tiles=divisor(map_tiles),
            count=count,
            maps=maps,
            out_rows=out.shape[2],
            out_columns=out.shape[3],
            channels=channels,
            height=height,
            width=width,
            lead=axes[0].before * row + axes[1].before,
            taps=taps,
            window_columns=axes[1].window,
            down=axes[0].dilation * row,
            right=axes[1].dilation,
            held=held,
            share=shared[fitting[0]],
        )
        params.shared_bytes = fitting[0]
        weights = self.resources.derived(kernel, "columns", _columns) or _columns(self.recorder, kernel)
        name = f"convolve_planes_{own}"
        self.recorder.emit(name, params, [out, x, weights], (blocks, 1, 1), (THREADS, 1, 1))
        return True


def _columns(recorder: Recording | Immediate, kernel: DeviceArray) -> DeviceArray:
    """Weights (K,C,h,w) as (blocks of 64 maps, C*h*w, 64)."""
    maps, depth = kernel.shape[0], known_volume(kernel.shape[1:])
    columns = recorder.allocate((ceil_div(maps, MAPS), depth, MAPS), np.float32)
    params = ColumnsParams(depth=divisor(depth), count=columns.size, maps=maps)
    blocks = ceil_div(columns.size, THREADS)
    recorder.emit("columns_of_weights", params, [columns, kernel], (blocks, 1, 1), (THREADS, 1, 1))
    return columns
