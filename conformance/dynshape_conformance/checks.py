"""What a trial expects of an answer: each function raises `ExpectationFailed` where it is otherwise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from dynshape_fixtures.program import Operation

from .adapter import Answer, Dims
from .outcome import ERRORS, Check, ExpectationFailed, describe

T = TypeVar("T")


def prepared(answer: Answer[T], what: str) -> T:
    """What follows rests on the call, so it has to be accepted; its value. It is no look at the answer."""
    if answer.refusal is not None or answer.value is False:
        raise ExpectationFailed(what, describe(answer), answer.records, Check("accepted", answer))
    return answer.value  # type: ignore[return-value]


def prepared_dims(answer: Answer[Dims], dims: Dims, name: str) -> None:
    """The answer is these dims of ``name``."""
    got = prepared(answer, f"dims of {name}")
    if tuple(got) != dims:
        raise ExpectationFailed(f"dims {dims} of {name}", str(got))


def all_accepted(operations: Sequence[Operation], answers: Sequence[Answer[Any]]) -> None:
    """Every operation of a program was accepted."""
    for operation, answer in zip(operations, answers, strict=True):
        if answer.refusal is not None:
            check = Check("accepted", answer)
            raise ExpectationFailed(f"operation {operation} accepted", describe(answer), answer.records, check)


def equal(answer: Answer[Any] | Any, expected: Any) -> None:
    """The answer is a value equal to ``expected`` (or to what it is, for a plain value)."""
    got, records = (answer.get(), answer.records) if isinstance(answer, Answer) else (answer, ())
    if type(got) is type(expected) and got == expected:
        return
    if _normal(got) != _normal(expected) or isinstance(got, bool) != isinstance(expected, bool):
        raise ExpectationFailed(repr(expected), repr(_normal(got)), records, Check("equal", answer, expected))


def accepted(answer: Answer[T]) -> T:
    """The call was accepted; its value."""
    if not answer.ok or answer.value is False:
        raise ExpectationFailed("accepted", describe(answer), answer.records, Check("accepted", answer))
    return answer.value  # type: ignore[return-value]


def refused(clauses: tuple[str, ...], channels: tuple[str, ...], logged: bool | None, answer: Answer[Any]) -> None:
    """The call was refused by one of ``channels`` (any, where there is none), for one of ``clauses``."""
    answer.look()
    if logged is None:
        logged = any(record.severity in ERRORS for record in answer.records)
    refusal = answer.refusal
    check = Check("refused", answer, clauses=clauses, channels=channels, logged=logged)
    if refusal is None and answer.value is not False:
        raise ExpectationFailed("refused", describe(answer), answer.records, check)
    got = "False" if refusal is None else refusal.channel
    if channels and got not in channels:
        raise ExpectationFailed(f"refused by {' or '.join(channels)}", describe(answer), answer.records, check)
    if logged:
        _record(answer, ERRORS, check)


def warned(clauses: tuple[str, ...], answer: Answer[Any]) -> None:
    """The call left a WARNING record (for one of ``clauses``, where there are any)."""
    _record(answer, ("WARNING",), Check("warned", answer, clauses=clauses))


def silent(answer: Answer[Any]) -> None:
    """The call left no WARNING and no ERROR record."""
    answer.look()
    loud = [record for record in answer.records if record.severity in (*ERRORS, "WARNING")]
    if loud:
        got = f"{loud[0].severity}: {loud[0].text}"
        raise ExpectationFailed("no warning and no error", got, answer.records, Check("silent", answer))


@dataclass(frozen=True)
class Attempt:
    """A call that may be refused, and how it is refused then, as `Trial.refused` has it."""

    call: Callable[[], Answer[Any]]
    channel: str | None = None
    logged: bool | None = True
    judged: bool = False
    """True: if it is accepted that is looked at, too."""


Answers = Sequence[Answer[Any]]


def one_by_one(calls: Sequence[Callable[[], Answer[Any]]], operations: Answers) -> tuple[Answers, Answers]:
    """The answers to operations and to the calls, which are made until something is refused."""
    made: list[Answer[Any]] = []
    refused = any(answer.refusal is not None for answer in operations)
    for call in calls:
        if refused:
            break
        made.append(call())
        refused = made[-1].refusal is not None
    return operations, made


def refused_somewhere(
    attempts: Sequence[Attempt], clauses: tuple[str, ...], operations: Answers, made: Answers
) -> None:
    """One of the operations was refused, or else the last call that was ``made`` of the attempts."""
    for answer in operations:
        if answer.refusal is not None:
            refused(clauses, (), True, answer)
            return
    for attempt, answer in zip(attempts, made[:-1], strict=False):
        if attempt.judged:
            answer.look()
    last = attempts[len(made) - 1]
    refused(clauses, () if last.channel is None else (last.channel,), last.logged, made[-1])


def _record(answer: Answer[Any], severities: Sequence[str], check: Check) -> None:
    answer.look()
    records = [record for record in answer.records if record.severity in severities]
    wanted = f"a log record of severity {severities[0]}"
    if not records:
        raise ExpectationFailed(wanted, describe(answer) + ", no such record", answer.records, check)
    if check.clauses and not any(record.clause in check.clauses for record in records):
        named = ", ".join(sorted({str(record.clause) for record in records}))
        wanted = f"{wanted} that names {' or '.join(check.clauses)}"
        raise ExpectationFailed(wanted, named, answer.records, check)


def _normal(value: Any) -> Any:
    """Lists as tuples and NumPy's scalars as Python's, as they come from a worker."""
    if isinstance(value, (list, tuple)):
        return tuple(_normal(item) for item in value)
    return value.item() if isinstance(value, np.generic) else value
