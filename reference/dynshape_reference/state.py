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
from .dims import UNKNOWN, Dims, Extents, is_known, show
from .dtypes import Array
from .errors import ErrorCodeTRT, Refusal, ShapeError
from .executor import execute
from .kernels.device import Device
from .memory import is_null, view_buffer
from .shapes import Partial, Shapes
from .tensors import ITensor
from .validation import check_dimension_names

NO_PROFILE = -1


class ContextState:
    """What was set on one context."""

    def __init__(self, built: BuiltNetwork, device: Device) -> None:
        """No profile, nothing set."""
        self.built = built
        self.device = device
        self.profile = NO_PROFILE
        self.addresses: dict[ITensor, Any] = {}
        self._dims: dict[ITensor, Extents] = {}
        self._values: dict[ITensor, Array] = {}
        self._known: Shapes | None = None

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
            raise Refusal(clause, text, code=ErrorCodeTRT.INVALID_STATE, value=NO_PROFILE)
        return self.profile

    # Dims and values of inputs

    def set_dims(self, tensor: ITensor, dims: Extents) -> None:
        profile = self.selected("DS-DIM-002")
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
            low, high = self.built.profiles[profile].range_of(tensor.name, axis)
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
        for index, ranges in enumerate(self.built.profiles):
            bounds = [ranges.range_of(tensor.name, axis) for axis in range(len(dims))]
            if all(low <= extent <= high for extent, (low, high) in zip(dims, bounds, strict=True)):
                fitting.append(str(index))
        return f"it fits profile {', '.join(fitting)}" if fitting else "it fits no profile"

    def set_values(self, tensor: ITensor, values: Sequence[int]) -> None:
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
                text = f"{tensor.name}, element {index}: {value} is not within {least}..{greatest}, as profile {profile} has it"
                permitted = (least, greatest)
                raise Refusal("DS-SIO-025", text, tensor=tensor.name, axis=index, value=value, permitted=permitted)
        self._values[tensor] = np.array(numbers, np.int64).reshape(tensor.declared_dims)
        self._known = None

    def missing(self) -> list[ITensor]:
        """Inputs whose dims or values are still to be given (DS-DIM-017, DS-DIM-029)."""
        self._read_addressed_values()
        return [*self.missing_dims(), *self.missing_values()]

    def missing_dims(self) -> list[ITensor]:
        return [tensor for tensor in self.built.graph.inputs if tensor.is_dynamic and tensor not in self._dims]

    def missing_values(self) -> list[ITensor]:
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
        self._read_addressed_values()
        if self._known is None:
            inputs = self.built.graph.inputs
            dims = {tensor.name: self._dims.get(tensor, self.built.dims_in(self.profile, tensor)) for tensor in inputs}
            values = {tensor.name: Partial.of(array) for tensor, array in self._values.items()}
            self._known = Shapes(self.built.graph, dims, values)
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

    def check_all(self) -> None:
        shapes = self.shapes()
        for layer in self.built.order:
            for tensor in layer.outputs:
                shapes.dims(tensor)
                if tensor.is_shape_tensor:
                    shapes.value(tensor)
        check_dimension_names(self.built.graph, shapes)

    def values_of(self, tensor: ITensor) -> list[int]:
        if not tensor.is_shape_tensor:
            raise Refusal("DS-SIO-027", f"{tensor.name} is no shape tensor", tensor=tensor.name)
        if self.missing():
            names = ", ".join(missing.name for missing in self.missing())
            raise Refusal("DS-SIO-027", f"{tensor.name}: dims or values of {names} are not given", tensor=tensor.name)
        value = self.shapes().value(tensor)
        if value is None or not value.complete:
            text = f"{tensor.name} is computed in phase 2: its value is known after execution only"
            raise Refusal("DS-SIO-027", text, tensor=tensor.name)
        return [int(element) for element in value.data.flat]

    def strides_of(self, tensor: ITensor) -> Dims:
        dims = self.dims_of(tensor)
        if not is_known(dims):
            text = f"{tensor.name}: strides are asked while its dims are {show(dims)}"
            raise Refusal("DS-DIM-026", text, code=ErrorCodeTRT.INVALID_STATE, tensor=tensor.name, value=dims)
        strides = [1] * len(dims)
        for axis in range(len(dims) - 2, -1, -1):
            strides[axis] = strides[axis + 1] * max(dims[axis + 1], 1)
        return Dims(strides)

    # Phase 2

    def run(self, buffers: Mapping[ITensor, Any]) -> None:
        if self.missing():
            names = ", ".join(tensor.name for tensor in self.missing())
            clause = "DS-CTX-019" if self.missing_dims() else "DS-SIO-004"
            text = f"dims or values are not specified: {names}"
            raise Refusal(clause, text, code=ErrorCodeTRT.INVALID_STATE, value=names)
        try:
            self.check_all()
        except ShapeError as error:
            raise error.at_run_time() from None
        graph = self.built.graph
        for tensor in self.built.tensors:
            if tensor.is_execution_tensor and is_null(buffers.get(tensor)):
                text = f"{tensor.name}: the address is null, but the tensor is needed for execution"
                raise Refusal("DS-EST-019", text, tensor=tensor.name, value=0)
        shapes = self.shapes().branch() if self.built.depends_on_data else self.shapes()
        given = [tensor for tensor in graph.inputs if not is_null(buffers.get(tensor))]
        inputs = {tensor: _view(tensor, buffers[tensor], shapes) for tensor in given}
        outputs = [tensor for tensor in graph.outputs if tensor.is_execution_tensor]
        views = {t: _view(t, buffers[t], shapes) for t in outputs if is_known(shapes.dims(t))}
        results = execute(self.built.order, shapes, inputs, outputs, self.device)
        for tensor, result in results.items():
            view = views[tensor] if tensor in views else _view(tensor, buffers[tensor], shapes)
            view[...] = result
        self.write_shape_outputs(buffers, shapes)

    def write_shape_outputs(self, buffers: Mapping[ITensor, Any], shapes: Shapes) -> None:
        """Write the values of output shape tensors, wherever memory was given for them."""
        for tensor in self.built.graph.outputs:
            if tensor.is_shape_tensor and not tensor.is_execution_tensor and not is_null(buffers.get(tensor)):
                value = shapes.value(tensor)
                if value is not None and value.complete:
                    view = _view(tensor, buffers[tensor], shapes)
                    view[...] = value.data


def _view(tensor: ITensor, buffer: Any, shapes: Shapes) -> Array:
    return view_buffer(buffer, shapes.dims(tensor), tensor.dtype, tensor.name)
