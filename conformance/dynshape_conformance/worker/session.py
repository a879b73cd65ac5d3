"""The runner's end of a line to a worker: collects calls, numbers lines and objects, and checks the answers.

A call is not sent at once. It waits until an answer is looked at, or the case ends; what waits goes on one
line. The checks on its answer wait with it. Where one fails the case is run again, call by call.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from time import monotonic
from typing import Any, TypeVar

from ..adapter import Answer, Description, Unsupported
from ..outcome import AdapterError
from .calls import END, EXTENSIONS, HELLO, PROTOCOL, REFUSED
from .process import Worker
from .values import WireError
from .wire import NO_ANSWER, answer_in, decode, encode_plain, within


class RanAhead(BaseException):
    """The case went on after a call or a check that failed, as it had not seen the answer.

    What is known of the case is worth nothing then: it has to be run again, call by call.
    """


MOST = 100
"""Steps that may wait for a line."""

SLOW = 0.1
"""Seconds for a line, above which lines end with each subcase."""

T = TypeVar("T")
Check = Callable[[Answer[Any]], object]
"""Raises where an answer is not what the case expects."""


class Step:
    """One call on its way; `answer` or `error` is there once its line was answered."""

    __slots__ = ("answer", "attempt", "checks", "error", "name", "read", "refused", "text")

    def __init__(self, name: str, text: bytes, read: Callable[[Any], Any]) -> None:
        self.name = name
        self.text = text
        """The step as it is sent: what the case does to its arguments afterwards changes nothing."""
        self.read = read
        self.checks: tuple[Check, ...] = ()
        self.refused = False
        """True: it is expected to be refused; a worker that is not told reads what follows on its line for nothing."""
        self.attempt: object | None = None
        """What it shares with steps of which each is made only if none before it was refused."""
        self.answer: Answer[Any] | None = None
        self.error: Exception | None = None


class Session:
    """A line to one worker and the objects behind it."""

    def __init__(self, worker: Worker) -> None:
        self.worker = worker
        self.collects = False
        """True: calls wait. Else each is a line of its own, and is answered before its caller goes on."""
        self.dropped: list[int] = []
        """Objects that nobody asks any more: the next step tells the worker."""
        self._line = 0
        self._handle = 0
        self._first = 1
        """The first object of the present case."""
        self._emulates = False
        """True once an answer was made up by the adapter: which subcase looks at it matters from then on."""
        self._spans = True
        """True: what waits may go on waiting when a subcase of the present case ends."""
        self._asked = False
        """True once the present case has sent a line."""
        self._waiting: list[Step] = []
        self._attempt: object | None = None
        self.extensions: frozenset[str] = frozenset()
        """What of `EXTENSIONS` the worker takes."""

    def hello(self, edition: str | None) -> dict[str, Any]:
        """Ask the worker who it is; answers the step's answer as it came."""
        step = {"call": HELLO, "args": {"protocol": PROTOCOL, "edition": edition}}
        done = self._exchange(encode_plain(step), HELLO)
        self._asked = False
        if len(done) != 1 or not isinstance(done[0], dict):
            raise self.worker.broke(f"{len(done)} answers to {HELLO}")
        return done[0]

    def greeted(self, value: dict[str, Any]) -> None:
        """Take note of what the worker takes, by its description (`description`)."""
        self.extensions = EXTENSIONS.intersection(value.get("extensions", ()))

    def new_handle(self) -> int:
        """A number for an object to come."""
        self._handle += 1
        return self._handle

    def drop(self, handle: int) -> None:
        """Nobody asks this object any more."""
        if handle >= self._first:
            self.dropped.append(handle)

    def send(self, step: Step) -> None:
        """Let the call wait for its line; where nothing is collected it is sent and answered now."""
        step.attempt = self._attempt
        self._waiting.append(step)
        if not self.collects or len(self._waiting) >= MOST:
            self.flush()

    def later(self, step: Step, check: Check) -> None:
        """Make this check on the answer once it is there, and before any on the answers to later calls."""
        if step.answer is None:
            step.checks = (*step.checks, check)
        else:
            self.flush()
            check(step.answer)

    def attempt(self, calls: Sequence[Callable[[], T]], first: Step | None = None) -> list[T]:
        """Have calls made, each only if none before it, nor the step ``first``, was refused; the answers that came."""
        if len(self._waiting) + len(calls) > MOST:
            self.flush()
        if first is not None and first.answer is not None and _refused(first.answer):
            return []
        group = self._attempt = object()
        if first is not None:
            first.attempt = group
        try:
            answers = [call() for call in calls]
        finally:
            self._attempt = None
        steps = [step for step in self._waiting if step.attempt is group and step is not first]
        self.flush()
        return [answer for answer, step in zip(answers, steps, strict=True) if step.answer is not None]

    def flush(self, end: bool = False) -> None:
        """Send what waits, and make the checks that wait; ``end``: nothing comes after it in this case.

        Raises what the first call or check to fail raises, or `RanAhead` where calls are collected.
        """
        waiting, self._waiting = self._waiting, []
        if end and waiting and self.collects and END in self.extensions:
            waiting.append(Step(END, _END, _nothing))
        try:
            while waiting:
                # Where a step is not accepted the worker stops, but the case may go on.
                count = len(waiting) if REFUSED in self.extensions else _until_refused(waiting)
                done = self._carry_out(waiting[:count])
                stopped, waiting = waiting[done - 1], waiting[done:]
                if waiting and stopped.attempt is not None and stopped.answer is not None and _refused(stopped.answer):
                    waiting = [step for step in waiting if step.attempt is not stopped.attempt]
        except Exception:
            if self.collects:
                raise RanAhead from None
            raise

    def end_subcase(self) -> None:
        """The end of a subcase: what waits for its answer there is sent, if it can't wait for the next."""
        if not self._spans:
            self.flush()

    def _carry_out(self, steps: Sequence[Step]) -> int:
        """Send these steps on one line, make the checks on those that were carried out; how many there are."""
        begin = monotonic()
        told_of = REFUSED in self.extensions
        texts = [step.text[:-1] + _REFUSED if told_of and step.refused else step.text for step in steps]
        done = self._exchange(b",".join(texts), steps[-1].name)
        if monotonic() - begin > SLOW:
            # Little is gained then, and many slow steps on one line could take longer than a line may.
            self._spans = False
        count = len(done)
        if not 1 <= count <= len(steps):
            raise self.worker.broke(f"{count} answers to {len(steps)} steps")
        for place, told in enumerate(done, 1):
            step = steps[place - 1]
            accepted = self._settle(step, told)
            if step.name == END:
                self._ended(step)
            goes_on = accepted != (told_of and step.refused) and step.error is None
            if goes_on and place == count < len(steps):
                raise self.worker.broke(f"{count} answers to {len(steps)} steps, all as they should be")
            if not goes_on and place < count:
                raise self.worker.broke("a step was carried out after one at which to stop")
            if step.error is not None:
                raise step.error
            for check in step.checks:
                check(step.answer)  # type: ignore[arg-type]
        return count

    def _settle(self, step: Step, told: Any) -> bool:
        """Give the step its answer or error; True if a step may follow it."""
        try:
            if not isinstance(told, dict):
                raise WireError(f"answered by a {type(told).__name__}")
            if told.keys().isdisjoint(NO_ANSWER):
                answer = step.answer = answer_in(told, step.read)
                if answer.emulated and not self._emulates:
                    self._emulates = True
                    if self.collects:
                        raise RanAhead
                return _accepted(answer)
            if told.keys() == {"lost"} and isinstance(told["lost"], str):
                raise self.worker.beyond_use(told["lost"])
            step.error = failure(told)
            return False
        except WireError as error:
            raise self.worker.broke(f"{step.name}: {error}") from error

    def finish(self) -> None:
        """Let all objects of the case go."""
        self._waiting.clear()
        self.dropped.clear()
        self._first = self._handle + 1
        self._spans = not self._emulates
        if self._asked:
            with suppress(Unsupported, AdapterError):
                self._carry_out([Step(END, _END, _nothing)])

    def _ended(self, step: Step) -> None:
        if step.answer is None or step.answer.refusal is not None:
            raise self.worker.broke(f"{END} is not accepted")
        self._asked = False

    def _exchange(self, steps: bytes, what: str) -> list[Any]:
        self._line, self._asked = self._line + 1, True
        line = self.worker.exchange(within(b'{"id":%d,"do":[%b]}' % (self._line, steps)), what)
        try:
            answer = decode(line)
        except WireError as error:
            raise self.worker.broke(str(error)) from error
        if not isinstance(answer, dict) or answer.keys() != {"id", "done"} or not isinstance(answer["done"], list):
            raise self.worker.broke(f"no answer of the form id, done to {what}")
        if answer["id"] != self._line:
            raise self.worker.broke(f"the answer {str(answer['id'])[:20]} to line {self._line}, out of order")
        return answer["done"]


