"""DS-LEX: what layers take and yield for dynamic shapes."""

from __future__ import annotations

from dynshape_fixtures.arrays import ramp

from ..case import Trial, control, negative, positive
from .expect import refused_at_last
from .sketch import Sketch, classes, integer_type, partly_read, use

RUN = ("contexts",)
FILLED = ("DS-RULE-015",)

# DS-LEX-001 to DS-LEX-003: IShapeLayer


@positive("DS-LEX-001")
def shape_is_one_dimensional(t: Trial) -> None:
    """The output of IShapeLayer is a 1-D tensor with one element for each axis of the input, of any type."""
    for dtype in ("float32", "int32", "bool", "float16"):
        for rank in range(9):
            with t.subcase(dtype=dtype, rank=rank):
                s = Sketch(t)
                shape = s.shape(s.input("x", dtype, (-1, 3, -1, 5, 1, 0, -1, 2)[:rank]))
                definition = t.define(s)
                t.equal(definition.tensor_dims(shape), (rank,))
                t.equal(definition.tensor_dtype(shape), integer_type(t))


@positive("DS-LEX-002", needs=FILLED)
def shape_of_fixed_dims(t: Trial) -> None:
    """The elements are the dims: those of (2,3,5,7) are 2, 3, 5, 7."""
    for dims in ((2, 3, 5, 7), (1,), (0,), (4, 0, 1), (1, 2, 3, 4, 5, 6, 7, 8), (1, 1, 1)):
        with t.subcase(dims=dims):
            s = Sketch(t)
            t.equal(partly_read(t, s, s.shape(s.input("x", "float32", dims))), dims)


@positive("DS-LEX-002", needs=FILLED, editions=("10", None))
def shape_of_dims_beyond_int32(t: Trial) -> None:
    """From 10 on an element may be beyond 32 bits, as an extent may."""
    for dims in ((2**31, 0), (0, 2**33), (2**32 + 5, 0, 2**40)):
        with t.subcase(dims=dims):
            s = Sketch(t)
            t.equal(partly_read(t, s, s.shape(s.input("x", "float32", dims))), dims)


@positive("DS-LEX-002", features=RUN)
def shape_of_run_time_dims(t: Trial) -> None:
    """At run time the elements are the dims that were set, of an input or of what follows from it."""
    s = Sketch(t)
    x = s.input("x", "float32", (-1, 3, -1))
    s.mark_output_for_shapes(s.shape(x), "of_input")
    s.mark_output_for_shapes(s.shape(s.concatenation([x, x], 2)), "of_layer")
    context = t.context(s, [{"x": ((0, 3, 0), (2, 3, 5), (9, 3, 9))}])
    for dims in ((2, 3, 5), (0, 3, 9), (9, 3, 0), (1, 3, 1)):
        with t.subcase(dims=dims):
            t.accepted(context.set_dims("x", dims))
            t.equal(context.values("of_input"), dims)
            t.equal(context.values("of_layer"), (dims[0], 3, 2 * dims[2]))


@positive("DS-LEX-002", features=("execution",))
def shape_as_data(t: Trial) -> None:
    """As an execution tensor it holds the same."""
    s = Sketch(t)
    s.mark_output(s.shape(s.input("x", "float32", (-1, 3, -1, 7))), "y")
    context = t.context(s, [{"x": ((1, 3, 1, 7), (2, 3, 5, 7), (9, 3, 9, 7))}])
    for dims in ((2, 3, 5, 7), (9, 3, 1, 7)):
        with t.subcase(dims=dims):
            t.accepted(context.set_dims("x", dims))
            t.equal(tuple(context.infer({"x": ramp(dims)}).get()["y"].tolist()), dims)


@positive("DS-LEX-003")
def shape_of_a_scalar(t: Trial) -> None:
    """Of a scalar it has no elements, and as dims these make a scalar."""
    s = Sketch(t)
    shape = s.shape(s.input("x", "float32", ()))
    scalar = s.shuffle(s.input("one", "float32", (1,)), shape)
    definition = t.define(s)
    with t.subcase(tensor="shape"):
        t.equal(definition.tensor_dims(shape), (0,))
    with t.subcase(tensor="reshaped"):
        t.equal(definition.tensor_dims(scalar), ())


