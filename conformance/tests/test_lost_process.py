"""A CUDA error that all later calls repeat ends the process for the adapter; another one is an error of its own."""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
import pytest
from dynshape_conformance.adapter import ProcessLost
from dynshape_conformance.adapters.trt_api import TrtApi
from dynshape_conformance.adapters.trt_memory import CudaMemory, HostMemory
from dynshape_fixtures.networks import foo_network
from fake_trt import make_api


class Driver:
    """A CUDA driver with one device, whose later calls answer `status`."""

    def __init__(self) -> None:
        self.status = 0

    def cuDeviceGetCount(self, count: Any) -> int:
        ctypes.cast(count, ctypes.POINTER(ctypes.c_int))[0] = 1
        return 0

    def __getattr__(self, name: str) -> Any:
        return lambda *args: self.status


@pytest.fixture
def driver(monkeypatch: pytest.MonkeyPatch) -> Driver:
    driver = Driver()
    monkeypatch.setattr(ctypes, "CDLL", lambda name: driver)
    return driver


@pytest.mark.parametrize("status", [700, 717, 719])
def test_an_error_that_lasts_is_the_loss_of_the_process(driver: Driver, status: int) -> None:
    memory = CudaMemory()
    memory.check()
    driver.status = status
    for call in (memory.check, memory.synchronize, lambda: memory.place(np.zeros(3))):
        with pytest.raises(ProcessLost, match=f"CUDA error {status}, after which the process can use CUDA no more"):
            call()


def test_an_error_that_passes_is_one_of_the_adapter(driver: Driver) -> None:
    memory = CudaMemory()
    driver.status = 2  # out of memory
    memory.check()
    with pytest.raises(RuntimeError, match="cuMemAlloc_v2 failed with CUDA error 2"):
        memory.place(np.zeros(3))


class Device(HostMemory):
    """A device that an engine may have lost."""

    lost = False

    def check(self) -> None:
        if self.lost:
            raise ProcessLost("CUDA error 717")


@pytest.mark.parametrize("lost", [False, True])
@pytest.mark.parametrize("said", ["1: [runner.cpp] Error Code 1: Cuda Runtime (misaligned address)", "out of range"])
def test_the_device_is_asked_when_the_engine_speaks_of_cuda(lost: bool, said: str) -> None:
    module, _ = make_api("10")
    device = Device()
    api = TrtApi(module, "10", device, builder_options={"option": 1})
    context = api.define(foo_network()).build().get().create_context().get()

    def refuse(*args: Any) -> bool:
        module.log("ERROR", said)
        device.lost = lost
        return False

    module.replies["IExecutionContext.set_input_shape"] = refuse
    if lost and "Cuda" in said:
        with pytest.raises(ProcessLost, match="CUDA error 717"):
            context.set_dims("foo", (3, 1, 1))
    else:
        assert not context.set_dims("foo", (3, 1, 1)).ok
