"""One case on one backend: whether it applies, its run, and its result as the report keeps it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from dynshape_reports.results import CaseResult, Record, Subcase

from .adapter import FEATURES, Adapter, Description, LogRecord, ProcessLost
from .backends import one_line
from .case import Case, Outcome, Trial
from .outcome import UNFINISHED, EngineLost
from .selection import in_editions
from .spec import Clause
from .verdicts import roll_up
from .worker.steps import RanAhead

MAX_TEXT = 2000
MAX_RECORDS = 20
ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}")


def judge(case: Case, clause: Clause, adapter: Adapter, description: Description, edition: str) -> CaseResult:
    """Run ``case`` if it applies and the backend offers what it takes; never raises what the adapter raises.

    Only `RanAhead`, where a case that was run ahead of its answers has to be run again without.
    """
    if not clause.applies_to(edition) or not in_editions(case, edition):
        return result(case, clause, "not-applicable")
    missing = [feature for feature in case.features if feature not in description.features]
    if missing:
        reason = "; ".join(f"no {feature}: {FEATURES[feature]}" for feature in missing)
        return result(case, clause, "unsupported", [Outcome("", "unsupported", got=reason)])
    trial = Trial(adapter, edition)
    try:
        outcomes = trial.run(case)
    except (KeyboardInterrupt, RanAhead):
        raise
    except EngineLost as lost:
        outcomes = _lost(trial.outcomes, lost)
    except ProcessLost as lost:
        outcomes = _lost(trial.outcomes, EngineLost("crash", str(lost)))
    except BaseException as error:
        # SystemExit and pytest's own outcomes are no Exception, so the trial lets them through.
        outcomes = [*trial.outcomes, Outcome("", "error", "an answer, a refusal or Unsupported", one_line(error))]
    return result(case, clause, roll_up(outcome.verdict for outcome in outcomes), outcomes)


def _lost(outcomes: list[Outcome], lost: EngineLost) -> list[Outcome]:
    """The outcomes of a case at which the engine was lost: the subcase that it was in has the blame."""
    if not outcomes or outcomes[-1].got != UNFINISHED:
        outcomes = [*outcomes, Outcome("", lost.verdict)]
    last = outcomes[-1]
    last.verdict, last.expected, last.got = lost.verdict, "an answer", lost.text
    return outcomes


def crashed(case: Case, clause: Clause) -> CaseResult:
    """The result of a case whose process ended while it ran."""
    outcome = Outcome("", "crash", "an answer", "the process that ran the case ended")
    return result(case, clause, "crash", [outcome])


def failed_outside(case: Case, clause: Clause, reason: str) -> CaseResult:
    """The result of a case that pytest could not run."""
    return result(case, clause, "error", [Outcome("", "error", "the case runs", reason)])


def result(case: Case, clause: Clause, verdict: str, outcomes: Iterable[Outcome] = ()) -> CaseResult:
    """The case with its verdict, in the words of the report."""
    subcases = tuple(_subcase(outcome) for outcome in outcomes)
    return CaseResult(
        id=case.id,
        clause=case.clause,
        section=clause.section,
        role=case.role,
        level=clause.level,
        sentence=case.sentence,
        hash=case.digest(),
        verdict=verdict,
        needs=case.needs,
        subcases=subcases,
        emulated=any(subcase.emulated for subcase in subcases),
    )


def _subcase(outcome: Outcome) -> Subcase:
    if outcome.verdict == "pass":
        return Subcase(plain(outcome.id), "pass", chose=plain(outcome.chose), emulated=outcome.emulated)
    return Subcase(
        plain(outcome.id),
        outcome.verdict,
        plain(outcome.expected),
        plain(outcome.got),
        _records(outcome.records),
        plain(outcome.chose),
        outcome.emulated,
    )


def _records(records: Any) -> tuple[Record, ...]:
    """The records worth keeping; what is none (an adapter's mistake) is left out."""
    if not isinstance(records, (tuple, list)):
        return ()
    kept = [record for record in records if isinstance(record, LogRecord) and record.severity != "VERBOSE"]
    return tuple(
        Record(
            plain(record.severity),
            plain(record.text),
            None if record.clause is None else plain(record.clause),
            record.code if type(record.code) is int else None,
        )
        for record in kept[:MAX_RECORDS]
    )


def plain(text: Any) -> str:
    """The text as a report may keep it: encodable, of bounded length, without addresses in memory.

    Addresses differ from run to run, and two runs of one thing are to be the same bytes.
    """
    readable = str(text)
    if not readable.isascii():
        readable = readable.encode("utf-8", "backslashreplace").decode("utf-8")
    stable = ADDRESS.sub("0x...", readable) if "0x" in readable else readable
    return stable if len(stable) <= MAX_TEXT else f"{stable[:MAX_TEXT]}... ({len(stable) - MAX_TEXT} more characters)"
