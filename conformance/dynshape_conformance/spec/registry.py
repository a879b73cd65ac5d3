"""The registry of clauses: reading the data files, look-ups and selections."""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any

EDITIONS = ("8.4", "8.5", "8.6", "9", "10", "11")
"""The editions of TensorRT that clauses speak about, oldest first."""


class UnknownClause(KeyError):
    """No clause has this id; the text names the ids that come close."""

    def __str__(self) -> str:
        return str(self.args[0])


class UnknownSection(KeyError):
    """No section answers to this key; the text names those that exist."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True)
class Section:
    """A section of the specification, e.g. ``DS-DIM``."""

    id: str
    title: str

    @property
    def numbers(self) -> tuple[str, ...]:
        """The chapter numbers in the title: ``("8.2", "8.2.1")``.

        What a title says in brackets is about other sections.
        """
        return tuple(re.findall(r"\b\d+(?:\.\d+)+", re.sub(r"\(.*?\)", "", self.title)))


@dataclass(frozen=True)
class Clause:
    """One testable sentence of the specification."""

    id: str
    section: str
    """Id of its section, e.g. ``DS-DIM``."""
    level: str
    """``MUST``, ``SHOULD``, ``MAY`` or ``INFO``."""
    tag: str
    """``SEED``: the chapter itself; ``HDR``: headers and bindings; ``DOC``: guides and issues."""
    statement: str
    observable: str
    """What can be seen of it through the API."""
    source: str
    basis: str
    """``doc``: documented in the source; ``obs``: seen in logs only; ``inf``: inferred."""
    first_edition: str = EDITIONS[0]
    last_edition: str | None = None
    """None: still holds in the newest edition."""
    note: str = ""
    """What the editions change, in words."""
    silent: bool = False
    """True for an open point: no source states it, so every answer is accepted and recorded."""
    area: str | None = None
    """The section that an open point is about."""

    def applies_to(self, edition: str) -> bool:
        """True if the clause holds in ``edition``; raises ValueError for one that is not in `EDITIONS`."""
        at = _position(edition)
        after = self.last_edition is not None and at > _position(self.last_edition)
        return at >= _position(self.first_edition) and not after


@dataclass(frozen=True)
class Registry:
    """All sections and clauses, in the order of the specification. Open points are the last section."""

    sections: tuple[Section, ...]
    clauses: tuple[Clause, ...]
    unobservable: Mapping[str, str] = field(default_factory=dict)
    """Clauses that no case can observe through the adapter: id to reason."""
    one_sided: Mapping[str, str] = field(default_factory=dict)
    """Clauses that have no negative case, because there is nothing to refuse: id to reason."""

    def get(self, id: str) -> Clause:
        """The clause with this id; raises `UnknownClause`."""
        found = self._by_id.get(id)
        if found is not None:
            return found
        close = difflib.get_close_matches(id.upper(), [clause.id for clause in self.clauses], n=3)
        raise UnknownClause(f"no clause {id!r}" + (f"; close: {', '.join(close)}" if close else ""))

    @cached_property
    def _by_id(self) -> dict[str, Clause]:
        return {clause.id: clause for clause in self.clauses}

    def find_sections(self, key: str) -> tuple[Section, ...]:
        """The sections that ``key`` names: an id (``DS-DIM``, ``DIM``) or a chapter number (``8.2``).

        A number takes in what lies below it: 8.2 is also 8.2.1. Raises `UnknownSection`.
        """
        wanted = key.strip().upper()
        found = tuple(
            section
            for section in self.sections
            if section.id in (wanted, f"DS-{wanted}")
            or any(number == wanted or number.startswith(f"{wanted}.") for number in section.numbers)
        )
        if not found:
            known = ", ".join(section.id for section in self.sections)
            raise UnknownSection(f"no section {key!r}; known: {known}, or a number such as 8.1")
        return found

    def select(
        self,
        section: str | None = None,
        tag: str | None = None,
        edition: str | None = None,
        level: str | None = None,
    ) -> tuple[Clause, ...]:
        """The clauses that satisfy all that is given; ``section`` is a key of `find_sections`."""
        sections = None if section is None else {found.id for found in self.find_sections(section)}
        return tuple(
            clause
            for clause in self.clauses
            if (sections is None or clause.section in sections)
            and (tag is None or clause.tag == tag)
            and (level is None or clause.level == level)
            and (edition is None or clause.applies_to(edition))
        )

    def digest(self) -> str:
        """A hash of all clauses: the same for the same specification, wherever it is installed."""
        plain = [asdict(clause) for clause in self.clauses]
        text = json.dumps(plain, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:16]


@lru_cache(maxsize=1)
def load_registry() -> Registry:
    """The registry of the installed data files; read once."""
    sections: list[Section] = []
    clauses: list[Clause] = []
    for id in read_data("sections.json"):
        data = read_data(f"{id.removeprefix('DS-').lower()}.json")
        sections.append(Section(data["id"], data["title"]))
        clauses.extend(_clauses(data["id"], data["clauses"]))
    return Registry(tuple(sections), tuple(clauses), read_data("unobservable.json"), read_data("one_sided.json"))


def read_data(name: str) -> Any:
    """The content of a data file of this package."""
    return json.loads(files(__package__).joinpath(name).read_text("utf-8"))


def _clauses(section: str, rows: Iterable[dict[str, Any]]) -> Iterable[Clause]:
    for row in rows:
        fields = dict(row)
        editions = fields.pop("editions")
        yield Clause(section=section, first_edition=editions["first"], last_edition=editions["last"], **fields)


def _position(edition: str) -> int:
    if edition not in EDITIONS:
        raise ValueError(f"no edition {edition!r}; known: {', '.join(EDITIONS)}")
    return EDITIONS.index(edition)
