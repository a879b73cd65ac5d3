"""What the layers that select and make elements compute, against plain loops."""

from __future__ import annotations

import itertools

import dynshape_reference as trt
import numpy as np
import pytest
from reference_harness import Net, run

G, S, F = trt.GatherMode, trt.ScatterMode, trt.FillOperation
RNG = np.random.default_rng(1)
INT = trt.int32


def feed(net: Net, arrays, add):
    """The outputs of the layer that ``add`` makes of inputs a, b, c ... with these elements."""
    arrays = {name: np.asarray(array) for name, array in zip("abcde", arrays, strict=False)}
    types = {"f": trt.float32, "i": INT, "b": trt.bool}
    inputs = [net.input(name, array.shape, types[array.dtype.kind]) for name, array in arrays.items()]
    layer = add(net.network, *inputs)
    for index in range(layer.num_outputs):
        net.output(layer.get_output(index), f"out{index}")
    return run(net, arrays)


def floats(*dims):
    return RNG.standard_normal(dims).astype(np.float32)


def ints(low, high, *dims):
    return RNG.integers(low, high, dims).astype(np.int32)


def test_select():
    condition, a, b = RNG.random((2, 1, 3)) > 0.5, floats(1, 4, 3), floats(2, 4, 1)
    result = feed(Net(), [condition, a, b], lambda n, *t: n.add_select(*t))
    for i, j, k in np.ndindex(2, 4, 3):
        assert result[i, j, k] == (a[0, j, k] if condition[i, 0, k] else b[i, j, 0])


def at(x, index, axis):
    """x[..., index, ...], 0 out of bounds."""
    extent = x.shape[axis]
    place = index + extent if index < 0 else index
    return np.take(x, place, axis) if 0 <= place < extent else np.zeros_like(np.take(x, 0, axis))


@pytest.mark.parametrize(("axis", "shape"), [(0, (5,)), (1, (2, 2)), (2, ())])
def test_gather_default(axis, shape):
    data, indices = floats(3, 4, 2), ints(-6, 6, *shape)
    result = feed(Net(), [data, indices], lambda n, *t: n.add_gather(*t, axis))
    lines = [at(data, int(index), axis) for index in indices.reshape(-1)]
    expected = np.stack(lines, axis).reshape((*data.shape[:axis], *shape, *data.shape[axis + 1 :]))
    assert np.array_equal(result, expected)


@pytest.mark.parametrize("axis", [1, 2])
@pytest.mark.parametrize("batches", [(2, 2), (1, 2), (2, 1)])
def test_gather_batched(axis, batches):
    data, indices = floats(batches[0], 4, 5, 2), ints(-6, 6, batches[1], 3)

    def add(network, *tensors):
        layer = network.add_gather(*tensors, axis)
        layer.num_elementwise_dims = 1
        return layer

    result = feed(Net(), [data, indices], add)
    for item in range(2):
        line = indices[item % batches[1]]
        expected = np.stack([at(data[item % batches[0]], int(index), axis - 1) for index in line], axis - 1)
        assert np.array_equal(result[item], expected)


def test_gather_elements():
    data, indices = floats(3, 4), ints(-6, 6, 2, 5)

    def add(network, *tensors):
        layer = network.add_gather_v2(*tensors, G.ELEMENT)
        layer.axis = 1
        return layer

    result = feed(Net(), [data, indices], add)
    for i, j in np.ndindex(2, 5):
        assert result[i, j] == at(data[i], int(indices[i, j]), 0)


@pytest.mark.parametrize(("batched", "depth"), list(itertools.product((0, 1, 2), (0, 1, 2))))
def test_gather_nd(batched, depth):
    data = floats(2, 3, 4, 2)
    lead = (*data.shape[:batched], 5)[:3]
    indices = ints(-4, 5, *lead, depth)

    def add(network, *tensors):
        layer = network.add_gather_v2(*tensors, G.ND)
        layer.num_elementwise_dims = batched
        return layer

    result = feed(Net(), [data, indices], add)
    for place in np.ndindex(*lead):
        part = data[place[:batched]]
        for index in indices[place]:
            part = at(part, int(index), 0)
        assert np.array_equal(result[place], part)


