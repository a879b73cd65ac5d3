"""What came of a subcase: its verdict, and what was expected and got where it did not pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .adapter import Answer, LogRecord, ProcessLost, Refused, Unsupported

ERRORS = ("ERROR", "INTERNAL_ERROR")
UNFINISHED = "the subcase did not come to its end"


@dataclass(frozen=True)
class Check:
    """The check that failed, with what it was given: a reproducer makes it again."""

    kind: str
    """``equal``, ``accepted``, ``refused``, ``warned``, ``silent``, ``true`` or ``close``."""
    got: Any = None
    """An answer, or a plain value."""
    expected: Any = None
    bound: Any = None
    clauses: tuple[str, ...] = ()
    """Those that a log record has to name, where the backend names any."""
    channels: tuple[str, ...] = ()
    logged: bool = False


class ExpectationFailed(Exception):
    """The backend answered otherwise than the clause says."""

    def __init__(self, expected: str, got: str, records: Sequence[LogRecord] = (), check: Check | None = None) -> None:
        super().__init__(f"expected {expected}, got {got}")
        self.expected = expected
        self.got = got
        self.records = tuple(records)
        self.check = check


class AdapterError(Exception):
    """What an adapter raised in a process of its own, as ``Type: text``."""


class EngineLost(ProcessLost):
    """The process that hosts the engine is gone.

    ``verdict`` is ``crash``, ``timeout`` or, for a worker that talked nonsense, ``error``.
    """

    def __init__(self, verdict: str, text: str) -> None:
        super().__init__(text)
        self.verdict = verdict
        self.text = text


@dataclass
class Outcome:
    """The verdict on one subcase; ``id`` is empty for a case without subcases."""

    id: str
    verdict: str
    expected: str = ""
    got: str = ""
    records: tuple[LogRecord, ...] = ()
    chose: str = ""
    emulated: bool = False
    check: Check | None = None


def settle(outcome: Outcome, error: Exception) -> None:
    """Turn what a (sub)case raised into its verdict."""
    if isinstance(error, ExpectationFailed):
        outcome.verdict, outcome.expected, outcome.got = "fail", error.expected, error.got
        outcome.records, outcome.check = error.records, error.check
    elif isinstance(error, Refused):
        outcome.verdict, outcome.expected, outcome.got = "fail", "a value", describe(error.answer)
        outcome.records, outcome.check = error.answer.records, Check("accepted", error.answer)
    elif isinstance(error, Unsupported):
        outcome.verdict, outcome.got = "unsupported", str(error)
    else:
        outcome.verdict, outcome.expected = "error", "an answer, a refusal or Unsupported"
        # What comes from another process already starts with its type.
        outcome.got = str(error) if isinstance(error, AdapterError) else f"{type(error).__name__}: {error}"


def describe(answer: Answer[Any]) -> str:
    """The answer in a few words, for a report."""
    if answer.refusal is None:
        return repr(answer.value) if isinstance(answer.value, (bool, int, str, tuple, float)) else "accepted"
    text = f"refused by {answer.refusal.channel}"
    errors = [record.text for record in answer.records if record.severity in ERRORS]
    reason = answer.refusal.text or (errors[0] if errors else "")
    return f"{text}: {reason}" if reason else text
