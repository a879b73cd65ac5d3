"""Convolutions of one group as products of matrices (``cuda/convolve.cu``, or ``cuda/unfold.cu`` and the library).

The elements under each window become a column, of as many images at a time as keep that matrix small; a window of
one element needs no such matrix. Few maps in float16 have a kernel of their own, without that matrix.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence

import numpy as np

from ..dims import Extents, known_volume
from .cuda_arrays import DeviceArray
from .cuda_params import MOST_ELEMENTS, Divisor, Params, divisor
from .cuda_planes import PlaneKernels
from .cuda_products import Product
from .cuda_recording import ceil_div
from .window_axis import WindowAxis

THREADS = 256
LEAST_MAPS, LEAST_DEPTH = 8, 16
"""Below these a product of matrices is no gain."""
CONVOLVED_MAPS, CONVOLVED_PACKS, CONVOLVED_PACK = 64, 16, 8
"""Maps and packs of positions that a block of ``cuda/convolve.cu`` makes, and positions in a pack."""
CHANNEL_PACK, CONVOLVED_POSITIONS = 8, 128
"""Channels that ``cuda/channels.cu`` loads at a time, and positions that a block of it makes."""
WIDE_MAPS = 128
"""From so many on a block makes twice as many maps."""
MOST_MAPS = 512
"""Of the kernels that unfold nothing, which are faster with 64 and 256; more were not measured."""
UNFOLDED_BYTES = 128 << 20
"""Of the unfolded images of one product at most; a product of few images leaves much of a GPU idle."""


class UnfoldParams(Params):
    """See ``cuda/unfold.cu``."""

    _fields_ = (
        ("pointers", ctypes.c_uint64 * 2),
        ("bytes", ctypes.c_int64),
        ("packs", Divisor),
        ("columns", Divisor),
        ("channels", Divisor),
        ("images", ctypes.c_int),
        ("positions", ctypes.c_int),
        ("height", ctypes.c_int),
        ("width", ctypes.c_int),
        ("window", ctypes.c_int * 2),
        ("stride", ctypes.c_int * 2),
        ("dilation", ctypes.c_int * 2),
        ("before", ctypes.c_int * 2),
    )


class ConvolveParams(Params):
    """See ``cuda/convolve.cu``."""

    _fields_ = (
        ("pointers", ctypes.c_uint64 * 4),
        ("bytes", ctypes.c_int64),
        ("row_packs", Divisor),
        ("rows", Divisor),
        ("map_tiles", Divisor),
        ("packs", ctypes.c_uint32),
        ("maps", ctypes.c_int),
        ("depth", ctypes.c_int),
        ("columns", ctypes.c_int),
        ("height", ctypes.c_int),
        ("width", ctypes.c_int),
        ("image", ctypes.c_int),
        ("stride", ctypes.c_int * 2),
        ("before", ctypes.c_int * 2),
        ("unused", ctypes.c_int),
    )


class ChannelsParams(Params):
    """See ``cuda/channels.cu``."""

    _fields_ = (
        ("pointers", ctypes.c_uint64 * 3),
        ("columns", Divisor),
        ("positions", Divisor),
        ("map_tiles", Divisor),
        ("count", ctypes.c_uint32),
        ("maps", ctypes.c_int),
        ("channels", ctypes.c_int),
        ("height", ctypes.c_int),
        ("width", ctypes.c_int),
        ("window", ctypes.c_int * 2),
        ("stride", ctypes.c_int * 2),
        ("dilation", ctypes.c_int * 2),
        ("before", ctypes.c_int * 2),
        ("unused", ctypes.c_int),
    )


class UnfoldingKernels(PlaneKernels):
    """See `kernels.device.Device`."""

    def multiplied(
        self, x: DeviceArray, kernel: DeviceArray, axes: Sequence[WindowAxis], extents: Extents
    ) -> DeviceArray:
        """`Device.convolution` of images (N,C,H,W) with a kernel (K,C,h,w), all windows in two axes."""
        images, maps = x.shape[0], kernel.shape[0]
        positions, depth = known_volume(extents), known_volume(kernel.shape[1:])
        out = self.recorder.allocate((images, maps, *extents), x.dtype)
        if not out.size:
            return out
        is_plain = all(axis == WindowAxis(1) for axis in axes)
        if not is_plain and x.dtype == np.float16 and maps <= MOST_MAPS and self._is_small(x, kernel, out):
            if self.convolve_lines(x, kernel, axes, out):
                return out
            if x.shape[1] % CHANNEL_PACK == 0:
                self._convolve_channels(x, kernel, axes, out)
            else:
                self._convolve(x, kernel, axes, out)
            return out
        is_float = x.dtype == np.float32 and self._is_small(x, kernel, out)
        if not is_plain and is_float and self.convolve_planes(x, kernel, axes, out):
            return out
        most = images if is_plain else max(1, UNFOLDED_BYTES // (depth * positions * x.dtype.itemsize))
        columns = None if is_plain else self.recorder.allocate((min(most, images), depth, positions), x.dtype)
        for first in range(0, images, most):
            count = min(most, images - first)
            part = x.part(first * known_volume(x.shape[1:]), (count, *x.shape[1:]))
            if columns is not None:
                self._unfold(part, columns, axes, extents)
            product = Product(count, maps, positions, depth, (False, False), (0, depth * positions), x.dtype.name)
            target = out.part(first * maps * positions, (count, maps, *extents))
            self.multiply(product, target, kernel, part if columns is None else columns)
        return out

    def _is_small(self, x: DeviceArray, kernel: DeviceArray, out: DeviceArray) -> bool:
        is_aligned = self.recorder.aligned and not (x.offset | kernel.offset) & 15
        return is_aligned and max(known_volume(x.shape[1:]), known_volume(out.shape)) < MOST_ELEMENTS

    def _convolve_channels(
        self, x: DeviceArray, kernel: DeviceArray, axes: Sequence[WindowAxis], out: DeviceArray
    ) -> None:
        """By the kernel for images whose channels come last."""
        images, channels, height, width = x.shape
        maps, rows, columns = out.shape[1:]
        side = CONVOLVED_MAPS * (2 if maps >= WIDE_MAPS else 1)
        params = ChannelsParams(
            columns=divisor(columns),
            positions=divisor(rows * columns),
            map_tiles=divisor(ceil_div(maps, side)),
            count=images * rows * columns,
            maps=maps,
            channels=channels,
            height=height,
            width=width,
        )
        for place, axis in enumerate(axes):
            params.window[place], params.stride[place] = axis.window, axis.stride
            params.dilation[place], params.before[place] = axis.dilation, axis.before
        blocks = ceil_div(params.count, CONVOLVED_POSITIONS) * params.map_tiles.value
        data, weights = (self.ready(self.transpose(array, (0, 2, 3, 1))) for array in (x, kernel))
        self.recorder.emit(f"convolve_channels_{side}", params, [out, data, weights], (blocks, 1, 1), (THREADS, 1, 1))

    def _convolve(self, x: DeviceArray, kernel: DeviceArray, axes: Sequence[WindowAxis], out: DeviceArray) -> None:
        """By the kernel that unfolds images in shared memory."""
        images, channels, height, width = x.shape
        maps, rows, columns = out.shape[1:]
        row_packs = ceil_div(columns, CONVOLVED_PACK)
        # Where each place in depth is: the offset of its channel, and row and column in the window.
        channel, row, column = np.indices(kernel.shape[1:], np.int32)
        taps = row * axes[0].dilation << 16 | column * axes[1].dilation
        depths = np.stack([channel * (height * width), taps], axis=-1).astype(np.int32)
        params = ConvolveParams(
            bytes=x.nbytes,
            row_packs=divisor(row_packs),
            rows=divisor(rows),
            map_tiles=divisor(ceil_div(maps, CONVOLVED_MAPS)),
            packs=images * rows * row_packs,
            maps=maps,
            depth=known_volume(kernel.shape[1:]),
            columns=columns,
            height=height,
            width=width,
            image=channels * height * width,
        )
        for place, axis in enumerate(axes):
            params.stride[place], params.before[place] = axis.stride, axis.before
        blocks = ceil_div(params.packs, CONVOLVED_PACKS) * params.map_tiles.value
        arrays = [out, x, kernel, self.recorder.upload(depths)]
        self.recorder.emit("convolve_half", params, arrays, (blocks, 1, 1), (THREADS, 1, 1))

    def _unfold(self, x: DeviceArray, out: DeviceArray, axes: Sequence[WindowAxis], extents: Extents) -> None:
        images, channels, height, width = x.shape
        positions = known_volume(extents)
        vector = 16 // x.dtype.itemsize
        if positions % vector or not self.recorder.aligned or out.offset & 15:
            vector = 1
        params = UnfoldParams(
            bytes=x.nbytes,
            packs=divisor(positions // vector),
            columns=divisor(extents[1]),
            channels=divisor(channels),
            images=images,
            positions=positions,
            height=height,
            width=width,
        )
        for place, axis in enumerate(axes):
            params.window[place], params.stride[place] = axis.window, axis.stride
            params.dilation[place], params.before[place] = axis.dilation, axis.before
        kernel = f"unfold_{'packs_' if vector > 1 else ''}{x.dtype.itemsize}"
        blocks = ceil_div(images * channels * (positions // vector), THREADS)
        self.recorder.emit(kernel, params, [out, x], (blocks, 1, 1), (THREADS, 1, 1))


def is_product(kernel: DeviceArray, extents: Extents) -> bool:
    """Whether a convolution of one group is done as a product of matrices."""
    depth = known_volume(kernel.shape[1:])
    return len(extents) == 2 and kernel.shape[0] >= LEAST_MAPS and depth >= LEAST_DEPTH
