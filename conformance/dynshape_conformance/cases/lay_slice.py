"""DS-LAY: what slices take, by start, size, stride and mode."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from dynshape_fixtures import Program
from dynshape_fixtures.arrays import ramp

from ..case import Trial, choice, control, negative, positive
from .expected_moves import sliced
from .samples import Make, Sample, clash_at, computed, context_of, dims_at, gives_dims, refused_layer

NEEDS = ("DS-LAY-007",)
Window = tuple[Sequence[int], Sequence[int], Sequence[int]]
"""(start, size, stride)."""


def slice_of(window: Window, mode: str | None = None) -> Make:
    """A slice layer."""

    def make(program: Program, x: str) -> str:
        start, size, stride = window
        if mode is None:
            return program.slice(x, start, size, stride)
        return program.slice(x, start, size, stride, mode=mode)

    return make


def check(t: Trial, windows: Sequence[tuple[tuple[int, ...], Window]], mode: str | None = None) -> None:
    """Each window of a tensor of these dims has the elements that the clause says."""
    samples = {f"{dims}{window}": Sample(slice_of(window, mode), (ramp(dims, 1),)) for dims, window in windows}
    results = computed(t, samples)
    for dims, window in windows:
        with t.subcase(dims=dims, start=window[0], size=window[1], stride=window[2]):
            t.close(results[f"{dims}{window}"], sliced(ramp(dims, 1), *window, mode or "DEFAULT"), 0)


INSIDE: tuple[tuple[tuple[int, ...], Window], ...] = (
    ((5,), ((0,), (5,), (1,))),
    ((5,), ((1,), (3,), (1,))),
    ((5,), ((4,), (1,), (1,))),
    ((6,), ((1,), (3,), (2,))),
    ((2, 3), ((1, 0), (1, 2), (1, 2))),
    ((4, 5), ((1, 2), (3, 3), (1, 1))),
    ((3, 4, 5), ((0, 1, 2), (2, 2, 2), (2, 1, 2))),
    ((2,) * 7, ((0, 1) * 3 + (0,), (2, 1) * 3 + (2,), (1,) * 7)),
    ((2,) * 8, ((1, 0) * 4, (1, 2) * 4, (1,) * 8)),
)


@positive("DS-LAY-007", features=("execution",))
def windows_inside(t: Trial) -> None:
    """output[i] = input[start + i * stride], at every rank."""
    check(t, INSIDE)


@positive("DS-LAY-007", features=("execution",))
def the_chapters_slice(t: Trial) -> None:
    """{{0,2,4},{1,3,5}} from {1,0}, size {1,2}, stride {1,2}, is {{1,5}}."""
    x = np.array([[0, 2, 4], [1, 3, 5]], np.float32)
    results = computed(t, {"": Sample(slice_of(((1, 0), (1, 2), (1, 2))), (x,))})
    t.close(results[""], np.array([[1, 5]]), 0)


@positive("DS-LAY-007")
def size_is_the_output(t: Trial) -> None:
    """The size gives the output dims, and the output the type of the input."""
    for dtype in ("float32", "float16", "int32", "int8", "bool"):
        for dims, window in INSIDE:
            with t.subcase(dtype=dtype, dims=dims, size=window[1]):
                gives_dims(t, slice_of(window), [(dtype, dims)], tuple(window[1]), dtype)


@negative("DS-LAY-007")
def parameters_of_another_rank(t: Trial) -> None:
    """Start, size and stride have an entry for each axis of the input."""
    for odd in range(3):
        for entries in (1, 3):
            with t.subcase(odd=("start", "size", "stride")[odd], entries=entries):
                window: list[Sequence[int]] = [(0, 0), (1, 1), (1, 1)]
                window[odd] = (1,) * entries
                refused_layer(t, slice_of((window[0], window[1], window[2])), [("float32", (4, 4))], "DS-LAY-007")


@negative("DS-LAY-007")
def negative_size(t: Trial) -> None:
    """A size is no wildcard: one below 0 is refused."""
    for size in (-1, -2):
        with t.subcase(size=size):
            refused_layer(t, slice_of(((0,), (size,), (1,))), [("float32", (4,))], "DS-LAY-007")


# DS-LAY-008: strides


@positive("DS-LAY-008", needs=NEEDS, features=("execution",))
def strides_of_all_signs(t: Trial) -> None:
    """A negative stride goes backwards, 0 repeats, and axes mix them."""
    check(
        t,
        (
            ((5,), ((4,), (5,), (-1,))),
            ((5,), ((3,), (2,), (-2,))),
            ((5,), ((2,), (4,), (0,))),
            ((5,), ((0,), (1,), (0,))),
            ((3, 4), ((2, 0), (3, 2), (-1, 3))),
            ((3, 4), ((1, 3), (2, 4), (0, -1))),
            ((3, 4, 2), ((2, 1, 0), (2, 3, 2), (-2, 0, 1))),
        ),
    )


@negative("DS-LAY-008", needs=NEEDS)
def strides_out_of_bounds(t: Trial) -> None:
    """A stride leads out of bounds on the side that its sign points to."""
    for start, stride in ((4, 1), (0, -1), (1, 4), (3, -4)):
        with t.subcase(start=start, stride=stride):
            make = slice_of(((start,), (2,), (stride,)))
            refused_layer(t, make, [("float32", (5,))], "DS-LAY-008", "DS-LAY-009")


# DS-LAY-009: out of bounds

OUTSIDE: tuple[Window, ...] = (
    ((-1, 0), (1, 1), (1, 1)),
    ((0, 5), (1, 1), (1, 1)),
    ((0, 4), (1, 2), (1, 1)),
    ((3, 0), (2, 1), (1, 1)),
    ((0, 0), (4, 6), (1, 1)),
    ((0, 0), (1, 2), (1, 5)),
    ((0, 1), (1, 3), (1, -1)),
    ((4, 0), (1, 1), (0, 0)),
)


@negative("DS-LAY-009", needs=NEEDS)
def out_of_bounds(t: Trial) -> None:
    """By default, and in mode DEFAULT, any coordinate out of bounds is an error, on either side of either axis."""
    for mode in (None, "DEFAULT", "STRICT_BOUNDS"):
        for window in OUTSIDE:
            with t.subcase(mode=mode, start=window[0], size=window[1], stride=window[2]):
                refused_layer(t, slice_of(window, mode), [("float32", (4, 5))], "DS-LAY-009")


@control("DS-LAY-009", needs=NEEDS)
def up_to_the_bounds(t: Trial) -> None:
    """The first and the last element of each axis are within bounds."""
    for window in (
        ((0, 0), (4, 5), (1, 1)),
        ((3, 4), (1, 1), (1, 1)),
        ((3, 4), (4, 5), (-1, -1)),
        ((0, 0), (2, 2), (3, 4)),
        ((3, 4), (9, 9), (0, 0)),
    ):
        with t.subcase(start=window[0], size=window[1], stride=window[2]):
            gives_dims(t, slice_of(window, "DEFAULT"), [("float32", (4, 5))], window[1])


@positive("DS-LAY-009", needs=NEEDS)
def nothing_is_read(t: Trial) -> None:
    """A result without elements reads none, so no start is out of bounds."""
    for start in (0, 4, 5, 100, -1, -100):
        for dims in ((5,), (0,)):
            with t.subcase(start=start, dims=dims):
                gives_dims(t, slice_of(((start,), (0,), (1,))), [("float32", dims)], (0,))


@negative("DS-LAY-009", needs=NEEDS, features=("contexts",))
def out_of_bounds_at_run_time(t: Trial) -> None:
    """Where the extent is known at run time only, so is the error."""
    for start, stride, least in ((2, 1, 5), (0, 2, 5), (4, -1, 5), (6, -2, 7)):
        with t.subcase(start=start, stride=stride):
            context = context_of(t, slice_of(((start,), (3,), (stride,))), ("float32",), ((9,),), ((1,),))
            clash_at(t, context, ((least - 1,),), "DS-LAY-009")
            dims_at(t, context, ((least,),), (3,))


# DS-LAY-010, 011, 013: modes that map coordinates into bounds

BEYOND: tuple[tuple[tuple[int, ...], Window], ...] = (
    ((4,), ((-1,), (1,), (1,))),
    ((4,), ((4,), (1,), (1,))),
    ((4,), ((-9,), (19,), (1,))),
    ((4,), ((9,), (19,), (-1,))),
    ((4,), ((-5,), (6,), (3,))),
    ((4,), ((7,), (3,), (0,))),
    ((1,), ((-3,), (7,), (1,))),
    ((2,), ((-3,), (8,), (1,))),
    ((3, 4), ((-2, 2), (7, 5), (1, 1))),
    ((3, 4), ((5, -3), (4, 4), (-2, 2))),
    ((2, 1, 3), ((-1, 5, -4), (4, 2, 9), (1, 1, 1))),
)


@positive("DS-LAY-010", needs=NEEDS, features=("execution",))
def wrapped(t: Trial) -> None:
    """Coordinates are taken modulo the length, negative ones too: -1 is the last element."""
    check(t, BEYOND, "WRAP")


@positive("DS-LAY-011", needs=NEEDS, features=("execution",))
def clamped(t: Trial) -> None:
    """Coordinates below 0 become 0, those above the last the last."""
    check(t, BEYOND, "CLAMP")


@positive("DS-LAY-013", needs=NEEDS, features=("execution",))
def reflected(t: Trial) -> None:
    """Coordinates turn at the edge elements, again and again; an axis of length 1 repeats its element."""
    check(t, BEYOND, "REFLECT")


@positive("DS-LAY-013", needs=NEEDS, features=("execution",))
def reflected_like_numpy(t: Trial) -> None:
    """It is NumPy's padding of mode reflect: the edge element itself is not repeated."""
    for length in (2, 3, 5):
        with t.subcase(length=length):
            x, pad = ramp((length,), 1), length - 1
            window = ((-pad,), (length + 2 * pad,), (1,))
            got = computed(t, {"": Sample(slice_of(window, "REFLECT"), (x,))})[""]
            t.close(got, np.pad(x, pad, mode="reflect"), 0)


