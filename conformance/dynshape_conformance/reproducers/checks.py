"""From the check that failed to what a script looks at.

A check on an answer is written as it is. One on plain values (a condition that the case computed)
can't be: the script then tells whether the engine still answers as it did.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..adapter import Answer, Array
from ..outcome import Check
from .journal import Entry, Journal, NotWritable, array_text
from .script import Judgement, needed

REFUSED = "refused"
"""What a script has in the place of a value where a call is refused."""
_MOST = 40
"""How many answers a script compares at most: the last ones."""
_REFUSED = "isinstance(got, Exception) or got is None or got is False or got == -1 or got == ()"


def judgement(check: Check | None, journal: Journal, subcase: range) -> Judgement | None:
    """What the script looks at; None if the journal has nothing that the check rests on.

    ``subcase`` are the numbers of the entries that the subcase that failed has made.
    """
    if check is not None and isinstance(check.got, Answer):
        found = _range(check.got, journal)
        if found is not None:
            return _of_answer(check, check.got, found, journal)
    if check is not None and isinstance(check.got, np.ndarray) and isinstance(check.expected, np.ndarray):
        found_array = _of_array(check, journal, subcase)
        if found_array is not None:
            return found_array
    if check is not None and check.kind == "equal":
        for answer, start, end in sorted(journal.answers, key=lambda known: _distance(known[1], subcase)):
            if end > start and answer.refusal is None and _same(answer.value, check.got):
                return _of_answer(check, answer, range(start, end), journal)
    within = [n for _, first, end in journal.answers for n in range(first, end) if n in subcase]
    return _as_before(within or [n for _, first, end in journal.answers for n in range(first, end)], journal.entries)


def _distance(entry: int, subcase: range) -> tuple[int, int]:
    """Least for the last entry of the subcase, then for those before it; a case looks no more at those after it."""
    return 0 if entry in subcase else 1 if entry < subcase.start else 2, -entry


def _range(answer: Answer[Any], journal: Journal) -> range | None:
    for known, start, end in reversed(journal.answers):
        if known is answer and end > start:
            return range(start, end)
    return None


def _of_answer(check: Check, answer: Answer[Any], found: range, journal: Journal) -> Judgement | None:
    entries = journal.entries
    last = entries[found[-1]]
    # Where a refusal is an exception, calls on which the last one does not rest decide nothing.
    judged = tuple(found) if journal.logs else tuple(n for n in found if n in needed(entries, (found[-1],)))
    if check.kind == "equal":
        if answer.refusal is not None:
            return Judgement(judged, ("fine = not isinstance(got, Exception)",))
        if last.plain is None or last.plain != repr(_tuple(answer.value)) or last.fetched:
            return _as_before(found, entries)
        return Judgement(judged, (f"fine = got == {_tuple(check.expected)!r}",))
    if not journal.logs and check.kind in ("refused", "warned", "silent"):
        return _without_log(check, found, entries)
    if check.kind in ("accepted", "refused"):
        plain = last.command or last.result or last.fetched or not journal.logs
        refused = "isinstance(got, Exception)" if plain else _REFUSED
        if check.kind == "accepted":
            return Judgement(judged, (f"fine = not ({refused})",))
        lines = [f"fine = {refused}"]
        if check.logged:
            lines.append('fine = fine and any(severity in ("ERROR", "INTERNAL_ERROR") for severity, _, _ in records)')
        if check.clauses:
            lines.append(f"fine = fine and any(clause in {check.clauses!r} for _, _, clause in records)")
        if check.channels and not _fits(check.channels, lines):
            return _as_before(found, entries)
        return Judgement(judged, tuple(lines))
    if check.kind == "warned":
        wanted = 'any(severity == "WARNING"' + (f" and clause in {check.clauses!r}" if check.clauses else "")
        return Judgement(judged, (f"fine = {wanted} for severity, _, clause in records)",))
    if check.kind == "silent":
        return Judgement(judged, ("fine = not records",))
    return _as_before(found, entries)


def _without_log(check: Check, found: range, entries: Sequence[Entry]) -> Judgement | None:
    """An engine without a log says no by an exception; the warnings of a build are refusals at the ends of ranges."""
    judged = tuple(found)
    if check.kind == "silent":
        raised = [number for number in found if entries[number].raised]
        return Judgement((raised[0],), ("fine = not isinstance(got, Exception)",)) if raised else None
    if check.kind == "refused" and check.channels and any(entries[number].raised for number in found):
        # Refused, though by another channel. None is the word for a build that is refused in whichever way.
        told = [f"got is {channel}" for channel in check.channels if channel in ("False", "None")]
        told += [f"type(got).__name__ == {name!r}" for name in check.channels if name not in ("False", "None")]
        return Judgement(judged, (f"fine = {' or '.join(told)}",))
    return Judgement(judged, ("fine = isinstance(got, Exception)",))


def _fits(channels: Sequence[str], lines: list[str]) -> bool:
    """Add what the channels ask of ``got``; False if that can't be written."""
    told = []
    for channel in channels:
        if channel in ("False", "None"):
            told.append(f'str(got) == "refused by {channel}" or got is {channel}')
        elif channel.isidentifier() and channel[:1].isupper():
            told.append(f"type(got).__name__ == {channel!r}")
        else:
            return False
    lines.append(f"fine = fine and ({' or '.join(told)})")
    return True


