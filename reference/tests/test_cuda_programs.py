"""Chains compiled for their steps against NumPy: packs, rests, operands that broadcast along odd rows, all types.

Shapes must not make anything be compiled: an engine compiles in its first execution only.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from cuda_emulation import EmulatedDriver, needs_compiler
from dynshape_reference.dtypes import DataType
from dynshape_reference.kernels import cuda_spread
from dynshape_reference.kernels.cuda_device import CudaDevice, DeviceResources
from test_cuda_engine import build, run
from test_cuda_kernels import ALL, FLOATS, HOST, ON_GPU, Draw, compare, driver_to_test

pytestmark = [] if ON_GPU else [needs_compiler]

FLAT = [(1,), (3,), (16,), (255, 17), (4096, 4), (4099, 5)]
"""Less than a pack, a pack, a rest of the last block, whole blocks, more than one."""
PAIRS = [
    ((65, 33), (1, 33)), ((65, 33), (65, 1)), ((3, 5, 40), (1, 5, 1)), ((70, 64), (1, 64)), ((9, 1031), (1, 1031)),
    ((5, 7, 18), (5, 1, 18)), ((300, 16), (1, 1)), ((30, 3), (1, 3)), ((2, 3, 4, 50), (2, 1, 4, 1)),
    ((4, 6, 32), (1, 6, 1)), ((6, 5, 48), (6, 1, 48)), ((3, 4, 5, 16), (3, 1, 5, 1)), ((90, 35), (90, 1)),
]  # fmt: skip


def check(operation: Any, dtype: str, ulps: float = 4) -> None:
    """Compare, and see that a program did it."""
    driver = driver_to_test(compiles_programs=True)
    driver.launched.clear()
    compare(operation, dtype, ulps, driver)
    assert {name for name in driver.launched if name.startswith("chain_")} <= {
        "chain_dense",
        "chain_packed",
        "chain_broadcast",
    }


@pytest.mark.parametrize("dtype", ALL)
def test_operands_that_lie_as_the_result(dtype: str) -> None:
    for dims in FLAT:
        draw = Draw((dtype, dims))
        flags, a, b = draw.array(dims, "bool"), draw.array(dims, dtype), draw.array(dims, dtype)
        op = "AND" if dtype == "bool" else "SUM"
        check(lambda device, given: device.elementwise(op, given(a), given(b)), dtype)  # noqa: B023
        check(lambda device, given: device.select(given(flags), given(a), given(b)), dtype)  # noqa: B023


@pytest.mark.parametrize("op", ["AND", "OR", "XOR", "EQUAL"])
def test_any_byte_but_zero_is_true(op: str) -> None:
    for dims in FLAT:
        draw = Draw((op, dims))
        a, b = (draw.random.choice([0, 1, 2, 128, 255], dims).astype(np.uint8) for _ in range(2))

        def logic(device: Any, given: Any, a: Any = a, b: Any = b) -> Any:
            # NumPy itself takes for granted that a truth value is 0 or 1.
            first, second = (given(x != 0 if device is HOST else x.view(bool)) for x in (a, b))
            both = device.elementwise(op, first, second)
            return device.unary(
                "NOT", device.elementwise("OR", both, device.elementwise("AND", first, np.array([True])))
            )

        check(logic, "bool")


@pytest.mark.parametrize("dtype", [*ALL, "int64"])
def test_operands_that_broadcast(dtype: str) -> None:
    driver = driver_to_test(compiles_programs=True)
    for dims, other in PAIRS:
        draw = Draw((dtype, dims, other))
        a, b = draw.array(dims, dtype), draw.array(other, dtype)
        op = "XOR" if dtype == "bool" else "SUB"
        compare(lambda device, given: device.elementwise(op, given(a), given(b)), dtype, driver=driver)  # noqa: B023
        compare(lambda device, given: device.elementwise(op, given(b), given(a)), dtype, driver=driver)  # noqa: B023
    assert {"chain_broadcast", "chain_packed"} <= set(driver.launched)


@pytest.mark.parametrize("dtype", ["float32", "float16", "int8"])
def test_results_of_more_elements_than_one_launch_counts(dtype: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cuda_spread, "MOST_ELEMENTS", 1200)
    for dims, other in (
        ((65, 33), (1, 33)),
        ((65, 33), (65, 1)),
        ((70, 32), (1, 32)),
        ((2000,), (1,)),
        ((40, 2, 19), (40, 1, 19)),
    ):
        draw = Draw((dtype, dims))
        a, b = draw.array(dims, dtype), draw.array(other, dtype)
        driver = driver_to_test(compiles_programs=True)
        driver.launched.clear()
        compare(lambda device, given: device.elementwise("SUM", given(a), given(b)), dtype, driver=driver)  # noqa: B023
        assert sum(name in ("chain_broadcast", "chain_packed") for name in driver.launched) > 1


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("op", ["TANH", "SIGMOID", "RELU", "SOFTPLUS"])
def test_activations(op: str, dtype: str) -> None:
    for dims in FLAT:
        x = Draw((op, dtype, dims)).array(dims, dtype) * 2
        x.flat[0], x.flat[-1] = 0, -(2.0**-20)
        check(lambda device, given: device.activation(op, given(x), 0.5, 1.25), dtype, ulps=64)  # noqa: B023


@pytest.mark.parametrize("op", ["TANH", "SIGMOID"])
def test_activations_of_every_float16(op: str) -> None:
    x = np.arange(65536).astype(np.uint16).view(np.float16)
    x = np.where(np.isnan(x), np.float16(np.nan), x)

    def rounded(device: Any, given: Any) -> Any:
        return device.cast(device.activation(op, given(x), 0, 0), DataType.HALF)

    with np.errstate(over="ignore"):
        check(rounded, "float16")


@pytest.mark.parametrize("target", ["HALF", "FLOAT"])
@pytest.mark.parametrize("bounds", [(0.25, 6.0), (0.1, 0.7), (-1e6, 1e6)])
def test_limits_between_roundings(bounds: tuple[float, float], target: str) -> None:
    x = Draw(bounds).array((3, 67), "float16") * 3
    x.flat[:4] = np.nan, np.inf, -np.inf, -0.0

    def chain(device: Any, given: Any) -> Any:
        found = given(x)
        for op in ("TANH", "RELU", "SIGMOID", "CLIP"):
            found = device.cast(device.activation(op, found, *bounds), DataType.HALF)
        return device.cast(found, DataType[target])

    check(chain, "float16" if target == "HALF" else "float32")


@pytest.mark.parametrize(
    "dtype, target", [("float32", "HALF"), ("float32", "INT8"), ("int8", "FLOAT"), ("bool", "HALF")]
)
def test_casts(dtype: str, target: str) -> None:
    for dims in FLAT:
        x = Draw((dtype, target, dims)).array(dims, dtype)
        check(lambda device, given: device.cast(given(x), DataType[target]), dtype)  # noqa: B023


@pytest.mark.parametrize("dtype", [*ALL, "int64"])
def test_programs_without_operands(dtype: str) -> None:
    driver = driver_to_test(compiles_programs=True)
    device = CudaDevice(DeviceResources(driver))
    for dims in FLAT:
        np.testing.assert_array_equal(np.asarray(device.zeros(dims, dtype)), np.zeros(dims, dtype))


def test_long_chains_round_where_tensors_are_kept() -> None:
    for dims in FLAT[3:]:
        draw = Draw(("program", dims))
        x, y, flags = draw.array(dims, "float16"), draw.array((1, dims[1]), "float16"), draw.array(dims, "bool")

        def chain(device: Any, given: Any, x: Any = x, y: Any = y, flags: Any = flags) -> Any:
            total = device.cast(device.elementwise("SUM", given(x), given(y)), DataType.HALF)
            scaled = device.cast(device.elementwise("PROD", np.full((1, 1), 3, np.float32), total), DataType.HALF)
            whole = device.cast(device.unary("ROUND", scaled), DataType.INT8)
            less = device.elementwise("SUB", np.full((1, 1), 7, np.float32), device.cast(whole, DataType.FLOAT))
            return device.cast(device.activation("TANH", less, 0, 0), DataType.FLOAT)

        check(chain, "float32", ulps=64)


@needs_compiler
def test_shapes_compile_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    import dynshape_reference as trt
    from dynshape_reference.kernels import cuda_driver

    def define(network: Any, x: Any) -> list[Any]:
        # Over one row the two branches are one chain; over more they are not.
        mean = network.add_reduce(x, trt.ReduceOperation.AVG, 1, True).get_output(0)
        mean = network.add_activation(mean, trt.ActivationType.TANH).get_output(0)
        total = network.add_elementwise(mean, x, trt.ElementWiseOperation.SUM).get_output(0)
        return [network.add_unary(total, trt.UnaryOperation.ABS).get_output(0)]

    emulated = EmulatedDriver(compiles_programs=True)
    monkeypatch.setattr(cuda_driver, "find_driver", lambda: emulated)
    on_device, on_host = build(define), build(define, device="numpy")
    programs = 0
    for extent in (64, 1, 3, 17, 1, 64):
        x = Draw(extent).array((extent, 8), "float32")
        (found,), (wanted,) = run(on_device, x), run(on_host, x)
        np.testing.assert_allclose(found, wanted, rtol=1e-5, atol=1e-6)
        programs = programs or len(emulated.programs)
        assert len(emulated.programs) == programs > 0
