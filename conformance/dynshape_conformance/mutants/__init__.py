"""Named mutants: the reference engine with one thing wrong, as backends that the corpus has to fail.

A clause is *proved* where the reference passes its cases and a case of the clause fails one of its
mutants. A mutant that no case of its own clause fails is a hole in the corpus.
"""

from __future__ import annotations

import difflib
import functools
import importlib
import pkgutil

from ..backends import SetupError
from . import tables
from .model import Mutant

__all__ = ["Mutant", "find", "mutants"]


@functools.cache
def mutants() -> dict[str, Mutant]:
    """All mutants of all tables, by name, in the order of their clauses."""
    found: dict[str, Mutant] = {}
    for info in pkgutil.iter_modules(tables.__path__):
        for mutant in importlib.import_module(f"{tables.__name__}.{info.name}").MUTANTS:
            if mutant.name in found:
                raise SetupError(f"two mutants are called {mutant.name}")
            found[mutant.name] = mutant
    return found


def find(name: str) -> Mutant:
    """The mutant of this name; a `SetupError` suggests close names."""
    known = mutants()
    if name in known:
        return known[name]
    close = difflib.get_close_matches(name, known, n=3)
    hint = f"did you mean {' or '.join(close)}?" if close else "see them all: dynshape mutants --list"
    raise SetupError(f"no mutant is called {name!r}; {hint}")
