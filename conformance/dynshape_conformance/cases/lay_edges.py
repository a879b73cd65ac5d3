"""DS-LAY: beyond the edges of pictures, windows over three axes, powers of integers, choices and gathers."""

from __future__ import annotations

from typing import Any

import numpy as np
from dynshape_fixtures import Program
from dynshape_fixtures.arrays import ramp

from ..case import Trial, negative, positive
from .expected_moves import gathered
from .expected_numbers import summed, wide
from .expected_others import grid_sampled, selected
from .expected_windows import EXPLICIT, SAME, Axis, pooled
from .lay_elementwise import op_of
from .lay_gather import gather, typed
from .lay_others import layer, suppression
from .lay_resize import resize
from .lay_windows import pooling
from .samples import Sample, compute, computed, gives_dims, refused_layer
from .sketch import Sketch

RUN = ("execution",)


@positive("DS-LAY-064", features=RUN)
def poolings_over_three_axes(t: Trial) -> None:
    """Over three axes as over two: each average is over the elements that its own window has."""
    axes = (Axis(3, 1, 1, 1, 1), Axis(2, 2), Axis(3, 1, 1, 1, 0))
    x = ramp((1, 2, 3, 4, 4), -40)
    for kind in ("MAX", "AVERAGE"):
        for mode in (EXPLICIT[0], *SAME):
            with t.subcase(kind=kind, mode=mode):
                want = pooled(x, axes, mode, kind)
                got = compute(t, pooling(kind, axes, mode), x, fixed=True)
                t.close(got, want, 0 if kind == "MAX" else summed(18, np.abs(want), "float32"))


@positive("DS-LAY-068", features=RUN, editions=("8.5", None))
def samples_beyond_every_edge(t: Trial) -> None:
    """FILL is 0 beyond all four edges, from the first element on that is not there; half of it in between."""
    x = ramp((1, 2, 4, 4), 1)
    # Of four elements -1.25 is the place of the one before the first, 1.25 that of the one after the last.
    places = np.array([-1.75, -1.25, -1.0, -0.25, 0.75, 1.0, 1.25, 1.75], np.float32)
    grid = np.stack(np.meshgrid(places, places), axis=-1)[None]
    for interpolation in ("NEAREST", "LINEAR"):
        with t.subcase(interpolation=interpolation):
            given: dict[str, Any] = {
                "interpolation_mode": interpolation,
                "sample_mode": "FILL",
                "align_corners": False,
            }
            want, size = grid_sampled(x, grid, interpolation, "FILL", False)
            got = compute(t, layer("grid_sample", **given), x, grid, fixed=True)
            t.close(got, want, 0 if interpolation == "NEAREST" else summed(8, size, "float32"))


@positive("DS-LAY-004", features=RUN, editions=("10", None), needs=("DS-LAY-001",))
def powers_of_integers(t: Trial) -> None:
    """From 10 on POW is of integers too; what is not a negative power is an integer."""
    base, power = [2, -2, 3, 0, 0, 7, 1, -1, -1], [5, 3, 0, 2, 0, 1, 9, 8, 7]
    for dtype in ("int32", "int64"):
        with t.subcase(dtype=dtype):
            got = compute(t, op_of("POW"), np.array(base, dtype), np.array(power, dtype))
            t.equal(got.dtype.name, dtype)
            t.close(got, np.array([b**p for b, p in zip(base, power, strict=True)]), 0)


# Gathers


@negative("DS-LAY-020")
def elementwise_dims_of_elements(t: Trial) -> None:
    """A gather by elements has no elementwise dimensions: its indices have the data's rank already."""
    for number in (1, 2):
        with t.subcase(number=number):
            refused_layer(t, gather(2, "ELEMENT", number), typed((2, 3, 4), (2, 3, 4)), "DS-LAY-020")


@negative("DS-LAY-021")
def tuples_of_too_many_batches(t: Trial) -> None:
    """Tuples are no longer than the data have axes that are not elementwise, and take an axis of their own."""
    for data, indices, number in (((2, 3), (2, 3, 1), 2), ((2, 3), (2, 2), 1), ((2, 3), (2, 1), -1), ((3,), (3, 1), 1)):
        with t.subcase(data=data, indices=indices, number=number):
            refused_layer(t, gather(0, "ND", number), typed(data, indices), "DS-LAY-021", "DS-LAY-019")
    with t.subcase(indices=()):
        refused_layer(t, gather(0, "ND"), typed((2, 3), ()), "DS-LAY-021", "DS-RES-015")


