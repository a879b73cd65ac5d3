"""The layers, one file a family; a layer states everything about itself in its file."""

from __future__ import annotations

from .activation import ActivationType, IActivationLayer
from .assertion import IAssertionLayer
from .base import ILayer
from .cast import ICastLayer
from .concatenation import IConcatenationLayer
from .conditional import (
    IConditionLayer,
    IIfConditionalBoundaryLayer,
    IIfConditionalInputLayer,
    IIfConditionalOutputLayer,
)
from .constant import IConstantLayer
from .convolution import IConvolutionLayer
from .deconvolution import IDeconvolutionLayer
from .dequantize import IDequantizeLayer
from .einsum import IEinsumLayer
from .elementwise import ElementWiseOperation, IElementWiseLayer
from .fill import FillOperation, IFillLayer
from .fully_connected import IFullyConnectedLayer
from .gather import GatherMode, IGatherLayer
from .grid_sample import IGridSampleLayer, SampleMode
from .identity import IIdentityLayer
from .layer_type import LayerType
from .loop import ILoopBoundaryLayer, ITripLimitLayer, LoopOutput, TripLimit
from .loop_tensors import IIteratorLayer, ILoopOutputLayer, IRecurrenceLayer
from .lrn import ILRNLayer
from .matrix_multiply import IMatrixMultiplyLayer, MatrixOperation
from .nms import BoundingBoxFormat, INMSLayer
from .non_zero import INonZeroLayer
from .normalization import INormalizationLayer
from .one_hot import IOneHotLayer
from .padding import IPaddingLayer
from .parametric_relu import IParametricReLULayer
from .pooling import IPoolingLayer, PoolingType
from .quantize import IQuantizeLayer
from .ragged_softmax import IRaggedSoftMaxLayer
from .reduce import IReduceLayer, ReduceOperation
from .resize import (
    InterpolationMode,
    IResizeLayer,
    ResizeCoordinateTransformation,
    ResizeMode,
    ResizeRoundMode,
    ResizeSelector,
)
from .reverse_sequence import IReverseSequenceLayer
from .scale import IScaleLayer, ScaleMode
from .scatter import IScatterLayer, ScatterMode
from .select import ISelectLayer
from .shape import IShapeLayer
from .shuffle import IShuffleLayer
from .slice import ISliceLayer, SliceMode
from .softmax import ISoftMaxLayer
from .topk import ITopKLayer, TopKOperation
from .unary import IUnaryLayer, UnaryOperation
from .windows import PaddingMode

LAYERS: dict[str, type[ILayer]] = {
    layer.label: layer
    for layer in (
        IActivationLayer,
        IAssertionLayer,
        ICastLayer,
        IConcatenationLayer,
        IConditionLayer,
        IConstantLayer,
        IConvolutionLayer,
        IDeconvolutionLayer,
        IDequantizeLayer,
        IEinsumLayer,
        IElementWiseLayer,
        IFillLayer,
        IFullyConnectedLayer,
        IGatherLayer,
        IGridSampleLayer,
        IIdentityLayer,
        IIfConditionalInputLayer,
        IIfConditionalOutputLayer,
        IIteratorLayer,
        ILRNLayer,
        ILoopOutputLayer,
        IMatrixMultiplyLayer,
        INMSLayer,
        INonZeroLayer,
        INormalizationLayer,
        IOneHotLayer,
        IPaddingLayer,
        IParametricReLULayer,
        IPoolingLayer,
        IQuantizeLayer,
        IRaggedSoftMaxLayer,
        IRecurrenceLayer,
        IReduceLayer,
        IResizeLayer,
        IReverseSequenceLayer,
        IScaleLayer,
        IScatterLayer,
        ISelectLayer,
        IShapeLayer,
        IShuffleLayer,
        ISliceLayer,
        ISoftMaxLayer,
        ITopKLayer,
        ITripLimitLayer,
        IUnaryLayer,
    )
}
"""Layers by the name that a plan gives them."""

__all__ = [
    "LAYERS",
    "ActivationType",
    "BoundingBoxFormat",
    "ElementWiseOperation",
    "FillOperation",
    "GatherMode",
    "IActivationLayer",
    "IAssertionLayer",
    "ICastLayer",
    "IConcatenationLayer",
    "IConditionLayer",
    "IConstantLayer",
    "IConvolutionLayer",
    "IDeconvolutionLayer",
    "IDequantizeLayer",
    "IEinsumLayer",
    "IElementWiseLayer",
    "IFillLayer",
    "IFullyConnectedLayer",
    "IGatherLayer",
    "IGridSampleLayer",
    "IIdentityLayer",
    "IIfConditionalBoundaryLayer",
    "IIfConditionalInputLayer",
    "IIfConditionalOutputLayer",
    "IIteratorLayer",
    "ILRNLayer",
    "ILayer",
    "ILoopBoundaryLayer",
    "ILoopOutputLayer",
    "IMatrixMultiplyLayer",
    "INMSLayer",
    "INonZeroLayer",
    "INormalizationLayer",
    "IOneHotLayer",
    "IPaddingLayer",
    "IParametricReLULayer",
    "IPoolingLayer",
    "IQuantizeLayer",
    "IRaggedSoftMaxLayer",
    "IRecurrenceLayer",
    "IReduceLayer",
    "IResizeLayer",
    "IReverseSequenceLayer",
    "IScaleLayer",
    "IScatterLayer",
    "ISelectLayer",
    "IShapeLayer",
    "IShuffleLayer",
    "ISliceLayer",
    "ISoftMaxLayer",
    "ITopKLayer",
    "ITripLimitLayer",
    "IUnaryLayer",
    "InterpolationMode",
    "LayerType",
    "LoopOutput",
    "MatrixOperation",
    "PaddingMode",
    "PoolingType",
    "ReduceOperation",
    "ResizeCoordinateTransformation",
    "ResizeMode",
    "ResizeRoundMode",
    "ResizeSelector",
    "SampleMode",
    "ScaleMode",
    "ScatterMode",
    "SliceMode",
    "TopKOperation",
    "TripLimit",
    "UnaryOperation",
]
