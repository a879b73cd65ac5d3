"""Operations that have no kernel: computed by NumPy on the host, with a copy there and back.

They wait for the device, and a network that has one is executed layer by layer instead of being recorded.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..dtypes import Array
from .cuda_base import CudaBase


class FallbackKernels(CudaBase):
    """Every operation of `kernels.device.Device` that no other family has."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name == "recorder":
            raise AttributeError(name)
        operation = getattr(self.host, name)

        def computed_on_host(*arguments: Any) -> Any:
            return operation(*(self._fetched(argument) for argument in arguments))

        return computed_on_host

    def fetch(self, x: Any) -> Array:
        """The elements on the host."""
        return x if isinstance(x, np.ndarray) else np.asarray(self.ready(x))

    def _fetched(self, argument: Any) -> Any:
        if isinstance(argument, list):
            return [self._fetched(one) for one in argument]
        return self.fetch(argument) if hasattr(argument, "dtype") else argument
