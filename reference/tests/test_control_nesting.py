"""Loops in loops, conditionals in loops, loops in conditionals."""

from __future__ import annotations

import dynshape_reference as trt
import numpy as np
import pytest
from control_harness import WHILE, X, counted, last, recur, scan
from reference_harness import Net, run


def test_a_loop_in_a_loop() -> None:
    net = Net()
    x = net.input("x", (2, 3))
    outer = counted(net, net.const(2))
    row = outer.add_iterator(x).get_output(0)
    inner = counted(net, net.const(3))
    element = inner.add_iterator(row).get_output(0)
    product, following = recur(net, inner, net.const(1, np.float32), element, "PROD")
    net.output(scan(outer, last(inner, product), net.const(2)), "products")
    net.output(scan(outer, scan(inner, following, net.const(3)), net.const(2), axis=1), "running")
    outputs = run(net, {"x": X})
    assert (outputs["products"] == X.prod(1)).all() and (outputs["running"] == X.cumprod(1).T).all()


def test_the_inner_count_comes_from_the_outer_iteration() -> None:
    net = Net()
    outer = counted(net, net.input("n", (), trt.int32))
    index, _ = recur(net, outer, net.const(0), net.const(1))
    # Nothing but its count says that the inner loop is inside of the outer one.
    inner = counted(net, index.get_output(0))
    steps, _ = recur(net, inner, net.const(0), net.const(1))
    total, _ = recur(net, outer, net.const(0), last(inner, steps))
    net.output(last(outer, total))
    assert int(run(net, {"n": np.array(6, np.int32)})) == 0 + 1 + 2 + 3 + 4 + 5


def test_loops_one_after_the_other() -> None:
    net = Net()
    x = net.input("x", (2, 3))
    for _ in range(3):
        loop = counted(net, net.const(2))
        layer, _ = recur(net, loop, x, x)
        x = last(loop, layer)
    net.output(x)
    assert (run(net, {"x": X}) == X * 27).all()


@pytest.mark.parametrize(("start", "steps"), [(1, 0), (6, 8), (27, 111)])
def test_a_conditional_in_a_while_loop(start: int, steps: int) -> None:
    """Collatz: n/2 if n is even, else 3n + 1, until n is 1."""
    net = Net()
    one, two, three = (net.const(value) for value in (1, 2, 3))
    loop = net.network.add_loop()
    n = loop.add_recurrence(net.input("n", (), trt.int32))
    count, _ = recur(net, loop, net.const(0), one)
    number = n.get_output(0)
    loop.add_trip_limit(net.elementwise(number, one, "GREATER"), WHILE)
    halved = net.elementwise(number, two, "DIV")
    conditional = net.network.add_if_conditional()
    conditional.set_condition(net.elementwise(net.elementwise(halved, two, "PROD"), number, "EQUAL"))
    inside = conditional.add_input(number).get_output(0)
    even = net.elementwise(inside, two, "DIV")
    odd = net.elementwise(net.elementwise(inside, three, "PROD"), one)
    n.set_input(1, conditional.add_output(even, odd).get_output(0))
    net.output(last(loop, count))
    assert int(run(net, {"n": np.array(start, np.int32)})) == steps


@pytest.mark.parametrize("value", [True, False])
def test_a_loop_in_a_branch(value: bool) -> None:
    net = Net()
    x, condition = net.input("x", (2, 3)), net.input("c", (), trt.bool)
    conditional = net.network.add_if_conditional()
    conditional.set_condition(condition)
    inside = conditional.add_input(x).get_output(0)
    loop = counted(net, net.const(3))
    layer, _ = recur(net, loop, inside, inside)
    net.output(conditional.add_output(last(loop, layer), inside).get_output(0))
    assert (run(net, {"x": X, "c": np.array(value)}) == (X * 4 if value else X)).all()


def test_dims_that_depend_on_data_change_from_iteration_to_iteration() -> None:
    net = Net("10")
    x = net.input("x", (3, 4))
    loop = counted(net, net.const(3, np.int32))
    row = loop.add_iterator(x).get_output(0)
    found = net.network.add_non_zero(row).get_output(0)
    ones = net.elementwise(found, found, "EQUAL")
    numbers = net.network.add_cast(ones, trt.float32).get_output(0)
    total = net.network.add_reduce(numbers, trt.ReduceOperation.SUM, 3, False).get_output(0)
    net.output(scan(loop, total, net.const(3, np.int64)))
    values = np.array([[0, 1, 2, 0], [1, 1, 1, 1], [0, 0, 0, 0]], np.float32)
    context = net.engine().create_execution_context()
    out = np.full(3, 7, np.float32)
    assert context.set_tensor_address("x", values) and context.set_tensor_address("out", out)
    assert context.execute_async_v3(0), net.log.records
    assert out.tolist() == [2, 4, 0]


def test_branches_whose_dims_differ_from_iteration_to_iteration() -> None:
    net = Net("10")
    loop = counted(net, net.const(3, np.int32))
    number, _ = recur(net, loop, net.const(0), net.const(1))
    conditional = net.network.add_if_conditional()
    conditional.set_condition(net.elementwise(number.get_output(0), net.const(1), "EQUAL"))
    wide, narrow = (conditional.add_input(net.const(np.ones(n), np.float32)).get_output(0) for n in (5, 2))
    either = conditional.add_output(wide, narrow).get_output(0)
    assert either.shape == (-1,)
    total = net.network.add_reduce(either, trt.ReduceOperation.SUM, 1, False).get_output(0)
    net.output(scan(loop, total, net.const(3)))
    context = net.engine().create_execution_context()
    out = np.full(3, 7, np.float32)
    assert context.set_tensor_address("out", out) and context.execute_async_v3(0), net.log.records
    assert out.tolist() == [2, 5, 2]
