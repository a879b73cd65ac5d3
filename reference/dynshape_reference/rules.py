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


Mark = tuple[str, "ITensor"]
"""A tensor and one of its classes."""


@dataclass(frozen=True)
class Rule:
    """A parsed rule: one symbol for each input, and the symbols of the outputs."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]

    @functools.cached_property
    def shape_inputs(self) -> tuple[int, ...]:
        """The inputs that must be shape tensors."""
        return tuple(index for index, symbol in enumerate(self.inputs) if symbol == SHAPE)

    @functools.cached_property
    def demands(self) -> tuple[tuple[int, str], ...]:
        """The inputs that get a class whatever the outputs are used for, with that class."""
        # A layer without outputs has no later use to wait for.
        return tuple(
            (index, symbol)
            for index, symbol in enumerate(self.inputs)
            if symbol == SHAPE or (symbol == EXECUTION and not self.outputs)
        )

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


Use = str | tuple["ILayer", int]
"""Why a tensor has a class: it is an input of a layer, by the input's index, or what the text says."""


def _in_words(use: Use) -> str:
    # Told when it is asked for: a layer may get another name.
    return use if isinstance(use, str) else f"input {use[1]} of {use[0].name}"


LONG_CHAIN = 12
"""Of a chain with more links only the ends are told."""


def describe_chain(links: list[tuple[ITensor, str]]) -> str:
    """A chain of uses in words: ``t is input 0 of A, which makes u; u is a network output``.

    Of a long chain only both ends are told.
    """
    words = []
    for place, (tensor, use) in enumerate(links):
        makes = f", which makes {links[place + 1][0].name}" if place + 1 < len(links) else ""
        words.append(f"{tensor.name} is {use}{makes}")
    if len(words) > LONG_CHAIN:
        half = LONG_CHAIN // 2
        words[half:-half] = [f"... ({len(words) - 2 * half} more) ..."]
    return "; ".join(words)


class Classes:
    """The classes of a graph's tensors, kept up to date by the graph."""

    def __init__(self) -> None:
        """No tensor has a class yet."""
        self.shape: dict[ITensor, Use] = {}
        """Each shape tensor, with the use that made it one."""
        self.execution: dict[ITensor, Use] = {}
        """Each execution tensor, with the use that made it one."""
        self._spread_from: dict[Mark, Mark] = {}
        self._with_wanted_dims: set[ITensor] = set()
        self.barriers: dict[ITensor, ILayer] = {}
        """Tensors wanted as shape tensors whose layer computes on execution tensors only (DS-RULE-029).

        8.4 refuses them. From 8.5 on phase 2 computes them and phase 1 goes on from there (DS-EST-023).
        """

    def add_layer(self, layer: ILayer) -> None:
        """Take in what a layer demands of its inputs whatever its outputs are used for."""
        for index, symbol in parse_rule(layer.rule()).demands:
            tensor = layer.inputs[index]
            if tensor is not None:
                self.demand(tensor, symbol, (layer, index))
        for tensor in layer.outputs:
            if tensor in self.shape:
                self._spread(tensor, SHAPE)
            if tensor in self.execution:
                self._spread(tensor, EXECUTION)

    def demand(self, tensor: ITensor, wanted: str, reason: Use) -> None:
        """Mark ``tensor`` and all that follows from it."""
        if self._mark(tensor, wanted, reason):
            self._spread(tensor, wanted)

    def chain(self, tensor: ITensor, wanted: str) -> list[tuple[ITensor, str]]:
        """The uses that gave ``tensor`` the class ``wanted``: its own first, the one that demanded it last.

        Each entry is a tensor and the use of it; the next entry's tensor is made from this one's.
        Empty if the tensor has not that class.
        """
        links: list[tuple[ITensor, str]] = []
        mark: Mark | None = (wanted, tensor) if tensor in self._marks(wanted) else None
        while mark is not None:
            kind, link = mark
            links.append((link, _in_words(self._marks(kind)[link])))
            mark = self._spread_from.get(mark)
        return links

    def _marks(self, kind: str) -> dict[ITensor, Use]:
        return self.shape if kind == SHAPE else self.execution

    def _mark(self, tensor: ITensor, wanted: str, reason: Use, after: Mark | None = None) -> bool:
        marks = self._marks(wanted)
        if tensor in marks:
            return False
        marks[tensor] = reason
        if after is not None:
            self._spread_from[wanted, tensor] = after
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
                if operand is None:
                    continue
                if symbol is None:
                    pending.extend(self._mark_for_dims(operand, (current_class, current)))
                elif self._mark(operand, symbol, (layer, index), (current_class, current)):
                    pending.append((operand, symbol))

    def _mark_for_dims(self, tensor: ITensor, after: Mark) -> list[tuple[ITensor, str]]:
        """Mark what must be computed for the dims of ``tensor`` to be known; of most tensors that is nothing."""
        marked: list[tuple[ITensor, str]] = []
        pending = [tensor]
        while pending:
            current = pending.pop()
            layer = current.producer
            if layer is None or current in self._with_wanted_dims:
                continue
            self._with_wanted_dims.add(current)
            if layer.data_dependent and self._mark(current, EXECUTION, "wanted for its dims", after):
                marked.append((current, EXECUTION))
            pending.extend(operand for operand in layer.inputs if operand is not None)
        return marked
