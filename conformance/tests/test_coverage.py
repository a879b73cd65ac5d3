"""The command ``dynshape coverage``: what it counts, and that it fails where something is lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from dynshape_conformance import corpus, coverage
from dynshape_conformance.backends import SetupError
from dynshape_conformance.setup import load_corpus
from dynshape_conformance.spec import load_registry
from dynshape_conformance.spec_text import specification
from test_report_command import Ended, dynshape  # noqa: F401 (a fixture)

Dynshape = Callable[..., Ended]
MUTANT = "mutant:DS-BIND-006.suffix_on_profile_0"


def test_the_corpus_is_not_less_than_committed(dynshape: Dynshape, tmp_path: Path) -> None:  # noqa: F811
    status, out, err = dynshape("coverage", "--json", tmp_path / "c.json")
    assert (status, err) == (0, "")
    assert "DS-DIM-024: timing only" in out and "proved: unknown without --matrix" in out
    clauses = {clause["id"]: clause for clause in json.loads((tmp_path / "c.json").read_text("utf-8"))}
    assert len(clauses) == len(load_registry().clauses)
    assert clauses["DS-BIND-006"]["editions"] == ["8.4", "8.5", "8.6", "9"]
    assert clauses["DS-BIND-006"]["cases"] > 1 and clauses["DS-BIND-006"]["negative"] > 0


def test_what_is_lost_is_named() -> None:
    found = coverage.measure(load_registry())
    poorer = [replace(clause, cases=0) if clause.id == "DS-DIM-014" else clause for clause in found]
    assert coverage.fallen(found, coverage.state_of(found)) == []
    assert coverage.fallen(poorer, coverage.state_of(found)) == ["DS-DIM-014 was with cases and is no longer"]
    gone = coverage.fallen(found[1:], coverage.state_of(found))
    assert gone[0] == f"{found[0].id} was with cases and is no longer"
    unproved = [replace(clause, proved=clause.id != "DS-DIM-014") for clause in found]
    assert coverage.fallen(unproved, {"proved": ["DS-DIM-014"]}) == [
        "DS-DIM-014 was proved by mutants and is no longer"
    ]


def test_less_than_committed_fails(dynshape: Dynshape, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setattr(coverage, "committed", lambda: {"cases": ["DS-DIM-999"], "mutants": [], "proved": []})
    status, _, err = dynshape("coverage")
    assert (status, err) == (1, "less than committed: DS-DIM-999 was with cases and is no longer\n")


def test_a_kill_matrix_of_this_corpus_only(tmp_path: Path) -> None:
    digest = corpus.corpus_digest(load_corpus([corpus.cases_folder()], load_registry()))
    lines = [
        {"kind": "header", "suite": {"corpus": digest}, "mutants": "0" * 16},
        {"kind": "mutant", "mutant": MUTANT, "state": "killed", "cases": ["DS-BIND-006/x"]},
        {"kind": "clause", "clause": "DS-DIM-014", "state": "proved"},
        {"kind": "clause", "clause": "DS-DIM-015", "state": "no mutant"},
        {"kind": "footer"},
    ]
    path = tmp_path / "matrix"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    matrix = coverage.read_matrix(path, digest)
    assert matrix.proved == {"DS-DIM-014"}
    told = specification(matrix.fates).by_id["DS-BIND-006"].mutants
    assert ("killed", ("DS-BIND-006/x",)) in [(mutant.fate, mutant.killers) for mutant in told]
    for text, said in (
        (path.read_text().replace(digest, "0" * 16), "a kill matrix of corpus 0000000000000000; this corpus is"),
        ("".join(path.read_text().splitlines(True)[:-1]), "has no footer"),
        ("hello\n", "no kill matrix; dynshape mutants --output"),
        ("[" * 100_000, "no kill matrix"),
        (path.read_text().replace('"mutants"', '"backend"'), "no kill matrix"),  # as a results file
    ):
        broken = tmp_path / "broken"
        broken.write_text(text)
        with pytest.raises(SetupError, match=said):
            coverage.read_matrix(broken, digest)
    with pytest.raises(SetupError, match=r"can't read .*nowhere"):
        coverage.read_matrix(tmp_path / "nowhere", digest)


def test_an_update_needs_proofs(dynshape: Dynshape) -> None:  # noqa: F811
    status, _, err = dynshape("coverage", "--update")
    assert status == 2
    assert "--update needs --matrix FILE" in err
