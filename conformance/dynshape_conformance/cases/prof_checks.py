"""DS-PROF: what a profile refuses by itself, before anything is built."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from dynshape_fixtures.networks import (
    FOO_PROFILE_0,
    FOO_PROFILE_1,
    foo_network,
    four_inputs_network,
)

from ..adapter import Unsupported
from ..case import Range, Trial, choice, control, negative, positive
from .expect_profiles import never_added, never_built, refused_quietly

IN_ORDER = tuple(three for three in product(range(3), repeat=3) if three[0] <= three[1] <= three[2])
OUT_OF_ORDER = tuple(three for three in product(range(3), repeat=3) if three not in IN_ORDER)


def on_one_axis(rank: int, axis: int, three: tuple[int, ...]) -> Range:
    """(min, opt, max) with ``three`` on one axis and 1, 2, 3 on the others."""
    columns = [three if at == axis else (1, 2, 3) for at in range(rank)]
    return tuple(column[0] for column in columns), tuple(c[1] for c in columns), tuple(c[2] for c in columns)


def axes() -> Iterator[tuple[int, int]]:
    """(rank, axis) for every axis of ranks 1 to 4."""
    return ((rank, axis) for rank in range(1, 5) for axis in range(rank))


@positive("DS-PROF-010")
def three_selectors_make_it_valid(t: Trial) -> None:
    """With kMIN, kOPT and kMAX set for an input, the profile is valid and added."""
    definition = t.define(foo_network())
    for bounds in (FOO_PROFILE_0, FOO_PROFILE_1):
        with t.subcase(max=bounds[2]):
            profile = t.profile(definition, {"foo": bounds})
            t.equal(profile.is_valid(), True)
            t.accepted(definition.add_profile(profile))


@negative("DS-PROF-010", needs=("DS-PROF-013",))
def some_selectors_do_not(t: Trial) -> None:
    """An input of which only one or two selectors took makes the profile invalid, and it is not added."""
    definition = t.define(foo_network())
    for refused_at, bounds in (
        ("min", ((3, -1, 1), (3, 2, 2), (3, 3, 3))),
        ("opt", ((3, 1, 1), (3, -1, 2), (3, 3, 3))),
        ("max", ((3, 1, 1), (3, 2, 2), (3, 3, -1))),
    ):
        with t.subcase(refused_at=refused_at):
            profile = definition.create_profile()
            answer = profile.set_dims("foo", *bounds)
            if answer.ok:
                raise Unsupported("negative extents are taken when they are set: no selector can be left without dims")
            refusal = profile.dims("foo").refusal
            if refusal is not None and refusal.channel == "[]":
                t.equal(profile.is_valid(), True)  # nothing took: the profile is as empty as before
            else:
                t.equal(profile.is_valid(), False)
                added = definition.add_profile(profile)
                refused_quietly(t, added, "DS-PROF-010", "DS-PROF-013", "DS-PROF-021", channel="-1")


@negative("DS-PROF-011")
def ranks_differ(t: Trial) -> None:
    """Min, opt and max of unequal ranks never make a profile that is added."""
    definition = t.define(foo_network())
    for ranks in product((1, 2, 3, 4), repeat=3):
        if len(set(ranks)) > 1:
            with t.subcase(ranks=ranks):
                bounds = (1,) * ranks[0], (2,) * ranks[1], (3,) * ranks[2]
                never_added(t, definition, {"foo": bounds}, "DS-PROF-011")


@negative("DS-PROF-011")
def setting_another_rank(t: Trial) -> None:
    """Dims whose rank is not that of a selector set before are refused when they are set."""
    definition = t.define(foo_network())
    for ranks in ((3, 2, 3), (3, 4, 3), (3, 3, 2), (3, 3, 4), (2, 3, 3), (1, 2, 3)):
        with t.subcase(ranks=ranks):
            bounds = (1,) * ranks[0], (2,) * ranks[1], (3,) * ranks[2]
            refused_quietly(t, definition.create_profile().set_dims("foo", *bounds), "DS-PROF-011")


@control("DS-PROF-011")
def one_rank(t: Trial) -> None:
    """Min, opt and max of one rank are accepted, whatever that rank is."""
    definition = t.define(foo_network())
    for rank in range(1, 9):
        with t.subcase(rank=rank):
            profile = t.profile(definition, {"foo": ((1,) * rank, (2,) * rank, (3,) * rank)})
            t.equal(profile.is_valid(), True)
            t.accepted(definition.add_profile(profile))


@negative("DS-PROF-012")
def out_of_order(t: Trial) -> None:
    """A profile with min > opt or opt > max on any axis is not added."""
    definition = t.define(foo_network())
    for (rank, axis), three in product(axes(), OUT_OF_ORDER):
        with t.subcase(rank=rank, axis=axis, extents=three):
            never_added(t, definition, {"foo": on_one_axis(rank, axis, three)}, "DS-PROF-012")


@control("DS-PROF-012")
def in_order(t: Trial) -> None:
    """With min <= opt <= max on every axis, equality and 0 included, the profile is valid and added."""
    definition = t.define(foo_network())
    for (rank, axis), three in product(axes(), IN_ORDER):
        with t.subcase(rank=rank, axis=axis, extents=three):
            profile = t.profile(definition, {"foo": on_one_axis(rank, axis, three)})
            t.equal(profile.is_valid(), True)
            t.accepted(definition.add_profile(profile))


@positive("DS-PROF-012", needs=("DS-PROF-007",))
def zero_to_many_builds(t: Trial) -> None:
    """An engine is built from a range that begins at 0."""
    definition = t.definition(foo_network(), [{"foo": ((3, 0, 0), (3, 1, 4), (3, 8, 8))}])
    t.accepted(definition.build())


@choice("DS-PROF-012")
def moment_of_the_check(t: Trial) -> None:
    """Whether setting the dims already fails, or only adding the profile, is not promised."""
    definition = t.define(foo_network())
    for name, bounds in (
        ("min_over_opt", ((3, 2, 1), (3, 1, 1), (3, 3, 3))),
        ("opt_over_max", ((3, 1, 1), (3, 3, 1), (3, 2, 3))),
    ):
        with t.subcase(fault=name):
            t.chose(f"refused at {never_added(t, definition, {'foo': bounds}, 'DS-PROF-012')}")


@negative("DS-PROF-013")
def negative_extents(t: Trial) -> None:
    """A negative extent in min, opt or max is refused when set, added or built, and never held by an engine."""
    for selector, axis, extent in product(range(3), range(3), (-1, -2, -(2**31))):
        with t.subcase(selector=("min", "opt", "max")[selector], axis=axis, extent=extent):
            bounds = [1, 1, 1], [2, 2, 2], [3, 3, 3]
            bounds[selector][axis] = extent
            definition = t.define(foo_network((-1, -1, -1)))
            never_built(t, definition, {"foo": bounds}, "DS-PROF-012", "DS-PROF-013")


@control("DS-PROF-013")
def zero_is_not_negative(t: Trial) -> None:
    """An extent of 0 in min, in min and opt, or in all three is accepted."""
    definition = t.define(foo_network((-1, -1, -1)))
    for axis, three in product(range(3), ((0, 2, 3), (0, 0, 3), (0, 0, 0))):
        with t.subcase(axis=axis, extents=three):
            profile = t.profile(definition, {"foo": on_one_axis(3, axis, three)})
            t.equal(profile.is_valid(), True)
            t.accepted(definition.add_profile(profile))


@positive("DS-PROF-020")
def valid_when_complete_and_in_order(t: Trial) -> None:
    """A profile is valid when empty, and when every input that it names has three dims in order."""
    definition = t.define(four_inputs_network())
    for count in range(5):
        with t.subcase(inputs=count):
            profile = t.profile(definition, dict.fromkeys("abcd"[:count], ((1, 4), (2, 4), (2, 4))))
            t.equal(profile.is_valid(), True)


@negative("DS-PROF-020")
def one_bad_input_makes_it_invalid(t: Trial) -> None:
    """One input out of order makes the profile invalid, wherever it stands among good ones."""
    definition = t.define(four_inputs_network())
    for bad, three in product("abcd", OUT_OF_ORDER):
        with t.subcase(bad=bad, extents=three):
            profile = definition.create_profile()
            refused = False
            for name in "abcd":
                low, best, high = three if name == bad else (1, 2, 3)
                refused |= not profile.set_dims(name, (low, 4), (best, 4), (high, 4)).ok
            refusal = profile.dims(bad).refusal
            untouched = refused and refusal is not None and refusal.channel == "[]"
            t.equal(profile.is_valid(), untouched)
