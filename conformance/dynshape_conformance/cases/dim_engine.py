"""DS-DIM: the dimensions that the engine reports, whatever a context does."""

from __future__ import annotations

from dataclasses import replace

from dynshape_fixtures.networks import (
    FOO_PROFILE_0,
    FOO_PROFILE_1,
    add_network,
    double_network,
    foo_network,
    reshape_network,
)
from dynshape_fixtures.ranges import between

from ..adapter import Answer, Dims, Refusal
from ..case import Trial, choice, control, negative, positive

# DS-DIM-004: the dimensions of the network


@positive("DS-DIM-004")
def engine_dims(t: Trial) -> None:
    """The engine reports -1 for each run-time dimension, and the fixed ones as they are."""
    for declared in ((-1,), (3, -1, -1), (-1, 3, -1), (-1, -1, 3), (1, -1), (-1, 1, 2, -1), (-1,) * 7):
        with t.subcase(dims=declared):
            engine = t.engine(double_network(declared), [{"x": between(declared, 1, 9)}])
            t.equal(engine.dims("x"), declared)
            t.equal(engine.dims("y"), declared)


@positive("DS-DIM-004")
def engine_dims_in_every_profile(t: Trial) -> None:
    """So it does in every profile in which they vary."""
    engine = t.engine(foo_network(), [{"foo": FOO_PROFILE_0}, {"foo": FOO_PROFILE_1}] * 2)
    for profile in range(4):
        with t.subcase(profile=profile):
            t.equal(engine.dims("foo", profile), (3, -1, -1))
            t.equal(engine.dims("bar", profile), (3, -1, -1))


@positive("DS-DIM-004", needs=("DS-DIM-003",), features=("contexts",))
def engine_dims_after_a_context_was_set(t: Trial) -> None:
    """Dimensions set on a context change nothing of that, nor does asking for its output."""
    engine = t.engine(foo_network(), [{"foo": FOO_PROFILE_0}])
    context = t.create_context(engine)
    for dims in (None, (3, 150, 250), (3, 100, 200)):
        with t.subcase(set=dims):
            if dims is not None:
                t.accepted(context.set_dims("foo", dims))
                t.equal(context.dims("bar"), dims)
            t.equal(engine.dims("foo"), (3, -1, -1))
            t.equal(engine.dims("bar"), (3, -1, -1))


@control("DS-DIM-004")
def engine_dims_of_a_static_network(t: Trial) -> None:
    """Without run-time dimensions there is no -1."""
    for dims in ((), (1,), (2, 3), (0, 4)):
        with t.subcase(dims=dims):
            engine = t.engine(double_network(dims))
            t.equal(engine.dims("x"), dims)
            t.equal(engine.dims("y"), dims)


# DS-DIM-010: -1 only where the extent varies in the profile of the binding


@positive("DS-DIM-010", features=("bindings",), editions=("8.4", "9"))
def engine_dims_by_profile(t: Trial) -> None:
    """The header's example: -1 where min and max differ in the binding's own profile, else the number."""
    first, second = ((6, 9), (7, 9), (7, 9)), ((5, 8), (5, 8), (5, 9))
    engine = t.engine(foo_network((-1, -1)), [{"foo": first}, {"foo": second}])
    for tensor in ("foo", "bar"):
        for profile, dims in enumerate(((-1, 9), (5, -1))):
            with t.subcase(tensor=tensor, profile=profile):
                t.equal(engine.dims(tensor, profile), dims)


@positive("DS-DIM-010", features=("bindings",), editions=("8.4", "9"))
def engine_dims_where_one_axis_varies(t: Trial) -> None:
    """One profile for each axis: the one that varies shows -1, the others their numbers."""
    declared, best = (-1, -1, -1, -1), (2, 3, 4, 5)
    profiles = []
    for axis in range(4):
        least = tuple(extent - (axis == a) for a, extent in enumerate(best))
        profiles.append({"foo": (least, best, best)})
    engine = t.engine(foo_network(declared), profiles)
    for profile in range(4):
        with t.subcase(axis=profile):
            wanted = tuple(-1 if profile == axis else extent for axis, extent in enumerate(best))
            t.equal(engine.dims("foo", profile), wanted)


@positive("DS-DIM-010", features=("bindings",), editions=("8.4", "9"))
def engine_dims_by_values(t: Trial) -> None:
    """The dims of an output that follow from shape values which vary are -1, whatever the least values are."""
    for low, high in (((1, 1), (12, 12)), ((2, 6), (6, 6)), ((2, 3), (2, 6))):
        with t.subcase(min=low, max=high):
            engine = t.engine(reshape_network((-1,)), [{"x": ((1,), (12,), (144,))}], [{"d": (low, (2, 6), high)}])
            dims = engine.dims("y").get()
            varies = [axis for axis in range(2) if low[axis] != high[axis]]
            t.equal([dims[axis] for axis in varies], [-1] * len(varies))


