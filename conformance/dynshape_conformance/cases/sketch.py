"""Programs that compute shapes: what the cases of sections 8.3 to 8.6 are drawn with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from dynshape_fixtures.program import Program

from ..adapter import Definition
from ..adapters.trt_names import edition_key
from ..case import Range, Trial


def at_least(t: Trial, edition: str) -> bool:
    """True if the case runs by this edition or a later one."""
    return edition_key(t.edition) >= edition_key(edition)


def integer_type(t: Trial) -> str:
    """The type that IShapeLayer yields (DS-LAY-034)."""
    return "int64" if at_least(t, "10") else "int32"


class Sketch(Program):
    """A program whose integers have the type that IShapeLayer yields, so that they go together."""

    def __init__(self, t: Trial, prefix: str = "t") -> None:
        """An empty program."""
        super().__init__(prefix=prefix)
        self.integer = integer_type(t)
        self._casts = at_least(t, "8.6")

    def numbers(self, name: str, length: int = 2) -> str:
        """An input of ``length`` integers."""
        return self.input(name, self.integer, (length,))

    def literal(self, *values: int) -> str:
        """A constant of these integers, 1-D."""
        return self.constant(values, self.integer)

    def scalar(self, value: int) -> str:
        """A constant of one integer, 0-D."""
        return self.constant(value, self.integer)

    def convert(self, tensor: str, dtype: str) -> str:
        """The tensor in another type: by ICastLayer, before 8.6 by IIdentityLayer."""
        if self._casts:
            return self.layer("cast", [tensor], {"to_type": dtype})
        converted = self.identity(tensor)
        self.set_output_type(converted, 0, dtype)
        return converted

    def floats(self, tensor: str) -> str:
        """The tensor in float32."""
        return self.convert(tensor, "float32")

    def integers(self, tensor: str) -> str:
        """A tensor of floats as integers."""
        return self.convert(tensor, self.integer)

    def positive(self, tensor: str) -> str:
        """Where 1-D integers are above 0, as Bool."""
        return self.elementwise(tensor, self.literal(0), "GREATER")

    def counted(self, condition: str) -> str:
        """1 where a 1-D condition is true, 0 elsewhere."""
        return self.select(condition, self.literal(1), self.literal(0))

    def yes(self, value: bool = True) -> str:
        """A Bool constant, 0-D."""
        return self.elementwise(self.scalar(int(value)), self.scalar(0), "GREATER")

    def gather(self, data: str, indices: str, axis: int = 0) -> str:
        """``add_gather``."""
        return self.layer("gather", [data, indices], {"axis": axis})

    def select(self, condition: str, then: str, otherwise: str) -> str:
        """``add_select``."""
        return self.layer("select", [condition, then, otherwise])

    def resize(self, data: str, dims: str | None = None, **properties: Any) -> str:
        """``add_resize``; ``dims`` is the id of the second input."""
        id = self.layer("resize", [data], {}, properties)
        if dims is not None:
            self.set_input(id, 1, dims)
        return id

    def linspace(self, length: int) -> str:
        """0.0, 1.0, ...: a fill of fixed length without inputs."""
        return self.layer("fill", [], {"shape": [length], "op": "LINSPACE"})

    def filled(self, dims: str) -> str:
        """Random numbers with the dims that the tensor holds: a use as shape tensor that takes any values >= 0."""
        id = self.layer("fill", [], {"shape": [1], "op": "RANDOM_UNIFORM"})
        self.set_input(id, 0, dims)
        return id

    def execution_only(self, tensor: str) -> str:
        """The 1-D integers by way of a matrix product: a layer that makes no shape tensors (DS-RULE-029)."""
        row = self.shuffle(self.floats(tensor), reshape_dims=[1, -1])
        one = self.constant([1.0], "float32", (1, 1))
        return self.integers(self.shuffle(self.matrix_multiply(one, row), reshape_dims=[-1]))

    def conditional(self, condition: str) -> str:
        """A conditional with its condition; returns its id."""
        id = self.layer("if_conditional", [])
        self.layer("condition", [condition], {"conditional": id})
        return id

    def entering(self, conditional: str, tensor: str) -> str:
        """The tensor, inside of the conditional."""
        return self.layer("conditional_input", [tensor], {"conditional": conditional})

    def leaving(self, conditional: str, then: str, otherwise: str) -> str:
        """What the branches yield."""
        return self.layer("conditional_output", [then, otherwise], {"conditional": conditional})


OFFSET = 40
"""What `values_read` adds, so that negative values can be read too."""


def values_read(t: Trial, sketch: Sketch, tensor: str) -> tuple[int, ...]:
    """The 1-D integers of ``tensor`` that are known while the network is defined, from -40 on: the dims of a fill."""
    result = sketch.filled(sketch.elementwise(tensor, sketch.literal(OFFSET), "SUM"))
    dims = t.define(sketch).tensor_dims(result).get()
    return tuple(extent - OFFSET for extent in dims)


def partly_read(t: Trial, sketch: Sketch, tensor: str) -> tuple[int, ...]:
    """The same of values >= 0, with -1 for each that is not known."""
    result = sketch.filled(tensor)
    return t.define(sketch).tensor_dims(result).get()


def classes(definition: Definition, tensor: str) -> str:
    """``S``, ``E``, ``SE`` or ``-``: of which classes the tensor is as the network stands."""
    is_shape, is_execution = definition.is_shape_tensor(tensor), definition.is_execution_tensor(tensor)
    return ("S" if is_shape.get() else "") + ("E" if is_execution.get() else "") or "-"


def use(t: Trial, definition: Definition, change: Program) -> None:
    """The operations are carried out on the definition."""
    for answer in definition.extend(change):
        t.accepted(answer)


def pinned_values(values: dict[str, tuple[int, ...]]) -> dict[str, Range]:
    """Profile values that have these values only."""
    return {name: (numbers, numbers, numbers) for name, numbers in values.items()}


def values_between(low: int, opt: Sequence[int], high: int) -> Range:
    """Profile values from ``low`` to ``high`` with these best ones."""
    return (low,) * len(opt), tuple(opt), (high,) * len(opt)


def makes_a_shape_tensor(t: Trial, make: Callable[[Sketch], str]) -> None:
    """Fed to a shuffle as reshape dims, what ``make`` makes is a shape tensor; before that it is none."""
    s = Sketch(t)
    output = make(s)
    shuffle = s.shuffle(s.input("x", "float32", (-1,)))
    definition = t.define(s)
    t.equal(definition.is_shape_tensor(output), False)
    change = Sketch(t, prefix="u")
    change.set_input(shuffle, 1, output)
    use(t, definition, change)
    t.equal(definition.is_shape_tensor(output), True)


Values = Sequence[int]


def computed_at_run_time(
    t: Trial, make: Callable[[Sketch, list[str]], str], vectors: Sequence[Sequence[Values]], expected: Sequence[Values]
) -> None:
    """From inputs of these values, given at run time, phase 1 computes the expected values."""
    s = Sketch(t)
    inputs = [s.numbers(f"a{place}", len(values)) for place, values in enumerate(vectors[0])]
    s.mark_output_for_shapes(make(s, inputs), "result")
    ranges = {name: values_between(-50, first, 50) for name, first in zip(inputs, vectors[0], strict=True)}
    context = t.context(s, [{}], [ranges])
    for vector, wanted in zip(vectors, expected, strict=True):
        for name, values in zip(inputs, vector, strict=True):
            t.accepted(context.set_values(name, values))
        t.equal(context.values("result"), tuple(wanted))
