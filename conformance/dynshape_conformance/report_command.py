"""The command ``dynshape report``: results files become documents."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import click
from dynshape_reports import results
from dynshape_reports.errors import ResultsError
from dynshape_reports.history import make_histories
from dynshape_reports.renderers import history_html, history_markdown, history_text, renderer, terminal
from dynshape_reports.report import Report, make_report
from dynshape_reports.screen import screen_of

from . import corpus, coverage
from .backends import SetupError
from .setup import load_corpus
from .spec import load_registry
from .spec_text import specification

OUT = click.Path(path_type=Path, dir_okay=False)


@click.command("report")
@click.argument("files", metavar="RESULTS...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--html", type=OUT, metavar="OUT", help="One page that opens from disk: matrix, clauses, reproducers.")
@click.option("--junit", type=OUT, metavar="OUT", help="JUnit XML, a suite for each section.")
@click.option("--markdown", type=OUT, metavar="OUT", help="The scoreboard, for a pull request or a wiki.")
@click.option("--json", "summary", type=OUT, metavar="OUT", help="The summary as JSON, with a schema.")
@click.option("--badge", type=OUT, metavar="OUT", help="A badge: SVG, or shields.io's JSON where OUT ends in .json.")
@click.option(
    "--matrix", type=click.Path(path_type=Path), metavar="FILE", help="A kill matrix: what became of mutants."
)
@click.option(
    "--history", type=click.Path(path_type=Path), metavar="FOLDER", help="An engine over its versions: FOLDER's files."
)
def command(files: tuple[Path, ...], matrix: Path | None, history: Path | None, **outputs: Path | None) -> None:
    """Put the runs of RESULTS files side by side. Without an option, print them; OUT may be - for the output.

    Exit status 0 whatever the verdicts are: `dynshape run` and `dynshape diff` are for gates.
    """
    if history is not None:
        if files or outputs["junit"] or outputs["summary"] or outputs["badge"]:
            raise click.UsageError("--history FOLDER goes with --html and --markdown only, and with no other files")
        check_outputs(sorted(history.rglob("*.jsonl")), outputs.values())
        _history(history, outputs["html"], outputs["markdown"])
        return
    wanted = {_renderer(name, out): out for name, out in outputs.items() if out is not None}
    if not files:
        raise click.UsageError("no results files given")
    check_outputs([*files, *([matrix] if matrix else [])], outputs.values())
    report = load(files, matrix)
    if not wanted:
        click.echo(terminal.render(report, screen_of(sys.stdout)), nl=False)
    write_all(report, wanted)


def _history(folder: Path, html: Path | None, markdown: Path | None) -> None:
    files = sorted(folder.rglob("*.jsonl")) if folder.is_dir() else []
    if not files:
        raise SetupError(f"no results files (*.jsonl) in {folder}")
    histories = make_histories(run for file in files for run in results.read(file))
    for out, render in ((html, history_html.render), (markdown, history_markdown.render)):
        if out is not None:
            write(out, render(histories))
    if html is None and markdown is None:
        click.echo(history_text.render(histories, screen_of(sys.stdout)), nl=False)


def load(files: tuple[Path, ...], matrix: Path | None = None) -> Report:
    """The runs of these files as one report, in the words of the installed specification; raises a `ResultsError`."""
    fates = None
    if matrix is not None:
        cases = load_corpus([corpus.cases_folder()], load_registry())
        fates = coverage.read_matrix(matrix, corpus.corpus_digest(cases)).fates
    runs = [run for file in files for run in results.read(file)]
    try:
        return make_report(runs, specification(fates))
    except ResultsError as error:
        raise type(error)(f"{' '.join(map(str, files))}: {error}") from error


def write_all(report: Report, wanted: Mapping[str, Path]) -> None:
    """Write the document of each renderer; all are made before the first is written."""
    documents = [(out, renderer(name)(report)) for name, out in wanted.items()]
    for out, text in documents:
        write(out, text)


def check_outputs(inputs: Iterable[Path], outputs: Iterable[Path | None]) -> None:
    """Raise `SetupError` where a document would take the place of a file that is read, or of another document."""
    taken = {path.resolve(): "it is read, too" for path in inputs}
    for out in outputs:
        if out is not None:
            why = taken.setdefault(out.resolve(), "")
            if why:
                raise SetupError(f"can't write to {out}: {why}")
            taken[out.resolve()] = "another document goes there"


def write(out: Path, text: str) -> None:
    """Write a document, the folder included; raises `SetupError`."""
    if str(out) == "-":
        click.echo(text, nl=False)
        return
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, "utf-8", newline="\n")
    except OSError as error:
        raise SetupError(f"can't write to {out}: {error.strerror or error}") from error


def _renderer(option: str, out: Path) -> str:
    if option == "badge":
        return "shields" if out.suffix == ".json" else "badge"
    return option
