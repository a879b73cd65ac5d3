"""Answers of ONNX engines: what the engine refuses, and what the adapter makes up."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from ...adapter import Answer, LogRecord, Refusal
from .port import EngineRefused

T = TypeVar("T")
P = ParamSpec("P")
S = TypeVar("S")


class NotThere(Exception):
    """What was asked for is not there: the adapter's own refusal, by a channel of the protocol."""

    def __init__(self, channel: str, text: str) -> None:
        super().__init__(text)
        self.channel = channel


def refused(error: EngineRefused, channel: str | None = None) -> Answer[T]:
    """The engine's refusal as an answer; its text stands for the log record, as such engines raise what others log."""
    text = str(error)
    return Answer(refusal=Refusal(channel or error.channel, text), records=(LogRecord("ERROR", text),))


def of_engine(
    channel: str | None = None,
) -> Callable[[Callable[Concatenate[S, P], T]], Callable[Concatenate[S, P], Answer[T]]]:
    """Make an `Answer` of what a method returns or of the `EngineRefused` that it raises.

    ``channel``: the one that the protocol has for a refusal of this call, in place of the exception's name.
    """

    def decorate(method: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], Answer[T]]:
        @functools.wraps(method)
        def answer(self: S, /, *args: P.args, **kwargs: P.kwargs) -> Answer[T]:
            try:
                return Answer(method(self, *args, **kwargs))
            except EngineRefused as error:
                return refused(error, channel)

        return answer

    return decorate


def made_up(method: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], Answer[T]]:
    """Make an emulated `Answer` of what a method returns or of the `NotThere` that it raises."""

    @functools.wraps(method)
    def answer(self: S, /, *args: P.args, **kwargs: P.kwargs) -> Answer[T]:
        try:
            return Answer(method(self, *args, **kwargs), emulated=True)
        except NotThere as error:
            return Answer(refusal=Refusal(error.channel, str(error)), emulated=True)

    return answer
