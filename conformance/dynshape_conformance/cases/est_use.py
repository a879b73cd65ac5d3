"""DS-EST: execution tensors and shape tensors: a tensor is what its ultimate use makes it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from dynshape_fixtures.arrays import ramp

from ..case import Trial, control, negative, positive
from .expect import refused_at_last
from .rule_table import EXAMPLES, follows_its_rule
from .sketch import Sketch, classes, pinned_values, use

FLAGS = ("DS-RULE-034",)

# DS-EST-005, DS-EST-007, DS-EST-011 to DS-EST-016: classes go by use


@positive("DS-EST-005", needs=FLAGS)
def each_of_the_classes(t: Trial) -> None:
    """The same tensor is an execution tensor, a shape tensor, both or, unused, neither."""
    for dtype in ("int32", "float32", "bool"):
        for uses in ("", "S", "E", "SE"):
            with t.subcase(dtype=dtype, uses=uses or "none"):
                s = Sketch(t)
                a = s.numbers("a")
                tensor = {"int32": s.identity, "float32": s.floats, "bool": s.positive}[dtype](a)
                if "S" in uses:
                    s.mark_output(s.filled(s.counted(tensor) if dtype == "bool" else s.integers(tensor)), "filled")
                if "E" in uses:
                    s.mark_output(s.identity(tensor), "used")
                t.equal(classes(t.define(s), tensor), uses or "-")


@negative("DS-EST-005", needs=FLAGS)
def type_and_dims_make_no_class(t: Trial) -> None:
    """A 1-D integer tensor that is used as data only is no shape tensor, though it could be one."""
    s = Sketch(t)
    a, shape = s.numbers("a"), s.shape(s.input("x", "float32", (2, 3)))
    s.mark_output(s.elementwise(a, shape, "SUM"), "y")
    definition = t.define(s)
    for tensor in (a, shape):
        with t.subcase(tensor=tensor):
            t.equal(classes(definition, tensor), "E")


@positive("DS-EST-007", needs=FLAGS, features=("execution",))
def execution_tensors_of_all_types(t: Trial) -> None:
    """Execution tensors are of any rank and of all types that layers compute with."""
    for dtype in ("float32", "float16", "int32"):
        for dims in ((), (3,), (2, 3), (1,) * 8):
            with t.subcase(dtype=dtype, dims=dims):
                s = Sketch(t)
                x = s.input("x", dtype, dims)
                s.mark_output(s.elementwise(x, x, "SUM"), "y")
                array = ramp(dims, dtype=dtype)
                t.close(t.context(s).infer({"x": array}).get()["y"], 2 * array.astype(np.float64), 0)


def _parameter(index: int) -> Callable[[Sketch, str, str], None]:
    def add(s: Sketch, x: str, dims: str) -> None:
        s.set_input(s.slice(x, [0], [1], [1]), index, dims)

    return add


SHAPE_USES: dict[str, Callable[[Sketch, str, str], object]] = {
    "shuffle": lambda s, x, dims: s.shuffle(x, dims),
    "resize": lambda s, x, dims: s.resize(x, dims),
    "fill": lambda s, x, dims: s.filled(dims),
    "output": lambda s, x, dims: s.mark_output_for_shapes(dims),
    "start": _parameter(1),
    "size": _parameter(2),
    "stride": _parameter(3),
}
"""Uses of a tensor that make a shape tensor of it."""


@positive("DS-EST-011", needs=FLAGS)
def shape_layer_as_dims(t: Trial) -> None:
    """The output of IShapeLayer is a shape tensor once it is used as one: by shuffle, resize, slice, fill or output."""
    for rank in (1, 2, 3, 5):
        s = Sketch(t)
        y, x = s.input("y", "float32", (-1,) * rank), s.input("x", "float32", (-1,) * rank)
        shapes = {name: s.shape(y) for name in SHAPE_USES}
        definition = t.define(s)
        for name, shape in shapes.items():
            with t.subcase(rank=rank, use=name):
                t.equal(classes(definition, shape), "-")
                change = Sketch(t, prefix=name)
                SHAPE_USES[name](change, x, shape)
                use(t, definition, change)
                t.equal(classes(definition, shape), "S")


@negative("DS-EST-011", needs=FLAGS)
def shape_layer_as_data(t: Trial) -> None:
    """The output of IShapeLayer that is used as data only is no shape tensor."""
    s = Sketch(t)
    shape = s.shape(s.input("x", "float32", (2, -1)))
    s.mark_output(s.elementwise(shape, s.literal(1, 1), "SUM"), "y")
    t.equal(classes(t.define(s), shape), "E")


@positive("DS-EST-012")
def dims_that_are_a_shape_tensor(t: Trial) -> None:
    """The second input of a shuffle may be any tensor that can be a shape tensor."""
    for layer, example in EXAMPLES.items():
        with t.subcase(layer=layer):
            s = Sketch(t)
            made = example.make(s)
            volume = int(np.prod(example.expected))
            dims = example.to_integers(s, made.output)
            if volume == 0:
                dims = s.elementwise(dims, s.literal(1), "SUM")
                volume = int(np.prod([value + 1 for value in example.expected]))
            s.mark_output(s.shuffle(s.input("x", "float32", (volume,)), dims), "y")
            t.accepted(t.definition(s, [{}], [pinned_values(dict(example.values))]).build())


@negative("DS-EST-012", editions=("8.4", "8.4"))
def dims_of_execution_only(t: Trial) -> None:
    """Dims by a layer that makes no shape tensors are refused."""
    s = Sketch(t)
    y = s.shuffle(s.input("x", "float32", (6,)), s.execution_only(s.numbers("a")))
    s.mark_output(y, "y")
    refused_at_last(t, t.define(s), y, "DS-EST-012", "DS-RULE-029")


@negative("DS-EST-012")
def dims_that_are_no_integers(t: Trial) -> None:
    """Dims that are floats or Bools are refused."""
    for dtype in ("float32", "bool"):
        with t.subcase(dtype=dtype):
            s = Sketch(t)
            a = s.numbers("a")
            y = s.shuffle(s.input("x", "float32", (6,)), s.floats(a) if dtype == "float32" else s.positive(a))
            s.mark_output(y, "y")
            definition = t.definition(s, [{}], [pinned_values({"a": (2, 3)})])
            refused_at_last(t, definition, y, "DS-EST-012", "DS-LAY-033")


@positive("DS-EST-013", needs=FLAGS)
def polymorphic_layers(t: Trial) -> None:
    """The same layer works on execution tensors and on shape tensors."""
    for layer in ("elementwise", "comparison", "concatenation", "gather", "select", "reduce", "unary"):
        follows_its_rule(t, layer)


@negative("DS-EST-013", needs=FLAGS)
def two_sums_of_two_classes(t: Trial) -> None:
    """Two sums of the same inputs are of the classes of their own uses; only the inputs are of both."""
    s = Sketch(t)
    a, b = s.numbers("a"), s.numbers("b")
    shape, data = s.elementwise(a, b, "SUM"), s.elementwise(a, b, "SUM")
    s.mark_output(s.filled(shape), "filled")
    s.mark_output(data, "data")
    definition = t.define(s)
    for tensor, expected in ((shape, "S"), (data, "E"), (a, "SE"), (b, "SE")):
        with t.subcase(tensor=tensor):
            t.equal(classes(definition, tensor), expected)


@positive("DS-EST-014", needs=FLAGS)
def ultimate_use(t: Trial) -> None:
    """A sum is a shape tensor if what is made of it in the end is used for dims, however many layers later."""
    for layers in (0, 1, 2, 5, 40):
        with t.subcase(layers=layers):
            s = Sketch(t)
            a = s.numbers("a")
            tensor = first = s.elementwise(a, s.literal(1, 1), "SUM")
            for number in range(layers):
                tensor = s.identity(tensor) if number % 2 else s.elementwise(tensor, s.literal(0), "SUM")
            shuffle = s.shuffle(s.input("x", "float32", (6,)))
            definition = t.define(s)
            t.equal(classes(definition, first), "-")
            change = Sketch(t, prefix="u")
            change.set_input(shuffle, 1, tensor)
            use(t, definition, change)
            t.equal(classes(definition, first), "S")
            t.equal(classes(definition, a), "S")


@negative("DS-EST-014", needs=FLAGS)
def a_use_that_was_taken_back(t: Trial) -> None:
    """When the use is replaced by another tensor the sum is no shape tensor any more."""
    s = Sketch(t)
    a, b = s.numbers("a"), s.numbers("b")
    total = s.elementwise(a, a, "SUM")
    shuffle = s.shuffle(s.input("x", "float32", (6,)), total)
    definition = t.define(s)
    for tensor in (total, a):
        t.equal(classes(definition, tensor), "S")
    change = Sketch(t, prefix="u")
    change.set_input(shuffle, 1, b)
    use(t, definition, change)
    for tensor, expected in ((total, "-"), (a, "-"), (b, "S")):
        with t.subcase(tensor=tensor):
            t.equal(classes(definition, tensor), expected)


@positive("DS-EST-015", needs=FLAGS)
def needed_as_a_shape(t: Trial) -> None:
    """Marked for shapes, or fed to an input that requires a shape tensor: a shape tensor, with all before it."""
    for kind in ("marked", "fed", "fed through layers"):
        with t.subcase(kind=kind):
            s = Sketch(t)
            a = s.numbers("a")
            tensor = s.elementwise(a, s.literal(1, 1), "SUM")
            if kind == "marked":
                s.mark_output_for_shapes(tensor, "y")
            else:
                s.filled(s.identity(tensor) if kind == "fed through layers" else tensor)
            definition = t.define(s)
            t.equal(definition.is_shape_tensor(tensor), True)
            t.equal(definition.is_shape_tensor(a), True)


@negative("DS-EST-015", needs=FLAGS)
def not_needed_as_a_shape(t: Trial) -> None:
    """Nothing else makes a shape tensor: an unused constant, dims of a static layer, an input of IShapeLayer."""
    s = Sketch(t)
    x = s.numbers("x", 6)
    tensors = {
        "constant": s.literal(2, 3),
        "reshaped": s.shuffle(x, reshape_dims=[6]),
        "input of a shape": x,
        "indices": s.gather(s.literal(1, 2), s.literal(0)),
    }
    s.filled(s.shape(x))
    definition = t.define(s)
    for name, tensor in tensors.items():
        with t.subcase(tensor=name):
            t.equal(definition.is_shape_tensor(tensor), False)


@positive("DS-EST-016", needs=FLAGS)
def path_to_an_output(t: Trial) -> None:
    """With an output at its end all tensors of a path are execution tensors; without it they are not any more."""
    s = Sketch(t)
    x = s.input("x", "float32", (2, -1))
    path = [x]
    for _ in range(6):
        path.append(s.unary(path[-1], "NEG"))
    definition = t.define(s)
    for turn, expected in enumerate(("-", "E", "-")):
        change = Sketch(t, prefix=f"u{turn}")
        if turn == 1:
            change.mark_output(path[-1], "y")
        elif turn == 2:
            change.unmark_output(path[-1])
        use(t, definition, change)
        for place, tensor in enumerate(path):
            with t.subcase(turn=turn, place=place):
                t.equal(classes(definition, tensor), expected)


@negative("DS-EST-016", needs=FLAGS)
def no_path_to_an_output(t: Trial) -> None:
    """Beside the path to an output, or with an end in a shape only, a tensor is no execution tensor."""
    s = Sketch(t)
    x, d = s.input("x", "float32", (6,)), s.numbers("d")
    beside, behind = s.unary(x, "NEG"), s.shuffle(x, d)
    after = s.unary(behind, "NEG")
    s.mark_output(behind, "y")
    definition = t.define(s)
    for name, tensor in (("beside", beside), ("after", after), ("dims", d)):
        with t.subcase(tensor=name):
            t.equal(definition.is_execution_tensor(tensor), False)


@control("DS-EST-012")
def dims_of_shape_arithmetic(t: Trial) -> None:
    """The same input by way of shape arithmetic, instead of a matrix product, is accepted."""
    s = Sketch(t)
    dims = s.integers(s.unary(s.floats(s.numbers("a")), "ABS"))
    s.mark_output(s.shuffle(s.input("x", "float32", (6,)), dims), "y")
    t.accepted(t.definition(s, [{}], [pinned_values({"a": (2, 3)})]).build())
