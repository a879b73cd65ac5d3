"""Progress monitors: what is told how far a build is, and may end it (10)."""

from __future__ import annotations

from types import TracebackType
from typing import Any

from .derivable import Derivable, call_back
from .errors import ErrorCodeTRT, Refusal
from .stored import API


class IProgressMonitor(Derivable):
    """The base of progress monitors. Derive from it and override all methods.

    An exception in one of them is printed and stops nothing, as in a logger.
    """

    def phase_start(self, phase_name: str, parent_phase: str | None, num_steps: int) -> None:
        """A phase of ``num_steps`` steps begins; ``parent_phase`` is the one that it is a part of, or None."""
        raise _to_override("phase_start")

    def step_complete(self, phase_name: str, step: int) -> bool:
        """Step ``step``, counted from 0, is done; False ends the build."""
        raise _to_override("step_complete")

    def phase_finish(self, phase_name: str) -> None:
        """The phase is over, also where the build was ended."""
        raise _to_override("phase_finish")


def _to_override(method: str) -> NotImplementedError:
    return NotImplementedError(f"a progress monitor derived from IProgressMonitor must override {method}")


def optional_monitor(value: Any) -> IProgressMonitor | None:
    """A converter for a monitor or None."""
    if value is not None and not isinstance(value, IProgressMonitor):
        raise TypeError(f"an IProgressMonitor or None is wanted, not {type(value).__name__}")
    return value


class Progress:
    """The one phase of a build: checks, calibration, the plan."""

    NAME = "Building engine"
    STEPS = 3

    def __init__(self, monitor: IProgressMonitor | None) -> None:
        """Tell ``monitor``, if there is one."""
        self._monitor = monitor
        self._done = 0

    def __enter__(self) -> Progress:
        self._tell("phase_start", self.NAME, None, self.STEPS)
        return self

    def step(self) -> None:
        """One more step is done; refused if the monitor ends the build."""
        goes_on = self._tell("step_complete", self.NAME, self._done)
        self._done += 1
        if goes_on is False:
            text = f"the progress monitor ended the build after step {self._done} of {self.STEPS}"
            raise Refusal(API, text, code=ErrorCodeTRT.FAILED_EXECUTION)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._tell("phase_finish", self.NAME)

    def _tell(self, method: str, *arguments: Any) -> Any:
        return None if self._monitor is None else call_back(getattr(self._monitor, method), *arguments)
