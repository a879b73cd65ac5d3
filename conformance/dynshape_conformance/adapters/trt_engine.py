"""Engines through TensorRT's API: binding table and tensors by name."""

from __future__ import annotations

from typing import Any

from ..adapter import Context, Dims, Engine, Unsupported
from .trt_context import TrtContext
from .trt_module import RefusedCall, TrtModule, answering, dims_of, index_of, ranges_of, value_of
from .trt_table import Table


class TrtEngine:
    """A built engine; see `adapter.Engine`."""

    def __init__(self, trt: TrtModule, handle: Any, plan: bytes) -> None:
        """``handle`` None: the plan could be built, but there is no device to load it on."""
        self.trt = trt
        self._handle = handle
        self._plan = plan
        self._released = False
        self._known_table: Table | None = None

    @property
    def _engine(self) -> Any:
        if self._released:
            raise RuntimeError("the engine was released")
        if self._handle is None:
            raise Unsupported("no device")
        return self._handle

    @property
    def _table(self) -> Table:
        engine = self._engine
        if self._known_table is None:
            self._known_table = Table(self.trt, engine)
        return self._known_table

    def _of_bindings(self, method: str, *args: Any) -> Any:
        engine = self._engine
        self.trt.require_bindings(engine, method)
        return self.trt.call(engine, method, *args)

    @answering
    def num_profiles(self) -> int:
        """``num_optimization_profiles``."""
        return int(self.trt.get(self._engine, "num_optimization_profiles"))

    @answering
    def has_implicit_batch_dimension(self) -> bool:
        """The property of the engine."""
        return bool(self.trt.get(self._engine, "has_implicit_batch_dimension"))

    # Bindings

    @answering
    def num_bindings(self) -> int:
        """``num_bindings``."""
        self.trt.require_bindings(self._engine, "num_bindings")
        return int(self.trt.get(self._engine, "num_bindings"))

    @answering
    def binding_name(self, index: int) -> str:
        """``get_binding_name``."""
        return str(value_of(self._of_bindings("get_binding_name", index)))

    @answering
    def binding_index(self, name: str) -> int:
        """``get_binding_index``."""
        return index_of(self._of_bindings("get_binding_index", name))

    @answering
    def lookup(self, key: int | str) -> int | str:
        """``engine[key]``."""
        found = value_of(self._of_bindings("__getitem__", key))
        return index_of(found) if isinstance(key, str) else str(found)

    @answering
    def binding_is_input(self, binding: int | str) -> bool:
        """``binding_is_input``."""
        return bool(self._of_bindings("binding_is_input", binding))

    @answering
    def binding_dtype(self, binding: int | str) -> str:
        """``get_binding_dtype``."""
        return str(self.trt.read(value_of(self._of_bindings("get_binding_dtype", binding))))

    @answering
    def binding_dims(self, binding: int | str) -> Dims:
        """``get_binding_shape``."""
        return dims_of(self._of_bindings("get_binding_shape", binding))

    @answering
    def is_shape_binding(self, index: int) -> bool:
        """``is_shape_binding``."""
        return bool(self._of_bindings("is_shape_binding", index))

    @answering
    def is_execution_binding(self, index: int) -> bool:
        """``is_execution_binding``."""
        return bool(self._of_bindings("is_execution_binding", index))

    @answering
    def profile_dims(self, profile: int, binding: int | str) -> tuple[Dims, ...]:
        """``get_profile_shape(profile, binding)``."""
        return ranges_of(self._of_bindings("get_profile_shape", profile, binding))

    @answering
    def profile_values(self, profile: int, binding: int | str) -> tuple[Dims, ...]:
        """``get_profile_shape_input(profile, binding)``; without bindings, ``get_tensor_profile_values`` by name."""
        engine = self._engine
        if self.trt.by_bindings or not isinstance(binding, str):
            return ranges_of(self._of_bindings("get_profile_shape_input", profile, binding))
        try:
            return ranges_of(self.trt.call(engine, "get_tensor_profile_values", binding, profile))
        except RefusedCall as refused:
            if refused.refusal.channel != "TypeError":
                raise
        # TensorRT 10 takes the profile first, although it names that parameter ``name``.
        return ranges_of(self.trt.call(engine, "get_tensor_profile_values", profile, binding))

    # Tensors by name

    @answering
    def tensors(self) -> tuple[str, ...]:
        """The names of all inputs and outputs."""
        return self._table.names()

    @answering
    def tensor_dims(self, name: str) -> Dims:
        """``get_tensor_shape(name)``."""
        self.trt.require_names(self._engine, "get_tensor_shape")
        return dims_of(self.trt.call(self._engine, "get_tensor_shape", name))

    @answering
    def dims(self, name: str, profile: int = 0) -> Dims:
        """The engine's dims of a tensor, by whichever family of calls the edition has."""
        if self.trt.by_bindings:
            return dims_of(self._of_bindings("get_binding_shape", self._table.index(name, profile)))
        return dims_of(self.trt.call(self._engine, "get_tensor_shape", name))

    @answering
    def tensor_profile_dims(self, name: str, profile: int) -> tuple[Dims, ...]:
        """(min, opt, max) of an input, by whichever family of calls the edition has."""
        if self.trt.by_bindings:
            # The index in the profile's own row: another one would be corrected, with a warning.
            return ranges_of(self._of_bindings("get_profile_shape", profile, self._table.index(name, profile)))
        return ranges_of(self.trt.call(self._engine, "get_tensor_profile_shape", name, profile))

    # Plan and contexts

    @answering
    def serialize(self) -> bytes:
        """The plan."""
        if self._handle is None and not self._released:
            return self._plan
        return bytes(value_of(self.trt.call(self._engine, "serialize")))

    @answering
    def reload(self, plan: bytes) -> Engine:
        """Deserialize ``plan`` with the same runtime."""
        return TrtEngine(self.trt, self.trt.load(plan), plan)

    @answering
    def create_context(self) -> Context:
        """``create_execution_context``."""
        engine = self._engine
        return TrtContext(self.trt, engine, value_of(self.trt.call(engine, "create_execution_context")))

    def release(self) -> None:
        """Drop the reference to the engine."""
        self.trt.dropped(self._handle)
        self._released, self._handle, self._known_table = True, None, None
