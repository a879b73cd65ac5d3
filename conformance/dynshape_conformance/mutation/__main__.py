"""``python -m dynshape_conformance.mutation``: draw, run and record a sample, and write the page about all of them."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import click

from .. import corpus
from ..setup import load_corpus
from ..spec import load_registry
from . import page, records, sites
from .hunt import Fate, Hunter
from .traces import trace


@click.command()
@click.option("--seed", type=int, default=1, show_default=True, help="What the sample is drawn with.")
@click.option("--sample", "size", type=click.IntRange(min=1), default=520, show_default=True, help="How many edits.")
@click.option("--docs", type=click.Path(path_type=Path), default=Path("docs"), show_default=True, help="The documents.")
@click.option("--page", "only_page", is_flag=True, help="Run nothing: write the page from what is recorded.")
def main(seed: int, size: int, docs: Path, only_page: bool) -> None:
    """Edit the reference at random and see whether the corpus notices."""
    folder = docs / "mutation"
    if not only_page:
        cases = load_corpus([corpus.cases_folder()], load_registry())
        drawn = sites.sample(size, seed)
        click.echo(f"{len(drawn)} edits; tracing {len(cases)} cases", err=True)
        hunter = Hunter(cases, trace(cases))
        fates: list[Fate] = []
        for site in drawn:
            fates.append(hunter.fate(site))
            if sys.stderr.isatty() or len(fates) % 50 == 0:
                counts = Counter(fate.outcome for fate in fates)
                click.echo(f"{len(fates)}/{len(drawn)} {dict(counts)}", err=True)
        records.write(folder / f"seed-{seed}.jsonl", seed, corpus.corpus_digest(cases), fates)
    reasons = page.read_reasons(folder / "reasons.json")
    (docs / "mutation.md").write_text(page.page(records.read_all(folder), reasons), "utf-8")


if __name__ == "__main__":
    main()
