"""Starting workers: from the name of a backend to an adapter on the other end of a line."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..adapter import Description, Unsupported
from ..backends import SetupError, wrong_description
from ..outcome import AdapterError, EngineLost
from .calls import HELLO
from .greeting import description, failure
from .process import Worker
from .remote import RemoteAdapter
from .session import Session
from .values import WireError
from .wire import answer_in

TIMEOUT = 60.0
"""Seconds that a worker may take for one line, unless the user says otherwise; always for its start."""


@dataclass(frozen=True)
class Launch:
    """How workers of one backend are started; every process of a run is started so."""

    backend: str
    command: tuple[str, ...]
    edition: str | None = None
    timeout: float = TIMEOUT
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ), repr=False, compare=False)
    """What all its workers are started with: as it is now, whatever is done to this process's own later."""

    def __call__(self) -> RemoteAdapter:
        """A worker that has said who it is; raises `SetupError` where it can't be used."""
        # Importing an engine takes longer than its answers do.
        worker = Worker(self.command, max(self.timeout, TIMEOUT), self.environment)
        try:
            adapter = RemoteAdapter(*self._greeted(worker))
            worker.timeout = self.timeout
            return adapter
        except EngineLost as lost:
            words = worker.last_words.strip().splitlines()
            last = f"; its last words: {words[-1][:200]}" if words else ""
            raise SetupError(f"backend {self.backend} could not start: {lost.text}{last}") from lost
        except BaseException:
            worker.close()
            raise

    def _greeted(self, worker: Worker) -> tuple[Session, Description]:
        session = Session(worker)
        answer = session.hello(self.edition)
        try:
            if answer.keys() & {"unsupported", "error"}:
                raise self._not_usable(failure(answer))
            told = answer_in(answer, description)
        except WireError as error:
            raise worker.broke(f"{HELLO}: {error}") from error
        if told.refusal is not None:
            raise SetupError(f"backend {self.backend} does not answer by edition {self.edition}: {told.refusal.text}")
        session.greeted(answer["value"])
        wrong = wrong_description(told.get())
        if wrong is not None:
            raise SetupError(f"backend {self.backend}: describe() answered {wrong}")
        return session, told.get()

    def _not_usable(self, error: Exception) -> SetupError:
        if isinstance(error, Unsupported):
            return SetupError(f"backend {self.backend} can't be used here: {' '.join(str(error).split())}")
        assert isinstance(error, AdapterError)
        # A worker of ours has put it in the words for the user already.
        ours = str(error).removeprefix("SetupError: ")
        if ours != str(error):
            return SetupError(*ours.splitlines())
        return SetupError(f"backend {self.backend} can't be made: {' '.join(str(error).split())}")


def hosted(name: str) -> tuple[str, ...]:
    """The command that hosts the backend ``name``, an adapter in Python."""
    return (sys.executable, "-m", "dynshape_conformance.worker", name)


def told(text: str) -> tuple[str, ...]:
    """The command in ``command:TEXT``, split as a shell would; raises `SetupError` where there is none."""
    try:
        parts: Sequence[str] = shlex.split(text)
    except ValueError as error:
        raise SetupError(f"command:{text}: {error}") from error
    if not parts:
        raise SetupError("command: needs a command, e.g. command:./my_worker")
    return tuple(parts)
