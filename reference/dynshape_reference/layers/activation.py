"""IActivationLayer: a function of one element."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..dims import Extents
from ..dtypes import FLOATS, INTEGERS, Array, DataType
from ..enums import Enum
from ..shapes import View
from .base import ILayer
from .layer_type import LayerType
from .setting import Setting, finite
from .values import every

if TYPE_CHECKING:
    from ..kernels.device import Device


class ActivationType(Enum):
    """The functions of IActivationLayer (DS-LAY-052)."""

    RELU = 0
    SIGMOID = 1
    TANH = 2
    LEAKY_RELU = 3
    ELU = 4
    SELU = 5
    SOFTSIGN = 6
    SOFTPLUS = 7
    CLIP = 8
    HARD_SIGMOID = 9
    SCALED_TANH = 10
    THRESHOLDED_RELU = 11


MOST = float(np.finfo(np.float32).max)
DEFAULTS = {
    "LEAKY_RELU": (0.01, 0.0),
    "ELU": (1.0, 0.0),
    "SELU": (1.6732631921768188, 1.0507010221481323),
    "SOFTPLUS": (1.0, 1.0),
    "CLIP": (-MOST, MOST),
    "HARD_SIGMOID": (0.2, 0.5),
    "SCALED_TANH": (1.0, 1.0),
    "THRESHOLDED_RELU": (1.0, 0.0),
}
"""``alpha`` and ``beta`` until they are set, 0 where nothing is said: observed on TensorRT-RTX 1.4, no source tells."""


class IActivationLayer(ILayer):
    """``type`` with parameters ``alpha`` and ``beta``, for each element."""

    kind = LayerType.ACTIVATION
    label = "Activation"
    is_pointwise = True
    fields = ("type", "alpha", "beta")
    int8_inputs = (0,)

    type = Setting(ActivationType)  # type: ignore[assignment]
    alpha = Setting(finite)
    beta = Setting(finite)

    def __init__(self, type: ActivationType, alpha: float | None = None, beta: float | None = None) -> None:
        """``alpha`` and ``beta`` must be finite; None stands for those of `DEFAULTS`."""
        self.type = type
        usual = DEFAULTS.get(self.type.name, (0.0, 0.0))
        self.alpha = usual[0] if alpha is None else alpha
        self.beta = usual[1] if beta is None else beta

    def rule(self) -> str:
        """DS-RULE-014: the list says t → t, of which the E → E of DS-RULE-002 is an instance."""
        return "t → t"

    def output_types(self, types: list[DataType]) -> list[DataType]:
        """Floats and Int8; integers for RELU from edition 10 (DS-LAY-052)."""
        relu_of_integers = self.type == ActivationType.RELU and self.graph.edition.integer_arithmetic
        if types[0] not in (*FLOATS, DataType.INT8) and not (relu_of_integers and types[0] in INTEGERS):
            raise self.wrong_type("DS-LAY-052", "a float or Int8", types[0])
        return [types[0]]

    def output_dims(self, view: View) -> list[Extents]:
        """Those of the input."""
        return [view.dims(0)]

    def known(self, masks: list[Array | None], inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """An element is known where the input is."""
        return every(masks)

    def compute(self, device: Device, inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """DS-LAY-052."""
        return [device.activation(self.type.name, every(inputs)[0], self.alpha, self.beta)]
