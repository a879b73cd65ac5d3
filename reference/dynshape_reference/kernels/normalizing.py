"""Normalization as a composition of other operations, for devices that have no kernel for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..dtypes import Array

if TYPE_CHECKING:
    from .device import Device


def composed(device: Device, x: Array, scale: Array, bias: Array, axes: Sequence[int], epsilon: float) -> Array:
    """See `Device.normalize`."""
    centred = device.elementwise("SUB", x, device.reduce("AVG", x, axes, True))
    variance = device.reduce("AVG", device.elementwise("PROD", centred, centred), axes, True)
    deviation = device.unary("SQRT", device.elementwise("SUM", variance, np.asarray(epsilon)))
    normalized = device.elementwise("DIV", centred, deviation)
    return device.elementwise("SUM", device.elementwise("PROD", normalized, scale), bias)