# DS-LEX-013: what is known of the output while the network is defined


def _shaped_by_input(s: Sketch, layer: str, dims: str, rank: int) -> str:
    x = s.input("x", "float32", (2,) * rank)
    if layer == "shuffle":
        return s.shuffle(s.input("flat", "float32", (-1,)), dims)
    if layer == "resize":
        return s.resize(x, dims)
    y = s.slice(x, [0] * rank, [1] * rank, [1] * rank)
    s.set_input(y, 2, dims)
    return y


LAYERS = ("shuffle", "resize", "slice")


@positive("DS-LEX-013")
def rank_of_the_output_is_known(t: Trial) -> None:
    """With dims of an input the output has -1 for each extent; their number is known."""
    for layer in LAYERS:
        for rank in (1, 2, 4, 8):
            with t.subcase(layer=layer, rank=rank):
                s = Sketch(t)
                y = _shaped_by_input(s, layer, s.numbers("d", rank), rank)
                t.equal(t.define(s).tensor_dims(y), (-1,) * rank)


@positive("DS-LEX-013")
def extents_that_are_found(t: Trial) -> None:
    """Extents that constant propagation finds are known: all of a constant, some of a mixture."""
    for layer in LAYERS:
        for mixed in (False, True):
            with t.subcase(layer=layer, mixed=mixed):
                s = Sketch(t)
                first = s.numbers("n", 1) if mixed else s.literal(2)
                y = _shaped_by_input(s, layer, s.concatenation([first, s.literal(1)], 0), 2)
                t.equal(t.define(s).tensor_dims(y), (-1 if mixed else 2, 1))


@negative("DS-LEX-013")
def number_of_extents_unknown(t: Trial) -> None:
    """Where their number is not known there is no output."""
    s = Sketch(t)
    y = s.shuffle(s.input("x", "float32", (6,)), s.input("d", s.integer, (-1,)))
    s.mark_output(y, "y")
    definition = t.define(s)
    profile = t.profile(definition, {"d": ((1,), (1,), (2,))})
    t.accepted(definition.add_profile(profile))
    refused_at_last(t, definition, y, "DS-LEX-013", "DS-EST-004", "DS-EST-010", "DS-SIO-005")


# DS-LEX-014, DS-LEX-015: static parameters of a layer that takes them as inputs

SHUFFLE = {"reshape_dims": (1, (3, 2))}
SLICE = {"start": (1, (1,)), "shape": (2, (3,)), "stride": (3, (2,))}


@positive("DS-LEX-014", needs=("DS-RULE-034",))
def setter_takes_the_input_away(t: Trial) -> None:
    """A static setter of shuffle or slice takes the matching input away, which is no shape tensor any more."""
    for kind, properties in (("shuffle", SHUFFLE), ("slice", SLICE)):
        for property, (index, value) in properties.items():
            with t.subcase(layer=kind, property=property):
                s = Sketch(t)
                d = s.numbers("d", 2 if kind == "shuffle" else 1)
                x = s.input("x", "float32", (6,))
                y = s.shuffle(x) if kind == "shuffle" else s.slice(x, [0], [1], [1])
                s.set_input(y, index, d)
                definition = t.define(s)
                t.equal(classes(definition, d), "S")
                change = Sketch(t, prefix="u")
                change.set_property(y, property, list(value))
                use(t, definition, change)
                t.equal(definition.layer_input(y, index), None)
                t.equal(definition.layer_property(y, property), value)
                t.equal(classes(definition, d), "-")


