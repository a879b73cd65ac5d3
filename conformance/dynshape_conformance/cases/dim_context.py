"""DS-DIM: the dimensions that a context reports, set again, and those of other contexts."""

from __future__ import annotations

from itertools import permutations

import numpy as np
from dynshape_fixtures.arrays import ramp
from dynshape_fixtures.networks import (
    FOO_PROFILE_0,
    FOO_PROFILE_1,
    add_network,
    double_network,
    foo_network,
    join_network,
    separate_network,
    static_network,
)
from dynshape_fixtures.ranges import between, filled, with_extent

from ..case import Trial, choice, control, negative, positive
from .expect import results_of, set_all, two_contexts

NEEDS = ("DS-DIM-003",)
WIDE = between((-1, -1), 1, 9)

# DS-DIM-005: the context reports what was set


@positive("DS-DIM-005", needs=NEEDS, features=("contexts",))
def dims_that_were_set(t: Trial) -> None:
    """The context reports the chapter's (3,150,250) for foo after it was set."""
    context = t.context(foo_network(), [{"foo": FOO_PROFILE_0}])
    for dims in ((3, 150, 250), (3, 100, 300), (3, 200, 200)):
        with t.subcase(dims=dims):
            t.accepted(context.set_dims("foo", dims))
            t.equal(context.dims("foo"), dims)


@positive("DS-DIM-005", needs=NEEDS, features=("contexts",))
def dims_of_every_mixture(t: Trial) -> None:
    """So it does at every rank, with fixed extents between the others."""
    for declared in ((-1,), (2, -1), (-1, 3), (-1, 2, -1), (2, -1, 3, -1), (-1, -1, 2, 3, -1), (-1,) * 7):
        with t.subcase(dims=declared):
            context = t.context(double_network(declared), [{"x": between(declared, 1, 9)}])
            dims = tuple(4 + axis if extent == -1 else extent for axis, extent in enumerate(declared))
            dims = tuple(min(extent, 9) for extent in dims)
            t.accepted(context.set_dims("x", dims))
            t.equal(context.dims("x"), dims)


@negative("DS-DIM-005", needs=NEEDS, features=("contexts",))
def dims_that_were_refused(t: Trial) -> None:
    """Dimensions that were refused are not reported."""
    context = t.context(foo_network(), [{"foo": FOO_PROFILE_0}])
    for before in (None, (3, 150, 250)):
        if before is not None:
            t.accepted(context.set_dims("foo", before))
        for dims in ((3, 99, 200), (4, 150, 250), (3, 150)):
            with t.subcase(before=before, dims=dims):
                t.refused(context.set_dims("foo", dims))
                reported = context.dims("foo")
                t.true(reported.value != dims, f"not {dims}", reported.value)


# DS-DIM-006: one context's dimensions are its own


@positive("DS-DIM-006", needs=NEEDS, features=("contexts",))
def two_contexts_apart(t: Trial) -> None:
    """Dimensions set on one context change neither the engine's nor another context's, whichever is set first."""
    shapes = {0: (3, 150, 250), 1: (3, 250, 350)}
    for first in (0, 1):
        engine = t.engine(foo_network(), [{"foo": FOO_PROFILE_0}, {"foo": FOO_PROFILE_1}])
        contexts = two_contexts(t, engine)
        second = 1 - first
        t.accepted(contexts[first].set_dims("foo", shapes[first]))
        with t.subcase(set=first, asked="own"):
            t.equal(contexts[first].dims("foo"), shapes[first])
            t.equal(contexts[first].dims("bar"), shapes[first])
        with t.subcase(set=first, asked="other"):
            t.equal(contexts[second].dims("foo"), (3, -1, -1))
            t.equal(contexts[second].all_dims_specified(), False)
        with t.subcase(set=first, asked="engine"):
            for profile in (0, 1):
                t.equal(engine.dims("foo", profile), (3, -1, -1))
        t.accepted(contexts[second].set_dims("foo", shapes[second]))
        for context in (first, second):
            with t.subcase(set=first, then=second, asked=context):
                t.equal(contexts[context].dims("foo"), shapes[context])
                t.equal(contexts[context].dims("bar"), shapes[context])


@positive("DS-DIM-006", needs=NEEDS, features=("contexts",))
def inconsistency_stays_apart(t: Trial) -> None:
    """Inputs that are inconsistent in one context do not trouble another."""
    contexts = two_contexts(t, t.engine(add_network(), [{"a": WIDE, "b": WIDE}] * 2))
    set_all(t, contexts[0], {"a": (2, 3), "b": (2, 3)})
    set_all(t, contexts[1], {"a": (2, 3), "b": (4, 3)})
    with t.subcase(asked="inconsistent"):
        t.refused(contexts[1].dims("sum"), channel="invalid dims")
    with t.subcase(asked="consistent"):
        t.equal(contexts[0].dims("sum"), (2, 3))


