"""An ONNX graph under construction: nodes, initializers, and what is known of each value's type.

Ranks and data types decide how a layer is translated. They follow node by node from ONNX's own shape
inference, never from an engine that is judged. Where that inference refuses a node, the value has no
known rank; the engine is then asked about the graph as far as it goes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnx.onnx_cpp2py_export.shape_inference import InferenceError

from ...adapter import Array, Unsupported

OPSET = 18
IR_VERSION = 8
_IMPORTS = [helper.make_opsetid("", OPSET)]

ELEMENT_TYPES: dict[str, int] = {
    "float32": TensorProto.FLOAT,
    "float16": TensorProto.FLOAT16,
    "int8": TensorProto.INT8,
    "int32": TensorProto.INT32,
    "int64": TensorProto.INT64,
    "uint8": TensorProto.UINT8,
    "bool": TensorProto.BOOL,
}
"""Data types of `Program`, and ONNX's element types."""
_NAMES = {element: name for name, element in ELEMENT_TYPES.items()}
ELEMENT_NAMES = {
    "float": "float32",
    "f32": "float32",
    "f16": "float16",
    "i8": "int8",
    "i32": "int32",
    "i64": "int64",
    "u8": "uint8",
    "boolean": "bool",
}
"""Names that engines have for element types, and those of `Program` where they differ."""
_SCHEMA_NAMES = {"float32": "float", "float16": "float16"}

MOST_AXES = 8
FLOATS = ("float32", "float16")
INTEGERS = ("int32", "int64")

Extent = int | str | None
"""A number, the name of a dimension, or None for an extent that only run time knows."""


class NoRank(Exception):
    """A layer can't be translated because ONNX's shape inference refused what it rests on."""


@dataclass(frozen=True)
class Value:
    """A tensor of the graph: its name there, and what is known of it."""

    name: str
    dtype: str
    extents: tuple[Extent, ...] | None = None
    constant: Array | None = None

    @property
    def dims(self) -> tuple[Extent, ...]:
        """The extents; raises `NoRank` if not even their number is known."""
        if self.extents is None:
            raise NoRank(self.name)
        return self.extents

    @property
    def rank(self) -> int:
        """The number of axes; raises `NoRank` if it is not known."""
        return len(self.dims)

    def extent(self, axis: int) -> int | None:
        """The extent of an axis, None if only run time knows it."""
        extent = self.dims[axis]
        return extent if isinstance(extent, int) else None


class Names:
    """Names for nodes and values, unique in a model."""

    def __init__(self) -> None:
        self._next = 0

    def new(self, kind: str) -> str:
        """A name that no user's tensor has."""
        self._next += 1
        return f"{kind}/{self._next}"


