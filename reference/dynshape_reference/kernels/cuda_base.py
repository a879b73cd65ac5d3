"""What all families of kernels on a device share: the recorder of the moment, and arrays made ready to be read."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..dims import Extents
from ..dtypes import Array, DataType
from .cuda_arrays import DeviceArray, Operand
from .cuda_recording import Immediate, Recording
from .numpy_device import NumpyDevice


class CudaBase:
    """See `kernels.cuda_device.CudaDevice`."""

    host = NumpyDevice()
    recorder: Recording | Immediate
    checks_values = False

    def settle(self, array: Operand) -> Operand:
        """See `Device.settle`."""
        return array

    def ready(self, x: Operand) -> DeviceArray:
        """``x`` with its elements in the device's memory, or on their way."""
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
