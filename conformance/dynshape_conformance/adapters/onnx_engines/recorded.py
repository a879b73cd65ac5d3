"""Definitions, engines and contexts whose answers are kept in a journal, with the calls that they rest on."""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import Any

from ...adapter import Answer
from ...reproducers.journal import Journal
from .context import OnnxContext
from .engine import OnnxEngine


class Recorded:
    """Does what a definition, an engine or a context does."""

    def __init__(self, inner: Any, journal: Journal) -> None:
        self._inner, self._journal = inner, journal

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        if not callable(found):
            return found

        @functools.wraps(found)
        def method(*args: Any, **kwargs: Any) -> Any:
            start = len(self._journal.entries)
            answer = found(*args, **kwargs)
            if isinstance(answer, Answer):
                if isinstance(answer.value, (OnnxEngine, OnnxContext)):
                    answer = replace(answer, value=Recorded(answer.value, self._journal))
                self._journal.answers.append((answer, start, len(self._journal.entries)))
            return answer

        return method
