"""Launches of chains of which some arrays broadcast."""

from __future__ import annotations

from collections.abc import Sequence

from ..dims import Extents
from .cuda_arrays import DeviceArray
from .cuda_chain_params import ChainParams
from .cuda_params import MOST_ELEMENTS, divisor
from .cuda_programs import packs_of
from .cuda_recording import Immediate, Recording, ceil_div


def emit_spread(
    recorder: Recording | Immediate,
    macros: str,
    params: ChainParams,
    arrays: list[DeviceArray],
    dims: Extents,
    strides: Sequence[Sequence[int]],
    block: tuple[int, int],
) -> bool:
    """Launch the program of ``macros`` on ``arrays``, the result first; false where its kernels can't be used.

    ``strides`` are those of the other arrays along ``dims``; ``block``: the elements of a pack, the threads. More
    elements than a launch counts are several launches, of some rows each.
    """
    vector, threads = block
    rows, row = dims[0], arrays[0].size // dims[0]
    if rows * row >= MOST_ELEMENTS:
        rows = (MOST_ELEMENTS - 1) // row // 16 * 16
    if not rows or dims[-1] < vector:
        return False
    is_packed = dims[-1] % vector == 0 and all(_is_packed(line, vector) for line in strides)
    kernel = f"{'chain_packed' if is_packed else 'chain_broadcast'}\n{macros}"
    steps = [row, *(line[0] for line in strides)]
    for first in range(0, dims[0], rows):
        some = ChainParams.from_buffer_copy(params)
        number = min(rows, dims[0] - first)
        some.count, some.extents[0] = number * row, divisor(number)
        pointers = [array.part(first * step, ()) for array, step in zip(arrays, steps, strict=True)]
        blocks = ceil_div(some.count, packs_of(len(strides)) * vector * threads)
        recorder.emit(kernel, some, pointers, (blocks, 1, 1), (threads, 1, 1))
    return True


def _is_packed(strides: Sequence[int], vector: int) -> bool:
    """Packs of ``vector`` elements along the last axis are one element repeated, or lie at multiples of a pack."""
    return strides[-1] == 0 or all(stride % vector == 0 for stride in strides[:-1])
