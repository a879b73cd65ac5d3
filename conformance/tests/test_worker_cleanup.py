"""No process is left behind, however a run ends."""

from __future__ import annotations

import functools
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_workers import command

COMMAND = "from dynshape_conformance.cli import main; main()"
PATIENCE = 60.0


def alive(pid: int) -> bool:
    """True if the process runs; one that is dead and not collected yet does not."""
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


def wait_for(what: str, condition: object) -> None:
    assert callable(condition)
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.02)


@pytest.fixture
def hanging(
    cases: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """A run that hangs in a worker which has a child of its own, and the file with their numbers."""
    if not Path("/proc/self/stat").exists():
        pytest.skip("looks for processes in /proc")
    pids = tmp_path / "pids"
    backend = command("hangs", pids)
    line = {
        "command": [sys.executable, "-c", COMMAND, "run", backend, "--cases", cases],
        "jobs": [sys.executable, "-c", COMMAND, "run", backend, "--cases", cases, "--jobs", "2"],
        "pytest": [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "dynshape_conformance.plugin",
            "-p",
            "no:cacheprovider",
            f"--backend={backend}",
            cases,
        ],
    }[request.param]
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    process = subprocess.Popen(
        [str(part) for part in line],
        cwd=tmp_path,
        env={**os.environ, "TMPDIR": str(temporary)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        # Where the tests run in the background SIGINT is ignored, which processes inherit.
        preexec_fn=functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )
    try:
        yield process, pids
    finally:
        process.kill()
        process.wait()


def workers(pids: Path) -> list[int]:
    return [int(pid) for pid in pids.read_text().split()] if pids.exists() else []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("hanging", ["command", "jobs", "pytest"], indirect=True)
def test_nothing_is_left(hanging: tuple[subprocess.Popen[bytes], Path], number: signal.Signals) -> None:
    process, pids = hanging
    wait_for("the workers start", lambda: len(workers(pids)) >= 4 and process.poll() is None)
    time.sleep(0.5)  # let it come to the hang
    started = workers(pids)
    assert any(map(alive, started))
    process.send_signal(number)
    process.wait(PATIENCE)
    wait_for(f"{started} end", lambda: not any(map(alive, workers(pids))))
    if number != signal.SIGKILL:
        assert list(pids.parent.glob("temporary/dynshape-*")) == []


def test_a_run_that_ends_well_leaves_nothing(cases: Path, tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    line = [sys.executable, "-c", COMMAND, "run", command("honest", pids), "--cases", str(cases)]
    assert subprocess.run(line, capture_output=True, timeout=60).returncode == 0
    assert workers(pids)
    wait_for("the workers end", lambda: not any(map(alive, workers(pids))))


def test_a_command_is_split_as_a_shell_would(cases: Path, tmp_path: Path) -> None:
    pids = tmp_path / "with a blank"
    line = [sys.executable, "-c", COMMAND, "run", command("honest", pids), "--cases", str(cases), "--clause=DS-DIM-004"]
    assert subprocess.run(line, capture_output=True, timeout=60).returncode == 0
    assert pids.exists()
    assert shlex.quote(str(pids)) != str(pids)


@pytest.mark.parametrize("line", ["fuzz --backend=worker:reference --jobs=2 --output=found", "mutants --jobs=2"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_pools_end_with_what_made_them(line: str, number: signal.Signals, tmp_path: Path) -> None:
    if not Path("/proc/self/stat").exists():
        pytest.skip("looks for processes in /proc")

    def members() -> list[int]:
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                state, _, group = stat.read_text().rpartition(")")[2].split()[:3]
            except OSError:
                continue
            found += [int(stat.parent.name)] if int(group) == process.pid and state != "Z" else []
        return found

    process = subprocess.Popen(
        [sys.executable, "-c", COMMAND, *line.split()],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_for("the processes start", lambda: len(members()) >= 3)
        time.sleep(0.5)  # let them come to their work
        process.send_signal(number)
        process.wait(PATIENCE)
        wait_for("the processes end", lambda: not members())
    finally:
        for pid in members():
            os.kill(pid, signal.SIGKILL)
        process.wait()
