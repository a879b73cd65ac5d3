"""Data types, and the weights that a user hands over."""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np

from .enums import Enum

Array = np.ndarray[Any, Any]


class DataType(Enum):
    """Element types by TensorRT's numbers; ``INT64`` exists from edition 10 on.

    BF16, FP8, INT4 and FP4 are names only: no tensor has them here.
    """

    FLOAT = 0
    HALF = 1
    INT8 = 2
    INT32 = 3
    BOOL = 4
    UINT8 = 5
    FP8 = 6
    BF16 = 7
    INT64 = 8
    INT4 = 9
    FP4 = 10

    @property
    def itemsize(self) -> int:
        """Bytes of one element; 0.5 for types of four bits."""
        size: int = _NUMPY[self].itemsize if self in _NUMPY else _OTHER_SIZES[self]
        return size


float32 = DataType.FLOAT
float16 = DataType.HALF
int8 = DataType.INT8
int32 = DataType.INT32
int64 = DataType.INT64
uint8 = DataType.UINT8
fp8 = DataType.FP8
bfloat16 = DataType.BF16
int4 = DataType.INT4
fp4 = DataType.FP4
bool = DataType.BOOL

_NUMPY: dict[DataType, np.dtype[Any]] = {
    DataType.FLOAT: np.dtype(np.float32),
    DataType.HALF: np.dtype(np.float16),
    DataType.INT8: np.dtype(np.int8),
    DataType.INT32: np.dtype(np.int32),
    DataType.BOOL: np.dtype(np.bool_),
    DataType.UINT8: np.dtype(np.uint8),
    DataType.INT64: np.dtype(np.int64),
}

HOST_TYPES = tuple(_NUMPY)
"""The types that tensors can have here."""

_OTHER_SIZES: dict[DataType, Any] = {DataType.FP8: 1, DataType.BF16: 2, DataType.INT4: 0.5, DataType.FP4: 0.5}

FLOATS = (DataType.FLOAT, DataType.HALF)
INTEGERS = (DataType.INT32, DataType.INT64)


def nptype(trt_type: DataType) -> type[Any]:
    """The NumPy scalar type of a `DataType`; TypeError where NumPy has none (FP8)."""
    found = _NUMPY.get(trt_type)
    if found is None:
        raise TypeError(f"Could not resolve TensorRT datatype to an equivalent numpy datatype: {trt_type!r}")
    return found.type


def datatype_of(dtype: np.dtype[Any]) -> DataType:
    """The `DataType` of a NumPy dtype; TypeError where there is none."""
    for datatype, numpy_dtype in _NUMPY.items():
        if numpy_dtype == dtype:
            return datatype
    raise TypeError(f"NumPy's {dtype} has no TensorRT equivalent")


def _weights_type(array: Array) -> DataType:
    if array.dtype not in _NUMPY.values():
        kind, bits = array.dtype.kind, array.dtype.itemsize * 8
        text = f"Could not implicitly convert NumPy data type: {kind}{bits} to TensorRT."
        raise ValueError(f"{text} Convert an array of {array.dtype} with astype().")
    if not array.flags.c_contiguous:
        text = "Could not convert non-contiguous NumPy array to Weights."
        raise ValueError(f"{text} Please use numpy.ascontiguousarray() to fix this.")
    return datatype_of(array.dtype)


class Weights:
    """A typed array of weights, flat. The array is shared with the caller until the layer copies it."""

    def __init__(
        self,
        type: DataType | Array = DataType.FLOAT,
        ptr: int | None = None,
        count: int | None = None,
        *,
        a: Array | None = None,
    ) -> None:
        """Empty weights of a `DataType`, the elements of a NumPy array ``a``, or ``count`` elements at ``ptr`` (10).

        Raises ValueError for an array whose type TensorRT does not have (float64, for one) or that is not
        contiguous, TypeError for what is no array. Where weights are wanted, such an array is a TypeError too.
        """
        value = type if a is None else a
        if isinstance(value, np.ndarray) and ptr is None and count is None:
            self._dtype = _weights_type(value)
            self._array: Array = value.reshape(-1)
        elif isinstance(value, DataType) and (ptr is None) == (count is None):
            self._dtype = value
            element = np.dtype(nptype(value))
            raw = (ctypes.c_char * (element.itemsize * count)).from_address(ptr) if ptr and count else b""
            self._array = np.frombuffer(memoryview(raw), element)
        else:
            raise TypeError("weights are made from a DataType, or a NumPy array, or a DataType, an address and a count")

    @property
    def dtype(self) -> DataType:
        """The type of the elements."""
        return self._dtype

    @property
    def size(self) -> int:
        """The number of elements."""
        return int(self._array.size)

    @property
    def nbytes(self) -> int:
        """The size in bytes."""
        return int(self._array.nbytes)

    def numpy(self) -> Array:
        """The elements as a one-dimensional NumPy array."""
        return self._array

    def __len__(self) -> int:
        return self.size


def read_weights(value: Weights | Array | None) -> Array:
    """A caller's weights, flat: a copy, so that the caller's buffer may change. None is no weights.

    Raises TypeError for what can't be converted to weights.
    """
    try:
        weights = value if isinstance(value, Weights) else Weights() if value is None else Weights(value)
    except ValueError as error:
        raise TypeError(str(error)) from None
    array = weights.numpy().copy()
    array.flags.writeable = False
    return array
