"""INonZeroLayer: where the elements are that are not zero."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..dims import UNKNOWN, Extents, is_known, known_volume
from ..dtypes import FLOATS, INTEGERS, Array, DataType
from ..shapes import View
from .base import ILayer
from .layer_type import LayerType
from .values import every

if TYPE_CHECKING:
    from ..kernels.device import Device


class INonZeroLayer(ILayer):
    """The subscripts of the elements that are not zero, one column each, in row-major order (8.5 and later)."""

    kind = LayerType.NON_ZERO
    label = "NonZero"
    data_dependent = True

    def rule(self) -> str:
        """DS-RULE-029."""
        return "E → E"

    def output_types(self, types: list[DataType]) -> list[DataType]:
        """Int32, from floats, integers and Bool."""
        if types[0] not in (*FLOATS, *INTEGERS, DataType.BOOL):
            raise self.wrong_type("DS-LAY-068", "a float, Int32 or Bool", types[0])
        return [DataType.INT32]

    def output_dims(self, view: View) -> list[Extents]:
        """The rank, and as many columns as phase 2 finds."""
        return [(len(view.dims(0)), UNKNOWN)]

    def greatest_dims(self, view: View) -> list[Extents]:
        """A column for each element."""
        dims = view.dims(0)
        return [(len(dims), known_volume(dims) if is_known(dims) else UNKNOWN)]

    def compute(self, device: Device, inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """The subscripts."""
        return [device.non_zero(every(inputs)[0])]
