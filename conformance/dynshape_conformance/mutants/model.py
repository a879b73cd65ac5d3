"""A mutant: the reference engine with one thing wrong, as data."""

from __future__ import annotations

from dataclasses import dataclass

from ..backends import MUTANT


@dataclass(frozen=True)
class Mutant:
    """The reference with one thing wrong.

    A case of `clause` has to notice. Each text of `edits` that is replaced occurs exactly once in
    the source of `module`, else the mutant can't be made (`copies.NotApplicable`).
    """

    clause: str
    what: str
    """What is wrong, as an identifier: ``suffix_on_profile_0``."""
    about: str
    """What is wrong, in one sentence."""
    module: str
    """The module of `dynshape_reference`, as a path: ``layers/slice.py``."""
    edits: tuple[tuple[str, str], ...]
    """(source text, the text in its place), one or more."""
    edition: str | None = None
    """The edition that the fault shows in, where the choice is not free."""

    @property
    def name(self) -> str:
        """The name of the backend: ``mutant:DS-BIND-002.suffix_on_profile_0``."""
        return f"{MUTANT}{self.clause}.{self.what}"


def mutant(
    clause: str, what: str, about: str, module: str, old: str, new: str, *more: str, edition: str | None = None
) -> Mutant:
    """A mutant as the tables write it; ``more`` are further pairs of old and new text."""
    texts = (old, new, *more)
    if len(texts) % 2:
        raise ValueError(f"mutant {clause}.{what}: an old text without a new one")
    return Mutant(clause, what, about, module, tuple(zip(texts[::2], texts[1::2], strict=True)), edition)
