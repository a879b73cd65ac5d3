"""The findings page is what the published runs say, and its scripts show what they say."""

from __future__ import annotations

import ast
import importlib.util
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import findings_page
import fuzz_page
import pytest
from dynshape_conformance.fuzz.known import Causes, read_known
from dynshape_reports import results
from dynshape_reports.results import UNEXPECTED

FILES = sorted(findings_page.SCRIPTS.glob("*.py"))
FUZZED = sorted(fuzz_page.FOLDER.glob("*.py"))


def test_the_page_is_written_from_the_published_runs() -> None:
    text, scripts = findings_page.page(findings_page.runs())
    assert findings_page.PAGE.read_text("utf-8") == text
    there = {path.name: path.read_text("utf-8") for path in FILES if path.stem not in findings_page.BY_HAND}
    assert there == scripts
    links = set(re.findall(r"\(findings/([^)]+\.py)\)", text))
    assert links == {path.name for path in FILES}


def test_every_published_run_is_whole() -> None:
    files = sorted(findings_page.PUBLISHED.glob("*.jsonl"))
    assert files
    for path in files:
        for run in results.read(path):
            assert run.header.backend.name in path.name and run.header.selection == results.Selection()
            wrong = [case for case in run.cases if case.verdict in UNEXPECTED]
            assert all(case.subcases for case in wrong)


@cache
def made_on() -> dict[str, str]:
    """The device of the run that each script is of: what comes of it elsewhere may be another thing."""
    return {finding.script: finding.best[0] for finding in findings_page.findings(findings_page.runs())}


@pytest.mark.parametrize("path", [*FILES, *FUZZED], ids=lambda path: path.stem)
def test_a_script_shows_its_finding_where_the_engine_is_installed(path: Path) -> None:
    engine = _engine(path)
    if importlib.util.find_spec(engine) is None:
        pytest.skip(f"{engine} is not installed")
    runs_engine = any(call in path.read_text("utf-8") for call in ("libcuda", "deserialize_cuda_engine"))
    if runs_engine or made_on().get(path.name, "cpu") not in ("cpu", findings_page.NO_DEVICE):
        from dynshape_conformance.adapters.trt_memory import CudaMemory, NoDevice

        try:
            CudaMemory()
        except NoDevice as error:
            pytest.skip(str(error))
    done = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "expected:" in done.stdout and "got:" in done.stdout


def _engine(path: Path) -> str:
    imports = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Import)]
    found = {alias.name.partition(".")[0] for node in imports for alias in node.names}
    names = found - {*sys.stdlib_module_names, "numpy"}
    (engine,) = names
    return engine


def test_the_page_of_fuzzing_is_written_from_the_campaigns() -> None:
    assert fuzz_page.PAGE.read_text("utf-8") == fuzz_page.page(fuzz_page.campaigns())


def test_every_cause_of_a_published_campaign_was_looked_at() -> None:
    for row in fuzz_page.campaigns():
        triaged = Causes(read_known(row["engine"].split()[0]))
        ours = fuzz_page.repaired(row["engine"])
        assert [cause for cause in row["seen"] if cause not in triaged and cause not in ours] == [], row["engine"]
