"""The runner's end of a line to a worker: collects calls, numbers lines and objects, and checks the answers.

A call is not sent at once. It waits until an answer is looked at, or the case ends; what waits goes on one
line. The checks on its answer wait with it. Where one fails the case is run again, call by call.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import monotonic
from typing import Any

from .calls import ATTEMPT, END, EXTENSIONS, HELLO, PROTOCOL, REFUSED
from .greeting import failure
from .process import Worker
from .steps import Check, Group, GroupCheck, RanAhead, Step, accepted, refused
from .values import WireError
from .wire import NO_ANSWER, answer_in, decode, encode_plain, within

MOST = 100
"""Steps that may wait for a line."""

SLOW = 0.1
"""Seconds for a line, above which lines end with each subcase."""


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
        self._group: Group | None = None
        self._groups = 0
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
        if self._group is not None:
            self._group.join(step)
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

    def attempt(self, calls: Sequence[Callable[[], object]], check: GroupCheck, first: Step | None = None) -> None:
        """Have calls made, each only if none before it, nor the step ``first``, was refused.

        The check is made on the answers to the operations of ``first`` and on those to the calls that were made.
        """
        if len(self._waiting) + len(calls) > MOST:
            self.flush()
        operations = [] if first is None or first.answer is None else first.answer.value or []
        if any(answer.refusal is not None for answer in operations):
            check(operations, [])
            return
        self._groups += 1
        self._group = group = Group(self._groups, check, operations)
        if first is not None and first.answer is None:
            group.begin(first)
        try:
            for call in calls:
                call()
        finally:
            self._group = None
        if ATTEMPT not in self.extensions:
            self.flush()  # a worker that is not told would leave out what comes after them, too

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
                waiting = [*self._carry_out(waiting[:count]), *waiting[count:]]
        except Exception:
            if self.collects:
                raise RanAhead from None
            raise

    def end_subcase(self) -> None:
        """The end of a subcase: what waits for its answer there is sent, if it can't wait for the next."""
        if not self._spans:
            self.flush()

    def _carry_out(self, steps: Sequence[Step]) -> Sequence[Step]:
        """Send these steps on one line and make the checks on the answers; the steps that the worker stopped before."""
        begin = monotonic()
        done = self._exchange(b",".join([self._marked(step) for step in steps]), steps[-1].name)
        if monotonic() - begin > SLOW:
            # Little is gained then, and many slow steps on one line could take longer than a line may.
            self._spans = False
        if not 1 <= len(done) <= len(steps):
            raise self.worker.broke(f"{len(done)} answers to {len(steps)} steps")
        place, left_out = 0, None
        for number, told in enumerate(done, 1):
            step = steps[place]
            goes_on = self._settle(step, told)
            place += 1
            if step.name == END:
                self._ended(step)
            if step.refused and REFUSED in self.extensions:
                goes_on = not goes_on and step.error is None
            elif step.group is not None and step.answer is not None and refused(step.answer):
                left_out, goes_on = step.group, ATTEMPT in self.extensions
            while place < len(steps) and left_out is not None and steps[place].group is left_out:
                place += 1
            if goes_on and number == len(done) and place < len(steps):
                raise self.worker.broke(f"{number} answers to {len(steps)} steps, all as they should be")
            if number < len(done) and (not goes_on or place == len(steps)):
                raise self.worker.broke("a step was carried out after one at which to stop")
            self._check(step)
        return [step for step in steps[place:] if left_out is None or step.group is not left_out]

    def _marked(self, step: Step) -> bytes:
        """The step with what the worker is told of it."""
        if step.refused and REFUSED in self.extensions:
            return step.text[:-1] + b',"refused":true}'
        if step.group is not None and ATTEMPT in self.extensions:
            return step.text[:-1] + b',"attempt":%d}' % step.group.number
        return step.text

    @staticmethod
    def _check(step: Step) -> None:
        """Make the checks on the step's answer; raises its error where it has none."""
        if step.error is not None or step.answer is None:
            raise step.error or RanAhead
        for check in step.checks:
            check(step.answer)
        if step.group is not None:
            step.group.check(step)

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
                return accepted(answer)
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


def _until_refused(steps: Sequence[Step]) -> int:
    """How many steps a line holds for a worker that is not told which of them shall be refused."""
    return next((place for place, step in enumerate(steps, 1) if step.refused), len(steps))


def _nothing(value: Any) -> None:
    if value is not None:
        raise WireError("a value, where there is none")
