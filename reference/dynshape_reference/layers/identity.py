"""IIdentityLayer: the input, in another type if one was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..dims import Extents
from ..dtypes import Array, DataType
from ..shapes import View
from .base import ILayer
from .layer_type import LayerType
from .values import every

if TYPE_CHECKING:
    from ..kernels.device import Device


class IIdentityLayer(ILayer):
    """Copies; with `set_output_type` it converts (DS-LAY-057)."""

    kind = LayerType.IDENTITY
    label = "Identity"
    is_pointwise = True

    def rule(self) -> str:
        """DS-RULE-018."""
        return "t → t"

    def output_types(self, types: list[DataType]) -> list[DataType]:
        """The type of the input; `set_output_type` says otherwise, but not Bool in 8.4 (DS-LAY-057)."""
        if self.set_types.get(0) == DataType.BOOL != types[0] and not self.graph.edition.converts_to_bool:
            raise self.wrong_type("DS-LAY-057", "any input but can't convert it to Bool in this edition", types[0])
        return types

    def output_dims(self, view: View) -> list[Extents]:
        """Those of the input."""
        return [view.dims(0)]

    def known(self, masks: list[Array | None], inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """An element is known where the input is."""
        return every(masks)

    def compute(self, device: Device, inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """DS-LAY-057."""
        return [device.cast(every(inputs)[0], self.outputs[0].dtype)]
