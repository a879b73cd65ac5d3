"""Makes the pictures of docs/images: the matrix, a clause and a diff, of the reference and one of its mutants.

The runs are made anew, so the pictures show what the tool says now: ``nox -s screenshots``.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "tests"))

from chromium import browser, executable  # (the tests' own)

IMAGES = Path(__file__).parents[1] / "docs" / "images"
WRONG = "mutant:DS-PROF-012.opt_above_max"
SHOTS = (
    ("matrix.png", "report.html", "#filter?section=DS-PROF", 760),
    ("clause.png", "report.html", "#DS-PROF-012", 900),
    ("diff.png", "diff.html", "", 640),
)


def main(wrong: str) -> None:
    """Run, render, photograph."""
    if executable() is None:
        sys.exit("no Chromium found: install one, or set CHROMIUM to it")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = []
        for number, arguments in enumerate((["reference"], ["reference", "--edition", "10"], [wrong])):
            files.append(folder / f"{number}.jsonl")
            dynshape("run", *arguments, "--output", files[-1])
        dynshape("report", *files, "--html", folder / "report.html")
        dynshape("diff", files[0], files[-1], "--html", folder / "diff.html")
        with browser() as started:
            for image, page_name, address, height in SHOTS:
                page = started.new_page(viewport={"width": 1180, "height": height}, color_scheme="light")
                page.goto((folder / page_name).as_uri() + address)
                page.screenshot(path=IMAGES / image)


def dynshape(*arguments: object) -> None:
    """Run the command; a mutant fails cases, so its exit status says nothing."""
    subprocess.run([sys.executable, "-m", "dynshape_conformance", *map(str, arguments)], stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else WRONG)
