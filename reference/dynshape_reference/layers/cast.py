"""ICastLayer: the elements in another type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..dims import Extents
from ..dtypes import HOST_TYPES, Array, DataType
from ..shapes import View
from .base import ILayer
from .layer_type import LayerType
from .setting import Setting
from .values import every

if TYPE_CHECKING:
    from ..kernels.device import Device


class ICastLayer(ILayer):
    """Converts to ``to_type`` (DS-LAY-057, 8.6 and later)."""

    kind = LayerType.CAST
    label = "Cast"
    is_pointwise = True
    fields = ("to_type",)

    to_type = Setting(DataType)

    def __init__(self, to_type: DataType) -> None:
        """``to_type``: the type of the output."""
        self.to_type = to_type

    def rule(self) -> str:
        """DS-RULE-018: as the identity."""
        return "t → t"

    def output_types(self, types: list[DataType]) -> list[DataType]:
        """``to_type``, if the edition has it (DS-LAY-057)."""
        lacking = self.to_type == DataType.INT64 and not self.graph.edition.has_int64
        if self.to_type not in HOST_TYPES or lacking:
            raise self.wrong_type("DS-LAY-057", "a target that the edition and this engine have", self.to_type)
        return [self.to_type]

    def output_dims(self, view: View) -> list[Extents]:
        """Those of the input."""
        return [view.dims(0)]

    def known(self, masks: list[Array | None], inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """An element is known where the input is."""
        return every(masks)

    def compute(self, device: Device, inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """Floats truncate to integers, anything to Bool is ``!= 0``."""
        return [device.cast(every(inputs)[0], self.to_type)]
