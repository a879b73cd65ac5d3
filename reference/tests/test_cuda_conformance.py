"""Cases of the corpus on the CUDA device, its kernels run on the CPU: the verdicts of NumPy."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from cuda_emulation import needs_compiler

HERE = Path(__file__).parent
SECTIONS = ("LAY", "EST", "CAL", "DIM", "CTX")
"""Those that execute most, calibration, and dims that change."""


@needs_compiler
@pytest.mark.parametrize("edition", ["8.6"])
def test_cases_pass_on_the_device(edition: str) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--pyargs", "dynshape_conformance.cases"]
    command += ["-p", "emulated_backend", "-p", "dynshape_conformance.plugin", "--backend", "reference:cuda"]
    command += ["--edition", edition, *(f"--section={section}" for section in SECTIONS)]
    environment = {**os.environ, "PYTHONPATH": str(HERE)}
    environment.pop("PYTEST_XDIST_WORKER", None)
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600)
    assert ran.returncode == 0, ran.stdout[-4000:]
