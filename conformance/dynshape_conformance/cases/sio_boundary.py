"""DS-SIO: which tensors at the boundary are shape tensors, and of which type."""

from __future__ import annotations

from collections.abc import Callable

from dynshape_fixtures.networks import reshape_network

from ..case import Range, Trial, control, negative, positive
from .expect import refused_at_last
from .sketch import Sketch, classes, pinned_values, use, values_between

FLAGS = ("DS-RULE-034",)

# DS-SIO-001, DS-SIO-002, DS-SIO-005: inputs


@positive("DS-SIO-001")
def shape_tensors_as_inputs_and_outputs(t: Trial) -> None:
    """A shape tensor may be an input of the network, an output, or both ends of one computation."""
    for rank in (0, 1):
        for length in (1, 2, 8) if rank else (1,):
            with t.subcase(rank=rank, length=length):
                s = Sketch(t)
                a = s.input("a", s.integer, (length,) * rank)
                one = s.literal(1) if rank else s.scalar(1)
                s.mark_output_for_shapes(s.elementwise(a, one, "SUM"), "b")
                definition = t.definition(s, [{}], [pinned_values({"a": (1,) * length})])
                t.equal(classes(definition, a), "S")
                t.accepted(definition.build())


@positive("DS-SIO-002", needs=FLAGS)
def second_input_of_a_shuffle(t: Trial) -> None:
    """In a network of one shuffle whose second input is an input, that is inferred to be a shape tensor."""
    for data in ((-1, -1), (6,), (-1,)):
        for rank in (1, 2, 3, 8):
            with t.subcase(data=data, rank=rank):
                definition = t.define(reshape_network(data, rank))
                t.equal(definition.is_shape_tensor("d"), True)
                t.equal(definition.is_execution_tensor("d"), False)


@negative("DS-SIO-002", needs=FLAGS)
def first_input_of_a_shuffle(t: Trial) -> None:
    """The first input is not, nor is the output."""
    for data in ((-1, -1), (6,)):
        with t.subcase(data=data):
            definition = t.define(reshape_network(data))
            t.equal(definition.is_shape_tensor("x"), False)
            t.equal(definition.is_execution_tensor("x"), True)


@positive("DS-SIO-005", needs=FLAGS)
def dims_of_an_input_shape_tensor(t: Trial) -> None:
    """The dims of an input shape tensor are fixed and need no profile dims: its values are described."""
    for rank in (1, 2, 5):
        with t.subcase(rank=rank):
            definition = t.definition(
                reshape_network((6,), rank), [{}], [{"d": values_between(1, (1,) * (rank - 1) + (6,), 6)}]
            )
            t.equal(definition.tensor_dims("d"), (rank,))
            t.accepted(definition.build())


@negative("DS-SIO-005")
def run_time_dims_of_an_input_shape_tensor(t: Trial) -> None:
    """An input with a run-time dimension can't be a shape tensor, whichever way it is used as one."""
    uses: dict[str, Callable[[Sketch, str], str]] = {
        "shuffle": lambda s, d: s.shuffle(s.input("x", "float32", (6,)), d),
        "fill": lambda s, d: s.filled(d),
        "reduced": lambda s, d: s.filled(s.reduce(d, "MAX", 1, True)),
        "gathered": lambda s, d: s.filled(s.gather(d, s.literal(0))),
    }
    for name, make in uses.items():
        with t.subcase(use=name):
            s = Sketch(t)
            d = s.input("d", s.integer, (-1,))
            y = make(s, d)
            s.mark_output(y, "y")
            ones: dict[str, Range] = {"d": ((1,), (1,), (1,))}
            definition = t.definition(s, [ones], [ones])
            refused_at_last(t, definition, y, "DS-SIO-005", "DS-EST-010", "DS-EST-004")


# DS-SIO-008, DS-SIO-009, DS-SIO-029 to DS-SIO-032: outputs


@positive("DS-SIO-009", needs=FLAGS)
def marked_for_shapes(t: Trial) -> None:
    """What is marked for shapes is a shape tensor, with all that it is made of."""
    s = Sketch(t)
    a, b = s.numbers("a"), s.numbers("b")
    total = s.elementwise(a, b, "SUM")
    definition = t.define(s)
    for tensor in (a, b, total):
        t.equal(classes(definition, tensor), "-")
    change = Sketch(t, prefix="u")
    change.mark_output_for_shapes(total, "total")
    use(t, definition, change)
    for tensor in (a, b, total):
        with t.subcase(tensor=tensor):
            t.equal(classes(definition, tensor), "S")
    with t.subcase(tensor="outputs"):
        t.equal(definition.outputs(), ("total",))


@positive("DS-SIO-009", features=("bindings",), editions=("8.4", "9"))
def binding_that_was_marked_for_shapes(t: Trial) -> None:
    """In the engine it is an output binding that is a shape binding."""
    s = Sketch(t)
    s.mark_output_for_shapes(s.elementwise(s.numbers("a"), s.literal(1, 1), "SUM"), "total")
    engine = t.engine(s, [{}], [pinned_values({"a": (1, 2)})])
    index = engine.binding_index("total").get()
    t.equal(engine.is_shape_binding(index), True)
    t.equal(engine.binding_is_input(index), False)


