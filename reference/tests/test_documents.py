"""The documents about the reference engine are true: their code runs, their tables are those of the code."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest
from dynshape_reference import edition_page

DOCS = Path(__file__).parents[2] / "docs"


def test_code_of_the_reference_page_runs(monkeypatch):
    monkeypatch.delenv("DYNSHAPE_EDITION", raising=False)
    for name in ("tensorrt", "tensorrt.tensorrt"):
        monkeypatch.setitem(sys.modules, name, None)  # The page puts the engine there; not for other tests.
    blocks = re.findall(r"```python\n(.*?)```", (DOCS / "reference.md").read_text(), re.DOTALL)
    assert len(blocks) >= 6
    names: dict[str, object] = {}
    for number, block in enumerate(blocks):
        exec(compile(block, f"docs/reference.md, block {number}", "exec"), names)


def test_page_of_the_editions_is_fresh():
    command = "python -m dynshape_reference.edition_page > docs/editions.md"
    assert (DOCS / "editions.md").read_text() == edition_page.page(), f"stale: run {command}"


@pytest.mark.parametrize(("data", "pattern"), [("open.json", r"DS-OPEN-\d+"), ("contradictions.json", r"C\d\d")])
def test_every_open_point_and_contradiction_is_decided(data, pattern):
    # Read as a file: the reference and its tests know no other package of the project.
    path = Path(__file__).parents[2] / "conformance" / "dynshape_conformance" / "spec" / data
    entries = json.loads(path.read_text())
    wanted = {entry["id"] for entry in (entries["clauses"] if isinstance(entries, dict) else entries)}
    rows = [line for line in (DOCS / "decisions.md").read_text().splitlines() if line.startswith("| ")]
    decided = [found.group(1) for line in rows if (found := re.match(rf"\| ({pattern}) ", line))]
    assert sorted(decided) == sorted(wanted)
    assert all(len(line.strip("|").split("|")) == 3 for line in rows)


def test_links_between_the_documents_lead_somewhere():
    for page in ("reference.md", "editions.md", "decisions.md"):
        for target in re.findall(r"\]\((?!http)([^)#]+)\)", (DOCS / page).read_text()):
            assert (DOCS / target).exists(), f"{page}: {target}"
