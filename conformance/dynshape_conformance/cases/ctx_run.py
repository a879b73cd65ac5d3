"""DS-CTX: what an execution needs, and what a selection makes void."""

from __future__ import annotations

from itertools import chain, combinations, permutations

import numpy as np
from dynshape_fixtures.arrays import ramp
from dynshape_fixtures.networks import foo_network, four_inputs_network, ladder, reshape_network

from ..adapter import Array
from ..case import Range, Trial, control, negative, positive
from .expect_profiles import REFUSED_SELECTION, runs_relu, select, set_dims_of, without_profile

NETWORK = foo_network((-1, 4))
ROWS: dict[str, Range] = {"x": ((1, 1), (4, 6), (16, 16))}
VALUES: dict[str, Range] = {"d": ((1, 1), (4, 6), (24, 24))}


@negative("DS-CTX-005", needs=("DS-CTX-014",), features=("execution",))
def execution_without_a_profile(t: Trial) -> None:
    """A context of a dynamic engine does not execute before its profile was set."""
    for profiles in (1, 2, 3):
        with t.subcase(profiles=profiles):
            _first, second = without_profile(t, t.engine(NETWORK, ladder(["foo"], profiles)))
            t.refused(second.infer({"foo": ramp((1, 4))}), "DS-CTX-005", "DS-CTX-014", channel="False")


@negative("DS-CTX-005", needs=("DS-CTX-002",), features=("execution",))
def execution_after_a_refused_selection(t: Trial) -> None:
    """A context that asked only for a profile in use has none, and does not execute."""
    _first, second = without_profile(t, t.engine(NETWORK, ladder(["foo"], 2)))
    t.refused(second.select_profile(0), "DS-CTX-002", channel=REFUSED_SELECTION)
    t.refused(second.infer({"foo": ramp((1, 4))}), "DS-CTX-005", "DS-CTX-014", channel="False")


@positive("DS-CTX-005", needs=("DS-DIM-003",), features=("execution",))
def execution_with_a_profile(t: Trial) -> None:
    """A context executes once its profile was set, implicitly or by selection."""
    first, second = without_profile(t, t.engine(NETWORK, ladder(["foo"], 2)))
    with t.subcase(context="first"):
        runs_relu(t, first, (3, 4))
    with t.subcase(context="second"):
        t.accepted(second.select_profile(1))
        runs_relu(t, second, (13, 4))


@negative("DS-CTX-014", features=("execution",))
def nothing_goes_without_a_profile(t: Trial) -> None:
    """With profile -1 every execution fails, whatever inputs are given."""
    _first, second = without_profile(t, t.engine(NETWORK, ladder(["foo"], 3)))
    for extent in (1, 11, 21):
        with t.subcase(extent=extent):
            t.refused(second.infer({"foo": ramp((extent, 4))}), "DS-CTX-005", "DS-CTX-014", channel="False")
            t.equal(second.profile(), -1)
    with t.subcase(inputs="none"):
        t.refused(second.infer({}), "DS-CTX-005", "DS-CTX-014", channel="False")


@positive("DS-CTX-017", needs=("DS-CTX-008",), features=("contexts",))
def dims_are_void_after_a_switch(t: Trial) -> None:
    """After a switch no dims are set: the context shows -1 and says that dims are missing."""
    engine = t.engine(NETWORK, ladder(["foo"], 3))
    for former, new in permutations(range(3), 2):
        with t.subcase(former=former, new=new):
            context = t.create_context(engine)
            select(t, context, former)
            t.accepted(context.set_dims("foo", (10 * former + 2, 4)))
            t.equal(context.all_dims_specified(), True)
            t.equal(context.dims("bar"), (10 * former + 2, 4))
            select(t, context, new)
            t.equal(context.all_dims_specified(), False)
            t.equal(context.dims("foo"), (-1, 4))
            context.release()


@positive("DS-CTX-017", needs=("DS-CTX-008",), features=("contexts",))
def dims_do_not_come_back(t: Trial) -> None:
    """Back on its former profile, a context does not have the dims that it had there."""
    context = t.context(NETWORK, ladder(["foo"], 2))
    t.accepted(context.set_dims("foo", (2, 4)))
    t.equal(context.dims("bar"), (2, 4))
    for profile in (1, 0):
        select(t, context, profile)
    t.equal(context.all_dims_specified(), False)
    t.equal(context.dims("foo"), (-1, 4))


@positive("DS-CTX-017", needs=("DS-CTX-008",), features=("contexts",))
def dims_of_every_input_are_void(t: Trial) -> None:
    """The dims of every input are void after a switch, and each must be set again."""
    context = t.context(four_inputs_network(), ladder("abcd", 2))
    for name in "abcd":
        t.accepted(context.set_dims(name, (2, 4)))
    t.equal(context.dims("o"), (2, 4))
    select(t, context, 1)
    for name in "abcd":
        with t.subcase(input=name):
            t.equal(context.dims(name), (-1, 4))
            t.equal(context.all_dims_specified(), False)
            t.accepted(context.set_dims(name, (12, 4)))
    with t.subcase(input="all"):
        t.equal(context.all_dims_specified(), True)
        t.equal(context.dims("o"), (12, 4))


@positive("DS-CTX-017", needs=("DS-CTX-008",), features=("contexts",))
def dims_within_both_ranges_are_void_too(t: Trial) -> None:
    """Dims are void after a switch even where the new profile spans them as well."""
    context = t.context(NETWORK, [{"foo": ((1, 4), (2, 4), (9, 4))}, {"foo": ((1, 4), (5, 4), (8, 4))}])
    t.accepted(context.set_dims("foo", (3, 4)))
    t.equal(context.dims("bar"), (3, 4))
    select(t, context, 1)
    t.equal(context.all_dims_specified(), False)
    t.equal(context.dims("foo"), (-1, 4))


