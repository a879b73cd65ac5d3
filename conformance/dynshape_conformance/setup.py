"""What is settled before a run starts: registry, selection, cases, backend, edition. Nothing runs here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dynshape_reports import results

from . import __version__, backends, corpus, expectations, lock, selection
from .adapter import Adapter, Description
from .backends import SetupError
from .case import Case
from .expectations import Expectations
from .spec import Registry, load_registry
from .worker.launch import Launch


@dataclass(frozen=True)
class Setup:
    """Everything that a run is made of."""

    registry: Registry
    adapter: Adapter
    description: Description
    edition: str
    selected: selection.Selected
    corpus: tuple[Case, ...]
    """All cases that were found."""
    cases: Mapping[str, Case]
    """Those that were selected, by id."""
    expectations: Expectations
    launch: Launch | None = None
    """How more workers are started, where the adapter is in one."""

    def header(self) -> results.Header:
        """The header of the results."""
        description, digest = self.description, corpus.corpus_digest(self.corpus)
        return results.Header(
            results.Suite("dynshape", __version__, digest, self.registry.digest()),
            results.Backend(
                description.name,
                description.version,
                description.device,
                description.edition,
                tuple(sorted(description.features)),
                tuple(sorted(description.emulated)),
                bool(description.explains),
            ),
            self.edition,
            self.selected.asked,
            self._sections(),
        )

    def known_cases(self) -> frozenset[str]:
        """The ids of all cases that there are: those that were found, and those of the installed corpus."""
        return frozenset(case.id for case in self.corpus) | lock.current()

    def _sections(self) -> tuple[results.Section, ...]:
        counts = Counter(clause.section for clause in self.selected.clauses)
        return tuple(
            results.Section(
                section.id,
                section.title,
                counts[section.id],
                tuple(
                    clause.id
                    for clause in self.selected.clauses
                    if clause.section == section.id and not clause.applies_to(self.edition)
                ),
            )
            for section in self.registry.sections
            if counts[section.id]
        )


@dataclass(frozen=True)
class Foreseen:
    """Which expectations a run is held against."""

    file: Path | None
    """None: those that are shipped for the backend, if any are."""
    today: date

    def entries(self, backend: str, registry: Registry) -> tuple[expectations.Entry, ...]:
        """The entries of the file."""
        file = self.file or expectations.shipped(backend)
        if self.file is None and not file.is_file():
            return ()
        return expectations.load(file, frozenset(clause.id for clause in registry.clauses))


def load_corpus(paths: Sequence[Path], registry: Registry) -> tuple[Case, ...]:
    """The cases of these files and folders; raises `SetupError` where they do not fit the registry."""
    files = corpus.case_files(paths)
    cases = tuple(case for file in files for case in corpus.load(file))
    problems = [line for file in files for line in corpus.lost(file)] + selection.problems(cases, registry)
    if problems:
        raise SetupError(*problems)
    return cases


def prepare(
    backend: str,
    edition: str | None = None,
    sections: Sequence[str] = (),
    clauses: Sequence[str] = (),
    paths: Sequence[Path] = (),
    fraction: str = "",
    foreseen: Foreseen | None = None,
    timeout: float | None = None,
) -> Setup:
    """Settle a run of ``backend``; raises `SetupError`. The backend is loaded last: all else is cheaper."""
    launch = backends.launch(backend, edition, timeout)
    if launch is None and timeout is not None:
        raise SetupError(f"a hang of {backend} can't be ended in its own process: --timeout needs worker: or command:")
    registry = load_registry()
    if edition is not None:
        selection.check_edition(edition)
    selected = selection.select(registry, sections, clauses, fraction)
    cases = load_corpus(paths or [corpus.cases_folder()], registry)
    wanted = {case.id: case for case in cases if selected.wants(case)}
    check_known(selected.cases, cases)
    if not cases:
        raise SetupError(f"nothing selected: no cases found in {', '.join(map(str, paths))}")
    if not wanted:
        asked = " ".join((*sections, *clauses, *([f"fraction {fraction}"] if fraction else [])))
        raise SetupError(f"nothing selected: no case for {asked}")
    entries = () if foreseen is None else foreseen.entries(backend, registry)
    if launch is None:
        adapter, description = backends.load(backend, edition)
    else:
        adapter = launch()
        description = adapter.describe()
    answered = description.edition if edition is None else edition
    try:
        selection.check_edition(answered)
    except SetupError as error:
        raise SetupError(f"backend {backend}: describe() names {error}") from error
    expected = Expectations(entries, description.version, answered, date.min if foreseen is None else foreseen.today)
    return Setup(registry, adapter, description, answered, selected, cases, wanted, expected, launch)


def check_known(ids: Collection[str], cases: Sequence[Case]) -> None:
    """Raise `SetupError` where one of the ids is none of the ``cases``."""
    unknown = sorted(set(ids) - {case.id for case in cases})
    if unknown:
        raise SetupError(f"no case {unknown[0]}{_variants(unknown[0], cases)}")


def _variants(id: str, cases: Sequence[Case]) -> str:
    became = lock.became(id, lock.renamed())
    if became is not None:
        return f"; it {'is' if became.startswith(lock.RETIRED) else 'became'} {became}"
    clause = id.partition("/")[0]
    known = [case.id for case in cases if case.clause == clause]
    return f"; {clause} has {', '.join(known)}" if known else f"; {clause} has no case"
