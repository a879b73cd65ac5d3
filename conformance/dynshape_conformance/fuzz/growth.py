"""A network that grows layer by layer on a live definition, which says what its tensors are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from dynshape_fixtures.program import Number, Program

from ..adapter import Adapter, Dims
from .choices import Choices

FLOATS = ("float32", "float16")
INTEGERS = ("int32", "int64")
LARGEST = {"float32": 2.0**22, "float16": 2.0**9, "int32": 2.0**29, "int64": 2.0**29, "int8": 100.0}
"""Up to here sums and products of integers are exact in the type."""
INPUT_MAGNITUDE = 4.0
"""No element of an input is larger."""


@dataclass(frozen=True)
class Known:
    """A tensor that later layers may take.

    ``magnitude`` bounds its elements if they are whole numbers that every engine computes exactly; it
    is None where they are not: such a tensor is only moved, never computed with, so that the
    difference of two engines stays that of one operation.
    """

    id: str
    dtype: str
    dims: Dims
    magnitude: float | None

    @property
    def rank(self) -> int:
        """The number of axes."""
        return len(self.dims)


class NoOperand(Exception):
    """There is no tensor that the layer could take; the network does not grow by this step."""


class Growth:
    """A network under construction, and what is known of its tensors."""

    def __init__(self, adapter: Adapter, integer: str) -> None:
        """Start an empty network on ``adapter``; ``integer`` is the type that IShapeLayer yields."""
        self.program = Program()
        self.definition = adapter.define(Program())
        self.integer = integer
        self.tensors: list[Known] = []
        self.inputs: list[Known] = []
        self.facts: list[str] = []
        """Ids of all layers' outputs, refused ones too."""
        self.kinds: dict[str, str] = {}
        """What made a tensor: the kind of layer with its operation or mode."""
        self._done = 0

    # Growing

    def input(self, name: str, dtype: str, dims: Dims) -> None:
        """Add a network input."""
        self.program.input(name, dtype, dims)
        self.kinds[name] = "input"
        if self._carry_out():
            known = Known(name, dtype, dims, INPUT_MAGNITUDE)
            self.inputs.append(known)
            self.tensors.append(known)
        self.facts.append(name)

    def constant(self, values: Sequence[Any] | Number, dtype: str, dims: Sequence[int] | None = None) -> str:
        """Add a constant; it is not offered to later layers."""
        id = self.program.constant(values, dtype, dims)
        self.kinds[id] = "constant"
        return id

    def layer(
        self,
        kind: str,
        inputs: Sequence[str],
        arguments: dict[str, Any] | None = None,
        properties: dict[str, Any] | None = None,
        later: Sequence[tuple[int, str]] = (),
        outputs: Sequence[float | None] = (None,),
        offered: bool = True,
    ) -> str:
        """Add a layer, then its inputs ``later`` (index, tensor), and offer its outputs where it is in order.

        ``outputs`` are the magnitudes of its outputs, as in `Known`. What is inside of a loop or
        conditional is not ``offered`` to the layers outside.
        """
        id = self.program.layer(kind, inputs, arguments, properties)
        detail = {**(arguments or {}), **(properties or {})}
        mode = next((str(detail[key]) for key in ("op", "type", "mode", "resize_mode") if key in detail), "")
        for index, tensor in later:
            self.program.set_input(id, index, tensor)
        accepted = self._carry_out()
        for index, magnitude in enumerate(outputs):
            name = id if index == 0 else f"{id}:{index}"
            self.kinds[name] = f"{kind} {mode}".strip()
            self.facts.append(name)
            if accepted and offered:
                self._offer(name, magnitude)
        return id

    def _offer(self, id: str, magnitude: float | None) -> None:
        dims, dtype = self.definition.tensor_dims(id), self.definition.tensor_dtype(id)
        if not dims.ok or not dtype.ok:
            return
        if magnitude is not None and magnitude > LARGEST.get(dtype.get(), 1.0):
            magnitude = None
        self.tensors.append(Known(id, dtype.get(), dims.get(), magnitude))

    def _carry_out(self) -> bool:
        rest = Program(self.program.operations[self._done :])
        self._done = len(self.program.operations)
        return all(answer.ok for answer in self.definition.extend(rest))

    def taken(self) -> set[str]:
        """The tensors that some layer takes."""
        inputs = {tensor for operation in self.program.operations for tensor in operation.get("inputs", ())}
        return inputs | {str(op["tensor"]) for op in self.program.operations if op["do"] == "set_input"}

    # Operands

    def take(self, choices: Choices, fits: Callable[[Known], bool], exact: bool = True) -> Known:
        """A tensor for which ``fits`` holds, later ones first; of whole numbers unless ``exact`` is False."""
        found = [t for t in reversed(self.tensors) if (not exact or t.magnitude is not None) and fits(t)]
        if not found:
            raise NoOperand
        return choices.pick(found)

    def any(self, choices: Choices) -> Known:
        """Any tensor at all."""
        return self.take(choices, lambda t: True, exact=False)

    def floats(self, choices: Choices, *ranks: int) -> Known:
        """A float tensor of whole numbers, of one of ``ranks`` if any are given."""
        return self.take(choices, lambda t: t.dtype in FLOATS and (not ranks or t.rank in ranks))

    def extents(self, choices: Choices, rank: int) -> str:
        """A tensor of ``rank`` integers that can serve as dims, or as starts or strides."""
        like = [t for t in self.tensors if t.rank == rank and rank > 0]
        row = [t for t in self.tensors if t.dims == (rank,) and t.dtype == self.integer and t.magnitude is not None]
        way = choices.below(4)
        if way == 1 and row:
            return choices.pick(row[::-1]).id
        if way == 2 and like:
            return self.layer("shape", [choices.pick(like).id], outputs=(64.0,))
        if way == 3 and self.tensors:
            return self._joined(choices, rank)
        return self.constant([choices.pick((1, 2, 3, 0, 4, -1)) for _ in range(rank)], self.integer)

    def _joined(self, choices: Choices, rank: int) -> str:
        """Single extents of tensors and constants, put together."""
        parts = []
        for _ in range(rank):
            source = choices.pick(self.tensors[::-1])
            if source.rank == 0 or choices.below(2):
                parts.append(self.constant([choices.pick((1, 2, 3, 6))], self.integer))
                continue
            dims = self.layer("shape", [source.id], outputs=(64.0,))
            axis = self.constant([choices.below(source.rank)], "int32")
            parts.append(self.layer("gather", [dims, axis], {"axis": 0}, outputs=(64.0,)))
        return self.layer("concatenation", parts, {}, {"axis": 0}, outputs=(64.0,))
