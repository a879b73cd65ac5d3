"""The results of a run: header, cases, footer.

Cases come by the hundred thousand. They are msgspec's structs, which a file is decoded into and
checked against in one step; a changed copy of one is made by `changed`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

import msgspec

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

if TYPE_CHECKING:
    # A type checker sees the text that they are; msgspec holds a file against the names.
    Verdict = str
    Unforeseen = str
    Role = str
else:
    Verdict = Literal[VERDICTS]
    Unforeseen = Literal[UNEXPECTED]
    Role = Literal["positive", "negative", "control", "choice"]

ClauseId = Annotated[str, msgspec.Meta(pattern=r"^DS-[A-Z]+-[0-9]{3}$")]
CaseId = Annotated[str, msgspec.Meta(pattern=r"^DS-[A-Z]+-[0-9]{3}/\w+$")]
Hash = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{8,64}$")]

FORMAT = 2
"""The version of the file format."""


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


class Record(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A log record of the engine."""

    severity: str
    text: str
    clause: str | None = None
    code: int | None = None


class Subcase(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """One subcase; ``expected``, ``got`` and ``records`` are kept only where it did not pass.

    ``emulated``: an answer that was judged was made up by the adapter, so the verdict says nothing
    of the engine itself.
    """

    id: str
    verdict: Verdict
    expected: str = ""
    got: str = ""
    records: tuple[Record, ...] = ()
    chose: str = ""
    emulated: bool = False


class Expectation(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """The entry of an expectations file that foresaw a verdict."""

    entry: str
    """The entry's clause, case or pattern."""
    verdict: Unforeseen
    """The case's verdict, one of `UNEXPECTED`, which the entry names too."""
    reason: str
    link: str


class CaseResult(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True, tag_field="kind", tag="case"):
    """One case with its verdict.

    ``emulated``: one of its subcases is. ``expectation``: only with the verdict ``expected-fail``.
    ``reproducer``: the text of a script that shows what went wrong, where one was asked for.
    """

    id: CaseId
    clause: ClauseId
    section: str
    role: Role
    level: str
    sentence: str
    hash: Hash
    verdict: Verdict
    needs: tuple[ClauseId, ...]
    subcases: tuple[Subcase, ...]
    emulated: bool = False
    expectation: Expectation | None = None
    reproducer: Annotated[str, msgspec.Meta(min_length=1)] = ""


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


Changed = TypeVar("Changed", bound=msgspec.Struct)


def changed(original: Changed, **fields: Any) -> Changed:
    """A copy of a case, a subcase or a record with other values in these fields."""
    return msgspec.structs.replace(original, **fields)
