"""Writing a results file: the same results are the same bytes."""

from __future__ import annotations

import dataclasses
import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from .model import FORMAT, UNEXPECTED, VERDICTS, CaseResult, Footer, Header, Run, Stale, Subcase

_CASE = CaseResult.__struct_fields__
_encoded = msgspec.json.Encoder().encode


def make_run(header: Header, cases: Iterable[CaseResult], stale: Stale = Stale()) -> Run:  # noqa: B008 (frozen)
    """A run of these cases, with its footer."""
    ordered = tuple(sorted(cases, key=lambda case: case.id))
    body = b"".join(_body(header, ordered))
    return Run(header, ordered, make_footer(ordered, hashlib.sha256(body).hexdigest(), stale))


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
    # By hand: what is empty is left out of some fields and not of others.
    fields: dict[str, Any] = {name: getattr(case, name) for name in _CASE}
    fields["needs"] = list(case.needs)
    fields["subcases"] = [_subcase_fields(subcase) for subcase in case.subcases]
    for name in ("emulated", "expectation", "reproducer"):
        if not fields[name]:
            del fields[name]
    if case.expectation is not None:
        fields["expectation"] = msgspec.structs.asdict(case.expectation)
    return fields


def _subcase_fields(subcase: Subcase) -> dict[str, Any]:
    fields: dict[str, Any] = {"id": subcase.id, "verdict": subcase.verdict}
    if subcase.verdict != "pass":
        fields["expected"], fields["got"] = subcase.expected, subcase.got
        fields["records"] = [
            {name: value for name, value in msgspec.structs.asdict(record).items() if value is not None}
            for record in subcase.records
        ]
    if subcase.chose:
        fields["chose"] = subcase.chose
    if subcase.emulated:
        fields["emulated"] = True
    return fields


def _line(kind: str, fields: dict[str, Any]) -> bytes:
    return _encoded({"kind": kind, **fields}) + b"\n"


def make_footer(cases: Sequence[CaseResult], digest: str, stale: Stale) -> Footer:
    """The footer of a run of these cases, whose lines have this digest."""
    counts = Counter(case.verdict for case in cases)
    verdicts = {verdict: counts[verdict] for verdict in VERDICTS}
    emulated = sum(case.emulated and case.verdict == "pass" for case in cases)
    return Footer(len(cases), sum(len(case.subcases) for case in cases), verdicts, digest, emulated, stale)
