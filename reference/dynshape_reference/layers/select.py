"""ISelectLayer: elements of one tensor or of another, by a condition."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..dims import Extents
from ..dtypes import Array, DataType
from ..log_style import Instruction
from ..shapes import View, broadcast_dims, describe_all
from .base import ILayer
from .layer_type import LayerType
from .refusing import CONFORMABLE
from .values import every

if TYPE_CHECKING:
    from ..kernels.device import Device

EQUAL_OR_1 = "equal extents, or 1"


class ISelectLayer(ILayer):
    """Where input 0 is True the element of input 1, else that of input 2; extents of 1 are broadcast."""

    kind = LayerType.SELECT
    label = "Select"
    is_pointwise = True
    input_count = (3, 3)

    def rule(self) -> str:
        """DS-RULE-022."""
        return "t × t × t → t"

    def output_types(self, types: list[DataType]) -> list[DataType]:
        """The condition is Bool, the other two are of one type (DS-LAY-005)."""
        condition, then, otherwise = types
        if condition != DataType.BOOL:
            words = self.say_type("condition input", condition, "Bool")
            raise self.wrong_type("DS-LAY-005", "a Bool condition", condition, words)
        if then != otherwise:
            raise self.wrong_type("DS-LAY-005", f"two inputs of one type ({then.name} is the first)", otherwise)
        return [then]

    def output_dims(self, view: View) -> list[Extents]:
        """On each axis the extent that is not 1 (DS-LAY-005, DS-LAY-006)."""
        three = [view.dims(index) for index in range(3)]
        self.same_rank("DS-LAY-005", three)
        dims = broadcast_dims(three)
        if dims is None:
            text = f"dimensions not compatible for select: {describe_all(three)}"
            raise self.clash(
                "DS-LAY-005",
                text,
                value=tuple(three),
                permitted=EQUAL_OR_1,
                misfit=CONFORMABLE,
                instruction=self._instruction(three),
            )
        return [dims]

    def _instruction(self, three: list[Extents]) -> Instruction | None:
        for (left, right), names in ((three[:2], "condition and thenInput"), (three[1:], "thenInput and elseInput")):
            for axis, (a, b) in enumerate(zip(left, right, strict=True)):
                if broadcast_dims([(a,), (b,)]) is None:
                    text = f"ISelect {names} axis {axis} dimensions are not compatible"
                    return Instruction(
                        f"{text} Broadcast has incompatible dimensions: {a} != {b} && {a} != 1 && {b} != 1."
                    )
        return None

    def known(self, masks: list[Array | None], inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """A known condition picks what is known; under an unknown one both must be known, and equal."""
        condition, then, otherwise = every(inputs)
        sure, then_known, otherwise_known = every(masks)
        either = then_known & otherwise_known & (then == otherwise)
        known = np.where(sure, np.where(condition, then_known, otherwise_known), either)
        return [np.broadcast_to(known, dims[0])]

    def compute(self, device: Device, inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """DS-LAY-005."""
        condition, then, otherwise = every(inputs)
        return [device.select(condition, then, otherwise)]
