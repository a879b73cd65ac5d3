"""How layers word what they refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from ..dims import Extents, show
from ..dtypes import DataType
from ..errors import ErrorCodeTRT, Refusal, ShapeError
from ..log_style import MISCELLANEOUS, SHAPE_ERROR, Instruction

if TYPE_CHECKING:
    from ..editions import Edition
    from ..tensors import ITensor

CONFORMABLE = "broadcast dimensions must be conformable"
"""What TensorRT says of extents that neither are equal nor 1."""


class Refusing:
    """The part of every layer that makes refusals."""

    label: ClassVar[str]
    """The name in log texts and plans, e.g. ``ElementWise``."""
    name: Any
    outputs: list[ITensor]

    @property
    def edition(self) -> Edition:
        """The edition of the network."""
        raise NotImplementedError

    def wrong_type(self, clause: str, permitted: str, got: DataType, words: str = "") -> Refusal:
        """A refusal of an input's type; ``words`` are TensorRT's."""
        text = f"{self.name}: {self.label} takes {permitted}, not {got.name}"
        code = ErrorCodeTRT.INVALID_CONFIG
        refusal = Refusal(clause, text, code=code, value=got, permitted=permitted, layer=self.name)
        refusal.words = words and f"{self.name}: {words}"
        return refusal

    def say_type(self, what: str, got: DataType, wanted: str) -> str:
        """TensorRT's words for an input of a wrong type; ``wanted`` is ``Int32`` for all integers."""
        if wanted == "Int32" and not self.edition.has_bindings:
            wanted = "Int64 or Int32"
        return f"{what} has type {got.name.title()} but must have type {wanted}."

    def clash(
        self,
        clause: str,
        text: str,
        *,
        axis: int | None = None,
        value: Any = None,
        permitted: Any = None,
        words: str = "",
        misfit: str = "",
        instruction: Instruction | None = None,
    ) -> ShapeError:
        """A refusal of dims or shape values; ``axis`` is the one that clashes, if it is one.

        TensorRT's words: ``words``, or ``misfit`` for what has a category of its own, while the network
        is defined and built, and ``instruction`` when phase 1 runs.
        """
        text, tensor = f"{self.name}: {text}", self.outputs[0].name if self.outputs else None
        parts = {"tensor": tensor, "axis": axis, "value": value, "permitted": permitted, "layer": self.name}
        error = ShapeError(clause, text, **parts)
        error.words, error.instruction = words, instruction
        if misfit:
            is_8 = self.edition.has_bindings
            error.category = MISCELLANEOUS if is_8 else SHAPE_ERROR
            error.words = f"I{self.label}Layer {self.name}: {misfit}" if is_8 else misfit
        return error

    def same_rank(self, clause: str, all_dims: list[Extents], words: str = "") -> None:
        """Refuse inputs of unequal rank: ranks are not extended."""
        if len(set(map(len, all_dims))) > 1:
            text = " and ".join(show(dims) for dims in all_dims)
            raise self.clash(clause, f"the inputs {text} are of unequal rank", value=tuple(all_dims), words=words)
