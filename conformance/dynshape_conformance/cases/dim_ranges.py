"""DS-DIM-014: each extent lies within min and max of the selected profile, both ends included."""

from __future__ import annotations

from collections.abc import Iterator

from dynshape_fixtures import Program
from dynshape_fixtures.networks import (
    FOO_PROFILE_0,
    FOO_PROFILE_1,
    Range,
    double_network,
    foo_network,
    separate_network,
)
from dynshape_fixtures.ranges import between, pinned, with_extent

from ..adapter import Dims
from ..case import Trial, negative, positive

NEEDS = ("DS-DIM-003",)


def ends(bounds: Range, outside: int = 0) -> Iterator[tuple[int, int, Dims]]:
    """(axis, extent, dims): opt with one axis at min or max, or ``outside`` beyond; fixed axes are left out."""
    least, best, greatest = bounds
    for axis, (low, high) in enumerate(zip(least, greatest, strict=True)):
        if low != high:
            for extent in (low - outside, high + outside):
                yield axis, extent, with_extent(best, axis, extent)


def range_of_rank(rank: int) -> Range:
    """A range with other bounds on every axis."""
    axes = range(rank)
    return tuple(2 + axis for axis in axes), tuple(4 + axis for axis in axes), tuple(5 + 2 * axis for axis in axes)


@positive("DS-DIM-014", needs=NEEDS, features=("contexts",))
def both_ends(t: Trial) -> None:
    """min and max themselves are accepted, on every axis of foo and in both profiles."""
    context = t.context(foo_network(), [{"foo": FOO_PROFILE_0}, {"foo": FOO_PROFILE_1}])
    for profile, bounds in enumerate((FOO_PROFILE_0, FOO_PROFILE_1)):
        t.accepted(context.select_profile(profile))
        for selector, dims in zip(("min", "opt", "max"), bounds, strict=True):
            with t.subcase(profile=profile, all=selector):
                t.accepted(context.set_dims("foo", dims))
                t.equal(context.dims("foo"), dims)
        for axis, extent, dims in ends(bounds):
            with t.subcase(profile=profile, axis=axis, extent=extent):
                t.accepted(context.set_dims("foo", dims))
                t.equal(context.dims("foo"), dims)


@negative("DS-DIM-014", needs=NEEDS, features=("contexts",))
def beyond_the_ends(t: Trial) -> None:
    """min - 1 and max + 1 are refused, on every axis of foo and in both profiles; so is what lies far outside."""
    context = t.context(foo_network(), [{"foo": FOO_PROFILE_0}, {"foo": FOO_PROFILE_1}])
    for profile, bounds in enumerate((FOO_PROFILE_0, FOO_PROFILE_1)):
        t.accepted(context.select_profile(profile))
        for outside in (1, 50):
            for axis, extent, dims in ends(bounds, outside):
                with t.subcase(profile=profile, axis=axis, extent=extent):
                    t.refused(context.set_dims("foo", dims), "DS-DIM-014", channel="False")
        for axis in (1, 2):
            for extent in (0, 1, 10_000, 2**31 - 1):
                with t.subcase(profile=profile, axis=axis, extent=extent):
                    dims = with_extent(bounds[1], axis, extent)
                    t.refused(context.set_dims("foo", dims), "DS-DIM-014", channel="False")


@negative("DS-DIM-014", needs=NEEDS, features=("contexts",))
def no_profile_spans_it(t: Trial) -> None:
    """What neither of the chapter's profiles spans is refused under both."""
    context = t.context(foo_network(), [{"foo": FOO_PROFILE_0}, {"foo": FOO_PROFILE_1}])
    for profile in (0, 1):
        t.accepted(context.select_profile(profile))
        for dims in ((3, 99, 200), (3, 150, 301), (3, 301, 200), (3, 250, 401), (3, 150, 199), (3, 200, 99)):
            with t.subcase(profile=profile, dims=dims):
                t.refused(context.set_dims("foo", dims), "DS-DIM-014", channel="False")


