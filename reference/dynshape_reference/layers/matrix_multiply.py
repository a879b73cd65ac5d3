"""IMatrixMultiplyLayer: products of matrices and vectors, in batches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..dims import Extents, show
from ..dtypes import FLOATS, Array, DataType
from ..enums import Enum
from ..log_style import Instruction
from ..shapes import View, broadcast_dims, unify_extents
from .base import ILayer
from .layer_type import LayerType
from .refusing import CONFORMABLE
from .setting import Setting
from .values import every

if TYPE_CHECKING:
    from ..kernels.device import Device


class MatrixOperation(Enum):
    """How an operand is read: as it is, transposed, or as a vector."""

    NONE = 0
    TRANSPOSE = 1
    VECTOR = 2


class IMatrixMultiplyLayer(ILayer):
    """The product over the inner extents; leading axes are batches and broadcast (DS-LAY-058)."""

    kind = LayerType.MATRIX_MULTIPLY
    label = "MatrixMultiply"
    title = "Matrix Multiply"
    fields = ("op0", "op1")
    input_count = (2, 2)
    int8_inputs = (0, 1)

    op0 = Setting(MatrixOperation)
    op1 = Setting(MatrixOperation)

    def __init__(self, op0: MatrixOperation, op1: MatrixOperation) -> None:
        """How the two operands are read."""
        self.op0 = op0
        self.op1 = op1

    def rule(self) -> str:
        """DS-RULE-029: one of all other layers."""
        return "E × E → E"

    def output_types(self, types: list[DataType]) -> list[DataType]:
        """Floats (DS-RULE-039)."""
        for dtype in types:
            if dtype not in FLOATS:
                raise self.wrong_type("DS-LAY-058", "a float", dtype)
        return [types[0] if types[0] == types[1] else DataType.FLOAT]

    def output_dims(self, view: View) -> list[Extents]:
        """DS-LAY-058."""
        lead0, rows, inner0 = self._split(view.dims(0), self.op0, first=True)
        lead1, inner1, columns = self._split(view.dims(1), self.op1, first=False)
        if len(lead0) != len(lead1):
            text = f"{show(view.dims(0))} and {show(view.dims(1))} have unequal numbers of leading axes"
            raise self.clash("DS-LAY-058", text, value=(view.dims(0), view.dims(1)), misfit=CONFORMABLE)
        lead = broadcast_dims([lead0, lead1])
        if lead is None:
            text = f"leading axes {show(lead0)} and {show(lead1)} are neither equal nor 1"
            raise self.clash("DS-LAY-058", text, value=(lead0, lead1), misfit=CONFORMABLE)
        if unify_extents(inner0[0], inner1[0]) is None:
            text = f"inner extents {inner0[0]} and {inner1[0]} are unequal"
            fails = "attempt to multiply two matrices with mismatching dimensions"
            raise self.clash(
                "DS-LAY-058",
                text,
                value=inner0[0],
                permitted=inner1[0],
                words=(
                    f"{self.name}: {_place(self.op0, last=True)} of input0 = {inner0[0]} and "
                    f"{_place(self.op1, last=False)} of input1 = {inner1[0]} but must match."
                ),
                instruction=Instruction(fails, "==", (inner0[0], inner1[0])),
            )
        return [lead + rows + columns]

    def compute(self, device: Device, inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """DS-LAY-058."""
        a, b = every(inputs)
        if self.op0 == MatrixOperation.VECTOR:
            a = device.reshape(a, (*a.shape[:-1], 1, a.shape[-1]))
        if self.op1 == MatrixOperation.VECTOR:
            b = device.reshape(b, (*b.shape, 1))
        product = device.matrix_multiply(_matrix(device, a, self.op0), _matrix(device, b, self.op1))
        return [device.reshape(product, dims[0])]

    def is_one_operation(self) -> bool:
        """True of matrices."""
        return MatrixOperation.VECTOR not in (self.op0, self.op1)

    def _split(self, dims: Extents, op: MatrixOperation, first: bool) -> tuple[Extents, Extents, Extents]:
        least = 1 if op == MatrixOperation.VECTOR else 2
        if len(dims) < least:
            raise self.clash("DS-LAY-058", f"{op.name} needs rank {least} at least, not {show(dims)}", value=dims)
        if op == MatrixOperation.VECTOR:
            return (dims[:-1], (), dims[-1:]) if first else (dims[:-1], dims[-1:], ())
        high, low = dims[-2:-1], dims[-1:]
        return (dims[:-2], low, high) if op == MatrixOperation.TRANSPOSE else (dims[:-2], high, low)


def _place(op: MatrixOperation, last: bool) -> str:
    """Which axis of an operand is the inner one; ``last``: it is for an operand that is read as it is."""
    is_last = op == MatrixOperation.VECTOR or last == (op == MatrixOperation.NONE)
    return "last dimension" if is_last else "second to last dimension"


def _matrix(device: Device, x: Array, op: MatrixOperation) -> Array:
    if op != MatrixOperation.TRANSPOSE:
        return x
    last = x.ndim - 1
    return device.transpose(x, (*range(last - 1), last, last - 1))
