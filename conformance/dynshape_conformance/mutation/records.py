"""What a sample showed, as a file: JSON lines with a header and one line for each edit."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ..mutants.copies import source
from .hunt import KILLS, SURVIVED, Fate
from .sites import reference_files


@dataclass(frozen=True)
class Sample:
    """A recorded sample."""

    seed: int
    header: dict[str, Any]
    edits: tuple[dict[str, Any], ...]
    """``site``, ``line``, ``outcome``, ``by``; of one that survived also ``runs``, ``before`` and ``after``."""

    @property
    def survivors(self) -> list[dict[str, Any]]:
        """The edits that no case noticed."""
        return [edit for edit in self.edits if edit["outcome"] == SURVIVED]

    @property
    def killed(self) -> int:
        """How many edits a case noticed."""
        return sum(edit["outcome"] in KILLS for edit in self.edits)


def write(path: Path, seed: int, corpus: str, fates: Iterable[Fate]) -> None:
    """Write a sample; the same sample of the same reference and corpus gives the same bytes."""
    header = {
        "kind": "header",
        "seed": seed,
        "corpus": corpus,
        "reference": reference_digest(),
        "tool": f"cosmic-ray {version('cosmic-ray')}",
    }
    lines = [header, *map(_record, fates)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines))


def read(path: Path) -> Sample:
    """Read a sample."""
    header, *edits = (json.loads(line) for line in path.read_text("utf-8").splitlines())
    return Sample(header["seed"], header, tuple(edits))


def read_all(folder: Path) -> Sequence[Sample]:
    """All samples of a folder, by seed."""
    return sorted((read(path) for path in folder.glob("seed-*.jsonl")), key=lambda sample: sample.seed)


def reference_digest() -> str:
    """A hash of the sources that are edited."""
    text = "".join(f"{file}\0{source(file)}\0" for file in reference_files())
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _record(fate: Fate) -> dict[str, Any]:
    record: dict[str, Any] = {"site": fate.site.id, "line": fate.site.line, "outcome": fate.outcome, "by": fate.by}
    if fate.outcome == SURVIVED:
        before, after = fate.site.edit()
        record |= {"runs": fate.runs, "before": before, "after": after, "record": fate.site.is_of_a_record()}
    return record
