"""In which order execution goes through a network: layers, loops with bodies, conditionals with branches.

Each region is one unit of the scope that it stands in. A scope's units are ordered by what they read
and make, so that a loop comes after all that its body needs, and before all that reads its outputs.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Union, cast

import numpy as np

from .dtypes import DataType, nptype
from .layers.conditional import FALSE, TRUE, ConditionalRegion, IIfConditionalOutputLayer
from .layers.loop import LoopRegion, TripLimit
from .layers.region import BoundaryLayer, Region
from .rules import SHAPE, parse_rule

if TYPE_CHECKING:
    from .graph import Graph
    from .layers.base import ILayer
    from .tensors import ITensor


@dataclass(eq=False)
class LoopUnit:
    """A loop: before each iteration ``test``, which makes the condition, then ``body``."""

    region: LoopRegion
    test: list[Unit]
    body: list[Unit]
    locals: list[ITensor]
    """What lives no longer than one execution of the loop."""


@dataclass(eq=False)
class ConditionalUnit:
    """A conditional, with the units of the true and of the false branch."""

    region: ConditionalRegion
    branches: tuple[list[Unit], list[Unit]]
    locals: list[ITensor]
    """What lives no longer than one execution of the conditional."""


Unit = Union["ILayer", LoopUnit, ConditionalUnit]
Node = Union["ILayer", Region]


@dataclass(frozen=True)
class Reading:
    """Where a layer's operands come from."""

    says_all: bool
    """Phase 1 knows the outputs: there is nothing to compute."""
    operands: tuple[tuple[ITensor | None, bool], ...]
    """The inputs, and whether the rule has their value from phase 1."""

    @classmethod
    def of(cls, layer: ILayer) -> Reading:
        """That of a layer which nothing changes any more."""
        symbols = parse_rule(layer.rule()).inputs
        operands = zip(layer.inputs, (symbol == SHAPE for symbol in symbols), strict=True)
        return cls(bool(layer.inputs) and not layer.inputs_read_for_value(), tuple(operands))


@dataclass(frozen=True)
class Keeping:
    """What is to be done with the elements of a tensor once they are there."""

    dtype: DataType
    element: np.dtype[Any]
    is_barrier: bool

    @classmethod
    def of(cls, tensor: ITensor) -> Keeping:
        """That of a tensor which nothing changes any more."""
        return cls(tensor.dtype, np.dtype(nptype(tensor.dtype)), is_barrier(tensor))


@dataclass
class Schedule:
    """The units outside of all regions, and which arrays nothing reads after a unit."""

    units: list[Unit]
    drops: dict[Unit, list[ITensor]]
    readings: dict[ILayer, Reading] = field(default_factory=dict)
    keepings: dict[ITensor, Keeping] = field(default_factory=dict)
    """Those of layers that were executed, and of tensors that were made."""


def is_computed(tensor: ITensor) -> bool:
    """True if phase 2 makes the elements of ``tensor``."""
    return tensor.is_execution_tensor or is_barrier(tensor)


def is_barrier(tensor: ITensor) -> bool:
    """True if phase 2 makes the elements and phase 1 goes on from them (DS-EST-023)."""
    return tensor in tensor.graph.classes.barriers


def make_schedule(graph: Graph, order: Sequence[ILayer]) -> Schedule:
    """The schedule of a network whose nesting was checked; ``order`` is the graph's.

    Refuses a region that waits for what it makes itself, and a layer that both branches of a
    conditional need.
    """
    computed = graph.classes.execution.keys() | graph.classes.barriers.keys()
    wanted = [layer for layer in order if not computed.isdisjoint(layer.outputs)]
    if graph.regions:
        return _Scopes(graph, order, wanted).schedule()
    units: list[Unit] = [*wanted]
    last = {tensor: layer for layer in wanted for tensor in layer.inputs if tensor is not None}
    return Schedule(units, _drops(last.items()))


def _drops(last: Iterable[tuple[ITensor, Unit]]) -> dict[Unit, list[ITensor]]:
    result: dict[Unit, list[ITensor]] = {}
    for tensor, unit in last:
        result.setdefault(unit, []).append(tensor)
    return result


