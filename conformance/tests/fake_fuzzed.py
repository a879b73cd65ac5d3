"""Backends for campaigns: the reference engine, but for what it does with some layers."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from typing import Any

from dynshape_conformance.adapters import reference


def _with(trouble: Callable[[int], None], kind: str) -> Callable[[str | None], Any]:
    def create(edition: str | None) -> Any:
        adapter: Any = reference.create(edition)
        define = adapter.define
        times = 0

        def fragile(program: Any, explicit_batch: bool | None = True) -> Any:
            nonlocal times
            if any(operation.get("kind") == kind for operation in program.operations):
                times += 1
                trouble(times)
            return define(program, explicit_batch)

        adapter.define = fragile
        return adapter

    return create


def _die(times: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _hang(times: int) -> None:
    time.sleep(600)


def _fail_at_first(times: int) -> None:
    if times == 1:
        raise RuntimeError("out of sorts")


dies = _with(_die, "unary")
hangs = _with(_hang, "unary")
moody = _with(_fail_at_first, "unary")
