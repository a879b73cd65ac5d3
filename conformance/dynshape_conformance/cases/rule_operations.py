"""DS-RULE: a layer's class goes from output to operands whatever its operation, mode or type is."""

from __future__ import annotations

from collections.abc import Callable

from ..case import Trial, positive
from .sketch import Sketch, classes, use

FLAGS = ("DS-RULE-034",)

Make = Callable[[Sketch], tuple[str, tuple[str, ...]]]
"""Draws a layer; gives its output and its operands."""


def carries_either_class(t: Trial, make: Make) -> None:
    """Nothing is demanded at first; then the output is demanded as a shape tensor, and at last as an output too."""
    s = Sketch(t)
    output, operands = make(s)
    definition = t.define(s)
    for number, wanted in enumerate(("-", "S", "SE")):
        change = Sketch(t, prefix=f"u{number}_")
        if wanted == "S":
            change.filled(change.integers(output))
        elif wanted == "SE":
            change.mark_output(change.identity(output))
        use(t, definition, change)
        t.equal([classes(definition, tensor) for tensor in (output, *operands)], [wanted] * (1 + len(operands)))


def _two(s: Sketch, op: str) -> tuple[str, tuple[str, ...]]:
    if op in ("AND", "OR", "XOR"):
        a, b = s.positive(s.numbers("a")), s.positive(s.numbers("b"))
    elif op == "POW":
        a, b = s.floats(s.numbers("a")), s.floats(s.numbers("b"))
    else:
        a, b = s.numbers("a"), s.numbers("b")
    return s.elementwise(a, b, op), (a, b)


@positive("DS-RULE-005", needs=FLAGS)
def every_operation_on_two(t: Trial) -> None:
    """Arithmetic, comparisons and logic carry the class of the output to both operands."""
    arithmetic = ("SUM", "PROD", "MAX", "MIN", "SUB", "DIV", "POW", "FLOOR_DIV")
    for op in (*arithmetic, "AND", "OR", "XOR", "EQUAL", "GREATER", "LESS"):
        with t.subcase(op=op):
            carries_either_class(t, lambda s, op=op: _two(s, op))  # type: ignore[misc]


def _one(s: Sketch, op: str) -> tuple[str, tuple[str, ...]]:
    a = s.numbers("a")
    operand = s.positive(a) if op == "NOT" else s.floats(a)
    return s.unary(operand, op), (operand, a)


@positive("DS-RULE-028", needs=FLAGS)
def every_operation_on_one(t: Trial) -> None:
    """Every unary operation carries the class of its output."""
    functions = ("EXP", "LOG", "SQRT", "RECIP", "ABS", "NEG", "SIN", "COS", "TAN", "SINH", "COSH", "ASIN", "ACOS")
    for op in (*functions, "ATAN", "ASINH", "ACOSH", "ATANH", "CEIL", "FLOOR", "ERF", "NOT", "SIGN", "ROUND"):
        with t.subcase(op=op):
            carries_either_class(t, lambda s, op=op: _one(s, op))  # type: ignore[misc]


def _reduced(s: Sketch, op: str, keep: bool) -> tuple[str, tuple[str, ...]]:
    operand = s.floats(s.numbers("a"))
    total = s.reduce(operand, op, 1, keep)
    return (total if keep else s.shuffle(total, reshape_dims=[1])), (operand, total)


@positive("DS-RULE-019", needs=FLAGS)
def every_reduction(t: Trial) -> None:
    """Every reduction of floats carries the class of its output, whether the axis stays or goes."""
    for op in ("SUM", "PROD", "MAX", "MIN", "AVG"):
        for keep in (True, False):
            with t.subcase(op=op, keep=keep):
                carries_either_class(t, lambda s, op=op, keep=keep: _reduced(s, op, keep))  # type: ignore[misc]


@positive("DS-RULE-014", needs=FLAGS)
def every_activation(t: Trial) -> None:
    """Every activation of floats carries the class of its output."""
    kinds = ("RELU", "SIGMOID", "TANH", "LEAKY_RELU", "ELU", "SELU", "SOFTSIGN", "SOFTPLUS", "CLIP", "HARD_SIGMOID")
    for kind in (*kinds, "SCALED_TANH", "THRESHOLDED_RELU"):
        with t.subcase(type=kind):

            def make(s: Sketch, kind: str = kind) -> tuple[str, tuple[str, ...]]:
                operand = s.floats(s.numbers("a"))
                return s.activation(operand, kind), (operand,)

            carries_either_class(t, make)


@positive("DS-RULE-024", needs=FLAGS)
def every_mode_of_a_slice(t: Trial) -> None:
    """In every mode a slice carries the class of its output."""
    for mode in ("STRICT_BOUNDS", "WRAP", "CLAMP", "FILL", "REFLECT"):
        with t.subcase(mode=mode):

            def make(s: Sketch, mode: str = mode) -> tuple[str, tuple[str, ...]]:
                a = s.numbers("a", 4)
                return s.slice(a, [1], [2], [1], mode=mode), (a,)

            carries_either_class(t, make)


