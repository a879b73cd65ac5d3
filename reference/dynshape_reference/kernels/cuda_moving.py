"""Elements moved on a device: slices, concatenations, padding (``cuda/move.cu``)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ..dims import Extents, known_volume
from ..dtypes import Array
from .cuda_arrays import DeviceArray, Operand
from .cuda_base import CudaBase
from .cuda_lines import LINE_BYTES, MOST_COUNTED, joined_lines, line_kernel, share_lines
from .cuda_moving_params import (
    LISTED,
    MODES,
    MOST_PARTS,
    PLAIN,
    Axis,
    JoinParams,
    MoveParams,
    dense_strides,
    merged,
)
from .cuda_params import MAX_RANK, MOST_ELEMENTS, divisor
from .cuda_recording import ceil_div

THREADS, UNITS = 256, 4


class MovingKernels(CudaBase):
    """See `kernels.device.Device`."""

    def concatenate(self, arrays: Sequence[Operand], axis: int) -> Operand:
        """See `Device.concatenate`."""
        parts = [self.ready(array) for array in arrays]
        first = parts[0].shape
        shape = (*first[:axis], sum(part.shape[axis] for part in parts), *first[axis + 1 :])
        out = self.recorder.allocate(shape, parts[0].dtype)
        inner = known_volume(first[axis + 1 :])
        if self._joined(parts, [part.shape[axis] * inner for part in parts], out):
            return out
        place = 0
        for part in parts:
            line = part.shape[axis] * inner
            axes = [Axis(known_volume(first[:axis]), line, shape[axis] * inner), Axis(line, 1, 1)]
            self._moved(axes, part, 0, out, place)
            place += line
        return out

    def _joined(self, parts: Sequence[DeviceArray], widths: Sequence[int], out: DeviceArray) -> bool:
        """Parts with lines of ``widths`` elements joined by one kernel, where that moves units of 16 bytes or all."""
        filled = [(part, width) for part, width in zip(parts, widths, strict=True) if part.size]
        if not 1 < len(filled) <= MOST_PARTS or out.size >= MOST_ELEMENTS or not self.recorder.aligned:
            return False
        size = out.dtype.itemsize
        factor = 16 // size
        if any(width % factor for _, width in filled) or any(part.offset & 15 for part, _ in filled) or out.offset & 15:
            if max(width for _, width in filled) * size >= LINE_BYTES:
                if out.offset & 15 or out.size >= MOST_COUNTED:
                    return False
                arrays = [part for part, _ in filled]
                params, threads = joined_lines(out, arrays, [width for _, width in filled])
                blocks = ceil_div(threads, THREADS)
                self.recorder.emit(f"join_lines_{size}", params, [out, *arrays], (blocks, 1, 1), (THREADS, 1, 1))
                return True
            factor = 1
        ends = np.cumsum([width // factor for _, width in filled])
        params = JoinParams(count=out.size // factor, line=divisor(int(ends[-1])), number=len(filled))
        params.ends[: len(filled)] = [int(end) for end in ends]
        blocks = ceil_div(out.size // factor, THREADS * UNITS)
        arrays = [out, *(part for part, _ in filled)]
        self.recorder.emit(f"join_{size * factor}", params, arrays, (blocks, 1, 1), (THREADS, 1, 1))
        return True

    def slice(
        self,
        x: Operand,
        lines: Callable[[], list[Array]],
        mode: str,
        start: Extents,
        size: Extents,
        stride: Extents,
        fill: Operand,
    ) -> Operand:
        """See `Device.slice`."""
        source = self.ready(x)
        out = self.recorder.allocate(size, source.dtype)
        axes, first = [], 0
        for axis, (extent, into) in enumerate(zip(source.shape, dense_strides(source.shape), strict=True)):
            if extent == 0:
                axes.append(Axis(size[axis], 0, 0, MODES["FILL"], -1, 0, 0))
                continue
            one = Axis(size[axis], into, 0, MODES[mode], start[axis], stride[axis], extent)
            ends = start[axis], start[axis] + (size[axis] - 1) * stride[axis]
            if min(ends) >= 0 and max(ends) < extent:
                first += start[axis] * into
                one = Axis(size[axis], into * stride[axis], 0)
            axes.append(one)
        return self._mapped(axes, source, first, out, fill)

    def pad(self, x: Operand, before: Sequence[int], extents: Extents) -> Operand:
        """See `Device.pad`."""
        source = self.ready(x)
        lead = source.ndim - len(extents)
        start = (*(0,) * lead, *(-padding for padding in before))
        size = (*source.shape[:lead], *extents)
        return self.slice(x, list, "FILL", start, size, (1,) * source.ndim, np.zeros((), source.dtype))

    def take(self, x: Operand, coordinates: Sequence[Array], fill: Operand) -> Operand:
        """See `Device.take`. Lines that count up are no lists."""
        source = self.ready(x)
        axes, lists, first, place = [], [], 0, 0
        for line, into in zip(coordinates, dense_strides(source.shape), strict=True):
            step = int(line[1] - line[0]) if line.size > 1 else 1
            if line.size and line.min() >= 0 and (np.diff(line) == step).all():
                first += int(line[0]) * into
                axes.append(Axis(line.size, into * step, 0))
            else:
                axes.append(Axis(line.size, into, 0, LISTED, place))
                lists.append(line.astype(np.int32))
                place += line.size
        out = self.recorder.allocate(tuple(line.size for line in coordinates), source.dtype)
        listed = self.recorder.upload(np.concatenate(lists)) if lists and out.size else None
        return self._mapped(axes, source, first, out, fill, listed)

    def _mapped(
        self,
        axes: list[Axis],
        source: DeviceArray,
        first: int,
        out: DeviceArray,
        fill: Operand,
        lists: DeviceArray | None = None,
    ) -> DeviceArray:
        for axis, stride in zip(axes, dense_strides(out.shape), strict=True):
            axis.out = stride
        zero = isinstance(fill, np.ndarray) and not fill.any()
        return self._moved(merged(axes), source, first, out, 0, None if zero else self.ready(fill), lists)

    def _new(self, shape: Extents, like: DeviceArray) -> DeviceArray:
        return self.recorder.allocate(shape, like.dtype)

    def _moved(
        self,
        axes: list[Axis],
        source: DeviceArray,
        first: int,
        out: DeviceArray,
        place: int,
        fill: DeviceArray | None = None,
        lists: DeviceArray | None = None,
    ) -> DeviceArray:
        """``out`` from ``place`` on with the elements of ``source`` from ``first`` on, along ``axes``."""
        axes = merged(axes) or [Axis(1, 1, 1)]
        count = known_volume(tuple(axis.extent for axis in axes))
        if not count:
            return out
        size = source.dtype.itemsize
        factor = 1
        is_aligned = self.recorder.aligned and not out.offset & 15
        if fill is None and is_aligned and not source.offset & 15:
            factor = _unit(axes, 16 // size, (first, place))
        kernel = (
            line_kernel(axes, size, place) if is_aligned and factor * size < 16 and out.size < MOST_ELEMENTS else None
        )
        if kernel:
            factor = 1
        axes = [Axis(**vars(axis)) for axis in axes]
        if factor > 1:
            axes[-1].extent //= factor
            for axis in axes[:-1]:
                axis.into //= factor
                axis.out //= factor
        params = MoveParams(count=count // factor, rank=len(axes))
        mapped = False
        for index, axis in enumerate(axes, MAX_RANK - len(axes) if kernel in ("flat", "lines") else 0):
            params.extents[index] = divisor(axis.extent)
            params.out_strides[index], params.in_strides[index] = axis.out, axis.into
            params.start[index], params.step[index], params.limit[index] = axis.start, axis.step, axis.limit
            params.mode[index] = axis.mode
            mapped |= axis.mode != PLAIN
        arrays = [out.part(place, ()), source.part(first, ())]
        if fill is not None:
            arrays.append(fill)
        if lists is not None:
            # The list is the fourth pointer: the third then points to zeros of its own.
            arrays += [lists] if fill is not None else [self.recorder.upload(np.zeros(2, np.int64)), lists]
        threads = ceil_div(count // factor, UNITS)
        if kernel:
            params.bytes = source.buffer.nbytes - arrays[1].offset
            threads = share_lines(kernel, params, axes, size, place)
        else:
            kernel = "map" if mapped else "move"
        blocks = ceil_div(threads, THREADS)
        self.recorder.emit(f"{kernel}_{size * factor}", params, arrays, (blocks, 1, 1), (THREADS, 1, 1))
        return out


def _unit(axes: Sequence[Axis], most: int, places: Sequence[int]) -> int:
    """How many elements can be moved as one."""
    inner = axes[-1]
    if inner.mode != PLAIN or inner.into != 1 or inner.out != 1:
        return 1
    numbers = [inner.extent, *places, *(n for axis in axes[:-1] for n in (axis.into, axis.out))]
    factor = most
    while factor > 1 and any(number % factor for number in numbers):
        factor //= 2
    return max(factor, 1)
