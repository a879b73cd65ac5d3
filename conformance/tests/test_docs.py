"""The code in the documents runs: Python as it stands, shell commands in an empty folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from mktestdocs import check_md_file, grab_code_blocks

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
WITH_SHELL = [path for path in DOCUMENTS if "```sh\n" in path.read_text("utf-8")]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_python(path: Path) -> None:
    check_md_file(path, memory=True)


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash")
@pytest.mark.parametrize("path", WITH_SHELL, ids=name)
def test_shell(path: Path, tmp_path: Path) -> None:
    script = "\n".join(grab_code_blocks(path.read_text("utf-8"), lang="sh"))
    path_first = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    run = subprocess.run(
        ["bash", "-euxo", "pipefail", "-c", script],
        cwd=tmp_path, env={**os.environ, "PATH": path_first}, capture_output=True, text=True,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr


def test_both_languages_are_found() -> None:
    assert "docs/ci.md" in map(name, WITH_SHELL)
    assert grab_code_blocks((ROOT / "docs" / "reference.md").read_text("utf-8"), lang="python")
