"""Which case a process died of, when it is not sure that it was the one that ran.

A case is to blame only by what it does in a fresh process: by itself, by itself again and again, or where
the process dies with it and lives without it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

C = TypeVar("C")

REPEATS = 50
"""How often a suspect runs by itself. Damage may show only after some thirty times."""


def culprit(history: Sequence[C], last: C, dies: Callable[[Sequence[C]], bool]) -> C | None:
    """The case to blame for a process that ran ``history`` and died while it ran ``last``.

    ``dies`` runs cases one by one in a fresh process and says whether it dies. ``last`` is known to live
    through one run by itself. None if the death does not come again: then nobody can be shown guilty.
    """
    if dies([last] * REPEATS):
        return last
    if not history or not dies([*history, last]):
        return None
    # The shortest end of the history with which the process still dies: without its first case it lives.
    first, after = 0, len(history)
    while after - first > 1:
        middle = (first + after) // 2
        if dies([*history[middle:], last]):
            first = middle
        else:
            after = middle
    if dies([history[first], last]) or dies([history[first]] * REPEATS):
        return history[first]
    for suspect in reversed(history[first + 1 :]):
        if dies([suspect] * REPEATS):
            return suspect
    return history[first]
