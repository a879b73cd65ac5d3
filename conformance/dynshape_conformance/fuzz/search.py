"""A campaign over several processes: parts are handed out, and what they give is taken in their order."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait

from .campaign import PART, Pair, Part, Setting, run_part
from .known import Causes
from .store import Finding, Store

__all__ = ["PART", "Setting", "search"]


def search(
    setting: Setting, store: Store, causes: Causes, parts: int, limit: float | None = None, jobs: int = 1
) -> Iterator[Finding]:
    """Run the parts that are left, up to number ``parts`` or for ``limit`` seconds; yields what is new."""
    deadline = None if limit is None else time.monotonic() + limit
    numbers = iter(range(store.state.parts, parts))
    with ProcessPoolExecutor(jobs, initializer=_load, initargs=(setting,)) as pool:
        running: dict[Future[Part], int] = {}
        done: dict[int, Part] = {}
        while True:
            late = deadline is not None and time.monotonic() > deadline
            while len(running) < jobs and not late and (number := next(numbers, None)) is not None:
                running[pool.submit(_run, number, causes)] = number
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                done[running.pop(future)] = future.result()
            while store.state.parts in done:
                part = done.pop(store.state.parts)
                for finding in part.findings:
                    if finding.disagreement.cause not in causes:
                        causes.add(finding.disagreement.cause)
                        yield finding
                store.advance(part.examples, part.unsupported, part.executed, part.seen)


_pair: list[Pair] = []


def _load(setting: Setting) -> None:
    _pair[:] = [Pair(setting)]


def _run(number: int, causes: Causes) -> Part:
    return run_part(_pair[0], number, causes)
