"""A diff as JSON."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from ..diff import Diff, RunDiff
from ..model import CaseResult

FORMAT = 1


def render(diff: Diff) -> str:
    """The document."""
    fields = {
        "kind": "diff",
        "format": FORMAT,
        "runs": [_run(run) for run in diff.runs],
        "only_before": diff.only_before,
        "only_after": diff.only_after,
    }
    return json.dumps(fields, ensure_ascii=False, indent=1) + "\n"


def _run(run: RunDiff) -> dict[str, Any]:
    headers = {
        name: {"suite": dataclasses.asdict(header.suite), "backend": dataclasses.asdict(header.backend)}
        for name, header in (("before", run.before), ("after", run.after))
    }
    return {
        **headers,
        "causes": run.causes,
        "changes": [dataclasses.asdict(change) for change in run.changes],
        "added": [_case(case) for case in run.added],
        "removed": [_case(case) for case in run.removed],
        "renamed": [{"was": was, "now": now} for was, now in run.renamed],
        "edited": run.edited,
        "clauses": {id: {"before": was, "after": now} for id, (was, now) in run.clauses.items()},
    }


def _case(case: CaseResult) -> dict[str, str]:
    return {"id": case.id, "verdict": case.verdict}
