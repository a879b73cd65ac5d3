"""Loops, and what ends them. What goes into a loop and out of it is in `loop_tensors`."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from ..dims import show
from ..dtypes import INTEGERS, DataType
from ..enums import Enum
from ..partial import Partial
from ..shapes import View
from ..tensors import ITensor
from .layer_type import LayerType
from .region import BoundaryLayer, Region
from .setting import Setting

if TYPE_CHECKING:
    from ..additions.control import ILoop
    from ..graph import Graph
    from ..nesting import Nesting


class TripLimit(Enum):
    """What ends a loop (DS-LAY-056)."""

    COUNT = 0
    WHILE = 1


class LoopOutput(Enum):
    """What a loop yields: the last value, or those of all iterations (DS-LAY-055)."""

    LAST_VALUE = 0
    CONCATENATE = 1
    REVERSE = 2


class LoopRegion(Region):
    """The body of one loop."""

    label = "Loop"
    clause = "DS-LAY-055"

    def __init__(self, graph: Graph, name: str) -> None:
        """A loop without boundary layers."""
        super().__init__(graph, name)
        self.limits: list[ITripLimitLayer] = []

    def limit(self, kind: TripLimit) -> ITensor | None:
        """The tensor that limits the trips in this way, if one does."""
        return next((layer.present(0) for layer in self.limits if layer.kind == kind), None)

    def check(self, nesting: Nesting) -> None:
        """One trip limit at least, and one of a kind at most (DS-LAY-056)."""
        if not self.limits:
            refusal = self.refuse("the loop is missing a trip limit", "DS-LAY-056")
            refusal.words = f"Loop {self.name} is missing a trip limit."
            raise refusal
        for kind in TripLimit:
            if sum(layer.kind == kind for layer in self.limits) > 1:
                raise self.refuse(f"the loop has more than one trip limit of kind {kind.name}", "DS-LAY-056")


class ILoopBoundaryLayer(BoundaryLayer):
    """The base of the layers at the boundary of a loop. Loops are executed, so phase 1 knows no values of them."""

    region_label = LoopRegion.label

    def __init__(self, loop: LoopRegion) -> None:
        """Made by `ILoop`."""
        self.region = loop

    @property
    def loop(self) -> ILoop:
        """The loop."""
        return cast("ILoop", self.region)

    def inputs_read_for_value(self) -> list[int]:
        """None."""
        return []

    def output_values(self, view: View) -> list[Partial | None]:
        """Nothing is known."""
        return [Partial.nothing(view.own_dims(tensor), tensor.dtype) for tensor in self.outputs]


class ITripLimitLayer(ILoopBoundaryLayer):
    """COUNT: how often the loop runs; WHILE: a condition before each iteration. No outputs."""

    label = "TripLimit"
    fields = ("_kind",)
    is_checked = True

    _kind = Setting(TripLimit)

    def __init__(self, loop: LoopRegion, kind: TripLimit) -> None:
        """``kind``: what the tensor says."""
        super().__init__(loop)
        self._kind = kind

    def attach(self, graph: Graph, index: int, inputs: list[ITensor | None], names: list[str] | None = None) -> None:
        """See `ILayer.attach`; the loop takes note of its limit."""
        super().attach(graph, index, inputs, names)
        self.loop.limits.append(self)

    @property
    def type(self) -> LayerType:
        """TRIP_LIMIT."""
        return LayerType.TRIP_LIMIT

    # TensorRT's name for it is also this engine's name for the type of a layer.
    @property
    def kind(self) -> TripLimit:  # type: ignore[override]
        """COUNT or WHILE."""
        return self._kind

    def outer_inputs(self) -> list[int]:
        """A count."""
        return [0] if self.kind == TripLimit.COUNT else []

    def rule(self) -> str:
        """One of the layers of DS-RULE-029."""
        return "E →"

    def output_count(self) -> int:
        """None."""
        return 0

    def output_types(self, types: list[DataType]) -> list[DataType]:
        """An integer or a Bool (DS-LAY-056)."""
        permitted = INTEGERS if self.kind == TripLimit.COUNT else (DataType.BOOL,)
        if types[0] not in permitted:
            wanted = "an Int32" if self.kind == TripLimit.COUNT else "a Bool"
            words = self.say_type("input", types[0], "Int32" if self.kind == TripLimit.COUNT else "Bool")
            raise self.wrong_type("DS-LAY-056", f"{wanted} for {self.kind.name}", types[0], words)
        return []

    def check(self, view: View, final: bool) -> None:
        """The limit is a scalar (DS-LAY-056)."""
        self.check_types()
        if view.dims(0) != ():
            text = f"the trip limit is a scalar, not {show(view.dims(0))}"
            raise self.clash("DS-LAY-056", text, value=view.dims(0), permitted=())

    def check_place(self, nesting: Nesting) -> None:
        """A condition is asked before an iteration: it reads recurrences, but nothing that an iteration makes."""
        if self.kind == TripLimit.COUNT:
            return
        condition = self.present(0)
        if self.region not in nesting.of(condition):
            text = f"{condition.name}, the condition of the loop, depends on no recurrence of it, so it never changes"
            raise self.region.refuse(text, "DS-LAY-056")
        pending, seen = [condition], {condition}
        while pending:
            layer = pending.pop().producer
            if isinstance(layer, ILoopBoundaryLayer) and layer.region is self.region:
                if layer.type != LayerType.RECURRENCE:
                    raise self.region.refuse(f"the condition of the loop depends on {layer.name}", "DS-LAY-056")
                continue
            for tensor in layer.inputs if layer is not None else ():
                if tensor is not None and tensor not in seen and self.region in nesting.of(tensor):
                    seen.add(tensor)
                    pending.append(tensor)
