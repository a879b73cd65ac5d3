"""DS-RULE: what the algebra of types means, and where classes start and end."""

from __future__ import annotations

import numpy as np
from dynshape_fixtures.arrays import ramp

from ..case import Trial, negative, positive
from .expect_profiles import refused_quietly
from .rule_table import EXAMPLES, as_shape_only
from .sketch import Sketch, classes, pinned_values, use, values_between

FLAGS = ("DS-RULE-034",)

# DS-RULE-001 to DS-RULE-004: the algebra


@positive("DS-RULE-001", needs=FLAGS)
def classes_of_one_network(t: Trial) -> None:
    """In one network tensors are execution tensors, shape tensors, both or neither, as their uses say."""
    s = Sketch(t)
    x, d, n = s.input("x", "float32", (6,)), s.numbers("d"), s.numbers("n")
    y = s.shuffle(x, s.elementwise(d, n, "MAX"))
    s.mark_output(y, "y")
    s.mark_output(s.identity(n), "n_too")
    unused = s.elementwise(d, d, "SUM")
    definition = t.define(s)
    for name, tensor, expected in (
        ("x", x, "E"),
        ("y", y, "E"),
        ("d", d, "S"),
        ("n", n, "SE"),
        ("unused", unused, "-"),
    ):
        with t.subcase(tensor=name):
            t.equal(classes(definition, tensor), expected)


@negative("DS-RULE-001", needs=FLAGS, editions=("8.4", "8.4"))
def no_signature_fits(t: Trial) -> None:
    """Where no signature of a layer fits the classes that are wanted, the network does not build."""
    s = Sketch(t)
    s.mark_output(s.filled(s.execution_only(s.numbers("a"))), "filled")
    t.refused(t.definition(s, [{}], [pinned_values({"a": (2, 3)})]).build(), "DS-RULE-001", "DS-RULE-029")


@positive("DS-RULE-002", needs=FLAGS)
def activation_of_data(t: Trial) -> None:
    """An activation takes an execution tensor and yields one, of any rank and with run-time dims."""
    for dims in ((), (3,), (-1,), (2, -1, 4), (-1,) * 8):
        for type in ("RELU", "SIGMOID", "TANH"):
            with t.subcase(dims=dims, type=type):
                s = Sketch(t)
                x = s.input("x", "float32", dims)
                y = s.activation(x, type)
                s.mark_output(y, "y")
                definition = t.define(s)
                t.equal(classes(definition, x), "E")
                t.equal(classes(definition, y), "E")


@negative("DS-RULE-002", needs=FLAGS)
def activation_for_nothing(t: Trial) -> None:
    """An activation that is used for nothing makes no execution tensor."""
    s = Sketch(t)
    x = s.input("x", "float32", (2, 3))
    y = s.activation(x, "RELU")
    definition = t.define(s)
    for tensor in (x, y):
        with t.subcase(tensor=tensor):
            t.equal(classes(definition, tensor), "-")


@positive("DS-RULE-003", needs=FLAGS)
def sum_of_either_class(t: Trial) -> None:
    """Elementwise layers of both signatures stand side by side in one network, and it builds."""
    s = Sketch(t)
    a, b, c, d = (s.numbers(name) for name in "abcd")
    shape, data = s.elementwise(a, b, "SUM"), s.elementwise(c, d, "SUM")
    s.mark_output(s.filled(shape), "filled")
    s.mark_output(data, "data")
    definition = t.definition(s, [{}], [pinned_values({"a": (1, 2), "b": (1, 1)})])
    for tensor, expected in ((a, "S"), (b, "S"), (shape, "S"), (c, "E"), (d, "E"), (data, "E")):
        with t.subcase(tensor=tensor):
            t.equal(classes(definition, tensor), expected)
    with t.subcase(tensor="built"):
        t.accepted(definition.build())


@negative("DS-RULE-003", editions=("8.4", "8.4"))
def sum_of_mixed_classes(t: Trial) -> None:
    """There is no S × E → S: where one addend can only be an execution tensor the network does not build."""
    for place in (0, 1):
        with t.subcase(place=place):
            s = Sketch(t)
            operands = [s.numbers("a"), s.numbers("b")]
            operands[place] = s.execution_only(operands[place])
            s.mark_output(s.filled(s.elementwise(operands[0], operands[1], "SUM")), "filled")
            definition = t.definition(s, [{}], [pinned_values({"a": (1, 2), "b": (1, 1)})])
            t.refused(definition.build(), "DS-RULE-003", "DS-RULE-029")


@positive("DS-RULE-004", needs=FLAGS)
def one_class_for_all_t(t: Trial) -> None:
    """All t of a signature are of one class: an output in S forces all these inputs into S."""
    for layer, example in EXAMPLES.items():
        with t.subcase(layer=layer):
            sketch, made = as_shape_only(t, example)
            definition = t.define(sketch)
            t.equal(classes(definition, made.output), "S")
            for symbol, tensor in zip(example.symbols(), made.operands, strict=True):
                t.equal(classes(definition, tensor), "S" if symbol in "tS" else "-")


