"""Calls on their way to a worker, and the checks that wait for their answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..adapter import Answer

Check = Callable[[Answer[Any]], object]
"""Raises where an answer is not what the case expects."""

GroupCheck = Callable[[Sequence[Answer[Any]], Sequence[Answer[Any]]], object]
"""The same of answers to the operations of a program, and to calls."""


class RanAhead(BaseException):
    """The case went on after a call or a check that failed, as it had not seen the answer.

    What is known of the case is worth nothing then: it has to be run again, call by call.
    """


class Step:
    """One call on its way; `answer` or `error` is there once its line was answered."""

    __slots__ = ("answer", "checks", "error", "group", "name", "read", "refused", "text")

    def __init__(self, name: str, text: bytes, read: Callable[[Any], Any]) -> None:
        self.name = name
        self.text = text
        """The step as it is sent: what the case does to its arguments afterwards changes nothing."""
        self.read = read
        self.checks: tuple[Check, ...] = ()
        self.refused = False
        """True: it is expected to be refused; a worker that is not told reads what follows on its line for nothing."""
        self.group: Group | None = None
        self.answer: Answer[Any] | None = None
        self.error: Exception | None = None


class Group:
    """Steps of which each is made only if none before it was refused, and the check on all their answers."""

    def __init__(self, number: int, check: GroupCheck, operations: Sequence[Answer[Any]]) -> None:
        self.number = number
        self._check = check
        self._operations = operations
        self._steps: list[Step] = []
        self._first: Step | None = None

    def begin(self, step: Step) -> None:
        """The step that defines a network comes before them; the answers to its operations count."""
        self._first, step.group = step, self

    def join(self, step: Step) -> None:
        """Add the step."""
        self._steps.append(step)
        step.group = self

    def check(self, step: Step) -> None:
        """Make the check if ``step``, which has its answer, is the last that is made."""
        assert step.answer is not None
        if step is not self._steps[-1] and not refused(step.answer):
            return
        if self._first is not None and self._first.answer is not None:
            self._operations = self._first.answer.value or ()
        made = [one.answer for one in self._steps if one.answer is not None]
        check, operations = self._check, self._operations
        # Else the object that is asked would live on by its own step, until it is searched for as garbage.
        del self._check, self._operations, self._steps, self._first
        check(operations, made)


def refused(answer: Answer[Any]) -> bool:
    """True if the call, or an operation of its program, was refused."""
    value = answer.value
    return answer.refusal is not None or (isinstance(value, list) and any(one.refusal is not None for one in value))


def accepted(answer: Answer[Any]) -> bool:
    """True if a step may follow; looks at `refusal`, not at `ok`, for it is the looks of cases that count."""
    return answer.value is not False and not refused(answer)
