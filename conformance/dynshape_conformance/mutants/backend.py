"""A mutant as a backend: the adapter of the reference engine around a mutated copy."""

from __future__ import annotations

from collections.abc import Callable

from ..adapter import Adapter
from ..adapters.reference import EDITIONS, around
from ..spec import load_registry
from . import copies, find
from .model import Mutant

PREFERRED = ("8.6", "10", "8.4")
"""The editions of the reference, in the order in which a mutant is tried."""
assert sorted(PREFERRED) == sorted(EDITIONS)


def edition_of(mutant: Mutant) -> str:
    """The edition that the mutant is to be run by: its own, else the first that its clause holds in."""
    clause = load_registry().get(mutant.clause)
    return mutant.edition or next(edition for edition in PREFERRED if clause.applies_to(edition))


def factory(name: str) -> Callable[[str | None], Adapter]:
    """What an entry point would name, for the mutant of this name."""
    mutant = find(name)

    def create(edition: str | None = None) -> Adapter:
        return around(copies.load(mutant), edition or edition_of(mutant), mutant.name)

    return create


class MutantEntry:
    """Stands where a backend has its entry point."""

    dist = None

    def __init__(self, name: str) -> None:
        find(name)
        self.value = name

    def load(self) -> Callable[[str | None], Adapter]:
        """The factory."""
        return factory(self.value)
