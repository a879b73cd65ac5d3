"""The file that holds the results of runs: JSON lines, one header, one line a case, one footer.

A file may hold several runs one after the other. The bytes depend on the results alone: no time
stamp, no path, no order of execution. A run without a footer was cut short and is never read as a
result; the footer's digest covers every byte of its run before it.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from .errors import (
    DuplicateCase,
    ForeignFormat,
    MalformedResults,
    MissingResults,
    MixedResults,
    TruncatedResults,
)
from .model import (
    FORMAT,
    UNEXPECTED,
    VERDICTS,
    Backend,
    CaseResult,
    Expectation,
    Footer,
    Header,
    Record,
    Run,
    Section,
    Selection,
    Stale,
    Subcase,
    Suite,
)

__all__ = [
    "FORMAT",
    "UNEXPECTED",
    "VERDICTS",
    "Backend",
    "CaseResult",
    "Expectation",
    "Footer",
    "Header",
    "Record",
    "Run",
    "Section",
    "Selection",
    "Stale",
    "Subcase",
    "Suite",
    "case_fields",
    "case_from_fields",
    "encode",
    "encode_header",
    "encode_unfinished",
    "make_run",
    "parse",
    "read",
    "went_wrong",
]

# Writing

_CASE = tuple(field.name for field in dataclasses.fields(CaseResult))
_encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def make_run(header: Header, cases: Iterable[CaseResult], stale: Stale = Stale()) -> Run:  # noqa: B008 (frozen)
    """A run of these cases, with its footer."""
    ordered = tuple(sorted(cases, key=lambda case: case.id))
    body = b"".join(_body(header, ordered))
    return Run(header, ordered, _footer(ordered, hashlib.sha256(body).hexdigest(), stale))


def went_wrong(run: Run) -> bool:
    """True if something in the run was not expected: a verdict, or what the expectations file says."""
    return bool(run.footer.stale) or any(run.footer.verdicts[verdict] for verdict in UNEXPECTED)


def encode(run: Run) -> bytes:
    """The run as JSON lines."""
    footer = _line("footer", dataclasses.asdict(run.footer))
    return b"".join((*_body(run.header, run.cases), footer))


def encode_header(header: Header) -> bytes:
    """The first line of the run."""
    return _body(header, ())[0]


def encode_unfinished(header: Header, cases: Sequence[CaseResult]) -> bytes:
    """What is known of a run that was cut short: no footer, so that nobody scores it."""
    return b"".join(_body(header, sorted(cases, key=lambda case: case.id)))


def _body(header: Header, cases: Sequence[CaseResult]) -> list[bytes]:
    lines = [_line("header", {"format": FORMAT, **dataclasses.asdict(header)})]
    lines += (_line("case", case_fields(case)) for case in cases)
    return lines


def case_fields(case: CaseResult) -> dict[str, Any]:
    """The case as plain data, as its line has it."""
    # By hand: `dataclasses.asdict` would take as long as the cases themselves.
    fields: dict[str, Any] = {name: getattr(case, name) for name in _CASE}
    fields["needs"] = list(case.needs)
    fields["subcases"] = [_subcase_fields(subcase) for subcase in case.subcases]
    for name in ("emulated", "expectation", "reproducer"):
        if not fields[name]:
            del fields[name]
    if case.expectation is not None:
        fields["expectation"] = dataclasses.asdict(case.expectation)
    return fields


def _subcase_fields(subcase: Subcase) -> dict[str, Any]:
    fields: dict[str, Any] = {"id": subcase.id, "verdict": subcase.verdict}
    if subcase.verdict != "pass":
        fields["expected"], fields["got"] = subcase.expected, subcase.got
        fields["records"] = [
            {name: value for name, value in dataclasses.asdict(record).items() if value is not None}
            for record in subcase.records
        ]
    if subcase.chose:
        fields["chose"] = subcase.chose
    if subcase.emulated:
        fields["emulated"] = True
    return fields


def _line(kind: str, fields: dict[str, Any]) -> bytes:
    return _encoded({"kind": kind, **fields}).encode() + b"\n"


def _footer(cases: Sequence[CaseResult], digest: str, stale: Stale) -> Footer:
    counts = Counter(case.verdict for case in cases)
    verdicts = {verdict: counts[verdict] for verdict in VERDICTS}
    emulated = sum(case.emulated and case.verdict == "pass" for case in cases)
    return Footer(len(cases), sum(len(case.subcases) for case in cases), verdicts, digest, emulated, stale)


# Reading


def read(path: Path, trusted: bool = False) -> list[Run]:
    """The runs of a results file, validated against the schema; raises a `ResultsError`.

    ``trusted``: we have just written it ourselves, so it need not be held against the schema.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise MissingResults(f"{path}: {error.strerror or error}") from error
    return parse(data, str(path), trusted)


