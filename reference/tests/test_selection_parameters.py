"""Dims and parameters of top-k, NMS, reverse sequence, fill, cast and einsum, and what they refuse."""

from __future__ import annotations

import dynshape_reference as trt
import numpy as np
import pytest
from reference_harness import Net
from selection_harness import dims_or_clause

F = trt.FillOperation
INT = trt.int32


@pytest.mark.parametrize(
    ("dims", "k", "axes", "expected"),
    [
        ((4, 5), 3, 2, (4, 3)),
        ((4, 5), 3, 1, (3, 5)),
        ((4, -1), 3, 2, (4, 3)),
        ((4, 5), 0, 2, (4, 0)),
        ((2, 3, 4, 5, 6), 1, 2, (2, 1, 4, 5, 6)),
        ((2, 3, 4, 5, 6), 1, 1, "DS-LAY-060"),
        ((4, 5), 6, 2, "DS-LAY-060"),
        ((4, 5), 3, 3, "DS-LAY-060"),
        ((4, 5), 3, 4, "DS-LAY-060"),
        ((5,), 3, 1, "DS-LAY-060"),
    ],
)
def test_topk(dims, k, axes, expected):
    net = Net()
    layer = net.network.add_topk(net.input("x", dims), trt.TopKOperation.MAX, k, axes)
    for index in range(2):
        assert dims_or_clause(net, layer, index) == expected
    assert [layer.get_output(index).dtype for index in range(2)] == [trt.float32, INT]


def test_topk_k():
    net = Net()
    x = net.input("x", (4, 5000))
    assert net.network.add_topk(x, trt.TopKOperation.MIN, 3841, 2) is None
    assert net.network.add_topk(x, trt.TopKOperation.MIN, -1, 2) is None
    assert net.network.add_topk(x, trt.TopKOperation.MIN, 1, 0) is None
    assert net.log.take() == ["DS-LAY-060"] * 3
    layer = net.network.add_topk(x, trt.TopKOperation.MIN, 3840, 2)
    layer.k = 3841
    assert layer.k == 3840
    layer.set_input(1, net.const(7))
    assert (layer.k, layer.num_inputs, dims_or_clause(net, layer)) == (-1, 2, (4, 7))
    layer.set_input(1, net.const([7]))
    assert dims_or_clause(net, layer) == "DS-LAY-060"
    layer.set_input(1, net.const(5001))
    assert dims_or_clause(net, layer) == "DS-LAY-060"
    layer.set_input(1, net.input("k", (), INT))
    assert dims_or_clause(net, layer) == (4, -1)
    layer.k = 2
    assert (layer.k, layer.num_inputs, dims_or_clause(net, layer)) == (2, 1, (4, 2))


def test_topk_by_edition():
    for edition, count in (("8.4", 1), ("8.6", 2), ("10", 2)):
        net = Net(edition)
        layer = net.network.add_topk(net.input("x", (4, 5)), trt.TopKOperation.MAX, 1, 2)
        layer.set_input(1, net.const(2))
        assert layer.num_inputs == count
        ints = net.network.add_topk(net.input("y", (4, 5), INT), trt.TopKOperation.MAX, 1, 2)
        assert dims_or_clause(net, ints) == ((4, 1) if edition == "10" else "DS-LAY-060")


@pytest.mark.parametrize(
    ("boxes", "scores", "expected"),
    [
        ((2, 6, 4), (2, 6, 3), (-1, 3)),
        ((2, 6, 3, 4), (2, 6, 3), (-1, 3)),
        ((-1, 6, 4), (2, -1, 3), (-1, 3)),
        ((2, 6, 5), (2, 6, 3), "DS-LAY-068"),
        ((2, 6, 2, 4), (2, 6, 3), "DS-LAY-068"),
        ((2, 5, 4), (2, 6, 3), "DS-LAY-068"),
    ],
)
def test_nms(boxes, scores, expected):
    net = Net()
    layer = net.network.add_nms(net.input("b", boxes), net.input("s", scores), net.input("m", (), INT))
    assert dims_or_clause(net, layer) == expected
    if isinstance(expected, tuple):
        assert dims_or_clause(net, layer, 1) == ()
        layer.set_input(4, net.input("t", ()))
        assert layer.num_inputs == 5 and layer.get_input(3) is None
        assert dims_or_clause(net, layer) == expected
        layer.set_input(3, net.input("u", (1,)))
        assert dims_or_clause(net, layer) == "DS-LAY-068"