@negative("DS-RULE-004", editions=("8.4", "8.4"))
def operand_of_execution_only(t: Trial) -> None:
    """An input that can only be an execution tensor makes no output in S, whichever of the inputs it is."""
    for layer in ("elementwise", "concatenation", "gather"):
        example = EXAMPLES[layer]
        for place, name in enumerate(example.values):
            with t.subcase(layer=layer, place=place):
                s = Sketch(t)
                operands = [s.numbers(other, len(numbers)) for other, numbers in example.values.items()]
                operands[place] = s.execution_only(operands[place])
                if layer == "elementwise":
                    output = s.elementwise(operands[0], operands[1], "SUM")
                else:
                    output = (
                        s.concatenation(operands, 0) if layer == "concatenation" else s.gather(operands[0], operands[1])
                    )
                s.mark_output(s.filled(output), "filled")
                definition = t.definition(s, [{}], [pinned_values(dict(example.values))])
                t.refused(definition.build(), "DS-RULE-004", "DS-RULE-029")
                t.equal(definition.is_shape_tensor(name), False)


# DS-RULE-008, DS-RULE-042: shape layers part the classes


@positive("DS-RULE-008", needs=FLAGS)
def four_uses_of_a_shape_layer(t: Trial) -> None:
    """IShapeLayer is t1 → t2: E → E, E → S, S → E and S → S are all legal."""
    for source in "ES":
        for target in "ES":
            with t.subcase(input=source, output=target):
                s = Sketch(t)
                a = s.numbers("a", 3)
                shape = s.shape(a)
                for tensor, wanted, name in ((a, source, "of_input"), (shape, target, "of_output")):
                    s.mark_output(s.filled(tensor) if wanted == "S" else s.identity(tensor), name)
                definition = t.definition(s, [{}], [pinned_values({"a": (1, 2, 3)}) if source == "S" else {}])
                t.equal(classes(definition, a), source)
                t.equal(classes(definition, shape), target)
                t.accepted(definition.build())


@negative("DS-RULE-008", needs=FLAGS)
def shape_layer_passes_no_class(t: Trial) -> None:
    """The class of the output does not reach the input, whose values are not needed."""
    for uses in ("S", "E", "SE"):
        with t.subcase(uses=uses):
            s = Sketch(t)
            a = s.numbers("a", 3)
            shape = s.shape(a)
            if "S" in uses:
                s.mark_output(s.filled(shape), "filled")
            if "E" in uses:
                s.mark_output(s.identity(shape), "used")
            definition = t.define(s)
            t.equal(classes(definition, shape), uses)
            t.equal(classes(definition, a), "-")
            t.accepted(definition.build())


@positive("DS-RULE-042", needs=FLAGS)
def demand_goes_to_inputs(t: Trial) -> None:
    """A class spreads from outputs to inputs, not from inputs to outputs."""
    s = Sketch(t)
    a = s.numbers("a")
    s.mark_output(s.filled(a), "filled")
    after = s.elementwise(a, s.literal(1, 1), "SUM")
    last = s.identity(after)
    definition = t.define(s)
    for tensor, expected in ((a, "S"), (after, "-"), (last, "-")):
        with t.subcase(tensor=tensor, used=False):
            t.equal(classes(definition, tensor), expected)
    change = Sketch(t, prefix="u")
    change.mark_output(last)
    use(t, definition, change)
    for tensor, expected in ((a, "SE"), (after, "E"), (last, "E")):
        with t.subcase(tensor=tensor, used=True):
            t.equal(classes(definition, tensor), expected)


# DS-RULE-030, DS-RULE-031: both


@positive("DS-RULE-030", needs=FLAGS)
def constant_of_both_classes(t: Trial) -> None:
    """A constant that feeds an E use and an S use is both; so is a computed tensor, and all that it is made of."""
    for kind in ("constant", "input", "sum", "shape"):
        for order in ("SE", "ES"):
            with t.subcase(tensor=kind, order=order):
                s = Sketch(t)
                a = s.numbers("a")
                if kind == "constant":
                    tensor = s.literal(2, 3)
                elif kind == "sum":
                    tensor = s.elementwise(a, s.literal(1, 1), "SUM")
                else:
                    tensor = a if kind == "input" else s.shape(s.input("x", "float32", (2, 3)))
                for demand in order:
                    s.mark_output(s.filled(tensor) if demand == "S" else s.identity(tensor))
                definition = t.define(s)
                t.equal(classes(definition, tensor), "SE")
                if kind == "sum":
                    t.equal(classes(definition, a), "SE")


