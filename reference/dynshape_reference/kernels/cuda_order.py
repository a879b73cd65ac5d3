"""The order of what one context queues, whichever streams it is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .cuda_recording import Driver


class Order:
    """Executions of a context share memory: one begins when the former is done, on whatever streams they are.

    Memory is given back when the last one is done, by the driver's own stream: the streams of the executions are
    the caller's, and may be destroyed before the context is.
    """

    def __init__(self, driver: Driver) -> None:
        """Nothing is queued."""
        self.driver = driver
        self._event = 0
        self._stream: int | None = None

    def begin(self, stream: int) -> None:
        """What is queued on ``stream`` from now on comes after all former executions."""
        if stream != self._stream and self._event:
            self.driver.wait(stream, self._event)

    def end(self, stream: int) -> None:
        """An execution has been queued on ``stream``."""
        if not self._event:
            self._event = self.driver.event()
        self.driver.record(self._event, stream)
        self._stream = stream

    def free(self, address: int) -> None:
        """Give memory back when the last execution is done."""
        if self._event:
            self.driver.wait(self.driver.stream, self._event)
        self.driver.free(address, self.driver.stream)

    def __del__(self) -> None:
        if self._event:
            # What the driver's stream is asked to free later on, as the engine's weights, may be in use until then.
            self.driver.wait(self.driver.stream, self._event)
            self.driver.forget(self._event)
