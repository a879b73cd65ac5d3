"""Chains are planned once for their steps and types, and launched for any dims."""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
import pytest
from cuda_emulation import EmulatedDriver, needs_compiler
from dynshape_reference.kernels.cuda_chain_params import ChainParams, broadcast_shape
from dynshape_reference.kernels.cuda_device import CudaDevice, DeviceResources
from dynshape_reference.kernels.cuda_launch import Launch
from dynshape_reference.kernels.cuda_library import INVALID_CONTEXT
from dynshape_reference.kernels.numpy_device import NumpyDevice
from test_cuda_kernels import Draw

HOST = NumpyDevice()


@pytest.fixture
def device() -> CudaDevice:
    made = CudaDevice(DeviceResources(EmulatedDriver(compiles_programs=True)))
    made.recorder = type(made.recorder)(made.recorder.driver, 0, aligned=True)
    return made


def check(device: CudaDevice, operation: Any, *dims: tuple[int, ...]) -> None:
    """``operation(device, given)`` on both devices, for arrays of each of ``dims``."""
    for number, each in enumerate(dims):
        x = Draw((number, each)).array(each, "float32")
        found = device.fetch(operation(device, device.upload(x)))
        np.testing.assert_allclose(found, operation(HOST, x), rtol=1e-6, atol=1e-6)


@needs_compiler
def test_other_dims_are_not_planned_anew(device: CudaDevice) -> None:
    check(device, lambda on, x: on.activation("RELU", x, 0.0, 0.0), (5,), (1000,), (3, 4, 7), (1,), (33, 64))
    assert len(device.plans) == 1
    check(device, lambda on, x: on.elementwise("SUM", x, x), (5,), (4099,), (2, 2))
    assert len(device.plans) == 2


@needs_compiler
def test_what_makes_another_chain_is_told_apart(device: CudaDevice) -> None:
    def leaky(alpha: float) -> Any:
        return lambda on, x: on.activation("LEAKY_RELU", x, alpha, 0.0)

    def with_number(op: str, number: float, swaps: bool) -> Any:
        two = np.array(number, np.float32)
        return lambda on, x: on.elementwise(op, two, x) if swaps else on.elementwise(op, x, two)

    operations = [leaky(0.25), leaky(0.5), *(with_number("SUB", n, s) for n in (2.0, -2.0) for s in (False, True))]
    for _ in range(2):
        for operation in operations:
            check(device, operation, (5,), (70,))
    assert len(device.plans) == len(operations)


@needs_compiler
def test_one_plan_is_for_operands_that_broadcast_too(device: CudaDevice) -> None:
    for dims, other in (((3, 8), (1, 8)), ((5, 8), (5, 8)), ((4, 16), (4, 1)), ((1, 3, 8), (1, 3, 8)), ((7,), (1,))):
        x, y = (Draw((dims, n)).array(d, "float32") for n, d in enumerate((dims, other)))
        for left, right in ((x, y), (y, x)):
            found = device.fetch(device.elementwise("SUB", device.upload(left), device.upload(right)))
            np.testing.assert_allclose(found, left - right, rtol=1e-6)
    assert len(device.plans) == 1


class Library:
    """Takes launches as the driver does."""

    def __init__(self, *answers: int) -> None:
        self.answers, self.given, self.adopted = list(answers), list[Any](), 0

    def launch(self, config: int, function: int, arguments: int, extra: None) -> int:
        numbers = (ctypes.c_uint * 7).from_address(config)
        stream = ctypes.c_uint64.from_address(config + 32).value
        params = ctypes.c_uint64.from_address(arguments).value
        self.given.append(([*numbers], stream, function, ctypes.c_uint64.from_address(params).value))
        return self.answers.pop(0)

    def adopt(self) -> None:
        self.adopted += 1


def test_a_launch_as_the_driver_has_it() -> None:
    params, stream = ChainParams(), 2**40 + 1
    params.pointers[0] = 77
    params.shared_bytes = 4096
    for answers, adopted in (((0,), 0), ((INVALID_CONTEXT, 0), 1)):
        library: Any = Library(*answers)
        Launch(library, lambda name, shared: len(name) - 1, "kernel", params, (2, 3, 4), (8, 9, 10)).queue(stream)
        assert library.given == [([2, 3, 4, 8, 9, 10, 4096], stream, 5, 77)] * len(answers)
        assert library.adopted == adopted
    failing: Any = Library(700)
    with pytest.raises(RuntimeError, match=r"kernel of \(2, 3, 4\) blocks of \(8, 9, 10\) threads: CUDA error 700"):
        Launch(failing, lambda name, shared: 5, "kernel", params, (2, 3, 4), (8, 9, 10)).queue(stream)


def test_dims_that_broadcast_are_those_of_numpy() -> None:
    shapes = [(), (1,), (3,), (1, 3), (4, 1), (4, 3), (2, 1, 3), (0, 1, 1), (0,), (1, 0), (2, 4, 3)]
    for a in shapes:
        for b in shapes:
            for c in shapes:
                try:
                    wanted = np.broadcast_shapes(a, b, c)
                except ValueError:
                    continue
                assert broadcast_shape(a, b, c) == wanted
