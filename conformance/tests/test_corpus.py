"""The corpus against the registry, both ways; and the clause ids that the reference engine names."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
from dynshape_conformance.corpus import case_files, cases_folder, load
from dynshape_conformance.spec import load_registry

COVERED = (
    "DS-NET",
    "DS-DIM",
    "DS-PROF",
    "DS-CTX",
    "DS-BIND",
    "DS-LEX",
    "DS-RES",
    "DS-EST",
    "DS-RULE",
    "DS-SIO",
    "DS-CAL",
    "DS-LAY",
    "DS-PY",
)
REGISTRY = load_registry()
CASES = [case for file in case_files([cases_folder()]) for case in load(file)]


def _clauses_with(*roles: str) -> set[str]:
    return {case.clause for case in CASES if case.role in roles}


@pytest.mark.parametrize("section", COVERED)
def test_every_clause_of_a_covered_section_has_a_case_or_a_reason(section: str) -> None:
    tested = {case.clause for case in CASES}
    missing = [c.id for c in REGISTRY.select(section) if c.id not in tested and c.id not in REGISTRY.unobservable]
    assert not missing


@pytest.mark.parametrize("section", COVERED)
def test_every_must_clause_that_has_cases_has_a_negative_one_or_a_reason(section: str) -> None:
    negative = _clauses_with("negative")
    tested = _clauses_with("positive", "control")
    missing = [
        clause.id
        for clause in REGISTRY.select(section, level="MUST")
        if clause.id in tested and clause.id not in negative and clause.id not in REGISTRY.one_sided
    ]
    assert not missing


def test_at_least_a_hundred_clauses_are_covered() -> None:
    assert len({case.clause for case in CASES}) >= 100


def test_every_clause_that_the_reference_names_is_in_the_registry() -> None:
    known = {clause.id for clause in REGISTRY.clauses}
    named: set[str] = set()
    pending = [files("dynshape_reference")]
    while pending:
        for entry in pending.pop().iterdir():
            if entry.is_dir():
                pending.append(entry)
            elif entry.name.endswith(".py"):
                named |= set(re.findall(r"DS-[A-Z]+-\d{3}", entry.read_text("utf-8")))
    assert len(named) > 100
    assert named <= known
