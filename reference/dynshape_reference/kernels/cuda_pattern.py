"""Recordings that are made of another one, whose launches differ by the number of elements alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from .cuda_order import Order
from .cuda_params import Params
from .cuda_replay import Pointer, Replay, Spot

Again: TypeAlias = Callable[[int], tuple[Params, tuple[int, int, int]]]
"""The struct and the blocks of a launch for a number of elements."""


@dataclass(frozen=True)
class Resizable:
    """A launch that can be made again for another number of elements."""

    kernel: str
    again: Again
    threads: tuple[int, int, int]
    spots: Sequence[Spot]
    """What its pointers point to."""


class Pattern:
    """The launches of a recording, all of them `Resizable` and on the caller's memory."""

    def __init__(self, order: Order, launches: list[Resizable], places: list[list[int]], externals: int) -> None:
        """``places`` say which of the caller's addresses each array of a launch lies at."""
        self._order, self._externals = order, externals
        self._launches = [
            (one.kernel, one.again, one.threads, each) for one, each in zip(launches, places, strict=True)
        ]

    def resized(self, count: int) -> Replay:
        """The recording for ``count`` elements."""
        by_external: list[list[Pointer]] = [[] for _ in range(self._externals)]
        launches = []
        launch = self._order.driver.launch
        for kernel, again, threads, places in self._launches:
            params, blocks = again(count)
            launches.append(launch(kernel, params, blocks, threads))
            for index, place in enumerate(places):
                by_external[place].append((params.pointers, index, 0))
        return Replay(self._order, launches, [], by_external, [])