def _without_the_mode(t: Trial, clause: str, mode: str) -> None:
    for dims, window in BEYOND:
        with t.subcase(dims=dims, start=window[0], size=window[1], stride=window[2]):
            gives_dims(t, slice_of(window, mode), [("float32", dims)], tuple(window[1]))
            refused_layer(t, slice_of(window), [("float32", dims)], clause, "DS-LAY-009")


@negative("DS-LAY-010", needs=NEEDS)
def out_of_bounds_without_wrap(t: Trial) -> None:
    """What WRAP accepts is refused without it."""
    _without_the_mode(t, "DS-LAY-010", "WRAP")


@negative("DS-LAY-011", needs=NEEDS)
def out_of_bounds_without_clamp(t: Trial) -> None:
    """What CLAMP accepts is refused without it."""
    _without_the_mode(t, "DS-LAY-011", "CLAMP")


@negative("DS-LAY-013", needs=NEEDS)
def out_of_bounds_without_reflect(t: Trial) -> None:
    """What REFLECT accepts is refused without it."""
    _without_the_mode(t, "DS-LAY-013", "REFLECT")


# DS-LAY-012: the fill value


def filled_by(window: Window, value: float | None, dtype: str = "float32", mode: str = "FILL") -> Make:
    """A slice layer with a fill value, a constant, or without."""

    def make(program: Program, x: str) -> str:
        slice = program.slice(x, *window, mode=mode)
        if value is not None:
            program.set_input(slice, 4, program.constant(value, dtype))
        return slice

    return make


