"""The results file: what is written is read back, and what is broken says how."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from dynshape_reports import errors, results, validation
from dynshape_reports.results import (
    Backend,
    CaseResult,
    Expectation,
    Header,
    Record,
    Run,
    Section,
    Selection,
    Stale,
    Subcase,
    Suite,
    changed,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

HEADER = Header(
    Suite("dynshape", "1.0", "0" * 16, "1" * 16),
    Backend("engine", "8.6.1", "cpu", "8.6", ("contexts", "names"), (), True),
    "8.6",
    Selection(("DS-DIM",), ()),
    (Section("DS-DIM", "8.1 Specifying runtime dimensions", 29, ("DS-DIM-009",)),),
)
RECORDS = (Record("INFO", "x"), Record("ERROR", "y", "DS-DIM-001", 3))
PASSED = CaseResult(
    "DS-DIM-001/is_so", "DS-DIM-001", "DS-DIM", "positive", "MUST", "It is so.", "2" * 16, "pass",
    ("DS-NET-001",), (Subcase("[n=1]", "pass", chose="this"), Subcase("[n=2]", "pass")),
)  # fmt: skip
FAILED = changed(
    PASSED,
    id="DS-DIM-001/also",
    verdict="fail",
    subcases=(Subcase("", "fail", "refused", "True \u2028 é", RECORDS),),
)
RUN = results.make_run(HEADER, [PASSED, FAILED])
DATA = results.encode(RUN)


def lines_of(data: bytes = DATA) -> list[dict[str, Any]]:
    """The decoded lines."""
    return [json.loads(line) for line in data.split(b"\n")[:-1]]


def sealed(lines: list[dict[str, Any]]) -> bytes:
    """The lines as a file, with the footer's digest put right."""
    body = b"".join(json.dumps(line).encode() + b"\n" for line in lines[:-1])
    footer = {**lines[-1], "digest": hashlib.sha256(body).hexdigest()}
    return body + json.dumps(footer).encode() + b"\n"


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    path.write_bytes(DATA)
    (run,) = results.read(path)
    assert run == RUN
    assert run.footer == RUN.footer
    assert results.encode(run) == DATA


def test_cases_are_sorted_and_counted() -> None:
    assert [case.id for case in RUN.cases] == ["DS-DIM-001/also", "DS-DIM-001/is_so"]
    assert (RUN.footer.cases, RUN.footer.subcases) == (2, 3)
    assert {verdict: n for verdict, n in RUN.footer.verdicts.items() if n} == {"pass": 1, "fail": 1}
    assert results.encode(results.make_run(HEADER, [FAILED, PASSED])) == DATA


def test_a_pass_keeps_no_expectation() -> None:
    first, second = lines_of()[2]["subcases"]
    assert first == {"id": "[n=1]", "verdict": "pass", "chose": "this"}
    assert second == {"id": "[n=2]", "verdict": "pass"}


def test_a_case_crosses_processes_as_plain_data() -> None:
    fields = json.loads(json.dumps(results.case_fields(FAILED)))
    assert results.case_from_fields(fields) == FAILED


EMULATED = changed(PASSED, subcases=(Subcase("[n=1]", "pass", emulated=True), Subcase("[n=2]", "pass")), emulated=True)
FORESEEN = changed(
    FAILED, verdict="expected-fail", expectation=Expectation("DS-DIM-001/*", "fail", "known", "https://example.org/1")
)


EVERY = (PASSED, FAILED, EMULATED, FORESEEN, changed(FAILED, reproducer="import engine\n"))


def test_what_is_emulated_says_so() -> None:
    lines = lines_of(results.encode(results.make_run(HEADER, [EMULATED, FAILED])))
    assert [line.get("emulated") for line in lines] == [None, None, True, 1]
    assert [subcase.get("emulated") for subcase in lines[2]["subcases"]] == [True, None]
    wrong = changed(FAILED, emulated=True)
    assert results.make_run(HEADER, [EMULATED, wrong]).footer.emulated == 1, "of those that passed"


def test_expectations_reproducers_and_stale_entries_are_read_back() -> None:
    stale = Stale(("DS-DIM-001/x: passed",), ("DS-DIM-9: no such case",), ("DS-DIM-001/y: until 2026-01-01",))
    run = results.make_run(HEADER, [EMULATED, changed(FORESEEN, reproducer="import engine\n")], stale)
    (found,) = results.parse(results.encode(run))
    assert (found, found.footer) == (run, run.footer)
    assert results.case_from_fields(json.loads(json.dumps(results.case_fields(FORESEEN)))) == FORESEEN


