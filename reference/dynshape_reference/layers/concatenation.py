"""IConcatenationLayer: tensors one after another along an axis."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..dims import UNKNOWN, Extents, in_brackets, show
from ..dtypes import Array, DataType
from ..log_style import INTERNAL, Instruction
from ..shapes import View, unify_extents
from .base import ILayer
from .layer_type import LayerType
from .setting import Setting, number
from .values import every

if TYPE_CHECKING:
    from ..kernels.device import Device


class IConcatenationLayer(ILayer):
    """Any number of inputs, equal on all axes but ``axis`` (DS-LAY-044)."""

    kind = LayerType.CONCATENATION
    label = "Concatenation"
    fields = ("axis",)
    input_count = (1, None)

    axis = Setting(number)

    def __init__(self, axis: int) -> None:
        """``axis``: the network gives the default, rank - 3 but at least 0 (DS-LAY-045)."""
        self.axis = axis

    def rule(self) -> str:
        """DS-RULE-011."""
        return " × ".join("t" for _ in self.inputs) + " → t"

    def output_types(self, types: list[DataType]) -> list[DataType]:
        """All inputs have one type."""
        for dtype in types[1:]:
            if dtype != types[0]:
                raise self.wrong_type("DS-LAY-044", f"inputs of one type ({types[0].name} is the first)", dtype)
        return [types[0]]

    def output_dims(self, view: View) -> list[Extents]:
        """DS-LAY-044."""
        all_dims = [view.dims(index) for index in range(len(self.inputs))]
        self.same_rank("DS-LAY-044", all_dims, self._say_ranks(all_dims))
        rank = len(all_dims[0])
        if not 0 <= self.axis < rank:
            text = f"axis {self.axis} is not within 0..{rank - 1}"
            words = "" if self.edition.has_bindings else f"Error while computing output extent of node {self.name}."
            raise self.clash("DS-LAY-044", text, value=self.axis, words=words)
        result = list(all_dims[0])
        for index, dims in enumerate(all_dims[1:], 1):
            for axis, extent in enumerate(dims):
                if axis == self.axis:
                    result[axis] = UNKNOWN if UNKNOWN in (result[axis], extent) else result[axis] + extent
                    continue
                common = unify_extents(result[axis], extent)
                if common is None:
                    text = f"axis {axis}: {extent} in {show(dims)} is not {result[axis]}, as in {show(all_dims[0])}"
                    refusal = self.clash(
                        "DS-LAY-044",
                        text,
                        axis=axis,
                        value=extent,
                        permitted=result[axis],
                        words=self._say_dims(index, axis, all_dims),
                        instruction=self._instruction(axis, result[axis], extent),
                    )
                    refusal.category = INTERNAL
                    raise refusal
                result[axis] = common
        return [tuple(result)]

    def _say_ranks(self, all_dims: list[Extents]) -> str:
        if not self.edition.has_bindings:
            return f"Error while computing output extent of node {self.name}."
        index = next((index for index, dims in enumerate(all_dims) if len(dims) != len(all_dims[0])), 0)
        return (
            f"{self.name}: all concat input tensors must have the same number of dimensions, but mismatch at input "
            f"{index}. Input 0 shape: {in_brackets(all_dims[0])}, Input {index} shape: {in_brackets(all_dims[index])}"
        )

    def _say_dims(self, index: int, axis: int, all_dims: list[Extents]) -> str:
        place = f"at input {index} at index {axis}" if self.edition.has_bindings else f"at index {axis}"
        return (
            f"{self.name}: all concat input tensors must have the same dimensions except on the concatenation axis "
            f"({self.axis}), but dimensions mismatched {place}. Input 0 shape: {in_brackets(all_dims[0])}, "
            f"Input {index} shape: {in_brackets(all_dims[index])}"
        )

    def _instruction(self, axis: int, left: int, right: int) -> Instruction:
        text = f"axis {axis} dimensions must be equal for concatenation on axis {self.axis}."
        if self.edition.strict_classes:
            text = "dimensions not compatible for concatenation"
        return Instruction(text, "==", (left, right))

    def known(self, masks: list[Array | None], inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """Elements move, and what is known of them with them."""
        return [np.concatenate(every(masks), self.axis)]

    def compute(self, device: Device, inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """DS-LAY-044."""
        return [device.concatenate(every(inputs), self.axis)]
