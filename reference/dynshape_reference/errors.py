"""Refusals: how the engine says no, in one place.

A check raises `Refusal` with the clause that it enforces. At the edge of the API one of the two
decorators below turns it into an ERROR record and the call's own failure channel (False, None, -1,
an invalid Dims, an exception). State is changed only after all checks of a call have passed.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol, TypedDict, TypeVar, cast

from .derivable import call_back
from .editions import Edition, choose_edition
from .enums import Enum
from .log_style import Instruction, call_name, check_failed, head
from .logger import ILogger, LogText, Severity

if TYPE_CHECKING:
    from .error_recorder import IErrorRecorder

CALL = "{call}"
"""In `Refusal.words`: the name of the refused call."""
MAX_DESC_LENGTH = 127
"""The most characters that an error recorder is given."""

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R", bound="Refusal")


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


class Parts(TypedDict):
    """What a record speaks of; see `Refusal`."""

    tensor: str | None
    axis: int | None
    value: object
    permitted: object
    layer: str | None


class Refusal(Exception):
    """A check failed. ``clause`` is what it enforces; the rest is what the record says.

    ``tensor``, ``axis``, ``value`` and ``permitted`` name the input, the offending value and what
    would have been accepted, wherever that can be said; ``layer`` names the layer that can't work.
    TensorRT's own words come of ``condition``, what a call checks of its arguments, and ``category``,
    the name of the code where that is not the usual one (log_style.py).
    """

    instruction: Instruction | None = None
    """The check of phase 1 that failed, for the record of an execution."""
    words = ""
    """What TensorRT says, for all other records; `CALL` stands for the refused call."""

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
        layer: str | None = None,
        condition: str | None = None,
        category: str | None = None,
    ) -> None:
        """Keep the parts of the record."""
        super().__init__(message)
        self.condition, self.category = condition, category
        self.clause, self.code, self.tensor = clause, code, tensor
        self.axis, self.value, self.permitted, self.layer = axis, value, permitted, layer

    def again(self: R) -> R:
        """A copy to raise or to keep: a kept exception that was raised would keep alive all that it went through."""
        copy = type(self).__new__(type(self), *self.args)
        copy.__dict__.update(self.__dict__)
        return copy

    def saying(self: R, message: str) -> R:
        """The same refusal in other words."""
        copy = self.again()
        copy.args = (message,)
        return copy

    def record(self, edition: Edition, call: str = "") -> LogText:
        """The text of the log record, with its attributes; ``call``: the C++ name of the call that is refused."""
        words = str(self)
        if self.instruction is not None and self.code == ErrorCodeTRT.FAILED_EXECUTION:
            words = f"{self.instruction.at_run_time(edition, str(self.layer))} {words}"
        elif self.words:
            said = self.words.replace(CALL, call.rpartition("::")[2])
            words = f"{said}{' ' if said.endswith('.') else '; '}{words}"
        if self.condition is not None:
            words = f"{check_failed(edition, call, self.condition)} {words}"
        text = f"{head(edition, call, int(self.code), self.category)} ({words}) [{self.clause}]"
        return LogText(text, self.clause, int(self.code), **self.parts())

    def parts(self) -> Parts:
        """What it speaks of, to be said again by another refusal or record."""
        return {
            "tensor": self.tensor,
            "axis": self.axis,
            "value": self.value,
            "permitted": self.permitted,
            "layer": self.layer,
        }


class ShapeError(Refusal):
    """Dims or shape values that do not fit a layer: code 4 at build time, 7 at run time."""

    def __init__(
        self,
        clause: str,
        message: str,
        *,
        tensor: str | None = None,
        axis: int | None = None,
        value: object = None,
        permitted: object = None,
        layer: str | None = None,
    ) -> None:
        """See `Refusal`; the code is settled by whoever catches it."""
        parts: Parts = {"tensor": tensor, "axis": axis, "value": value, "permitted": permitted, "layer": layer}
        super().__init__(clause, message, code=ErrorCodeTRT.INVALID_CONFIG, **parts)

    def at_run_time(self) -> Refusal:
        """The same refusal with the code that execution gives it (DS-DIM-009)."""
        refusal = Refusal(self.clause, str(self), code=ErrorCodeTRT.FAILED_EXECUTION, **self.parts())
        refusal.instruction = self.instruction
        return refusal


def invalid(clause: str, text: str, **parts: Any) -> Refusal:
    """A refusal with the code for what was configured wrongly."""
    return Refusal(clause, text, code=ErrorCodeTRT.INVALID_CONFIG, **parts)


class Journal:
    """Writes records to a user's logger; an exception in the logger is the logger's own affair."""

    def __init__(self, logger: ILogger, parent: Journal | None = None) -> None:
        """Write to ``logger``; errors go to a recorder too, of this journal or else of its ``parent``."""
        self.logger = logger
        self.parent = parent
        self.recorder: IErrorRecorder | None = None
        self.edition: Edition | None = None
        """Whose words are used; None: those of the parent, or of the environment's edition."""

    def child(self) -> Journal:
        """The journal of an object that the owner of this one makes."""
        return Journal(self.logger, self)

    def error(self, refusal: Refusal, prefix: str = "") -> None:
        """Write a refusal as an ERROR record, and report it to the error recorder if there is one.

        ``prefix``: the refused call, e.g. ``"Builder.build_serialized_network: "``.
        """
        text = refusal.record(self.edition_spoken(), call_name(prefix.rstrip(": ")) if prefix else "")
        self._write(Severity.ERROR, text)
        self._report(refusal.code, text)

    def edition_spoken(self) -> Edition:
        """The edition in whose words records are written."""
        journal: Journal | None = self
        while journal is not None:
            if journal.edition is not None:
                return journal.edition
            journal = journal.parent
        return choose_edition()

    def warn(self, clause: str, text: str, **parts: object) -> None:
        """Write a WARNING record that names ``clause``."""
        self._write(Severity.WARNING, _text(clause, text, parts))

    def inform(self, clause: str, text: str, **parts: object) -> None:
        """Write an INFO record that names ``clause``."""
        self._write(Severity.INFO, _text(clause, text, parts))

    def _report(self, code: ErrorCodeTRT, text: LogText) -> None:
        journal: Journal | None = self
        while journal is not None and journal.recorder is None:
            journal = journal.parent
        if journal is not None and journal.recorder is not None:
            call_back(journal.recorder.report_error, code, text.cut(MAX_DESC_LENGTH))

    def _write(self, severity: Severity, text: LogText) -> None:
        call_back(self.logger.log, severity, text)


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
                self.journal.error(refusal, f"{type(self).__name__}.{method.__name__.lstrip('_')}: ")
                return cast(T, channel())

        return cast(Callable[Concatenate[S, P], T], call)

    return decorate
