"""The CUDA kernels against NumPy, on the CPU: random dims, types and parameters for every operation.

The kernels' own index arithmetic runs here; memory is poisoned, and what is written out of bounds shows.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from cuda_emulation import EmulatedDriver, needs_compiler
from dynshape_reference.dtypes import DataType
from dynshape_reference.kernels.cuda_device import CudaDevice, DeviceResources
from dynshape_reference.kernels.numpy_device import NumpyDevice
from dynshape_reference.kernels.window_axis import WindowAxis

HOST = NumpyDevice()
ROUNDS = int(os.environ.get("DYNSHAPE_ROUNDS", "6"))
ON_GPU = os.environ.get("DYNSHAPE_CUDA") == "1"
"""Run the same comparisons on a GPU, with CUDA's own driver."""
ALL = ("float32", "float16", "int32", "int8", "bool")
FLOATS = ("float32", "float16")
NUMBERS = ("float32", "float16", "int32", "int8", "int64")

Array = np.ndarray[Any, Any]
pytestmark = [] if ON_GPU else [needs_compiler]


def driver_to_test(compiles_programs: bool = False) -> Any:
    if ON_GPU:
        from cuda_hardware import poisoned_driver

        return poisoned_driver(compiles_programs)
    return EmulatedDriver(compiles_programs)