@negative("DS-RULE-030", needs=FLAGS)
def one_use_is_not_both(t: Trial) -> None:
    """Two uses of one kind make one class only."""
    for kind in "SE":
        with t.subcase(uses=kind * 2):
            s = Sketch(t)
            tensor = s.literal(2, 3)
            for _ in range(2):
                s.mark_output(s.filled(tensor) if kind == "S" else s.identity(tensor))
            t.equal(classes(t.define(s), tensor), kind)


@positive("DS-RULE-031", needs=("DS-RULE-030",))
def both_classes_build(t: Trial) -> None:
    """A network with an input of both classes builds."""
    for layer, example in EXAMPLES.items():
        with t.subcase(layer=layer):
            sketch, made = as_shape_only(t, example)
            sketch.mark_output(sketch.identity(made.output), "used")
            t.accepted(t.definition(sketch, [{}], [pinned_values(dict(example.values))]).build())


@positive("DS-RULE-031", needs=("DS-RULE-030",), features=("execution",))
def both_classes_run(t: Trial) -> None:
    """An input of both classes serves both phases: its values give dims, the same numbers as an array are data."""
    s = Sketch(t)
    n = s.numbers("n")
    s.mark_output(s.shuffle(s.input("x", "float32", (6,)), n), "y")
    s.mark_output(s.elementwise(n, n, "SUM"), "double")
    context = t.context(s, [{}], [{"n": values_between(1, (2, 3), 6)}])
    for numbers in ((2, 3), (6, 1)):
        with t.subcase(numbers=numbers):
            t.accepted(context.set_values("n", numbers))
            t.equal(context.dims("y"), numbers)
            array = np.array(numbers, s.integer)
            t.close(context.infer({"x": ramp((6,)), "n": array}).get()["double"], 2 * array, 0)


@negative("DS-RULE-031", needs=("DS-RULE-030",), features=("execution",), editions=("8.4", "9"))
def both_classes_need_both(t: Trial) -> None:
    """An input of both classes is needed in both phases: the array alone or the values alone do not do."""
    s = Sketch(t)
    n = s.numbers("n")
    s.mark_output(s.shuffle(s.input("x", "float32", (6,)), n), "y")
    s.mark_output(s.elementwise(n, n, "SUM"), "double")
    context = t.context(s, [{}], [{"n": values_between(1, (2, 3), 6)}])
    with t.subcase(given="array"):
        refused_quietly(t, context.infer({"x": ramp((6,)), "n": np.array((2, 3), s.integer)}))
    t.accepted(context.set_values("n", (2, 3)))
    with t.subcase(given="values"):
        t.refused(context.infer({"x": ramp((6,))}), "DS-RULE-031", "DS-EST-019")


@negative("DS-RULE-036", needs=FLAGS)
def sum_without_uses(t: Trial) -> None:
    """T3 = T1 + T2 without a use as shape: none of them is a shape tensor, and none after a use as data."""
    s = Sketch(t)
    one, two = s.numbers("one"), s.numbers("two")
    three = s.elementwise(one, two, "SUM")
    definition = t.define(s)
    for turn in ("unused", "data"):
        for name, tensor in (("T1", one), ("T2", two), ("T3", three)):
            with t.subcase(turn=turn, tensor=name):
                t.equal(definition.is_shape_tensor(tensor), False)
        if turn == "unused":
            change = Sketch(t, prefix="u")
            change.mark_output(three)
            use(t, definition, change)


@positive("DS-RULE-037", needs=FLAGS)
def sum_as_reshape_dims(t: Trial) -> None:
    """After Shuffle.setInput(1, T3) all three are shape tensors: at once, without an output."""
    s = Sketch(t)
    x, one, two = s.input("x", "float32", (6,)), s.numbers("one"), s.numbers("two")
    three = s.elementwise(one, two, "SUM")
    shuffle = s.shuffle(x)
    definition = t.define(s)
    change = Sketch(t, prefix="u")
    change.set_input(shuffle, 1, three)
    for turn in ("before", "after"):
        for name, tensor in (("T1", one), ("T2", two), ("T3", three)):
            with t.subcase(turn=turn, tensor=name):
                t.equal(definition.is_shape_tensor(tensor), turn == "after")
        if turn == "before":
            use(t, definition, change)


@negative("DS-RULE-037", needs=FLAGS)
def sum_as_data_of_the_shuffle(t: Trial) -> None:
    """As input 0 of the same shuffle the sum is no shape tensor, nor are its addends; the data never is."""
    s = Sketch(t)
    x, one, two = s.input("x", "float32", (6,)), s.numbers("one"), s.numbers("two")
    three = s.elementwise(one, two, "SUM")
    s.shuffle(three, s.literal(2))
    s.shuffle(x, s.literal(3, 2))
    definition = t.define(s)
    for tensor in (one, two, three, x):
        with t.subcase(tensor=tensor):
            t.equal(definition.is_shape_tensor(tensor), False)
