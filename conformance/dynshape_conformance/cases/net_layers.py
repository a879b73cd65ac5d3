"""DS-NET: what layers, their inputs and their outputs show while a network is defined."""

from __future__ import annotations

from dynshape_fixtures import Program
from dynshape_fixtures.networks import reshape_network, static_network
from dynshape_fixtures.ranges import filled

from ..adapter import Dims
from ..case import Trial, choice, control, negative, positive

# DS-NET-014: -1 follows from -1


def derived_tensors(wild: int, last: int) -> tuple[Program, dict[str, tuple[str, Dims]]]:
    """Tensors that follow from x (wild,4,last) and v (wild,4), with their dims as they follow from -1."""
    program = Program()
    x, v = program.input("x", "float32", (wild, 4, last)), program.input("v", "float32", (wild, 4))
    one = program.constant([1.0], "float32", (1, 1, 1))
    weights = program.constant([0.5] * 20, "float32", (4, 5))
    pooled = program.reduce(x, "SUM", 0b010, False)
    tensors = {
        "activation": (program.activation(x, "RELU"), (-1, 4, -1)),
        "unary": (program.unary(x, "NEG"), (-1, 4, -1)),
        "identity": (program.identity(x), (-1, 4, -1)),
        "elementwise": (program.elementwise(x, x, "SUM"), (-1, 4, -1)),
        "broadcast": (program.elementwise(x, one, "SUM"), (-1, 4, -1)),
        "reduce,keep": (program.reduce(x, "SUM", 0b010, True), (-1, 1, -1)),
        "reduce,wild,keep": (program.reduce(x, "SUM", 0b001, True), (1, 4, -1)),
        "reduce,drop": (pooled, (-1, -1)),
        "reduce,wild": (program.reduce(x, "SUM", 0b101, False), (4,)),
        "concatenation,0": (program.concatenation([x, x], 0), (-1, 4, -1)),
        "concatenation,1": (program.concatenation([x, x], 1), (-1, 8, -1)),
        "matrix_multiply": (program.matrix_multiply(v, weights), (-1, 5)),
        "transpose": (program.shuffle(x, first_transpose=[2, 0, 1]), (-1, -1, 4)),
        "reshape,copy": (program.shuffle(v, reshape_dims=[0, 2, 2]), (-1, 2, 2)),
        "reshape,infer": (program.shuffle(x, reshape_dims=[-1]), (-1,)),
        "slice": (program.slice(x, [0, 0, 0], [1, 2, 1], [1, 1, 1]), (1, 2, 1)),
        "shape": (program.shape(x), (3,)),
        "two,layers": (program.concatenation([program.unary(pooled, "NEG"), pooled], 1), (-1, -1)),
    }
    return program, tensors


@positive("DS-NET-014")
def layer_outputs_show_wildcards(t: Trial) -> None:
    """The output of a layer has -1 where its extent follows from a -1, and numbers elsewhere."""
    program, tensors = derived_tensors(-1, -1)
    definition = t.define(program)
    for layer, (tensor, dims) in tensors.items():
        with t.subcase(layer=layer):
            t.equal(definition.tensor_dims(tensor), dims)


@control("DS-NET-014")
def layer_outputs_of_fixed_inputs(t: Trial) -> None:
    """With fixed inputs the outputs of the same layers have no -1, and the same numbers."""
    program, tensors = derived_tensors(3, 3)
    definition = t.define(program)
    sizes = {"concatenation,0": (6, 4, 3), "reshape,infer": (36,), "two,layers": (3, 6)}
    for layer, (tensor, dims) in tensors.items():
        with t.subcase(layer=layer):
            t.equal(definition.tensor_dims(tensor), sizes.get(layer, filled(dims, 3)))


@choice("DS-NET-014")
def wildcard_against_number(t: Trial) -> None:
    """Where -1 meets a number that it must turn out to be, the output may show either."""
    program = Program()
    x, f = program.input("x", "float32", (-1, -1)), program.input("f", "float32", (5, 2))
    tensors = {"elementwise": program.elementwise(x, f, "SUM"), "concatenation": program.concatenation([x, f], 1)}
    definition = t.define(program)
    for layer, tensor in tensors.items():
        with t.subcase(layer=layer):
            t.chose("number" if definition.tensor_dims(tensor).get()[0] == 5 else "-1")


