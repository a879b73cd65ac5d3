"""IGatherLayer: elements picked by indices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..dims import UNKNOWN, Extents, show
from ..dtypes import INTEGERS, Array, DataType
from ..enums import Enum
from ..shapes import View, broadcast_dims, unify_extents
from .base import ILayer
from .layer_type import LayerType
from .setting import Setting, number
from .values import HOST, every

if TYPE_CHECKING:
    from ..kernels.device import Device


class GatherMode(Enum):
    """What an index stands for, as ONNX's Gather, GatherElements and GatherND have it."""

    DEFAULT = 0
    ELEMENT = 1
    ND = 2


class IGatherLayer(ILayer):
    """Elements of input 0 at the indices in input 1.

    A negative index counts from the end. An index out of bounds yields 0 (DS-LAY-023), but in phase 1
    it is an error: a shape made of it would be wrong.
    """

    kind = LayerType.GATHER
    label = "Gather"
    fields = ("mode", "axis", "num_elementwise_dims")
    input_count = (2, 2)
    stand_in = 0

    mode = Setting(GatherMode)
    axis = Setting(number)
    num_elementwise_dims = Setting(number)

    def __init__(self, mode: GatherMode, axis: int = 0) -> None:
        """``axis``: where DEFAULT and ELEMENT gather; ND has none."""
        self.mode = mode
        self.axis = axis
        self.num_elementwise_dims = 0

    def rule(self) -> str:
        """DS-RULE-017; in 8.4 only DEFAULT makes shape tensors (DS-LEX-010)."""
        only_default = self.graph.edition.strict_classes and self.mode != GatherMode.DEFAULT
        return "E × E → E" if only_default else "t × t → t"

    def output_types(self, types: list[DataType]) -> list[DataType]:
        """That of the data; indices are integers (DS-LAY-022)."""
        if types[1] not in INTEGERS:
            words = self.say_type("indices input", types[1], "Int32")
            raise self.wrong_type("DS-LAY-022", "Int32 indices", types[1], words)
        return [types[0]]

    def output_dims(self, view: View) -> list[Extents]:
        """DS-LAY-018 to DS-LAY-022."""
        data, indices = view.dims(0), view.dims(1)
        if not data:
            raise self.clash("DS-LAY-022", "a scalar has no axis to gather on", value=0, permitted=">= 1")
        if self.mode == GatherMode.ND:
            return [self._dims_nd(data, indices)]
        if not 0 <= self.axis < len(data):
            text = f"axis {self.axis} is not within 0..{len(data) - 1}"
            words = (
                f"{self.name}: IGatherLayer `axis` must be in the range [`num_elementwise_dims`, "
                f"rank of input tensor). `axis`: {self.axis}, `num_elementwise_dims`: {self.num_elementwise_dims}, "
                f"`input` tensor rank: {len(data)}."
            )
            raise self.clash("DS-LAY-022", text, value=self.axis, permitted=(0, len(data) - 1), words=words)
        if self.mode == GatherMode.ELEMENT:
            return [self._dims_element(data, indices)]
        return [self._dims_default(data, indices)]

    def known(self, masks: list[Array | None], inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """An element is known where the index is and the element that it picks."""
        known, sure = every(masks)
        picked = self._pick(HOST, known, every(inputs)[1])
        if self.mode == GatherMode.DEFAULT:
            lead, rest = sure.shape[: self.num_elementwise_dims], sure.shape[self.num_elementwise_dims :]
            before = (1,) * (self.axis - self.num_elementwise_dims)
            sure = sure.reshape(lead + before + rest + (1,) * (known.ndim - self.axis - 1))
        elif self.mode == GatherMode.ND:
            sure = np.asarray(sure.all(axis=-1))
            sure = sure.reshape(sure.shape + (1,) * (picked.ndim - sure.ndim))
        return [picked & sure]

    def compute(self, device: Device, inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """DS-LAY-018 to DS-LAY-023."""
        data, indices = every(inputs)
        if device.checks_values:
            self._check_bounds(data, indices)
        return [self._pick(device, data, indices)]

    def is_one_operation(self) -> bool:
        """True of whole slices that all axes before share."""
        return self.mode == GatherMode.DEFAULT and not self.num_elementwise_dims

    def _pick(self, device: Device, data: Array, indices: Array) -> Array:
        if self.mode == GatherMode.DEFAULT:
            return device.gather(data, indices, self.axis, bool(self.num_elementwise_dims))
        if self.mode == GatherMode.ELEMENT:
            return device.gather_elements(data, indices, self.axis)
        return device.gather_nd(data, indices, self.num_elementwise_dims)

    def _check_bounds(self, data: Array, indices: Array) -> None:
        lines = [(self.axis, indices)]
        if self.mode == GatherMode.ND:
            first = self.num_elementwise_dims
            lines = [(first + k, indices[..., k]) for k in range(indices.shape[-1])]
        for axis, line in lines:
            extent = data.shape[axis]
            wrong = line[(line < -extent) | (line >= extent)]
            if wrong.size:
                text = f"index {wrong[0]} is out of bounds for the {extent} elements of axis {axis}"
                within = (-extent, extent - 1)
                misfit = f"gather index ({wrong[0]}) must be less than length ({extent}) of data."
                raise self.clash("DS-LAY-023", text, axis=axis, value=int(wrong[0]), permitted=within, misfit=misfit)

    def _dims_default(self, data: Extents, indices: Extents) -> Extents:
        batched = self.num_elementwise_dims
        if batched not in (0, 1):
            text = f"num_elementwise_dims is {batched}; mode DEFAULT takes 0 or 1"
            raise self.clash("DS-LAY-019", text, value=batched, permitted=(0, 1))
        if self.axis < batched or len(indices) < batched:
            text = f"axis {self.axis} and indices {show(indices)} leave no room for {batched} elementwise dimension"
            raise self.clash("DS-LAY-019", text, value=self.axis, permitted=(batched, len(data) - 1))
        if not batched:
            return data[: self.axis] + indices + data[self.axis + 1 :]
        lead = broadcast_dims([data[:1], indices[:1]])
        if lead is None:
            text = f"elementwise dimension: {data[0]} in {show(data)} and {indices[0]} in {show(indices)} do not fit"
            raise self.clash("DS-LAY-019", text, axis=0, value=indices[0], permitted=(1, data[0]))
        return lead + data[1 : self.axis] + indices[1:] + data[self.axis + 1 :]

    def _dims_element(self, data: Extents, indices: Extents) -> Extents:
        if self.num_elementwise_dims:
            text = f"num_elementwise_dims is {self.num_elementwise_dims}; mode ELEMENT takes 0"
            raise self.clash("DS-LAY-020", text, value=self.num_elementwise_dims, permitted=0)
        self.same_rank("DS-LAY-020", [data, indices])
        for axis, (extent, limit) in enumerate(zip(indices, data, strict=True)):
            if axis != self.axis and limit != UNKNOWN and extent > limit:
                text = f"axis {axis}: {extent} indices in {show(indices)} for an extent of {limit} in {show(data)}"
                raise self.clash("DS-LAY-020", text, axis=axis, value=extent, permitted=(0, limit))
        return indices

    def _dims_nd(self, data: Extents, indices: Extents) -> Extents:
        batched = self.num_elementwise_dims
        if not indices:
            raise self.clash("DS-LAY-021", "the indices of mode ND have one axis at least", value=0, permitted=">= 1")
        most = min(len(data), len(indices)) - 1
        if not 0 <= batched <= most:
            text = f"num_elementwise_dims is {batched}; data {show(data)} and indices {show(indices)} take 0..{most}"
            words = f"{self.name}: nbElementWiseDims must between 0 and rank(data)-1 inclusive for GatherMode::kND"
            raise self.clash("DS-LAY-021", text, value=batched, permitted=(0, most), words=words)
        depth = indices[-1]
        if depth == UNKNOWN:
            text = f"the last extent of the indices {show(indices)}, so the output's rank, is no build-time constant"
            raise self.clash("DS-RES-015", text, value=indices)
        if depth > len(data) - batched:
            text = f"index tuples of {depth}; {len(data) - batched} axes of {show(data)} are not elementwise"
            raise self.clash("DS-LAY-021", text, value=depth, permitted=(0, len(data) - batched))
        lead = [unify_extents(*pair) for pair in zip(indices[:batched], data[:batched], strict=True)]
        if None in lead:
            axis = lead.index(None)
            text = f"elementwise axis {axis}: {indices[axis]} in {show(indices)}, {data[axis]} in {show(data)}"
            words = f"{self.name}: dimensions not compatible for Gather with GatherMode = kND"
            if not self.edition.has_bindings:
                words = f"IGatherLayer {self.name}: {words}"
            within = data[axis]
            raise self.clash("DS-LAY-021", text, axis=axis, value=indices[axis], permitted=within, words=words)
        common = tuple(extent for extent in lead if extent is not None)
        return common + indices[batched:-1] + data[batched + depth :]
