"""Convolutions of one group in float16 with windows one apart, by warpgroups (``cuda/shift.cu``).

Images are laid out as lines, 64 channels of a pixel each, with lines of zeros between rows and between images. What a
tap of the window sees of all positions is then one range of lines, each tap's some lines farther on: a product of
matrices a tap, of lines that a block reads once. Weights are laid out likewise, those that are constants once.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence

import numpy as np

from ..dims import Extents, known_volume
from .cuda_arrays import DeviceArray
from .cuda_params import MOST_ELEMENTS, Divisor, Params, divisor
from .cuda_products import ProductKernels
from .cuda_recording import Immediate, Recording, ceil_div
from .window_axis import WindowAxis

THREADS = 256
CHANNELS, PACK, LINE = 64, 8, 128
"""Of a line: channels, of a pack of these, bytes."""
PIXELS = 128
"""That a block lays out."""
STAGES, BARRIERS = 4, 2048
"""Steps whose weights a block holds, and bytes besides weights and lines."""
LEAST_SHARE = 0.25
"""Of the channels in lines that are not zeros to fill a line, so many are faster than other kernels."""
TILES = {(64, 400): 1.0, (128, 416): 1.0, (128, 112): 4 / 3}
"""Maps and positions that a block makes, by the kernels that there are: how much slower each is with many blocks."""
LEAST_WIDE = 65
"""So many maps are for blocks of 128."""


class LinesParams(Params):
    """See ``cuda/shift.cu``."""

    _fields_ = (
        ("pointers", ctypes.c_uint64 * 2),
        ("columns", Divisor),
        ("tiles", Divisor),
        ("chunks", Divisor),
        ("lines", ctypes.c_int64),
        ("channels", ctypes.c_int),
        ("pixels", ctypes.c_int),
        ("images", ctypes.c_int),
        ("row_lines", ctypes.c_int),
        ("image_lines", ctypes.c_int),
        ("lead", ctypes.c_int),
        ("packed", ctypes.c_int),
        ("unused", ctypes.c_int),
    )


class WeightsParams(Params):
    """See ``cuda/shift.cu``."""

    _fields_ = (
        ("pointers", ctypes.c_uint64 * 2),
        ("taps", Divisor),
        ("chunks", Divisor),
        ("count", ctypes.c_uint32),
        ("maps", ctypes.c_int),
        ("channels", ctypes.c_int),
        ("unused", ctypes.c_int),
    )


class ShiftParams(Params):
    """See ``cuda/shift.cu``."""

    _fields_ = (
        ("pointers", ctypes.c_uint64 * 3),
        ("row_lines", Divisor),
        ("image_rows", Divisor),
        ("area", Divisor),
        ("map_tiles", Divisor),
        ("lines", ctypes.c_int64),
        ("count", ctypes.c_uint32),
        ("maps", ctypes.c_int),
        ("rows", ctypes.c_int),
        ("columns", ctypes.c_int),
        ("chunks", ctypes.c_int),
        ("taps", ctypes.c_int),
        ("window_columns", ctypes.c_int),
        ("down", ctypes.c_int),
        ("right", ctypes.c_int),
        ("held", ctypes.c_int),
        ("packed", ctypes.c_int),
        ("unused", ctypes.c_int),
    )


def is_spaced(axes: Sequence[WindowAxis]) -> bool:
    """Whether windows are one apart, and `spaced` images can be such that they meet no other."""
    return all(axis.stride == 1 and axis.before >= 0 for axis in axes)


def spaced(sizes: Sequence[int], axes: Sequence[WindowAxis], extents: Extents) -> list[int]:
    """Extents (H,W) of images with so much between them that windows one apart meet no other image, nor row."""
    return [
        size + max(axis.before, extent - size, extent + axis.span - 1 - axis.before - size)
        for size, axis, extent in zip(sizes, axes, extents, strict=True)
    ]


def tile_of(maps: int, count: int, multiprocessors: int) -> tuple[int, int]:
    """One of `TILES` for so many maps and positions, such that no multiprocessor has much more to do than others."""

    def most(tile: tuple[int, int]) -> float:
        blocks = ceil_div(maps, tile[0]) * ceil_div(count, tile[1])
        return ceil_div(blocks, multiprocessors) * tile[0] * tile[1] * TILES[tile]

    return min((tile for tile in TILES if tile[0] >= min(maps, LEAST_WIDE)), key=most)


class ShiftingKernels(ProductKernels):
    """See `kernels.device.Device`."""

    def convolve_lines(self, x: DeviceArray, kernel: DeviceArray, axes: Sequence[WindowAxis], out: DeviceArray) -> bool:
        """A convolution (N,C,H,W) by (K,C,h,w), if it is one for these kernels."""
        images, channels, height, width = x.shape
        maps, (rows, columns), area = kernel.shape[0], out.shape[2:], known_volume(out.shape[2:])
        chunks = ceil_div(channels, CHANNELS)
        is_sparse = channels < LEAST_SHARE * chunks * CHANNELS
        if not self.recorder.driver.has_warpgroup_products or is_sparse or not is_spaced(axes):
            return False
        down, right = spaced((height, width), axes, out.shape[2:])
        count, last = images * down * right, (axes[0].span - 1) * right + axes[1].span - 1
        tile_maps, tile = tile_of(maps, count, self.recorder.driver.multiprocessors)
        tiles, map_tiles, held = ceil_div(count, tile), ceil_div(maps, tile_maps), ceil_div(tile + last, PACK) * PACK
        shared = (STAGES * tile_maps + min(chunks, 2) * held) * LINE + BARRIERS
        lead = axes[0].before * right + axes[1].before
        lines = max((tiles - 1) * tile + held, lead + count)
        if shared > self.recorder.driver.shared_bytes or lines * chunks * CHANNELS >= MOST_ELEMENTS:
            return False
        params = ShiftParams(
            row_lines=divisor(right),
            image_rows=divisor(down),
            area=divisor(area),
            map_tiles=divisor(map_tiles),
            lines=lines,
            count=count,
            maps=maps,
            rows=rows,
            columns=columns,
            chunks=chunks,
            taps=axes[0].window * axes[1].window,
            window_columns=axes[1].window,
            down=axes[0].dilation * right,
            right=axes[1].dilation,
            held=held,
            packed=area % PACK == 0 and not out.offset & 15,
        )
        params.shared_bytes = shared
        weights = self.resources.derived(kernel, "lines", _lay_weights) or _lay_weights(self.recorder, kernel)
        laid = self._lay_images(x, chunks, lines, (down * right, right, lead))
        name = f"convolve_shifted_{tile_maps}x{tile}"
        self.recorder.emit(name, params, [out, laid, weights], (tiles * map_tiles, 1, 1), (THREADS, 1, 1))
        return True

    def _lay_images(self, x: DeviceArray, chunks: int, lines: int, steps: tuple[int, int, int]) -> DeviceArray:
        """Images as so many lines a chunk; ``steps`` from image to image and from row to row, after so many lines."""
        images, channels, height, width = x.shape
        tiles = ceil_div(height * width, PIXELS)
        params = LinesParams(
            columns=divisor(width),
            tiles=divisor(tiles),
            chunks=divisor(chunks),
            lines=lines,
            channels=channels,
            pixels=height * width,
            images=images,
            image_lines=steps[0],
            row_lines=steps[1],
            lead=steps[2],
            packed=height * width % PACK == 0,
        )
        laid = self.recorder.allocate((chunks, lines, CHANNELS), np.float16)
        blocks = images * chunks * tiles
        self.recorder.emit("lines_of_images", params, [laid, x], (blocks, 1, 1), (THREADS, 1, 1))
        return laid


def _lay_weights(recorder: Recording | Immediate, kernel: DeviceArray) -> DeviceArray:
    maps, channels, rows, columns = kernel.shape
    chunks, blocks = ceil_div(channels, CHANNELS), ceil_div(maps, 64)
    laid = recorder.allocate((blocks, chunks, rows * columns, 64, CHANNELS), np.float16)
    params = WeightsParams(
        taps=divisor(rows * columns),
        chunks=divisor(chunks),
        count=laid.size // PACK,
        maps=maps,
        channels=channels,
    )
    recorder.emit("lines_of_weights", params, [laid, kernel], (ceil_div(params.count, THREADS), 1, 1), (THREADS, 1, 1))
    return laid
