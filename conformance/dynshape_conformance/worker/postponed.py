"""Answers that are still to come."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..adapter import Answer, LogRecord, Refusal
from .session import Session
from .steps import Check, RanAhead, Step


class Postponed(Answer[Any]):
    """The answer to a call that may not have been sent yet; who looks at it waits for it."""

    def __init__(self, session: Session, step: Step, result: str, made: Any = None) -> None:
        # Past the dataclass: its fields are the properties below.
        own = self.__dict__
        own["session"], own["step"], own["result"], own["made"] = session, step, result, made

    session: Session
    step: Step
    result: str
    """Kind of the value, of those in `calls`."""
    made: Any
    """The object that an accepted call makes."""

    def now(self) -> Answer[Any]:
        """The answer as it came; raises what the call, or a check before it, raises."""
        step = self.step
        if step.answer is None:
            self.session.flush()
            if step.answer is None:
                raise step.error or RanAhead
        return step.answer

    def expect(self, check: Check) -> None:
        """Make the check on the answer, once it has come."""
        if self.made is not None and self.result == "bool":
            # Whether there is an object is only now known, and the check wants it.
            check(replace(self.now(), value=self.value))
        else:
            self.session.later(self.step, check)

    def granted(self, check: Check) -> Any:
        """Make the check, which passes an accepted call only, and answer the value without waiting where it is sure."""
        if self.made is not None and self.result == "none":
            self.expect(check)
            return self.made
        if self.result not in ("none", "bool") or self.made is not None:
            self.expect(check)
            return self.value
        sure = True if self.result == "bool" else None

        def as_it_should(answer: Answer[Any]) -> None:
            check(answer)
            if answer.value is not sure:
                raise RanAhead  # an adapter with an answer of its own kind: the case shall see it

        self.expect(as_it_should)
        return sure

    # Read-only, unlike the fields: nobody assigns one.

    @property
    def value(self) -> Any:  # type: ignore[override]
        """The value, or the object that was made."""
        answer = self.now()
        if self.made is None:
            return answer.value
        exists = answer.refusal is None and (self.result != "bool" or answer.value is True)
        return self.made if exists else None

    @property
    def refusal(self) -> Refusal | None:  # type: ignore[override]
        """How the call was refused."""
        return self.now().refusal

    @property
    def records(self) -> tuple[LogRecord, ...]:  # type: ignore[override]
        """The log records of the call."""
        return self.now().records

    @property
    def emulated(self) -> bool:  # type: ignore[override]
        """True if the adapter made the answer up."""
        return self.now().emulated
