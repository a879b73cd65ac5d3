"""Loops and conditionals on a CUDA device: recorded where phase 1 decides how they go, else executed at once."""

from __future__ import annotations

from typing import Any

import dynshape_reference as trt
import numpy as np
import pytest
from cuda_emulation import EmulatedDriver, needs_compiler
from dynshape_reference import device_state
from dynshape_reference.kernels import cuda_driver, cuda_recording
from test_cuda_engine import build, run

pytestmark = needs_compiler
SUM, GREATER, LESS = (trt.ElementWiseOperation[name] for name in ("SUM", "GREATER", "LESS"))
LAST, CONCATENATE = trt.LoopOutput.LAST_VALUE, trt.LoopOutput.CONCATENATE


@pytest.fixture
def driver(monkeypatch: pytest.MonkeyPatch) -> EmulatedDriver:
    emulated = EmulatedDriver()
    monkeypatch.setattr(cuda_driver, "find_driver", lambda: emulated)
    return emulated


@pytest.fixture
def executed(driver: EmulatedDriver, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A number for each time that the layers are gone through."""
    found, execute = list[int](), device_state.execute

    def counted(*arguments: Any, **named: Any) -> Any:
        found.append(1)
        return execute(*arguments, **named)

    monkeypatch.setattr(device_state, "execute", counted)
    return found


def rows_of(network: Any, x: Any) -> Any:
    """The first extent, a scalar."""
    picked = network.add_slice(network.add_shape(x).get_output(0), (0,), (1,), (1,))
    scalar = network.add_shuffle(picked.get_output(0))
    scalar.reshape_dims = ()
    return scalar.get_output(0)


def constant(network: Any, values: Any, dtype: Any) -> Any:
    array = np.asarray(values, dtype)
    return network.add_constant(array.shape, array).get_output(0)


def over_rows(network: Any, x: Any) -> list[Any]:
    """Sums of the rows so far, all of them and the last; what goes into each is made once, before the loop."""
    count = rows_of(network, x)
    doubled = network.add_elementwise(x, x, SUM).get_output(0)
    step = network.add_activation(constant(network, np.arange(8), np.float32), trt.ActivationType.RELU).get_output(0)
    loop = network.add_loop()
    loop.add_trip_limit(count, trt.TripLimit.COUNT)
    row = loop.add_iterator(doubled, 0, False).get_output(0)
    state = loop.add_recurrence(constant(network, np.ones(8), np.float32))
    following = network.add_elementwise(state.get_output(0), row, SUM).get_output(0)
    following = network.add_elementwise(following, step, SUM).get_output(0)
    following = network.add_unary(following, trt.UnaryOperation.ABS).get_output(0)
    state.set_input(1, following)
    everything = loop.add_loop_output(following, CONCATENATE, 0)
    everything.set_input(1, count)
    return [everything.get_output(0), loop.add_loop_output(state.get_output(0), LAST).get_output(0)]


def chosen(network: Any, x: Any) -> list[Any]:
    """The negative of many rows, of few the double."""
    many = network.add_elementwise(rows_of(network, x), constant(network, 4, np.int32), GREATER).get_output(0)
    block = network.add_if_conditional()
    block.set_condition(many)
    inner = block.add_input(x).get_output(0)
    negative = network.add_unary(inner, trt.UnaryOperation.NEG).get_output(0)
    double = network.add_elementwise(inner, inner, SUM).get_output(0)
    return [block.add_output(negative, double).get_output(0)]


def until_large(network: Any, x: Any) -> list[Any]:
    """Doubled until the sum of all is 1000 or more: what only the device knows."""
    loop = network.add_loop()
    state = loop.add_recurrence(x)
    total = network.add_reduce(state.get_output(0), trt.ReduceOperation.SUM, 3, False).get_output(0)
    less = network.add_elementwise(total, constant(network, 1000, np.float32), LESS).get_output(0)
    loop.add_trip_limit(less, trt.TripLimit.WHILE)
    state.set_input(1, network.add_elementwise(state.get_output(0), state.get_output(0), SUM).get_output(0))
    return [loop.add_loop_output(state.get_output(0), LAST).get_output(0)]


def compare(define: Any, outputs: int, graph: bool = False) -> Any:
    """A context whose results were those of the host, with dims that come again."""
    context, host = build(define), build(define, device="numpy")
    context.uses_cuda_graph = graph
    for extent in (3, 7, 3, 1, 7, 7, 7, 5):
        x = np.random.default_rng(extent).random((extent, 8)).astype(np.float32) + 0.5
        for found, wanted in zip(run(context, x, outputs), run(host, x, outputs), strict=True):
            np.testing.assert_allclose(found, wanted, rtol=1e-6)
    return context


@pytest.mark.parametrize("graph", [False, True])
@pytest.mark.parametrize(("define", "outputs"), [(over_rows, 2), (chosen, 1)])
def test_what_phase_one_decides_is_recorded(executed: list[int], define: Any, outputs: int, graph: bool) -> None:
    compare(define, outputs, graph)
    assert len(executed) == 4


def test_what_the_device_decides_is_executed_at_once(executed: list[int]) -> None:
    compare(until_large, 1)
    assert len(executed) == 1 + 8  # The first time it is found out.


def test_a_loop_of_too_many_launches_is_executed_at_once(executed: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cuda_recording, "MOST_LAUNCHES", 8)
    compare(over_rows, 2)
    assert len(executed) > 4


def test_recordings_are_dropped_by_their_launches(executed: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device_state, "KEPT_LAUNCHES", 8)
    compare(over_rows, 2)
    assert len(executed) == 6  # One is kept: only dims that come again at once are met.


def test_no_memory_is_taken_once_a_loop_is_recorded(driver: EmulatedDriver) -> None:
    context = compare(over_rows, 2)
    before = set(driver.blocks)
    for extent in (3, 7, 5):
        run(context, np.ones((extent, 8), np.float32), 2)
    assert set(driver.blocks) == before
