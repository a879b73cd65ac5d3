"""DS-PROF: which ranges a build accepts for an input."""

from __future__ import annotations

from itertools import product

from dynshape_fixtures.networks import (
    FOO_PROFILE_0,
    FOO_PROFILE_1,
    add_network,
    foo_network,
    ladder,
    separate_network,
)
from dynshape_fixtures.ranges import between, pinned

from ..case import Range, Trial, control, negative, positive
from .expect_profiles import never_added, never_built


@positive("DS-PROF-003", needs=("DS-PROF-007",))
def disjoint_ranges_build(t: Trial) -> None:
    """Profiles whose ranges have nothing in common are accepted and built."""
    for count in (2, 3, 5):
        with t.subcase(profiles=count):
            definition = t.definition(foo_network((-1, 4)), ladder(["foo"], count))
            t.equal(definition.num_profiles(), count)
            t.accepted(definition.build())


@positive("DS-PROF-004", needs=("DS-PROF-007",))
def overlapping_ranges_build(t: Trial) -> None:
    """Profiles whose ranges overlap, nest or are equal are accepted and built."""
    outer, inner = ((3, 1, 1), (3, 4, 4), (3, 9, 9)), ((3, 2, 2), (3, 4, 4), (3, 6, 6))
    pairs: dict[str, tuple[Range, Range]] = {
        "chapter": (FOO_PROFILE_0, FOO_PROFILE_1),
        "nested": (outer, inner),
        "nested_reversed": (inner, outer),
        "equal": (inner, inner),
        "one_point": (((3, 1, 1), (3, 2, 2), (3, 4, 4)), ((3, 4, 4), (3, 5, 5), (3, 6, 6))),
    }
    for name, pair in pairs.items():
        with t.subcase(ranges=name):
            t.accepted(t.definition(foo_network(), [{"foo": bounds} for bounds in pair]).build())


@positive("DS-PROF-005", needs=("DS-PROF-007",))
def first_profile_of_the_chapter(t: Trial) -> None:
    """The chapter's profile [3,100,200], [3,150,250], [3,200,300] of foo (3,-1,-1) is valid and builds."""
    definition = t.define(foo_network())
    profile = definition.create_profile()
    t.accepted(profile.set_dims("foo", [3, 100, 200], [3, 150, 250], [3, 200, 300]))
    t.equal(profile.is_valid(), True)
    t.equal(definition.add_profile(profile), 0)
    t.accepted(definition.build())


@negative("DS-PROF-005", needs=("DS-PROF-012", "DS-PROF-014"))
def first_profile_spoilt(t: Trial) -> None:
    """The chapter's first profile with one extent spoilt is refused."""
    for selector, axis, extent in ((0, 1, 151), (0, 2, 251), (1, 1, 201), (1, 2, 199), (2, 1, 149), (2, 2, 249)):
        with t.subcase(selector=("min", "opt", "max")[selector], axis=axis, extent=extent):
            bounds = [list(dims) for dims in FOO_PROFILE_0]
            bounds[selector][axis] = extent
            never_added(t, t.define(foo_network()), {"foo": (bounds[0], bounds[1], bounds[2])}, "DS-PROF-012")
    with t.subcase(spoilt="fixed_extent"):
        definition = t.define(foo_network())
        never_built(t, definition, {"foo": ((4, 100, 200), (4, 150, 250), (4, 200, 300))}, "DS-PROF-014")


@positive("DS-PROF-006", needs=("DS-PROF-005",))
def second_profile_of_the_chapter(t: Trial) -> None:
    """The chapter's second profile, min [3,200,100], opt [3,250,250], max [3,300,400], is valid beside the first."""
    definition = t.define(foo_network())
    t.equal(definition.add_profile(t.profile(definition, {"foo": FOO_PROFILE_0})), 0)
    profile = definition.create_profile()
    t.accepted(profile.set_dims("foo", [3, 200, 100], [3, 250, 250], [3, 300, 400]))
    t.equal(profile.is_valid(), True)
    t.equal(definition.add_profile(profile), 1)
    t.accepted(definition.build())


@negative("DS-PROF-006", needs=("DS-PROF-012",))
def second_profile_in_the_order_of_the_text(t: Trial) -> None:
    """Given as the text lists it, min, max, opt, the chapter's second profile is refused: opt is over max."""
    low, best, high = FOO_PROFILE_1
    never_added(t, t.define(foo_network()), {"foo": (low, high, best)}, "DS-PROF-012")


@negative("DS-PROF-011", needs=("DS-PROF-007",))
def not_the_rank_of_the_network(t: Trial) -> None:
    """A profile whose dims have not the rank of the network's input does not build."""
    for rank, other in product(range(1, 5), range(1, 6)):
        if rank != other:
            with t.subcase(network=rank, profile=other):
                definition = t.define(foo_network((-1,) * rank))
                bounds = (1,) * other, (2,) * other, (3,) * other
                never_built(t, definition, {"foo": bounds}, "DS-PROF-011")


