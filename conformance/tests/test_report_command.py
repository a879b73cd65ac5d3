"""The command ``dynshape report``: from results files to documents, in the words of the specification."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from dynshape_conformance import cli
from dynshape_conformance.spec import load_registry
from dynshape_conformance.spec_text import specification
from dynshape_reports import results
from dynshape_reports.results import Backend, CaseResult, Header, Section, Selection, Subcase, Suite

Ended = tuple[int, str, str]


@pytest.fixture
def dynshape(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ended]:
    """Run the command in this process: exit status, standard output, standard error."""

    def call(*arguments: object) -> Ended:
        monkeypatch.setattr(sys, "argv", ["dynshape", *map(str, arguments)])
        status = 0
        try:
            cli.main()
        except SystemExit as end:
            status = int(end.code or 0)
        captured = capfd.readouterr()
        assert "Traceback" not in captured.out + captured.err
        return status, captured.out, captured.err

    return call


def results_file(path: Path, name: str, verdict: str = "pass", spec: str | None = None) -> Path:
    """A file of one run with one case."""
    suite = Suite("dynshape", "1.0", "a" * 16, spec or load_registry().digest())
    header = Header(suite, Backend(name, "1.0", "cpu", "8.6"), "8.6", Selection(), (Section("DS-DIM", "8.1", 29),))
    subcase = Subcase("", "pass") if verdict == "pass" else Subcase("", verdict, "x", "y")
    case = CaseResult(
        "DS-DIM-014/a", "DS-DIM-014", "DS-DIM", "positive", "MUST", "So.", "b" * 16, verdict, (), (subcase,)
    )
    path.write_bytes(results.encode(results.make_run(header, [case])))
    return path


def test_the_specification_is_handed_over_whole() -> None:
    registry, found = load_registry(), specification()
    assert found.digest == registry.digest()
    assert [clause.id for clause in found.clauses] == [clause.id for clause in registry.clauses]
    assert found.by_id["DS-DIM-024"].unobservable == registry.unobservable["DS-DIM-024"]
    assert found.by_id["DS-OPEN-001"].level == "open"
    assert any(mutant.name.startswith("mutant:DS-BIND-006.") for mutant in found.by_id["DS-BIND-006"].mutants)
    assert all(clause.basis not in ("doc", "obs", "inf") for clause in found.clauses), "spelled out"


def test_all_documents_of_several_files(dynshape: Callable[..., Ended], tmp_path: Path) -> None:
    files = [results_file(tmp_path / "a", "good"), results_file(tmp_path / "b", "bad", "fail")]
    out = tmp_path / "new" / "folder"
    options = ("--html", out / "r.html", "--junit", out / "r.xml", "--markdown", out / "r.md", "--json", out / "r.json")
    assert dynshape("report", *files, *options, "--badge", out / "b.svg") == (0, "", "")
    assert "set_binding_shape" in (out / "r.html").read_text("utf-8")
    assert ET.parse(out / "r.xml").getroot().get("failures") == "1"
    assert json.loads((out / "r.json").read_text("utf-8"))["runs"][1]["clauses"]["DS-DIM-014"] == "broken"
    assert (out / "r.md").read_text("utf-8").startswith("## Clauses by section")
    assert ET.parse(out / "b.svg").getroot().tag.endswith("svg")


def test_a_badge_for_shields_io_to_the_output(dynshape: Callable[..., Ended], tmp_path: Path) -> None:
    file = results_file(tmp_path / "a", "good")
    assert dynshape("report", file, "--badge", tmp_path / "b.json")[0] == 0
    assert json.loads((tmp_path / "b.json").read_text("utf-8"))["schemaVersion"] == 1
    status, out, _ = dynshape("report", file, "--json", "-")
    assert (status, json.loads(out)["kind"]) == (0, "summary")


def test_without_an_option_it_is_printed(dynshape: Callable[..., Ended], tmp_path: Path) -> None:
    status, out, _ = dynshape("report", results_file(tmp_path / "a", "bad", "fail"))
    assert status == 0
    assert "FAIL DS-DIM-014/a: So.\n  clause:   " in out and "\x1b" not in out


def test_what_can_not_be_reported(dynshape: Callable[..., Ended], tmp_path: Path) -> None:
    good, again = results_file(tmp_path / "a", "good"), results_file(tmp_path / "b", "good")
    old = results_file(tmp_path / "c", "old", spec="0" * 16)
    cut = tmp_path / "cut"
    cut.write_bytes(good.read_bytes()[:-30])
    for arguments, said in (
        ((), "no results files given"),
        ((tmp_path / "none",), "none: No such file or directory"),
        ((cut,), "cut: line 3 is cut short"),
        ((good, again), "two runs of good 1.0 edition 8.6 cpu; a report has one column for each"),
        ((good, old), "runs of different specifications: good of "),
        ((good, "--html", tmp_path / "a" / "b"), "can't write to "),
    ):
        status, out, err = dynshape("report", *arguments)
        assert (status, out) == (2, "")
        assert said in err


def test_no_document_takes_the_place_of_another_file(dynshape: Callable[..., Ended], tmp_path: Path) -> None:
    good, out = results_file(tmp_path / "a.jsonl", "good"), tmp_path / "out"
    before = good.read_bytes()
    for arguments, said in (
        (("report", good, "--html", tmp_path / "x" / ".." / "a.jsonl"), "a.jsonl: it is read, too"),
        (("report", "--history", tmp_path, "--html", good), "a.jsonl: it is read, too"),
        (("report", good, "--html", out, "--markdown", out), "out: another document goes there"),
        (("report", good, "--html", "-", "--markdown", "-"), "can't write to -: another document goes there"),
        (("diff", good, good, "--json", good), "a.jsonl: it is read, too"),
        (("diff", good, good, "--json", out, "--html", out), "out: another document goes there"),
    ):
        status, printed, err = dynshape(*arguments)
        assert (status, printed) == (2, "")
        assert err.startswith("Error: can't write to ") and err.endswith(f"{said}\n") and err.count("\n") == 1
    assert good.read_bytes() == before and not out.exists()


@pytest.mark.parametrize(
    "before,after,fail_on,status",
    [
        ("pass", "fail", (), 0),
        ("pass", "fail", ("regressions",), 1),
        ("pass", "fail", ("failures",), 1),
        ("fail", "pass", ("regressions", "failures"), 0),
        ("fail", "pass", ("changes",), 1),
        ("pass", "pass", ("regressions", "failures", "changes"), 0),
    ],
)
def test_a_diff_as_a_gate(
    dynshape: Callable[..., Ended], tmp_path: Path, before: str, after: str, fail_on: tuple[str, ...], status: int
) -> None:
    files = [results_file(tmp_path / f"{place}", "engine", verdict) for place, verdict in enumerate((before, after))]
    ended, out, err = dynshape("diff", *files, *(f"--fail-on={what}" for what in fail_on))
    assert (ended, err) == (status, "")
    assert (f"{before} -> {after}" in out) == (before != after)


def test_a_gate_does_not_open_where_nothing_was_compared(dynshape: Callable[..., Ended], tmp_path: Path) -> None:
    for name in "abcd":
        results_file(tmp_path / name, f"engine-{name}")
    for both in ("ab", "cd"):
        (tmp_path / both).write_bytes(b"".join((tmp_path / name).read_bytes() for name in both))
    told = dynshape("diff", tmp_path / "ab", tmp_path / "cd")
    assert told[0] == 0 and "only before: engine-a, edition 8.6" in told[1]
    status, _, err = dynshape("diff", tmp_path / "ab", tmp_path / "cd", "--fail-on", "regressions")
    assert (status, err) == (
        2,
        f"Error: no run of {tmp_path / 'ab'} has a counterpart in {tmp_path / 'cd'}: nothing was compared\n",
    )


def test_a_history(dynshape: Callable[..., Ended], tmp_path: Path) -> None:
    folder = tmp_path / "runs" / "engine"
    folder.mkdir(parents=True)
    results_file(folder / "1.jsonl", "engine", "fail")
    assert "engine, edition 8.6, cpu" in dynshape("report", "--history", tmp_path / "runs")[1]
    pages = ("--html", tmp_path / "h.html", "--markdown", tmp_path / "h.md")
    assert dynshape("report", "--history", tmp_path / "runs", *pages) == (0, "", "")
    assert "<svg" in (tmp_path / "h.html").read_text("utf-8")
    status, _, err = dynshape("report", "--history", tmp_path / "empty")
    assert status == 2 and "no results files (*.jsonl) in" in err
    status, _, err = dynshape("report", "--history", folder, "--junit", tmp_path / "x")
    assert status == 2 and "goes with --html and --markdown only" in err
