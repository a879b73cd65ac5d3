"""IPoolingLayer: the maximum or the average under a moving window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..arguments import read_truth
from ..dims import Extents, known_volume
from ..dtypes import FLOATS, Array, DataType
from ..editioned import by_edition
from ..enums import Enum
from ..kernels.window_axis import WindowAxis
from ..shapes import View
from .checked import CheckedSetting, DimsView
from .layer_type import LayerType
from .setting import Setting, finite
from .values import every
from .windows import CAFFE, WindowLayer

if TYPE_CHECKING:
    from ..kernels.device import Device


class PoolingType(Enum):
    """What is made of the elements under a window."""

    MAX = 0
    AVERAGE = 1
    MAX_AVERAGE_BLEND = 2


@by_edition
class IPoolingLayer(WindowLayer):
    """``type`` of the elements under a window over the last two or three axes (DS-LAY-064).

    Padding is no candidate for a maximum. An average divides by the number of data elements under the
    window or, without ``average_count_excludes_padding``, of padding too; the average of none is 0.
    """

    kind = LayerType.POOLING
    label = "Pooling"
    clause = "DS-LAY-064"
    int8_inputs = (0,)
    fields = (
        "window",
        "strides",
        "before",
        "after",
        "padding_mode",
        "type",
        "blend_factor",
        "average_count_excludes_padding",
    )

    type = Setting(PoolingType)  # type: ignore[assignment]
    blend_factor = CheckedSetting(finite, lambda factor: 0 <= factor <= 1, "within 0..1")
    """The share of the average in MAX_AVERAGE_BLEND."""
    average_count_excludes_padding = Setting(read_truth)

    window_size_nd = DimsView("window")
    window_size = DimsView("window", planar=True)

    def __init__(self, type: PoolingType, window: Extents) -> None:
        """The window moves by 1 until strides are set."""
        super().__init__(window)
        self.type = type
        self.blend_factor = 0.0
        self.average_count_excludes_padding = True

    def rule(self) -> str:
        """DS-RULE-029: one of all other layers."""
        return "E → E"

    def output_types(self, types: list[DataType]) -> list[DataType]:
        """Floats; a maximum, which only picks, takes Int8 too."""
        if types[0] not in (FLOATS if self.type != PoolingType.MAX else (*FLOATS, DataType.INT8)):
            raise self.wrong_type(self.clause, "a float, or Int8 for MAX", types[0])
        return [types[0]]

    def output_dims(self, view: View) -> list[Extents]:
        """The window's axes follow by the formulas; all others stay, known or not (DS-RES-013)."""
        dims = view.dims(0)
        moved = self.moved_dims(dims)
        return [(*dims[: -len(moved)], *moved)]

    def moved_extent(self, extent: int, axis: WindowAxis) -> int:
        """DS-LAY-064; a CAFFE mode drops a last step that would begin beyond the data."""
        steps = super().moved_extent(extent, axis)
        beyond = (steps - 1) * axis.stride >= extent + axis.before
        return steps - 1 if self.padding_mode in CAFFE and beyond else steps

    def compute(self, device: Device, inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """DS-LAY-064."""
        x = every(inputs)[0]
        rank = len(self.window)
        axes, extents = self.settled_axes(x.shape), dims[0][-rank:]
        planes = device.reshape(x, (known_volume(x.shape[:-rank]), *x.shape[-rank:]))
        if self.type == PoolingType.MAX:
            pooled = device.max_pooling(planes, axes, extents)
        else:
            pooled = device.average_pooling(planes, axes, extents, self.average_count_excludes_padding)
        if self.type == PoolingType.MAX_AVERAGE_BLEND:
            pooled = self._blend(device, device.max_pooling(planes, axes, extents), pooled)
        return [device.reshape(pooled, dims[0])]

    def is_one_operation(self) -> bool:
        """False for a blend."""
        return self.type != PoolingType.MAX_AVERAGE_BLEND

    def _blend(self, device: Device, maximum: Array, average: Array) -> Array:
        shares = np.asarray(1 - self.blend_factor), np.asarray(self.blend_factor)
        parts = [device.elementwise("PROD", x, share) for x, share in zip((maximum, average), shares, strict=True)]
        return device.elementwise("SUM", *parts)
