"""How much of the specification the corpus covers, and that it does not become less.

``coverage.json`` is the committed state: the clauses that have cases, those that mutants try, those
that were proved by them. `fallen` says which of them are lost; new ones are no reason to fail.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import Path

from tabulate import SEPARATING_LINE, tabulate

from . import corpus
from .backends import SetupError
from .case import Case
from .mutants import mutants
from .mutants.matrix import PROVED
from .setup import load_corpus
from .spec import EDITIONS, Clause, Registry

COMMITTED = "coverage.json"
KINDS = {"cases": "with cases", "mutants": "tried by mutants", "proved": "proved by mutants"}
"""What is committed of each clause, and how it is called."""


@dataclass(frozen=True)
class ClauseCoverage:
    """What the corpus has for one clause."""

    id: str
    section: str
    cases: int
    negative: int
    mutants: int
    editions: tuple[str, ...]
    """The editions that the clause holds for."""
    reason: str
    """Why no case can see it; empty if one can."""
    proved: bool | None
    """Whether a case of its own kills a mutant; None where no kill matrix was given."""


def measure(registry: Registry, proved: Collection[str] | None = None) -> tuple[ClauseCoverage, ...]:
    """The coverage of every clause; ``proved`` are the clauses that a kill matrix says are."""
    cases: dict[str, list[Case]] = {}
    for case in load_corpus([corpus.cases_folder()], registry):
        cases.setdefault(case.clause, []).append(case)
    tried = Counter(mutant.clause for mutant in mutants().values())
    return tuple(
        _clause(clause, registry, cases.get(clause.id, ()), tried[clause.id], proved) for clause in registry.clauses
    )


def _clause(
    clause: Clause, registry: Registry, cases: Sequence[Case], tried: int, proved: Collection[str] | None
) -> ClauseCoverage:
    return ClauseCoverage(
        clause.id,
        clause.section,
        len(cases),
        sum(case.role == "negative" for case in cases),
        tried,
        tuple(edition for edition in EDITIONS if clause.applies_to(edition)),
        registry.unobservable.get(clause.id, ""),
        None if proved is None else clause.id in proved,
    )


@dataclass(frozen=True)
class KillMatrix:
    """What `dynshape mutants --output` found."""

    proved: frozenset[str]
    """The clauses that are proved."""
    fates: Mapping[str, tuple[str, tuple[str, ...]]]
    """For each mutant what became of it, and the cases that killed it."""


def read_matrix(path: Path, digest: str) -> KillMatrix:
    """The kill matrix in a file; it must be of this corpus. Raises `SetupError`."""
    try:
        lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        found, complete = lines[0]["suite"]["corpus"], lines[-1]["kind"] == "footer"
        _ = lines[0]["mutants"]  # a results file has none
        states = {line["clause"]: line["state"] for line in lines if line["kind"] == "clause"}
        fates = {
            line["mutant"]: (str(line["state"]), tuple(map(str, line["cases"])))
            for line in lines
            if line["kind"] == "mutant"
        }
    except OSError as error:
        raise SetupError(f"can't read {path}: {error.strerror or error}") from error
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise SetupError(f"{path}: no kill matrix; dynshape mutants --output {path} makes one") from error
    if not complete:
        raise SetupError(f"{path}: the kill matrix has no footer: the run was cut short")
    if found != digest:
        raise SetupError(f"{path}: a kill matrix of corpus {found}; this corpus is {digest}")
    return KillMatrix(frozenset(id for id, state in states.items() if state == PROVED), fates)


def state_of(coverage: Iterable[ClauseCoverage]) -> dict[str, list[str]]:
    """What is committed: the ids of the clauses, by kind; without a kill matrix none is said to be proved."""
    kept: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for clause in coverage:
        for kind, ids in kept.items():
            if getattr(clause, kind):
                ids.append(clause.id)
    return kept


def committed() -> dict[str, list[str]]:
    """The committed state."""
    return dict(json.loads(files(__package__).joinpath(COMMITTED).read_text("utf-8")))


def fallen(coverage: Sequence[ClauseCoverage], before: Mapping[str, Collection[str]]) -> list[str]:
    """A line for each clause that is less covered than committed; a clause that is gone counts too."""
    now = state_of(coverage)
    measured = any(clause.proved is not None for clause in coverage)
    return [
        f"{id} was {name} and is no longer"
        for kind, name in KINDS.items()
        if kind != "proved" or measured
        for id in before.get(kind, ())
        if id not in now[kind]
    ]


def table(coverage: Sequence[ClauseCoverage], registry: Registry) -> str:
    """The counts by section."""
    rows = [
        _row(f"{section.id}  {section.title[:40]}", [clause for clause in coverage if clause.section == section.id])
        for section in registry.sections
    ]
    heads = ["section", "clauses", "with cases", "with negative", "with mutants", "proved", "not observable", "open"]
    heads += [f"in {edition}" for edition in EDITIONS]
    body = [*rows, SEPARATING_LINE, _row("all", coverage)]
    return tabulate(body, heads, disable_numparse=True, colalign=("left", *["right"] * (len(heads) - 1)))


def _row(name: str, clauses: Sequence[ClauseCoverage]) -> list[str]:
    proved = [clause.proved for clause in clauses]
    numbers = [
        len(clauses),
        sum(clause.cases > 0 for clause in clauses),
        sum(clause.negative > 0 for clause in clauses),
        sum(clause.mutants > 0 for clause in clauses),
        "?" if None in proved else sum(map(bool, proved)),
        sum(bool(clause.reason) for clause in clauses),
        sum(not clause.cases and not clause.reason for clause in clauses),
        *(sum(edition in clause.editions for clause in clauses) for edition in EDITIONS),
    ]
    return [name, *map(str, numbers)]


def as_json(coverage: Iterable[ClauseCoverage]) -> str:
    """Every clause, for programs."""
    return json.dumps([asdict(clause) for clause in coverage], ensure_ascii=False, indent=1) + "\n"
