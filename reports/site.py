"""Puts the pages of the site together, for mkdocs to build: ``nox -s site``.

The documents of docs/ as they are; and made of reports/published/, the committed results of engines:
the scoreboard, the page with every clause, badges and the summary as JSON.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from dynshape_conformance.spec_text import specification
from dynshape_reports import results
from dynshape_reports.history import make_histories
from dynshape_reports.renderers import history_html, renderer
from dynshape_reports.renderers.markdown import escaped
from dynshape_reports.report import Report, make_report

ROOT = Path(__file__).parents[1]
PUBLISHED = ROOT / "reports" / "published"
PAGES = ROOT / "build" / "site" / "pages"
LINKS = """
[Every clause, every case, with filters](report.html){ .md-button .md-button--primary }
[Over the versions](history.html){ .md-button }
[Summary as JSON](summary.json){ .md-button }
"""


def main() -> None:
    """Write all pages into `PAGES`."""
    shutil.rmtree(PAGES, ignore_errors=True)
    shutil.copytree(ROOT / "docs", PAGES)
    runs = [run for file in sorted(PUBLISHED.glob("*.jsonl")) for run in results.read(file)]
    report = make_report(runs, specification())
    (PAGES / "index.md").write_text("\n".join(scoreboard(report)) + "\n", "utf-8")
    for page in PAGES.rglob("*.md"):
        page.write_text(without_links_outside(page.read_text("utf-8")), "utf-8")
    (PAGES / "add-a-backend.md").write_text(adding_a_backend(), "utf-8")
    (PAGES / "report.html").write_text(renderer("html")(report), "utf-8")
    (PAGES / "history.html").write_text(history_html.render(make_histories(runs)), "utf-8")
    (PAGES / "summary.json").write_text(renderer("summary")(report), "utf-8")
    for column in report.columns:
        one = make_report([column.run], report.specification)
        (PAGES / f"badge-{column.key}.svg").write_text(renderer("badge")(one), "utf-8")
        (PAGES / f"badge-{column.key}.json").write_text(renderer("shields")(one), "utf-8")


def scoreboard(report: Report) -> Iterator[str]:
    """The first page: all published engines."""
    yield "# Which engine holds which clause\n"
    yield "TensorRT's documentation says in prose how an engine treats dimensions that are known at run time only."
    yield f"Here that is {len(report.clauses)} numbered clauses, and cases that test them on any engine."
    yield LINKS
    yield renderer("markdown")(report)
    if not report.same_specification:
        yield "\nThese results are of an earlier state of the specification than the words on this site.\n"
    yield "## Badges\n"
    yield from (f"![{escaped(column.label)}](badge-{column.key}.svg)\n" for column in report.columns)


def adding_a_backend() -> str:
    """The part of README.md on how to plug in an engine."""
    _, _, rest = (ROOT / "README.md").read_text("utf-8").partition("## Plug in your own\n")
    part, _, _ = rest.partition("\n## ")
    if not part.strip():
        raise SystemExit("README.md has no part 'Plug in your own'")
    return "# Add a backend\n" + without_links_outside(part.replace("](docs/", "]("))


def without_links_outside(text: str) -> str:
    """The text without the links into the sources, which the site does not have."""
    return re.sub(
        r"\[([^]]*)\]\((?:\.\./)*(?:conformance|reports|reference|fixtures|fuzz|examples|benchmarks)/[^)]*\)",
        r"\1",
        text,
    )


if __name__ == "__main__":
    main()
