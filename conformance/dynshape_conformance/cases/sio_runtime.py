"""DS-SIO: values of shape tensors at run time."""

from __future__ import annotations

import numpy as np
from dynshape_fixtures.arrays import ramp
from dynshape_fixtures.networks import reshape_network

from ..adapter import Context
from ..case import Range, Trial, negative, positive
from .expect import two_contexts
from .sketch import Sketch

SET = ("DS-SIO-003",)
RUN = ("contexts",)
OLD = ("8.4", "9")
X: Range = ((1, 1), (4, 6), (16, 16))
D: Range = ((-1, 0), (4, 6), (96, 24))


def context_of_reshape(t: Trial) -> Context:
    """A context of x (-1,-1) reshaped by d; x is (4,6)."""
    context = t.context(reshape_network(), [{"x": X}], [{"d": D}])
    t.accepted(context.set_dims("x", (4, 6)))
    return context


@positive("DS-SIO-004", needs=SET, features=("execution",))
def runs_with_values(t: Trial) -> None:
    """Once the values are set the network runs, and again with others."""
    context = context_of_reshape(t)
    for turn, values in enumerate(((4, 6), (24, 1), (2, 12))):
        with t.subcase(turn=turn):
            t.accepted(context.set_values("d", values))
            x = ramp((4, 6))
            t.close(context.infer({"x": x}).get()["y"], x.reshape(values).astype(np.float64), 0)


@negative("DS-SIO-004", needs=SET, features=("execution",))
def nothing_runs_without_values(t: Trial) -> None:
    """Until the values are set nothing runs."""
    context = context_of_reshape(t)
    t.refused(context.infer({"x": ramp((4, 6))}), "DS-SIO-004", "DS-SIO-024", "DS-CTX-019", "DS-LAY-033", "DS-DIM-021")


@negative("DS-SIO-004", needs=SET, features=RUN, editions=OLD)
def values_are_not_specified(t: Trial) -> None:
    """all_shape_inputs_specified is False until the values are set."""
    context = context_of_reshape(t)
    t.equal(context.all_values_specified(), False)
    t.accepted(context.set_values("d", (4, 6)))
    t.equal(context.all_values_specified(), True)


@negative("DS-SIO-004", needs=SET, features=("contexts", "names"), editions=("8.5", None))
def values_are_missing_by_name(t: Trial) -> None:
    """By name, infer_shapes lists the input whose values are missing."""
    context = context_of_reshape(t)
    t.equal(context.missing_inputs(), ("d",))


@positive("DS-SIO-007", needs=SET, features=RUN)
def values_are_set(t: Trial) -> None:
    """The values that are set are those that the shapes follow from, whatever was set before."""
    context = context_of_reshape(t)
    vectors = [((4, 6), (4, 6)), ((24, 1), (24, 1)), ((-1, 8), (3, 8)), ((0, 6), (4, 6)), ((2, 12), (2, 12))]
    for values, dims in vectors:
        with t.subcase(values=values):
            t.accepted(context.set_values("d", values))
            t.equal(context.values("d"), values)
            t.equal(context.dims("y"), dims)


@positive("DS-SIO-007", needs=SET, features=RUN)
def values_of_two_contexts(t: Trial) -> None:
    """Values are set on one context: another has its own, or none."""
    engine = t.engine(reshape_network(), [{"x": X}] * 2, [{"d": D}] * 2)
    first, second = two_contexts(t, engine)
    vectors = ((4, 6), (2, 12)), ((24, 1), (3, 8))
    for context in (first, second):
        t.accepted(context.set_dims("x", (4, 6)))
    t.accepted(first.set_values("d", (6, 4)))
    with t.subcase(second="none"):
        t.equal(first.dims("y"), (6, 4))
        answer = second.dims("y")
        t.true(not answer.ok or answer.get() == (-1, -1), "(-1,-1) or invalid dims", answer.value)
    for one, other in vectors:
        with t.subcase(first=one, second=other):
            t.accepted(first.set_values("d", one))
            t.accepted(second.set_values("d", other))
            for context, values in ((first, one), (second, other)):
                t.equal(context.values("d"), values)
                t.equal(context.dims("y"), values)


@negative("DS-SIO-007", needs=SET, features=RUN, editions=OLD)
def values_of_what_is_no_shape_input(t: Trial) -> None:
    """Values of an input that is no shape tensor, and of an output, are refused."""
    context = context_of_reshape(t)
    for index, name in ((0, "x"), (2, "y")):
        with t.subcase(tensor=name):
            t.refused(context.set_binding_values(index, (4, 6)), "DS-SIO-007", "DS-SIO-018", channel="False")
    for index in (-1, 3, 1000):
        with t.subcase(binding=index):
            t.refused(context.set_binding_values(index, (4, 6)), channel="False")


@positive("DS-SIO-010", needs=("DS-SIO-009",), features=RUN)
def shapes_to_look_at(t: Trial) -> None:
    """What is marked for shapes can be looked at: the dims of a tensor in the middle of a network."""
    s = Sketch(t)
    x = s.input("x", "float32", (-1, -1))
    hidden = s.concatenation([x, s.activation(x, "RELU")], 1)
    s.mark_output(hidden, "y")
    s.mark_output_for_shapes(s.shape(hidden), "hidden_dims")
    context = t.context(s, [{"x": X}])
    for dims in ((1, 1), (4, 6), (16, 16)):
        with t.subcase(dims=dims):
            t.accepted(context.set_dims("x", dims))
            t.equal(context.values("hidden_dims"), (dims[0], 2 * dims[1]))


@positive("DS-SIO-010", needs=("DS-SIO-009",), features=RUN)
def shapes_in_use_to_look_at(t: Trial) -> None:
    """A shape tensor that a layer uses can be looked at all the same."""
    s = Sketch(t)
    dims = s.shape(s.input("x", "float32", (-1, -1)))
    s.mark_output(s.filled(dims), "y")
    s.mark_output_for_shapes(dims, "dims")
    context = t.context(s, [{"x": X}])
    for extents in ((1, 1), (4, 6)):
        with t.subcase(dims=extents):
            t.accepted(context.set_dims("x", extents))
            t.equal(context.values("dims"), extents)
            t.equal(context.dims("y"), extents)
