"""Networks of one operation, or element by element, are recorded once; the recording is then fitted to other dims."""

from __future__ import annotations

import re
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


def softmax_along(axis: int) -> Any:
    def define(network: Any, x: Any) -> list[Any]:
        layer = network.add_softmax(x)
        layer.axes = 1 << axis
        return [layer.get_output(0)]

    return define


def reduced(op: str, axes: int) -> Any:
    return lambda network, x: [network.add_reduce(x, getattr(trt.ReduceOperation, op), axes, False).get_output(0)]


def in_order(*order: int) -> Any:
    def define(network: Any, x: Any) -> list[Any]:
        layer = network.add_shuffle(x)
        layer.first_transpose = order
        return [layer.get_output(0)]

    return define


def with_weights(op: str, *dims: int) -> Any:
    def define(network: Any, x: Any) -> list[Any]:
        values = np.random.default_rng(4).standard_normal(dims).astype(np.float32)
        weights = network.add_constant(dims, values).get_output(0)
        return [network.add_elementwise(weights, x, getattr(trt.ElementWiseOperation, op)).get_output(0)]

    return define


def picked(network: Any, x: Any) -> list[Any]:
    """Numbers that are read as arrays."""
    zero, one = (network.add_constant((1, 1, 1), np.full(1, n, np.float32)).get_output(0) for n in (0, 1))
    is_less = network.add_elementwise(x, zero, trt.ElementWiseOperation.LESS).get_output(0)
    return [network.add_select(is_less, one, x).get_output(0)]


def normalized(axes: int, *dims: int) -> Any:
    def define(network: Any, x: Any) -> list[Any]:
        random = np.random.default_rng(4)
        factors = [
            network.add_constant(dims, random.standard_normal(dims).astype(np.float32)).get_output(0) for _ in range(2)
        ]
        return [network.add_normalization(x, *factors, axes).get_output(0)]

    return define


def turned_and_reshaped(network: Any, x: Any) -> list[Any]:
    layer = network.add_shuffle(x)
    layer.first_transpose, layer.reshape_dims = (1, 0, 2), (-1,)
    return [layer.get_output(0)]


def summed_twice(network: Any, x: Any) -> list[Any]:
    first = network.add_reduce(x, trt.ReduceOperation.SUM, 4, True).get_output(0)
    return [network.add_reduce(first, trt.ReduceOperation.SUM, 2, True).get_output(0)]


OPERATIONS = {
    **{f"softmax {axis}": softmax_along(axis) for axis in range(3)},
    **{f"{op} {axes:b}": reduced(op, axes) for op in ("SUM", "AVG", "MAX") for axes in (1, 2, 4, 5, 6, 7)},
    **{f"order {order}": in_order(*order) for order in ((0, 2, 1), (1, 0, 2), (2, 0, 1), (2, 1, 0))},
    **{f"weights {dims}": with_weights("SUB", *dims) for dims in ((1, 1, 1), (5, 1, 1), (1, 64, 1), (1, 1, 33))},
    "picked": picked,
    **{f"normalized {axes:b}": normalized(axes, 1, 1, 1) for axes in (4, 6, 2)},
    "reshaped": turned_and_reshaped,
    "summed twice": summed_twice,
}
DIMS = [(3, 5, 7), (16, 16, 16), (1, 64, 33), (64, 1, 1), (20, 17, 64), (5, 64, 4), (1, 1, 1), (2, 3, 32)]
DIMS += [(0, 4, 4), (33, 32, 20), (64, 16, 3), (3, 5, 7), (7, 64, 64)]


@pytest.mark.parametrize("name", OPERATIONS)
def test_operations(recorded: list[int], name: str) -> None:
    define = OPERATIONS[name]
    context, host = build(define, (-1, -1, -1)), build(define, (-1, -1, -1), device="numpy")
    weights = re.findall(r"weights .(\d+), (\d+), (\d+)", name)
    for dims in DIMS:
        if weights and any(
            fixed != "1" and extent not in (1, int(fixed)) for fixed, extent in zip(weights[0], dims, strict=True)
        ):
            continue
        x = np.random.default_rng(sum(dims)).standard_normal(dims).astype(np.float32)
        (wanted,) = run(host, x)
        for _ in range(2):
            np.testing.assert_allclose(run(context, x)[0], wanted, rtol=1e-5, atol=1e-5)


NONE, TURNED = trt.MatrixOperation.NONE, trt.MatrixOperation.TRANSPOSE
PRODUCTS: dict[str, Any] = {
    "right": ((-1, 8), (8, 5), NONE, NONE, False),
    "right, turned": ((-1, 8), (5, 8), NONE, TURNED, False),
    "left": ((-1, 8), (6, 8), TURNED, NONE, True),
    "left, turned": ((-1, 8), (8, 6), TURNED, TURNED, True),
    "one for all": ((-1, -1, 8), (1, 8, 5), NONE, NONE, False),
    "one for each": ((-1, 7, 8), (3, 8, 5), NONE, NONE, False),
}


