"""What the launches of a chain have in common, whatever its dims: worked out once for the chain's steps and types."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from math import prod
from typing import Any

from ..dims import Extents
from .cuda_arrays import DeviceArray, fixed_dims
from .cuda_chain_params import ChainParams, broadcast_shape, number_of, operations
from .cuda_fitting import Fit, Geometry
from .cuda_recording import ceil_div
from .cuda_spread import laid_out, rows_of_a_launch, spread

THREADS = 128
"""Of a block. Smaller ones mix reads and writes finely; but a GPU begins 1.6 blocks a nanosecond at most."""
MOST_PLANS = 1024
"""Plans that are kept; numbers in a chain may follow from shapes, so there is no end of them."""
Part = tuple[str, Any, bool, float, float]
"""Operation, operand (an array, a number or None), whether it stands on the left, alpha, beta."""


class ChainPlan:
    """A struct of which only dims, strides and the count are open, and the program, once that is compiled."""

    def __init__(self, parts: Sequence[Part], out: DeviceArray, arrays: list[DeviceArray]) -> None:
        """``arrays`` are what ``parts`` read, each once."""
        self.macros = ""
        """The program (`cuda_programs`); none while it is not compiled."""
        self.dense = ""
        """The kernel of the program for arrays that lie alike."""
        self.vector = 16 // max(array.dtype.itemsize for array in (out, *arrays))
        """Elements of a pack."""
        # Where a thread writes 4 bytes, blocks would end sooner than others begin.
        self.threads = 2 * THREADS if self.vector * out.dtype.itemsize <= 4 and len(arrays) <= 1 else THREADS
        self._params = params = ChainParams(steps=len(parts), out_type=number_of(out.dtype))
        numbers = operations()
        for step, (op, operand, swapped, alpha, beta) in zip(params.step, parts, strict=False):
            step.op, step.swapped, step.alpha, step.beta, step.operand = numbers[op], swapped, alpha, beta, -1
            if op == "KEEP":
                step.operand = operand
            elif isinstance(operand, DeviceArray):
                step.operand = arrays.index(operand)
            elif operand is not None:
                value = operand.item()
                step.alpha = value
                step.integer = int(value) if operand.dtype.kind != "f" else 0
        for index, array in enumerate(arrays):
            params.types[index] = number_of(array.dtype)

    def params(self) -> ChainParams:
        """The struct, for dims to be put in."""
        return ChainParams.from_buffer_copy(self._params)

    def launch(self, params: ChainParams, shape: Extents, shapes: list[Extents]) -> Geometry | None:
        """The program on arrays of ``shapes`` that make one of ``shape``; None where it can't be used, or not once."""
        if shapes.count(shape) < len(shapes):
            dims, strides = laid_out(params, shape, shapes)
            if params.dense != (1 << len(shapes)) - 1:
                is_one = rows_of_a_launch(dims, self.vector) == dims[0]
                block = self.vector, self.threads
                return spread(self.macros, params, dims, strides, dims[0], *block) if is_one else None
        # They lie alike: dims do not matter, but for their product.
        params.count = prod(shape)
        return self.dense, (ceil_div(params.count, self.vector * self.threads), 1, 1), (self.threads, 1, 1)

    def fit(self, params: ChainParams, arrays: list[DeviceArray]) -> Fit:
        """What fits a launch on ``arrays`` to other dims of all of them that are no weights."""
        own = [fixed_dims(array) for array in arrays]

        def fit(dims: Extents) -> Geometry | None:
            shapes = [dims if shape is None else shape for shape in own]
            return self.launch(params, broadcast_shape(*shapes) if shapes else dims, shapes)

        return fit


def chain_key(kind: str, parts: Sequence[Part], out: DeviceArray, arrays: list[DeviceArray]) -> Hashable:
    """What the plan of a chain depends on."""
    key: list[Any] = [kind, out.dtype, *(array.dtype for array in arrays)]
    for op, operand, swapped, alpha, beta in parts:
        key += op, swapped
        if type(operand) is DeviceArray:
            key.append(arrays.index(operand))
        elif operand is not None:
            key.append(operand if type(operand) is int else (operand.dtype, operand.tobytes()))
        if alpha or beta:
            key += alpha, beta
    return tuple(key)
