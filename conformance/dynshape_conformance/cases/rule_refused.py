"""DS-RULE: what makes no shape tensor, and how the classes are asked for."""

from __future__ import annotations

from collections.abc import Callable

from ..case import Trial, choice, control, negative, positive
from .expect import refused_at_last
from .rule_table import EXAMPLES
from .sketch import Sketch, classes, pinned_values, use

FLAGS = ("DS-RULE-034",)
STRICT = ("8.4", "8.4")


def _image(s: Sketch) -> str:
    """The floats of a, (1,1,2,2)."""
    return s.shuffle(s.floats(s.numbers("a", 4)), reshape_dims=[1, 1, 2, 2])


def _matrix(s: Sketch) -> str:
    return s.shuffle(s.floats(s.numbers("a", 4)), reshape_dims=[2, 2])


def _kernel(s: Sketch, kind: str) -> str:
    arguments = {"num_output_maps": 1, "kernel_shape": [1, 1], "kernel": [1.0], "bias": []}
    return s.layer(f"{kind}_nd", [_image(s)], arguments)


def _einsum(s: Sketch) -> str:
    m = _matrix(s)
    return s.layer("einsum", [m, m], {"equation": "ij,jk->ik"})


def _scatter(s: Sketch) -> str:
    zeros = s.constant([0, 0, 0, 0], "int32", (2, 2))
    m = _matrix(s)
    return s.layer("scatter", [m, zeros, m], {"mode": "ELEMENT"})


def _scale(s: Sketch) -> str:
    weights = {"mode": "UNIFORM", "shift": [1.0], "scale": [1.0], "power": [1.0]}
    return s.layer("scale", [_image(s)], weights)


def _loop(s: Sketch) -> str:
    loop = s.layer("loop", [])
    s.layer("trip_limit", [s.constant(3, "int32")], {"loop": loop, "kind": "COUNT"})
    state = s.layer("recurrence", [s.floats(s.numbers("a", 4))], {"loop": loop})
    s.set_input(state, 1, s.activation(state, "RELU"))
    return s.layer("loop_output", [state], {"loop": loop, "kind": "LAST_VALUE"})


OTHERS: dict[str, Callable[[Sketch], str]] = {
    "matrix_multiply": lambda s: s.matrix_multiply(_matrix(s), _matrix_of_ones(s)),
    "softmax": lambda s: s.layer("softmax", [_matrix(s)]),
    "topk": lambda s: s.layer("topk", [_matrix(s)], {"op": "MAX", "k": 1, "axes": 2}),
    "topk,indices": lambda s: s.layer("topk", [_matrix(s)], {"op": "MAX", "k": 1, "axes": 2}) + ":1",
    "convolution": lambda s: _kernel(s, "convolution"),
    "deconvolution": lambda s: _kernel(s, "deconvolution"),
    "pooling": lambda s: s.layer("pooling_nd", [_image(s)], {"type": "MAX", "window_size": [2, 2]}),
    "einsum": _einsum,
    "scatter": _scatter,
    "scale": _scale,
    "lrn": lambda s: s.layer("lrn", [_image(s)], {"window": 3, "alpha": 1.0, "beta": 0.5, "k": 1.0}),
    "padding": lambda s: s.layer("padding_nd", [_image(s)], {"pre_padding": [0, 0], "post_padding": [1, 1]}),
    "parametric_relu": lambda s: s.layer("parametric_relu", [_matrix(s), _matrix_of_ones(s)]),
    "resize": lambda s: s.resize(_image(s), shape=[1, 1, 4, 4]),
    "loop": _loop,
}
"""Layers that the list of rules does not name: E × ... → E × ..."""


def _matrix_of_ones(s: Sketch) -> str:
    return s.constant([1.0] * 4, "float32", (2, 2))