@negative("DS-SIO-009", needs=FLAGS)
def not_marked_for_shapes(t: Trial) -> None:
    """What was not marked, or not any more, is no shape tensor."""
    s = Sketch(t)
    a = s.numbers("a")
    total, other = s.elementwise(a, a, "SUM"), s.elementwise(a, a, "PROD")
    s.mark_output_for_shapes(total, "total")
    s.mark_output(other, "other")
    definition = t.define(s)
    with t.subcase(tensor="other"):
        t.equal(classes(definition, other), "E")
    change = Sketch(t, prefix="u")
    change.unmark_output_for_shapes(total)
    use(t, definition, change)
    with t.subcase(tensor="unmarked"):
        t.equal(classes(definition, total), "-")
        t.equal(classes(definition, a), "E")


@negative("DS-SIO-008", needs=FLAGS)
def output_is_not_inferred_to_be_a_shape(t: Trial) -> None:
    """An integer output of one dimension, made of dims or of constants, is no shape tensor by itself."""
    s = Sketch(t)
    x = s.input("x", "float32", (-1, 3))
    tensors = {"shape": s.shape(x), "sum": s.elementwise(s.numbers("a"), s.literal(1, 1), "SUM"), "a": "a"}
    for name in ("shape", "sum"):
        s.mark_output(tensors[name], name)
    definition = t.define(s)
    for name, tensor in tensors.items():
        with t.subcase(tensor=name):
            t.equal(classes(definition, tensor), "E")


@positive("DS-SIO-008", features=("bindings",), editions=("8.4", "9"))
def binding_of_an_integer_output(t: Trial) -> None:
    """In the engine a marked integer output is an execution binding and no shape binding."""
    s = Sketch(t)
    s.mark_output(s.shape(s.input("x", "float32", (-1, 3))), "y")
    engine = t.engine(s, [{"x": ((1, 3), (2, 3), (9, 3))}])
    index = engine.binding_index("y").get()
    t.equal(engine.is_shape_binding(index), False)
    t.equal(engine.is_execution_binding(index), True)


@positive("DS-SIO-029")
def first_mark_for_shapes(t: Trial) -> None:
    """The first call is accepted, for several outputs, and again after a mark was taken back."""
    s = Sketch(t)
    tensors = [s.elementwise(s.numbers("a", 1), s.literal(value), "SUM") for value in range(1)]
    tensors += [s.elementwise("a", s.literal(value), "SUM") for value in (1, 2)]
    definition = t.define(s)
    for number, do in enumerate(("mark", "unmark", "mark")):
        for tensor in tensors:
            with t.subcase(number=number, do=do, tensor=tensor):
                change = Sketch(t, prefix="u")
                (change.mark_output_for_shapes if do == "mark" else change.unmark_output_for_shapes)(tensor)
                t.accepted(definition.extend(change)[0])


@negative("DS-SIO-029")
def second_mark_for_shapes(t: Trial) -> None:
    """It returns False for what is an output already, by either call, and changes nothing."""
    for first in ("mark_output", "mark_output_for_shapes"):
        with t.subcase(first=first):
            s = Sketch(t)
            total = s.elementwise(s.numbers("a"), s.literal(1, 1), "SUM")
            getattr(s, first)(total, "total")
            definition = t.define(s)
            before = classes(definition, total)
            change = Sketch(t, prefix="u")
            change.mark_output_for_shapes(total)
            t.refused(definition.extend(change)[0], "DS-SIO-029", channel="False")
            t.equal(definition.outputs(), ("total",))
            t.equal(classes(definition, total), before)


@negative("DS-SIO-031")
def input_marked_for_shapes(t: Trial) -> None:
    """A network input can't be marked for shapes, be it a shape tensor or not."""
    for used in (False, True):
        with t.subcase(used=used):
            s = Sketch(t)
            a = s.numbers("a")
            s.mark_output(s.filled(a) if used else s.identity(a), "y")
            definition = t.define(s)
            change = Sketch(t, prefix="u")
            change.mark_output_for_shapes(a)
            t.refused(definition.extend(change)[0], "DS-SIO-031", channel="False")
            t.equal(definition.outputs(), ("y",))


@control("DS-SIO-031")
def identity_of_an_input_marked_for_shapes(t: Trial) -> None:
    """Through an identity layer it can."""
    s = Sketch(t)
    s.mark_output_for_shapes(s.identity(s.numbers("a")), "y")
    t.accepted(t.definition(s, [{}], [pinned_values({"a": (1, 2)})]).build())


@positive("DS-SIO-032")
def unmarked(t: Trial) -> None:
    """What is marked for shapes can be unmarked, and is no output then."""
    s = Sketch(t)
    a = s.numbers("a")
    total = s.elementwise(a, a, "SUM")
    s.mark_output_for_shapes(total, "total")
    definition = t.define(s)
    change = Sketch(t, prefix="u")
    change.unmark_output_for_shapes(total)
    t.accepted(definition.extend(change)[0])
    t.equal(definition.outputs(), ())


@negative("DS-SIO-032")
def unmarked_twice(t: Trial) -> None:
    """It returns False for what is not marked for shapes: never, not any more, or as another output."""
    for kind in ("never", "not any more", "other output"):
        with t.subcase(marked=kind):
            s = Sketch(t)
            a = s.numbers("a")
            total = s.elementwise(a, a, "SUM")
            if kind == "not any more":
                s.mark_output_for_shapes(total)
                s.unmark_output_for_shapes(total)
            elif kind == "other output":
                s.mark_output(total, "total")
            definition = t.define(s)
            change = Sketch(t, prefix="u")
            change.unmark_output_for_shapes(total)
            t.refused(definition.extend(change)[0], "DS-SIO-032", channel="False")
            t.equal(definition.outputs(), ("total",) if kind == "other output" else ())
