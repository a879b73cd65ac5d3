"""DS-NET: the steps by which an engine with run-time dimensions is used."""

from __future__ import annotations

import numpy as np
from dynshape_fixtures.arrays import ramp
from dynshape_fixtures.networks import (
    FOO_PROFILE_0,
    FOO_PROFILE_1,
    add_network,
    double_network,
    foo_network,
    join_network,
    product_network,
    static_network,
)
from dynshape_fixtures.ranges import between, with_extent

from ..case import Trial, choice, control, negative, positive
from .expect import execution_refused, results_of, set_all, two_contexts
from .sketch import Sketch


@positive("DS-NET-001", needs=("DS-DIM-003",), features=("execution",))
def one_engine_for_several_shapes(t: Trial) -> None:
    """One engine, built once, computes on inputs of several shapes."""
    context = t.context(foo_network((3, -1, -1)), [{"foo": between((3, -1, -1), 1, 9)}])
    for dims in ((3, 1, 1), (3, 2, 5), (3, 9, 9), (3, 1, 9), (3, 4, 4)):
        with t.subcase(dims=dims):
            x = ramp(dims)
            t.accepted(context.set_dims("foo", dims))
            t.close(results_of(t, context, {"foo": x})["bar"], np.maximum(x, 0), 0)


@positive("DS-NET-011", needs=("DS-DIM-003", "DS-SIO-009"), features=("contexts",))
def wildcards_of_rank_8(t: Trial) -> None:
    """Of eight dimensions each can be the one that is set at run time."""
    for axis in range(8):
        with t.subcase(axis=axis):
            declared = with_extent((1,) * 8, axis, -1)
            s = Sketch(t)
            s.mark_output_for_shapes(s.shape(s.input("x", "float32", declared)), "dims")
            context = t.context(s, [{"x": between(declared, 1, 9)}])
            t.equal(context.all_dims_specified(), False)
            t.accepted(context.set_dims("x", with_extent((1,) * 8, axis, 5)))
            t.equal(context.values("dims"), with_extent((1,) * 8, axis, 5))


@positive("DS-NET-007", needs=("DS-NET-006",), features=("contexts",))
def context_of_an_engine(t: Trial) -> None:
    """A context is created by the same call from a dynamic and from a static engine, also a second and a third."""
    dynamic = t.engine(foo_network((-1, 4)), [{"foo": between((-1, 4), 1, 9)}] * 3)
    for name, engine in (("dynamic", dynamic), ("static", t.engine(static_network()))):
        contexts = []
        for number in range(3):
            with t.subcase(engine=name, number=number):
                contexts.append(t.accepted(engine.create_context()))


# DS-NET-008: the selected profile must cover the dimensions

ROWS = tuple(((10 * k + 1, 2), (10 * k + 3, 2), (10 * k + 5, 2)) for k in range(16))
"""Sixteen profiles of (-1,2) that have nothing in common."""


@positive("DS-NET-008", needs=("DS-DIM-003",), features=("contexts",))
def dims_of_the_selected_profile(t: Trial) -> None:
    """After a profile was selected, the dimensions that it covers are accepted."""
    context = t.context(foo_network((-1, 2)), [{"foo": row} for row in ROWS])
    for profile in (0, 1, 2, 9, 10, 15, 3):
        t.accepted(context.select_profile(profile))
        for dims in ROWS[profile]:
            with t.subcase(profile=profile, dims=dims):
                t.accepted(context.set_dims("foo", dims))
                t.equal(context.dims("bar"), dims)


@negative("DS-NET-008", needs=("DS-DIM-003",), features=("contexts",))
def dims_of_another_profile(t: Trial) -> None:
    """Dimensions that only another profile of the engine covers are refused."""
    context = t.context(foo_network((-1, 2)), [{"foo": row} for row in ROWS])
    for profile in (0, 1, 2, 9, 10, 15):
        t.accepted(context.select_profile(profile))
        for other in range(16):
            if other != profile:
                with t.subcase(profile=profile, other=other):
                    t.refused(context.set_dims("foo", ROWS[other][1]), "DS-NET-008", "DS-DIM-014")


@negative("DS-NET-008", needs=("DS-DIM-003",), features=("contexts",))
def dims_of_the_other_profile_of_foo(t: Trial) -> None:
    """The chapter's two profiles overlap at H = 200: what lies in one of them only is refused under the other."""
    context = t.context(foo_network(), [{"foo": FOO_PROFILE_0}, {"foo": FOO_PROFILE_1}])
    only = {0: ((3, 150, 250), (3, 100, 200), (3, 199, 300)), 1: ((3, 250, 250), (3, 200, 301), (3, 200, 199))}
    for profile in (0, 1):
        t.accepted(context.select_profile(profile))
        for dims in only[profile]:
            with t.subcase(profile=profile, dims=dims):
                t.accepted(context.set_dims("foo", dims))
        for dims in only[1 - profile]:
            with t.subcase(profile=profile, dims=dims):
                t.refused(context.set_dims("foo", dims), "DS-NET-008", "DS-DIM-014")
        for dims in ((3, 200, 200), (3, 200, 250), (3, 200, 300)):
            with t.subcase(profile=profile, dims=dims):
                t.accepted(context.set_dims("foo", dims))


# DS-NET-009: output dimensions follow from input dimensions


