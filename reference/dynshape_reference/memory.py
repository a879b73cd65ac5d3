"""Host memory by address, and arrays in its place.

TensorRT takes addresses. On a CPU an address is host memory; a NumPy array may be given instead.
"""

from __future__ import annotations

import ctypes
import operator
from typing import Any

import numpy as np

from .dims import Extents, known_volume, show
from .dtypes import Array, DataType, nptype
from .errors import Refusal

CLAUSE = "DS-PY-017"


def is_null(buffer: Any) -> bool:
    """True for None and for address 0."""
    return buffer is None or (not isinstance(buffer, np.ndarray) and operator.index(buffer) == 0)


def view_buffer(buffer: Any, dims: Extents, dtype: DataType, name: str) -> Array:
    """The elements at an address, or in an array, as an array of these dims that shares the memory.

    An address is trusted, as TensorRT trusts it. An array that is not contiguous, of another type or
    too small is refused. Raises TypeError for anything that is neither.
    """
    count = known_volume(dims)
    element = np.dtype(nptype(dtype))
    if isinstance(buffer, np.ndarray):
        return _view_array(buffer, dims, element, name)
    address = operator.index(buffer)
    if count == 0:
        return np.empty(dims, element)
    raw = (ctypes.c_char * (count * element.itemsize)).from_address(address)
    return np.frombuffer(memoryview(raw), element, count).reshape(dims)


def _view_array(array: Array, dims: Extents, element: np.dtype[Any], name: str) -> Array:
    count = known_volume(dims)
    if array.dtype != element:
        text = f"{name}: an array of {array.dtype} where {element} is wanted"
        raise Refusal(CLAUSE, text, tensor=name, value=str(array.dtype), permitted=str(element))
    if not array.flags.c_contiguous:
        raise Refusal(CLAUSE, f"{name}: the array is not contiguous", tensor=name)
    if array.size < count:
        text = f"{name}: an array of {array.size} elements where {show(dims)} needs {count}"
        raise Refusal(CLAUSE, text, tensor=name, value=array.size, permitted=f">= {count}")
    return array.reshape(-1)[:count].reshape(dims)
