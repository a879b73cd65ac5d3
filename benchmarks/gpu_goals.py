"""What the kernels are meant to reach, and whether they do."""

from __future__ import annotations

from typing import Any

GOALS = {"elementwise": 0.97, "reduce": 0.92, "softmax": 0.92, "move": 0.92, "transpose": 0.88, "window": 0.85}
"""Of the copy rate, by the family of a case."""
PRODUCTS = 0.95
"""Products and convolutions, which arithmetic bounds: of PyTorch's speed."""


def goal(row: dict[str, Any]) -> float:
    """What a row of the benchmark is to reach."""
    return GOALS.get(row["family"], PRODUCTS)


def reached(row: dict[str, Any]) -> float:
    """What it reaches: over the speed of the copy, or over PyTorch's. As the tables round it, so that both agree."""
    other = "copy" if row["family"] in GOALS else "torch"
    return round(float(row[other]) / float(row["reference"]), 2)


def missing(rows: dict[str, Any]) -> list[str]:
    """The names of the kernels that miss their goal."""
    return [name for name, row in rows.items() if "reference" in row and reached(row) < goal(row)]
