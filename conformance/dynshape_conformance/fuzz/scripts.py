"""The stand-alone script of a finding, made of its draft of a case as ``dynshape repro`` makes one of a case."""

from __future__ import annotations

from pathlib import Path

from .. import backends, corpus
from ..backends import SetupError
from ..reproducers.collect import SECONDS, collect
from ..reproducers.command import write_script
from .store import DRAFT

SCRIPT = "repro.py"
"""The file of a finding's script: exit status 1 while the engine answers so."""


def write(folder: Path, backend: str, edition: str) -> str:
    """Write the script beside the draft in ``folder``; why there is none, or nothing."""
    if backend.startswith(backends.COMMAND):
        return "the engine behind a command can't be called from Python"
    draft = (folder / DRAFT).absolute()
    try:
        (case,) = corpus.load(draft)
        (made,) = collect(backend.removeprefix(backends.DIRECT), edition, [case.id], [draft], SECONDS)
    except SetupError as error:
        return " ".join(error.lines)
    if not made.text:
        return made.why
    write_script(folder / SCRIPT, made.text)
    return ""
