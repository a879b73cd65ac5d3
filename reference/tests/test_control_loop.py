"""Loops: flags, dims and values, against the same loops in Python."""

from __future__ import annotations

import time
from typing import Any

import dynshape_reference as trt
import numpy as np
import pytest
from control_harness import CONCATENATE, COUNT, LAST, REVERSE, WHILE, X, counted, flags, last, recur, scan
from reference_harness import EDITIONS, Net, run


def test_layers_flags_and_dims() -> None:
    net = Net()
    x, count, length = net.input("x", (2, 3)), net.input("n", (), trt.int32), net.const(4)
    loop = counted(net, count)
    layer = loop.add_recurrence(x)
    assert layer.num_inputs == 1 and layer.get_output(0).shape == (2, 3)
    following = net.elementwise(layer.get_output(0), x)
    layer.set_input(1, following)
    assert layer.num_inputs == 2 and layer.get_input(1) is following and layer.type == trt.LayerType.RECURRENCE
    final = last(loop, layer)
    output = loop.add_loop_output(following, CONCATENATE, 1)
    assert (output.num_inputs, output.axis, output.kind, output.type.name) == (1, 1, CONCATENATE, "LOOP_OUTPUT")
    with pytest.raises(ValueError):
        len(output.get_output(0).shape)
    assert net.log.take() == ["DS-LAY-055"]
    output.set_input(1, length)
    assert output.num_inputs == 2 and output.get_output(0).shape == (2, 4, 3) and final.shape == (2, 3)
    all_layers = net.network.graph.layers
    assert all(la.loop is loop for la in all_layers if isinstance(la, trt.ILoopBoundaryLayer))
    limit = all_layers[1]
    assert (limit.type, limit.kind, limit.num_outputs) == (trt.LayerType.TRIP_LIMIT, COUNT, 0)
    # As TensorRT-RTX answers before and after the outputs are marked.
    assert flags(count, layer.get_output(0), following, length, final) == ["E", "-", "-", "S", "-"]
    net.output(final)
    net.output(output.get_output(0), "all")
    assert flags(count, layer.get_output(0), following, length, final) == ["E", "E", "E", "S", "E"]
    with pytest.raises(AttributeError):
        output.kind = LAST
    with pytest.raises(AttributeError):
        limit.kind = WHILE


@pytest.mark.parametrize("trips", [-3, 0, 1, 5])
def test_a_counted_loop(trips: int) -> None:
    net = Net()
    x, count = net.input("x", (2, 3)), net.input("n", (), trt.int32)
    loop = counted(net, count)
    layer, following = recur(net, loop, x, net.const(np.ones((2, 3)), np.float32))
    net.output(last(loop, layer), "last")
    net.output(scan(loop, following, net.const(5)), "all")
    outputs = run(net, {"x": X, "n": np.array(trips, np.int32)})
    trips = max(trips, 0)
    assert (outputs["last"] == X + trips).all()
    for index in range(5):
        # Beyond the last iteration anything may stand; here it is zeros.
        assert (outputs["all"][index] == (X + index + 1 if index < trips else 0)).all()


@pytest.mark.parametrize("kind", [CONCATENATE, REVERSE])
@pytest.mark.parametrize("axis", [0, 1, 2])
def test_scans_at_every_axis(kind: Any, axis: int) -> None:
    net = Net()
    loop = counted(net, net.const(4))
    _, following = recur(net, loop, net.input("x", (2, 3)), net.const(np.full((2, 3), 2), np.float32), "PROD")
    net.output(scan(loop, following, net.const(4), kind, axis))
    expected = np.stack([X * 2**power for power in range(1, 5)], axis)
    expected = np.flip(expected, axis) if kind == REVERSE else expected
    assert net.network.get_output(0).shape == expected.shape
    assert (run(net, {"x": X}) == expected).all()


def test_a_reversed_scan_that_is_too_long_begins_with_what_is_lacking() -> None:
    net = Net()
    loop = counted(net, net.const(2))
    net.output(scan(loop, loop.add_iterator(net.input("x", (2, 3))).get_output(0), net.const(3), REVERSE))
    assert (run(net, {"x": X}) == np.stack([0 * X[0], X[1], X[0]])).all()