def _one_number(s: Sketch, tensor: str) -> str:
    """The elements of a small tensor as one integer, 1-D."""
    flat = s.shuffle(tensor, reshape_dims=[-1])
    return s.reduce(s.convert(flat, s.integer), "SUM", 1, True)


def _wanted_as_shape(t: Trial, make: Callable[[Sketch], str]) -> tuple[Sketch, str]:
    s = Sketch(t)
    output = make(s)
    s.mark_output(s.filled(_one_number(s, output)), "filled")
    return s, output


# DS-RULE-009, DS-RULE-029: the list of rules is the list of layers that may handle shape tensors


@positive("DS-RULE-009")
def layers_of_the_list(t: Trial) -> None:
    """Every layer of the list that has an output may make a shape tensor."""
    for layer, example in EXAMPLES.items():
        with t.subcase(layer=layer):
            s = Sketch(t)
            made = example.make(s)
            s.mark_output(s.filled(example.to_integers(s, made.output)), "filled")
            t.accepted(t.definition(s, [{}], [pinned_values(dict(example.values))]).build())


@negative("DS-RULE-009", editions=STRICT)
def layers_that_are_not_of_the_list(t: Trial) -> None:
    """A layer that is not of the list makes none: an error when the network is defined or built."""
    for layer, make in OTHERS.items():
        with t.subcase(layer=layer):
            s, _ = _wanted_as_shape(t, make)
            t.refused(t.definition(s, [{}], [pinned_values({"a": (1, 2, 3, 4)})]).build(), "DS-RULE-009", "DS-RULE-029")


@positive("DS-RULE-029", needs=FLAGS)
def other_layers_with_data(t: Trial) -> None:
    """All other layers take execution tensors and yield execution tensors."""
    for layer, make in OTHERS.items():
        with t.subcase(layer=layer):
            s = Sketch(t)
            output = make(s)
            s.mark_output(output, "y")
            definition = t.define(s)
            t.equal(classes(definition, output), "E")
            t.equal(classes(definition, "a"), "E")


@negative("DS-RULE-029", needs=FLAGS)
def other_layers_pass_no_shape_class(t: Trial) -> None:
    """Wanted as a shape tensor, the output makes no shape tensor of the input of such a layer."""
    for layer, make in OTHERS.items():
        with t.subcase(layer=layer):
            s, _ = _wanted_as_shape(t, make)
            t.equal(t.define(s).is_shape_tensor("a"), False)


@negative("DS-RULE-029", editions=STRICT)
def other_layers_as_shape(t: Trial) -> None:
    """Wanted as a shape tensor, the output is refused at the build."""
    for layer, make in OTHERS.items():
        with t.subcase(layer=layer):
            s, _ = _wanted_as_shape(t, make)
            t.refused(t.define(s).build(), "DS-RULE-029", channel="None")


@control("DS-RULE-029")
def other_layers_as_data(t: Trial) -> None:
    """The same outputs, computed with in the same way and used as data, build."""
    for layer, make in OTHERS.items():
        with t.subcase(layer=layer):
            s = Sketch(t)
            s.mark_output(_one_number(s, make(s)), "y")
            t.accepted(t.define(s).build())


@choice("DS-RULE-029", editions=("8.5", None))
def other_layers_as_shape_later(t: Trial) -> None:
    """From 8.5 on the value is copied from the device, where the engine can: what is built and what is refused."""
    for layer, make in OTHERS.items():
        with t.subcase(layer=layer):
            s, _ = _wanted_as_shape(t, make)
            t.chose("built" if t.define(s).build().ok else "refused")


@choice("DS-RULE-039", editions=("8.4", "8.6"))
def product_as_shape(t: Trial) -> None:
    """The header speaks of matrix products that are shape tensors, the list does not: flags and build."""
    s, _ = _wanted_as_shape(t, OTHERS["matrix_multiply"])
    definition = t.define(s)
    t.chose(f"input {classes(definition, 'a')}, {'built' if definition.build().ok else 'refused'}")


