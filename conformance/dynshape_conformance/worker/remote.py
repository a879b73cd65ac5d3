"""The adapter that cases see: objects whose calls go over a line to a worker.

The methods are made from the table in `calls`, so that they are those of `adapter.py` and no others. They
answer at once, with a `Postponed`; the session sends what waits when an answer is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from ..adapter import Adapter, Answer, Definition, Description
from ..checks import one_by_one
from .calls import CALLS, Call
from .postponed import Postponed
from .session import Session
from .steps import GroupCheck, Step
from .values import as_arrays, plain
from .wire import RESULTS, encode_plain, encode_program


class Remote:
    """An object that a worker holds under a number."""

    __slots__ = ("__weakref__", "extended", "handle", "made_by", "session")

    made_by: Step
    """The call that made a definition: its answers are those to the operations of its program."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.handle = session.new_handle()
        self.extended: list[Answer[Any]] = []

    def __del__(self) -> None:
        self.session.drop(self.handle)

    @property
    def answers(self) -> list[Answer[Any]]:
        """One answer for each operation of a definition's program."""
        made = Postponed(self.session, self.made_by, "answers").value
        return [*(made or ()), *self.extended]

    def expect_answers(self, check: Callable[[Sequence[Answer[Any]]], object]) -> None:
        """Make the check on the answers to a definition's program, once they are there."""
        self.session.later(self.made_by, lambda made: check(made.value or ()))


def attempt(session: Session, calls: Sequence[Callable[[], Answer[Any]]], check: GroupCheck, program: Any) -> None:
    """Make the check on the answers to a ``program``, if there is one, and to the calls, made until one is refused."""
    if program is not None and program.extended:
        check(*one_by_one(calls, program.answers))
    else:
        session.attempt(calls, check, None if program is None else program.made_by)


def _object(value: Any) -> Any:
    return None if value is None else value.handle


_SENT: dict[str, Callable[[Any], Any]] = {
    "program": encode_program,
    "profile": _object,
    "profile?": _object,
    "arrays": lambda value: plain(as_arrays(value)),
    "batches": lambda value: plain([as_arrays(batch) for batch in value]),
}
"""How arguments are sent that are not sent as they are given."""


class _Arguments:
    """Names the arguments of a call, fills in its defaults and makes plain data of them."""

    def __init__(self, call: Call) -> None:
        self.call = call
        self.sent = tuple((name, _SENT.get(kind, plain)) for name, kind in call.arguments)
        self.names = tuple(name for name, _ in call.arguments)
        self.defaults = dict(call.defaults)

    def __call__(self, given: tuple[Any, ...], named: dict[str, Any]) -> dict[str, Any]:
        if not named and len(given) == len(self.names):
            return {name: sent(value) for (name, sent), value in zip(self.sent, given, strict=True)}
        args = {**self.defaults, **dict(zip(self.names, given, strict=False)), **named}
        if len(given) > len(self.names) or len(args) != len(self.names) or named.keys() - set(self.names):
            raise TypeError(f"{self.call.method}() takes {', '.join(self.names) or 'nothing'}")
        return {name: sent(args[name]) for name, sent in self.sent}


def _method(call: Call) -> Callable[..., Any]:
    """A method that makes the call, and answers a `Postponed`, or plainly the object that is made."""
    arguments, read = _Arguments(call), RESULTS[call.result]
    asks, name, result, makes = bool(call.arguments), call.name, call.result, call.makes
    on_object = call.owner != "adapter"
    plainly = call.method in ("define", "create_profile")

    def ask(self: Remote, *given: Any, **named: Any) -> Any:
        session = self.session
        message: dict[str, Any] = {"call": name, "on": self.handle} if on_object else {"call": name}
        if asks or given or named:
            message["args"] = arguments(given, named)
        made = None
        if makes is not None:
            made = KINDS[makes](session)
            message["new"] = made.handle
        drops = session.dropped
        if drops:
            message["drop"], session.dropped = drops, []
        step = Step(name, encode_plain(message), read)
        if plainly and made is not None:
            made.made_by = step
        session.send(step)
        return made if plainly else Postponed(session, step, result, made)

    ask.__name__, ask.__doc__ = call.method, f"``{call.name}``, asked of the worker."
    return ask


_operations = _method(CALLS["definition.extend"])


def _extend(self: Remote, *given: Any, **named: Any) -> list[Answer[Any]]:
    """More operations; their answers, which are added to `answers`."""
    answers: list[Answer[Any]] = _operations(self, *given, **named).value or []
    self.extended.extend(answers)
    return answers


def _release(call: Call) -> Callable[[Remote], None]:
    ask = _method(call)

    def release(self: Remote) -> None:
        ask(self)

    return release


def _kind(owner: str) -> type[Remote]:
    methods: dict[str, Any] = {call.method: _method(call) for call in CALLS.values() if call.owner == owner}
    if owner == "definition":
        methods["extend"] = _extend
    if "release" in methods:
        methods["release"] = _release(CALLS[f"{owner}.release"])
    return type(f"Remote{owner.title()}", (Remote,), {"__slots__": (), "__doc__": f"A worker's {owner}.", **methods})


KINDS = {owner: _kind(owner) for owner in ("definition", "profile", "engine", "context")}
"""The class for each kind of object."""

_define = _method(CALLS["adapter.define"])


class _Root(Remote):
    """Stands for the adapter itself, which needs no number."""

    __slots__ = ()

    def __init__(self, session: Session) -> None:
        self.session = session
        self.handle = 0

    def __del__(self) -> None:
        pass


class RemoteAdapter(Adapter):
    """An adapter in a worker."""

    def __init__(self, session: Session, description: Description) -> None:
        self.session = session
        self._description = description
        self._root = _Root(session)

    def describe(self) -> Description:
        """What the worker said of itself when it started."""
        return self._description

    def define(self, program: Any, explicit_batch: bool | None = True) -> Definition:
        """A new network definition."""
        return cast(Definition, _define(self._root, program, explicit_batch))
