"""IParametricReLULayer: a leaky ReLU whose slopes are a tensor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..dims import UNKNOWN, Extents, show
from ..dtypes import Array, DataType
from ..shapes import View
from .checked import CheckedLayer
from .layer_type import LayerType
from .values import every

if TYPE_CHECKING:
    from ..kernels.device import Device

SLOPES = 1


class IParametricReLULayer(CheckedLayer):
    """x where it is not negative, else x * slope; the slopes are broadcast to the input (DS-LAY-069)."""

    kind = LayerType.PARAMETRIC_RELU
    label = "ParametricReLU"
    is_pointwise = True
    title = "Parametric ReLU"
    clause = "DS-LAY-069"
    input_count = (2, 2)

    def rule(self) -> str:
        """DS-RULE-029: one of all other layers."""
        return "E × E → E"

    def output_types(self, types: list[DataType]) -> list[DataType]:
        """Floats of one type."""
        self.check_floats(types)
        if types[SLOPES] != types[0]:
            raise self.wrong_type(self.clause, f"slopes of type {types[0].name}, as the input", types[SLOPES])
        return [types[0]]

    def output_dims(self, view: View) -> list[Extents]:
        """Those of the input: only the slopes are broadcast."""
        dims, slopes = view.dims(0), view.dims(SLOPES)
        self.same_rank(self.clause, [dims, slopes])
        for axis, (extent, slope) in enumerate(zip(dims, slopes, strict=True)):
            if slope not in (extent, 1, UNKNOWN) and extent != UNKNOWN:
                text = f"axis {axis}: slopes {show(slopes)} can't be broadcast to the input {show(dims)}"
                raise self.clash(self.clause, text, axis=axis, value=slope, permitted=(extent, 1))
        return [dims]

    def compute(self, device: Device, inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """DS-LAY-069."""
        x, slopes = every(inputs)
        return [device.parametric_relu(x, slopes)]