@pytest.mark.parametrize("axis", [0, 1])
def test_scatter_elements(axis):
    data = floats(4, 5)
    indices = np.stack([RNG.permutation(data.shape[axis])[:3] for _ in range(3)], 1 - axis).astype(np.int32)
    indices[0, 0] -= data.shape[axis]
    indices[1, 1] = 9
    updates = floats(3, 3)

    def add(network, *tensors):
        layer = network.add_scatter(*tensors, S.ELEMENT)
        layer.axis = axis
        return layer

    expected = data.copy()
    for i, j in np.ndindex(3, 3):
        if indices[i, j] != 9:
            place = [i, j]
            place[axis] = indices[i, j]
            expected[tuple(place)] = updates[i, j]
    assert np.array_equal(feed(Net(), [data, indices, updates], add), expected)


@pytest.mark.parametrize(("depth", "lead"), [(1, (3,)), (2, (2, 2)), (2, ()), (3, (4,)), (0, (2,))])
def test_scatter_nd(depth, lead):
    data = floats(4, 3, 2)
    places = RNG.permutation(np.array(list(np.ndindex(*data.shape[:depth])), np.int32))
    indices = places[: int(np.prod(lead))].reshape((*lead, depth)) if depth else np.zeros((*lead, 0), np.int32)
    updates = floats(*lead, *data.shape[depth:])
    expected = data.copy()
    for place in np.ndindex(*lead):
        expected[tuple(indices[place])] = updates[place]
    assert np.array_equal(feed(Net(), [data, indices, updates], lambda n, *t: n.add_scatter(*t, S.ND)), expected)


def test_scatter_nd_leaves_out_what_is_out_of_bounds():
    data, indices, updates = np.zeros((3, 2), np.float32), np.array([[3], [-1], [-4]], np.int32), floats(3, 2)
    result = feed(Net(), [data, indices, updates], lambda n, *t: n.add_scatter(*t, S.ND))
    assert np.array_equal(result, [[0, 0], [0, 0], updates[1]])


@pytest.mark.parametrize("axis", [0, 1, -1])
def test_one_hot(axis):
    net, indices = Net(), ints(-5, 6, 2, 3)
    values = np.array([2.5, 7], np.float32)
    result = feed(net, [indices, values], lambda n, i, v: n.add_one_hot(i, v, net.const(4), axis))
    for i, j in np.ndindex(2, 3):
        vector = np.moveaxis(result, axis, -1)[i, j]
        index = int(indices[i, j])
        on = index + 4 if index < 0 else index
        assert list(vector) == [7 if k == on else 2.5 for k in range(4)]


@pytest.mark.parametrize("op", ["MAX", "MIN"])
@pytest.mark.parametrize("axis", [0, 1, 2])
def test_topk(op, axis):
    x = ints(0, 4, 4, 5, 3).astype(np.float32)
    results = feed(Net(), [x], lambda n, t: n.add_topk(t, getattr(trt.TopKOperation, op), 3, 1 << axis))
    lines = np.moveaxis(x, axis, -1)
    values, indices = (np.moveaxis(results[f"out{i}"], axis, -1) for i in range(2))
    for place in np.ndindex(*lines.shape[:-1]):
        order = sorted(range(x.shape[axis]), key=lambda i, p=place: (-lines[p][i] if op == "MAX" else lines[p][i], i))
        assert list(indices[place]) == order[:3]
        assert list(values[place]) == [lines[place][i] for i in order[:3]]


def test_topk_nan_and_infinities():
    x = np.array([[1, np.nan, -np.inf, np.inf]], np.float32)
    indices = {}
    for op in ("MAX", "MIN"):
        indices[op] = feed(Net(), [x], lambda n, t, o=op: n.add_topk(t, getattr(trt.TopKOperation, o), 4, 2))["out1"]
    assert indices["MAX"].tolist() == [[1, 3, 0, 2]]
    assert indices["MIN"].tolist() == [[2, 0, 3, 1]]


@pytest.mark.parametrize(("batch", "sequence"), [(1, 0), (0, 1), (2, 1), (0, 2)])
def test_reverse_sequence(batch, sequence):
    x = floats(3, 4, 5)
    lengths = ints(-1, 7, x.shape[batch])

    def add(network, *tensors):
        layer = network.add_reverse_sequence(*tensors)
        layer.batch_axis, layer.sequence_axis = batch, sequence
        return layer

    moved = np.moveaxis(x, (batch, sequence), (0, 1)).copy()
    for item, length in enumerate(lengths):
        count = min(max(int(length), 0), moved.shape[1])
        moved[item, :count] = moved[item, :count][::-1].copy()
    expected = np.moveaxis(moved, (0, 1), (batch, sequence))
    assert np.array_equal(feed(Net(), [x, lengths], add), expected)


