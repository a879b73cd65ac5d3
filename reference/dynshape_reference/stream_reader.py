"""Stream readers: a plan in pieces, from wherever an application keeps it (10)."""

from __future__ import annotations

from typing import Any

from .derivable import Derivable

PIECE = 1 << 20


class IStreamReader(Derivable):
    """The base of stream readers. Derive from it and override `read`."""

    def read(self, size: int) -> Any:
        """The next bytes, ``size`` of them at most; none at the end."""
        raise NotImplementedError("a stream reader derived from IStreamReader must override read(size)")


def read_all(source: Any) -> bytes:
    """The bytes of a buffer, or all that a stream reader gives."""
    if not isinstance(source, IStreamReader):
        return bytes(memoryview(source))
    pieces = bytearray()
    while piece := bytes(source.read(PIECE)):
        pieces += piece
    return bytes(pieces)
