"""The specification as data: clauses with their level, source and editions, and queries over them.

One JSON file holds one section; `sections.json` gives their order. Ids are permanent: a clause is
added at the end of its section or retired, never renumbered.
"""

from .notes import Contradiction, LogText, load_contradictions, load_log_texts
from .registry import EDITIONS, Clause, Registry, Section, UnknownClause, UnknownSection, load_registry

__all__ = [
    "EDITIONS",
    "Clause",
    "Contradiction",
    "LogText",
    "Registry",
    "Section",
    "UnknownClause",
    "UnknownSection",
    "load_contradictions",
    "load_log_texts",
    "load_registry",
]
