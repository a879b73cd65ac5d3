"""The command ``dynshape mutants``: list the mutants, or run them against the corpus."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
from dynshape_reports.results import Suite
from tabulate import tabulate

from .. import __version__, corpus, selection
from ..backends import SetupError
from ..selection import Selected
from ..setup import load_corpus
from ..spec import load_registry
from . import copies, kill
from . import mutants as all_mutants
from .backend import edition_of
from .kill import KILLED, ClauseFate
from .matrix import Matrix, digest, observable
from .model import Mutant


@click.command("mutants")
@click.option("--list", "only_list", is_flag=True, help="Say what there is, and run nothing.")
@click.option("--section", "sections", multiple=True, metavar="S", help="Only this section: DS-DIM, DIM or 8.1.")
@click.option("--clause", "clauses", multiple=True, metavar="ID", help="Only mutants of this clause: DS-DIM-014.")
@click.option("--jobs", type=click.IntRange(min=1), default=1, metavar="N", help="Run clauses in N processes.")
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Write the kill matrix to FILE.")
def command(
    only_list: bool, sections: tuple[str, ...], clauses: tuple[str, ...], jobs: int, output: Path | None
) -> None:
    """Run wrong engines against the corpus: is each one failed by the cases of the clause that it breaks?

    Exit status 1 if a mutant is not killed by a case of its own clause.
    """
    selected = selection.select(load_registry(), sections, clauses)
    wanted = _wanted(selected)
    if only_list:
        _list(wanted)
        return
    problems = list(_not_applicable(wanted))
    if problems:
        raise SetupError(*problems)
    start = time.perf_counter()
    matrix = _run(selected, wanted, jobs)
    if output is not None:
        _write(output, matrix)
    click.echo(f"{matrix.table()}\n")
    for fate in matrix.open:
        click.echo(f"{fate.mutant} ({fate.state}{''.join(f' by {case}' for case in fate.cases)}): {fate.about}")
    for line in matrix.unproved():
        click.echo(f"not proved: {line}")
    click.echo(f"wall time {time.perf_counter() - start:.1f} s", err=True)
    sys.exit(1 if matrix.open else 0)


def _wanted(selected: Selected) -> list[Mutant]:
    """The mutants of the clauses that were asked for, in the order of the specification."""
    place = {clause.id: number for number, clause in enumerate(selected.clauses)}
    return sorted(
        (mutant for mutant in all_mutants().values() if mutant.clause in place),
        key=lambda mutant: place[mutant.clause],
    )


def _list(wanted: list[Mutant]) -> None:
    rows = [(mutant.name, edition_of(mutant), mutant.about) for mutant in wanted]
    click.echo(tabulate(rows, ("backend", "edition", "what is wrong"), disable_numparse=True))
    click.echo(f"\n{len(wanted)} mutants")


def _not_applicable(wanted: Iterable[Mutant]) -> Iterator[str]:
    for mutant in wanted:
        try:
            copies.mutated_code(mutant)
        except copies.NotApplicable as error:
            yield str(error)


def _run(selected: Selected, wanted: list[Mutant], jobs: int) -> Matrix:
    registry = load_registry()
    cases = load_corpus([corpus.cases_folder()], registry)
    names: dict[str, list[str]] = {}
    for mutant in wanted:
        names.setdefault(mutant.clause, []).append(mutant.name)
    return Matrix(
        Suite("dynshape", __version__, corpus.corpus_digest(cases), registry.digest()),
        selected.asked,
        digest(wanted),
        observable(selected.clauses, registry),
        tuple(_shown(kill.run(names, jobs), len(wanted))),
    )


def _shown(fates: Iterator[ClauseFate], total: int) -> Iterator[ClauseFate]:
    """The fates, counted on a terminal as they come."""
    done = killed = 0
    for clause in fates:
        done += len(clause.fates)
        killed += sum(fate.state == KILLED for fate in clause.fates)
        if sys.stderr.isatty():
            click.echo(f"\r\x1b[K{done}/{total} mutants, {killed} killed", err=True, nl=done == total)
        yield clause


def _write(output: Path, matrix: Matrix) -> None:
    try:
        output.write_bytes(matrix.encode())
    except OSError as error:
        raise SetupError(f"can't write the kill matrix to {output}: {error.strerror or error}") from error
