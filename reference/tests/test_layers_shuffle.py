"""IShuffleLayer: reshapes and transposes."""

from __future__ import annotations

import itertools

import dynshape_reference as trt
import numpy as np
import pytest
from reference_harness import Net, run

X234 = np.arange(24, dtype=np.float32).reshape(2, 3, 4)


def clause_of(net: Net, tensor: trt.ITensor) -> str:
    with pytest.raises(ValueError):
        len(tensor.shape)
    return net.log.take()[0]


RESHAPES = [
    ((0, -1), (2, 12)),
    ((-1, 0), (8, 3)),
    ((0, 0, -1), (2, 3, 4)),
    ((2, 0, 0, -1), (2, 3, 4, 1)),
    ((24,), (24,)),
]


@pytest.mark.parametrize(("wanted", "dims"), RESHAPES)
@pytest.mark.parametrize("as_tensor", [False, True])
def test_reshape_worked_vectors(wanted, dims, as_tensor):
    net = Net()
    x = net.input("x", (2, 3, 4))
    y = net.output(net.reshape(x, net.const(wanted) if as_tensor else wanted))
    if wanted == (2, 0, 0, -1):
        assert y.shape == dims
    np.testing.assert_array_equal(run(net, {"x": X234}), X234.reshape(dims))


@pytest.mark.parametrize(
    ("wanted", "clause"),
    [
        ((-1, -1), "DS-LAY-027"),
        ((5, -1), "DS-LAY-027"),
        ((-2, 12), "DS-LAY-027"),
        ((5, 5), "DS-LAY-028"),
        ((2, 3, 4, 0), "DS-LAY-026"),
        ((), "DS-LAY-028"),
    ],
)
@pytest.mark.parametrize("as_tensor", [False, True])
def test_reshape_refusals(wanted, clause, as_tensor):
    net = Net()
    x = net.input("x", (2, 3, 4))
    assert clause_of(net, net.reshape(x, net.const(wanted) if as_tensor else wanted)) == clause


def test_zero_is_no_placeholder_if_so_set():
    net = Net()
    layer = net.network.add_shuffle(net.input("x", (0, 3)))
    layer.reshape_dims = (3, 0)
    assert clause_of(net, layer.get_output(0)) == "DS-LAY-028"
    layer.zero_is_placeholder = False
    assert layer.get_output(0).shape == (3, 0)
    layer.reshape_dims = (0, -1)
    assert clause_of(net, layer.get_output(0)) == "DS-LAY-027"


def test_reshape_copies_unknown_extents():
    net = Net()
    x = net.input("x", (-1, 6, -1))
    assert net.reshape(x, (0, 2, 3, -1)).shape == (-1, 2, 3, -1)
    assert net.reshape(net.input("y", (-1, 6)), (0, 3, -1)).shape == (-1, 3, 2)
    assert net.reshape(net.input("z", (-1, 6)), (-1,)).shape == (-1,)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_transposes_follow_output_axis_k_is_input_axis_order_k(order):
    for attribute in ("first_transpose", "second_transpose"):
        net = Net()
        layer = net.network.add_shuffle(net.input("x", (2, 3, 4)))
        setattr(layer, attribute, order)
        net.output(layer.get_output(0))
        np.testing.assert_array_equal(run(net, {"x": X234}), X234.transpose(order))


def test_transpose_reshape_transpose():
    net = Net()
    layer = net.network.add_shuffle(net.input("x", (2, 3, 4)))
    layer.first_transpose = (2, 0, 1)
    layer.reshape_dims = (0, -1)
    layer.second_transpose = trt.Permutation([1, 0])
    net.output(layer.get_output(0))
    np.testing.assert_array_equal(run(net, {"x": X234}), X234.transpose(2, 0, 1).reshape(4, 6).T)


@pytest.mark.parametrize("order", [(0, 1), (0, 0, 1), (0, 1, 3), (-1, 0, 1)])
def test_order_that_is_none_is_refused(order):
    net = Net()
    layer = net.network.add_shuffle(net.input("x", (2, 3, 4)))
    layer.first_transpose = order
    assert clause_of(net, layer.get_output(0)) == "DS-LAY-025"


def test_setters_and_getters_of_a_dynamic_shuffle():
    net = Net()
    layer = net.network.add_shuffle(net.input("x", (2, 3, 4)))
    with pytest.raises(ValueError):
        len(layer.reshape_dims)
    layer.set_input(1, net.const([24]))
    with pytest.raises(ValueError):
        len(layer.reshape_dims)
    layer.reshape_dims = (4, 6)
    assert layer.get_input(1) is None and layer.num_inputs == 1 and layer.reshape_dims == (4, 6)


def test_reshape_dims_are_a_vector_of_integers():
    net = Net()
    x = net.input("x", (4,))
    assert clause_of(net, net.reshape(x, net.const([[4]]))) == "DS-LAY-033"
    assert clause_of(net, net.reshape(x, net.const(4))) == "DS-LAY-033"
    assert clause_of(net, net.reshape(x, net.const([4], np.float32))) == "DS-LAY-033"


def test_entries_of_a_permutation_beyond_the_rank_do_not_count():
    net = Net()
    layer = net.network.add_shuffle(net.input("x", (2, 3)))
    layer.second_transpose = layer.first_transpose
    layer.first_transpose = (1, 0, 2, 3)
    layer.reshape_dims = (2, 3)
    net.output(layer.get_output(0))
    x = np.arange(6, dtype=np.float32).reshape(2, 3)
    np.testing.assert_array_equal(run(net, {"x": x}), x.T.reshape(2, 3))


@pytest.mark.parametrize(
    ("dims", "wanted", "result"),
    [
        ((-1,), (0, 2), (-1, 2)),  # N may be 0, where both have volume 0
        ((-1, 0), (-1, 2), (0, 2)),
        ((3, -1, 0), (5, -1), (5, 0)),
        ((-1, 6, 3), (36,), (36,)),
        ((-1, 6, 3), (2,), None),
        ((1, 2, -1), (), None),
        ((-1, 3), (0,), (0,)),
        ((-1, -1), (0, -1), None),
    ],
)
def test_reshape_of_partly_known_dims(dims, wanted, result):
    net = Net()
    layer = net.network.add_shuffle(net.input("x", dims))
    layer.reshape_dims = wanted
    layer.zero_is_placeholder = wanted == (0, 2)
    if result is None:
        assert clause_of(net, layer.get_output(0)) == ("DS-LAY-027" if -1 in wanted else "DS-LAY-028")
    else:
        assert layer.get_output(0).shape == result


@pytest.mark.parametrize("edition", ["8.4", "8.6", "10"])
def test_minus_1_in_an_empty_reshape_is_refused_from_10_on(edition):
    net = Net(edition)
    y = net.reshape(net.input("x", (0, 3)), (0, -1))
    if edition == "10":
        assert clause_of(net, y) == "DS-LAY-027"
    else:
        assert y.shape == (0, 3)


def test_concatenation_of_what_is_refused_is_added_and_refused_later():
    net = Net()
    layer = net.network.add_concatenation([net.reshape(net.input("x", (2, 3)), (5,))])
    assert layer is not None and clause_of(net, layer.get_output(0)) == "DS-LAY-028"
