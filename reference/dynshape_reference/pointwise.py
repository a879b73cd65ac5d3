"""Networks that compute element by element: what is launched for them differs by the number of elements alone."""

from __future__ import annotations

from .built import BuiltNetwork
from .dims import Extents, known_volume
from .layers.base import ILayer
from .layers.constant import IConstantLayer
from .shapes import Shapes
from .tensors import ITensor


def pointwise_tensors(built: BuiltNetwork) -> list[ITensor]:
    """The execution tensors of a network of pointwise layers and single numbers; none of any other network."""
    tensors = [tensor for tensor in built.graph.inputs if tensor.is_execution_tensor]
    for unit in built.schedule.units:
        if isinstance(unit, IConstantLayer) and known_volume(unit.dims) == 1:
            continue
        if not isinstance(unit, ILayer) or not unit.is_pointwise:
            return []
        tensors += unit.outputs
    return [] if built.shape_inputs or built.shape_outputs else tensors


def common_dims(tensors: list[ITensor], shapes: Shapes) -> Extents | None:
    """The dims of all of ``tensors``; None if they differ."""
    dims = {shapes.dims(tensor) for tensor in tensors}
    return dims.pop() if len(dims) == 1 else None