_END = encode_plain({"call": END})
_REFUSED = b',"refused":true}'


def _refused(answer: Answer[Any]) -> bool:
    """True if the call, or an operation of its program, was refused."""
    value = answer.value
    return answer.refusal is not None or (isinstance(value, list) and any(one.refusal is not None for one in value))


def _until_refused(steps: Sequence[Step]) -> int:
    """How many steps a line holds for a worker that is not told which of them shall be refused."""
    return next((place for place, step in enumerate(steps, 1) if step.refused), len(steps))


def _accepted(answer: Answer[Any]) -> bool:
    """True if a step may follow; looks at `refusal`, not at `ok`, for it is the looks of cases that count."""
    return answer.value is not False and not _refused(answer)


def _nothing(value: Any) -> None:
    if value is not None:
        raise WireError("a value, where there is none")


def failure(message: dict[str, Any]) -> Exception:
    """The exception in an answer that is ``unsupported`` or ``error``."""
    if message.keys() == {"unsupported"} and isinstance(message["unsupported"], str):
        return Unsupported(message["unsupported"])
    error = message.get("error")
    if message.keys() == {"error"} and isinstance(error, dict) and error.keys() == {"type", "text"}:
        return AdapterError(f"{error['type']}: {error['text']}")
    raise WireError(f"answered by {', '.join(sorted(map(str, message)))[:80]}")


def description(value: Any) -> Description:
    """The description in the answer to ``hello``; raises `WireError` where it has not the right form."""
    texts, lists = ("name", "version", "device", "edition"), ("features", "emulated", "extensions")
    if not isinstance(value, dict):
        raise WireError(f"answered by a {type(value).__name__}")
    if value.get("protocol") != PROTOCOL:
        raise WireError(f"the worker speaks protocol {str(value.get('protocol'))[:20]}, not {PROTOCOL}")
    for name in texts:
        if not isinstance(value.get(name), str):
            raise WireError(f"no text for {name}")
    for name in lists:
        if not isinstance(value.get(name, []), list) or not all(isinstance(item, str) for item in value.get(name, [])):
            raise WireError(f"no list of names for {name}")
    name, version, device, edition = (value[text] for text in texts)
    features, emulated = (frozenset(value.get(name, ())) for name in ("features", "emulated"))
    return Description(name, version, device, edition, features, emulated, value.get("explains", False) is True)
