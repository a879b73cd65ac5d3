"""DS-NET: inputs of layers beside those of `net_layers`, and what layers are until they are set."""

from __future__ import annotations

from typing import Any

from dynshape_fixtures import Program

from ..case import Trial, negative, positive
from .samples import refused_layer
from .sketch import at_least

Counted = dict[str, tuple[str, tuple[str, ...]]]
"""The id of a layer, and the names of its inputs."""


def further_layers(t: Trial) -> tuple[Program, Counted]:
    """Layers whose number of inputs is fixed, beside those of `net_layers`."""
    program = Program()
    x, y = program.input("x", "float32", (2, 3, 4, 4)), program.input("y", "float32", (2, 3, 4, 4))
    flags, indices = program.input("flags", "bool", (2, 3, 4, 4)), program.input("indices", "int32", (2, 3, 4, 4))
    made: Counted = {}

    def add(kind: str, *inputs: str, arguments: dict[str, Any] | None = None) -> None:
        made[kind] = program.layer(kind, inputs, arguments), inputs

    add("select", flags, x, y)
    add("gather", x, indices, arguments={"axis": 1})
    add("softmax", x)
    add("parametric_relu", x, y)
    add("lrn", x, arguments={"window": 3, "alpha": 1.0, "beta": 0.75, "k": 1.0})
    add("padding_nd", x, arguments={"pre_padding": [1, 0], "post_padding": [0, 1]})
    add("pooling_nd", x, arguments={"type": "MAX", "window_size": [2, 2]})
    add("scatter", x, indices, y, arguments={"mode": "ELEMENT"})
    add("einsum", x, y, arguments={"equation": "abcd,abcd->abcd"})
    if at_least(t, "8.5"):
        grid = program.input("grid", "float32", (2, 5, 5, 2))
        add("grid_sample", x, grid)
        add("non_zero", x)
    if at_least(t, "8.6"):
        lengths = program.input("lengths", "int32", (3,))
        add("reverse_sequence", x, lengths)
        add("cast", x, arguments={"to_type": "int32"})
    return program, made


def branching() -> tuple[Program, Counted]:
    """The layers at the boundary of a conditional."""
    program = Program()
    condition, x = program.input("condition", "bool", ()), program.input("x", "float32", (2, 3))
    block = program.layer("if_conditional", [])
    made: Counted = {"condition": (program.layer("condition", [condition], {"conditional": block}), ("condition",))}
    a = program.layer("conditional_input", [x], {"conditional": block})
    made["conditional_input"] = a, ("x",)
    left, right = program.unary(a, "NEG"), program.unary(a, "ABS")
    program.set_tensor(left, "name", "left")
    program.set_tensor(right, "name", "right")
    made["conditional_output"] = (
        program.layer("conditional_output", [left, right], {"conditional": block}),
        ("left", "right"),
    )
    return program, made


@positive("DS-NET-021")
def inputs_of_further_layers(t: Trial) -> None:
    """An input is found by its index, of every kind of layer, and beyond the last there is none."""
    for program, layers in (further_layers(t), branching()):
        definition = t.define(program)
        for kind, (id, inputs) in layers.items():
            with t.subcase(layer=kind):
                for index, name in enumerate(inputs):
                    t.equal(definition.layer_input(id, index), name)
                for index in (-1, len(inputs), len(inputs) + 1, 100):
                    t.equal(definition.layer_input(id, index), None)


@negative("DS-NET-022")
def further_inputs_of_further_layers(t: Trial) -> None:
    """An input beyond the number that a layer has is refused, and the number stays."""
    for program, layers in (further_layers(t), branching()):
        definition = t.define(program)
        for kind, (id, inputs) in layers.items():
            for beyond in (0, 1):
                with t.subcase(layer=kind, beyond=beyond):
                    change = Program()
                    change.set_input(id, len(inputs) + beyond, "x")
                    t.refused(definition.extend(change)[0], "DS-NET-022")
                    t.equal(definition.layer_input(id, len(inputs) + beyond), None)


@positive("DS-LAY-024")
def transposes_by_default(t: Trial) -> None:
    """Until they are set both transposes keep the order of the axes."""
    for rank in range(9):
        with t.subcase(rank=rank):
            program = Program()
            layer = program.shuffle(program.input("x", "float32", (2,) * rank))
            definition = t.define(program)
            for property in ("first_transpose", "second_transpose"):
                order = definition.layer_property(layer, property).get()
                t.equal(tuple(order)[:rank], tuple(range(rank)))
            t.equal(definition.tensor_dims(layer), (2,) * rank)


@negative("DS-NET-011")
def filled_beyond_eight_axes(t: Trial) -> None:
    """Dims as an input that are more than eight are refused, whatever they shape."""
    for count in (9, 12):
        with t.subcase(dims=count):

            def make(program: Program, count: int = count) -> str:
                layer = program.layer("fill", [], {"shape": [1], "op": "RANDOM_UNIFORM", "output_type": "float32"})
                program.set_input(layer, 0, program.constant([1] * count, "int32"))
                return layer

            refused_layer(t, make, [], "DS-NET-011", "DS-EST-004")
