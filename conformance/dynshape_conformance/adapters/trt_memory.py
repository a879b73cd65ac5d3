"""Where an engine reads its inputs and writes its outputs: the host's memory, or a CUDA device's."""

from __future__ import annotations

import ctypes
import math
import sys
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from ..adapter import Array, Dims, ProcessLost

POISON = 0xA5
"""The byte that fills an output before it is computed, so that what was not written shows."""

LASTING = frozenset({226, 700, 702, 710, 714, 715, 716, 717, 718, 719, 911})
"""CUDA errors that every later call repeats.

Of each ``cuda.h`` of CUDA 13.0 says: "To continue using CUDA, the process must be terminated and relaunched",
or of 710, an assertion on the device, that the context can't be used any more.
"""


@dataclass
class Buffer:
    """Memory at an address; ``owner`` keeps it allocated."""

    address: int
    nbytes: int
    owner: Any


class Memory(Protocol):
    """Allocates, copies and waits."""

    name: str
    """The device's name; ``cpu`` for the host."""
    stream: int
    """The stream handle to execute on."""

    def place(self, array: Array) -> Buffer:
        """A buffer with the bytes of ``array``."""

    def poisoned(self, nbytes: int) -> Buffer:
        """A buffer filled with `POISON`; its address is not null even for 0 bytes."""

    def fetch(self, buffer: Buffer, dtype: str, dims: Dims) -> Array:
        """The contents of a buffer as an array of its own."""

    def synchronize(self) -> None:
        """Wait for the stream."""

    def check(self) -> None:
        """Raise `ProcessLost` where no call will succeed any more."""


class HostMemory:
    """The host's memory, for engines that compute there and for tensors that any engine keeps there."""

    name = "cpu"
    stream = 0

    def place(self, array: Array) -> Buffer:
        """A buffer with the bytes of ``array``."""
        buffer = self.poisoned(array.nbytes)
        buffer.owner[: array.nbytes] = np.frombuffer(array.tobytes(), np.uint8)
        return buffer

    def poisoned(self, nbytes: int) -> Buffer:
        """A buffer filled with `POISON`."""
        # 64 bytes to spare: an address that is never null, and that an int32 too many doesn't overrun.
        owner = np.full(nbytes + 64, POISON, np.uint8)
        return Buffer(owner.__array_interface__["data"][0], nbytes, owner)

    def fetch(self, buffer: Buffer, dtype: str, dims: Dims) -> Array:
        """The contents of a buffer as an array of its own."""
        return _as_array(buffer.owner[: buffer.nbytes].tobytes(), dtype, dims)

    def synchronize(self) -> None:
        """Nothing is left running."""

    def check(self) -> None:
        """The host's memory is always there."""


class NoDevice(Exception):
    """There is no CUDA device; the text says what is missing."""


class CudaMemory:
    """The memory of the first CUDA device.

    It uses the driver's own library through ctypes: that is there wherever a driver is, and needs
    no package.
    """

    def __init__(self) -> None:
        """Take the device's primary context; raises `NoDevice`."""
        library = "nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1"
        try:
            self._cuda = ctypes.CDLL(library)
        except OSError:
            raise NoDevice(f"no CUDA driver ({library})") from None
        count, device, context = ctypes.c_int(), ctypes.c_int(), ctypes.c_void_p()
        if self._cuda.cuInit(0) != 0 or self._cuda.cuDeviceGetCount(ctypes.byref(count)) != 0 or count.value == 0:
            raise NoDevice("no CUDA device")
        self._call("cuDeviceGet", ctypes.byref(device), 0)
        name = ctypes.create_string_buffer(256)
        self._call("cuDeviceGetName", name, len(name), device)
        self.name = name.value.decode()
        # The primary context is the one that libraries on the CUDA runtime use.
        self._call("cuDevicePrimaryCtxRetain", ctypes.byref(context), device)
        self._call("cuCtxSetCurrent", context)
        stream = ctypes.c_void_p()
        self._call("cuStreamCreate", ctypes.byref(stream), 1)
        self.stream = int(stream.value or 0)

    def place(self, array: Array) -> Buffer:
        """A buffer with the bytes of ``array``."""
        buffer = self._allocate(array.nbytes)
        data = array.tobytes()
        if data:
            self._call("cuMemcpyHtoD_v2", ctypes.c_uint64(buffer.address), data, ctypes.c_size_t(len(data)))
            # The call returns once the host's bytes are read, and the stream does not wait for the copy.
            self._call("cuCtxSynchronize")
        return buffer

    def poisoned(self, nbytes: int) -> Buffer:
        """A buffer filled with `POISON`."""
        buffer = self._allocate(nbytes)
        self._call(
            "cuMemsetD8_v2", ctypes.c_uint64(buffer.address), ctypes.c_ubyte(POISON), ctypes.c_size_t(max(nbytes, 1))
        )
        # A fill of device memory may return before it is done, and the stream does not wait for it.
        self._call("cuCtxSynchronize")
        return buffer

    def fetch(self, buffer: Buffer, dtype: str, dims: Dims) -> Array:
        """The contents of a buffer as an array of its own."""
        data = ctypes.create_string_buffer(max(buffer.nbytes, 1))
        if buffer.nbytes:
            self._call("cuMemcpyDtoH_v2", data, ctypes.c_uint64(buffer.address), ctypes.c_size_t(buffer.nbytes))
        return _as_array(data.raw[: buffer.nbytes], dtype, dims)

    def synchronize(self) -> None:
        """Wait for the stream."""
        self._call("cuStreamSynchronize", ctypes.c_void_p(self.stream))

    def check(self) -> None:
        """Raise `ProcessLost` where no call will succeed any more."""
        _sound("cuCtxSynchronize", self._cuda.cuCtxSynchronize())

    def _allocate(self, nbytes: int) -> Buffer:
        pointer = ctypes.c_uint64()
        self._call("cuMemAlloc_v2", ctypes.byref(pointer), ctypes.c_size_t(max(nbytes, 1)))
        return Buffer(pointer.value, nbytes, _Allocation(self._cuda, pointer.value))

    def _call(self, function: str, *args: Any) -> None:
        status = getattr(self._cuda, function)(*args)
        _sound(function, status)
        if status != 0:
            raise RuntimeError(f"{function} failed with CUDA error {status}")


def _sound(function: str, status: int) -> None:
    if status in LASTING:
        raise ProcessLost(f"{function}: CUDA error {status}, after which the process can use CUDA no more")


class _Allocation:
    """Device memory that is freed with its last reference."""

    def __init__(self, cuda: Any, address: int) -> None:
        self._cuda, self._address = cuda, address

    def __del__(self) -> None:
        self._cuda.cuMemFree_v2(ctypes.c_uint64(self._address))


def _as_array(data: bytes, dtype: str, dims: Dims) -> Array:
    kind = np.dtype(dtype)
    return np.frombuffer(data, kind, math.prod(dims)).reshape(dims).copy()
