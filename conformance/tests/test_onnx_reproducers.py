"""Reproducers for engines that take ONNX models: each exits 1 while its engine goes wrong, 0 once it does not."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest
from dynshape_conformance.reproducers import parts
from dynshape_conformance.reproducers.collect import run
from dynshape_reports import results
from test_cli import Dynshape, dynshape  # noqa: F401 (a fixture)

pytest.importorskip("onnx", reason="the adapter needs onnx: pip install 'dynshape[onnx-reference]'")

CLAUSES = {
    # Dims that are asked, refusals that are missing or too many, values, dims of a result, channels.
    "onnx_reference": ("DS-DIM-028", "DS-LAY-042", "DS-LAY-063", "DS-LAY-064", "DS-LAY-069", "DS-LEX-013"),
    "onnxruntime": ("DS-DIM-028", "DS-LAY-042", "DS-LAY-064", "DS-LAY-069", "DS-LEX-013", "DS-PY-017"),
}
PACKAGES = {"onnx_reference": "onnx", "onnxruntime": "onnxruntime"}
REPAIRS = {
    "onnx_reference": """\
from onnx.reference import ReferenceEvaluator as Engine

models = lambda engine: [node.op_type for node in engine.proto_.graph.node]
""",
    "onnxruntime": """\
import onnxruntime
from onnxruntime import InferenceSession as Engine

models = lambda engine: ["PRelu"]
""",
}
"""What makes every execution of a PRelu refuse a result that is larger than the data."""
GUARD = """
execute = Engine.run


def guarded(self, names, feeds):
    results = execute(self, names, feeds)
    if "PRelu" in models(self) and results[0].size > feeds["x"].size:
        raise ValueError("repaired")
    return results


Engine.run = guarded
"""


@pytest.mark.parametrize("backend", PACKAGES)
def test_every_script_of_a_run_ends_as_its_verdict_says(dynshape: Dynshape, tmp_path: Path, backend: str) -> None:  # noqa: F811
    pytest.importorskip(PACKAGES[backend])
    folder, output = tmp_path / "repros", tmp_path / "r"
    clauses = [argument for clause in CLAUSES[backend] for argument in ("--clause", clause)]
    options = ("--no-expectations", "--save-repros", folder, "--output", output)
    status, out, err = dynshape("run", backend, *clauses, *options)
    assert status == 1, out + err
    (found,) = results.read(output)
    wrong = [case for case in found.cases if case.verdict in results.UNEXPECTED]
    assert {case.clause for case in wrong} == set(CLAUSES[backend])
    assert all(case.reproducer for case in wrong), out
    assert not any(case.reproducer for case in found.cases if case not in wrong)
    scripts = {path: path.read_text("utf-8") for path in folder.glob("*.py")}
    assert sorted(scripts.values()) == sorted(case.reproducer for case in wrong)
    for path, script in scripts.items():
        assert _imports(script) <= {*sys.stdlib_module_names, "numpy", PACKAGES[backend]}
        beside = {number: path.with_suffix(f".{number}.onnx").read_bytes() for number in parts.models(script)}
        assert beside and beside == parts.models(script)
        done = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 1, done.stdout + done.stderr
        assert all(f"{word}:" in done.stdout for word in ("clause", "expected", "got")), done.stdout


def _imports(script: str) -> set[str]:
    nodes = [node for node in ast.walk(ast.parse(script)) if isinstance(node, (ast.Import, ast.ImportFrom))]
    return {alias.name.partition(".")[0] for node in nodes for alias in node.names}


@pytest.mark.parametrize("backend", PACKAGES)
def test_a_script_exits_0_once_its_engine_is_repaired(dynshape: Dynshape, tmp_path: Path, backend: str) -> None:  # noqa: F811
    pytest.importorskip(PACKAGES[backend])
    case, path = "DS-LAY-069/slopes_that_do_not_fit_at_run_time", tmp_path / "script.py"
    status, out, err = dynshape("repro", case, "--backend", backend, "--output", path)
    assert status == 0, out + err
    script = path.read_text("utf-8")
    # Python imports this module before it runs a script.
    tmp_path.joinpath("sitecustomize.py").write_text(REPAIRS[backend] + GUARD)
    repaired = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])}
    assert (run(script), run(script, repaired)) == (1, 0)


def test_a_script_reads_the_model_beside_it(dynshape: Dynshape, tmp_path: Path) -> None:  # noqa: F811
    path = tmp_path / "script.py"
    status, out, err = dynshape(
        "repro", "DS-DIM-028/unequal_extents_of_one_name", "--backend", "onnx_reference", "--output", path
    )
    assert status == 0, out + err
    script = path.read_text("utf-8")
    assert run(script) == 1, "by itself it has its models"
    for number in parts.models(script):
        path.with_suffix(f".{number}.onnx").write_bytes(b"no model")
    done = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, timeout=60, check=False)
    assert "Error parsing message" in done.stdout + done.stderr
