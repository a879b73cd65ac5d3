"""Mutants: each can be made, is failed by its cases, and leaves the reference itself alone."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import dynshape_reference
import pytest
from click.testing import CliRunner
from dynshape_conformance import backends, corpus, judging
from dynshape_conformance.adapters.reference import around, create
from dynshape_conformance.backends import SetupError
from dynshape_conformance.case import Case
from dynshape_conformance.mutants import Mutant, copies, kill, mutants
from dynshape_conformance.mutants import command as command_module
from dynshape_conformance.mutants.backend import edition_of
from dynshape_conformance.mutants.command import command
from dynshape_conformance.spec import load_registry

REGISTRY = load_registry()
TEXT = "        return self._indices.get(name, -1)\n"
NOTHING = Mutant("DS-BIND-017", "nothing", "Nothing is wrong.", "bindings.py", ((TEXT, TEXT),))
FEW = (
    "mutant:DS-BIND-006.suffix_on_profile_0",
    "mutant:DS-BIND-011.silent",
    "mutant:DS-BIND-017.unknown_is_0",
    "mutant:DS-BIND-022.dims_of_profile_0",
)


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    """The cases about bindings."""
    files = sorted(corpus.cases_folder().glob("bind_*.py"))
    return [case for file in files for case in corpus.load(file)]


@pytest.fixture
def small_corpus(cases: list[Case], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kill, "load_corpus", lambda paths, registry: tuple(cases))


def copies_in_memory() -> list[str]:
    return [name for name in sys.modules if name.startswith("dynshape_reference__copy")]


@pytest.mark.parametrize("section", sorted({REGISTRY.get(mutant.clause).section for mutant in mutants().values()}))
def test_every_mutant_applies(section: str) -> None:
    problems = []
    for mutant in mutants().values():
        if REGISTRY.get(mutant.clause).section == section:
            try:
                copies.mutated_code(mutant)
            except copies.NotApplicable as error:
                problems.append(str(error))
    assert not problems


def test_mutants_are_well_described() -> None:
    for mutant in mutants().values():
        clause = REGISTRY.get(mutant.clause)
        assert clause.applies_to(edition_of(mutant)), mutant.name
        assert re.fullmatch(r"[a-z0-9_]+", mutant.what), mutant.name
        assert re.fullmatch(r"[^ ].*[^ .]\.", mutant.about), mutant.name
        assert all(old != new for old, new in mutant.edits), mutant.name
    sources = [(m.module, m.edits, m.clause, m.edition) for m in mutants().values()]
    assert len(set(sources)) == len(sources)


def test_every_observable_clause_of_the_chapter_has_a_mutant() -> None:
    covered = {mutant.clause for mutant in mutants().values()}
    chapter = ("NET", "DIM", "PROF", "CTX", "BIND", "LEX", "RES", "EST", "RULE", "SIO", "CAL")
    wanted = [clause.id for section in chapter for clause in REGISTRY.select(section, level="MUST")]
    assert not [id for id in wanted if id not in covered and id not in REGISTRY.unobservable]


def test_a_text_that_is_not_there_once_is_an_error_that_names_the_mutant() -> None:
    for old in ("no such text", "self"):
        mutant = Mutant("DS-BIND-017", "gone", "Gone.", "bindings.py", ((old, ""),))
        with pytest.raises(copies.NotApplicable, match=r"mutant:DS-BIND-017\.gone: bindings\.py has \d+ times, not"):
            copies.mutated_source(mutant)
    with pytest.raises(copies.NotApplicable, match=r"bindings\.py is no Python any more"):
        copies.mutated_code(Mutant("DS-BIND-017", "gone", "Gone.", "bindings.py", ((TEXT, "("),)))
    with pytest.raises(copies.NotApplicable, match=r"the reference has no file nowhere\.py"):
        copies.mutated_source(Mutant("DS-BIND-017", "gone", "Gone.", "nowhere.py", (("a", "b"),)))


@pytest.mark.parametrize("name", FEW)
def test_a_mutant_is_killed_by_its_own_clause(cases: list[Case], name: str) -> None:
    mutant = mutants()[name]
    found = kill.Hunt(cases).clause(mutant.clause, [mutant])
    assert found.proved
    assert found.fates[0].state == kill.KILLED
    assert {case.partition("/")[0] for case in found.fates[0].cases} == {mutant.clause}


def test_a_mutant_that_does_nothing_survives(cases: list[Case]) -> None:
    found = kill.Hunt(cases).clause(NOTHING.clause, [NOTHING])
    assert found.holds and not found.proved
    assert found.fates[0].state == kill.SURVIVED


def test_a_mutant_of_the_wrong_clause_is_killed_elsewhere(cases: list[Case]) -> None:
    silent = mutants()["mutant:DS-BIND-011.silent"]
    misplaced = Mutant("DS-BIND-001", "silent", silent.about, silent.module, silent.edits)
    fate = kill.Hunt(cases).clause("DS-BIND-001", [misplaced]).fates[0]
    assert fate.state == kill.ELSEWHERE
    assert fate.cases[0].startswith("DS-BIND-011/")


def test_a_copy_without_a_fault_answers_as_the_reference(cases: list[Case]) -> None:
    with copies.loaded(NOTHING) as module:
        for edition in ("8.4", "10"):
            copy, reference = around(module, edition, "copy"), create(edition)
            for case in cases:
                clause = REGISTRY.get(case.clause)
                assert judging.judge(case, clause, copy, copy.describe(), edition) == judging.judge(
                    case, clause, reference, reference.describe(), edition
                )


def test_the_reference_is_left_alone(cases: list[Case]) -> None:
    finders, module, before = list(sys.meta_path), sys.modules["dynshape_reference"], copies_in_memory()
    kill.Hunt(cases).clause("DS-BIND-006", [mutants()[FEW[0]]])
    assert module is dynshape_reference is sys.modules["dynshape_reference"]
    assert sys.meta_path == finders
    assert copies_in_memory() == before  # Another test may have asked for a backend that is a copy.
    with copies.loaded(mutants()[FEW[0]]) as copy:
        assert copy.Builder is not dynshape_reference.Builder
        assert copy.__name__ in copies_in_memory()


def test_a_mutant_is_a_backend() -> None:
    description = backends.load(FEW[0])[1]
    assert description.name == FEW[0]
    assert description.edition == "8.6"
    assert backends.load(FEW[0], "8.4")[1].edition == "8.4"
    with pytest.raises(SetupError, match=r"does not answer by edition 9: the reference has no edition 9"):
        backends.load(FEW[0], "9")


@pytest.mark.parametrize(
    "name,said",
    [
        ("mutant:DS-BIND-006.sufix_on_profile_0", "; did you mean mutant:DS-BIND-006.suffix_on_profile_0"),
        ("mutant:", "; see them all: dynshape mutants --list"),
    ],
)
def test_an_unknown_mutant_is_an_error_that_helps(name: str, said: str) -> None:
    with pytest.raises(SetupError) as error:
        backends.get(name)
    assert str(error.value).startswith(f"no mutant is called {name!r}{said}")


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    return result.exit_code, result.output


def test_the_matrix_is_the_same_every_time(small_corpus: None, tmp_path: Path) -> None:
    files = [tmp_path / "first", tmp_path / "second"]
    for file in files:
        code, text = run("--clause", "DS-BIND-017", "--clause", "DS-BIND-018", "--output", str(file))
        assert code == 0
        assert "DS-BIND" in text
    assert files[0].read_bytes() == files[1].read_bytes()
    lines = [json.loads(line) for line in files[0].read_bytes().splitlines()]
    assert [lines[0]["kind"], lines[-1]["kind"]] == ["header", "footer"]
    assert lines[-1]["proved"] == lines[-1]["observable"] == 2
    assert lines[-1]["mutants"]["killed"] == sum(line["kind"] == "mutant" for line in lines)


def test_a_survivor_is_reported(small_corpus: None, monkeypatch: pytest.MonkeyPatch) -> None:
    few: Sequence[Mutant] = (NOTHING, mutants()[FEW[1]])
    monkeypatch.setattr(command_module, "all_mutants", lambda: {mutant.name: mutant for mutant in few})
    monkeypatch.setattr(kill, "find", {mutant.name: mutant for mutant in few}.__getitem__)
    code, text = run("--clause", "DS-BIND-017", "--clause", "DS-BIND-011")
    assert code == 1
    assert "mutant:DS-BIND-017.nothing (survived): Nothing is wrong." in text
    assert "not proved: DS-BIND-017: no mutant killed by its cases" in text
    assert "DS-BIND-011:" not in text


def test_mutants_that_do_not_apply_stop_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = Mutant("DS-BIND-017", "gone", "Gone.", "bindings.py", (("no such text", ""),))
    monkeypatch.setattr(command_module, "all_mutants", lambda: {gone.name: gone})
    with pytest.raises(SetupError, match=r"mutant:DS-BIND-017\.gone: bindings\.py has 0 times"):
        run("--section", "BIND")


def test_the_list_says_what_is_wrong() -> None:
    code, text = run("--list", "--clause", "DS-BIND-011")
    assert code == 0
    assert "mutant:DS-BIND-011.silent" in text
    assert "A correction leaves no warning." in text
    assert text.endswith("mutants\n")
