"""From a network to a model: its declared inputs and outputs around what the layers became."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import onnx
from dynshape_fixtures.program import Program
from onnx import helper

from ...adapter import Dims, Unsupported
from ..trt_names import edition_key
from . import constants, control, elements, gathers, moves, reductions, resizes, scaling, slices, windows
from .graph import ELEMENT_TYPES, IR_VERSION, MOST_AXES, OPSET, Extent, NoRank, Value, open_type, type_proto
from .network import Input, Network
from .shape_tensors import check_input, check_output, shape_inputs
from .translation import Translation

__all__ = ["OPSET", "TRANSLATED_IN", "Model", "export", "to_onnx"]

TRANSLATED_IN = (constants, control, elements, gathers, moves, reductions, resizes, scaling, slices, windows)
"""The modules whose import registers the translators."""


@dataclass(frozen=True)
class Model:
    """A model, with what its users need to feed it."""

    proto: onnx.ModelProto
    inputs: tuple[str, ...]
    """The names of its inputs, in order."""
    outputs: tuple[str, ...]
    """The names of its outputs, in order."""
    dtypes: Mapping[str, str]
    """The data types of inputs and outputs, by the names of `Program`."""
    incomplete: str = ""
    """Why some of the wanted tensors are missing: ONNX's shape inference gives no rank to one that they need."""

    @property
    def bytes(self) -> bytes:
        """The serialized model; the same bytes for the same network."""
        return bytes(self.proto.SerializeToString(deterministic=True))


def to_onnx(program: Program, edition: str = "10") -> bytes:
    """The serialized ONNX model of ``program``, with its marked outputs.

    Run-time extents are open. Raises `Unsupported` where ONNX has no equivalent.
    """
    model = export(Network(program.operations), edition)
    if model.incomplete:
        raise Unsupported(f"no rank is known for {model.incomplete}")
    return model.bytes


def export(
    network: Network,
    edition: str,
    dims: Mapping[str, Dims] | None = None,
    values: Mapping[str, Sequence[int]] | None = None,
    targets: Sequence[str] | None = None,
) -> Model:
    """Translate ``network``; tensors are given by id, and appear in the model by name.

    ``dims``: dims of inputs by name, in place of the declared ones. ``values``: inputs, by name, that become
    constants. ``targets``: the tensors to make outputs, by default the marked ones. Raises `Unsupported`
    where ONNX has no equivalent.
    """
    if any(layer.kind == "assertion" for layer in network.layers.values()):
        raise Unsupported("an assertion: ONNX has no operator that only refuses")
    known = {input.name: input for input in network.inputs.values()}
    given = {name: _dims(input, (dims or {}).get(name)) for name, input in known.items()}
    fixed = dict(values or {})
    for input in shape_inputs(network):
        check_input(input.name, input.dtype, input.dims, edition_key(edition) >= (10,))
    inputs = {input.id: Value(input.name, input.dtype, given[input.name]) for input in known.values()}
    translation = Translation(network, edition, inputs)
    for name, numbers in fixed.items():
        array = np.array(numbers, dtype=np.dtype(known[name].dtype)).reshape(_shape_of(given[name], len(numbers)))
        translation.fix(known[name].id, array)
    found: dict[str, Value] = {}
    incomplete = ""
    for tensor in network.outputs if targets is None else targets:
        try:
            value = translation.value(tensor)
            check_output(network, tensor, value)
        except NoRank as missing:
            # The engine is asked about the value that no rank is known for: it is what should be refused.
            incomplete, value = str(missing), translation.root.value_called(str(missing))
            found.setdefault(value.name, value)
            continue
        found[network.name(tensor)] = value
    graph = translation.root
    for name, value in found.items():
        if name != value.name:
            graph.rename(value, name)
    names = [name for name in known if name not in fixed]
    proto = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "network",
            [helper.make_value_info(name, type_proto(known[name].dtype, given[name])) for name in names],
            [helper.make_value_info(name, open_type(value)) for name, value in found.items()],
            graph.used_initializers(*found.values()),
        ),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
        producer_name="dynshape",
    )
    dtypes = {name: known[name].dtype for name in names} | {name: value.dtype for name, value in found.items()}
    return Model(proto, tuple(names), tuple(found), dtypes, incomplete)


def _dims(input: Input, dims: Dims | None) -> tuple[Extent, ...]:
    if input.dtype not in ELEMENT_TYPES:
        raise Unsupported(f"data type {input.dtype}")
    if len(input.dims) > MOST_AXES:
        raise Unsupported(f"an input of {len(input.dims)} axes: ONNX has no limit of {MOST_AXES} (DS-NET-011)")
    if any(extent < -1 for extent in input.dims):
        raise Unsupported(f"dims {tuple(input.dims)} of input {input.name}: no ONNX type says so")
    declared: list[Extent] = []
    for axis, extent in enumerate(input.dims if dims is None else dims):
        declared.append(extent if extent >= 0 else input.dimension_names.get(axis))
    return tuple(declared)


def _shape_of(extents: Sequence[Extent], count: int) -> tuple[int, ...]:
    return tuple(extent if isinstance(extent, int) else count for extent in extents)
