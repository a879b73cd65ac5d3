"""Which backends can be used here: each is asked in a process of its own, all at the same time.

Loading an engine may take long, print, or end the process; none of that may reach the user's own.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass

from . import backends
from .backends import Backend, SetupError
from .progress import Progress, event

TIMEOUT = 60.0


@dataclass(frozen=True)
class Probed:
    """What is known of a backend here."""

    backend: Backend
    usable: bool
    text: str
    """Version, device and edition, or why it can't be used."""


def probe(found: list[Backend]) -> list[Probed]:
    """Ask every backend to describe itself."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "dynshape_conformance.probe", backend.name],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            errors="backslashreplace",
        )
        for backend in found
    ]
    return [_answer(backend, process) for backend, process in zip(found, processes, strict=True)]


def _answer(backend: Backend, process: subprocess.Popen[str]) -> Probed:
    try:
        output, _ = process.communicate(timeout=TIMEOUT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return Probed(backend, False, f"no answer within {TIMEOUT:.0f} s")
    for line in output.split("\n"):
        told = event(line)
        if told is not None:
            return Probed(backend, told[0] == "usable", str(told[1]))
    return Probed(backend, False, f"its process ended with status {process.returncode} while it was loaded")


def main(name: str) -> None:
    """The child: describe one backend."""
    try:
        _, description = backends.load(name)
    except SetupError as error:
        Progress().send("not usable", error.lines[0].partition("can't be used here: ")[2] or error.lines[0])
    else:
        text = f"{description.version}, device {description.device}, edition {description.edition}"
        Progress().send("usable", text)


if __name__ == "__main__":
    main(sys.argv[1])
