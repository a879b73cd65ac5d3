"""The layers, one file a family; a layer states everything about itself in its file."""

from __future__ import annotations

from .activation import ActivationType, IActivationLayer
from .base import ILayer
from .layer_type import LayerType
from .concatenation import IConcatenationLayer
from .constant import IConstantLayer
from .elementwise import ElementWiseOperation, IElementWiseLayer
from .identity import IIdentityLayer
from .matrix_multiply import IMatrixMultiplyLayer, MatrixOperation
from .reduce import IReduceLayer, ReduceOperation
from .shape import IShapeLayer
from .shuffle import IShuffleLayer
from .slice import ISliceLayer, SliceMode
from .unary import IUnaryLayer, UnaryOperation

LAYERS: dict[str, type[ILayer]] = {
    layer.label: layer
    for layer in (
        IActivationLayer,
        IConcatenationLayer,
        IConstantLayer,
        IElementWiseLayer,
        IIdentityLayer,
        IMatrixMultiplyLayer,
        IReduceLayer,
        IShapeLayer,
        IShuffleLayer,
        ISliceLayer,
        IUnaryLayer,
    )
}
"""Layers by the name that a plan gives them."""

__all__ = [
    "LAYERS",
    "ActivationType",
    "ElementWiseOperation",
    "IActivationLayer",
    "IConcatenationLayer",
    "IConstantLayer",
    "IElementWiseLayer",
    "IIdentityLayer",
    "ILayer",
    "IMatrixMultiplyLayer",
    "IReduceLayer",
    "IShapeLayer",
    "IShuffleLayer",
    "ISliceLayer",
    "IUnaryLayer",
    "LayerType",
    "MatrixOperation",
    "ReduceOperation",
    "SliceMode",
    "UnaryOperation",
]
