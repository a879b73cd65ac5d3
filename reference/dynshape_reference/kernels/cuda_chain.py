"""Elementwise layers on a device: chains of steps, computed when their elements are needed (``cuda/chain.cu``).

A chain that only one layer reads, itself elementwise, grows by that layer's steps instead of being
computed; so chains of layers become one kernel, compiled for its steps (`cuda_programs`) or reading them at
run time. An intermediate tensor's element type still counts: a step rounds to it.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np

from ..dims import Extents, known_volume
from ..dtypes import DataType, nptype
from .cuda_arrays import DeviceArray, Operand, Shaped
from .cuda_base import CudaBase, Deferred
from .cuda_chain_params import (
    MAX_OPERANDS,
    MAX_STEPS,
    ChainParams,
    broadcast_shape,
    name_of,
    number_of,
)
from .cuda_plans import MOST_PLANS, THREADS, ChainPlan, Part, chain_key
from .cuda_programs import program
from .cuda_recording import ceil_div
from .cuda_spread import emit_spread, laid_out, rows_of_a_launch

WIDE = np.dtype(np.float32)
"""What floats are computed in."""
MOST_HALF = 65520
"""What is not less is infinite in float16."""


class Chain(Shaped):
    """An array that is not computed yet: dims, element type, and the steps that make it."""

    def __init__(self, kind: str, shape: Extents, dtype: np.dtype[Any], parts: list[Part], exact: bool) -> None:
        """``kind`` is float, int or long; ``exact``: what the steps make needs no rounding to ``dtype``."""
        self.kind, self.shape, self.dtype, self.parts, self.exact = kind, shape, dtype, parts, exact
        self.made: DeviceArray | None = None

    def arrays(self) -> list[DeviceArray]:
        """The arrays that it reads, each once."""
        found: list[DeviceArray] = []
        for _, operand, *_ in self.parts:
            if isinstance(operand, DeviceArray) and operand not in found:
                found.append(operand)
        return found


class ChainKernels(CudaBase):
    """Operations element by element; see `kernels.device.Device`."""

    plans: dict[Hashable, ChainPlan]
    """Those of chains that were met."""

    def cast(self, x: Operand, dtype: DataType) -> Operand:
        """See `Device.cast`. Arrays of the host stay there."""
        target = np.dtype(nptype(dtype))
        if x.dtype == target:
            return x
        if isinstance(x, np.ndarray):
            return self.host.cast(x, dtype)
        rounded = x.rounded(target) if isinstance(x, Deferred) and target == np.float16 else None
        if rounded is not None:
            return rounded
        return self._grow(_kind(x.dtype, target), x, [], target, exact=False)

    def elementwise(self, op: str, a: Operand, b: Operand) -> Operand:
        """See `Device.elementwise`."""
        kind = _kind(a.dtype, b.dtype)
        compares = op in ("AND", "OR", "XOR", "EQUAL", "GREATER", "LESS")
        if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
            a = self.upload(a)
        dtype = np.dtype(np.bool_) if compares else WIDE if kind == "float" else np.result_type(a.dtype, b.dtype)
        swapped = not isinstance(a, Chain) and (isinstance(b, Chain) or _is_number(a))
        first, second = (b, a) if swapped else (a, b)
        return self._grow(kind, first, [(op, second, swapped, 0.0, 0.0)], dtype, compares or kind == "float")

    def unary(self, op: str, x: Operand) -> Operand:
        """See `Device.unary`."""
        integers = x.dtype.kind != "f" and op in ("ABS", "NEG", "SIGN", "NOT")
        kind = _kind(x.dtype, x.dtype) if integers else "float"
        dtype = np.dtype(np.bool_) if op in ("NOT", "ISINF") else x.dtype if integers else WIDE
        return self._grow(kind, x, [(op, None, False, 0.0, 0.0)], dtype, exact=not integers or op == "NOT")

    def activation(self, type: str, x: Operand, alpha: float, beta: float) -> Operand:
        """See `Device.activation`."""
        integers = x.dtype.kind != "f" and type == "RELU"
        kind = _kind(x.dtype, x.dtype) if integers else "float"
        return self._grow(kind, x, [(type, None, False, alpha, beta)], x.dtype if integers else WIDE, exact=True)

    def select(self, condition: Operand, a: Operand, b: Operand) -> Operand:
        """See `Device.select`."""
        kind = _kind(a.dtype, b.dtype)
        dtype = np.result_type(a.dtype, b.dtype)
        parts: list[Part] = [
            ("TEST", None, False, 0.0, 0.0),
            ("LOAD", self.ready(a), False, 0.0, 0.0),
            ("SELECT", self.ready(b), False, 0.0, 0.0),
        ]
        return self._grow(kind, condition, parts, dtype, exact=True)

    def quantize(self, x: Operand, scale: Operand) -> Operand:
        """See `Device.quantize`."""
        return self._grow("float", x, [("QUANTIZE", scale, False, 0.0, 0.0)], np.dtype(np.int8), exact=True)

    def dequantize(self, x: Operand, scale: Operand) -> Operand:
        """See `Device.dequantize`."""
        return self._grow("float", x, [("PROD", scale, False, 0.0, 0.0)], WIDE, exact=True)

    def parametric_relu(self, x: Operand, slopes: Operand) -> Operand:
        """See `Device.parametric_relu`."""
        return self._grow("float", x, [("PARAMETRIC_RELU", slopes, False, 0.0, 0.0)], WIDE, exact=True)

    def settle(self, array: Operand) -> Operand:
        """See `Device.settle`."""
        return self.compute(array) if isinstance(array, Chain) else super().settle(array)

    def _grow(self, kind: str, x: Operand, parts: Sequence[Part], dtype: np.dtype[Any], exact: bool) -> Chain:
        """The chain that goes on from ``x`` by ``parts``."""
        parts = [(op, self._operand(other), swapped, alpha, beta) for op, other, swapped, alpha, beta in parts]
        others = [part[1] for part in parts if isinstance(part[1], DeviceArray)]
        shapes = {part.shape for _, part, *_ in parts if hasattr(part, "shape")} - {x.shape}
        shape = broadcast_shape(x.shape, *shapes) if shapes else x.shape
        chain = x if isinstance(x, Chain) and x.made is None else None
        if chain is not None:
            rounds = [] if chain.exact else [_keep(chain.dtype)]
            arrays = {id(array) for array in (*chain.arrays(), *others)}
            fits = len(arrays) <= MAX_OPERANDS and len(chain.parts) + len(rounds) + len(parts) <= MAX_STEPS
            # What was broadcast already is not computed once more for each place that it is broadcast to.
            if kind == chain.kind and fits and shape == chain.shape:
                if not chain.exact and chain.dtype == np.float16 and all(map(_is_before_rounding, parts)) and parts:
                    return Chain(kind, shape, chain.dtype, [*chain.parts, *parts], exact=False)
                return Chain(kind, shape, dtype, [*chain.parts, *rounds, *parts], exact)
        return Chain(kind, shape, dtype, [("LOAD", self.ready(x), False, 0.0, 0.0), *parts], exact)

    def _operand(self, x: Operand) -> Any:
        if x is None or isinstance(x, DeviceArray):
            return x
        if _is_number(x):
            return x
        return self.ready(x)

    def compute(self, chain: Chain, out: DeviceArray | None = None) -> DeviceArray:
        """The elements of a chain."""
        if chain.made is not None:
            return chain.made
        result = out or self.recorder.allocate(chain.shape, chain.dtype)
        chain.made = result
        if result.size:
            self._launch(chain, result)
        else:
            self._program(chain, result)
        chain.parts = []
        return result

    def copy(self, source: DeviceArray, target: DeviceArray) -> None:
        """Copy elements of one type, whatever the dims."""
        if self.recorder.aligned and not (source.offset | target.offset) % 16:
            blocks = ceil_div(source.nbytes, 16 * THREADS)
            params = ChainParams(count=source.nbytes)
            self.recorder.emit("chain_dense", params, [target, source], (blocks, 1, 1), (THREADS, 1, 1))
            return
        flat = source.reshape(source.size)
        kind = _kind(source.dtype)
        self._launch(
            Chain(kind, (source.size,), source.dtype, [("LOAD", flat, False, 0.0, 0.0)], True), target.reshape(-1)
        )

    def zeros(self, dims: Extents, dtype: Any) -> DeviceArray:
        """An array of zeros."""
        zero = np.zeros((), dtype)
        return self.compute(Chain(_kind(zero.dtype), dims, zero.dtype, [("LOAD", zero, False, 0.0, 0.0)], True))

    def broadcast(self, x: DeviceArray, dims: Extents) -> DeviceArray:
        """``x`` with elements repeated to ``dims``."""
        return self.compute(Chain(_kind(x.dtype), dims, x.dtype, [("LOAD", x, False, 0.0, 0.0)], True))

    def as_float32(self, x: DeviceArray) -> DeviceArray:
        """``x`` as float32."""
        return self.ready(self.cast(x, DataType.FLOAT))

    def as_int32(self, x: DeviceArray) -> DeviceArray:
        """``x`` as int32."""
        return self.ready(self.cast(x, DataType.INT32))

    def _launch(self, chain: Chain, out: DeviceArray) -> None:
        arrays = chain.arrays()
        key = chain_key(chain.kind, chain.parts, out, arrays)
        plan = self.plans.get(key)
        if plan is None:
            plan = ChainPlan(chain.parts, out, arrays)
            if len(self.plans) < MOST_PLANS:
                self.plans[key] = plan
        is_aligned = self.recorder.aligned and not any(array.offset % 16 for array in (out, *arrays))
        if is_aligned and not plan.macros:
            plan.macros = self._program(chain, out)
            plan.dense = f"chain_dense\n{plan.macros}"
        params, shapes = plan.params(), [array.shape for array in arrays]
        launch = plan.launch(params, out.shape, shapes) if is_aligned and plan.macros else None
        if launch:
            self.recorder.emit(launch[0], params, [out, *arrays], *launch[1:], plan.fit(params, arrays))
            return
        dims, strides = laid_out(params, out.shape, shapes)
        rows = rows_of_a_launch(dims, plan.vector) if is_aligned and plan.macros else 0
        if rows:
            block = plan.vector, plan.threads
            emit_spread(self.recorder, plan.macros, params, [out, *arrays], dims, strides, rows, block)
            return
        vector = self._vector(chain.kind, [out, *arrays], dims, strides)
        whole = out.size // vector * vector
        if whole != out.size:
            # The rest of a line: its own launch, so that the other one has whole packs only.
            self._go(f"chain_{chain.kind}_1", params, out, arrays, strides, whole, out.size - whole, 1)
            params = ChainParams.from_buffer_copy(params)
        self._go(f"chain_{chain.kind}_{vector}", params, out, arrays, strides, 0, whole, vector)

    def _program(self, chain: Chain, out: DeviceArray) -> str:
        """The macros of the chain's program, once it is compiled; none if it is not and must not be now."""
        places = {id(array): number for number, array in enumerate(chain.arrays())}
        steps = tuple(
            (op, places.get(id(operand), -1), swapped, operand if op == "KEEP" else 0)
            for op, operand, swapped, _, _ in chain.parts
        )
        types = tuple(name_of(array.dtype) for array in chain.arrays())
        macros = program(chain.kind, steps, types, name_of(out.dtype))
        may_compile = not self.resources.has_run
        return macros if self.resources.driver.prepare("chain_dense\n" + macros, may_compile) else ""

    def _go(
        self,
        kernel: str,
        params: ChainParams,
        out: DeviceArray,
        arrays: Sequence[DeviceArray],
        strides: Sequence[Sequence[int]],
        first: int,
        count: int,
        vector: int,
    ) -> None:
        params.count = count
        pointers = [out, *arrays]
        if first:
            steps = [1, *(stride[0] for stride in strides)]
            pointers = [array.part(first * step, ()) for array, step in zip(pointers, steps, strict=True)]
        elements = {16: 16, 8: 8, 4: 8, 1: 4}[vector] * THREADS
        self.recorder.emit(kernel, params, pointers, (ceil_div(count, elements), 1, 1), (THREADS, 1, 1))

    def _vector(self, kind: str, arrays: Sequence[DeviceArray], dims: Extents, strides: Sequence[Sequence[int]]) -> int:
        """How many elements a thread moves at a time: 16 bytes of the widest type, 1 where that can't be."""
        width = max(array.dtype.itemsize for array in arrays)
        vector = {"float": {1: 16, 2: 8, 4: 4}, "int": {1: 16, 4: 4}, "long": {}}[kind].get(width, 1)
        if not self.recorder.aligned or any(array.offset % 16 for array in arrays):
            return 1
        if len(dims) > 1 and dims[-1] % vector:
            return 1
        for line in strides:
            if line[-1] not in (0, 1) or (line[-1] == 1 and any(stride % vector for stride in line[:-1])):
                return 1
        return vector if known_volume(dims) >= vector else 1


def _kind(*dtypes: np.dtype[Any]) -> str:
    if any(dtype.kind == "f" for dtype in dtypes):
        return "float"
    return "long" if any(dtype.itemsize == 8 for dtype in dtypes) else "int"


def _is_before_rounding(part: Part) -> bool:
    """Whether a step makes the same of a number and of the float16 next to it, rounded afterwards."""
    op, _, _, *bounds = part
    return op == "RELU" or (
        op == "CLIP" and all(abs(bound) < MOST_HALF and float(np.float16(bound)) == bound for bound in bounds)
    )


def _is_number(x: Operand) -> bool:
    return isinstance(x, np.ndarray) and x.size == 1


def _keep(dtype: np.dtype[Any]) -> Part:
    if dtype == np.float16:
        return ("KEEP_HALF", None, False, 0.0, 0.0)
    return ("KEEP", number_of(dtype), False, 0.0, 0.0)