# DS-RULE-032, DS-RULE-033: slices of unknown size

PARAMETERS = {"start": 1, "size": 2, "stride": 3}


def _sliced(t: Trial, parameter: str, constant: bool) -> tuple[Sketch, str]:
    """A slice of a (5) by start 1, size 2, stride 1, one of which is an input or a constant; returns its output."""
    s = Sketch(t)
    y = s.slice(s.numbers("a", 5), [1], [2], [1])
    value = 2 if parameter == "size" else 1
    s.set_input(y, PARAMETERS[parameter], s.literal(value) if constant else s.numbers("p", 1))
    return s, y


@positive("DS-RULE-032", editions=STRICT)
def constant_size_of_a_shape(t: Trial) -> None:
    """A slice that is a shape tensor takes constant start, size and stride as inputs; computed ones too."""
    for parameter in PARAMETERS:
        with t.subcase(parameter=parameter):
            s, y = _sliced(t, parameter, True)
            s.mark_output(s.filled(y), "filled")
            t.accepted(t.definition(s, [{}], [pinned_values({"a": (1, 2, 3, 4, 5)})]).build())
    with t.subcase(parameter="computed"):
        s = Sketch(t)
        y = s.slice(s.numbers("a", 5), [1], [1], [1])
        size = s.elementwise(s.shape(s.input("x", "float32", (1, 1))), s.literal(1, 0), "SUM")
        s.set_input(y, 2, s.gather(size, s.literal(0)))
        s.mark_output(s.filled(y), "filled")
        t.accepted(t.definition(s, [{}], [pinned_values({"a": (1, 2, 3, 4, 5)})]).build())


@negative("DS-RULE-032", editions=STRICT)
def run_time_size_of_a_shape(t: Trial) -> None:
    """Where start, size or stride is known at run time only, the slice is no shape tensor: the build is refused."""
    for parameter in PARAMETERS:
        with t.subcase(parameter=parameter):
            s, y = _sliced(t, parameter, False)
            s.mark_output(s.filled(s.reduce(y, "SUM", 1, True)), "filled")
            values = pinned_values({"a": (1, 2, 3, 4, 5), "p": (2,) if parameter == "size" else (1,)})
            definition = t.definition(s, [{}], [values])
            refused_at_last(t, definition, y, "DS-RULE-032", "DS-EST-010", "DS-EST-004")


@control("DS-RULE-032")
def run_time_size_of_data(t: Trial) -> None:
    """The same slice as an execution tensor builds."""
    for parameter in PARAMETERS:
        with t.subcase(parameter=parameter):
            s, y = _sliced(t, parameter, False)
            s.mark_output(y, "y")
            values = pinned_values({"p": (2,) if parameter == "size" else (1,)})
            t.accepted(t.definition(s, [{}], [values]).build())


@negative("DS-RULE-033")
def slice_of_unknown_size_as_dims(t: Trial) -> None:
    """As reshape dims a slice of unknown size would leave the rank unknown: refused in every edition."""
    s, y = _sliced(t, "size", False)
    reshaped = s.shuffle(s.input("x", "float32", (6,)), y)
    s.mark_output(reshaped, "y")
    definition = t.definition(s, [{}], [pinned_values({"a": (1, 2, 3, 1, 1), "p": (2,)})])
    refused_at_last(t, definition, reshaped, "DS-RULE-033", "DS-RULE-032", "DS-EST-004", "DS-EST-010")


@positive("DS-RULE-033")
def slice_of_known_size_as_dims(t: Trial) -> None:
    """A slice whose size is constant, given or computed, may be the reshape dims, and the rank is its size."""
    for size in (1, 2, 3):
        with t.subcase(size=size):
            s = Sketch(t)
            y = s.slice(s.numbers("a", 5), [1], [1], [1])
            s.set_input(y, 2, s.literal(size))
            reshaped = s.shuffle(s.input("x", "float32", (6,)), y)
            s.mark_output(reshaped, "y")
            definition = t.definition(s, [{}], [pinned_values({"a": (9, *(6, 1, 1)[:size], *(9,) * (4 - size))})])
            t.equal(definition.tensor_dims(reshaped), (-1,) * size)
            t.accepted(definition.build())


