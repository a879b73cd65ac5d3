"""IScaleLayer: (input * scale + shift) ^ power, with weights for all, for each channel or for each element."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..dims import UNKNOWN, Extents, known_volume, show
from ..dtypes import Array, DataType, Weights, read_weights
from ..enums import Enum
from ..shapes import View
from .checked import CheckedLayer
from .layer_type import LayerType
from .setting import Setting, number
from .values import every

if TYPE_CHECKING:
    from ..kernels.device import Device


class ScaleMode(Enum):
    """What has weights of its own."""

    UNIFORM = 0
    CHANNEL = 1
    ELEMENTWISE = 2


class IScaleLayer(CheckedLayer):
    """``scale``, ``shift`` and ``power``, each flat or empty: then 1, 0 and 1 (DS-LAY-067)."""

    kind = LayerType.SCALE
    label = "Scale"
    clause = "DS-LAY-067"
    fields = ("mode", "shift", "scale", "power", "channel_axis")

    mode = Setting(ScaleMode)
    shift = Setting(read_weights)
    scale = Setting(read_weights)
    power = Setting(read_weights)
    channel_axis = Setting(number)

    def __init__(
        self,
        mode: ScaleMode,
        shift: Weights | Array | None,
        scale: Weights | Array | None,
        power: Weights | Array | None,
        channel_axis: int,
    ) -> None:
        """``channel_axis``: a negative one counts from the end."""
        self.mode = mode
        self.shift = shift
        self.scale = scale
        self.power = power
        self.channel_axis = channel_axis

    def rule(self) -> str:
        """DS-RULE-029: one of all other layers."""
        return "E → E"

    def output_types(self, types: list[DataType]) -> list[DataType]:
        """Floats."""
        self.check_floats(types)
        for name in ("shift", "scale", "power"):
            self.check_weights(name, getattr(self, name))
        return [types[0]]

    def output_dims(self, view: View) -> list[Extents]:
        """Those of the input; the axes that the weights run along are constants (DS-LAY-067, DS-RES-014)."""
        dims = view.dims(0)
        rank = len(dims)
        self.check_rank(dims, 4)
        if not -rank <= self.channel_axis < rank:
            text = f"channel axis {self.channel_axis} is not within {-rank}..{rank - 1}"
            raise self.clash(self.clause, text, value=self.channel_axis, permitted=(-rank, rank - 1))
        along = self._weight_dims(dims)
        for name in ("shift", "scale", "power"):
            self._check_count(name, getattr(self, name).size, along)
        return [dims]

    def _check_count(self, name: str, count: int, along: Extents) -> None:
        if count and UNKNOWN in along:
            axis = along.index(UNKNOWN)
            text = f"{self.mode.name} weights run along axis {axis}, which must not be dynamic"
            raise self.clash("DS-RES-014", text, axis=axis, value=UNKNOWN, permitted="a constant")
        if count and count != known_volume(along):
            wanted = known_volume(along)
            text = f"count of {count} {name} weights in mode {self.mode.name}, but {show(along)} makes {wanted}"
            raise self.clash(self.clause, text, value=count, permitted=(0, wanted))

    def _weight_dims(self, dims: Extents) -> Extents:
        """The dims of the weights, broadcast to those of the input."""
        channel = self.channel_axis % len(dims)
        if self.mode == ScaleMode.ELEMENTWISE:
            return (1,) * channel + dims[channel:]
        return tuple(n if self.mode == ScaleMode.CHANNEL and axis == channel else 1 for axis, n in enumerate(dims))

    def compute(self, device: Device, inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """DS-LAY-067; an output that was set to Int8 is rounded, ties to even."""
        result = every(inputs)[0]
        along = self._weight_dims(dims[0])
        for op, weights in (("PROD", self.scale), ("SUM", self.shift), ("POW", self.power)):
            if weights.size:
                result = device.elementwise(op, result, device.reshape(weights, along))
        return [device.unary("ROUND", result) if self.outputs[0].dtype == DataType.INT8 else result]
