"""The plan: a built engine as bytes. Data only, never code.

    magic (8 bytes) | format version (4) | length of the header (8) | header (JSON) | arrays | SHA-256 (32)

Integers are little-endian. The checksum is over all that stands before it. Arrays are row-major and
the header names them by type, dims and offset.
"""

from __future__ import annotations

import hashlib
import json
import struct
from dataclasses import dataclass
from typing import Any

import numpy as np

from .dtypes import Array, DataType, datatype_of, nptype
from .editions import EDITIONS
from .enums import Enum
from .errors import ErrorCodeTRT, Journal, Refusal
from .graph import Graph
from .layers import LAYERS
from .profile import Ranges
from .tensors import ITensor

MAGIC = b"DYNSHAPE"
VERSION = 1
PREFIX = struct.Struct("<8sIQ")
CHECKSUM_SIZE = hashlib.sha256().digest_size
CLAUSE = "DS-PY-007"


@dataclass
class Plan:
    """What a plan holds."""

    graph: Graph
    profiles: list[Ranges]
    name: str
    shares_profiles: bool
    flags: int


def write_plan(graph: Graph, profiles: list[Ranges], name: str, shares_profiles: bool, flags: int) -> bytes:
    """The bytes of a plan; the same network and profiles give the same bytes."""
    arrays = bytearray()
    numbers: dict[ITensor, int] = {tensor: index for index, tensor in enumerate(graph.inputs)}
    layers = []
    for layer in graph.order():
        for tensor in layer.outputs:
            numbers[tensor] = len(numbers)
        layers.append(
            {
                "type": layer.label,
                "name": layer.name,
                "inputs": [None if tensor is None else numbers[tensor] for tensor in layer.inputs],
                "required": layer.required_inputs,
                "outputs": [tensor.name for tensor in layer.outputs],
                "types": {str(index): int(tensor.dtype) for index, tensor in enumerate(layer.outputs)},
                "fields": {field: _encode(getattr(layer, field), arrays) for field in layer.fields},
            }
        )
    header = {
        "edition": graph.edition.name,
        "name": name,
        "shares_profiles": shares_profiles,
        "flags": flags,
        "inputs": [
            {
                "name": tensor.name,
                "type": int(tensor.dtype),
                "dims": tensor.declared_dims,
                "names": {str(axis): text for axis, text in sorted(tensor.dimension_names.items())},
            }
            for tensor in graph.inputs
        ],
        "layers": layers,
        "outputs": [[numbers[tensor], for_shapes] for tensor, for_shapes in graph.outputs.items()],
        "profiles": [{"dims": r.dims, "values": r.values, "memory": r.extra_memory_target} for r in profiles],
    }
    text = json.dumps(header, sort_keys=True, separators=(",", ":")).encode()
    body = PREFIX.pack(MAGIC, VERSION, len(text)) + text + bytes(arrays)
    return body + hashlib.sha256(body).digest()


def read_plan(data: bytes, journal: Journal) -> Plan:
    """The plan in ``data``; refuses bytes that are cut short, changed, foreign or of another version."""
    if len(data) < PREFIX.size + CHECKSUM_SIZE:
        raise _refusal(f"{len(data)} bytes are too few for a plan")
    magic, version, length = PREFIX.unpack_from(data)
    if magic != MAGIC:
        raise _refusal(f"these bytes are no plan of this engine: they begin with {bytes(magic)!r}, not {MAGIC!r}")
    if version != VERSION:
        raise _refusal(f"the plan has format version {version}, this engine reads {VERSION}")
    body, checksum = data[:-CHECKSUM_SIZE], data[-CHECKSUM_SIZE:]
    if hashlib.sha256(body).digest() != checksum:
        raise _refusal("the plan is damaged or cut short: its checksum does not fit")
    end = PREFIX.size + length
    try:
        return _rebuild(json.loads(body[PREFIX.size : end]), memoryview(body)[end:], journal)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise _refusal(f"the plan's content is not in order: {type(error).__name__}: {error}") from error


def _rebuild(header: dict[str, Any], arrays: memoryview, journal: Journal) -> Plan:
    graph = Graph(EDITIONS[header["edition"]], journal)
    tensors: list[ITensor] = []
    for entry in header["inputs"]:
        tensor = graph.add_input(str(entry["name"]), DataType(entry["type"]), _ints(entry["dims"]))
        for axis, text in entry["names"].items():
            tensor.set_dimension_name(int(axis), str(text))
        tensors.append(tensor)
    for entry in header["layers"]:
        layer = LAYERS[entry["type"]].__new__(LAYERS[entry["type"]])
        for field in layer.fields:
            setattr(layer, field, _decode(entry["fields"][field], arrays))
        operands = [None if number is None else tensors[_index(number)] for number in entry["inputs"]]
        graph.add_layer(layer, operands, [str(text) for text in entry["outputs"]])
        layer.required_inputs = int(entry["required"])
        layer.name = str(entry["name"])
        for index, dtype in entry["types"].items():
            layer.set_types[int(index)] = DataType(dtype)
        tensors.extend(layer.outputs)
    for number, for_shapes in header["outputs"]:
        graph.mark_output(tensors[_index(number)], bool(for_shapes))
    profiles = [_read_ranges(entry) for entry in header["profiles"]]
    return Plan(graph, profiles, str(header["name"]), bool(header["shares_profiles"]), int(header["flags"]))


def _read_ranges(entry: dict[str, Any]) -> Ranges:
    def table(part: dict[str, Any]) -> dict[str, list[Any]]:
        return {name: [None if three is None else _ints(three) for three in entries] for name, entries in part.items()}

    ranges = Ranges(table(entry["dims"]), table(entry["values"]), float(entry["memory"]))
    ranges.check()
    return ranges


def _encode(value: Any, arrays: bytearray) -> Any:
    if isinstance(value, np.ndarray):
        offset = len(arrays)
        arrays += np.ascontiguousarray(value).tobytes()
        return {"array": [int(datatype_of(value.dtype)), list(value.shape), offset]}
    if isinstance(value, Enum):
        return int(value)
    return value


def _decode(value: Any, arrays: memoryview) -> Any:
    if isinstance(value, dict):
        code, dims, offset = value["array"]
        return _read_array(nptype(DataType(code)), _ints(dims), int(offset), arrays)
    return _tuples(value)


def _read_array(dtype: type[Any], dims: tuple[int, ...], offset: int, arrays: memoryview) -> Array:
    count = int(np.prod(dims, dtype=np.int64))
    return np.frombuffer(arrays, dtype, count, offset).reshape(dims).copy()


def _tuples(value: Any) -> Any:
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value


def _ints(value: Any) -> tuple[int, ...]:
    if not all(type(item) is int for item in value):
        raise ValueError(f"integers are wanted, not {value!r}")
    return tuple(value)


def _index(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError(f"{value!r} is no tensor's number")
    return value


def _refusal(text: str) -> Refusal:
    return Refusal(CLAUSE, text, code=ErrorCodeTRT.INVALID_ARGUMENT)
