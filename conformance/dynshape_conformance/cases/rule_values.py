"""DS-RULE: the values that the other polymorphic layers make of shape values."""

from __future__ import annotations

from collections.abc import Callable

from ..case import Trial, negative, positive
from .expect import refused_at_last
from .sketch import Sketch, at_least, computed_at_run_time, values_read

FILLED = ("DS-RULE-015",)
RUN = ("contexts",)
FLOATS = (-2.5, -1.0, -0.5, 0.0, 0.5, 1.5, 2.0)


def _whole(op: str) -> Callable[[Sketch, list[str]], str]:
    return lambda s, inputs: s.integers(s.unary(s.floats(inputs[0]), op))


def _rounded(s: Sketch, tensor: str) -> str:
    """Four times the float values, as integers: quarters can be told apart."""
    return s.integers(s.elementwise(tensor, s.constant([4.0], "float32"), "PROD"))


@positive("DS-RULE-028", needs=FILLED)
def unary_values(t: Trial) -> None:
    """Unary operations on floats, computed while the network is defined."""
    expected: dict[str, tuple[float, ...]] = {
        "NEG": (2.5, 1.0, 0.5, 0.0, -0.5, -1.5, -2.0),
        "ABS": (2.5, 1.0, 0.5, 0.0, 0.5, 1.5, 2.0),
        "CEIL": (-2.0, -1.0, 0.0, 0.0, 1.0, 2.0, 2.0),
        "FLOOR": (-3.0, -1.0, -1.0, 0.0, 0.0, 1.0, 2.0),
        "SIGN": (-1.0, -1.0, -1.0, 0.0, 1.0, 1.0, 1.0),
    }
    for op, values in expected.items():
        with t.subcase(op=op):
            s = Sketch(t)
            result = s.unary(s.constant(FLOATS, "float32"), op)
            t.equal(values_read(t, s, _rounded(s, result)), tuple(int(4 * value) for value in values))
    for op, given, wanted in (("SQRT", (1.0, 4.0, 9.0), (1, 2, 3)), ("RECIP", (1.0, 0.5, -0.25), (1, 2, -4))):
        with t.subcase(op=op):
            s = Sketch(t)
            t.equal(values_read(t, s, s.integers(s.unary(s.constant(given, "float32"), op))), wanted)
    with t.subcase(op="NOT"):
        s = Sketch(t)
        t.equal(values_read(t, s, s.counted(s.unary(s.positive(s.literal(-1, 0, 1)), "NOT"))), (1, 1, 0))


def _nearest_quarters(s: Sketch, tensor: str) -> str:
    """Four times the float values, to the nearest integer, for those that may be an ULP off."""
    scaled = s.elementwise(tensor, s.constant([4.0], "float32"), "PROD")
    return s.integers(s.unary(s.elementwise(scaled, s.constant([0.5], "float32"), "SUM"), "FLOOR"))


@positive("DS-RULE-028", needs=FILLED)
def unary_values_of_every_operation(t: Trial) -> None:
    """The operations that are no whole numbers elsewhere, at points where they are quarters."""
    points: dict[str, tuple[tuple[float, ...], tuple[float, ...]]] = {
        "EXP": ((0.0,), (1.0,)),
        "LOG": ((1.0,), (0.0,)),
        "SIN": ((0.0,), (0.0,)),
        "COS": ((0.0,), (1.0,)),
        "TAN": ((0.0,), (0.0,)),
        "SINH": ((0.0,), (0.0,)),
        "COSH": ((0.0,), (1.0,)),
        "ASIN": ((0.0,), (0.0,)),
        "ACOS": ((1.0,), (0.0,)),
        "ATAN": ((0.0,), (0.0,)),
        "ASINH": ((0.0,), (0.0,)),
        "ACOSH": ((1.0,), (0.0,)),
        "ATANH": ((0.0,), (0.0,)),
        "ERF": ((0.0, 9.0, -9.0), (0.0, 1.0, -1.0)),
        "ROUND": ((0.5, 1.5, -0.5, 0.75, -1.25), (0.0, 2.0, 0.0, 1.0, -1.0)),
    }
    for op, (given, wanted) in points.items():
        with t.subcase(op=op):
            s = Sketch(t)
            result = _nearest_quarters(s, s.unary(s.constant(given, "float32"), op))
            t.equal(values_read(t, s, result), tuple(int(4 * value) for value in wanted))


@positive("DS-RULE-028", needs=("DS-SIO-009",), features=RUN)
def unary_values_at_run_time(t: Trial) -> None:
    """At run time too."""
    vectors = [[(-3, 0, 5)], [(4, -4, 1)]]
    functions: dict[str, Callable[[int], int]] = {"NEG": lambda v: -v, "ABS": abs, "SIGN": lambda v: (v > 0) - (v < 0)}
    for op, function in functions.items():
        with t.subcase(op=op):
            expected = [[function(value) for value in vector[0]] for vector in vectors]
            computed_at_run_time(t, _whole(op), vectors, expected)


