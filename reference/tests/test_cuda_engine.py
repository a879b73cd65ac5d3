"""Engines on a CUDA device, with the driver emulated on the CPU: recordings, memory, addresses, fusion."""

from __future__ import annotations

import gc
from typing import Any

import dynshape_reference as trt
import numpy as np
import pytest
from cuda_emulation import EmulatedDriver, libraries, needs_compiler
from dynshape_reference.kernels import cuda_driver

pytestmark = needs_compiler
LOGGER = trt.Logger(trt.Logger.ERROR)


@pytest.fixture
def driver(monkeypatch: pytest.MonkeyPatch) -> EmulatedDriver:
    emulated = EmulatedDriver()
    monkeypatch.setattr(cuda_driver, "find_driver", lambda: emulated)
    return emulated


def build(define: Any, dims: tuple[int, ...] = (-1, 8), device: str = "cuda") -> Any:
    """A context of a network over one float input ``x`` whose first extent is 0 to 64."""
    builder = trt.Builder(LOGGER)
    network = builder.create_network(1 << int(trt.NetworkDefinitionCreationFlag.EXPLICIT_BATCH))
    x = network.add_input("x", trt.float32, dims)
    for number, tensor in enumerate(define(network, x)):
        tensor.name = f"y{number}"
        network.mark_output(tensor)
    config, profile = builder.create_builder_config(), builder.create_optimization_profile()
    profile.set_shape("x", *(tuple(extent if e == -1 else e for e in dims) for extent in (0, 1, 64)))
    config.add_optimization_profile(profile)
    plan = builder.build_serialized_network(network, config)
    return trt.Runtime(LOGGER, device=device).deserialize_cuda_engine(plan).create_execution_context()


class Memory:
    """An array in what the emulated device takes for its memory, as CUDA libraries show theirs."""

    def __init__(self, array: Any) -> None:
        self.array = array
        self.__cuda_array_interface__ = {**array.__array_interface__, "version": 3}


def run(context: Any, x: Any, outputs: int = 1, offset: int = 0) -> list[Any]:
    context.set_input_shape("x", x.shape)
    given = np.zeros(x.size + 8, np.float32)[offset : offset + x.size]
    given[:] = x.ravel()
    context.set_tensor_address("x", given.ctypes.data)
    results = []
    for number in range(outputs):
        results.append(np.full(tuple(context.get_tensor_shape(f"y{number}")), np.nan, np.float32))
        context.set_tensor_address(f"y{number}", results[-1].ctypes.data)
    assert context.execute_async_v3(0)
    return results


def relu_chain(network: Any, x: Any) -> list[Any]:
    for _ in range(3):
        x = network.add_activation(x, trt.ActivationType.LEAKY_RELU).get_output(0)
        x = network.add_elementwise(x, x, trt.ElementWiseOperation.SUM).get_output(0)
    return [x]


def mixture(network: Any, x: Any) -> list[Any]:
    soft = network.add_softmax(x)
    soft.axes = 2
    total = network.add_reduce(soft.get_output(0), trt.ReduceOperation.MAX, 1, True).get_output(0)
    scaled = network.add_elementwise(x, total, trt.ElementWiseOperation.PROD).get_output(0)
    turned = network.add_shuffle(scaled)
    turned.first_transpose = (1, 0)
    weights = network.add_constant((8, 8), np.arange(64, dtype=np.float32) / 64).get_output(0)
    product = network.add_matrix_multiply(
        weights, trt.MatrixOperation.NONE, turned.get_output(0), trt.MatrixOperation.NONE
    )
    return [product.get_output(0), total]


@pytest.mark.parametrize("define, outputs", [(relu_chain, 1), (mixture, 2)])
def test_results_are_those_of_numpy(driver: EmulatedDriver, define: Any, outputs: int) -> None:
    on_device, on_host = build(define), build(define, device="numpy")
    random = np.random.default_rng(1)
    for extent in (3, 1, 64, 3, 17):
        x = random.standard_normal((extent, 8)).astype(np.float32)
        for found, wanted in zip(run(on_device, x, outputs), run(on_host, x, outputs), strict=True):
            np.testing.assert_allclose(found, wanted, rtol=1e-5, atol=1e-6)


def test_a_shape_that_was_met_costs_launches_only(driver: EmulatedDriver) -> None:
    context = build(mixture)
    x = np.random.default_rng(2).standard_normal((9, 8)).astype(np.float32)
    other = x[:4].copy()
    run(context, x, 2)
    run(context, other, 2)
    launches = len(driver.launched)
    wanted = run(context, x, 2)
    launches = len(driver.launched) - launches
    blocks, compiled = set(driver.blocks), set(libraries())
    for extent in (9, 4, 9, 9):
        before = len(driver.launched)
        found = run(context, x[:extent].copy(), 2)
        assert len(driver.launched) - before == launches
    assert set(driver.blocks) == blocks
    assert set(libraries()) == compiled
    np.testing.assert_array_equal(found[0], wanted[0])


