"""DS-EST: what the classes are in an engine: bindings of the first and of the second phase."""

from __future__ import annotations

import numpy as np
from dynshape_fixtures.arrays import ramp

from ..case import Range, Trial, control, negative, positive
from .sketch import Sketch, at_least, classes, values_between

BINDINGS = ("bindings",)
RUNS = ("execution", "bindings")
OLD = ("8.4", "9")


def four_classes(t: Trial) -> Sketch:
    """Inputs data (E), dims (S), both (SE) and measured (neither); outputs y, seen (E) and total (S)."""
    s = Sketch(t)
    data, dims, both = s.input("data", "float32", (6,)), s.numbers("dims"), s.numbers("both")
    shape = s.shape(s.input("measured", "float32", (-1, -1)))
    s.mark_output(s.shuffle(data, s.elementwise(dims, both, "PROD")), "y")
    s.mark_output(s.gather(data, both), "seen")
    s.mark_output_for_shapes(s.elementwise(shape, dims, "SUM"), "total")
    return s


RANGES: dict[str, Range] = {"measured": ((1, 1), (2, 3), (9, 9))}
VALUES: dict[str, Range] = {"dims": values_between(1, (2, 3), 6), "both": values_between(0, (1, 1), 5)}
EXPECTED = {
    "data": (False, True),
    "dims": (True, False),
    "both": (True, True),
    "measured": (False, False),
    "y": (False, True),
    "seen": (False, True),
    "total": (True, False),
}
"""(is_shape_binding, is_execution_binding) of each input and output."""


@positive("DS-EST-018", features=BINDINGS, editions=OLD)
def bindings_of_the_phases(t: Trial) -> None:
    """A binding is a shape binding iff the first phase needs or yields it, an execution binding iff the second does."""
    engine = t.engine(four_classes(t), [RANGES] * 2, [VALUES] * 2)
    for name, (shape, execution) in EXPECTED.items():
        for profile in (0, 1):
            with t.subcase(tensor=name, profile=profile):
                index = engine.binding_index(name).get() + profile * len(EXPECTED)
                t.equal(engine.is_shape_binding(index), shape)
                t.equal(engine.is_execution_binding(index), execution)


@negative("DS-EST-018", features=BINDINGS, editions=OLD)
def binding_of_no_phase(t: Trial) -> None:
    """A binding that no phase needs or yields is neither; an index out of range is neither."""
    engine = t.engine(four_classes(t), [RANGES], [VALUES])
    for index in (engine.binding_index("measured").get(), -1, len(EXPECTED), 1000):
        with t.subcase(index=index):
            for answer in (engine.is_shape_binding(index), engine.is_execution_binding(index)):
                t.true(not answer.ok or answer.value is False, "False, or refused", answer.value)


@positive("DS-EST-018", features=BINDINGS, editions=("8.5", "9"))
def bindings_of_dims_that_are_computed(t: Trial) -> None:
    """Where the second phase computes what decides dims, or how many there are, it needs all that it computes from."""
    s = Sketch(t)
    row, matrix = s.input("row", "float32", (1, 2)), s.input("matrix", "float32", (2, 2))
    s.mark_output(s.filled(s.integers(s.shuffle(s.matrix_multiply(row, matrix), reshape_dims=[2]))), "y")
    engine = t.engine(s)
    for name in ("row", "matrix"):
        with t.subcase(tensor=name):
            index = engine.binding_index(name).get()
            t.equal(engine.is_execution_binding(index), True)
            t.equal(engine.is_shape_binding(index), False)


@positive("DS-EST-017", needs=("DS-RULE-034",), editions=OLD)
def input_of_shape_layers_only(t: Trial) -> None:
    """A tensor that is used for its dimensions only is neither a shape tensor nor an execution tensor."""
    for dtype in ("float32", "int32", "bool"):
        for dims in ((-1, -1), (2, 3), (-1,)):
            with t.subcase(dtype=dtype, dims=dims):
                s = Sketch(t)
                x = s.input("x", dtype, dims)
                shape = s.shape(x)
                s.mark_output(s.filled(shape), "y")
                s.mark_output(s.identity(shape), "z")
                t.equal(classes(t.define(s), x), "-")


@positive("DS-EST-017", features=RUNS, editions=OLD)
def null_for_what_is_measured(t: Trial) -> None:
    """Only its dims are set: a null pointer is accepted for it."""
    s = Sketch(t)
    s.mark_output(s.shape(s.input("x", "float32", (-1, -1))), "y")
    context = t.context(s, [{"x": ((1, 1), (2, 3), (9, 9))}])
    for dims in ((1, 1), (4, 7), (9, 9)):
        with t.subcase(dims=dims):
            t.accepted(context.set_dims("x", dims))
            t.equal(tuple(context.infer({}).get()["y"].tolist()), dims)


