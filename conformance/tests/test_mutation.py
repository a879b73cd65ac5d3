"""General mutation testing: samples are reproducible, and what an edit comes to is told truly."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("cosmic_ray")
pytest.importorskip("coverage")
pytest.importorskip("resource", reason="a process with limits is a matter of POSIX")

from dynshape_conformance.case import Case, Trial
from dynshape_conformance.mutants import copies
from dynshape_conformance.mutation import page, records, sites
from dynshape_conformance.mutation.hunt import IMPORT, SURVIVED, TIMEOUT, Fate, Hunter
from dynshape_conformance.mutation.sites import Site
from dynshape_conformance.mutation.traces import Traces, trace
from dynshape_fixtures.networks import foo_network

DOCUMENTS = Path(__file__).parents[2] / "docs"


def rank_of_an_input(t: Trial) -> None:
    """An input has the rank that it was given."""
    t.equal(t.define(foo_network()).tensor_dims("foo"), (3, -1, -1))


CASES = [Case("DS-DIM-001", "positive", rank_of_an_input)]


@pytest.fixture(scope="module")
def traces() -> Traces:
    return trace(CASES)


def site_of(file: str, before: str, operator: str) -> Site:
    """The first edit by ``operator`` of a line that contains ``before``."""
    text = sites._text(file).splitlines()
    return next(site for site in sites.sites(file) if before in text[site.line - 1] and operator in site.operator)


def test_shares_add_up_and_leave_nobody_out() -> None:
    assert sites.shares({"a": 100, "b": 99, "c": 1}, 20) == {"a": 10, "b": 9, "c": 1}
    assert sum(sites.shares({str(n): n + 1 for n in range(40)}, 100).values()) == 100


def test_a_line_of_code_has_edits_and_an_annotation_has_none_that_run() -> None:
    site = site_of("dims.py", "if len(given) > MAX_DIMS:", "Gt_GtE")
    assert site.edit() == ("if len(given) > MAX_DIMS:", "if len(given) >= MAX_DIMS:")
    assert sites._runs_differently(site)
    annotation = site_of("dims.py", "def __getitem__(self, index: SupportsIndex | slice)", "BitOr_Add")
    assert not sites._runs_differently(annotation)


def test_records_are_told_from_code() -> None:
    assert site_of("layers/reduce.py", "raise self.wrong_type(", "").is_of_a_record()
    assert not site_of("layers/reduce.py", "if not 0 < self.axes", "").is_of_a_record()


def test_an_edit_that_a_case_executes_is_killed_or_survives(traces: Traces) -> None:
    hunter = Hunter(CASES, traces)
    run = ("8.6", "DS-DIM-001/rank_of_an_input")
    assert traces.verdicts[run] == "pass"
    killed = hunter.fate(site_of("dims.py", "if len(given) > MAX_DIMS:", "Gt_Lt"))
    assert (killed.outcome, killed.by.split()[1]) == ("fail", run[1])
    survivor = hunter.fate(site_of("dims.py", "if len(given) > MAX_DIMS:", "Gt_GtE"))
    assert (survivor.outcome, survivor.runs) == (SURVIVED, 3)
    unreached = hunter.fate(site_of("layers/nms.py", "if not 0 <= limit <= HIGHEST_LIMIT", "LtE_Lt"))
    assert (unreached.outcome, unreached.runs) == (SURVIVED, 0)


def test_what_cannot_be_imported_and_what_never_ends_is_killed(traces: Traces, monkeypatch: pytest.MonkeyPatch) -> None:
    hunter = Hunter(CASES, traces)
    site = site_of("dims.py", "if len(given) > MAX_DIMS:", "Gt_Lt")
    monkeypatch.setattr(Site, "mutated", lambda self: "raise ValueError")
    assert hunter.fate(site).outcome == IMPORT
    monkeypatch.setattr("dynshape_conformance.mutation.hunt.CASE_SECONDS", 0.2)
    monkeypatch.setattr(Site, "mutated", lambda self: "while True: pass")
    assert hunter.fate(site).outcome == TIMEOUT


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    site = site_of("dims.py", "if len(given) > MAX_DIMS:", "Gt_GtE")
    records.write(tmp_path / "seed-7.jsonl", 7, "c0ffee", [Fate(site, SURVIVED, "", 3), Fate(site, "fail", "8.6 x")])
    (sample,) = records.read_all(tmp_path)
    assert (sample.seed, sample.killed, len(sample.survivors)) == (7, 1, 1)
    reason = page.Reason("dims.py", "if len(given) > MAX_DIMS:", "*", "equivalent", "because")
    assert page.classify(sample.survivors[0], [reason]) == ("equivalent", "because")
    assert page.classify(sample.survivors[0], []) == (page.OPEN, "")
    assert "| 7 | 2 | 1 | 1 | 1 | 0 |" in page.page([sample], [reason])


def test_the_page_is_what_the_records_give() -> None:
    samples = records.read_all(DOCUMENTS / "mutation")
    reasons = page.read_reasons(DOCUMENTS / "mutation" / "reasons.json")
    assert (DOCUMENTS / "mutation.md").read_text("utf-8") == page.page(samples, reasons)


def test_reasons_have_a_class_and_are_of_files_that_are_there() -> None:
    for reason in page.read_reasons(DOCUMENTS / "mutation" / "reasons.json"):
        assert reason.kind in page.CLASSES and reason.reason
        assert copies.source(reason.file) is not None


def test_every_survivor_has_been_looked_at() -> None:
    reasons = page.read_reasons(DOCUMENTS / "mutation" / "reasons.json")
    for sample in records.read_all(DOCUMENTS / "mutation"):
        left = [s for s in sample.survivors if page.classify(s, reasons)[0] == page.OPEN]
        assert not left, json.dumps(left[:3], ensure_ascii=False)
