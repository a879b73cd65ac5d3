"""The same bytes whatever the hash seed, the order and the processes: a sample; ``nox -s determinism`` runs all."""

from __future__ import annotations

from pathlib import Path

import determinism


def test_two_runs_of_the_reference_are_the_same_bytes() -> None:
    lines, different = determinism.differences("reference", "8.6", ["--fraction=1/16"])
    assert lines > 30
    assert not different


def test_a_backend_that_depends_on_the_order_is_found(fakes: Path, cases: Path) -> None:
    assert determinism.differences("honest", None, [str(cases)]) == (10, [])
    different = determinism.differences("fickle", None, [str(cases)])[1]
    assert any("DS-DIM-001/whatever" in text for text in different)
