"""The file that holds the results of runs: JSON lines, one header, one line a case, one footer.

A file may hold several runs one after the other. The bytes depend on the results alone: no time
stamp, no path, no order of execution. A run without a footer was cut short and is never read as a
result; the footer's digest covers every byte of its run before it.
"""

from __future__ import annotations

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
    changed,
)
from .reading import case_from_fields, parse, read
from .writing import case_fields, encode, encode_header, encode_unfinished, make_run, went_wrong

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
    "changed",
    "encode",
    "encode_header",
    "encode_unfinished",
    "make_run",
    "parse",
    "read",
    "went_wrong",
]
