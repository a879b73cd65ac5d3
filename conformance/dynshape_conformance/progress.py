"""What a run says while it runs: lines on standard output that the command line reads.

An engine's own output may share the pipe, even in the middle of a line, so our lines start with a
mark that no text has.
"""

from __future__ import annotations

import json
import os
from typing import Any

MARK = "\x1e"


class Progress:
    """Writes events to standard output, each at once: the next call may end the process."""

    def send(self, kind: str, value: Any = None) -> None:
        """Send one event."""
        os.write(1, f"{MARK}{json.dumps([kind, value])}\n".encode())


def event(line: str) -> tuple[str, Any] | None:
    """The event in a line of output, or None."""
    mark, text = line.partition(MARK)[1:]
    if not mark:
        return None
    try:
        kind, value = json.loads(text)
    except ValueError:
        return None
    return str(kind), value
