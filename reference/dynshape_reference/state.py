"""The state of a context: its profile, what was set under it, and what follows from that.

Phase 1 runs on demand (DS-EST-002): the dims of all tensors are worked out when they are asked for,
kept, and forgotten when an input changes (DS-DIM-023). All checks come before any change, so that a
refused call leaves everything as it was (DS-OPEN-001).
"""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from .built import BuiltNetwork
from .collector import collector_paused
from .dims import UNKNOWN, Dims, Extents, is_known, show
from .dtypes import Array
from .errors import ErrorCodeTRT, Refusal, ShapeError
from .executor import Watch, execute
from .fitting import say_what_fits
from .input_words import binding_of, missing_inputs, null_address, rank_condition, refused_dims, refused_values
from .kernels.device import Device
from .memory import as_memory, check_writeable, is_null, view_buffer
from .output_allocator import IOutputAllocator, allocate
from .partial import Partial
from .profile_checks import check_dimension_names
from .shapes import Shapes, View
from .tensors import ITensor

NO_PROFILE = -1
HAS_PROFILE = "mOptimizationProfile >= 0 && mOptimizationProfile < mEngine.getNbOptimizationProfiles()"


class ContextState:
    """What was set on one context."""

    def __init__(self, built: BuiltNetwork, device: Device) -> None:
        """No profile, nothing set."""
        self.built = built
        self.device = device
        self.profile = NO_PROFILE
        self.addresses: dict[ITensor, Any] = {}
        self.allocators: dict[ITensor, IOutputAllocator] = {}
        self._dims: dict[ITensor, Extents] = {}
        self._values: dict[ITensor, Array] = {}
        self.uses_cuda_graph = False
        """Whether executions are repeated as a graph, where there is a CUDA device."""
        self._known: Shapes | None = None
        self._checked: Shapes | None = None

    def start_under(self, profile: int) -> None:
        """Take a profile; what was set under the former one is void (DS-CTX-017)."""
        self.profile = profile
        self._dims.clear()
        self._values.clear()
        self._known = None

    def selected(self, clause: str) -> int:
        """The profile, or a refusal if there is none (DS-CTX-014)."""
        if self.profile == NO_PROFILE:
            text = f"no optimization profile is selected; the engine has {len(self.built.profiles)}"
            raise Refusal(clause, text, value=NO_PROFILE, condition=HAS_PROFILE)
        return self.profile

    # Dims and values of inputs

    def set_dims(self, tensor: ITensor, dims: Extents, by_name: bool = False) -> None:
        """Set the dims of an input, within the profile (DS-DIM-012 to DS-DIM-015).

        ``by_name``: the input was given so, which has a refusal in other words.
        """
        profile = self.selected("DS-DIM-002")
        if not tensor.is_network_input:
            text = f"{tensor.name} is an output: its dims follow from the inputs"
            condition = "mEngine.bindingIsInput(bindingIndex)"
            raise Refusal("DS-DIM-015", text, tensor=tensor.name, condition=condition)
        declared = tensor.declared_dims
        if len(dims) != len(declared):
            text = f"{tensor.name}: {show(dims)} has not the {len(declared)} dimensions of {show(declared)}"
            condition, ranks = rank_condition(self.built, by_name), (len(dims), len(declared))
            parts = {"tensor": tensor.name, "value": ranks[0], "permitted": ranks[1]}
            raise Refusal("DS-DIM-013", text, condition=condition, **parts)  # type: ignore[arg-type]
        for axis, (extent, fixed) in enumerate(zip(dims, declared, strict=True)):
            if fixed != UNKNOWN:
                if extent != fixed:
                    condition, words = refused_dims(self.built, profile, tensor, dims, axis, by_name)
                    text = f"{tensor.name}, axis {axis}: {extent} in {show(dims)}, but this extent is fixed at {fixed}"
                    parts = {"tensor": tensor.name, "axis": axis, "value": extent, "permitted": fixed}
                    raise Refusal("DS-DIM-012", f"{words} {text}", condition=condition, **parts)  # type: ignore[arg-type]
                continue
            low, high = self.built.profiles[profile].range_of(tensor.name, axis)
            if not low <= extent <= high:
                clause = "DS-DIM-012" if extent < 0 else "DS-DIM-014"
                condition, words = refused_dims(self.built, profile, tensor, dims, axis, by_name)
                text = (
                    f"{words} {tensor.name}, axis {axis}: {extent} in {show(dims)} is not within {low}..{high}, "
                    f"the range of profile {profile}; {self._say_what_fits(tensor, dims)}"
                )
                parts = {"tensor": tensor.name, "axis": axis, "value": extent, "permitted": (low, high)}
                raise Refusal(clause, text, condition=condition, **parts)  # type: ignore[arg-type]
        if self._dims.get(tensor) != dims:
            self._dims[tensor] = dims
            self._known = None

    def given(self) -> tuple[dict[ITensor, Extents], dict[ITensor, Extents]]:
        """The dims and the values that were set, values in row-major order."""
        return dict(self._dims), {tensor: _flat(values) for tensor, values in self._values.items()}

    def _say_what_fits(self, tensor: ITensor, dims: Extents | None = None, values: Extents | None = None) -> str:
        all_dims, all_values = self.given()
        if dims is not None:
            all_dims[tensor] = dims
        if values is not None:
            all_values[tensor] = values
        return say_what_fits(self.built, tensor, all_dims, all_values, is_value=values is not None)

    def set_values(self, tensor: ITensor, values: Sequence[int]) -> None:
        """Set the values of an input shape tensor, within the profile (DS-SIO-018, DS-SIO-025, DS-SIO-026)."""
        profile = self.selected("DS-SIO-024")
        if not (tensor.is_network_input and tensor.is_shape_tensor):
            raise Refusal("DS-SIO-018", f"{tensor.name} is no input shape tensor", tensor=tensor.name)
        numbers = [operator.index(value) for value in values]
        low, _, high = (entry or () for entry in self.built.profiles[profile].values[tensor.name])
        if len(numbers) != len(low):
            text = f"{tensor.name}: {len(numbers)} values for a shape tensor of {len(low)} elements"
            raise Refusal("DS-SIO-026", text, tensor=tensor.name, value=len(numbers), permitted=len(low))
        for index, (value, least, greatest) in enumerate(zip(numbers, low, high, strict=True)):
            if not least <= value <= greatest:
                binding = binding_of(self.built, profile, tensor)
                condition, words = refused_values(numbers, index, least, greatest, binding)
                text = (
                    f"{words} {tensor.name}, element {index}: {value} is not within {least}..{greatest}, "
                    f"as profile {profile} has it; {self._say_what_fits(tensor, values=tuple(numbers))}"
                )
                parts = {"tensor": tensor.name, "axis": index, "value": value, "permitted": (least, greatest)}
                raise Refusal("DS-SIO-025", text, condition=condition, **parts)  # type: ignore[arg-type]
        self._values[tensor] = np.array(numbers, np.int64).reshape(tensor.declared_dims)
        self._known = None

    def missing(self) -> list[ITensor]:
        """Inputs whose dims or values are still to be given (DS-DIM-017, DS-DIM-029)."""
        if not self.built.shape_inputs:
            return self.missing_dims()
        self._read_addressed_values()
        return [*self.missing_dims(), *self.missing_values()]

    def missing_dims(self) -> list[ITensor]:
        """Inputs whose dims are still to be given."""
        return [tensor for tensor in self.built.graph.inputs if tensor.is_dynamic and tensor not in self._dims]

    def missing_values(self) -> list[ITensor]:
        """Input shape tensors whose values are still to be given."""
        return [tensor for tensor in self.built.shape_inputs if tensor not in self._values]

    def _read_addressed_values(self) -> None:
        # By name a shape tensor is given as an address of host memory, read when it is needed (DS-SIO-025).
        for tensor in self.built.shape_inputs:
            address = self.addresses.get(tensor)
            if not is_null(address) and self.profile != NO_PROFILE:
                read = view_buffer(address, tensor.declared_dims, tensor.dtype, tensor.name)
                if tensor not in self._values or not np.array_equal(self._values[tensor], read):
                    self.set_values(tensor, [int(value) for value in read.flat])

    # Phase 1

    def shapes(self) -> Shapes:
        """All dims and shape values under the profile, as far as the inputs are given."""
        if self.built.shape_inputs:
            self._read_addressed_values()
        if self._known is None:
            dims = {}
            for tensor in self.built.graph.inputs:
                given = self._dims.get(tensor)
                dims[tensor.name] = self.built.dims_in(self.profile, tensor) if given is None else given
            values = {tensor.name: Partial.of(array) for tensor, array in self._values.items()}
            self._known = Shapes.of_inputs(self.built.graph, dims, values)
        return self._known

    def dims_of(self, tensor: ITensor) -> Extents:
        """The dims as they stand; all layers must agree with the inputs once these are complete (DS-DIM-008)."""
        self.selected("DS-DIM-020")
        if tensor.is_network_input:
            return self.shapes().dims(tensor)
        try:
            if not self.missing():
                self.check_all()
            return self.shapes().dims(tensor)
        except ShapeError as error:
            raise error.at_run_time() from None

    def greatest_dims_of(self, tensor: ITensor) -> Extents:
        """The dims, with an upper bound where they depend on data; -1 where none can be told."""
        dims = self.dims_of(tensor)
        if is_known(dims):
            return dims
        shapes = self.shapes().branch()
        try:
            for layer in self.built.order:
                if layer.data_dependent:
                    bounds = layer.greatest_dims(View(shapes, layer))
                    for output, bound in zip(layer.outputs, bounds, strict=True):
                        shapes.assume(output, bound)
            return shapes.dims(tensor)
        except ShapeError:
            # The greatest dims need not be possible dims: 12 elements at most may turn out to be 3.
            return dims

    def check_all(self) -> None:
        """Refuse inputs with which some layer can't work (DS-DIM-008); asked again, it costs nothing."""
        shapes = self.shapes()
        if self._checked is shapes:
            return
        with collector_paused():
            shapes.work_out(final=True)
        if self.built.has_dimension_names:
            check_dimension_names(self.built.graph, shapes)
        self._checked = shapes

    def values_of(self, tensor: ITensor) -> list[int]:
        """The values of a shape tensor; those of an output once all inputs are given (DS-SIO-027)."""
        if not tensor.is_shape_tensor:
            raise Refusal("DS-SIO-027", f"{tensor.name} is no shape tensor", tensor=tensor.name)
        lacking = self.missing()
        if tensor.is_network_input:
            lacking = [missing for missing in lacking if missing is tensor]
        if lacking:
            names = ", ".join(missing.name for missing in lacking)
            raise Refusal("DS-SIO-027", f"{tensor.name}: dims or values of {names} are not given", tensor=tensor.name)
        value = self.shapes().value(tensor)
        if value is None or not value.complete:
            text = f"{tensor.name} is computed in phase 2: its value is known after execution only"
            raise Refusal("DS-SIO-027", text, tensor=tensor.name)
        return [int(element) for element in value.data.flat]

    def strides_of(self, tensor: ITensor) -> Dims:
        """Row-major strides in elements; refused while an extent is not known (DS-DIM-026)."""
        dims = self.dims_of(tensor)
        if not is_known(dims):
            text = f"{tensor.name}: strides are asked while its dims are {show(dims)}"
            raise Refusal("DS-DIM-026", text, code=ErrorCodeTRT.INVALID_STATE, tensor=tensor.name, value=dims)
        strides = [1] * len(dims)
        for axis in range(len(dims) - 2, -1, -1):
            strides[axis] = strides[axis + 1] * max(dims[axis + 1], 1)
        return Dims(strides)

    # Phase 2

    def run(
        self,
        buffers: Mapping[ITensor, Any],
        watch: Watch | None = None,
        allocators: Mapping[ITensor, IOutputAllocator] | None = None,
        stream: int = 0,
    ) -> None:
        """Execute on ``buffers``; where an output has an allocator, that is asked for memory instead.

        The host is done when the call returns, whatever the ``stream``.
        """
        allocators = allocators or {}
        self.check_ready(buffers, allocators)
        graph = self.built.graph
        shapes = self.shapes().branch() if self.built.depends_on_data else self.shapes()
        given = [tensor for tensor in graph.inputs if not is_null(buffers.get(tensor))]
        inputs = {tensor: _view(tensor, buffers[tensor], shapes) for tensor in given}
        for tensor in graph.outputs:
            check_writeable(buffers.get(tensor), tensor.name)
        outputs = [tensor for tensor in graph.outputs if tensor.is_execution_tensor]
        given_first = [tensor for tensor in outputs if tensor not in allocators and is_known(shapes.dims(tensor))]
        views = {tensor: _view(tensor, buffers[tensor], shapes) for tensor in given_first}
        with refusals():
            results = execute(self.built.schedule, shapes, inputs, outputs, self.device, watch)
        memory = dict(buffers)
        for tensor, allocator in allocators.items():
            memory[tensor] = allocate(allocator, tensor, shapes.dims(tensor), buffers.get(tensor))
            check_writeable(memory[tensor], tensor.name)
        views.update({tensor: _view(tensor, memory[tensor], shapes) for tensor in outputs if tensor not in views})
        for tensor, result in results.items():
            views[tensor][...] = result
        self.write_shape_outputs(memory, shapes)

    def signal(self, event: int, stream: int) -> None:
        """Let a CUDA event happen once the inputs are read; on the host they are, and an event unused has happened."""

    def check_ready(self, buffers: Mapping[ITensor, Any], allocators: Mapping[ITensor, IOutputAllocator]) -> None:
        """Refuse an execution for which something is missing, or with which some layer can't work."""
        if self.missing():
            names = ", ".join(tensor.name for tensor in self.missing())
            clause = "DS-CTX-019" if self.missing_dims() else "DS-SIO-004"
            condition, words = missing_inputs(self.built, self.missing_dims(), self.missing_values())
            text = f"{words} dims or values are not specified: {names}".lstrip()
            raise Refusal(clause, text, value=names, condition=condition)
        try:
            self.check_all()
        except ShapeError as error:
            raise error.at_run_time() from None
        for tensor in self.built.tensors:
            if tensor.is_execution_tensor and tensor not in allocators and is_null(buffers.get(tensor)):
                condition, words = null_address(self.built, tensor, buffers is self.addresses)
                text = f"{words} {tensor.name}: the address is null, but the tensor is needed for execution"
                raise Refusal("DS-EST-019", text.lstrip(), tensor=tensor.name, value=0, condition=condition)

    def as_memory(self, buffer: Any, tensor: ITensor) -> Any:
        """Memory as an application gives it, in the form that `run` takes; see `memory.as_memory`."""
        return as_memory(buffer, tensor.name)

    def write_shape_outputs(self, buffers: Mapping[ITensor, Any], shapes: Shapes) -> None:
        """Write the values of output shape tensors, wherever memory was given for them."""
        for tensor in self.built.shape_outputs:
            if not is_null(buffers.get(tensor)):
                value = shapes.value(tensor)
                if value is not None and value.complete:
                    view = _view(tensor, buffers[tensor], shapes)
                    view[...] = value.data


class refusals:
    """A context in which what an execution raises becomes a refusal."""

    # No generator with `contextlib.contextmanager`, which takes ten times as long.

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if isinstance(error, ShapeError):
            raise error.at_run_time() from None
        if isinstance(error, MemoryError):
            code = ErrorCodeTRT.FAILED_ALLOCATION
            raise Refusal("DS-PY-017", f"there is not enough memory: {error}", code=code) from None


def _view(tensor: ITensor, buffer: Any, shapes: Shapes) -> Array:
    return view_buffer(buffer, shapes.dims(tensor), tensor.dtype, tensor.name)


def _flat(values: Array) -> Extents:
    return tuple(int(value) for value in values.flat)
