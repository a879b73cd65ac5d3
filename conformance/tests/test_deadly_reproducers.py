"""Reproducers of an engine that ends its process, or never answers: 1 while it does, 0 afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest
from dynshape_conformance.reproducers.collect import Made, collect, run
from fake_install import offer

ENGINE = '''\
"""The reference engine, but for the build of a network that has an input called trap."""

import os, signal, time

import dynshape_reference
from dynshape_reference import *
from dynshape_reference import __version__


class Builder(dynshape_reference.Builder):
    def build_serialized_network(self, network, config):
        if network.get_input(0).name == "trap":
            {defect}
        return super().build_serialized_network(network, config)
'''
BACKEND = """\
import deadly
from dynshape_conformance.adapters.reference import around


def create(edition=None):
    return around(deadly, edition or "8.6", "deadly")
"""
CASES = '''\
from dynshape_conformance.case import Trial, positive
from dynshape_fixtures import Program


@positive("DS-DIM-004")
def builds(t: Trial) -> None:
    """Each network builds, whatever the name of its input."""
    for name in ("x", "trap"):
        with t.subcase(name=name):
            program = Program()
            program.mark_output(program.unary(program.input(name, "float32", (2,)), "NEG"), "y")
            t.engine(program)
'''


def deadly(folder: Path, monkeypatch: pytest.MonkeyPatch, defect: str, seconds: float) -> Made:
    """What comes of the case on an engine with this defect."""
    for name, text in (("deadly.py", ENGINE.format(defect=defect)), ("deadly_backend.py", BACKEND)):
        folder.joinpath(name).write_text(text)
    folder.joinpath("cases.py").write_text(CASES)
    offer(folder, monkeypatch, "deadly", {"deadly": "deadly_backend:create"})
    (made,) = collect("deadly", None, ["DS-DIM-004/builds"], [folder / "cases.py"], seconds)
    assert made.text, made.why
    assert "[name=trap]" in made.text and "'x'" not in made.text, "the calls of the first subcase are not needed"
    return made


def test_a_script_of_a_crash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = deadly(tmp_path, monkeypatch, "os.kill(os.getpid(), signal.SIGSEGV)", 60)
    assert "the process ended with status -11" in made.text
    assert run(made.text) == 1
    tmp_path.joinpath("deadly.py").write_text(ENGINE.format(defect="pass"))
    assert run(made.text) == 0


def test_a_script_of_an_execution_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # `collect` gives a script out only after it exited 1, which takes these seconds once more.
    made = deadly(tmp_path, monkeypatch, "time.sleep(600)", 6)
    assert "It gave: no answer within 6 s" in made.text
    tmp_path.joinpath("deadly.py").write_text(ENGINE.format(defect="pass"))
    # With more patience: the script can't tell a slow machine from an engine that does not answer.
    patient = made.text.replace("timeout=6)", "timeout=60)")
    assert patient != made.text
    assert run(patient) == 0
