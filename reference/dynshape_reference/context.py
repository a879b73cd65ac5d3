"""The execution context: a profile, the dims and values set under it, and what follows from them.

Phase 1 runs on demand (DS-EST-002): the dims of all tensors are worked out when they are asked for,
kept, and forgotten when an input changes (DS-DIM-023).
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from .dims import UNKNOWN, Dims, Extents, is_known, read_dims, show
from .dtypes import Array
from .errors import ErrorCodeTRT, Journal, Refusal, ShapeError, refusal_returns
from .executor import execute
from .kernels.numpy_device import NumpyDevice
from .managed import Managed
from .memory import is_null, view_buffer
from .shapes import Partial, Shapes
from .tensors import ITensor
from .validation import check_dimension_names

if TYPE_CHECKING:
    from .engine import ICudaEngine

NO_PROFILE = -1


class IExecutionContext(Managed):
    """One use of an engine. It keeps its profile until it is switched or no longer referred to (DS-CTX-006)."""

    def __init__(self, engine: ICudaEngine) -> None:
        """Made by ``ICudaEngine.create_execution_context``."""
        self.engine = engine
        self.journal: Journal = engine.journal
        self.name = ""
        self.device = NumpyDevice()
        self._profile = NO_PROFILE
        self._dims: dict[ITensor, Extents] = {}
        self._values: dict[ITensor, Array] = {}
        self._addresses: dict[ITensor, Any] = {}
        self._known: Shapes | None = None

    # The profile

    @property
    def active_optimization_profile(self) -> int:
        """The index of the profile, -1 for none (DS-CTX-014).

        Assigning is the deprecated way to select one (DS-CTX-011); it raises RuntimeError where
        that is refused, AttributeError from edition 10 on (DS-PY-012).
        """
        return self._profile

    @active_optimization_profile.setter
    def active_optimization_profile(self, value: int) -> None:
        if not self.engine.graph.edition.has_bindings:
            raise AttributeError("active_optimization_profile is read-only: use set_optimization_profile_async")
        self._select(value, "Error in set optimization profile.")

    def set_optimization_profile_async(self, profile_index: int, stream_handle: int) -> bool:
        """Select a profile (DS-CTX-003). What was set under the former one is void (DS-CTX-017).

        Returns True, or raises RuntimeError with an ERROR record for an index out of range
        (DS-CTX-013) or held by another context (DS-CTX-002); the former selection then stays
        (DS-OPEN-004). On the CPU the stream does not matter.
        """
        operator.index(stream_handle)
        self._select(profile_index, "Error in set optimization profile async.")
        return True

    def _select(self, profile: int, message: str) -> None:
        former = self._profile
        try:
            self.engine.claim(self, former, operator.index(profile))
        except Refusal as refusal:
            self.journal.error(refusal, "IExecutionContext.set_optimization_profile_async: ")
            raise RuntimeError(f"{message} ({refusal})") from None
        if former not in (NO_PROFILE, profile):
            text = (
                f"Current optimization profile is: {former}. Please ensure there are no enqueued operations "
                "pending in this context prior to switching profiles"
            )
            self.journal.warn("DS-CTX-009", text, value=former)
        self.adopt_profile(profile, claimed=True)

    def adopt_profile(self, profile: int, claimed: bool = False) -> None:
        """Take a profile that nobody else holds, and start afresh under it."""
        if not claimed:
            self.engine.claim(self, self._profile, profile)
        self._profile = profile
        self._dims.clear()
        self._values.clear()
        self._known = None

    def _selected(self, clause: str) -> int:
        if self._profile == NO_PROFILE:
            text = f"no optimization profile is selected; the engine has {self.engine.num_optimization_profiles}"
            raise Refusal(clause, text, code=ErrorCodeTRT.INVALID_STATE, value=NO_PROFILE)
        return self._profile

    # Dims and values of inputs

    def _set_dims(self, tensor: ITensor, dims: Extents) -> None:
        profile = self._selected("DS-DIM-002")
        if not tensor.is_network_input:
            raise Refusal("DS-DIM-015", f"{tensor.name} is an output: its dims follow from the inputs", tensor=tensor.name)
        declared = tensor.declared_dims
        if len(dims) != len(declared):
            text = f"{tensor.name}: {show(dims)} has {len(dims)} dimensions, the engine's {show(declared)} {len(declared)}"
            raise Refusal("DS-DIM-013", text, tensor=tensor.name, value=len(dims), permitted=len(declared))
        for axis, (extent, fixed) in enumerate(zip(dims, declared, strict=True)):
            if fixed != UNKNOWN:
                if extent != fixed:
                    text = f"{tensor.name}, axis {axis}: {extent} in {show(dims)}, but this extent is fixed at {fixed}"
                    raise Refusal("DS-DIM-012", text, tensor=tensor.name, axis=axis, value=extent, permitted=fixed)
                continue
            low, high = self.engine.profiles[profile].range_of(tensor.name, axis)
            if not low <= extent <= high:
                clause = "DS-DIM-012" if extent < 0 else "DS-DIM-014"
                text = (
                    f"{tensor.name}, axis {axis}: {extent} in {show(dims)} is not within {low}..{high}, the range of "
                    f"profile {profile}; {self._say_what_fits(tensor, dims)}"
                )
                raise Refusal(clause, text, tensor=tensor.name, axis=axis, value=extent, permitted=(low, high))
        if self._dims.get(tensor) != dims:
            self._dims[tensor] = dims
            self._known = None

    def _say_what_fits(self, tensor: ITensor, dims: Extents) -> str:
        fitting = []
        for index, ranges in enumerate(self.engine.profiles):
            bounds = [ranges.range_of(tensor.name, axis) for axis in range(len(dims))]
            if all(low <= extent <= high for extent, (low, high) in zip(dims, bounds, strict=True)):
                fitting.append(str(index))
        return f"it fits profile {', '.join(fitting)}" if fitting else "it fits no profile"

    def _set_values(self, tensor: ITensor, values: Sequence[int]) -> None:
        profile = self._selected("DS-SIO-024")
        if not (tensor.is_network_input and tensor.is_shape_tensor):
            raise Refusal("DS-SIO-018", f"{tensor.name} is no input shape tensor", tensor=tensor.name)
        numbers = [operator.index(value) for value in values]
        low, _, high = (entry or () for entry in self.engine.profiles[profile].values[tensor.name])
        if len(numbers) != len(low):
            text = f"{tensor.name}: {len(numbers)} values for a shape tensor of {len(low)} elements"
            raise Refusal("DS-SIO-026", text, tensor=tensor.name, value=len(numbers), permitted=len(low))
        for index, (value, least, greatest) in enumerate(zip(numbers, low, high, strict=True)):
            if not least <= value <= greatest:
                text = f"{tensor.name}, element {index}: {value} is not within {least}..{greatest}, as profile {profile} has it"
                permitted = (least, greatest)
                raise Refusal("DS-SIO-025", text, tensor=tensor.name, axis=index, value=value, permitted=permitted)
        self._values[tensor] = np.array(numbers, np.int64).reshape(tensor.declared_dims)
        self._known = None

    def missing(self) -> list[ITensor]:
        """Inputs whose dims or values are still to be given (DS-DIM-017, DS-DIM-029)."""
        self._read_addressed_values()
        return [*self._missing_dims(), *self._missing_values()]

    def _missing_dims(self) -> list[ITensor]:
        return [tensor for tensor in self.engine.graph.inputs if tensor.is_dynamic and tensor not in self._dims]

    def _missing_values(self) -> list[ITensor]:
        return [tensor for tensor in self.engine.graph.shape_inputs() if tensor not in self._values]

    def _read_addressed_values(self) -> None:
        # By name a shape tensor is given as an address of host memory, read when it is needed (DS-SIO-025).
        for tensor in self.engine.graph.shape_inputs():
            address = self._addresses.get(tensor)
            if not is_null(address) and self._profile != NO_PROFILE:
                read = view_buffer(address, tensor.declared_dims, tensor.dtype, tensor.name)
                if tensor not in self._values or not np.array_equal(self._values[tensor], read):
                    self._set_values(tensor, [int(value) for value in read.flat])

    # Phase 1

    def shapes(self) -> Shapes:
        """All dims and shape values under the profile, as far as the inputs are given."""
        self._read_addressed_values()
        if self._known is None:
            engine, profile = self.engine, self._profile
            dims = {t.name: self._dims.get(t, engine.dims_in(profile, t)) for t in engine.graph.inputs}
            values = {tensor.name: Partial.of(array) for tensor, array in self._values.items()}
            self._known = Shapes(engine.graph, dims, values)
        return self._known

    def _dims_of(self, tensor: ITensor) -> Extents:
        """The dims as they stand; all layers must agree with the inputs once these are complete (DS-DIM-008)."""
        self._selected("DS-DIM-020")
        if tensor.is_network_input:
            return self.shapes().dims(tensor)
        try:
            if not self.missing():
                self._check_all()
            return self.shapes().dims(tensor)
        except ShapeError as error:
            raise error.at_run_time() from None

    def _check_all(self) -> None:
        shapes = self.shapes()
        for layer in self.engine.order:
            for tensor in layer.outputs:
                shapes.dims(tensor)
                if tensor.is_shape_tensor:
                    shapes.value(tensor)
        check_dimension_names(self.engine.graph, shapes)

    # By binding index (8.x)

    @refusal_returns(lambda: False)
    def set_binding_shape(self, binding: int, shape: Any) -> bool:
        """Set the dims of an input binding of the selected profile (DS-DIM-003).

        True says only that this input fits the profile (DS-DIM-007). False with an ERROR record, and
        nothing changed (DS-OPEN-001), for dims out of range or of the wrong rank, for an output, and
        for a binding of another profile (DS-DIM-012 to DS-DIM-016).
        """
        dims = read_dims(shape)
        profile = self._selected("DS-DIM-002")
        call = "IExecutionContext::setBindingDimensions"
        self._set_dims(self.engine.bindings.in_row(operator.index(binding), profile, call), dims)
        return True

    @refusal_returns(Dims.invalid)
    def get_binding_shape(self, binding: int) -> Dims:
        """The dims of a binding: set for an input, worked out for an output (DS-DIM-005, DS-DIM-008).

        -1 stands for what is not given yet (DS-DIM-019). Invalid Dims with an ERROR record if the
        inputs are inconsistent (DS-DIM-009), the index is wrong or no profile is selected
        (DS-DIM-020). An index of the first profile is corrected with a WARNING (DS-BIND-015).
        """
        profile = self._selected("DS-DIM-020")
        table = self.engine.bindings
        table.check(binding, "DS-DIM-020")
        tensor = table.correct(binding, profile, self.journal, "IExecutionContext::getBindingDimensions")
        if not tensor.is_network_input and self.missing():
            names = ", ".join(missing.name for missing in self.missing())
            text = f"the dims of output {tensor.name} are asked before those of all inputs are given: {names}"
            self.journal.error(Refusal("DS-DIM-021", text, code=ErrorCodeTRT.INVALID_STATE, tensor=tensor.name))
        return Dims(self._dims_of(tensor))

    @refusal_returns(lambda: False)
    def set_shape_input(self, binding: int, shape: Sequence[int]) -> bool:
        """Set the values of an input shape binding (DS-SIO-007); False with an ERROR record if they do not fit."""
        profile = self._selected("DS-SIO-024")
        call = "IExecutionContext::setInputShapeBinding"
        self._set_values(self.engine.bindings.in_row(operator.index(binding), profile, call), shape)
        return True

    def get_shape(self, binding: int) -> list[int]:
        """The values of a shape binding (DS-SIO-027); RuntimeError with an ERROR record if they are not known."""
        try:
            profile = self._selected("DS-SIO-027")
            call = "IExecutionContext::getShapeBinding"
            return self._shape_values(self.engine.bindings.correct(binding, profile, self.journal, call))
        except Refusal as refusal:
            self.journal.error(refusal, "IExecutionContext.get_shape: ")
            raise RuntimeError(f"Error in get shape bindings. ({refusal})") from None

    def _shape_values(self, tensor: ITensor) -> list[int]:
        if not tensor.is_shape_tensor:
            raise Refusal("DS-SIO-027", f"{tensor.name} is no shape tensor", tensor=tensor.name)
        if self.missing():
            names = ", ".join(missing.name for missing in self.missing())
            raise Refusal("DS-SIO-027", f"{tensor.name}: dims or values of {names} are not given", tensor=tensor.name)
        value = self.shapes().value(tensor)
        assert value is not None and value.complete
        return [int(element) for element in value.data.flat]

    @refusal_returns(Dims.invalid)
    def get_strides(self, binding: int) -> Dims:
        """Elements from one index to the next on each axis; invalid while an extent is not known (DS-DIM-026)."""
        profile = self._selected("DS-DIM-026")
        table = self.engine.bindings
        table.check(binding, "DS-DIM-026")
        return self._strides(table.correct(binding, profile, self.journal, "IExecutionContext::getStrides"))

    def _strides(self, tensor: ITensor) -> Dims:
        dims = self._dims_of(tensor)
        if not is_known(dims):
            text = f"{tensor.name}: strides are asked while its dims are {show(dims)}"
            raise Refusal("DS-DIM-026", text, code=ErrorCodeTRT.INVALID_STATE, tensor=tensor.name, value=dims)
        strides = [1] * len(dims)
        for axis in range(len(dims) - 2, -1, -1):
            strides[axis] = strides[axis + 1] * max(dims[axis + 1], 1)
        return Dims(strides)

    # By tensor name (8.5 and later)

    @refusal_returns(lambda: False)
    def set_input_shape(self, name: str, shape: Any) -> bool:
        """Set the dims of an input; the profile is the context's (DS-BIND-023). See `set_binding_shape`."""
        dims = read_dims(shape)
        self._set_dims(self.engine.tensor(name), dims)
        return True

    @refusal_returns(Dims.invalid)
    def get_tensor_shape(self, name: str) -> Dims:
        """The dims of an input or output, -1 for what is not known yet; invalid if the inputs are inconsistent."""
        return Dims(self._dims_of(self.engine.tensor(name)))

    @refusal_returns(Dims.invalid)
    def get_tensor_strides(self, name: str) -> Dims:
        """See `get_strides`."""
        return self._strides(self.engine.tensor(name))

    def infer_shapes(self) -> list[str]:
        """Run phase 1; names of the inputs that still lack dims or values (DS-DIM-029).

        Raises RuntimeError with an ERROR record if the inputs are inconsistent.
        """
        self.engine.tensor(self.engine.tensors[0].name)
        try:
            self._selected("DS-DIM-020")
            lacking = [tensor.name for tensor in self.missing()]
            if not lacking:
                self._check_all()
            return lacking
        except Refusal as refusal:
            error = refusal.at_run_time() if isinstance(refusal, ShapeError) else refusal
            self.journal.error(error, "IExecutionContext.infer_shapes: ")
            raise RuntimeError(f"infer_shapes error code: -1 ({refusal})") from None

    @refusal_returns(lambda: False)
    def set_tensor_address(self, name: str, memory: Any) -> bool:
        """Give the memory of an input or output: an address, or a NumPy array in its place."""
        tensor = self.engine.tensor(name)
        is_null(memory)
        self._addresses[tensor] = memory
        return True

    @refusal_returns(lambda: 0)
    def get_tensor_address(self, name: str) -> int:
        """The address given, 0 for none."""
        memory = self._addresses.get(self.engine.tensor(name), 0)
        return int(memory.ctypes.data) if isinstance(memory, np.ndarray) else int(memory or 0)

    @property
    def all_binding_shapes_specified(self) -> bool:
        """True once every input with run-time dims has been given dims (DS-DIM-017, DS-DIM-018)."""
        return not self._missing_dims()

    @property
    def all_shape_inputs_specified(self) -> bool:
        """True once every input shape tensor has been given values (DS-SIO-004, DS-SIO-028)."""
        return not self._missing_values()

    # Phase 2

    @refusal_returns(lambda: False)
    def execute_v2(self, bindings: Sequence[Any]) -> bool:
        """Execute; ``bindings`` are addresses, or NumPy arrays, in the order of the binding indices.

        Only the entries of the selected profile's row are read (DS-CTX-020). False with an ERROR
        record if there is no profile (DS-CTX-005), dims or values are missing (DS-CTX-019,
        DS-SIO-004), the inputs are inconsistent, or an address is null (DS-EST-019). From edition 10
        on there is one row.
        """
        profile = self._selected("DS-CTX-005")
        columns = len(self.engine.tensors)
        first = profile * columns if self.engine.graph.edition.has_bindings else 0
        if len(bindings) < first + columns:
            text = f"{len(bindings)} bindings where profile {profile} reads entries {first}..{first + columns - 1}"
            raise Refusal("DS-CTX-020", text, value=len(bindings), permitted=f">= {first + columns}")
        self._run(dict(zip(self.engine.tensors, bindings[first : first + columns], strict=True)))
        return True

    def execute_async_v2(self, bindings: Sequence[Any], stream_handle: int, input_consumed: Any = None) -> bool:
        """See `execute_v2`; on the CPU the work is done when the call returns."""
        operator.index(stream_handle)
        return self.execute_v2(bindings)

    @refusal_returns(lambda: False)
    def execute_async_v3(self, stream_handle: int) -> bool:
        """Execute on the memory given by `set_tensor_address`; see `execute_v2`."""
        operator.index(stream_handle)
        self.engine.tensor(self.engine.tensors[0].name)
        self._selected("DS-CTX-005")
        self._run(self._addresses)
        return True

    def _run(self, buffers: dict[ITensor, Any]) -> None:
        if self.missing():
            names = ", ".join(tensor.name for tensor in self.missing())
            clause = "DS-CTX-019" if self._missing_dims() else "DS-SIO-004"
            text = f"dims or values are not specified: {names}"
            raise Refusal(clause, text, code=ErrorCodeTRT.INVALID_STATE, value=names)
        try:
            self._check_all()
        except ShapeError as error:
            raise error.at_run_time() from None
        views = {tensor: self._view(tensor, buffers.get(tensor)) for tensor in self.engine.tensors}
        graph = self.engine.graph
        inputs = {tensor: view for tensor in graph.inputs if (view := views[tensor]) is not None}
        outputs = [tensor for tensor in graph.outputs if tensor.is_execution_tensor]
        results = execute(self.engine.order, self.shapes(), inputs, outputs, self.device)
        for tensor, view in views.items():
            if view is None or tensor.is_network_input:
                continue
            if tensor in results:
                view[...] = results[tensor]
            elif (value := self.shapes().value(tensor)) is not None:
                view[...] = value.data

    def _view(self, tensor: ITensor, buffer: Any) -> Array | None:
        if is_null(buffer):
            if tensor.is_execution_tensor:
                text = f"{tensor.name}: the address is null, but the tensor is needed for execution"
                raise Refusal("DS-EST-019", text, tensor=tensor.name, value=0)
            return None
        return view_buffer(buffer, self.shapes().dims(tensor), tensor.dtype, tensor.name)
