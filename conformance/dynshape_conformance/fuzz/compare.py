"""Two backends' facts side by side: where they disagree first, and the cause by which that is filed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .observe import ERROR, GATES, LOST, REFUSED, UNSUPPORTED, Fact


@dataclass(frozen=True)
class Disagreement:
    """One question with two answers."""

    cause: str
    about: str
    expected: str
    got: str
    clause: str
    text: str
    place: int
    """The number of the fact."""


def disagreements(ours: Sequence[Fact], theirs: Sequence[Fact]) -> Iterator[Disagreement]:
    """Where the facts differ, in order; what follows from a refusal on one side is not told.

    That a process was lost is always told, and told alone where nothing before it is a disagreement.
    """
    told = False
    for disagreement in _answers_differ(ours, theirs):
        told |= disagreement.got.startswith(LOST)
        yield disagreement
    if theirs and theirs[-1].value in LOST and not told:
        lost = theirs[-1]
        text = f"{lost.kind}: {lost.value}: {_gist(lost.text)}"
        yield Disagreement(text, lost.about, "an answer", _show(lost), "", lost.text, len(theirs) - 1)


def _answers_differ(ours: Sequence[Fact], theirs: Sequence[Fact]) -> Iterator[Disagreement]:
    dead: set[str] = set()
    broken = False
    for place, expected, got in _paired(ours, theirs):
        if UNSUPPORTED in (_word(expected), _word(got)):
            if expected.kind.startswith(GATES):
                return
            continue
        tensor = expected.about.rpartition(" ")[2]
        refused = REFUSED in (_word(expected), _word(got))
        skipped = broken and not expected.kind.startswith(GATES)
        broken |= refused
        if _word(got) not in LOST and (skipped or tensor in dead or _same(expected, got)):
            # A network with a layer in error may be refused as a whole or layer by layer; nothing says
            # which, nor what types and classes its tensors then have.
            continue
        dead.add(tensor)
        yield Disagreement(
            f"{expected.kind}: {_relation(expected, got)}", expected.about, _show(expected), _show(got),
            expected.clause, got.text or expected.text, place,
        )  # fmt: skip
        if expected.kind.startswith(GATES):
            return


def _paired(ours: Sequence[Fact], theirs: Sequence[Fact]) -> Iterator[tuple[int, Fact, Fact]]:
    """The two answers to each question that both were asked, in order, with the place in ``ours``.

    Who refuses a call is not asked what follows from it, so that the same place need not hold the same question.
    """
    times: Counter[str] = Counter()
    answers: dict[tuple[str, int], Fact] = {}
    for fact in theirs:
        times[fact.about] += 1
        answers[fact.about, times[fact.about]] = fact
    times.clear()
    for place, fact in enumerate(ours):
        times[fact.about] += 1
        answer = answers.get((fact.about, times[fact.about]))
        if answer is not None:
            yield place, fact, answer


def _word(fact: Fact) -> str:
    return fact.value if isinstance(fact.value, str) else ""


def _same(a: Fact, b: Fact) -> bool:
    return bool(a.value == b.value) and isinstance(a.value, bool) == isinstance(b.value, bool)


def _show(fact: Fact) -> str:
    return f"{fact.value}" + (f" ({fact.clause})" if fact.clause else "")


def _gist(text: str) -> str:
    """What a message says whatever the network: without places, names, numbers, and not to its end."""
    # OpenVINO says first through which of its files an exception went.
    text = " ".join(line for line in text.splitlines() if not line.startswith("Exception from "))
    text = re.sub(r"^\[[^]]*\]\s*|Error Code \d+: |\([Uu]nnamed [^)]*\)|\[[A-Za-z]+\]", "", text)
    text = re.sub(r"\(?-?[\d.]+(,-?\d+)*\)?|\b[xto]\d+\b|[^\w ]", " ", text)
    return " ".join(text.split()[:12])


def _relation(expected: Fact, got: Fact) -> str:
    """How the answers differ, without the numbers: one cause, however large the network."""
    if _word(got) in LOST:
        return f"{got.value}: {_gist(got.text)}"
    if {REFUSED, ERROR} & {_word(expected), _word(got)}:
        ours, theirs = (word if (word := _word(f)) in (REFUSED, ERROR) else "answered" for f in (expected, got))
        by = f" by {expected.clause}" if expected.clause else ""
        return f"{ours}{by}, not {theirs}" + (f": {_gist(got.text)}" if theirs != "answered" else "")
    a, b = expected.value, got.value
    if isinstance(a, tuple) and isinstance(b, tuple):
        if len(a) != len(b):
            return "ranks differ"
        pairs = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
        if all(y == -1 for _, y in pairs):
            return "extent known, not unknown"
        if all(x == -1 for x, _ in pairs):
            return "extent unknown, not known"
        return "extents differ"
    if isinstance(a, (bool, str)):
        return f"{a}, not {b}"
    return "values differ"
