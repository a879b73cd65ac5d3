"""Launches fitted to other dims in place: their structs, blocks and threads follow from the dims of one array."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from ..dims import Extents, known_volume

if TYPE_CHECKING:
    from .cuda_recording import Driver

Extent3 = tuple[int, int, int]
Geometry: TypeAlias = tuple[str, Extent3, Extent3]
"""A kernel, its blocks and their threads."""
Fit: TypeAlias = Callable[[Extents], "tuple[Any, ...] | None"]
"""Works out, for other dims of the array that a launch reads, what it is to be: what its `change` takes.

It fills in the struct, if there is one; None if that takes another kind of launch. It keeps no array that it is
recorded with: its memory would not be used again.
"""
Change: TypeAlias = Callable[..., None]


class Launched(Protocol):
    """A launch that can be made any number of times."""

    def queue(self, stream: int) -> None:
        """Make it, with the struct as it is then."""

    def change(self, kernel: str, blocks: Extent3, threads: Extent3) -> None:
        """Let it be of another kernel with the same struct, or of other blocks and threads."""


class Multiplied:
    """A product of matrices that can be made any number of times."""

    def __init__(self, driver: Driver, product: Any, arrays: int) -> None:
        """See `Driver.product`."""
        self._driver, self.addresses = driver, [0] * arrays
        self.change(product)

    def change(self, product: Any) -> None:
        """Let it be another one."""
        self._call = self._driver.product(product)

    def queue(self, stream: int) -> None:
        """Make it."""
        self._call(self.addresses, stream)


def around(dims: Extents, axis: int) -> Extents:
    """(outer, length, inner): the elements before an axis, along it and behind it."""
    return known_volume(dims[:axis]), dims[axis], known_volume(dims[axis + 1 :])