def test_elementwise_chains_are_one_kernel(driver: EmulatedDriver) -> None:
    def define(network: Any, x: Any) -> list[Any]:
        two = network.add_constant((1, 8), np.full(8, 2, np.float32)).get_output(0)
        x = network.add_elementwise(x, two, trt.ElementWiseOperation.SUM).get_output(0)
        x = network.add_activation(x, trt.ActivationType.TANH).get_output(0)
        return [network.add_unary(x, trt.UnaryOperation.ABS).get_output(0)]

    context = build(define)
    x = np.random.default_rng(3).standard_normal((16, 8)).astype(np.float32)
    (found,) = run(context, x)
    assert driver.launched == ["chain_float_4"]
    np.testing.assert_allclose(found, np.abs(np.tanh(x + 2)), rtol=1e-5, atol=1e-6)


def test_memory_of_dead_tensors_is_used_again(driver: EmulatedDriver) -> None:
    def define(network: Any, x: Any) -> list[Any]:
        for _ in range(40):
            softmax = network.add_softmax(x)
            softmax.axes = 2
            x = softmax.get_output(0)
        return [x]

    context = build(define)
    x = np.random.default_rng(4).standard_normal((64, 8)).astype(np.float32)
    run(context, x)
    assert sum(nbytes for _, nbytes in driver.blocks.values()) <= 3 * x.nbytes


@pytest.mark.parametrize("is_compiled", [False, True])
def test_memory_of_dead_chains_is_used_again(driver: EmulatedDriver, is_compiled: bool) -> None:
    def define(network: Any, x: Any) -> list[Any]:
        for _ in range(20):
            x = network.add_activation(x, trt.ActivationType.LEAKY_RELU).get_output(0)
            # Read twice, so that it has to be in memory.
            x = network.add_elementwise(x, x, trt.ElementWiseOperation.SUM).get_output(0)
        return [x]

    driver.compiles_programs = is_compiled
    context = build(define)
    x = np.random.default_rng(4).standard_normal((64, 8)).astype(np.float32)
    run(context, x)
    assert sum(nbytes for _, nbytes in driver.blocks.values()) <= 3 * x.nbytes


def test_addresses_that_are_not_aligned(driver: EmulatedDriver) -> None:
    context, x = build(relu_chain), np.random.default_rng(5).standard_normal((16, 8)).astype(np.float32)
    (wanted,) = run(context, x)
    for offset in (1, 2, 4, 0):
        (found,) = run(context, x, offset=offset)
        np.testing.assert_array_equal(found, wanted)


def test_arrays_of_other_libraries(driver: EmulatedDriver) -> None:
    context, x = build(relu_chain), np.ones((4, 8), np.float32)
    context.set_input_shape("x", x.shape)
    result = np.zeros((4, 8), np.float32)
    assert context.set_tensor_address("x", Memory(x))
    assert context.set_tensor_address("y0", Memory(result))
    assert context.execute_async_v3(0)
    np.testing.assert_allclose(result, 8)
    assert context.set_tensor_address("y0", Memory(np.zeros((4, 4), np.float32)))
    assert not context.execute_async_v3(0)
    assert context.set_tensor_address("y0", Memory(np.zeros((4, 8), np.int32)))
    assert not context.execute_async_v3(0)
    assert not context.set_tensor_address("y0", Memory(np.zeros((8, 4), np.float32).T))
    assert not context.set_tensor_address("y0", result)


def test_all_memory_is_given_back(driver: EmulatedDriver) -> None:
    context = build(mixture)
    run(context, np.ones((5, 8), np.float32), 2)
    assert driver.blocks
    del context
    gc.collect()
    assert not driver.blocks


def test_what_depends_on_data_is_executed_layer_by_layer(driver: EmulatedDriver) -> None:
    def define(network: Any, x: Any) -> list[Any]:
        found = network.add_non_zero(x).get_output(0)
        cast = network.add_cast(found, trt.float32).get_output(0)
        return [network.add_reduce(cast, trt.ReduceOperation.SUM, 2, False).get_output(0)]

    context = build(define)
    x = np.zeros((4, 8), np.float32)
    x[1, 2] = x[3, 5] = 1
    (found,) = run(context, x)
    np.testing.assert_array_equal(found, [4, 7])


def test_an_unknown_device_is_refused() -> None:
    with pytest.raises(ValueError, match="no device is called"):
        trt.Runtime(LOGGER, device="gpu")


def test_weights_of_convolutions_are_laid_out_once(driver: EmulatedDriver) -> None:
    """Whatever the dims, and for all contexts of an engine; their memory is given back with the engine's."""
    driver.multiprocessors = 1

    def define(network: Any, x: Any) -> list[Any]:
        layer = network.add_convolution_nd(x, 32, (3, 3), np.ones((32, 4, 3, 3), np.float32))
        layer.padding_nd = (1, 1)
        return [layer.get_output(0)]

    context = build(define, (-1, 4, 5, 6))
    for images in (1, 3, 1):
        (y,) = run(context, np.ones((images, 4, 5, 6)))
        assert y[-1, 0, 2, 3] == 36 and y[0, 15, 0, 0] == 16
    engine = context.engine
    del context
    gc.collect()
    context = engine.create_execution_context()
    run(context, np.ones((2, 4, 5, 6)))
    assert driver.launched.count("columns_of_weights") == 1
    assert len([name for name in driver.launched if name.startswith("convolve_planes")]) == 4
    del context, engine
    gc.collect()
    assert not driver.blocks
