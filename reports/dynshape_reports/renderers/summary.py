"""The summary as JSON, for other sites and programs; ``schema/summary.schema.json`` is what they can rely on."""

from __future__ import annotations

import json
from typing import Any

from ..report import Column, Report
from ..results import VERDICTS
from ..score import STATES, Counts

FORMAT = 1
"""The version of the summary; fields may be added to it, none changes its meaning."""


def render(report: Report) -> str:
    """The summary, one value a line, so that a diff of two summaries is short."""
    return json.dumps(summary(report), ensure_ascii=False, indent=1) + "\n"


def summary(report: Report) -> dict[str, Any]:
    """Counts and clause states of each run."""
    suite = report.columns[0].run.header.suite
    return {
        "kind": "summary",
        "format": FORMAT,
        "suite": {"name": suite.name, "version": suite.version, "corpus": suite.corpus, "spec": suite.spec},
        "runs": [_run(column, report) for column in report.columns],
    }


def _run(column: Column, report: Report) -> dict[str, Any]:
    header = column.run.header
    sections, total = column.counts
    return {
        "backend": header.backend.name,
        "version": header.backend.version,
        "device": header.backend.device,
        "edition": header.edition,
        "sample": header.selection.fraction,
        "total": _counts(total),
        "sections": {row.id: _counts(row) for row in sections},
        "clauses": {clause.id: column.state(clause) for clause in report.clauses},
    }


def _counts(counts: Counts) -> dict[str, Any]:
    return {
        "clauses": {"all": counts.clauses, **{state: counts.states[state] for state in STATES}},
        "cases": {"all": counts.cases, **{verdict: counts.verdicts[verdict] for verdict in VERDICTS}},
        "subcases": counts.subcases,
        "emulated": counts.emulated,
    }