def test_a_scan_that_is_too_short_is_refused_when_it_overflows() -> None:
    net = Net()
    count = net.input("n", (), trt.int32)
    loop = counted(net, count)
    _, following = recur(net, loop, net.input("x", (2, 3)), net.const(np.ones((2, 3)), np.float32))
    net.output(scan(loop, following, net.const(3)))
    context = net.engine().create_execution_context()
    out = np.zeros((3, 2, 3), np.float32)
    assert context.execute_v2([np.array(3, np.int32), X, out])
    assert not context.execute_v2([np.array(4, np.int32), X, out])
    assert net.log.last().clause == "DS-LAY-055" and net.log.last().code == int(trt.ErrorCodeTRT.FAILED_EXECUTION)


def test_recurrences_step_together() -> None:
    net = Net()
    loop = counted(net, net.input("n", (), trt.int32))
    a, b = loop.add_recurrence(net.const(0)), loop.add_recurrence(net.const(1))
    total = net.elementwise(a.get_output(0), b.get_output(0))
    a.set_input(1, b.get_output(0))
    b.set_input(1, total)
    net.output(last(loop, a))
    assert int(run(net, {"n": np.array(20, np.int32)})) == 6765


def doubling(limit: float, count: int | None) -> float:
    """x doubles while it is less than ``limit``, ``count`` times at most."""
    net = Net()
    x = net.input("x", ())
    loop = net.network.add_loop()
    layer, _ = recur(net, loop, x, net.const(2, np.float32), "PROD")
    loop.add_trip_limit(net.elementwise(layer.get_output(0), net.const(limit, np.float32), "LESS"), WHILE)
    if count is not None:
        loop.add_trip_limit(net.const(count), COUNT)
    net.output(last(loop, layer))
    return float(run(net, {"x": np.array(3, np.float32)}))


@pytest.mark.parametrize(
    ("limit", "count", "expected"),
    [(100, None, 192), (3, None, 3), (4, None, 6), (100, 2, 12), (100, 50, 192), (100, 0, 3)],
)
def test_while_loops_end_at_the_first_limit(limit: float, count: int | None, expected: float) -> None:
    assert doubling(limit, count) == expected


@pytest.mark.parametrize("edition", ["8.4", "8.6"])
def test_trip_count_and_length_from_run_time_dims(edition: str) -> None:
    net = Net(edition)
    x = net.input("x", (-1, 3))
    rows = net.reshape(net.slice(net.shape_of(x), [0], [1], [1]), ())
    loop = counted(net, rows)
    _, following = recur(net, loop, net.const(np.zeros(3), np.float32), loop.add_iterator(x).get_output(0))
    out = net.output(scan(loop, following, rows, axis=1))
    assert out.shape == (3, -1) and flags(rows) == ["SE"]
    net.profile({"x": ((0, 3), (4, 3), (7, 3))})
    context = net.engine().create_execution_context()
    for extent in (4, 7, 1, 0):
        assert context.set_binding_shape(0, (extent, 3)) and context.get_binding_shape(1) == (3, extent)
        array = np.random.default_rng(extent).normal(size=(extent, 3)).astype(np.float32)
        result = np.zeros((3, extent), np.float32)
        assert context.execute_v2([array, result])
        np.testing.assert_allclose(result, np.cumsum(array, 0).T, rtol=1e-5, atol=1e-6)


def test_length_from_a_shape_input() -> None:
    net = Net()
    count = net.input("n", (), trt.int32)
    loop = counted(net, count)
    layer, _ = recur(net, loop, net.const(0), net.const(1))
    out = net.output(scan(loop, layer.get_output(0), count))
    assert flags(count) == ["SE"] and out.shape == (-1,)
    net.profile(values={"n": ((1,), (3,), (5,))})
    assert run(net, {"n": np.array(4, np.int32)}, {"n": [4]}).tolist() == [0, 1, 2, 3]


def test_edition_10_counts_in_int64_too() -> None:
    net = Net("10")
    x = net.input("x", (-1, 3))
    rows = net.reshape(net.slice(net.shape_of(x), [0], [1], [1]), ())
    loop = counted(net, rows)
    net.output(scan(loop, loop.add_iterator(x, reverse=True).get_output(0), rows))
    net.profile({"x": ((1, 3), (2, 3), (7, 3))})
    context = net.engine().create_execution_context()
    out = np.zeros((2, 3), np.float32)
    assert context.set_input_shape("x", (2, 3)) and context.get_tensor_shape("out") == (2, 3)
    assert context.set_tensor_address("x", X) and context.set_tensor_address("out", out)
    assert context.execute_async_v3(0) and (out == X[::-1]).all()


