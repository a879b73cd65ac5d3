"""The command ``dynshape diff``: what changed between two results files, as a gate and as a comment."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from dynshape_reports import results
from dynshape_reports.diff import make_diff
from dynshape_reports.renderers import diff_html, diff_json, diff_markdown, diff_text
from dynshape_reports.screen import screen_of

from . import lock
from .backends import SetupError
from .report_command import OUT, check_outputs, write

FILE = click.Path(path_type=Path)


@click.command("diff")
@click.argument("before", metavar="A", type=FILE)
@click.argument("after", metavar="B", type=FILE)
@click.option("--markdown", type=OUT, metavar="OUT", help="For a comment on a pull request.")
@click.option("--json", "as_json", type=OUT, metavar="OUT", help="For programs.")
@click.option("--html", type=OUT, metavar="OUT", help="One page that opens from disk.")
@click.option(
    "--fail-on",
    multiple=True,
    type=click.Choice(["regressions", "failures", "changes"]),
    help="Exit status 1 if there are: cases with a worse verdict; cases that newly go wrong; any changes of verdicts.",
)
def command(
    before: Path, after: Path, markdown: Path | None, as_json: Path | None, html: Path | None, fail_on: tuple[str, ...]
) -> None:
    """Compare the results files A and B, case by case; print what changed unless OUT is given (- for the output).

    Each change says what else changed: the backend, the case, the suite, or nothing that is recorded.
    """
    check_outputs((before, after), (markdown, as_json, html))
    now = {old: new for old, new in lock.renamed().items() if not new.startswith(lock.RETIRED)}
    diff = make_diff(results.read(before), results.read(after), now)
    documents = [(markdown, diff_markdown.render), (as_json, diff_json.render), (html, diff_html.render)]
    for out, text in [(out, render(diff)) for out, render in documents if out is not None]:
        write(out, text)
    if not any(out for out, _ in documents):
        click.echo(diff_text.render(diff, screen_of(sys.stdout)), nl=False)
    if fail_on and not diff.runs:
        raise SetupError(f"no run of {before} has a counterpart in {after}: nothing was compared")
    sys.exit(1 if any(diff.fails_on(what) for what in fail_on) else 0)
