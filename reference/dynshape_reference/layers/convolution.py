"""IConvolutionLayer: sums over a moving window and over channels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..dims import Extents, known_volume
from ..dtypes import Array
from ..editioned import by_edition
from .checked import DimsView
from .filter import FilterLayer
from .layer_type import LayerType
from .values import every

if TYPE_CHECKING:
    from ..kernels.device import Device


@by_edition
class IConvolutionLayer(FilterLayer):
    """The correlation with a kernel (maps, channels / groups, \\*window), over the last two or three axes."""

    kind = LayerType.CONVOLUTION
    label = "Convolution"
    clause = "DS-LAY-061"
    channel_clause = "DS-RES-002"

    dilation = DimsView("dilations", planar=True)

    def kernel_dims(self, channels: int) -> Extents:
        """DS-RES-012."""
        return (self.num_output_maps, channels // self.num_groups, *self.window)

    def kernel_split(self) -> Extents:
        """Each map has its own weights."""
        return (1, 1, self.num_output_maps, -1)

    def compute(self, device: Device, inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """DS-LAY-061, DS-LAY-062; what lies in the padding counts as 0."""
        x = every(inputs)[0]
        rank = len(self.window)
        lead, inner = x.shape[: -rank - 1], x.shape[-rank - 1 :]
        kernel = self.kernel_array(device, inputs, self.kernel_dims(inner[0]))
        images = device.reshape(x, (known_volume(lead), *inner))
        maps = device.convolution(images, kernel, self.settled_axes(x.shape), dims[0][-rank:], self.num_groups)
        return [device.reshape(self.with_bias(device, maps, inputs, axis=1), dims[0])]
