"""A driver on the CPU that does nothing before it is waited for, so that a test says which stream is how far.

And the same arrays and streams on a GPU, with ``DYNSHAPE_CUDA=1``.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable
from typing import Any

import numpy as np
from cuda_emulation import EmulatedDriver

ON_GPU = os.environ.get("DYNSHAPE_CUDA") == "1"
FREED = 0
"""Indices of zero are in bounds, so that what reads them fails by its results."""


class _Event:
    """Happens when its mark is reached in the stream that it was recorded in last."""

    def __init__(self) -> None:
        self.stream = 0
        self.mark: list[bool] = [True]


class QueuedDriver(EmulatedDriver):
    """Streams are queues; memory that was given back is overwritten when its turn comes."""

    def __init__(self) -> None:
        super().__init__()
        self.queues: dict[int, deque[Callable[[], None]]] = {}
        self.events: dict[int, _Event] = {}
        self.freed: list[Any] = []
        """Kept, so that whoever still reads it finds it overwritten."""
        self.dead: set[int] = set()
        """Streams that were destroyed: whoever uses one fails."""

    def queue(self, stream: int, work: Callable[[], None]) -> None:
        assert stream not in self.dead, f"stream {stream} was destroyed"
        if self._captured is not None:
            self._captured.append(work)
        else:
            self.queues.setdefault(stream, deque()).append(work)

    def synchronize(self, stream: int) -> None:
        queue = self.queues.get(stream, deque())
        while queue:
            queue.popleft()()

    def free(self, address: int, stream: int) -> None:
        self.queue(stream, lambda: self._freed(address))

    def _freed(self, address: int) -> None:
        self.check(address)
        block, _ = self.blocks.pop(address)
        block[:] = FREED
        self.freed.append(block)

    def upload(self, address: int, array: Any, stream: int) -> None:
        self.synchronize(stream)
        super().upload(address, array, stream)

    def download(self, array: Any, address: int, stream: int) -> None:
        self.synchronize(stream)
        super().download(array, address, stream)

    def event(self) -> int:
        self.events[len(self.events) + 1] = _Event()
        return len(self.events)

    def record(self, event: int, stream: int) -> None:
        mark = [False]
        self.events[event].stream, self.events[event].mark = stream, mark
        self.queue(stream, lambda: mark.__setitem__(0, True))

    def wait(self, stream: int, event: int) -> None:
        other, mark = self.events[event].stream, self.events[event].mark

        def catch_up() -> None:
            while not mark[0]:
                self.queues[other].popleft()()

        self.queue(stream, catch_up)


class Shown:
    """An array of what stands for the device's memory, as CUDA libraries show theirs."""

    def __init__(self, array: Any) -> None:
        self.array, self.shape = array, array.shape
        self.__cuda_array_interface__ = {**array.__array_interface__, "version": 3}


class Place:
    """Where tests keep arrays and streams: the CPU, or the GPU with ``DYNSHAPE_CUDA=1``."""

    def __init__(self) -> None:
        if ON_GPU:
            import cupy  # type: ignore[import-not-found]
            from cuda_hardware import poisoned_driver

            self.cupy: Any = cupy
            self.driver: Any = poisoned_driver()
        else:
            self.driver = QueuedDriver()

    def streams(self, count: int) -> list[Any]:
        """Streams that do not wait for each other; the objects keep them."""
        if ON_GPU:
            return [self.cupy.cuda.Stream(non_blocking=True) for _ in range(count)]
        return list(range(10, 10 + count))

    def handle(self, stream: Any) -> int:
        """The number that the API takes."""
        return int(stream.ptr) if ON_GPU else int(stream)

    def given(self, array: Any) -> Any:
        """The array in the device's memory."""
        if ON_GPU:
            made = self.cupy.asarray(array)
            self.cupy.cuda.runtime.deviceSynchronize()
            return made
        self.driver.device_arrays.append(np.array(array))
        return self.driver.device_arrays[-1]

    def shown(self, array: Any) -> Any:
        """An array that `given` made, as an object that shows its memory as CUDA libraries do."""
        return array if ON_GPU else Shown(array)

    def address(self, array: Any) -> int:
        """Of an array that `given` made."""
        return int(array.data.ptr) if ON_GPU else int(array.ctypes.data)

    def fetched(self, array: Any) -> Any:
        """On the host."""
        return self.cupy.asnumpy(array) if ON_GPU else array

    def finish(self, *streams: Any) -> None:
        """Wait for streams, one after the other."""
        for stream in streams:
            self.driver.synchronize(self.handle(stream))

    def interleave(self, *streams: Any) -> None:
        """Wait for streams; on the CPU they take turns, one launch each."""
        if not ON_GPU:
            while any(self.driver.queues.get(stream) for stream in streams):
                for stream in streams:
                    if self.driver.queues.get(stream):
                        self.driver.queues[stream].popleft()()
        self.finish(*streams)
