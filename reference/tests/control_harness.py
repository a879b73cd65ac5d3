"""What the tests of loops and conditionals share: the parts of a loop in few lines."""

from __future__ import annotations

from typing import Any

import dynshape_reference as trt
import numpy as np
from reference_harness import Net

COUNT, WHILE = trt.TripLimit.COUNT, trt.TripLimit.WHILE
LAST, CONCATENATE, REVERSE = trt.LoopOutput.LAST_VALUE, trt.LoopOutput.CONCATENATE, trt.LoopOutput.REVERSE
X = np.arange(6, dtype=np.float32).reshape(2, 3) + 1


def flags(*tensors: trt.ITensor) -> list[str]:
    return ["S" * t.is_shape_tensor + "E" * t.is_execution_tensor or "-" for t in tensors]


def counted(net: Net, count: trt.ITensor) -> trt.ILoop:
    loop = net.network.add_loop()
    assert loop.add_trip_limit(count, COUNT) is not None
    return loop


def recur(net: Net, loop: trt.ILoop, start: trt.ITensor, step: trt.ITensor, op: str = "SUM") -> tuple[Any, trt.ITensor]:
    """A recurrence that becomes ``op`` of itself and ``step``; the layer, and what it becomes."""
    layer = loop.add_recurrence(start)
    following = net.elementwise(layer.get_output(0), step, op)
    layer.set_input(1, following)
    return layer, following


def last(loop: trt.ILoop, layer: Any) -> trt.ITensor:
    return loop.add_loop_output(layer.get_output(0), LAST).get_output(0)


def scan(
    loop: trt.ILoop, tensor: trt.ITensor, length: trt.ITensor, kind: Any = CONCATENATE, axis: int = 0
) -> trt.ITensor:
    layer = loop.add_loop_output(tensor, kind, axis)
    layer.set_input(1, length)
    return layer.get_output(0)
