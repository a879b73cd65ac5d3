"""What every ``add_`` call rests on."""

from __future__ import annotations

from typing import TypeVar

from ..errors import Journal, Refusal, refusal_returns
from ..graph import Graph
from ..layers.base import ILayer
from ..tensors import ITensor

L = TypeVar("L", bound=ILayer)


class Adder:
    """Adds layers to a graph; a refused addition is None with an ERROR record (DS-NET-016)."""

    graph: Graph
    journal: Journal

    @refusal_returns(lambda: None)
    def _add(self, layer: L, *inputs: ITensor) -> L | None:
        for tensor in inputs:
            self.check_tensor(tensor, "DS-NET-016")
        self.graph.add_layer(layer, list(inputs))
        return layer

    def _rank_of(self, tensor: ITensor) -> int:
        # A tensor that its layer refuses has no rank; the output of what is added to it shows why.
        try:
            return len(self.graph.shapes.dims(tensor))
        except Refusal:
            return 0

    def check_tensor(self, tensor: ITensor, clause: str) -> None:
        """Raise TypeError for what is no tensor; refuse a tensor of another network."""
        if not isinstance(tensor, ITensor):
            raise TypeError(f"an ITensor is wanted, not {type(tensor).__name__}")
        if tensor.graph is not self.graph:
            raise Refusal(clause, f"{tensor.name} belongs to another network", tensor=tensor.name)