# DS-NET-015: the dims of inputs can be assigned


@positive("DS-NET-015")
def new_dims_of_an_input(t: Trial) -> None:
    """New dims of an input are seen in every tensor that follows from it."""
    program = Program()
    x = program.input("x", "float32", (-1, 4, 3))
    tensors = {
        "x": (x, (0, 1, 2)),
        "activation": (program.activation(x, "RELU"), (0, 1, 2)),
        "reduce": (program.reduce(x, "SUM", 0b010, False), (0, 2)),
        "transpose": (program.shuffle(x, first_transpose=[2, 0, 1]), (2, 0, 1)),
    }
    tensors["second layer"] = (program.unary(tensors["reduce"][0], "NEG"), (0, 2))
    definition = t.define(program)
    for tensor, axes in tensors.values():
        t.equal(definition.tensor_dims(tensor), tuple((-1, 4, 3)[axis] for axis in axes))
    for dims in ((2, 4, 3), (2, -1, 5), (-1, -1, -1), (0, 1, 2)):
        change = Program()
        change.set_tensor("x", "shape", list(dims))
        t.accepted(definition.extend(change)[0])
        for name, (tensor, axes) in tensors.items():
            with t.subcase(dims=dims, tensor=name):
                t.equal(definition.tensor_dims(tensor), tuple(dims[axis] for axis in axes))


@positive("DS-NET-015")
def new_rank_of_an_input(t: Trial) -> None:
    """The new dims may be of another rank."""
    definition = t.define(static_network((2, 3)))
    for dims in ((6,), (), (1, 2, 3, 4), (-1,)):
        with t.subcase(dims=dims):
            change = Program()
            change.set_tensor("x", "shape", list(dims))
            t.accepted(definition.extend(change)[0])
            t.equal(definition.tensor_dims("x"), dims)


@positive("DS-NET-015")
def new_dims_after_a_build(t: Trial) -> None:
    """New dims of an input count after a build too, as does what follows from them: fit for the profile, or not."""
    program = Program()
    a, b = program.input("a", "float32", (3, 4)), program.input("b", "float32", (-1, 4))
    program.mark_output(program.elementwise(program.activation(a, "RELU"), b, "SUM"), "sum")
    definition = t.definition(program, [{"b": ((1, 4), (3, 4), (9, 4))}])
    for turn, rows in enumerate((3, 5, 1, 7, 3)):
        with t.subcase(turn=turn, rows=rows):
            change = Program()
            change.set_tensor("a", "shape", [rows, 4])
            t.accepted(definition.extend(change)[0])
            if rows in (1, 3):
                t.accepted(definition.build())
            else:
                t.refused(definition.build(), "DS-NET-015", "DS-PROF-008", channel="None")


@negative("DS-NET-015")
def new_dims_of_a_layer_output(t: Trial) -> None:
    """The dims of a layer's output can't be assigned: an error, and no change."""
    program, tensors = derived_tensors(-1, 3)
    definition = t.define(program)
    for layer, (tensor, _) in tensors.items():
        with t.subcase(layer=layer):
            before = definition.tensor_dims(tensor).get()
            change = Program()
            change.set_tensor(tensor, "shape", [7] * len(before))
            t.refused(definition.extend(change)[0], "DS-NET-015")
            t.equal(definition.tensor_dims(tensor), before)


# DS-NET-021, DS-NET-022: inputs of layers by index


