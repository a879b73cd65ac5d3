"""DS-LAY: gather layers in their three modes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from dynshape_fixtures import Program
from dynshape_fixtures.arrays import ramp

from ..adapter import Array, Dims
from ..case import Trial, choice, control, negative, positive
from .expected_moves import gathered, gathered_elements, gathered_nd
from .samples import Make, Sample, clash_at, computed, context_of, dims_at, gives_dims, refused_layer


def gather(axis: int = 0, mode: str = "DEFAULT", elementwise: int = 0) -> Make:
    """A gather layer."""
    properties = {"num_elementwise_dims": elementwise} if elementwise else {}

    def make(program: Program, data: str, indices: str) -> str:
        if mode == "DEFAULT":
            return program.layer("gather", [data, indices], {"axis": axis}, properties)
        axes = {} if mode == "ND" else {"axis": axis}
        return program.layer("gather_v2", [data, indices], {"mode": mode}, {**axes, **properties})

    return make


def typed(data: Sequence[int], indices: Sequence[int]) -> list[tuple[str, Sequence[int]]]:
    """Float data and Int32 indices."""
    return [("float32", data), ("int32", indices)]


def indices_below(limit: int, dims: Dims) -> Array:
    """Indices within 0..limit-1, in no order."""
    return ((ramp(dims, 1, "int64") * 7) % max(limit, 1)).astype("int32")


DEFAULTS: tuple[tuple[Dims, Dims, int, Dims], ...] = (
    ((2, 3, 4), (5, 6), 0, (5, 6, 3, 4)),
    ((2, 3, 4), (5, 6), 1, (2, 5, 6, 4)),
    ((2, 3, 4), (5, 6), 2, (2, 3, 5, 6)),
    ((2, 3, 4), (), 0, (3, 4)),
    ((2, 3, 4), (), 1, (2, 4)),
    ((5,), (), 0, ()),
    ((5,), (3,), 0, (3,)),
    ((5,), (2, 2, 2), 0, (2, 2, 2)),
    ((2, 3), (1,), 1, (2, 1)),
    ((2, 3), (0,), 1, (2, 0)),
    ((0, 3), (2,), 1, (0, 2)),
    ((2,) * 8, (), 7, (2,) * 7),
    ((2,) * 7, (3,), 3, (2, 2, 2, 3, 2, 2, 2)),
    ((2, 2), (1,) * 7, 1, (2,) + (1,) * 7),
)


# DS-LAY-018: mode DEFAULT


@positive("DS-LAY-018")
def dims_of_the_indices(t: Trial) -> None:
    """The axis is replaced by the dims of the indices; a scalar index drops it."""
    for data, indices, axis, dims in DEFAULTS:
        with t.subcase(data=data, indices=indices, axis=axis):
            gives_dims(t, gather(axis), typed(data, indices), dims, "float32")


@positive("DS-LAY-018", features=("execution",))
def gathered_values(t: Trial) -> None:
    """The elements at the indices."""
    arrays = {
        f"{data}{indices}{axis}": (ramp(data), indices_below(data[axis], indices), axis)
        for data, indices, axis, _ in DEFAULTS
    }
    samples = {name: Sample(gather(axis), (data, indices), True) for name, (data, indices, axis) in arrays.items()}
    results = computed(t, samples)
    for data, indices, axis, _ in DEFAULTS:
        with t.subcase(data=data, indices=indices, axis=axis):
            name = f"{data}{indices}{axis}"
            t.close(results[name], gathered(*arrays[name]), 0)


@positive("DS-LAY-018", features=("contexts",))
def gathered_at_run_time(t: Trial) -> None:
    """Extents of data and indices that are known at run time only."""
    points = (((2, 3, 4), (5, 6)), ((1, 5, 0), (0, 2)), ((7, 1, 1), (1, 1)))
    context = context_of(t, gather(1), ("float32", "int32"), *points)
    for data, indices in points:
        with t.subcase(data=data, indices=indices):
            dims_at(t, context, (data, indices), (data[0], *indices, data[2]))


@negative("DS-LAY-018")
def result_of_too_many_axes(t: Trial) -> None:
    """A result of more than eight axes is refused."""
    with t.subcase(data=5, indices=5):
        refused_layer(t, gather(0), typed((2,) * 5, (2,) * 5), "DS-LAY-018", "DS-NET-011")


# DS-LAY-019: one elementwise dimension

BATCHED: tuple[tuple[Dims, Dims, int, Dims], ...] = (
    ((2, 3, 4), (2, 5), 1, (2, 5, 4)),
    ((2, 3, 4), (2, 5), 2, (2, 3, 5)),
    ((2, 3, 4), (2,), 1, (2, 4)),
    ((1, 3), (4, 2), 1, (4, 2)),
    ((4, 3), (1, 2), 1, (4, 2)),
    ((2, 3, 4, 5), (2, 2, 3), 2, (2, 3, 2, 3, 5)),
    ((3, 2, 4), (3, 1, 2), 2, (3, 2, 1, 2)),
)


@positive("DS-LAY-019", needs=("DS-LAY-018",))
def one_elementwise_dim(t: Trial) -> None:
    """The first axis of data and indices goes along, broadcast where one of them is 1."""
    for data, indices, axis, dims in BATCHED:
        with t.subcase(data=data, indices=indices, axis=axis):
            gives_dims(t, gather(axis, elementwise=1), typed(data, indices), dims)


@positive("DS-LAY-019", needs=("DS-LAY-018",), features=("execution",))
def one_elementwise_dim_values(t: Trial) -> None:
    """Each part of the data is gathered from by its own part of the indices."""
    for data, indices, axis, _ in BATCHED:
        with t.subcase(data=data, indices=indices, axis=axis):
            x, at = ramp(data), indices_below(data[axis], indices)
            got = computed(t, {"": Sample(gather(axis, elementwise=1), (x, at), True)})
            t.close(got[""], gathered(x, at, axis, 1), 0)


@negative("DS-LAY-019", needs=("DS-LAY-018",))
def axis_among_the_elementwise(t: Trial) -> None:
    """The axis comes after the elementwise dimension, and the indices have one too."""
    with t.subcase(axis=0):
        refused_layer(t, gather(0, elementwise=1), typed((2, 3), (2, 5)), "DS-LAY-019")
    with t.subcase(indices=()):
        refused_layer(t, gather(1, elementwise=1), typed((2, 3), ()), "DS-LAY-019")


@negative("DS-LAY-019", needs=("DS-LAY-018",))
def more_elementwise_dims(t: Trial) -> None:
    """Neither more than one elementwise dimension nor fewer than none."""
    for number in (2, 3, -1):
        with t.subcase(number=number):
            refused_layer(t, gather(2, elementwise=number), typed((2, 3, 4), (2, 3, 5)), "DS-LAY-019")


@negative("DS-LAY-019", needs=("DS-LAY-018",))
def elementwise_dims_that_differ(t: Trial) -> None:
    """An elementwise dimension of unequal lengths, neither being 1, is refused."""
    for data, indices in (((2, 3), (3, 2)), ((0, 3), (2, 2))):
        with t.subcase(data=data, indices=indices):
            refused_layer(t, gather(1, elementwise=1), typed(data, indices), "DS-LAY-019")


@negative("DS-LAY-019", needs=("DS-LAY-018",), features=("contexts",))
def elementwise_dims_that_differ_at_run_time(t: Trial) -> None:
    """The same where the run-time dims say so."""
    context = context_of(t, gather(1, elementwise=1), ("float32", "int32"), ((2, 3), (2, 2)), ((3, 3), (2, 2)))
    clash_at(t, context, ((3, 3), (2, 2)), "DS-LAY-019")
    dims_at(t, context, ((2, 3), (2, 2)), (2, 2))


# DS-LAY-020: mode ELEMENT

ELEMENTS: tuple[tuple[Dims, Dims, int], ...] = (
    ((4,), (4,), 0),
    ((4,), (7,), 0),
    ((3, 4), (3, 4), 0),
    ((3, 4), (3, 4), 1),
    ((3, 4), (6, 4), 0),
    ((3, 4), (3, 1), 1),
    ((2, 3, 4), (2, 3, 4), 1),
    ((3, 4), (0, 4), 0),
)


@positive("DS-LAY-020")
def one_index_an_element(t: Trial) -> None:
    """The output has the dims of the indices."""
    for data, indices, axis in ELEMENTS:
        with t.subcase(data=data, indices=indices, axis=axis):
            gives_dims(t, gather(axis, "ELEMENT"), typed(data, indices), indices, "float32")


@positive("DS-LAY-020", features=("execution",))
def one_index_an_element_values(t: Trial) -> None:
    """output[J] = data[J with J[axis] replaced by indices[J]]."""
    for data, indices, axis in ELEMENTS:
        with t.subcase(data=data, indices=indices, axis=axis):
            x, at = ramp(data), indices_below(data[axis], indices)
            got = computed(t, {"": Sample(gather(axis, "ELEMENT"), (x, at), True)})
            t.close(got[""], gathered_elements(x, at, axis), 0)


@negative("DS-LAY-020")
def indices_of_another_rank(t: Trial) -> None:
    """Indices of another rank than the data are refused."""
    for data, indices in (((3, 4), (3,)), ((4,), (2, 4)), ((3, 4), ())):
        with t.subcase(data=data, indices=indices):
            refused_layer(t, gather(0, "ELEMENT"), typed(data, indices), "DS-LAY-020")


# DS-LAY-021: mode ND

TUPLES: tuple[tuple[Dims, Dims, int, Dims], ...] = (
    ((5,), (1,), 0, ()),
    ((5,), (3, 1), 0, (3,)),
    ((2, 3, 4), (5, 1), 0, (5, 3, 4)),
    ((2, 3, 4), (5, 2), 0, (5, 4)),
    ((2, 3, 4), (5, 3), 0, (5,)),
    ((2, 3, 4), (2, 5, 1), 1, (2, 5, 4)),
    ((2, 3, 4), (2, 2), 1, (2,)),
    ((2, 3, 4), (2, 3, 1), 2, (2, 3)),
    ((2, 3, 4), (2, 3, 5, 1), 2, (2, 3, 5)),
    ((3, 2, 4, 5), (3, 2, 2), 1, (3, 2, 5)),
    ((2, 3, 4), (0, 2), 0, (0, 4)),
)


@positive("DS-LAY-021")
def index_tuples(t: Trial) -> None:
    """The last axis of the indices holds tuples; the output has the other dims and what the tuples leave."""
    for data, indices, elementwise, dims in TUPLES:
        with t.subcase(data=data, indices=indices, elementwise=elementwise):
            gives_dims(t, gather(0, "ND", elementwise), typed(data, indices), dims, "float32")


@positive("DS-LAY-021", features=("execution",))
def index_tuples_values(t: Trial) -> None:
    """The elements, or the parts, that the tuples lead to."""
    for data, indices, elementwise, _ in TUPLES:
        with t.subcase(data=data, indices=indices, elementwise=elementwise):
            limits = np.array(data[elementwise : elementwise + indices[-1]])
            x, at = ramp(data), (indices_below(97, indices) % limits).astype("int32")
            got = computed(t, {"": Sample(gather(0, "ND", elementwise), (x, at), True)})
            t.close(got[""], gathered_nd(x, at, elementwise), 0)


@negative("DS-LAY-021")
def index_tuples_too_long(t: Trial) -> None:
    """Tuples of more entries than there are axes left are refused."""
    for data, indices, elementwise in (((2, 3), (5, 3), 0), ((2, 3), (2, 2), 1), ((5,), (2,), 0)):
        with t.subcase(data=data, indices=indices, elementwise=elementwise):
            refused_layer(t, gather(0, "ND", elementwise), typed(data, indices), "DS-LAY-021")


@negative("DS-LAY-021")
def index_tuples_of_unknown_length(t: Trial) -> None:
    """The length of the tuples is a build-time constant."""
    for indices in ((5, -1), (-1, -1), (-1,)):
        with t.subcase(indices=indices):
            refused_layer(t, gather(0, "ND"), typed((2, 3, 4), indices), "DS-LAY-021", "DS-RES-015")


@control("DS-LAY-021")
def any_number_of_index_tuples(t: Trial) -> None:
    """Their number may be known at run time only."""
    gives_dims(t, gather(0, "ND"), typed((2, 3, 4), (-1, 2)), (-1, 4))


# DS-LAY-022: axis and types


@positive("DS-LAY-022")
def data_of_every_type(t: Trial) -> None:
    """The output has the type of the data."""
    for dtype in ("float32", "float16", "int32", "int8", "bool"):
        for mode in ("DEFAULT", "ELEMENT", "ND"):
            with t.subcase(dtype=dtype, mode=mode):
                gives_dims(
                    t,
                    gather(0, mode),
                    [(dtype, (3, 4)), ("int32", (2, 2))],
                    ((2, 2, 4), (2, 2), (2,))[("DEFAULT", "ELEMENT", "ND").index(mode)],
                    dtype,
                )


@positive("DS-LAY-022")
def axis_0_by_default(t: Trial) -> None:
    """The axis is 0 until set."""
    program = Program()
    layer = program.layer("gather_v2", typed_inputs(program), {"mode": "ELEMENT"})
    t.equal(t.define(program).layer_property(layer, "axis"), 0)


def typed_inputs(program: Program) -> list[str]:
    """Inputs for a gather of mode ELEMENT."""
    return [program.input("data", "float32", (3, 4)), program.input("indices", "int32", (3, 4))]


@negative("DS-LAY-022")
def data_without_an_axis(t: Trial) -> None:
    """Data of rank 0 have nothing to gather from."""
    for mode in ("DEFAULT", "ELEMENT", "ND"):
        with t.subcase(mode=mode):
            indices = (1,) if mode == "ND" else ()
            refused_layer(t, gather(0, mode), typed((), indices), "DS-LAY-022")


@negative("DS-LAY-022")
def axis_beyond_the_data(t: Trial) -> None:
    """The axis is one of the data's."""
    for mode in ("DEFAULT", "ELEMENT"):
        for axis in (2, 3, 8):
            with t.subcase(mode=mode, axis=axis):
                refused_layer(t, gather(axis, mode), typed((3, 4), (3, 4)), "DS-LAY-022")


