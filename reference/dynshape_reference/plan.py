"""The plan: a built engine as bytes. Data only, never code.

    magic (8 bytes) | format version (4) | length of the header (8) | header (JSON) | arrays | SHA-256 (32)

Integers are little-endian. The checksum is over all that stands before it. Arrays are row-major and
the header names them by type, dims and offset.
"""

from __future__ import annotations

import functools
import hashlib
import json
import struct
from dataclasses import dataclass
from typing import Any

import numpy as np

from .additions.control import REGIONS
from .arguments import positive, read_int, read_text
from .build_options import EngineCapability, HardwareCompatibilityLevel, ProfilingVerbosity
from .dims import Extents, known_volume, read_dims
from .dtypes import Array, DataType, datatype_of, nptype
from .editioned import find_member
from .editions import EDITIONS
from .enums import Enum
from .errors import ErrorCodeTRT, Journal, Refusal
from .graph import Graph
from .layers import LAYERS
from .layers.base import ILayer
from .layers.loop_tensors import IRecurrenceLayer
from .layers.region import BoundaryLayer
from .layers.setting import Setting
from .logger import ILogger, Severity
from .profile import IOptimizationProfile, Ranges
from .profile_checks import check_profile
from .tensors import ITensor
from .validation import validate_graph

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
    settings: dict[str, int]
    """Other choices of the build by the names that `IBuilderConfig` gives them; see `SETTINGS`."""


SETTINGS = {
    "engine_capability": EngineCapability,
    "profiling_verbosity": ProfilingVerbosity,
    "hardware_compatibility_level": HardwareCompatibilityLevel,
}


def write_plan(plan: Plan) -> bytes:
    """The bytes of a plan; the same network and profiles give the same bytes."""
    graph = plan.graph
    arrays = bytearray()
    numbers: dict[ITensor, int] = {tensor: index for index, tensor in enumerate(graph.inputs)}
    layers = []
    regions = {region: index for index, region in enumerate(graph.regions)}
    order = graph.order()
    for layer in order:
        for tensor in layer.outputs:
            numbers[tensor] = len(numbers)
        layers.append(
            {
                "type": layer.label,
                "name": layer.name,
                "metadata": vars(layer)["metadata"],
                "inputs": [None if t is None else numbers[t] for t in layer.inputs if t is None or layer.waits_for(t)],
                "outputs": [tensor.name for tensor in layer.outputs],
                "types": [int(tensor.dtype) for tensor in layer.outputs],
                "fields": {field: _encode(getattr(layer, field), arrays) for field in layer.fields},
                "int8": sorted(layer.int8_scales.items()),
                "region": regions[layer.region] if isinstance(layer, BoundaryLayer) else None,
            }
        )
    recurrent = [(place, layer) for place, layer in enumerate(order) if isinstance(layer, IRecurrenceLayer)]
    header = {
        "edition": graph.edition.name,
        "name": plan.name,
        "shares_profiles": plan.shares_profiles,
        "flags": plan.flags,
        "settings": plan.settings,
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
        "regions": [[region.label, region.name] for region in graph.regions],
        "recurrences": [[place, numbers[layer.present(1)]] for place, layer in recurrent],
        "outputs": [[numbers[tensor], for_shapes] for tensor, for_shapes in graph.outputs.items()],
        "profiles": [{"dims": r.dims, "values": r.values, "memory": r.extra_memory_target} for r in plan.profiles],
    }
    text = json.dumps(header, sort_keys=True, separators=(",", ":"), check_circular=False).encode()
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
    except Exception as error:
        # The content comes from outside and can be anything, so anything can go wrong with it.
        raise _refusal(f"the plan's content is not in order: {type(error).__name__}: {error}") from None


