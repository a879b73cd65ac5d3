"""IEinsumLayer: sums of products, by an equation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..arguments import read_text
from ..dims import Extents, show
from ..dtypes import FLOATS, Array, DataType
from ..editions import Edition
from ..errors import Refusal, refusal_returns
from ..log_style import INTERNAL, Instruction
from ..shapes import View, broadcast_dims, unify_extents
from .base import ILayer
from .layer_type import LayerType
from .setting import Setting
from .values import every

if TYPE_CHECKING:
    from ..kernels.device import Device

CLAUSE = "DS-LAY-068"
ELLIPSIS = "..."
HIDDEN = "ABCDEFGH"
"""Labels for the axes that an ellipsis stands for, the last one for the last axis."""


class IEinsumLayer(ILayer):
    """``equation`` names the axes of each input by lower-case letters, and those of the output after ``->``.

    Without an arrow the output has the labels that occur once, in alphabetical order. Axes of one label
    have equal extents, or 1. Edition 10 takes an ellipsis, a label twice in one term and more than two
    inputs; before that they are refused.
    """

    kind = LayerType.EINSUM
    label = "Einsum"
    fields = ("text",)
    input_count = (1, None)

    text = Setting(read_text)

    def __init__(self, equation: str) -> None:
        """``equation``: checked by `check_equation`."""
        self.text = equation

    @property
    def equation(self) -> str:
        """The equation. One that is not well-formed is refused, and the old one kept."""
        return self.text

    @equation.setter
    def equation(self, value: Any) -> None:
        self._assign_equation(read_text(value))

    @refusal_returns(lambda: None)
    def _assign_equation(self, equation: str) -> None:
        check_equation(equation, len(self.inputs), self.graph.edition)
        self.text = equation

    def rule(self) -> str:
        """DS-LAY-068."""
        return " × ".join("E" for _ in self.inputs) + " → E"

    def output_types(self, types: list[DataType]) -> list[DataType]:
        """Floats; of two types the wider one."""
        for dtype in types:
            if dtype not in FLOATS:
                raise self.wrong_type(CLAUSE, "a float", dtype)
        return [types[0] if len(set(types)) == 1 else DataType.FLOAT]

    def output_dims(self, view: View) -> list[Extents]:
        """The extents of the output's labels."""
        all_dims = [view.dims(index) for index in range(len(self.inputs))]
        terms, output = self._labels(all_dims)
        extents: dict[str, Extents] = {}
        for term, dims in zip(terms, all_dims, strict=True):
            own: dict[str, int] = {}
            for axis, (label, extent) in enumerate(zip(term, dims, strict=True)):
                same = unify_extents(own.get(label, extent), extent)
                if same is None:
                    text = f"label {label!r} stands for {own[label]} and for {extent} in {show(dims)}"
                    raise self.clash(CLAUSE, text, axis=axis, value=extent, permitted=own[label])
                own[label] = same
            for label, extent in own.items():
                common = broadcast_dims([extents.get(label, (1,)), (extent,)])
                if common is None:
                    text = f"label {label!r} stands for {extents[label][0]} and for {extent} in {show(dims)}"
                    a, b = extents[label][0], extent
                    fails = f"dimensions for input subscript {label} not compatible for einsum Broadcast has "
                    fails += f"incompatible dimensions: {a} != {b} && {a} != 1 && {b} != 1."
                    instruction = Instruction(fails)
                    raise self.clash(CLAUSE, text, value=extent, permitted=(1, a), instruction=instruction)
                extents[label] = common
        return [tuple(extents[label][0] for label in output)]

    def compute(self, device: Device, inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """Products, summed over the labels that the output does not have."""
        arrays = every(inputs)
        terms, output = self._labels([array.shape for array in arrays])
        return [device.einsum(f"{','.join(terms)}->{output}", arrays)]

    def _labels(self, all_dims: list[Extents]) -> tuple[list[str], str]:
        """The terms with a letter for each axis, and the output's letters."""
        terms, output = _split(self.text)
        spans = []
        for index, (term, dims) in enumerate(zip(terms, all_dims, strict=True)):
            named = len(term.replace(ELLIPSIS, ""))
            hidden = len(dims) - named
            if hidden < 0 or (hidden and ELLIPSIS not in term):
                text = f"term {term!r} of {self.text!r} has {named} labels; input {index} is {show(dims)}"
                words = (
                    f"{self.name}: IEinsumLayer number of subscripts for input {index} is not equal to rank of "
                    f"corresponding input tensor. Number of subscripts is {named} and rank is {len(dims)}."
                )
                raise self.clash(CLAUSE, text, value=named, permitted=len(dims), words=words)
            spans.append(hidden)
        widest = max(spans)
        full = [term.replace(ELLIPSIS, _hidden(span)) for term, span in zip(terms, spans, strict=True)]
        if output is not None:
            return full, output.replace(ELLIPSIS, _hidden(widest))
        named_once = sorted(label for label in set("".join(terms)) - {"."} if "".join(terms).count(label) == 1)
        return full, _hidden(widest) + "".join(named_once)


def _hidden(count: int) -> str:
    return HIDDEN[len(HIDDEN) - count :]


def _split(equation: str) -> tuple[list[str], str | None]:
    left, arrow, right = equation.replace(" ", "").partition("->")
    return left.split(","), right if arrow else None


def check_equation(equation: str, count: int, edition: Edition) -> None:
    """Refuse an equation that is not well-formed, or not for ``count`` inputs, or beyond the edition."""
    terms, output = _split(equation)
    if len(terms) != count:
        raise _refusal(equation, f"{len(terms)} terms for {count} inputs", count)
    if not edition.has_general_forms and count > 2:
        raise _refusal(equation, f"{count} inputs; edition {edition.name} takes two at most", 2)
    for term in terms if output is None else [*terms, output]:
        labels = term.replace(ELLIPSIS, "", 1)
        wrong = sorted(label for label in set(labels) if not "a" <= label <= "z")
        if wrong:
            raise _refusal(equation, f"{wrong[0]!r} is no lower-case letter", "a..z")
        if not edition.has_general_forms and ELLIPSIS in term:
            refusal = _refusal(equation, f"an ellipsis; edition {edition.name} takes letters only", "a..z")
            refusal.words = "ellipsis is not permitted in Einsum equation"
            raise refusal
        twice = next((label for label in labels if labels.count(label) > 1), None)
        if twice is not None and (term is output or not edition.has_general_forms):
            refusal = _refusal(equation, f"label {twice!r} occurs twice in {term!r}", 1)
            refusal.words = "Diagonal operations are not permitted in Einsum equation"
            raise refusal
    named = set("".join(terms))
    missing = sorted(set(output or "") - named)
    if missing:
        raise _refusal(equation, f"label {missing[0]!r} of the output occurs in no input", "".join(sorted(named)))


def _refusal(equation: str, text: str, permitted: object) -> Refusal:
    text = f"the equation {equation!r} has {text}"
    return Refusal(CLAUSE, text, value=equation, permitted=permitted, category=INTERNAL)