class Graph:
    """The nodes of a graph or of the body of a loop or branch, whose names its outer graphs see."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []
        self._constants: dict[tuple[str, tuple[int, ...], bytes], Value] = {}
        self._made: dict[str, Value] = {}
        self._forbidden = ""

    def forbid(self, reason: str) -> None:
        """From now on a node that ONNX permits raises `Unsupported`: the specification refuses what it translates.

        A node that ONNX refuses as well is added, so that the engine is asked. An empty ``reason`` ends this.
        """
        self._forbidden = reason

    def constant(self, value: Any, dtype: str = "int64") -> Value:
        """An initializer; equal ones are made once."""
        array = np.array(value, dtype=np.dtype(dtype))
        key = dtype, array.shape, array.tobytes()
        if key not in self._constants:
            name = self.names.new("constant")
            self.initializers.append(numpy_helper.from_array(array, name))
            self._constants[key] = Value(name, dtype, array.shape, array)
        return self._constants[key]

    def node(self, op: str, inputs: Sequence[Value | None], **attributes: Any) -> Value:
        """Add a node of one output."""
        return self.nodes_of(op, inputs, 1, **attributes)[0]

    def nodes_of(self, op: str, inputs: Sequence[Value | None], outputs: int, **attributes: Any) -> list[Value]:
        """Add a node of several outputs; an input that is None is left out."""
        names = [self.names.new(op.lower()) for _ in range(outputs)]
        given = [value.name if value is not None else "" for value in inputs]
        while given and not given[-1]:
            given.pop()
        node = helper.make_node(op, given, names, name=f"node/{names[0]}", **attributes)
        schema = onnx.defs.get_schema(op, OPSET)
        self._check_types(op, schema, inputs)
        self.nodes.append(node)
        for value in inputs:
            if value is not None and value.extents is not None:
                _limit(value)
        made = _typed(schema, node, [value for value in inputs if value is not None], names)
        for value in made:
            if value.extents is not None:
                _limit(value)
        self._made.update((value.name, value) for value in made)
        return made

    def _check_types(self, op: str, schema: Any, inputs: Sequence[Value | None]) -> None:
        wrong = _wrong_type(schema, inputs)
        if self._forbidden:
            if not wrong:
                raise Unsupported(f"{self._forbidden}; ONNX's {op} has no such rule")
            self._forbidden = ""
        elif wrong:
            raise Unsupported(f"ONNX's {op} takes no {wrong}")

    def control(self, op: str, inputs: Sequence[Value | None], outputs: Sequence[Value], **bodies: Any) -> list[Value]:
        """Add an If or a Loop; the types of its ``outputs`` are known, their names are made here."""
        made = [Value(self.names.new(op.lower()), value.dtype, value.extents) for value in outputs]
        given = [value.name if value is not None else "" for value in inputs]
        names = [value.name for value in made]
        self.nodes.append(helper.make_node(op, given, names, name=f"node/{names[0]}", **bodies))
        self._made.update((value.name, value) for value in made)
        return made

    def body(self, name: str, inputs: Sequence[Value], outputs: Sequence[Value]) -> onnx.GraphProto:
        """This graph as the body of a node of another one; outputs that outer graphs made are handed on."""
        handed = []
        for value in outputs:
            yielded = Value(self.names.new("yield"), value.dtype, value.extents)
            self.nodes.append(helper.make_node("Identity", [value.name], [yielded.name], name=f"node/{yielded.name}"))
            handed.append(yielded)
        return helper.make_graph(
            self.nodes,
            name,
            [helper.make_value_info(value.name, type_proto(value.dtype, value.extents)) for value in inputs],
            [helper.make_value_info(value.name, open_type(value)) for value in handed],
            self.used_initializers(),
        )

    def used_initializers(self, *values: Value) -> list[onnx.TensorProto]:
        """The initializers that a node here or in a body names, or that is one of ``values``."""
        used = {value.name for value in values} | set(_names_in(self.nodes))
        return [initializer for initializer in self.initializers if initializer.name in used]

    def rename(self, value: Value, name: str) -> None:
        """Give a value another name as well."""
        self.nodes.append(helper.make_node("Identity", [value.name], [name], name=f"output/{name}"))

    def value_called(self, name: str) -> Value:
        """The value of this name that a node made; `Unsupported` if that node is in a body."""
        if name not in self._made:
            raise Unsupported(f"{name}, inside of a body, has no rank for ONNX's shape inference")
        return self._made[name]

    # What many translations need

    def cast(self, x: Value, dtype: str) -> Value:
        """The value in another type; itself if it has that type."""
        if x.dtype == dtype:
            return x
        if x.constant is not None and dtype in INTEGERS and x.dtype in INTEGERS:
            return self.constant(x.constant, dtype)
        return self.node("Cast", [x], to=ELEMENT_TYPES[dtype])

    def shape(self, x: Value) -> Value:
        """The dims of a value as int64; a constant where they are known."""
        if x.extents is not None and all(isinstance(extent, int) for extent in x.extents):
            return self.constant([int(extent) for extent in x.extents if isinstance(extent, int)])
        return self.node("Shape", [x])

    def entry(self, vector: Value, index: int) -> Value:
        """One number of a vector, as a vector of one."""
        if vector.constant is not None:
            return self.constant(vector.constant[index : index + 1], vector.dtype)
        return self.node("Gather", [vector, self.constant([index])], axis=0)

    def scalar(self, x: Value) -> Value:
        """A value of one element, as a scalar."""
        if x.constant is not None:
            return self.constant(x.constant.reshape(()), x.dtype)
        return self.node("Reshape", [x, self.constant(np.zeros(0))])

    def extent(self, x: Value, axis: int) -> Value:
        """The extent of an axis, as a vector of one int64."""
        known = x.extent(axis)
        return self.constant([known]) if known is not None else self.entry(self.shape(x), axis)


def _limit(value: Value) -> None:
    if value.rank > MOST_AXES:
        raise Unsupported(f"a tensor of {value.rank} axes: ONNX has no limit of {MOST_AXES} (DS-NET-011)")


def _wrong_type(schema: Any, inputs: Sequence[Value | None]) -> str | None:
    allowed = {constraint.type_param_str: constraint.allowed_type_strs for constraint in schema.type_constraints}
    bound: dict[str, str] = {}
    for position, value in enumerate(inputs):
        if value is None:
            continue
        formal = schema.inputs[min(position, len(schema.inputs) - 1)]
        name = f"tensor({_SCHEMA_NAMES.get(value.dtype, value.dtype)})"
        if name not in allowed.get(formal.type_str, [formal.type_str]):
            return value.dtype
        is_loose = formal.option == onnx.defs.OpSchema.FormalParameterOption.Variadic and not formal.is_homogeneous
        if formal.type_str in allowed and not is_loose and bound.setdefault(formal.type_str, name) != name:
            return f"{value.dtype} beside {bound[formal.type_str]}"
    return None


def _typed(schema: Any, node: onnx.NodeProto, inputs: Sequence[Value], outputs: Sequence[str]) -> list[Value]:
    data = {v.name: numpy_helper.from_array(v.constant, v.name) for v in inputs if v.constant is not None}
    # Where the dims clash there is no rank, but the data type still follows.
    for with_dims in (True, False):
        types = {v.name: type_proto(v.dtype, v.extents if with_dims else None) for v in inputs}
        try:
            found = onnx.shape_inference.infer_node_outputs(
                schema, node, types, data if with_dims else {}, opset_imports=_IMPORTS, ir_version=IR_VERSION
            )
        except (InferenceError, onnx.checker.ValidationError):
            continue
        if all(name in found for name in outputs):
            return [_value(name, found[name], with_dims) for name in outputs]
    return [Value(name, inputs[0].dtype if inputs else "float32") for name in outputs]


def _value(name: str, found: onnx.TypeProto, with_dims: bool) -> Value:
    tensor = found.tensor_type
    is_ranked = with_dims and tensor.HasField("shape")
    return Value(name, _NAMES[tensor.elem_type], tuple(map(_extent, tensor.shape.dim)) if is_ranked else None)


def _extent(dim: Any) -> Extent:
    if dim.HasField("dim_value"):
        return int(dim.dim_value)
    return str(dim.dim_param) if dim.HasField("dim_param") else None


def _names_in(nodes: Sequence[onnx.NodeProto]) -> Iterator[str]:
    for node in nodes:
        yield from node.input
        for attribute in node.attribute:
            if attribute.HasField("g"):
                yield from _names_in(attribute.g.node)


def open_type(value: Value) -> onnx.TypeProto:
    """The type of an output with its rank and no extents: those are the engine's to find."""
    return type_proto(value.dtype, None if value.extents is None else (None,) * value.rank)


def type_proto(dtype: str, extents: Sequence[Extent] | None) -> onnx.TypeProto:
    """ONNX's type of a tensor; ``extents`` None leaves the rank open."""
    return helper.make_tensor_type_proto(ELEMENT_TYPES[dtype], extents)
