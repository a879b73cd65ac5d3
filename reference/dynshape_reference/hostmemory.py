"""Memory that the engine hands out, such as a plan."""

from __future__ import annotations

from .dtypes import DataType
from .managed import Managed


class IHostMemory(Managed, bytes):
    """Bytes owned by the engine. It is a ``bytes``, so every Python version can take it as a buffer."""

    @property
    def nbytes(self) -> int:
        """The size in bytes."""
        return len(self)

    @property
    def dtype(self) -> DataType:
        """The type of the elements: plain bytes are given as INT8."""
        return DataType.INT8
