"""ISoftMaxLayer: exponentials along an axis, divided by their sum."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..dims import Extents
from ..dtypes import Array, DataType
from ..shapes import View
from .checked import CheckedLayer, CheckedSetting
from .layer_type import LayerType
from .reduce import bit_mask
from .values import every

if TYPE_CHECKING:
    from ..kernels.device import Device


class ISoftMaxLayer(CheckedLayer):
    """Along the one axis in the bit mask ``axes`` (DS-LAY-059)."""

    kind = LayerType.SOFTMAX
    label = "SoftMax"
    title = "Softmax"
    clause = "DS-LAY-059"
    fields = ("axes",)

    axes = CheckedSetting(bit_mask, lambda mask: mask in [1 << axis for axis in range(8)], "a mask of one axis")

    def __init__(self, axes: int) -> None:
        """``axes``: the network gives the default, axis rank - 3 but at least 0."""
        self.axes = axes

    def rule(self) -> str:
        """DS-RULE-029: one of all other layers."""
        return "E → E"

    def output_types(self, types: list[DataType]) -> list[DataType]:
        """Floats."""
        self.check_floats(types)
        return [types[0]]

    def output_dims(self, view: View) -> list[Extents]:
        """Those of the input, which has two axes at least."""
        dims = view.dims(0)
        self.check_rank(dims, 2)
        if self.axis >= len(dims):
            text = f"axis {self.axis}, in the mask {self.axes:#b}, is not within 0..{len(dims) - 1}"
            within = (1, 1 << (len(dims) - 1))
            words = f"{self.name}: softmax axis({self.axis}) cannot be larger than number of dimensions({len(dims)})"
            raise self.clash(self.clause, text, axis=self.axis, value=self.axes, permitted=within, words=words)
        return [dims]

    def compute(self, device: Device, inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """DS-LAY-059."""
        return [device.softmax(every(inputs)[0], self.axis)]

    def is_one_operation(self) -> bool:
        """True."""
        return True

    @property
    def axis(self) -> int:
        """The axis in the mask."""
        return self.axes.bit_length() - 1
