"""IUnaryLayer: one operation on each element."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..dims import Extents
from ..dtypes import FLOATS, INTEGERS, Array, DataType
from ..enums import Enum
from ..shapes import View
from .base import ILayer
from .layer_type import LayerType
from .setting import Setting
from .values import every

if TYPE_CHECKING:
    from ..kernels.device import Device


class UnaryOperation(Enum):
    """The operations of IUnaryLayer."""

    EXP = 0
    LOG = 1
    SQRT = 2
    RECIP = 3
    ABS = 4
    NEG = 5
    SIN = 6
    COS = 7
    TAN = 8
    SINH = 9
    COSH = 10
    ASIN = 11
    ACOS = 12
    ATAN = 13
    ASINH = 14
    ACOSH = 15
    ATANH = 16
    CEIL = 17
    FLOOR = 18
    ERF = 19
    NOT = 20
    SIGN = 21
    ROUND = 22
    ISINF = 23


FOR_INTEGERS = (UnaryOperation.ABS, UnaryOperation.NEG, UnaryOperation.SIGN)


class IUnaryLayer(ILayer):
    """``op`` of each element."""

    kind = LayerType.UNARY
    label = "Unary"
    is_pointwise = True
    fields = ("op",)

    op = Setting(UnaryOperation)

    def __init__(self, op: UnaryOperation) -> None:
        """``op``: the operation."""
        self.op = op

    def rule(self) -> str:
        """DS-RULE-028."""
        return "t → t"

    def output_types(self, types: list[DataType]) -> list[DataType]:
        """DS-LAY-051."""
        taken = types[0]
        if self.op == UnaryOperation.NOT:
            if taken != DataType.BOOL:
                raise self.wrong_type("DS-LAY-051", "Bool for NOT", taken, self.say_type("input", taken, "Bool"))
        elif taken in INTEGERS:
            if self.op != UnaryOperation.SIGN and not (
                self.graph.edition.integer_arithmetic and self.op in FOR_INTEGERS
            ):
                raise self.wrong_type("DS-LAY-051", f"a float or Int8 for {self.op.name}", taken)
        elif taken not in (*FLOATS, DataType.INT8):
            raise self.wrong_type("DS-LAY-051", f"a float or Int8 for {self.op.name}", taken)
        return [DataType.BOOL if self.op == UnaryOperation.ISINF else taken]

    def output_dims(self, view: View) -> list[Extents]:
        """Those of the input."""
        return [view.dims(0)]

    def known(self, masks: list[Array | None], inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """An element is known where the input is."""
        return every(masks)

    def compute(self, device: Device, inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """Half-way cases of ROUND go to the even neighbour."""
        return [device.unary(self.op.name, every(inputs)[0])]
