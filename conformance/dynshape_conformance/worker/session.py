"""The runner's end of a line to a worker: numbers the lines, the objects and the steps, and checks the answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ..adapter import Answer, Description, Unsupported
from ..outcome import AdapterError
from .calls import HELLO, PROTOCOL, Call
from .process import Worker
from .values import WireError
from .wire import RESULTS, answer_in, decode, encode


class NotCarriedOut(Exception):
    """A step was not reached, because one before it on the same line was not accepted."""


@dataclass
class Step:
    """One call on its way; `outcome` is there once its line was answered."""

    call: Call
    message: dict[str, Any]
    settle: Callable[[Answer[Any]], Any]
    """Makes of the answer what the caller is to get."""
    made: Any = None
    """The object that the call makes, if it does."""
    outcome: Any = None
    error: Exception | None = None

    def get(self) -> Any:
        """What the call answered; raises what it raised."""
        if self.error is not None:
            raise self.error
        return self.outcome


class Session:
    """A line to one worker and the objects behind it."""

    def __init__(self, worker: Worker) -> None:
        self.worker = worker
        self._line = 0
        self._handle = 0
        self._live: set[int] = set()
        self._dropped: list[int] = []

    def hello(self, edition: str | None) -> dict[str, Any]:
        """Ask the worker who it is; answers the step's answer as it came."""
        step = {"call": HELLO, "args": {"protocol": PROTOCOL, "edition": edition}}
        done = self._exchange([step], HELLO)
        if len(done) != 1 or not isinstance(done[0], dict):
            raise self.worker.broke(f"{len(done)} answers to {HELLO}")
        return done[0]

    def new_handle(self) -> int:
        """A number for an object to come."""
        self._handle += 1
        return self._handle

    def exists(self, handle: int) -> None:
        """The worker holds an object under this number from now on."""
        self._live.add(handle)

    def drop(self, handle: int) -> None:
        """Nobody asks this object any more; the next line tells the worker."""
        if handle in self._live:
            self._live.discard(handle)
            self._dropped.append(handle)

    def ask(self, call: Call, message: dict[str, Any], read: Callable[[Any], Any]) -> Answer[Any]:
        """Send one call on a line of its own; its answer, or what it raised is raised."""
        done = self._exchange([message], call.name)
        if len(done) != 1:
            raise self.worker.broke(f"{len(done)} answers to 1 steps")
        told = done[0]
        try:
            if not isinstance(told, dict):
                raise WireError(f"answered by a {type(told).__name__}")
            if "unsupported" in told or "error" in told:
                raise failure(told, call.name)
            return answer_in(told, read)
        except WireError as error:
            raise self.worker.broke(f"{call.name}: {error}") from error

    def run(self, steps: Sequence[Step]) -> None:
        """Send these steps on one line and give each its outcome; steps after one not accepted have none."""
        done = self._exchange([step.message for step in steps], steps[-1].call.name)
        if not 1 <= len(done) <= len(steps):
            raise self.worker.broke(f"{len(done)} answers to {len(steps)} steps")
        try:
            stopped = [self._settle(step, message) for step, message in zip(steps, done, strict=False)]
        except WireError as error:
            raise self.worker.broke(str(error)) from error
        if any(stopped[:-1]):
            raise self.worker.broke("a step was carried out after one that was not accepted")
        if len(done) < len(steps):
            if not stopped[-1]:
                raise self.worker.broke(f"{len(done)} answers to {len(steps)} steps, all accepted")
            last = steps[len(done) - 1].error
            for step in steps[len(done) :]:
                step.error = last or NotCarriedOut(f"{step.call.name} was not reached")

    def finish(self) -> None:
        """Let all objects go, and see that the worker has said no more than it was asked."""
        self._dropped += sorted(self._live)
        self._live.clear()
        if self._exchange([], "the end of the case"):
            raise self.worker.broke("answers to no steps")

    def _settle(self, step: Step, message: Any) -> bool:
        """Give the step its outcome; True if no step may follow it."""
        step.error = None
        if not isinstance(message, dict):
            raise WireError(f"{step.call.name} is answered by a {type(message).__name__}")
        if "unsupported" in message or "error" in message:
            step.error = failure(message, step.call.name)
            return True
        try:
            answer = answer_in(message, RESULTS[step.call.result])
        except WireError as error:
            raise WireError(f"{step.call.name}: {error}") from error
        step.outcome = step.settle(answer)
        # Looking at `refusal`, not at `ok`: it is the cases whose looks at emulated answers count.
        if step.call.result == "answers":
            return answer.refusal is not None or any(one.refusal is not None for one in answer.value or ())
        return answer.refusal is not None or answer.value is False

    def _exchange(self, steps: list[dict[str, Any]], what: str) -> list[Any]:
        self._line += 1
        message: dict[str, Any] = {"id": self._line, "do": steps}
        if self._dropped:
            message["drop"], self._dropped = self._dropped, []
        line = self.worker.exchange(encode(message), what)
        try:
            answer = decode(line)
        except WireError as error:
            raise self.worker.broke(str(error)) from error
        if not isinstance(answer, dict) or answer.keys() != {"id", "done"} or not isinstance(answer["done"], list):
            raise self.worker.broke(f"no answer of the form id, done to {what}")
        if answer["id"] != self._line:
            raise self.worker.broke(f"the answer {str(answer['id'])[:20]} to line {self._line}, out of order")
        return answer["done"]


def failure(message: dict[str, Any], what: str) -> Exception:
    """The exception in an answer that is ``unsupported`` or ``error``."""
    if message.keys() == {"unsupported"} and isinstance(message["unsupported"], str):
        return Unsupported(message["unsupported"])
    error = message.get("error")
    if message.keys() == {"error"} and isinstance(error, dict) and error.keys() == {"type", "text"}:
        return AdapterError(f"{error['type']}: {error['text']}")
    raise WireError(f"{what} is answered by {', '.join(sorted(map(str, message)))[:80]}")


def description(value: Any) -> Description:
    """The description in the answer to ``hello``; raises `WireError` where it has not the right form."""
    texts, lists = ("name", "version", "device", "edition"), ("features", "emulated")
    if not isinstance(value, dict):
        raise WireError(f"hello is answered by a {type(value).__name__}")
    if value.get("protocol") != PROTOCOL:
        raise WireError(f"the worker speaks protocol {str(value.get('protocol'))[:20]}, not {PROTOCOL}")
    for name in texts:
        if not isinstance(value.get(name), str):
            raise WireError(f"hello has no text for {name}")
    for name in lists:
        if not isinstance(value.get(name, []), list) or not all(isinstance(item, str) for item in value.get(name, [])):
            raise WireError(f"hello has no list of names for {name}")
    name, version, device, edition = (value[text] for text in texts)
    features, emulated = (frozenset(value.get(name, ())) for name in lists)
    return Description(name, version, device, edition, features, emulated, value.get("explains", False) is True)