@positive("DS-DIM-006", needs=NEEDS, features=("execution",))
def two_contexts_compute_apart(t: Trial) -> None:
    """Two contexts compute by turns, each on its own dimensions."""
    profile = {"foo": between((-1, 4), 1, 9)}
    contexts = two_contexts(t, t.engine(foo_network((-1, 4)), [profile, profile]))
    for index, rows in enumerate((2, 7)):
        t.accepted(contexts[index].set_dims("foo", (rows, 4)))
    for turn in range(2):
        for index, rows in enumerate((2, 7)):
            with t.subcase(turn=turn, context=index):
                x = ramp((rows, 4), start=-turn - 5)
                t.close(results_of(t, contexts[index], {"foo": x})["bar"], np.maximum(x, 0), 0)


@positive("DS-DIM-006", needs=NEEDS, features=("contexts",), editions=("10", None))
def two_contexts_of_one_profile(t: Trial) -> None:
    """From 10.0 on also two contexts of one profile have dimensions of their own."""
    engine = t.engine(foo_network((-1, 4)), [{"foo": between((-1, 4), 1, 9)}])
    first, second = t.create_context(engine), t.create_context(engine)
    t.accepted(first.set_dims("foo", (2, 4)))
    t.equal(second.dims("foo"), (-1, 4))
    t.accepted(second.set_dims("foo", (7, 4)))
    t.equal(first.dims("bar"), (2, 4))
    t.equal(second.dims("bar"), (7, 4))


# DS-DIM-019, DS-DIM-020: what was not set, and what is not there


@positive("DS-DIM-019", features=("contexts",))
def dims_that_were_not_set(t: Trial) -> None:
    """An input that was not set has -1 for each extent that varies, and its fixed extents."""
    for declared in ((-1,), (3, -1, -1), (-1, 3), (2, -1, 3, -1)):
        with t.subcase(dims=declared):
            context = t.context(double_network(declared), [{"x": between(declared, 1, 9)}] * 2)
            t.equal(context.dims("x"), declared)
            t.accepted(context.select_profile(1))
            t.equal(context.dims("x"), declared)


@positive("DS-DIM-019", needs=NEEDS, features=("contexts",))
def one_of_two_was_set(t: Trial) -> None:
    """When one input is set the other still has -1."""
    for given, other in (("a", "b"), ("b", "a")):
        with t.subcase(set=given):
            context = t.context(separate_network(), [{name: between((-1, 4), 1, 9) for name in "ab"}])
            t.accepted(context.set_dims(given, (5, 4)))
            t.equal(context.dims(given), (5, 4))
            t.equal(context.dims(other), (-1, 4))


@positive("DS-DIM-019", features=("contexts", "bindings"), editions=("8.4", "9"))
def the_engines_view(t: Trial) -> None:
    """What was not set is reported as the engine reports it for the selected profile."""
    engine = t.engine(foo_network((-1, -1)), [{"foo": ((6, 9), (7, 9), (7, 9))}, {"foo": ((5, 8), (5, 8), (5, 9))}])
    context = t.create_context(engine)
    for profile, dims in enumerate(((-1, 9), (5, -1))):
        if profile == 1:
            t.accepted(context.select_profile(1))
        with t.subcase(profile=profile):
            t.equal(context.dims("foo"), dims)
            t.equal(engine.dims("foo", profile), dims)


@control("DS-DIM-019", features=("contexts",))
def dims_of_a_static_input(t: Trial) -> None:
    """A static input has its numbers without being set."""
    context = t.context(static_network((2, 3)))
    t.equal(context.dims("x"), (2, 3))
    t.equal(context.dims("y"), (2, 3))


@negative("DS-DIM-020", features=("contexts", "bindings"), editions=("8.4", "9"))
def dims_of_no_binding(t: Trial) -> None:
    """An index out of range gives invalid dims and an error."""
    for profiles in (1, 3):
        context = t.context(foo_network((-1, 4)), [{"foo": between((-1, 4), 1, 9)}] * profiles)
        for index in (-1, -2, 2 * profiles, 2 * profiles + 1, 1000):
            with t.subcase(profiles=profiles, index=index):
                t.refused(context.binding_dims(index), "DS-DIM-020", channel="invalid dims")


