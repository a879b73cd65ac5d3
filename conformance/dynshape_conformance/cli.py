"""The command ``dynshape``: run backends against the corpus, list backends, list clauses.

Exit status: 0 nothing unexpected, 1 unexpected verdicts or stale expectations, 2 usage or a broken set-up.
"""

from __future__ import annotations

import importlib.util
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import click
from dynshape_reports import results, terminal
from dynshape_reports.errors import ResultsError
from dynshape_reports.renderers import terminal as on_screen
from dynshape_reports.screen import screen_of
from tabulate import tabulate

from . import __version__, backends, child, corpus, mutants, probe, selection
from .backends import SetupError
from .console import Commands, Problem, cleaned_up_when_terminated, discard_output, open_standard_streams
from .coverage_command import command as coverage_command
from .diff_command import command as diff_command
from .expectations.command import Choice
from .fuzz.command import command as fuzz_command
from .mutants.command import command as mutants_command
from .report_command import command as report_command
from .reproducers import command as repro
from .setup import load_corpus
from .spec import Registry, load_registry

FILE = click.Path(path_type=Path)
DAY = click.DateTime(["%Y-%m-%d"])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="dynshape")
def cli() -> None:
    """Say with evidence whether an inference engine handles TensorRT's dynamic shapes as specified."""


@cli.command()
@click.argument("names", metavar="BACKEND...", nargs=-1, required=True)
@click.option("--section", "sections", multiple=True, metavar="S", help="Only this section: DS-DIM, DIM or 8.1.")
@click.option("--clause", "clauses", multiple=True, metavar="ID", help="Only this clause or case: DS-DIM-014.")
@click.option("--fraction", metavar="K/N", default="", help="A stable sample: the K-th of N shares of the cases.")
@click.option("--edition", metavar="E", help="Edition of the specification; default: the engine's own.")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Run cases in N processes (pytest-xdist).")
@click.option(
    "--timeout",
    type=click.FloatRange(0, 1e6, min_open=True),
    metavar="SECONDS",
    help="How long a worker may take for one answer; default 60.",
)
@click.option(
    "--in-flight",
    type=click.IntRange(1, 64),
    metavar="N",
    help="Cases run at once, each in a worker of its own; default 2, with --jobs 1.",
)
@click.option("--cases", "paths", type=FILE, multiple=True, metavar="PATH", help="Your cases instead of the corpus.")
@click.option("--output", type=FILE, metavar="FILE", help="Write the results to FILE.")
@click.option(
    "--expectations", type=FILE, metavar="FILE", help="What is known to go wrong, instead of what is shipped."
)
@click.option("--no-expectations", is_flag=True, help="Expect nothing to go wrong.")
@click.option("--today", type=DAY, metavar="DATE", help="The day by which expectations expire; default: this one.")
@click.option("--update-expectations", is_flag=True, help="Bring the file up to what the run got.")
@click.option("--save-repros", type=FILE, metavar="DIR", help="Write a script for each case that went wrong.")
@click.option("--durations", type=click.IntRange(min=0), default=0, metavar="N", help="List the N slowest cases.")
def run(
    names: tuple[str, ...],
    sections: tuple[str, ...],
    clauses: tuple[str, ...],
    fraction: str,
    edition: str | None,
    jobs: int | None,
    timeout: float | None,
    in_flight: int | None,
    paths: tuple[Path, ...],
    output: Path | None,
    expectations: Path | None,
    no_expectations: bool,
    today: datetime | None,
    update_expectations: bool,
    save_repros: Path | None,
    durations: int,
) -> None:
    """Score each BACKEND, clause by clause."""
    if jobs and importlib.util.find_spec("xdist") is None:
        raise SetupError("--jobs needs pytest-xdist (pip install pytest-xdist)")
    registry = load_registry()
    foreseen = Choice(expectations, no_expectations, today.date() if today else date.today(), update_expectations)
    foreseen.check(names)
    wanted = child.Wanted(
        edition, sections, clauses, paths, jobs or 0, fraction, foreseen.options(), timeout, in_flight
    )
    selection.select(registry, sections, clauses, fraction)
    if edition is not None:
        selection.check_edition(edition)
    for name in names:
        if backends.launch(name, edition, timeout) is None:
            backends.get(name)
    for name, times in Counter(names).items():
        if times > 1:
            raise SetupError(f"backend {name} is named {times} times")
    if output is not None:
        _check_writable(output)
    if save_repros is not None:
        repro.make_folder(save_repros)
    runs: list[results.Run] = []
    broken = False
    for name in names:
        try:
            found, state, seconds = _run(name, wanted)
            runs.append(found)
            # Before anything is printed and before the next run: whatever ends this process, they are kept.
            _write(output, runs)
            _print(found, name, registry, state, seconds, durations)
            if save_repros is not None:
                runs[-1] = _save_repros(name, found, paths, save_repros)
                _write(output, runs)
            if update_expectations:
                _update(foreseen, name, runs[-1], paths)
        except SetupError as error:
            # The other backends are still worth their run; the exit status tells of this one.
            _complain(error)
            broken = True
    sys.exit(2 if broken else 1 if any(map(results.went_wrong, runs)) else 0)


def _run(name: str, wanted: child.Wanted) -> tuple[results.Run, child.State, float]:
    """The results of one backend, what its run told, and how many seconds it took."""
    start = time.perf_counter()
    bar = child.Bar(name, sys.stderr)
    with cleaned_up_when_terminated(), tempfile.TemporaryDirectory(prefix="dynshape-") as folder:
        target = Path(folder, "results.jsonl")
        try:
            state = child.run(name, child.command(name, target, wanted), bar)
        finally:
            bar.close()
        found = results.read(target, trusted=True)[0]
    return found, state, time.perf_counter() - start


