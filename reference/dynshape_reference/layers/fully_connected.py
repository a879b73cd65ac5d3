"""IFullyConnectedLayer: the product with a matrix over the last three axes; gone from edition 10 on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..dims import UNKNOWN, Extents, known_volume, show
from ..dtypes import Array, Weights
from ..shapes import View
from .checked import CheckedSetting
from .layer_type import LayerType
from .setting import number
from .values import every
from .weighted import WeightedLayer

if TYPE_CHECKING:
    from ..kernels.device import Device


class IFullyConnectedLayer(WeightedLayer):
    """The last three axes as one vector of V elements, times a kernel (K, V), to axes (K, 1, 1) (DS-LAY-066)."""

    kind = LayerType.FULLY_CONNECTED
    label = "FullyConnected"
    title = "Fully Connected"
    clause = "DS-LAY-066"
    fields = ("num_output_channels", "kernel", "bias")

    num_output_channels = CheckedSetting(number, lambda count: 0 < count < 2**28, "within 1..2^28 - 1")

    def __init__(self, channels: int, kernel: Weights | Array | None, bias: Weights | Array | None) -> None:
        """``channels``: K."""
        self.num_output_channels = channels
        self.kernel = kernel
        self.bias = bias

    def output_dims(self, view: View) -> list[Extents]:
        """DS-LAY-066; the last three extents are build-time constants (DS-RES-004)."""
        dims = view.dims(0)
        self.check_rank(dims, 3)
        if UNKNOWN in dims[-3:]:
            axis = len(dims) - 3 + dims[-3:].index(UNKNOWN)
            text = f"the last three dimensions of {show(dims)} must not be dynamic"
            raise self.clash("DS-RES-004", text, axis=axis, value=UNKNOWN, permitted="a constant")
        self.check_kernel(view, self.kernel_dims(dims))
        self.check_bias(view, self.num_output_channels)
        return [(*dims[:-3], self.num_output_channels, 1, 1)]

    def compute(self, device: Device, inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """DS-LAY-066."""
        x = every(inputs)[0]
        channels, length = self.kernel_dims(x.shape)
        kernel = device.transpose(self.kernel_array(device, inputs, (channels, length)), (1, 0))
        rows = device.matrix_multiply(device.reshape(x, (known_volume(x.shape[:-3]), length)), kernel)
        return [device.reshape(self.with_bias(device, rows, inputs, axis=1), dims[0])]

    def kernel_split(self) -> Extents:
        """Each row makes one output."""
        return (1, 1, self.num_output_channels, -1)

    def kernel_dims(self, dims: Extents) -> Extents:
        """K and V, for an input of ``dims``."""
        return (self.num_output_channels, known_volume(dims[-3:]))
