"""DS-DIM: setting the dimensions of an input: what is accepted, and what is refused but for its range."""

from __future__ import annotations

from dynshape_fixtures.networks import (
    FOO_PROFILE_0,
    FOO_PROFILE_1,
    double_network,
    foo_network,
    separate_network,
    static_network,
)
from dynshape_fixtures.ranges import between, filled, with_extent

from ..case import Trial, negative, positive

# DS-DIM-002: after a profile was chosen


@positive("DS-DIM-002", features=("contexts",))
def dims_after_the_profile(t: Trial) -> None:
    """The dimensions are set after a profile was chosen, implicitly for the first context or by a call."""
    engine = t.engine(foo_network((-1, 4)), [{"foo": between((-1, 4), 1, 9)}] * 2)
    context = t.create_context(engine)
    with t.subcase(chosen="implicitly"):
        t.accepted(context.set_dims("foo", (5, 4)))
    with t.subcase(chosen="by a call"):
        t.accepted(context.select_profile(1))
        t.accepted(context.set_dims("foo", (5, 4)))


@negative("DS-DIM-002", features=("contexts",), editions=("8.4", "9"))
def dims_before_the_profile(t: Trial) -> None:
    """While no profile is chosen they are refused."""
    engine = t.engine(separate_network(), [{name: between((-1, 4), 1, 9) for name in "ab"}] * 2)
    holder, context = t.create_context(engine), t.create_context(engine)
    t.equal(holder.profile(), 0)
    for name in "ab":
        with t.subcase(input=name):
            t.refused(context.set_dims(name, (5, 4)), "DS-DIM-002", "DS-CTX-001", channel="False")
    t.accepted(context.select_profile(1))
    for name in "ab":
        with t.subcase(input=name, profile=1):
            t.accepted(context.set_dims(name, (5, 4)))


@positive("DS-DIM-002", features=("contexts",), editions=("10", None))
def dims_of_a_further_context(t: Trial) -> None:
    """From 10.0 on a further context has profile 0, and takes dimensions at once."""
    engine = t.engine(foo_network((-1, 4)), [{"foo": between((-1, 4), 1, 9)}] * 2)
    for context in (t.create_context(engine), t.create_context(engine)):
        t.accepted(context.set_dims("foo", (5, 4)))


# DS-DIM-003: accepted when the profile spans them


@positive("DS-DIM-003", features=("contexts",))
def spanned_dims(t: Trial) -> None:
    """The chapter's (3,150,250) is accepted, and further shapes that the profile spans."""
    context = t.context(foo_network(), [{"foo": FOO_PROFILE_0}])
    for dims in ((3, 150, 250), (3, 100, 300), (3, 200, 200), (3, 101, 299)):
        with t.subcase(dims=dims):
            t.equal(context.set_dims("foo", dims), True)


@positive("DS-DIM-003", features=("contexts", "bindings"), editions=("8.4", "9"))
def spanned_dims_by_index(t: Trial) -> None:
    """By index: binding 0 is foo in the first profile, binding 2 in the second."""
    engine = t.engine(foo_network(), [{"foo": FOO_PROFILE_0}, {"foo": FOO_PROFILE_1}])
    context = t.create_context(engine)
    # No clause puts inputs before outputs: foo may be binding 1, and then 3.
    foo = engine.binding_index("foo").get()
    with t.subcase(binding=0):
        t.equal(context.set_binding_dims(foo, (3, 150, 250)), True)
    t.accepted(context.select_profile(1))
    with t.subcase(binding=2):
        t.equal(context.set_binding_dims(2 + foo, (3, 250, 250)), True)


@positive("DS-DIM-003", features=("contexts", "names"), editions=("8.5", None))
def spanned_dims_by_name(t: Trial) -> None:
    """By name: foo in whichever profile is selected."""
    context = t.context(foo_network(), [{"foo": FOO_PROFILE_0}, {"foo": FOO_PROFILE_1}])
    with t.subcase(profile=0):
        t.equal(context.set_tensor_dims("foo", (3, 150, 250)), True)
    t.accepted(context.select_profile(1))
    with t.subcase(profile=1):
        t.equal(context.set_tensor_dims("foo", (3, 250, 250)), True)


@negative("DS-DIM-003", features=("contexts",))
def dims_that_are_not_spanned(t: Trial) -> None:
    """The same (3,150,250) is refused when the profile does not span it."""
    context = t.context(foo_network(), [{"foo": FOO_PROFILE_1}])
    t.refused(context.set_dims("foo", (3, 150, 250)), "DS-DIM-003", "DS-DIM-014", channel="False")


# DS-DIM-012: fixed extents are repeated, run-time ones are not negative

MIXED = ((3, -1, -1), (-1, 3, -1), (-1, -1, 3), (3, -1, 3), (1, -1), (-1, 1), (3, 3, -1, 3), (-1, 3, 2, -1, 1))


