"""Tensors that a device may compute together with what reads them."""

from __future__ import annotations

from collections import Counter

from .built import BuiltNetwork
from .layers.base import ILayer
from .layers.region import BoundaryLayer
from .schedule import is_barrier
from .tensors import ITensor


def deferrable(built: BuiltNetwork) -> frozenset[ITensor]:
    """Tensors that one layer reads, once, and nothing else; and what the last layer makes if nothing reads it.

    What is made outside of a loop and read in each iteration is not among them.
    """
    readers: Counter[ITensor] = Counter()
    for layer in built.order:
        for tensor in layer.inputs:
            if tensor is not None:
                readers[tensor] += 1 if _is_in_one_place(built, layer, tensor) else 2
    outputs, units = set(built.graph.outputs), built.schedule.units
    once = [tensor for tensor, count in readers.items() if count == 1 and tensor not in outputs]
    last = (
        [tensor for tensor in units[-1].outputs if not readers[tensor]]
        if units and isinstance(units[-1], ILayer)
        else []
    )
    return frozenset(tensor for tensor in (*once, *last) if tensor.producer is not None and not is_barrier(tensor))


def _is_in_one_place(built: BuiltNetwork, layer: ILayer, tensor: ITensor) -> bool:
    """Whether a layer reads a tensor as often as that is made."""
    nesting = built.graph.nesting
    is_boundary = isinstance(layer, BoundaryLayer)
    return not built.graph.regions or (not is_boundary and nesting.of(tensor) == nesting.of_inputs(layer))
