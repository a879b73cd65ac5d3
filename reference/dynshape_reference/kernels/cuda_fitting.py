"""Launches fitted to other dims in place: their structs, blocks and threads follow from the dims of one array."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeAlias

from ..dims import Extents, known_volume

Extent3 = tuple[int, int, int]
Geometry: TypeAlias = tuple[str, Extent3, Extent3]
"""A kernel, its blocks and their threads."""
Fit: TypeAlias = Callable[[Extents], "Geometry | None"]
"""Fills in a launch's struct for other dims of the array that it reads; None if that takes another kind of launch."""


class Launched(Protocol):
    """A launch that can be made any number of times."""

    def queue(self, stream: int) -> None:
        """Make it, with the struct as it is then."""

    def change(self, kernel: str, blocks: Extent3, threads: Extent3) -> None:
        """Let it be of another kernel with the same struct, or of other blocks and threads."""


def around(dims: Extents, axis: int) -> Extents:
    """(outer, length, inner): the elements before an axis, along it and behind it."""
    return known_volume(dims[:axis]), dims[axis], known_volume(dims[axis + 1 :])
