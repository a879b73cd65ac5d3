"""Memory of a CUDA device as applications give it: an address, or an object of any library that shows its memory."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

import numpy as np

from .arguments import read_handle
from .dims import known_volume, show
from .dtypes import nptype
from .errors import Refusal
from .memory import CLAUSE, HIGHEST
from .tensors import ITensor

CUDA_DEVICES = (2, 13)
"""DLPack's numbers for a CUDA device's own and managed memory."""


class DeviceMemory:
    """The memory of an object that shows it by the CUDA array interface or DLPack; keeps the object."""

    __slots__ = ("address", "dtype", "owner", "shape")

    def __init__(self, owner: Any, address: int, dtype: np.dtype[Any], shape: tuple[int, ...]) -> None:
        self.owner, self.address, self.dtype, self.shape = owner, address, dtype, shape

    def __index__(self) -> int:
        return self.address


def as_device_memory(buffer: Any, name: str) -> int | DeviceMemory:
    """An address, or the memory of ``buffer``.

    Refuses an object whose memory is the host's or has gaps. Raises TypeError for what is no memory at all.
    """
    if buffer is None:
        return 0
    if type(buffer) is int or isinstance(buffer, np.integer):
        return int(buffer)
    if isinstance(buffer, DeviceMemory):
        return buffer
    by_dlpack = not hasattr(buffer, "__cuda_array_interface__") and hasattr(buffer, "__dlpack__")
    if by_dlpack and int(buffer.__dlpack_device__()[0]) in CUDA_DEVICES:
        buffer = importlib.import_module("cupy").from_dlpack(buffer)
    if hasattr(buffer, "__cuda_array_interface__"):
        return _shown(buffer, name)
    if isinstance(buffer, np.ndarray) or hasattr(buffer, "__array_interface__") or hasattr(buffer, "__dlpack__"):
        text = f"{name}: the memory of a {type(buffer).__name__} is the host's, and this context computes on a device"
        raise Refusal(CLAUSE, text, tensor=name, value=type(buffer).__name__, permitted="device memory")
    return read_handle(buffer)


def _shown(buffer: Any, name: str) -> DeviceMemory:
    shown = buffer.__cuda_array_interface__
    dtype, shape, strides = np.dtype(shown["typestr"]), tuple(shown["shape"]), shown.get("strides")
    step = dtype.itemsize
    contiguous: list[int] = []
    for extent in reversed(shape):
        contiguous.insert(0, step)
        step *= extent
    if strides is not None and any(
        extent > 1 and stride != wanted for extent, stride, wanted in zip(shape, strides, contiguous, strict=True)
    ):
        raise Refusal(CLAUSE, f"{name}: the array is not contiguous", tensor=name)
    return DeviceMemory(buffer, int(shown["data"][0]), dtype, shape)


def address_of(memory: int | DeviceMemory, dims: tuple[int, ...], tensor: ITensor) -> int:
    """The address for a tensor of these dims; an object of another type, or that is too small, is refused."""
    name, count, element = tensor.name, known_volume(dims), np.dtype(nptype(tensor.dtype))
    if isinstance(memory, DeviceMemory):
        if memory.dtype != element:
            text = f"{name}: an array of {memory.dtype} where {element} is wanted"
            raise Refusal(CLAUSE, text, tensor=name, value=str(memory.dtype), permitted=str(element))
        if known_volume(memory.shape) < count:
            size = known_volume(memory.shape)
            text = f"{name}: an array of {size} elements where {show(dims)} needs {count}"
            raise Refusal(CLAUSE, text, tensor=name, value=size, permitted=f">= {count}")
        return memory.address
    if not 0 < memory <= HIGHEST - count * element.itemsize:
        raise Refusal(CLAUSE, f"{name}: {memory} is no address", tensor=name, permitted=(1, HIGHEST))
    return memory


def lacks_memory(buffers: Mapping[ITensor, Any], tensors: list[ITensor]) -> bool:
    """True if no memory may have been given for some tensor."""
    for tensor in tensors:
        memory = buffers.get(tensor)
        if type(memory) is not int or memory == 0:
            return True
    return False