class Draw:
    """Random arrays and parameters of one round, the same in every run."""

    def __init__(self, seed: object) -> None:
        self.random = np.random.default_rng([*str(seed).encode()])

    def whole(self, low: int, high: int) -> int:
        return int(self.random.integers(low, high + 1))

    def dims(self, least: int = 0, most: int = 5, extent: int = 9) -> tuple[int, ...]:
        choices = (0, 1, 1, 2, 3, 4, 7, 8, 16, 17, 33)
        rank = self.whole(least, most)
        dims = [min(int(self.random.choice(choices)), extent if rank > 2 else 10 * extent) for _ in range(rank)]
        return tuple(max(d, 1) if self.random.random() < 0.9 else d for d in dims)

    def array(self, dims: tuple[int, ...], dtype: str) -> Array:
        if dtype == "bool":
            return self.random.random(dims) < 0.5
        if dtype in FLOATS:
            return (self.random.standard_normal(dims) * 3).astype(dtype)
        return self.random.integers(-100, 100, dims).astype(dtype)

    def broadcast(self, dims: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(1 if self.random.random() < 0.3 else extent for extent in dims)

    def one_of(self, *choices: Any) -> Any:
        return choices[self.whole(0, len(choices) - 1)]


def compare(
    operation: Callable[[Any, Callable[[Array], Any]], Any], dtype: str, ulps: float = 4, driver: Any = None
) -> list[str]:
    """Do ``operation(device, given)`` on both devices; floats may differ by ``ulps`` of float32 and one rounding.

    Returns the kernels that were launched.
    """
    driver = driver or driver_to_test()
    before = len(driver.launched)
    resources = DeviceResources(driver)
    device = CudaDevice(resources)
    device.recorder = type(device.recorder)(driver, 0, aligned=True)
    want = operation(HOST, lambda array: array)
    got = operation(device, device.upload)
    for wanted, found in zip(_several(want), _several(got), strict=True):
        result = device.fetch(found)
        assert result.shape == wanted.shape
        expected = HOST.cast(np.asarray(wanted), _type_of(result))
        if result.dtype.kind == "f":
            # NumPy makes float16 of a function of int8.
            is_coarse = result.dtype == np.float16 or dtype in ("float16", "int8")
            step = 2**-10 if is_coarse else ulps * 2**-23
            np.testing.assert_allclose(result.astype(float), wanted.astype(float), rtol=step, atol=step)
        else:
            np.testing.assert_array_equal(result, expected)
    for address in driver.blocks:
        driver.check(address)
    launched: list[str] = driver.launched[before:]
    return launched


def _several(result: Any) -> list[Any]:
    return list(result) if isinstance(result, (tuple, list)) else [result]


def _type_of(array: Array) -> DataType:
    names = {"float32": "FLOAT", "float16": "HALF"}
    return DataType[names.get(array.dtype.name, array.dtype.name.upper())]


def rounds(*names: str) -> Any:
    return pytest.mark.parametrize("dtype", names)


@rounds(*NUMBERS)
@pytest.mark.parametrize(
    "op", ["SUM", "PROD", "MAX", "MIN", "SUB", "DIV", "FLOOR_DIV", "EQUAL", "GREATER", "LESS", "POW"]
)
def test_elementwise(op: str, dtype: str) -> None:
    for number in range(ROUNDS):
        draw = Draw((op, dtype, number))
        dims = draw.dims()
        a, b = (draw.array(draw.broadcast(dims), dtype) for _ in range(2))
        if op in ("DIV", "FLOOR_DIV", "POW"):
            b = np.where(b == 0, 1, b).astype(dtype)
        if op == "POW":
            a, b = np.abs(a), np.clip(b, -3, 3).astype(dtype)
            a = a + (a == 0).astype(dtype)
        if op == "FLOOR_DIV" and dtype in FLOATS:
            # A quotient beside a whole number may be rounded to it: whole operands decide.
            a, b = np.rint(a), np.where(np.rint(b) == 0, 1, np.rint(b)).astype(dtype)
        compare(lambda device, given: device.elementwise(op, given(a), given(b)), dtype, ulps=16)  # noqa: B023


@pytest.mark.parametrize("op", ["AND", "OR", "XOR", "EQUAL"])
def test_logic(op: str) -> None:
    for number in range(ROUNDS):
        draw = Draw((op, number))
        dims = draw.dims()
        a, b = (draw.array(draw.broadcast(dims), "bool") for _ in range(2))
        compare(lambda device, given: device.elementwise(op, given(a), given(b)), "bool")  # noqa: B023


UNARY = {
    "EXP": 1, "SQRT": 0, "RECIP": 1, "ABS": 1, "NEG": 1, "SIN": 1, "COS": 1, "SINH": 1, "COSH": 1, "ATAN": 1,
    "ASINH": 1, "CEIL": 1, "FLOOR": 1, "ERF": 1, "SIGN": 1, "ROUND": 1, "ISINF": 1, "LOG": 0, "ASIN": 2, "ACOS": 2,
    "ATANH": 2, "ACOSH": 3, "TAN": 2,
}  # fmt: skip
"""Operations, with the domain that is drawn from: 0 positive, 1 all, 2 within 0.9 of 0, 3 above 1.1."""


@rounds(*FLOATS)
@pytest.mark.parametrize("op", UNARY)
def test_unary(op: str, dtype: str) -> None:
    for number in range(4):
        draw = Draw((op, dtype, number))
        x = draw.array(draw.dims(), dtype)
        domain = UNARY[op]
        x = (np.abs(x) + 0.1, x, np.clip(x, -0.9, 0.9), np.abs(x) + 1.1)[domain].astype(dtype)
        compare(lambda device, given: device.unary(op, given(x)), dtype, ulps=64)  # noqa: B023


@rounds(*FLOATS, "int8")
@pytest.mark.parametrize(
    "op",
    ["RELU", "SIGMOID", "TANH", "LEAKY_RELU", "ELU", "SELU", "SOFTSIGN", "SOFTPLUS", "CLIP", "HARD_SIGMOID",
     "SCALED_TANH", "THRESHOLDED_RELU"],
)  # fmt: skip
def test_activation(op: str, dtype: str) -> None:
    for number in range(4):
        draw = Draw((op, dtype, number))
        x = draw.array(draw.dims(), dtype)
        compare(lambda device, given: device.activation(op, given(x), 0.5, 1.25), dtype, ulps=64)  # noqa: B023


@rounds(*ALL, "int64")
@pytest.mark.parametrize("target", ["FLOAT", "HALF", "INT32", "INT8", "BOOL", "INT64", "UINT8"])
def test_cast(dtype: str, target: str) -> None:
    for number in range(4):
        draw = Draw((dtype, target, number))
        x = draw.array(draw.dims(), dtype)
        if target == "UINT8":
            x = np.abs(x) if dtype != "bool" else x
        compare(lambda device, given: device.cast(given(x), DataType[target]), dtype)  # noqa: B023


def test_floats_out_of_range_saturate() -> None:
    x = np.array([np.nan, np.inf, -np.inf, 3e38, -3e38, 300, -300, 127.9, -128.9, 2147483520], np.float32)
    for target in (DataType.INT8, DataType.INT32, DataType.INT64, DataType.BOOL):
        compare(lambda device, given: device.cast(given(x), target), "float32")  # noqa: B023


def test_chains_round_where_tensors_are_kept() -> None:
    draw = Draw("chain")
    x, y = draw.array((33, 17), "float16"), draw.array((1, 17), "float16")

    def chain(device: Any, given: Any) -> Any:
        total = device.cast(device.elementwise("SUM", given(x), given(y)), DataType.HALF)
        scaled = device.cast(device.elementwise("PROD", total, np.full((1, 1), 3, np.float32)), DataType.HALF)
        whole = device.cast(device.unary("ROUND", scaled), DataType.INT8)
        return device.cast(device.activation("TANH", device.cast(whole, DataType.FLOAT), 0, 0), DataType.FLOAT)

    compare(chain, "float32")


@rounds(*ALL)
def test_select(dtype: str) -> None:
    for number in range(ROUNDS):
        draw = Draw((dtype, number))
        dims = draw.dims()
        flags = draw.array(draw.broadcast(dims), "bool")
        a, b = (draw.array(draw.broadcast(dims), dtype) for _ in range(2))
        compare(lambda device, given: device.select(given(flags), given(a), given(b)), dtype)  # noqa: B023


def test_steps_of_eight_bits() -> None:
    for number in range(ROUNDS):
        draw = Draw(number)
        x = draw.array((3, 5, 8), "float32")
        scale = (np.abs(draw.array((1, 5, 1), "float32")) + 0.05).astype(np.float32)
        compare(lambda device, given: device.quantize(given(x), given(scale)), "float32")  # noqa: B023
        q = draw.array((3, 5, 8), "int8")
        compare(lambda device, given: device.dequantize(given(q), given(scale)), "float32")  # noqa: B023


@rounds("float32", "float16", "int32", "int8", "int64")
@pytest.mark.parametrize("op", ["SUM", "PROD", "MAX", "MIN", "AVG"])
def test_reduce(op: str, dtype: str) -> None:
    if op == "AVG" and dtype == "int8":
        pytest.skip("NumPy's device counts in 8 bits")
    for number in range(ROUNDS):
        draw = Draw((op, dtype, number))
        dims = draw.dims(least=1)
        axes = [axis for axis in range(len(dims)) if draw.random.random() < 0.5] or [len(dims) - 1]
        x = draw.array(dims, dtype)
        if op == "PROD":
            x = np.where(np.abs(x) > 1, 1, x).astype(dtype) if dtype not in FLOATS else (1 + x / 64).astype(dtype)
        keep = draw.one_of(True, False)

        def operation(device: Any, given: Any, x: Array = x, axes: Any = axes, keep: bool = keep) -> Any:
            result = device.reduce(op, given(x), axes, keep)
            return device.cast(result, _type_of(x))

        compare(operation, dtype, ulps=64)


@rounds("float32", "float16", "int32")
@pytest.mark.parametrize(
    "dims",
    [
        (40000,),
        (10000, 8),
        (17000, 3),
        (3, 9000),
        (5000, 6),
        (4096, 8),
        (2, 3000, 3),
        (70000, 1),
        (2, 33001),
        (1000, 15),
        (700, 16),
    ],
)
def test_long_reductions_are_split(dims: tuple[int, ...], dtype: str) -> None:
    x = np.abs(Draw((dims, dtype)).array(dims, dtype)) / (8 if dtype == "float16" else 1)
    for axis in range(len(dims)):
        compare(lambda device, given: device.reduce("SUM", given(x.astype(dtype)), [axis], True), dtype, 64)  # noqa: B023


@rounds(*FLOATS)
def test_softmax(dtype: str) -> None:
    shapes = [
        (5, 7), (3, 64), (2, 1100), (1, 40000), (4, 3, 5), (2, 9, 16), (6, 1), (3, 520), (9, 33), (5, 1023), (3, 2047),
        (3, 8200), (2, 9001), (1, 66001), (2, 300, 24), (2, 300, 23), (1, 1025, 8), (3, 130, 1), (1, 2, 2000),
    ]  # fmt: skip
    for number, dims in enumerate(shapes):
        x = Draw((dtype, number)).array(dims, dtype)
        for axis in range(len(dims)):
            compare(lambda device, given: device.softmax(given(x), axis), dtype, ulps=64)  # noqa: B023
    bounds = np.array([[0], [3], [64], [90]], np.int32)
    x = Draw(dtype).array((4, 64), dtype)
    compare(lambda device, given: device.ragged_softmax(given(x), given(bounds)), dtype, ulps=64)
    for length in (63, 1023, 9001):
        bounds = np.array([[0], [1], [length // 2], [length - 1], [length]], np.int32)
        x = Draw((dtype, length)).array((5, length), dtype)
        compare(lambda device, given: device.ragged_softmax(given(x), given(bounds)), dtype, ulps=64)  # noqa: B023


@rounds(*FLOATS)
def test_softmax_of_what_is_not_finite(dtype: str) -> None:
    for length in (5, 64, 1023, 9001, 70001):
        x = Draw((dtype, length)).array((6, length), dtype)
        x[0, 1], x[1, length - 1], x[2, 0] = np.nan, np.inf, -np.inf
        x[3, :], x[4, : length // 2], x[5, length // 2 :] = -np.inf, -np.inf, -np.inf
        with np.errstate(invalid="ignore"):
            compare(lambda device, given: device.softmax(given(x), 1), dtype, ulps=64)  # noqa: B023
            turned = np.ascontiguousarray(x.T)
            compare(lambda device, given: device.softmax(given(turned), 0), dtype, ulps=64)  # noqa: B023


@rounds(*ALL)
def test_transpose(dtype: str) -> None:
    for number in range(2 * ROUNDS):
        draw = Draw((dtype, number))
        dims = draw.dims(least=1, extent=40 if number % 2 else 9)
        dims = dims if np.prod(dims) < 40000 else dims[:2]
        order = [int(axis) for axis in draw.random.permutation(len(dims))]
        x = draw.array(dims, dtype)
        compare(lambda device, given: device.transpose(given(x), order), dtype)  # noqa: B023


@rounds(*ALL)
def test_concatenate(dtype: str) -> None:
    for number in range(ROUNDS):
        draw = Draw((dtype, number))
        dims = draw.dims(least=1)
        axis = draw.whole(0, len(dims) - 1)
        parts = [draw.array((*dims[:axis], draw.whole(0, 9), *dims[axis + 1 :]), dtype) for _ in range(3)]
        compare(lambda device, given: device.concatenate([given(part) for part in parts], axis), dtype)  # noqa: B023


@rounds(*ALL)
@pytest.mark.parametrize("mode", ["STRICT_BOUNDS", "WRAP", "CLAMP", "FILL", "REFLECT"])
def test_slice(mode: str, dtype: str) -> None:
    from dynshape_reference.layers.slice import SliceMode, _map_into

    for number in range(ROUNDS):
        draw = Draw((mode, dtype, number))
        dims = tuple(max(extent, 1) for extent in draw.dims(least=1, most=4))
        size, start, stride = [], [], []
        for extent in dims:
            step = draw.one_of(1, 1, 2, -1)
            count = draw.whole(0, (extent - 1) // abs(step) + 1) if mode == "STRICT_BOUNDS" else draw.whole(0, 12)
            whole = draw.whole(0, 3) == 0
            first = 0 if step > 0 else extent - 1
            size.append(extent if whole else count)
            stride.append(1 if whole else step)
            start.append(0 if whole else first if mode == "STRICT_BOUNDS" else draw.whole(-20, 20))
        x, fill = draw.array(dims, dtype), draw.array((), dtype)

        def lines(dims: Any = dims, start: Any = start, size: Any = size, stride: Any = stride) -> list[Array]:
            numbers = zip(dims, start, size, stride, strict=True)
            return [_map_into(s + np.arange(n) * d, e, SliceMode[mode]) for e, s, n, d in numbers]

        compare(
            lambda device, given: device.slice(given(x), lines, mode, start, tuple(size), stride, given(fill)),  # noqa: B023
            dtype,
        )


@rounds("float32", "int8")
def test_take_and_pad(dtype: str) -> None:
    for number in range(ROUNDS):
        draw = Draw((dtype, number))
        x = draw.array((3, 5, 8), dtype)
        lines = [draw.random.integers(-1, extent, draw.whole(1, 9)) for extent in x.shape]
        lines[draw.whole(0, 2)] = np.arange(2)
        fill = draw.array((), dtype)
        compare(lambda device, given: device.take(given(x), lines, given(fill)), dtype)  # noqa: B023
        before, extents = (draw.whole(-2, 3), draw.whole(-2, 3)), (draw.whole(0, 12), draw.whole(0, 12))
        compare(lambda device, given: device.pad(given(x), before, extents), dtype)  # noqa: B023


@rounds(*ALL)
@pytest.mark.parametrize("index_type", ["int32", "int64"])
def test_gather_and_scatter(dtype: str, index_type: str) -> None:
    for number in range(ROUNDS):
        draw = Draw((dtype, index_type, number))
        x = draw.array((4, 5, draw.one_of(3, 8, 16)), dtype)
        axis = draw.whole(0, 2)
        index = draw.random.integers(-7, 7, draw.dims(most=2)).astype(index_type)
        compare(lambda device, given: device.gather(given(x), given(index), axis, False), dtype)  # noqa: B023
        rows = draw.random.integers(-7, 7, (draw.one_of(1, 4), 3)).astype(index_type)
        compare(lambda device, given: device.gather(given(x), given(rows), draw_axis(axis), True), dtype)  # noqa: B023
        dims = tuple(draw.whole(1, extent) for extent in x.shape)
        places = draw.random.integers(-7, 7, dims).astype(index_type)
        compare(lambda device, given: device.gather_elements(given(x), given(places), axis), dtype)  # noqa: B023
        updates = draw.array(dims, dtype)
        compare(
            lambda device, given: device.scatter_elements(given(x), given(places), given(updates), axis),  # noqa: B023
            dtype,
        )
        depth = draw.whole(1, 3)
        tuples = draw.random.integers(-6, 6, (2, 3, depth)).astype(index_type)
        compare(lambda device, given: device.gather_nd(given(x), given(tuples), 0), dtype)  # noqa: B023
        slices = draw.array((2, 3, *x.shape[depth:]), dtype)
        compare(lambda device, given: device.scatter_nd(given(x), given(tuples), given(slices)), dtype)  # noqa: B023
        batched = draw.random.integers(-6, 6, (4, 2, draw.whole(1, 2))).astype(index_type)
        compare(lambda device, given: device.gather_nd(given(x), given(batched), 1), dtype)  # noqa: B023


def draw_axis(axis: int) -> int:
    return max(axis, 1)


@rounds("float32", "float16", "int32", "int8", "bool")
def test_one_hot_and_reversal(dtype: str) -> None:
    for number in range(ROUNDS):
        draw = Draw((dtype, number))
        index = draw.random.integers(-6, 6, draw.dims(most=3)).astype(np.int32)
        values = draw.array((2,), dtype)
        axis = draw.whole(0, index.ndim)
        compare(lambda device, given: device.one_hot(given(index), given(values), 4, axis), dtype)  # noqa: B023
        x = draw.array((3, 4, 5), dtype)
        batch, sequence = draw.one_of((0, 1), (1, 0), (0, 2), (2, 0), (1, 2))
        lengths = draw.random.integers(-1, 8, x.shape[batch]).astype(np.int32)
        compare(lambda device, given: device.reverse_sequence(given(x), given(lengths), batch, sequence), dtype)  # noqa: B023


@rounds(*ALL)
def test_places_of_what_is_not_zero(dtype: str) -> None:
    for dims in ((), (1,), (17,), (5000,), (3, 4, 5), (2, 41, 101), (0, 3), (2, 1, 3, 1, 2, 2, 1, 5)):
        draw = Draw((dims, dtype))
        x = draw.array(dims, dtype)
        x = np.where(draw.random.random(dims) < draw.one_of(0.1, 0.5, 1.0), -0.0, x).astype(dtype)
        if x.size > 3 and dtype in FLOATS:
            x.flat[1], x.flat[2] = np.nan, np.finfo(dtype).smallest_subnormal
        compare(lambda device, given: device.non_zero(given(x)), dtype)  # noqa: B023


def test_more_places_than_a_block_adds_up() -> None:
    x = Draw("places").array((1100, 4096), "int8")
    compare(lambda device, given: device.non_zero(given(x)), "int8")


@rounds(*NUMBERS)
@pytest.mark.parametrize("op", ["MAX", "MIN"])
def test_top_k(op: str, dtype: str) -> None:
    for number, (dims, axis, k) in enumerate(
        [((7,), 0, 3), ((3, 50), 1, 50), ((20, 3), 0, 5), ((2, 1000), 1, 17), ((2, 5, 3), 1, 0), ((1, 700), 1, 600)]
    ):
        draw = Draw((op, dtype, number))
        x = draw.array(dims, dtype)
        x = np.rint(x).astype(dtype) if number % 2 else x
        compare(lambda device, given: device.top_k(op, given(x), k, axis), dtype)  # noqa: B023


@pytest.mark.parametrize("op", ["MAX", "MIN"])
def test_top_k_of_wide_numbers(op: str) -> None:
    draw = Draw(op)
    x = draw.random.integers(-(2**63), 2**63, (3, 400))
    x[1] = draw.random.integers(-2, 2, 400) * 2**32 + draw.random.integers(0, 2, 400)
    x[2, ::3], x[2, 1::3] = 2**63 - 1, -(2**63)
    for k in (1, 5, 130, 399, 400):
        compare(lambda device, given: device.top_k(op, given(x), k, 1), "int64")  # noqa: B023


@rounds(*FLOATS)
@pytest.mark.parametrize("rank", [2, 3])
def test_windows(rank: int, dtype: str) -> None:
    for number in range(6):
        draw = Draw((rank, dtype, number))
        inner = tuple(draw.whole(3, 7) for _ in range(rank))
        axes = [
            WindowAxis(draw.whole(1, 3), draw.whole(1, 2), draw.whole(1, 2), draw.whole(-1, 2), draw.whole(0, 2))
            for _ in range(rank)
        ]
        steps = tuple(
            max(0, (extent + axis.before + axis.after - axis.span) // axis.stride + 1)
            for extent, axis in zip(inner, axes, strict=True)
        )
        groups = draw.one_of(1, 2)
        x = draw.array((2, 4, *inner), dtype)
        kernel = draw.array((6, 4 // groups, *(axis.window for axis in axes)), dtype)
        spread = draw.array((4, 6 // groups, *(axis.window for axis in axes)), dtype)
        back = tuple(
            max(0, (extent - 1) * axis.stride + axis.span - axis.before - axis.after)
            for extent, axis in zip(inner, axes, strict=True)
        )
        scale = 200 if dtype == "float32" else 64

        def convolved(
            device: Any, given: Any, x: Any = x, kernel: Any = kernel, more: Any = (axes, steps, groups)
        ) -> Any:
            return device.elementwise("DIV", device.convolution(given(x), given(kernel), *more), np.full((), 64.0))

        def spread_out(
            device: Any, given: Any, x: Any = x, kernel: Any = spread, more: Any = (axes, back, groups)
        ) -> Any:
            return device.elementwise("DIV", device.deconvolution(given(x), given(kernel), *more), np.full((), 64.0))

        compare(convolved, dtype, ulps=scale)
        compare(spread_out, dtype, ulps=scale)
        pooled = [WindowAxis(a.window, a.stride, 1, abs(a.before) % a.window, a.after % a.window) for a in axes]
        extents = tuple(
            max(0, (extent + a.before + a.after - a.window) // a.stride + 1)
            for extent, a in zip(inner, pooled, strict=True)
        )
        compare(lambda device, given: device.max_pooling(given(x), pooled, extents), dtype)  # noqa: B023
        for excludes in (True, False):
            compare(
                lambda device, given: device.average_pooling(given(x), pooled, extents, excludes),  # noqa: B023
                dtype,
                ulps=32,
            )


@rounds(*FLOATS)
def test_local_response(dtype: str) -> None:
    x = Draw(dtype).array((2, 7, 3, 3), dtype)
    for window in (1, 3, 4, 15):
        compare(lambda device, given: device.local_response(given(x), 1, window, 0.5, 0.75, 2.0), dtype, 32)  # noqa: B023


@rounds("float32", "float16", "int32", "int8")
def test_resample(dtype: str) -> None:
    from dynshape_reference.kernels import taps

    for number in range(ROUNDS):
        draw = Draw((dtype, number))
        x = draw.array((2, 3, draw.whole(1, 6), draw.whole(1, 6)), dtype)
        changed = draw.one_of((2, 3), (3,), (2,), (0, 3), (1, 2, 3))

        def operation(device: Any, given: Any, x: Array = x, changed: Any = changed, number: int = number) -> Any:
            result = given(x)
            for axis in changed:
                places = taps.coordinates(x.shape[axis], 5, "HALF_PIXEL", False)
                make = taps.linear if number % 2 else lambda at, extent: taps.cubic(at, extent, -0.75, False)
                result = device.resample(result, axis, *make(places, x.shape[axis]))
            return device.elementwise("DIV", result, np.full((), 100.0))

        compare(operation, "float32", ulps=64)


@rounds(*FLOATS)
@pytest.mark.parametrize("interpolation", ["NEAREST", "LINEAR", "CUBIC"])
@pytest.mark.parametrize("mode", ["FILL", "CLAMP", "REFLECT"])
def test_grid_sample(interpolation: str, mode: str, dtype: str) -> None:
    draw = Draw((interpolation, mode, dtype))
    x = draw.array((2, 3, 5, 4), dtype)
    grid = (draw.random.random((2, 3, 6, 2)) * 4 - 2).astype(dtype)
    for corners in (True, False):
        compare(
            lambda device, given: device.grid_sample(given(x), given(grid), interpolation, mode, corners),  # noqa: B023
            dtype,
            ulps=256,
        )


@rounds("float32", "float16", "int32", "int64")
def test_lines_and_random_numbers(dtype: str) -> None:
    draw = Draw(dtype)
    for dims in ((7,), (3, 5), (2, 3, 4), (), (0, 3)):
        alpha, beta = draw.array((), dtype), draw.array((len(dims),), dtype)
        compare(
            lambda device, given: device.cast(device.linspace(dims, given(alpha), given(beta)), _type_of(alpha)),  # noqa: B023
            dtype,
        )
    if dtype in FLOATS:
        low, high = np.array(-1, dtype), np.array(3, dtype)
        for op in ("RANDOM_UNIFORM", "RANDOM_NORMAL"):
            compare(lambda device, given: device.random(op, (5, 40), 3, given(low), given(high)), dtype)  # noqa: B023


@rounds(*FLOATS)
def test_matrix_multiply(dtype: str) -> None:
    for number in range(ROUNDS):
        draw = Draw((dtype, number))
        m, k, n = (draw.whole(0, 6) for _ in range(3))
        lead = draw.dims(most=2, extent=4)
        a = draw.array((*draw.broadcast(lead), m, k), dtype) / 4
        b = draw.array((*draw.broadcast(lead), n, k), dtype) / 4
        order = (*range(len(lead)), len(lead) + 1, len(lead))
        compare(
            lambda device, given: device.matrix_multiply(
                given(a.astype(dtype)),  # noqa: B023
                device.transpose(given(b.astype(dtype)), order),  # noqa: B023
            ),
            dtype,
            ulps=64,
        )
