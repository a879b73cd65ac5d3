"""Host memory by address, and arrays in its place.

TensorRT takes addresses. On a CPU an address is host memory. In its place may stand a NumPy array, or
any object that shows its memory by ``__array_interface__`` or DLPack, such as a tensor of PyTorch.
"""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np

from .arguments import read_handle
from .dims import Extents, known_volume, show, show_number
from .dtypes import Array, DataType, nptype
from .errors import Refusal

CLAUSE = "DS-PY-017"
HIGHEST = 2**64 - 1
HOST_DEVICES = (1, 3)
"""DLPack's numbers for memory that the host can read: its own, and CUDA's pinned memory."""


def as_memory(buffer: Any, name: str) -> Any:
    """An address as an int, or an array that shares the memory of ``buffer``.

    Refuses an object whose memory is a device's. Raises TypeError for what is no memory at all.
    """
    if buffer is None or isinstance(buffer, np.ndarray):
        return buffer
    if isinstance(buffer, np.integer):
        return int(buffer)
    if hasattr(buffer, "__cuda_array_interface__"):
        raise _no_host_memory(buffer, name)
    if hasattr(buffer, "__array_interface__"):
        return np.asarray(buffer)
    if hasattr(buffer, "__dlpack__"):
        if int(buffer.__dlpack_device__()[0]) not in HOST_DEVICES:
            raise _no_host_memory(buffer, name)
        array = np.from_dlpack(buffer)
        # DLPack itself can't say that memory is read-only; NumPy then takes it to be.
        return array if array.flags.writeable else np.asarray(_Writeable(array))
    return read_handle(buffer)


class _Writeable:
    """The memory of an array, to be written to; keeps the array alive."""

    def __init__(self, array: Array) -> None:
        self.array = array
        self.__array_interface__ = {**array.__array_interface__, "data": (array.ctypes.data, False)}


def _no_host_memory(buffer: Any, name: str) -> Refusal:
    text = f"{name}: the memory of a {type(buffer).__name__} is a device's, and this context computes on the host"
    return Refusal(CLAUSE, text, tensor=name, value=type(buffer).__name__, permitted="host memory")


def is_null(buffer: Any) -> bool:
    """True for None and for address 0."""
    if type(buffer) is int:
        return buffer == 0
    return buffer is None or (not isinstance(buffer, np.ndarray) and read_handle(buffer) == 0)


def check_writeable(buffer: Any, name: str) -> None:
    """Refuse an array that can't be written to."""
    if isinstance(buffer, np.ndarray) and not buffer.flags.writeable:
        raise Refusal(CLAUSE, f"{name}: the array is read-only", tensor=name)


def view_buffer(buffer: Any, dims: Extents, dtype: DataType, name: str) -> Array:
    """The elements at an address, or in an array, as an array of these dims that shares the memory.

    An address is trusted, as TensorRT trusts it. An array that is not contiguous, of another type or
    too small is refused. Raises TypeError for anything that is neither.
    """
    count = known_volume(dims)
    element = np.dtype(nptype(dtype))
    if isinstance(buffer, np.ndarray):
        return _view_array(buffer, dims, element, name)
    address = read_handle(buffer)
    if not 0 < address <= HIGHEST - count * element.itemsize:
        raise Refusal(CLAUSE, f"{name}: {show_number(address)} is no address", tensor=name, permitted=(1, HIGHEST))
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
