"""The pytest plugin: collection, selection, results, and being harmless where nobody asked for it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from dynshape_conformance import corpus, selection, setup
from dynshape_conformance.backends import SetupError
from dynshape_conformance.spec import load_registry
from dynshape_reports import results
from dynshape_reports.errors import TruncatedResults
from fake_install import distribution, pytest_process

PLUGIN = ("-p", "dynshape_conformance.plugin")
CASES = """
from dynshape_conformance.case import Trial, negative, positive
"""
CASE = '''

@{role}("{clause}"{more})
def {name}(t: Trial) -> None:
    """It is so."""
    t.true(True, "so")
'''


def case_file(folder: Path, *cases: dict[str, str], name: str = "mine.py") -> Path:
    """A case file with these cases."""
    defaults = {"role": "positive", "clause": "DS-DIM-001", "name": "so", "more": ""}
    path = folder / name
    path.write_text(CASES + "".join(CASE.format(**{**defaults, **case}) for case in cases))
    return path


def verdicts(path: Path) -> dict[str, str]:
    """The verdicts in a results file of one run."""
    (run,) = results.read(path)
    return {case.id.partition("/")[2]: case.verdict for case in run.cases}


def test_a_run_under_plain_pytest(fakes: Path, cases: Path, tmp_path: Path) -> None:
    done = pytest_process(*PLUGIN, "--backend", "wrong", "--results", tmp_path / "r", cases, cwd=tmp_path)
    assert done.returncode == pytest.ExitCode.TESTS_FAILED
    assert "FAIL DS-NET-003/inputs_in_order: Inputs are listed in order." in done.stdout
    assert "scripted_cases.py::DS-NET-002/no_implicit_batch" in done.stdout
    assert "wrong 1.0, device cpu, edition 8.6" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert verdicts(tmp_path / "r") == {
        "after_the_trap": "blocked",
        "inputs_in_order": "fail",
        "needs_a_device": "unsupported",
        "no_implicit_batch": "blocked",
        "old_edition": "not-applicable",
        "profiles_can_be_counted": "fail",
        "trap": "fail",
        "whatever": "pass",
    }


def test_the_same_bytes_whatever_the_processes_and_the_order(fakes: Path, cases: Path, tmp_path: Path) -> None:
    for name, more in (("a", ()), ("b", ("-n", "2"))):
        pytest_process(*PLUGIN, "--backend=wrong", f"--results={tmp_path / name}", *more, cases, cwd=tmp_path)
    first = (tmp_path / "a").read_bytes()
    assert first
    assert first == (tmp_path / "b").read_bytes()


def test_a_worker_that_dies_is_the_crash_of_one_case(fakes: Path, cases: Path, tmp_path: Path) -> None:
    pytest_process(*PLUGIN, "--backend=segfaults", f"--results={tmp_path / 'r'}", "-n", "1", cases, cwd=tmp_path)
    found = verdicts(tmp_path / "r")
    assert found["trap"] == "crash"
    assert sorted(found.values()) == sorted(["crash", "unsupported", "not-applicable", *["pass"] * 5])


def test_a_run_that_is_cut_short_is_no_result(fakes: Path, cases: Path, tmp_path: Path) -> None:
    done = pytest_process(*PLUGIN, "--backend=wrong", f"--results={tmp_path / 'r'}", "-x", cases, cwd=tmp_path)
    assert "the run was cut short; it is not scored" in done.stdout
    with pytest.raises(TruncatedResults):
        results.read(tmp_path / "r")


@pytest.mark.parametrize("some", [["-k", "whatever"], ["--deselect", "scripted_cases.py::DS-DIM-004/trap"]])
def test_a_run_that_pytest_leaves_cases_out_of_is_no_result(
    fakes: Path, cases: Path, tmp_path: Path, some: list[str]
) -> None:
    (tmp_path / "scripted_cases.py").write_bytes(cases.read_bytes())
    done = pytest_process(*PLUGIN, "--backend=honest", "--results=r", *some, "scripted_cases.py", cwd=tmp_path)
    assert f"pytest left out {7 if '-k' in some else 1} cases; --section and --clause select" in done.stdout, (
        done.stdout
    )
    with pytest.raises(TruncatedResults):
        results.read(tmp_path / "r")


def test_loaded_by_entry_point_by_name_or_both(fakes: Path, cases: Path, tmp_path: Path) -> None:
    distribution(fakes, "auto", {"dynshape": "dynshape_conformance.autoload"}, group="pytest11")
    for plugin in ((), PLUGIN):
        done = pytest_process(*plugin, "--backend=honest", cases, cwd=tmp_path)
        assert "6 passed, 2 skipped" in done.stdout, done.stdout + done.stderr


def test_nothing_happens_in_other_peoples_runs(fakes: Path, tmp_path: Path) -> None:
    distribution(fakes, "auto", {"dynshape": "dynshape_conformance.autoload"}, group="pytest11")
    case_file(tmp_path, {})
    (tmp_path / "conftest.py").write_text("def pytest_addoption(parser):\n    parser.addoption('--backend')\n")
    (tmp_path / "test_theirs.py").write_text(
        "import sys\n\ndef test(pytestconfig):\n    assert pytestconfig.getoption('--backend') == 'cuda'\n"
        "    assert not any(name.startswith('dynshape_conformance.p') for name in sys.modules)\n"
    )
    done = pytest_process("--backend", "cuda", cwd=tmp_path)
    assert "1 passed" in done.stdout, done.stdout + done.stderr


def test_without_a_backend_there_is_no_collection(fakes: Path, tmp_path: Path) -> None:
    case_file(tmp_path, {})
    (tmp_path / "test_theirs.py").write_text("def test():\n    pass\n")
    assert "1 passed" in pytest_process(*PLUGIN, cwd=tmp_path).stdout
    assert "ERROR: --edition without --backend" in pytest_process(*PLUGIN, "--edition=8.6", cwd=tmp_path).stderr


def test_without_a_path_the_installed_corpus_is_collected(fakes: Path, tmp_path: Path) -> None:
    (tmp_path / "test_theirs.py").write_text("def test():\n    pass\n")
    done = pytest_process(*PLUGIN, "--backend=honest", "--collect-only", "-q", cwd=tmp_path)
    assert "test_theirs" not in done.stdout
    assert "::DS-NET-" in done.stdout


def test_a_module_can_be_named_instead_of_a_path(fakes: Path, tmp_path: Path) -> None:
    done = pytest_process(*PLUGIN, "--backend=honest", "--pyargs", "scripted_cases", cwd=tmp_path)
    assert "6 passed, 2 skipped" in done.stdout


@pytest.mark.parametrize(
    "arguments,said",
    [
        (["--backend=honset"], "no backend is called 'honset'; did you mean honest?"),
        (["--backend=factory-raises"], "backend factory-raises can't be made: TypeError: no such device"),
        (["--backend=timeless"], "backend timeless: describe() names no edition '3.14'"),
        (["--backend=honest", "--results=no/such/folder"], "can't write the results to no/such/folder: No such file"),
        (["--backend=honest", "--section=9.9"], "no section '9.9'"),
        (["--backend=honest", "no_such_path.py"], "no such file or folder: no_such_path.py"),
        (["--backend=honest", "--pyargs", "no.such.module.py"], "no such file, folder or module: no.such.module.py"),
    ],
)
def test_a_broken_set_up_is_one_line(fakes: Path, cases: Path, tmp_path: Path, arguments: list[str], said: str) -> None:
    path = [] if arguments[-1].endswith(".py") else [cases]
    done = pytest_process(*PLUGIN, *arguments, *path, cwd=tmp_path)
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert one_error(done).startswith(f"ERROR: {said}")


def one_error(done: subprocess.CompletedProcess[str]) -> str:
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    assert len(lines) == 1, done.stderr
    return lines[0]


# What is found, and whether it fits the registry


@pytest.mark.parametrize(
    "given,said",
    [
        ([{"clause": "DS-DIM-999"}], "no clause DS-DIM-999 in the registry; close: DS-DIM-0"),
        ([{"more": ", needs=['DS-NTE-001']"}], "needs DS-NTE-001, which is not in the registry; close: DS-NET-001"),
        ([{"more": ", needs=['DS-DIM-001']"}], "needs its own clause"),
        ([{"more": ", features=['magic']"}], "unknown feature 'magic'"),
        ([{"more": ", editions=('8.4', '7')"}], "unknown edition in ('8.4', '7')"),
        ([{"clause": "DS-BIND-001", "more": ", editions=('11', None)"}], "are outside those of DS-BIND-001"),
        ([{}, {}], "is lost: another definition has its name"),
        (
            [
                {"more": ", needs=['DS-DIM-002']"},
                {"clause": "DS-DIM-002", "name": "b", "more": ", needs=['DS-DIM-001']"},
            ],
            "what clauses need is circular: DS-DIM-001 needs DS-DIM-002 needs DS-DIM-001",
        ),
    ],
)
def test_what_does_not_fit_the_registry(tmp_path: Path, given: list[dict[str, str]], said: str) -> None:
    path = case_file(tmp_path, *given)
    with pytest.raises(SetupError) as error:
        setup.load_corpus([path], load_registry())
    assert said in error.value.lines[0]


def test_one_line_for_each_problem(tmp_path: Path) -> None:
    path = case_file(tmp_path, {"clause": "DS-DIM-998"}, {"clause": "DS-DIM-999", "name": "other"})
    with pytest.raises(SetupError) as error:
        setup.load_corpus([path], load_registry())
    assert len(error.value.lines) == 2


def test_a_case_may_exist_once_only(tmp_path: Path) -> None:
    paths = [case_file(tmp_path, {}, name=name) for name in ("one.py", "two.py")]
    with pytest.raises(SetupError, match="case DS-DIM-001/so exists 2 times"):
        setup.load_corpus(paths, load_registry())


def test_a_case_file_that_can_not_be_imported(tmp_path: Path) -> None:
    path = tmp_path / "broken.py"
    path.write_text("import dynshape_conformance.case\n1 / 0\n")
    with pytest.raises(SetupError, match=r"case file broken\.py can't be imported: ZeroDivisionError"):
        setup.load_corpus([path], load_registry())


def test_only_case_files_are_looked_at(tmp_path: Path) -> None:
    mine = case_file(tmp_path, {})
    for name in ("test_x.py", "conftest.py", "_helpers.py"):
        case_file(tmp_path, {}, name=name)
    (tmp_path / "setup.py").write_text("raise SystemExit\n")
    assert corpus.case_files([tmp_path, mine]) == [mine.resolve()]


def test_cases_are_looked_for_where_pytest_collects_them(fakes: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    for name in (".hidden", "build", "node_modules", "env", "deep", "deep/er"):
        (folder / name).mkdir(parents=True)
        case_file(folder / name, {"name": name.strip(".").replace("/", "_")})
    (folder / "env" / "pyvenv.cfg").touch()
    assert [file.parent.name for file in corpus.case_files([folder])] == ["er", "deep"]
    done = pytest_process(*PLUGIN, "--backend=honest", "--results=r", folder, cwd=tmp_path)
    assert "2 passed" in done.stdout, done.stdout
    assert verdicts(tmp_path / "r") == {"deep": "pass", "deep_er": "pass"}


def test_the_corpus_digest_knows_sources_not_order(tmp_path: Path) -> None:
    path = case_file(tmp_path, {}, {"name": "two"})
    found = corpus.load(path)
    assert corpus.corpus_digest(found) == corpus.corpus_digest(found[::-1])
    assert corpus.corpus_digest(found) != corpus.corpus_digest(found[:1])


@pytest.mark.parametrize(
    "sections,clauses,wanted",
    [
        (["DIM"], [], {"DS-DIM"}),
        (["ds-dim", "8.2.1"], [], {"DS-DIM", "DS-BIND"}),
        (["8.2"], [], {"DS-PROF", "DS-CTX", "DS-BIND"}),
        ([], ["DS-DIM-014", "DS-NET-002/x"], {"DS-DIM", "DS-NET"}),
        (["8.1"], ["DS-DIM-014", "DS-NET-002"], {"DS-DIM"}),
    ],
)
def test_selection(sections: list[str], clauses: list[str], wanted: set[str]) -> None:
    selected = selection.select(load_registry(), sections, clauses)
    assert {clause.section for clause in selected.clauses} == wanted


def test_one_case_of_a_clause_can_be_selected(fakes: Path, cases: Path) -> None:
    settled = setup.prepare("honest", clauses=["DS-NET-002/no_implicit_batch", "DS-DIM-001"], paths=[cases])
    assert sorted(settled.cases) == ["DS-DIM-001/whatever", "DS-NET-002/no_implicit_batch"]
    with pytest.raises(SetupError, match="no case DS-NET-002/other; DS-NET-002 has DS-NET-002/no_implicit_batch, "):
        setup.prepare("honest", clauses=["DS-NET-002/other"], paths=[cases])


def test_the_header_spells_a_selection_in_one_way(fakes: Path, cases: Path) -> None:
    headers = [setup.prepare("honest", sections=[key], paths=[cases]).header() for key in ("8.1", "dim", "DS-DIM")]
    assert headers[0] == headers[1] == headers[2]
    assert headers[0].selection.sections == ("DS-DIM",)
    assert [section.id for section in headers[0].sections] == ["DS-DIM"]


def test_beside_pytest_timeout_the_option_has_another_name(fakes: Path, cases: Path, tmp_path: Path) -> None:
    (fakes / "pytest_timeout.py").write_text("def pytest_addoption(parser):\n    parser.addoption('--timeout')\n")
    distribution(fakes, "pytest-timeout", {"timeout": "pytest_timeout"}, group="pytest11")
    backend = "--backend=worker:honest"
    done = pytest_process(*PLUGIN, backend, "--timeout=1000", "--worker-timeout=30", cases, cwd=tmp_path)
    assert "6 passed, 2 skipped" in done.stdout, done.stdout + done.stderr


def test_a_time_that_is_none_is_refused(fakes: Path, cases: Path, tmp_path: Path) -> None:
    for wrong in ("--timeout=0", "--timeout=nan", "--timeout=soon", "--in-flight=0", "--in-flight=many"):
        done = pytest_process(*PLUGIN, "--backend=worker:honest", wrong, cases, cwd=tmp_path)
        assert done.returncode == pytest.ExitCode.USAGE_ERROR, wrong
        assert wrong.partition("=")[0] in done.stderr
