"""The command ``dynshape``: what it prints, what it writes, how it ends."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from dynshape_conformance import backends, child, cli, lock, setup
from dynshape_reports import results
from fake_install import dynshape_process

Ended = tuple[int, str, str]
Dynshape = Callable[..., Ended]


@pytest.fixture
def dynshape(fakes: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Dynshape:
    """Run the command in this process: exit status, standard output, standard error."""

    def call(*arguments: object) -> Ended:
        monkeypatch.setattr(sys, "argv", ["dynshape", *map(str, arguments)])
        try:
            cli.main()
            status = 0
        except SystemExit as end:
            status = int(end.code or 0)
        captured = capfd.readouterr()
        assert "Traceback" not in captured.out + captured.err
        return status, captured.out, captured.err

    return call


def test_nothing_unexpected(dynshape: Dynshape, cases: Path, tmp_path: Path) -> None:
    status, out, err = dynshape("run", "honest", "--cases", cases, "--output", tmp_path / "r")
    assert status == 0
    assert out.startswith("honest 1.0, device cpu, edition 8.6\n")
    assert "DS-DIM  8.1 " in out
    assert "honest  DS-NET  3 pass" in err
    assert "wall time" in err and "wall time" not in out
    (run,) = results.read(tmp_path / "r")
    assert run.footer.verdicts["pass"] == 6


def test_unexpected_verdicts_of_two_backends(dynshape: Dynshape, cases: Path, tmp_path: Path) -> None:
    status, out, _ = dynshape("run", "nothing", "wrong", "--section=8.0", "--cases", cases, "--output", tmp_path / "r")
    assert status == 1
    assert "FAIL DS-NET-003/inputs_in_order: Inputs are listed in order.\n  clause:   " in out
    assert "  subcase:  [names=a] (3 of 3 did not pass)\n  expected: ('a',)\n  got:      ('nobody',)\n" in out
    assert "8.1" not in out
    assert [run.header.backend.name for run in results.read(tmp_path / "r")] == ["nothing", "wrong"]


@pytest.mark.parametrize("backend,how", [("segfaults", "SIGSEGV"), ("vanishes", "exit status 3")])
def test_an_engine_that_ends_its_process(dynshape: Dynshape, cases: Path, backend: str, how: str) -> None:
    status, out, err = dynshape("run", backend, "--cases", cases)
    assert (status, out) == (2, "")
    assert f"Error: the run of {backend} ended by {how} at case DS-DIM-004/trap" in err


def test_with_jobs_it_is_a_crash_and_the_rest_runs(dynshape: Dynshape, cases: Path) -> None:
    status, out, _ = dynshape("run", "segfaults", "--cases", cases, "--jobs", "2")
    assert status == 1
    assert "CRASH DS-DIM-004/trap: Some backends end their process here." in out


def test_an_engine_that_prints(dynshape: Dynshape, cases: Path) -> None:
    status, out, err = dynshape("run", "noisy", "--cases", cases)
    assert status == 0
    assert "engine" not in out + err


def test_one_broken_backend_does_not_stop_the_others(dynshape: Dynshape, cases: Path, tmp_path: Path) -> None:
    status, out, err = dynshape("run", "absent", "honest", "--cases", cases, "--output", tmp_path / "r")
    assert status == 2
    assert "Error: backend absent can't be used here: the engine's package is not installed (pip install" in err
    assert "honest 1.0" in out
    assert len(results.read(tmp_path / "r")) == 1


@pytest.mark.parametrize(
    "arguments,said",
    [
        (["run", "honset"], "no backend is called 'honset'; did you mean honest?"),
        (["run", "honest", "honest"], "backend honest is named 2 times"),
        (["run", "honest", "--section", "9.9"], "no section '9.9'; known: DS-NET, "),
        (["run", "honest", "--clause", "DS-DIM-999"], "no clause 'DS-DIM-999'; close: DS-DIM-0"),
        (["run", "honest", "--edition", "7"], "no edition '7'; known: 8.4, "),
        (["run", "honest", "--fraction", "0.1"], "no fraction '0.1'; K/N is the K-th of N shares of the cases: 1/8, "),
        (["run", "honest", "--output", "no/such/folder"], "can't write the results to no/such/folder: No such file"),
        (["run", "honest", "--output", "."], "can't write the results to .: Is a directory"),
        (["run", "honest", "--cases", "nowhere.py"], "no such file or folder: nowhere.py"),
        (["run", "honest", "--clause", "XX"], "no clause 'XX'; dynshape clauses lists them"),
        (["run", "honest", "--save-repros", "/dev/null/x"], "can't write reproducers to /dev/null/x: Not a directory"),
        (["run", "honest", "--output", "no\x1b[31m/such"], r"can't write the results to no\x1b[31m/such: No such file"),
        (["repro", "DS-DIM-014/nope", "--backend", "honest"], "no case DS-DIM-014/nope; DS-DIM-014 has DS-DIM-014/"),
        (["clauses", "--tag", "X"], "no tag 'X'; known: DOC, HDR, SEED"),
        (["clauses", "--section", "9.9"], "no section '9.9'"),
        (["clauses", "--edition", "7"], "no edition '7'"),
    ],
)
def test_usage_is_one_line_and_status_2(dynshape: Dynshape, arguments: list[str], said: str) -> None:
    status, out, err = dynshape(*arguments)
    assert (status, out) == (2, "")
    assert err.startswith(f"Error: {said}")
    assert err.count("\n") == 1


def test_an_engine_that_ends_its_process_before_the_first_case(dynshape: Dynshape, cases: Path) -> None:
    assert dynshape("run", "ends-at-once", "--cases", cases) == (
        2,
        "",
        "Error: the run of ends-at-once ended by exit status 3 before its first case\n",
    )


def test_nothing_selected(dynshape: Dynshape, cases: Path, tmp_path: Path) -> None:
    assert dynshape("run", "honest", "--cases", tmp_path / "site") == (
        2,
        "",
        f"Error: nothing selected: no cases found in {tmp_path / 'site'}\n",
    )
    status, _, err = dynshape("run", "honest", "--cases", cases, "--section", "8.7")
    assert (status, err) == (2, "Error: nothing selected: no case for 8.7\n")


def test_usage_errors_of_the_command_line_itself(dynshape: Dynshape) -> None:
    for arguments in (["run"], ["run", "honest", "--jobs", "0"], ["walk"], ["run", "honest", "--nonsense"]):
        assert dynshape(*arguments)[0] == 2


def test_an_earlier_file_stays_if_the_run_can_not_start(dynshape: Dynshape, tmp_path: Path) -> None:
    output = tmp_path / "r"
    output.write_text("earlier")
    assert dynshape("run", "honest", "--edition", "7", "--output", output)[0] == 2
    assert output.read_text() == "earlier"


def test_more_failures_than_are_shown(dynshape: Dynshape, cases: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli.on_screen, "SHOWN", 2)
    _, out, _ = dynshape("run", "wrong", "--cases", cases)
    assert out.count("FAIL ") == 2
    assert "... and 1 more" in out
    assert "dynshape run wrong --section S" in out


def test_the_slowest_cases(dynshape: Dynshape, cases: Path) -> None:
    status, out, err = dynshape("run", "honest", "--cases", cases, "--durations", "3")
    lines = [line.split() for line in err.splitlines() if " ms  DS-" in line]
    assert status == 0 and " ms " not in out
    assert len(lines) == 3
    assert [float(line[0]) for line in lines] == sorted((float(line[0]) for line in lines), reverse=True)


def test_a_case_under_its_old_id(dynshape: Dynshape, monkeypatch: pytest.MonkeyPatch) -> None:
    renamed = {"DS-DIM-001/old": "DS-DIM-001/new", "DS-DIM-001/other": "retired: said nothing"}
    monkeypatch.setattr(lock, "renamed", lambda: renamed)
    for name, said in (("old", "became DS-DIM-001/new"), ("other", "is retired: said nothing")):
        with pytest.raises(backends.SetupError, match=f"no case DS-DIM-001/{name}; it {said}$"):
            setup.prepare("honest", clauses=[f"DS-DIM-001/{name}"])


def test_the_list_of_backends(dynshape: Dynshape, monkeypatch: pytest.MonkeyPatch) -> None:
    found = {name: backends.get(name) for name in ("honest", "describe-raises")}
    monkeypatch.setattr(backends, "find", lambda: found)
    status, out, _ = dynshape("backends")
    lines = {line.split()[0]: line for line in out.splitlines() if line}
    assert status == 0
    assert "fakes 1" in lines["honest"] and "yes" in lines["honest"]
    assert "no" in lines["describe-raises"].split() and "first line second line" in lines["describe-raises"]


def test_the_list_of_clauses(dynshape: Dynshape) -> None:
    status, out, _ = dynshape("clauses", "--section", "8.1", "--tag", "seed", "--edition", "8.6")
    assert status == 0
    assert "DS-DIM-001  MUST" in out
    assert "DS-NET" not in out and "DS-DIM-029" not in out


def test_version_and_help(dynshape: Dynshape) -> None:
    assert dynshape("--version")[1].startswith("dynshape, version ")
    assert "Score each BACKEND" in dynshape("run", "--help")[1]


@pytest.mark.parametrize(
    "backend,said",
    [
        ("absent", "backend absent can't be used here: the engine's package is not installed (pip install "),
        ("one-edition", "backend one-edition does not answer by edition 8.4: only 8.6"),
        ("ends-at-once", "backend ends-at-once can't be used here: its process ended with status 3 while it was"),
        ("command:false", "backend command:false could not start: the process ended by exit status 1 at hello"),
    ],
)
def test_a_backend_that_can_not_be_used_is_one_line_everywhere(
    dynshape: Dynshape, tmp_path: Path, backend: str, said: str
) -> None:
    fuzz = ("fuzz", "--backend", backend, "--edition", "8.4", "--output", tmp_path / "campaign")
    repro = ("repro", "DS-DIM-014/both_ends", "--backend", backend, "--edition", "8.4")
    for arguments in (fuzz, repro):
        if arguments is fuzz or not backend.startswith("command:"):
            status, out, err = dynshape(*arguments)
            assert (status, out) == (2, "")
            assert err.startswith(f"Error: {said}") and err.count("\n") == 1


def test_without_process_groups_there_is_direct_only(
    dynshape: Dynshape, cases: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "killpg")  # as on Windows
    assert dynshape("run", "honest", "--cases", cases)[0] == 0
    with pytest.raises(backends.SetupError, match=r"^workers need process groups, which this system does not have"):
        setup.prepare("worker:honest", paths=[cases])


def test_a_dumb_terminal_gets_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    for kind, said in (("xterm", "\r\x1b[Khonest  1/1  DS-DIM  1 pass"), ("dumb", "honest  DS-DIM  1 pass\n")):
        monkeypatch.setenv("TERM", kind)
        bar = child.Bar("honest", Terminal())
        bar.planned({"DS-DIM": 1})
        bar.ended("DS-DIM", "pass")
        assert bar.stream.getvalue() == said  # type: ignore[attr-defined]


def test_a_users_own_pytest_set_up_takes_no_part(fakes: Path, cases: Path, tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n")
    (tmp_path / "conftest.py").write_text("raise SystemExit(7)\n")
    done = dynshape_process("run", "honest", "--cases", cases, "--section", "8.0", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["conftest.py", "pytest.ini", "site"]
