"""The log records of a module with TensorRT's API, collected between two calls."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from ..adapter import LogRecord

_CODE = re.compile(r"Error Code (\d+)")


class Log:
    """Collects the records of one module.

    There is one for each module in a process, because TensorRT keeps the first logger that it is
    given and only warns about another.
    """

    def __init__(self, module: Any) -> None:
        self._noise: tuple[re.Pattern[str], ...] = ()
        self._dropped = {"VERBOSE", "INFO"}
        self.records: list[LogRecord] = []
        """What was collected since `clear`."""
        self.errors = 0
        """How many of these are errors."""
        self.logger = self._make_logger(module)
        self._module = module

    def filter(self, noise: Sequence[str], informs: bool) -> None:
        """Drop VERBOSE records, INFO ones unless ``informs``, and those whose text a pattern of ``noise`` matches.

        The INFO records of TensorRT's builder hold times and sizes: no two runs would be the same.
        """
        self._noise = tuple(re.compile(pattern) for pattern in noise)
        self._dropped = {"VERBOSE"} if informs else {"VERBOSE", "INFO"}

    def clear(self) -> None:
        """Forget what was collected."""
        self.records.clear()
        self.errors = 0

    def add(self, severity: str, message: str) -> None:
        """Collect one record, or drop it."""
        if severity in self._dropped or (self._noise and any(pattern.search(message) for pattern in self._noise)):
            return
        code = getattr(message, "code", None)
        if code is None:
            found = _CODE.search(message)
            code = int(found.group(1)) if found else None
        clause = getattr(message, "clause", None)
        self.records.append(LogRecord(severity, str(message), clause, code))
        self.errors += severity in ("ERROR", "INTERNAL_ERROR")

    def _make_logger(self, module: Any) -> Any:
        add = self.add

        class Logger(module.ILogger):  # type: ignore[misc]
            def __init__(self) -> None:
                # Bindings made with pybind11 insist on this very form.
                module.ILogger.__init__(self)

            def log(self, severity: Any, msg: str) -> None:
                add(str(getattr(severity, "name", severity)), msg)

        return Logger()


_logs: dict[int, Log] = {}


def log_of(module: Any) -> Log:
    """The log of ``module``, the same one for the life of the process."""
    # By identity: a log keeps its module alive, so an id is never used again.
    if id(module) not in _logs:
        _logs[id(module)] = Log(module)
    return _logs[id(module)]


def forget(module: Any) -> None:
    """Let go of the log of ``module``, and so of the module: for one that is loaded for a while only."""
    _logs.pop(id(module), None)
