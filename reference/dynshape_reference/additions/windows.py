"""Layers with windows or weights: convolution and pooling, padding, scale, softmax and normalization."""

from __future__ import annotations

from typing import Any

from ..dims import DimsHW, Extents, read_dims
from ..dtypes import Array, Weights
from ..errors import Refusal, refusal_returns
from ..layers.convolution import IConvolutionLayer
from ..layers.deconvolution import IDeconvolutionLayer
from ..layers.fully_connected import IFullyConnectedLayer
from ..layers.lrn import ILRNLayer
from ..layers.normalization import INormalizationLayer
from ..layers.padding import IPaddingLayer
from ..layers.parametric_relu import IParametricReLULayer
from ..layers.pooling import IPoolingLayer, PoolingType
from ..layers.ragged_softmax import IRaggedSoftMaxLayer
from ..layers.scale import IScaleLayer, ScaleMode
from ..layers.softmax import ISoftMaxLayer
from ..tensors import ITensor
from .adder import Adder

AnyWeights = Weights | Array
SomeWeights = Weights | Array | None


class WindowAdditions(Adder):
    """``add_`` calls of layers with windows, of layers with weights, and of normalizations.

    The forms without ``_nd`` take a height and a width; edition 10 does not have them.
    """

    @refusal_returns(lambda: None)
    def add_convolution_nd(
        self, input: ITensor, num_output_maps: int, kernel_shape: Any, kernel: AnyWeights, bias: SomeWeights = None
    ) -> IConvolutionLayer | None:
        """Add a convolution over two or three axes; for a kernel that is input 1, ``kernel`` is empty."""
        return self._add(IConvolutionLayer(num_output_maps, read_dims(kernel_shape), _there(kernel), bias), input)

    @refusal_returns(lambda: None)
    def add_convolution(
        self, input: ITensor, num_output_maps: int, kernel_shape: Any, kernel: AnyWeights, bias: SomeWeights = None
    ) -> IConvolutionLayer | None:
        """Add a convolution over two axes."""
        return self._add(IConvolutionLayer(num_output_maps, _planar(kernel_shape), _there(kernel), bias), input)

    @refusal_returns(lambda: None)
    def add_deconvolution_nd(
        self, input: ITensor, num_output_maps: int, kernel_shape: Any, kernel: AnyWeights, bias: SomeWeights = None
    ) -> IDeconvolutionLayer | None:
        """Add a deconvolution over two or three axes; for a kernel that is input 1, ``kernel`` is empty."""
        return self._add(IDeconvolutionLayer(num_output_maps, read_dims(kernel_shape), _there(kernel), bias), input)

    @refusal_returns(lambda: None)
    def add_deconvolution(
        self, input: ITensor, num_output_maps: int, kernel_shape: Any, kernel: AnyWeights, bias: SomeWeights = None
    ) -> IDeconvolutionLayer | None:
        """Add a deconvolution over two axes."""
        return self._add(IDeconvolutionLayer(num_output_maps, _planar(kernel_shape), _there(kernel), bias), input)

    @refusal_returns(lambda: None)
    def add_pooling_nd(self, input: ITensor, type: PoolingType, window_size: Any) -> IPoolingLayer | None:
        """Add a pooling over two or three axes."""
        return self._add(IPoolingLayer(type, read_dims(window_size)), input)

    @refusal_returns(lambda: None)
    def add_pooling(self, input: ITensor, type: PoolingType, window_size: Any) -> IPoolingLayer | None:
        """Add a pooling over two axes."""
        return self._add(IPoolingLayer(type, _planar(window_size)), input)

    @refusal_returns(lambda: None)
    def add_padding_nd(self, input: ITensor, pre_padding: Any, post_padding: Any) -> IPaddingLayer | None:
        """Add zeros around the last two axes, or trim them."""
        return self._add(IPaddingLayer(read_dims(pre_padding), read_dims(post_padding)), input)

    @refusal_returns(lambda: None)
    def add_padding(self, input: ITensor, pre_padding: Any, post_padding: Any) -> IPaddingLayer | None:
        """Add zeros around the last two axes, or trim them."""
        return self._add(IPaddingLayer(_planar(pre_padding), _planar(post_padding)), input)

    @refusal_returns(lambda: None)
    def add_fully_connected(
        self, input: ITensor, num_outputs: int, kernel: AnyWeights, bias: SomeWeights = None
    ) -> IFullyConnectedLayer | None:
        """Add a product with a matrix over the last three axes (DS-LAY-066)."""
        return self._add(IFullyConnectedLayer(num_outputs, _there(kernel), bias), input)

    @refusal_returns(lambda: None)
    def add_scale(
        self,
        input: ITensor,
        mode: ScaleMode,
        shift: SomeWeights = None,
        scale: SomeWeights = None,
        power: SomeWeights = None,
    ) -> IScaleLayer | None:
        """Add (input * scale + shift) ^ power; the channel axis is the third from the end (DS-LAY-067)."""
        self.check_tensor(input, "DS-NET-016")
        rank = len(self.graph.shapes.dims(input))
        return self._add(IScaleLayer(mode, shift, scale, power, rank - 3), input)

    @refusal_returns(lambda: None)
    def add_scale_nd(
        self,
        input: ITensor,
        mode: ScaleMode,
        shift: SomeWeights = None,
        scale: SomeWeights = None,
        power: SomeWeights = None,
        channel_axis: int | None = None,
    ) -> IScaleLayer | None:
        """Add (input * scale + shift) ^ power; ``channel_axis`` must be given, as in TensorRT."""
        if channel_axis is None:
            raise TypeError("add_scale_nd: channel_axis is missing")
        return self._add(IScaleLayer(mode, shift, scale, power, channel_axis), input)

    @refusal_returns(lambda: None)
    def add_lrn(self, input: ITensor, window: int, alpha: float, beta: float, k: float) -> ILRNLayer | None:
        """Add a local response normalization across channels."""
        return self._add(ILRNLayer(window, alpha, beta, k), input)

    @refusal_returns(lambda: None)
    def add_softmax(self, input: ITensor) -> ISoftMaxLayer | None:
        """Add a softmax; its axis is max(0, rank - 3) until set (DS-LAY-059)."""
        self.check_tensor(input, "DS-NET-016")
        rank = len(self.graph.shapes.dims(input))
        return self._add(ISoftMaxLayer(1 << max(0, rank - 3)), input)

    @refusal_returns(lambda: None)
    def add_ragged_softmax(self, input: ITensor, bounds: ITensor) -> IRaggedSoftMaxLayer | None:
        """Add a softmax over sequences whose lengths are ``bounds``; None for inputs of unequal rank."""
        for tensor in (input, bounds):
            self.check_tensor(tensor, "DS-NET-016")
        ranks = self._rank_of(input), self._rank_of(bounds)
        if ranks[0] != ranks[1]:
            text = f"the input has rank {ranks[0]}, the bounds {ranks[1]}"
            condition = "input.getDimensions().nbDims == bounds.getDimensions().nbDims"
            raise Refusal("DS-NET-016", text, value=ranks[1], permitted=ranks[0], condition=condition)
        return self._add(IRaggedSoftMaxLayer(), input, bounds)

    def add_parametric_relu(self, input: ITensor, slopes: ITensor) -> IParametricReLULayer | None:
        """Add a leaky ReLU with a tensor of slopes (DS-LAY-069)."""
        return self._add(IParametricReLULayer(), input, slopes)

    @refusal_returns(lambda: None)
    def add_normalization(
        self, input: ITensor, scale: ITensor, bias: ITensor, axesMask: int
    ) -> INormalizationLayer | None:
        """Add a normalization over the axes in the bit mask ``axesMask``."""
        return self._add(INormalizationLayer(axesMask), input, scale, bias)


def _planar(value: Any) -> Extents:
    return read_dims(DimsHW(read_dims(value)))


def _there(weights: AnyWeights) -> AnyWeights:
    if weights is None:
        raise TypeError("kernel: Weights or a NumPy array is wanted, not None; Weights() is no weights")
    return weights
