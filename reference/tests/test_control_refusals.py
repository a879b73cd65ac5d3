"""Networks with loops that are refused: each is right but for one thing."""

from __future__ import annotations

from collections.abc import Callable

import dynshape_reference as trt
import numpy as np
import pytest
from control_harness import CONCATENATE, COUNT, LAST, WHILE, counted, last, recur, scan
from reference_harness import Net

LOOP, LIMIT = "DS-LAY-055", "DS-LAY-056"


def closed(net: Net, loop: trt.ILoop) -> trt.ITensor:
    """A recurrence of x and what it yields."""
    x = net.network.get_input(0) if net.network.num_inputs else net.input("x", (2, 3))
    layer, _ = recur(net, loop, x, x)
    return net.output(last(loop, layer), f"out{net.network.num_outputs}")


def control(net: Net) -> None:
    closed(net, counted(net, net.const(3)))


def no_trip_limit(net: Net) -> None:
    closed(net, net.network.add_loop())


def no_trip_limit_nor_layers(net: Net) -> None:
    control(net)
    net.network.add_loop()


def two_counts(net: Net) -> None:
    loop = counted(net, net.const(3))
    loop.add_trip_limit(net.const(4), COUNT)
    closed(net, loop)


def count_of_floats(net: Net) -> None:
    closed(net, counted(net, net.const(3, np.float32)))


def count_of_one_dimension(net: Net) -> None:
    closed(net, counted(net, net.const([3])))


def count_from_inside(net: Net) -> None:
    loop = net.network.add_loop()
    layer, _ = recur(net, loop, net.const(3), net.const(0))
    loop.add_trip_limit(layer.get_output(0), COUNT)
    closed(net, loop)


def condition_of_integers(net: Net) -> None:
    loop = net.network.add_loop()
    layer, _ = recur(net, loop, net.const(3), net.const(0))
    loop.add_trip_limit(layer.get_output(0), WHILE)
    closed(net, loop)


def condition_from_outside(net: Net) -> None:
    loop = net.network.add_loop()
    loop.add_trip_limit(net.input("c", (), trt.bool), WHILE)
    closed(net, loop)


def condition_from_an_iterator(net: Net) -> None:
    loop = net.network.add_loop()
    loop.add_trip_limit(loop.add_iterator(net.input("c", (4,), trt.bool)).get_output(0), WHILE)
    closed(net, loop)


def open_recurrence(net: Net) -> None:
    loop = counted(net, net.const(3))
    net.output(last(loop, loop.add_recurrence(net.input("x", (2, 3)))))


def recurrence_of_other_dims(net: Net) -> None:
    loop = counted(net, net.const(3))
    layer = loop.add_recurrence(net.input("x", (2, 3)))
    layer.set_input(1, net.concat(layer.get_output(0), layer.get_output(0)))
    net.output(last(loop, layer))


def recurrence_of_another_type(net: Net) -> None:
    loop = counted(net, net.const(3))
    layer = loop.add_recurrence(net.input("x", (2, 3)))
    layer.set_input(1, net.identity(layer.get_output(0), trt.int32))
    net.output(last(loop, layer))


def initial_value_from_inside(net: Net) -> None:
    loop = counted(net, net.const(3))
    closed(net, loop)
    layer = loop.add_recurrence(loop.add_iterator(net.input("y", (3, 4))).get_output(0))
    layer.set_input(1, layer.get_output(0))
    net.output(last(loop, layer))


def iterator_of_what_is_inside(net: Net) -> None:
    loop = counted(net, net.const(3))
    part = loop.add_iterator(net.input("y", (3, 4))).get_output(0)
    net.output(scan(loop, loop.add_iterator(part).get_output(0), net.const(3)))


def last_value_of_no_recurrence(net: Net) -> None:
    loop = counted(net, net.const(3))
    _, following = recur(net, loop, net.input("x", (2, 3)), net.const(np.ones((2, 3)), np.float32))
    net.output(loop.add_loop_output(following, LAST).get_output(0))


def last_value_with_a_length(net: Net) -> None:
    loop = counted(net, net.const(3))
    layer, _ = recur(net, loop, net.input("x", (2, 3)), net.const(np.ones((2, 3)), np.float32))
    net.output(scan(loop, layer.get_output(0), net.const(3), LAST))


