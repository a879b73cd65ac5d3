"""The command ``dynshape fuzz``: compare two backends on generated networks."""

from __future__ import annotations

import sys
import time
from dataclasses import asdict
from pathlib import Path

import click
from tabulate import tabulate

from .. import probe, selection
from ..backends import SetupError
from . import scripts
from .known import Causes, Known, read_file, read_known
from .store import Store


@click.command("fuzz")
@click.option("--backend", required=True, metavar="NAME", help="The engine to try.")
@click.option("--against", default="reference", show_default=True, metavar="NAME", help="The engine to compare with.")
@click.option("--edition", default="10", show_default=True, metavar="E", help="Edition that both answer by.")
@click.option("--seed", type=int, default=0, show_default=True, help="Another seed makes other networks.")
@click.option("--examples", type=click.IntRange(min=1), default=10_000, show_default=True, help="How many networks.")
@click.option("--time", "limit", type=float, metavar="SECONDS", help="Stop after this time, though fewer were tried.")
@click.option("--jobs", type=click.IntRange(min=1), default=1, show_default=True, help="Processes.")
@click.option(
    "--timeout", type=click.FloatRange(min=0, min_open=True), default=60.0, show_default=True, metavar="SECONDS",
    help="How long a backend in a process of its own (worker:NAME) may take for one answer.",
)  # fmt: skip
@click.option("--deep", is_flag=True, help="Profiles, builds, contexts and results too, not only networks.")
@click.option(
    "--part", type=click.IntRange(min=1), metavar="N",
    help="Networks of one part of the campaign: what is interrupted is lost.  [default: 250, --deep: 50]",
)  # fmt: skip
@click.option(
    "--shrink", type=click.IntRange(min=0), metavar="N",
    help="How many networks may be tried to make that of a finding smaller, for engines that take seconds for each; "
    "0 keeps the first.  [default: as many as help]",
)  # fmt: skip
@click.option("--afresh", is_flag=True, help="Shrink and keep triaged causes as well, for their scripts.")
@click.option(
    "--known", "known_file", type=click.Path(path_type=Path), metavar="FILE", help="Causes that were triaged."
)
@click.option(
    "--output", type=click.Path(path_type=Path), default=Path("fuzz"), show_default=True, metavar="FOLDER",
    help="Findings are written here; a campaign with the same settings goes on.",
)  # fmt: skip
def command(
    backend: str,
    against: str,
    edition: str,
    seed: int,
    examples: int,
    limit: float | None,
    jobs: int,
    timeout: float,
    deep: bool,
    part: int | None,
    shrink: int | None,
    afresh: bool,
    known_file: Path | None,
    output: Path,
) -> None:
    """Generate networks, ask two backends about each, and keep the smallest network for every disagreement.

    Where the backend is named worker:NAME, a crash or a hang is a finding as any other. For every finding its
    folder gets the network, the draft of a case and, for engines whose calls can be written down, a script.

    Exit status 1 if there was a disagreement whose cause is not triaged yet.
    """
    try:
        from .search import Setting, search
    except ModuleNotFoundError as error:
        if error.name != "hypothesis":
            raise
        raise SetupError("fuzzing needs Hypothesis; pip install 'dynshape[fuzz]'") from None
    selection.check_edition(edition)
    for name in (backend, against):
        probe.check_usable(name, edition)
    setting = Setting(backend, against, edition, seed, deep, timeout, part)
    store = Store(output, asdict(setting))
    triaged = Causes(read_known(backend) + (read_file(known_file) if known_file is not None else ()))
    causes = Causes(() if afresh else triaged.triaged, store.known())
    start = time.perf_counter()
    before = store.state.examples
    try:
        for finding in search(setting, store, causes, examples, limit, jobs, shrink):
            folder = store.save(finding)
            why = scripts.write(folder, backend, edition)
            click.echo(f"{finding.disagreement.cause}\n    {folder}{why and f': no script, {why}'}", err=True)
    finally:
        seconds = time.perf_counter() - start
        fresh = _tell(store, triaged)
        count = store.state.examples - before
        click.echo(f"{count} networks in {seconds:.1f} s, {count / max(seconds, 1e-9):.0f} a second", err=True)
    sys.exit(1 if fresh else 0)


def _tell(store: Store, triaged: Causes) -> int:
    """What was met, by cause; answers how many causes nobody looked at yet."""
    seen = {**dict.fromkeys(store.known(), 0), **store.state.seen}
    rows = []
    for cause, times in sorted(seen.items(), key=lambda item: (-item[1], item[0])):
        entry: Known | None = triaged.entry(cause)
        rows.append((times, entry.verdict if entry else "NEW", cause))
    click.echo(tabulate(rows, ("networks", "verdict", "cause"), disable_numparse=True))
    state, fresh = store.state, sum(row[1] == "NEW" for row in rows)
    click.echo(f"\n{state.examples} networks, {len(rows)} causes, {fresh} of them new")
    click.echo(f"{state.executed} networks were executed by both, {state.unsupported} are not supported by the backend")
    return fresh
