"""DS-LAY: layers that move, choose or make elements do so for every type that they take."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from dynshape_fixtures import Program
from dynshape_fixtures.arrays import ramp

from ..adapter import Array, Dims
from ..adapters.trt_names import edition_key
from ..case import Trial, positive
from .expect import results_of
from .expected_moves import gathered, gathered_elements, gathered_nd, sliced
from .expected_numbers import BINARY, reduced, wide
from .lay_constant import constant
from .lay_fill import fill, fill_by_inputs
from .lay_gather import gather, indices_below
from .lay_loop import Loop
from .lay_reduce import join
from .lay_select import select
from .samples import Make, Sample, compute, computed

RUN = ("execution",)
NUMBERS = ("float32", "float16", "int32")
"""Types of numbers in every edition; from 10 on there is Int64 too."""
ALL = (*NUMBERS, "bool")


def types(t: Trial, some: Sequence[str]) -> Sequence[str]:
    """These types, and Int64 where the edition has it."""
    return (*some, "int64") if edition_key(t.edition) >= (10,) else some


def elements(dims: Dims, dtype: str) -> Array:
    """Elements that differ from their neighbours: numbers of both signs, or Bools in a pattern of three."""
    return np.asarray(ramp(dims, 0) % 3 == 0) if dtype == "bool" else ramp(dims, -5, dtype)


def same(t: Trial, got: Array, want: Array, dtype: str) -> None:
    """Exactly these elements, of this type."""
    t.equal(got.dtype.name, dtype)
    t.close(got, want, 0)


@positive("DS-LAY-007", features=RUN)
def slices_of_each_type(t: Trial) -> None:
    """A slice of elements of any type has that type."""
    for dtype in types(t, ALL):
        with t.subcase(dtype=dtype):
            x = elements((3, 5), dtype)
            got = compute(t, lambda program, x: program.slice(x, (2, 0), (2, 3), (-1, 2)), x)
            same(t, got, sliced(x, (2, 0), (2, 3), (-1, 2)), dtype)


@positive("DS-LAY-012", features=RUN, needs=("DS-LAY-007",))
def fill_values_of_each_type(t: Trial) -> None:
    """The fill value has the type of the data; without one it is 0 of that type."""
    for dtype in types(t, NUMBERS):
        with t.subcase(dtype=dtype):
            x = elements((4,), dtype)
            for fill_value in (None, 7):

                def make(program: Program, x: str, value: int | None = fill_value, dtype: str = dtype) -> str:
                    made = program.slice(x, (-2,), (8,), (1,), mode="FILL")
                    if value is not None:
                        program.set_input(made, 4, program.constant(value, dtype))
                    return made

                same(t, compute(t, make, x), sliced(x, (-2,), (8,), (1,), "FILL", fill_value or 0), dtype)


@positive("DS-LAY-022", features=RUN, needs=("DS-LAY-018", "DS-LAY-020", "DS-LAY-021"))
def gathers_of_each_type(t: Trial) -> None:
    """What is gathered, in any mode, has the type of the data."""
    for dtype in types(t, ALL):
        with t.subcase(dtype=dtype):
            x = elements((3, 4), dtype)
            at, each, pairs = indices_below(4, (2, 3)), indices_below(4, (3, 4)), indices_below(3, (5, 2))
            samples = {
                "DEFAULT": Sample(gather(1), (x, at), True),
                "ELEMENT": Sample(gather(1, "ELEMENT"), (x, each), True),
                "ND": Sample(gather(0, "ND"), (x, pairs), True),
            }
            wanted = {
                "DEFAULT": gathered(x, at, 1),
                "ELEMENT": gathered_elements(x, each, 1),
                "ND": gathered_nd(x, pairs),
            }
            results = computed(t, samples)
            for mode, want in wanted.items():
                same(t, results[mode], want, dtype)


@positive("DS-LAY-024", features=RUN)
def shuffles_of_each_type(t: Trial) -> None:
    """Transposes and a reshape move elements of any type."""
    for dtype in types(t, ALL):
        with t.subcase(dtype=dtype):
            x = elements((2, 3, 4), dtype)

            def make(program: Program, x: str) -> str:
                return program.shuffle(x, first_transpose=[2, 0, 1], reshape_dims=[4, 6], second_transpose=[1, 0])

            same(t, compute(t, make, x), x.transpose(2, 0, 1).reshape(4, 6).T, dtype)


@positive("DS-LAY-034", features=("contexts",))
def shapes_of_each_type(t: Trial) -> None:
    """The dims of a tensor of any type are numbers that shape others."""
    for dtype in types(t, ALL):
        with t.subcase(dtype=dtype):
            program = Program()
            x, y = program.input("x", dtype, (-1, 3)), program.input("y", "float32", (-1,))
            program.mark_output(program.shuffle(y, program.shape(x)), "z")
            context = t.context(program, [{"x": ((0, 3), (4, 3), (9, 3)), "y": ((0,), (12,), (27,))}])
            for rows in (1, 9, 0):
                t.accepted(context.set_dims("x", (rows, 3)))
                t.accepted(context.set_dims("y", (3 * rows,)))
                t.equal(context.dims("z"), (rows, 3))


@positive("DS-LAY-044", features=RUN)
def joined_elements_of_each_type(t: Trial) -> None:
    """Elements of any type are joined, and keep it."""
    for dtype in types(t, ALL):
        with t.subcase(dtype=dtype):
            parts = [elements((2, n), dtype) for n in (1, 3, 2)]
            same(t, compute(t, join(1), *parts), np.concatenate(parts, 1), dtype)


@positive("DS-LAY-005", features=RUN)
def selected_elements_of_each_type(t: Trial) -> None:
    """Both branches and the result are of one type, whichever it is."""
    for dtype in types(t, ALL):
        with t.subcase(dtype=dtype):
            then, otherwise = elements((2, 3), dtype), elements((2, 1), dtype)[::-1].copy()
            condition = ramp((1, 3), 0) % 2 == 0
            got = compute(t, select, condition, then, otherwise)
            same(t, got, np.asarray(np.where(condition, then, otherwise)), dtype)


@positive("DS-LAY-057", features=RUN, editions=("8.6", None))
def casts_of_each_type(t: Trial) -> None:
    """A cast converts between floats, half floats, Int32 and Bool; whole numbers stay what they are."""
    whole = np.array([-7, -1, 0, 1, 2, 100])

    def cast(to: str) -> Make:
        return lambda program, x: program.layer("cast", [x], {"to_type": to})

    for dtype in types(t, ALL):
        with t.subcase(dtype=dtype):
            x = (whole % 2 == 0) if dtype == "bool" else whole.astype(dtype)
            results = computed(t, {target: Sample(cast(target), (x,)) for target in NUMBERS})
            for target in NUMBERS:
                same(t, results[target], x.astype(target), target)


@positive("DS-LAY-054", features=RUN)
def branches_of_each_type(t: Trial) -> None:
    """The branch that is taken yields elements of any type."""
    for dtype in types(t, ALL):
        with t.subcase(dtype=dtype):
            program = Program()
            block = program.layer("if_conditional", [])
            program.layer("condition", [program.input("c", "bool", ())], {"conditional": block})
            a, b = (program.input(name, dtype, (2, 3)) for name in "ab")
            parts = [program.layer("conditional_input", [one], {"conditional": block}) for one in (a, b)]
            turned = [program.shuffle(part, reshape_dims=[3, 2]) for part in parts]
            program.mark_output(program.layer("conditional_output", turned, {"conditional": block}), "y")
            context = t.context(program)
            then, otherwise = elements((2, 3), dtype), elements((2, 3), dtype)[::-1].copy()
            for condition in (True, False):
                got = results_of(t, context, {"c": np.array(condition), "a": then, "b": otherwise})["y"]
                same(t, got, (then if condition else otherwise).reshape(3, 2), dtype)


@positive("DS-LAY-055", features=RUN, needs=("DS-LAY-056",))
def loops_of_each_type(t: Trial) -> None:
    """Numbers of any type go round a loop and leave it as one value or several."""
    for dtype in types(t, NUMBERS):
        with t.subcase(dtype=dtype):
            x = elements((2, 3), dtype)
            steps = [x * k for k in range(2, 5)]
            for kind, want in (("LAST_VALUE", steps[-1]), ("CONCATENATE", np.stack(steps))):
                loop = Loop((2, 3), dtype)
                loop.count(3)
                last = kind == "LAST_VALUE"
                output = loop.output(loop.state if last else loop.next, kind, 0, None if last else 3)
                same(t, loop.run(t, x, output), want, dtype)


# What there is from 10 on


@positive("DS-LAY-004", features=RUN, editions=("10", None), needs=("DS-LAY-001",))
def operations_on_wide_integers(t: Trial) -> None:
    """Every operation on Int64, of numbers beyond Int32 and beyond what a float64 holds; Int64 DIV truncates."""
    a = np.array([2**62 + 3, -(2**62) - 5, 2**40, -7, 7, 0, 3], np.int64)
    b = np.array([1, 3, -(2**33), 2, -2, 5, 3], np.int64)
    ops = ("SUM", "PROD", "MAX", "MIN", "SUB", "DIV", "FLOOR_DIV", "EQUAL", "GREATER", "LESS")

    def make(op: str) -> Make:
        return lambda program, a, b: program.elementwise(a, b, op)

    small = a // 2**20
    results = computed(t, {op: Sample(make(op), (small if op == "PROD" else a, b)) for op in ops})
    for op in ops:
        with t.subcase(op=op):
            left = small if op == "PROD" else a
            want = (
                np.array([divided(x, y) for x, y in zip(left, b, strict=True)]) if op == "DIV" else BINARY[op](left, b)
            )
            same(t, results[op], want, "bool" if op in ("EQUAL", "GREATER", "LESS") else "int64")


def divided(a: int, b: int) -> int:
    """The quotient of integers, truncated toward zero, without a detour through floats."""
    quotient = abs(int(a)) // abs(int(b))
    return quotient if (a < 0) == (b < 0) else -quotient


@positive("DS-LAY-041", features=RUN, editions=("10", None))
def reductions_of_wide_integers(t: Trial) -> None:
    """Int64 is reduced as Int64."""
    x = ramp((2, 3, 4), -9, "int64") * (2**33 + 1)
    ops = ("SUM", "MAX", "MIN")
    results = computed(t, {op: Sample(lambda program, x, op=op: program.reduce(x, op, 5, False), (x,)) for op in ops})
    for op in ops:
        with t.subcase(op=op):
            same(t, results[op], reduced(op, x, (0, 2), False), "int64")


@positive("DS-LAY-051", features=RUN, editions=("10", None))
def signs_of_integers(t: Trial) -> None:
    """ABS, NEG and SIGN of Int32 and Int64."""
    for dtype in ("int32", "int64"):
        x = np.array([-(2**30), -7, 0, 1, 9], dtype) * (2**20 if dtype == "int64" else 1)
        ops = {"ABS": np.abs, "NEG": np.negative, "SIGN": np.sign}
        results = computed(t, {op: Sample(lambda program, x, op=op: program.unary(x, op), (x,)) for op in ops})
        for op, function in ops.items():
            with t.subcase(op=op, dtype=dtype):
                same(t, results[op], function(x), dtype)


@positive("DS-LAY-050", features=RUN, editions=("10", None))
def constants_of_bool_and_wide_integers(t: Trial) -> None:
    """Bool and Int64 weights are what the constant yields."""
    for dtype in ("bool", "int64"):
        with t.subcase(dtype=dtype):
            x = elements((2, 3), dtype)
            big = x if dtype == "bool" else x * (2**40 + 1)
            same(t, compute(t, constant(big.ravel().tolist(), dtype, (2, 3))), big, dtype)


@positive("DS-LAY-046", features=RUN, editions=("10", None))
def lines_of_wide_integers(t: Trial) -> None:
    """A line of Int64 steps from alpha by beta, beyond Int32 too."""
    with t.subcase(form="static"):
        got = compute(t, fill((5,), dtype="int64", alpha=-2.0, beta=3.0))
        same(t, got, -2 + 3 * np.arange(5), "int64")
    with t.subcase(form="inputs"):
        got = compute(t, fill_by_inputs("LINSPACE", 2**40 + 1, [2**33, 1], "int64", (2, 3)))
        rows, columns = np.indices((2, 3))
        same(t, got, wide(2**40 + 1 + rows * 2**33 + columns), "int64")
