"""DS-LAY: shuffle layers: transposes, and reshape dims known at build time."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
from dynshape_fixtures import Program
from dynshape_fixtures.arrays import ramp

from ..adapter import Dims
from ..case import Trial, choice, control, negative, positive
from .samples import Make, Sample, clash_at, computed, context_of, dims_at, gives_dims, refused_layer


def shuffle(**properties: Any) -> Make:
    """A shuffle layer; dims and orders are sequences."""
    plain = {name: list(value) if isinstance(value, tuple) else value for name, value in properties.items()}
    return lambda program, x: program.shuffle(x, **plain)


def reshape(*dims: int) -> Make:
    """A shuffle layer that only reshapes."""
    return shuffle(reshape_dims=dims)


# DS-LAY-024: transpose, reshape, transpose


@positive("DS-LAY-024")
def identity_by_default(t: Trial) -> None:
    """Without any setting a shuffle changes nothing, at every rank."""
    for rank in range(9):
        with t.subcase(rank=rank):
            gives_dims(t, shuffle(), [("float32", tuple(range(rank)))], tuple(range(rank)))


@positive("DS-LAY-024", features=("execution",))
def three_steps_in_order(t: Trial) -> None:
    """First transpose, then reshape, then second transpose."""
    x = ramp((2, 3, 4))
    settings: dict[str, dict[str, Any]] = {
        "none": {},
        "first": {"first_transpose": (2, 0, 1)},
        "second": {"second_transpose": (1, 2, 0)},
        "first,second": {"first_transpose": (2, 0, 1), "second_transpose": (0, 2, 1)},
        "reshape": {"reshape_dims": (4, 6)},
        "first,reshape": {"first_transpose": (1, 0, 2), "reshape_dims": (3, 8)},
        "reshape,second": {"reshape_dims": (4, 3, 2), "second_transpose": (2, 0, 1)},
        "all": {"first_transpose": (1, 2, 0), "reshape_dims": (6, 4), "second_transpose": (1, 0)},
        "copy": {"first_transpose": (1, 2, 0), "reshape_dims": (0, -1), "second_transpose": (1, 0)},
    }
    results = computed(t, {name: Sample(shuffle(**given), (x,)) for name, given in settings.items()})
    for name, given in settings.items():
        with t.subcase(set=name):
            want = x.transpose(given.get("first_transpose", (0, 1, 2)))
            dims = given.get("reshape_dims", want.shape)
            want = want.reshape(tuple(extent or want.shape[k] for k, extent in enumerate(dims)))
            t.close(results[name], want.transpose(given.get("second_transpose", range(want.ndim))), 0)


@positive("DS-LAY-024")
def every_type_is_shuffled(t: Trial) -> None:
    """Data of every type are moved and keep their type."""
    for dtype in ("float32", "float16", "int32", "int8", "bool"):
        with t.subcase(dtype=dtype):
            make = shuffle(first_transpose=(1, 0), reshape_dims=(6,))
            gives_dims(t, make, [(dtype, (2, 3))], (6,), dtype)


# DS-LAY-025: permutations


@positive("DS-LAY-025", features=("execution",))
def every_order_of_three_axes(t: Trial) -> None:
    """Output axis k is input axis order[k]: (3,4,5) by [1,2,0] is (4,5,3)."""
    x = ramp((3, 4, 5))
    orders = list(itertools.permutations(range(3)))
    names = ("first_transpose", "second_transpose")
    samples = {f"{name}{order}": Sample(shuffle(**{name: order}), (x,)) for name in names for order in orders}
    results = computed(t, samples)
    for name in names:
        for order in orders:
            with t.subcase(transpose=name, order=order):
                gives_dims(t, shuffle(**{name: order}), [("float32", (3, 4, 5))], tuple(x.shape[k] for k in order))
                t.close(results[f"{name}{order}"], x.transpose(order), 0)


@positive("DS-LAY-025")
def channels_first_and_last(t: Trial) -> None:
    """[1,2,0] makes HWC of CHW, [2,0,1] makes CHW of HWC."""
    with t.subcase(order="to_last"):
        gives_dims(t, shuffle(first_transpose=(1, 2, 0)), [("float32", (3, 4, 5))], (4, 5, 3))
    with t.subcase(order="to_first"):
        gives_dims(t, shuffle(first_transpose=(2, 0, 1)), [("float32", (4, 5, 3))], (3, 4, 5))


@positive("DS-LAY-025")
def orders_of_every_rank(t: Trial) -> None:
    """Axes in reverse order, at every rank, wildcards too."""
    for rank in range(1, 9):
        for wild in (False, True):
            with t.subcase(rank=rank, wild=wild):
                dims = (-1, *range(2, rank + 1)) if wild else tuple(range(1, rank + 1))
                order = tuple(reversed(range(rank)))
                gives_dims(t, shuffle(first_transpose=order), [("float32", dims)], dims[::-1])


@negative("DS-LAY-025")
def what_is_no_permutation(t: Trial) -> None:
    """Each axis occurs once."""
    for order in ((0, 0, 1), (1, 1, 1), (0, 1, 3), (0, 1, -1), (0, 2, 2)):
        for name in ("first_transpose", "second_transpose"):
            with t.subcase(order=order, transpose=name):
                refused_layer(t, shuffle(**{name: order}), [("float32", (2, 3, 4))], "DS-LAY-025")


# DS-LAY-026: 0 copies

COPIES: tuple[tuple[Dims, Dims, Dims], ...] = (
    ((2, 3, 4), (0, -1), (2, 12)),
    ((2, 3, 4), (0, 12), (2, 12)),
    ((2, 3, 4), (0, 0, -1), (2, 3, 4)),
    ((2, 3, 4), (0, 0, 0), (2, 3, 4)),
    ((2, 3, 4), (0, 0, 2, 2), (2, 3, 2, 2)),
    ((2, 3, 4), (-1, 0), (8, 3)),
    ((2, 3, 4), (8, 0), (8, 3)),
    ((2, 3, 4), (-1, 0, 0), (2, 3, 4)),
    ((2, 3, 4), (2, 0, 0, -1), (2, 3, 4, 1)),
    ((2, 3, 4), (1, 0, 0, 2), (1, 3, 4, 2)),
    ((5,), (0,), (5,)),
    ((5,), (0, 1, 1), (5, 1, 1)),
    ((-1, 3, 4), (0, 12), (-1, 12)),
    ((-1, -1, 4), (0, 0, 2, 2), (-1, -1, 2, 2)),
    ((2, -1, 4), (-1, 0), (8, -1)),
    ((1, 2, 1, 2, 1, 2, 1, 2), (0,) * 8, (1, 2, 1, 2, 1, 2, 1, 2)),
)


@positive("DS-LAY-026")
def zeros_copy(t: Trial) -> None:
    """A 0 copies the extent at its place, counted from the first axis; any number of them."""
    for dims, wanted, result in COPIES:
        with t.subcase(dims=dims, reshape=wanted):
            gives_dims(t, reshape(*wanted), [("float32", dims)], result)


@positive("DS-LAY-026")
def zeros_copy_from_the_transposed(t: Trial) -> None:
    """What is copied is the extent after the first transpose."""
    make = shuffle(first_transpose=(2, 0, 1), reshape_dims=(0, -1))
    gives_dims(t, make, [("float32", (2, 3, 4))], (4, 6))


@negative("DS-LAY-026")
def zeros_beyond_the_input(t: Trial) -> None:
    """A 0 at a position that the input does not have is refused."""
    for dims, wanted in (((6,), (6, 0)), ((6,), (2, 3, 0)), ((2, 3), (0, 0, 0)), ((), (0,)), ((2, 3), (-1, 1, 0))):
        with t.subcase(dims=dims, reshape=wanted):
            refused_layer(t, reshape(*wanted), [("float32", dims)], "DS-LAY-026")


# DS-LAY-027: -1 is inferred

INFERRED: tuple[tuple[Dims, Dims, Dims], ...] = (
    ((2, 3, 4), (-1,), (24,)),
    ((2, 3, 4), (-1, 4), (6, 4)),
    ((2, 3, 4), (4, -1), (4, 6)),
    ((2, 3, 4), (2, -1, 2), (2, 6, 2)),
    ((2, 3, 4), (24, -1), (24, 1)),
    ((2, 3, 4), (-1, 1, 1, 1, 1, 1, 1, 1), (24, 1, 1, 1, 1, 1, 1, 1)),
    ((), (-1,), (1,)),
    ((), (1, -1), (1, 1)),
    ((-1, 4), (-1,), (-1,)),
    ((-1, 4), (2, -1), (2, -1)),
    ((-1, 4), (0, -1), (-1, 4)),
)


@positive("DS-LAY-027")
def one_extent_is_inferred(t: Trial) -> None:
    """-1 is what the others leave, wherever it stands."""
    for dims, wanted, result in INFERRED:
        with t.subcase(dims=dims, reshape=wanted):
            gives_dims(t, reshape(*wanted), [("float32", dims)], result)


@positive("DS-LAY-027", features=("contexts",))
def one_extent_is_inferred_at_run_time(t: Trial) -> None:
    """The same where the volume is known at run time only."""
    context = context_of(t, reshape(-1, 4), ("float32",), ((2, 8),), ((1, 4),), ((9, 9),))
    for dims, rows in (((2, 8), 4), ((1, 4), 1), ((4, 9), 9), ((8, 8), 16)):
        with t.subcase(dims=dims):
            dims_at(t, context, (dims,), (rows, 4))
    with t.subcase(dims=(9, 9)):
        clash_at(t, context, ((9, 9),), "DS-LAY-027", "DS-LAY-028")


@negative("DS-LAY-027")
def two_wildcards(t: Trial) -> None:
    """At most one extent is inferred."""
    for wanted in ((-1, -1), (-1, 2, -1), (-1, -1, -1), (0, -1, -1)):
        with t.subcase(reshape=wanted):
            refused_layer(t, reshape(*wanted), [("float32", (2, 3, 4))], "DS-LAY-027")


@negative("DS-LAY-027")
def nothing_to_infer(t: Trial) -> None:
    """The others must divide the volume, and no extent is below -1."""
    for wanted in ((5, -1), (-1, 7), (48, -1), (0, 5, -1), (-2, 12), (2, -3, 4)):
        with t.subcase(reshape=wanted):
            refused_layer(t, reshape(*wanted), [("float32", (2, 3, 4))], "DS-LAY-027")


# DS-LAY-028: the volume stays


@positive("DS-LAY-028", features=("execution",))
def elements_keep_their_order(t: Trial) -> None:
    """A reshape keeps the volume and, row by row, the order of the elements."""
    x = ramp((2, 3, 4))
    wanted: tuple[Dims, ...] = ((24,), (4, 6), (6, 4), (3, 8), (1, 24), (24, 1), (2, 2, 2, 3), (1, 2, 1, 3, 1, 4, 1, 1))
    results = computed(t, {str(dims): Sample(reshape(*dims), (x,)) for dims in wanted})
    for dims in wanted:
        with t.subcase(reshape=dims):
            t.close(results[str(dims)], x.reshape(dims), 0)


@negative("DS-LAY-028")
def volumes_that_differ(t: Trial) -> None:
    """Another volume is refused."""
    for dims, wanted in (((2, 3, 4), (23,)), ((2, 3, 4), (5, 5)), ((2, 3, 4), ()), ((0, 3), (1, 3)), ((6,), (2, 2))):
        with t.subcase(dims=dims, reshape=wanted):
            refused_layer(t, reshape(*wanted), [("float32", dims)], "DS-LAY-028")


@control("DS-LAY-028")
def volumes_that_agree(t: Trial) -> None:
    """The same volume is accepted, a scalar's too."""
    for dims, wanted in (((1,), ()), ((), (1, 1)), ((1, 1, 1), ()), ((6,), (2, 3)), ((2, 0), (0, 0))):
        with t.subcase(dims=dims, reshape=wanted):
            gives_dims(t, reshape(*wanted), [("float32", dims)], wanted if 0 not in wanted else (2, 0))


