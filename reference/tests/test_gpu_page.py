"""The page of the GPU benchmark has the figures that are stored beside it."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "performance"


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    yield importlib.import_module("gpu_page")
    for name in ("gpu_page", "page"):
        sys.modules.pop(name, None)


def test_tables_are_those_of_the_figures(page: Any) -> None:
    record = json.loads((FOLDER / "gpu.json").read_text(encoding="utf-8"))
    assert page.tables(record) in (FOLDER / "gpu.md").read_text(encoding="utf-8")


def test_cells_without_figures_say_why(page: Any) -> None:
    kernel = {"family": "move", "bytes": 1 << 20, "copy": 1e-6, "reference": 2e-6}
    record = {
        "versions": {"device": "GPU", "cupy": "1", "torch": None, "cuda": 1, "rtx": "1.4"},
        "left out": ["move d, rtx"],
        "kernels": {
            "a": {**kernel, "rtx refused": "no"},
            "b": {**kernel, "rtx refused": "no"},
            "c": {"error": "bad"},
            "d": kernel,
        },
        "networks": {"cnn": {"reference": {"us": 12.4}, "rtx": {"refused": "not this"}}},
        "host": {"reference": {"enqueue": 9.6}, "rtx": {"refused": "slow"}},
        "sweep": {},
    }
    text = page.tables(record)
    assert "| a | 1 | 0.50 |  |  |  |" in text and "| c | | bad | | | |" in text
    assert "- a, b. TensorRT-RTX: no" in text and "- cnn. rtx: not this" in text and "- host. rtx: slow" in text
    assert "| cnn | 12 |  |" in text and "| enqueue | 10 |" in text and "| d | 1 | 0.50 | – |  |  |" in text
