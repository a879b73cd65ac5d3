"""INormalizationLayer: instance, group and layer normalization; from 8.6 on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..dims import UNKNOWN, Extents, show
from ..dtypes import FLOATS, Array, DataType
from ..shapes import View
from .checked import CheckedLayer, CheckedSetting
from .layer_type import LayerType
from .reduce import bit_mask
from .setting import Setting, finite, number
from .values import every

if TYPE_CHECKING:
    from ..kernels.device import Device

CHANNEL_AXIS = 1
NAMES = {1: "scale", 2: "bias"}


class INormalizationLayer(CheckedLayer):
    """(x - mean) / sqrt(variance + epsilon) * scale + bias, over the axes in the bit mask ``axes``.

    With ``num_groups`` above 1 the channels (axis 1) of a group are normalized together, and the axes
    are all those after the channels.
    """

    kind = LayerType.NORMALIZATION
    label = "Normalization"
    fields = ("axes", "epsilon", "num_groups", "compute_precision")
    input_count = (3, 3)

    axes = Setting(bit_mask)
    epsilon = Setting(finite)
    num_groups = CheckedSetting(number, lambda groups: groups > 0, "positive")
    compute_precision = CheckedSetting(DataType, lambda dtype: dtype in FLOATS, "FLOAT or HALF")
    """Kept; this engine always computes in float64."""

    def __init__(self, axes: int) -> None:
        """``axes``: bit i stands for axis i."""
        self.axes = axes
        self.epsilon = float(np.float32(1e-5))
        self.num_groups = 1
        self.compute_precision = DataType.FLOAT

    def rule(self) -> str:
        """DS-RULE-029: one of all other layers."""
        return "E × E × E → E"

    def output_types(self, types: list[DataType]) -> list[DataType]:
        """Floats of one type."""
        self.check_floats(types)
        for index, name in NAMES.items():
            if types[index] != types[0]:
                raise self.wrong_type(self.clause, f"a {name} of type {types[0].name}, as the input", types[index])
        return [types[0]]

    def output_dims(self, view: View) -> list[Extents]:
        """Those of the input, to which scale and bias are broadcast."""
        dims = view.dims(0)
        rank = len(dims)
        if not 0 < self.axes < 1 << rank:
            text = f"the mask {self.axes:#b} names no axis, or one beyond the rank {rank}"
            raise self.clash(self.clause, text, value=self.axes, permitted=(1, (1 << rank) - 1))
        if self.num_groups > 1:
            self._check_groups(dims)
        for index in NAMES:
            self._check_broadcast(NAMES[index], view.dims(index), dims)
        return [dims]

    def _check_groups(self, dims: Extents) -> None:
        wanted = sum(1 << axis for axis in range(CHANNEL_AXIS + 1, len(dims)))
        if self.axes != wanted or not wanted:
            text = f"with {self.num_groups} groups the mask of axes is {wanted:#b}, all after the channels"
            raise self.clash(self.clause, text, value=self.axes, permitted=wanted)
        channels = dims[CHANNEL_AXIS]
        if channels != UNKNOWN and channels % self.num_groups:
            text = f"{channels} channels can't be divided into {self.num_groups} groups"
            raise self.clash(self.clause, text, axis=CHANNEL_AXIS, value=channels, permitted=self.num_groups)

    def _check_broadcast(self, name: str, given: Extents, dims: Extents) -> None:
        self.same_rank(self.clause, [dims, given])
        for axis, (extent, own) in enumerate(zip(dims, given, strict=True)):
            groups = (self.num_groups,) if axis == CHANNEL_AXIS else ()
            if own not in (extent, 1, UNKNOWN, *groups) and extent != UNKNOWN:
                text = f"axis {axis}: the {name} {show(given)} can't be broadcast to the input {show(dims)}"
                raise self.clash(self.clause, text, axis=axis, value=own, permitted=(extent, 1, *groups))

    def compute(self, device: Device, inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """Mean and variance over the axes, the variance of all elements (not of a sample)."""
        x, scale, bias = every(inputs)
        axes = [axis for axis in range(x.ndim) if self.axes >> axis & 1]
        if self.num_groups > 1:
            x, scale, bias = (self._grouped(device, array, x.shape) for array in (x, scale, bias))
            axes = list(range(CHANNEL_AXIS + 1, x.ndim))
        result = device.normalize(x, scale, bias, axes, self.epsilon)
        return [device.reshape(result, dims[0])]

    def is_one_operation(self) -> bool:
        """True without groups."""
        return self.num_groups == 1

    def _grouped(self, device: Device, array: Array, dims: Extents) -> Array:
        """The channel axis as two, groups and channels of a group; one value a group, or for all, is broadcast."""
        own = array.shape[CHANNEL_AXIS]
        if own == dims[CHANNEL_AXIS]:
            split: Extents = (self.num_groups, own // self.num_groups)
        else:
            split = (own, 1)
        return device.reshape(array, (array.shape[0], *split, *array.shape[2:]))