@positive("DS-LAY-021")
def tuples_of_batches(t: Trial) -> None:
    """With as many elementwise dimensions as leave an axis for the tuples the rest is gathered."""
    for data, indices, number, dims in (
        ((2, 3), (2, 1), 1, (2,)),
        ((2, 3, 4), (2, 3, 1), 2, (2, 3)),
        ((2, 3, 4), (2, 5, 1), 1, (2, 5, 4)),
        ((2, 3, 4), (2, 5, 2), 1, (2, 5)),
    ):
        with t.subcase(data=data, indices=indices, number=number):
            gives_dims(t, gather(0, "ND", number), typed(data, indices), dims)


@positive("DS-LAY-068", features=RUN, editions=("8.5", None))
def one_hot_at_run_time(t: Trial) -> None:
    """Indices and values may have run-time dims."""
    at, values = np.array([[0, 2, 1], [3, 3, 0]], np.int32), np.array([5, 9], np.float32)

    def make(program: Program, i: str, v: str) -> str:
        return program.layer("one_hot", [i, v, program.constant(4, "int32")], {"axis": -1})

    t.close(compute(t, make, at, values), np.where(at[..., None] == np.arange(4), 9.0, 5.0), 0)


@negative("DS-LAY-037")
def outer_extents_that_change(t: Trial) -> None:
    """LINEAR changes the last three axes at most: more or fewer elements on an axis before them are refused."""
    old = (4, 4, 4, 4, 4)
    for axis in (0, 1):
        for by in (0.5, 2.0):
            with t.subcase(axis=axis, factor=by, given="scales"):
                scales = [by if k == axis else 1.0 for k in range(5)]
                refused_layer(t, resize(scales=scales, resize_mode="LINEAR"), [("float32", old)], "DS-LAY-037")
            with t.subcase(axis=axis, factor=by, given="dims"):
                new = tuple(int(extent * by) if k == axis else extent for k, extent in enumerate(old))
                refused_layer(t, resize(shape=new, resize_mode="LINEAR"), [("float32", old)], "DS-LAY-037")


@negative("DS-LAY-027")
def nothing_to_infer_from(t: Trial) -> None:
    """Beside an extent of 0 that is none of the input's there is no -1 that elements of the input would fill."""
    for dims, wanted in (((2, 3), [0, -1]), ((6,), [-1, 0]), ((2, 3, 4), [3, 0, -1])):
        with t.subcase(dims=dims, wanted=wanted):

            def make(program: Program, x: str, wanted: list[int] = wanted) -> str:
                return program.shuffle(x, zero_is_placeholder=False, reshape_dims=wanted)

            refused_layer(t, make, [("float32", dims)], "DS-LAY-027", "DS-LAY-028", "DS-LAY-030", "DS-LAY-031")


@positive("DS-LAY-005", features=("contexts",))
def choice_between_two_numbers(t: Trial) -> None:
    """Under a condition that only the run time knows the result is no number yet, unless both inputs have the same."""
    for numbers, shown in (
        ((3, 3), 3),
        ((3, 2), None),
        ((None, 3), None),
        ((3, None), None),
        ((1, None), None),
        ((None, 1), None),
    ):
        with t.subcase(numbers=numbers):
            s = Sketch(t)
            x = s.input("x", "float32", (-1,))
            length = s.shape(x)
            condition = s.elementwise(length, s.literal(4), "GREATER")
            left, right = (length if number is None else s.literal(number) for number in numbers)
            y = s.filled(s.elementwise(s.select(condition, left, right), s.literal(2), "SUM"))
            s.mark_output(y, "y")
            wanted = (-1 if shown is None else shown + 2,)
            t.true(t.define(s).tensor_dims(y).get() in (wanted, (-1,)), f"{wanted} or (-1,)")
            context = t.context(s, [{"x": ((1,), (4,), (9,))}])
            for extent in (5, 4):
                t.accepted(context.set_dims("x", (extent,)))
                chosen = numbers[0 if extent > 4 else 1]
                t.equal(context.dims("y"), ((extent if chosen is None else chosen) + 2,))


