"""The memory of one execution's intermediate arrays, planned before there is any."""

from __future__ import annotations

ALIGNMENT = 256


class Arena:
    """Places in one block of memory, by first fit."""

    def __init__(self) -> None:
        self.size = 0
        """The bytes that were needed at most."""
        self._gaps: list[tuple[int, int]] = []

    def take(self, nbytes: int) -> int:
        """The offset of so many bytes."""
        needed = max(1, -(-nbytes // ALIGNMENT)) * ALIGNMENT
        for index, (offset, length) in enumerate(self._gaps):
            if length >= needed:
                if length == needed:
                    del self._gaps[index]
                else:
                    self._gaps[index] = offset + needed, length - needed
                return offset
        if self._gaps and sum(self._gaps[-1]) == self.size:
            offset, _ = self._gaps.pop()
        else:
            offset = self.size
        self.size = offset + needed
        return offset

    def give_back(self, offset: int, nbytes: int) -> None:
        """Let others have the place."""
        length = max(1, -(-nbytes // ALIGNMENT)) * ALIGNMENT
        index = next((i for i, gap in enumerate(self._gaps) if gap[0] > offset), len(self._gaps))
        self._gaps.insert(index, (offset, length))
        if index + 1 < len(self._gaps) and offset + length == self._gaps[index + 1][0]:
            length += self._gaps.pop(index + 1)[1]
            self._gaps[index] = offset, length
        if index and sum(self._gaps[index - 1]) == offset:
            before, own = self._gaps[index - 1]
            self._gaps[index - 1] = before, own + length
            del self._gaps[index]
