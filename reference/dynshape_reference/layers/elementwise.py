"""IElementWiseLayer: one operation on two tensors, with broadcasting of extent 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..dims import Extents, show
from ..dtypes import FLOATS, INTEGERS, Array, DataType
from ..enums import Enum
from ..log_style import Instruction
from ..shapes import View, broadcast_dims
from .base import ILayer
from .layer_type import LayerType
from .refusing import CONFORMABLE
from .setting import Setting
from .values import every

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
    is_pointwise = True
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
            words = self._say_types(left, right)
            raise self.wrong_type("DS-LAY-003", f"operands of one type ({left.name} is the first)", right, words)
        if self.op in LOGICAL:
            if left != DataType.BOOL:
                raise self.wrong_type("DS-LAY-003", f"Bool for {self.op.name}", left, self._say_boolean(left))
            return [DataType.BOOL]
        if self.op == ElementWiseOperation.POW:
            if left not in FLOATS and not (self.graph.edition.integer_arithmetic and left in INTEGERS):
                words = "operation POW requires inputs with activation type."
                raise self.wrong_type("DS-LAY-003", "a floating-point type for POW", left, words)
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
            raise self.clash(
                "DS-LAY-001",
                text,
                axis=axis,
                value=tuple(both),
                permitted="equal extents, or 1",
                misfit=CONFORMABLE,
                instruction=self._instruction(both[0][axis], both[1][axis]),
            )
        return [dims]

    def _instruction(self, left: int, right: int) -> Instruction:
        text = "dimensions not compatible for elementwise."
        if self.edition.has_bindings:
            return Instruction(text, "==", (left, right))
        return Instruction(
            f"{text} Broadcast has incompatible dimensions: {left} != {right} && {left} != 1 && {right} != 1."
        )

    def _say_types(self, left: DataType, right: DataType) -> str:
        names = f"{left.name.title()} and {right.name.title()}"
        if self.edition.has_bindings:
            return f"operation {self.op.name} has incompatible input types {names}"
        return f"ElementWiseOperation {self.op.name} must have same input types. But they are of types {names}."

    def _say_boolean(self, got: DataType) -> str:
        if self.edition.has_bindings:
            return f"operation {self.op.name} requires boolean inputs."
        return f"ElementWiseOperation {self.op.name} requires boolean inputs. Input type is {got.name.title()}."

    def known(self, masks: list[Array | None], inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """An element is known where both operands are."""
        return [np.logical_and(*every(masks))]

    def compute(self, device: Device, inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """DS-LAY-004; in phase 1 an integer divided by zero is refused."""
        a, b = every(inputs)
        divides = self.op in DIVISIONS
        if divides and device.checks_values and b.dtype.kind == "i" and not b.all() and a.size:
            text = "division by zero in a shape computation"
            raise self.clash("DS-LAY-004", text, value=0, misfit="divide by zero")
        return [device.elementwise(self.op.name, a, b)]
