"""A recording that is complete: its launches, and the addresses that have to be filled in before they are made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from .cuda_arena import Arena
from .cuda_arrays import Buffer
from .cuda_order import Order

Pointer: TypeAlias = tuple[Any, int, int]
"""A struct's pointers, which of them, and how many bytes from the beginning of the memory it points."""


class External(Buffer):
    """The caller's memory, whose address is given when a recording is run."""

    __slots__ = ("pointers",)

    def __init__(self, nbytes: int) -> None:
        self.nbytes, self.address = nbytes, None
        self.pointers: list[Pointer] = []
        """What points into it."""


class Place:
    """Where a buffer lies. Launches refer to this, not to the buffer, so that it can die before they are made."""

    __slots__ = ("end", "offset", "stand_in")

    def __init__(self, offset: int, nbytes: int) -> None:
        self.offset, self.end = offset, offset + nbytes
        self.stand_in: External | None = None
        """The caller's memory, if the buffer lies there and not in the arena."""


class Placed(Buffer):
    """Memory in an arena, which is given back when nothing refers to the buffer any more."""

    __slots__ = ("_arena", "place")

    def __init__(self, nbytes: int, arena: Arena) -> None:
        self.nbytes, self.address, self._arena = nbytes, None, arena
        self.place = Place(arena.take(nbytes), nbytes)

    def __del__(self) -> None:
        self._arena.give_back(self.place.offset, self.nbytes)


Spot: TypeAlias = Place | Buffer | None
"""Where all of an array lies; None for a part of something."""
Slot: TypeAlias = tuple[Any, int, Place, int]
"""A `Pointer` into an arena, with the place."""


class Replay:
    """To run it costs no allocation, unless the arena has to move."""

    def __init__(
        self,
        order: Order,
        launches: list[Callable[[int], None]],
        slots: list[Slot],
        by_external: list[list[Pointer]],
        owned: list[int],
    ) -> None:
        """``slots`` point into the arena, ``by_external`` into the caller's memory.

        ``owned`` are addresses that go when this goes.
        """
        self.launches = launches
        self.arena_size = 0
        """Without what lies in the caller's memory."""
        self.changes = 0
        """How often an address has changed."""
        self._order, self._owned = order, owned
        self._base: int | None = None
        self._addresses = [-1] * len(by_external)
        self._by_external = by_external
        self._in_arena: list[Pointer] = []
        for pointers, index, place, offset in slots:
            if place.stand_in is not None:
                place.stand_in.pointers.append((pointers, index, offset))
            else:
                self._in_arena.append((pointers, index, place.offset + offset))
                self.arena_size = max(self.arena_size, place.end)

    def bind(self, addresses: Sequence[int], base: int) -> None:
        """Fill in the caller's addresses and the arena's."""
        if base != self._base:
            for pointers, index, offset in self._in_arena:
                pointers[index] = base + offset
            self._base = base
            self.changes += 1
        former = self._addresses
        for number, address in enumerate(addresses):
            if address != former[number]:
                for pointers, index, offset in self._by_external[number]:
                    pointers[index] = address + offset
                former[number] = address
                self.changes += 1

    def run(self, stream: int) -> None:
        """Launch everything on a stream."""
        for launch in self.launches:
            launch(stream)

    def __del__(self) -> None:
        for address in self._owned:
            self._order.free(address)
