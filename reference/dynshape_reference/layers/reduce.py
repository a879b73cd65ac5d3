"""IReduceLayer: one operation over whole axes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..arguments import read_int, read_truth
from ..dims import Extents
from ..dtypes import INTEGERS, Array, DataType, nptype
from ..enums import Enum
from ..shapes import View
from .base import ILayer
from .layer_type import LayerType
from .setting import Setting
from .values import every

if TYPE_CHECKING:
    from ..kernels.device import Device


def bit_mask(value: object) -> int:
    """A word of 32 bits."""
    mask = read_int(value, bits=33)
    if mask < 0:
        raise TypeError(f"{mask} is no bit mask")
    return mask


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
    axes = Setting(bit_mask)
    keep_dims = Setting(read_truth)

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

    def check_shape_use(self, view: View) -> None:
        """No averages of integers (DS-LAY-043)."""
        dtype = self.outputs[0].dtype
        if self.op == ReduceOperation.AVG and dtype in INTEGERS:
            raise self.wrong_type("DS-LAY-043", "no integers for AVG in a shape computation", dtype)

    def output_dims(self, view: View) -> list[Extents]:
        """DS-LAY-041; a mask that names no axis, or one beyond the rank, is refused."""
        dims = view.dims(0)
        if not 0 < self.axes < 1 << len(dims):
            text = f"the mask {self.axes:#b} names no axis, or one beyond the rank {len(dims)}"
            words = f"{self.name}: invalid reduction dimension {self.axes.bit_length() - 1} specified in reduceAxes "
            words += f"for {len(dims)} dimensional input"
            within = (1, (1 << len(dims)) - 1)
            raise self.clash(
                "DS-LAY-041", text, value=self.axes, permitted=within, words=words if self.axes > 0 else ""
            )
        reduced = self.reduced_axes()
        if self.keep_dims:
            return [tuple(1 if axis in reduced else extent for axis, extent in enumerate(dims))]
        return [tuple(extent for axis, extent in enumerate(dims) if axis not in reduced)]

    def known(self, masks: list[Array | None], inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """A result is known if all that it is made of is."""
        return [np.asarray(np.all(every(masks)[0], axis=tuple(self.reduced_axes()), keepdims=self.keep_dims))]

    def compute(self, device: Device, inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """DS-LAY-041, DS-LAY-042; an average of integers truncates toward zero."""
        x, axes = every(inputs)[0], self.reduced_axes()
        result = device.reduce(self.op.name, x, axes, self.keep_dims)
        if device.checks_values and x.dtype.kind == "i" and any(x.shape[axis] == 0 for axis in axes):
            # Phase 1 keeps Int32 in 64 bits, but the greatest Int32 is what it is.
            limits = np.iinfo(nptype(self.present(0).dtype))
            result = result.clip(limits.min, limits.max)
        return [result]

    def is_one_operation(self) -> bool:
        """True."""
        return True

    def reduced_axes(self) -> list[int]:
        """The axes in the mask."""
        return [axis for axis in range(self.axes.bit_length()) if self.axes >> axis & 1]
