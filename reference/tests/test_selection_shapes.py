"""The layers that select and make elements where shapes are computed: known values, classes, plans."""

from __future__ import annotations

import dynshape_reference as trt
import numpy as np
import pytest
from reference_harness import Net, run

G, F = trt.GatherMode, trt.FillOperation
INT = trt.int32


def values_as_dims(net: Net, tensor: trt.ITensor) -> list[int]:
    """What is known of a shape tensor's elements: the dims of a fill made with it, -1 for an unknown one."""
    layer = net.network.add_fill((1,), F.RANDOM_UNIFORM)
    layer.set_input(0, tensor)
    return list(layer.get_output(0).shape)


def gather(net: Net, data: trt.ITensor, indices: trt.ITensor, mode: trt.GatherMode = G.DEFAULT) -> trt.ITensor:
    return net.network.add_gather_v2(data, indices, mode).get_output(0)


def select(net: Net, *three: trt.ITensor) -> trt.ITensor:
    return net.network.add_select(*three).get_output(0)


def test_gather_moves_what_is_known():
    net = Net()
    shape = net.shape_of(net.input("x", (-1, 3, -1)))
    assert values_as_dims(net, gather(net, shape, net.const([1, 0, -2, 1]))) == [3, -1, 3, 3]
    assert values_as_dims(net, gather(net, shape, net.const([[1], [0]]), G.ND)) == [3, -1]
    assert values_as_dims(net, gather(net, shape, net.const([1, 2]), G.ELEMENT)) == [3, -1]


def test_gather_with_partly_known_indices():
    net = Net()
    indices = net.shape_of(net.input("x", (-1, 1, 0)))
    for mode in (G.DEFAULT, G.ELEMENT):
        assert values_as_dims(net, gather(net, net.const([7, 8, 9]), indices, mode)) == [-1, 8, 7]
    pairs = net.concat(net.reshape(indices, (3, 1)), net.const([[0], [0], [1]]), axis=1)
    table = net.const([[10, 11], [20, 21]])
    assert values_as_dims(net, gather(net, table, pairs, G.ND)) == [-1, 20, 11]


def test_gather_in_batches_moves_what_is_known():
    net = Net("10")
    layer = net.network.add_gather(
        net.reshape(net.shape_of(net.input("x", (-1, 2, 3, -1))), (2, 2)), net.const([[1], [0]]), 1
    )
    layer.num_elementwise_dims = 1
    assert values_as_dims(net, net.reshape(layer.get_output(0), (2,))) == [2, 3]


def test_gather_of_nothing_known_but_an_axis_of_one():
    # What stands in for an unknown index must not be taken for one that is out of bounds.
    net = Net()
    assert values_as_dims(net, gather(net, net.const([5]), net.shape_of(net.input("x", (-1, 0))))) == [-1, 5]


@pytest.mark.parametrize("mode", [G.DEFAULT, G.ELEMENT])
@pytest.mark.parametrize("index", [3, -4])
def test_gather_out_of_bounds_is_an_error_in_a_shape(mode, index):
    net = Net()
    x = net.input("x", (-1, 3, -1))
    net.output(net.reshape(x, gather(net, net.shape_of(x), net.const([index]), mode)))
    net.profile({"x": ((1, 3, 1), (2, 3, 2), (3, 3, 3))})
    net.log.take()
    with pytest.raises(ValueError, match="invalid"):
        len(net.network.get_output(0).shape)
    assert net.log.take() == ["DS-LAY-023"]
    assert net.refused() == "DS-LAY-023"


def test_gather_out_of_bounds_at_run_time():
    net = Net()
    index = net.input("index", (1,), INT)
    net.output(net.reshape(net.input("x", (6,)), net.concat(gather(net, net.const([1, 2, 3]), index), net.const([-1]))))
    net.profile(values={"index": ([0], [1], [5])})
    engine = net.engine()
    context = engine.create_execution_context()
    for value, dims in ((0, (1, 6)), (-1, None), (2, (3, 2)), (3, None)):
        if value >= 0:
            context.set_shape_input(engine["index"], [value])
        if dims is None and value == 3:
            with pytest.raises(ValueError, match="invalid"):
                len(context.get_binding_shape(engine["out"]))
            assert net.log.take()[-1] == "DS-LAY-023"
        elif dims:
            assert tuple(context.get_binding_shape(engine["out"])) == dims


def test_select_by_what_is_known():
    net = Net()
    wildcard, one = net.shape_of(net.input("x", (-1, -1, 4, 5))), net.const([1, 1, 1, 1])
    unknown = net.elementwise(wildcard, one, "EQUAL")
    mixed = net.shape_of(net.input("y", (-1, 3, 4, -1)))
    assert values_as_dims(net, select(net, unknown, net.const([7, 3, 8, 9]), mixed)) == [-1, 3, 4, -1]
    true = net.identity(net.const([1, 0, 1, 0]), trt.bool)
    assert values_as_dims(net, select(net, true, mixed, net.const([6, 7, 8, 9]))) == [-1, 7, 4, 9]