@negative("DS-DIM-010", features=("bindings",), editions=("8.4", "9"))
def no_wildcard_where_nothing_varies(t: Trial) -> None:
    """With min = max on every axis the engine shows no -1, also where the next profile varies."""
    varying = between((-1, -1), 1, 9)
    engine = t.engine(foo_network((-1, -1)), [{"foo": varying}, {"foo": ((5, 6),) * 3}, {"foo": varying}])
    for profile, dims in enumerate(((-1, -1), (5, 6), (-1, -1))):
        with t.subcase(profile=profile):
            t.equal(engine.dims("foo", profile), dims)


@positive("DS-DIM-010", features=("bindings",), editions=("8.4", "9"))
def engine_dims_of_two_inputs(t: Trial) -> None:
    """Each input goes by its own range."""
    profile = {"a": ((1, 4),) * 3, "b": ((1, 4), (3, 4), (9, 4))}
    engine = t.engine(add_network(), [profile])
    t.equal(engine.dims("a"), (1, 4))
    t.equal(engine.dims("b"), (-1, 4))


@choice("DS-DIM-010", editions=("10", None))
def engine_dims_of_one_name(t: Trial) -> None:
    """By name there is one answer for all profiles; where min = max in each of them it may be -1 or the number."""
    for name, rows in (("one profile", (5,)), ("equal", (5, 5)), ("unequal", (5, 6))):
        with t.subcase(profiles=name):
            engine = t.engine(foo_network((-1, 4)), [{"foo": ((extent, 4),) * 3} for extent in rows])
            dims = engine.dims("foo").get()
            t.true(dims in ((-1, 4), (rows[0], 4)), "(-1,4) or the number", dims)
            t.chose("-1" if dims[0] == -1 else "number")


@positive("DS-DIM-010", features=("names",), editions=("8.5", None))
def engine_dims_of_one_name_that_varies(t: Trial) -> None:
    """By name an extent that varies within a profile is -1, whichever of the profiles that is."""
    pinned, varying = ((5, 4),) * 3, between((-1, 4), 1, 9)
    for profiles in ((varying,), (pinned, varying), (varying, pinned), (pinned, pinned, varying)):
        with t.subcase(profiles="x".join("varies" if profile is varying else "5" for profile in profiles)):
            engine = t.engine(foo_network((-1, 4)), [{"foo": profile} for profile in profiles])
            t.equal(engine.tensor_dims("foo"), (-1, 4))
            t.equal(engine.tensor_dims("bar"), (-1, 4))


@positive("DS-DIM-010", features=("names",), editions=("10", None))
def engine_dims_of_one_name_in_the_middle(t: Trial) -> None:
    """By name an extent that differs in one profile of several is -1, wherever that profile stands."""
    for extents in ((5, 6, 5), (5, 5, 6, 5), (6, 5, 5), (5, 5, 6)):
        with t.subcase(extents=extents):
            engine = t.engine(foo_network((-1, 4)), [{"foo": ((extent, 4),) * 3} for extent in extents])
            t.equal(engine.tensor_dims("foo"), (-1, 4))


# DS-DIM-011: an index that is none


def empty_is_refused(answer: Answer[Dims]) -> Answer[Dims]:
    """The answer, with the empty ``Dims()`` as a refusal: the clause permits both."""
    return replace(answer, value=None, refusal=Refusal("Dims()")) if answer.value == () else answer


@negative("DS-DIM-011", features=("bindings",))
def engine_dims_of_no_binding(t: Trial) -> None:
    """An index out of range gives empty or invalid dims, and an error."""
    for profiles in (1, 3):
        engine = t.engine(foo_network((-1, 4)), [{"foo": between((-1, 4), 1, 9)}] * profiles)
        for index in (-1, -2, 2 * profiles, 2 * profiles + 1, 1000):
            with t.subcase(profiles=profiles, index=index):
                answer = empty_is_refused(engine.binding_dims(index))
                t.refused(answer, "DS-DIM-011", channel=("Dims()", "invalid dims"))


@control("DS-DIM-011", features=("bindings",))
def engine_dims_of_every_binding(t: Trial) -> None:
    """Every index in range gives dims, without an error."""
    for profiles in (1, 3):
        engine = t.engine(foo_network((-1, 4)), [{"foo": between((-1, 4), 1, 9)}] * profiles)
        for index in range(2 * profiles):
            with t.subcase(profiles=profiles, index=index):
                t.equal(engine.binding_dims(index), (-1, 4))
                t.silent(engine.binding_dims(index))