@positive("DS-DIM-014", needs=NEEDS, features=("contexts",))
def both_ends_at_every_rank(t: Trial) -> None:
    """At ranks 1 to 7 min and max are accepted on every axis."""
    for rank in range(1, 8):
        context = t.context(double_network((-1,) * rank), [{"x": range_of_rank(rank)}])
        for axis, extent, dims in ends(range_of_rank(rank)):
            with t.subcase(rank=rank, axis=axis, extent=extent):
                t.accepted(context.set_dims("x", dims))
                t.equal(context.dims("y"), dims)


@negative("DS-DIM-014", needs=NEEDS, features=("contexts",))
def beyond_the_ends_at_every_rank(t: Trial) -> None:
    """At ranks 1 to 7 min - 1 and max + 1 are refused on every axis."""
    for rank in range(1, 8):
        context = t.context(double_network((-1,) * rank), [{"x": range_of_rank(rank)}])
        for axis, extent, dims in ends(range_of_rank(rank), 1):
            with t.subcase(rank=rank, axis=axis, extent=extent):
                t.refused(context.set_dims("x", dims), "DS-DIM-014", channel="False")


@positive("DS-DIM-014", needs=NEEDS, features=("contexts",))
def everything_between(t: Trial) -> None:
    """Every extent from min to max is accepted, and nothing else from 0 to 12."""
    context = t.context(double_network((-1, 4)), [{"x": between((-1, 4), 3, 9)}])
    for extent in range(13):
        with t.subcase(extent=extent):
            answer = context.set_dims("x", (extent, 4))
            if 3 <= extent <= 9:
                t.accepted(answer)
            else:
                t.refused(answer, "DS-DIM-014", channel="False")


@negative("DS-DIM-014", needs=NEEDS, features=("contexts",))
def two_extents_outside(t: Trial) -> None:
    """Two extents that are outside on either side don't make up for each other."""
    context = t.context(double_network((-1, -1)), [{"x": between((-1, -1), 3, 9)}])
    for dims in ((2, 10), (10, 2), (1, 81), (27, 1), (0, 0), (10, 10)):
        with t.subcase(dims=dims):
            t.refused(context.set_dims("x", dims), "DS-DIM-014", channel="False")


@negative("DS-DIM-014", needs=NEEDS, features=("contexts",))
def axes_beside_fixed_ones(t: Trial) -> None:
    """Each axis goes by its own bounds, also after fixed axes; exchanged extents are refused."""
    declared = (2, -1, 3, -1)
    context = t.context(double_network(declared), [{"x": ((2, 1, 3, 10), (2, 2, 3, 15), (2, 5, 3, 20))}])
    with t.subcase(dims=(2, 5, 3, 20)):
        t.accepted(context.set_dims("x", (2, 5, 3, 20)))
    for dims in ((2, 6, 3, 20), (2, 5, 3, 21), (2, 5, 3, 9), (2, 0, 3, 15), (2, 15, 3, 2), (2, 10, 3, 5)):
        with t.subcase(dims=dims):
            t.refused(context.set_dims("x", dims), "DS-DIM-014", channel="False")


@negative("DS-DIM-014", needs=NEEDS, features=("contexts",))
def min_is_max(t: Trial) -> None:
    """Where min is max that number alone is accepted."""
    for extent in (0, 1, 5):
        context = t.context(double_network((-1, -1)), [{"x": ((extent, 1), (extent, 2), (extent, 3))}])
        for given in (0, 1, 2, 4, 5, 6):
            with t.subcase(min=extent, extent=given):
                answer = context.set_dims("x", (given, 2))
                if given == extent:
                    t.accepted(answer)
                else:
                    t.refused(answer, "DS-DIM-014", channel="False")


@negative("DS-DIM-014", needs=NEEDS, features=("contexts",))
def bounds_of_another_input(t: Trial) -> None:
    """Each input goes by its own bounds."""
    context = t.context(separate_network(), [{"a": between((-1, 4), 1, 3), "b": between((-1, 4), 5, 9)}])
    for name, own, other in (("a", (1, 3), (5, 9)), ("b", (5, 9), (1, 3))):
        for extent in own:
            with t.subcase(input=name, extent=extent):
                t.accepted(context.set_dims(name, (extent, 4)))
        for extent in other:
            with t.subcase(input=name, extent=extent):
                t.refused(context.set_dims(name, (extent, 4)), "DS-DIM-014", channel="False")


