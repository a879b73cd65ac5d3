"""Networks of one operation, whose recording is fitted to other dims: the results are NumPy's, whatever came before."""

from __future__ import annotations

import re
from typing import Any

import dynshape_reference as trt
import numpy as np
import pytest
from cuda_emulation import needs_compiler
from test_cuda_engine import LOGGER, build, run
from test_cuda_fitting import recorded

__all__ = ["recorded"]
pytestmark = needs_compiler


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


def gathered(axis: int, *places: int) -> Any:
    def define(network: Any, x: Any) -> list[Any]:
        indices = network.add_constant((len(places),), np.array(places, np.int32)).get_output(0)
        return [network.add_gather(x, indices, axis).get_output(0)]

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
    **{f"{op} {axes:b}": reduced(op, axes) for op in ("SUM", "AVG", "MAX") for axes in range(1, 8)},
    **{f"order {order}": in_order(*order) for order in ((0, 2, 1), (1, 0, 2), (2, 0, 1), (2, 1, 0))},
    **{f"weights {dims}": with_weights("SUB", *dims) for dims in ((1, 1, 1), (5, 1, 1), (1, 64, 1), (1, 1, 33))},
    "picked": picked,
    **{f"gathered {axis}": gathered(axis, 0, 0, 0) for axis in range(3)},
    **{f"normalized {axes:b}": normalized(axes, 1, 1, 1) for axes in (4, 6, 2)},
    "reshaped": turned_and_reshaped,
    "summed twice": summed_twice,
}
DIMS = [(3, 5, 7), (16, 16, 16), (1, 64, 33), (64, 1, 1), (20, 17, 64), (5, 64, 4), (1, 1, 1), (2, 3, 32)]
DIMS += [(0, 4, 4), (33, 32, 20), (64, 16, 3), (64, 64, 64), (3, 5, 7), (7, 64, 64), (64, 64, 33), (3, 5, 7)]


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


def test_rows_of_a_table(recorded: list[int]) -> None:
    table = np.random.default_rng(3).standard_normal((50, 24)).astype(np.float32)

    builder = trt.Builder(LOGGER)
    network = builder.create_network(1)
    places = network.add_input("places", trt.int32, (-1, 2))
    rows = network.add_constant(table.shape, table).get_output(0)
    network.mark_output(network.add_gather(rows, places, 0).get_output(0))
    network.get_output(0).name = "y"
    config, profile = builder.create_builder_config(), builder.create_optimization_profile()
    profile.set_shape("places", (0, 2), (1, 2), (64, 2))
    config.add_optimization_profile(profile)
    plan = builder.build_serialized_network(network, config)
    context = trt.Runtime(LOGGER, device="cuda").deserialize_cuda_engine(plan).create_execution_context()
    for count in (1, 5, 64, 0, 7, 5):
        given = np.random.default_rng(count).integers(0, 50, (count, 2)).astype(np.int32)
        found = np.full((count, 2, 24), np.nan, np.float32)
        context.set_input_shape("places", given.shape)
        context.set_tensor_address("places", given.ctypes.data)
        context.set_tensor_address("y", found.ctypes.data)
        assert context.execute_async_v3(0)
        np.testing.assert_array_equal(found, table[given])
    assert len(recorded) == 2  # For none and for some.


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


def test_first_elements_with_their_places(recorded: list[int]) -> None:
    def define(network: Any, x: Any) -> list[Any]:
        layer = network.add_topk(x, trt.TopKOperation.MAX, 3, 2)
        return [layer.get_output(0), layer.get_output(1)]

    context = build(define)
    for extent in (1, 5, 64, 17, 5):
        x = np.random.default_rng(extent).standard_normal((extent, 8)).astype(np.float32)
        values, places = run(context, x, 2)
        wanted = np.argsort(-x, axis=1)[:, :3]
        np.testing.assert_array_equal(places.view(np.int32), wanted)
        np.testing.assert_array_equal(values, np.take_along_axis(x, wanted, 1))
    assert len(recorded) == 1
