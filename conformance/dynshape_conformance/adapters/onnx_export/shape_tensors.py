"""Shape tensors: what is used as dims, and what the specification forbids of it that ONNX knows nothing of."""

from __future__ import annotations

from ...adapter import Unsupported
from ..trt_names import family
from .graph import INTEGERS, Value
from .network import Input, Layer, Network

USES: dict[str, tuple[int, ...]] = {
    "shuffle": (1,),
    "slice": (1, 2, 3),
    "resize": (1,),
    "fill": (0,),
    "topk": (1,),
    "loop_output": (1,),
}
"""Inputs that want a shape tensor, by family of layers."""
MOST_ELEMENTS = 64
"""In a shape tensor made by a slice or fill, from 8.5 on (DS-EST-022)."""
_TYPES = (*INTEGERS, "bool", "float32")


def shape_tensors(network: Network) -> frozenset[str]:
    """The ids of all tensors that dims depend on; an output of a shape layer is one, its input is not."""
    pending = list(network.shape_outputs)
    for layer in network.layers.values():
        pending += [layer.inputs[index] for index in USES.get(family(layer.kind), ()) if index in layer.inputs]
    found: set[str] = set()
    while pending:
        tensor = pending.pop()
        if tensor in found:
            continue
        found.add(tensor)
        if tensor not in network.inputs and network.producer(tensor).kind != "shape":
            pending += network.producer(tensor).operands()
    return frozenset(found)


def shape_inputs(network: Network) -> list[Input]:
    """The network inputs that dims depend on by value."""
    tensors = shape_tensors(network)
    return [input for id, input in network.inputs.items() if id in tensors]


def check_input(name: str, dtype: str, dims: list[int], modern: bool) -> None:
    """What the specification forbids of an input shape tensor is `Unsupported` (DS-SIO-005, DS-SIO-013)."""
    if dtype not in (INTEGERS if modern else ("int32",)):
        raise Unsupported(f"input {name} of type {dtype} as a shape tensor: ONNX knows none")
    if -1 in dims:
        raise Unsupported(f"input {name} of dims {tuple(dims)} as a shape tensor: ONNX knows none")


def check(layer: Layer, value: Value) -> None:
    """What the specification forbids of a shape tensor that a layer makes is `Unsupported`."""
    kind = family(layer.kind)
    if value.dtype not in _TYPES:
        raise Unsupported(f"a shape tensor of type {value.dtype}: ONNX knows none (DS-EST-009)")
    if kind == "reduce" and layer.get("op") == "AVG" and value.dtype in INTEGERS:
        raise Unsupported("an average of integers as a shape tensor: ONNX knows none (DS-LAY-043)")
    if value.extents is None or not all(isinstance(extent, int) for extent in value.extents):
        return
    volume = 1
    for extent in value.extents:
        volume *= int(extent or 0)
    if kind in ("slice", "fill") and volume > MOST_ELEMENTS:
        raise Unsupported(f"a shape tensor of {volume} elements: ONNX knows none (DS-EST-022)")


def check_output(network: Network, tensor: str, value: Value) -> None:
    """What the specification forbids of an output shape tensor is `Unsupported` (DS-SIO-013, DS-SIO-030)."""
    if tensor in network.shape_outputs and (value.dtype not in INTEGERS or value.rank > 1):
        raise Unsupported(f"an output of type {value.dtype} and rank {value.rank}, marked for shapes: ONNX knows none")