@negative("DS-LAY-028", features=("contexts",))
def volumes_that_differ_at_run_time(t: Trial) -> None:
    """Another volume at run time gives an output without dims."""
    context = context_of(t, reshape(4, 3), ("float32",), ((6, 2),), ((1, 1),), ((12, 12),))
    for dims in ((6, 3), (1, 11), (12, 12)):
        with t.subcase(dims=dims):
            clash_at(t, context, (dims,), "DS-LAY-028")
    for dims in ((6, 2), (1, 12), (12, 1), (3, 4)):
        with t.subcase(dims=dims):
            dims_at(t, context, (dims,), (4, 3))


# DS-LAY-031: -1 in an empty tensor


@choice("DS-LAY-031")
def inferred_in_an_empty_tensor(t: Trial) -> None:
    """-1 beside a 0 is ambiguous: any extent would do."""
    for zero in (True, False):
        for dims, wanted in (((0, 3), (0, -1)), ((0, 3), (-1, 3)), ((2, 0), (-1, 0)), ((0,), (-1,))):
            with t.subcase(dims=dims, reshape=wanted, placeholder=zero):
                program = Program()
                x = program.input("x", "float32", dims)
                answer = t.define(program)
                change = Program(prefix="s")
                layer = change.shuffle(x, zero_is_placeholder=zero, reshape_dims=list(wanted))
                added = all(one.ok for one in answer.extend(change))
                result = answer.tensor_dims(layer) if added else None
                t.chose(str(result.value) if result is not None and result.ok else "refused")


@positive("DS-LAY-024", features=("execution",))
def empty_tensors_are_shuffled(t: Trial) -> None:
    """A tensor without elements is transposed and reshaped too."""
    x = np.zeros((2, 0, 3), np.float32)
    make = shuffle(first_transpose=(2, 0, 1), reshape_dims=(0, 0, 0), second_transpose=(1, 2, 0))
    got = computed(t, {"": Sample(make, (x,))})[""]
    t.equal(got.shape, (2, 0, 3))
