"""Disagreements that were looked at: for each cause what it is, so that a campaign only stops at new ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from importlib.resources import files
from pathlib import Path
from typing import Any

from .. import toml
from ..backends import SetupError

VERDICTS = ("engine", "edition", "silent", "reference", "no device")
"""Who is right: the engine is wrong; the edition differs; no source says; the reference is wrong; not tellable."""


@dataclass(frozen=True)
class Known:
    """A triaged cause; ``cause`` may hold ``*``."""

    cause: str
    verdict: str
    reason: str


def read_known(backend: str) -> tuple[Known, ...]:
    """What ships with the project for a backend; nothing for one that has no list."""
    name = backend.removeprefix("worker:").removeprefix("direct:").replace(":", "_")
    source = files(__package__).joinpath("triaged", f"{name}.toml")
    return parse(source.read_text("utf-8"), f"{name}.toml") if source.is_file() else ()


def read_file(path: Path) -> tuple[Known, ...]:
    """A list of the user's own."""
    return _known(toml.read(path), str(path))


def parse(text: str, name: str) -> tuple[Known, ...]:
    """The entries of a list: ``[[known]]`` with ``cause``, ``verdict`` and ``reason``."""
    return _known(toml.parse(text, name), name)


def _known(data: Mapping[str, Any], name: str) -> tuple[Known, ...]:
    entries = data.get("known", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise SetupError(f"{name}: a list of known causes is a list of [[known]] tables")
    found = []
    for number, entry in enumerate(entries, 1):
        if sorted(entry) != ["cause", "reason", "verdict"] or not all(isinstance(v, str) and v for v in entry.values()):
            raise SetupError(
                f"{name}: entry {number} needs cause, verdict and reason, as texts; it has {sorted(entry)}"
            )
        if entry["verdict"] not in VERDICTS:
            raise SetupError(f"{name}: entry {number}: no verdict {entry['verdict']!r}; known: {', '.join(VERDICTS)}")
        found.append(Known(**entry))
    return tuple(found)


class Causes:
    """The causes that a campaign need not stop at: triaged ones, and those it found itself."""

    def __init__(self, triaged: Iterable[Known] = (), found: Iterable[str] = ()) -> None:
        """``triaged`` may hold patterns, ``found`` are causes to the letter."""
        self.triaged = tuple(triaged)
        self._found = set(found)
        self._answers: dict[str, bool] = {}

    def __contains__(self, cause: object) -> bool:
        if cause in self._found:
            return True
        text = str(cause)
        if text not in self._answers:
            self._answers[text] = self.entry(text) is not None
        return self._answers[text]

    def add(self, cause: str) -> None:
        """A cause that was found."""
        self._found.add(cause)

    def entry(self, cause: str) -> Known | None:
        """The triaged entry that a cause falls under."""
        return next((known for known in self.triaged if fnmatchcase(cause, known.cause)), None)
