"""How a port calls its engine: directly or, where a reproducer is wanted, through a journal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from ...adapter import Array
from ..onnx_export import Model

if TYPE_CHECKING:
    from ...reproducers.journal import Journal

T = TypeVar("T")


class Calls:
    """The calls of one port, each beside its text as Python, in which ``{}`` stand for the parts."""

    def __init__(self) -> None:
        self.journal: Journal | None = None

    def make(self, text: str, parts: Sequence[Any], call: Callable[[], T], named: str = "", query: bool = False) -> T:
        """Make a call; ``named``: the variable that a script keeps the result in; ``query``: it changes nothing."""
        return call() if self.journal is None else self.journal.do(named, text, parts, call, query)

    def bytes_of(self, model: Model) -> bytes:
        """The bytes of a model, as a part of a call."""
        data = model.bytes
        if self.journal is not None:
            from ...reproducers.parts import model_call

            self.journal.express(data, model_call(data))
        return data

    def part(self, thing: Any, text: str, owner: Any) -> None:
        """Let ``thing`` be written as ``text``, in which ``{}`` is what it was taken out of."""
        if self.journal is not None:
            self.journal.express(thing, text, owner)

    def saw(self, value: T, text: str, thing: Any) -> T:
        """The adapter read ``value`` off a thing, which is ``{}`` in ``text``: what a script looks at."""
        if self.journal is not None:
            self.journal.saw(value, text, thing)
        return value

    def outputs(self, names: Sequence[str], given: Sequence[Array]) -> dict[str, Array]:
        """What a run gave, by the names of its outputs."""
        for index, array in enumerate(given):
            self.part(array, f"{{}}[{index}]", given)
        return dict(zip(names, given, strict=True))

    def took(self, arrays: dict[str, Array]) -> dict[str, Array]:
        """The adapter hands on arrays that the engine gave."""
        if self.journal is not None:
            for array in arrays.values():
                self.journal.took(array)
        return arrays
