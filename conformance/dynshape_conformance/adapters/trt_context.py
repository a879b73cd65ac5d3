"""Execution contexts through TensorRT's API, by binding index or by tensor name."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..adapter import Array, Dims, Unsupported
from .trt_execution import execute_by_bindings, execute_by_names
from .trt_memory import Buffer
from .trt_module import RefusedCall, TrtModule, answering, dims_of, granted, value_of
from .trt_table import Table


class TrtContext:
    """An execution context; see `adapter.Context`."""

    def __init__(self, trt: TrtModule, engine: Any, handle: Any) -> None:
        self.trt = trt
        self.engine = engine
        self.host_values: dict[str, tuple[Buffer, str]] = {}
        """Shape values by input name, with their data type: the engine reads them where they lie."""
        self.host_outputs: dict[str, Buffer] = {}
        """Memory for shape outputs by name: every later `infer_shapes` writes there again."""
        self.table = Table(trt, engine)
        """The engine's tensors."""
        self._handle = handle

    @property
    def handle(self) -> Any:
        """The module's context."""
        if self._handle is None:
            raise RuntimeError("the context was released")
        return self._handle

    def _index(self, name: str) -> int:
        return self.table.index(name, int(self.trt.get(self.handle, "active_optimization_profile")))

    def _of_bindings(self, method: str, *args: Any) -> Any:
        self.trt.require_bindings(self.handle, method)
        return self.trt.call(self.handle, method, *args)

    def _of_names(self, method: str, *args: Any) -> Any:
        self.trt.require_names(self.handle, method)
        return self.trt.call(self.handle, method, *args)

    # Profile

    @answering
    def profile(self) -> int:
        """``active_optimization_profile``."""
        return int(self.trt.get(self.handle, "active_optimization_profile"))

    @answering
    def select_profile(self, index: int) -> bool:
        """``set_optimization_profile_async``, and wait for it."""
        memory = self.trt.device()
        result = self.trt.call(self.handle, "set_optimization_profile_async", index, memory.stream)
        memory.synchronize()
        return _granted(result)

    @answering
    def assign_profile(self, index: int) -> None:
        """``active_optimization_profile = index``."""
        self.trt.device()
        self.trt.set(self.handle, "active_optimization_profile", index)

    # By whichever family of calls the edition has

    @answering
    def set_dims(self, input: str, dims: Sequence[int]) -> bool:
        """Set the dimensions of an input."""
        if self.trt.by_bindings:
            return _granted(self._of_bindings("set_binding_shape", self._index(input), tuple(dims)))
        return _granted(self.trt.call(self.handle, "set_input_shape", input, tuple(dims)))

    @answering
    def dims(self, tensor: str) -> Dims:
        """The context's dimensions of an input or output."""
        if self.trt.by_bindings:
            return dims_of(self._of_bindings("get_binding_shape", self._index(tensor)))
        return dims_of(self.trt.call(self.handle, "get_tensor_shape", tensor))

    @answering
    def set_values(self, input: str, values: Sequence[int]) -> bool:
        """Set the values of an input shape tensor."""
        if self.trt.by_bindings:
            return _granted(self._of_bindings("set_shape_input", self._index(input), list(values)))
        return self.keep_values(input, values)

    @answering
    def values(self, tensor: str) -> tuple[int, ...]:
        """The values of an input or output shape tensor."""
        if self.trt.by_bindings:
            return _integers(self._of_bindings("get_shape", self._index(tensor)))
        if self.is_input(tensor):
            return self._values_at_address(tensor)
        return self._computed_values(tensor)

    # By binding index

    @answering
    def set_binding_dims(self, binding: int, dims: Sequence[int]) -> bool:
        """``set_binding_shape(binding, dims)``."""
        return _granted(self._of_bindings("set_binding_shape", binding, tuple(dims)))

    @answering
    def binding_dims(self, binding: int) -> Dims:
        """``get_binding_shape(binding)``."""
        return dims_of(self._of_bindings("get_binding_shape", binding))

    @answering
    def set_binding_values(self, binding: int, values: Sequence[int]) -> bool:
        """``set_shape_input(binding, values)``."""
        return _granted(self._of_bindings("set_shape_input", binding, list(values)))

    @answering
    def binding_strides(self, binding: int) -> Dims:
        """``get_strides(binding)``."""
        return dims_of(self._of_bindings("get_strides", binding))

    # By name

    @answering
    def set_tensor_dims(self, name: str, dims: Sequence[int]) -> bool:
        """``set_input_shape(name, dims)``."""
        return _granted(self._of_names("set_input_shape", name, tuple(dims)))

    @answering
    def tensor_dims(self, name: str) -> Dims:
        """``get_tensor_shape(name)``."""
        return dims_of(self._of_names("get_tensor_shape", name))

    @answering
    def missing_inputs(self) -> tuple[str, ...]:
        """``infer_shapes()``."""
        return tuple(str(name) for name in value_of(self._of_names("infer_shapes")))

    @answering
    def all_dims_specified(self) -> bool:
        """``all_binding_shapes_specified``."""
        return bool(self.trt.get(self.handle, "all_binding_shapes_specified"))

    @answering
    def all_values_specified(self) -> bool:
        """``all_shape_inputs_specified``."""
        return bool(self.trt.get(self.handle, "all_shape_inputs_specified"))

    # Execution

    @answering
    def infer(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        """Execute with these input arrays."""
        execute = execute_by_bindings if self.trt.by_bindings else execute_by_names
        return execute(self, inputs)

    @answering
    def infer_queued(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        """Execute with these input arrays by ``execute_async_v2``."""
        self.trt.require_bindings(self.handle, "execute_async_v2")
        return execute_by_bindings(self, inputs, queued=True)

    def release(self) -> None:
        """Drop the references to the context and to its engine."""
        self.trt.dropped(self._handle)
        self._handle = self.engine = None
        self.table = Table(self.trt, None)
        self.host_values.clear()
        self.host_outputs.clear()

    # Shape values by name: the engine is given an address and reads as many numbers as the tensor has

    def is_input(self, name: str) -> bool:
        """True if the tensor is an input; by name."""
        mode = value_of(self.trt.call(self.engine, "get_tensor_mode", name))
        return str(self.trt.read(mode)) == "INPUT"

    def is_host(self, name: str) -> bool:
        """True if the engine reads or writes the tensor in the host's memory; by name."""
        return str(self.trt.read(self.trt.call(self.engine, "get_tensor_location", name))) == "HOST"

    def dtype(self, name: str) -> str:
        """The data type of a tensor; by name."""
        return str(self.trt.read(self.trt.call(self.engine, "get_tensor_dtype", name)))

    def keep_values(self, name: str, values: Sequence[int]) -> bool:
        """Give the engine the address of these values."""
        dims = dims_of(self.trt.call(self.engine, "get_tensor_shape", name))
        count = math.prod(dims)
        if -1 not in dims and count != len(values):
            raise Unsupported(f"an address tells the engine no length: {name} has {count} values, not {len(values)}")
        dtype = self.dtype(name)
        try:
            array = np.array(values, dtype=np.dtype(dtype))
        except OverflowError:
            raise Unsupported(f"a value of {name} does not fit {dtype}") from None
        buffer = self.trt.host.place(array)
        granted(self.trt.call(self.handle, "set_tensor_address", name, buffer.address))
        self.host_values[name] = buffer, dtype
        return True

    def _values_at_address(self, name: str) -> tuple[int, ...]:
        address = int(self.trt.call(self.handle, "get_tensor_address", name))
        kept = self.host_values.get(name)
        if kept is None or kept[0].address != address:
            raise RefusedCall("None", f"{name} has no values")
        buffer, dtype = kept
        return _integers(self.trt.host.fetch(buffer, dtype, (buffer.nbytes // np.dtype(dtype).itemsize,)))

    def _computed_values(self, name: str) -> tuple[int, ...]:
        # infer_shapes writes the values of an output shape tensor to its address.
        dims, dtype = dims_of(self.trt.call(self.handle, "get_tensor_shape", name)), self.dtype(name)
        if -1 in dims:
            raise RefusedCall("None", f"{name} has dims {dims}")
        buffer = self.trt.host.poisoned(math.prod(dims) * np.dtype(dtype).itemsize)
        granted(self.trt.call(self.handle, "set_tensor_address", name, buffer.address))
        self.host_outputs[name] = buffer
        missing = value_of(self.trt.call(self.handle, "infer_shapes"))
        if len(missing) > 0:
            raise RefusedCall("None", f"{', '.join(missing)} not specified")
        return _integers(self.trt.host.fetch(buffer, dtype, dims))


def _granted(result: Any) -> bool:
    # As it is, so that a case sees a None where True is promised.
    return granted(result)  # type: ignore[no-any-return]


def _integers(values: Any) -> tuple[int, ...]:
    return tuple(int(value) for value in np.asarray(value_of(values)).ravel())
