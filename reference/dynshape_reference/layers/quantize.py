"""IQuantizeLayer: floats to integers of eight bits, and what it shares with its inverse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..dims import UNKNOWN, Extents, show
from ..dtypes import FLOATS, Array, DataType
from ..shapes import View
from ..stored import API
from .base import ILayer
from .layer_type import LayerType
from .setting import Setting, number
from .values import every

if TYPE_CHECKING:
    from ..kernels.device import Device

SCALE, ZERO_POINT = 1, 2


class ScaledLayer(ILayer):
    """Input 1 is the scale: one number for the whole tensor, or one for each index of ``axis``.

    It must be a build-time constant, wherever it comes from (DS-RES-009). An optional input 2 is the
    zero point, which can only be 0.
    """

    input_count = (2, 2)
    optional_inputs = 1
    fields = ("axis",)

    axis = Setting(number)

    def __init__(self) -> None:
        """One scale for the whole tensor; with more, ``axis`` must be set."""
        self.axis = -1

    def rule(self) -> str:
        """DS-RULE-029: one of all other layers."""
        return " × ".join("E" for _ in self.inputs) + " → E"

    def check_scale(self, types: list[DataType]) -> None:
        """The scale is a float, the zero point Int8."""
        if types[SCALE] not in FLOATS:
            raise self.wrong_type(API, "a scale of a floating-point type", types[SCALE])
        if self.has_input(ZERO_POINT) and types[ZERO_POINT] != DataType.INT8:
            raise self.wrong_type(API, "an Int8 zero point", types[ZERO_POINT])

    def output_dims(self, view: View) -> list[Extents]:
        """Those of the input; with several scales the extent of ``axis`` must be known at build time (DS-RES-005)."""
        dims, scales = view.dims(0), view.dims(SCALE)
        if not dims or len(scales) > 1:
            text = f"the input has rank 1 at least and the scale rank 0 or 1, not {show(dims)} and {show(scales)}"
            raise self.clash(API, text, value=(dims, scales))
        if scales not in ((), (1,)):
            self._check_channels(dims, scales[0])
        scale = self._constant(view, SCALE, "scale")
        if not (np.isfinite(scale) & (scale > 0)).all():
            raise self.clash(API, "a scale is not positive", value=float(scale.min()), permitted="> 0")
        if self.has_input(ZERO_POINT) and self._constant(view, ZERO_POINT, "zero point").any():
            raise self.clash(API, "the zero point is not 0: quantization is symmetric", permitted=0)
        return [dims]

    def inputs_read_for_dims(self) -> list[int]:
        """Scale and zero point: whether they are good is checked with the dims."""
        return [index for index in (SCALE, ZERO_POINT) if self.has_input(index)]

    def known(self, masks: list[Array | None], inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """An element is known where the input is."""
        return every(masks)[:1]

    def spread(self, device: Device, scale: Array, rank: int) -> Array:
        """The scale with dims that broadcast over an input of that rank."""
        if scale.size == 1:
            return device.reshape(scale, (1,) * rank)
        return device.reshape(scale, tuple(-1 if axis == self.axis else 1 for axis in range(rank)))

    def _check_channels(self, dims: Extents, count: int) -> None:
        if not 0 <= self.axis < len(dims):
            text = f"axis {self.axis} of {count} scales is not within 0..{len(dims) - 1}"
            raise self.clash(API, text, value=self.axis, permitted=(0, len(dims) - 1))
        extent = dims[self.axis]
        if extent == UNKNOWN:
            text = f"axis {self.axis} of {show(dims)}, which has a scale for each index, is no build-time constant"
            raise self.clash("DS-RES-005", text, value=dims, permitted=count)
        if count not in (extent, UNKNOWN):
            text = f"{count} scales for axis {self.axis} of {show(dims)}"
            raise self.clash(API, text, value=count, permitted=extent)

    def _constant(self, view: View, index: int, what: str) -> Array:
        value = view.value(index)
        if value is None or not value.complete:
            text = f"the {what}, {self.present(index).name}, is no build-time constant"
            raise self.clash("DS-RES-009", text, value=self.present(index).name)
        return value.data


class IQuantizeLayer(ScaledLayer):
    """``round(x / scale)``, half-way cases to the even neighbour, within -128..127."""

    kind = LayerType.QUANTIZE
    label = "Quantize"

    def output_types(self, types: list[DataType]) -> list[DataType]:
        """Int8, from a float."""
        if types[0] not in FLOATS:
            raise self.wrong_type(API, "a float", types[0])
        self.check_scale(types)
        return [DataType.INT8]

    def compute(self, device: Device, inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """NaN gives 0."""
        x, scale = every(inputs)[:2]
        return [device.quantize(x, self.spread(device, scale, x.ndim))]