@positive("DS-RULE-014", needs=FILLED)
def activation_values_of_every_function(t: Trial) -> None:
    """The functions that are no whole numbers elsewhere, at points where they are quarters."""
    points: dict[str, tuple[dict[str, float], tuple[float, ...], tuple[float, ...]]] = {
        "SIGMOID": ({}, (0.0, 90.0, -90.0), (0.5, 1.0, 0.0)),
        "TANH": ({}, (0.0, 90.0, -90.0), (0.0, 1.0, -1.0)),
        "ELU": ({"alpha": 2.0}, (0.0, 1.5, -90.0), (0.0, 1.5, -2.0)),
        "SELU": ({"alpha": 2.0, "beta": 0.5}, (0.0, 3.0, -90.0), (0.0, 1.5, -1.0)),
        "SOFTSIGN": ({}, (0.0, 1.0, -3.0), (0.0, 0.5, -0.75)),
        "SOFTPLUS": ({"alpha": 2.0, "beta": 1.0}, (-90.0, 64.0), (0.0, 128.0)),
        "HARD_SIGMOID": ({"alpha": 0.25, "beta": 0.5}, (0.0, 1.0, 9.0, -9.0), (0.5, 0.75, 1.0, 0.0)),
        "SCALED_TANH": ({"alpha": 1.5, "beta": 2.0}, (0.0, 90.0, -90.0), (0.0, 1.5, -1.5)),
    }
    for type, (properties, given, wanted) in points.items():
        with t.subcase(type=type):
            s = Sketch(t)
            result = _nearest_quarters(s, s.activation(s.constant(given, "float32"), type, **properties))
            t.equal(values_read(t, s, result), tuple(int(4 * value) for value in wanted))


@positive("DS-RULE-014", needs=FILLED)
def activation_values(t: Trial) -> None:
    """Activations of shape values: ReLU, clip and the others that are exact at these points."""
    expected: dict[str, tuple[dict[str, float], tuple[float, ...]]] = {
        "RELU": ({}, (0.0, 0.0, 0.0, 0.0, 0.5, 1.5, 2.0)),
        "CLIP": ({"alpha": -1.0, "beta": 1.0}, (-1.0, -1.0, -0.5, 0.0, 0.5, 1.0, 1.0)),
        "LEAKY_RELU": ({"alpha": 0.5}, (-1.25, -0.5, -0.25, 0.0, 0.5, 1.5, 2.0)),
        "THRESHOLDED_RELU": ({"alpha": 1.0}, (0.0, 0.0, 0.0, 0.0, 0.0, 1.5, 2.0)),
    }
    for type, (properties, values) in expected.items():
        with t.subcase(type=type):
            s = Sketch(t)
            result = s.activation(s.constant(FLOATS, "float32"), type, **properties)
            t.equal(values_read(t, s, _rounded(s, result)), tuple(int(4 * value) for value in values))


@positive("DS-RULE-018", needs=(*FILLED, "DS-LAY-057"), editions=("8.6", None))
def values_as_bool(t: Trial) -> None:
    """Converted to Bool a shape value is True unless it is 0, below 0 and between 0 and 1 as well."""
    for dtype, values in (("int", (-2, 0, 3)), ("float", (-0.5, 0.0, 0.25, -3.0))):
        with t.subcase(dtype=dtype):
            s = Sketch(t)
            given = s.constant(values, s.integer if dtype == "int" else "float32")
            result = s.counted(s.convert(given, "bool"))
            t.equal(values_read(t, s, result), tuple(int(value != 0) for value in values))


