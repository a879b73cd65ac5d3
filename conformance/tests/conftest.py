"""Scripted backends, installed for one test: in this process and in those that it starts."""

from __future__ import annotations

from pathlib import Path

import fake_backends
import fake_mistyped
import fake_untidy
import pytest
from fake_install import offer

HERE = Path(__file__).parent
CASES = HERE / "scripted_cases.py"


@pytest.fixture
def fakes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The scripted backends under their names; answers the folder of their distribution."""
    folder = tmp_path / "site"
    folder.mkdir()
    names = {name: f"fake_backends:{value}" for name, value in fake_backends.NAMES.items()}
    for module in (fake_mistyped, fake_untidy):
        names |= {name: f"{module.__name__}:{value}" for name, value in module.NAMES.items()}
    offer(folder, monkeypatch, "fakes", {**names, "no-module": "no_such_module:make"}, HERE)
    return folder


@pytest.fixture
def cases() -> Path:
    """The file of the scripted cases."""
    return CASES
