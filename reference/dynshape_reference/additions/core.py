"""Layers that compute element by element, move elements, or yield dims."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..dims import read_dims
from ..errors import Refusal, refusal_returns
from ..layers.activation import ActivationType, IActivationLayer
from ..layers.concatenation import IConcatenationLayer
from ..layers.constant import IConstantLayer
from ..layers.elementwise import ElementWiseOperation, IElementWiseLayer
from ..layers.identity import IIdentityLayer
from ..layers.matrix_multiply import IMatrixMultiplyLayer, MatrixOperation
from ..layers.reduce import IReduceLayer, ReduceOperation
from ..layers.shape import IShapeLayer
from ..layers.shuffle import IShuffleLayer
from ..layers.slice import ISliceLayer
from ..layers.unary import IUnaryLayer, UnaryOperation
from ..tensors import ITensor
from .adder import Adder


class CoreAdditions(Adder):
    """``add_`` calls of the layers that shapes are computed with, and of matrix multiplication."""

    def add_activation(self, input: ITensor, type: ActivationType) -> IActivationLayer | None:
        """Add an activation; ``alpha`` and ``beta`` are set on the layer."""
        return self._add(IActivationLayer(type), input)

    def add_elementwise(self, input1: ITensor, input2: ITensor, op: ElementWiseOperation) -> IElementWiseLayer | None:
        """Add an operation on two tensors of one rank."""
        return self._add(IElementWiseLayer(op), input1, input2)

    def add_unary(self, input: ITensor, op: UnaryOperation) -> IUnaryLayer | None:
        """Add an operation on each element."""
        return self._add(IUnaryLayer(op), input)

    def add_identity(self, input: ITensor) -> IIdentityLayer | None:
        """Add a copy."""
        return self._add(IIdentityLayer(), input)

    @refusal_returns(lambda: None)
    def add_constant(self, shape: Any, weights: Any) -> IConstantLayer | None:
        """Add a constant of dims ``shape``; ``weights`` is a `Weights` or a NumPy array."""
        layer = IConstantLayer(read_dims(shape), weights)
        if layer.array.dtype == np.int64 and not self.graph.edition.has_int64:
            # Weights know no edition; 8.x makes none of such an array.
            raise TypeError(f"Int64 is a type from edition 10 on, this is {self.graph.edition.name}: use astype(int32)")
        return self._add(layer)

    def add_shape(self, input: ITensor) -> IShapeLayer | None:
        """Add a layer that yields the dims of ``input`` as a tensor."""
        return self._add(IShapeLayer(), input)

    def add_shuffle(self, input: ITensor) -> IShuffleLayer | None:
        """Add a transpose-reshape-transpose; its parameters are set on the layer."""
        return self._add(IShuffleLayer(), input)

    def add_slice(self, input: ITensor, start: Any, shape: Any, stride: Any) -> ISliceLayer | None:
        """Add a slice; the size is named ``shape`` (DS-PY-020)."""
        return self._add(ISliceLayer(read_dims(start), read_dims(shape), read_dims(stride)), input)

    @refusal_returns(lambda: None)
    def add_concatenation(self, inputs: Sequence[ITensor]) -> IConcatenationLayer | None:
        """Add a concatenation of at least one tensor; its axis is max(0, rank - 3) until set (DS-LAY-045)."""
        tensors = list(inputs)
        if not tensors:
            text, condition = "a concatenation has one input at least", "nbInputs > 0 && nbInputs < kMAX_CONCAT_INPUTS"
            raise Refusal("DS-LAY-044", text, value=0, permitted=">= 1", condition=condition)
        for tensor in tensors:
            self.check_tensor(tensor, "DS-NET-016")
        return self._add(IConcatenationLayer(max(0, self._rank_of(tensors[0]) - 3)), *tensors)

    def add_reduce(self, input: ITensor, op: ReduceOperation, axes: int, keep_dims: bool) -> IReduceLayer | None:
        """Add a reduction over the axes in the bit mask ``axes``."""
        return self._add(IReduceLayer(op, operator.index(axes), keep_dims), input)

    def add_matrix_multiply(
        self, input0: ITensor, op0: MatrixOperation, input1: ITensor, op1: MatrixOperation
    ) -> IMatrixMultiplyLayer | None:
        """Add a matrix product."""
        return self._add(IMatrixMultiplyLayer(op0, op1), input0, input1)
