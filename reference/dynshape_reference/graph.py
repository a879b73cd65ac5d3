"""The graph behind a network definition and behind an engine: tensors, layers, outputs.

It holds what both need: live dims and values (`Shapes`), live classes (`Classes`), and the order
in which layers can be computed.
"""

from __future__ import annotations

import heapq
from typing import Protocol

from .dims import UNKNOWN, Extents, show
from .dtypes import HOST_TYPES, DataType
from .editions import Edition
from .element_types import ElementTypes
from .errors import ErrorCodeTRT, Journal, Refusal
from .layers.base import ILayer
from .layers.region import Region
from .nesting import Nesting
from .rules import EXECUTION, SHAPE, Classes
from .settled import Settled, settle
from .shapes import Shapes
from .tensors import ITensor

MAX_NAME = 4095


class Memo(Protocol):
    """Something that keeps answers about tensors."""

    def forget(self, tensor: ITensor) -> bool:
        """Forget ``tensor``; False if nothing was known of it."""


class Graph:
    """Tensors and layers, in the order in which they were added."""

    def __init__(self, edition: Edition, journal: Journal) -> None:
        """An empty graph."""
        self.edition = edition
        self.journal = journal
        journal.edition = edition
        self.inputs: list[ITensor] = []
        self.outputs: dict[ITensor, bool] = {}
        """Outputs in the order of marking; True for one that is marked for shapes."""
        self.layers: list[ILayer] = []
        self.shapes = Shapes.of_network(self)
        self.types = ElementTypes()
        self._bearers: dict[str, ITensor] = {}
        self._classes: Classes | None = Classes()
        self.regions: list[Region] = []
        """Loops and conditionals, in the order of addition."""
        self._nesting: Nesting | None = None
        self.is_in_order = True
        """False once an input of a layer was replaced by what a later layer makes."""
        self._order: list[ILayer] | None = None
        self._settled: Settled | None = None

    @property
    def classes(self) -> Classes:
        """The classification as the graph stands now (DS-RULE-035)."""
        if self._classes is None:
            self._classes = Classes()
            for layer in self.layers:
                self._classes.add_layer(layer)
            for tensor, for_shapes in self.outputs.items():
                self._classes.demand(tensor, SHAPE if for_shapes else EXECUTION, "a network output")
        return self._classes

    @property
    def nesting(self) -> Nesting:
        """Which tensors are inside of loops and conditionals, as the graph stands now."""
        if self._nesting is None:
            self._nesting = Nesting()
            for layer in self.layers:
                self._nesting.add_layer(layer)
        return self._nesting

    @property
    def settled(self) -> Settled:
        """What no profile and no context can change, as the graph stands now."""
        if self._settled is None:
            self._settled = settle(self)
        return self._settled

    # Growth

    def add_input(self, name: str, dtype: DataType, dims: Extents) -> ITensor:
        """A new input; the caller has checked name and dims."""
        tensor = ITensor(self, name, dtype, dims)
        self.inputs.append(tensor)
        self._bearers[name] = tensor
        self._settled = None
        return tensor

    def remove_input(self, tensor: ITensor) -> None:
        """Take an input away that no layer uses."""
        self.inputs.remove(tensor)
        del self._bearers[tensor.name]
        self._classes = self._settled = None

    def add_layer(self, layer: ILayer, inputs: list[ITensor | None], names: list[str] | None = None) -> None:
        """Take in a layer and make its outputs, with default names or ``names``."""
        layer.attach(self, len(self.layers), inputs, names)
        self.layers.append(layer)
        self._order = self._settled = None
        for tensor in inputs:
            if tensor is not None:
                tensor.uses.append(layer)
        if self._classes is not None:
            self._classes.add_layer(layer)
        if self._nesting is not None:
            self._nesting.add_layer(layer)

    def connect(self, layer: ILayer, index: int, tensor: ITensor | None) -> None:
        """Make ``tensor`` input ``index`` of ``layer``, in place of what was there."""
        while len(layer.inputs) <= index:
            layer.inputs.append(None)
        former = layer.inputs[index]
        layer.inputs[index] = tensor
        if former is not None:
            former.uses.remove(layer)
            self._classes = self._nesting = None
        if tensor is not None:
            tensor.uses.append(layer)
            if tensor.producer is not None and tensor.producer.place >= layer.place and layer.waits_for(tensor):
                self.is_in_order = False
        while layer.inputs and layer.inputs[-1] is None and len(layer.inputs) > layer.required_inputs:
            layer.inputs.pop()
        self._order = self._settled = None
        self.changed(layer)
        if self._classes is not None:
            self._classes.add_layer(layer)
        if self._nesting is not None:
            self._nesting.add_layer(layer)

    def mark_output(self, tensor: ITensor, for_shapes: bool) -> None:
        """Add ``tensor`` to the outputs."""
        self.outputs[tensor] = for_shapes
        self._bearers[tensor.name] = tensor
        self._settled = None
        if self._classes is not None:
            self._classes.demand(tensor, SHAPE if for_shapes else EXECUTION, "a network output")

    def unmark_output(self, tensor: ITensor) -> None:
        """Take ``tensor`` from the outputs."""
        del self.outputs[tensor]
        del self._bearers[tensor.name]
        self._classes = self._settled = None

    def changed(self, layer: ILayer) -> None:
        """Forget what was worked out from ``layer``."""
        for tensor in layer.outputs:
            self.forget(tensor)

    def reclassify(self) -> None:
        """Start the classification anew, as the rule of a layer has changed."""
        self._classes = self._settled = None

    def forget(self, tensor: ITensor) -> None:
        """Forget what was worked out for ``tensor`` and for all that follows from it (DS-NET-015)."""
        self._settled = None
        self.forget_in(self.shapes, tensor)
        self.forget_in(self.types, tensor)

    def forget_in(self, memo: Memo, tensor: ITensor) -> None:
        """The same in one place where answers are kept."""
        pending = [tensor]
        while pending:
            current = pending.pop()
            if memo.forget(current):
                for layer in current.uses:
                    if layer.waits_for(current):
                        pending.extend(layer.outputs)

    # Questions

    def is_dynamic(self) -> bool:
        """True if an input has run-time dims or is a shape tensor: then profiles matter (DS-PROF-002)."""
        return any(tensor.is_dynamic or tensor.is_shape_tensor for tensor in self.inputs)

    def shape_inputs(self) -> list[ITensor]:
        """The inputs whose values describe shapes."""
        shape_tensors = self.classes.shape
        return [tensor for tensor in self.inputs if tensor in shape_tensors]

    def order(self) -> list[ILayer]:
        """The layers, each after those that make its inputs, else in the order of addition; a cycle is refused.

        The input that closes a recurrence is no cycle: what makes it may come later (DS-LAY-055).
        """
        if self._order is None:
            self._order = self.layers.copy() if self.is_in_order else self._sort()
        return self._order

    def _sort(self) -> list[ILayer]:
        place = {layer: index for index, layer in enumerate(self.layers)}
        waiting = [
            sum(1 for t in layer.inputs if t is not None and t.producer and layer.waits_for(t)) for layer in self.layers
        ]
        ready = [index for index, count in enumerate(waiting) if count == 0]
        ordered: list[ILayer] = []
        while ready:
            layer = self.layers[heapq.heappop(ready)]
            ordered.append(layer)
            for tensor in layer.outputs:
                for user in tensor.uses:
                    if user.waits_for(tensor):
                        index = place[user]
                        waiting[index] -= 1
                        if waiting[index] == 0:
                            heapq.heappush(ready, index)
        if len(ordered) < len(self.layers):
            raise _refuse_cycle([layer for layer in self.layers if waiting[place[layer]] > 0])
        return ordered

    def check_name(self, name: str, but: ITensor | None = None) -> None:
        """Refuse a name that an input or an output bears already, or that is too long."""
        if len(name) > MAX_NAME or "\0" in name:
            text = f"a tensor's name has at most {MAX_NAME} characters and no NUL"
            raise Refusal("DS-NET-016", text, value=name[:40])
        if self._bearers.get(name, but) is not but:
            condition = "inName != knownInput->getName()"
            raise Refusal("DS-NET-016", f"the name {name!r} is in use", tensor=name, value=name, condition=condition)

    def take_name(self, tensor: ITensor, name: str) -> None:
        """Note that a tensor is to bear another name; one that an input or output bears is refused."""
        self.check_name(name, but=tensor)
        if self._bearers.get(tensor.name) is tensor:
            del self._bearers[tensor.name]
            self._bearers[name] = tensor

    def check_input_type(self, name: str, dtype: DataType) -> None:
        """Refuse a type that the edition does not have, or this engine (DS-NET-016)."""
        if dtype == DataType.INT64 and not self.edition.has_int64:
            text = f"{name}: INT64 is a type from edition 10 on, this is {self.edition.name}"
            raise Refusal("DS-NET-016", text, tensor=name, value=dtype)
        if dtype not in HOST_TYPES:
            text = f"{name}: this engine has no {dtype.name} arithmetic"
            raise Refusal("DS-NET-016", text, tensor=name, value=dtype)

    def check_input_dims(self, name: str, dims: Extents) -> None:
        """Refuse extents below -1 (DS-NET-005) or beyond what the edition holds (DS-NET-011)."""
        permitted = (UNKNOWN, self.edition.max_extent)
        for axis, extent in enumerate(dims):
            if not UNKNOWN <= extent <= self.edition.max_extent:
                clause = "DS-NET-005" if extent < UNKNOWN else "DS-NET-011"
                text = f"{name}, axis {axis}: {extent} in {show(dims)} is neither an extent nor -1"
                parts = {"tensor": name, "axis": axis, "value": extent, "permitted": permitted}
                condition = "isValidDims(dims, false)" if clause == "DS-NET-005" else None
                raise Refusal(clause, text, condition=condition, **parts)  # type: ignore[arg-type]


MAX_NAMES = 8


def _refuse_cycle(stuck: list[ILayer]) -> Refusal:
    """A refusal that names a cycle among layers, each of which waits for another one of them."""
    place = {layer: index for index, layer in enumerate(stuck)}
    path = {stuck[0]: None}
    while True:
        layer = next(reversed(path))
        ahead = (t.producer for t in layer.inputs if t is not None and layer.waits_for(t))
        before = next(maker for maker in ahead if maker in place)
        if before in path:
            break
        path[before] = None
    backwards = list(path)
    cycle = backwards[backwards.index(before) :][::-1]
    first = cycle.index(min(cycle, key=lambda layer: place[layer]))
    cycle = cycle[first:] + cycle[:first]
    names = " -> ".join(layer.name for layer in (*cycle, cycle[0])[:MAX_NAMES])
    more = f" ... ({len(cycle)} layers)" if len(cycle) >= MAX_NAMES else ""
    text = f"the network contains a cycle that does not pass through the second input of a recurrence: {names}{more}"
    return Refusal("DS-EST-004", text, code=ErrorCodeTRT.INVALID_STATE, layer=cycle[0].name)
