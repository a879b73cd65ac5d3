"""Layers that make elements between elements."""

from __future__ import annotations

from ..errors import Refusal, refusal_returns
from ..layers.grid_sample import IGridSampleLayer
from ..layers.resize import IResizeLayer
from ..stored import API
from ..tensors import ITensor
from .adder import Adder


class SamplingAdditions(Adder):
    """``add_`` calls of resizing and grid sampling."""

    @refusal_returns(lambda: None)
    def add_resize(self, input: ITensor) -> IResizeLayer | None:
        """Add a resize of a tensor of one axis at least; what it is to become is set on the layer."""
        self.check_tensor(input, "DS-NET-016")
        if len(self.graph.shapes.dims(input)) == 0:
            text = f"{input.name} has no axis to resize"
            raise Refusal("DS-LAY-037", text, tensor=input.name, value=0, permitted=">= 1")
        return self._add(IResizeLayer(), input)

    @refusal_returns(lambda: None)
    def add_grid_sample(self, input: ITensor, grid: ITensor) -> IGridSampleLayer | None:
        """Add a sampling of ``input`` (N,C,H,W) at the points of ``grid`` (N,h,w,2); 8.5 and later."""
        for tensor in (input, grid):
            self.check_tensor(tensor, "DS-NET-016")
            rank = len(self.graph.shapes.dims(tensor))
            if rank != 4:
                text = f"{tensor.name} has {rank} dimensions; a grid sample layer takes 4"
                raise Refusal(API, text, tensor=tensor.name, value=rank, permitted=4)
        return self._add(IGridSampleLayer(), input, grid)
