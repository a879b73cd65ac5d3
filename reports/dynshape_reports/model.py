"""The results of a run: header, cases, footer."""

from __future__ import annotations

from dataclasses import dataclass, field

FORMAT = 2
"""The version of the file format."""

VERDICTS = (
    "pass",
    "fail",
    "blocked",
    "unsupported",
    "not-applicable",
    "crash",
    "timeout",
    "error",
    "expected-fail",
)
"""Every verdict a case may have. ``expected-fail`` is one of `UNEXPECTED` that an expectation foresaw."""

UNEXPECTED = ("fail", "crash", "timeout", "error")
"""The verdicts that make a run end with exit status 1; see `Footer.stale` for what else does."""


@dataclass(frozen=True)
class Suite:
    """The suite that ran: ``corpus`` is a hash of every case, ``spec`` one of the clauses."""

    name: str
    version: str
    corpus: str
    spec: str


@dataclass(frozen=True)
class Backend:
    """The engine that was asked, by its own description."""

    name: str
    version: str
    device: str
    edition: str
    features: tuple[str, ...] = ()
    emulated: tuple[str, ...] = ()
    explains: bool = False


@dataclass(frozen=True)
class Selection:
    """What the user asked for; all empty for the whole corpus."""

    sections: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    fraction: str = ""
    """``3/8``: only the third eighth of the cases, divided by the hash of their ids."""


@dataclass(frozen=True)
class Section:
    """A section of the specification, as far as it was selected.

    ``clauses`` counts its selected clauses, with or without cases; ``not_applicable`` names those
    that say nothing about the run's edition.
    """

    id: str
    title: str
    clauses: int
    not_applicable: tuple[str, ...] = ()


@dataclass(frozen=True)
class Header:
    """What ran on what."""

    suite: Suite
    backend: Backend
    edition: str
    selection: Selection
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Record:
    """A log record of the engine."""

    severity: str
    text: str
    clause: str | None = None
    code: int | None = None


@dataclass(frozen=True)
class Subcase:
    """One subcase; ``expected``, ``got`` and ``records`` are kept only where it did not pass.

    ``emulated``: an answer that was judged was made up by the adapter, so the verdict says nothing
    of the engine itself.
    """

    id: str
    verdict: str
    expected: str = ""
    got: str = ""
    records: tuple[Record, ...] = ()
    chose: str = ""
    emulated: bool = False


@dataclass(frozen=True)
class Expectation:
    """The entry of an expectations file that foresaw a verdict."""

    entry: str
    """The entry's clause, case or pattern."""
    verdict: str
    """The case's verdict, one of `UNEXPECTED`, which the entry names too."""
    reason: str
    link: str = ""


@dataclass(frozen=True)
class CaseResult:
    """One case with its verdict.

    ``emulated``: one of its subcases is. ``expectation``: only with the verdict ``expected-fail``.
    ``reproducer``: the text of a script that shows what went wrong, where one was asked for.
    """

    id: str
    clause: str
    section: str
    role: str
    level: str
    sentence: str
    hash: str
    verdict: str
    needs: tuple[str, ...] = ()
    subcases: tuple[Subcase, ...] = ()
    emulated: bool = False
    expectation: Expectation | None = None
    reproducer: str = ""


@dataclass(frozen=True)
class Stale:
    """Entries of the expectations file that the run proved wrong: any of them makes it end with exit status 1.

    Each is a line that names the entry.
    """

    passed: tuple[str, ...] = ()
    """The cases of an entry passed."""
    unmatched: tuple[str, ...] = ()
    """No case is meant by the entry."""
    expired: tuple[str, ...] = ()
    """The entry was in force until a day that has come."""

    def __bool__(self) -> bool:
        return bool(self.passed or self.unmatched or self.expired)


@dataclass(frozen=True)
class Footer:
    """The counts of the run, and the digest of its lines.

    ``emulated`` counts the cases that passed by answers of the adapter's own; they are among those
    that passed.
    """

    cases: int
    subcases: int
    verdicts: dict[str, int]
    digest: str
    emulated: int = 0
    stale: Stale = Stale()


@dataclass(frozen=True)
class Run:
    """One complete run; its cases are sorted by id."""

    header: Header
    cases: tuple[CaseResult, ...]
    footer: Footer = field(compare=False)
