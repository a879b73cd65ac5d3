"""DS-LAY: reductions and concatenations."""

from __future__ import annotations

import numpy as np
from dynshape_fixtures import Program
from dynshape_fixtures.arrays import ramp
from dynshape_fixtures.ranges import between

from ..case import Trial, choice, control, negative, positive
from .expected_numbers import reduced, rounded, summed, wide
from .samples import Make, Sample, clash_at, computed, context_of, dims_at, gives_dims, int32_dims, refused_layer

OPS = ("SUM", "PROD", "MAX", "MIN", "AVG")


def reduce(op: str, axes: int, keep: bool) -> Make:
    """A reduction over the axes in the mask."""
    return lambda program, x: program.reduce(x, op, axes, keep)


def axes_of(mask: int) -> tuple[int, ...]:
    """The axes in a mask."""
    return tuple(axis for axis in range(8) if mask >> axis & 1)


# DS-LAY-041: the mask, and whether reduced axes stay


@positive("DS-LAY-041")
def every_mask(t: Trial) -> None:
    """Bit i stands for axis i; a reduced axis stays with length 1 or goes."""
    for dims in ((5,), (2, 3), (2, 3, 4)):
        for mask in range(1, 1 << len(dims)):
            with t.subcase(dims=dims, mask=mask):
                kept = tuple(1 if mask >> axis & 1 else extent for axis, extent in enumerate(dims))
                gone = tuple(extent for axis, extent in enumerate(dims) if not mask >> axis & 1)
                gives_dims(t, reduce("SUM", mask, True), [("float32", dims)], kept)
                gives_dims(t, reduce("SUM", mask, False), [("float32", dims)], gone)


@positive("DS-LAY-041")
def masks_of_higher_ranks(t: Trial) -> None:
    """The first and the last axis of tensors of up to eight axes, wildcards included."""
    for rank in range(4, 9):
        with t.subcase(rank=rank):
            dims = (-1, *range(2, rank + 1))
            gives_dims(t, reduce("MAX", 1, False), [("float32", dims)], dims[1:])
            gives_dims(t, reduce("MAX", 1 << (rank - 1), True), [("float32", dims)], (*dims[:-1], 1))


@positive("DS-LAY-041", features=("execution",))
def values_of_reductions(t: Trial) -> None:
    """Every operation over every mask, on floats and integers."""
    for dtype in ("float32", "float16", "int32"):
        # An average of integers that is none is a choice of its own, below.
        ops = OPS if dtype != "int32" else OPS[:4]
        x = (ramp((2, 3, 2), -5) * (1 if dtype == "int32" else 0.5) + 0.5).astype(dtype)
        samples = {f"{op},{mask}": Sample(reduce(op, mask, False), (x,)) for op in ops for mask in range(1, 8)}
        results = computed(t, samples)
        for op in ops:
            for mask in range(1, 8):
                with t.subcase(dtype=dtype, op=op, mask=mask):
                    axes = axes_of(mask)
                    want = reduced(op, x, axes, False)
                    count = int(np.prod([x.shape[axis] for axis in axes]))
                    size = np.abs(wide(x)).sum(axis=axes) if op in ("SUM", "AVG") else np.abs(want)
                    bound = rounded(want, dtype) if op in ("MAX", "MIN") else summed(count, size, dtype)
                    t.close(results[f"{op},{mask}"], want, bound if dtype != "int32" else 0)
                    t.equal(results[f"{op},{mask}"].dtype.name, dtype)


@choice("DS-LAY-041", features=("execution",))
def average_of_integers(t: Trial) -> None:
    """Where an average of integers goes that is none: the clause does not say."""
    x = np.array([[7, 0], [-7, 0], [1, 0], [-1, 0]], np.int32)
    got = computed(t, {"": Sample(reduce("AVG", 2, False), (x,))})[""]
    t.chose(" ".join(str(value) for value in got))


@negative("DS-LAY-041")
def masks_of_no_axis(t: Trial) -> None:
    """A mask that names no axis, or one beyond the rank, is refused."""
    for dims, mask in (((2, 3), 0), ((2, 3), 4), ((2, 3), 5), ((2, 3), 1 << 7), ((), 1), ((), 0), ((5,), 2)):
        with t.subcase(dims=dims, mask=mask):
            refused_layer(t, reduce("SUM", mask, False), [("float32", dims)], "DS-LAY-041")


# DS-LAY-042: nothing to reduce


