"""The specification in the form in which the reports are handed it: plain data, every short word spelled out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dynshape_reports.specification import ClauseText, MutantText, SectionText, Specification

from .mutants import Mutant, mutants
from .spec import Clause, Registry, load_registry

BASIS = {
    "doc": "documented there",
    "obs": "seen in logs only, no document promises it",
    "inf": "inferred from it",
}

SOURCES = {
    "seed": "lines of the chapter “Working with dynamic shapes”, TensorRT 8.4",
    "NI": "lines of include/NvInfer.h, TensorRT 8.4.1 unless a version is given",
    "RT": "lines of include/NvInferRuntime.h, TensorRT 8.4.1 unless a version is given",
    "RTC": "lines of include/NvInferRuntimeCommon.h, TensorRT 8.4.1 unless a version is given",
    "pyCore": "python/src/infer/pyCore.cpp",
    "pyCoreDoc": "python/docstrings/infer/pyCoreDoc.h",
    "pyGraph": "python/src/infer/pyGraph.cpp",
    "pyGraphDoc": "python/docstrings/infer/pyGraphDoc.h",
    "pyFoundationalTypes": "python/src/infer/pyFoundationalTypes.cpp",
}


Fates = Mapping[str, tuple[str, tuple[str, ...]]]


def specification(fates: Fates | None = None) -> Specification:
    """The installed specification, with the mutants of each clause.

    ``fates``: for each mutant what became of it, and the cases that killed it, where that is known.
    """
    registry = load_registry()
    of: dict[str, list[Mutant]] = {}
    for mutant in mutants().values():
        of.setdefault(mutant.clause, []).append(mutant)
    return Specification(
        registry.digest(),
        tuple(SectionText(section.id, section.title) for section in registry.sections),
        tuple(_clause(clause, registry, of, fates or {}) for clause in registry.clauses),
        SOURCES,
    )


def _clause(clause: Clause, registry: Registry, of: Mapping[str, Sequence[Mutant]], fates: Fates) -> ClauseText:
    return ClauseText(
        id=clause.id,
        section=clause.section,
        level="open" if clause.silent else clause.level,
        statement=clause.statement,
        tag=clause.tag,
        observable=clause.observable,
        source=clause.source,
        basis=BASIS.get(clause.basis, clause.basis),
        editions=(clause.first_edition, clause.last_edition),
        note=clause.note,
        area=clause.area or "",
        unobservable=registry.unobservable.get(clause.id, ""),
        mutants=tuple(
            MutantText(mutant.name, mutant.about, *fates.get(mutant.name, ())) for mutant in of.get(clause.id, ())
        ),
    )