@pytest.mark.parametrize(
    "cases,stale,wrong",
    [
        ([PASSED], Stale(), False),
        ([PASSED, FAILED], Stale(), True),
        ([PASSED, FORESEEN], Stale(), False),
        ([PASSED], Stale(passed=("x",)), True),
        ([PASSED], Stale(unmatched=("x",)), True),
        ([PASSED], Stale(expired=("x",)), True),
    ],
)
def test_what_makes_a_run_go_wrong(cases: list[CaseResult], stale: Stale, wrong: bool) -> None:
    assert results.went_wrong(results.make_run(HEADER, cases, stale)) is wrong


def test_a_sample_is_told_in_the_header() -> None:
    sampled = results.make_run(replace(HEADER, selection=Selection((), (), "3/8")), [PASSED])
    assert results.parse(results.encode(sampled)) == [sampled]
    lines = lines_of(results.encode(sampled))
    del lines[0]["selection"]["fraction"]  # a file from before there were samples
    assert results.parse(sealed(lines))[0].header.selection == Selection()


def test_header_and_footer_of_what_was_just_written_are_not_held_against_the_schema() -> None:
    lines = lines_of()
    lines[0]["more"] = "than the schema knows"
    assert results.parse(sealed(lines), trusted=True) == [RUN]
    with pytest.raises(errors.MalformedResults):
        results.parse(sealed(lines))
    with pytest.raises(errors.MalformedResults, match="digest"):
        results.parse(DATA.replace(b"refused", b"granted"), trusted=True)


def test_several_runs_in_one_file() -> None:
    other = results.make_run(replace(HEADER, backend=replace(HEADER.backend, name="other")), [PASSED])
    assert results.parse(DATA + results.encode(other)) == [RUN, other]


def test_the_schema_is_valid_and_ships() -> None:
    Draft202012Validator.check_schema(validation.schema())
    whole = Draft202012Validator(validation.schema())
    for line in lines_of():
        whole.validate(line)
    assert (files("dynshape_reports") / "schema" / "results.schema.json").is_file()


def test_schema_and_model_name_the_same_verdicts() -> None:
    assert tuple(validation.schema()["$defs"]["verdict"]["enum"]) == results.VERDICTS


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(errors.MissingResults, match="nowhere: No such file or directory"):
        results.read(tmp_path / "nowhere")
    with pytest.raises(errors.MissingResults, match="Is a directory"):
        results.read(tmp_path)


@pytest.mark.parametrize(
    "data,error,said",
    [
        (b"", errors.TruncatedResults, "results: empty, not even a header"),
        (DATA[:-1], errors.TruncatedResults, "results: line 4 is cut short"),
        (DATA[: DATA.rindex(b"\n", 0, -1) + 1], errors.TruncatedResults, "results: ends at line 3 without a footer"),
        (results.encode_header(HEADER), errors.TruncatedResults, "results: ends at line 1 without a footer"),
        (results.encode_unfinished(HEADER, [FAILED]) + DATA, errors.TruncatedResults, "line 3: a new run starts"),
        (b"hello\n", errors.ForeignFormat, "line 1: not JSON"),
        (b"\xff\xfe\n", errors.ForeignFormat, "line 1: not JSON"),
        (b'{"a": 1}\n', errors.ForeignFormat, "line 1: not the header of a dynshape results file"),
        (b"[" * 100_000 + b"\n", errors.ForeignFormat, "line 1: not JSON"),
        (DATA.replace(b"\n", b"\r\n"), errors.MalformedResults, "line 1 ends in CR LF, as git may leave it; it was"),
        (b"[1]\n", errors.ForeignFormat, "line 1: not the header of a dynshape results file"),
        (DATA.replace(b'"format":2', b'"format":1'), errors.ForeignFormat, "format 1; this version reads format 2"),
        (DATA + b"{\n", errors.MalformedResults, "line 5: not JSON"),
        (DATA + b"\n", errors.MalformedResults, "line 5: not JSON"),
        (DATA + b"[]\n", errors.MalformedResults, "line 5: neither a header nor a case nor a footer"),
        (DATA + DATA.split(b"\n")[1] + b"\n", errors.MalformedResults, "line 5: a case without a header before it"),
        (DATA.replace(b"It is so", b"It is no"), errors.MalformedResults, "line 4: the footer's digest is "),
        (DATA + DATA, errors.MixedResults, "two runs of engine, edition 8.6"),
    ],
)
def test_a_broken_file_says_how(data: bytes, error: type[errors.ResultsError], said: str) -> None:
    with pytest.raises(error) as raised:
        results.parse(data)
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