def parse(data: bytes, name: str = "results", trusted: bool = False) -> list[Run]:
    """The runs in ``data``; ``name`` is what the errors call it, ``trusted`` as for `read`."""
    runs: list[Run] = []
    reader = _RunReader(name, trusted)
    lines = data.split(b"\n")
    if lines[-1]:
        raise TruncatedResults(f"{name}: line {len(lines)} is cut short")
    if len(lines) == 1:
        raise TruncatedResults(f"{name}: empty, not even a header")
    for number, line in enumerate(lines[:-1], 1):
        run = reader.feed(number, line + b"\n")
        if run is not None:
            runs.append(run)
            reader = _RunReader(name, trusted)
    reader.finish(len(lines) - 1)
    _check_together(runs, name)
    return runs


def case_from_fields(fields: dict[str, Any]) -> CaseResult:
    """The case that `case_fields` made."""
    subcases = tuple(_subcase(item) for item in fields["subcases"])
    known = {**fields, "needs": tuple(fields["needs"]), "subcases": subcases}
    if "expectation" in fields:
        known["expectation"] = Expectation(**fields["expectation"])
    return CaseResult(**known)


def _subcase(item: dict[str, Any]) -> Subcase:
    records = item.get("records")
    return Subcase(**({**item, "records": tuple(Record(**record) for record in records)} if records else item))


class _RunReader:
    """Takes the lines of one run, from its header to its footer."""

    def __init__(self, name: str, trusted: bool) -> None:
        self.name = name
        self.trusted = trusted
        self.header: Header | None = None
        self.sections: set[str] = set()
        self.cases: dict[str, CaseResult] = {}
        self.digest = hashlib.sha256()

    def feed(self, number: int, line: bytes) -> Run | None:
        """Take one line; returns the run when it was the footer."""
        where = f"{self.name}: line {number}"
        fields = json.loads(line) if self.trusted else _decode(line, where, first=number == 1)
        kind = fields.pop("kind")
        if (kind == "header") != (self.header is None):
            if kind == "header":
                raise TruncatedResults(f"{where}: a new run starts, the one before it has no footer")
            raise MalformedResults(f"{where}: a {kind} without a header before it")
        if self.header is None:
            self.header = _header(fields)
            self.sections = {section.id for section in self.header.sections}
        elif kind == "case":
            case = case_from_fields(fields)
            if case.id in self.cases:
                raise DuplicateCase(f"{where}: case {case.id} occurs twice in one run")
            if case.section not in self.sections or not case.id.startswith(f"{case.clause}/"):
                raise MalformedResults(f"{where}: case {case.id} is not of its clause, or of no section of the header")
            self.cases[case.id] = case
        else:
            stale = Stale(**{name: tuple(lines) for name, lines in fields.pop("stale").items()})
            return self._run(self.header, Footer(**fields, stale=stale), where)
        self.digest.update(line)
        return None

    def _run(self, header: Header, footer: Footer, where: str) -> Run:
        cases = tuple(self.cases.values())
        counted = _footer(cases, self.digest.hexdigest(), footer.stale)
        for field_name in ("cases", "subcases", "verdicts", "emulated", "digest"):
            said, found = getattr(footer, field_name), getattr(counted, field_name)
            if said != found:
                raise MalformedResults(f"{where}: the footer's {field_name} is {said}, the lines above it make {found}")
        return Run(header, cases, footer)

    def finish(self, number: int) -> None:
        """The file ended."""
        if self.header is not None:
            raise TruncatedResults(f"{self.name}: ends at line {number} without a footer: the run was cut short")


def _decode(line: bytes, where: str, first: bool) -> dict[str, Any]:
    # Imported here: jsonschema takes longer to import than a results file takes to read.
    from .validation import problem

    try:
        fields = json.loads(line)
    except ValueError as error:
        kind = ForeignFormat if first else MalformedResults
        raise kind(f"{where}: not JSON") from error
    if first and not (isinstance(fields, dict) and fields.get("kind") == "header" and "format" in fields):
        raise ForeignFormat(f"{where}: not the header of a dynshape results file")
    if isinstance(fields, dict) and fields.get("kind") == "header" and fields.get("format") != FORMAT:
        raise ForeignFormat(f"{where}: format {fields.get('format')!r}; this version reads format {FORMAT}")
    wrong = problem(fields)
    if wrong is not None:
        raise MalformedResults(f"{where}: {wrong}")
    return dict(fields)


def _header(fields: dict[str, Any]) -> Header:
    backend, selection = fields["backend"], fields["selection"]
    return Header(
        Suite(**fields["suite"]),
        Backend(**{**backend, "features": tuple(backend["features"]), "emulated": tuple(backend["emulated"])}),
        fields["edition"],
        Selection(tuple(selection["sections"]), tuple(selection["clauses"]), selection.get("fraction", "")),
        tuple(Section(**{**item, "not_applicable": tuple(item["not_applicable"])}) for item in fields["sections"]),
    )


def _check_together(runs: Sequence[Run], name: str) -> None:
    seen: set[tuple[str, str]] = set()
    for run in runs:
        if run.header.suite != runs[0].header.suite:
            raise MixedResults(f"{name}: runs of different suites or corpora in one file; score them one by one")
        key = (run.header.backend.name, run.header.edition)
        if key in seen:
            raise MixedResults(f"{name}: two runs of {key[0]}, edition {key[1]}, in one file")
        seen.add(key)
