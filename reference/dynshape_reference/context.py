"""The execution context: the calls of the API on top of `state.ContextState`."""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from .arguments import read_handle
from .closed import Closed
from .context_outputs import ContextOutputs
from .context_settings import ContextSettings
from .debug_tensors import NoDebugState
from .device_state import new_state
from .dims import Dims, read_dims
from .editioned import by_edition
from .editions import Edition
from .error_recorder import Recorded
from .errors import Journal, Refusal, ShapeError, refusal_returns
from .explain import ContextExplanation, explain_context
from .managed import Managed
from .profiler import LayerTimes
from .state import NO_PROFILE

if TYPE_CHECKING:
    from .engine import ICudaEngine
    from .output_allocator import IOutputAllocator
    from .tensors import ITensor


@by_edition
class IExecutionContext(Closed, Managed, Recorded, ContextSettings, ContextOutputs, NoDebugState):
    """One use of an engine. It keeps its profile until it is switched or no longer referred to (DS-CTX-006)."""

    completed_by = "edition"

    def __init__(self, engine: ICudaEngine) -> None:
        """Made by ``ICudaEngine.create_execution_context``."""
        self._engine = engine
        self.journal: Journal = engine.journal.child()
        self.state = new_state(engine.built, engine.resources)
        self.layer_times = LayerTimes()
        self.edition: Edition = engine.edition
        """The engine's edition."""

    @property
    def engine(self) -> ICudaEngine:
        """The engine that it uses."""
        return self._engine

    # The profile

    @property
    def active_optimization_profile(self) -> int:
        """The index of the profile, -1 for none (DS-CTX-014).

        Assigning is the deprecated way to select one (DS-CTX-011); it raises RuntimeError where
        that is refused, AttributeError from edition 10 on (DS-PY-012).
        """
        return self.state.profile

    @active_optimization_profile.setter
    def active_optimization_profile(self, value: int) -> None:
        if not self.edition.has_bindings:
            raise AttributeError("active_optimization_profile is read-only: use set_optimization_profile_async")
        self._select(value, "Error in set optimization profile.")

    def set_optimization_profile_async(self, profile_index: int, stream_handle: int) -> bool:
        """Select a profile (DS-CTX-003). What was set under the former one is void (DS-CTX-017).

        Returns True, or raises RuntimeError with an ERROR record for an index out of range
        (DS-CTX-013) or held by another context (DS-CTX-002); the former selection then stays
        (DS-OPEN-004). On the CPU the stream does not matter.
        """
        read_handle(stream_handle)
        self._select(profile_index, "Error in set optimization profile async.")
        return True

    def _select(self, profile: int, message: str) -> None:
        former = self.state.profile
        try:
            self.adopt_profile(operator.index(profile))
        except Refusal as refusal:
            self.journal.error(refusal, "IExecutionContext.set_optimization_profile_async: ")
            raise RuntimeError(f"{message} ({refusal})") from None
        if former not in (NO_PROFILE, profile):
            text = (
                f"Current optimization profile is: {former}. Please ensure there are no enqueued operations "
                "pending in this context prior to switching profiles"
            )
            self.journal.warn("DS-CTX-009", text, value=former)

    def adopt_profile(self, profile: int) -> None:
        """Take a profile that is free, and start afresh under it."""
        self.engine.owners.claim(self, self.state.profile, profile)
        self.state.start_under(profile)

    # By binding index (8.x)

    @refusal_returns(lambda: False)
    def set_binding_shape(self, binding: int, shape: Any) -> bool:
        """Set the dims of an input binding of the selected profile (DS-DIM-003).

        True says only that this input fits the profile (DS-DIM-007). False with an ERROR record, and
        nothing changed (DS-OPEN-001), for dims out of range or of the wrong rank, for an output, and
        for a binding of another profile (DS-DIM-012 to DS-DIM-016).
        """
        dims = read_dims(shape)
        profile = self.state.selected("DS-DIM-002")
        call = "IExecutionContext::setBindingDimensions"
        self.state.set_dims(self.engine.bindings.in_row(operator.index(binding), profile, call), dims)
        return True

    @refusal_returns(Dims.invalid)
    def get_binding_shape(self, binding: int) -> Dims:
        """The dims of a binding: set for an input, worked out for an output (DS-DIM-005, DS-DIM-008).

        -1 stands for what is not given yet (DS-DIM-019). Invalid Dims with an ERROR record if the
        inputs are inconsistent (DS-DIM-009), the index is wrong or no profile is selected
        (DS-DIM-020). An index of the first profile is corrected with a WARNING (DS-BIND-015).
        """
        profile = self.state.selected("DS-DIM-020")
        table = self.engine.bindings
        table.check(binding, "DS-DIM-020")
        tensor = table.correct(binding, profile, self.journal, "IExecutionContext::getBindingDimensions")
        if not tensor.is_network_input and self.state.missing():
            names = ", ".join(missing.name for missing in self.state.missing())
            text = f"the dims of output {tensor.name} are asked before those of all inputs are given: {names}"
            condition = "allInputDimensionsSpecified(routine)"
            refusal = Refusal("DS-DIM-021", text, tensor=tensor.name, condition=condition)
            self.journal.error(refusal, "IExecutionContext.get_binding_shape: ")
        return Dims(self.state.dims_of(tensor))

    @refusal_returns(lambda: False)
    def set_shape_input(self, binding: int, shape: Sequence[int]) -> bool:
        """Set the values of an input shape binding (DS-SIO-007); False with an ERROR record if they do not fit."""
        profile = self.state.selected("DS-SIO-024")
        call = "IExecutionContext::setInputShapeBinding"
        self.state.set_values(self.engine.bindings.in_row(operator.index(binding), profile, call), shape)
        return True

    def get_shape(self, binding: int) -> list[int]:
        """The values of a shape binding (DS-SIO-027); RuntimeError with an ERROR record if they are not known."""
        try:
            profile = self.state.selected("DS-SIO-027")
            call = "IExecutionContext::getShapeBinding"
            return self.state.values_of(self.engine.bindings.correct(binding, profile, self.journal, call))
        except Refusal as refusal:
            self.journal.error(refusal, "IExecutionContext.get_shape: ")
            raise RuntimeError(f"Error in get shape bindings. ({refusal})") from None

    @refusal_returns(Dims.invalid)
    def get_strides(self, binding: int) -> Dims:
        """Elements from one index to the next on each axis; invalid while an extent is not known (DS-DIM-026)."""
        profile = self.state.selected("DS-DIM-026")
        table = self.engine.bindings
        table.check(binding, "DS-DIM-026")
        return self.state.strides_of(table.correct(binding, profile, self.journal, "IExecutionContext::getStrides"))

    # By tensor name (8.5 and later)

    @refusal_returns(lambda: False)
    def set_input_shape(self, name: str, shape: Any) -> bool:
        """Set the dims of an input; the profile is the context's (DS-BIND-023). See `set_binding_shape`."""
        dims = read_dims(shape)
        self.state.set_dims(self.engine.built.tensor(name), dims, by_name=True)
        return True

    @refusal_returns(Dims.invalid)
    def get_tensor_shape(self, name: str) -> Dims:
        """The dims of an input or output, -1 for what is not known yet; invalid if the inputs are inconsistent."""
        return Dims(self.state.dims_of(self.engine.built.tensor(name)))

    @refusal_returns(Dims.invalid)
    def get_tensor_strides(self, name: str) -> Dims:
        """See `get_strides`."""
        return self.state.strides_of(self.engine.built.tensor(name))

    def infer_shapes(self) -> list[str]:
        """Run phase 1; names of the inputs that still lack dims or values (DS-DIM-029).

        Output shape tensors whose memory was given are written.
        Raises RuntimeError with an ERROR record if the inputs are inconsistent.
        """
        try:
            self.state.selected("DS-DIM-020")
            lacking = [tensor.name for tensor in self.state.missing()]
            if not lacking:
                self.state.check_all()
                self.state.write_shape_outputs(self.state.addresses, self.state.shapes())
            return lacking
        except Refusal as refusal:
            error = refusal.at_run_time() if isinstance(refusal, ShapeError) else refusal
            self.journal.error(error, "IExecutionContext.infer_shapes: ")
            raise RuntimeError(f"infer_shapes error code: -1 ({refusal})") from None

    @refusal_returns(lambda: False)
    def set_tensor_address(self, name: str, memory: Any) -> bool:
        """Give the memory of an input or output: an address, or an array in its place (see `memory.as_memory`).

        False with an ERROR record for an unknown name, and for memory that is not the host's. The
        memory has to live until it is used; an array is kept alive.
        """
        tensor = self.engine.built.tensor(name)
        self.state.addresses[tensor] = self.state.as_memory(memory, tensor)
        return True

    @refusal_returns(lambda: 0)
    def get_tensor_address(self, name: str) -> int:
        """The address given, 0 for none."""
        memory = self.state.addresses.get(self.engine.built.tensor(name), 0)
        return int(memory.ctypes.data) if isinstance(memory, np.ndarray) else int(memory or 0)

    @property
    def all_binding_shapes_specified(self) -> bool:
        """True once every input with run-time dims has been given dims (DS-DIM-017, DS-DIM-018)."""
        return not self.state.missing_dims()

    @property
    def all_shape_inputs_specified(self) -> bool:
        """True once every input shape tensor has been given values (DS-SIO-004, DS-SIO-028)."""
        return not self.state.missing_values()

    def explain(self) -> ContextExplanation:
        """The profile, what was given, what is missing, what fails and which profiles fit (not in TensorRT)."""
        return explain_context(self.state)

    # Phase 2

    def execute_v2(self, bindings: Sequence[Any]) -> bool:
        """Execute; ``bindings`` are addresses, or arrays in their place, in the order of the binding indices.

        Only the entries of the selected profile's row are read (DS-CTX-020). False with an ERROR
        record if there is no profile (DS-CTX-005), dims or values are missing (DS-CTX-019,
        DS-SIO-004), the inputs are inconsistent, or an address is null (DS-EST-019). From edition 10
        on there is one row.
        """
        done = self._execute(bindings, reports=True)
        if done:
            self.state.device.synchronize()
        return done

    def execute_async_v2(self, bindings: Sequence[Any], stream_handle: int, input_consumed: Any = None) -> bool:
        """See `execute_v2`. On the CPU the work is done when the call returns; on a GPU it is queued on the stream."""
        stream = read_handle(stream_handle)
        done = self._execute(bindings, reports=self.enqueue_emits_profile, stream=stream)
        if done and input_consumed is not None:
            self.state.signal(read_handle(input_consumed), stream)
        return done

    @refusal_returns(lambda: False)
    def _execute(self, bindings: Sequence[Any], reports: bool, stream: int = 0) -> bool:
        if isinstance(bindings, (str, bytes)):
            raise TypeError(f"bindings are a sequence of addresses, not {type(bindings).__name__}")
        profile = self.state.selected("DS-CTX-005")
        columns = len(self.engine.built.tensors)
        first = profile * columns if self.edition.has_bindings else 0
        if len(bindings) < first + columns:
            text = f"{len(bindings)} bindings where profile {profile} reads entries {first}..{first + columns - 1}"
            raise Refusal("DS-CTX-020", text, value=len(bindings), permitted=f">= {first + columns}")
        row = zip(self.engine.built.tensors, bindings[first : first + columns], strict=True)
        self._run({tensor: self.state.as_memory(buffer, tensor) for tensor, buffer in row}, reports, stream=stream)
        return True

    @refusal_returns(lambda: False)
    def execute_async_v3(self, stream_handle: int) -> bool:
        """Execute on the memory given by `set_tensor_address`; see `execute_v2`."""
        stream = read_handle(stream_handle)
        self.state.selected("DS-CTX-005")
        self._run(self.state.addresses, self.enqueue_emits_profile, self.state.allocators, stream)
        if self._input_consumed_event:
            self.state.signal(self._input_consumed_event, stream)
        return True

    def _run(
        self,
        buffers: Mapping[ITensor, Any],
        reports: bool,
        allocators: Mapping[ITensor, IOutputAllocator] | None = None,
        stream: int = 0,
    ) -> None:
        if self.profiler is None:
            if self.layer_times:
                self.layer_times = LayerTimes()
            self.state.run(buffers, None, allocators, stream)
            return
        self.layer_times = LayerTimes()
        self.state.run(buffers, self.layer_times.add, allocators, stream)
        if reports:
            self.layer_times.report(self.profiler)