@negative("DS-EST-017", features=RUNS, editions=OLD)
def dims_of_what_is_measured(t: Trial) -> None:
    """It still is an input of the engine: unless its dims are set nothing runs, and it needs a profile."""
    s = Sketch(t)
    s.mark_output(s.shape(s.input("x", "float32", (-1, -1))), "y")
    with t.subcase(missing="dims"):
        context = t.context(s, [{"x": ((1, 1), (2, 3), (9, 9))}])
        t.equal(context.all_dims_specified(), False)
        t.refused(context.infer({}), "DS-EST-017", "DS-CTX-019", "DS-DIM-021", "DS-DIM-017")
    with t.subcase(missing="profile"):
        t.refused(t.define(s).build(), "DS-PROF-002")


@positive("DS-EST-019", features=RUNS, editions=OLD)
def null_for_what_is_not_executed(t: Trial) -> None:
    """Bindings that are no execution bindings may be null: shape inputs and what is measured."""
    context = t.context(four_classes(t), [RANGES], [VALUES])
    t.accepted(context.set_dims("measured", (4, 5)))
    t.accepted(context.set_values("dims", (3, 1)))
    t.accepted(context.set_values("both", (1, 2)))
    data = ramp((6,))
    got = context.infer({"data": data, "both": np.array((1, 2), "int32")}).get()
    t.close(got["y"], data.reshape(3, 2).astype(np.float64), 0)
    t.close(got["seen"], data[[1, 2]].astype(np.float64), 0)
    t.equal(tuple(got["total"].tolist()), (7, 6))


@negative("DS-EST-019", features=RUNS, editions=OLD)
def null_for_what_is_executed(t: Trial) -> None:
    """A null pointer for an execution binding is refused, one that is a shape binding as well included."""
    context = t.context(four_classes(t), [RANGES], [VALUES])
    t.accepted(context.set_dims("measured", (4, 5)))
    t.accepted(context.set_values("dims", (3, 1)))
    t.accepted(context.set_values("both", (1, 2)))
    arrays = {"data": ramp((6,)), "both": np.array((1, 2), "int32")}
    for missing in arrays:
        with t.subcase(missing=missing):
            given = {name: array for name, array in arrays.items() if name != missing}
            t.refused(context.infer(given), "DS-EST-019")


@positive("DS-EST-020", features=BINDINGS, editions=OLD)
def boundary_shape_tensors(t: Trial) -> None:
    """A shape tensor that is an input or output of the engine is a shape binding of type Int32."""
    engine = t.engine(four_classes(t), [RANGES], [VALUES])
    for name, (shape, _) in EXPECTED.items():
        if shape:
            with t.subcase(tensor=name):
                t.equal(engine.is_shape_binding(engine.binding_index(name).get()), True)
                t.equal(engine.binding_dtype(name), "int32")


@negative("DS-EST-020")
def boundary_shape_tensor_of_another_type(t: Trial) -> None:
    """An input of another type that is a shape tensor is not built; Int64 is one of the types from 10 on."""
    for dtype in ("float32", "bool", "int8"):
        with t.subcase(dtype=dtype):
            s = Sketch(t)
            a = s.input("a", dtype, (2,))
            dims = s.counted(s.identity(a)) if dtype == "bool" else s.integers(s.floats(a))
            s.mark_output(s.filled(dims), "y")
            definition = t.adapter.define(s)
            profile = t.profile(definition, {}, {"a": ((1, 1), (1, 1), (1, 1))})
            t.accepted(definition.add_profile(profile))
            t.refused(definition.build(), "DS-EST-020", "DS-SIO-013", "DS-EST-009", "DS-LAY-057")


@control("DS-EST-020")
def boundary_shape_tensor_of_integers(t: Trial) -> None:
    """The same network with an input of integers builds, of Int64 too from edition 10 on."""
    for dtype in ("int32", "int64") if at_least(t, "10") else ("int32",):
        with t.subcase(dtype=dtype):
            s = Sketch(t)
            a = s.input("a", dtype, (2,))
            s.mark_output(s.filled(s.integers(s.floats(a))), "y")
            t.accepted(t.definition(s, [{}], [{"a": ((1, 1), (1, 1), (1, 1))}]).build())
