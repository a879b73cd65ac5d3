"""IPaddingLayer: zeros around the last two axes, or elements trimmed from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..dims import UNKNOWN, Extents, read_dims
from ..dtypes import FLOATS, Array, DataType
from ..editioned import by_edition
from ..shapes import View
from .checked import CheckedLayer, CheckedSetting, DimsView
from .layer_type import LayerType
from .values import every

if TYPE_CHECKING:
    from ..kernels.device import Device


def _sides() -> CheckedSetting[Extents]:
    return CheckedSetting(read_dims, lambda dims: len(dims) == 2, "two extents: only the last two axes are padded")


@by_edition
class IPaddingLayer(CheckedLayer):
    """``pre_padding_nd`` zeros before and ``post_padding_nd`` after the data; negative amounts trim."""

    kind = LayerType.PADDING
    label = "Padding"
    fields = ("before", "after")

    before = _sides()
    after = _sides()

    pre_padding_nd = DimsView("before")
    pre_padding = DimsView("before", planar=True)
    post_padding_nd = DimsView("after")
    post_padding = DimsView("after", planar=True)

    def __init__(self, before: Extents, after: Extents) -> None:
        """Two amounts each, for the last two axes."""
        self.before = before
        self.after = after

    def rule(self) -> str:
        """DS-RULE-029: one of all other layers."""
        return "E → E"

    def output_types(self, types: list[DataType]) -> list[DataType]:
        """Floats and Int8."""
        if types[0] not in (*FLOATS, DataType.INT8):
            raise self.wrong_type(self.clause, "a float or Int8", types[0])
        return [types[0]]

    def output_dims(self, view: View) -> list[Extents]:
        """The extent plus both amounts, on the last two axes of at least four."""
        dims = view.dims(0)
        self.check_rank(dims, 4)
        first = len(dims) - 2
        results = list(dims)
        for axis, before, after in zip(range(first, len(dims)), self.before, self.after, strict=True):
            if dims[axis] == UNKNOWN:
                continue
            results[axis] = dims[axis] + before + after
            if results[axis] < 0:
                text = f"axis {axis}: {before} and {after} trim more than the {dims[axis]} elements there are"
                raise self.clash("DS-OPEN-008", text, axis=axis, value=results[axis], permitted=">= 0")
        return [tuple(results)]

    def compute(self, device: Device, inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """The data, moved by the padding before it, in a frame of zeros."""
        return [device.pad(every(inputs)[0], self.before, dims[0][-2:])]