def change(line: int, **fields: Any) -> Callable[[list[dict[str, Any]]], None]:
    """Change fields of one line."""
    return lambda lines: lines[line].update(fields)


@pytest.mark.parametrize(
    "damage,error,said",
    [
        (change(1, verdict="passed"), errors.MalformedResults, "line 2: case, at verdict: 'passed' is not one of"),
        (change(1, id="DS-DIM-001"), errors.MalformedResults, "line 2: case, at id: "),
        (change(1, more=1), errors.MalformedResults, "line 2: case, at the line: Additional properties"),
        (change(1, subcases=[{"id": "", "verdict": "fail"}]), errors.MalformedResults, "'expected' is a required"),
        (
            change(2, subcases=[{"id": "", "verdict": "pass", "got": ""}]),
            errors.MalformedResults,
            "at subcases.0: False schema",
        ),
        (change(1, clause="DS-DIM-002"), errors.MalformedResults, "is not of its clause, or of no section"),
        (change(1, section="DS-NET"), errors.MalformedResults, "is not of its clause, or of no section"),
        (change(3, cases=7), errors.MalformedResults, "line 4: the footer's cases is 7, the lines above it make 2"),
        (change(3, emulated=7), errors.MalformedResults, "the footer's emulated is 7, the lines above it make 0"),
        (change(1, verdict="expected-fail"), errors.MalformedResults, "'expectation' is a required property"),
        (
            change(2, expectation={"entry": "x", "verdict": "fail", "reason": "", "link": ""}),
            errors.MalformedResults,
            "line 3: case, at the line: False schema does not allow",
        ),
        (change(1, reproducer=""), errors.MalformedResults, "line 2: case, at reproducer: "),
        (change(1, emulated=False), errors.MalformedResults, "line 2: case, at emulated: True was expected"),
        (change(3, subcases=7), errors.MalformedResults, "the footer's subcases is 7"),
        (change(0, edition=8.6), errors.MalformedResults, "line 1: header, at edition: 8.6 is not of type 'string'"),
        (lambda lines: lines.insert(1, lines[1]), errors.DuplicateCase, "line 3: case DS-DIM-001/also occurs twice"),
    ],
)
def test_a_broken_line_says_how(damage: Any, error: type[errors.ResultsError], said: str) -> None:
    lines = lines_of()
    damage(lines)
    with pytest.raises(error) as raised:
        results.parse(sealed(lines))
    assert said in str(raised.value)


def test_runs_of_different_corpora_do_not_mix() -> None:
    suite, backend = replace(HEADER.suite, corpus="9" * 16), replace(HEADER.backend, name="other")
    header = replace(HEADER, suite=suite, backend=backend)
    with pytest.raises(errors.MixedResults, match="different suites or corpora"):
        results.parse(DATA + results.encode(results.make_run(header, [PASSED])))


def test_an_unfinished_run_can_not_be_read_as_one() -> None:
    assert isinstance(RUN, Run)
    with pytest.raises(errors.TruncatedResults):
        results.parse(results.encode_unfinished(HEADER, [PASSED, FAILED]))


REPLACEMENTS: list[Any] = [None, True, 7, "", "x", "pass", "fail", "expected-fail", [], {}, [7], {"a": 1}]


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_the_reader_takes_just_what_the_schema_takes(data: st.DataObject) -> None:
    """A case with one or two values or keys damaged is refused by both or by neither."""
    line = json.loads(json.dumps({"kind": "case", **results.case_fields(data.draw(st.sampled_from(EVERY)))}))
    for _ in range(data.draw(st.integers(0, 2))):
        at: Any = line
        while True:
            key = (
                data.draw(st.sampled_from(sorted(at)))
                if isinstance(at, dict)
                else data.draw(st.integers(0, len(at) - 1))
            )
            if at[key] and isinstance(at[key], (dict, list)) and data.draw(st.booleans()):
                at = at[key]
            else:
                break
        if isinstance(at, dict) and data.draw(st.booleans()):
            del at[key]
        else:
            at[key] = copy.deepcopy(data.draw(st.sampled_from(REPLACEMENTS)))
        if not line:
            break
    run = [results.encode_header(HEADER), json.dumps(line).encode() + b"\n"]
    try:
        results.parse(b"".join(run))
    except errors.TruncatedResults:
        taken = True  # nothing is wrong but that there is no footer
    except errors.MalformedResults as error:
        taken = "is not of its clause" in str(error)
    assert taken == (validation.problem(line) is None)
