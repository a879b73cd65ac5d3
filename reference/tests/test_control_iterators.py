"""Iterators: which part of a tensor each iteration of a loop sees."""

from __future__ import annotations

import dynshape_reference as trt
import numpy as np
import pytest
from control_harness import WHILE, counted, recur, scan
from reference_harness import Net, run


@pytest.mark.parametrize("axis", [0, 1, 2])
@pytest.mark.parametrize("reverse", [False, True])
def test_iterators(axis: int, reverse: bool) -> None:
    cube = np.arange(24, dtype=np.float32).reshape(2, 3, 4)
    trips = cube.shape[axis]
    net = Net()
    loop = counted(net, net.const(trips))
    layer = loop.add_iterator(net.input("x", cube.shape), axis, reverse)
    assert (layer.axis, layer.reverse, layer.type.name) == (axis, reverse, "ITERATOR")
    assert layer.get_output(0).shape == cube.shape[:axis] + cube.shape[axis + 1 :]
    net.output(scan(loop, layer.get_output(0), net.const(trips)))
    expected = np.moveaxis(cube, axis, 0)
    assert (run(net, {"x": cube}) == (expected[::-1] if reverse else expected)).all()


def test_a_reversed_iterator_starts_where_the_count_ends() -> None:
    net = Net()
    loop = counted(net, net.const(2))
    net.output(scan(loop, loop.add_iterator(net.input("x", (4,)), reverse=True).get_output(0), net.const(2)))
    assert run(net, {"x": np.arange(4, dtype=np.float32)}).tolist() == [1, 0]


def test_an_iterator_that_ends_too_early() -> None:
    net = Net()
    loop = counted(net, net.const(9))
    net.output(scan(loop, loop.add_iterator(net.input("x", (4, 5))).get_output(0), net.const(9)))
    assert net.refused() == "DS-LAY-055"
    net = Net()
    loop = counted(net, net.input("n", (), trt.int32))
    net.output(scan(loop, loop.add_iterator(net.input("x", (4, 5))).get_output(0), net.const(9)))
    context = net.engine().create_execution_context()
    out = np.zeros((9, 5), np.float32)
    x = np.ones((4, 5), np.float32)
    assert context.execute_v2([np.array(4, np.int32), x, out])
    assert not context.execute_v2([np.array(5, np.int32), x, out]) and net.log.take() == ["DS-LAY-055"]


@pytest.mark.parametrize("reverse", [False, True])
def test_iterators_of_a_while_loop_are_read_only_in_iterations(reverse: bool) -> None:
    net = Net()
    x = net.input("x", (4,))
    loop = net.network.add_loop()
    index, _ = recur(net, loop, net.const(0), net.const(1))
    loop.add_trip_limit(net.elementwise(index.get_output(0), net.const(4), "LESS"), WHILE)
    total, _ = recur(net, loop, net.const(0, np.float32), loop.add_iterator(x, 0, reverse).get_output(0))
    net.output(scan(loop, total.get_output(0), net.const(4)))
    values = np.array([1, 2, 4, 8], np.float32)
    before = np.cumsum([0, *(values[::-1] if reverse else values)[:-1]])
    assert (run(net, {"x": values}) == before).all()
