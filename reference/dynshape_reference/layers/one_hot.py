"""IOneHotLayer: indices as vectors with one element on and the others off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..dims import Extents, show
from ..dtypes import INTEGERS, Array, DataType
from ..shapes import View
from .base import ILayer
from .layer_type import LayerType
from .setting import Setting, number
from .values import HOST, every

if TYPE_CHECKING:
    from ..kernels.device import Device

CLAUSE = "DS-LAY-068"


class IOneHotLayer(ILayer):
    """Indices, values (off, on) and depth; the new axis has ``depth`` elements (8.5 and later).

    A negative index counts from the end; one out of bounds turns nothing on.
    """

    kind = LayerType.ONE_HOT
    label = "OneHot"
    fields = ("axis",)
    input_count = (3, 3)

    axis = Setting(number)

    def __init__(self, axis: int) -> None:
        """``axis``: where the new axis stands in the output; a negative one counts from the end."""
        self.axis = axis

    def rule(self) -> str:
        """DS-RULE-029; the depth is a shape tensor (DS-RES-015). Edition 10 makes shape tensors too."""
        return "t × t × S → t" if self.graph.edition.has_general_forms else "E × E × S → E"

    def output_types(self, types: list[DataType]) -> list[DataType]:
        """That of the values; indices and depth are integers."""
        for dtype, part in ((types[0], "indices"), (types[2], "depth")):
            if dtype not in INTEGERS:
                raise self.wrong_type(CLAUSE, f"Int32 {part}", dtype)
        return [types[1]]

    def output_dims(self, view: View) -> list[Extents]:
        """Those of the indices with a new axis of ``depth``, which is a build-time constant."""
        indices, values, depth_dims = (view.dims(index) for index in range(3))
        rank = len(indices)
        if not -rank - 1 <= self.axis <= rank:
            text = f"axis {self.axis} is not within {-rank - 1}..{rank}"
            words = f"{self.name}: IOneHotLayer `axis` attribute {self.axis} is outside of valid range "
            within = (-rank - 1, rank)
            raise self.clash(CLAUSE, text, value=self.axis, permitted=within, words=f"{words}[{-rank - 1}, {rank}].")
        if values not in ((2,), (-1,)):
            raise self.clash(CLAUSE, f"values are (off, on), not {show(values)}", value=values, permitted=(2,))
        if depth_dims:
            raise self.clash(CLAUSE, f"the depth is a scalar, not {show(depth_dims)}", value=depth_dims, permitted=())
        depth = view.value(2)
        if depth is None or not depth.complete:
            raise self.clash("DS-RES-015", "the depth is no build-time constant")
        if depth.data < 0:
            raise self.clash(CLAUSE, f"the depth is {depth.data}", value=int(depth.data), permitted=">= 0")
        place = self._place(rank)
        return [(*indices[:place], int(depth.data), *indices[place:])]

    def known(self, masks: list[Array | None], inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """A vector is known where its index is, and in it the values that are."""
        sure, values_known, _ = every(masks)
        indices, _, _ = every(inputs)
        place = self._place(indices.ndim)
        picked = HOST.one_hot(indices, values_known, dims[0][place], place)
        return [picked & np.expand_dims(sure, place)]

    def compute(self, device: Device, inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """One element on for each index."""
        indices, values, _ = every(inputs)
        place = self._place(indices.ndim)
        return [device.one_hot(indices, values, dims[0][place], place)]

    def _place(self, rank: int) -> int:
        return self.axis if self.axis >= 0 else self.axis + rank + 1