def test_linspace_by_what_is_known():
    net = Net("10")
    shape = net.shape_of(net.input("x", (2, -1, 3)))
    layer = net.network.add_fill((2, 2), F.LINSPACE)
    layer.set_input(1, net.reshape(gather(net, shape, net.const([0])), ()))
    layer.set_input(2, gather(net, shape, net.const([1, 2])))
    assert values_as_dims(net, net.reshape(layer.get_output(0), (4,))) == [2, 5, -1, -1]
    layer.set_input(1, net.reshape(gather(net, shape, net.const([1])), ()))
    assert values_as_dims(net, net.reshape(layer.get_output(0), (4,))) == [-1] * 4


def test_linspace_and_cast_as_constants():
    net = Net()
    layer = net.network.add_fill((3,), F.LINSPACE)
    layer.alpha, layer.beta = 2, 1.5
    assert values_as_dims(net, net.network.add_cast(layer.get_output(0), INT).get_output(0)) == [2, 3, 5]
    mixed = net.network.add_cast(net.shape_of(net.input("x", (-1, 7))), trt.float32).get_output(0)
    assert values_as_dims(net, net.network.add_cast(mixed, INT).get_output(0)) == [-1, 7]


def test_one_hot_by_what_is_known():
    net = Net("10")
    values = net.shape_of(net.input("x", (-1, 7)))
    vector = net.network.add_one_hot(net.const(1), values, net.const(3), 0).get_output(0)
    assert values_as_dims(net, vector) == [-1, 7, -1]


def test_random_numbers_are_no_constants():
    net = Net()
    layer = net.network.add_fill((2,), F.RANDOM_UNIFORM)
    layer.alpha, layer.beta = 3, 3
    assert values_as_dims(net, net.network.add_cast(layer.get_output(0), INT).get_output(0)) == [-1, -1]


# Plans


def all_kinds() -> Net:
    net = Net()
    n = net.network
    x, i = net.input("x", (2, 6)), net.input("i", (2, 6), INT)
    gathered = n.add_gather(x, net.const([1, 0, 1]), 1)
    elements = n.add_gather_v2(x, i, G.ELEMENT)
    elements.axis = 1
    nd = n.add_gather_v2(x, net.const([[[1]], [[2]]]), G.ND)
    nd.num_elementwise_dims = 1
    scattered = n.add_scatter(x, net.const([[3], [4]]), net.const([[9.0], [8.0]], np.float32), trt.ScatterMode.ELEMENT)
    scattered.axis = 1
    top = n.add_topk(x, trt.TopKOperation.MIN, 2, 2)
    top.set_input(1, net.const(3))
    reverse = n.add_reverse_sequence(x, net.const([2, 3]))
    reverse.batch_axis, reverse.sequence_axis = 0, 1
    hot = n.add_one_hot(i, net.const([0.5, 2], np.float32), net.const(3), -2)
    line = n.add_fill((3,), F.LINSPACE)
    line.alpha, line.beta = 0.25, 3
    noise = n.add_fill((1,), F.RANDOM_NORMAL)
    noise.set_input(0, net.shape_of(x))
    cast = n.add_cast(x, trt.float16)
    product = n.add_einsum([x, x], "ij,kj->ik")
    chosen = n.add_select(n.add_cast(i, trt.bool).get_output(0), x, noise.get_output(0))
    layers = (gathered, elements, nd, scattered, top, reverse, hot, line, noise, cast, product, chosen)
    for index, layer in enumerate(layers):
        net.output(layer.get_output(0), f"out{index}")
    return net


def test_plans_keep_everything():
    x = np.random.default_rng(2).standard_normal((2, 6)).astype(np.float32)
    inputs = {"x": x, "i": np.array([[0, 1, 2, 3, 4, 5], [5, 4, 0, 2, 1, 0]], np.int32)}
    first, second = run(all_kinds(), inputs), run(all_kinds(), inputs)
    assert len(first) == 12
    for name in first:
        assert first[name].tobytes() == second[name].tobytes()
    assert np.array_equal(first["out0"], x[:, [1, 0, 1]])
    assert np.array_equal(first["out2"], [[x[0, 1]], [x[1, 2]]])
    assert np.array_equal(first["out4"], np.sort(x, axis=1)[:, :3])
    assert first["out7"].tolist() == [0.25, 3.25, 6.25]
    net = all_kinds()
    plan = net.plan()
    again = trt.Runtime(net.log).deserialize_cuda_engine(plan).serialize()
    assert bytes(memoryview(again)) == bytes(memoryview(plan))


def test_plans_keep_streams_of_random_numbers():
    # A plan lists layers in the order of computation, which need not be that of addition.
    net = Net()
    late = net.network.add_fill((4,), F.RANDOM_UNIFORM)
    wanted = run_alone(0)
    relu = net.network.add_activation(net.input("x", (4,)), trt.ActivationType.RELU)
    relu.set_input(0, late.get_output(0))
    net.output(relu.get_output(0))
    engine = net.engine()
    result = np.zeros(4, np.float32)
    assert engine.create_execution_context().execute_v2([np.zeros(4, np.float32), result])
    assert np.array_equal(result, wanted)
    assert not np.array_equal(run_alone(1), wanted)


def run_alone(place: int):
    net = Net()
    for _ in range(place):
        net.const([0])
    net.output(net.network.add_fill((4,), F.RANDOM_UNIFORM).get_output(0))
    return run(net, {})
