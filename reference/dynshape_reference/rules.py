"""Which tensors are shape tensors and which are execution tensors: the formal inference rules.

Every layer states a rule such as ``t × S → t`` (DS-RULE-004): an input marked S must be a shape
tensor, E an execution tensor, and everything marked with one variable (t) has one class. Demand
starts at inputs marked S, at tensors marked for shapes and at network outputs, and spreads from a
layer's outputs to its inputs (DS-RULE-042). A tensor that nothing demands is neither; one that is
demanded both ways is both (DS-EST-005, DS-EST-015, DS-EST-016, DS-RULE-030).

The marks only ever grow while a network grows, so an addition costs what it adds. Whatever takes a
use away makes the graph start the classification anew.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .layers.base import ILayer
    from .tensors import ITensor

SHAPE = "S"
EXECUTION = "E"


@dataclass(frozen=True)
class Rule:
    """A parsed rule: one symbol for each input, and the symbols of the outputs."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]

    def demand(self, index: int, output_class: str) -> str | None:
        """The class that input ``index`` gets when the outputs are wanted as ``output_class``."""
        symbol = self.inputs[index]
        if symbol in (SHAPE, EXECUTION):
            return symbol
        return output_class if symbol in self.outputs else None

    def permits(self, output_class: str) -> bool:
        """False where the rule can't make an output of that class (``E × E → E`` as a shape tensor)."""
        return output_class == EXECUTION or EXECUTION not in self.outputs


@functools.cache
def parse_rule(text: str) -> Rule:
    """Read ``t × S → t``; nothing before the arrow means no inputs."""
    left, _, right = text.partition("→")
    return Rule(_symbols(left), _symbols(right))


def _symbols(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("×") if part.strip())


class Classes:
    """The classes of a graph's tensors, kept up to date by the graph."""

    def __init__(self) -> None:
        """No tensor has a class yet."""
        self.shape: dict[ITensor, str] = {}
        """Each shape tensor, with the use that made it one."""
        self.execution: set[ITensor] = set()
        self.barriers: dict[ITensor, ILayer] = {}
        """Tensors wanted as shape tensors whose layer computes on execution tensors only (DS-RULE-029).

        8.4 refuses them. From 8.5 on phase 2 computes them and phase 1 goes on from there (DS-EST-023).
        """

    def add_layer(self, layer: ILayer) -> None:
        """Take in what a layer demands of its inputs whatever its outputs are used for."""
        rule = parse_rule(layer.rule())
        for index, symbol in enumerate(rule.inputs):
            tensor = layer.inputs[index]
            if symbol == SHAPE and tensor is not None:
                self.demand(tensor, SHAPE, f"input {index} of {layer.name}")
        for tensor in layer.outputs:
            if tensor in self.shape:
                self._spread(tensor, SHAPE)
            if tensor in self.execution:
                self._spread(tensor, EXECUTION)

    def demand(self, tensor: ITensor, wanted: str, reason: str) -> None:
        """Mark ``tensor`` and all that follows from it."""
        if self._mark(tensor, wanted, reason):
            self._spread(tensor, wanted)

    def _mark(self, tensor: ITensor, wanted: str, reason: str) -> bool:
        if wanted == SHAPE:
            if tensor in self.shape:
                return False
            self.shape[tensor] = reason
        else:
            if tensor in self.execution:
                return False
            self.execution.add(tensor)
        return True

    def _spread(self, tensor: ITensor, wanted: str) -> None:
        pending = [(tensor, wanted)]
        while pending:
            current, current_class = pending.pop()
            layer = current.producer
            if layer is None:
                continue
            rule = parse_rule(layer.rule())
            if not rule.permits(current_class):
                self.barriers[current] = layer
            for index, operand in enumerate(layer.inputs):
                symbol = rule.demand(index, current_class)
                if operand is None or symbol is None:
                    continue
                if self._mark(operand, symbol, f"input {index} of {layer.name}"):
                    pending.append((operand, symbol))