@positive("DS-LAY-042", features=("execution",))
def reduction_of_nothing(t: Trial) -> None:
    """Over an empty volume: SUM 0, PROD 1, MAX the least, MIN the greatest number, AVG NaN or 0."""
    for dtype in ("float32", "float16", "int32"):
        for dims, mask in (((0,), 1), ((0, 2), 1), ((2, 0), 2), ((2, 0, 3), 6), ((0, 0), 3)):
            x = np.zeros(dims, dtype)
            results = computed(t, {op: Sample(reduce(op, mask, False), (x,)) for op in OPS})
            for op in OPS:
                with t.subcase(dtype=dtype, dims=dims, mask=mask, op=op):
                    t.close(results[op], reduced(op, x, axes_of(mask), False), 0)


@positive("DS-LAY-042", features=("execution",))
def reduction_beside_nothing(t: Trial) -> None:
    """An empty axis that is not reduced leaves nothing."""
    results = computed(t, {op: Sample(reduce(op, 1, True), (np.zeros((2, 0), np.float32),)) for op in OPS})
    for op in OPS:
        with t.subcase(op=op):
            t.equal(results[op].shape, (1, 0))


@positive("DS-LAY-042", features=("contexts",))
def reduction_of_no_shape_values(t: Trial) -> None:
    """The same in a shape computation: the shape of a scalar has no elements."""
    for op in ("SUM", "PROD", "MAX", "MIN"):
        with t.subcase(op=op):
            program = Program()
            x = program.input("x", "float32", ())
            program.mark_output(program.unary(x, "NEG"), "y")
            shape = int32_dims(t, program, x)
            program.mark_output_for_shapes(program.reduce(shape, op, 1, False), "value")
            context = t.context(program)
            wanted = int(reduced(op, np.zeros((0,), np.int32), (0,), False))
            t.equal(context.values("value"), (wanted,))


# DS-LAY-043: types


@positive("DS-LAY-043")
def numbers_are_reduced(t: Trial) -> None:
    """Floats and integers are reduced and keep their type."""
    for op in OPS:
        for dtype in ("float32", "float16", "int32"):
            with t.subcase(op=op, dtype=dtype):
                gives_dims(t, reduce(op, 1, False), [(dtype, (2, 3))], (3,), dtype)


@negative("DS-LAY-043")
def bools_are_not_reduced(t: Trial) -> None:
    """Bool is no valid input."""
    for op in OPS:
        with t.subcase(op=op):
            refused_layer(t, reduce(op, 1, False), [("bool", (2, 3))], "DS-LAY-043")


def average_of_shape(program: Program, x: str, op: str) -> str:
    """A reduced shape, as reshape dims."""
    number = program.reduce(program.shape(x), op, 1, True)
    return program.shuffle(x, number)


@negative("DS-LAY-043")
def average_as_a_shape(t: Trial) -> None:
    """AVG is refused where its output is an integer shape tensor."""

    def make(program: Program, x: str) -> str:
        return average_of_shape(program, x, "AVG")

    refused_layer(t, make, [("float32", (4,))], "DS-LAY-043")


@control("DS-LAY-043", features=("contexts",))
def others_as_a_shape(t: Trial) -> None:
    """The others are accepted there: the product of the dims is the volume."""

    def make(program: Program, x: str) -> str:
        return average_of_shape(program, x, "PROD")

    context = context_of(t, make, ("float32",), ((4, 4),), ((1, 1),), ((9, 9),))
    dims_at(t, context, ((3, 5),), (15,))


# DS-LAY-044: concatenation


def join(axis: int | None) -> Make:
    """A concatenation of all inputs."""
    return lambda program, *inputs: program.concatenation(list(inputs), axis)


@positive("DS-LAY-044")
def lengths_add_up(t: Trial) -> None:
    """The output length on the axis is the sum, all other dims stay, at every rank and axis."""
    for rank in range(1, 9):
        for axis in range(rank):
            with t.subcase(rank=rank, axis=axis):
                dims = [(2,) * axis + (own,) + (2,) * (rank - axis - 1) for own in (3, 0, 1, 4)]
                wanted = (2,) * axis + (8,) + (2,) * (rank - axis - 1)
                gives_dims(t, join(axis), [("float32", one) for one in dims], wanted)


