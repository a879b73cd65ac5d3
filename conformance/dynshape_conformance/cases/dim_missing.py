"""DS-DIM: what is still to be set before outputs are known and work can be executed."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from dynshape_fixtures.arrays import ramp
from dynshape_fixtures.networks import (
    double_network,
    four_inputs_network,
    join_network,
    separate_network,
    static_network,
)
from dynshape_fixtures.ranges import between, filled

from ..case import Trial, choice, control, negative, positive
from .clashing import WIDE, networks
from .expect import execution_refused, results_of, set_all
from .expect_profiles import without_profile

NEEDS = ("DS-DIM-003",)

# DS-DIM-017, DS-DIM-018: whether everything is set

A_TO_D = {name: between((-1, 4), 1, 9) for name in "abcd"}


@positive("DS-DIM-017", needs=NEEDS, features=("contexts",))
def all_dims_specified(t: Trial) -> None:
    """Everything is specified once each input with a run-time dimension was set, whichever of them come first."""
    for count in range(5):
        for given in combinations("abcd", count):
            with t.subcase(set=given):
                context = t.context(four_inputs_network(), [A_TO_D])
                set_all(t, context, dict.fromkeys(given, (5, 4)))
                t.equal(context.all_dims_specified(), count == 4)


@negative("DS-DIM-017", needs=NEEDS, features=("contexts",))
def refused_dims_specify_nothing(t: Trial) -> None:
    """Dimensions that were refused do not count, nor does one input that was set twice."""
    context = t.context(separate_network(), [{name: between((-1, 4), 1, 9) for name in "ab"}])
    t.accepted(context.set_dims("a", (5, 4)))
    with t.subcase(b="refused"):
        t.refused(context.set_dims("b", (10, 4)))
        t.equal(context.all_dims_specified(), False)
    with t.subcase(a="twice"):
        t.accepted(context.set_dims("a", (6, 4)))
        t.equal(context.all_dims_specified(), False)
    with t.subcase(b="accepted"):
        t.accepted(context.set_dims("b", (5, 4)))
        t.equal(context.all_dims_specified(), True)


@negative("DS-DIM-017", needs=NEEDS, features=("execution",))
def execution_with_one_input_unset(t: Trial) -> None:
    """Execution is refused while one of four inputs was not set."""
    for missing in "abcd":
        with t.subcase(missing=missing):
            context = t.context(four_inputs_network(), [A_TO_D])
            set_all(t, context, {name: (5, 4) for name in "abcd" if name != missing})
            inputs = {name: ramp((5, 4)) for name in "abcd"}
            execution_refused(t, context, inputs, "DS-DIM-017", "DS-CTX-019", "DS-NET-010")


@control("DS-DIM-017", needs=NEEDS, features=("execution",))
def static_inputs_need_no_call(t: Trial) -> None:
    """A static input need not be set: everything is specified without it, and is executed."""
    for static in "ab":
        with t.subcase(static=static):
            dims = {"a": (-1, 4), "b": (-1, 4), static: (3, 4)}
            other = "b" if static == "a" else "a"
            context = t.context(separate_network(**dims), [{other: between((-1, 4), 1, 9)}])
            t.equal(context.all_dims_specified(), False)
            t.accepted(context.set_dims(other, (5, 4)))
            t.equal(context.all_dims_specified(), True)
            inputs = {static: ramp((3, 4)), other: ramp((5, 4))}
            results = results_of(t, context, inputs)
            for name, output in (("a", "p"), ("b", "q")):
                t.close(results[output], np.maximum(inputs[name], 0), 0)


@positive("DS-DIM-018", features=("contexts",))
def nothing_to_specify(t: Trial) -> None:
    """In a context of an engine without run-time dimensions everything is specified from the start."""
    for dims in ((), (1,), (2, 3), (0, 2)):
        with t.subcase(dims=dims):
            t.equal(t.context(double_network(dims)).all_dims_specified(), True)
    with t.subcase(context=2):
        engine = t.engine(static_network())
        first, second = t.create_context(engine), t.create_context(engine)
        t.equal(first.all_dims_specified(), True)
        t.equal(second.all_dims_specified(), True)


@negative("DS-DIM-018", features=("contexts",))
def something_to_specify(t: Trial) -> None:
    """With one run-time dimension that is not so."""
    for declared in ((-1,), (2, -1), (-1, 3), (3, -1, -1)):
        with t.subcase(dims=declared):
            context = t.context(double_network(declared), [{"x": between(declared, 1, 9)}])
            t.equal(context.all_dims_specified(), False)
            t.accepted(context.set_dims("x", filled(declared, 5)))
            t.equal(context.all_dims_specified(), True)


@negative("DS-DIM-018", needs=("DS-CTX-014",), features=("contexts",), editions=("8.4", "9"))
def nothing_is_specified_without_a_profile(t: Trial) -> None:
    """A context without a profile has nothing specified, as no dims can be set on it."""
    for declared in ((-1,), (3, -1, -1)):
        with t.subcase(dims=declared):
            engine = t.engine(double_network(declared), [{"x": between(declared, 1, 9)}])
            _first, second = without_profile(t, engine)
            t.equal(second.all_dims_specified(), False)


# DS-DIM-021, DS-DIM-029: outputs before everything is set


@negative("DS-DIM-021", needs=NEEDS, features=("contexts",))
def output_before_all_dims(t: Trial) -> None:
    """Asked before all inputs were set, an output that depends on them has -1, or invalid dims with an error."""
    for given in ((), ("a",), ("b",)):
        with t.subcase(set=given):
            context = t.context(join_network(), [{"a": WIDE, "b": WIDE}])
            set_all(t, context, dict.fromkeys(given, (5, 4)))
            answer = context.dims("joined")
            if answer.ok:
                t.equal(answer.get()[0], -1)
            else:
                t.refused(answer, "DS-DIM-021", channel="invalid dims")


@control("DS-DIM-021", needs=NEEDS, features=("contexts",))
def output_after_all_dims(t: Trial) -> None:
    """Asked again after the last input was set, it has its dims, without an error."""
    context = t.context(join_network(), [{"a": WIDE, "b": WIDE}])
    t.accepted(context.set_dims("a", (5, 4)))
    context.dims("joined")
    t.accepted(context.set_dims("b", (2, 4)))
    t.equal(context.dims("joined"), (7, 4))
    t.silent(context.dims("joined"))


@choice("DS-DIM-021", needs=NEEDS, features=("contexts",))
def answer_before_all_dims(t: Trial) -> None:
    """Which of the two answers it is, and whether an error is logged."""
    answer = t.context(join_network(), [{"a": WIDE, "b": WIDE}]).dims("joined")
    logged = "with an error" if any(record.severity == "ERROR" for record in answer.records) else "without an error"
    t.chose(f"{'-1' if answer.ok else 'invalid dims'} {logged}")


@positive("DS-DIM-029", needs=NEEDS, features=("contexts", "names"))
def missing_inputs(t: Trial) -> None:
    """``infer_shapes`` lists the inputs that lack dims, and nothing when none does."""
    context = t.context(four_inputs_network(), [A_TO_D])
    missing = list("abcd")
    for name in (None, "c", "a", "d", "b"):
        with t.subcase(set=name):
            if name is not None:
                t.accepted(context.set_tensor_dims(name, (5, 4)))
                missing.remove(name)
            t.equal(sorted(context.missing_inputs().get()), missing)


@negative("DS-DIM-029", needs=NEEDS, features=("contexts", "names"))
def no_shapes_of_inconsistent_inputs(t: Trial) -> None:
    """With inconsistent inputs it is an error, and none any more when they are consistent again."""
    for name, network in networks().items():
        context = network.context(t)
        with t.subcase(network=name, inputs="inconsistent"):
            set_all(t, context, network.inconsistent[0])
            answer = context.missing_inputs()
            t.refused(answer, "DS-DIM-029", "DS-DIM-009", network.layer_clause, channel="RuntimeError")
        with t.subcase(network=name, inputs="consistent"):
            set_all(t, context, network.consistent[0][0])
            t.equal(context.missing_inputs(), ())


@negative("DS-DIM-029", needs=(*NEEDS, "DS-CTX-014"), features=("contexts", "names"), editions=("8.5", "9"))
def no_shapes_without_a_profile(t: Trial) -> None:
    """Without a profile it is an error too, and none on a context that has one."""
    first, second = without_profile(t, t.engine(four_inputs_network(), [A_TO_D]))
    for _ in range(2):
        t.refused(second.missing_inputs(), "DS-DIM-029", "DS-DIM-020", "DS-CTX-014", channel="RuntimeError")
    t.equal(sorted(first.missing_inputs().get()), list("abcd"))