def test_nms_parameters():
    net = Net()
    boxes, scores, most = net.input("b", (1, 6, 4)), net.input("s", (1, 6, 3)), net.input("m", (), INT)
    assert net.network.add_nms(net.input("c", (6, 4)), scores, most) is None
    assert net.network.add_nms(boxes, scores, net.input("n", (1,), INT)) is None
    layer = net.network.add_nms(boxes, scores, most)
    assert (layer.topk_box_limit, layer.bounding_box_format) == (5000, trt.BoundingBoxFormat.CORNER_PAIRS)
    for limit in (-1, 5001):
        layer.topk_box_limit = limit
        assert layer.topk_box_limit == 5000
    layer.topk_box_limit = 7
    assert layer.topk_box_limit == 7
    halves = net.network.add_nms(net.input("h", (1, 6, 4), trt.float16), scores, most)
    assert dims_or_clause(net, halves) == "DS-LAY-068"


def test_reverse_sequence():
    net = Net()
    x = net.input("x", (4, 3))
    layer = net.network.add_reverse_sequence(x, net.input("n", (3,), INT))
    assert (layer.batch_axis, layer.sequence_axis, dims_or_clause(net, layer)) == (1, 0, (4, 3))
    layer.batch_axis = 2
    layer.sequence_axis = -1
    assert (layer.batch_axis, layer.sequence_axis) == (1, 0)
    layer.sequence_axis = 1
    assert dims_or_clause(net, layer) == "DS-LAY-068"
    layer.batch_axis = 0
    assert dims_or_clause(net, layer) == "DS-LAY-068", "three lengths for four sequences"
    assert net.network.add_reverse_sequence(net.input("y", (4,)), net.input("m", (4,), INT)) is None
    assert net.network.add_reverse_sequence(x, net.input("o", (3, 1), INT)) is None
    assert dims_or_clause(net, net.network.add_reverse_sequence(x, net.input("p", (3,)))) == "DS-LAY-068"


def test_fill_static():
    net = Net()
    for dims, op, expected in [
        ((4,), F.LINSPACE, (4,)),
        ((0,), F.LINSPACE, (0,)),
        ((2, 3), F.RANDOM_UNIFORM, (2, 3)),
        ((), F.RANDOM_NORMAL, ()),
        ((2, 3), F.LINSPACE, "DS-LAY-046"),
        ((), F.LINSPACE, "DS-LAY-046"),
    ]:
        layer = net.network.add_fill(dims, op)
        assert (layer.alpha, layer.beta, layer.num_inputs) == (0, 1, 0)
        assert dims_or_clause(net, layer) == expected
        assert layer.get_output(0).dtype == trt.float32
    assert net.network.add_fill((-1,), F.LINSPACE) is None
    layer = net.network.add_fill((2,), F.RANDOM_UNIFORM)
    layer.alpha = 3
    assert dims_or_clause(net, layer) == "DS-LAY-047"
    for value in (float("nan"), float("inf")):
        with pytest.raises(ValueError, match="finite"):
            layer.beta = value
    layer.shape = (-2,)
    assert tuple(layer.shape) == (2,)


def test_fill_with_inputs():
    net = Net()
    layer = net.network.add_fill((1,), F.LINSPACE)
    layer.set_input(0, net.const([5]))
    assert dims_or_clause(net, layer) == (5,)
    with pytest.raises(ValueError, match="invalid"):
        len(layer.shape)
    layer.set_input(0, net.shape_of(net.input("x", (-1, 7))))
    assert dims_or_clause(net, layer) == "DS-LAY-046"
    layer.set_input(1, net.const(2))
    assert (layer.alpha, layer.beta) == (-1, 1)
    assert dims_or_clause(net, layer) == "DS-LAY-048", "beta is still missing"
    layer.set_input(2, net.const([10, 1]))
    assert dims_or_clause(net, layer) == (-1, 7)
    assert layer.get_output(0).dtype == INT
    for wrong in (net.const(1), net.const([1, 2, 3]), net.const([1, 2], np.float32)):
        layer.set_input(2, wrong)
        assert dims_or_clause(net, layer) == "DS-LAY-048"
    layer.beta = 2.5
    layer.alpha = 0.5
    layer.shape = (3,)
    assert (layer.num_inputs, layer.beta, layer.alpha, tuple(layer.shape)) == (0, 2.5, 0.5, (3,))
    assert dims_or_clause(net, layer) == (3,)


@pytest.mark.parametrize(
    ("dims", "dtype", "clause"),
    [(5, np.int32, "DS-LAY-046"), ([-3], np.int32, "DS-LAY-046"), ([3.0], np.float32, "DS-LAY-048")],
)
def test_fill_dims_refused(dims, dtype, clause):
    net = Net()
    layer = net.network.add_fill((1,), F.RANDOM_UNIFORM)
    layer.set_input(0, net.const(dims, dtype))
    assert dims_or_clause(net, layer) == clause