def test_linspace():
    net = Net()
    layer = net.network.add_fill((5,), F.LINSPACE)
    layer.alpha, layer.beta = 0.5, -0.25
    net.output(layer.get_output(0))
    assert run(net, {}).tolist() == [0.5, 0.25, 0, -0.25, -0.5]


def test_linspace_of_integers_converts_its_parameters_first():
    net = Net()
    layer = net.network.add_fill((3,), F.LINSPACE)
    layer.set_output_type(0, INT)
    layer.alpha, layer.beta = 1.9, 1.5
    net.output(layer.get_output(0))
    assert run(net, {}).tolist() == [1, 2, 3]


def test_linspace_with_inputs():
    net = Net()

    def add(network, alpha, beta):
        layer = network.add_fill((3, 4), F.LINSPACE)
        layer.set_input(1, alpha)
        layer.set_input(2, beta)
        return layer

    result = feed(net, [np.array(1, np.int32), np.array([100, 10], np.int32)], add)
    assert result.tolist() == [[1 + 100 * i + 10 * j for j in range(4)] for i in range(3)]


def random_net(op, dims, parameters=None, edition="8.6"):
    net = Net(edition)
    layers = [net.network.add_fill(dims, op) for _ in range(2)]
    for index, layer in enumerate(layers):
        if parameters:
            layer.alpha, layer.beta = parameters
        net.output(layer.get_output(0), f"out{index}")
    return net


@pytest.mark.parametrize("op", [F.RANDOM_UNIFORM, F.RANDOM_NORMAL])
def test_random_numbers_are_the_same_in_every_run(op):
    first, second = (run(random_net(op, (100, 50)), {}) for _ in range(2))
    for name in first:
        assert first[name].tobytes() == second[name].tobytes()
    assert not np.array_equal(first["out0"], first["out1"]), "two layers draw their own numbers"


def test_random_numbers_are_spread():
    uniform = run(random_net(F.RANDOM_UNIFORM, (100_000,), (-2, 6)), {})["out0"]
    assert uniform.min() >= -2 and uniform.max() <= 6
    counts, _ = np.histogram(uniform, 16, (-2, 6))
    assert abs(counts - 6250).max() < 400
    normal = run(random_net(F.RANDOM_NORMAL, (100_000,), (3, 2)), {})["out0"].astype(np.float64)
    assert abs(normal.mean() - 3) < 0.03 and abs(normal.std() - 2) < 0.03
    assert abs((abs(normal - 3) < 2).mean() - 0.6827) < 0.01


def test_cast():
    x = np.array([2.9, -0.5, 3e9, -3e9, 0, np.nan], np.float32)
    assert feed(Net(), [x], lambda n, t: n.add_cast(t, INT)).tolist() == [2, 0, 2**31 - 1, -(2**31), 0, 0]
    flags = feed(Net(), [x], lambda n, t: n.add_cast(t, trt.bool))
    assert flags.tolist() == [True, True, True, True, False, True]


EQUATIONS = ["ij,jk->ik", "ij,kj", "ij->ji", "ij->", "i,i->", "ijk,ikl->ijl", "i,j->ij", "ij,ij->j", "i,->i"]


@pytest.mark.parametrize(("edition", "equation"), [("8.6", equation) for equation in EQUATIONS])
def test_einsum(edition, equation):
    extents = {"i": 2, "j": 3, "k": 4, "l": 5}
    terms, _, output = equation.partition("->")
    labels = terms.split(",")
    if "->" not in equation:
        output = "".join(sorted(c for c in set("".join(labels)) if "".join(labels).count(c) == 1))
    arrays = [floats(*(extents[label] for label in term)) for term in labels]
    result = feed(Net(edition), arrays, lambda n, *t: n.add_einsum(list(t), equation))
    expected = np.zeros([extents[label] for label in output])
    used = sorted(set("".join(labels)))
    for place in itertools.product(*(range(extents[label]) for label in used)):
        where = dict(zip(used, place, strict=True))
        product = 1.0
        for term, array in zip(labels, arrays, strict=True):
            product *= float(array[tuple(where[label] for label in term)])
        expected[tuple(where[label] for label in output)] += product
    assert np.allclose(result, expected, rtol=1e-6, atol=1e-7)


def test_einsum_broadcasts_extents_of_one():
    a, b = floats(2, 1), floats(3, 4)
    result = feed(Net(), [a, b], lambda n, *t: n.add_einsum(list(t), "ij,jk->ik"))
    assert np.allclose(result, a * b.sum(axis=0), rtol=1e-6)