@positive("DS-DIM-012", needs=("DS-DIM-003",), features=("contexts",))
def fixed_extents_repeated(t: Trial) -> None:
    """With the fixed extents repeated the dimensions are accepted."""
    for declared in MIXED:
        with t.subcase(dims=declared):
            context = t.context(double_network(declared), [{"x": between(declared, 1, 9)}] * 2)
            t.accepted(context.set_dims("x", filled(declared, 5)))
            t.accepted(context.select_profile(1))
            t.accepted(context.set_dims("x", filled(declared, 5)))


@negative("DS-DIM-012", needs=("DS-DIM-003",), features=("contexts",))
def fixed_extents_changed(t: Trial) -> None:
    """Another number for a fixed extent is refused, on each fixed axis, in each profile."""
    for declared in MIXED:
        context = t.context(double_network(declared), [{"x": between(declared, 1, 9)}] * 2)
        for profile in (0, 1):
            t.accepted(context.select_profile(profile))
            for axis in (axis for axis, extent in enumerate(declared) if extent != -1):
                for extent in (declared[axis] - 1, declared[axis] + 1, 9, -1):
                    with t.subcase(dims=declared, profile=profile, axis=axis, extent=extent):
                        dims = with_extent(filled(declared, 5), axis, extent)
                        t.refused(context.set_dims("x", dims), "DS-DIM-012", channel="False")


@negative("DS-DIM-012", needs=("DS-DIM-003",), features=("contexts",))
def static_input_changed(t: Trial) -> None:
    """All extents of a static input are fixed."""
    context = t.context(static_network((2, 3)))
    for dims in ((1, 3), (3, 3), (2, 2), (2, 4), (3, 2), (-1, 3), (2, -1), (0, 3)):
        with t.subcase(dims=dims):
            t.refused(context.set_dims("x", dims), "DS-DIM-012", channel="False")
    with t.subcase(dims=(2, 3)):
        t.accepted(context.set_dims("x", (2, 3)))


@negative("DS-DIM-012", needs=("DS-DIM-003",), features=("contexts",))
def negative_extents(t: Trial) -> None:
    """A run-time extent that is negative is refused, -1 included, also where min is 0."""
    for low in (0, 1):
        for declared in ((-1,), (3, -1, -1), (-1, 3, -1)):
            context = t.context(double_network(declared), [{"x": between(declared, low, 9)}])
            for axis in (axis for axis, extent in enumerate(declared) if extent == -1):
                for extent in (-1, -2, -5):
                    with t.subcase(min=low, dims=declared, axis=axis, extent=extent):
                        dims = with_extent(filled(declared, 5), axis, extent)
                        t.refused(context.set_dims("x", dims), "DS-DIM-012", "DS-DIM-014", channel="False")


@negative("DS-DIM-012", needs=("DS-DIM-003",), features=("contexts",))
def declared_dims(t: Trial) -> None:
    """The dimensions that the engine reports, -1 and all, are no dimensions to set."""
    for declared in MIXED:
        with t.subcase(dims=declared):
            context = t.context(double_network(declared), [{"x": between(declared, 1, 9)}])
            t.refused(context.set_dims("x", declared), "DS-DIM-012", "DS-DIM-014", channel="False")


# DS-DIM-013: the rank


@positive("DS-DIM-013", needs=("DS-DIM-003",), features=("contexts",))
def same_rank(t: Trial) -> None:
    """Dimensions of the input's rank are accepted, from rank 0 to 7."""
    for rank in range(8):
        with t.subcase(rank=rank):
            declared = (-1,) * rank
            context = t.context(double_network(declared), [{"x": between(declared, 1, 9)}] if rank else ())
            t.accepted(context.set_dims("x", (2,) * rank))


@negative("DS-DIM-013", needs=("DS-DIM-003",), features=("contexts",))
def other_ranks(t: Trial) -> None:
    """Dimensions of any other rank are refused, whether extents of 1 make up for it or not."""
    for rank in range(8):
        declared = (-1,) * rank
        context = t.context(double_network(declared), [{"x": between(declared, 1, 9)}] if rank else ())
        for given in range(9):
            for extent in (1, 2):
                if given != rank and (given, extent) != (0, 2):
                    with t.subcase(rank=rank, given=given, extent=extent):
                        t.refused(context.set_dims("x", (extent,) * given), "DS-DIM-013", channel="False")


@negative("DS-DIM-013", needs=("DS-DIM-003",), features=("contexts",))
def rank_of_foo(t: Trial) -> None:
    """The extents of foo without the fixed one, or with a batch of 1, are refused."""
    context = t.context(foo_network(), [{"foo": FOO_PROFILE_0}])
    for dims in ((150, 250), (3, 150), (1, 3, 150, 250), (3, 150, 250, 1)):
        with t.subcase(dims=dims):
            t.refused(context.set_dims("foo", dims), "DS-DIM-013", channel="False")
