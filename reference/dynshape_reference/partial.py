"""Values that are known element by element."""

from __future__ import annotations

import functools
import math

import numpy as np

from .dims import UNKNOWN, Extents
from .dtypes import FLOATS, Array, DataType

MAX_VALUES = 2**16
"""Phase 1 keeps the value of a tensor of at most so many elements."""


def can_be_kept(dims: Extents) -> bool:
    """True if phase 1 can keep the value of a tensor of these dims."""
    return UNKNOWN not in dims and math.prod(dims) <= MAX_VALUES


class Partial:
    """The value of a tensor, element by element: ``data`` counts where ``known`` is True.

    Integers are held as int64, whatever the tensor's own type. At run time everything is known, so
    a complete value carries no mask.
    """

    __slots__ = ("_mask", "data")

    def __init__(self, data: Array, known: Array) -> None:
        """``data`` and ``known`` have the same dims."""
        self.data = data
        # Of a few elements counting takes a fraction of what `all` takes.
        self._mask = None if np.count_nonzero(known) == known.size else known

    @classmethod
    def of(cls, data: Array) -> Partial:
        """A value of which everything is known."""
        value = cls.__new__(cls)
        value.data, value._mask = data, None
        return value

    @classmethod
    def nothing(cls, dims: Extents, dtype: DataType) -> Partial | None:
        """A value of which nothing is known but its dims; None if not even these, or if it is too long to keep."""
        if not can_be_kept(dims):
            return None
        return cls(np.zeros(dims, host_type(dtype)), np.zeros(dims, np.bool_))

    @property
    def known(self) -> Array:
        """Which elements are known."""
        return _all_known(self.data.shape) if self._mask is None else self._mask

    @property
    def complete(self) -> bool:
        """True if every element is known."""
        return self._mask is None


@functools.lru_cache(maxsize=64)
def _all_known(dims: Extents) -> Array:
    mask = np.ones(dims, np.bool_)
    mask.flags.writeable = False
    return mask


_HOST_TYPES: dict[DataType, type[np.generic]] = {
    dtype: np.float32 if dtype in FLOATS else np.bool_ if dtype == DataType.BOOL else np.int64 for dtype in DataType
}


def host_type(dtype: DataType) -> type[np.generic]:
    """The NumPy type in which phase 1 holds values of ``dtype``."""
    return _HOST_TYPES[dtype]