@negative("DS-DIM-020", features=("contexts",), editions=("8.4", "9"))
def dims_without_a_profile(t: Trial) -> None:
    """While no profile is selected the dims of inputs and outputs are invalid; after selection they are not."""
    engine = t.engine(foo_network((-1, 4)), [{"foo": between((-1, 4), 1, 9)}] * 2)
    holder, context = t.create_context(engine), t.create_context(engine)
    t.equal(holder.profile(), 0)
    for tensor in ("foo", "bar"):
        with t.subcase(tensor=tensor):
            t.refused(context.dims(tensor), "DS-DIM-020", channel="invalid dims")
    t.accepted(context.select_profile(1))
    with t.subcase(tensor="foo", profile=1):
        t.equal(context.dims("foo"), (-1, 4))


@control("DS-DIM-020", needs=NEEDS, features=("contexts", "bindings"), editions=("8.4", "9"))
def dims_of_every_binding(t: Trial) -> None:
    """An index of the selected profile gives its dims."""
    context = t.context(foo_network((-1, 4)), [{"foo": between((-1, 4), 1, 9)}] * 3)
    for profile in (0, 1, 2):
        t.accepted(context.select_profile(profile))
        t.accepted(context.set_dims("foo", (5, 4)))
        for index in (2 * profile, 2 * profile + 1):
            with t.subcase(profile=profile, index=index):
                t.equal(context.binding_dims(index), (5, 4))


# DS-DIM-023: set again


@positive("DS-DIM-023", needs=NEEDS, features=("contexts",))
def dims_set_again(t: Trial) -> None:
    """Other dimensions replace the former, and the outputs follow, asked in between or not."""
    for asked in (True, False):
        context = t.context(foo_network((-1, -1)), [{"foo": WIDE}])
        for turn, dims in enumerate(((2, 3), (9, 1), (2, 4), (2, 3), (2, 3))):
            with t.subcase(asked=asked, turn=turn):
                t.accepted(context.set_dims("foo", dims))
                if asked or turn == 4:
                    t.equal(context.dims("bar"), dims)
                t.equal(context.dims("foo"), dims)


@positive("DS-DIM-023", needs=NEEDS, features=("contexts",))
def one_input_set_again(t: Trial) -> None:
    """When one input of two is set again the output follows it and the other one."""
    context = t.context(join_network(), [{"a": WIDE, "b": WIDE}])
    set_all(t, context, {"a": (2, 3), "b": (4, 3)})
    t.equal(context.dims("joined"), (6, 3))
    for turn, (name, rows, total) in enumerate((("a", 5, 9), ("b", 1, 6), ("a", 9, 10), ("b", 9, 18))):
        with t.subcase(turn=turn, set=name, rows=rows):
            t.accepted(context.set_dims(name, (rows, 3)))
            t.equal(context.dims("joined"), (total, 3))


@positive("DS-DIM-023", needs=NEEDS, features=("execution",))
def executed_again(t: Trial) -> None:
    """Execution too follows the last dimensions, in any order of larger and smaller ones."""
    for order in permutations(((1, 1), (4, 3), (2, 9))):
        context = t.context(foo_network((-1, -1)), [{"foo": WIDE}])
        for dims in order:
            with t.subcase(order=order, dims=dims):
                x = ramp(dims)
                t.accepted(context.set_dims("foo", dims))
                t.close(results_of(t, context, {"foo": x})["bar"], np.maximum(x, 0), 0)


# DS-OPEN-001: a refused call


@choice("DS-OPEN-001", needs=NEEDS, features=("contexts",))
def state_after_a_refusal(t: Trial) -> None:
    """What a context reports for an input after dimensions were refused that had been set before."""
    declared = (3, -1, -1)
    context = t.context(foo_network(declared), [{"foo": between(declared, 1, 9)}])
    refused = {"range": (3, 10, 5), "second axis": (3, 5, 10), "fixed": (4, 6, 6), "rank": (3, 6)}
    for reason, dims in refused.items():
        with t.subcase(reason=reason):
            former = with_extent(filled(declared, 7), 1, 2)
            t.accepted(context.set_dims("foo", former))
            t.refused(context.set_dims("foo", dims))
            after = context.dims("foo")
            t.true(after.value != dims, "not what was refused", after.value)
            t.chose({former: "kept", declared: "unset"}.get(after.value or (), "other"))


@choice("DS-OPEN-001", needs=NEEDS, features=("execution",))
def execution_after_a_refusal(t: Trial) -> None:
    """Whether it can still be executed with the dimensions set before."""
    context = t.context(foo_network((-1, 4)), [{"foo": between((-1, 4), 1, 9)}])
    t.accepted(context.set_dims("foo", (2, 4)))
    t.refused(context.set_dims("foo", (10, 4)))
    if context.dims("foo").value != (2, 4):
        t.chose("other dims")
        return
    x = ramp((2, 4))
    answer = context.infer({"foo": x})
    if answer.ok:
        t.close(answer.get()["bar"], np.maximum(x, 0), 0)
    t.chose("executed" if answer.ok else "refused")
