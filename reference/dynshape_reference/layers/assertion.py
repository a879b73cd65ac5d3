"""IAssertionLayer: a condition without which the network must not run."""

from __future__ import annotations

from ..arguments import read_text
from ..dtypes import DataType
from ..errors import ErrorCodeTRT, Refusal
from ..shapes import View
from .base import ILayer
from .layer_type import LayerType
from .setting import Setting


class IAssertionLayer(ILayer):
    """A Bool shape tensor, all of whose elements must be true (DS-LAY-053). No outputs."""

    kind = LayerType.ASSERTION
    label = "Assertion"
    fields = ("message",)
    is_checked = True

    message = Setting(read_text)

    def __init__(self, message: str) -> None:
        """``message``: what the log says when an element is false."""
        self.message = message

    def rule(self) -> str:
        """DS-RULE-010."""
        return "S →"

    def output_count(self) -> int:
        """None."""
        return 0

    def output_types(self, types: list[DataType]) -> list[DataType]:
        """The condition is Bool."""
        if types[0] != DataType.BOOL:
            words = f"IAssertionLayer `input` must be of type kBOOL. `input` type is {types[0].name.title()}."
            raise self.wrong_type("DS-LAY-053", "a Bool condition", types[0], words)
        return []

    def check(self, view: View, final: bool) -> None:
        """No element is known to be false, and in the end phase 1 knows them all (DS-LAY-053)."""
        self.check_types()
        dims = view.dims(0)
        if len(dims) > 1:
            text = "the condition has 0 or 1 dimensions"
            raise self.clash("DS-LAY-053", text, value=dims, permitted="0 or 1 dimensions")
        value = view.value(0)
        if value is not None:
            for index, (element, known) in enumerate(zip(value.data.flat, value.known.flat, strict=True)):
                if known and not element:
                    place = f"condition[{index}]" if dims else "condition"
                    text = f"{place} is false: {self.message}"
                    words = f"IAssertionLayer {self.name}: {place} is false: 0. {self.message}"
                    raise self.clash("DS-LAY-053", text, value=False, permitted=True, words=words)
        if final and (value is None or not value.complete):
            name = self.present(0).name
            text = f"{self.name}: {name} is no shape tensor: only execution computes its elements"
            raise Refusal("DS-LAY-053", text, code=ErrorCodeTRT.INVALID_STATE, tensor=name, layer=self.name)
