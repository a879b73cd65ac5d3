"""Which loops and conditionals each tensor is inside of, and how they nest.

Nobody says where a loop's body or a branch begins and ends: it follows from the data flow (DS-LAY-054,
DS-LAY-055). What depends on a layer through which data enters a region is inside it, as far as the
layers through which data leaves. A region that uses what is inside another one is inside that one.

What is inside only ever grows while a network grows, so an addition costs what it adds. Whatever
takes a use away makes the graph start anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import ErrorCodeTRT, Refusal
from .layers.region import BoundaryLayer, Region

if TYPE_CHECKING:
    from .graph import Graph
    from .layers.base import ILayer
    from .tensors import ITensor

Regions = frozenset[Region]
NOWHERE: Regions = frozenset()
MAX_DEPTH = 64
"""So many regions may be nested: execution goes into them by recursion."""


class Nesting:
    """The regions around each tensor and around each region, kept up to date by the graph."""

    def __init__(self) -> None:
        """Nothing is inside of anything."""
        self._inside: dict[ITensor, Regions] = {}
        self._around: dict[Region, Regions] = {}
        self.too_deep: Region | None = None
        """A region that has too many around it."""

    def of(self, tensor: ITensor) -> Regions:
        """The regions that a tensor is inside of."""
        return self._inside.get(tensor, NOWHERE)

    def around(self, region: Region) -> Regions:
        """The regions that a region is inside of."""
        return self._around.get(region, NOWHERE)

    def of_inputs(self, layer: ILayer) -> Regions:
        """The regions that the inputs of a layer are inside of."""
        result = NOWHERE
        for tensor in layer.inputs:
            inside = NOWHERE if tensor is None else self.of(tensor)
            if not inside <= result:
                result |= inside
        return result

    def innermost(self, regions: Regions) -> Region | None:
        """Of regions around one thing the one that is inside all the others."""
        return max(regions, key=lambda region: len(self.around(region)), default=None)

    def add_layer(self, layer: ILayer) -> None:
        """Take in a layer, or an input that it got."""
        pending = [layer]
        while pending:
            current = pending.pop()
            inside = self.of_inputs(current)
            if isinstance(current, BoundaryLayer):
                region = current.region
                around = self.around(region) | (inside - {region})
                if len(around) >= MAX_DEPTH:
                    # Not followed any further: that would cost the depth squared.
                    self.too_deep = region
                elif len(around) > len(self.around(region)):
                    self._around[region] = around
                    pending.extend(region.boundary)
                inside = self.around(region) | {region} if current.enters else self.around(region)
            for tensor in current.outputs:
                if not inside <= self.of(tensor):
                    self._inside[tensor] = self.of(tensor) | inside
                    pending.extend(tensor.uses)


def check_nesting(graph: Graph) -> None:
    """Refuse regions that are not complete or not cleanly nested, and outputs that are inside of one."""
    if not graph.regions:
        return
    nesting = graph.nesting
    if nesting.too_deep is not None:
        raise nesting.too_deep.refuse(f"it is nested in more than {MAX_DEPTH - 1} others")
    for region in graph.regions:
        region.check(nesting)
        _check_region(nesting, region)
    for layer in graph.layers:
        inside = nesting.of_inputs(layer)
        innermost = nesting.innermost(inside)
        if innermost is not None and inside != nesting.around(innermost) | {innermost}:
            names = " and ".join(sorted(region.name for region in inside))
            raise innermost.refuse(f"{layer.name} is inside of {names}, of which neither is inside of the other")
    for tensor in graph.outputs:
        check_outside(nesting, tensor)


def _check_region(nesting: Nesting, region: Region) -> None:
    around = nesting.around(region)
    for other in around:
        if region in nesting.around(other):
            raise region.refuse(f"it uses what is inside of {other.name}, which uses what is inside of it")
    for layer in region.boundary:
        for index in layer.outer_inputs():
            tensor = layer.present(index)
            if region in nesting.of(tensor):
                raise region.refuse(f"input {index} of {layer.name}, {tensor.name}, must come from outside")
        layer.check_place(nesting)


def check_outside(nesting: Nesting, tensor: ITensor) -> None:
    """Refuse a network output that is inside of a region (DS-NET-019)."""
    region = nesting.innermost(nesting.of(tensor))
    if region is not None:
        text = f"{tensor.name} is inside of {region.name}, so it can't be a network output"
        raise Refusal("DS-NET-019", text, code=ErrorCodeTRT.INVALID_CONFIG, tensor=tensor.name)
