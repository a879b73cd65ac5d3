"""DS-OPEN: what no source states about profiles, contexts and bindings; the answer is recorded."""

from __future__ import annotations

from dynshape_fixtures.networks import foo_network, ladder, reshape_network, sum_network

from ..adapter import Answer
from ..case import Range, Trial, choice
from .expect_profiles import REFUSED_SELECTION, select, without_profile

NETWORK = foo_network((-1, 4))


def replacement(answer: Answer[None], held: Answer[tuple[tuple[int, ...], ...]], second: Range) -> str:
    """What a second call for the same input did."""
    kept = "the second" if held.ok and held.value == second else "not the second"
    return f"{'accepted' if answer.ok else 'refused'}, {kept} is held"


@choice("DS-OPEN-002")
def dims_set_twice(t: Trial) -> None:
    """What a second call of set_shape for the same input leaves."""
    definition = t.define(foo_network((-1, -1)))
    seconds: dict[str, Range] = {
        "below": ((1, 1), (2, 2), (3, 3)),
        "above": ((50, 50), (60, 60), (70, 70)),
        "overlapping": ((5, 5), (15, 15), (25, 25)),
        "equal": ((10, 10), (20, 20), (30, 30)),
        "another_rank": ((10, 10, 10), (20, 20, 20), (30, 30, 30)),
    }
    for name, second in seconds.items():
        with t.subcase(second=name):
            profile = t.profile(definition, {"foo": ((10, 10), (20, 20), (30, 30))})
            t.chose(replacement(profile.set_dims("foo", *second), profile.dims("foo"), second))


@choice("DS-OPEN-002")
def values_set_twice(t: Trial) -> None:
    """What a second call of set_shape_input for the same input leaves."""
    definition = t.define(reshape_network())
    seconds: dict[str, Range] = {
        "below": ((1, 1), (2, 2), (3, 3)),
        "above": ((50, 50), (60, 60), (70, 70)),
        "overlapping": ((5, 5), (15, 15), (25, 25)),
        "equal": ((10, 10), (20, 20), (30, 30)),
    }
    for name, second in seconds.items():
        with t.subcase(second=name):
            profile = t.profile(definition, {}, {"d": ((10, 10), (20, 20), (30, 30))})
            t.chose(replacement(profile.set_values("d", *second), profile.values("d"), second))


@choice("DS-OPEN-003", features=("contexts",))
def own_profile_again(t: Trial) -> None:
    """What selecting the profile that the context has already does, and whether dims stay set."""
    for profile in (0, 1):
        with t.subcase(profile=profile):
            context = t.context(NETWORK, ladder(["foo"], 2))
            select(t, context, profile)
            t.accepted(context.set_dims("foo", (10 * profile + 2, 4)))
            answer = context.select_profile(profile)
            kept = "dims stay" if context.all_dims_specified().get() else "dims are void"
            t.chose(f"{'accepted' if answer.ok else 'refused'}, {kept}")


@choice("DS-OPEN-004", features=("contexts",))
def after_an_index_out_of_range(t: Trial) -> None:
    """What a selection that is refused for its index leaves of the dims that were set."""
    for index in (-1, 2):
        with t.subcase(index=index):
            context = t.context(NETWORK, ladder(["foo"], 2))
            select(t, context, 1)
            t.accepted(context.set_dims("foo", (12, 4)))
            t.refused(context.select_profile(index), "DS-CTX-013", channel=REFUSED_SELECTION)
            kept = "dims stay" if context.all_dims_specified().get() else "dims are void"
            t.chose(f"profile {context.profile().get()}, {kept}")


@choice("DS-OPEN-004", features=("contexts",), editions=("8.4", "9"))
def after_a_profile_in_use(t: Trial) -> None:
    """What a selection that is refused because another context has the profile leaves of the former one."""
    engine = t.engine(NETWORK, ladder(["foo"], 3))
    _first, second = without_profile(t, engine)
    third = t.create_context(engine)
    select(t, second, 1)
    t.accepted(second.set_dims("foo", (12, 4)))
    t.refused(second.select_profile(0), "DS-CTX-002", channel=REFUSED_SELECTION)
    dims = "dims stay" if second.all_dims_specified().get() else "dims are void"
    reservation = "free" if third.select_profile(1).ok else "still reserved"
    t.chose(f"profile {second.profile().get()}, {dims}, profile 1 is {reservation}")


@choice("DS-OPEN-005", features=("bindings",))
def classification_of_the_rows(t: Trial) -> None:
    """Whether a column is a shape or an execution binding in every row alike."""
    rows: Range = ((1, 1), (4, 6), (16, 16))
    values: Range = ((1, 1), (4, 6), (96, 96))
    engine = t.engine(reshape_network(), [{"x": rows}] * 3, [{"d": values}] * 3)
    for name in "xdy":
        with t.subcase(tensor=name):
            indices = [3 * profile + engine.binding_index(name).get() for profile in range(3)]
            found = {(engine.is_shape_binding(i).get(), engine.is_execution_binding(i).get()) for i in indices}
            t.chose("the same in every row" if len(found) == 1 else "differs between rows")


@choice("DS-OPEN-006", features=("bindings",))
def name_that_looks_like_a_suffix(t: Trial) -> None:
    """Which binding has the name that a tensor of the network shares with a tensor of a profile."""
    names = ["foo", "foo [profile 1]"]
    for profiles in (1, 2):
        with t.subcase(profiles=profiles):
            definition = t.definition(sum_network(names), ladder(names, profiles))
            built = definition.build()
            if not built.ok:
                t.chose("not built")
            else:
                index = built.get().binding_index("foo [profile 1]")
                t.chose(f"index {index.value}" if index.ok else "not found")
