"""ILRNLayer: local response normalization across channels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..dims import Extents
from ..dtypes import Array, DataType
from ..shapes import View
from .checked import CheckedLayer, CheckedSetting
from .layer_type import LayerType
from .setting import finite, number
from .values import every

if TYPE_CHECKING:
    from ..kernels.device import Device


class ILRNLayer(CheckedLayer):
    """x / (k + alpha / window * the sum of x^2 over a window of channels) ^ beta.

    The channels are the third axis from the end.
    """

    kind = LayerType.LRN
    label = "LRN"
    fields = ("window_size", "alpha", "beta", "k")

    window_size = CheckedSetting(number, lambda size: size in range(1, 16, 2), "odd and within 1..15")
    alpha = CheckedSetting(finite, lambda alpha: abs(alpha) <= 1e20, "within -1e20..1e20")
    beta = CheckedSetting(finite, lambda beta: 0.01 <= beta <= 1e5, "within 0.01..1e5")
    k = CheckedSetting(finite, lambda k: 1e-5 <= k <= 1e10, "within 1e-5..1e10")

    def __init__(self, window: int, alpha: float, beta: float, k: float) -> None:
        """The window is centred on the channel."""
        self.window_size = window
        self.alpha = alpha
        self.beta = beta
        self.k = k

    def rule(self) -> str:
        """DS-RULE-029: one of all other layers."""
        return "E → E"

    def output_types(self, types: list[DataType]) -> list[DataType]:
        """Floats."""
        self.check_floats(types)
        return [types[0]]

    def output_dims(self, view: View) -> list[Extents]:
        """Those of the input."""
        dims = view.dims(0)
        self.check_rank(dims, 4)
        return [dims]

    def compute(self, device: Device, inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """At the ends the window is cut, and alpha is divided by its full size all the same."""
        x = every(inputs)[0]
        return [device.local_response(x, x.ndim - 3, self.window_size, self.alpha, self.beta, self.k)]
