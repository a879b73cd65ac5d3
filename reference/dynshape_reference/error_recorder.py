"""Error recorders: where errors go besides the log, and the attribute by which objects are given one."""

from __future__ import annotations

from .derivable import Derivable
from .errors import MAX_DESC_LENGTH, ErrorCodeTRT, Journal


class IErrorRecorder(Derivable):
    """The base of error recorders. Derive from it and override all methods.

    `report_error` is called once for each ERROR record, before the refused call returns. A recorder
    counts for the object that it was assigned to and for those which that object makes afterwards or
    made before, unless they have a recorder of their own. An exception in it is printed.
    """

    @property
    def MAX_DESC_LENGTH(self) -> int:
        """The most characters of a description; longer ones are cut."""
        return MAX_DESC_LENGTH

    def num_errors(self) -> int:
        """The number of errors recorded."""
        raise _to_override("num_errors")

    def get_error_code(self, arg0: int, /) -> ErrorCodeTRT:
        """The code of error ``arg0``."""
        raise _to_override("get_error_code")

    def get_error_desc(self, arg0: int, /) -> str:
        """The description of error ``arg0``."""
        raise _to_override("get_error_desc")

    def has_overflowed(self) -> bool:
        """True if errors were lost for want of room."""
        raise _to_override("has_overflowed")

    def clear(self) -> None:
        """Forget all errors."""
        raise _to_override("clear")

    def report_error(self, arg0: ErrorCodeTRT, arg1: str, /) -> bool:
        """Record an error: its code, and a description that is a `LogText`. True if it is fatal."""
        raise _to_override("report_error")


def _to_override(method: str) -> NotImplementedError:
    return NotImplementedError(f"an error recorder derived from IErrorRecorder must override {method}")


class Recorded:
    """Objects that can be given an error recorder."""

    journal: Journal

    @property
    def error_recorder(self) -> IErrorRecorder | None:
        """The recorder assigned to this very object, None by default. Records go to the logger all the same."""
        return self.journal.recorder

    @error_recorder.setter
    def error_recorder(self, value: IErrorRecorder | None) -> None:
        if value is not None and not isinstance(value, IErrorRecorder):
            raise TypeError(f"an IErrorRecorder or None is wanted, not {type(value).__name__}")
        self.journal.recorder = value
