"""Reading a results file: line by line, each held against the model; a run is accepted whole or not at all."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from .errors import (
    DuplicateCase,
    ForeignFormat,
    MalformedResults,
    MissingResults,
    MixedResults,
    TruncatedResults,
)
from .model import FORMAT, CaseResult, Footer, Header, Run
from .writing import make_footer

_case = msgspec.json.Decoder(CaseResult)
_TOLD = (b'"expected":', b'"got":', b'"records":')


def read(path: Path, trusted: bool = False) -> list[Run]:
    """The runs of a results file, validated; raises a `ResultsError`.

    ``trusted``: we have just written it ourselves, so header and footer need not be held against the
    schema.
    """
    try:
        with path.open("rb") as stream:
            return _read(stream, str(path), trusted)
    except OSError as error:
        raise MissingResults(f"{path}: {error.strerror or error}") from error


def parse(data: bytes, name: str = "results", trusted: bool = False) -> list[Run]:
    """The runs in ``data``; ``name`` is what the errors call it, ``trusted`` as for `read`."""
    return _read(io.BytesIO(data), name, trusted)


def case_from_fields(fields: dict[str, Any]) -> CaseResult:
    """The case that `case_fields` made."""
    return msgspec.convert({"kind": "case", **fields}, CaseResult)


def _read(lines: Iterable[bytes], name: str, trusted: bool) -> list[Run]:
    runs: list[Run] = []
    reader = _RunReader(name, trusted)
    number = 0
    for number, line in enumerate(lines, 1):
        if not line.endswith(b"\n"):
            raise TruncatedResults(f"{name}: line {number} is cut short")
        if line.endswith(b"\r\n"):
            raise MalformedResults(f"{name}: line {number} ends in CR LF, as git may leave it; it was written with LF")
        run = reader.feed(number, line)
        if run is not None:
            runs.append(run)
            reader = _RunReader(name, trusted)
    if number == 0:
        raise TruncatedResults(f"{name}: empty, not even a header")
    reader.finish(number)
    _check_together(runs, name)
    return runs


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
        run = None
        try:
            case = _case.decode(line)
        except msgspec.DecodeError as error:
            run = self._feed_other(number, line, str(error))
        else:
            self._feed_case(number, line, case)
        self.digest.update(line)
        return run

    def _feed_case(self, number: int, line: bytes, case: CaseResult) -> None:
        if self.header is None:
            _check_first(line, f"{self.name}: line {number}", number == 1)
            raise MalformedResults(f"{self.name}: line {number}: a case without a header before it")
        if not _keeps_what_it_should(line, case):
            _fields(line, f"{self.name}: line {number}")
        if case.id in self.cases:
            raise DuplicateCase(f"{self.name}: line {number}: case {case.id} occurs twice in one run")
        if case.section not in self.sections or not case.id.startswith(f"{case.clause}/"):
            raise MalformedResults(
                f"{self.name}: line {number}: case {case.id} is not of its clause, or of no section of the header"
            )
        self.cases[case.id] = case

    def _feed_other(self, number: int, line: bytes, why_no_case: str) -> Run | None:
        """Take a header or a footer, or say what is wrong with the line."""
        where = f"{self.name}: line {number}"
        _check_first(line, where, number == 1)
        fields = json.loads(line) if self.trusted else _fields(line, where)
        kind = fields.pop("kind")
        if (kind == "header") != (self.header is None):
            if kind == "header":
                raise TruncatedResults(f"{where}: a new run starts, the one before it has no footer")
            raise MalformedResults(f"{where}: a {kind} without a header before it")
        if self.header is None:
            del fields["format"]
            self.header = msgspec.convert(fields, Header)
            self.sections = {section.id for section in self.header.sections}
            return None
        if kind == "case":
            raise MalformedResults(f"{where}: {why_no_case}")
        return self._run(self.header, msgspec.convert(fields, Footer), where)

    def _run(self, header: Header, footer: Footer, where: str) -> Run:
        cases = tuple(self.cases.values())
        counted = make_footer(cases, self.digest.hexdigest(), footer.stale)
        for field_name in ("cases", "subcases", "verdicts", "emulated", "digest"):
            said, found = getattr(footer, field_name), getattr(counted, field_name)
            if said != found:
                raise MalformedResults(f"{where}: the footer's {field_name} is {said}, the lines above it make {found}")
        return Run(header, cases, footer)

    def finish(self, number: int) -> None:
        """The file ended."""
        if self.header is not None:
            raise TruncatedResults(f"{self.name}: ends at line {number} without a footer: the run was cut short")


def _keeps_what_it_should(line: bytes, case: CaseResult) -> bool:
    """Whether what was expected and got is kept just where a subcase did not pass, and so on; the schema says more.

    The structs have empty defaults, so the keys themselves are counted. Within a JSON text a quote is
    escaped: what looks like a key is one.
    """
    wrong = sum(subcase.verdict != "pass" for subcase in case.subcases)
    foreseen = case.verdict == "expected-fail"
    made_up = case.emulated + sum(subcase.emulated for subcase in case.subcases)
    kept = all(line.count(key) == wrong for key in _TOLD) and line.count(b'"emulated":') == made_up
    return kept and b'"kind":' in line and (case.expectation is not None) == foreseen


def _check_first(line: bytes, where: str, first: bool) -> None:
    """Raise if the first line is no header, or one of another format."""
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise (ForeignFormat if first else MalformedResults)(f"{where}: not JSON") from error
    is_header = isinstance(fields, dict) and fields.get("kind") == "header" and "format" in fields
    if first and not is_header:
        raise ForeignFormat(f"{where}: not the header of a dynshape results file")
    if is_header and fields["format"] != FORMAT:
        raise ForeignFormat(f"{where}: format {fields['format']!r}; this version reads format {FORMAT}")


def _fields(line: bytes, where: str) -> dict[str, Any]:
    """The fields of the line, which fits the schema."""
    # Imported here: most lines are cases that need no second look, and jsonschema takes its time to import.
    from .validation import problem

    fields = json.loads(line)
    wrong = problem(fields)
    if wrong is not None:
        raise MalformedResults(f"{where}: {wrong}")
    return dict(fields)


def _check_together(runs: Sequence[Run], name: str) -> None:
    seen: set[tuple[str, str]] = set()
    for run in runs:
        if run.header.suite != runs[0].header.suite:
            raise MixedResults(f"{name}: runs of different suites or corpora in one file; score them one by one")
        key = (run.header.backend.name, run.header.edition)
        if key in seen:
            raise MixedResults(f"{name}: two runs of {key[0]}, edition {key[1]}, in one file")
        seen.add(key)
