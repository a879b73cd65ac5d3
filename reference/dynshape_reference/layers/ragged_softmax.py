"""IRaggedSoftMaxLayer: softmax over sequences of unequal lengths."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..dims import UNKNOWN, Extents, show
from ..dtypes import INTEGERS, Array, DataType
from ..shapes import View
from .checked import CheckedLayer
from .layer_type import LayerType
from .values import every

if TYPE_CHECKING:
    from ..kernels.device import Device

BOUNDS = 1


class IRaggedSoftMaxLayer(CheckedLayer):
    """Along the last axis of (N, Z, S), over as many elements as the bounds (N, Z, 1) say; the others give 0."""

    kind = LayerType.RAGGED_SOFTMAX
    label = "RaggedSoftMax"
    title = "Ragged SoftMax"
    input_count = (2, 2)

    def rule(self) -> str:
        """DS-RULE-029: one of all other layers."""
        return "E × E → E"

    def output_types(self, types: list[DataType]) -> list[DataType]:
        """Floats; the bounds are Int32, or Int64 where the edition has it."""
        self.check_floats(types[:1])
        if types[BOUNDS] not in INTEGERS:
            raise self.wrong_type(self.clause, "Int32 bounds", types[BOUNDS])
        return [types[0]]

    def output_dims(self, view: View) -> list[Extents]:
        """Those of the input; an extent of the bounds is the same or 1, the last one is 1."""
        dims, bounds = view.dims(0), view.dims(BOUNDS)
        if len(dims) != 3:
            text = f"the input must have exactly 3 dimensions but has {len(dims)}"
            words = f"{self.name}: Input tensor must have exactly 3 dimensions"
            if not self.edition.has_bindings:
                words = f"{self.name}: IRaggedSoftMaxLayer `input` tensor must have exactly 3 dimensions "
                words += f"but has {len(dims)}."
            raise self.clash(self.clause, text, value=dims, permitted=3, words=words)
        self.same_rank(self.clause, [dims, bounds])
        for axis, (extent, bound) in enumerate(zip((*dims[:2], 1), bounds, strict=True)):
            if bound not in (extent, 1, UNKNOWN) and extent != UNKNOWN:
                text = f"axis {axis}: {bound} in the bounds {show(bounds)} is neither {extent} nor 1"
                raise self.clash(self.clause, text, axis=axis, value=bound, permitted=(extent, 1))
        return [dims]

    def compute(self, device: Device, inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """A bound beyond the axis is as long as the axis; one below 1 leaves only zeros."""
        x, bounds = every(inputs)
        return [device.ragged_softmax(x, bounds)]
