"""Dims of select, gather, scatter, one-hot and non-zero, and what they refuse."""

from __future__ import annotations

import dynshape_reference as trt
import pytest
from reference_harness import Net
from selection_harness import dims_or_clause

G, S = trt.GatherMode, trt.ScatterMode
INT = trt.int32


@pytest.mark.parametrize(
    ("three", "expected"),
    [
        ([(1, 1, 5, 9), (1, 1, 5, 9), (1, 3, 1, 9)], (1, 3, 5, 9)),
        ([(1, 1, 0, 9), (1, 1, 0, 9), (1, 3, 1, 9)], (1, 3, 0, 9)),
        ([(-1,), (3,), (1,)], (3,)),
        ([(-1,), (1,), (1,)], (-1,)),
        ([(), (), ()], ()),
        ([(2,), (1, 2), (1, 2)], "DS-LAY-005"),
        ([(2,), (3,), (2,)], "DS-LAY-005"),
    ],
)
def test_select(three, expected):
    net = Net()
    condition, a, b = (
        net.input(name, dims, t) for name, dims, t in zip("cab", three, (trt.bool, INT, INT), strict=True)
    )
    assert dims_or_clause(net, net.network.add_select(condition, a, b)) == expected


@pytest.mark.parametrize("types", [(INT, INT, INT), (trt.bool, INT, trt.float32), (trt.bool, trt.float16, trt.float32)])
def test_select_types(types):
    net = Net()
    layer = net.network.add_select(*(net.input(name, (2,), t) for name, t in zip("cab", types, strict=True)))
    assert dims_or_clause(net, layer) == "DS-LAY-005"


@pytest.mark.parametrize(
    ("data", "indices", "mode", "axis", "elementwise", "expected"),
    [
        ((2, 3, 4), (5, 6), G.DEFAULT, 1, 0, (2, 5, 6, 4)),
        ((2, 3, 4), (), G.DEFAULT, 1, 0, (2, 4)),
        ((2, 3), (-1,), G.DEFAULT, 1, 0, (2, -1)),
        ((2, 3, 4), (2, 5), G.DEFAULT, 1, 1, (2, 5, 4)),
        ((2, 3, 4), (2, 5), G.DEFAULT, 2, 1, (2, 3, 5)),
        ((2, 3, 4), (1, 5), G.DEFAULT, 2, 1, (2, 3, 5)),
        ((1, 3, 4), (2, 5), G.DEFAULT, 2, 1, (2, 3, 5)),
        ((-1, 3, 4), (1, 5), G.DEFAULT, 1, 1, (-1, 5, 4)),
        ((2, 3, 4), (2,), G.DEFAULT, 1, 1, (2, 4)),
        ((2, 3, 4), (3, 5), G.DEFAULT, 2, 1, "DS-LAY-019"),
        ((2, 3, 4), (2, 5), G.DEFAULT, 0, 1, "DS-LAY-019"),
        ((2, 3, 4), (2, 5), G.DEFAULT, 1, 2, "DS-LAY-019"),
        ((2, 3, 4), (), G.DEFAULT, 1, 1, "DS-LAY-019"),
        ((), (2,), G.DEFAULT, 0, 0, "DS-LAY-022"),
        ((2, 3), (2,), G.DEFAULT, -1, 0, "DS-LAY-022"),
        ((2, 3), (2,), G.DEFAULT, 2, 0, "DS-LAY-022"),
        ((2, 3), (2, 5), G.ELEMENT, 1, 0, (2, 5)),
        ((2, -1), (9, 5), G.ELEMENT, 0, 0, (9, 5)),
        ((2, 3), (2,), G.ELEMENT, 0, 0, "DS-LAY-020"),
        ((2, 3), (4, 5), G.ELEMENT, 1, 0, "DS-LAY-020"),
        ((2, 3), (2, 2), G.ELEMENT, 0, 1, "DS-LAY-020"),
        ((2, 3), (2, 2), G.ELEMENT, 5, 0, "DS-LAY-022"),
        ((2, 3, 4), (7, 2), G.ND, 0, 0, (7, 4)),
        ((2, 3, 4), (7, 3), G.ND, 0, 0, (7,)),
        ((2, 3, 4), (7, 0), G.ND, 0, 0, (7, 2, 3, 4)),
        ((2, 3, 4), (3,), G.ND, 0, 0, ()),
        ((2, 3, 4), (-1, 2), G.ND, 0, 0, (-1, 4)),
        ((2, 3, 4), (2, 5, 1), G.ND, 0, 1, (2, 5, 4)),
        ((2, 3, 4), (2, 5, 2), G.ND, 0, 1, (2, 5)),
        ((2, 3, 4), (2, 3, 1), G.ND, 0, 2, (2, 3)),
        ((-1, 3), (2, 5, 1), G.ND, 0, 1, (2, 5)),
        ((2, 3, 4), (7, 4), G.ND, 0, 0, "DS-LAY-021"),
        ((2, 3, 4), (2, 5, 3), G.ND, 0, 1, "DS-LAY-021"),
        ((2, 3, 4), (3, 5, 1), G.ND, 0, 1, "DS-LAY-021"),
        ((2, 3, 4), (2, 3, 1), G.ND, 0, 3, "DS-LAY-021"),
        ((2, 3, 4), (), G.ND, 0, 0, "DS-LAY-021"),
        ((2, 3, 4), (7, -1), G.ND, 0, 0, "DS-RES-015"),
    ],
)
def test_gather(data, indices, mode, axis, elementwise, expected):
    net = Net()
    layer = net.network.add_gather_v2(net.input("d", data), net.input("i", indices, INT), mode)
    assert (layer.axis, layer.num_elementwise_dims, layer.mode) == (0, 0, mode)
    layer.axis, layer.num_elementwise_dims = axis, elementwise
    assert dims_or_clause(net, layer) == expected


