"""Launches of chains whose arrays all lie as the result does: they differ by the number of elements alone."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from ..dims import Extents
from .cuda_arrays import DeviceArray
from .cuda_chain_params import ChainParams
from .cuda_recording import Extent3, Immediate, Recording, ceil_div


@dataclass(frozen=True)
class DenseLaunch:
    """One that was made, to be made again for another number of elements."""

    kernel: str
    params: ChainParams
    elements: int
    """What a block computes."""
    threads: int

    def emit(self, recorder: Recording | Immediate, arrays: list[DeviceArray], count: int) -> None:
        """Launch it for ``count`` elements of ``arrays``, the result first."""
        params, blocks = self.of(count)
        recorder.emit(self.kernel, params, arrays, blocks, (self.threads, 1, 1), self.of)

    def of(self, count: int) -> tuple[ChainParams, Extent3]:
        """The struct and the blocks for ``count`` elements."""
        params = ChainParams.from_buffer_copy(self.params)
        params.count = count
        return params, (ceil_div(count, self.elements), 1, 1)


def dense_key(kind: str, parts: list[Any], out: DeviceArray, arrays: list[DeviceArray]) -> Hashable:
    """What a launch depends on but for the number of elements; None if an array lies otherwise than the result."""
    shape: Extents = out.shape
    key: list[Any] = [kind, out.dtype]
    for array in arrays:
        if array.shape != shape or array.offset & 15:
            return None
        key.append(array.dtype)
    if out.offset & 15:
        return None
    for op, operand, swapped, alpha, beta in parts:
        key += op, swapped
        if type(operand) is DeviceArray:
            key.append(arrays.index(operand))
        elif operand is not None:
            key.append(operand if type(operand) is int else (operand.dtype, operand.tobytes()))
        if alpha or beta:
            key += alpha, beta
    return tuple(key)
