"""``dynshape repro``, and what ``dynshape run --save-repros`` does after a run."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import click
import msgspec
from dynshape_reports import results

from .. import backends, corpus, probe, selection
from ..backends import SetupError
from ..setup import check_known, load_corpus
from ..spec import load_registry
from . import parts
from .collect import SECONDS, Made, collect

FILE = click.Path(path_type=Path)


@click.command("repro")
@click.argument("case")
@click.option("--backend", required=True, metavar="NAME", help="The engine.")
@click.option("--edition", metavar="E", help="Edition of the specification; default: the engine's own.")
@click.option("--cases", "paths", type=FILE, multiple=True, metavar="PATH", help="Your cases instead of the corpus.")
@click.option("--output", type=FILE, metavar="FILE", help="Write the script to FILE.")
def command(case: str, backend: str, edition: str | None, paths: tuple[Path, ...], output: Path | None) -> None:
    """Write CASE as a script that needs nothing but the engine's package and NumPy.

    The script exits with status 1 while the defect is there, 0 when it is gone, 2 where it can't
    tell. Exit status of this command: 1 where there is no script to write, because the case does
    not go wrong or can't be written so.
    """
    if "/" not in case:
        raise SetupError(f"{case!r} is no case; dynshape run lists them as DS-DIM-014/name")
    registry = load_registry()
    selection.select(registry, (), [case])
    check_known([case], load_corpus(paths or [corpus.cases_folder()], registry))
    if edition is not None:
        selection.check_edition(edition)
    backends.get(backend)  # no command: a script makes the calls of an adapter in Python
    probe.check_usable(backend, edition)
    (made,) = collect(backend, edition, [case], paths)
    if not made.text:
        click.echo(f"no script for {case}: {made.why}", err=True)
        sys.exit(1)
    if output is None:
        click.echo(made.text, nl=False)
    else:
        write_script(output, made.text)


def wrong_cases(run: results.Run) -> list[str]:
    """The ids of the cases that went wrong, foreseen or not."""
    return [case.id for case in run.cases if case.verdict in (*results.UNEXPECTED, "expected-fail")]


def save(backend: str, run: results.Run, paths: Sequence[Path], folder: Path) -> tuple[results.Run, list[Made]]:
    """Write a script for each case that went wrong; the run with their texts, and what came of each."""
    made = collect(backend, run.header.edition, wrong_cases(run), [path.absolute() for path in paths], SECONDS)
    texts = {item.case: item.text for item in made if item.text}
    make_folder(folder)
    for id, text in texts.items():
        write_script(folder / file_name(backend, run.header.edition, id), text)
    cases = [msgspec.structs.replace(case, reproducer=texts.get(case.id, "")) for case in run.cases]
    return results.make_run(run.header, cases, run.footer.stale), made


def make_folder(folder: Path) -> None:
    """The folder for scripts, made if need be; raises `SetupError` where nothing can be written there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise SetupError(f"can't write reproducers to {folder}: {error.strerror or error}") from error


def file_name(backend: str, edition: str, case: str) -> str:
    """``DS-DIM-014.outside_the_range.my_engine.10.py``: names of several runs may share a folder."""
    return f"{case.replace('/', '.')}.{backend.replace(':', '-')}.{edition}.py"


def write_script(path: Path, text: str) -> None:
    """The script, and beside it the models that it reads."""
    try:
        path.write_text(text, "utf-8")
        for number, model in parts.models(text).items():
            path.with_suffix(f".{number}.onnx").write_bytes(model)
    except OSError as error:
        raise SetupError(f"can't write {path}: {error.strerror or error}") from error
