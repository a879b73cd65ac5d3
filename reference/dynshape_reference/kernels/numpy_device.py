"""The CPU as a device: arrays are NumPy arrays. The operations are in the ``numpy_*`` files, by family."""

from __future__ import annotations

from .numpy_core import CoreKernels


class NumpyDevice(CoreKernels):
    """See `kernels.device.Device`."""

    def __init__(self, checks_values: bool = False) -> None:
        """``checks_values``: see `Device`."""
        self.checks_values = checks_values
