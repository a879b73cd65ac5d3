"""The adapter that cases see: objects whose calls go over a line to a worker.

The methods are made from the table in `calls`, so that they are those of `adapter.py` and no others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, cast

from ..adapter import Adapter, Answer, Definition, Description
from .calls import CALLS, Call
from .session import Session, Step
from .values import as_arrays
from .wire import RESULTS


class Line:
    """Sends calls one by one, or together while a `batch` is open."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.queue: list[Step] | None = None

    def send(self, call: Call, on: int | None, args: dict[str, Any], made: Remote | None, settle: Any) -> Step:
        """Send one call, or queue it."""
        message: dict[str, Any] = {"call": call.name}
        if on is not None:
            message["on"] = on
        if args:
            message["args"] = args
        if made is not None:
            message["new"] = made.handle
        step = Step(call, message, settle, made)
        if self.queue is None:
            self.session.run([step])
        else:
            self.queue.append(step)
        return step


class Remote:
    """An object that a worker holds under a number."""

    __slots__ = ("__weakref__", "answers_", "handle", "line", "step")

    def __init__(self, line: Line) -> None:
        self.line = line
        self.handle = line.session.new_handle()
        self.answers_: list[Answer[Any]] = []
        self.step: Step | None = None

    def __del__(self) -> None:
        self.line.session.drop(self.handle)

    @property
    def answers(self) -> list[Answer[Any]]:
        """One answer for each operation of a definition's program."""
        if self.step is not None:
            self.step.get()
        return self.answers_


_SPECIAL = ("profile", "profile?", "arrays", "batches")
"""Kinds of arguments that are not sent as they are given."""


class _Arguments:
    """Names the arguments of a call, fills in its defaults and puts objects as their numbers."""

    def __init__(self, call: Call) -> None:
        self.call = call
        self.names = tuple(name for name, _ in call.arguments)
        self.defaults = dict(call.defaults)
        self.special = tuple((name, kind) for name, kind in call.arguments if kind in _SPECIAL)

    def __call__(self, given: tuple[Any, ...], named: dict[str, Any]) -> dict[str, Any]:
        names = self.names
        if named or len(given) != len(names):
            args = {**self.defaults, **dict(zip(names, given, strict=False)), **named}
            if len(given) > len(names) or len(args) != len(names) or named.keys() - set(names):
                raise TypeError(f"{self.call.method}() takes {', '.join(names) or 'nothing'}")
        else:
            args = dict(zip(names, given, strict=True))
        for name, kind in self.special:
            value = args[name]
            if kind == "arrays":
                args[name] = as_arrays(value)
            elif kind == "batches":
                args[name] = [as_arrays(batch) for batch in value]
            elif value is not None:
                args[name] = value.handle
        return args


def _method(call: Call) -> Callable[..., Any]:
    plain = call.makes is not None and call.method in ("define", "create_profile")
    arguments = _Arguments(call)
    if call.makes is None:
        return _question(call, arguments)

    def ask(self: Remote, *given: Any, **named: Any) -> Any:
        line = self.line
        assert call.makes is not None
        made = KINDS[call.makes](line)

        def settle(answer: Answer[Any]) -> Any:
            exists = answer.refusal is None and (call.result != "bool" or answer.value is True)
            if exists:
                line.session.exists(made.handle)
            if call.makes == "definition":
                made.answers_.extend(answer.value or ())
                made.step = None
            return replace(answer, value=made if exists else None)

        step = line.send(call, self.handle, arguments(given, named), made, settle)
        if plain:
            if line.queue is None:
                step.get()
            elif call.makes == "definition":
                made.step = step
            return made
        return step if line.queue is not None else step.get()

    ask.__name__, ask.__doc__ = call.method, f"``{call.name}``, asked of the worker."
    return ask


def _question(call: Call, arguments: _Arguments) -> Callable[..., Any]:
    """A method that makes no object: most calls, so this is the short way."""
    name, read = call.name, RESULTS[call.result]
    asks = bool(arguments.names)

    def ask(self: Remote, *given: Any, **named: Any) -> Any:
        line = self.line
        message: dict[str, Any] = {"call": name, "on": self.handle}
        if asks or given or named:
            message["args"] = arguments(given, named)
        if line.queue is None:
            return line.session.ask(call, message, read)
        step = Step(call, message, lambda answer: answer)
        line.queue.append(step)
        return step

    ask.__name__, ask.__doc__ = call.method, f"``{call.name}``, asked of the worker."
    return ask


_operations = _question(CALLS["definition.extend"], _Arguments(CALLS["definition.extend"]))


def _extend(self: Remote, *given: Any, **named: Any) -> list[Answer[Any]]:
    """More operations; their answers, which are added to `answers`."""
    answers: list[Answer[Any]] = _operations(self, *given, **named).value or []
    self.answers_.extend(answers)
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

    def __init__(self, line: Line) -> None:
        self.line = line
        self.handle = cast(int, None)

    def __del__(self) -> None:
        pass


class RemoteAdapter(Adapter):
    """An adapter in a worker."""

    def __init__(self, session: Session, description: Description) -> None:
        self.session = session
        self._description = description
        self._line = Line(session)
        self._root = _Root(self._line)

    def describe(self) -> Description:
        """What the worker said of itself when it started."""
        return self._description

    def define(self, program: Any, explicit_batch: bool | None = True) -> Definition:
        """A new network definition."""
        return cast(Definition, _define(self._root, program, explicit_batch))

    @contextmanager
    def together(self) -> Iterator[list[Step]]:
        """Calls in this block are sent on one line at its end; what they return is a `Step` until then.

        The worker stops after the first that is not accepted. Calls that make an object return it,
        and others may name it before it exists.
        """
        queue: list[Step] = []
        self._line.queue = queue
        try:
            yield queue
        finally:
            self._line.queue = None
        if queue:
            self.session.run(queue)