@positive("DS-CTX-017", needs=("DS-CTX-008",), features=("contexts", "bindings"), editions=("8.4", "9"))
def values_are_void_after_a_switch(t: Trial) -> None:
    """After a switch the values of input shape tensors must be set again as well."""
    context = t.context(reshape_network(), [ROWS] * 2, [VALUES] * 2)
    t.accepted(context.set_dims("x", (4, 6)))
    t.accepted(context.set_values("d", (8, 3)))
    t.equal(context.all_values_specified(), True)
    select(t, context, 1)
    t.equal(context.all_values_specified(), False)
    t.accepted(context.set_dims("x", (4, 6)))
    t.accepted(context.set_values("d", (3, 8)))
    t.equal(context.all_values_specified(), True)
    t.equal(context.dims("y"), (3, 8))


@negative("DS-CTX-017", needs=("DS-CTX-008",), features=("execution",))
def execution_right_after_a_switch(t: Trial) -> None:
    """After a switch a context does not execute before dims are set again."""
    engine = t.engine(NETWORK, [{"foo": ((1, 4), (2, 4), (9, 4))}] * 3)
    for former, new in permutations(range(3), 2):
        with t.subcase(former=former, new=new):
            context = t.create_context(engine)
            select(t, context, former)
            runs_relu(t, context, (3, 4))
            select(t, context, new)
            t.refused(context.infer({"foo": ramp((3, 4))}), "DS-CTX-017", "DS-CTX-019")
            runs_relu(t, context, (3, 4))
            context.release()


@control("DS-CTX-017", needs=("DS-CTX-008",), features=("contexts",))
def dims_stay_without_a_switch(t: Trial) -> None:
    """Dims stay while another context of the engine is switched."""
    engine = t.engine(NETWORK, ladder(["foo"], 3))
    first, second = t.create_context(engine), t.create_context(engine)
    t.accepted(first.set_dims("foo", (2, 4)))
    for profile in (1, 2):
        with t.subcase(other_to=profile):
            select(t, second, profile)
            t.equal(first.all_dims_specified(), True)
            t.equal(first.dims("foo"), (2, 4))


def four_arrays(extent: int) -> dict[str, Array]:
    """Arrays (extent, 4) for inputs a to d."""
    return {name: ramp((extent, 4), at) for at, name in enumerate("abcd")}


@negative("DS-CTX-019", needs=("DS-DIM-003",), features=("execution",))
def execution_with_dims_missing(t: Trial) -> None:
    """An execution is refused while dims of any input are unspecified."""
    engine = t.engine(four_inputs_network(), ladder("abcd", 2))
    for profile in range(2):
        for given in chain.from_iterable(combinations("abcd", count) for count in range(4)):
            with t.subcase(profile=profile, given="".join(given) or "none"):
                context = t.create_context(engine)
                select(t, context, profile)
                extent = 10 * profile + 2
                for name in given:
                    t.accepted(context.set_dims(name, (extent, 4)))
                t.refused(context.infer(four_arrays(extent)), "DS-CTX-019", channel="False")
                context.release()


@control("DS-CTX-019", needs=("DS-DIM-003",), features=("execution",))
def execution_with_all_dims(t: Trial) -> None:
    """With the dims of all inputs specified, in any order, the same engine executes."""
    engine = t.engine(four_inputs_network(), ladder("abcd", 2))
    for order in ("abcd", "dcba", "bdac"):
        for profile in range(2):
            with t.subcase(order=order, profile=profile):
                context = t.create_context(engine)
                select(t, context, profile)
                arrays = four_arrays(10 * profile + 2)
                set_dims_of(t, context, {name: arrays[name] for name in order})
                t.close(context.infer(arrays).get()["o"], np.sum(list(arrays.values()), axis=0), 0)
                context.release()


@positive("DS-CTX-020", needs=("DS-CTX-008",), features=("execution", "bindings"))
def one_row_is_read(t: Trial) -> None:
    """Only the entries of the active profile's row are read: those of the other rows may be null."""
    for profiles in (1, 2, 3, 12):
        context = t.context(NETWORK, ladder(["foo"], profiles))
        for profile in range(profiles):
            with t.subcase(profiles=profiles, profile=profile):
                select(t, context, profile)
                runs_relu(t, context, (10 * profile + 5, 4))


@positive("DS-CTX-020", needs=("DS-CTX-008",), features=("execution", "bindings"))
def one_row_of_several_columns_is_read(t: Trial) -> None:
    """In a row of several columns each entry stands for its own tensor."""
    context = t.context(four_inputs_network(), ladder("abcd", 3))
    for profile in (2, 0, 1):
        with t.subcase(profile=profile):
            select(t, context, profile)
            arrays = four_arrays(10 * profile + 1)
            set_dims_of(t, context, arrays)
            t.close(context.infer(arrays).get()["o"], np.sum(list(arrays.values()), axis=0), 0)


@negative("DS-CTX-020", needs=("DS-CTX-008",), features=("execution", "bindings"))
def null_in_the_row_is_refused(t: Trial) -> None:
    """A null entry in the active profile's row is read, and refused."""
    context = t.context(four_inputs_network(), ladder("abcd", 3))
    for profile in (2, 0, 1):
        select(t, context, profile)
        arrays = four_arrays(10 * profile + 1)
        set_dims_of(t, context, arrays)
        for missing in "abcd":
            with t.subcase(profile=profile, null=missing):
                given = {name: array for name, array in arrays.items() if name != missing}
                t.refused(context.infer(given), "DS-CTX-020", "DS-EST-019", channel="False")
