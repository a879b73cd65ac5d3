"""Makes reproducers: runs cases again, writes scripts, and keeps those whose exit status is as it has to be."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..backends import MUTANT
from . import script
from .journal import Entry

SECONDS = 60.0
"""How long a case or a script may take."""
WORKER = "worker:"


@dataclass
class Made:
    """What came of one case: the text of its script, or why there is none."""

    case: str
    text: str = ""
    why: str = ""


@dataclass
class _Told:
    """What the child has told of a case."""

    case: str
    head: dict[str, Any]
    engine: dict[str, Any]
    subcase: str = ""
    entries: list[Entry] = field(default_factory=list)
    texts: list[str] | None = None
    why: str = ""


def collect(
    backend: str, edition: str | None, cases: Sequence[str], paths: Sequence[Path] = (), seconds: float = SECONDS
) -> list[Made]:
    """A script for each of these cases, or the reason why there is none.

    A script is kept only if it exits 1 here and now: one that needs what is left out of it says nothing.
    """
    backend = backend.removeprefix(WORKER)
    told: list[_Told] = []
    left = list(cases)
    failed = ""
    while left and not failed:
        found, failed = _child(backend, edition, left, paths, seconds)
        told += found
        left = left[len(found) :]
    with _environment(backend) as environment, ThreadPoolExecutor(max(1, (os.cpu_count() or 2) // 2)) as pool:
        made = list(pool.map(lambda item: _confirmed(item, environment, seconds), told))
    return [*made, *(Made(id, why=failed or "its process ended before it began") for id in left)]


def _child(
    backend: str, edition: str | None, cases: Sequence[str], paths: Sequence[Path], seconds: float
) -> tuple[list[_Told], str]:
    """Run cases until all are done or the process ends; what was told, and why no case could start."""
    with tempfile.TemporaryDirectory(prefix="dynshape-") as folder:
        out = Path(folder, "told.jsonl")
        out.touch()
        order = {"backend": backend, "edition": edition, "cases": list(cases), "paths": [str(path) for path in paths]}
        command = [
            sys.executable,
            "-m",
            "dynshape_conformance.reproducers.child",
            json.dumps({**order, "out": str(out)}),
        ]
        with Path(folder, "noise").open("w+b") as noise:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=noise, stderr=noise)
            hung = _watch(process, out, seconds)
            noise.seek(0)
            last = noise.read().decode("utf-8", "replace").strip().rpartition("\n")[2]
        told = list(_read(out))
        if not told:
            return [], last or f"its process ended with status {process.returncode}"
        if told[-1].texts is None and not told[-1].why:
            _end(told[-1], seconds if hung else 0, process.returncode)
    return told, ""


def _watch(process: subprocess.Popen[bytes], out: Path, seconds: float) -> bool:
    """Wait for the end of the process; True if it was ended because a case took too long."""
    size, since = -1, time.monotonic()
    while True:
        try:
            process.wait(0.2)
            return False
        except subprocess.TimeoutExpired:
            grown = out.stat().st_size
            if grown != size:
                size, since = grown, time.monotonic()
            elif time.monotonic() - since > (seconds if grown else max(seconds, SECONDS)):  # it has to start first
                process.kill()
                process.wait()
                return True


def _read(out: Path) -> Iterator[_Told]:
    current: _Told | None = None
    for line in out.read_bytes().split(b"\n")[:-1]:
        kind, value = json.loads(line)
        if kind == "case":
            if current is not None:
                yield current
            current = _Told(value["id"], value["head"], value["engine"])
        elif current is not None and kind == "entries":
            current.subcase = value["subcase"]
            current.entries[value["from"] :] = [Entry(**{**e, "uses": tuple(e["uses"])}) for e in value["entries"]]
        elif current is not None:
            current.texts, current.why = value.get("texts"), value.get("why", "")
    if current is not None:
        yield current


def _end(told: _Told, seconds: float, status: int) -> None:
    """Write the script of a case during which the process died or hung."""
    if not told.entries:
        told.why = f"its process ended with status {status} before a call of the engine"
        return
    got = f"no answer within {seconds:g} s" if seconds else f"the process ended with status {status}"
    head = script.Head(**{**told.head, "subcase": told.subcase, "got": got})
    engine = script.Engine(**{**told.engine, "noise": tuple(told.engine["noise"])})
    told.texts = [script.write_crash(head, engine, told.entries, seconds or SECONDS, whole) for whole in (False, True)]


def _confirmed(told: _Told, environment: dict[str, str], seconds: float) -> Made:
    """The shortest of the scripts that exits 1."""
    if not told.texts:
        return Made(told.case, why=told.why)
    for text in told.texts:
        status = run(text, environment, seconds)
        if status == 1:
            return Made(told.case, text)
    return Made(told.case, why=f"the calls alone do not show it (exit status {status})")


def run(text: str, environment: dict[str, str] | None = None, seconds: float = SECONDS) -> int | None:
    """The exit status of a script; None if it took too long."""
    with tempfile.TemporaryDirectory(prefix="dynshape-") as folder:
        path = Path(folder, "repro.py")
        path.write_text(text, "utf-8")
        try:
            done = subprocess.run(
                [sys.executable, str(path)], env=environment, capture_output=True, timeout=3 * seconds, check=False
            )
        except subprocess.TimeoutExpired:
            return None
    if done.returncode == 1 and b"clause:" not in done.stdout:
        return -1  # Python's own way to fail, before the script got to its end
    return done.returncode


@contextmanager
def _environment(backend: str) -> Iterator[dict[str, str]]:
    """Where the engine's package can be imported: for a mutant, a written copy of the reference."""
    if not backend.startswith(MUTANT):
        yield dict(os.environ)
        return
    from ..mutants import copies, find

    with tempfile.TemporaryDirectory(prefix="dynshape-") as folder:
        copies.write(find(backend), Path(folder))
        path = os.pathsep.join([folder, *filter(None, [os.environ.get("PYTHONPATH", "")])])
        yield {**os.environ, "PYTHONPATH": path}
