"""A run of one backend in a process of its own: pytest with our plugin, watched by its events.

An engine may take its process down. Then this process still stands and says at which case it was.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TextIO

from . import corpus
from .backends import SetupError
from .progress import event
from .worker.process import end, ending, start

LEAVING = 5.0
"""Seconds that a run has to end after it said that it has; a thread that an engine left running would hold it."""

USAGE_ERROR = 4
"""pytest's exit status for a run that could not start; the reasons are lines that begin with ERROR."""

UNUSED = ("cacheprovider", "faulthandler", "logging", "threadexception", "unraisableexception", "warnings")
"""Plugins of pytest that watch each item, for nothing that a case's verdict rests on."""


class Watcher(Protocol):
    """Is told how the run goes on."""

    def planned(self, sections: dict[str, int]) -> None:
        """So many cases are to come in each section."""

    def ended(self, section: str, verdict: str) -> None:
        """A case has its verdict."""


@dataclass
class State:
    """What the events have told so far."""

    started: str = ""
    finished: str = ""
    cases: int = 0
    noise: deque[str] = field(default_factory=lambda: deque(maxlen=200))
    """The last lines of output that are no events."""
    notes: list[str] = field(default_factory=list)
    """What became of workers, for people."""
    seconds: dict[str, float] = field(default_factory=dict)
    """How long each case took."""

    def slowest(self, count: int) -> list[tuple[str, float]]:
        """The ``count`` cases that took longest."""
        return sorted(self.seconds.items(), key=lambda item: (-item[1], item[0]))[:count]


@dataclass(frozen=True)
class Wanted:
    """What to run, as the user put it; empty is all, ``paths`` empty is the installed corpus."""

    edition: str | None = None
    sections: Sequence[str] = ()
    clauses: Sequence[str] = ()
    paths: Sequence[Path] = ()
    jobs: int = 0
    fraction: str = ""
    expectations: Sequence[str] = ()
    """The plugin's options that say what is known to go wrong."""
    timeout: float | None = None
    in_flight: int | None = None


def command(backend: str, target: Path, wanted: Wanted) -> list[str]:
    """The command line of the child. Nothing of the user's own pytest set-up takes part."""
    line = [sys.executable, "-m", "pytest", "-p", "dynshape_conformance.plugin", "-s", "-p", "no:terminal"]
    line += ["--noconftest", "-c", os.devnull, *(part for name in UNUSED for part in ("-p", f"no:{name}"))]
    line += [f"--rootdir={corpus.cases_folder()}", "--dynshape-progress"]
    line += [f"--backend={backend}", f"--results={target}"]
    line += [f"--edition={wanted.edition}"] if wanted.edition is not None else []
    line += [f"--section={section}" for section in wanted.sections]
    line += [f"--clause={clause}" for clause in wanted.clauses]
    line += [f"--fraction={wanted.fraction}"] if wanted.fraction else []
    line += wanted.expectations
    line += [f"--timeout={wanted.timeout}"] if wanted.timeout is not None else []
    line += [f"--in-flight={wanted.in_flight}"] if wanted.in_flight is not None else []
    if wanted.jobs:
        # A worker that dies is replaced, however often: each death is the verdict of one case.
        line += ["-p", "xdist", "-n", str(wanted.jobs), "--max-worker-restart=1000000"]
    return [*line, *(str(path) for path in wanted.paths)]


class Interrupted(KeyboardInterrupt):
    """Ctrl-C during a run; the text says where that was."""


def run(backend: str, command: Sequence[str], watcher: Watcher) -> State:
    """Run the child to its end; raises `SetupError` where it did not start or did not get to its end."""
    state = State()
    with _process(command) as process:
        assert process.stdout is not None
        try:
            for line in io.TextIOWrapper(process.stdout, "utf-8", errors="backslashreplace"):
                _take(line, state, watcher)
                if state.finished:
                    break  # not the end of its output: what an engine has started may hold that open
        except KeyboardInterrupt:
            raise Interrupted(f"interrupted{_where(state)}") from None
    if state.finished == "finished":
        return state
    reasons = [line.removeprefix("ERROR: ") for line in state.noise if line.startswith("ERROR: ")]
    if process.returncode == USAGE_ERROR and reasons:
        raise SetupError(*reasons)
    raise SetupError(_ended(backend, process.returncode, state))


@contextmanager
def _process(command: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    process = start(command, subprocess.DEVNULL, subprocess.PIPE, subprocess.STDOUT, environment)
    try:
        yield process
        with suppress(subprocess.TimeoutExpired):
            process.wait(LEAVING)
    finally:
        # With all that it started: processes of pytest-xdist, and through their guards the workers.
        end(process)
        assert process.stdout is not None
        process.stdout.close()


def _take(line: str, state: State, watcher: Watcher) -> None:
    found = event(line)
    if found is None:
        if line.strip():
            state.noise.append(line.strip())
        return
    kind, value = found
    if kind == "plan":
        watcher.planned(dict(value))
    elif kind == "start":
        state.started = str(value)
    elif kind == "note":
        state.notes.append(str(value))
    elif kind == "end":
        state.cases += 1
        watcher.ended(str(value[0]), str(value[1]))
        state.seconds[str(value[2])] = float(value[3])
    else:
        state.finished = kind


def _where(state: State) -> str:
    return f"; the last case to start was {state.started}" if state.started else ""


def _ended(backend: str, code: int, state: State) -> str:
    how = ending(code)
    if state.finished:
        return f"the run of {backend} was cut short ({how}) after {state.cases} cases{_where(state)}"
    where = "before its first case"
    if state.started:
        where = f"at case {state.started} (--jobs 1 gives that case its verdict and goes on)"
    # What an engine or the interpreter said last is often the reason.
    last = f"; its last words: {state.noise[-1][:200]}" if state.noise else ""
    return f"the run of {backend} ended by {how} {where}{last}"


class Bar:
    """Progress for people: one updating line on a terminal, else one line a finished section."""

    def __init__(self, backend: str, stream: TextIO) -> None:
        self.backend = backend
        self.stream = stream
        self.live = stream.isatty() and os.environ.get("TERM") != "dumb"
        self.plan: dict[str, int] = {}
        self.done: Counter[str] = Counter()
        self.verdicts: dict[str, Counter[str]] = {}

    def planned(self, sections: dict[str, int]) -> None:
        """So many cases are to come in each section."""
        self.plan = sections

    def ended(self, section: str, verdict: str) -> None:
        """A case has its verdict."""
        self.done[section] += 1
        counts = self.verdicts.setdefault(section, Counter())
        counts[verdict] += 1
        if self.live:
            total = sum(self.verdicts.values(), Counter[str]())
            text = f"{self.backend}  {sum(self.done.values())}/{sum(self.plan.values())}  {section}  {_counts(total)}"
            # A line that wraps could not be taken back.
            self._write(f"\r\x1b[K{text[: shutil.get_terminal_size().columns - 1]}")
        elif self.done[section] == self.plan.get(section):
            self._write(f"{self.backend}  {section}  {_counts(counts)}\n")

    def close(self) -> None:
        """Clear the updating line."""
        if self.live:
            self._write("\r\x1b[K")

    def _write(self, text: str) -> None:
        self.stream.write(text)
        self.stream.flush()


def _counts(counts: Counter[str] | dict[str, Any]) -> str:
    return ", ".join(f"{number} {verdict}" for verdict, number in sorted(counts.items()))
