"""IReverseSequenceLayer: the first elements of each sequence in reverse order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..dims import Extents, show
from ..dtypes import INTEGERS, Array, DataType
from ..errors import Refusal, refusal_returns
from ..shapes import View, unify_extents
from .base import ILayer
from .layer_type import LayerType
from .setting import Setting, number
from .values import every

if TYPE_CHECKING:
    from ..kernels.device import Device

CLAUSE = "DS-LAY-068"


class IReverseSequenceLayer(ILayer):
    """Of sequence i the first ``sequence_lens[i]`` elements are reversed, the rest stays (8.6 and later).

    A length beyond the sequence counts as its whole length.
    """

    kind = LayerType.REVERSE_SEQUENCE
    label = "ReverseSequence"
    fields = ("batch", "sequence")
    input_count = (2, 2)

    batch = Setting(number)
    sequence = Setting(number)

    def __init__(self) -> None:
        """Sequences run along axis 0, one for each index of axis 1."""
        self.batch = 1
        self.sequence = 0

    @property
    def batch_axis(self) -> int:
        """The axis that tells sequences apart."""
        return self.batch

    @batch_axis.setter
    def batch_axis(self, value: Any) -> None:
        self._assign_axis("batch", number(value))

    @property
    def sequence_axis(self) -> int:
        """The axis along which sequences run."""
        return self.sequence

    @sequence_axis.setter
    def sequence_axis(self, value: Any) -> None:
        self._assign_axis("sequence", number(value))

    @refusal_returns(lambda: None)
    def _assign_axis(self, field: str, axis: int) -> None:
        rank = len(self.graph.shapes.dims(self.present(0)))
        if not 0 <= axis < rank:
            text = f"{self.name}: the {field} axis {axis} is not within 0..{rank - 1}"
            raise Refusal(CLAUSE, text, value=axis, permitted=(0, rank - 1))
        setattr(self, field, axis)

    def rule(self) -> str:
        """DS-RULE-029."""
        return "E × E → E"

    def output_types(self, types: list[DataType]) -> list[DataType]:
        """That of the data; lengths are integers."""
        if types[1] not in INTEGERS:
            raise self.wrong_type(CLAUSE, "Int32 lengths", types[1])
        return [types[0]]

    def output_dims(self, view: View) -> list[Extents]:
        """Those of the data; there is one length for each sequence."""
        dims, lengths = view.dims(0), view.dims(1)
        if len(dims) < 2 or len(lengths) != 1:
            text = f"data {show(dims)} and lengths {show(lengths)}; they have two axes at least, and one"
            raise self.clash(CLAUSE, text, value=(dims, lengths))
        if self.batch == self.sequence or max(self.batch, self.sequence) >= len(dims):
            text = f"batch axis {self.batch} and sequence axis {self.sequence} are not two axes of {show(dims)}"
            raise self.clash(CLAUSE, text, value=(self.batch, self.sequence))
        if unify_extents(dims[self.batch], lengths[0]) is None:
            text = f"{lengths[0]} lengths for the {dims[self.batch]} sequences on axis {self.batch} of {show(dims)}"
            raise self.clash(CLAUSE, text, axis=self.batch, value=lengths[0], permitted=dims[self.batch])
        return [dims]

    def compute(self, device: Device, inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """Reverse the beginnings."""
        data, lengths = every(inputs)
        return [device.reverse_sequence(data, lengths, self.batch, self.sequence)]
