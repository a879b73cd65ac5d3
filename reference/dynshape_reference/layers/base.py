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

import operator
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from ..arguments import read_text
from ..closed import Closed
from ..dims import Extents
from ..dtypes import Array, DataType
from ..editioned import by_edition
from ..editions import Edition
from ..enums import enumerator
from ..errors import Journal, Refusal, refusal_returns
from ..partial import Partial, can_be_kept
from ..rules import parse_rule
from ..shapes import View
from ..tensors import ITensor
from .layer_type import LayerType
from .refusing import Refusing
from .setting import Setting
from .values import HOST, filled_up, to_host

if TYPE_CHECKING:
    from ..graph import Graph
    from ..kernels.device import Device

CALLS = (
    *("get_input", "get_output", "get_output_type", "output_type_is_set"),
    *("reset_output_type", "reset_precision", "set_input", "set_output_type"),
)
"""What a client can call on every layer."""


@by_edition
class ILayer(Closed, Refusing):
    """The base of all layers."""

    completed_by = "outputs"
    kind: ClassVar[LayerType]
    title: ClassVar[str] = ""
    """The name in default names, where it is another: TensorRT's is ``Softmax`` for a `SoftMax`."""
    fields: ClassVar[tuple[str, ...]] = ()
    """The attributes that a plan keeps."""
    input_count: ClassVar[tuple[int, int | None]] = (1, 1)
    """The least and the most inputs; None for any number."""
    optional_inputs: int = 0
    """How many further inputs `set_input` may add (DS-NET-022)."""

    data_dependent: ClassVar[bool] = False
    """True if the output dims follow from the elements of the inputs, so that only phase 2 knows them."""
    is_pointwise: ClassVar[bool] = False
    """True if each element of the outputs follows from the elements at its place, broadcast, whatever the dims."""
    is_checked: ClassVar[bool] = False
    """True if `check` demands more than the output dims do."""
    int8_inputs: ClassVar[tuple[int, ...]] = ()
    """The inputs that `BuilderFlag.INT8` rounds to steps of eight bits (int8.py)."""
    stand_in: ClassVar[int] = 1
    """What stands for an element that is not known while the others are computed: in the operation's domain."""

    graph: Graph
    place: int
    """Its place in the order of addition."""
    inputs: list[ITensor | None]
    required_inputs: int
    outputs: list[ITensor]
    set_types: dict[int, DataType]
    """Types of outputs that were asked for."""
    int8_scales: dict[int, float]
    _set_precision: DataType | None = None
    name: Setting[str] = Setting(read_text)
    metadata = Setting(read_text)

    # Life in a graph

    def attach(self, graph: Graph, index: int, inputs: list[ITensor | None], names: list[str] | None = None) -> None:
        """Become part of a graph, with ``inputs``, and make the outputs, with default names or ``names``."""
        # Not by assignment: the layer is not in use yet, and 8.4 does not have `metadata`.
        self.__dict__.update(
            graph=graph,
            place=index,
            inputs=inputs,
            required_inputs=len(inputs),
            name=f"(Unnamed Layer* {index}) [{self.title or self.label}]",
            metadata="",
            set_types={},
            int8_scales={},
            outputs=[],
        )
        if names is not None and len(names) != self.output_count():
            raise ValueError(f"{self.label} has {self.output_count()} outputs, not {len(names)}")
        for position, name in enumerate(self._default_names() if names is None else names):
            tensor = ITensor(graph, name, DataType.FLOAT, producer=self)
            if position:
                tensor.output_index = position
            self.outputs.append(tensor)

    def _default_names(self) -> list[str]:
        # As in public logs of 8.x, and as TensorRT-RTX 1.4 has it for 10.
        name, count = f"{self.name}_output", self.output_count()
        if count < 2:
            return [name] * count
        if self.graph.edition.has_bindings:
            return [f"{name}_{position + 1}" for position in range(count)]
        return [name, *(f"{name} ({position})" for position in range(1, count))]

    @property
    def edition(self) -> Edition:
        """The edition of the network."""
        return self.graph.edition

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

    def greatest_dims(self, view: View) -> list[Extents]:
        """The output dims, with an upper bound where they depend on data."""
        return self.output_dims(view)

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

    def is_one_operation(self) -> bool:
        """True if `compute` is one operation of a device on the inputs as they are, whatever their dims."""
        return False

    def waits_for(self, tensor: ITensor) -> bool:
        """False for an input that closes a cycle: it may be made from the layer's own outputs."""
        return True

    def check(self, view: View, final: bool) -> None:
        """Refuse what does not show in the output dims.

        ``final``: the inputs of the network are given, and what is not known now only phase 2 can know.
        """

    def check_shape_use(self, view: View) -> None:
        """Refuse what the layer can't do when its output is a shape tensor; nothing unless a layer says so."""

    def inputs_read_for_dims(self) -> list[int]:
        """The inputs whose values decide the output dims: those that the rule marks S."""
        return [index for index in parse_rule(self.rule()).shape_inputs if self.has_input(index)]

    def inputs_read_for_value(self) -> list[int]:
        """The inputs whose values decide the outputs' values."""
        return [index for index, tensor in enumerate(self.inputs) if tensor is not None]

    # What follows from it

    def check_types(self) -> None:
        """Refuse inputs of types that the layer does not take."""
        self.graph.types.check(self)

    def output_dtype(self, index: int, types: list[DataType]) -> DataType:
        """The type of output ``index``, one set by the user included, for inputs of these types."""
        if index in self.set_types:
            return self.set_types[index]
        try:
            return self.output_types(types)[index]
        except Refusal:
            return types[0] if types else DataType.FLOAT

    def output_values(self, view: View) -> list[Partial | None]:
        """What is known of the outputs' values, from what is known of the inputs' values."""
        all_dims = [view.own_dims(tensor) for tensor in self.outputs]
        values: list[Partial | None] = [None] * len(self.inputs)
        known = view.complete()
        if known is not None:
            return self._computed(known, all_dims)
        unclear = []
        for index in self.inputs_read_for_value():
            value = values[index] = view.value(index)
            if value is None:
                return self._no_values(all_dims)
            if not value.complete:
                unclear.append(index)
        if not unclear:
            return self._computed([value.data if value is not None else None for value in values], all_dims)
        if not all(map(can_be_kept, all_dims)):
            return self._no_values(all_dims)
        if any(index in unclear for index in self.inputs_read_for_dims()):
            return self._no_values(all_dims)
        arrays = [filled_up(value, self.stand_in) for value in values]
        masks = self.known([value.known if value is not None else None for value in values], arrays, all_dims)
        outputs = self.compute(HOST, arrays, all_dims)
        return [
            Partial(to_host(array, tensor.dtype), mask)
            for array, mask, tensor in zip(outputs, masks, self.outputs, strict=True)
        ]

    def _computed(self, arrays: list[Array | None], all_dims: list[Extents]) -> list[Partial | None]:
        if not all(map(can_be_kept, all_dims)):
            return self._no_values(all_dims)
        outputs = self.compute(HOST, arrays, all_dims)
        return [Partial.of(to_host(array, t.dtype)) for array, t in zip(outputs, self.outputs, strict=True)]

    def _no_values(self, all_dims: list[Extents]) -> list[Partial | None]:
        return [Partial.nothing(dims, tensor.dtype) for dims, tensor in zip(all_dims, self.outputs, strict=True)]

    # The user's side

    def __dir__(self) -> list[str]:
        """The attributes and calls of the API, without what the machinery knows of a layer."""
        own = type(self)
        return [
            name
            for name in super().__dir__()
            if name.startswith("__") or name in CALLS or hasattr(getattr(own, name, None), "__set__")
        ]

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
        return self.inputs[index] if 0 <= operator.index(index) < len(self.inputs) else None

    def get_output(self, index: int) -> ITensor | None:
        """Output ``index``; None with an ERROR record out of range (DS-NET-021)."""
        if 0 <= operator.index(index) < len(self.outputs):
            return self.outputs[index]
        text = f"Invalid layer output tensor index: {index}. Valid range of layer output tensor indexis "
        text += f"[0, {len(self.outputs)})."
        condition = "index >= 0 && index < getNbOutputs()"
        self.journal.error(Refusal("DS-NET-021", text, value=index, condition=condition), "ILayer.get_output: ")
        return None

    def set_input(self, index: int, tensor: ITensor) -> None:
        """Replace an input, or add an optional one; other indices are refused (DS-NET-022)."""
        if tensor is not None and not isinstance(tensor, ITensor):
            raise TypeError(f"input {index} of {self.name} is an ITensor, not {type(tensor).__name__}")
        self._set_input(operator.index(index), tensor)

    @refusal_returns(lambda: None)
    def _set_input(self, index: int, tensor: ITensor | None) -> None:
        most = self.required_inputs + self.optional_inputs
        if not 0 <= index < most:
            condition = "index == 0 || index == 1" if most == 2 else "index >= 0 && index < getNbInputs()"
            raise Refusal(
                "DS-NET-022",
                f"Invalid layer input tensor index: {index}. {self.name}: it is not within 0..{most - 1}, and "
                "the number of inputs can't change",
                value=index,
                permitted=(0, most - 1),
                condition=condition,
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
        self._set_precision = enumerator(DataType, value)

    @property
    def precision_is_set(self) -> bool:
        """True if `precision` was assigned."""
        return self._set_precision is not None

    def reset_precision(self) -> None:
        """Undo an assignment of `precision`."""
        self._set_precision = None

    def set_output_type(self, index: int, dtype: DataType) -> None:
        """Ask for an output type; refused for a layer that computes a shape, unless Int32 (DS-NET-023)."""
        self._set_output_type(index, enumerator(DataType, dtype))

    @refusal_returns(lambda: None)
    def _set_output_type(self, index: int, dtype: DataType) -> None:
        if not 0 <= index < len(self.outputs):
            text = f"{self.name}: output {index} is not within 0..{len(self.outputs) - 1}"
            within = (0, len(self.outputs) - 1)
            raise Refusal("DS-NET-023", text, value=index, permitted=within, layer=self.name)
        tensor = self.outputs[index]
        permitted = self.graph.edition.boundary_types
        if (tensor.is_shape_tensor or self.kind == LayerType.SHAPE) and dtype not in permitted:
            text = f"Output type must be INT32 for shape outputs, not {dtype.name}, and {self.name} computes a shape"
            condition = None if self.edition.has_bindings else "elem(dataType, {DataType::kINT32, DataType::kINT64})"
            raise Refusal("DS-NET-023", text, tensor=tensor.name, value=dtype, permitted=permitted, condition=condition)
        self.graph.check_input_type(tensor.name, dtype)
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
