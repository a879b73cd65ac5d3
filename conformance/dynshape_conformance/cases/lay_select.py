"""DS-LAY: select layers."""

from __future__ import annotations

import numpy as np
from dynshape_fixtures import Program
from dynshape_fixtures.arrays import ramp

from ..adapter import Dims
from ..case import Trial, control, negative, positive
from .samples import Sample, clash_at, computed, context_of, dims_at, gives_dims, refused_layer

NEEDS = ("DS-LAY-005",)
Three = tuple[Dims, Dims, Dims]


def select(program: Program, condition: str, then: str, otherwise: str) -> str:
    """A select layer."""
    return program.layer("select", [condition, then, otherwise])


def typed(three: Three, dtype: str = "float32", condition: str = "bool") -> list[tuple[str, Dims]]:
    """The inputs of a select layer with these dims."""
    return [(condition, three[0]), (dtype, three[1]), (dtype, three[2])]


BROADCASTS: tuple[tuple[Three, Dims], ...] = (
    (((), (), ()), ()),
    (((3,), (3,), (3,)), (3,)),
    (((1,), (3,), (3,)), (3,)),
    (((3,), (1,), (1,)), (3,)),
    (((1,), (1,), (4,)), (4,)),
    (((1,), (4,), (1,)), (4,)),
    (((1, 1, 5, 9), (1, 1, 5, 9), (1, 3, 1, 9)), (1, 3, 5, 9)),
    (((2, 1, 1), (1, 3, 1), (1, 1, 4)), (2, 3, 4)),
    (((1, 2) * 4, (2, 1) * 4, (1,) * 8), (2,) * 8),
)
EMPTY: tuple[tuple[Three, Dims], ...] = (
    (((1, 1, 0, 9), (1, 1, 0, 9), (1, 3, 1, 9)), (1, 3, 0, 9)),
    (((0,), (1,), (1,)), (0,)),
    (((1,), (0,), (1,)), (0,)),
    (((1,), (1,), (0,)), (0,)),
    (((0,), (0,), (0,)), (0,)),
    (((2, 1), (1, 0), (2, 1)), (2, 0)),
)
CLASHES: tuple[Three, ...] = (
    ((2,), (3,), (3,)),
    ((3,), (2,), (3,)),
    ((3,), (3,), (2,)),
    ((1,), (2,), (3,)),
    ((2, 3), (2, 3), (3, 3)),
)


@positive("DS-LAY-005")
def select_dims(t: Trial) -> None:
    """On each axis the output has the length that is not 1."""
    for three, dims in BROADCASTS:
        with t.subcase(three=three):
            gives_dims(t, select, typed(three), dims)


@positive("DS-LAY-005", features=("execution",))
def select_values(t: Trial) -> None:
    """Where the condition is true the element of the second input, else that of the third, all broadcast."""
    arrays = {three: (ramp(three[0], 0) % 3 == 0, ramp(three[1], 100), ramp(three[2], -100)) for three, _ in BROADCASTS}
    results = computed(t, {str(three): Sample(select, values) for three, values in arrays.items()})
    for three, (condition, then, otherwise) in arrays.items():
        with t.subcase(three=three):
            t.close(results[str(three)], np.asarray(np.where(condition, then, otherwise)), 0)


@positive("DS-LAY-005", features=("execution",))
def select_types(t: Trial) -> None:
    """Data of every type are selected and keep their type."""
    condition = np.array([True, False, True])
    for dtype in ("float32", "float16", "int32"):
        with t.subcase(dtype=dtype):
            gives_dims(t, select, typed(((3,), (3,), (3,)), dtype), (3,), dtype)
            then, otherwise = np.array([1, 2, 3], dtype), np.array([4, 5, 6], dtype)
            results = computed(t, {"": Sample(select, (condition, then, otherwise))})
            t.close(results[""], np.array([1, 5, 3]), 0)


@negative("DS-LAY-005")
def condition_that_is_no_bool(t: Trial) -> None:
    """A condition of another type is refused."""
    for dtype in ("float32", "float16", "int32", "int8"):
        with t.subcase(condition=dtype):
            refused_layer(t, select, typed(((3,), (3,), (3,)), condition=dtype), "DS-LAY-005")


@negative("DS-LAY-005")
def branches_of_unequal_type(t: Trial) -> None:
    """The second and the third input are of one type."""
    for then, otherwise in (("float32", "int32"), ("int32", "float32"), ("bool", "int32")):
        with t.subcase(then=then, otherwise=otherwise):
            refused_layer(t, select, [("bool", (3,)), (then, (3,)), (otherwise, (3,))], "DS-LAY-005")


@negative("DS-LAY-005")
def select_of_unequal_ranks(t: Trial) -> None:
    """Ranks are not extended, whichever input is the odd one."""
    for three in (((), (3,), (3,)), ((3,), (1, 3), (3,)), ((3,), (3,), ()), ((1, 3), (3,), (3,))):
        with t.subcase(three=three):
            refused_layer(t, select, typed(three), "DS-LAY-005")


@negative("DS-LAY-005")
def select_of_unequal_lengths(t: Trial) -> None:
    """Lengths that differ, neither being 1, are refused."""
    for three in CLASHES:
        with t.subcase(three=three):
            refused_layer(t, select, typed(three), "DS-LAY-005")


@negative("DS-LAY-005", features=("contexts",))
def select_of_unequal_lengths_at_run_time(t: Trial) -> None:
    """Lengths that turn out to differ give an output without dims."""
    for three in CLASHES:
        with t.subcase(three=three):
            good: Three = ((3,) * len(three[0]),) * 3
            context = context_of(t, select, ("bool", "float32", "float32"), good, three)
            clash_at(t, context, three, "DS-LAY-005")
            dims_at(t, context, good, good[0])


@positive("DS-LAY-006", needs=NEEDS)
def select_of_nothing(t: Trial) -> None:
    """1 against 0 gives 0, which of the three inputs may be empty."""
    for three, dims in EMPTY:
        with t.subcase(three=three):
            gives_dims(t, select, typed(three), dims)


@positive("DS-LAY-006", needs=NEEDS, features=("contexts",))
def select_of_nothing_at_run_time(t: Trial) -> None:
    """The same where only the run-time dims say so."""
    for three, dims in EMPTY:
        with t.subcase(three=three):
            ones: Three = ((1,) * len(dims),) * 3
            context = context_of(t, select, ("bool", "float32", "float32"), ones, three)
            dims_at(t, context, three, dims)


@negative("DS-LAY-006", needs=NEEDS)
def zero_against_two(t: Trial) -> None:
    """0 is not broadcast: against 2 it is refused."""
    for three in (((0,), (2,), (2,)), ((2,), (0,), (2,)), ((2,), (2,), (0,)), ((1,), (2,), (0,))):
        with t.subcase(three=three):
            refused_layer(t, select, typed(three), "DS-LAY-006", "DS-LAY-005")


@control("DS-LAY-006", needs=NEEDS)
def one_against_two(t: Trial) -> None:
    """With 1 in place of 0 the same is accepted."""
    for three in (((1,), (2,), (2,)), ((2,), (1,), (2,)), ((2,), (2,), (1,)), ((1,), (2,), (1,))):
        with t.subcase(three=three):
            gives_dims(t, select, typed(three), (2,))
