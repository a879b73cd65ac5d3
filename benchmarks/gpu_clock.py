"""Times on the device, by CUDA events around a queue that the host fills before the first of it begins."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from typing import Any

QUEUE, QUEUES, WARM = 12, 5, 2


class Clock:
    """Times on the device of what is queued on one stream."""

    def __init__(self, cupy: Any) -> None:
        self.cupy = cupy
        self.stream = cupy.cuda.Stream(non_blocking=True)
        self.began, self.ended = cupy.cuda.Event(), cupy.cuda.Event()
        self.busy = cupy.zeros(1 << 30, cupy.uint8), cupy.empty(1 << 30, cupy.uint8)

    def seconds(self, run: Callable[[int], Any]) -> float:
        """The median seconds of ``run(turn)``."""
        with self.stream:
            for turn in range(WARM):
                run(turn)
            self.stream.synchronize()
            found = []
            for _ in range(QUEUES):
                # Keeps the device busy while the host fills the queue.
                self.cupy.copyto(self.busy[1], self.busy[0])
                self.began.record(self.stream)
                for turn in range(QUEUE):
                    run(turn)
                self.ended.record(self.stream)
                self.stream.synchronize()
                found.append(self.cupy.cuda.get_elapsed_time(self.began, self.ended) / 1e3 / QUEUE)
        return statistics.median(found)
