"""Phase 2: the elements of execution tensors, layer by layer, on a device (DS-EST-001)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .dims import is_known
from .dtypes import Array
from .kernels.device import Device
from .layers.base import ILayer
from .rules import SHAPE, parse_rule
from .shapes import Shapes
from .tensors import ITensor


def execute(
    order: Sequence[ILayer], shapes: Shapes, inputs: Mapping[ITensor, Array], outputs: Sequence[ITensor], device: Device
) -> dict[ITensor, Array]:
    """The arrays of ``outputs``.

    Only what execution needs is computed. An array is dropped after the last layer that reads it.
    Dims and shape values that depend on computed elements are put into ``shapes`` as they come, and
    phase 1 goes on from there (DS-EST-023).
    """
    arrays = dict(inputs)
    wanted = [layer for layer in order if any(_is_computed(tensor) for tensor in layer.outputs)]
    last_reader = {tensor: layer for layer in wanted for tensor in layer.inputs if tensor is not None}
    kept = set(outputs)
    for layer in wanted:
        dims = [shapes.dims(tensor) for tensor in layer.outputs]
        if layer.inputs and not layer.inputs_read_for_value():
            results = [_phase_one(shapes, tensor) for tensor in layer.outputs]
        else:
            results = layer.compute(device, _operands(layer, shapes, arrays), dims)
        for tensor, extents, result in zip(layer.outputs, dims, results, strict=True):
            arrays[tensor] = device.cast(result, tensor.dtype)
            if _is_barrier(tensor) or not is_known(extents):
                shapes.settle(tensor, arrays[tensor], value_too=_is_barrier(tensor))
        for operand in layer.inputs:
            if operand is not None and last_reader[operand] is layer and operand not in kept:
                arrays.pop(operand, None)
    return {tensor: arrays[tensor] for tensor in outputs}


def _is_computed(tensor: ITensor) -> bool:
    return tensor.is_execution_tensor or _is_barrier(tensor)


def _is_barrier(tensor: ITensor) -> bool:
    return tensor in tensor.graph.classes.barriers


def _operands(layer: ILayer, shapes: Shapes, arrays: Mapping[ITensor, Array]) -> list[Array | None]:
    rule = parse_rule(layer.rule())
    operands: list[Array | None] = []
    for symbol, tensor in zip(rule.inputs, layer.inputs, strict=True):
        if tensor is None:
            operands.append(None)
        elif symbol == SHAPE:
            operands.append(_phase_one(shapes, tensor))
        else:
            operands.append(arrays[tensor])
    return operands


def _phase_one(shapes: Shapes, tensor: ITensor) -> Array:
    value = shapes.value(tensor)
    assert value is not None and value.complete, f"{tensor.name} is not known after phase 1"
    return value.data
