"""Memory of other libraries as inputs and outputs of a context on a device: CUDA array interface and DLPack."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

import dynshape_reference as trt
import numpy as np
import pytest
from cuda_emulation import needs_compiler
from cuda_streams import ON_GPU, Place
from dynshape_reference.kernels import cuda_driver

pytestmark = [] if ON_GPU else [needs_compiler]
DIMS = (4, 8)
CUDA, HOST = 2, 1


class Exchanged:
    """An object that has DLPack alone."""

    def __init__(self, array: Any, device: int = CUDA) -> None:
        self.array, self.device = array, device

    def __dlpack__(self, **options: Any) -> Any:
        return self.array.__dlpack__(**options)

    def __dlpack_device__(self) -> tuple[int, int]:
        return self.device, 0


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Place:
    made = Place()
    monkeypatch.setattr(cuda_driver, "find_driver", lambda: made.driver)
    if not ON_GPU:
        stand_in = SimpleNamespace(from_dlpack=lambda one: made.shown(one.array))
        monkeypatch.setitem(sys.modules, "cupy", stand_in)
    return made


def context_of_relu() -> Any:
    logger = trt.Logger(trt.Logger.INTERNAL_ERROR)
    builder = trt.Builder(logger, edition="10")
    network = builder.create_network(1 << int(trt.NetworkDefinitionCreationFlag.EXPLICIT_BATCH))
    x = network.add_input("x", trt.float32, DIMS)
    y = network.add_activation(x, trt.ActivationType.RELU).get_output(0)
    y.name = "y"
    network.mark_output(y)
    plan = builder.build_serialized_network(network, builder.create_builder_config())
    return trt.Runtime(logger, device="cuda").deserialize_cuda_engine(plan).create_execution_context()


def check(place: Place, context: Any, x: Any, y: Any, result: Any, given: Any) -> None:
    (stream,) = place.streams(1)
    assert context.set_tensor_address("x", x)
    assert context.set_tensor_address("y", y)
    assert context.execute_async_v3(place.handle(stream))
    place.finish(stream)
    np.testing.assert_array_equal(result(), np.maximum(given, 0))


def numbers() -> Any:
    return np.random.default_rng(3).standard_normal(DIMS).astype(np.float32)


def test_the_cuda_array_interface_and_dlpack(place: Place) -> None:
    context = context_of_relu()
    for wrap in (place.shown, Exchanged, place.address, lambda array: np.int64(place.address(array))):
        given = numbers()
        x, y = place.given(given), place.given(np.full(DIMS, np.nan, np.float32))
        check(place, context, wrap(x), wrap(y), lambda: place.fetched(y), given)  # noqa: B023


def test_what_is_no_device_memory_of_the_tensor_is_refused(place: Place) -> None:
    context = context_of_relu()
    on_device = place.given(np.zeros((8, 4), np.float32))
    assert not context.set_tensor_address("x", np.zeros(DIMS, np.float32))
    assert not context.set_tensor_address("x", Exchanged(np.zeros(DIMS, np.float32), HOST))
    assert not context.set_tensor_address("x", place.shown(on_device.T))
    assert context.get_tensor_address("x") == 0
    assert context.set_tensor_address("y", place.address(place.given(np.zeros(DIMS, np.float32))))
    for wrong in (np.zeros((4, 7), np.float32), np.zeros(DIMS, np.float16)):
        assert context.set_tensor_address("x", place.shown(place.given(wrong)))
        assert not context.execute_async_v3(place.handle(place.streams(1)[0]))


@pytest.mark.skipif(not ON_GPU, reason="needs a GPU")
def test_tensors_of_pytorch(place: Place) -> None:
    torch = pytest.importorskip("torch")
    context, given = context_of_relu(), numbers()
    x = torch.from_numpy(given).cuda()
    for wrap in (lambda tensor: tensor, Exchanged, lambda tensor: tensor.data_ptr()):
        y = torch.full(DIMS, torch.nan, device="cuda")
        torch.cuda.synchronize()
        check(place, context, wrap(x), wrap(y), lambda: y.cpu().numpy(), given)  # noqa: B023
    assert not context.set_tensor_address("x", torch.zeros(DIMS))
    assert not context.set_tensor_address("x", torch.zeros(DIMS[::-1], device="cuda").T)


@pytest.mark.skipif(not ON_GPU, reason="needs a GPU")
def test_a_thread_that_is_new_to_cuda(place: Place) -> None:
    """What was recorded by one thread is repeated by another, which made no call before."""
    from threading import Thread

    context, given = context_of_relu(), numbers()
    x, y = place.given(given), place.given(np.full(DIMS, np.nan, np.float32))
    (stream,) = place.streams(1)
    context.set_tensor_address("x", place.address(x))
    context.set_tensor_address("y", place.address(y))
    assert context.execute_async_v3(place.handle(stream))
    done: list[bool] = []
    thread = Thread(target=lambda: done.append(context.execute_async_v3(place.handle(stream))))
    thread.start()
    thread.join()
    place.finish(stream)
    assert done == [True]
    np.testing.assert_array_equal(place.fetched(y), np.maximum(given, 0))
