"""How threads share lines that begin anywhere (``cuda/flat.cu``, ``lines.cu``), and picked ones (``cuda/move.cu``)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..dims import known_volume
from .cuda_arrays import DeviceArray
from .cuda_moving_params import FILLED, LISTED, PLAIN, Axis, JoinParams, MoveParams, dense_strides
from .cuda_params import MOST_ELEMENTS, divisor
from .cuda_recording import ceil_div

LINE_PIECES, JOIN_PIECES = 4, 2
"""Packs of 16 bytes that a thread moves of a line, and of a part's line.

Measured on an H200: joining, 2 packs move 2 to 4% more bytes a second than 4; short lines need more for what is worked
out once a thread.
"""
FLAT_PIECES = {1: 4, 2: 4, 4: 2, 8: 2}
"""Of outputs whose lines follow each other without gaps, by the bytes of an element.

Measured on an H200: of float32, 2 packs of threads with 40 registers move 5% more bytes a second than 4 of threads with
64; of int8, 15% fewer.
"""
PICKED_LINES = 4
"""One below the other, of which a thread picks one pack each."""
FLAT_BYTES, LINE_BYTES = 16, 64
"""Shorter lines, without gaps and with them, are moved element by element; the first is in ``cuda/flat.cu`` too."""
MOST_COUNTED = MOST_ELEMENTS - 2**12
"""Elements of an output: threads count in 31 bits, to 2048 elements and 8 packs beyond a line's end."""
LONG_BYTES = 2048
"""Lines of so many bytes are shared out from multiples of 128 bytes on, others of 32: what a warp writes at once then
lies in as few lines and sectors of the L2 cache as it can."""


def line_kernel(axes: Sequence[Axis], size: int, place: int) -> str | None:
    """The kernel that writes 16 bytes at a time, whatever the lines are; None where it can't be used.

    ``place``: of the first element in the output, which begins at a multiple of 16 bytes.
    """
    inner = axes[-1]
    count = known_volume(tuple(axis.extent for axis in axes))
    is_long = inner.extent * size >= LINE_BYTES
    if count >= MOST_COUNTED or inner.extent * size < FLAT_BYTES or inner.out != 1:
        return None
    if inner.mode == LISTED:
        return "picks" if is_long else None
    # Coordinates are counted in 32 bits.
    ends = [axis.start + axis.extent * axis.step for axis in axes[:-1]]
    numbers = [*ends, *(n for axis in axes[:-1] for n in (axis.into, axis.start, axis.step, axis.limit))]
    is_small = all(abs(number) < MOST_ELEMENTS for number in numbers)
    if not is_small or inner.mode not in (PLAIN, FILLED) or inner.into != 1 or inner.step != 1:
        return None
    if place * size % 16 == 0 and [axis.out for axis in axes] == dense_strides(tuple(axis.extent for axis in axes)):
        return "flat"
    return "lines" if is_long and all(axis.mode == PLAIN for axis in axes) else None


def share_lines(kernel: str, params: MoveParams, axes: Sequence[Axis], size: int, place: int) -> int:
    """Fill in how threads share the lines; returns how many threads there are."""
    vector, inner = 16 // size, axes[-1]
    params.lines = known_volume(tuple(axis.extent for axis in axes[:-1]))
    if kernel == "picks":
        params.packed = not any(step % vector for step in (place, *(axis.out for axis in axes[:-1])))
        # So many packs hold a line; one that begins anywhere has a part of a pack at either end.
        packs = ceil_div(inner.extent if params.packed else inner.extent + vector - 1, vector)
        params.segments = divisor(packs)
        return int(ceil_div(params.lines, PICKED_LINES) * packs)
    if kernel == "flat":
        params.is_mapped = any(axis.mode not in (PLAIN, FILLED) for axis in axes)
        params.low, params.high = 0, inner.extent
        if inner.mode == FILLED:
            params.low = min(max(-inner.start, 0), inner.extent)
            params.high = max(min(inner.extent, inner.limit - inner.start), params.low)
        return int(ceil_div(params.count, vector * FLAT_PIECES[size]))
    lanes, params.packs = lanes_of(inner.extent, size, LINE_PIECES)
    segments = segments_of(inner.extent, size, lanes, params.packs, LINE_PIECES)
    params.lanes, params.segments = divisor(lanes), divisor(segments)
    return int(params.lines * segments * lanes)


def joined_lines(out: DeviceArray, parts: Sequence[DeviceArray], widths: Sequence[int]) -> tuple[JoinParams, int]:
    """Of parts with lines of ``widths`` elements, and how many threads join them into ``out``."""
    size = out.dtype.itemsize
    lanes, packs = lanes_of(max(widths), size, JOIN_PIECES)
    ends = np.cumsum([segments_of(width, size, lanes, packs, JOIN_PIECES) for width in widths])
    places = np.cumsum([0, *widths])
    params = JoinParams(
        line=divisor(int(ends[-1])),
        number=len(parts),
        lines=parts[0].size // widths[0],
        width=int(places[-1]),
        packs=packs,
        lanes=divisor(lanes),
    )
    for part, width in enumerate(widths):
        params.ends[part], params.widths[part], params.places[part] = int(ends[part]), width, int(places[part])
    return params, int(params.lines * ends[-1] * lanes)


def lanes_of(extent: int, size: int, pieces: int) -> tuple[int, int]:
    """How many threads share a segment of a line, and from multiples of how many packs of 16 bytes on."""
    packs = 8 if extent * size >= LONG_BYTES else 2
    number = ceil_div(extent * size + packs * 16 - size, 16)
    segments = ceil_div(number, 32 * pieces)
    return ceil_div(ceil_div(number, segments * pieces), packs) * packs, packs


def segments_of(extent: int, size: int, lanes: int, packs: int, pieces: int) -> int:
    """Of a line, wherever it begins."""
    return ceil_div(extent * size + packs * 16 - size, 16 * pieces * lanes)