def no_length(net: Net) -> None:
    loop = counted(net, net.const(3))
    net.output(loop.add_loop_output(loop.add_iterator(net.input("y", (3, 4))).get_output(0), CONCATENATE).get_output(0))


def length(value: object, dtype: type = np.int32, axis: int = 0) -> Callable[[Net], None]:
    def build(net: Net) -> None:
        loop = counted(net, net.const(3))
        part = loop.add_iterator(net.input("y", (3, 4))).get_output(0)
        net.output(scan(loop, part, net.const(value, dtype), axis=axis))

    return build


def length_from_inside(net: Net) -> None:
    loop = counted(net, net.const(3))
    layer, _ = recur(net, loop, net.const(3), net.const(0))
    net.output(scan(loop, layer.get_output(0), layer.get_output(0)))


def iterator_beyond_the_axes(net: Net) -> None:
    loop = counted(net, net.const(3))
    net.output(scan(loop, loop.add_iterator(net.input("y", (3, 4)), 2).get_output(0), net.const(3)))


def loop_that_waits_for_itself(net: Net) -> None:
    loop = counted(net, net.const(3))
    layer = loop.add_recurrence(net.input("x", (2, 3)))
    out = net.relu(last(loop, layer))
    layer.set_input(1, net.elementwise(layer.get_output(0), out))
    net.output(out)


def crossed_loops(net: Net) -> None:
    first, second = counted(net, net.const(3)), counted(net, net.const(3))
    x = net.input("x", (2, 3))
    a, b = first.add_recurrence(x), second.add_recurrence(x)
    both = net.elementwise(a.get_output(0), b.get_output(0))
    a.set_input(1, both)
    b.set_input(1, both)
    net.output(net.relu(x))


def cycle_through_an_initial_value(net: Net) -> None:
    loop = counted(net, net.const(3))
    layer = loop.add_recurrence(net.input("x", (2, 3)))
    following = net.relu(layer.get_output(0))
    layer.set_input(1, following)
    layer.set_input(0, following)
    net.output(last(loop, layer))


def too_deep(net: Net) -> None:
    x = net.input("x", (2, 3))
    loops = []
    count = net.const(1)
    for _ in range(70):
        loop = counted(net, count)
        index, _ = recur(net, loop, net.const(1), net.const(0))
        count = index.get_output(0)
        loops.append((loop, index))
    net.output(net.relu(x))


CASES: list[tuple[Callable[[Net], None], str]] = [
    (no_trip_limit, LIMIT),
    (no_trip_limit_nor_layers, LIMIT),
    (two_counts, LIMIT),
    (count_of_floats, LIMIT),
    (count_of_one_dimension, LIMIT),
    (count_from_inside, LOOP),
    (condition_of_integers, LIMIT),
    (condition_from_outside, LIMIT),
    (condition_from_an_iterator, LIMIT),
    (open_recurrence, LOOP),
    (recurrence_of_other_dims, LOOP),
    (recurrence_of_another_type, LOOP),
    (initial_value_from_inside, LOOP),
    (iterator_of_what_is_inside, LOOP),
    (last_value_of_no_recurrence, LOOP),
    (last_value_with_a_length, LOOP),
    (no_length, LOOP),
    (length_from_inside, LOOP),
    (iterator_beyond_the_axes, LOOP),
    (loop_that_waits_for_itself, LOOP),
    (crossed_loops, LOOP),
    (cycle_through_an_initial_value, "DS-EST-004"),
    (too_deep, LOOP),
]


@pytest.mark.parametrize(("build", "clause"), CASES, ids=[build.__name__ for build, _ in CASES])
def test_networks_that_are_refused(build: Callable[[Net], None], clause: str) -> None:
    net = Net()
    build(net)
    assert net.refused() == clause


@pytest.mark.parametrize(
    "build",
    [length([3]), length(-1), length(3, np.float32), length(3, axis=2)],
    ids=["1-D", "negative", "float", "axis"],
)
def test_lengths_that_are_refused(build: Callable[[Net], None]) -> None:
    net = Net()
    build(net)
    with pytest.raises(ValueError):
        len(net.network.get_output(0).shape)
    assert net.log.take() == [LOOP] and net.refused() == LOOP


@pytest.mark.parametrize("build", [control, length(3), length(3, axis=1)])
def test_the_same_networks_without_the_fault(build: Callable[[Net], None]) -> None:
    net = Net()
    build(net)
    assert net.plan() is not None and net.log.records == []
