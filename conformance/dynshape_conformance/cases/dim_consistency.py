"""DS-DIM: each input fits the profile by itself, and all of them fit each other or not."""

from __future__ import annotations

from itertools import permutations

import numpy as np
from dynshape_fixtures.arrays import ramp
from dynshape_fixtures.networks import add_network
from dynshape_fixtures.ranges import between

from ..case import Trial, choice, negative, positive
from .clashing import WIDE, networks
from .expect import execution_refused, results_of, set_all

NEEDS = ("DS-DIM-003",)


@positive("DS-DIM-007", needs=NEEDS, features=("contexts",))
def each_input_by_itself(t: Trial) -> None:
    """Inputs that fit the profile but not each other are accepted one by one, in either order."""
    for name, network in networks().items():
        context = network.context(t)
        for number, vector in enumerate(network.inconsistent):
            for order in permutations(vector):
                with t.subcase(network=name, vector=number, order=order):
                    for input in order:
                        t.equal(context.set_dims(input, vector[input]), True)


@negative("DS-DIM-007", needs=NEEDS, features=("contexts",))
def input_outside_its_profile(t: Trial) -> None:
    """An input that does not fit the profile is refused, though it fits the other input."""
    context = t.context(add_network(), [{"a": ((1, 1), (5, 5), (20, 20)), "b": between((-1, -1), 1, 9)}])
    for rows in (10, 20):
        with t.subcase(rows=rows):
            t.accepted(context.set_dims("a", (rows, 3)))
            t.refused(context.set_dims("b", (rows, 3)), "DS-DIM-007", "DS-DIM-014", channel="False")


@positive("DS-DIM-008", needs=NEEDS, features=("contexts",))
def consistent_inputs(t: Trial) -> None:
    """With consistent inputs the query of the output answers with its dims, in whichever order they were set."""
    for name, network in networks().items():
        context = network.context(t)
        for number, (vector, dims) in enumerate(network.consistent):
            for order in permutations(vector):
                with t.subcase(network=name, vector=number, order=order):
                    set_all(t, context, {input: vector[input] for input in order})
                    answer = context.dims(network.output)
                    t.equal(answer, dims)
                    t.silent(answer)


@negative("DS-DIM-008", needs=NEEDS, features=("contexts",))
def inconsistent_inputs(t: Trial) -> None:
    """With inconsistent inputs it is refused, with an error, each time that it is asked."""
    for name, network in networks().items():
        context = network.context(t)
        for number, vector in enumerate(network.inconsistent):
            set_all(t, context, vector)
            for asked in (1, 2):
                with t.subcase(network=name, vector=number, asked=asked):
                    t.refused(context.dims(network.output), "DS-DIM-008", "DS-DIM-009", network.layer_clause)


@positive("DS-DIM-009", needs=NEEDS, features=("execution",))
def consistent_again(t: Trial) -> None:
    """An output is valid again once the inputs are consistent again, and can be computed."""
    context = t.context(add_network(), [{"a": WIDE, "b": WIDE}])
    b = ramp((2, 3))
    t.accepted(context.set_dims("b", (2, 3)))
    for turn, rows in enumerate((2, 5, 1, 3, 2)):
        with t.subcase(turn=turn, rows=rows):
            t.accepted(context.set_dims("a", (rows, 3)))
            if rows in (1, 2):
                t.equal(context.dims("sum"), (2, 3))
                a = ramp((rows, 3), start=5)
                t.close(results_of(t, context, {"a": a, "b": b})["sum"], a + b, 0)
            else:
                t.refused(context.dims("sum"), "DS-DIM-009", "DS-LAY-001", channel="invalid dims")


@positive("DS-DIM-009", needs=NEEDS, features=("contexts",))
def consistent_after_a_first_clash(t: Trial) -> None:
    """A context whose very first inputs are inconsistent is as good as another once they are consistent."""
    for name, network in networks().items():
        context = network.context(t)
        for number, (vector, dims) in enumerate(network.consistent):
            with t.subcase(network=name, vector=number):
                set_all(t, context, network.inconsistent[0])
                t.refused(context.dims(network.output), "DS-DIM-009", network.layer_clause, channel="invalid dims")
                set_all(t, context, vector)
                t.equal(context.dims(network.output), dims)


@negative("DS-DIM-009", needs=NEEDS, features=("contexts",))
def invalid_output(t: Trial) -> None:
    """Inconsistent inputs show as an output with invalid dims; the inputs still have theirs."""
    for name, network in networks().items():
        context = network.context(t)
        for number, vector in enumerate(network.inconsistent):
            with t.subcase(network=name, vector=number):
                set_all(t, context, vector)
                answer = context.dims(network.output)
                t.refused(answer, "DS-DIM-009", network.layer_clause, channel="invalid dims")
                for input, dims in vector.items():
                    t.equal(context.dims(input), dims)


@negative("DS-DIM-009", needs=NEEDS, features=("execution",))
def execution_of_inconsistent_inputs(t: Trial) -> None:
    """With inconsistent inputs nothing can be executed."""
    for name, network in networks().items():
        with t.subcase(network=name):
            context, vector = network.context(t), network.inconsistent[0]
            set_all(t, context, vector)
            inputs = {input: ramp(dims) for input, dims in vector.items()}
            execution_refused(t, context, inputs, "DS-DIM-009", network.layer_clause)


@positive("DS-DIM-005", needs=NEEDS, features=("execution",))
def dims_after_a_refused_execution(t: Trial) -> None:
    """What was set is reported after a refused execution as before; where one input was wrong, that one is set anew."""
    for wrong, right in (("a", "b"), ("b", "a")):
        with t.subcase(wrong=wrong):
            context = t.context(add_network(), [{"a": WIDE, "b": WIDE}])
            set_all(t, context, {wrong: (4, 3), right: (2, 3)})
            execution_refused(t, context, {wrong: ramp((4, 3)), right: ramp((2, 3))})
            t.equal([context.dims(name).get() for name in (wrong, right)], [(4, 3), (2, 3)])
            t.accepted(context.set_dims(wrong, (2, 3)))
            x = ramp((2, 3))
            t.close(results_of(t, context, {"a": x, "b": x})["sum"], np.asarray(2 * x), 0)


@choice("DS-DIM-008", needs=NEEDS, features=("contexts",))
def an_output_beside_the_clash(t: Trial) -> None:
    """An output that the clash does not concern may have its dims, or be invalid like the others."""
    program = add_network()
    program.mark_output(program.activation("a", "RELU"), "beside")
    context = t.context(program, [{"a": WIDE, "b": WIDE}])
    set_all(t, context, {"a": (2, 3), "b": (4, 3)})
    answer = context.dims("beside")
    if answer.ok:
        t.equal(answer, (2, 3))
    t.chose("valid" if answer.ok else "invalid")


@choice("DS-DIM-009", needs=NEEDS, features=("contexts",))
def code_of_the_error(t: Trial) -> None:
    """The error code of the record: 7, failed execution, in logs of real engines."""
    context = t.context(add_network(), [{"a": WIDE, "b": WIDE}])
    set_all(t, context, {"a": (2, 3), "b": (4, 3)})
    answer = context.dims("sum")
    t.refused(answer, channel="invalid dims")
    codes = sorted({record.code for record in answer.records if record.code is not None})
    t.chose(", ".join(str(code) for code in codes) or "none")
