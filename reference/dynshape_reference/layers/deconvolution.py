"""IDeconvolutionLayer: every input element spreads over a window; the transpose of a convolution."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..dims import Extents, known_volume
from ..dtypes import Array
from ..editioned import by_edition
from ..kernels.window_axis import WindowAxis
from .filter import FilterLayer
from .layer_type import LayerType
from .values import every
from .windows import SAME

if TYPE_CHECKING:
    from ..kernels.device import Device


@by_edition
class IDeconvolutionLayer(FilterLayer):
    """With a kernel (channels, maps / groups, \\*window); padding is trimmed from the output (DS-LAY-063)."""

    kind = LayerType.DECONVOLUTION
    label = "Deconvolution"
    clause = "DS-LAY-063"
    channel_clause = "DS-RES-003"

    def settled(self, extent: int, axis: WindowAxis) -> WindowAxis:
        """DS-LAY-063; the CAFFE modes are as the EXPLICIT ones."""
        return self.shared(axis, max(axis.span - axis.stride, 0)) if self.padding_mode in SAME else axis

    def moved_extent(self, extent: int, axis: WindowAxis) -> int:
        """DS-LAY-063: in the SAME modes this is min(I * S, (I - 1) * S + DK), as the padding there is settled."""
        return (extent - 1) * axis.stride + axis.span - (axis.before + axis.after)

    def kernel_dims(self, channels: int) -> Extents:
        """DS-RES-012; channels come first."""
        return (channels, self.num_output_maps // self.num_groups, *self.window)

    def kernel_split(self) -> Extents:
        """All channels of a group have weights for each of its maps."""
        return (self.num_groups, -1, self.num_output_maps // self.num_groups, known_volume(self.window))

    def compute(self, device: Device, inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """DS-LAY-063."""
        x = every(inputs)[0]
        rank = len(self.window)
        lead, inner = x.shape[: -rank - 1], x.shape[-rank - 1 :]
        kernel = self.kernel_array(device, inputs, self.kernel_dims(inner[0]))
        images = device.reshape(x, (known_volume(lead), *inner))
        maps = device.deconvolution(images, kernel, self.settled_axes(x.shape), dims[0][-rank:], self.num_groups)
        return [device.reshape(self.with_bias(device, maps, inputs, axis=1), dims[0])]
