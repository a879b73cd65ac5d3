"""The element types of a graph's tensors, worked out on demand and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .dtypes import DataType

if TYPE_CHECKING:
    from .layers.base import ILayer
    from .tensors import ITensor


class ElementTypes:
    """Types follow from the inputs' types layer by layer, without recursion; the graph says what to forget."""

    def __init__(self) -> None:
        """Nothing is worked out yet."""
        self._known: dict[ITensor, DataType] = {}

    def of(self, tensor: ITensor) -> DataType:
        """The type of ``tensor``. On a cycle of layers, which no build accepts, it is FLOAT somewhere."""
        known = self._known
        if tensor in known:
            return known[tensor]
        stack, under_way = [tensor], set()
        while stack:
            current = stack[-1]
            layer = current.producer
            if current in known:
                stack.pop()
            elif layer is None:
                known[current] = current.declared_type
            else:
                missing = [operand for operand in layer.inputs if operand is not None and operand not in known]
                if missing and current not in under_way:
                    under_way.add(current)
                    stack.extend(operand for operand in missing if operand not in under_way)
                else:
                    types = [known.get(t, DataType.FLOAT) if t is not None else DataType.FLOAT for t in layer.inputs]
                    known[current] = layer.output_dtype(current.output_index, types)
        return known[tensor]

    def check(self, layer: ILayer) -> None:
        """Refuse inputs of types that ``layer`` does not take; the types of its outputs are known then."""
        types = [DataType.FLOAT if tensor is None else self.of(tensor) for tensor in layer.inputs]
        made = layer.output_types(types)
        for tensor, dtype in zip(layer.outputs, made, strict=False):
            self._known[tensor] = layer.set_types.get(tensor.output_index, dtype)

    def forget(self, tensor: ITensor) -> bool:
        """Forget ``tensor``; False if nothing was known of it, so that nothing can follow from it."""
        return self._known.pop(tensor, None) is not None