# DS-RULE-034, DS-RULE-035: asking for the classes


@positive("DS-RULE-034")
def properties_of_tensors(t: Trial) -> None:
    """is_shape_tensor is True for shape tensors, is_execution_tensor for execution tensors."""
    s = Sketch(t)
    x, d = s.input("x", "float32", (6,)), s.numbers("d")
    y = s.shuffle(x, d)
    s.mark_output(y)
    definition = t.define(s)
    for tensor, shape, execution in ((x, False, True), (d, True, False), (y, False, True)):
        with t.subcase(tensor=tensor):
            t.equal(definition.is_shape_tensor(tensor), shape)
            t.equal(definition.is_execution_tensor(tensor), execution)


@negative("DS-RULE-034")
def properties_without_uses(t: Trial) -> None:
    """Both are False for a tensor that is used for nothing, of any type and rank."""
    for dtype in ("int32", "float32", "bool"):
        for dims in ((), (2,), (2, 3), (-1,)):
            with t.subcase(dtype=dtype, dims=dims):
                s = Sketch(t)
                x = s.input("x", dtype, dims)
                definition = t.define(s)
                t.equal(definition.is_shape_tensor(x), False)
                t.equal(definition.is_execution_tensor(x), False)


@positive("DS-RULE-035", needs=FLAGS)
def answers_follow_the_network(t: Trial) -> None:
    """The answers change with every use that is added or taken away, whatever was asked before."""
    s = Sketch(t)
    a, b = s.numbers("a"), s.numbers("b")
    total = s.elementwise(a, b, "SUM")
    same, shuffle = s.identity(total), s.shuffle(s.input("x", "float32", (6,)))
    definition = t.define(s)
    steps: list[tuple[str, Callable[[Sketch], None], str]] = [
        ("none", lambda u: None, "- - -"),
        ("dims", lambda u: u.set_input(shuffle, 1, total), "S S S"),
        ("other dims", lambda u: u.set_input(shuffle, 1, a), "S - -"),
        ("dims again", lambda u: u.set_input(shuffle, 1, total), "S S S"),
        ("output too", lambda u: u.mark_output(same), "SE SE SE"),
        ("no output", lambda u: u.unmark_output(same), "S S S"),
        ("shape output", lambda u: _mark_for_shapes(u, shuffle, a, total), "S S S"),
        ("no shape output", lambda u: u.unmark_output_for_shapes(total), "S - -"),
    ]
    for number, (name, change, expected) in enumerate(steps):
        extension = Sketch(t, prefix=f"u{number}_")
        change(extension)
        with t.subcase(step=name):
            use(t, definition, extension)
            for tensor, wanted in zip((a, b, total), expected.split(), strict=True):
                t.equal(classes(definition, tensor), wanted)


def _mark_for_shapes(u: Sketch, shuffle: str, a: str, total: str) -> None:
    u.set_input(shuffle, 1, a)
    u.mark_output_for_shapes(total)


@negative("DS-RULE-035", needs=FLAGS)
def early_answers_do_not_last(t: Trial) -> None:
    """An answer that was given before the use was added does not hold after it."""
    for layer, example in EXAMPLES.items():
        with t.subcase(layer=layer):
            s = Sketch(t)
            made = example.make(s)
            definition = t.define(s)
            t.equal(definition.is_shape_tensor(made.output), False)
            change = Sketch(t, prefix="u")
            change.filled(example.to_integers(change, made.output))
            use(t, definition, change)
            t.equal(definition.is_shape_tensor(made.output), True)
