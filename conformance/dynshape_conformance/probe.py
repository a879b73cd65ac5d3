"""Which backends can be used here: each is asked in a process of its own, all at the same time.

Loading an engine may take long, print, or end the process; none of that may reach the user's own.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from typing import IO

from . import backends
from .backends import Backend, SetupError
from .progress import Progress, event
from .worker.process import end, start

TIMEOUT = 60.0


@dataclass(frozen=True)
class Probed:
    """What is known of a backend here."""

    backend: Backend
    usable: bool
    text: str
    """Version, device and edition, or why it can't be used."""


def check_usable(name: str, edition: str | None = None) -> None:
    """Raise `SetupError` where the backend can't be used here, or does not answer by the edition."""
    if name.startswith(backends.COMMAND):
        launch = backends.launch(name, edition)
        assert launch is not None
        launch().session.worker.close()
        return
    (found,) = probe([backends.get(name)], edition)
    if not found.usable:
        whole = found.text.startswith("backend ")
        raise SetupError(found.text if whole else f"backend {found.backend.name} can't be used here: {found.text}")


def probe(found: list[Backend], edition: str | None = None) -> list[Probed]:
    """Ask every backend to describe itself, by its own edition or another."""
    with ExitStack() as stack:
        # A file, not a pipe: what an engine starts and leaves running would hold a pipe open.
        outputs = [stack.enter_context(tempfile.TemporaryFile()) for _ in found]
        processes = [_start(backend, edition, output.fileno()) for backend, output in zip(found, outputs, strict=True)]
        for process in processes:
            stack.callback(end, process)
        return [_answer(*one) for one in zip(found, processes, outputs, strict=True)]


def _start(backend: Backend, edition: str | None, output: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "dynshape_conformance.probe", backend.name]
    command += [] if edition is None else [edition]
    return start(command, subprocess.DEVNULL, output, subprocess.DEVNULL, dict(os.environ))


def _answer(backend: Backend, process: subprocess.Popen[bytes], output: IO[bytes]) -> Probed:
    missing = ""
    try:
        process.wait(TIMEOUT)
    except subprocess.TimeoutExpired:
        missing = f"no answer within {TIMEOUT:.0f} s"
    output.seek(0)
    for line in output.read().decode("utf-8", "backslashreplace").split("\n"):
        told = event(line)
        if told is not None:
            return Probed(backend, told[0] == "usable", str(told[1]))
    return Probed(backend, False, missing or f"its process ended with status {process.returncode} while it was loaded")


def main(name: str, edition: str | None = None) -> None:
    """The child: describe one backend."""
    try:
        _, description = backends.load(name, edition)
    except SetupError as error:
        Progress().send("not usable", error.lines[0].partition("can't be used here: ")[2] or error.lines[0])
    else:
        text = f"{description.version}, device {description.device}, edition {description.edition}"
        Progress().send("usable", text)
    os._exit(0)  # not waiting for what the engine left running


if __name__ == "__main__":
    main(*sys.argv[1:])
