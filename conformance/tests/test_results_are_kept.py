"""Whatever happens around a run, its results are kept, and those of other runs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from dynshape_conformance import child, cli
from dynshape_reports import results
from fake_install import dynshape_process
from test_cli import Dynshape, dynshape

__all__ = ["dynshape"]

COMMAND = "from dynshape_conformance.cli import main; main()"


def backends_in(output: Path) -> list[str]:
    return [run.header.backend.name for run in results.read(output)]


def test_an_earlier_file_stays_where_no_backend_could_run(dynshape: Dynshape, cases: Path, tmp_path: Path) -> None:
    output = tmp_path / "r"
    output.write_text("earlier")
    assert dynshape("run", "absent", "segfaults", "--cases", cases, "--output", output)[0] == 2
    assert output.read_text() == "earlier"


def test_results_before_an_interruption_are_kept(
    dynshape: Dynshape, cases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    carry_out = child.run

    def run(backend: str, *rest: object) -> child.State:
        if backend == "nothing":
            raise child.Interrupted("interrupted; the last case to start was DS-NET-003/inputs_in_order")
        return carry_out(backend, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(cli.child, "run", run)
    status, _, err = dynshape("run", "honest", "nothing", "--cases", cases, "--output", tmp_path / "r")
    assert status == 2
    assert err.endswith("interrupted; the last case to start was DS-NET-003/inputs_in_order\n")
    assert backends_in(tmp_path / "r") == ["honest"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="writes to /dev/full")
def test_results_are_kept_where_nothing_can_be_printed(fakes: Path, cases: Path, tmp_path: Path) -> None:
    line = [sys.executable, "-c", COMMAND, "run", "honest", "--cases", str(cases), "--output", str(tmp_path / "r")]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(line, stdout=full, stderr=subprocess.PIPE, text=True, timeout=120)
    assert done.returncode == 2
    assert done.stderr.endswith("Error: can't write to the standard output: No space left on device\n")
    assert backends_in(tmp_path / "r") == ["honest"]


def test_who_stops_reading_stops_no_run(fakes: Path, cases: Path, tmp_path: Path) -> None:
    line = [sys.executable, "-c", COMMAND, "run", "wrong", "honest", "--cases", str(cases)]
    with subprocess.Popen([*line, "--output", str(tmp_path / "r")], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.wait(120) == 1
    assert backends_in(tmp_path / "r") == ["wrong", "honest"]


def test_a_list_that_nobody_reads_ends_quietly(fakes: Path) -> None:
    line = [sys.executable, "-c", COMMAND, "mutants", "--list"]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        assert (process.wait(120), process.stderr.read()) == (2, b"")


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_without_standard_streams(fakes: Path, cases: Path, tmp_path: Path, closed: str) -> None:
    line = f'"$0" -c "$1" run worker:honest --cases "$2" --output "$3" {closed}'
    command = ["sh", "-c", line, sys.executable, COMMAND, str(cases), str(tmp_path / "r")]
    assert subprocess.run(command, capture_output=True, timeout=120).returncode == 0
    assert backends_in(tmp_path / "r") == ["honest"]


@pytest.mark.parametrize("backend", ["leaves-thread", "leaves-process"])
def test_what_an_engine_leaves_running_does_not_hold_the_run(
    dynshape: Dynshape, cases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, backend: str
) -> None:
    monkeypatch.setattr(child, "LEAVING", 0.2)
    assert dynshape("run", backend, "--cases", cases, "--output", tmp_path / "r")[0] == 0
    (run,) = results.read(tmp_path / "r")
    assert run.footer.verdicts["pass"] == 6


@pytest.mark.parametrize("how", ["direct:", "worker:"])
@pytest.mark.parametrize("backend", ["forks", "forks-and-exits"])
def test_a_copy_of_the_process_does_not_go_on_with_the_run(
    fakes: Path, cases: Path, tmp_path: Path, backend: str, how: str
) -> None:
    done = dynshape_process("run", f"{how}{backend}", "--cases", cases, "--output", tmp_path / "r")
    assert done.returncode == 0, done.stderr
    (run,) = results.read(tmp_path / "r")
    assert run.footer.verdicts["pass"] == 6


def test_where_a_run_was_cut_short(dynshape: Dynshape, cases: Path) -> None:
    status, _, err = dynshape("run", "interrupts", "--cases", cases)
    assert status == 2
    assert "the run of interrupts was cut short (exit status 2) after " in err
    assert err.endswith("cases; the last case to start was DS-DIM-004/trap\n")
