"""The network that a program describes once all its operations are carried out: layers, inputs, outputs.

An ONNX graph has no setters: `set_input` and `set_property` of a program change the layer here, before
anything is translated. What only an API with setters can refuse is `Unsupported`.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from dynshape_fixtures.program import Operation

from ...adapter import Unsupported
from ..trt_names import LIST_KINDS, edition_key, family

REPLACED: dict[str, dict[str, int]] = {
    "shuffle": {"reshape_dims": 1},
    "slice": {"start": 1, "shape": 2, "stride": 3},
    "fill": {"shape": 0, "alpha": 1, "beta": 2},
    "topk": {"k": 1},
}
"""Properties that take an input of the layer away when they are assigned (DS-LAY-015, -032, -048)."""

INPUT_COUNTS: dict[str, int] = {
    "conditional_output": 2,
    "constant": 0,
    "convolution": 3,
    "deconvolution": 3,
    "elementwise": 2,
    "fill": 3,
    "gather": 2,
    "loop_output": 2,
    "matrix_multiply": 2,
    "parametric_relu": 2,
    "recurrence": 2,
    "resize": 2,
    "scatter": 3,
    "select": 3,
    "shuffle": 2,
    "slice": 5,
    "topk": 2,
}
"""How many inputs a layer takes at most, where it is not one."""

CONVERTING = frozenset({"cast", "constant", "dequantize", "fill", "identity", "quantize"})
"""Layers whose output type can be chosen."""

WITHOUT_OUTPUTS = frozenset({"assertion", "condition", "if_conditional", "loop", "trip_limit"})

MEANINGLESS = frozenset({"name", "metadata", "precision"})
"""Properties of layers that change no result."""


@dataclass
class Layer:
    """One layer as it finally is."""

    id: str
    kind: str
    inputs: dict[int, str]
    arguments: dict[str, Any]
    properties: dict[str, Any]
    output_types: dict[int, str] = field(default_factory=dict)

    def get(self, name: str, default: Any = None) -> Any:
        """A property, else the argument of that name, else ``default``."""
        return self.properties.get(name, self.arguments.get(name, default))

    def operands(self) -> list[str]:
        """The ids of all inputs that are there, in order."""
        return [self.inputs[index] for index in sorted(self.inputs)]


@dataclass
class Input:
    """A network input."""

    id: str
    name: str
    dtype: str
    dims: list[int]
    dimension_names: dict[int, str] = field(default_factory=dict)


class Network:
    """The layers and tensors of a program, by id."""

    def __init__(self, operations: Iterable[Operation] = ()) -> None:
        """Carry out ``operations`` in order."""
        self.inputs: dict[str, Input] = {}
        self.layers: dict[str, Layer] = {}
        self.names: dict[str, str] = {}
        """Names that tensors were given, by tensor id."""
        self.outputs: list[str] = []
        """The ids of the tensors that are marked, in order."""
        self.shape_outputs: list[str] = []
        """Those of them that are marked for shapes."""
        for operation in operations:
            self.apply(operation)

    def apply(self, operation: Operation) -> None:
        """Carry out one operation."""
        fields = {key: value for key, value in operation.items() if key not in ("do", "id")}
        getattr(self, f"_do_{operation['do']}")(operation["id"], **fields)

    def name(self, tensor: str) -> str:
        """The name of a tensor in the model."""
        if tensor in self.inputs:
            return self.inputs[tensor].name
        return self.names.get(tensor, f"{tensor}_")

    def producer(self, tensor: str) -> Layer:
        """The layer that makes a tensor."""
        return self.layer(tensor.split(":")[0])

    def layer(self, id: str) -> Layer:
        """The layer called ``id``; `ValueError` if the program has none."""
        if id not in self.layers:
            raise ValueError(f"the program has no tensor or layer {id!r}")
        return self.layers[id]

    def position(self, layer: str) -> int:
        """The place of a layer among all layers, from 1 on."""
        return list(self.layers).index(layer) + 1

    def makes_tensor(self, layer: str) -> bool:
        """True if the layer has an output."""
        return self.layers[layer].kind not in WITHOUT_OUTPUTS

    def is_converted(self, tensor: str, edition: str) -> bool:
        """True if the data type of a tensor is made by the exporter: ONNX's operator yields int64 there."""
        layer, _, index = tensor.partition(":")
        kind = self.layers[layer].kind if layer in self.layers else ""
        return (kind == "topk" and index == "1") or (kind == "shape" and edition_key(edition) < (10,))

    def copy(self) -> Network:
        """The network as it is now."""
        return copy.deepcopy(self)

    def _do_input(self, id: str, name: str, dtype: str, dims: list[int]) -> None:
        if name in [input.name for input in self.inputs.values()]:
            raise Unsupported(f"a second input called {name}: an ONNX graph with it is malformed, not refused")
        self.inputs[id] = Input(id, name, dtype, list(dims))

    def _do_constant(self, id: str, dtype: str, dims: list[int], values: list[Any]) -> None:
        arguments = {"dtype": dtype, "dims": dims, "values": values}
        self.layers[id] = Layer(id, "constant", {}, arguments, {})

    def _do_layer(
        self, id: str, kind: str, inputs: list[str], arguments: dict[str, Any], properties: dict[str, Any]
    ) -> None:
        layer = Layer(id, kind, dict(enumerate(inputs)), dict(arguments), {})
        if "output_type" in layer.arguments:
            layer.output_types[0] = layer.arguments["output_type"]
        self.layers[id] = layer
        for property, value in properties.items():
            self._do_set_property(id, property, value)

    def _do_set_input(self, id: str, index: int, tensor: str) -> None:
        kind = family(self.layer(id).kind)
        most = len(self.layer(id).inputs) if kind in LIST_KINDS else INPUT_COUNTS.get(kind, 1)
        if not 0 <= index < most:
            raise Unsupported(f"input {index} of a layer of kind {kind}: no ONNX node has it")
        self.layer(id).inputs[index] = tensor

    def _do_set_property(self, id: str, property: str, value: Any) -> None:
        layer = self.layer(id)
        if property in MEANINGLESS:
            return
        if layer.kind == "resize" and property in ("shape", "scales"):
            if 1 in layer.inputs:
                raise Unsupported(f"{property} of a resize layer with input 1: ONNX has no setters that refuse")
            layer.properties.pop("scales" if property == "shape" else "shape", None)
        layer.inputs.pop(REPLACED.get(layer.kind, {}).get(property, -1), None)
        layer.properties[property] = value

    def _do_set_output_type(self, id: str, index: int, dtype: str) -> None:
        if family(self.layer(id).kind) not in CONVERTING:
            raise Unsupported(f"an output type for a layer of kind {self.layer(id).kind}: ONNX's operators have none")
        self.layer(id).output_types[index] = dtype

    def _do_set_tensor(self, id: str, property: str, value: Any) -> None:
        if property == "name":
            others = {self.name(other) for other in (*self.inputs, *self.names) if other != id}
            if value in others:
                raise Unsupported(f"a second tensor called {value}: an ONNX graph with it is malformed, not refused")
            if id in self.inputs:
                self.inputs[id].name = value
            else:
                self.names[id] = value
        elif property == "shape" and id in self.inputs:
            self.inputs[id].dims = list(value)
        else:
            raise Unsupported(f"tensor.{property}: ONNX has nothing like it")

    def _do_set_dimension_name(self, id: str, index: int, name: str) -> None:
        if id not in self.inputs:
            raise Unsupported("names of dimensions are for inputs")
        self.inputs[id].dimension_names[index] = name

    def _do_mark_output(self, id: str) -> None:
        if id in self.inputs:
            raise Unsupported(f"input {id} as an output: an ONNX graph can't have one name twice")
        if id in self.outputs:
            raise Unsupported(f"{id} is marked twice: ONNX has no call that could refuse it")
        if self._is_in_branch(id, set()):
            raise Unsupported(f"{id}, inside of a conditional, as an output: a branch hides its tensors")
        self.outputs.append(id)

    def _is_in_branch(self, tensor: str, seen: set[str]) -> bool:
        """True if a conditional's input leads to the tensor other than through the conditional's output."""
        layer = self.layers.get(tensor.split(":")[0])
        if layer is None or layer.id in seen or layer.kind == "conditional_output":
            return False
        seen.add(layer.id)
        return layer.kind == "conditional_input" or any(self._is_in_branch(one, seen) for one in layer.inputs.values())

    def _do_mark_output_for_shapes(self, id: str) -> None:
        self._do_mark_output(id)
        self.shape_outputs.append(id)

    def _do_unmark_output(self, id: str) -> None:
        if id not in self.outputs or id in self.shape_outputs:
            raise Unsupported(f"{id} is not marked: ONNX has no call that could refuse it")
        self.outputs.remove(id)

    def _do_unmark_output_for_shapes(self, id: str) -> None:
        if id not in self.shape_outputs:
            raise Unsupported(f"{id} is not marked for shapes: ONNX has no call that could refuse it")
        self.shape_outputs.remove(id)
        self.outputs.remove(id)