def _rebuild(header: dict[str, Any], arrays: memoryview, journal: Journal) -> Plan:
    graph = Graph(EDITIONS[header["edition"]], journal)
    tensors: list[ITensor] = [_read_input(graph, entry) for entry in header["inputs"]]
    for label, name in header["regions"]:
        graph.regions.append(REGIONS[label](graph, read_text(name)))
    for entry in header["layers"]:
        layer = LAYERS[entry["type"]].__new__(LAYERS[entry["type"]])
        for field in layer.fields:
            setattr(layer, field, _decode_field(layer, field, entry["fields"][field], arrays))
        operands = [None if number is None else tensors[_index(number)] for number in entry["inputs"]]
        _check_operands(layer, operands)
        if isinstance(layer, BoundaryLayer):
            layer.region = graph.regions[_index(entry["region"])]
            if layer.region.label != layer.region_label:
                raise ValueError(f"{layer.label} at the boundary of a {layer.region.label}")
        graph.add_layer(layer, operands, [read_text(text) for text in entry["outputs"]])
        # Not by assignment: nothing was worked out yet that would have to be forgotten.
        vars(layer).update(name=read_text(entry["name"]), metadata=read_text(entry["metadata"]))
        for index, (tensor, code) in enumerate(zip(layer.outputs, entry["types"], strict=True)):
            dtype = layer.set_types[index] = DataType(code)
            graph.check_input_type(tensor.name, dtype)
        for index, scale in entry["int8"]:
            layer.int8_scales[_index(index)] = positive(scale)
        tensors.extend(layer.outputs)
    for place, number in header["recurrences"]:
        layer = graph.layers[_index(place)]
        if not isinstance(layer, IRecurrenceLayer):
            raise ValueError(f"{layer.label} is no recurrence")
        graph.connect(layer, 1, tensors[_index(number)])
    for number, for_shapes in header["outputs"]:
        graph.mark_output(tensors[_index(number)], bool(for_shapes))
    validate_graph(graph)
    profiles = [_read_ranges(entry) for entry in header["profiles"]]
    for index, ranges in enumerate(profiles):
        check_profile(graph, index, ranges)
    if not profiles:
        raise ValueError("there are no profiles")
    settings = {name: int(options(header["settings"][name])) for name, options in SETTINGS.items()}
    sharing, flags = bool(header["shares_profiles"]), _index(header["flags"])
    return Plan(graph, profiles, read_text(header["name"]), sharing, flags, settings)


def _read_input(graph: Graph, entry: dict[str, Any]) -> ITensor:
    name, dtype, dims = read_text(entry["name"]), DataType(entry["type"]), read_dims(entry["dims"])
    graph.check_name(name)
    graph.check_input_dims(name, dims)
    graph.check_input_type(name, dtype)
    tensor = graph.add_input(name, dtype, dims)
    for axis, text in entry["names"].items():
        if not 0 <= int(axis) < len(dims):
            raise ValueError(f"{name} has no axis {axis} to name")
        tensor.set_dimension_name(int(axis), text)
    return tensor


def _check_operands(layer: ILayer, operands: list[ITensor | None]) -> None:
    least, most = layer.input_count
    if len(operands) < least or None in (operands if most is None else operands[:least]):
        raise ValueError(f"{layer.label} lacks an input")
    if most is not None and len(operands) > most + layer.optional_inputs:
        raise ValueError(f"{layer.label} has {len(operands)} inputs")


class _Silent(ILogger):
    def log(self, severity: Severity, msg: str) -> None:
        # What is wrong with a plan is said once, by who reads it.
        return


def _read_ranges(entry: dict[str, Any]) -> Ranges:
    profile = IOptimizationProfile(Journal(_Silent()))
    profile.extra_memory_target = entry["memory"]
    for name, (low, best, high) in entry["dims"].items():
        profile.set_shape(name, low, best, high)
    for name, (low, best, high) in entry["values"].items():
        profile.set_shape_input(name, low, best, high)
    return profile.ranges


def _encode(value: Any, arrays: bytearray) -> Any:
    if isinstance(value, np.ndarray):
        offset = len(arrays)
        arrays += np.ascontiguousarray(value).tobytes()
        return {"array": [int(datatype_of(value.dtype)), list(value.shape), offset]}
    if isinstance(value, Enum):
        return int(value)
    return value


def _decode_field(layer: ILayer, field: str, value: Any, arrays: memoryview) -> Any:
    owner: Any = type(layer)
    kind = _enumeration(owner, field)
    return _decode(value, arrays) if kind is None else kind(value)


@functools.lru_cache(maxsize=256)
def _enumeration(kind: Any, field: str) -> type[Enum] | None:
    setting = find_member(kind, field)
    return setting.enumeration if isinstance(setting, Setting) else None


def _decode(value: Any, arrays: memoryview) -> Any:
    if isinstance(value, dict):
        code, dims, offset = value["array"]
        return _read_array(nptype(DataType(code)), read_dims(dims), read_int(offset, 64), arrays)
    return _tuples(value)


def _read_array(dtype: type[Any], dims: Extents, offset: int, arrays: memoryview) -> Array:
    if min(dims, default=0) < 0 or offset < 0:
        raise ValueError(f"an array of dims {dims} at {offset}")
    count = known_volume(dims)
    return np.frombuffer(arrays, dtype, count, offset).reshape(dims).copy() if count else np.empty(dims, dtype)


def _tuples(value: Any) -> Any:
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value


def _index(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError(f"{value!r} is no tensor's number")
    return value


def _refusal(text: str) -> Refusal:
    return Refusal(CLAUSE, text, code=ErrorCodeTRT.INVALID_ARGUMENT)
