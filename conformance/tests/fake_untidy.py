"""Scripted backends that are right and leave things behind at the program whose input is called ``trap``."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from typing import Any

from dynshape_fixtures import Program
from fake_backends import Honest


class Untidy(Honest):
    """Does what `leave` says at the trap."""

    def define(self, program: Program, explicit_batch: bool | None = True) -> Any:
        if any(operation.get("name") == "trap" for operation in program.operations):
            self.leave()
        return self.definition(program)

    def leave(self) -> None:
        raise NotImplementedError


class LeavesThread(Untidy):
    """A thread that never ends, for which an interpreter waits at its own end."""

    def leave(self) -> None:
        threading.Thread(target=time.sleep, args=(1000,)).start()


class LeavesProcess(Untidy):
    """A process that holds this one's standard output open."""

    def leave(self) -> None:
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1000)"])


class Forks(Untidy):
    """A copy of this process, which goes on where this one does."""

    def leave(self) -> None:
        os.fork()


class ForksAndExits(Untidy):
    """A copy of this process, which then calls sys.exit as scripts do."""

    def leave(self) -> None:
        if os.fork() == 0:
            sys.exit(0)


class Interrupts(Untidy):
    """The exception of Ctrl-C, without anybody at the keyboard."""

    def leave(self) -> None:
        raise KeyboardInterrupt


class LeavesAtOnce(Honest):
    """A thread and a process from its start on."""

    def __init__(self, edition: str | None = None) -> None:
        super().__init__(edition)
        LeavesThread.leave(self)  # type: ignore[arg-type]
        LeavesProcess.leave(self)  # type: ignore[arg-type]


class EndsAtOnce(Honest):
    def __init__(self, edition: str | None = None) -> None:
        os._exit(3)


NAMES = {
    "ends-at-once": "EndsAtOnce",
    "leaves-at-once": "LeavesAtOnce",
    "leaves-thread": "LeavesThread",
    "leaves-process": "LeavesProcess",
    "forks": "Forks",
    "forks-and-exits": "ForksAndExits",
    "interrupts": "Interrupts",
}
"""Backend to class."""
