"""A recording as a context keeps it: for the shapes that it was made for, by its launches or as a graph."""

from __future__ import annotations

from collections.abc import Callable

from .dims import Extents
from .kernels.cuda_fitting import Change, Fit
from .kernels.cuda_recording import Driver
from .kernels.cuda_replay import Replay
from .shapes import Shapes
from .tensors import ITensor

LEAST_LAUNCHES = 4
"""With fewer a graph costs more than they do."""


class Repeatable:
    """A recording with the tensors whose addresses it needs."""

    def __init__(self, shapes: Shapes, replay: Replay, tensors: list[ITensor], aligned: bool) -> None:
        self.shapes, self.replay, self.aligned = shapes, replay, aligned
        self.tensors = tensors
        """Those whose addresses it needs."""
        self.fits: list[tuple[Change, Fit]] = []
        """What fits its launches to other dims, if that is all that takes."""
        self._graph: Callable[[int], None] | None = None
        self._changes = -1

    def fit(self, dims: Extents, shapes: Shapes) -> bool:
        """Change it for other shapes, in which what it reads has ``dims``; False if it is of no use any more."""
        for change, fit in self.fits:
            geometry = fit(dims)
            if geometry is None:
                return False
            change(*geometry)
        self.shapes = shapes
        self.replay.changes += 1
        return True

    def run(self, stream: int, driver: Driver, by_graph: bool) -> None:
        """Queue it; with ``by_graph`` in one call, from the second execution with the same addresses on."""
        replay = self.replay
        if not by_graph or len(replay.launches) < LEAST_LAUNCHES:
            replay.run(stream)
        elif self._changes != replay.changes:
            self._graph, self._changes = None, replay.changes
            replay.run(stream)
        else:
            self._graph = self._graph or driver.capture(replay.run)
            self._graph(stream)