@negative("DS-LEX-014")
def setter_of_a_dynamic_resize(t: Trial) -> None:
    """For a resize a static setter is an error, and the input stays."""
    for property, value in (("shape", [1, 1, 4, 6]), ("scales", [1.0, 1.0, 2.0, 2.0])):
        with t.subcase(property=property):
            s = Sketch(t)
            y = s.resize(s.input("x", "float32", (1, 1, 2, 3)), s.numbers("d", 4))
            definition = t.define(s)
            change = Sketch(t, prefix="u")
            change.set_property(y, property, value)
            t.refused(definition.extend(change)[0], "DS-LEX-014", "DS-LAY-040")
            t.equal(definition.layer_input(y, 1), "d")
            t.equal(definition.tensor_dims(y), (-1,) * 4)


@control("DS-LEX-014")
def setter_of_a_static_resize(t: Trial) -> None:
    """Without that input the same setters are accepted."""
    for property, value in (("shape", [1, 1, 4, 6]), ("scales", [1.0, 1.0, 2.0, 2.0])):
        with t.subcase(property=property):
            s = Sketch(t)
            y = s.resize(s.input("x", "float32", (1, 1, 2, 3)))
            s.set_property(y, property, value)
            t.equal(t.define(s).tensor_dims(y), (1, 1, 4, 6))


@positive("DS-LEX-015")
def getter_of_a_static_layer(t: Trial) -> None:
    """Without inputs in their place the parameters are read back."""
    s = Sketch(t)
    x = s.input("x", "float32", (6,))
    shuffle, slice = s.shuffle(x, reshape_dims=[2, 3]), s.slice(x, [1], [2], [2])
    resize, fill = s.resize(s.input("i", "float32", (1, 1, 2, 3)), shape=[1, 1, 4, 6]), s.linspace(7)
    definition = t.define(s)
    expected = [(shuffle, "reshape_dims", (2, 3)), (slice, "start", (1,)), (slice, "shape", (2,))]
    expected += [(slice, "stride", (2,)), (resize, "shape", (1, 1, 4, 6)), (fill, "shape", (7,))]
    for layer, property, value in expected:
        with t.subcase(layer=layer, property=property):
            t.equal(definition.layer_property(layer, property), value)


@negative("DS-LEX-015")
def getter_of_a_dynamic_layer(t: Trial) -> None:
    """With inputs in their place the dims are invalid, and other parameters are not left of either."""
    s = Sketch(t)
    x = s.input("x", "float32", (6,))
    shuffle, slice = s.shuffle(x, reshape_dims=[3, 2]), s.slice(x, [1], [2], [2])
    s.set_input(shuffle, 1, s.literal(2, 3))
    for index in (1, 2, 3):
        s.set_input(slice, index, s.literal(1))
    resize = s.resize(s.input("i", "float32", (1, 1, 2, 3)), s.literal(1, 1, 4, 6))
    fill = s.linspace(7)
    s.set_input(fill, 0, s.literal(3))
    definition = t.define(s)
    for layer, property in ((shuffle, "reshape_dims"), (slice, "start"), (slice, "shape"), (slice, "stride")):
        with t.subcase(layer=layer, property=property):
            t.refused(definition.layer_property(layer, property), channel="invalid dims", logged=False)
    for layer in (resize, fill):
        with t.subcase(layer=layer, property="shape"):
            t.refused(definition.layer_property(layer, "shape"), channel="invalid dims", logged=False)
    with t.subcase(layer=resize, property="scales"):
        t.equal(definition.layer_property(resize, "scales"), ())


@negative("DS-LEX-015")
def parameters_of_a_dynamic_fill(t: Trial) -> None:
    """Alpha and beta of a fill that takes them as inputs read -1."""
    s = Sketch(t)
    fill = s.linspace(7)
    s.set_property(fill, "alpha", 3.0)
    s.set_property(fill, "beta", 2.0)
    for index, tensor in enumerate((s.literal(3), s.constant(3.0, "float32"), s.constant([2.0], "float32"))):
        s.set_input(fill, index, tensor)
    definition = t.define(s)
    for property in ("alpha", "beta"):
        with t.subcase(property=property):
            t.equal(definition.layer_property(fill, property), -1.0)
