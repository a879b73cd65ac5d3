"""DS-PROF: what an engine says of the profiles that it was built with, and what they permit at run time."""

from __future__ import annotations

from itertools import product

from dynshape_fixtures.networks import (
    FOO_PROFILE_0,
    FOO_PROFILE_1,
    add_network,
    column_profiles,
    columns_network,
    foo_network,
    four_inputs_network,
    ladder,
    reshape_network,
    static_network,
)
from dynshape_fixtures.ranges import between, pinned

from ..case import Range, Trial, choice, negative, positive
from .expect_profiles import REFUSED_SELECTION, refused_quietly, select

ROWS: dict[str, Range] = {"x": ((1, 1), (4, 6), (16, 16))}
VALUES: tuple[Range, ...] = (((1, 1), (4, 6), (96, 96)), ((2, 1), (6, 4), (24, 12)), ((3, 2), (3, 8), (12, 8)))
"""Three ranges for the values of d in `reshape_network`."""


@positive("DS-PROF-003", needs=("DS-DIM-003",), features=("contexts",))
def disjoint_ranges_at_run_time(t: Trial) -> None:
    """Every one of several disjoint ranges can be used, each under its own profile."""
    engine = t.engine(foo_network((-1, 4)), ladder(["foo"], 4))
    t.equal(engine.num_profiles(), 4)
    context = t.create_context(engine)
    for profile in (0, 3, 1, 2):
        for extent in (1, 2, 5):
            with t.subcase(profile=profile, extent=extent):
                select(t, context, profile)
                t.accepted(context.set_dims("foo", (10 * profile + extent, 4)))


@negative("DS-PROF-003", needs=("DS-DIM-014",), features=("contexts",))
def between_disjoint_ranges(t: Trial) -> None:
    """What lies between disjoint ranges is in neither of them."""
    engine = t.engine(foo_network((-1, 4)), ladder(["foo"], 3))
    context = t.create_context(engine)
    for profile, extent in product(range(3), (0, 6, 10, 16, 20, 26)):
        with t.subcase(profile=profile, extent=extent):
            select(t, context, profile)
            t.refused(context.set_dims("foo", (extent, 4)), "DS-DIM-014")


@positive("DS-PROF-004", needs=("DS-DIM-003",), features=("contexts",))
def overlap_at_run_time(t: Trial) -> None:
    """A shape in the overlap of two profiles is accepted under either."""
    context = t.context(foo_network(), [{"foo": FOO_PROFILE_0}, {"foo": FOO_PROFILE_1}])
    for profile, width in product(range(2), (200, 201, 250, 299, 300)):
        with t.subcase(profile=profile, width=width):
            select(t, context, profile)
            t.accepted(context.set_dims("foo", (3, 200, width)))


@negative("DS-PROF-004", needs=("DS-DIM-014",), features=("contexts",))
def outside_the_overlap(t: Trial) -> None:
    """A shape that only one of two overlapping profiles spans is refused under the other."""
    context = t.context(foo_network(), [{"foo": FOO_PROFILE_0}, {"foo": FOO_PROFILE_1}])
    only_in_0 = ((3, 150, 250), (3, 199, 200))
    only_in_1 = ((3, 250, 250), (3, 201, 200), (3, 200, 301), (3, 200, 199))
    for dims in only_in_0 + only_in_1:
        profile = 0 if dims in only_in_0 else 1
        with t.subcase(dims=dims):
            select(t, context, profile)
            t.accepted(context.set_dims("foo", dims))
            select(t, context, 1 - profile)
            t.refused(context.set_dims("foo", dims), "DS-DIM-014")


@positive("DS-PROF-009", features=("contexts",))
def engine_keeps_the_order(t: Trial) -> None:
    """Profile k of the engine is the one that was added as number k."""
    profiles = ladder(["foo"], 12)
    engine = t.engine(foo_network((-1, 4)), profiles)
    t.equal(engine.num_profiles(), 12)
    for index, dims in enumerate(profiles):
        with t.subcase(index=index):
            t.equal(engine.tensor_profile_dims("foo", index), dims["foo"])


