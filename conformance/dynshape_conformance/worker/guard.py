"""Ends the workers of a runner that has ended, however it ended.

A process of its own that reads lines from the runner, ``+123`` and ``-123``: process groups to watch over
and to forget. The end of the input means that the runner is gone; the groups that are left are killed.
It needs no help of the worker, which may hang, and no signal handler in the runner, which may have crashed.

It is started by its path, without the package, so that it starts fast.
"""

from __future__ import annotations

import os
import signal
import sys


def main() -> None:
    """Watch until the runner's end."""
    groups: set[int] = set()
    for line in sys.stdin:
        group = int(line)
        if group > 0:
            groups.add(group)
        else:
            groups.discard(-group)
    for group in groups:
        try:
            os.killpg(group, signal.SIGKILL)
        except OSError:
            continue


if __name__ == "__main__":
    main()
