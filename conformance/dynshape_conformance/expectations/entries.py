"""Entries of an expectations file, and what they make of the verdicts of a run."""

from __future__ import annotations

import datetime
import fnmatch
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from dynshape_reports.results import UNEXPECTED, CaseResult, Expectation, Stale, changed
from packaging.specifiers import SpecifierSet
from packaging.version import InvalidVersion, Version

from ..backends import SetupError


@dataclass(frozen=True)
class Entry:
    """What one entry says: these cases get this verdict from these versions by these editions, until that day."""

    clause: str
    """A clause that is broken: one of its cases at least gets the verdict. Empty where `case` is given."""
    case: str
    """The id of a case, or a pattern with ``*``, ``?`` and ``[]`` for ids: each one that it means gets the verdict."""
    verdict: str
    reason: str
    date: datetime.date
    link: str = ""
    versions: str = ""
    editions: tuple[str, ...] = ()
    expires: datetime.date | None = None

    @property
    def name(self) -> str:
        """The clause, case or pattern."""
        return self.clause or self.case

    def means(self, id: str) -> bool:
        """True if the entry speaks of the case with this id."""
        if self.clause:
            return id.startswith(f"{self.clause}/")
        return id == self.case or fnmatch.fnmatchcase(id, self.case)

    def is_about(self, version: str, edition: str) -> bool:
        """True if the entry speaks of this version of the backend and of this edition."""
        if self.editions and edition not in self.editions:
            return False
        if not self.versions:
            return True
        try:
            return Version(version) in SpecifierSet(self.versions, prereleases=True)
        except InvalidVersion:
            raise SetupError(
                f"expectation {self.name}: the backend's version {version!r} is none that can be held against "
                f"{self.versions!r}"
            ) from None

    def has_expired(self, today: datetime.date) -> bool:
        """True from the day `expires` on."""
        return self.expires is not None and today >= self.expires


@dataclass(frozen=True)
class Expectations:
    """The entries of a file that speak of one version of a backend, by one edition, on one day."""

    entries: tuple[Entry, ...] = ()
    """Every entry of the file."""
    version: str = ""
    edition: str = ""
    today: datetime.date = datetime.date.min

    @cached_property
    def in_force(self) -> tuple[Entry, ...]:
        """The entries that count."""
        return tuple(
            entry
            for entry in self.entries
            if entry.is_about(self.version, self.edition) and not entry.has_expired(self.today)
        )

    def foreseen(self, id: str, verdict: str) -> Entry | None:
        """The first entry in force that foresaw this verdict of this case."""
        return next((entry for entry in self.in_force if entry.verdict == verdict and entry.means(id)), None)


def foresee(
    expectations: Expectations, cases: Sequence[CaseResult], known: Collection[str]
) -> tuple[list[CaseResult], Stale]:
    """The cases of a run with *expected-fail* where an entry foresaw the verdict, and the entries that are stale.

    ``cases`` have their final verdicts, ``known`` are the ids of every case there is, run or not.
    An entry whose cases were not run, or are blocked, unsupported or not applicable, is neither
    confirmed nor stale.
    """
    entries = expectations.in_force
    settled = [_foreseen(case, entries) for case in cases]
    verdicts = {case.id: case.verdict for case in cases}
    return settled, Stale(
        passed=tuple(
            f"{entry.name}: {entry.verdict} was expected, {_listed(passed)} passed"
            for entry in entries
            if (passed := cases_passed(entry, verdicts, known))
        ),
        unmatched=tuple(
            f"{entry.name}: there is no such case" for entry in expectations.entries if not _meant(entry, known)
        ),
        expired=tuple(
            f"{entry.name}: expired on {entry.expires} ({entry.reason})"
            for entry in expectations.entries
            if entry.has_expired(expectations.today)
            and entry.is_about(expectations.version, expectations.edition)
            and _meant(entry, verdicts)
        ),
    )


def _foreseen(case: CaseResult, entries: Iterable[Entry]) -> CaseResult:
    if case.verdict not in UNEXPECTED:
        return case
    for entry in entries:
        if entry.verdict == case.verdict and entry.means(case.id):
            expectation = Expectation(entry.name, case.verdict, entry.reason, entry.link)
            return changed(case, verdict="expected-fail", expectation=expectation)
    return case


def _meant(entry: Entry, ids: Iterable[str]) -> list[str]:
    return sorted(id for id in ids if entry.means(id))


def cases_passed(entry: Entry, verdicts: Mapping[str, str], known: Collection[str]) -> list[str]:
    """The cases that passed although the entry says otherwise."""
    meant = _meant(entry, verdicts)
    passed = [id for id in meant if verdicts[id] == "pass"]
    if entry.clause and (passed != meant or meant != _meant(entry, known)):
        # One broken case is enough to break a clause; so it takes all of them to show that it holds.
        return []
    return passed


def _listed(ids: Sequence[str]) -> str:
    return ", ".join(ids[:5]) + (f" and {len(ids) - 5} more" if len(ids) > 5 else "")