@positive("DS-PROF-016", needs=("DS-DIM-003",), features=("contexts",))
def pinned_extents_are_fixed(t: Trial) -> None:
    """Under a profile with min = opt = max on a dimension the engine shows the number instead of -1."""
    for dims in product((-1, 5), (-1, 7)):
        with t.subcase(dims=(3, *dims)):
            engine = t.engine(foo_network(), [{"foo": between((3, *dims), 1, 9)}])
            t.equal(engine.dims("foo"), (3, *dims))
            t.accepted(t.create_context(engine).set_dims("foo", (3, 5, 7)))


@negative("DS-PROF-016", needs=("DS-DIM-014",), features=("contexts",))
def another_extent_than_the_pinned(t: Trial) -> None:
    """Under a profile with min = opt = max on a dimension no other extent is accepted."""
    context = t.context(foo_network(), [{"foo": ((3, 5, 1), (3, 5, 2), (3, 5, 9))}])
    for extent in (0, 1, 4, 6, 9):
        with t.subcase(extent=extent):
            t.refused(context.set_dims("foo", (3, extent, 2)), "DS-DIM-012", "DS-DIM-014")


@positive("DS-PROF-023", features=("contexts",))
def default_profile(t: Trial) -> None:
    """An engine without dynamic inputs has one profile although none was added."""
    engine = t.engine(static_network())
    t.equal(engine.num_profiles(), 1)
    t.equal(engine.dims("x"), (2, 3))


@negative("DS-PROF-023", needs=("DS-CTX-013",), features=("contexts",))
def default_profile_is_the_only_one(t: Trial) -> None:
    """Of the default profile there is one: index 1 is out of range."""
    context = t.context(static_network())
    for index in (1, 2, -1):
        with t.subcase(index=index):
            t.refused(context.select_profile(index), "DS-CTX-013", channel=REFUSED_SELECTION)


@positive("DS-PROF-024", features=("contexts",))
def profiles_of_a_static_engine(t: Trial) -> None:
    """The profiles given for a static network are the engine's."""
    for count in (1, 2, 3):
        with t.subcase(profiles=count):
            t.equal(t.engine(static_network(), [{"x": pinned((2, 3))}] * count).num_profiles(), count)


@positive("DS-PROF-026", needs=("DS-PROF-009",), features=("contexts",))
def ranges_of_an_engine(t: Trial) -> None:
    """The engine gives back min, opt and max of every input in every profile."""
    for inputs, count in product((1, 2, 4), (1, 2, 3, 11)):
        profiles = column_profiles(inputs, count)
        engine = t.engine(columns_network(inputs, inputs), profiles)
        for profile, name in product(range(count), profiles[0]):
            with t.subcase(inputs=inputs, profiles=count, profile=profile, input=name):
                t.equal(engine.tensor_profile_dims(name, profile), profiles[profile][name])


@positive("DS-PROF-026", needs=("DS-BIND-008",), features=("bindings",), editions=("8.4", "9"))
def ranges_by_binding(t: Trial) -> None:
    """By index and by name, the binding of an input in profile k gives the range of profile k."""
    profiles = ladder("abcd", 3)
    engine = t.engine(four_inputs_network(), profiles)
    for profile, name in product(range(3), "abcd"):
        with t.subcase(profile=profile, input=name):
            binding = name if profile == 0 else f"{name} [profile {profile}]"
            t.equal(engine.profile_dims(profile, binding), profiles[profile][name])
            t.equal(engine.profile_dims(profile, engine.binding_index(binding).get()), profiles[profile][name])


@positive("DS-PROF-026", needs=("DS-PROF-009",), features=("contexts",))
def ranges_of_a_plan_read_again(t: Trial) -> None:
    """An engine that is serialized, while a context of it lives, and read again has the ranges of all its profiles."""
    ranges = ladder(["foo"], 12)
    engine = t.engine(foo_network((-1, 4)), ranges)
    contexts = [t.create_context(engine)]
    for generation in (1, 2):
        engine = engine.reload(engine.serialize().get()).get()
        contexts.append(t.create_context(engine))
        with t.subcase(generation=generation):
            t.equal(engine.num_profiles(), 12)
            for profile in (0, 1, 10, 11):
                t.equal(engine.tensor_profile_dims("foo", profile), ranges[profile]["foo"])