def shape_of_loop(edition: str) -> Net:
    """(3, 4) doubled once in a loop, as reshape dims of x."""
    net = Net(edition)
    loop = counted(net, net.const(1))
    layer, _ = recur(net, loop, net.const([3, 4]), net.const([2, 1]), "PROD")
    dims = last(loop, layer)
    out = net.output(net.reshape(net.input("x", (24,)), dims))
    assert flags(dims, layer.get_output(0)) == ["S", "E"] and out.shape == (-1, -1)
    return net


def test_a_shape_tensor_out_of_a_loop_is_computed_by_execution_from_8_5_on() -> None:
    assert shape_of_loop("8.4").refused() == "DS-RULE-029"
    net = shape_of_loop("8.6")
    context = net.engine().create_execution_context()
    out = np.zeros(24, np.float32)
    x = np.arange(24, dtype=np.float32)
    assert context.execute_v2([x, out]), net.log.records
    assert (out == x).all()


def test_a_shape_tensor_inside_of_a_loop() -> None:
    net = Net()
    x = net.input("x", (12,))
    loop = counted(net, net.const(2))
    a, b = loop.add_recurrence(net.const([3, 4])), loop.add_recurrence(net.const([6, 2]))
    a.set_input(1, b.get_output(0))
    b.set_input(1, a.get_output(0))
    sums = net.network.add_reduce(net.reshape(x, a.get_output(0)), trt.ReduceOperation.SUM, 3, False).get_output(0)
    rows = net.network.add_reduce(net.reshape(x, a.get_output(0)), trt.ReduceOperation.MAX, 1, False).get_output(0)
    most = net.network.add_reduce(rows, trt.ReduceOperation.SUM, 1, False).get_output(0)
    net.output(scan(loop, sums, net.const(2)), "sums")
    net.output(scan(loop, most, net.const(2)), "most")
    values = np.arange(12, dtype=np.float32)
    outputs = run(net, {"x": values})
    assert outputs["sums"].tolist() == [66, 66]
    assert outputs["most"].tolist() == [values.reshape(d).max(0).sum() for d in ((3, 4), (6, 2))]


@pytest.mark.parametrize("edition", EDITIONS)
def test_round_trip_keeps_loops(edition: str) -> None:
    net = Net(edition)
    x = net.input("x", (2, 3))
    loop = counted(net, net.const(2))
    loop.name = "rows"
    layer, following = recur(net, loop, net.const(np.zeros(3), np.float32), loop.add_iterator(x, 0, True).get_output(0))
    net.output(scan(loop, following, net.const(2), REVERSE, 1))
    net.output(last(loop, layer), "last")
    engine = net.engine()
    again = trt.Runtime(net.log).deserialize_cuda_engine(engine.serialize())
    assert bytes(again.serialize()) == bytes(engine.serialize()) == bytes(net.plan())
    assert again.built.graph.regions[0].name == "rows"
    out, final = np.zeros((3, 2), np.float32), np.zeros(3, np.float32)
    assert again.create_execution_context().execute_v2([X, out, final])
    assert (out == np.stack([X[0] + X[1], X[1]], 1)).all() and (final == X[0] + X[1]).all()


def test_a_recurrence_of_itself_and_of_what_is_outside() -> None:
    net = Net()
    x, y = net.input("x", (2, 3)), net.input("y", (2, 3))
    loop = counted(net, net.const(3))
    same, other = loop.add_recurrence(x), loop.add_recurrence(x)
    same.set_input(1, same.get_output(0))
    other.set_input(1, y)
    net.output(last(loop, same), "same")
    net.output(last(loop, other), "other")
    outputs = run(net, {"x": X, "y": -X})
    assert (outputs["same"] == X).all() and (outputs["other"] == -X).all()


def test_a_long_body_and_many_loops_cost_what_they_hold() -> None:
    def seconds(loops: int, layers: int) -> float:
        net = Net()
        x = net.input("x", (2,))
        start = time.perf_counter()
        for _ in range(loops):
            loop = counted(net, net.const(2))
            layer = loop.add_recurrence(x)
            inner = layer.get_output(0)
            for _ in range(layers):
                inner = net.relu(inner)
            layer.set_input(1, inner)
            x = last(loop, layer)
        net.output(x)
        assert (run(net, {"x": np.ones(2, np.float32)}) == 1).all()
        return time.perf_counter() - start

    # Six times as much; quadratic cost would be 36 times as much.
    assert seconds(1, 2400) < 18 * seconds(1, 400)
    assert seconds(240, 2) < 18 * seconds(40, 2)
