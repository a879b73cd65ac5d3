"""Classes of the inputs and outputs of the layers that select and make elements."""

from __future__ import annotations

import itertools

import dynshape_reference as trt
import numpy as np
import pytest
from reference_harness import EDITIONS, Net

G, F = trt.GatherMode, trt.FillOperation
INT = trt.int32


def classes(*tensors: trt.ITensor | None) -> list[str]:
    letters = []
    for tensor in tensors:
        if tensor is not None:
            letters.append(("S" if tensor.is_shape_tensor else "") + ("E" if tensor.is_execution_tensor else "") or "-")
    return letters


def classes_of(layer: trt.ILayer) -> list[str]:
    return classes(*(layer.get_input(index) for index in range(layer.num_inputs)))


def fill_with(net: Net, op: trt.FillOperation, *inputs: trt.ITensor | None) -> trt.IFillLayer:
    layer = net.network.add_fill((2,), op)
    if op == F.LINSPACE:
        layer.set_output_type(0, INT)
    for index, tensor in enumerate(inputs):
        if tensor is not None:
            layer.set_input(index, tensor)
    return layer


def layers_to_classify(net: Net):
    n = net.network
    names = (f"t{i}" for i in itertools.count())

    def ints(*dims: int) -> trt.ITensor:
        return net.input(next(names), dims, INT)

    yield "select", n.add_select(net.input("c", (2,), trt.bool), ints(2), ints(2))
    yield "gather", n.add_gather(ints(4), ints(2), 0)
    yield "elements", n.add_gather_v2(ints(4), ints(2), G.ELEMENT)
    yield "nd", n.add_gather_v2(ints(4), ints(2, 1), G.ND)
    yield "scatter", n.add_scatter(ints(2), ints(2), ints(2), trt.ScatterMode.ELEMENT)
    yield "fill 0", fill_with(net, F.LINSPACE)
    yield "fill 1", fill_with(net, F.LINSPACE, ints(1))
    yield "fill 3", fill_with(net, F.LINSPACE, None, ints(), ints(1))
    yield "random 1", fill_with(net, F.RANDOM_UNIFORM, ints(1))
    yield "topk", n.add_topk(net.input("x", (2, 3)), trt.TopKOperation.MAX, 1, 2)
    yield "einsum", n.add_einsum([net.input("y", (2,))], "i->i")
    if net.builder.edition.name != "8.4":
        yield "cast", n.add_cast(net.input("z", (2,)), INT)
        yield "one hot", n.add_one_hot(ints(), ints(2), net.const(2), 0)
        dynamic = n.add_topk(net.input("w", (2, 3)), trt.TopKOperation.MAX, 1, 2)
        dynamic.set_input(1, ints())
        yield "topk k", dynamic
        yield "reverse", n.add_reverse_sequence(ints(2, 3), ints(3))
        yield "nonzero", n.add_non_zero(ints(2, 3))
        yield "nms", n.add_nms(net.input("b", (1, 2, 4)), net.input("s", (1, 2, 1)), ints())


ALWAYS = {"fill 1": ["S"], "random 1": ["S"], "topk k": ["-", "S"], "one hot": ["-", "-", "S"]}
FOLLOW = {"select", "gather", "cast", "fill 0", "fill 1"}
FOLLOW_BY_EDITION = {"8.4": FOLLOW, "8.6": FOLLOW | {"elements", "nd"}}
FOLLOW_BY_EDITION["10"] = FOLLOW_BY_EDITION["8.6"] | {"fill 3", "one hot"}


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("demand", ["-", "S", "E"])
def test_classes(edition, demand):
    net = Net(edition)
    for name, layer in layers_to_classify(net):
        output = layer.get_output(0)
        if demand == "S":
            net.network.mark_output_for_shapes(output)
        elif demand == "E":
            net.network.mark_output(output)
        assert classes(output) == [demand]
        if demand == "-":
            expected = ALWAYS.get(name, ["-"] * layer.num_inputs)
        else:
            follows = name in FOLLOW_BY_EDITION[edition]
            inputs = demand if follows or demand == "E" else "E"
            expected = [inputs if given == "-" else given for given in ALWAYS.get(name, ["-"] * layer.num_inputs)]
        given = [tensor for tensor in (layer.get_input(i) for i in range(layer.num_inputs)) if tensor is not None]
        assert classes_of(layer) == expected[: len(given)], name


def test_classes_follow_the_mode():
    net = Net("8.4")
    layer = net.network.add_gather(net.input("d", (4,), INT), net.input("i", (4,), INT), 0)
    net.network.mark_output_for_shapes(layer.get_output(0))
    assert classes_of(layer) == ["S", "S"]
    layer.mode = G.ELEMENT
    assert classes_of(layer) == ["E", "E"]
    assert net.refused() == "DS-RULE-029"
    layer.mode = G.DEFAULT
    assert classes_of(layer) == ["S", "S"]


@pytest.mark.parametrize("kind", ["scatter", "topk", "einsum", "random 1", "elements"])
def test_what_makes_no_shape_tensor_in_8_4(kind):
    net = Net("8.4")
    layer = dict(layers_to_classify(net))[kind]
    output = layer.get_output(0)
    if output.dtype != INT:
        output = net.identity(output, INT)
    net.network.mark_output_for_shapes(output)
    values = {}
    for index in range(net.network.num_inputs):
        tensor = net.network.get_input(index)
        if tensor.is_shape_tensor:
            values[tensor.name] = ([1] * max(1, int(np.prod(tuple(tensor.shape)))),) * 3
    net.profile(values=values)
    assert net.refused() == "DS-RULE-029"


@pytest.mark.parametrize(("edition", "most"), [("8.4", 16), ("8.6", 64), ("10", 64)])
def test_length_of_a_fill_that_is_a_shape_tensor(edition, most):
    for count in (most, most + 1):
        net = Net(edition)
        layer = net.network.add_fill((count,), F.LINSPACE)
        layer.set_output_type(0, INT)
        net.output(layer.get_output(0), for_shapes=True)
        if count == most:
            assert net.plan() is not None
        else:
            assert net.refused() == "DS-EST-022"


def test_fill_with_dims_known_at_run_time_is_no_shape_tensor():
    net = Net()
    layer = fill_with(net, F.LINSPACE, net.input("n", (1,), INT))
    net.output(layer.get_output(0), for_shapes=True)
    net.profile(values={"n": ([1], [2], [3])})
    assert net.refused() == "DS-EST-010"