@negative("DS-PROF-026", needs=("DS-PROF-009",), features=("contexts",))
def ranges_of_what_has_none(t: Trial) -> None:
    """There is no range for an output, for a name that no tensor has, or in a profile that does not exist."""
    engine = t.engine(foo_network((-1, 4)), ladder(["foo"], 2))
    for name, profile in (("bar", 0), ("bar", 1), ("nosuch", 0), ("", 0), ("foo", 2), ("foo", -1), ("foo", 100)):
        with t.subcase(name=name or "empty", profile=profile):
            answer = engine.tensor_profile_dims(name, profile)
            refused_quietly(t, answer, "DS-PROF-026", "DS-BIND-014", "DS-BIND-017", "DS-BIND-023")


@negative("DS-PROF-026", features=("bindings",), editions=("8.4", "9"))
def ranges_of_an_invalid_index(t: Trial) -> None:
    """For an invalid binding or profile index the dims have length -1."""
    engine = t.engine(columns_network(2, 1), column_profiles(2, 2))
    output = engine.binding_index("out0").get()
    for profile, binding in ((0, -1), (0, 6), (1, 6), (1, 100), (2, 0), (-1, 0), (2, 6)):
        with t.subcase(profile=profile, binding=binding):
            answer = engine.profile_dims(profile, binding)
            refused_quietly(t, answer, "DS-PROF-026", "DS-BIND-014", channel="invalid dims")
    for profile in (0, 1):
        with t.subcase(profile=profile, binding="output"):
            answer = engine.profile_dims(profile, 3 * profile + output)
            refused_quietly(t, answer, "DS-PROF-026", channel="invalid dims")


@choice("DS-PROF-026", features=("contexts",))
def range_of_a_static_input(t: Trial) -> None:
    """What range a static input has that no profile names is not stated."""
    engine = t.engine(add_network((2, 3), (-1, 3)), [{"b": ((1, 3), (2, 3), (2, 3))}])
    answer = engine.tensor_profile_dims("a", 0)
    t.chose(f"the range is {answer.value}" if answer.ok else "no range")


@positive("DS-PROF-027", features=("contexts",))
def values_of_an_engine(t: Trial) -> None:
    """The engine gives back min, opt and max of the values of an input shape tensor in every profile."""
    engine = t.engine(reshape_network(), [ROWS] * 3, [{"d": values} for values in VALUES])
    for profile, values in enumerate(VALUES):
        with t.subcase(profile=profile):
            by_binding = "bindings" in t.adapter.describe().features
            d = f"d [profile {profile}]" if by_binding and profile > 0 else "d"
            t.equal(engine.profile_values(profile, d), values)


@negative("DS-PROF-027", features=("bindings",), editions=("8.4", "9"))
def values_of_what_has_none(t: Trial) -> None:
    """A binding that is no input shape tensor, or that does not exist, has no values in a profile."""
    engine = t.engine(reshape_network(), [ROWS] * 2, [{"d": values} for values in VALUES[:2]])
    d = engine.binding_index("d").get()
    for binding in sorted({0, 1, 2} - {d}):
        for profile in (0, 1):
            with t.subcase(binding=binding, profile=profile):
                answer = engine.profile_values(profile, 3 * profile + binding)
                refused_quietly(t, answer, "DS-PROF-027", channel="RuntimeError")
    for profile, binding in ((0, -1), (0, 6), (1, 6), (2, d), (-1, d)):
        with t.subcase(binding=binding, profile=profile):
            answer = engine.profile_values(profile, binding)
            clauses = ("DS-PROF-026", "DS-PROF-027", "DS-BIND-014")
            refused_quietly(t, answer, *clauses, channel="RuntimeError")


@negative("DS-PROF-027", features=("contexts",))
def values_by_the_name_of_another(t: Trial) -> None:
    """An execution input, an output and an unknown name have no values in a profile."""
    engine = t.engine(reshape_network(), [ROWS], [{"d": VALUES[0]}])
    for name in ("x", "y", "nosuch"):
        with t.subcase(name=name):
            clauses = ("DS-PROF-027", "DS-BIND-014", "DS-BIND-017", "DS-BIND-023")
            refused_quietly(t, engine.profile_values(0, name), *clauses)
