"""Assertions, if-conditionals and loops."""

from __future__ import annotations

from typing import TypeVar

from ..errors import Refusal, refusal_returns
from ..layers.assertion import IAssertionLayer
from ..layers.conditional import (
    ConditionalRegion,
    IConditionLayer,
    IIfConditionalInputLayer,
    IIfConditionalOutputLayer,
)
from ..layers.loop import ITripLimitLayer, LoopOutput, LoopRegion, TripLimit
from ..layers.loop_tensors import IIteratorLayer, ILoopOutputLayer, IRecurrenceLayer
from ..layers.region import Region
from ..tensors import ITensor
from .adder import Adder

R = TypeVar("R", bound=Region)


class IIfConditional(ConditionalRegion, Adder):
    """Executes one of two branches. Add a condition, inputs, the layers of the branches, then outputs."""

    @refusal_returns(lambda: None)
    def set_condition(self, condition: ITensor) -> IConditionLayer | None:
        """Set the condition, a Bool scalar (DS-LAY-054); a second call replaces it. None if it is refused."""
        self.check_tensor(condition, "DS-NET-016")
        layer = self.condition
        if layer is None:
            layer = IConditionLayer(self)
            self.graph.add_layer(layer, [condition])
        else:
            self.graph.connect(layer, 0, condition)
        self.link()
        return layer

    def add_input(self, input: ITensor) -> IIfConditionalInputLayer | None:
        """Take a tensor into the branches."""
        return self._add(IIfConditionalInputLayer(self), input)

    def add_output(
        self, true_subgraph_output: ITensor, false_subgraph_output: ITensor
    ) -> IIfConditionalOutputLayer | None:
        """Add an output: the one tensor if the condition is true, else the other."""
        layer = self._add(IIfConditionalOutputLayer(self), true_subgraph_output, false_subgraph_output)
        if layer is not None:
            layer.link()
        return layer


class ILoop(LoopRegion, Adder):
    """Executes its body again and again. Add trip limits, inputs, the layers of the body, then outputs."""

    def add_recurrence(self, initial_value: ITensor) -> IRecurrenceLayer | None:
        """Add a tensor that each iteration makes anew; ``set_input(1, ...)`` says from what."""
        return self._add(IRecurrenceLayer(self), initial_value)

    def add_trip_limit(self, tensor: ITensor, kind: TripLimit) -> ITripLimitLayer | None:
        """Add what ends the loop (DS-LAY-056)."""
        return self._add(ITripLimitLayer(self, kind), tensor)

    @refusal_returns(lambda: None)
    def add_iterator(self, tensor: ITensor, axis: int = 0, reverse: bool = False) -> IIteratorLayer | None:
        """Add an iterator over ``axis`` of ``tensor``; None with an ERROR record for a negative axis."""
        layer = IIteratorLayer(self, axis, reverse)
        self._check_axis(layer.axis)
        return self._add(layer, tensor)

    @refusal_returns(lambda: None)
    def add_loop_output(self, tensor: ITensor, kind: LoopOutput, axis: int = 0) -> ILoopOutputLayer | None:
        """Add an output. CONCATENATE and REVERSE want a length too, by ``set_input(1, ...)`` (DS-RULE-040).

        None with an ERROR record for a negative axis.
        """
        layer = ILoopOutputLayer(self, kind, axis)
        self._check_axis(layer.axis)
        return self._add(layer, tensor)

    def _check_axis(self, axis: int) -> None:
        if axis < 0:
            raise Refusal(
                "DS-LAY-055", f"{self.name}: axis {axis} is negative", axis=axis, value=axis, permitted=">= 0"
            )


REGIONS: dict[str, type[ILoop] | type[IIfConditional]] = {ILoop.label: ILoop, IIfConditional.label: IIfConditional}
"""Loops and conditionals by the name that a plan gives them."""


class ControlAdditions(Adder):
    """``add_`` calls of what decides about the execution of other layers."""

    def add_assertion(self, condition: ITensor, message: str) -> IAssertionLayer | None:
        """Add a condition without which the network must not run (DS-LAY-053)."""
        return self._add(IAssertionLayer(message), condition)

    def add_if_conditional(self) -> IIfConditional:
        """Add an if-conditional, empty at first (DS-LAY-054)."""
        return self._add_region(IIfConditional(self.graph, self._default_name("IfConditional")))

    def add_loop(self) -> ILoop:
        """Add a loop, empty at first (DS-LAY-055)."""
        return self._add_region(ILoop(self.graph, self._default_name("Loop")))

    def _default_name(self, label: str) -> str:
        return f"(Unnamed {label}* {len(self.graph.regions)})"

    def _add_region(self, region: R) -> R:
        self.graph.regions.append(region)
        return region
