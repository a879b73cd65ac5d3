"""The formal inference rules as examples: for each layer a network in which its operands can be told apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ..adapter import Definition
from ..case import Trial
from .sketch import Sketch, classes, pinned_values, use


@dataclass(frozen=True)
class Made:
    """A layer in a sketch: its output and the tensors that it takes."""

    output: str
    operands: tuple[str, ...]


@dataclass(frozen=True)
class Example:
    """A layer with its rule, values for the inputs of the network, and the value that the output has then.

    The output is converted to integers by ``to_integers`` where it is of another type.
    """

    rule: str
    make: Callable[[Sketch], Made]
    values: Mapping[str, tuple[int, ...]]
    expected: tuple[int, ...]
    to_integers: Callable[[Sketch, str], str] = field(default=lambda sketch, tensor: tensor)

    def symbols(self) -> list[str]:
        """The symbols left of the arrow, one an operand."""
        return [symbol.strip() for symbol in self.rule.partition("→")[0].split("×") if symbol.strip()]

    def wanted(self, demands: str) -> list[str]:
        """The classes of the operands when the output is demanded as ``demands`` says (``SE``: both, empty: not)."""
        by_symbol = {"t": demands or "-", "S": "S", "E": "E" if "E" in demands else "-"}
        return [by_symbol[symbol] for symbol in self.symbols()]


def _made(make: Callable[..., str], *operands: str) -> Made:
    return Made(make(*operands), operands)


def _relu(s: Sketch) -> Made:
    return _made(lambda x: s.activation(x, "RELU"), s.floats(s.numbers("a")))


def _conditional_input(s: Sketch) -> Made:
    conditional = s.conditional(s.yes())
    a = s.numbers("a")
    entered = s.entering(conditional, a)
    branches = s.elementwise(entered, s.literal(1), "SUM"), s.elementwise(entered, s.literal(2), "SUM")
    return Made(s.leaving(conditional, *branches), (a,))


def _conditional_output(s: Sketch) -> Made:
    conditional = s.conditional(s.yes(False))
    entered = [s.entering(conditional, s.numbers(name)) for name in "ab"]
    branches = [s.elementwise(tensor, s.literal(1), "SUM") for tensor in entered]
    return Made(s.leaving(conditional, branches[0], branches[1]), tuple(branches))


def _reshape(s: Sketch) -> Made:
    return _made(lambda x, dims: s.shuffle(x, dims), s.numbers("a"), s.literal(2))


def _slice(inputs: int) -> Callable[[Sketch], Made]:
    def make(s: Sketch) -> Made:
        a = s.numbers("a", 5)
        parameters = [s.literal(value) for value in (1, 2, 2)[: inputs - 1]]
        layer = s.slice(a, [1], [2], [2])
        for index, tensor in enumerate(parameters):
            s.set_input(layer, index + 1, tensor)
        return Made(layer, (a, *parameters))

    return make


TWO, OTHER = (3, 5), (4, 2)
FIVE = (1, 2, 3, 4, 5)

EXAMPLES: dict[str, Example] = {
    "activation": Example("t → t", _relu, {"a": TWO}, TWO, Sketch.integers),
    "elementwise": Example(
        "t × t → t",
        lambda s: _made(lambda a, b: s.elementwise(a, b, "SUM"), s.numbers("a"), s.numbers("b")),
        {"a": TWO, "b": OTHER},
        (7, 7),
    ),
    "comparison": Example(
        "t × t → t",
        lambda s: _made(lambda a, b: s.elementwise(a, b, "LESS"), s.numbers("a"), s.numbers("b")),
        {"a": TWO, "b": OTHER},
        (1, 0),
        Sketch.counted,
    ),
    "concatenation": Example(
        "t × t × t → t",
        lambda s: _made(lambda *all: s.concatenation(all, 0), s.numbers("a"), s.numbers("b", 1), s.numbers("c")),
        {"a": TWO, "b": (6,), "c": OTHER},
        (*TWO, 6, *OTHER),
    ),
    "conditional_input": Example("t → t", _conditional_input, {"a": TWO}, (4, 6)),
    "conditional_output": Example("t × t → t", _conditional_output, {"a": TWO, "b": OTHER}, (5, 3)),
    "constant": Example("→ t", lambda s: Made(s.literal(*TWO), ()), {}, TWO),
    "gather": Example(
        "t × t → t",
        lambda s: _made(s.gather, s.numbers("a", 5), s.numbers("b", 3)),
        {"a": FIVE, "b": (4, 0, 4)},
        (5, 1, 5),
    ),
    "identity": Example("t → t", lambda s: _made(s.identity, s.numbers("a")), {"a": TWO}, TWO),
    "conversion": Example("t → t", lambda s: _made(s.floats, s.numbers("a")), {"a": TWO}, TWO, Sketch.integers),
    "reduce": Example(
        "t → t",
        lambda s: _made(lambda a: s.reduce(a, "PROD", 1, True), s.numbers("a")),
        {"a": TWO},
        (15,),
    ),
    "select": Example(
        "t × t × t → t",
        lambda s: _made(s.select, s.positive(s.numbers("a")), s.numbers("b"), s.numbers("c")),
        {"a": (1, 0), "b": TWO, "c": OTHER},
        (3, 2),
    ),
    "shuffle": Example(
        "t → t",
        lambda s: _made(lambda a: s.shuffle(a, reshape_dims=[2]), s.numbers("a")),
        {"a": TWO},
        TWO,
    ),
    "shuffle,2": Example("t × S → t", _reshape, {"a": TWO}, TWO),
    "slice": Example("t → t", _slice(1), {"a": FIVE}, (2, 4)),
    "slice,2": Example("t × S → t", _slice(2), {"a": FIVE}, (2, 4)),
    "slice,3": Example("t × S × S → t", _slice(3), {"a": FIVE}, (2, 4)),
    "slice,4": Example("t × S × S × S → t", _slice(4), {"a": FIVE}, (2, 4)),
    "unary": Example(
        "t → t",
        lambda s: _made(lambda a: s.unary(a, "ABS"), s.floats(s.numbers("a"))),
        {"a": (-3, 5)},
        TWO,
        Sketch.integers,
    ),
    "unary,not": Example(
        "t → t",
        lambda s: _made(lambda a: s.unary(a, "NOT"), s.positive(s.numbers("a"))),
        {"a": (-3, 5)},
        (1, 0),
        Sketch.counted,
    ),
}


def shape_use(s: Sketch, example: Example, output: str) -> str:
    """A use of the output as shape tensor; returns the tensor that has its values as dims."""
    result = s.filled(example.to_integers(s, output))
    s.mark_output(result, "filled")
    return result


def execution_use(s: Sketch, output: str) -> None:
    """A use of the output as execution tensor."""
    s.mark_output(s.identity(output), "used")


def follows_its_rule(t: Trial, name: str) -> None:
    """The classes of the operands follow from the uses of the output, use after use, in either order.

    With all values in the profile both networks build.
    """
    example = EXAMPLES[name]
    for order in ("SE", "ES"):
        sketch = Sketch(t)
        made = example.make(sketch)
        definition = t.define(sketch)
        with t.subcase(layer=name, order=order, uses="none"):
            _operands_are(t, definition, made, example.wanted(""), "-")
        demands = ""
        for demand in order:
            change = Sketch(t, prefix=demand.lower())
            if demand == "S":
                shape_use(change, example, made.output)
            else:
                execution_use(change, made.output)
            demands = "SE" if demands else demand
            with t.subcase(layer=name, order=order, uses=demands):
                use(t, definition, change)
                _operands_are(t, definition, made, example.wanted(demands), demands)
        with t.subcase(layer=name, order=order, uses="built"):
            profile = t.profile(definition, {}, pinned_values(dict(example.values)))
            t.accepted(definition.add_profile(profile))
            t.accepted(definition.build())


def _operands_are(t: Trial, definition: Definition, made: Made, wanted: list[str], output: str) -> None:
    for tensor, expected in zip(made.operands, wanted, strict=True):
        t.equal(classes(definition, tensor), expected)
    t.equal(classes(definition, made.output), output)


def as_shape_only(t: Trial, example: Example) -> tuple[Sketch, Made]:
    """The network of an example, with a use of the output as shape tensor."""
    sketch = Sketch(t)
    made = example.make(sketch)
    shape_use(sketch, example, made.output)
    return sketch, made


def wants_values_of_its_operands(t: Trial, name: str) -> None:
    """As a shape tensor the output makes shape tensors of all inputs that it is made of: each needs profile values."""
    example = EXAMPLES[name]
    for missing in example.values:
        with t.subcase(layer=name, missing=missing):
            sketch, _ = as_shape_only(t, example)
            given = {input: numbers for input, numbers in example.values.items() if input != missing}
            definition = t.definition(sketch, [{}], [pinned_values(given)])
            t.refused(definition.build(), "DS-SIO-003")


def needs_no_values_as_data(t: Trial, name: str) -> None:
    """As an execution tensor the output needs no profile values: without a profile the network builds."""
    example = EXAMPLES[name]
    sketch = Sketch(t)
    made = example.make(sketch)
    execution_use(sketch, made.output)
    with t.subcase(layer=name):
        t.accepted(t.define(sketch).build())


def has_its_value(t: Trial, name: str) -> None:
    """As a shape tensor it has its value in phase 1: the output dims that follow are there without execution."""
    example = EXAMPLES[name]
    with t.subcase(layer=name):
        sketch, _ = as_shape_only(t, example)
        context = t.context(sketch, [{}], [pinned_values(dict(example.values))])
        for input, numbers in example.values.items():
            t.accepted(context.set_values(input, numbers))
        t.equal(context.dims("filled"), example.expected)
