"""Expectations: what they make of verdicts, what is stale, what is wrong in a file, and its update."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from dynshape_conformance.backends import SetupError
from dynshape_conformance.expectations import Entry, Expectations, foresee, load
from dynshape_conformance.expectations.update import update
from dynshape_conformance.spec import load_registry
from dynshape_reports import results
from dynshape_reports.results import Backend, CaseResult, Header, Section, Selection, Subcase, Suite
from fake_install import pytest_process
from test_cli import Dynshape, dynshape  # noqa: F401 (a fixture)

DAY = datetime.date(2026, 6, 1)
ENTRY = Entry("", "DS-DIM-001/a", "fail", "known", DAY)
CLAUSES = frozenset(clause.id for clause in load_registry().clauses)
HEADER = Header(
    Suite("dynshape", "1.0", "0" * 16, "1" * 16),
    Backend("engine", "1.4.0", "cpu", "8.6"),
    "8.6",
    Selection(),
    (Section("DS-DIM", "8.1", 9),),
)


def case(name: str, verdict: str, clause: str = "DS-DIM-001") -> CaseResult:
    outcome = Subcase("[n=1]", verdict, "this", "that")
    return CaseResult(
        f"{clause}/{name}", clause, "DS-DIM", "positive", "MUST", "So.", "2" * 16, verdict, (), (outcome,)
    )


def settled(*entries: Entry, today: datetime.date = DAY, **verdicts: str) -> tuple[dict[str, str], results.Stale]:
    """The verdicts of the cases of DS-DIM-001 after these entries; ``z`` is known, but was not run."""
    cases = [case(name, verdict.replace("_", "-")) for name, verdict in verdicts.items()]
    known = {*(item.id for item in cases), "DS-DIM-001/z"}
    found, stale = foresee(Expectations(entries, "1.4.0", "8.6", today), cases, known)
    return {item.id.partition("/")[2]: item.verdict for item in found}, stale


@pytest.mark.parametrize("verdict", results.UNEXPECTED)
def test_a_verdict_that_was_foreseen(verdict: str) -> None:
    found, stale = settled(replace(ENTRY, verdict=verdict), a=verdict, b="fail")
    assert (found, bool(stale)) == ({"a": "expected-fail", "b": "fail"}, False)


@pytest.mark.parametrize("verdict", ["crash", "timeout", "error"])
def test_another_verdict_is_not_foreseen(verdict: str) -> None:
    assert settled(ENTRY, a=verdict) == ({"a": verdict}, results.Stale())


@pytest.mark.parametrize("verdict", ["blocked", "unsupported", "not-applicable"])
def test_what_says_nothing_is_neither_foreseen_nor_stale(verdict: str) -> None:
    assert settled(ENTRY, a=verdict) == ({"a": verdict}, results.Stale())


def test_an_unexpected_pass() -> None:
    stale = settled(ENTRY, a="pass")[1]
    assert stale == results.Stale(passed=("DS-DIM-001/a: fail was expected, DS-DIM-001/a passed",))


def test_a_pattern_speaks_of_each_case() -> None:
    found, stale = settled(replace(ENTRY, case="DS-*/[ab]"), a="fail", b="pass", c="fail")
    assert found == {"a": "expected-fail", "b": "pass", "c": "fail"}
    assert stale.passed == ("DS-*/[ab]: fail was expected, DS-DIM-001/b passed",)


def test_a_clause_is_broken_by_one_case_and_holds_by_all() -> None:
    entry = replace(ENTRY, clause="DS-DIM-001", case="")
    assert settled(entry, a="pass", b="fail") == ({"a": "pass", "b": "expected-fail"}, results.Stale())
    assert settled(entry, a="pass", b="pass")[1] == results.Stale(), "z was not run"
    assert settled(entry, a="pass", z="pass")[1].passed == (
        "DS-DIM-001: fail was expected, DS-DIM-001/a, DS-DIM-001/z passed",
    )


def test_an_entry_that_means_no_case() -> None:
    assert settled(replace(ENTRY, case="DS-DIM-001/y"), a="pass")[1].unmatched == (
        "DS-DIM-001/y: there is no such case",
    )
    assert not settled(replace(ENTRY, case="DS-DIM-001/z"), a="pass")[1], "there is, but it was not run"
    assert not settled(replace(ENTRY, case="DS-DIM-001/?"), a="fail")[1]


@pytest.mark.parametrize("today,expired", [(DAY - datetime.timedelta(1), False), (DAY, True)])
def test_an_entry_expires_on_its_day(today: datetime.date, expired: bool) -> None:
    found, stale = settled(replace(ENTRY, expires=DAY), today=today, a="fail")
    assert found == {"a": "fail" if expired else "expected-fail"}
    assert stale.expired == (("DS-DIM-001/a: expired on 2026-06-01 (known)",) if expired else ())


@pytest.mark.parametrize(
    "fields,counts",
    [
        ({"versions": ">=1.4,<1.8"}, True),
        ({"versions": "==1.4"}, True),
        ({"versions": ">1.4"}, False),
        ({"editions": ("8.6", "10")}, True),
        ({"editions": ("10",)}, False),
    ],
)
def test_versions_and_editions(fields: dict[str, Any], counts: bool) -> None:
    assert settled(replace(ENTRY, **fields), a="fail")[0] == {"a": "expected-fail" if counts else "fail"}
    assert bool(settled(replace(ENTRY, **fields), a="pass")[1]) is counts


def test_a_version_that_can_not_be_compared() -> None:
    expectations = Expectations((replace(ENTRY, versions=">=1"),), "nightly", "8.6", DAY)
    with pytest.raises(SetupError, match="expectation DS-DIM-001/a: the backend's version 'nightly' is none that can"):
        foresee(expectations, [case("a", "fail")], {"DS-DIM-001/a"})


# Files

GOOD = '[[expect]]\ncase = "DS-DIM-001/a"\nverdict = "fail"\nreason = "known"\ndate = 2026-06-01\n'


def test_a_file(tmp_path: Path) -> None:
    path = tmp_path / "e.toml"
    more = 'versions = ">=1,<2"\neditions = ["10"]\nlink = "https://example.org"\nexpires = 2027-06-01\n'
    path.write_text(GOOD + GOOD.replace('case = "DS-DIM-001/a"', 'clause = "DS-DIM-002"') + more)
    first, second = load(path, CLAUSES)
    assert first == ENTRY
    assert (second.name, second.versions, second.editions) == ("DS-DIM-002", ">=1,<2", ("10",))
    assert (second.link, second.expires) == ("https://example.org", datetime.date(2027, 6, 1))


@pytest.mark.parametrize(
    "text,said",
    [
        ("= 1", "no TOML: "),
        ("expect = 1", "is a list of [[expect]] tables and nothing else"),
        ("[other]\nx = 1", "is a list of [[expect]] tables and nothing else"),
        (GOOD.replace("reason", "reasn"), "entry 1 (DS-DIM-001/a): unknown field 'reasn'; known: clause, case, "),
        (GOOD.replace('reason = "known"\n', ""), "entry 1 (DS-DIM-001/a): has no reason"),
        (GOOD.replace('"known"', '" "'), "reason is a text, not ' '"),
        (GOOD.replace('"fail"', '"broken"'), "verdict is one of fail, crash, timeout, error, not 'broken'"),
        (GOOD.replace("2026-06-01", '"2026-06-01"'), "date is a date, 2026-11-22, not '2026-06-01'"),
        (GOOD.replace("2026-06-01", "2026-06-01T00:00:00"), "date is a date"),
        (GOOD + 'expires = "soon"', "expires is a date"),
        (GOOD + 'versions = "1.4 or so"', "versions are a range such as '>=1.4,<1.8', not '1.4 or so'"),
        (GOOD + 'editions = ["7"]', "editions are a list of '8.4', '8.5', "),
        (GOOD + "editions = [8.6]", "editions are a list of '8.4', '8.5', '8.6', '9', '10', '11', not [8.6]"),
        (GOOD + "editions = [10]", "'11', not [10]"),
        (GOOD + 'clause = "DS-DIM-001"', "names either a clause or a case"),
        (GOOD.replace("DIM-001", "DIM-999"), "no clause DS-DIM-999"),
        (GOOD.replace('"DS-DIM-001/a"', "7"), "case is a text, not 7"),
    ],
)
def test_what_is_wrong_in_a_file(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "e.toml"
    path.write_text(text)
    with pytest.raises(SetupError) as error:
        load(path, CLAUSES)
    assert error.value.lines[0].startswith(str(path)) and said in error.value.lines[0]


def test_every_shipped_file_can_be_read() -> None:
    from dynshape_conformance import lock
    from dynshape_conformance.expectations import shipped

    files = sorted(shipped("x").parent.glob("*.toml"))
    for file in files:
        for entry in load(file, CLAUSES):
            assert any(entry.means(id) for id in lock.current()), f"{file.name}: {entry.name}"


# The update

FILE = """\
# What engine is known to get wrong.