@pytest.mark.parametrize("name", PRODUCTS)
def test_products(recorded: list[int], name: str) -> None:
    dims, weights, op, other, is_left = PRODUCTS[name]

    def define(network: Any, x: Any) -> list[Any]:
        values = np.random.default_rng(4).standard_normal(weights).astype(np.float32)
        constant = network.add_constant(weights, values).get_output(0)
        operands = (constant, other, x, op) if is_left else (x, op, constant, other)
        return [network.add_matrix_multiply(*operands).get_output(0)]

    context, host = build(define, dims), build(define, dims, device="numpy")
    extents = (1, 3, 3, 1) if name == "one for each" else (1, 5, 64, 0, 5, 2, 17, 33)
    for extent in extents:
        given = tuple(extent + axis if own == -1 and extent else own for axis, own in enumerate(dims))
        given = tuple(min(64, own) if own != -1 else 0 for own in given)
        x = np.random.default_rng(extent).standard_normal(given).astype(np.float32)
        (wanted,) = run(host, x)
        for _ in range(2):
            np.testing.assert_allclose(run(context, x)[0], wanted, rtol=1e-5, atol=1e-5)
    # Again without elements, and where weights repeat what is given.
    assert len(recorded) <= 2


def test_memory_is_used_again_though_launches_can_be_fitted(recorded: list[int]) -> None:
    def define(network: Any, x: Any) -> list[Any]:
        for _ in range(20):
            total = network.add_reduce(x, trt.ReduceOperation.SUM, 1, True).get_output(0)
            scaled = network.add_matrix_multiply(x, NONE, total, TURNED).get_output(0)
            x = network.add_matrix_multiply(scaled, NONE, total, NONE).get_output(0)
        return [x]

    context = build(define)
    run(context, np.zeros((64, 8), np.float32))
    assert context.state._current.replay.arena_size < 8 * 64 * 8 * 4


def resized(mode: str, *scales: float) -> Any:
    def define(network: Any, x: Any) -> list[Any]:
        layer = network.add_resize(x)
        layer.scales, layer.resize_mode = (1, 1, *scales), getattr(trt.InterpolationMode, mode)
        return [layer.get_output(0)]

    return define


def pooled(kind: str, side: int, padding: Any = None) -> Any:
    def define(network: Any, x: Any) -> list[Any]:
        layer = network.add_pooling_nd(x, getattr(trt.PoolingType, kind), (side, side))
        layer.stride_nd = (2, 2)
        if padding is not None:
            layer.padding_mode = padding
        return [layer.get_output(0)]

    return define


PICTURES = {
    **{
        f"{mode} {scale}": resized(mode, scale, 2) for mode in ("NEAREST", "LINEAR", "CUBIC") for scale in (2, 1.5, 0.5)
    },
    **{f"{kind} {side}": pooled(kind, side) for kind in ("MAX", "AVERAGE", "MAX_AVERAGE_BLEND") for side in (2, 3)},
    "same": pooled("MAX", 3, trt.PaddingMode.SAME_UPPER),
}


@pytest.mark.parametrize("name", PICTURES)
def test_pictures(recorded: list[int], name: str) -> None:
    define, dims = PICTURES[name], (-1, 3, -1, -1)
    context, host = build(define, dims), build(define, dims, device="numpy")
    for images, height, width in (
        (2, 16, 16),
        (5, 16, 16),
        (1, 16, 16),
        (5, 16, 12),
        (64, 16, 12),
        (2, 7, 5),
        (3, 7, 5),
    ):
        x = np.random.default_rng(images).standard_normal((images, 3, height, width)).astype(np.float32)
        (wanted,) = run(host, x)
        for _ in range(2):
            np.testing.assert_allclose(run(context, x)[0], wanted, rtol=1e-4, atol=1e-5)
    assert len(recorded) < 7 or "BLEND" in name or name == "NEAREST 0.5"


@pytest.mark.parametrize("length", [32, 33])
@pytest.mark.parametrize("axes", [4, 6])
def test_normalized_by_lines_of_weights(recorded: list[int], axes: int, length: int) -> None:
    define, dims = normalized(axes, 1, 1, length), (-1, -1, length)
    context, host = build(define, dims), build(define, dims, device="numpy")
    for lead in ((1, 1), (3, 5), (64, 64), (2, 0), (3, 5), (1, 64), (64, 1)):
        x = np.random.default_rng(lead).standard_normal((*lead, length)).astype(np.float32)
        (wanted,) = run(host, x)
        for _ in range(2):
            np.testing.assert_allclose(run(context, x)[0], wanted, rtol=1e-4, atol=1e-5)


def test_what_is_one_launch_for_all_dims_is_recorded_once(recorded: list[int]) -> None:
    for axis in range(3):
        context = build(softmax_along(axis), (-1, -1, -1))
        recorded.clear()
        for dims in DIMS:
            run(context, np.ones(dims, np.float32))
        assert len(recorded) == 2  # For none and for some.


def test_profiled_and_unaligned_executions_in_between(recorded: list[int]) -> None:
    """A fit goes by how the recording was made, not by what was executed last."""
    context = build(softmax_along(1), (-1, -1, -1))
    times = trt.Profiler()
    for number, dims in enumerate(DIMS * 3):
        x = np.random.default_rng(number).standard_normal(dims).astype(np.float32)
        context.profiler = times if number % 3 == 1 else None
        (found,) = run(context, x, offset=number % 2)
        np.testing.assert_allclose(found.sum(axis=1), np.ones_like(found.sum(axis=1)), rtol=1e-5)


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