def test_fill_types():
    net = Net()
    for op, dtype, fine in [
        (F.LINSPACE, INT, True),
        (F.LINSPACE, trt.float16, False),
        (F.RANDOM_UNIFORM, trt.float16, True),
        (F.RANDOM_UNIFORM, INT, False),
    ]:
        layer = net.network.add_fill((2,), op)
        layer.set_output_type(0, dtype)
        assert (dims_or_clause(net, layer) == (2,)) is fine
    old = Net("8.4")
    assert old.network.add_fill((2,), F.RANDOM_NORMAL) is None
    assert old.log.take() == ["DS-LAY-047"]
    assert Net("10").network.add_fill((2,), F.LINSPACE, trt.int64).get_output(0).dtype == trt.int64
    with pytest.raises(TypeError):
        net.network.add_fill((2,), F.LINSPACE, trt.int32)


def test_cast():
    net = Net()
    x = net.input("x", (2, -1))
    for target in (INT, trt.bool, trt.int8, trt.float16, trt.uint8):
        layer = net.network.add_cast(x, target)
        assert dims_or_clause(net, layer) == (2, -1)
        assert layer.get_output(0).dtype == layer.to_type == target
    for target in (trt.fp8, trt.int64):
        assert dims_or_clause(net, net.network.add_cast(x, target)) == "DS-LAY-057"
    layer.to_type = INT
    assert layer.get_output(0).dtype == INT


@pytest.mark.parametrize(
    ("equation", "shapes", "expected"),
    [
        ("ij,jk->ik", [(2, 3), (3, 4)], (2, 4)),
        ("ij,jk", [(2, 3), (3, 4)], (2, 4)),
        ("ba", [(2, 3)], (3, 2)),
        ("ij->", [(2, 3)], ()),
        ("i,->i", [(3,), ()], (3,)),
        (" ij , jk -> ik", [(2, 3), (3, 4)], (2, 4)),
        ("ij,jk->ik", [(2, 1), (4, 4)], (2, 4)),
        ("ij,ij->ij", [(2, 1), (1, 4)], (2, 4)),
        ("ij,ij->ij", [(-1, 3), (2, -1)], (2, 3)),
        ("ij->i", [(-1, 4)], (-1,)),
        ("ij,jk->ik", [(2, 3), (4, 4)], "DS-LAY-068"),
        ("ijk,jk->ik", [(2, 3), (3, 4)], "DS-LAY-068"),
        ("Ij->I", [(2, 3)], None),
        ("i1->i", [(2, 3)], None),
        ("ij,jk->il", [(2, 3), (3, 4)], None),
        ("ij,jk->ii", [(2, 3), (3, 4)], None),
        ("ij,jk->ik", [(2, 3)], None),
        ("ij->ij->ji", [(2, 3)], None),
        ("i->i", [], None),
    ],
)
def test_einsum(equation, shapes, expected):
    net = Net()
    layer = net.network.add_einsum([net.input(f"x{i}", dims) for i, dims in enumerate(shapes)], equation)
    if expected is None:
        assert layer is None and net.log.take() == ["DS-LAY-068"]
    else:
        assert dims_or_clause(net, layer) == expected


@pytest.mark.parametrize(
    ("equation", "shapes", "expected"),
    [
        ("ii->i", [(3, 3)], (3,)),
        ("...ij->...ji", [(2, 3, 4)], (2, 4, 3)),
        ("...i,...i", [(5, 1, 3), (2, 3)], (5, 2)),
        ("ij,jk,kl->il", [(2, 3), (3, 4), (4, 5)], (2, 5)),
    ],
)
def test_einsum_beyond_8(equation, shapes, expected):
    for edition in ("8.4", "8.6", "10"):
        net = Net(edition)
        layer = net.network.add_einsum([net.input(f"x{i}", dims) for i, dims in enumerate(shapes)], equation)
        if edition == "10":
            assert dims_or_clause(net, layer) == expected
        else:
            assert layer is None


def test_einsum_equation_and_types():
    net = Net()
    layer = net.network.add_einsum([net.input("x", (2, 3))], "ij->ji")
    layer.equation = "i1->i"
    assert layer.equation == "ij->ji" and net.log.take() == ["DS-LAY-068"]
    layer.equation = "ij->i"
    assert dims_or_clause(net, layer) == (2,)
    assert dims_or_clause(net, net.network.add_einsum([net.input("y", (2,), INT)], "i->i")) == "DS-LAY-068"
    two = net.network.add_einsum([net.input("h", (2,), trt.float16), net.input("f", (2,))], "i,i->i")
    assert two.get_output(0).dtype == trt.float32


def test_layers_of_later_editions():
    network = Net("8.4").network
    for name in ("add_cast", "add_one_hot", "add_non_zero", "add_nms", "add_reverse_sequence"):
        with pytest.raises(AttributeError):
            getattr(network, name)