def counted_layers() -> tuple[Program, dict[str, tuple[str, tuple[str, ...]]]]:
    """Layers whose number of inputs is fixed, with the names of their inputs."""
    program = Program()
    x, y = program.input("x", "float32", (-1, 4)), program.input("y", "float32", (-1, 4))
    square = program.input("square", "float32", (4, 4))
    layers = {
        "activation": (program.activation(x, "RELU"), ("x",)),
        "unary": (program.unary(x, "NEG"), ("x",)),
        "identity": (program.identity(x), ("x",)),
        "shape": (program.shape(x), ("x",)),
        "reduce": (program.reduce(x, "SUM", 1, True), ("x",)),
        "elementwise": (program.elementwise(x, y, "SUM"), ("x", "y")),
        "matrix_multiply": (program.matrix_multiply(x, square), ("x", "square")),
        "concatenation": (program.concatenation([x, y, x], 1), ("x", "y", "x")),
        "constant": (program.constant([1.0], "float32"), ()),
    }
    return program, layers


@positive("DS-NET-021")
def inputs_by_index(t: Trial) -> None:
    """An input is found by its index, an optional one once it is there."""
    program, layers = counted_layers()
    definition = t.define(program)
    for layer, (id, inputs) in layers.items():
        with t.subcase(layer=layer):
            t.equal(definition.layer_num_inputs(id), len(inputs))
            for index, name in enumerate(inputs):
                t.equal(definition.layer_input(id, index), name)
    with t.subcase(layer="shuffle"):
        program = reshape_network()
        shuffle = next(operation["id"] for operation in program.operations if operation.get("kind") == "shuffle")
        t.equal(t.define(program).layer_input(shuffle, 1), "d")


@negative("DS-NET-021")
def no_such_input(t: Trial) -> None:
    """An index out of range gives None."""
    program, layers = counted_layers()
    definition = t.define(program)
    for layer, (id, inputs) in layers.items():
        for index in (-1, len(inputs), len(inputs) + 1, 1000):
            with t.subcase(layer=layer, index=index):
                t.equal(definition.layer_input(id, index), None)


@negative("DS-NET-021")
def absent_optional_input(t: Trial) -> None:
    """An optional input that is not present gives None."""
    program = Program()
    x = program.input("x", "float32", (-1, 4))
    shuffle, slice = program.shuffle(x), program.slice(x, [0, 0], [1, 1], [1, 1])
    definition = t.define(program)
    for layer, id, last in (("shuffle", shuffle, 1), ("slice", slice, 3)):
        for index in range(1, last + 1):
            with t.subcase(layer=layer, index=index):
                t.equal(definition.layer_input(id, index), None)


@positive("DS-NET-022")
def replaced_input(t: Trial) -> None:
    """An input that is there can be replaced by another tensor; the number of inputs stays."""
    program, layers = counted_layers()
    z = program.input("z", "float32", (4, 4))
    definition = t.define(program)
    for layer, (id, inputs) in layers.items():
        for index in range(len(inputs)):
            with t.subcase(layer=layer, index=index):
                change = Program()
                change.set_input(id, index, z)
                t.accepted(definition.extend(change)[0])
                t.equal(definition.layer_input(id, index), "z")
                t.equal(definition.layer_num_inputs(id), len(inputs))


@negative("DS-NET-022")
def further_input(t: Trial) -> None:
    """An input beyond the number that the layer has is refused, and the number stays."""
    program, layers = counted_layers()
    definition = t.define(program)
    for layer, (id, inputs) in layers.items():
        for beyond in (0, 1):
            with t.subcase(layer=layer, beyond=beyond):
                change = Program()
                change.set_input(id, len(inputs) + beyond, "x")
                t.refused(definition.extend(change)[0], "DS-NET-022")
                t.equal(definition.layer_num_inputs(id), len(inputs))


@control("DS-NET-022")
def optional_inputs(t: Trial) -> None:
    """Shuffle and slice take further inputs: those that are optional."""
    for layer, last in (("shuffle", 1), ("slice", 3)):
        for index in range(1, last + 1):
            with t.subcase(layer=layer, index=index):
                program = Program()
                x, d = program.input("x", "float32", (4, 4)), program.input("d", "int32", (2,))
                id = program.shuffle(x) if layer == "shuffle" else program.slice(x, [0, 0], [1, 1], [1, 1])
                program.set_input(id, index, d)
                definition = t.define(program)
                t.equal(definition.layer_input(id, index), "d")
                t.equal(definition.layer_num_inputs(id), index + 1)
