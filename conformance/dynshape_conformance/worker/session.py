"""The runner's end of a line to a worker: collects calls, numbers lines and objects, and checks the answers.

A call is not sent at once. It waits until an answer is looked at, or a subcase ends; what waits goes on one
line. The checks on its answers wait beside it, and are made in the order in which the case wrote them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..adapter import Answer, Description, Unsupported
from ..outcome import AdapterError
from .calls import DROP, HELLO, PROTOCOL
from .process import Worker
from .values import WireError
from .wire import answer_in, decode, encode_plain, within


class RanAhead(BaseException):
    """Calls were carried out that the case would not have made, had it seen an answer at once.

    What is known of the case is worth nothing then: it has to be run again, call by call.
    """


class Step:
    """One call on its way; `answer` or `error` is there once its line was answered."""

    __slots__ = ("answer", "drops", "error", "name", "read", "text")

    def __init__(self, name: str, text: bytes, read: Callable[[Any], Any], drops: Sequence[int] = ()) -> None:
        self.name = name
        self.drops = drops
        self.text = text
        """The step as it is sent: what the case does to its arguments afterwards changes nothing."""
        self.read = read
        self.answer: Answer[Any] | None = None
        self.error: Exception | None = None


Check = Callable[[Answer[Any]], object]
"""Raises where an answer is not what the case expects."""


class Session:
    """A line to one worker and the objects behind it."""

    def __init__(self, worker: Worker) -> None:
        self.worker = worker
        self.collects = False
        """True: calls wait. Else each is a line of its own, and is answered before its caller goes on."""
        self._line = 0
        self._handle = 0
        self._first = 1
        """The first object of the present case."""
        self._asked = False
        """True once the present case has sent a line."""
        self._waiting: list[Step | tuple[Step, Check]] = []
        self._dropped: list[int] = []

    def hello(self, edition: str | None) -> dict[str, Any]:
        """Ask the worker who it is; answers the step's answer as it came."""
        step = {"call": HELLO, "args": {"protocol": PROTOCOL, "edition": edition}}
        done = self._exchange([encode_plain(step)], HELLO)
        self._asked = False
        if len(done) != 1 or not isinstance(done[0], dict):
            raise self.worker.broke(f"{len(done)} answers to {HELLO}")
        return done[0]

    def new_handle(self) -> int:
        """A number for an object to come."""
        self._handle += 1
        return self._handle

    def drop(self, handle: int) -> None:
        """Nobody asks this object any more: the worker forgets it before the next call."""
        if handle >= self._first:
            self._dropped.append(handle)

    def send(self, step: Step) -> None:
        """Let the call wait for its line; where nothing is collected it is sent and answered now."""
        if self._dropped:
            self._waiting.append(self._forgetting())
        self._waiting.append(step)
        if not self.collects:
            self.flush()

    def later(self, step: Step, check: Check) -> None:
        """Make this check on the answer, now if it is there, or once it is, before any that are asked for later."""
        if step.answer is not None and not self._waiting:
            check(step.answer)
        else:
            self._waiting.append((step, check))

    def flush(self) -> None:
        """Send what waits, and make the checks that wait; raises what the first call or check to fail raises.

        Where that one was followed by calls which were carried out all the same, it is `RanAhead`.
        """
        waiting, self._waiting = self._waiting, []
        try:
            self._flush(waiting)
        except BaseException:
            # What the case let go of is let go, though it went on further than it should have.
            self._dropped[:0] = [handle for entry in waiting if isinstance(entry, Step) for handle in entry.drops]
            raise

    def _flush(self, waiting: list[Step | tuple[Step, Check]]) -> None:
        while waiting:
            steps = [entry for entry in waiting if isinstance(entry, Step) and entry.answer is None]
            ahead = self._carry_out(steps) if steps else 0
            for place, entry in enumerate(waiting):
                if isinstance(entry, Step):
                    if entry.error is not None:
                        raise entry.error
                    if entry.answer is None:
                        # A step before it was not accepted, which stopped the worker but not the case.
                        waiting = waiting[place:]
                        break
                    ahead -= 1
                    continue
                step, check = entry
                assert step.answer is not None
                try:
                    check(step.answer)
                except Exception:
                    if ahead > 0:
                        raise RanAhead from None
                    raise
            else:
                return

    def finish(self) -> None:
        """Let all objects of the case go."""
        self._waiting.clear()
        self._dropped.clear()
        if not self._asked:
            return
        self._first = self._handle + 1
        step = Step(DROP, encode_plain({"call": DROP}), _nothing)
        self._carry_out([step])
        if step.error is not None:
            raise self.worker.broke(f"{DROP} is not accepted: {step.error}")
        self._asked = False

    def _forgetting(self) -> Step:
        objects, self._dropped = self._dropped, []
        return Step(DROP, encode_plain({"call": DROP, "args": {"objects": objects}}), _nothing, objects)

    def _carry_out(self, steps: Sequence[Step]) -> int:
        """Send these steps on one line and give those that were carried out their answers; how many there are."""
        done = self._exchange([step.text for step in steps], steps[-1].name)
        if not 1 <= len(done) <= len(steps):
            raise self.worker.broke(f"{len(done)} answers to {len(steps)} steps")
        stopped = False
        for step, told in zip(steps, done, strict=False):
            if stopped:
                raise self.worker.broke("a step was carried out after one that was not accepted")
            if isinstance(told, dict) and told.keys() == {"lost"} and isinstance(told["lost"], str):
                raise self.worker.beyond_use(told["lost"])
            try:
                stopped = _settle(step, told)
            except WireError as error:
                raise self.worker.broke(f"{step.name}: {error}") from error
        if len(done) < len(steps) and not stopped:
            raise self.worker.broke(f"{len(done)} answers to {len(steps)} steps, all accepted")
        return len(done)

    def _exchange(self, steps: Sequence[bytes], what: str) -> list[Any]:
        self._line, self._asked = self._line + 1, True
        text = within(b'{"id":%d,"do":[%b]}' % (self._line, b",".join(steps)))
        line = self.worker.exchange(text, what)
        try:
            answer = decode(line)
        except WireError as error:
            raise self.worker.broke(str(error)) from error
        if not isinstance(answer, dict) or answer.keys() != {"id", "done"} or not isinstance(answer["done"], list):
            raise self.worker.broke(f"no answer of the form id, done to {what}")
        if answer["id"] != self._line:
            raise self.worker.broke(f"the answer {str(answer['id'])[:20]} to line {self._line}, out of order")
        return answer["done"]


def _settle(step: Step, told: Any) -> bool:
    """Give the step its answer or error; True if no step may follow it."""
    if not isinstance(told, dict):
        raise WireError(f"answered by a {type(told).__name__}")
    if "unsupported" in told or "error" in told:
        step.error = failure(told)
        return True
    answer = step.answer = answer_in(told, step.read)
    # Looking at `refusal`, not at `ok`: it is the cases whose looks at emulated answers count.
    if answer.refusal is not None or answer.value is False:
        return True
    return isinstance(answer.value, list) and any(one.refusal is not None for one in answer.value)


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
    texts, lists = ("name", "version", "device", "edition"), ("features", "emulated")
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
    features, emulated = (frozenset(value.get(name, ())) for name in lists)
    return Description(name, version, device, edition, features, emulated, value.get("explains", False) is True)
