"""A CUDA GPU as a device: arrays are `DeviceArray`, operations are launches of the kernels in ``cuda/``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..dims import Extents
from ..dtypes import Array
from . import cuda_driver
from .cuda_arrays import Buffer, DeviceArray
from .cuda_chain import Chain, ChainKernels
from .cuda_einsum import EinsumKernels
from .cuda_finding import FindingKernels
from .cuda_making import MakingKernels
from .cuda_normalizing import NormalizingKernels
from .cuda_recording import Driver, Immediate, Recording
from .cuda_reducing import ReducingKernels
from .cuda_sampling import SamplingKernels
from .cuda_selecting import SelectingKernels
from .cuda_suppressing import SuppressingKernels
from .cuda_windows import WindowKernels

DEVICES = ("numpy", "cuda")


class DeviceResources:
    """What all contexts of an engine share on a device: the driver, and the weights."""

    def __init__(self, driver: Driver) -> None:
        """``driver`` is CUDA's, or stands in for it."""
        self.driver = driver
        self.has_run = False
        """An execution has been recorded or made: from now on nothing is compiled for a chain."""
        self._constants: dict[Any, tuple[Array, DeviceArray]] = {}
        self._constant_buffers: set[int] = set()
        self._derived: dict[Any, DeviceArray] = {}

    def constant(self, array: Array, download: Any) -> DeviceArray:
        """A copy of an array that never changes; made once."""
        key = array.ctypes.data, array.dtype, array.nbytes
        if key not in self._constants:
            address = self.driver.allocate(array.nbytes, self.driver.stream)
            self.driver.upload(address, array, self.driver.stream)
            made = DeviceArray(Buffer(array.nbytes, address), (array.size,), array.dtype, download)
            self._constants[key] = array, made
            self._constant_buffers.add(id(made.buffer))
        shared = self._constants[key][1]
        return DeviceArray(shared.buffer, array.shape, array.dtype, download)

    def derived(
        self, array: DeviceArray, name: str, make: Callable[[Immediate, DeviceArray], DeviceArray]
    ) -> DeviceArray | None:
        """What ``make`` makes of a constant, called ``name``; made once. None if ``array`` is no constant."""
        key = id(array.buffer), array.offset, array.shape, name
        if key not in self._derived:
            if id(array.buffer) not in self._constant_buffers:
                return None
            made = make(Immediate(self.driver, self.driver.stream), array)
            self.driver.synchronize(self.driver.stream)
            # Another thread may have been quicker, and use its own.
            self._derived.setdefault(key, made)
        return self._derived[key]

    def __del__(self) -> None:
        for _, made in self._constants.values():
            assert made.buffer.address is not None
            self.driver.free(made.buffer.address, self.driver.stream)


def check_device(device: str) -> None:
    """Raise ValueError for a name that no device has."""
    if device not in DEVICES:
        raise ValueError(f"no device is called {device!r}; there are {', '.join(DEVICES)}")


def find_resources(device: str) -> DeviceResources | None:
    """The resources of an engine on a device, None for the host: ``numpy`` or ``cuda``.

    Raises ValueError for another name, and `NoCuda` if there is no CUDA device.
    """
    check_device(device)
    return None if device == "numpy" else DeviceResources(cuda_driver.find_driver())


class CudaDevice(
    SamplingKernels,
    EinsumKernels,
    ChainKernels,
    ReducingKernels,
    SelectingKernels,
    WindowKernels,
    NormalizingKernels,
    MakingKernels,
    SuppressingKernels,
    FindingKernels,
):
    """See `kernels.device.Device`. Floats are computed in float32 and rounded once to the type of the result."""

    def __init__(self, resources: DeviceResources) -> None:
        """``resources`` are the engine's."""
        self.resources = resources
        self.recorder: Recording | Immediate = Immediate(resources.driver, 0)
        self.plans = {}

    def upload(self, array: Array) -> DeviceArray:
        """A copy of a host's array, of weights one for the engine; float64 becomes float32."""
        if not array.flags.writeable and array.flags.c_contiguous and array.dtype != np.float64 and array.size > 1:
            return self.resources.constant(array, self.recorder.download)
        return super().upload(array)

    def reshape(self, x: Any, dims: Extents) -> Any:
        """See `Device.reshape`."""
        return x.reshape(dims) if isinstance(x, np.ndarray) else self.ready(x).reshape(dims)

    def fetch(self, x: Any) -> Array:
        """See `Device.fetch`."""
        return x if isinstance(x, np.ndarray) else np.asarray(self.ready(x))

    def write(self, array: Any, target: DeviceArray) -> None:
        """Have the elements of ``array`` in the caller's memory."""
        if isinstance(array, Chain) and array.made is None and target.size:
            self.compute(array, target)
            return
        ready = self.ready(array)
        if target.size and not self.recorder.place(ready, target):
            self.copy(ready, target)

    def synchronize(self) -> None:
        """See `Device.synchronize`."""
        self.resources.driver.synchronize(self.recorder.stream)