def test_gather_takes_integer_indices():
    net = Net()
    assert dims_or_clause(net, net.network.add_gather(net.input("d", (2,)), net.input("i", (2,)), 0)) == "DS-LAY-022"


@pytest.mark.parametrize(
    ("mode", "data", "indices", "updates", "axis", "expected"),
    [
        (S.ELEMENT, (4, 5), (2, 3), (2, 3), 1, (4, 5)),
        (S.ELEMENT, (4, 5), (2, 6), (2, 6), 1, (4, 5)),
        (S.ELEMENT, (4, 5), (5, 3), (5, 3), 1, "DS-LAY-068"),
        (S.ELEMENT, (4, 5), (2, 3), (2, 2), 1, "DS-LAY-068"),
        (S.ELEMENT, (4, 5), (2,), (2,), 0, "DS-LAY-068"),
        (S.ELEMENT, (4, 5), (2, 3), (2, 3), 2, "DS-LAY-068"),
        (S.ND, (4, 5, 6), (7, 2), (7, 6), 0, (4, 5, 6)),
        (S.ND, (4, 5, 6), (2, 7, 1), (2, 7, 5, 6), 9, (4, 5, 6)),
        (S.ND, (4, 5, 6), (3,), (), 0, (4, 5, 6)),
        (S.ND, (4, 5, 6), (7, -1), (7, 6), 0, (4, 5, 6)),
        (S.ND, (4, 5, 6), (7, 2), (7, 5), 0, "DS-LAY-068"),
        (S.ND, (4, 5, 6), (7, 4), (7,), 0, "DS-LAY-068"),
        (S.ND, (), (1,), (), 0, "DS-LAY-068"),
    ],
)
def test_scatter(mode, data, indices, updates, axis, expected):
    net = Net()
    layer = net.network.add_scatter(net.input("d", data), net.input("i", indices, INT), net.input("u", updates), mode)
    layer.axis = axis
    assert dims_or_clause(net, layer) == expected


def test_scatter_types():
    net = Net()
    data, indices, ints = net.input("d", (4,)), net.input("i", (2, 1), INT), net.input("u", (2,), INT)
    assert dims_or_clause(net, net.network.add_scatter(data, indices, ints, S.ND)) == "DS-LAY-068"
    assert dims_or_clause(net, net.network.add_scatter(data, data, data, S.ELEMENT)) == "DS-LAY-068"


@pytest.mark.parametrize(
    ("indices", "axis", "expected"),
    [
        ((2, 3), 0, (4, 2, 3)),
        ((2, 3), 1, (2, 4, 3)),
        ((2, 3), 2, (2, 3, 4)),
        ((2, 3), -1, (2, 3, 4)),
        ((2, -1), -3, (4, 2, -1)),
        ((), 0, (4,)),
        ((2, 3), -4, "DS-LAY-068"),
        ((2, 3), 3, "DS-LAY-068"),
    ],
)
def test_one_hot(indices, axis, expected):
    net = Net()
    layer = net.network.add_one_hot(net.input("i", indices, INT), net.input("v", (2,)), net.const(4), axis)
    assert dims_or_clause(net, layer) == expected


def test_one_hot_depth_and_values():
    net = Net()
    indices, values = net.input("i", (2,), INT), net.input("v", (2,))
    assert dims_or_clause(net, net.network.add_one_hot(indices, values, net.const(0), 0)) == (0, 2)
    assert dims_or_clause(net, net.network.add_one_hot(indices, values, net.const(-1), 0)) == "DS-LAY-068"
    assert dims_or_clause(net, net.network.add_one_hot(indices, values, net.const([3]), 0)) == "DS-LAY-068"
    assert dims_or_clause(net, net.network.add_one_hot(indices, values, net.input("n", (), INT), 0)) == "DS-RES-015"
    assert dims_or_clause(net, net.network.add_one_hot(indices, net.input("w", (3,)), net.const(3), 0)) == "DS-LAY-068"
    assert dims_or_clause(net, net.network.add_one_hot(values, values, net.const(3), 0)) == "DS-LAY-068"
    known = net.network.add_gather(net.shape_of(net.input("x", (-1, 7))), net.const(1), 0).get_output(0)
    assert dims_or_clause(net, net.network.add_one_hot(indices, values, known, 0)) == (7, 2)


@pytest.mark.parametrize("dims", [(), (3,), (2, -1), (0, 3)])
def test_non_zero(dims):
    net = Net()
    layer = net.network.add_non_zero(net.input("x", dims))
    assert dims_or_clause(net, layer) == (len(dims), -1)
    assert layer.get_output(0).dtype == trt.int32
    assert dims_or_clause(net, net.network.add_non_zero(net.input("y", dims, trt.int8))) == "DS-LAY-068"
