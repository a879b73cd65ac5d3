"""Runs side by side: which can be, under which names, and in which state their clauses are."""

from __future__ import annotations

from dataclasses import replace

import pytest
from dynshape_reports import results
from dynshape_reports.errors import MixedResults
from dynshape_reports.report import make_report
from dynshape_reports.results import Selection
from sample import BAD, GOOD, MADE_UP, SPECIFICATION, SUITE, case, report, run


def test_the_states_of_every_clause() -> None:
    found = report()
    states = {clause.id: [column.state(clause) for column in found.columns] for clause in found.clauses}
    assert states == {
        "DS-DIM-001": ["holds", "broken", "emulated"],
        "DS-DIM-002": ["holds", "broken", "unsupported"],
        "DS-DIM-003": ["not-applicable"] * 3,
        "DS-BIND-001": ["holds", "broken", "blocked"],
        "DS-BIND-002": ["untested"] * 3,
    }


def test_what_was_not_asked_for_is_not_run() -> None:
    header = replace(GOOD.header, selection=Selection(clauses=("DS-DIM-001/a",)), sections=GOOD.header.sections[:1])
    part = results.make_run(replace(header, backend=replace(header.backend, name="part")), GOOD.cases[1:2])
    found = report(GOOD, part)
    assert [found.columns[1].state(clause) for clause in found.clauses] == [
        "holds" if clause.id == "DS-DIM-001" else "not-applicable" if clause.id == "DS-DIM-003" else "not-run"
        for clause in found.clauses
    ]


def test_clauses_that_only_results_know() -> None:
    found = make_report([GOOD])
    assert [clause.id for clause in found.clauses] == ["DS-DIM-001", "DS-DIM-002", "DS-DIM-003", "DS-BIND-001"]
    assert found.same_specification
    assert not make_report([GOOD], replace(SPECIFICATION, digest="f" * 16)).same_specification


def test_columns_are_named_by_what_tells_them_apart() -> None:
    runs = [run("engine", []), run("engine", [], version="2.0"), run("other", []), run("Other", [], device="GPU 0")]
    columns = make_report(runs).columns
    assert [column.label for column in columns] == ["engine 1.0", "engine 2.0", "other", "Other"]
    assert [column.key for column in columns] == ["engine-1.0", "engine-2.0", "other", "other-2"]
    assert [column.run.header.backend.version for column in columns] == ["1.0", "2.0", "1.0", "1.0"]


@pytest.mark.parametrize(
    "suite,said",
    [
        (replace(SUITE, corpus="9" * 16), "of different corpora: good of aaaaaaaaaaaaaaaa, made_up of 99999999"),
        (replace(SUITE, spec="9" * 16), "runs of different specifications: good of bbbbbbbbbbbbbbbb, made_up of 99"),
        (replace(SUITE, version="2"), "runs of different versions of the suite: good of 1.0, made_up of 2"),
        (replace(SUITE, name="mine"), "runs of different suites: dynshape and mine"),
    ],
)  # fmt: skip
def test_runs_of_different_suites_stand_in_no_table(suite: results.Suite, said: str) -> None:
    with pytest.raises(MixedResults) as raised:
        make_report([GOOD, run("made_up", MADE_UP.cases, suite)])
    assert said in str(raised.value)


def test_one_run_twice() -> None:
    with pytest.raises(MixedResults, match=r"two runs of good 1\.0 edition 8\.6 cpu; a report has one column for each"):
        make_report([GOOD, BAD, run("good", [case("DS-DIM-001", "a")])])
