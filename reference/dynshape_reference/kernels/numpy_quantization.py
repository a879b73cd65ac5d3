"""Steps of eight bits: floats to integers and back, by a scale."""

from __future__ import annotations

import numpy as np

from ..dtypes import Array

LEAST, GREATEST = -128, 127


class QuantizationKernels:
    """Operations of the layers in ``additions/quantization.py``; see `kernels.device.Device`."""

    def quantize(self, x: Array, scale: Array) -> Array:
        """See `Device.quantize`."""
        with np.errstate(all="ignore"):
            steps = np.rint(x.astype(np.float64) / scale.astype(np.float64)).clip(LEAST, GREATEST)
        return np.where(np.isnan(steps), 0, steps).astype(np.int8)

    def dequantize(self, x: Array, scale: Array) -> Array:
        """See `Device.dequantize`."""
        return np.asarray(x * scale.astype(np.float64))
