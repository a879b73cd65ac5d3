"""The CPU as a device: arrays are NumPy arrays. The operations are in the ``numpy_*`` files, by family."""

from __future__ import annotations

from .numpy_core import CoreKernels
from .numpy_making import MakingKernels
from .numpy_nms import NmsKernels
from .numpy_quantization import QuantizationKernels
from .numpy_sampling import SamplingKernels
from .numpy_selection import SelectionKernels
from .numpy_windows import WindowKernels


class NumpyDevice(
    CoreKernels, SamplingKernels, QuantizationKernels, SelectionKernels, NmsKernels, MakingKernels, WindowKernels
):
    """See `kernels.device.Device`."""

    def __init__(self, checks_values: bool = False) -> None:
        """``checks_values``: see `Device`."""
        self.checks_values = checks_values
