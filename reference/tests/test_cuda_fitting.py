"""Networks of one operation, or element by element, are recorded once; the recording is then fitted to other dims."""

from __future__ import annotations

from typing import Any

import dynshape_reference as trt
import numpy as np
import pytest
from cuda_emulation import EmulatedDriver, needs_compiler
from dynshape_reference import device_state
from dynshape_reference.kernels import cuda_driver
from test_cuda_engine import build, run

pytestmark = needs_compiler
EXTENTS = (1, 5, 64, 5, 2, 17, 33)


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A number for each time that the layers are gone through."""
    driver, found, execute = EmulatedDriver(compiles_programs=True), list[int](), device_state.execute
    monkeypatch.setattr(cuda_driver, "find_driver", lambda: driver)

    def counted(*arguments: Any, **named: Any) -> Any:
        found.append(1)
        return execute(*arguments, **named)

    monkeypatch.setattr(device_state, "execute", counted)
    return found


def of_one_shape(network: Any, x: Any) -> list[Any]:
    two = network.add_constant((1, 1), np.full(1, 2, np.float32)).get_output(0)
    doubled = network.add_elementwise(x, two, trt.ElementWiseOperation.PROD).get_output(0)
    first = network.add_activation(doubled, trt.ActivationType.RELU).get_output(0)
    return [first, network.add_unary(first, trt.UnaryOperation.NEG).get_output(0)]


def with_a_line(network: Any, x: Any) -> list[Any]:
    line = network.add_constant((1, 8), np.arange(8, dtype=np.float32)).get_output(0)
    return [network.add_elementwise(x, line, trt.ElementWiseOperation.SUM).get_output(0)]


def turned(network: Any, x: Any) -> list[Any]:
    shuffle = network.add_shuffle(network.add_activation(x, trt.ActivationType.RELU).get_output(0))
    shuffle.first_transpose = (1, 0)
    return [shuffle.get_output(0)]


def softmax(network: Any, x: Any) -> list[Any]:
    return [network.add_softmax(x).get_output(0)]


@pytest.mark.parametrize(
    ("define", "outputs", "times"), [(of_one_shape, 2, 1), (with_a_line, 1, 1), (turned, 1, 6), (softmax, 1, 1)]
)
def test_networks_of_one_input(recorded: list[int], define: Any, outputs: int, times: int) -> None:
    on_device, on_host = build(define), build(define, device="numpy")
    random = np.random.default_rng(1)
    for extent in EXTENTS:
        x = random.standard_normal((extent, 8)).astype(np.float32)
        for found, wanted in zip(run(on_device, x, outputs), run(on_host, x, outputs), strict=True):
            np.testing.assert_allclose(found, wanted, rtol=1e-6, atol=1e-6)
    assert len(recorded) == times


@pytest.mark.parametrize("extents", [(0, 3, 0, 5), (1, 0, 3)])
def test_no_elements_first(recorded: list[int], extents: tuple[int, ...]) -> None:
    context = build(of_one_shape)
    for extent in extents:
        x = np.random.default_rng(extent).standard_normal((extent, 8)).astype(np.float32)
        first, second = run(context, x, 2)
        np.testing.assert_allclose(first, np.maximum(2 * x, 0), rtol=1e-6)
        np.testing.assert_allclose(second, -np.maximum(2 * x, 0), rtol=1e-6)
    assert len(recorded) == 2  # For none and for some.


def test_dims_that_are_the_same_by_chance(recorded: list[int]) -> None:
    """With one row both inputs have the same dims, with more the second one is repeated."""
    line = np.arange(8, dtype=np.float32).reshape(1, 8) - 4

    def define(network: Any, x: Any) -> list[Any]:
        other = network.add_input("z", trt.float32, (1, 8))
        return [network.add_elementwise(x, other, trt.ElementWiseOperation.PROD).get_output(0)]

    context = build(define)
    context.set_tensor_address("z", line.ctypes.data)
    for extent in EXTENTS:
        x = np.random.default_rng(extent).standard_normal((extent, 8)).astype(np.float32)
        (found,) = run(context, x)
        np.testing.assert_allclose(found, x * line, rtol=1e-6)
    assert len(recorded) == len(set(EXTENTS))


def test_addresses_that_are_not_aligned(recorded: list[int]) -> None:
    context = build(of_one_shape)
    for extent, offset in ((3, 0), (4, 1), (5, 0), (6, 3)):
        x = np.random.default_rng(extent).standard_normal((extent, 8)).astype(np.float32)
        first, second = run(context, x, 2, offset=offset)
        np.testing.assert_array_equal(first, np.maximum(x * 2, 0))
        np.testing.assert_array_equal(second, -first)
    assert len(recorded) == 3


def softmax_along_rows(network: Any, x: Any) -> list[Any]:
    layer = network.add_softmax(x)
    layer.axes = 2
    return [layer.get_output(0)]


def test_profiled_and_unaligned_executions_in_between(recorded: list[int]) -> None:
    """A fit goes by how the recording was made, not by what was executed last."""
    context = build(softmax_along_rows)
    times = trt.Profiler()
    for number, extent in enumerate(EXTENTS * 3):
        x = np.random.default_rng(number).standard_normal((extent, 8)).astype(np.float32)
        context.profiler = times if number % 3 == 1 else None
        (found,) = run(context, x, offset=number % 2)
        np.testing.assert_allclose(found, np.exp(x) / np.exp(x).sum(axis=1, keepdims=True), rtol=1e-5)


def test_a_graph_is_made_anew_for_other_dims(recorded: list[int]) -> None:
    def define(network: Any, x: Any) -> list[Any]:
        return [network.add_activation(x, trt.ActivationType.RELU).get_output(0) for _ in range(5)]

    context = build(define)
    context.uses_cuda_graph = True
    for extent in (3, 3, 3, 7, 7, 7, 3, 7, 64, 64, 64, 2, 2):
        x = np.random.default_rng(extent).standard_normal((extent, 8)).astype(np.float32)
        for found in run(context, x, 5):
            np.testing.assert_array_equal(found, np.maximum(x, 0))
    assert len(recorded) == 1
