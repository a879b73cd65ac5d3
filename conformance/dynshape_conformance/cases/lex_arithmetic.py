"""DS-LEX: arithmetic on shapes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..case import Trial, choice, control, negative, positive
from .expect import refused_at_last
from .rule_table import EXAMPLES
from .sketch import Sketch, computed_at_run_time, makes_a_shape_tensor, values_between, values_read

FILLED = ("DS-RULE-015",)
RUN = ("contexts",)

SIGNS = [(7, 2), (-7, 2), (7, -2), (-7, -2), (6, 3), (-6, 3), (1, 5), (-1, 5), (0, 4), (5, 1), (5, -1)]


def _truncated(a: int, b: int) -> int:
    return abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)


ARITHMETIC: dict[str, Callable[[int, int], int]] = {
    "SUM": lambda a, b: a + b,
    "SUB": lambda a, b: a - b,
    "PROD": lambda a, b: a * b,
    "MAX": max,
    "MIN": min,
    "DIV": _truncated,
    "FLOOR_DIV": lambda a, b: a // b,
}


def _operation(op: str) -> Callable[[Sketch, list[str]], str]:
    return lambda s, inputs: s.elementwise(inputs[0], inputs[1], op)


def _comparison(op: str) -> Callable[[Sketch, list[str]], str]:
    return lambda s, inputs: s.counted(s.elementwise(inputs[0], inputs[1], op))


COMPARISONS: dict[str, Callable[[int, int], bool]] = {
    "EQUAL": lambda a, b: a == b,
    "GREATER": lambda a, b: a > b,
    "LESS": lambda a, b: a < b,
}
LOGIC: dict[str, Callable[[bool, bool], bool]] = {
    "AND": lambda a, b: a and b,
    "OR": lambda a, b: a or b,
    "XOR": lambda a, b: a != b,
}


# DS-LEX-009: elementwise layers


@positive("DS-LEX-009", needs=FILLED)
def sums_and_quotients(t: Trial) -> None:
    """Arithmetic of constants, negative ones included, is done while the network is defined."""
    for op, function in ARITHMETIC.items():
        for first in range(0, len(SIGNS), 4):
            pairs = SIGNS[first : first + 4]
            with t.subcase(op=op, pairs=pairs):
                s = Sketch(t)
                result = s.elementwise(s.literal(*(a for a, _ in pairs)), s.literal(*(b for _, b in pairs)), op)
                t.equal(values_read(t, s, result), tuple(function(a, b) for a, b in pairs))


@positive("DS-LEX-009", needs=FILLED)
def integers_that_floats_do_not_hold(t: Trial) -> None:
    """Integers of more than 24 bits stay exact, as is seen when most of the result is subtracted again."""
    pairs = {
        "SUM": [(2**24, 1), (-(2**25) - 3, 2), (2**30 - 1, 2**30)],
        "SUB": [(2**24 + 2, 1), (-(2**25) - 3, 2), (2**30 + 7, 4)],
        "PROD": [(4097, 4097), (-46339, 46337)],
        "DIV": [(2**24 + 1, 1), (2**30 + 7, -1), (2**31 - 1, 2)],
        "FLOOR_DIV": [(2**24 + 1, 1), (2**30 + 7, -1), (-(2**31) + 1, 2)],
        "MAX": [(2**24 + 1, 2**24), (-(2**30) - 1, -(2**30) - 2)],
        "MIN": [(2**24 + 1, 2**24 + 2), (2**30 + 3, 2**30 + 2)],
    }
    for op, operands in pairs.items():
        for a, b in operands:
            with t.subcase(op=op, a=a, b=b):
                s = Sketch(t)
                result = s.elementwise(s.literal(a), s.literal(b), op)
                most = s.literal(ARITHMETIC[op](a, b) - 5)
                t.equal(values_read(t, s, s.elementwise(result, most, "SUB")), (5,))


@positive("DS-LEX-009", needs=FILLED)
def comparisons_of_floats(t: Trial) -> None:
    """Floats are compared as they are, fractions and equal ones included."""
    pairs = [(0.5, 0.25), (0.25, 0.5), (0.5, 0.5), (-0.5, -0.25), (-0.25, -0.5), (-0.5, -0.5), (0.0, 0.0)]
    for op in COMPARISONS:
        with t.subcase(op=op):
            s = Sketch(t)
            a, b = (s.constant(tuple(pair[k] for pair in pairs), "float32") for k in (0, 1))
            wanted = {"EQUAL": [a == b for a, b in pairs], "GREATER": [a > b for a, b in pairs]}
            expected = wanted.get(op, [a < b for a, b in pairs])
            t.equal(values_read(t, s, s.counted(s.elementwise(a, b, op))), tuple(map(int, expected)))


@positive("DS-LEX-009", needs=FILLED)
def arithmetic_of_floats(t: Trial) -> None:
    """Arithmetic of constant floats keeps fractions and signs; four times the results are integers."""
    pairs = [(1.5, 2.0), (-1.5, 2.0), (0.75, -0.5), (-2.25, -0.25), (0.25, 0.5)]
    results: dict[str, tuple[float, ...]] = {
        "SUM": (3.5, 0.5, 0.25, -2.5, 0.75),
        "SUB": (-0.5, -3.5, 1.25, -2.0, -0.25),
        "DIV": (0.75, -0.75, -1.5, 9.0, 0.5),
        "FLOOR_DIV": (0.0, -1.0, -2.0, 9.0, 0.0),
        "MAX": (2.0, 2.0, 0.75, -0.25, 0.5),
        "MIN": (1.5, -1.5, -0.5, -2.25, 0.25),
    }
    for op, wanted in results.items():
        with t.subcase(op=op):
            s = Sketch(t)
            a, b = (s.constant(tuple(pair[k] for pair in pairs), "float32") for k in (0, 1))
            scaled = s.elementwise(s.elementwise(a, b, op), s.constant([4.0], "float32"), "PROD")
            t.equal(values_read(t, s, s.integers(scaled)), tuple(int(4 * value) for value in wanted))


@positive("DS-LEX-009", needs=FILLED)
def powers_of_floats(t: Trial) -> None:
    """POW, which takes floats, computes on shape values that were made floats."""
    for base, exponent, power in ((2.0, 3.0, 8), (9.0, 0.5, 3), (-2.0, 2.0, 4), (4.0, 0.0, 1), (-2.0, 3.0, -8)):
        with t.subcase(base=base, exponent=exponent):
            s = Sketch(t)
            result = s.elementwise(s.constant([base], "float32"), s.constant([exponent], "float32"), "POW")
            whole = s.unary(s.elementwise(result, s.constant([0.5], "float32"), "SUM"), "FLOOR")
            t.equal(values_read(t, s, s.integers(whole)), (power,))


@positive("DS-LEX-009", needs=FILLED)
def comparisons_and_logic(t: Trial) -> None:
    """Comparisons and logic of constants select values."""
    pairs = [(1, 2), (2, 1), (2, 2), (-1, 1), (-1, -2)]
    for op, compare in COMPARISONS.items():
        with t.subcase(op=op):
            s = Sketch(t)
            a, b = s.literal(*(a for a, _ in pairs)), s.literal(*(b for _, b in pairs))
            t.equal(values_read(t, s, s.counted(s.elementwise(a, b, op))), tuple(int(compare(a, b)) for a, b in pairs))
    truth = [(False, False), (False, True), (True, False), (True, True)]
    for op, combine in LOGIC.items():
        with t.subcase(op=op):
            s = Sketch(t)
            a, b = (s.positive(s.literal(*(int(pair[k]) for pair in truth))) for k in (0, 1))
            t.equal(values_read(t, s, s.counted(s.elementwise(a, b, op))), tuple(int(combine(*pair)) for pair in truth))


@positive("DS-LEX-009", needs=FILLED)
def broadcast_of_constants(t: Trial) -> None:
    """An operand of one element goes with every element; of one and of no elements, none are made."""
    for a, b in (((1, 2, 3), (10,)), ((10,), (1, 2, 3)), ((5,), (7,)), ((), (7,)), ((7,), ())):
        with t.subcase(a=a, b=b):
            s = Sketch(t)
            result = s.elementwise(s.constant(a, s.integer, (len(a),)), s.constant(b, s.integer, (len(b),)), "SUM")
            wanted = (np.array(a, np.int64) + np.array(b, np.int64)).tolist()
            t.equal(t.define(s).tensor_dims(result), (len(wanted),))
            if wanted:
                t.equal(values_read(t, s, result), tuple(wanted))


@positive("DS-LEX-009", needs=("DS-SIO-009",), features=RUN)
def arithmetic_at_run_time(t: Trial) -> None:
    """At run time values of inputs are computed with in the same way."""
    vectors = [[[a for a, _ in SIGNS], [b for _, b in SIGNS]], [[b + 1 for _, b in SIGNS], [a + 20 for a, _ in SIGNS]]]
    for op, function in ARITHMETIC.items():
        with t.subcase(op=op):
            expected = [[function(a, b) for a, b in zip(*vector, strict=True)] for vector in vectors]
            computed_at_run_time(t, _operation(op), vectors, expected)
    for op, compare in COMPARISONS.items():
        with t.subcase(op=op):
            expected = [[int(compare(a, b)) for a, b in zip(*vector, strict=True)] for vector in vectors]
            computed_at_run_time(t, _comparison(op), vectors, expected)


@positive("DS-LEX-009", needs=("DS-SIO-009",))
def elementwise_makes_a_shape_tensor(t: Trial) -> None:
    """An elementwise layer makes a new shape tensor."""
    makes_a_shape_tensor(t, lambda s: EXAMPLES["elementwise"].make(s).output)


@negative("DS-LEX-009")
def division_by_zero(t: Trial) -> None:
    """A shape computation that divides by zero is refused."""
    for op in ("DIV", "FLOOR_DIV"):
        with t.subcase(op=op):
            s = Sketch(t)
            y = s.filled(s.elementwise(s.literal(4, 4), s.literal(2, 0), op))
            s.mark_output(y, "y")
            refused_at_last(t, t.define(s), y, "DS-LEX-009", "DS-LAY-004")


@negative("DS-LEX-009")
def operands_that_do_not_fit(t: Trial) -> None:
    """Operands of unequal lengths, of which none is 1, are refused: 0 is no 1."""
    for a, b in (((1, 2), (1, 2, 3)), ((), (1, 2))):
        with t.subcase(a=a, b=b):
            s = Sketch(t)
            operands = [s.constant(values, s.integer, (len(values),)) for values in (a, b)]
            y = s.filled(s.elementwise(operands[0], operands[1], "SUM"))
            s.mark_output(y, "y")
            refused_at_last(t, t.define(s), y, "DS-LEX-009", "DS-LAY-001")


@control("DS-LEX-009", needs=FILLED)
def division_by_one(t: Trial) -> None:
    """The same division by one is accepted."""
    for op in ("DIV", "FLOOR_DIV"):
        with t.subcase(op=op):
            s = Sketch(t)
            s.mark_output(s.filled(s.elementwise(s.literal(4, 4), s.literal(2, 1), op)), "y")
            t.accepted(t.define(s).build())


@positive("DS-LEX-009", needs=FILLED, editions=("10", None))
def numbers_of_64_bits(t: Trial) -> None:
    """From 10 on the numbers are Int64: what is beyond 32 bits on the way is not lost, while it is defined or later."""
    for high, low in ((2**16, 2**16), (2**31, 3), (-(2**31), 7)):
        with t.subcase(factors=(high, low), known="at once"):
            s = Sketch(t)
            product = s.elementwise(s.literal(high), s.literal(low), "PROD")
            t.equal(values_read(t, s, s.elementwise(product, s.literal(abs(high)), "DIV")), (low * high // abs(high),))


@positive("DS-LEX-009", needs=("DS-SIO-009",), features=RUN, editions=("10", None))
def numbers_of_64_bits_at_run_time(t: Trial) -> None:
    """So it is with values that are given at run time."""
    s = Sketch(t)
    square = s.elementwise(s.numbers("a", 2), s.literal(2**20, 2**31), "PROD")
    s.mark_output_for_shapes(square, "product")
    context = t.context(s, [{}], [{"a": values_between(-(2**20), (1, 1), 2**20)}])
    for values in ((2**20, 3), (-(2**20), 2**20), (1, -7)):
        with t.subcase(values=values):
            t.accepted(context.set_values("a", values))
            t.equal(context.values("product"), (values[0] * 2**20, values[1] * 2**31))


@choice("DS-LEX-009", needs=FILLED)
def sums_beyond_32_bits(t: Trial) -> None:
    """What a product beyond 32 bits, brought back by a division, comes to: no source states the width."""
    s = Sketch(t)
    big = s.elementwise(s.literal(65536), s.literal(65536), "PROD")
    y = s.filled(s.elementwise(big, s.literal(2**20), "DIV"))
    answer = t.define(s).tensor_dims(y)
    t.chose(str(answer.value[0]) if answer.ok and answer.value else "refused")
