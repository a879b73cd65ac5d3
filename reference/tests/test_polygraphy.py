from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

CLIENT = Path(__file__).with_name("polygraphy_client.py")


@pytest.mark.parametrize("edition", ["8.6", "10"])
def test_polygraphy_builds_calibrates_and_runs(edition: str) -> None:
    pytest.importorskip("polygraphy")
    run = subprocess.run([sys.executable, str(CLIENT), edition], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert run.stdout.endswith("all of it ran\n")
