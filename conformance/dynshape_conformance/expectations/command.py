"""What the command line does with expectations: which options the run is given, and the update after it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dynshape_reports.results import Run

from .. import corpus, lock
from ..backends import COMMAND, SetupError
from ..spec import load_registry
from .entries import Expectations
from .file import load, shipped

NEW = "# What {name} is known to get wrong; see docs/expectations.md.\n"


@dataclass(frozen=True)
class Choice:
    """What the user said about expectations."""

    file: Path | None
    none: bool
    today: datetime.date
    update: bool

    def check(self, backends: Sequence[str]) -> None:
        """Raise `SetupError` where the options do not go together."""
        if self.none and (self.file is not None or self.update):
            other = "--update-expectations" if self.file is None else "--expectations"
            raise SetupError(f"{other} together with --no-expectations")
        if self.file is not None and len(backends) > 1:
            raise SetupError("--expectations names the file of one backend; run the others by themselves")
        if self.update and self.file is None and any(name.startswith(COMMAND) for name in backends):
            raise SetupError("a command has no file of its own: --update-expectations needs --expectations FILE")

    def options(self) -> list[str]:
        """The options of the plugin."""
        if self.none or (self.update and self.file is not None and not self.file.exists()):
            return ["--no-expectations"]
        file = [] if self.file is None else [f"--expectations={self.file.absolute()}"]
        return [*file, f"--today={self.today}"]

    def apply(self, backend: str, run: Run, paths: Sequence[Path]) -> tuple[Path, list[str]]:
        """Bring the file of ``backend`` up to date after ``run``; its path, and a line for each change."""
        # Imported here: tomlkit takes longer to import than most runs need for a section.
        from ..setup import load_corpus
        from .update import update

        path = self.file or shipped(backend)
        registry = load_registry()
        entries = load(path, frozenset(clause.id for clause in registry.clauses)) if path.exists() else ()
        text = path.read_text("utf-8") if path.exists() else NEW.format(name=run.header.backend.name)
        expectations = Expectations(entries, run.header.backend.version, run.header.edition, self.today)
        found = load_corpus(paths or [corpus.cases_folder()], registry)
        known = frozenset(case.id for case in found) | lock.current()
        after, changes = update(text, expectations, run, known)
        if changes:
            try:
                path.write_text(after, "utf-8")
            except OSError as error:
                raise SetupError(f"can't write the expectations {path}: {error.strerror or error}") from error
        return path, changes
