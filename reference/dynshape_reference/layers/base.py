"""What every layer is: one class that states everything about itself, in this order.

1. the attributes that the user sets,
2. ``rule`` - the classes of inputs and outputs (DS-RULE-001),
3. ``output_types`` - types of the outputs, from those of the inputs,
4. ``output_dims`` - dims of the outputs, from dims and shape values of the inputs,
5. ``known`` - which elements of the outputs are known, from which elements of the inputs are,
6. ``compute`` - the elements, by the operations of a device.

The machinery (classes, shapes, executor, plan) knows layers by these alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from ..dims import UNKNOWN, Extents, is_known, show
from ..dtypes import Array, DataType
from ..errors import ErrorCodeTRT, Journal, Refusal, ShapeError, refusal_returns
from ..kernels.numpy_device import NumpyDevice
from ..rules import parse_rule
from ..shapes import Partial, View, host_type
from ..tensors import ITensor
from .layer_type import LayerType

if TYPE_CHECKING:
    from ..graph import Graph
    from ..kernels.device import Device

HOST = NumpyDevice(checks_values=True)
"""The device of phase 1."""


class ILayer:
    """The base of all layers."""

    kind: ClassVar[LayerType]
    label: ClassVar[str]
    """The name in log texts and default names, e.g. ``ElementWise``."""
    fields: ClassVar[tuple[str, ...]] = ()
    """The attributes that a plan keeps."""
    input_count: ClassVar[tuple[int, int | None]] = (1, 1)
    """The least and the most inputs; None for any number."""
    optional_inputs: ClassVar[int] = 0
    """How many further inputs `set_input` may add (DS-NET-022)."""

    data_dependent: ClassVar[bool] = False
    """True if the output dims follow from the elements of the inputs, so that only phase 2 knows them."""

    graph: Graph
    name: str
    metadata: str

    # Life in a graph

    def attach(
        self, graph: Graph, index: int, inputs: list[ITensor | None], names: list[str] | None = None
    ) -> None:
        """Become part of a graph, with ``inputs``, and make the outputs, with default names or ``names``."""
        self.graph = graph
        self.inputs: list[ITensor | None] = inputs
        self.required_inputs = len(inputs)
        self.name = f"(Unnamed Layer* {index}) [{self.label}]"
        self.metadata = ""
        self.set_types: dict[int, DataType] = {}
        self._set_precision: DataType | None = None
        self.outputs: list[ITensor] = []
        for position in range(self.output_count()):
            suffix = "" if position == 0 else f"_{position + 1}"
            name = f"{self.name}_output{suffix}" if names is None else names[position]
            tensor = ITensor(graph, name, DataType.FLOAT)
            tensor.producer, tensor.output_index = self, position
            self.outputs.append(tensor)

    @property
    def journal(self) -> Journal:
        """Where refusals are written."""
        return self.graph.journal

    def present(self, index: int) -> ITensor:
        """Input ``index``, which must be there."""
        tensor = self.inputs[index]
        assert tensor is not None, f"{self.name} has no input {index}"
        return tensor

    def has_input(self, index: int) -> bool:
        """True if input ``index`` is there."""
        return index < len(self.inputs) and self.inputs[index] is not None

    # What a layer states

    def rule(self) -> str:
        """The inference rule, e.g. ``t × S → t``."""
        raise NotImplementedError

    def output_count(self) -> int:
        """The number of outputs."""
        return 1

    def output_types(self, types: list[DataType]) -> list[DataType]:
        """The types of the outputs; refuses types of inputs that the layer does not take."""
        return [types[0]]

    def output_dims(self, view: View) -> list[Extents]:
        """The dims of the outputs, -1 where an extent is not known yet."""
        raise NotImplementedError

    def known(self, masks: list[Array | None], inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """Which elements of the outputs are known when those in ``masks`` are; none unless a layer says so.

        Inputs that the rule marks S are known altogether.
        """
        return [np.zeros(extents, np.bool_) for extents in dims]

    def compute(self, device: Device, inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """The outputs, of these dims. Inputs that the rule marks S are arrays of the host.

        Not called for a layer that reads no input's value: its `output_values` say all.
        """
        raise NotImplementedError

    def inputs_read_for_dims(self) -> list[int]:
        """The inputs whose values decide the output dims: those that the rule marks S."""
        return [index for index, symbol in enumerate(parse_rule(self.rule()).inputs) if symbol == "S" and self.has_input(index)]

    def inputs_read_for_value(self) -> list[int]:
        """The inputs whose values decide the outputs' values."""
        return [index for index in range(len(self.inputs)) if self.has_input(index)]

    # What follows from it

    def check_types(self) -> None:
        """Refuse inputs of types that the layer does not take."""
        self.output_types([tensor.dtype if tensor else DataType.FLOAT for tensor in self.inputs])

    def output_dtype(self, index: int) -> DataType:
        """The type of output ``index``, one set by the user included."""
        if index in self.set_types:
            return self.set_types[index]
        try:
            return self.output_types([tensor.dtype if tensor else DataType.FLOAT for tensor in self.inputs])[index]
        except Refusal:
            return self.present(0).dtype

    def output_values(self, view: View) -> list[Partial | None]:
        """What is known of the outputs' values, from what is known of the inputs' values."""
        all_dims = [view.own_dims(tensor) for tensor in self.outputs]
        if not all(is_known(dims) for dims in all_dims):
            return [None] * len(all_dims)
        read = self.inputs_read_for_value()
        values = {index: view.value(index) for index in read}
        if any(value is None for value in values.values()):
            return [Partial.nothing(d, t.dtype) for d, t in zip(all_dims, self.outputs, strict=True)]
        partial = {index: value for index, value in values.items() if value is not None}
        arrays = [partial[index].data if index in partial else None for index in range(len(self.inputs))]
        if all(value.complete for value in partial.values()):
            masks = [np.ones(dims, np.bool_) for dims in all_dims]
        elif any(not partial[index].complete for index in self.inputs_read_for_dims()):
            return [Partial.nothing(d, t.dtype) for d, t in zip(all_dims, self.outputs, strict=True)]
        else:
            arrays = [_harmless(partial.get(index)) for index in range(len(self.inputs))]
            known = [partial[index].known if index in partial else None for index in range(len(self.inputs))]
            masks = self.known(known, arrays, all_dims)
        outputs = self.compute(HOST, arrays, all_dims)
        return [
            Partial(array.astype(host_type(tensor.dtype), copy=False), mask)
            for array, mask, tensor in zip(outputs, masks, self.outputs, strict=True)
        ]

    # The user's side

    @property
    def type(self) -> LayerType:
        """The kind of layer."""
        return self.kind

    @property
    def num_inputs(self) -> int:
        """The number of inputs, absent ones before the last included (DS-LAY-017)."""
        return len(self.inputs)

    @property
    def num_outputs(self) -> int:
        """The number of outputs."""
        return len(self.outputs)

    def get_input(self, index: int) -> ITensor | None:
        """Input ``index``; None out of range or for an absent optional input (DS-NET-021)."""
        return self.inputs[index] if 0 <= index < len(self.inputs) else None

    def get_output(self, index: int) -> ITensor | None:
        """Output ``index``; None out of range (DS-NET-021)."""
        return self.outputs[index] if 0 <= index < len(self.outputs) else None

    def set_input(self, index: int, tensor: ITensor) -> None:
        """Replace an input, or add an optional one; other indices are refused (DS-NET-022)."""
        if tensor is not None and not isinstance(tensor, ITensor):
            raise TypeError(f"input {index} of {self.name} is an ITensor, not {type(tensor).__name__}")
        self._set_input(index, tensor)

    @refusal_returns(lambda: None)
    def _set_input(self, index: int, tensor: ITensor | None) -> None:
        most = self.required_inputs + self.optional_inputs
        if not 0 <= index < most:
            raise Refusal(
                "DS-NET-022",
                f"{self.name}: input {index} is not within 0..{most - 1}: the number of inputs can't change",
                value=index,
                permitted=(0, most - 1),
            )
        if tensor is None and index < self.required_inputs:
            raise Refusal("DS-NET-022", f"{self.name}: input {index} can't be taken away", value=index)
        if tensor is not None and tensor.graph is not self.graph:
            raise Refusal("DS-NET-022", f"{self.name}: {tensor.name} belongs to another network", tensor=tensor.name)
        self.graph.connect(self, index, tensor)

    @property
    def precision(self) -> DataType:
        """The computational type that was asked for; this engine always computes floats in float64."""
        return DataType.FLOAT if self._set_precision is None else self._set_precision

    @precision.setter
    def precision(self, value: DataType) -> None:
        self._set_precision = DataType(value)

    @property
    def precision_is_set(self) -> bool:
        """True if `precision` was assigned."""
        return self._set_precision is not None

    def reset_precision(self) -> None:
        """Undo an assignment of `precision`."""
        self._set_precision = None

    def set_output_type(self, index: int, dtype: DataType) -> None:
        """Ask for an output type; refused for a layer that computes a shape, unless Int32 (DS-NET-023)."""
        self._set_output_type(index, DataType(dtype))

    @refusal_returns(lambda: None)
    def _set_output_type(self, index: int, dtype: DataType) -> None:
        if not 0 <= index < len(self.outputs):
            raise Refusal("DS-NET-023", f"{self.name}: output {index} is not within 0..{len(self.outputs) - 1}")
        tensor = self.outputs[index]
        if tensor.is_shape_tensor or self.kind == LayerType.SHAPE:
            if dtype not in self.graph.edition.boundary_types:
                raise Refusal(
                    "DS-NET-023",
                    f"{self.name} computes a shape: the output type must be INT32, not {dtype.name}",
                    tensor=tensor.name,
                    value=dtype,
                    permitted=self.graph.edition.boundary_types,
                )
        self.set_types[index] = dtype
        self.graph.changed(self)

    def get_output_type(self, index: int) -> DataType:
        """The type of output ``index``."""
        return self.outputs[index].dtype

    def output_type_is_set(self, index: int) -> bool:
        """True if a type was asked for."""
        return index in self.set_types

    def reset_output_type(self, index: int) -> None:
        """Undo `set_output_type`."""
        self.set_types.pop(index, None)
        self.graph.changed(self)

    # For layers

    def wrong_type(self, clause: str, permitted: str, got: DataType) -> Refusal:
        """A refusal of an input's type."""
        text = f"{self.name}: {self.label} takes {permitted}, not {got.name}"
        return Refusal(clause, text, code=ErrorCodeTRT.INVALID_CONFIG, value=got, permitted=permitted)

    def clash(self, clause: str, text: str, *, value: Any = None, permitted: Any = None) -> ShapeError:
        """A refusal of dims or shape values."""
        return ShapeError(clause, f"{self.name}: {text}", value=value, permitted=permitted)

    def same_rank(self, clause: str, all_dims: list[Extents]) -> None:
        """Refuse inputs of unequal rank: ranks are not extended."""
        if len({len(dims) for dims in all_dims}) > 1:
            text = " and ".join(show(dims) for dims in all_dims)
            raise self.clash(clause, f"the inputs {text} are of unequal rank", value=tuple(all_dims))

    def assign(self, field: str, value: Any) -> None:
        """Set an attribute and forget what was worked out from the old one."""
        setattr(self, field, value)
        self.graph.changed(self)


def fit_shape_value(value: Partial | None, length: int) -> Extents:
    """A shape tensor's value as extents, `UNKNOWN` where an element is not known."""
    if value is None:
        return (UNKNOWN,) * length
    return tuple(int(v) if k else UNKNOWN for v, k in zip(value.data.flat, value.known.flat, strict=True))


def _harmless(value: Partial | None) -> Array | None:
    # Elements that are not known are computed too and thrown away: 1 is in every operation's domain.
    return None if value is None else np.where(value.known, value.data, np.ones((), value.data.dtype))


def every(arrays: list[Array | None]) -> list[Array]:
    """The arrays of a layer all of whose inputs are there."""
    return [array for array in arrays if array is not None]
