"""The elements of a calibration batch on the host, wherever the application keeps them."""

from __future__ import annotations

from typing import Any

import numpy as np

from .device_memory import CUDA_DEVICES, DeviceMemory, address_of, as_device_memory
from .dims import Extents
from .dtypes import Array, nptype
from .kernels import cuda_driver
from .memory import as_memory, view_buffer
from .tensors import ITensor

DEFAULT_STREAM = 0
"""A batch is ready for the default stream, as TensorRT takes it to be."""


def given_dims(buffer: Any) -> Extents | None:
    """The dims of an array, None for an address."""
    shape = None if isinstance(buffer, np.generic) else getattr(buffer, "shape", None)
    return None if shape is None else tuple(shape)


def read_batch_input(buffer: Any, tensor: ITensor, dims: Extents, name: str, device: str) -> Array:
    """The elements of an input: ``buffer`` is an address or an array, of the host, or of ``device`` if that is cuda.

    Raises TypeError for what is neither; refuses an array of another type or size.
    """
    if device == "cuda" and _is_on_device(buffer):
        memory = as_device_memory(buffer, name)
        result = np.empty(dims, nptype(tensor.dtype))
        address = address_of(memory, dims, tensor)
        cuda_driver.find_driver().download(result, address, DEFAULT_STREAM)
        return result
    return view_buffer(as_memory(buffer, name), dims, tensor.dtype, name)


def _is_on_device(buffer: Any) -> bool:
    if isinstance(buffer, (int, np.integer)):
        try:
            return cuda_driver.find_driver().is_on_device(int(buffer))
        except cuda_driver.NoCuda:
            return False
    if isinstance(buffer, DeviceMemory) or hasattr(buffer, "__cuda_array_interface__"):
        return True
    return hasattr(buffer, "__dlpack_device__") and int(buffer.__dlpack_device__()[0]) in CUDA_DEVICES
