"""IDequantizeLayer: integers of eight bits back to floats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..dims import Extents
from ..dtypes import Array, DataType
from ..stored import API
from .layer_type import LayerType
from .quantize import ScaledLayer
from .values import every

if TYPE_CHECKING:
    from ..kernels.device import Device


class IDequantizeLayer(ScaledLayer):
    """``x * scale``."""

    kind = LayerType.DEQUANTIZE
    label = "Dequantize"

    def output_types(self, types: list[DataType]) -> list[DataType]:
        """Float, from Int8."""
        if types[0] != DataType.INT8:
            raise self.wrong_type(API, "Int8", types[0])
        self.check_scale(types)
        return [DataType.FLOAT]

    def compute(self, device: Device, inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """Exact in float64, rounded once."""
        x, scale = every(inputs)[:2]
        return [device.dequantize(x, self.spread(device, scale, x.ndim))]
