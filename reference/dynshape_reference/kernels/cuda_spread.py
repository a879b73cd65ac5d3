"""Launches of chains of which some arrays broadcast."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from ..dims import Extents
from .cuda_arrays import DeviceArray
from .cuda_chain_params import ChainParams, collapse, operand_strides
from .cuda_fitting import Geometry
from .cuda_params import MOST_ELEMENTS, divisor, divisors
from .cuda_recording import Immediate, Recording, ceil_div

Strides = Sequence[Sequence[int]]


def laid_out(params: ChainParams, shape: Extents, shapes: Sequence[Extents]) -> tuple[Extents, Strides]:
    """Tell a chain's kernel of arrays of ``shapes`` that make one of ``shape``; returns dims and strides along them."""
    dims, strides = collapse(shape, shapes)
    params.rank = len(dims)
    for index, line in enumerate(strides):
        params.strides[index][: len(dims)] = line
    if len(dims) > 1:
        params.extents = divisors(dims)
    own = operand_strides(dims, len(dims))
    params.dense = sum(1 << number for number, stride in enumerate(strides) if list(stride) == own)
    return dims, strides


def rows_of_a_launch(dims: Extents, vector: int) -> int:
    """How many of the first axis a launch counts; 0 where no pack of ``vector`` elements lies in a row."""
    rows, row = dims[0], prod(dims[1:])
    if rows * row >= MOST_ELEMENTS:
        rows = (MOST_ELEMENTS - 1) // row // 16 * 16
    return 0 if dims[-1] < vector else rows


def spread(
    macros: str, params: ChainParams, dims: Extents, strides: Strides, number: int, vector: int, threads: int
) -> Geometry:
    """The launch of the program of ``macros`` for the first ``number`` rows."""
    is_packed = dims[-1] % vector == 0 and all(_is_packed(line, vector) for line in strides)
    params.count, params.extents[0] = number * prod(dims[1:]), divisor(number)
    blocks = ceil_div(params.count, vector * threads)
    return f"{'chain_packed' if is_packed else 'chain_broadcast'}\n{macros}", (blocks, 1, 1), (threads, 1, 1)


def emit_spread(
    recorder: Recording | Immediate,
    macros: str,
    params: ChainParams,
    arrays: list[DeviceArray],
    dims: Extents,
    strides: Strides,
    rows: int,
    block: tuple[int, int],
) -> None:
    """Launch the program of ``macros`` on ``arrays``, the result first, ``rows`` of the first axis at a time.

    ``strides`` are those of the other arrays along ``dims``; ``block``: the elements of a pack, the threads.
    """
    steps = [prod(dims[1:]), *(line[0] for line in strides)]
    for first in range(0, dims[0], rows):
        some = ChainParams.from_buffer_copy(params)
        launch = spread(macros, some, dims, strides, min(rows, dims[0] - first), *block)
        pointers = [array.part(first * step, ()) for array, step in zip(arrays, steps, strict=True)]
        recorder.emit(launch[0], some, pointers, *launch[1:])


def _is_packed(strides: Sequence[int], vector: int) -> bool:
    """Packs of ``vector`` elements along the last axis are one element repeated, or lie at multiples of a pack."""
    return strides[-1] == 0 or all(stride % vector == 0 for stride in strides[:-1])
