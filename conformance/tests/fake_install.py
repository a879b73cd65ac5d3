"""Distributions with entry points as pip would leave them, and processes that see them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest


def distribution(
    folder: Path,
    name: str,
    backends: dict[str, str],
    group: str = "dynshape.backends",
    extras: Sequence[str] = ("absent",),
) -> None:
    """Write what pip would leave of a distribution that offers these backends."""
    info = folder / f"{name}-1.dist-info"
    info.mkdir()
    offered = "".join(f"Provides-Extra: {extra}\n" for extra in extras)
    info.joinpath("METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n{offered}")
    lines = "".join(f"{backend} = {value}\n" for backend, value in backends.items())
    info.joinpath("entry_points.txt").write_text(f"[{group}]\n{lines}")


def offer(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, backends: dict[str, str], *modules: Path) -> None:
    """Offer these backends in this process and in those that it starts; ``modules``: where else they find modules."""
    distribution(folder, name, backends)
    monkeypatch.syspath_prepend(folder)
    path = [*map(str, (folder, *modules)), os.environ.get("PYTHONPATH", "")]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, path)))


def pytest_process(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run pytest with nothing of our own loaded but what the arguments name."""
    return _run([sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *map(str, arguments)], cwd)


def dynshape_process(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the console script."""
    script = "from dynshape_conformance.cli import main; main()"
    return _run([sys.executable, "-c", script, *map(str, arguments)], cwd)


def _run(command: list[str], cwd: Path | None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, capture_output=True, encoding="utf-8", errors="replace", timeout=120)
