"""Writes ``docs/corpus.md``, the corpus for people: ``python -m dynshape_conformance.corpus_page > docs/corpus.md``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from . import corpus
from .case import Case
from .mutants import Mutant, mutants
from .mutants.matrix import observable
from .selection import ROLES
from .setup import load_corpus
from .spec import Clause, Registry, load_registry

HEAD = """# The corpus

This page is written by `python -m dynshape_conformance.corpus_page`; a test compares.

For each clause of the specification: what it says, what its cases test, and the wrong engines that it is tried on. A
positive case shows that what the clause promises is so, a negative one that what it forbids is refused, a control that
a negative one without its offence passes, a choice what a backend does where the clause leaves it open. Each wrong
engine is a mutant of the reference, and `dynshape mutants` fails unless a case of the clause fails the mutant.
"""

ROLE_HEADS = " | ".join(ROLES)


def page() -> str:
    """The document."""
    registry = load_registry()
    cases: dict[str, list[Case]] = {}
    for case in load_corpus([corpus.cases_folder()], registry):
        cases.setdefault(case.clause, []).append(case)
    faults: dict[str, list[Mutant]] = {}
    for mutant in mutants().values():
        faults.setdefault(mutant.clause, []).append(mutant)
    return "\n".join([HEAD, *_summary(registry, cases, faults), *_sections(registry, cases, faults)]) + "\n"


def _summary(registry: Registry, cases: dict[str, list[Case]], faults: dict[str, list[Mutant]]) -> Iterator[str]:
    yield f"| section | clauses | MUST, observable | with cases | cases | {ROLE_HEADS} | wrong engines |"
    yield "| --- |" + " ---: |" * (5 + len(ROLES))
    rows = [_row(section.title, registry.select(section.id), registry, cases, faults) for section in registry.sections]
    total = ["all", *(str(sum(int(row[column]) for row in rows)) for column in range(1, len(rows[0])))]
    for row in (*rows, total):
        yield f"| {' | '.join(row)} |"


def _row(
    title: str,
    clauses: Sequence[Clause],
    registry: Registry,
    cases: dict[str, list[Case]],
    faults: dict[str, list[Mutant]],
) -> list[str]:
    here = [case for clause in clauses for case in cases.get(clause.id, ())]
    roles = Counter(case.role for case in here)
    numbers = [
        len(clauses),
        len(observable(clauses, registry)),
        sum(clause.id in cases for clause in clauses),
        len(here),
        *(roles[role] for role in ROLES),
        sum(len(faults.get(clause.id, ())) for clause in clauses),
    ]
    return [title, *map(str, numbers)]


def _sections(registry: Registry, cases: dict[str, list[Case]], faults: dict[str, list[Mutant]]) -> Iterator[str]:
    for section in registry.sections:
        yield f"\n## {section.id}: {section.title}"
        for clause in registry.select(section.id):
            yield from _clause(clause, registry, cases.get(clause.id, ()), faults.get(clause.id, ()))


def _clause(clause: Clause, registry: Registry, cases: Sequence[Case], faults: Sequence[Mutant]) -> Iterator[str]:
    yield f"\n### {clause.id}\n"
    last = f" to {clause.last_edition}" if clause.last_edition else " on"
    level = "open point" if clause.silent else clause.level
    yield f"{level}, edition {clause.first_edition}{last}: {clause.statement}\n"
    if not cases:
        yield f"No case: {registry.unobservable.get(clause.id, 'not yet written')}."
    for case in sorted(cases, key=lambda case: ROLES.index(case.role)):
        yield f"- {case.role}: {case.sentence} (`{case.name}`)"
    if faults:
        yield f"- wrong engines, {len(faults)}: {' '.join(mutant.about for mutant in faults)}"


if __name__ == "__main__":
    print(page(), end="")
