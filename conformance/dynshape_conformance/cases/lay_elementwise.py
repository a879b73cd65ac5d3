"""DS-LAY: elementwise layers, their broadcasting, types and operations."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from dynshape_fixtures import Program
from dynshape_fixtures.arrays import ramp

from ..adapter import Dims
from ..case import Trial, choice, control, negative, positive
from .expected_numbers import ARITHMETIC, BINARY, COMPARISONS, LOGICAL, rounded, wide
from .samples import Make, Sample, clash_at, computed, context_of, dims_at, gives_dims, int32_dims, refused_layer

NEEDS = ("DS-LAY-001",)


def op_of(op: str) -> Make:
    """An elementwise layer."""
    return lambda program, a, b: program.elementwise(a, b, op)


SUM = op_of("SUM")
BROADCASTS: tuple[tuple[Dims, Dims, Dims], ...] = (
    ((), (), ()),
    ((3,), (3,), (3,)),
    ((1,), (3,), (3,)),
    ((3,), (1,), (3,)),
    ((1,), (1,), (1,)),
    ((2, 1, 4), (1, 3, 1), (2, 3, 4)),
    ((2, 3), (2, 1), (2, 3)),
    ((1, 3), (2, 1), (2, 3)),
    ((1, 1, 1, 5), (2, 3, 4, 1), (2, 3, 4, 5)),
    ((2, 1, 2, 1, 2), (1, 2, 1, 2, 1), (2, 2, 2, 2, 2)),
    ((2,) * 6, (2, 1, 2, 1, 2, 1), (2,) * 6),
    ((1, 2) * 3 + (1,), (2, 1) * 3 + (2,), (2,) * 7),
    ((1,) * 7 + (3,), (2,) + (1,) * 7, (2,) + (1,) * 6 + (3,)),
)
EMPTY: tuple[tuple[Dims, Dims, Dims], ...] = (
    ((1,), (0,), (0,)),
    ((0,), (1,), (0,)),
    ((0,), (0,), (0,)),
    ((2, 0), (1, 1), (2, 0)),
    ((1, 3), (0, 3), (0, 3)),
    ((1, 0, 1), (4, 1, 2), (4, 0, 2)),
    ((1, 1, 0, 9), (5, 3, 1, 9), (5, 3, 0, 9)),
)
CLASHES: tuple[tuple[Dims, Dims], ...] = (
    ((2,), (3,)),
    ((2, 3), (3, 2)),
    ((2, 3), (2, 4)),
    ((4, 1, 3), (4, 2, 2)),
    ((0,), (2,)),
    ((2, 0), (2, 3)),
)
RANKS: tuple[tuple[Dims, Dims], ...] = (((), (1,)), ((3,), (1, 3)), ((2, 3), (3,)), ((1, 1), ()), ((2,), (2, 1, 1)))


# DS-LAY-001: equal ranks, equal lengths or 1


@positive("DS-LAY-001")
def broadcast_dims(t: Trial) -> None:
    """Lengths that are equal or 1 go together, at every rank."""
    for a, b, dims in BROADCASTS:
        with t.subcase(a=a, b=b):
            gives_dims(t, SUM, [("float32", a), ("float32", b)], dims)


@positive("DS-LAY-001", features=("execution",))
def broadcast_values(t: Trial) -> None:
    """The element on an axis of length 1 meets every element of the other tensor."""
    samples = {f"{a}{b}": Sample(op_of("SUB"), (ramp(a), ramp(b, 5))) for a, b, _ in BROADCASTS}
    results = computed(t, samples)
    for a, b, _ in BROADCASTS:
        with t.subcase(a=a, b=b):
            t.close(results[f"{a}{b}"], np.asarray(ramp(a) - ramp(b, 5)), 0)


@positive("DS-LAY-001", features=("contexts",))
def broadcast_at_run_time(t: Trial) -> None:
    """Which input is broadcast is known at run time only, and may change from one execution to the next."""
    points = (((2, 3), (2, 3)), ((1, 3), (2, 3)), ((2, 1), (1, 3)), ((2, 3), (1, 1)), ((1, 1), (2, 1)))
    wanted = ((2, 3), (2, 3), (2, 3), (2, 3), (2, 1))
    context = context_of(t, SUM, ("float32", "float32"), *points)
    for point, dims in zip(points, wanted, strict=True):
        with t.subcase(a=point[0], b=point[1]):
            dims_at(t, context, point, dims)


@negative("DS-LAY-001")
def unequal_lengths(t: Trial) -> None:
    """Lengths that differ, neither being 1, are refused."""
    for a, b in CLASHES:
        with t.subcase(a=a, b=b):
            refused_layer(t, SUM, [("float32", a), ("float32", b)], "DS-LAY-001")


@negative("DS-LAY-001")
def unequal_ranks(t: Trial) -> None:
    """Ranks are not extended, not even by lengths of 1."""
    for a, b in RANKS:
        for declared in ("fixed", "wild"):
            with t.subcase(a=a, b=b, declared=declared):
                both = [a, b] if declared == "fixed" else [(-1,) * len(a), (-1,) * len(b)]
                refused_layer(t, SUM, [("float32", dims) for dims in both], "DS-LAY-001")


@negative("DS-LAY-001", features=("contexts",))
def unequal_lengths_at_run_time(t: Trial) -> None:
    """Lengths that turn out to differ give an output without dims, until they agree again."""
    good = ((2, 3), (2, 3))
    for bad in (((2, 3), (3, 3)), ((3, 3), (2, 3)), ((2, 2), (2, 3)), ((0, 3), (2, 3))):
        with t.subcase(a=bad[0], b=bad[1]):
            context = context_of(t, SUM, ("float32", "float32"), good, bad)
            clash_at(t, context, bad, "DS-LAY-001")
            dims_at(t, context, good, (2, 3))


# DS-LAY-002: the length that is not 1


@positive("DS-LAY-002", needs=NEEDS)
def one_against_zero(t: Trial) -> None:
    """1 against 0 gives 0, the length that is not 1, and not the greater one."""
    for a, b, dims in EMPTY:
        with t.subcase(a=a, b=b):
            gives_dims(t, SUM, [("float32", a), ("float32", b)], dims)


@positive("DS-LAY-002", needs=NEEDS, features=("contexts",))
def one_against_zero_at_run_time(t: Trial) -> None:
    """The same where only the run-time dims say so."""
    for a, b, dims in EMPTY:
        with t.subcase(a=a, b=b):
            ones = (1,) * len(a)
            dims_at(t, context_of(t, SUM, ("float32", "float32"), (ones, ones), (a, b)), (a, b), dims)


@negative("DS-LAY-002", needs=NEEDS, features=("contexts",))
def zero_is_no_one(t: Trial) -> None:
    """0 is not broadcast: against 2 it is a clash."""
    for a, b in (((0,), (2,)), ((2,), (0,))):
        with t.subcase(a=a, b=b):
            context = context_of(t, SUM, ("float32", "float32"), ((2,), (2,)), (a, b))
            clash_at(t, context, (a, b), "DS-LAY-002", "DS-LAY-001")


# DS-LAY-003: types


@positive("DS-LAY-003", needs=NEEDS)
def types_taken(t: Trial) -> None:
    """Arithmetic keeps its type, comparisons make Bool, logic is on Bool."""
    taken = [(op, dtype, dtype) for op in ARITHMETIC for dtype in ("float32", "float16", "int32", "int8")]
    taken += [(op, dtype, "bool") for op in COMPARISONS for dtype in ("float32", "float16", "int32", "int8")]
    taken += [(op, "bool", "bool") for op in LOGICAL]
    taken += [("POW", dtype, dtype) for dtype in ("float32", "float16")]
    for op, dtype, wanted in taken:
        with t.subcase(op=op, dtype=dtype):
            gives_dims(t, op_of(op), [(dtype, (2, -1))] * 2, (2, -1), wanted)


@negative("DS-LAY-003", needs=NEEDS)
def types_not_taken(t: Trial) -> None:
    """Logic on numbers and arithmetic on Bool are refused."""
    refused = [(op, dtype) for op in LOGICAL for dtype in ("float32", "float16", "int32", "int8")]
    refused += [(op, "bool") for op in (*ARITHMETIC, "POW", "GREATER", "LESS")]
    for op, dtype in refused:
        with t.subcase(op=op, dtype=dtype):
            refused_layer(t, op_of(op), [(dtype, (2, 3))] * 2, "DS-LAY-003")


@negative("DS-LAY-003", needs=NEEDS, editions=("8.4", "9"))
def powers_and_bools_of_8(t: Trial) -> None:
    """POW of integers and EQUAL of Bool are refused before 10."""
    for op, dtype in (("POW", "int32"), ("POW", "int8"), ("EQUAL", "bool")):
        with t.subcase(op=op, dtype=dtype):
            refused_layer(t, op_of(op), [(dtype, (2, 3))] * 2, "DS-LAY-003")


@negative("DS-LAY-003", needs=NEEDS)
def mixed_types(t: Trial) -> None:
    """Operands of different types are refused, unless both are floats."""
    for left, right in pairwise(("float32", "int32", "int8", "float16", "bool", "float32")):
        with t.subcase(left=left, right=right):
            refused_layer(t, SUM, [(left, (2,)), (right, (2,))], "DS-LAY-003")


@positive("DS-LAY-003", needs=NEEDS, editions=("8.4", "9"))
def float_beside_half(t: Trial) -> None:
    """Before 10 the two operands may be Float and Half, in either order."""
    for left, right in (("float32", "float16"), ("float16", "float32")):
        for op in ("SUM", "PROD", "MAX", "SUB", "DIV", "GREATER"):
            with t.subcase(left=left, right=right, op=op):
                program = Program()
                y = program.elementwise(program.input("a", left, (2, 3)), program.input("b", right, (2, 3)), op)
                program.mark_output(y, "y")
                definition = t.define(program)
                t.equal(definition.tensor_dims(y), (2, 3))
                t.accepted(definition.build())


@choice("DS-LAY-003", needs=NEEDS)
def float_and_half(t: Trial) -> None:
    """Float and half go together in 8.x; a strongly typed network refuses the pair. Which type results is not said."""
    for left, right in (("float32", "float16"), ("float16", "float32")):
        with t.subcase(left=left, right=right):
            program = Program()
            tensor = SUM(program, program.input("a", left, (2,)), program.input("b", right, (2,)))
            assert isinstance(tensor, str)
            definition = t.define(program)
            answer = definition.tensor_dims(tensor)
            t.chose(str(definition.tensor_dtype(tensor).get()) if answer.ok else "refused")


@positive("DS-LAY-003", needs=NEEDS, editions=("10", None))
def types_of_10(t: Trial) -> None:
    """From 10 on Int64 is a type like Int32."""
    for op in (*ARITHMETIC, *COMPARISONS):
        with t.subcase(op=op):
            gives_dims(t, op_of(op), [("int64", (3,))] * 2, (3,), "bool" if op in COMPARISONS else "int64")


# DS-LAY-004: operations

LEFT = (-7, -7, 7, 7, -6, 6, 0, 5, -1, 1, 3, -3)
RIGHT = (2, -2, 2, -2, 3, -3, 4, 5, 2, -2, 3, -3)
NUMBERS = {dtype: (np.array(LEFT, dtype), np.array(RIGHT, dtype)) for dtype in ("float32", "float16", "int32")}


@positive("DS-LAY-004", needs=NEEDS, features=("execution",))
def values_of_operations(t: Trial) -> None:
    """Every operation on numbers of both signs, exact or within one rounding."""
    samples = {
        f"{op},{dtype}": Sample(op_of(op), pair)
        for dtype, pair in NUMBERS.items()
        for op in (*ARITHMETIC, *COMPARISONS)
    }
    results = computed(t, samples)
    for dtype, (a, b) in NUMBERS.items():
        for op in (*ARITHMETIC, *COMPARISONS):
            with t.subcase(op=op, dtype=dtype):
                want = np.asarray(BINARY[op](wide(a), wide(b)))
                t.close(results[f"{op},{dtype}"], want, rounded(want, "int32" if op in COMPARISONS else dtype))


@positive("DS-LAY-004", needs=NEEDS, features=("execution",))
def integer_division(t: Trial) -> None:
    """DIV of integers truncates toward zero, FLOOR_DIV floors."""
    a, b = NUMBERS["int32"]
    results = computed(t, {op: Sample(op_of(op), (a, b)) for op in ("DIV", "FLOOR_DIV")})
    with t.subcase(op="DIV"):
        t.close(results["DIV"], np.array([-3, 3, 3, -3, -2, -2, 0, 1, 0, 0, 1, 1]), 0)
    with t.subcase(op="FLOOR_DIV"):
        t.close(results["FLOOR_DIV"], np.array([-4, 3, 3, -4, -2, -2, 0, 1, -1, -1, 1, 1]), 0)


@positive("DS-LAY-004", needs=NEEDS, features=("execution",))
def powers(t: Trial) -> None:
    """POW raises the first operand to the second."""
    a = np.array([2, 2, 3, 0.5, 1, 9, 0, 4, 1.5, 10], np.float32)
    b = np.array([3, -2, 0, 2, 7, 0.5, 2, -0.5, 2.5, 1], np.float32)
    for dtype in ("float32", "float16"):
        x, y = a.astype(dtype), b.astype(dtype)
        result = computed(t, {"POW": Sample(op_of("POW"), (x, y))})
        with t.subcase(dtype=dtype):
            want = wide(x) ** wide(y)
            t.close(result["POW"], want, rounded(want, dtype, 16))


@positive("DS-LAY-004", needs=NEEDS, features=("execution",))
def logic(t: Trial) -> None:
    """AND, OR and XOR, for all four pairs."""
    a, b = np.array([False, False, True, True]), np.array([False, True, False, True])
    results = computed(t, {op: Sample(op_of(op), (a, b)) for op in LOGICAL})
    for op, want in (("AND", [0, 0, 0, 1]), ("OR", [0, 1, 1, 1]), ("XOR", [0, 1, 1, 0])):
        with t.subcase(op=op):
            t.close(results[op], np.array(want, bool), 0)


@positive("DS-LAY-004", needs=NEEDS, features=("contexts",))
def division_of_shapes(t: Trial) -> None:
    """In a shape computation with negative numbers DIV truncates and FLOOR_DIV floors."""
    for op in ("DIV", "FLOOR_DIV"):
        for extent in (1, 2, 5, 8):
            with t.subcase(op=op, extent=extent):
                program = Program()
                x = program.input("x", "float32", (-1,))
                negated = program.elementwise(program.constant([0], "int32"), int32_dims(t, program, x), "SUB")
                quotient = program.elementwise(negated, program.constant([2], "int32"), op)
                size = program.elementwise(program.constant([0], "int32"), quotient, "SUB")
                slice = program.slice(x, (0,), (1,), (0,))
                program.set_input(slice, 2, size)
                program.mark_output(slice, "y")
                context = t.context(program, [{"x": ((1,), (4,), (8,))}])
                t.accepted(context.set_dims("x", (extent,)))
                t.equal(context.dims("y"), (extent // 2 if op == "DIV" else -(-extent // 2),))


@negative("DS-LAY-004", needs=NEEDS)
def no_such_operands(t: Trial) -> None:
    """The operations are on two tensors: one of no type that they take is refused for each of them."""
    for op in BINARY:
        with t.subcase(op=op):
            other = "float32" if op in LOGICAL else "bool"
            own = "bool" if op in LOGICAL else "float32"
            refused_layer(t, op_of(op), [(own, (2,)), (other, (2,))], "DS-LAY-004", "DS-LAY-003")


@control("DS-LAY-004", needs=NEEDS)
def operands_of_one_type(t: Trial) -> None:
    """With two operands of a type that it takes each operation is accepted."""
    for op in BINARY:
        with t.subcase(op=op):
            gives_dims(t, op_of(op), [("bool" if op in LOGICAL else "float32", (2,))] * 2, (2,))


@choice("DS-LAY-004", needs=NEEDS, features=("execution",))
def numbers_that_are_none(t: Trial) -> None:
    """What operations make of NaN, of infinities and of a division by zero: nothing is stated."""
    a = np.array([np.nan, 1, np.nan, np.inf, np.inf, 1, 0, -0.0], np.float32)
    b = np.array([1, np.nan, np.nan, np.inf, -np.inf, 0, 0, 0], np.float32)
    ops = (*ARITHMETIC, *COMPARISONS, "POW")
    results = computed(t, {op: Sample(op_of(op), (a, b)) for op in ops})
    for op in ops:
        with t.subcase(op=op):
            t.chose(" ".join(f"{float(value):g}" for value in results[op]))


@choice("DS-LAY-004", needs=NEEDS, features=("execution",))
def integers_divided_by_zero(t: Trial) -> None:
    """What execution makes of an integer divided by zero."""
    a, b = np.array([7, -7, 0], np.int32), np.zeros(3, np.int32)
    for op in ("DIV", "FLOOR_DIV"):
        with t.subcase(op=op):
            t.chose(" ".join(str(value) for value in computed(t, {op: Sample(op_of(op), (a, b))})[op]))