@negative("DS-DIM-014", needs=NEEDS, features=("contexts",))
def bounds_of_each_of_four_inputs(t: Trial) -> None:
    """Each of several inputs has its own range, in each profile: its ends are accepted, what is beyond is refused."""
    program = Program()
    for name in "abcd":
        program.mark_output(program.activation(program.input(name, "float32", (-1, 4)), "RELU"), f"{name}_out")
    rows = {(profile, name): 10 * place + 50 * profile + 3 for profile in range(2) for place, name in enumerate("abcd")}
    profiles = [{name: ((rows[k, name], 4),) * 2 + ((rows[k, name] + 4, 4),) for name in "abcd"} for k in range(2)]
    context = t.context(program, profiles)
    for profile in range(2):
        if profile:
            t.accepted(context.select_profile(profile))
        for name in "abcd":
            low = rows[profile, name]
            for extent in (low - 1, low, low + 4, low + 5):
                with t.subcase(profile=profile, input=name, extent=extent):
                    answer = context.set_dims(name, (extent, 4))
                    if low <= extent <= low + 4:
                        t.accepted(answer)
                        t.equal(context.dims(name), (extent, 4))
                    else:
                        t.refused(answer, "DS-DIM-014")


@negative("DS-DIM-014", needs=NEEDS, features=("contexts",))
def one_of_sixteen_profiles(t: Trial) -> None:
    """With 16 profiles it is the bounds of the selected one that count, at both ends."""
    rows = [((10 * k + 1, 4), (10 * k + 3, 4), (10 * k + 5, 4)) for k in range(16)]
    context = t.context(foo_network((-1, 4)), [{"foo": row} for row in rows])
    for profile in range(16):
        t.accepted(context.select_profile(profile))
        for offset in (0, 1, 5, 6):
            with t.subcase(profile=profile, extent=10 * profile + offset):
                answer = context.set_dims("foo", (10 * profile + offset, 4))
                if offset in (1, 5):
                    t.accepted(answer)
                else:
                    t.refused(answer, "DS-DIM-014", channel="False")


@negative("DS-DIM-014", needs=NEEDS, features=("contexts",))
def profiles_within_profiles(t: Trial) -> None:
    """Equal profiles and profiles that lie in one another are kept apart."""
    bounds = ((1, 9), (1, 9), (3, 5), (4, 4), (0, 100))
    context = t.context(foo_network((-1, 4)), [{"foo": between((-1, 4), low, high)} for low, high in bounds])
    for profile, (low, high) in enumerate(bounds):
        t.accepted(context.select_profile(profile))
        for extent in sorted({low, high}):
            with t.subcase(profile=profile, extent=extent):
                t.accepted(context.set_dims("foo", (extent, 4)))
        for extent in (low - 1, high + 1):
            with t.subcase(profile=profile, extent=extent):
                t.refused(context.set_dims("foo", (extent, 4)), "DS-DIM-014", "DS-DIM-012", channel="False")


@negative("DS-DIM-014", needs=NEEDS, features=("contexts",))
def extent_of_1(t: Trial) -> None:
    """An extent of 1, which layers broadcast, is refused like any other: below min, and above max."""
    context = t.context(double_network((-1, -1)), [{"x": ((2, 0), (2, 0), (3, 0))}])
    for dims in ((1, 0), (2, 1), (1, 1)):
        with t.subcase(dims=dims):
            t.refused(context.set_dims("x", dims), "DS-DIM-014", channel="False")
    pinned_context = t.context(double_network((-1,)), [{"x": pinned((4,))}])
    with t.subcase(pinned=4, given=1):
        t.refused(pinned_context.set_dims("x", (1,)), "DS-DIM-014", channel="False")
