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
    for name in ("gpu_page", "gpu_goals", "page"):
        sys.modules.pop(name, None)


@pytest.fixture
def profile(page: Any) -> Any:
    yield importlib.import_module("gpu_profile")
    sys.modules.pop("gpu_profile", None)


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


def test_kernels_that_miss_their_goal_are_told_with_their_profile(page: Any, profile: Any) -> None:
    rows = {
        "slow": {"family": "move", "bytes": 1000, "copy": 0.9e-6, "reference": 1e-6},
        "fast": {"family": "move", "bytes": 1000, "copy": 0.92e-6, "reference": 1e-6},
        "product": {"family": "product", "bytes": 1000, "copy": 0.1e-6, "reference": 1e-6, "torch": 0.9e-6},
    }
    assert profile.missing(rows) == ["slow", "product"]
    first, table = page._short(rows, {})
    assert "2 of 3 kernels miss theirs" in first
    assert f"| slow | 0.92 | 0.90 |{' |' * 9}" in table and "| product | 0.95 | 0.90 |" in table and "fast" not in table
    figures = {"nanoseconds": 5.0, "bytes read": 700.0, "bytes written": 500.0, "memory": 70.2, "L2": 80.4, "L1": 9.0}
    kernel = {**figures, "issuing": 50.0, "warps": 40.0, "registers": 32.0, "waits for": "a barrier"}
    kernel |= {"shared accesses": 200.0, "bank conflicts": 50.0}
    _, table, _ = page._short(rows, {"slow": [kernel, {**kernel, "nanoseconds": 4.0, "registers": 99.0}]})
    assert "| slow | 0.92 | 0.90 | 2.40 | 70 | 80 | 9 | 50 | 40 | 32 | 25% | a barrier |" in table
    assert page._short({"fast": rows["fast"]}, {})[0].endswith("Every kernel reaches its goal.")


def test_profiles_are_read_by_case(profile: Any) -> None:
    stall = profile.stall_metric("barrier")
    names = ["ID", "Kernel Name", *profile.METRICS.values(), stall, profile.stall_metric("wait")]
    rows = [names, ["", ""] + ["u"] * (len(names) - 2)]
    for turn, kernel in enumerate((profile.MARK, "copy(int *)", "sum(int *)", profile.MARK, "fill(int *)")):
        rows.append([str(turn), kernel, *["1,024"] * len(profile.METRICS), "0.5", "nan"])
    table = (",".join(f'"{cell}"' for cell in row) for row in rows)
    output = "\n".join(["==PROF== Connected", "CASE a, b", "CASE c", "==PROF== Disconnected", *table])
    found = profile.parse(output)
    kernels = {case: [kernel["kernel"] for kernel in kernels] for case, kernels in found.items()}
    assert kernels == {"a, b": ["copy", "sum"], "c": ["fill"]}
    assert found["c"][0]["nanoseconds"] == 1024 and found["c"][0]["waits for"] == "a barrier"
    assert found["c"][0]["waits"]["memory"] is None
