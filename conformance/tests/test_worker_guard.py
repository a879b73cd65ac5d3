"""The guard, which ends what a killed runner leaves, is there in time."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest
from dynshape_conformance.worker import process


def test_a_guard_is_there_before_what_it_guards(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[str] = []
    guards: dict[int, subprocess.Popen[bytes]] = {}
    popen = subprocess.Popen

    def noted(command: list[str], **rest: Any) -> subprocess.Popen[bytes]:
        started.append(command[-1])
        return popen(command, **rest)

    monkeypatch.setattr(process, "_guards", guards)
    monkeypatch.setattr(subprocess, "Popen", noted)
    nowhere = subprocess.DEVNULL
    process.end(process.start([sys.executable, "-V"], nowhere, nowhere, nowhere, dict(os.environ)))
    assert started == [process.guard.__file__, "-V"]
    for guard in guards.values():
        guard.communicate()
