"""The process that hosts an adapter written in Python: a loop of lines in, lines out.

python -m dynshape_conformance.worker NAME
"""

from __future__ import annotations

import faulthandler
import math
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, BinaryIO

from .. import backends
from ..adapter import Adapter, Answer, ProcessLost, Unsupported
from ..backends import SetupError
from .calls import ATTEMPT, CALLS, END, EXTENSIONS, HELLO, MAX_LINE, PROTOCOL, REFUSED, Call
from .values import ARGUMENTS, WireError, as_arrays, finite_program_in
from .wire import NO_ANSWER, answer_out, decode, encode_plain, within

Load = Callable[[str | None], tuple[Adapter, Any]]
"""From an edition to an adapter and its description, as `backends.load`."""

AS_GIVEN = {kind for call in CALLS.values() for _, kind in call.arguments} - {*ARGUMENTS, "profile", "profile?"}
"""Kinds of arguments that are handed on as they are, for the engine to refuse."""


class Server:
    """Carries out the steps of each line on the objects that it holds for the runner."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._adapter: Adapter | None = None
        self._objects: dict[int | None, Any] = {}
        """By number; the adapter's is None."""
        self._finite = True
        """True if no number of the present line is written as `{"float": ...}`."""

    def answer(self, line: bytes) -> bytes:
        """The line that answers ``line``."""
        message = decode(line)
        self._finite = b'"float"' not in line
        done: list[dict[str, Any]] = []
        left_out = None
        for step in message["do"]:
            attempt = step.get(ATTEMPT)
            if attempt is not None and attempt == left_out:
                continue
            told = self._step(step)
            done.append(told)
            if _goes_on(told, REFUSED in step):
                continue
            if attempt is None or not _goes_on(told, refused=True):
                break
            left_out = attempt
        while True:
            try:
                return within(encode_plain({"id": message["id"], "done": done}))
            except ValueError as error:
                # The adapter's mistake: in the first answer with a number that has too many digits to be
                # written, or where the line is too long in the longest one.
                place = max(range(len(done)), key=lambda place: _length(done[place]))
                done = [*done[:place], _error(error)]

    def _step(self, step: dict[str, Any]) -> dict[str, Any]:
        name = step["call"]
        try:
            for handle in step.get("drop", ()):
                self._objects.pop(handle, None)
            if name == HELLO:
                return self._hello(step["args"])
            if name == END:
                self._objects = {None: self._adapter}
                return {}
            return self._call(CALLS[name], step)
        except Unsupported as error:
            return {"unsupported": str(error)}
        except ProcessLost as lost:
            return {"lost": str(lost)}
        except BaseException as error:  # a library may call sys.exit(); the runner shall hear of it
            return _error(error)

    def _hello(self, args: dict[str, Any]) -> dict[str, Any]:
        if args["protocol"] != PROTOCOL:
            return {"unsupported": f"protocol {args['protocol']}; this worker speaks {PROTOCOL}"}
        self._adapter, description = self._load(args["edition"])
        self._objects[None] = self._adapter
        return {
            "value": {
                "protocol": PROTOCOL,
                "name": description.name,
                "version": description.version,
                "device": description.device,
                "edition": description.edition,
                "features": sorted(description.features),
                "emulated": sorted(description.emulated),
                "explains": bool(description.explains),
                "extensions": sorted(EXTENSIONS),
            }
        }

    def _call(self, call: Call, step: dict[str, Any]) -> dict[str, Any]:
        method = getattr(self._objects[step.get("on")], call.method)
        if not call.arguments:
            return self._answered(call, method(), step)
        given = step["args"]
        if len(given) != len(call.arguments):
            raise WireError(f"{call.name}: arguments {', '.join(name for name, _ in call.arguments)} wanted")
        arguments = [
            given[name] if kind in AS_GIVEN else self._argument(kind, given[name]) for name, kind in call.arguments
        ]
        return self._answered(call, method(*arguments), step)

    def _argument(self, kind: str, value: Any) -> Any:
        if kind == "program" and self._finite:
            return finite_program_in(value)
        if kind in ("profile", "profile?"):
            return None if value is None else self._objects[value]
        return ARGUMENTS[kind](value)

    def _answered(self, call: Call, answer: Any, step: dict[str, Any]) -> dict[str, Any]:
        if call.result == "answers":
            # The list is the definition's own, with what went before, or that of `extend` alone.
            answers = answer.answers if call.makes else answer
            if call.makes:
                self._objects[step["new"]] = answer
            return {"value": [answer_out(one) for one in answers]}
        if not isinstance(answer, Answer):
            # Three calls answer plainly: `create_profile` with an object, `release` with nothing.
            answer = Answer(answer)
        if call.result == "arrays" and isinstance(answer.value, Mapping):
            answer = replace(answer, value=as_arrays(answer.value))
        if call.makes is None or answer.refusal is not None:
            return answer_out(answer)
        if answer.value is not None:
            self._objects[step["new"]] = answer.value
        exists = (answer.value is not None) if call.result == "bool" else None
        return answer_out(Answer(exists, answer.refusal, answer.records, answer.emulated))


def _goes_on(answer: dict[str, Any], refused: bool) -> bool:
    """True if the next step of the line may be carried out; ``refused``: the last one shall be refused."""
    if not answer:
        return not refused
    if "value" not in answer:
        return answer.keys().isdisjoint(NO_ANSWER) and refused == ("refusal" in answer)
    value = answer["value"]
    if isinstance(value, list):
        return refused == any(isinstance(one, dict) and "refusal" in one for one in value)
    return refused == (value is False)


def _length(answer: dict[str, Any]) -> float:
    """How many bytes the answer takes; without end where it can't be written."""
    try:
        return len(encode_plain(answer))
    except ValueError:
        return math.inf


def _error(error: BaseException) -> dict[str, Any]:
    if isinstance(error, SetupError):
        return {"error": {"type": "SetupError", "text": "\n".join(error.lines)}}
    try:
        text = str(error)
    except Exception:
        text = "(its text can't be read)"
    return {"error": {"type": type(error).__name__, "text": text}}


def serve(load: Load, incoming: BinaryIO, outgoing: int) -> None:
    """Answer line by line until the runner closes its end."""
    server = Server(load)
    process = os.getpid()
    while True:
        line = incoming.readline(MAX_LINE + 1)
        if not line.endswith(b"\n"):
            return
        data = memoryview(server.answer(line))
        if os.getpid() != process:
            os._exit(0)  # a copy that the engine forked off, and let come back: the line is not its own
        while data:
            data = data[os.write(outgoing, data) :]


def main(name: str) -> None:
    """Host the backend ``name``.

    The line to the runner moves to a descriptor that no engine knows: what is printed goes to standard
    error, and who reads standard input finds it empty.
    """
    incoming, outgoing = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    faulthandler.enable()
    try:
        with os.fdopen(incoming, "rb") as stream:
            serve(lambda edition: backends.load(name, edition), stream, outgoing)
    except BrokenPipeError:
        pass
    sys.stdout.flush()
    # What an engine does when it is unloaded is no case of ours, and the runner has gone.
    os._exit(0)
