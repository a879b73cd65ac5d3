"""Execution through TensorRT's API: buffers for inputs and outputs, ``execute_v2`` or ``execute_async_v3``."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from ..adapter import Array, Dims, Unsupported
from .trt_memory import Buffer, Memory
from .trt_module import RefusedCall, dims_of, granted, value_of

if TYPE_CHECKING:
    from .trt_context import TrtContext

UNKNOWN: Dims = (-1,)
_TOKEN = 4096
"""Bytes for an output of which nothing is known: the engine is expected to refuse, and gets room if it doesn't."""


def execute_by_bindings(context: TrtContext, inputs: Mapping[str, Array], queued: bool = False) -> dict[str, Array]:
    """Execute with a list of addresses, one a binding; rows of other profiles stay null.

    ``queued``: by ``execute_async_v2`` instead of ``execute_v2``.
    """
    trt, engine, handle, table = context.trt, context.engine, context.handle, context.table
    memory = trt.device()
    profile = int(trt.get(handle, "active_optimization_profile"))
    addresses = [0] * int(trt.get(engine, "num_bindings"))
    buffers: list[Buffer] = []
    outputs: dict[str, tuple[int, Dims, str, Buffer | None]] = {}
    premature = profile >= 0 and not trt.get(handle, "all_shape_inputs_specified")
    names = table.names()
    _refuse_strangers(inputs, names)
    for name in names:
        index = table.index(name, profile)
        # Without a profile there are no dims to ask for.
        answer = trt.call(handle, "get_binding_shape", index) if profile >= 0 else None
        dtype = str(trt.read(trt.call(engine, "get_binding_dtype", index)))
        is_input = trt.call(engine, "binding_is_input", index)
        told = None if answer is None else dims_of(answer) if is_input else _told(answer)
        premature |= told is None
        dims = UNKNOWN if told is None else told
        if is_input:
            premature |= -1 in dims
            if name not in inputs:
                continue
            buffer = memory.place(_checked(name, inputs[name], dtype, dims))
        elif trt.call(engine, "is_execution_binding", index):
            buffer = memory.poisoned(_room(context, name, dtype, dims, premature))
            outputs[name] = index, dims, dtype, buffer
        else:
            # An output that only the shape program computes needs no memory; its values are asked for.
            outputs[name] = index, dims, dtype, None
            continue
        buffers.append(buffer)
        addresses[index] = buffer.address
    if queued:
        value_of(granted(trt.call(handle, "execute_async_v2", addresses, memory.stream)))
    else:
        value_of(granted(trt.call(handle, "execute_v2", addresses)))
    memory.synchronize()
    if premature:
        return {}  # Accepted, although inputs were not set or do not fit: what was computed is no result.
    results = {}
    for name, (index, dims, dtype, buffer_or_none) in outputs.items():
        _complete(name, dims)
        if buffer_or_none is None:
            values = trt.call(handle, "get_shape", index)
            results[name] = np.array(values, dtype=np.dtype(dtype)).reshape(dims)
        else:
            results[name] = memory.fetch(buffer_or_none, dtype, dims)
    return results


def execute_by_names(context: TrtContext, inputs: Mapping[str, Array]) -> dict[str, Array]:
    """Execute with an address for each name."""
    trt, handle = context.trt, context.handle
    device = trt.device()
    names = context.table.names()
    _refuse_strangers(inputs, names)
    buffers: list[Buffer] = []
    outputs: dict[str, tuple[Memory, Dims, str, Buffer]] = {}
    premature = False
    for name in names:
        host = context.is_host(name)
        if context.is_input(name):
            if name in inputs and host:
                context.keep_values(name, [int(value) for value in inputs[name].ravel()])
                continue
            if name not in inputs:
                if name not in context.host_values:
                    # An address of an earlier execution would otherwise still count.
                    trt.call(handle, "set_tensor_address", name, 0)
                    premature |= host
                continue
            dims = dims_of(trt.call(handle, "get_tensor_shape", name))
            premature |= -1 in dims
            buffer = device.place(_checked(name, inputs[name], context.dtype(name), dims))
        else:
            told, dtype = _told(trt.call(handle, "get_tensor_shape", name)), context.dtype(name)
            premature |= told is None
            dims = UNKNOWN if told is None else told
            memory = trt.host if host else device
            buffer = memory.poisoned(_room(context, name, dtype, dims, premature))
            outputs[name] = memory, dims, dtype, buffer
            if host:
                context.host_outputs[name] = buffer
        buffers.append(buffer)
        granted(trt.call(handle, "set_tensor_address", name, buffer.address))
    value_of(granted(trt.call(handle, "execute_async_v3", device.stream)))
    device.synchronize()
    if premature:
        return {}  # Accepted, although inputs were not set or do not fit: what was computed is no result.
    results = {}
    for name, (memory, dims, dtype, buffer) in outputs.items():
        _complete(name, dims)
        results[name] = memory.fetch(buffer, dtype, dims)
    return results


def _told(result: Any) -> Dims | None:
    """The dims; None where the engine tells none, as for inputs that do not fit: the execution is its own to refuse."""
    try:
        return dims_of(result)
    except RefusedCall:
        return None


def _refuse_strangers(inputs: Mapping[str, Array], names: tuple[str, ...]) -> None:
    strangers = sorted(set(inputs) - set(names))
    if strangers:
        raise ValueError(f"the engine has no input {', '.join(strangers)}")


def _checked(name: str, array: Array, dtype: str, dims: Dims) -> Array:
    # The engine reads by its own dims: another size would be read beyond its end.
    if array.dtype != np.dtype(dtype):
        raise ValueError(f"input {name} is {dtype}, not {array.dtype}")
    if -1 not in dims and array.shape != dims:
        raise ValueError(f"input {name} has dims {dims}, the array {array.shape}")
    return array


def _room(context: TrtContext, name: str, dtype: str, dims: Dims, premature: bool) -> int:
    """Bytes for an output. Where its dims depend on data, the most that it can have: nothing checks an address."""
    if -1 not in dims:
        return math.prod(dims) * np.dtype(dtype).itemsize
    if premature or not context.trt.has(context.handle, "get_max_output_size"):
        return _TOKEN
    return max(int(value_of(context.trt.call(context.handle, "get_max_output_size", name))), _TOKEN)


def _complete(name: str, dims: Dims) -> None:
    if -1 in dims:
        raise Unsupported(f"the dims of output {name} are known after execution only")