def _print(run: results.Run, name: str, registry: Registry, state: child.State, seconds: float, durations: int) -> None:
    """Print what came of a run. That nobody reads it (``| head``) keeps no other backend from its run."""
    try:
        for paragraph in _paragraphs(run, name, registry):
            click.echo(paragraph)
    except BrokenPipeError:
        discard_output()
    click.echo(f"wall time {seconds:.1f} s, {run.footer.cases / seconds:.0f} cases/s", err=True)
    for note in state.notes:
        click.echo(note, err=True)
    for id, took in state.slowest(durations):
        click.echo(f"{took * 1000:7.1f} ms  {id}", err=True)


def _paragraphs(run: results.Run, name: str, registry: Registry) -> Iterator[str]:
    yield terminal.headline(run)
    statements = {clause.id: clause.statement for clause in registry.clauses}
    screen = screen_of(sys.stdout)
    failed = on_screen.failures(run, statements, screen)
    for paragraph in failed:
        yield f"\n{paragraph}"
    if len(failed) > on_screen.SHOWN:
        yield f"    fewer: dynshape run {name} --section S or --clause ID; all of them: --output FILE"
    for line in terminal.stale(run):
        yield f"\n{line}"
    yield f"\n{on_screen.section_table(run, screen)}\n"


def _save_repros(name: str, run: results.Run, paths: tuple[Path, ...], folder: Path) -> results.Run:
    run, made = repro.save(name, run, paths, folder)
    for item in made:
        if not item.text:
            click.echo(f"no script for {item.case}: {item.why}")
    click.echo(f"{folder}: {sum(bool(item.text) for item in made)} scripts, for {len(made)} cases that went wrong")
    return run


def _update(foreseen: Choice, name: str, run: results.Run, paths: tuple[Path, ...]) -> None:
    path, changes = foreseen.apply(name, run, paths)
    for line in changes:
        click.echo(line)
    click.echo(f"{path}: {len(changes)} changes")


def _check_writable(output: Path) -> None:
    existed = output.exists()
    try:
        with output.open("ab"):
            pass
        if not existed:
            output.unlink()
    except OSError as error:
        raise SetupError(f"can't write the results to {output}: {error.strerror or error}") from error


def _write(output: Path | None, runs: list[results.Run]) -> None:
    if output is None:
        return
    try:
        output.write_bytes(b"".join(results.encode(run) for run in runs))
    except OSError as error:
        raise SetupError(f"can't write the results to {output}: {error.strerror or error}") from error


@cli.command("backends")
def list_backends() -> None:
    """List the backends that are installed, where they come from, and whether they can be used here."""
    rows = [
        (found.backend.name, found.backend.origin, "yes" if found.usable else "no", found.text)
        for found in probe.probe(list(backends.find().values()))
    ]
    click.echo(tabulate(rows, ("backend", "from", "usable", "version, device, edition; or what is missing")))
    click.echo(f"\nand {len(mutants.mutants())} mutants of the reference: dynshape mutants --list")


@cli.command("clauses")
@click.option("--section", metavar="S", help="Only this section: DS-DIM, DIM or 8.1.")
@click.option("--tag", metavar="TAG", help="Only clauses with this tag: SEED, HDR or DOC.")
@click.option("--edition", metavar="E", help="Only clauses that apply to this edition.")
def list_clauses(section: str | None, tag: str | None, edition: str | None) -> None:
    """List the clauses of the specification, with the number of their cases."""
    registry = load_registry()
    if edition is not None:
        selection.check_edition(edition)
    tags = sorted({clause.tag for clause in registry.clauses})
    if tag is not None and tag.upper() not in tags:
        raise SetupError(f"no tag {tag!r}; known: {', '.join(tags)}")
    clauses = [
        clause
        for clause in selection.select(registry, [section] if section else ()).clauses
        if (tag is None or clause.tag == tag.upper()) and (edition is None or clause.applies_to(edition))
    ]
    cases = Counter(case.clause for case in load_corpus([corpus.cases_folder()], registry))
    rows = [
        (
            clause.id,
            clause.level,
            f"{clause.first_edition}-{clause.last_edition or ''}",
            cases[clause.id],
            terminal.short(clause.statement, 90),
        )
        for clause in clauses
    ]
    click.echo(tabulate(rows, ("clause", "level", "editions", "cases", "statement"), disable_numparse=True))
    covered = sum(cases[clause.id] > 0 for clause in clauses)
    click.echo(f"\n{len(clauses)} clauses, {covered} with cases, {sum(cases[clause.id] for clause in clauses)} cases")


cli.add_command(fuzz_command)
cli.add_command(mutants_command)
cli.add_command(report_command)
cli.add_command(repro.command)
cli.add_command(diff_command)
cli.add_command(coverage_command)


def _complain(error: SetupError) -> None:
    for line in error.lines:
        Problem(line).show()


def main() -> None:
    """The console script: no problem of set-up or usage ends in a traceback."""
    open_standard_streams()
    try:
        cli.main(standalone_mode=False)
    except SetupError as error:
        _complain(error)
        sys.exit(2)
    except ResultsError as error:
        Problem(str(error)).show()
        sys.exit(2)
    except click.exceptions.Abort as abort:
        click.echo(str(abort.__cause__ or "") or "interrupted", err=True)
        sys.exit(2)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
