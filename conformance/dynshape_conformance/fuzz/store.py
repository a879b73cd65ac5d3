"""What a campaign found, on disk: written at once, so that nothing is lost, and read again to go on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ..backends import SetupError
from .compare import Disagreement

STATE = "state.json"
DRAFT = "case.py"
"""The file of a finding's case."""


@dataclass
class State:
    """How far a campaign is: ``setting`` must be the same for it to go on."""

    setting: dict[str, Any]
    examples: int = 0
    unsupported: int = 0
    executed: int = 0
    parts: int = 0
    """How many parts of the campaign are done."""
    seen: dict[str, int] = field(default_factory=dict)
    """In how many programs each cause was met, known ones included."""


@dataclass(frozen=True)
class Finding:
    """A disagreement with the smallest program that shows it."""

    disagreement: Disagreement
    program: str
    """As JSON."""
    steps: tuple[str, ...]
    """What was asked up to the disagreement, from the profiles on."""
    draft: str = ""
    """A module with a case that shows it; see `case_draft`."""
    always: bool = True
    """False if the same network did not show it again."""

    @property
    def name(self) -> str:
        """A name for a folder: words of the cause and a hash of it."""
        words = "".join(c if c.isalnum() else "-" for c in self.disagreement.cause)[:48].strip("-")
        return f"{words}-{hashlib.sha256(self.disagreement.cause.encode()).hexdigest()[:8]}"


class Store:
    """The folder of one campaign."""

    def __init__(self, folder: Path, setting: dict[str, Any]) -> None:
        """Open ``folder``; an earlier campaign in it goes on if its setting is the same."""
        self.folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self.state = self._read(setting)
        except OSError as error:
            raise SetupError(f"can't use the folder {folder}: {error.strerror or error}") from error

    def _read(self, setting: dict[str, Any]) -> State:
        path = self.folder / STATE
        if not path.exists():
            return State(setting)
        try:
            state = State(**json.loads(path.read_text("utf-8")))
        except (ValueError, TypeError) as error:
            raise SetupError(f"{path} is not the state of a campaign: {error}") from error
        if state.setting != setting:
            raise SetupError(
                f"{self.folder} holds a campaign with other settings: {state.setting}, not {setting}; "
                "name another folder with --output"
            )
        return state

    def known(self) -> set[str]:
        """The causes that were found already."""
        return {str(json.loads(path.read_text("utf-8"))["cause"]) for path in self.folder.glob("*/finding.json")}

    def save(self, finding: Finding) -> Path:
        """Write a finding: ``finding.json``, ``program.json`` and ``case.py``, the draft of a case."""
        folder = self.folder / finding.name
        folder.mkdir(exist_ok=True)
        (folder / "program.json").write_text(finding.program + "\n", "utf-8")
        (folder / DRAFT).write_text(finding.draft, "utf-8")
        # Last, since a finding counts as known by this file.
        facts = {**asdict(finding.disagreement), "steps": finding.steps, "always": finding.always}
        (folder / "finding.json").write_text(json.dumps(facts, indent=1, sort_keys=True) + "\n", "utf-8")
        return folder

    def advance(self, examples: int, unsupported: int, executed: int, seen: Mapping[str, int]) -> None:
        """One more part is done; the counts are those of `campaign.Part`."""
        self.state.parts += 1
        self.state.examples += examples
        self.state.unsupported += unsupported
        self.state.executed += executed
        for cause, times in seen.items():
            self.state.seen[cause] = self.state.seen.get(cause, 0) + times
        path = self.folder / STATE
        fresh = path.with_suffix(".tmp")
        fresh.write_text(json.dumps(asdict(self.state), indent=1, sort_keys=True) + "\n", "utf-8")
        fresh.replace(path)
