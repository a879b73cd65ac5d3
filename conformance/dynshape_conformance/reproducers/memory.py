"""Memory whose use is kept in a journal."""

from __future__ import annotations

from ..adapter import Array, Dims
from ..adapters.trt_memory import Buffer, Memory
from .journal import Journal, NotWritable, array_text


class RecordedMemory:
    """Does what ``memory`` does and keeps it; ``where`` is the function of the script that makes room."""

    def __init__(self, memory: Memory, journal: Journal, where: str) -> None:
        self.name, self.stream = memory.name, memory.stream
        self._memory, self._journal, self._where = memory, journal, where

    def place(self, array: Array) -> Buffer:
        """A buffer with the bytes of ``array``."""
        buffer = self._memory.place(array)
        try:
            text = array_text(array)
        except NotWritable as error:
            self._journal.flaw = self._journal.flaw or str(error)
            text = "None"
        self._journal.memory(buffer.address, buffer, f"{self._where}({array.nbytes}, {text})")
        return buffer

    def poisoned(self, nbytes: int) -> Buffer:
        """A buffer for an output."""
        buffer = self._memory.poisoned(nbytes)
        self._journal.memory(buffer.address, buffer, f"{self._where}({nbytes})")
        return buffer

    def fetch(self, buffer: Buffer, dtype: str, dims: Dims) -> Array:
        """The contents of a buffer."""
        array = self._memory.fetch(buffer, dtype, dims)
        self._journal.fetched(buffer.address, array, dtype, dims)
        return array

    def synchronize(self) -> None:
        """Wait for the stream."""
        self._memory.synchronize()
        if self._where == "device":
            self._journal.waited()

    def check(self) -> None:
        """Raise `ProcessLost` where no call will succeed any more; no script needs it."""
        self._memory.check()