@positive("DS-RULE-023", needs=FLAGS)
def a_shuffle_that_transposes(t: Trial) -> None:
    """A shuffle that permutes axes, before or after it reshapes, carries the class of its output."""
    for permuted in ("first_transpose", "second_transpose"):
        with t.subcase(permuted=permuted):

            def make(s: Sketch, permuted: str = permuted) -> tuple[str, tuple[str, ...]]:
                a = s.numbers("a", 4)
                if permuted == "first_transpose":
                    return s.shuffle(a, reshape_dims=[4], first_transpose=[0]), (a,)
                return s.shuffle(a, reshape_dims=[4], second_transpose=[0]), (a,)

            carries_either_class(t, make)


@positive("DS-RULE-018", needs=FLAGS)
def conversions_to_every_type(t: Trial) -> None:
    """A conversion carries the class of its output, from integers to floats and from floats and Bool to integers."""
    for source in ("int", "float", "bool"):
        with t.subcase(source=source):

            def make(s: Sketch, source: str = source) -> tuple[str, tuple[str, ...]]:
                a = s.numbers("a")
                if source == "int":
                    return s.floats(a), (a,)
                operand = s.floats(a) if source == "float" else s.positive(a)
                return s.integers(operand), (operand, a)

            carries_either_class(t, make)


@positive("DS-RULE-018", needs=FLAGS, editions=("8.6", None))
def conversions_to_bool(t: Trial) -> None:
    """So it is with conversions to Bool, of integers and of floats."""
    for source in ("int", "float"):
        with t.subcase(source=source):

            def make(s: Sketch, source: str = source) -> tuple[str, tuple[str, ...]]:
                a = s.numbers("a")
                return s.convert(a if source == "int" else s.floats(a), "bool"), (a,)

            carries_either_class(t, make)


@positive("DS-RULE-016", needs=FLAGS, editions=("10", None))
def parameters_of_a_fill(t: Trial) -> None:
    """From 10 on alpha and beta of a fill have the class of its output."""

    def make(s: Sketch) -> tuple[str, tuple[str, ...]]:
        alpha, beta = s.input("alpha", s.integer, ()), s.numbers("beta", 1)
        layer = s.layer("fill", [], {"shape": [2], "op": "LINSPACE", "output_type": s.integer})
        s.set_input(layer, 0, s.literal(2))
        s.set_input(layer, 1, alpha)
        s.set_input(layer, 2, beta)
        return layer, (alpha, beta)

    carries_either_class(t, make)


@positive("DS-RULE-017", needs=FLAGS, editions=("10", None))
def every_mode_of_a_gather(t: Trial) -> None:
    """From 10 on a gather carries the class of its output to data and indices in every mode."""
    for mode, dims in (("DEFAULT", (2,)), ("ELEMENT", (2,)), ("ND", (2, 1))):
        with t.subcase(mode=mode):

            def make(s: Sketch, mode: str = mode, dims: tuple[int, ...] = dims) -> tuple[str, tuple[str, ...]]:
                data, indices = s.numbers("data", 3), s.input("indices", s.integer, dims)
                return s.layer("gather_v2", [data, indices], {"mode": mode}), (data, indices)

            carries_either_class(t, make)


@positive("DS-RULE-011", needs=FLAGS)
def concatenation_of_one(t: Trial) -> None:
    """A concatenation of one tensor carries the class of its output."""

    def make(s: Sketch) -> tuple[str, tuple[str, ...]]:
        a = s.numbers("a")
        return s.concatenation([a], 0), (a,)

    carries_either_class(t, make)


# DS-RULE-035: changes of inputs


@positive("DS-RULE-035", needs=FLAGS)
def inputs_added_after_the_use(t: Trial) -> None:
    """An optional input that follows the output gets the output's class, though it is added after the use."""
    for use_of in ("shape", "data", "both"):
        with t.subcase(use=use_of):
            s = Sketch(t)
            made = s.slice(s.numbers("a", 2), [0], [3], [1], mode="FILL")
            fill = s.input("fill", s.integer, ())
            if use_of != "data":
                s.filled(made)
            if use_of != "shape":
                s.mark_output(s.identity(made))
            definition = t.define(s)
            t.equal(classes(definition, fill), "-")
            change = Sketch(t, prefix="u")
            change.set_input(made, 4, fill)
            use(t, definition, change)
            t.equal(classes(definition, fill), {"shape": "S", "data": "E", "both": "SE"}[use_of])


@positive("DS-RULE-035", needs=FLAGS)
def operands_replaced(t: Trial) -> None:
    """What stands in place of a former operand, the first or the second, gets its class, and that one has none."""
    for place in (0, 1):
        with t.subcase(place=place):
            s = Sketch(t)
            former, other, new = s.numbers("former"), s.numbers("other"), s.numbers("new")
            operands = (former, other) if place == 0 else (other, former)
            total = s.elementwise(operands[0], operands[1], "SUM")
            s.filled(total)
            definition = t.define(s)
            t.equal([classes(definition, tensor) for tensor in (former, other, new)], ["S", "S", "-"])
            change = Sketch(t, prefix="u")
            change.set_input(total, place, new)
            use(t, definition, change)
            t.equal([classes(definition, tensor) for tensor in (former, other, new)], ["-", "S", "S"])
