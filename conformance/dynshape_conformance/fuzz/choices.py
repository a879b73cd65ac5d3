"""Choices read from bytes, so that a generated thing shrinks as its bytes do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Choices:
    """A row of choices, one byte each; when the bytes are used up, every choice is the first one.

    Hypothesis draws bytes much faster than one integer for each choice, and shrinks them towards
    zero. So the first of the things to choose from has to be the simplest.
    """

    def __init__(self, data: bytes) -> None:
        """Read from ``data``."""
        self._data = data
        self._next = 0

    def below(self, count: int) -> int:
        """A number from 0 to ``count`` - 1; ``count`` is 256 at most."""
        if self._next >= len(self._data):
            return 0
        byte = self._data[self._next]
        self._next += 1
        return byte % count

    def pick(self, things: Sequence[T]) -> T:
        """One of ``things``."""
        return things[self.below(len(things))]

    def rarely(self, one_in: int = 8) -> bool:
        """True once in ``one_in`` times."""
        return self.below(one_in) == one_in - 1

    def order(self, count: int) -> list[int]:
        """The numbers from 0 to ``count`` - 1 in some order."""
        rest = list(range(count))
        return [rest.pop(self.below(len(rest))) for _ in range(count)]