@negative("DS-LAY-022")
def indices_that_are_no_integers(t: Trial) -> None:
    """Indices are Int32."""
    for mode in ("DEFAULT", "ELEMENT", "ND"):
        for dtype in ("float32", "float16", "bool", "int8"):
            with t.subcase(mode=mode, dtype=dtype):
                refused_layer(t, gather(0, mode), [("float32", (3, 4)), (dtype, (3, 2))], "DS-LAY-022")


# DS-LAY-023: out of bounds


@positive("DS-LAY-023", features=("execution",))
def out_of_bounds_is_zero(t: Trial) -> None:
    """An index beyond the last element yields 0, in every mode; its neighbours are what they are."""
    x = ramp((3, 4), 1)
    bad = np.array([[0, 3, 2, 1], [7, 0, 1, 100], [2, 2, 3, 2**31 - 1]], np.int32)
    tuples = np.array([[0, 3], [3, 0], [0, 4], [2, 2]], np.int32)
    wanted = {
        "DEFAULT": (bad, gathered(x, bad, 0)),
        "ELEMENT": (bad, gathered_elements(x, bad, 0)),
        "ND": (tuples, gathered_nd(x, tuples)),
    }
    for mode, (indices, want) in wanted.items():
        for fixed in (True, False):
            with t.subcase(mode=mode, fixed=fixed):
                make = gather(0, mode)
                if mode == "ND":
                    fixed = True
                t.close(computed(t, {"": Sample(make, (x, indices), fixed)})[""], want, 0)


@positive("DS-LAY-023", features=("execution",))
def nothing_to_gather_from(t: Trial) -> None:
    """Of an axis without elements every index is out of bounds."""
    indices = np.array([0, 1], np.int32)
    got = computed(t, {"": Sample(gather(0), (ramp((0, 2)), indices), True)})
    t.close(got[""], np.zeros((2, 2)), 0)


@choice("DS-LAY-023", features=("execution",))
def negative_indices(t: Trial) -> None:
    """A negative index: on an axis of dynamic length it is undefined, elsewhere nothing is said."""
    for fixed in (True, False):
        for index in (-1, -3, -4):
            with t.subcase(fixed=fixed, index=index):
                got = computed(t, {"": Sample(gather(0), (ramp((3,), 1), np.array([index], np.int32)), fixed)})[""]
                t.chose(f"{float(got[0]):g}")
