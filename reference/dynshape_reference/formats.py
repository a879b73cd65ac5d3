"""What the engine says of memory: one format, row-major (``TensorFormat.LINEAR``), and two locations."""

from __future__ import annotations

from .dtypes import DataType
from .tensors import ITensor, TensorLocation

COMPONENTS = 1
"""Components of one element: elements are not packed into vectors."""

VECTORIZED_DIM = -1
"""The dimension that is vectorized: none."""

_WORDS = {DataType.FLOAT: "FP32", DataType.HALF: "FP16"}


def describe_format(dtype: DataType) -> str:
    """A format in words, as TensorRT writes it."""
    return f"Row major linear {_WORDS.get(dtype, dtype.name)} format (kLINEAR)"


def location_of(tensor: ITensor) -> TensorLocation:
    """HOST for a shape tensor: phase 1 reads and writes it."""
    return TensorLocation.HOST if tensor.is_shape_tensor else TensorLocation.DEVICE