@positive("DS-RULE-022", needs=FILLED)
def selected_values(t: Trial) -> None:
    """A selection takes each element from the one or the other, with one element for all where it has one only."""
    for flags in ((0, 1, 0), (1, 1, 1), (0, 0, 0), (1,), (0,)):
        for other in ((7, 8, 9), (7,)):
            with t.subcase(condition=flags, other=other):
                s = Sketch(t)
                result = s.select(s.positive(s.literal(*flags)), s.literal(-1, 2, 3), s.literal(*other))
                pick = flags * (3 // len(flags)), (-1, 2, 3), other * (3 // len(other))
                t.equal(values_read(t, s, result), tuple(a if f else b for f, a, b in zip(*pick, strict=True)))


@positive("DS-RULE-022", needs=("DS-SIO-009",), features=RUN)
def selected_at_run_time(t: Trial) -> None:
    """At run time too, with the condition, what is selected, or both given."""
    vectors = [[(0, 1), (10, 20), (30, 40)], [(1, 0), (-1, -2), (3, 4)]]
    expected = [(30, 20), (-1, 4)]
    computed_at_run_time(t, lambda s, i: s.select(s.positive(i[0]), i[1], i[2]), vectors, expected)


@positive("DS-RULE-024", needs=FILLED)
def sliced_values(t: Trial) -> None:
    """Slices of shape values: forwards, backwards, the same one again, none."""
    data = (10, 11, 12, 13, 14)
    for start, size, stride in ((0, 5, 1), (1, 2, 2), (4, 5, -1), (2, 3, 0), (3, 1, 7), (0, 0, 1)):
        with t.subcase(start=start, size=size, stride=stride):
            s = Sketch(t)
            result = s.slice(s.literal(*data), [start], [size], [stride])
            t.equal(values_read(t, s, result), tuple(data[start + k * stride] for k in range(size)))


@negative("DS-RULE-024")
def sliced_out_of_bounds(t: Trial) -> None:
    """A slice of shape values out of bounds is refused."""
    for start, size, stride in ((0, 6, 1), (5, 1, 1), (-1, 1, 1), (1, 3, -1), (0, 3, 3)):
        with t.subcase(start=start, size=size, stride=stride):
            s = Sketch(t)
            y = s.filled(s.slice(s.literal(10, 11, 12, 13, 14), [start], [size], [stride]))
            s.mark_output(y, "y")
            refused_at_last(t, t.define(s), y, "DS-RULE-024", "DS-LAY-009")


@positive("DS-RULE-027", needs=FILLED)
def sliced_by_constants(t: Trial) -> None:
    """With start, size and stride as inputs that are constants the values are the same."""
    data = (10, 11, 12, 13, 14)
    for start, size, stride in ((0, 5, 1), (1, 2, 2), (4, 5, -1), (2, 3, 0)):
        with t.subcase(start=start, size=size, stride=stride):
            s = Sketch(t)
            layer = s.slice(s.literal(*data), [0], [1], [1])
            for index, value in enumerate((start, size, stride)):
                s.set_input(layer, index + 1, s.literal(value))
            t.equal(values_read(t, s, layer), tuple(data[start + k * stride] for k in range(size)))


@positive("DS-RULE-023", needs=FILLED)
def reshaped_values(t: Trial) -> None:
    """A reshape keeps the order of shape values, a transpose of two dims (8.5 and later) changes it."""
    with t.subcase(to="(2;2)", edition="any"):
        s = Sketch(t)
        t.equal(values_read(t, s, s.shuffle(s.literal(1, 2, 3, 4), reshape_dims=[4])), (1, 2, 3, 4))
    if at_least(t, "8.5"):
        with t.subcase(to="(2;2)", transpose=True):
            s = Sketch(t)
            matrix = s.shuffle(s.literal(1, 2, 3, 4), reshape_dims=[2, 2], second_transpose=[1, 0])
            t.equal(values_read(t, s, s.shuffle(matrix, reshape_dims=[4])), (1, 3, 2, 4))


@positive("DS-RULE-015", needs=("DS-LAY-046",))
def filled_values(t: Trial) -> None:
    """A linear fill of constant length has its values while the network is defined."""
    for length, alpha, beta in ((3, 0.0, 1.0), (4, 5.0, -2.0), (1, 7.0, 3.0), (2, -3.0, 0.5)):
        with t.subcase(length=length, alpha=alpha, beta=beta):
            s = Sketch(t)
            y = s.linspace(1)
            s.set_property(y, "alpha", alpha)
            s.set_property(y, "beta", beta)
            s.set_input(y, 0, s.literal(length))
            t.equal(values_read(t, s, _rounded(s, y)), tuple(int(4 * (alpha + k * beta)) for k in range(length)))


@positive("DS-RULE-007", needs=FILLED)
def constant_values(t: Trial) -> None:
    """A constant has its values, as 1-D and as a scalar."""
    for values in ((3,), (1, -2, 3), (0,) * 4, (-4, -3, 4, 5)):
        with t.subcase(values=values):
            s = Sketch(t)
            t.equal(values_read(t, s, s.literal(*values)), values)
    with t.subcase(values="scalar"):
        s = Sketch(t)
        t.equal(values_read(t, s, s.shuffle(s.scalar(-7), reshape_dims=[1])), (-7,))


@negative("DS-RULE-007")
def constant_that_is_no_list_of_dims(t: Trial) -> None:
    """A constant below zero is no extent, of whatever class."""
    s = Sketch(t)
    y = s.filled(s.literal(2, -3))
    s.mark_output(y, "y")
    refused_at_last(t, t.define(s), y, "DS-RULE-007", "DS-LAY-046")


@positive("DS-RULE-013", needs=FILLED)
def branch_that_is_taken(t: Trial) -> None:
    """With a constant condition the value is that of the branch that is taken."""
    for taken in (True, False):
        with t.subcase(condition=taken):
            s = Sketch(t)
            conditional = s.conditional(s.yes(taken))
            a, b = (s.entering(conditional, s.literal(*values)) for values in ((1, 2), (3, 4)))
            then, otherwise = s.elementwise(a, s.literal(10), "SUM"), s.elementwise(b, s.literal(20), "SUM")
            result = s.leaving(conditional, then, otherwise)
            t.equal(values_read(t, s, result), (11, 12) if taken else (23, 24))
