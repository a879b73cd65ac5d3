"""Contexts on several streams, addresses that change, graphs, and memory that is given back: nothing is mixed up.

On the CPU streams are queues that a test lets run in the worst order; ``DYNSHAPE_CUDA=1`` runs the same on a GPU.
"""

from __future__ import annotations

import gc
from typing import Any

import dynshape_reference as trt
import numpy as np
import pytest
from cuda_emulation import needs_compiler
from cuda_streams import ON_GPU, Place
from dynshape_reference.kernels import cuda_driver

pytestmark = [] if ON_GPU else [needs_compiler]
LOGGER = trt.Logger(trt.Logger.ERROR)
WIDTH = 16


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Place:
    made = Place()
    monkeypatch.setattr(cuda_driver, "find_driver", lambda: made.driver)
    return made


def build(device: str = "cuda", layers: int = 4, products: bool = True) -> Any:
    """An engine over ``x`` (-1, 16): softmaxes, products and resizes, with arrays in between."""
    builder = trt.Builder(LOGGER, edition="10")
    network = builder.create_network(1 << int(trt.NetworkDefinitionCreationFlag.EXPLICIT_BATCH))
    x = network.add_input("x", trt.float32, (-1, WIDTH))
    weights = np.random.default_rng(0).standard_normal((WIDTH, WIDTH)).astype(np.float32)
    none = trt.MatrixOperation.NONE
    for _ in range(layers):
        softmax = network.add_softmax(x)
        softmax.axes = 2
        x = softmax.get_output(0)
        if products:
            right = network.add_constant((WIDTH, WIDTH), weights).get_output(0)
            x = network.add_matrix_multiply(x, none, right, none).get_output(0)
        resized = network.add_resize(x)
        resized.scales = [2, 1]
        resized.resize_mode = trt.InterpolationMode.LINEAR
        x = network.add_reduce(resized.get_output(0), trt.ReduceOperation.MAX, 1, True).get_output(0)
        x = network.add_elementwise(x, network.get_input(0), trt.ElementWiseOperation.SUM).get_output(0)
    x.name = "y"
    network.mark_output(x)
    config, profile = builder.create_builder_config(), builder.create_optimization_profile()
    profile.set_shape("x", (1, WIDTH), (8, WIDTH), (64, WIDTH))
    config.add_optimization_profile(profile)
    plan = builder.build_serialized_network(network, config)
    return trt.Runtime(LOGGER, device=device).deserialize_cuda_engine(plan)


def inputs(count: int) -> list[Any]:
    random = np.random.default_rng(7)
    return [random.standard_normal((1 + 5 * n % 31, WIDTH)).astype(np.float32) for n in range(count)]


def expected(arrays: list[Any], products: bool = True) -> list[Any]:
    context = build("numpy", products=products).create_execution_context()
    results = []
    for x in arrays:
        results.append(np.zeros_like(x))
        context.set_input_shape("x", x.shape)
        context.set_tensor_address("x", x)
        context.set_tensor_address("y", results[-1])
        assert context.execute_async_v3(0)
    return results


def enqueue(place: Place, context: Any, x: Any, y: Any, stream: Any) -> None:
    context.set_input_shape("x", x.shape)
    context.set_tensor_address("x", place.address(x))
    context.set_tensor_address("y", place.address(y))
    assert context.execute_async_v3(place.handle(stream))


