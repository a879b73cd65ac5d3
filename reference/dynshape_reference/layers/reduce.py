"""IReduceLayer: one operation over whole axes."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING

import numpy as np

from ..dims import Extents
from ..dtypes import Array, DataType
from ..enums import Enum
from ..shapes import View
from .base import ILayer, every
from .layer_type import LayerType
from .setting import Setting, truth

if TYPE_CHECKING:
    from ..kernels.device import Device


class ReduceOperation(Enum):
    """The operations of IReduceLayer."""

    SUM = 0
    PROD = 1
    MAX = 2
    MIN = 3
    AVG = 4


class IReduceLayer(ILayer):
    """``op`` over the axes in the bit mask ``axes`` (DS-LAY-041)."""

    kind = LayerType.REDUCE
    label = "Reduce"
    fields = ("op", "axes", "keep_dims")

    op = Setting(ReduceOperation)
    axes = Setting(operator.index)
    keep_dims = Setting(truth)

    def __init__(self, op: ReduceOperation, axes: int, keep_dims: bool) -> None:
        """``axes``: bit i stands for axis i. ``keep_dims``: reduced axes stay, with extent 1."""
        self.op = op
        self.axes = axes
        self.keep_dims = keep_dims

    def rule(self) -> str:
        """DS-RULE-019."""
        return "t → t"

    def output_types(self, types: list[DataType]) -> list[DataType]:
        """Anything but Bool (DS-LAY-043)."""
        if types[0] == DataType.BOOL:
            raise self.wrong_type("DS-LAY-043", "anything but Bool", types[0])
        return [types[0]]

    def output_dims(self, view: View) -> list[Extents]:
        """DS-LAY-041; a mask that names no axis, or one beyond the rank, is refused."""
        dims = view.dims(0)
        if not 0 < self.axes < 1 << len(dims):
            text = f"the mask {self.axes:#b} names no axis, or one beyond the rank {len(dims)}"
            raise self.clash("DS-LAY-041", text, value=self.axes, permitted=(1, (1 << len(dims)) - 1))
        reduced = self.reduced_axes()
        if self.keep_dims:
            return [tuple(1 if axis in reduced else extent for axis, extent in enumerate(dims))]
        return [tuple(extent for axis, extent in enumerate(dims) if axis not in reduced)]

    def known(self, masks: list[Array | None], inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """A result is known if all that it is made of is."""
        return [np.asarray(np.all(every(masks)[0], axis=tuple(self.reduced_axes()), keepdims=self.keep_dims))]

    def compute(self, device: Device, inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """DS-LAY-041, DS-LAY-042; an average of integers truncates toward zero."""
        return [device.reduce(self.op.name, every(inputs)[0], self.reduced_axes(), self.keep_dims)]

    def reduced_axes(self) -> list[int]:
        """The axes in the mask."""
        return [axis for axis in range(self.axes.bit_length()) if self.axes >> axis & 1]
