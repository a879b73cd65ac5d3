"""Output allocators: memory for outputs whose size is known only once they are computed (8.5 and later)."""

from __future__ import annotations

from typing import Any

import numpy as np

from .arguments import read_handle
from .derivable import Derivable
from .dims import Dims, Extents, known_volume
from .errors import ErrorCodeTRT, Refusal
from .memory import is_null
from .tensors import ITensor

ALIGNMENT = 256
"""What is asked for; memory of a CPU needs less, and nothing checks it."""


class IOutputAllocator(Derivable):
    """Gives memory for an output while ``execute_async_v3`` runs; to derive from."""

    @property
    def tensorrt_version(self) -> int:
        """The version that the interface is of, as 1000 × major + 100 × minor + patch."""
        return 8601

    def reallocate_output(self, tensor_name: str, memory: int, size: int, alignment: int) -> Any:
        """The address of ``size`` bytes, one at least, or a NumPy array; 0 or None if there are none.

        ``memory`` is the address given by ``set_tensor_address``, 0 for none; it may be the answer.
        """
        raise NotImplementedError("reallocate_output: an output allocator says where the memory is")

    def notify_shape(self, tensor_name: str, shape: Dims) -> None:
        """Called with the dims of the output, after `reallocate_output`."""
        raise NotImplementedError("notify_shape: an output allocator hears of the output's dims")


def allocate(allocator: IOutputAllocator, tensor: ITensor, dims: Extents, current: Any) -> Any:
    """The memory that ``allocator`` gives for an output of these dims.

    Refused where it gives none, and where it raises: TensorRT can't hand on an exception either.
    """
    size = max(1, known_volume(dims) * tensor.dtype.itemsize)
    address = current.ctypes.data if isinstance(current, np.ndarray) else read_handle(current or 0)
    try:
        memory = allocator.reallocate_output(tensor.name, address, size, ALIGNMENT)
        null = is_null(memory)
        allocator.notify_shape(tensor.name, Dims(dims))
    except Exception as error:
        text = f"{tensor.name}: the output allocator raised {type(error).__name__}: {error}"
        raise _failed(tensor, text, size) from error
    if null:
        raise _failed(tensor, f"{tensor.name}: the output allocator gave no memory for {size} bytes", size)
    return memory


def _failed(tensor: ITensor, text: str, size: int) -> Refusal:
    code = ErrorCodeTRT.FAILED_ALLOCATION
    return Refusal("DS-EST-019", text, code=code, tensor=tensor.name, value=0, permitted=f">= {size} bytes")