def check(place: Place, results: list[Any], wanted: list[Any]) -> None:
    for found, want in zip(results, wanted, strict=True):
        np.testing.assert_allclose(place.fetched(found), want, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("way", ["first first", "second first", "in turns"])
def test_contexts_on_two_streams(place: Place, way: str) -> None:
    engine, streams = build(), place.streams(2)
    contexts = [engine.create_execution_context() for _ in streams]
    given = inputs(12)
    xs, ys = [place.given(x) for x in given], [place.given(np.full_like(x, np.nan)) for x in given]
    for number, (x, y) in enumerate(zip(xs, ys, strict=True)):
        enqueue(place, contexts[number % 2], x, y, streams[number % 2])
    if way == "in turns":
        place.interleave(*streams)
    place.finish(*(reversed(streams) if way == "second first" else streams))
    check(place, ys, expected(given))


def test_one_context_on_two_streams(place: Place) -> None:
    """It has one memory for what lies between layers: the second execution waits for the first."""
    context, streams = build().create_execution_context(), place.streams(2)
    given = inputs(8)
    xs, ys = [place.given(x) for x in given], [place.given(np.full_like(x, np.nan)) for x in given]
    for number, (x, y) in enumerate(zip(xs, ys, strict=True)):
        enqueue(place, context, x, y, streams[number % 2])
    place.interleave(streams[1], streams[0])
    check(place, ys, expected(given))


def test_a_context_that_is_dropped_with_its_stream_at_work(place: Place) -> None:
    """Its memory is given back when the work is done; its stream may be destroyed before it is."""
    context, streams = build().create_execution_context(), place.streams(2)
    given = inputs(2)
    xs, ys = [place.given(x) for x in given], [place.given(np.full_like(x, np.nan)) for x in given]
    enqueue(place, context, xs[0], ys[0], streams[0])
    enqueue(place, context, xs[1], ys[1], streams[1])
    if ON_GPU:
        place.finish(*streams)
        streams.clear()
    else:
        place.driver.dead.update(streams)
    del context
    gc.collect()
    place.driver.synchronize(place.driver.stream)
    if not ON_GPU:
        assert not place.driver.blocks
        place.finish(*(10, 11))
    check(place, ys, expected(given))


def test_recordings_are_dropped_while_they_are_in_use(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a recording uploaded for itself, as the weights of a resize, outlives its last execution."""
    monkeypatch.setattr("dynshape_reference.device_state.KEPT", 1)
    context, (stream,) = build().create_execution_context(), place.streams(1)
    given = inputs(6)
    xs, ys = [place.given(x) for x in given], [place.given(np.full_like(x, np.nan)) for x in given]
    for x, y in zip(xs, ys, strict=True):
        enqueue(place, context, x, y, stream)
    place.finish(place.driver.stream) if not ON_GPU else None
    place.finish(stream)
    check(place, ys, expected(given))


def test_a_steady_state_takes_no_memory(place: Place) -> None:
    context, (stream,) = build().create_execution_context(), place.streams(1)
    given = inputs(4)
    xs, ys = [place.given(x) for x in given], [place.given(np.full_like(x, np.nan)) for x in given]
    for _ in range(2):
        for x, y in zip(xs, ys, strict=True):
            enqueue(place, context, x, y, stream)
    place.finish(stream)
    before = dict(place.driver.blocks)
    taken: list[int] = []
    allocate = place.driver.allocate
    place.driver.allocate = lambda nbytes, stream: taken.append(nbytes) or allocate(nbytes, stream)
    for _ in range(3):
        for x, y in zip(xs, ys, strict=True):
            enqueue(place, context, x, y, stream)
    place.finish(stream)
    del place.driver.allocate
    assert taken == []
    assert place.driver.blocks.keys() == before.keys()
    if ON_GPU:
        # Nor does CuPy, on its own account.
        pool = place.cupy.get_default_memory_pool()
        used = pool.used_bytes(), pool.total_bytes()
        enqueue(place, context, xs[0], ys[0], stream)
        place.finish(stream)
        assert (pool.used_bytes(), pool.total_bytes()) == used


def test_executions_by_graph(place: Place) -> None:
    """One graph for the dims and addresses of the execution before; others make it anew."""
    context, (stream,) = build(products=False).create_execution_context(), place.streams(1)
    assert context.uses_cuda_graph is False
    context.uses_cuda_graph = True
    captures: list[int] = []
    capture = place.driver.capture
    place.driver.capture = lambda queue: captures.append(1) or capture(queue)
    given = inputs(3)
    xs, ys = [place.given(x) for x in given], [place.given(np.full_like(x, np.nan)) for x in given]
    other = place.given(np.full_like(given[0], np.nan))
    wanted = expected(given, products=False)
    for number, captured in ((0, 0), (0, 1), (0, 1), (1, 1), (1, 2), (0, 2), (2, 2), (2, 3)):
        ys[number][...] = np.nan
        if ON_GPU:
            place.cupy.cuda.runtime.deviceSynchronize()
        enqueue(place, context, xs[number], ys[number], stream)
        place.finish(stream)
        assert len(captures) == captured, (number, captured)
        check(place, [ys[number]], [wanted[number]])
    enqueue(place, context, xs[0], other, stream)
    enqueue(place, context, xs[0], ys[0], stream)
    enqueue(place, context, xs[0], ys[0], stream)
    place.finish(stream)
    check(place, [other, ys[0]], [wanted[0]] * 2)
    del place.driver.capture


def test_products_by_graph(place: Place) -> None:
    """Their workspace is the context's."""
    context, (stream,) = build().create_execution_context(), place.streams(1)
    context.uses_cuda_graph = True
    captures: list[int] = []
    capture = place.driver.capture
    place.driver.capture = lambda queue: captures.append(1) or capture(queue)
    (given,) = inputs(1)
    x, y = place.given(given), place.given(np.full_like(given, np.nan))
    for _ in range(3):
        y[...] = np.nan
        if ON_GPU:
            place.cupy.cuda.runtime.deviceSynchronize()
        enqueue(place, context, x, y, stream)
        place.finish(stream)
        check(place, [y], expected([given]))
    assert len(captures) == 1
    del place.driver.capture


@pytest.mark.skipif(not ON_GPU, reason="needs a GPU")
def test_all_of_an_execution_is_on_its_stream(place: Place) -> None:
    """The stream is busy when the execution is queued: what runs on another one comes too early."""
    context, (stream,) = build().create_execution_context(), place.streams(1)
    given = inputs(1)[0]
    x, y = place.given(np.zeros_like(given)), place.given(np.full_like(given, np.nan))
    late, cupy = place.given(given), place.cupy
    busy = cupy.zeros(1 << 28, cupy.uint8), cupy.zeros(1 << 28, cupy.uint8)
    enqueue(place, context, x, y, stream)
    place.finish(stream)
    with stream:
        for _ in range(50):
            cupy.copyto(busy[1], busy[0])
        cupy.copyto(x, late)
    enqueue(place, context, x, y, stream)
    place.finish(stream)
    check(place, [y], expected([given]))


def test_the_event_of_inputs_that_are_read(place: Place) -> None:
    """It happens behind the execution: then the caller may write to the inputs."""
    context, streams = build().create_execution_context(), place.streams(2)
    (given,) = inputs(1)
    x, y = place.given(given), place.given(np.full_like(given, np.nan))
    event = place.driver.event()
    assert context.set_input_consumed_event(event)
    enqueue(place, context, x, y, streams[0])
    place.driver.wait(place.handle(streams[1]), event)
    place.finish(streams[1])
    if not ON_GPU:
        assert not np.isnan(y).any()
    x[...] = np.nan
    place.finish(streams[0])
    check(place, [y], expected([given]))
    place.driver.forget(event)


def test_out_of_memory_is_refused(place: Place) -> None:
    context, (stream,) = build().create_execution_context(), place.streams(1)
    (given,) = inputs(1)
    x, y = place.given(given), place.given(np.full_like(given, np.nan))
    enqueue(place, context, x, y, stream)

    def allocate(nbytes: int, stream: int) -> int:
        raise MemoryError(f"{nbytes} bytes on the device")

    big = place.given(np.zeros((64, WIDTH), np.float32))
    result = place.given(np.zeros((64, WIDTH), np.float32))
    context.set_input_shape("x", (64, WIDTH))
    place.driver.allocate, taken = allocate, place.driver.allocate
    context.set_tensor_address("x", place.address(big))
    context.set_tensor_address("y", place.address(result))
    assert not context.execute_async_v3(place.handle(stream))
    place.driver.allocate = taken
    assert context.execute_async_v3(place.handle(stream))
    enqueue(place, context, x, y, stream)
    place.finish(stream)
    check(place, [y, result], expected([given, np.zeros((64, WIDTH), np.float32)]))
