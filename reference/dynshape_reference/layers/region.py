"""What loops and if-conditionals have in common: a region of the network, and the layers at its boundary."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ..arguments import read_text
from ..errors import ErrorCodeTRT, Journal, Refusal
from ..tensors import ITensor
from .base import ILayer

if TYPE_CHECKING:
    from ..graph import Graph
    from ..nesting import Nesting


class Region:
    """A loop or an if-conditional. Only its boundary is stated; what lies inside follows from the data flow."""

    label: ClassVar[str]
    """The name in plans and default names."""
    clause: ClassVar[str]
    """What a refusal of the region as a whole enforces."""

    def __init__(self, graph: Graph, name: str) -> None:
        """A region without boundary layers."""
        self.graph = graph
        self.journal: Journal = graph.journal
        self._name = name
        self.boundary: list[BoundaryLayer] = []

    @property
    def name(self) -> str:
        """The name, for log texts."""
        return self._name

    @name.setter
    def name(self, value: str) -> None:
        self._name = read_text(value)

    def check(self, nesting: Nesting) -> None:
        """Refuse a region that is not complete."""
        raise NotImplementedError

    def refuse(self, text: str, clause: str | None = None) -> Refusal:
        """A refusal of the region as a whole."""
        code = ErrorCodeTRT.INVALID_CONFIG
        return Refusal(clause or self.clause, f"{self.name}: {text}", code=code, layer=self.name)


class BoundaryLayer(ILayer):
    """A layer at the boundary of a region."""

    region: Region
    region_label: ClassVar[str]
    """The label of the regions that have such layers."""
    enters: ClassVar[bool] = False
    """True if data comes into the region through the layer: its inputs are outside, its outputs inside."""
    leaves: ClassVar[bool] = False
    """True if data leaves the region through the layer: its outputs are outside."""

    def attach(self, graph: Graph, index: int, inputs: list[ITensor | None], names: list[str] | None = None) -> None:
        """See `ILayer.attach`; the region takes note of the layer."""
        super().attach(graph, index, inputs, names)
        self.region.boundary.append(self)

    def outer_inputs(self) -> list[int]:
        """The inputs that must come from outside the region."""
        return [0]

    def check_place(self, nesting: Nesting) -> None:
        """Refuse a layer that its place in the network makes useless."""