@positive("DS-LAY-012", needs=NEEDS, features=("execution",))
def filled_with_zero(t: Trial) -> None:
    """Elements out of bounds are 0 by default."""
    check(t, BEYOND, "FILL")


@positive("DS-LAY-012", needs=NEEDS, features=("execution",))
def filled_with_a_value(t: Trial) -> None:
    """Elements out of bounds are the fill value, of the type of the data."""
    samples = {
        f"{dtype}{dims}{window}": Sample(filled_by(window, 7, dtype), (ramp(dims, 1, dtype),))
        for dtype in ("float32", "int32")
        for dims, window in BEYOND
    }
    results = computed(t, samples)
    for dtype in ("float32", "int32"):
        for dims, window in BEYOND:
            with t.subcase(dtype=dtype, dims=dims, start=window[0], size=window[1], stride=window[2]):
                want = sliced(ramp(dims, 1, dtype), *window, "FILL", 7)
                t.close(results[f"{dtype}{dims}{window}"], want, 0)


@positive("DS-LAY-012", needs=NEEDS, features=("execution",))
def filled_altogether(t: Trial) -> None:
    """An input without elements gives fill values only."""
    results = computed(t, {"": Sample(filled_by(((0, 0), (2, 3), (1, 1)), 5), (ramp((0, 3)),))})
    t.close(results[""], np.full((2, 3), 5.0), 0)