def _of_array(check: Check, journal: Journal, subcase: range) -> Judgement | None:
    def order(known: tuple[int, Array]) -> tuple[bool, tuple[int, int]]:
        return known[1] is not check.got, _distance(known[0], subcase)

    for number, array in sorted(journal.arrays, key=order):
        if array.shape == check.got.shape and _bits(array, check.got):
            found = next((range(s, e) for _, s, e in journal.answers if s <= number < e), range(number, number + 1))
            judged = tuple(n for n in found if n <= number)
            if check.got.shape != check.expected.shape:
                return Judgement(
                    judged, (f"fine = not isinstance(got, Exception) and got.shape == {check.expected.shape}",)
                )
            try:
                expected, bound = array_text(np.asarray(check.expected)), array_text(np.asarray(check.bound))
            except NotWritable:
                return None
            return Judgement(
                judged,
                (
                    f"wanted, bound = {expected}, {bound}",
                    "fine = not isinstance(got, Exception) and bool(",
                    "    ((np.abs(got.astype(np.float64) - wanted) <= bound) | (got == wanted)",
                    "     | (np.isnan(got.astype(np.float64)) & np.isnan(wanted.astype(np.float64)))).all()",
                    ")",
                ),
            )
    return None


def _bits(first: Array, second: Array) -> bool:
    return first.dtype == second.dtype and first.tobytes() == second.tobytes()


def _as_before(found: Sequence[int], entries: Sequence[Entry]) -> Judgement | None:
    """The defect is there while the engine answers as it did, in all that the case could see."""
    judged = [number for number in found if _tells(entries[number])][-_MOST:]
    if not judged:
        return None
    before = ", ".join(_answered(entries[number]) for number in judged)
    return Judgement(
        tuple(judged),
        (
            f"before = [{before}]  # what it gave: the defect is there while it still does",
            "fine = isinstance(got, Exception) or repr(got) != repr(before)",
        ),
        as_before=True,
    )


def _answered(entry: Entry) -> str:
    if entry.raised or entry.plain is None:
        return repr(REFUSED)
    return re.sub(r"\b(nan|inf)\b", r'float("\1")', entry.plain) if entry.fetched else entry.plain


def _tells(entry: Entry) -> bool:
    """True if the outcome of the call is one that a case can see."""
    made = entry.text.startswith(("del ", "synchronize(", "host(", "device(", "np."))
    return not made and (entry.raised or (not entry.result and entry.text != ""))


def _tuple(value: Any) -> Any:
    return tuple(map(_tuple, value)) if isinstance(value, (list, tuple)) else value


def _same(first: Any, second: Any) -> bool:
    if isinstance(first, np.ndarray) or isinstance(second, np.ndarray) or isinstance(first, dict):
        return False
    return first is second or (type(first) is type(second) and bool(_tuple(first) == _tuple(second)))
