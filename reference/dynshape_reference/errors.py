"""Refusals: how the engine says no, in one place.

A check raises `Refusal` with the clause that it enforces. At the edge of the API one of the two
decorators below turns it into an ERROR record and the call's own failure channel (False, None, -1,
an invalid Dims, an exception). State is changed only after all checks of a call have passed.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, Protocol, TypeVar, cast

from .enums import Enum
from .logger import ILogger, LogText, Severity

P = ParamSpec("P")
T = TypeVar("T")


class ErrorCodeTRT(Enum):
    """TensorRT's error codes."""

    SUCCESS = 0
    UNSPECIFIED_ERROR = 1
    INTERNAL_ERROR = 2
    INVALID_ARGUMENT = 3
    INVALID_CONFIG = 4
    FAILED_ALLOCATION = 5
    FAILED_INITIALIZATION = 6
    FAILED_EXECUTION = 7
    FAILED_COMPUTATION = 8
    INVALID_STATE = 9
    UNSUPPORTED_STATE = 10


class Refusal(Exception):
    """A check failed. ``clause`` is what it enforces; the rest is what the record says.

    ``tensor``, ``axis``, ``value`` and ``permitted`` name the input, the offending value and what
    would have been accepted, wherever that can be said.
    """

    def __init__(
        self,
        clause: str,
        message: str,
        *,
        code: ErrorCodeTRT = ErrorCodeTRT.INVALID_ARGUMENT,
        tensor: str | None = None,
        axis: int | None = None,
        value: object = None,
        permitted: object = None,
    ) -> None:
        """Keep the parts of the record."""
        super().__init__(message)
        self.clause, self.code, self.tensor = clause, code, tensor
        self.axis, self.value, self.permitted = axis, value, permitted

    def record(self, prefix: str = "") -> LogText:
        """The text of the log record, with its attributes."""
        code = self.code.name.replace("_", " ").title()
        text = f"Error Code {self.code.value}: {code} ({prefix}{self}) [{self.clause}]"
        return LogText(text, self.clause, int(self.code), self.tensor, self.axis, self.value, self.permitted)


class ShapeError(Refusal):
    """Dims or shape values that do not fit a layer: code 4 at build time, 7 at run time."""

    def __init__(self, clause: str, message: str, *, value: object = None, permitted: object = None) -> None:
        """See `Refusal`; the code is settled by whoever catches it."""
        super().__init__(clause, message, code=ErrorCodeTRT.INVALID_CONFIG, value=value, permitted=permitted)

    def at_run_time(self) -> Refusal:
        """The same refusal with the code that execution gives it (DS-DIM-009)."""
        code = ErrorCodeTRT.FAILED_EXECUTION
        return Refusal(self.clause, str(self), code=code, value=self.value, permitted=self.permitted)


class Journal:
    """Writes records to a user's logger; an exception in the logger is the logger's own affair."""

    def __init__(self, logger: ILogger) -> None:
        """Write to ``logger``."""
        self.logger = logger

    def error(self, refusal: Refusal, prefix: str = "") -> None:
        """Write a refusal as an ERROR record."""
        self._write(Severity.ERROR, refusal.record(prefix))

    def warn(self, clause: str, text: str, **parts: object) -> None:
        """Write a WARNING record that names ``clause``."""
        self._write(Severity.WARNING, _text(clause, text, parts))

    def inform(self, clause: str, text: str, **parts: object) -> None:
        """Write an INFO record that names ``clause``."""
        self._write(Severity.INFO, _text(clause, text, parts))

    def _write(self, severity: Severity, text: LogText) -> None:
        try:
            self.logger.log(severity, text)
        except Exception:
            # As in TensorRT: a logger can't stop the engine half-way.
            return


def _text(clause: str, text: str, parts: dict[str, object]) -> LogText:
    return LogText(f"{text} [{clause}]", clause, **parts)  # type: ignore[arg-type]


class Speaker(Protocol):
    """Anything with a journal."""

    @property
    def journal(self) -> Journal:
        """Where refusals are written."""


S = TypeVar("S", bound=Speaker)


def refusal_returns(
    channel: Callable[[], object],
) -> Callable[[Callable[Concatenate[S, P], T]], Callable[Concatenate[S, P], T]]:
    """Make a method log its refusals and return ``channel()``, a value of its own type, instead."""

    def decorate(method: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
        @functools.wraps(method)
        def call(self: S, *args: P.args, **kwargs: P.kwargs) -> T:
            try:
                return method(self, *args, **kwargs)
            except Refusal as refusal:
                self.journal.error(refusal, f"{type(self).__name__}.{method.__name__}: ")
                return cast(T, channel())

        return cast(Callable[Concatenate[S, P], T], call)

    return decorate