@control("DS-PROF-011", needs=("DS-PROF-007",))
def the_rank_of_the_network(t: Trial) -> None:
    """A profile whose dims have the rank of the network's input builds."""
    for rank in range(1, 5):
        with t.subcase(rank=rank):
            bounds = (1,) * rank, (2,) * rank, (3,) * rank
            t.accepted(t.definition(foo_network((-1,) * rank), [{"foo": bounds}]).build())


@negative("DS-PROF-014", needs=("DS-PROF-007",))
def fixed_extent_varied(t: Trial) -> None:
    """Where the network's extent is fixed, any other in min, opt or max is refused, at the latest at the build."""
    triples = [three for three in product((0, 2, 3, 4), repeat=3) if sorted(three) == [*three] and three != (3, 3, 3)]
    networks = [dims for dims in product((3, -1), repeat=3) if 0 < dims.count(3) < 3]
    for dims, three in product(networks, triples):
        for axis in (axis for axis in range(3) if dims[axis] == 3):
            with t.subcase(network=dims, axis=axis, extents=three):
                bounds = [list(part) for part in between(dims, 1, 5)]
                for part, extent in zip(bounds, three, strict=True):
                    part[axis] = extent
                ranges = {"foo": (bounds[0], bounds[1], bounds[2])}
                never_built(t, t.define(foo_network(dims)), ranges, "DS-PROF-014")


GOOD: dict[str, Range] = {name: between((3, -1), 1, 5) for name in "ab"}


@negative("DS-PROF-014", needs=("DS-PROF-007",))
def fixed_extent_varied_in_a_later_profile(t: Trial) -> None:
    """So it is refused in a profile after good ones, and for each of two inputs."""
    for before, name in product(range(3), "ab"):
        with t.subcase(before=before, input=name):
            definition = t.definition(separate_network((3, -1), (3, -1)), [GOOD] * before)
            never_built(t, definition, {**GOOD, name: ((3, 1), (3, 2), (4, 5))}, "DS-PROF-014")


@negative("DS-PROF-011", needs=("DS-PROF-007",))
def another_rank_in_a_later_profile(t: Trial) -> None:
    """A rank that is not the network's is refused in a profile after good ones, and for each of two inputs."""
    for before, name in product(range(3), "ab"):
        with t.subcase(before=before, input=name):
            definition = t.definition(separate_network((3, -1), (3, -1)), [GOOD] * before)
            never_built(t, definition, {**GOOD, name: ((3,), (3,), (3,))}, "DS-PROF-011")


@control("DS-PROF-014", needs=("DS-PROF-007",))
def fixed_extent_repeated(t: Trial) -> None:
    """With the network's fixed extents repeated in min, opt and max it builds."""
    for dims in ((3, -1, -1), (-1, 3, -1), (-1, -1, 3), (3, 3, -1)):
        with t.subcase(network=dims):
            t.accepted(t.definition(foo_network(dims), [{"foo": between(dims, 1, 5)}]).build())


@positive("DS-PROF-015", needs=("DS-PROF-007",))
def static_input_in_a_profile(t: Trial) -> None:
    """A static input may be given in a profile or left out of it."""
    mixed = add_network((2, 3), (-1, 3))
    for given in (True, False):
        with t.subcase(static_input="given" if given else "left_out"):
            dims = {"b": between((-1, 3), 1, 2)}
            if given:
                dims["a"] = pinned((2, 3))
            t.accepted(t.definition(mixed, [dims]).build())


@negative("DS-PROF-015", needs=("DS-PROF-007",))
def static_input_with_other_dims(t: Trial) -> None:
    """A static input that is given in a profile with other dims than its own does not build."""
    good = (2, 3)
    for selector, axis, extent in product(range(3), range(2), (0, 1, 4)):
        with t.subcase(selector=("min", "opt", "max")[selector], axis=axis, extent=extent):
            bounds = [list(good), list(good), list(good)]
            bounds[selector][axis] = extent
            ranges = {"b": between((-1, 3), 1, 2), "a": (bounds[0], bounds[1], bounds[2])}
            definition = t.define(add_network(good, (-1, 3)))
            never_built(t, definition, ranges, "DS-PROF-012", "DS-PROF-014", "DS-PROF-015")
    for dims in ((3, 2), (1, 3), (2, 4), (2,), (2, 3, 1)):
        with t.subcase(dims=dims):
            ranges = {"b": between((-1, 3), 1, 2), "a": pinned(dims)}
            clauses = ("DS-PROF-011", "DS-PROF-014", "DS-PROF-015")
            never_built(t, t.define(add_network(good, (-1, 3))), ranges, *clauses)


@positive("DS-PROF-016", needs=("DS-PROF-007",))
def pinned_extents_build(t: Trial) -> None:
    """Min = opt = max on some or all run-time dimensions builds."""
    for dims in ((3, 5, 7), (3, 1, 1), (3, 0, 7)):
        with t.subcase(dims=dims):
            t.accepted(t.definition(foo_network(), [{"foo": pinned(dims)}]).build())
    with t.subcase(pinned="one_axis"):
        t.accepted(t.definition(foo_network(), [{"foo": ((3, 5, 1), (3, 5, 2), (3, 5, 9))}]).build())
