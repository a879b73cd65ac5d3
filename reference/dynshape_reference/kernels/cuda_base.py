"""What all families of kernels on a device share: the recorder of the moment, and arrays made ready to be read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from ..dims import Extents
from ..dtypes import Array, DataType
from .cuda_arrays import DeviceArray, Operand, Shaped
from .cuda_recording import Driver, Immediate, Recording
from .numpy_device import NumpyDevice


class Resources(Protocol):
    """What all contexts of an engine share; see `kernels.cuda_device.DeviceResources`."""

    driver: Driver
    has_run: bool

    def constant(self, array: Array, download: Any) -> DeviceArray:
        """A copy of an array that never changes; made once."""

    def derived(
        self, array: DeviceArray, name: str, make: Callable[[Immediate, DeviceArray], DeviceArray]
    ) -> DeviceArray | None:
        """What ``make`` makes of a constant, called ``name``; made once. None if ``array`` is no constant."""


class Deferred(Shaped):
    """An array whose last kernel waits until it is known whether what it makes is rounded to another type."""

    def __init__(
        self, shape: Extents, dtype: np.dtype[Any], make: Callable[[Extents, np.dtype[Any]], DeviceArray]
    ) -> None:
        """``make`` launches the kernel, for the dims and the type of its result."""
        self.shape, self.dtype, self._make = shape, dtype, make
        self._made: DeviceArray | None = None

    def rounded(self, dtype: np.dtype[Any]) -> Deferred | None:
        """The same in another type, unless it was made already."""
        return None if self._made else Deferred(self.shape, dtype, self._make)

    def made(self) -> DeviceArray:
        """The array; from then on it is made."""
        self._made = self._made or self._make(self.shape, self.dtype)
        return self._made


class CudaBase:
    """See `kernels.cuda_device.CudaDevice`."""

    host = NumpyDevice()
    recorder: Recording | Immediate
    resources: Resources
    checks_values = False

    def settle(self, array: Operand) -> Operand:
        """See `Device.settle`."""
        return array.made() if isinstance(array, Deferred) else array

    def ready(self, x: Operand) -> DeviceArray:
        """``x`` with its elements in the device's memory, or on their way."""
        if type(x) is DeviceArray:
            return x
        if isinstance(x, np.ndarray):
            return self.upload(x)
        settled = self.settle(x)
        assert isinstance(settled, DeviceArray)
        return settled

    def upload(self, array: Array) -> DeviceArray:
        """A copy of a host's array; float64 becomes float32."""
        return self.recorder.upload(array.astype(np.float32) if array.dtype == np.float64 else array)

    def cast(self, x: Operand, dtype: DataType) -> Operand:
        """See `Device.cast`."""
        raise NotImplementedError

    def copy(self, source: DeviceArray, target: DeviceArray) -> None:
        """Copy elements of one type, whatever the dims."""
        raise NotImplementedError

    def zeros(self, dims: Extents, dtype: Any) -> DeviceArray:
        """An array of zeros."""
        raise NotImplementedError

    def broadcast(self, x: DeviceArray, dims: Extents) -> DeviceArray:
        """``x`` with elements repeated to ``dims``."""
        raise NotImplementedError

    def as_float32(self, x: DeviceArray) -> DeviceArray:
        """``x`` as float32."""
        raise NotImplementedError

    def as_int32(self, x: DeviceArray) -> DeviceArray:
        """``x`` as int32."""
        raise NotImplementedError
