"""Pools of processes that end with the process that made them, also where it is killed."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor


def pool(jobs: int, prepare: Callable[..., None], *arguments: object) -> ProcessPoolExecutor:
    """A pool of ``jobs`` processes, each of which begins with ``prepare(*arguments)``."""
    return ProcessPoolExecutor(jobs, initializer=_begin, initargs=(prepare, arguments))


def _begin(prepare: Callable[..., None], arguments: tuple[object, ...]) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    prepare(*arguments)


def _end_with_parent() -> None:
    # The standard library's pool waits for orders for ever when there is nobody left to give any.
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