# The first comment.
[[expect]]
case = 'DS-DIM-001/a'    # spelled so
verdict = "fail"
reason = "known"
date = 2026-06-01

# The second comment.
[[expect]]
case = "DS-DIM-001/b"
verdict = "fail"
editions = ["10"]
reason = "by another edition"
date = 2026-06-01
# The last comment.
"""
ADDED = """
[[expect]]
case = "DS-DIM-001/c"
verdict = "crash"
versions = "==1.4.0"
editions = ["8.6"]
reason = "[n=1]: expected this, got that"
date = 2026-06-01
"""


def updated(tmp_path: Path, text: str, today: datetime.date = DAY, **verdicts: str) -> tuple[str, list[str]]:
    """The file after a run of version 1.4.0 by edition 8.6."""
    path = tmp_path / "e.toml"
    path.write_text(text)
    expectations = Expectations(load(path, CLAUSES), "1.4.0", "8.6", today)
    known = frozenset(f"DS-DIM-001/{name}" for name in "abcz")
    cases, stale = foresee(expectations, [case(*item) for item in verdicts.items()], known)
    return update(text, expectations, results.make_run(HEADER, cases, stale), known)


def test_nothing_to_change(tmp_path: Path) -> None:
    assert updated(tmp_path, FILE, a="fail", b="pass") == (FILE, [])


def test_an_entry_is_added_and_then_nothing_is_left_to_change(tmp_path: Path) -> None:
    after, changes = updated(tmp_path, FILE, a="fail", c="crash")
    assert (after, changes) == (FILE + ADDED, ["added DS-DIM-001/c: crash"])
    assert updated(tmp_path, after, a="fail", c="crash") == (after, [])


def test_an_entry_that_passes_goes_and_comments_stay(tmp_path: Path) -> None:
    after, changes = updated(tmp_path, FILE, a="pass")
    assert changes == ["removed DS-DIM-001/a: 1.4.0 passes by edition 8.6"]
    assert after.startswith("# What engine is known to get wrong.\n\n# The first comment.\n")
    assert after.endswith(FILE[FILE.index("\n# The second comment.") :])
    assert "DS-DIM-001/a" not in after


def test_an_entry_for_several_editions_or_versions_is_narrowed(tmp_path: Path) -> None:
    text = FILE.replace("spelled so\n", 'spelled so\neditions = ["8.6", "10"]\n')
    assert 'spelled so\neditions = ["10"]\n' in updated(tmp_path, text, a="pass")[0]
    text = FILE.replace("spelled so\n", 'spelled so\nversions = ">=1,<2"\n')
    after, _ = updated(tmp_path, text, a="pass")
    assert 'versions = ">=1,<2,!=1.4.0"\n' in after
    assert updated(tmp_path, after, a="pass") == (after, [])


def test_an_entry_of_another_edition_is_extended(tmp_path: Path) -> None:
    after, changes = updated(tmp_path, FILE, a="fail", b="fail")
    assert changes == ["extended DS-DIM-001/b: by edition 8.6 too"]
    assert after == FILE.replace('["10"]', '["10", "8.6"]')


def test_a_verdict_that_changed(tmp_path: Path) -> None:
    after, changes = updated(tmp_path, FILE, datetime.date(2026, 7, 2), a="timeout")
    assert changes == ["changed DS-DIM-001/a: fail became timeout"]
    assert after == FILE.replace('"fail"', '"timeout"', 1).replace("2026-06-01", "2026-07-02", 1)


def test_a_pattern_of_which_a_case_passes_is_divided(tmp_path: Path) -> None:
    text = GOOD.replace("/a", "/[abc]") + 'link = "https://example.org"\nexpires = 2027-06-01\n'
    after, changes = updated(tmp_path, text, a="fail", b="pass", c="fail")
    assert changes[1:] == ["added DS-DIM-001/a: fail", "added DS-DIM-001/c: fail"]
    assert after.count("known") == after.count("https://example.org") == after.count("2027-06-01") == 2
    assert updated(tmp_path, after, a="fail", b="pass", c="fail") == (after, [])


def test_what_expired_is_left_to_a_person(tmp_path: Path) -> None:
    text = GOOD + "expires = 2026-05-01\n"
    assert updated(tmp_path, text, a="fail") == (text, [])


def test_an_entry_without_a_case_goes(tmp_path: Path) -> None:
    after, changes = updated(tmp_path, GOOD.replace("/a", "/gone"), a="pass")
    assert (after, changes) == ("", ["removed DS-DIM-001/gone: there is no such case"])


def test_a_list_that_is_written_otherwise_is_not_touched(tmp_path: Path) -> None:
    inline = 'expect = [{case = "DS-DIM-001/a", verdict = "fail", reason = "known", date = 2026-06-01}]\n'
    with pytest.raises(SetupError, match="not every entry starts with a line"):
        updated(tmp_path, inline, a="pass")


# The command and the plugin

WRONG = "".join(
    f'[[expect]]\ncase = "{id}"\nverdict = "fail"\nreason = "scripted"\ndate = 2026-06-01\n'
    for id in ("DS-NET-003/inputs_in_order", "DS-NET-002/profiles_can_be_counted", "DS-DIM-004/trap")
)


def test_a_run_of_which_everything_was_foreseen(dynshape: Dynshape, cases: Path, tmp_path: Path) -> None:  # noqa: F811
    file = tmp_path / "e.toml"
    file.write_text(WRONG)
    run = ("run", "wrong", "--cases", cases, "--expectations", file, "--output", tmp_path / "r")
    status, out, err = dynshape(*run, "--today", "2026-11-22")
    assert status == 0, out + err
    assert "expected" in out and "FAIL" not in out
    assert "wrong  DS-NET  2 expected-fail, 1 fail" in err
    (found,) = results.read(tmp_path / "r")
    assert found.footer.verdicts["expected-fail"] == 3
    foreseen = next(case for case in found.cases if case.id == "DS-DIM-004/trap").expectation
    assert foreseen == results.Expectation("DS-DIM-004/trap", "fail", "scripted", "")


@pytest.mark.parametrize(
    "entry,said",
    [
        ('case = "DS-DIM-001/whatever"\n', "UNEXPECTED PASS DS-DIM-001/whatever: fail was expected"),
        ('case = "DS-DIM-001/gone"\n', "UNMATCHED DS-DIM-001/gone: there is no such case"),
        ('case = "DS-DIM-004/trap"\nexpires = 2026-11-22\n', "EXPIRED DS-DIM-004/trap: expired on 2026-11-22"),
    ],
)
def test_what_the_run_proves_wrong_fails_it(
    dynshape: Dynshape,  # noqa: F811
    cases: Path,
    tmp_path: Path,
    entry: str,
    said: str,
) -> None:
    file = tmp_path / "e.toml"
    file.write_text(f'[[expect]]\n{entry}verdict = "fail"\nreason = "scripted"\ndate = 2026-06-01\n')
    run = ("run", "honest", "--cases", cases, "--expectations", file, "--output", tmp_path / "r")
    status, out, _ = dynshape(*run, "--today", "2026-11-22")
    assert (status, said in out) == (1, True), out
    assert results.went_wrong(results.read(tmp_path / "r")[0])


def test_the_plugin_reports_what_was_foreseen_as_xfailed(fakes: Path, cases: Path, tmp_path: Path) -> None:
    (tmp_path / "e.toml").write_text(WRONG)
    run = ("-p", "dynshape_conformance.plugin", "--backend=wrong", "--expectations=e.toml", "--clause=DS-DIM-004")
    done = pytest_process(*run, cases, cwd=tmp_path)
    assert (done.returncode, "1 xfailed" in done.stdout) == (pytest.ExitCode.OK, True), done.stdout
    done = pytest_process(*run, "--backend=honest", cases, cwd=tmp_path)
    assert done.returncode == pytest.ExitCode.TESTS_FAILED
    assert "UNEXPECTED PASS DS-DIM-004/trap: fail was expected, DS-DIM-004/trap passed" in done.stdout


def test_the_command_updates_a_file(dynshape: Dynshape, cases: Path, tmp_path: Path) -> None:  # noqa: F811
    file = tmp_path / "e.toml"
    run = ("run", "wrong", "--cases", cases, "--expectations", file, "--today", "2026-11-22")
    status, out, _ = dynshape(*run, "--update-expectations")
    assert (status, f"{file}: 3 changes" in out) == (1, True), out
    assert dynshape(*run)[0] == 0
    before = file.read_bytes()
    status, out, _ = dynshape(*run, "--update-expectations")
    assert (status, f"{file}: 0 changes" in out) == (0, True)
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    "arguments,said",
    [
        (["wrong", "--expectations", "nowhere.toml"], "can't read the expectations "),
        (["wrong", "--expectations", "x", "--no-expectations"], "--expectations together with --no-expectations"),
        (["wrong", "--update-expectations", "--no-expectations"], "--update-expectations together with "),
        (["wrong", "honest", "--expectations", "x"], "--expectations names the file of one backend"),
    ],
)
def test_options_that_do_not_go_together(
    dynshape: Dynshape,  # noqa: F811
    cases: Path,
    arguments: list[str],
    said: str,
) -> None:
    status, out, err = dynshape("run", *arguments, "--cases", cases)
    assert (status, out) == (2, "")
    assert err.startswith(f"Error: {said}")
