"""What the tests of the selection layers share."""

from __future__ import annotations

from typing import Any

import dynshape_reference as trt
import numpy as np
from reference_harness import Net


def dims_or_clause(net: Net, layer: trt.ILayer | None, index: int = 0) -> object:
    """The dims of an output, or the clause for which they are refused."""
    assert layer is not None
    net.log.take()
    shape = layer.get_output(index).shape
    try:
        return tuple(shape)
    except ValueError:
        return net.log.take()[0]


class Keeper(trt.IOutputAllocator):
    """Allocates what is asked for and keeps what it is told."""

    def __init__(self, answer: Any = None) -> None:
        super().__init__()
        self.answer = answer
        self.asked: list[tuple[str, int, int, int]] = []
        self.shapes: list[tuple[int, ...]] = []
        self.memory = np.zeros(0, np.uint8)

    def reallocate_output(self, tensor_name, memory, size, alignment):
        self.asked.append((tensor_name, memory, size, alignment))
        self.memory = np.zeros(size, np.uint8)
        return self.memory.ctypes.data if self.answer is None else self.answer

    def notify_shape(self, tensor_name, shape):
        self.shapes.append(tuple(shape))

    def array(self, dtype: Any = np.int32) -> Any:
        count = int(np.prod(self.shapes[-1]))
        return np.frombuffer(self.memory, dtype, count).reshape(self.shapes[-1])


def context_of(net: Net, **inputs: Any) -> trt.IExecutionContext:
    context = net.engine().create_execution_context()
    for name, array in inputs.items():
        assert context.set_input_shape(name, array.shape), net.log.records
        assert context.set_tensor_address(name, np.ascontiguousarray(array))
    return context