@positive("DS-LAY-044")
def types_joined(t: Trial) -> None:
    """Tensors of every type, and of one input only."""
    for dtype in ("float32", "float16", "int32", "int8", "bool"):
        for number in (1, 2, 5):
            with t.subcase(dtype=dtype, number=number):
                gives_dims(t, join(0), [(dtype, (2, 3))] * number, (2 * number, 3), dtype)


@positive("DS-LAY-044", features=("execution",))
def joined_in_order(t: Trial) -> None:
    """The elements of the inputs, one input after another."""
    parts = [ramp((2, n, 2), 10 * n) for n in (1, 0, 3, 2)]
    for axis in range(3):
        with t.subcase(axis=axis):
            moved = [np.ascontiguousarray(np.moveaxis(part, 1, axis)) for part in parts]
            got = computed(t, {"": Sample(join(axis), tuple(moved))})[""]
            t.close(got, np.concatenate(moved, axis), 0)


@negative("DS-LAY-044")
def other_dims_differ(t: Trial) -> None:
    """Dims that differ on another axis, and ranks that differ, are refused; 1 is not broadcast."""
    for a, b, axis in (
        ((2, 3), (2, 4), 0),
        ((2, 3), (3, 3), 1),
        ((2, 3), (2, 1), 0),
        ((2, 3), (3,), 0),
        ((2, 3), (2, 3, 1), 0),
        ((2, 0), (2, 3), 0),
        ((2, 3), (0, 4), 0),
    ):
        with t.subcase(a=a, b=b, axis=axis):
            refused_layer(t, join(axis), [("float32", a), ("float32", b)], "DS-LAY-044")


@negative("DS-LAY-044")
def axis_beyond_the_rank(t: Trial) -> None:
    """The axis is one of the inputs'."""
    for dims, axis in (((2, 3), 2), ((2, 3), 8), ((5,), 1)):
        with t.subcase(dims=dims, axis=axis):
            refused_layer(t, join(axis), [("float32", dims)] * 2, "DS-LAY-044")


@negative("DS-LAY-044", features=("contexts",))
def other_dims_differ_at_run_time(t: Trial) -> None:
    """A dynamic dim is checked at run time."""
    context = context_of(t, join(1), ("float32", "float32"), ((2, 3), (2, 5)), ((3, 3), (2, 0)))
    clash_at(t, context, ((3, 3), (2, 5)), "DS-LAY-044")
    clash_at(t, context, ((3, 3), (2, 0)), "DS-LAY-044")
    dims_at(t, context, ((2, 3), (2, 0)), (2, 3))
    dims_at(t, context, ((2, 3), (2, 4)), (2, 7))


# DS-LAY-045: the axis by default


@positive("DS-LAY-045")
def default_axis_of_a_concatenation(t: Trial) -> None:
    """The axis is rank - 3, but at least 0, until set."""
    for rank in range(1, 9):
        with t.subcase(rank=rank):
            program = Program()
            inputs = [program.input(name, "float32", (2,) * rank) for name in "ab"]
            layer = program.concatenation(inputs)
            definition = t.define(program)
            axis = max(0, rank - 3)
            t.equal(definition.layer_property(layer, "axis"), axis)
            t.equal(definition.tensor_dims(layer), (2,) * axis + (4,) + (2,) * (rank - axis - 1))


@negative("DS-LAY-045")
def default_axis_against_other_dims(t: Trial) -> None:
    """Dims that differ elsewhere than on the default axis are refused; with that axis set they are accepted."""
    with t.subcase(axis="default"):
        refused_layer(t, join(None), [("float32", (2, 2, 2, 2)), ("float32", (3, 2, 2, 2))], "DS-LAY-045", "DS-LAY-044")
    with t.subcase(axis=0):
        gives_dims(t, join(0), [("float32", (2, 2, 2, 2)), ("float32", (3, 2, 2, 2))], (5, 2, 2, 2))


@positive("DS-LAY-044", features=("contexts",))
def joined_lengths_at_run_time(t: Trial) -> None:
    """The sum follows the dims of the moment, of many inputs too."""
    program = Program()
    names = [program.input(f"in{k}", "float32", (-1, 2)) for k in range(8)]
    program.mark_output(program.concatenation(names, 0), "y")
    context = t.context(program, [{name: between((-1, 2), 0, 9) for name in names}])
    for step in (0, 1):
        with t.subcase(step=step):
            for k, name in enumerate(names):
                t.accepted(context.set_dims(name, (k * step, 2)))
            t.equal(context.dims("y"), (28 * step, 2))
