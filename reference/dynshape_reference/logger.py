"""Loggers: the channel through which every refusal explains itself."""

from __future__ import annotations

import sys
from typing import Any, ClassVar

from .derivable import Derivable
from .enums import Enum, enumerator
from .managed import Managed


class Severity(Enum):
    """How grave a record is; a smaller number is graver."""

    INTERNAL_ERROR = 0
    ERROR = 1
    WARNING = 2
    INFO = 3
    VERBOSE = 4

    def __lt__(self, other: object) -> bool:
        return self.value < other.value if isinstance(other, Severity) else NotImplemented

    def __le__(self, other: object) -> bool:
        return self.value <= other.value if isinstance(other, Severity) else NotImplemented


class LogText(str):
    """The text of a record. It is a string, and says by attributes what the string says in words."""

    clause: str | None
    code: int | None
    tensor: str | None
    axis: int | None
    value: object
    permitted: object
    layer: str | None

    def __new__(
        cls,
        text: str,
        clause: str | None = None,
        code: int | None = None,
        tensor: str | None = None,
        axis: int | None = None,
        value: object = None,
        permitted: object = None,
        layer: str | None = None,
    ) -> LogText:
        """Make the text and attach what it speaks of; see `errors.Refusal`."""
        self = super().__new__(cls, text)
        self.clause, self.code, self.tensor = clause, code, tensor
        self.axis, self.value, self.permitted, self.layer = axis, value, permitted, layer
        return self

    def cut(self, length: int) -> LogText:
        """The first ``length`` characters, with the attributes of the whole."""
        parts = (self.clause, self.code, self.tensor, self.axis, self.value, self.permitted, self.layer)
        return LogText(self[:length], *parts)


Level = Severity
"""The same class by a name that `ILogger.Severity` does not hide."""


class ILogger(Derivable, Managed):
    """The base of loggers. Derive from it and override `log`."""

    Severity = Severity
    INTERNAL_ERROR: ClassVar[Level] = Level.INTERNAL_ERROR
    ERROR: ClassVar[Level] = Level.ERROR
    WARNING: ClassVar[Level] = Level.WARNING
    INFO: ClassVar[Level] = Level.INFO
    VERBOSE: ClassVar[Level] = Level.VERBOSE

    def log(self, severity: Level, msg: str) -> None:
        """Receive one record; ``msg`` is a `LogText`."""
        raise NotImplementedError("a logger derived from ILogger must override log(severity, msg)")


def checked_logger(logger: Any) -> ILogger:
    """``logger``; TypeError for what is none, such as the class in place of an object of it."""
    if not isinstance(logger, ILogger):
        what = f"the class {logger.__name__}" if isinstance(logger, type) else type(logger).__name__
        raise TypeError(f"an ILogger is wanted, not {what}")
    return logger


class Logger(ILogger):
    """Writes records of at least ``min_severity`` to standard error."""

    def __init__(self, min_severity: Level = Level.WARNING) -> None:
        """``min_severity``: the least grave severity that is still written."""
        super().__init__()
        self._min_severity = enumerator(Level, min_severity)

    @property
    def min_severity(self) -> Level:
        """The least grave severity that is still written."""
        return self._min_severity

    @min_severity.setter
    def min_severity(self, value: Level) -> None:
        self._min_severity = enumerator(Level, value)

    def log(self, severity: Level, msg: str) -> None:
        """Write ``[TRT] [E] text``."""
        if severity <= self.min_severity:
            letter = "F" if severity == Level.INTERNAL_ERROR else severity.name[0]
            print(f"[TRT] [{letter}] {msg}", file=sys.stderr)
