"""What is settled once a network is defined: no profile and no context can change it.

Most dims of shape tensors are, and the values that follow from constants. A profile is checked, and a
context answers, by working out the rest only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .dims import UNKNOWN, Extents
from .partial import Partial
from .shapes import DIMS, VALUE, Step

if TYPE_CHECKING:
    from .graph import Graph
    from .layers.base import ILayer
    from .tensors import ITensor


@dataclass(frozen=True)
class Settled:
    """What follows from a network alone, whatever its inputs are given, and what does not."""

    dims: dict[ITensor, Extents] = field(default_factory=dict)
    values: dict[ITensor, Partial] = field(default_factory=dict)
    rest: dict[ILayer, list[Step]] = field(default_factory=dict)
    """What is left to be worked out, by layer, each layer after those that make its inputs.

    A layer that checks more than its dims is always there.
    """


def settle(graph: Graph) -> Settled:
    """What is settled in ``graph`` as it stands now."""
    shapes, order, wanted = graph.shapes, graph.order(), graph.classes.shape
    shapes.prepare(order)
    settled = Settled()
    # Known dims stay what they are. But a layer may yet refuse inputs of which something is still open,
    # so its dims are settled only if nothing is.
    known: set[ITensor | None] = {None}
    known.update(tensor for tensor in graph.inputs if UNKNOWN not in tensor.declared_dims)
    for layer in order:
        is_fixed = known.issuperset(layer.inputs) and all(
            layer.inputs[index] in settled.values for index in layer.inputs_read_for_dims()
        )
        rest: list[Step] = []
        for tensor in layer.outputs:
            dims, value = shapes.known_dims(tensor), shapes.known_value(tensor)
            if dims is not None:
                known.add(tensor)
            if dims is not None and is_fixed:
                settled.dims[tensor] = dims
            else:
                rest.append((DIMS, tensor))
            if value is not None:
                settled.values[tensor] = value
            elif tensor in wanted:
                rest.append((VALUE, tensor))
        if rest or layer.is_checked:
            settled.rest[layer] = rest
    return settled
