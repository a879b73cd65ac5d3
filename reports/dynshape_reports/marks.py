"""How verdicts of cases and states of clauses are shown: a sign, a tone and a few words, the same in every renderer.

The sign says as much as the colour does, for print and for eyes that tell few colours apart.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mark:
    """How one verdict or state looks."""

    name: str
    sign: str
    tone: str
    """``good``, ``bad``, ``known``, ``warn``, ``mute`` or ``none``: its colour, where there is colour."""
    about: str


MARKS = {
    mark.name: mark
    for mark in (
        Mark("holds", "✓", "good", "every case that applies passed"),
        Mark("emulated", "≈", "mute", "holds only by answers that the adapter made up"),
        Mark("broken", "✗", "bad", "a case went wrong"),
        Mark("pass", "✓", "good", "as the clause says"),
        Mark("fail", "✗", "bad", "not as the clause says"),
        Mark("crash", "!", "bad", "the engine ended its process"),
        Mark("timeout", "T", "bad", "no answer in time"),
        Mark("error", "E", "bad", "adapter or suite made a mistake"),
        Mark("expected-fail", "≠", "known", "fails as an expectation says, with its reason"),
        Mark("blocked", "‖", "warn", "a clause that it needs is broken"),
        Mark("unsupported", "○", "mute", "the engine does not claim it"),
        Mark("untested", "·", "none", "no case"),
        Mark("not-applicable", "–", "none", "says nothing about this edition"),
        Mark("not-run", " ", "none", "not asked for in this run"),
    )
}
"""All marks by name."""


def mark(name: str) -> Mark:
    """The mark of a verdict or state."""
    return MARKS[name]