@positive("DS-LAY-068", editions=("8.5", None))
def rows_of_three(t: Trial) -> None:
    """A suppression yields rows of three, as many as only the run time knows, and their number."""
    for boxes in ((2, 6, 4), (2, 6, 3, 4), (-1, -1, 4)):
        with t.subcase(boxes=boxes):
            program = Program()
            given = [program.input("boxes", "float32", boxes), program.input("scores", "float32", (*boxes[:2], 3))]
            made = program.layer("nms", [*given, program.constant(5, "int32")])
            definition = t.define(program)
            t.equal(definition.tensor_dims(made), (-1, 3))
            t.equal(definition.tensor_dims(f"{made}:1"), ())


@positive("DS-LAY-064", features=RUN)
def averages_by_steps_of_two(t: Trial) -> None:
    """Windows that move by two or three have fewer elements at both ends only."""
    for stride in (2, 3):
        for mode in (EXPLICIT[0], *SAME):
            with t.subcase(stride=stride, mode=mode):
                axes = (Axis(3, stride, 1, 1, 1), Axis(2, stride))
                x = ramp((1, 1, 11, 12), -50)
                want = pooled(x, axes, mode, "AVERAGE")
                got = compute(t, pooling("AVERAGE", axes, mode), x, fixed=True)
                t.close(got, want, summed(6, np.abs(want) + 1, "float32"))


@positive("DS-LAY-023", features=RUN)
def out_of_bounds_before_further_axes(t: Trial) -> None:
    """An index beyond the end yields zeros along all the axes that follow its own."""
    for dims in ((3, 4, 2), (3, 2, 2, 2), (3, 1, 4, 1, 2)):
        with t.subcase(dims=dims):
            x, at = ramp(dims, 1), np.array([[0, 7], [2, 3]], np.int32)
            t.close(compute(t, gather(0), x, at, fixed=True), gathered(x, at, 0), 0)


@positive("DS-LAY-058", features=RUN)
def products_of_halves(t: Trial) -> None:
    """A product of half floats is one of half floats."""
    a, b = ramp((2, 3), -2, "float16"), ramp((3, 4), -5, "float16")
    got = compute(t, lambda program, a, b: program.matrix_multiply(a, b), a, b)
    t.equal(got.dtype.name, "float16")
    t.close(got, np.matmul(wide(a), wide(b)), 0)  # Whole numbers below 2^11.


@positive("DS-LAY-068", features=RUN, editions=("8.5", None))
def boxes_by_centers_that_just_meet(t: Trial) -> None:
    """Boxes of a center and sizes overlap by what lies within half a size of both centers."""
    boxes = np.array([[[2, 2, 4, 4], [5, 2, 4, 4], [2, 6, 4, 2], [9, 9, 2, 2], [8, 9, 2, 2]]], np.float32)
    scores = np.array([[[0.875], [0.75], [0.5], [0.375], [0.25]]], np.float32)
    for overlap in (0.125, 0.25, 0.5):
        with t.subcase(overlap=overlap):
            want = selected(boxes, scores, 5, overlap, 0.0, True)
            rows, count = computed(
                t, {"": Sample(suppression("CENTER_SIZES", 5, overlap, 0.0), (boxes, scores), True)}
            ).all("")
            t.equal(int(count), len(want))
            t.equal(sorted(tuple(int(entry) for entry in row) for row in rows[: len(want)]), want)


@positive("DS-LAY-018", features=("contexts",), editions=("8.5", None))
def rows_of_dims(t: Trial) -> None:
    """Rows of numbers that are dims, some of which only the run time knows."""
    s = Sketch(t)
    x = s.input("x", "float32", (-1, 4))
    pair = s.shuffle(s.shape(x), reshape_dims=[1, 2])
    rows = s.concatenation([pair, s.constant([2, 3], s.integer, (1, 2))], 0)
    row = s.shuffle(s.gather(rows, s.constant([1, 0], "int32")), reshape_dims=[4])
    y = s.filled(row)
    s.mark_output(y, "y")
    shown = t.define(s).tensor_dims(y).get()
    t.true(shown in ((2, 3, -1, 4), (-1, -1, -1, -1)), "(2, 3, -1, 4), or none known", shown)
    context = t.context(s, [{"x": ((1, 4), (2, 4), (9, 4))}])
    for extent in (1, 7):
        t.accepted(context.set_dims("x", (extent, 4)))
        t.equal(context.dims("y"), (2, 3, extent, 4))
