"""DS-EST: the two phases."""

from __future__ import annotations

import numpy as np
from dynshape_fixtures.arrays import ramp
from dynshape_fixtures.networks import foo_network, reshape_network

from ..case import Range, Trial, negative, positive
from .sketch import Sketch, values_between

FLAGS = ("DS-RULE-034",)
X: Range = ((1, 1), (4, 6), (16, 16))
D = values_between(1, (4, 6), 96)


def _chain(t: Trial) -> Sketch:
    """x (-1,-1) reshaped to (6, the number of its rows times n): dims, values and arithmetic in phase 1."""
    s = Sketch(t)
    x, n = s.input("x", "float32", (-1, -1)), s.numbers("n", 1)
    rows = s.slice(s.shape(x), [0], [1], [1])
    dims = s.concatenation([s.literal(6), s.elementwise(rows, n, "PROD")], 0)
    s.mark_output(s.shuffle(x, dims), "y")
    return s


CHAIN_PROFILE: dict[str, Range] = {"x": ((1, 1), (4, 6), (16, 60))}
CHAIN_VALUES: dict[str, Range] = {"n": ((1,), (1,), (9,))}

# DS-EST-001 to DS-EST-003: two phases


@positive("DS-EST-001", needs=("DS-DIM-003",), features=("contexts",))
def shapes_without_execution(t: Trial) -> None:
    """The first phase needs no execution: all dims follow from dims and values of the inputs, again and again."""
    context = t.context(_chain(t), [CHAIN_PROFILE], [CHAIN_VALUES])
    for dims, n, expected in (((4, 6), 1, (6, 4)), ((2, 12), 2, (6, 4)), ((1, 18), 3, (6, 3)), ((3, 54), 9, (6, 27))):
        with t.subcase(dims=dims, n=n):
            t.accepted(context.set_dims("x", dims))
            t.accepted(context.set_values("n", (n,)))
            t.equal(context.dims("y"), expected)


@positive("DS-EST-001", needs=("DS-DIM-003",), features=("execution",))
def execution_after_shapes(t: Trial) -> None:
    """The second phase computes with the shapes of the first."""
    context = t.context(_chain(t), [CHAIN_PROFILE], [CHAIN_VALUES])
    for dims, n, expected in (((4, 6), 1, (6, 4)), ((2, 12), 2, (6, 4)), ((1, 18), 3, (6, 3))):
        with t.subcase(dims=dims, n=n):
            t.accepted(context.set_dims("x", dims))
            t.accepted(context.set_values("n", (n,)))
            x = ramp(dims)
            t.close(context.infer({"x": x}).get()["y"], x.reshape(expected), 0)


@negative("DS-EST-001", needs=("DS-DIM-003",), features=("execution",))
def no_execution_without_shapes(t: Trial) -> None:
    """Where the first phase fails nothing is executed."""
    context = t.context(_chain(t), [CHAIN_PROFILE], [CHAIN_VALUES])
    t.accepted(context.set_dims("x", (2, 12)))
    for n in (1, 3):
        with t.subcase(n=n):
            t.accepted(context.set_values("n", (n,)))
            t.refused(context.infer({"x": ramp((2, 12))}), "DS-EST-001", "DS-RES-007", "DS-LAY-028")


@positive("DS-EST-002", needs=("DS-DIM-003",), features=("contexts",))
def output_dims_on_demand(t: Trial) -> None:
    """Output dims are there when they are asked for, and follow every change of dims or values."""
    context = t.context(reshape_network(), [{"x": X}], [{"d": D}])
    t.accepted(context.set_dims("x", (4, 6)))
    for values in ((4, 6), (6, 4), (1, 24), (24, 1)):
        with t.subcase(values=values):
            t.accepted(context.set_values("d", values))
            t.equal(context.dims("y"), values)
    t.accepted(context.set_values("d", (2, 5)))
    with t.subcase(dims="first"):
        t.accepted(context.set_dims("x", (1, 10)))
        t.equal(context.dims("y"), (2, 5))


@negative("DS-EST-002", needs=("DS-DIM-003",), features=("contexts",))
def output_dims_of_a_clash(t: Trial) -> None:
    """The demand finds what is wrong, and once that is put right it is answered."""
    context = t.context(reshape_network(), [{"x": X}], [{"d": D}])
    t.accepted(context.set_dims("x", (4, 6)))
    for turn in range(2):
        with t.subcase(turn=turn):
            t.accepted(context.set_values("d", (5, 5)))
            t.refused(context.dims("y"), "DS-EST-002", "DS-LAY-028", channel="invalid dims")
            t.accepted(context.set_values("d", (3, 8)))
            t.equal(context.dims("y"), (3, 8))


@positive("DS-EST-003", needs=("DS-DIM-003",), features=("execution",))
def results_of_a_static_engine(t: Trial) -> None:
    """A dynamic engine computes what a static engine of the same shape computes."""
    inputs = [(1, 1), (3, 4), (16, 2)]
    for dims in inputs:
        with t.subcase(dims=dims):
            results = []
            for declared in ((-1, -1), dims):
                s = Sketch(t)
                x = s.input("x", "float32", declared)
                half = s.constant([0.5], "float32", (1, 1))
                s.mark_output(s.elementwise(s.activation(x, "TANH"), half, "PROD"), "y")
                context = t.context(s, [{"x": X}] if -1 in declared else [])
                if -1 in declared:
                    t.accepted(context.set_dims("x", dims))
                results.append(context.infer({"x": ramp(dims)}).get()["y"])
            t.close(results[0], results[1].astype(np.float64), 0)


@positive("DS-EST-003", needs=("DS-DIM-003",), features=("execution",))
def results_of_many_runs(t: Trial) -> None:
    """Each run computes on what it is given, however often there was one of the same dims before."""
    context = t.context(foo_network((-1, 4)), [{"foo": ((1, 4), (2, 4), (9, 4))}])
    for run, rows in enumerate((2, 2, 2, 2, 3, 2, 3, 3, 3, 2)):
        with t.subcase(run=run, rows=rows):
            x = ramp((rows, 4), -run)
            t.accepted(context.set_dims("foo", (rows, 4)))
            t.close(context.infer({"foo": x}).get()["bar"], np.maximum(x, 0), 0)
