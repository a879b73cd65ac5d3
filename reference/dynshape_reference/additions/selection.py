"""Layers that select elements or make them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..dims import read_dims, show
from ..dtypes import DataType
from ..enums import enumerator
from ..errors import Refusal, refusal_returns
from ..layers.cast import ICastLayer
from ..layers.einsum import IEinsumLayer, check_equation
from ..layers.fill import FillOperation, IFillLayer, check_fill_dims
from ..layers.gather import GatherMode, IGatherLayer
from ..layers.nms import INMSLayer
from ..layers.non_zero import INonZeroLayer
from ..layers.one_hot import IOneHotLayer
from ..layers.reverse_sequence import IReverseSequenceLayer
from ..layers.scatter import IScatterLayer, ScatterMode
from ..layers.select import ISelectLayer
from ..layers.topk import ITopKLayer, TopKOperation, check_k
from ..tensors import ITensor
from .adder import Adder


class SelectionAdditions(Adder):
    """``add_`` calls of the layers that pick, place or make elements."""

    def add_select(self, condition: ITensor, then_input: ITensor, else_input: ITensor) -> ISelectLayer | None:
        """Add a choice between two tensors, element by element."""
        return self._add(ISelectLayer(), condition, then_input, else_input)

    def add_gather(self, input: ITensor, indices: ITensor, axis: int) -> IGatherLayer | None:
        """Add a gather along ``axis``."""
        return self._add(IGatherLayer(GatherMode.DEFAULT, axis), input, indices)

    def add_gather_v2(self, input: ITensor, indices: ITensor, mode: GatherMode) -> IGatherLayer | None:
        """Add a gather of any mode; its axis is 0 until set."""
        return self._add(IGatherLayer(mode), input, indices)

    def add_scatter(self, data: ITensor, indices: ITensor, updates: ITensor, mode: ScatterMode) -> IScatterLayer | None:
        """Add a copy of ``data`` in which ``updates`` replace elements."""
        return self._add(IScatterLayer(mode), data, indices, updates)

    def add_one_hot(self, indices: ITensor, values: ITensor, depth: ITensor, axis: int) -> IOneHotLayer | None:
        """Add a one-hot encoding (8.5 and later)."""
        return self._add(IOneHotLayer(axis), indices, values, depth)

    def add_non_zero(self, input: ITensor) -> INonZeroLayer | None:
        """Add a search for elements that are not zero (8.5 and later)."""
        return self._add(INonZeroLayer(), input)

    @refusal_returns(lambda: None)
    def add_topk(self, input: ITensor, op: TopKOperation, k: int, axes: int) -> ITopKLayer | None:
        """Add a choice of the ``k`` greatest or least elements; None for a k out of range or no axis (DS-LAY-060)."""
        layer = ITopKLayer(op, k, axes)
        check_k(layer.static_k, self.graph.edition)
        if layer.axes == 0:
            text = "The reduceAxes{0} parameter must have a bit set."
            raise Refusal("DS-LAY-060", text, value=0, permitted="one bit", condition="reduceAxes")
        return self._add(layer, input)

    @refusal_returns(lambda: None)
    def add_nms(self, boxes: ITensor, scores: ITensor, max_output_boxes_per_class: ITensor) -> INMSLayer | None:
        """Add a non-maximum suppression (8.5 and later); None for inputs of the wrong rank."""
        for tensor, ranks in ((boxes, (3, 4)), (scores, (3,)), (max_output_boxes_per_class, (0,))):
            self._check_rank(tensor, ranks)
        return self._add(INMSLayer(), boxes, scores, max_output_boxes_per_class)

    @refusal_returns(lambda: None)
    def add_reverse_sequence(self, input: ITensor, sequence_lens: ITensor) -> IReverseSequenceLayer | None:
        """Add a reversal of the beginnings of sequences (8.6 and later); None for inputs of the wrong rank."""
        self._check_rank(input, tuple(range(2, 9)))
        self._check_rank(sequence_lens, (1,))
        return self._add(IReverseSequenceLayer(), input, sequence_lens)

    @refusal_returns(lambda: None)
    def add_fill(self, shape: Any, op: FillOperation, output_type: DataType | None = None) -> IFillLayer | None:
        """Add a fill. Its parameters are set on the layer.

        ``output_type`` is an argument from edition 10 on; before, `set_output_type` says it.
        None for a negative extent, and for RANDOM_NORMAL before 8.5 (DS-LAY-047).
        """
        layer = IFillLayer(read_dims(shape), op)
        check_fill_dims(layer.dims)
        if layer.operation == FillOperation.RANDOM_NORMAL and not self.graph.edition.has_newer_modes:
            text = f"RANDOM_NORMAL is an operation from 8.5 on, this is {self.graph.edition.name}"
            raise Refusal("DS-LAY-047", text, value=layer.operation)
        if output_type is not None and self.graph.edition.has_bindings:
            raise TypeError("output_type is an argument from edition 10 on: use set_output_type")
        wanted = None if output_type is None else enumerator(DataType, output_type)
        added = self._add(layer)
        if added is not None and wanted is not None:
            added.set_output_type(0, wanted)
        return added

    def add_cast(self, input: ITensor, to_type: DataType) -> ICastLayer | None:
        """Add a conversion to another type (8.6 and later)."""
        return self._add(ICastLayer(to_type), input)

    @refusal_returns(lambda: None)
    def add_einsum(self, inputs: Sequence[ITensor], equation: str) -> IEinsumLayer | None:
        """Add sums of products; None for an equation that is not well-formed (DS-LAY-068)."""
        tensors = list(inputs)
        if not tensors:
            raise Refusal("DS-LAY-068", "an einsum has one input at least", value=0, permitted=">= 1")
        layer = IEinsumLayer(equation)
        check_equation(layer.text, len(tensors), self.graph.edition)
        return self._add(layer, *tensors)

    def _check_rank(self, tensor: ITensor, ranks: tuple[int, ...]) -> None:
        self.check_tensor(tensor, "DS-NET-016")
        dims = self.graph.shapes.dims(tensor)
        if len(dims) not in ranks:
            text = f"{tensor.name} {show(dims)} has {len(dims)} axes"
            raise Refusal("DS-LAY-068", text, tensor=tensor.name, value=len(dims), permitted=ranks)