class _Scopes:
    """The work of `make_schedule` for a network with regions.

    Nodes are regions, and layers at no boundary. Those of phase 1 are ordered too: a shape may depend
    on elements that only execution makes (DS-EST-023).
    """

    def __init__(self, graph: Graph, order: Sequence[ILayer], wanted: list[ILayer]) -> None:
        self.nesting = graph.nesting
        used = {region for region in graph.regions if any(la.leaves and _is_used(la) for la in region.boundary)}
        self.regions = [region for region in used if self.nesting.around(region) <= used]
        """Those from which something is wanted."""
        self.scope: dict[Node, Region | None] = {}
        """Where each node stands; None for outside of all regions."""
        self.order = [layer for layer in order if isinstance(layer, BoundaryLayer) or _is_used(layer)]
        for layer in self.order:
            node = _node(layer)
            around = self.nesting.around(node) if isinstance(node, Region) else self.nesting.of_inputs(layer)
            if around <= used and (node in used or not isinstance(node, Region)):
                self.scope[node] = self.nesting.innermost(around)
        self.units: dict[Node, Unit] = {layer: layer for layer in wanted if not isinstance(layer, BoundaryLayer)}
        self.locals: dict[Region | None, list[ITensor]] = {}
        for layer in wanted:
            for tensor in layer.outputs:
                self.locals.setdefault(self.home(tensor), []).append(tensor)

    def home(self, tensor: ITensor) -> Region | None:
        """The innermost region that a tensor is inside of."""
        return self.nesting.innermost(self.nesting.of(tensor))

    def lift(self, layer: ILayer, scope: Region | None) -> Node:
        """The node of ``scope`` that a layer is, or is inside of."""
        node = _node(layer)
        while self.scope[node] is not scope:
            node = cast(Region, self.scope[node])
        return node

    def maker(self, tensor: ITensor) -> Node | None:
        """The node that makes a tensor; None for one that is there when its region starts."""
        layer = tensor.producer
        if layer is None or (isinstance(layer, BoundaryLayer) and layer.enters) or _node(layer) not in self.scope:
            return None
        return _node(layer)

    def schedule(self) -> Schedule:
        """See `make_schedule`."""
        self.before = self._find_what_comes_before()
        nodes = self._sort()
        for region in sorted(self.regions, key=lambda region: -len(self.nesting.around(region))):
            inner = nodes.get(region, [])
            if isinstance(region, LoopRegion):
                self.units[region] = self._loop(region, inner)
            elif isinstance(region, ConditionalRegion):
                self.units[region] = self._conditional(region, inner)
        outermost = nodes.get(None, [])
        return Schedule(self._units_of(outermost), _drops(self._last_readers(outermost)))

    def _find_what_comes_before(self) -> dict[Node, list[Node]]:
        before: dict[Node, list[Node]] = {node: [] for node in self.scope}
        for layer in self.order:
            for tensor in layer.inputs if _node(layer) in self.scope else ():
                maker = None if tensor is None else self.maker(tensor)
                if tensor is None or maker is None:
                    continue
                home = self.home(tensor)
                # What a boundary layer reads inside of its own region it reads between iterations or at the end.
                if home is None or home is not _node(layer):
                    before[self.lift(layer, home)].append(maker)
        return before

    def _sort(self) -> dict[Region | None, list[Node]]:
        place = {node: index for index, node in enumerate(self.scope)}
        nodes = list(self.scope)
        after: dict[Node, list[Node]] = {node: [] for node in nodes}
        for node, makers in self.before.items():
            for maker in makers:
                after[maker].append(node)
        waiting = {node: len(makers) for node, makers in self.before.items()}
        ready = [index for index, node in enumerate(nodes) if not waiting[node]]
        result: dict[Region | None, list[Node]] = {}
        while ready:
            node = nodes[heapq.heappop(ready)]
            result.setdefault(self.scope[node], []).append(node)
            for other in after[node]:
                waiting[other] -= 1
                if not waiting[other]:
                    heapq.heappush(ready, place[other])
        stuck = [node for node in nodes if waiting[node]]
        for region in stuck:
            if isinstance(region, Region):
                names = ", ".join(node.name for node in stuck[:4] if node is not region) or "its own output"
                raise region.refuse(f"it waits for what is made from its outputs: {names}")
        return result

    def _units_of(self, nodes: Iterable[Node]) -> list[Unit]:
        return [self.units[node] for node in nodes if node in self.units]

    def _loop(self, region: LoopRegion, inner: list[Node]) -> LoopUnit:
        condition = region.limit(TripLimit.WHILE)
        first = self._cone(region, [] if condition is None else [condition])
        test = self._units_of(node for node in inner if node in first)
        body = self._units_of(node for node in inner if node not in first)
        return LoopUnit(region, test, body, self.locals.get(region, []))

    def _conditional(self, region: ConditionalRegion, inner: list[Node]) -> ConditionalUnit:
        outputs = [layer for layer in region.boundary if isinstance(layer, IIfConditionalOutputLayer)]
        true, false = (self._cone(region, [layer.present(side) for layer in outputs]) for side in (TRUE, FALSE))
        for node in inner:
            if node in true and node in false:
                raise region.refuse(f"{node.name} is in both branches")
        branches = (
            self._units_of(node for node in inner if node in true),
            self._units_of(node for node in inner if node in false),
        )
        return ConditionalUnit(region, branches, self.locals.get(region, []))

    def _cone(self, region: Region, tensors: list[ITensor]) -> set[Node]:
        """The nodes of a region's own scope that tensors are made by."""
        makers = [self.maker(tensor) for tensor in tensors if self.home(tensor) is region]
        pending = [node for node in makers if node is not None]
        result: set[Node] = set()
        while pending:
            node = pending.pop()
            if node not in result and self.scope[node] is region:
                result.add(node)
                pending.extend(self.before[node])
        return result

    def _last_readers(self, outermost: list[Node]) -> Iterable[tuple[ITensor, Unit]]:
        place = {node: index for index, node in enumerate(outermost) if node in self.units}
        last: dict[ITensor, Node] = {}
        for layer in self.order:
            for tensor in layer.inputs if _node(layer) in self.scope else ():
                if tensor is not None and self.home(tensor) is None:
                    reader = self.lift(layer, None)
                    if reader in place and place[reader] >= place.get(last.get(tensor, reader), 0):
                        last[tensor] = reader
        return ((tensor, self.units[node]) for tensor, node in last.items())


def _node(layer: ILayer) -> Node:
    return layer.region if isinstance(layer, BoundaryLayer) else layer


def _is_used(layer: ILayer) -> bool:
    return any(tensor.is_execution_tensor or tensor.is_shape_tensor for tensor in layer.outputs)
