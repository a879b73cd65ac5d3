"""The graph behind a network definition and behind an engine: tensors, layers, outputs.

It holds what both need: live dims and values (`Shapes`), live classes (`Classes`), and the order
in which layers can be computed.
"""

from __future__ import annotations

from .dims import UNKNOWN, Extents, show
from .dtypes import DataType
from .editions import Edition
from .errors import ErrorCodeTRT, Journal, Refusal
from .layers.base import ILayer
from .rules import EXECUTION, SHAPE, Classes
from .shapes import Shapes
from .tensors import ITensor

MAX_NAME = 4095


class Graph:
    """Tensors and layers, in the order in which they were added."""

    def __init__(self, edition: Edition, journal: Journal) -> None:
        """An empty graph."""
        self.edition = edition
        self.journal = journal
        self.inputs: list[ITensor] = []
        self.outputs: dict[ITensor, bool] = {}
        """Outputs in the order of marking; True for one that is marked for shapes."""
        self.layers: list[ILayer] = []
        self.shapes = Shapes.of_network(self)
        self._classes: Classes | None = Classes()

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

    # Growth

    def add_input(self, name: str, dtype: DataType, dims: Extents) -> ITensor:
        """A new input; the caller has checked name and dims."""
        tensor = ITensor(self, name, dtype, dims)
        self.inputs.append(tensor)
        return tensor

    def add_layer(self, layer: ILayer, inputs: list[ITensor | None], names: list[str] | None = None) -> None:
        """Take in a layer and make its outputs, with default names or ``names``."""
        layer.attach(self, len(self.layers), inputs, names)
        self.layers.append(layer)
        for tensor in inputs:
            if tensor is not None:
                tensor.uses.append(layer)
        if self._classes is not None:
            self._classes.add_layer(layer)

    def connect(self, layer: ILayer, index: int, tensor: ITensor | None) -> None:
        """Make ``tensor`` input ``index`` of ``layer``, in place of what was there."""
        while len(layer.inputs) <= index:
            layer.inputs.append(None)
        former = layer.inputs[index]
        layer.inputs[index] = tensor
        if former is not None:
            former.uses.remove(layer)
            self._classes = None
        if tensor is not None:
            tensor.uses.append(layer)
        while layer.inputs and layer.inputs[-1] is None and len(layer.inputs) > layer.required_inputs:
            layer.inputs.pop()
        self.changed(layer)
        if self._classes is not None:
            self._classes.add_layer(layer)

    def mark_output(self, tensor: ITensor, for_shapes: bool) -> None:
        """Add ``tensor`` to the outputs."""
        self.outputs[tensor] = for_shapes
        if self._classes is not None:
            self._classes.demand(tensor, SHAPE if for_shapes else EXECUTION, "a network output")

    def unmark_output(self, tensor: ITensor) -> None:
        """Take ``tensor`` from the outputs."""
        del self.outputs[tensor]
        self._classes = None

    def changed(self, layer: ILayer) -> None:
        """Forget what was worked out from ``layer``."""
        for tensor in layer.outputs:
            self.forget(tensor)

    def forget(self, tensor: ITensor) -> None:
        """Forget what was worked out for ``tensor`` and for all that follows from it (DS-NET-015)."""
        self.forget_in(self.shapes, tensor)

    def forget_in(self, shapes: Shapes, tensor: ITensor) -> None:
        """The same for other `Shapes` of this graph."""
        pending = [tensor]
        while pending:
            current = pending.pop()
            if shapes.forget(current):
                for layer in current.uses:
                    pending.extend(layer.outputs)

    # Questions

    def is_dynamic(self) -> bool:
        """True if an input has run-time dims or is a shape tensor: then profiles matter (DS-PROF-002)."""
        return any(tensor.is_dynamic or tensor.is_shape_tensor for tensor in self.inputs)

    def shape_inputs(self) -> list[ITensor]:
        """The inputs whose values describe shapes."""
        return [tensor for tensor in self.inputs if tensor.is_shape_tensor]

    def order(self) -> list[ILayer]:
        """The layers, each after those that make its inputs; a cycle is refused."""
        waiting = {layer: sum(1 for t in layer.inputs if t is not None and t.producer) for layer in self.layers}
        ready = [layer for layer in reversed(self.layers) if waiting[layer] == 0]
        ordered: list[ILayer] = []
        while ready:
            layer = ready.pop()
            ordered.append(layer)
            for tensor in layer.outputs:
                for user in tensor.uses:
                    waiting[user] -= 1
                    if waiting[user] == 0:
                        ready.append(user)
        if len(ordered) < len(self.layers):
            stuck = next(layer for layer in self.layers if waiting[layer] > 0)
            raise Refusal("DS-EST-004", f"{stuck.name} is on a cycle of layers", code=ErrorCodeTRT.INVALID_STATE)
        return ordered

    def check_name(self, name: str, but: ITensor | None = None) -> None:
        """Refuse a name that an input or an output bears already, or that is too long."""
        if len(name) > MAX_NAME or "\0" in name:
            raise Refusal("DS-NET-016", f"a tensor's name has at most {MAX_NAME} characters and no NUL", value=name[:40])
        for tensor in (*self.inputs, *self.outputs):
            if tensor is not but and tensor.name == name:
                raise Refusal("DS-NET-016", f"the name {name!r} is in use", tensor=name, value=name)

    def check_input_dims(self, name: str, dims: Extents) -> None:
        """Refuse extents below -1 (DS-NET-005)."""
        for axis, extent in enumerate(dims):
            if extent < UNKNOWN:
                raise Refusal(
                    "DS-NET-005",
                    f"{name}, axis {axis}: {extent} is neither an extent nor -1 in {show(dims)}",
                    tensor=name,
                    axis=axis,
                    value=extent,
                    permitted=(UNKNOWN, 2**31 - 1),
                )
