"""Arrays in a device's memory, and where that memory is."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any, TypeAlias

import numpy as np

from ..dims import Extents, known_volume

Operand: TypeAlias = Any
"""What an operation is handed: a `DeviceArray`, something that is computed later, or an array of the host."""


class Buffer:
    """Memory of the device. Its address may be known only once a whole execution has been planned."""

    __slots__ = ("address", "nbytes")

    def __init__(self, nbytes: int, address: int | None = None):
        self.nbytes = nbytes
        self.address = address


class Taken(Buffer):
    """Memory that is given back when nothing refers to it any more."""

    __slots__ = ("_release",)

    def __init__(self, nbytes: int, address: int, release: Callable[[int], None]):
        """``release`` is handed the address."""
        super().__init__(nbytes, address)
        self._release = release

    def __del__(self) -> None:
        assert self.address is not None
        self._release(self.address)


class Shaped:
    """Anything with dims."""

    __slots__ = ()

    shape: Extents

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return len(self.shape)

    @property
    def size(self) -> int:
        """The number of elements."""
        return prod(self.shape)


class DeviceArray(Shaped):
    """Elements in row-major order in a `Buffer`, without gaps."""

    __slots__ = ("buffer", "download", "dtype", "offset", "shape")

    def __init__(
        self,
        buffer: Buffer,
        shape: Extents,
        dtype: np.dtype[Any],
        download: Callable[[DeviceArray], Any],
        offset: int = 0,
    ):
        """``offset`` is in bytes; ``download`` makes an array of the host, and waits for the device."""
        self.buffer, self.shape, self.dtype, self.download, self.offset = buffer, shape, dtype, download, offset

    @property
    def nbytes(self) -> int:
        """The size in bytes."""
        return self.size * self.dtype.itemsize

    def reshape(self, *dims: Any) -> DeviceArray:
        """The same elements with other dims, of which one may be -1."""
        shape = tuple(dims[0]) if len(dims) == 1 and not isinstance(dims[0], int) else tuple(dims)
        if -1 in shape:
            rest = known_volume(tuple(extent for extent in shape if extent != -1))
            shape = tuple(self.size // rest if extent == -1 else extent for extent in shape)
        return DeviceArray(self.buffer, shape, self.dtype, self.download, self.offset)

    def part(self, first: int, shape: Extents) -> DeviceArray:
        """The elements from ``first`` on, with dims ``shape``."""
        offset = self.offset + first * self.dtype.itemsize
        return DeviceArray(self.buffer, shape, self.dtype, self.download, offset)

    def viewed(self, dtype: np.dtype[Any]) -> DeviceArray:
        """The same bytes as another type of the same size."""
        return DeviceArray(self.buffer, self.shape, dtype, self.download, self.offset)

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        array = self.download(self)
        return array if dtype is None else array.astype(dtype)

    def item(self) -> Any:
        """The only element; waits for the device."""
        return self.download(self).item()

    def __int__(self) -> int:
        return int(self.item())

    def __float__(self) -> float:
        return float(self.item())


def fixed_dims(array: DeviceArray) -> Extents | None:
    """The dims of weights, which are the same whatever is executed; None for any other array."""
    return array.shape if type(array.buffer) is Buffer else None
