"""The command ``dynshape coverage``: clauses against cases, mutants and editions, held against the committed state."""

from __future__ import annotations

import json
import sys
from importlib.resources import files
from pathlib import Path

import click

from . import corpus, coverage
from .report_command import OUT, write
from .setup import load_corpus
from .spec import load_registry


@click.command("coverage")
@click.option("--matrix", type=click.Path(path_type=Path), metavar="FILE", help="A kill matrix: what is proved.")
@click.option("--json", "as_json", type=OUT, metavar="OUT", help="Every clause, for programs.")
@click.option("--update", is_flag=True, help="Commit to what is covered now; needs --matrix.")
def command(matrix: Path | None, as_json: Path | None, update: bool) -> None:
    """Say by section how much of the specification has cases, mutants and proofs.

    Exit status 1 if a clause is less covered than the committed state says.
    """
    if update and matrix is None:
        raise click.UsageError("--update needs --matrix FILE, from dynshape mutants --output FILE")
    registry = load_registry()
    digest = corpus.corpus_digest(load_corpus([corpus.cases_folder()], registry))
    found = coverage.measure(registry, None if matrix is None else coverage.read_matrix(matrix, digest).proved)
    if as_json is not None:
        write(as_json, coverage.as_json(found))
    if str(as_json) != "-":
        click.echo(coverage.table(found, registry))
        if matrix is None:
            click.echo("\nproved: unknown without --matrix FILE, from dynshape mutants --output FILE")
        click.echo("\nnot observable, with the reason:")
        for clause in found:
            if clause.reason:
                click.echo(f"  {clause.id}: {clause.reason}")
    if update:
        text = json.dumps(coverage.state_of(found), indent=0) + "\n"
        write(Path(str(files(__package__).joinpath(coverage.COMMITTED))), text)
        return
    lost = coverage.fallen(found, coverage.committed())
    for line in lost:
        click.echo(f"less than committed: {line}", err=True)
    sys.exit(1 if lost else 0)
