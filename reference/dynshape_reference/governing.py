"""Networks for which all that is launched follows from the dims of one tensor."""

from __future__ import annotations

from .built import BuiltNetwork
from .dims import Extents
from .layers.base import ILayer
from .layers.constant import IConstantLayer
from .shapes import Shapes
from .tensors import ITensor


def governing_tensors(built: BuiltNetwork) -> list[ITensor]:
    """Tensors from whose dims, if they are the same, all launches follow; none where there are no such tensors.

    They are the only layer's input where that layer is one operation, and the execution tensors of a network of
    pointwise layers and weights.
    """
    if built.shape_inputs or built.shape_outputs:
        return []
    units = [unit for unit in built.schedule.units if not isinstance(unit, IConstantLayer)]
    if len(units) == 1 and isinstance(units[0], ILayer) and units[0].is_one_operation():
        return [tensor for tensor in units[0].inputs if tensor in built.graph.inputs]
    tensors = [tensor for tensor in built.graph.inputs if tensor.is_execution_tensor]
    for unit in units:
        if not isinstance(unit, ILayer) or not unit.is_pointwise:
            return []
        tensors += unit.outputs
    return tensors


def common_dims(tensors: list[ITensor], shapes: Shapes) -> Extents | None:
    """The dims of all of ``tensors``; None if they differ."""
    dims = None
    for tensor in tensors:
        own = shapes.dims(tensor)
        if dims is not None and own != dims:
            return None
        dims = own
    return dims