@positive("DS-NET-009", needs=("DS-DIM-003",), features=("contexts",))
def output_dims(t: Trial) -> None:
    """Once the input dimensions are set the context reports the output dimensions."""
    wide = between((-1, -1), 1, 9)
    networks = {
        "add": (add_network(), "sum", [((2, 3), (2, 3), (2, 3)), ((1, 3), (2, 1), (2, 3)), ((9, 9), (9, 1), (9, 9))]),
        "join": (join_network(), "joined", [((2, 3), (4, 3), (6, 3)), ((1, 1), (1, 1), (2, 1))]),
        "join,1": (join_network(axis=1), "joined", [((2, 3), (2, 5), (2, 8)), ((9, 9), (9, 1), (9, 10))]),
        "product": (product_network(), "product", [((2, 3), (3, 4), (2, 4)), ((1, 9), (9, 1), (1, 1))]),
    }
    for name, (program, output, vectors) in networks.items():
        context = t.context(program, [{"a": wide, "b": wide}])
        for a, b, wanted in vectors:
            with t.subcase(network=name, a=a, b=b):
                set_all(t, context, {"a": a, "b": b})
                t.equal(context.dims(output), wanted)


@positive("DS-NET-009", needs=("DS-DIM-003",), features=("contexts",))
def output_dims_of_any_rank(t: Trial) -> None:
    """So it is at ranks 1 to 7."""
    for rank in range(1, 8):
        with t.subcase(rank=rank):
            context = t.context(double_network((-1,) * rank), [{"x": between((-1,) * rank, 1, 9)}])
            dims = tuple(range(2, 2 + rank))
            t.accepted(context.set_dims("x", dims))
            t.equal(context.dims("y"), dims)


# DS-NET-010: execution comes last


@positive("DS-NET-010", needs=("DS-NET-009",), features=("execution",))
def execution_after_all_steps(t: Trial) -> None:
    """With profile and dimensions set, work is executed."""
    context = t.context(add_network(), [{"a": between((-1, -1), 1, 9), "b": between((-1, -1), 1, 9)}])
    a, b = ramp((2, 3)), ramp((2, 1))
    set_all(t, context, {"a": (2, 3), "b": (2, 1)})
    t.close(results_of(t, context, {"a": a, "b": b})["sum"], a + b, 0)


@negative("DS-NET-010", needs=("DS-NET-009",), features=("execution",))
def execution_before_the_dims_are_set(t: Trial) -> None:
    """Execution is refused while the dimensions of one input are not set."""
    wide = between((-1, -1), 1, 9)
    inputs = {"a": ramp((2, 3)), "b": ramp((2, 3))}
    for given in ((), ("a",), ("b",)):
        with t.subcase(given=given):
            context = t.context(add_network(), [{"a": wide, "b": wide}])
            set_all(t, context, dict.fromkeys(given, (2, 3)))
            execution_refused(t, context, inputs, "DS-NET-010", "DS-CTX-019")


@negative("DS-NET-010", needs=("DS-NET-009",), features=("execution",), editions=("8.4", "9"))
def execution_before_a_profile_is_selected(t: Trial) -> None:
    """Before 10.0, execution is refused while no profile is selected."""
    engine = t.engine(foo_network((-1, 4)), [{"foo": between((-1, 4), 1, 9)}] * 2)
    holder, context = t.create_context(engine), t.create_context(engine)
    t.equal(holder.profile(), 0)
    # The adapter asks for dims first, and is refused those already.
    t.refused(context.infer({"foo": ramp((2, 4))}), "DS-NET-010", "DS-CTX-005", "DS-DIM-020")


# DS-NET-012: the marker of a failed query


@negative("DS-NET-012", needs=("DS-NET-009",), features=("contexts",))
def invalid_dims(t: Trial) -> None:
    """A query of output dimensions that fails answers with invalid dims."""
    wide = between((-1, -1), 1, 9)
    context = t.context(add_network(), [{"a": wide, "b": wide}])
    set_all(t, context, {"a": (2, 3), "b": (4, 3)})
    t.refused(context.dims("sum"), channel="invalid dims")


@negative("DS-NET-012", features=("contexts", "bindings"), editions=("8.4", "9"))
def invalid_dims_of_no_binding(t: Trial) -> None:
    """So does a query of a binding that does not exist."""
    context = t.context(foo_network((-1, 4)), [{"foo": between((-1, 4), 1, 9)}])
    for binding in (-1, 2, 1000):
        with t.subcase(binding=binding):
            t.refused(context.binding_dims(binding), "DS-NET-012", "DS-DIM-020", channel="invalid dims")


@control("DS-NET-012", features=("contexts",))
def valid_dims(t: Trial) -> None:
    """Dims of no entries, of a scalar, are not invalid."""
    t.equal(t.context(double_network(())).dims("y"), ())
    first, second = two_contexts(t, t.engine(foo_network((-1, 4)), [{"foo": between((-1, 4), 1, 9)}] * 2))
    t.equal(first.dims("foo"), (-1, 4))
    t.equal(second.dims("foo"), (-1, 4))


@choice("DS-NET-012")
def dims_of_an_impossible_layer(t: Trial) -> None:
    """What shows that a layer can't accept its inputs: the addition, the query of its output's dims, or the build."""
    definition = t.adapter.define(add_network((2, 3), (4, 3)))
    refused = [operation for operation, answer in enumerate(definition.answers) if not answer.ok]
    if refused:
        t.chose("refused when added")
        return
    dims = definition.tensor_dims("t2")
    if dims.ok:
        t.true(not definition.build().ok, "refused at build", "built")
        t.chose("refused at build")
    else:
        t.equal(dims.refusal.channel if dims.refusal else "", "invalid dims")
        t.chose("invalid dims")
