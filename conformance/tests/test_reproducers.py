"""Reproducers: each script that a run makes is run, and its exit status is that of the verdict."""

from __future__ import annotations

import ast
import os
import sys
from pathlib import Path

import numpy as np
import pytest
from dynshape_conformance.adapter import Answer
from dynshape_conformance.mutants import copies, find
from dynshape_conformance.outcome import Check
from dynshape_conformance.reproducers.checks import judgement
from dynshape_conformance.reproducers.collect import collect, run
from dynshape_conformance.reproducers.journal import Entry, Journal, NotWritable, array_text
from dynshape_conformance.reproducers.script import needed
from dynshape_reports import results
from test_cli import Dynshape, dynshape  # noqa: F401 (a fixture)


def standing_on(backend: str, folder: Path) -> dict[str, str]:
    """An environment in which the reference is this mutant."""
    copies.write(find(backend), folder)
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", "")])}


@pytest.mark.parametrize(
    "backend,clause",
    [
        ("mutant:DS-BIND-002.suffix_last_digit", "DS-BIND-002"),
        ("mutant:DS-BIND-006.suffix_on_profile_0", "DS-BIND-006"),
    ],
)
def test_a_script_tells_the_defect_from_the_engine_without_it(
    dynshape: Dynshape,  # noqa: F811
    tmp_path: Path,
    backend: str,
    clause: str,
) -> None:
    folder, output = tmp_path / "repros", tmp_path / "r"
    status, out, err = dynshape("run", backend, "--clause", clause, "--save-repros", folder, "--output", output)
    assert status == 1, out + err
    (found,) = results.read(output)
    wrong = [case for case in found.cases if case.verdict == "fail"]
    assert wrong and all(case.reproducer for case in wrong), out
    scripts = {path.read_text("utf-8") for path in folder.iterdir()}
    assert scripts == {case.reproducer for case in wrong}
    environment = standing_on(backend, tmp_path)
    for script in scripts:
        assert _imports(script) <= {*sys.stdlib_module_names, "numpy", "dynshape_reference"}
        assert run(script, environment) == 1, script
        assert run(script) == 0, f"the reference itself has no such defect\n{script}"


def _imports(script: str) -> set[str]:
    nodes = [node for node in ast.walk(ast.parse(script)) if isinstance(node, (ast.Import, ast.ImportFrom))]
    return {alias.name.partition(".")[0] for node in nodes for alias in node.names}


def test_a_case_that_passes_has_no_script() -> None:
    (made,) = collect("reference", None, ["DS-BIND-002/" + _first_case("DS-BIND-002")])
    assert (made.text, made.why) == ("", "alone it is pass")


def _first_case(clause: str) -> str:
    from dynshape_conformance import lock

    return next(id.partition("/")[2] for id in sorted(lock.current()) if id.startswith(f"{clause}/"))


def test_the_command(dynshape: Dynshape, tmp_path: Path) -> None:  # noqa: F811
    case = f"DS-BIND-002/{_first_case('DS-BIND-002')}"
    status, out, err = dynshape("repro", case, "--backend", "reference")
    assert (status, out) == (1, "")
    assert err == f"no script for {case}: alone it is pass\n"
    for arguments, said in (
        (["DS-BIND-002", "--backend", "reference"], "'DS-BIND-002' is no case"),
        (["DS-BIND-999/x", "--backend", "reference"], "no clause 'DS-BIND-999'"),
        ([case, "--backend", "refernce"], "no backend is called 'refernce'; did you mean reference"),
        ([case, "--backend", "reference", "--edition", "7"], "no edition '7'"),
    ):
        status, out, err = dynshape("repro", *arguments)
        assert (status, err.startswith(f"Error: {said}")) == (2, True), err


ENTRIES = [
    Entry("builder.create_network(1)", ("builder",), result="network"),
    Entry("builder.create_network(1)", ("builder",), result="network_2"),
    Entry("network.add_input('a')", ("network",), result="tensor"),
    Entry("network_2.add_input('a')", ("network_2",), result="tensor_2"),
    Entry("tensor.shape", ("tensor",), query=True),
    Entry("network.mark_output(tensor)", ("network", "tensor"), command=True),
    Entry("network_2.mark_output(tensor_2)", ("network_2", "tensor_2"), command=True),
    Entry("network.num_outputs", ("network",), query=True),
]


def test_a_script_holds_what_its_check_rests_on_and_no_more() -> None:
    assert sorted(needed(ENTRIES, (7,))) == [0, 2, 5, 7]
    assert sorted(needed(ENTRIES, (4,))) == [0, 2, 4]


def test_what_is_judged_is_what_the_subcase_asked() -> None:
    journal = Journal(None)
    for number in range(3):
        journal.saw((2, 3), f"dims_{number}", journal)
        journal.answers.append((Answer((2, 3)), number, number + 1))
    for subcase, judged in ((range(1, 2), 1), (range(0, 1), 0), (range(3, 3), 2)):
        found = judgement(Check("equal", (2, 3), (9, 9)), journal, subcase)
        assert found is not None and found.entries == (judged,), subcase


def test_an_array_is_judged_where_it_was_given() -> None:
    journal = Journal(None)
    arrays = [np.zeros(2, np.float32) for _ in range(3)]
    for array in arrays:
        journal.took(array)
    check = Check("close", arrays[1], np.ones(2), bound=np.float64(0))
    found = judgement(check, journal, range(3))
    assert found is not None and found.entries == (1,)


@pytest.mark.parametrize(
    "array",
    [
        np.array([1, -2], np.int32),
        np.array([0.1, np.nan, np.inf, -np.inf], np.float32),
        np.arange(24, dtype=np.float32).reshape(2, 3, 4),
        np.full((3, 4), 2.5, np.float16),
        np.array(7, np.int64),
        np.array([True, False]),
        np.empty((0, 3), np.float32),
        np.array([[1, 2], [3, 5]], np.uint8),
    ],
)
def test_arrays_are_written_as_they_are(array: np.ndarray) -> None:
    again = eval(array_text(array), {"np": np})
    assert (again.dtype, again.shape, again.tobytes()) == (array.dtype, array.shape, array.tobytes())


def test_an_array_that_would_fill_pages_is_not_written() -> None:
    with pytest.raises(NotWritable, match="an array of 10000 elements without a pattern"):
        array_text(np.arange(10000) ** 2)


def test_an_adapter_that_keeps_no_record_says_so(fakes: Path, cases: Path) -> None:
    (made,) = collect("wrong", None, ["DS-DIM-004/trap"], [cases])
    assert (made.text, made.why) == ("", "the adapter of wrong keeps no record of its engine's calls")
