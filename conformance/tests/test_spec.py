"""The registry of clauses: complete, well formed, and answering queries."""

from __future__ import annotations

import dataclasses
from collections import Counter

import pytest
from dynshape_conformance import corpus
from dynshape_conformance.spec import (
    EDITIONS,
    Clause,
    Registry,
    UnknownClause,
    UnknownSection,
    load_contradictions,
    load_log_texts,
    load_registry,
)

COUNTS = {
    "DS-NET": 24,
    "DS-DIM": 29,
    "DS-PROF": 30,
    "DS-CTX": 22,
    "DS-BIND": 23,
    "DS-LEX": 15,
    "DS-RES": 15,
    "DS-EST": 23,
    "DS-RULE": 42,
    "DS-SIO": 34,
    "DS-CAL": 13,
    "DS-LAY": 69,
    "DS-PY": 20,
    "DS-OPEN": 9,
}


@pytest.fixture
def registry() -> Registry:
    return load_registry()


def test_every_section_has_its_clauses(registry: Registry) -> None:
    assert Counter(clause.section for clause in registry.clauses) == COUNTS
    assert [section.id for section in registry.sections] == list(COUNTS)
    assert sum(not clause.silent for clause in registry.clauses) == 359


def test_tags_are_counted_as_in_the_specification(registry: Registry) -> None:
    tags = Counter(clause.tag for clause in registry.clauses if not clause.silent)
    assert tags == {"SEED": 153, "HDR": 201, "DOC": 5}


def test_ids_are_numbered_without_gaps(registry: Registry) -> None:
    for section in registry.sections:
        ids = [clause.id for clause in registry.clauses if clause.section == section.id]
        assert ids == [f"{section.id}-{number:03}" for number in range(1, len(ids) + 1)]


def test_fields_hold_known_values(registry: Registry) -> None:
    for clause in registry.clauses:
        assert clause.level in ("MUST", "SHOULD", "MAY", "INFO"), clause.id
        assert clause.basis in ("doc", "obs", "inf"), clause.id
        assert clause.statement and clause.observable and clause.source, clause.id


def test_editions_are_a_range(registry: Registry) -> None:
    for clause in registry.clauses:
        assert any(clause.applies_to(edition) for edition in EDITIONS), clause.id
        assert clause.last_edition is None or clause.last_edition in EDITIONS, clause.id
        whole = (clause.first_edition, clause.last_edition) == ("8.4", None)
        assert whole or clause.note or clause.silent, f"{clause.id}: a narrower range has a note"


@pytest.mark.parametrize(
    ("id", "applies", "does_not"),
    [
        ("DS-BIND-002", ("8.4", "8.5", "8.6", "9"), ("10", "11")),
        ("DS-NET-004", ("8.4", "10"), ("11",)),
        ("DS-CTX-007", EDITIONS, ()),
        ("DS-CTX-022", ("10", "11"), ("8.4", "9")),
        ("DS-DIM-028", ("8.5", "11"), ("8.4",)),
        ("DS-CTX-021", ("8.4",), ("8.5", "8.6", "9")),
    ],
)
def test_a_clause_applies_within_its_editions(
    registry: Registry, id: str, applies: tuple[str, ...], does_not: tuple[str, ...]
) -> None:
    clause = registry.get(id)
    assert all(clause.applies_to(edition) for edition in applies)
    assert not any(clause.applies_to(edition) for edition in does_not)


def test_an_unknown_edition_is_an_error(registry: Registry) -> None:
    with pytest.raises(ValueError, match=r"'7.2'; known: 8.4"):
        registry.get("DS-DIM-001").applies_to("7.2")


def test_open_points_are_silent_and_name_their_area(registry: Registry) -> None:
    sections = {section.id for section in registry.sections}
    for clause in registry.clauses:
        assert clause.silent == (clause.section == "DS-OPEN"), clause.id
        assert (clause.area in sections) if clause.silent else clause.area is None, clause.id
    assert registry.get("DS-OPEN-009").area == "DS-CAL"


def test_an_unknown_clause_names_close_ones(registry: Registry) -> None:
    with pytest.raises(UnknownClause, match="no clause 'ds-bind-2'; close: DS-BIND-0"):
        registry.get("ds-bind-2")
    with pytest.raises(KeyError):
        registry.get("")


@pytest.mark.parametrize(
    ("key", "sections"),
    [
        ("DS-DIM", {"DS-DIM"}),
        ("dim", {"DS-DIM"}),
        ("8.1", {"DS-DIM"}),
        ("8.2.1", {"DS-BIND"}),
        ("8.2", {"DS-PROF", "DS-CTX", "DS-BIND"}),
        ("8.5", {"DS-EST", "DS-RULE"}),
        ("LAY", {"DS-LAY"}),
    ],
)
def test_sections_are_selected_by_id_and_number(registry: Registry, key: str, sections: set[str]) -> None:
    assert {clause.section for clause in registry.select(section=key)} == sections


def test_an_unknown_section_is_an_error(registry: Registry) -> None:
    with pytest.raises(UnknownSection, match=r"no section '9.9'; known: DS-NET"):
        registry.select(section="9.9")


def test_selections_combine(registry: Registry) -> None:
    assert registry.select() == registry.clauses
    chosen = registry.select(section="BIND", tag="SEED", edition="8.4", level="MUST")
    assert [clause.id for clause in chosen] == [f"DS-BIND-{number:03}" for number in range(1, 12)]
    assert registry.select(section="DS-BIND", tag="SEED", edition="10") == ()


def test_the_digest_changes_with_a_clause(registry: Registry) -> None:
    assert registry.digest() == registry.digest() != ""
    changed = dataclasses.replace(registry.clauses[0], level="MAY")
    assert Registry(registry.sections, (changed, *registry.clauses[1:])).digest() != registry.digest()
    assert Registry(registry.sections, registry.clauses, {}, {}).digest() == registry.digest()


def test_the_registry_is_read_once_and_frozen(registry: Registry) -> None:
    assert load_registry() is registry
    with pytest.raises(dataclasses.FrozenInstanceError):
        registry.clauses[0].level = "MAY"  # type: ignore[misc]
    assert hash(registry.clauses[0]) == hash(dataclasses.replace(registry.clauses[0]))
    assert isinstance(registry.clauses[0], Clause)


def test_allow_lists_name_clauses_and_give_reasons(registry: Registry) -> None:
    for listed in (registry.unobservable, registry.one_sided):
        for id, reason in listed.items():
            assert registry.get(id).id == id
            assert reason.strip(), id
        assert list(listed) == sorted(listed, key=[clause.id for clause in registry.clauses].index)


def test_allow_lists_hold_only_what_the_corpus_lacks(registry: Registry) -> None:
    cases = [case for file in corpus.case_files([corpus.cases_folder()]) for case in corpus.load(file)]
    assert not {case.clause for case in cases} & set(registry.unobservable)
    assert not {case.clause for case in cases if case.role == "negative"} & set(registry.one_sided)


def test_log_texts_and_contradictions_are_numbered() -> None:
    assert [text.id for text in load_log_texts()] == [f"M{number:02}" for number in range(1, 34)]
    assert [entry.id for entry in load_contradictions()] == [f"C{number:02}" for number in range(1, 23)]