@negative("DS-LAY-012", needs=NEEDS)
def fill_value_in_another_mode(t: Trial) -> None:
    """A fill value is disallowed in all other modes."""
    for mode in ("DEFAULT", "WRAP", "CLAMP", "REFLECT"):
        with t.subcase(mode=mode):
            refused_layer(t, filled_by(((0,), (2,), (1,)), 7, mode=mode), [("float32", (4,))], "DS-LAY-012")


@negative("DS-LAY-012", needs=NEEDS)
def fill_value_of_another_type(t: Trial) -> None:
    """A fill value is of the type of the data."""
    for data, fill in (("float32", "int32"), ("int32", "float32")):
        with t.subcase(data=data, fill=fill):
            refused_layer(t, filled_by(((-1,), (2,), (1,)), 7, fill), [(data, (4,))], "DS-LAY-012")


# DS-LAY-014: nothing to clamp to


@negative("DS-LAY-014", needs=NEEDS)
def elements_of_nothing(t: Trial) -> None:
    """CLAMP and REFLECT make no elements of an axis without any."""
    for mode in ("CLAMP", "REFLECT"):
        for dims, size in (((0,), (1,)), ((2, 0), (2, 3)), ((0, 2), (1, 2))):
            with t.subcase(mode=mode, dims=dims, size=size):
                zeros = (0,) * len(dims)
                refused_layer(t, slice_of((zeros, size, zeros), mode), [("float32", dims)], "DS-LAY-014")


@negative("DS-LAY-014", needs=NEEDS, features=("contexts",))
def elements_of_nothing_at_run_time(t: Trial) -> None:
    """The same where the axis turns out to be empty."""
    for mode in ("CLAMP", "REFLECT"):
        with t.subcase(mode=mode):
            context = context_of(t, slice_of(((0,), (2,), (1,)), mode), ("float32",), ((3,),), ((0,),))
            clash_at(t, context, ((0,),), "DS-LAY-014")
            dims_at(t, context, ((1,),), (2,))


@control("DS-LAY-014", needs=NEEDS)
def nothing_of_nothing(t: Trial) -> None:
    """A size of 0 on that axis is accepted, and an axis with elements gives any size."""
    for mode in ("CLAMP", "REFLECT"):
        for dims, size in (((0,), (0,)), ((2, 0), (2, 0)), ((0, 2), (0, 2)), ((1,), (4,))):
            with t.subcase(mode=mode, dims=dims, size=size):
                zeros = (0,) * len(dims)
                gives_dims(t, slice_of((zeros, size, zeros), mode), [("float32", dims)], size)


@choice("DS-LAY-010", needs=NEEDS)
def wrapped_nothing(t: Trial) -> None:
    """WRAP of an axis without elements: a modulus of 0; the clause says nothing of it."""
    program = Program()
    x = program.input("x", "float32", (0,))
    slice = program.slice(x, (0,), (2,), (1,), mode="WRAP")
    program.mark_output(slice, "y")
    definition = t.define(program)
    answer = definition.tensor_dims(slice)
    t.chose("accepted" if answer.ok and definition.build().ok else "refused")
