"""IElementWiseLayer: one operation on two tensors, with broadcasting of extent 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..dims import Extents, show
from ..dtypes import FLOATS, INTEGERS, Array, DataType
from ..enums import Enum
from ..shapes import View, broadcast_dims
from .base import ILayer, every
from .layer_type import LayerType
from .setting import Setting

if TYPE_CHECKING:
    from ..kernels.device import Device


class ElementWiseOperation(Enum):
    """The operations of IElementWiseLayer (DS-LAY-004)."""

    SUM = 0
    PROD = 1
    MAX = 2
    MIN = 3
    SUB = 4
    DIV = 5
    POW = 6
    FLOOR_DIV = 7
    AND = 8
    OR = 9
    XOR = 10
    EQUAL = 11
    GREATER = 12
    LESS = 13


DIVISIONS = (ElementWiseOperation.DIV, ElementWiseOperation.FLOOR_DIV)
LOGICAL = (ElementWiseOperation.AND, ElementWiseOperation.OR, ElementWiseOperation.XOR)
COMPARISONS = (ElementWiseOperation.EQUAL, ElementWiseOperation.GREATER, ElementWiseOperation.LESS)


class IElementWiseLayer(ILayer):
    """Two inputs of one rank; on each axis their extents are equal or one of them is 1."""

    kind = LayerType.ELEMENTWISE
    label = "ElementWise"
    fields = ("op",)
    input_count = (2, 2)
    int8_inputs = (0, 1)

    op = Setting(ElementWiseOperation)

    def __init__(self, op: ElementWiseOperation) -> None:
        """``op``: the operation."""
        self.op = op

    def rule(self) -> str:
        """DS-RULE-005."""
        return "t × t → t"

    def output_types(self, types: list[DataType]) -> list[DataType]:
        """DS-LAY-003."""
        left, right = types
        if left != right and not (left in FLOATS and right in FLOATS):
            raise self.wrong_type("DS-LAY-003", f"operands of one type ({left.name} is the first)", right)
        if self.op in LOGICAL:
            if left != DataType.BOOL:
                raise self.wrong_type("DS-LAY-003", f"Bool for {self.op.name}", left)
            return [DataType.BOOL]
        if self.op == ElementWiseOperation.POW:
            if left not in FLOATS and not (self.graph.edition.integer_arithmetic and left in INTEGERS):
                raise self.wrong_type("DS-LAY-003", "a floating-point type for POW", left)
        elif left not in (*FLOATS, *INTEGERS, DataType.INT8) and not (
            left == DataType.BOOL and self.op == ElementWiseOperation.EQUAL and self.graph.edition.has_int64
        ):
            raise self.wrong_type("DS-LAY-003", f"a float, Int8 or Int32 for {self.op.name}", left)
        if self.op in COMPARISONS:
            return [DataType.BOOL]
        return [left if left == right else DataType.FLOAT]

    def output_dims(self, view: View) -> list[Extents]:
        """DS-LAY-001, DS-LAY-002."""
        both = [view.dims(0), view.dims(1)]
        self.same_rank("DS-LAY-001", both)
        dims = broadcast_dims(both)
        if dims is None:
            text = f"dimensions not compatible for elementwise: {show(both[0])} and {show(both[1])}"
            pairs = enumerate(zip(*both, strict=True))
            axis = next(axis for axis, pair in pairs if broadcast_dims([pair[:1], pair[1:]]) is None)
            raise self.clash("DS-LAY-001", text, axis=axis, value=tuple(both), permitted="equal extents, or 1")
        return [dims]

    def known(self, masks: list[Array | None], inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """An element is known where both operands are."""
        return [np.logical_and(*every(masks))]

    def compute(self, device: Device, inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """DS-LAY-004; in phase 1 an integer divided by zero is refused."""
        a, b = every(inputs)
        divides = self.op in DIVISIONS
        if divides and device.checks_values and b.dtype.kind == "i" and not b.all() and a.size:
            raise self.clash("DS-LAY-004", "division by zero in a shape computation", value=0)
        return [device.elementwise(self.op.name, a, b)]
