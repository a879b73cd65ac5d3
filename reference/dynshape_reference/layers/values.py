"""Values of layers in phase 1: as extents, as the host keeps them, and with what is not known filled up."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from ..dims import UNKNOWN, Extents
from ..dtypes import Array, DataType
from ..kernels.numpy_device import NumpyDevice
from ..partial import Partial, host_type

HOST = NumpyDevice(checks_values=True)
"""The device of phase 1."""


def fit_shape_value(value: Partial | None, length: int) -> Extents:
    """A shape tensor's value as extents, `UNKNOWN` where an element is not known."""
    if value is None:
        return (UNKNOWN,) * length
    return tuple(int(v) if k else UNKNOWN for v, k in zip(value.data.flat, value.known.flat, strict=True))


def to_host(array: Array, dtype: DataType) -> Array:
    """A value as phase 1 keeps it: integers stay as wide as they are, all else is converted as on a device."""
    kept = host_type(dtype)
    if array.dtype.type is kept:
        return array
    if array.dtype.kind in "iu" and kept is np.int64:
        return array.astype(kept, copy=False)
    return HOST.cast(array, dtype).astype(kept, copy=False)


def filled_up(value: Partial | None, stand_in: int) -> Array | None:
    """The elements, with ``stand_in`` for those that are not known: they are computed too and thrown away."""
    if value is None or value.complete:
        return None if value is None else value.data
    return np.where(value.known, value.data, _scalar(stand_in, value.data.dtype))


@functools.lru_cache(maxsize=16)
def _scalar(number: int, dtype: np.dtype[Any]) -> Array:
    return np.array(number, dtype)


def every(arrays: list[Array | None]) -> list[Array]:
    """The arrays of a layer all of whose inputs are there."""
    return [array for array in arrays if array is not None]
