"""DS-DIM: extents of 0, and strides."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from dynshape_fixtures import Program
from dynshape_fixtures.arrays import ramp
from dynshape_fixtures.networks import (
    add_network,
    double_network,
    foo_network,
    join_network,
    product_network,
    separate_network,
)
from dynshape_fixtures.ranges import between

from ..adapter import Array, Dims
from ..case import Trial, choice, control, negative, positive
from .expect import results_of, set_all

NEEDS = ("DS-DIM-003",)
FROM_0 = between((-1, -1), 0, 9)
Combine = Callable[[Array, Array], Array]

# DS-DIM-022, DS-DIM-025: extents of 0


@positive("DS-DIM-022", needs=NEEDS, features=("contexts",))
def extent_0_is_reported(t: Trial) -> None:
    """An extent of 0 that was set is reported as 0, of the input and of the output."""
    context = t.context(foo_network((-1, -1)), [{"foo": FROM_0}])
    for dims in ((0, 3), (3, 0), (0, 0)):
        with t.subcase(dims=dims):
            t.accepted(context.set_dims("foo", dims))
            t.equal(context.dims("foo"), dims)
            t.equal(context.dims("bar"), dims)


@positive("DS-DIM-025", needs=NEEDS, features=("execution",))
def empty_tensors_of_any_rank(t: Trial) -> None:
    """Empty tensors are computed with, whichever axis is empty, and give empty results."""
    for rank in range(1, 8):
        context = t.context(double_network((-1,) * rank), [{"x": between((-1,) * rank, 0, 3)}])
        for axis in range(rank):
            with t.subcase(rank=rank, axis=axis):
                dims = (2,) * axis + (0,) + (2,) * (rank - axis - 1)
                t.accepted(context.set_dims("x", dims))
                t.equal(results_of(t, context, {"x": ramp(dims)})["y"].shape, dims)


@positive("DS-DIM-025", needs=NEEDS, features=("execution",))
def empty_and_not_by_turns(t: Trial) -> None:
    """After an empty tensor one with elements is computed, and the other way round."""
    context = t.context(foo_network((-1, 4)), [{"foo": between((-1, 4), 0, 9)}])
    for turn, rows in enumerate((0, 3, 0, 1)):
        with t.subcase(turn=turn, rows=rows):
            x = ramp((rows, 4))
            t.accepted(context.set_dims("foo", (rows, 4)))
            t.close(results_of(t, context, {"foo": x})["bar"], np.maximum(x, 0), 0)


@positive("DS-DIM-025", needs=NEEDS, features=("execution",))
def layers_with_an_empty_input(t: Trial) -> None:
    """Layers of two inputs take empty ones: 0 against 1 is 0, an empty part adds nothing, an empty sum is 0."""
    a_b = {"a": FROM_0, "b": FROM_0}
    networks: dict[str, tuple[Program, str, Combine, tuple[tuple[Dims, Dims], ...]]] = {
        "add": (add_network(), "sum", np.add, (((0, 3), (0, 3)), ((0, 3), (1, 3)), ((1, 0), (4, 1)))),
        "join": (join_network(), "joined", lambda a, b: np.concatenate([a, b]), (((0, 3), (2, 3)), ((2, 3), (0, 3)))),
        "product": (product_network(), "product", np.matmul, (((2, 0), (0, 3)), ((0, 2), (2, 3)), ((2, 3), (3, 0)))),
    }
    for name, (program, output, expected, vectors) in networks.items():
        context = t.context(program, [a_b])
        for a, b in vectors:
            with t.subcase(network=name, a=a, b=b):
                set_all(t, context, {"a": a, "b": b})
                inputs = {"a": ramp(a), "b": ramp(b)}
                wanted = expected(inputs["a"], inputs["b"])
                t.equal(context.dims(output), wanted.shape)
                t.close(results_of(t, context, inputs)[output], wanted, 0)


@positive("DS-DIM-025", needs=NEEDS, features=("execution",))
def product_over_an_axis_resized_to_none(t: Trial) -> None:
    """A resize may leave nothing of an axis, and a product over that axis sums nothing."""
    program = Program()
    x = program.input("x", "float32", (-1, -1))
    resized = program.layer("resize", [x], {}, {"shape": [2, 0], "resize_mode": "NEAREST"})
    factors = {"op0": "NONE", "op1": "TRANSPOSE"}
    program.mark_output(program.layer("matrix_multiply", [resized, resized], factors), "y")
    context = t.context(program, [{"x": between((-1, -1), 1, 4)}])
    for dims in ((1, 1), (2, 3)):
        with t.subcase(dims=dims):
            t.accepted(context.set_dims("x", dims))
            t.close(results_of(t, context, {"x": ramp(dims)})["y"], np.zeros((2, 2)), 0)


def _reduction(op: str) -> Program:
    program = Program()
    x = program.input("x", "float32", (-1, -1))
    program.mark_output(program.reduce(x, op, 0b01, False), "y")
    return program


@positive("DS-DIM-025", needs=NEEDS, features=("execution",))
def reduction_over_an_empty_axis(t: Trial) -> None:
    """A reduction over an empty axis gives its identity."""
    for op, identity in (("SUM", 0), ("PROD", 1), ("MAX", -np.inf), ("MIN", np.inf), ("AVG", np.nan)):
        context = t.context(_reduction(op), [{"x": FROM_0}])
        for columns in (0, 1, 3):
            with t.subcase(op=op, columns=columns):
                t.accepted(context.set_dims("x", (0, columns)))
                got = results_of(t, context, {"x": ramp((0, columns))})["y"]
                t.close(got, np.full((columns,), identity, np.float64), 0)


@control("DS-DIM-025", needs=NEEDS, features=("execution",))
def reduction_over_a_full_axis(t: Trial) -> None:
    """The same reductions over an axis with elements give those of the elements."""
    x = ramp((4, 3))
    expected = {"SUM": x.sum(0), "PROD": x.prod(0), "MAX": x.max(0), "MIN": x.min(0), "AVG": x.mean(0)}
    for op, wanted in expected.items():
        with t.subcase(op=op):
            context = t.context(_reduction(op), [{"x": FROM_0}])
            t.accepted(context.set_dims("x", (4, 3)))
            t.close(results_of(t, context, {"x": x})["y"], wanted.astype(np.float64), 0)


@negative("DS-DIM-025", needs=NEEDS, features=("contexts",))
def extent_0_below_min(t: Trial) -> None:
    """Where min is 1 an extent of 0 is refused."""
    context = t.context(foo_network((-1, -1)), [{"foo": between((-1, -1), 1, 9)}])
    for dims in ((0, 3), (3, 0), (0, 0)):
        with t.subcase(dims=dims):
            t.refused(context.set_dims("foo", dims), "DS-DIM-025", "DS-DIM-014", channel="False")


@negative("DS-DIM-025", needs=NEEDS, features=("contexts",))
def extent_0_against_2(t: Trial) -> None:
    """0 is no 1: against 2 it is inconsistent."""
    context = t.context(add_network(), [{"a": FROM_0, "b": FROM_0}])
    for a, b in (((0, 3), (2, 3)), ((2, 3), (0, 3)), ((2, 0), (2, 3))):
        with t.subcase(a=a, b=b):
            set_all(t, context, {"a": a, "b": b})
            t.refused(context.dims("sum"), "DS-DIM-025", "DS-DIM-009", "DS-LAY-001", channel="invalid dims")


# DS-DIM-026: strides

BINDINGS = ("contexts", "bindings")


@positive("DS-DIM-026", needs=NEEDS, features=BINDINGS, editions=("8.4", "9"))
def strides_of_known_dims(t: Trial) -> None:
    """When the dims are known there is a stride for each of them, for input and output."""
    for rank in range(1, 8):
        context = t.context(double_network((-1,) * rank), [{"x": between((-1,) * rank, 1, 3)}])
        t.accepted(context.set_dims("x", (2,) * rank))
        for binding in (0, 1):
            with t.subcase(rank=rank, binding=binding):
                t.equal(len(context.binding_strides(binding).get()), rank)


@positive("DS-DIM-026", needs=NEEDS, features=BINDINGS, editions=("8.4", "9"))
def strides_in_elements(t: Trial) -> None:
    """Strides count elements and not bytes, as the header says: the least of them is 1, whatever the type."""
    for dtype in ("float32", "float16", "int8", "int32"):
        context = t.context(double_network((-1, -1), dtype), [{"x": between((-1, -1), 1, 9)}])
        t.accepted(context.set_dims("x", (3, 5)))
        for binding in (0, 1):
            with t.subcase(dtype=dtype, binding=binding):
                t.equal(min(context.binding_strides(binding).get()), 1)


@negative("DS-DIM-026", needs=NEEDS, features=BINDINGS, editions=("8.4", "9"))
def strides_of_unknown_dims(t: Trial) -> None:
    """While an extent is not known the strides are invalid, those of the output too."""
    engine = t.engine(separate_network(), [{name: between((-1, 4), 1, 9) for name in "ab"}])
    context = t.create_context(engine)
    t.accepted(context.set_dims("a", (5, 4)))
    for tensor in "bq":
        with t.subcase(tensor=tensor):
            binding = engine.binding_index(tensor).get()
            t.refused(context.binding_strides(binding), channel="invalid dims", logged=False)
    with t.subcase(tensor="a"):
        t.equal(len(context.binding_strides(engine.binding_index("a").get()).get()), 2)


@negative("DS-DIM-026", needs=NEEDS, features=BINDINGS, editions=("8.4", "9"))
def strides_of_an_unknown_axis(t: Trial) -> None:
    """One unknown extent is enough, whichever axis it is, and though the stride would not depend on it."""
    for declared in ((-1, 4, 5), (3, -1, 5), (3, 4, -1)):
        engine = t.engine(double_network(declared), [{"x": between(declared, 1, 9)}])
        context = t.create_context(engine)
        for tensor in "xy":
            with t.subcase(declared=declared, tensor=tensor):
                binding = engine.binding_index(tensor).get()
                t.refused(context.binding_strides(binding), channel="invalid dims", logged=False)
        t.accepted(context.set_dims("x", (3, 4, 5)))
        for tensor in "xy":
            with t.subcase(declared=declared, tensor=tensor, set=True):
                t.equal(len(context.binding_strides(engine.binding_index(tensor).get()).get()), 3)


@positive("DS-DIM-026", needs=NEEDS, features=BINDINGS, editions=("8.4", "9"))
def strides_of_a_scalar(t: Trial) -> None:
    """A scalar has no strides, which is not the same as invalid ones: nothing of it is unknown."""
    engine = t.engine(double_network(()), [{}])
    context = t.create_context(engine)
    for tensor in "xy":
        with t.subcase(tensor=tensor):
            t.equal(context.binding_strides(engine.binding_index(tensor).get()), ())


@negative("DS-DIM-026", needs=NEEDS, features=BINDINGS, editions=("8.4", "9"))
def strides_of_no_binding(t: Trial) -> None:
    """The strides of a binding that does not exist are invalid."""
    context = t.context(double_network((-1, 4)), [{"x": between((-1, 4), 1, 9)}])
    t.accepted(context.set_dims("x", (5, 4)))
    for index in (-1, 2, 1000):
        with t.subcase(index=index):
            t.refused(context.binding_strides(index), channel="invalid dims", logged=False)


@choice("DS-DIM-026", needs=NEEDS, features=BINDINGS, editions=("8.4", "9"))
def order_of_strides(t: Trial) -> None:
    """The layout: no source says that it is row-major where nothing else was asked for."""
    context = t.context(double_network((-1, -1, -1)), [{"x": between((-1, -1, -1), 1, 9)}])
    t.accepted(context.set_dims("x", (2, 3, 5)))
    t.chose("row-major" if context.binding_strides(0).get() == (15, 5, 1) else "other")
