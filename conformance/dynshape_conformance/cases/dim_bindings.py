"""DS-DIM: which bindings have dimensions to set."""

from __future__ import annotations

from dynshape_fixtures.networks import add_network, separate_network
from dynshape_fixtures.ranges import between

from ..case import Range, Trial, choice, control, negative

# DS-DIM-015, DS-DIM-016: which bindings have dimensions to set


@negative("DS-DIM-015", needs=("DS-DIM-003",), features=("contexts",))
def dims_of_an_output(t: Trial) -> None:
    """Dimensions of an output are refused, also those that it has."""
    context = t.context(separate_network(), [{name: between((-1, 4), 1, 9) for name in "ab"}] * 2)
    for profile in (0, 1):
        t.accepted(context.select_profile(profile))
        t.accepted(context.set_dims("a", (5, 4)))
        t.accepted(context.set_dims("b", (5, 4)))
        for output in "pq":
            for dims in ((5, 4), (6, 4), (-1, 4), (4,)):
                with t.subcase(profile=profile, output=output, dims=dims):
                    t.refused(context.set_dims(output, dims), "DS-DIM-015", channel="False")
                    t.equal(context.dims(output), (5, 4))


@control("DS-DIM-015", needs=("DS-DIM-003",), features=("contexts",))
def dims_of_inputs(t: Trial) -> None:
    """The same dimensions are accepted for the inputs."""
    context = t.context(separate_network(), [{name: between((-1, 4), 1, 9) for name in "ab"}])
    for name in "ab":
        for dims in ((5, 4), (6, 4)):
            with t.subcase(input=name, dims=dims):
                t.accepted(context.set_dims(name, dims))


def _names(profiles: int) -> list[dict[str, Range]]:
    return [{name: between((-1, 4), 1, 9) for name in "ab"} for _ in range(profiles)]


@negative("DS-DIM-016", needs=("DS-DIM-003",), features=("contexts", "bindings"))
def no_binding(t: Trial) -> None:
    """An index that no binding has is refused."""
    context = t.context(add_network((-1, 4), (-1, 4)), _names(3))
    for profile in (0, 1, 2):
        t.accepted(context.select_profile(profile))
        for index in (-1, -3, 9, 10, 1000):
            with t.subcase(profile=profile, index=index):
                t.refused(context.set_binding_dims(index, (5, 4)), "DS-DIM-016", channel="False")


@negative("DS-DIM-016", needs=("DS-DIM-003",), features=("contexts", "bindings"))
def binding_of_another_profile(t: Trial) -> None:
    """An index in the row of another profile, not the first, is refused."""
    engine = t.engine(add_network((-1, 4), (-1, 4)), _names(4))
    context = t.create_context(engine)
    for profile in (0, 1, 2, 3):
        t.accepted(context.select_profile(profile))
        for other in sorted({1, 2, 3} - {profile}):
            for column, name in enumerate("ab"):
                with t.subcase(profile=profile, index=3 * other + column):
                    index = 3 * other + engine.binding_index(name).get()
                    t.refused(context.set_binding_dims(index, (5, 4)), "DS-DIM-016", channel="False")


@control("DS-DIM-016", needs=("DS-DIM-003",), features=("contexts", "bindings"))
def binding_of_the_selected_profile(t: Trial) -> None:
    """The index in the row of the selected profile is accepted."""
    engine = t.engine(add_network((-1, 4), (-1, 4)), _names(4))
    context = t.create_context(engine)
    for profile in (0, 1, 2, 3):
        t.accepted(context.select_profile(profile))
        for column, name in enumerate("ab"):
            with t.subcase(profile=profile, index=3 * profile + column):
                t.accepted(context.set_binding_dims(3 * profile + engine.binding_index(name).get(), (5, 4)))


@choice("DS-DIM-016", needs=("DS-DIM-003",), features=("contexts", "bindings"))
def binding_of_the_first_profile(t: Trial) -> None:
    """An index of the first profile under another one: refused by the header, corrected in logs of real engines."""
    engine = t.engine(add_network((-1, 4), (-1, 4)), _names(2))
    context = t.create_context(engine)
    t.accepted(context.select_profile(1))
    answer = context.set_binding_dims(engine.binding_index("a").get(), (5, 4))
    t.chose("corrected" if answer.ok else "refused")
