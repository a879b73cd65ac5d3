"""The protocol: its table against the Protocols, its schemas against real sessions, its values there and back."""

from __future__ import annotations

import json
import typing
from pathlib import Path
from typing import Any

import numpy as np
import protocol_page
import pytest
from dynshape_conformance import adapter, backends, execution, judging, setup
from dynshape_conformance.adapter import Answer, LogRecord, Refusal
from dynshape_conformance.worker import schema, values, wire
from dynshape_conformance.worker.calls import CALLS, END, HELLO
from dynshape_conformance.worker.process import Worker
from dynshape_fixtures.program import Program
from jsonschema import Draft202012Validator

OWNERS = {
    "adapter": adapter.Adapter,
    "definition": adapter.Definition,
    "profile": adapter.Profile,
    "engine": adapter.Engine,
    "context": adapter.Context,
}


def methods(protocol: type) -> dict[str, Any]:
    return {
        name: value
        for name, value in vars(protocol).items()
        if callable(value) and not name.startswith(("_", "describe"))
    }


def test_the_table_has_every_call_of_the_protocols_with_its_arguments() -> None:
    wanted = {
        f"{owner}.{name}": list(typing.get_type_hints(method).keys() - {"return"})
        for owner, protocol in OWNERS.items()
        for name, method in methods(protocol).items()
    }
    assert CALLS.keys() == wanted.keys()
    for name, call in CALLS.items():
        assert sorted(argument for argument, _ in call.arguments) == sorted(wanted[name]), name


def test_defaults_are_those_of_the_protocols() -> None:
    for call in CALLS.values():
        method = methods(OWNERS[call.owner])[call.method]
        assert [value for _, value in call.defaults] == list(method.__defaults__ or ()), call.name


@pytest.mark.parametrize("name", schema.NAMES)
def test_the_shipped_schemas_are_written_from_the_table(name: str) -> None:
    assert schema.shipped(name) == json.loads(schema.written(name)), "python -m dynshape_conformance.worker.schema"
    Draft202012Validator.check_schema(schema.shipped(name))


def session(monkeypatch: pytest.MonkeyPatch, edition: str, fraction: str) -> list[tuple[Any, Any]]:
    """The lines of a session with the reference over a share of the corpus."""
    lines: list[tuple[Any, Any]] = []
    exchange = Worker.exchange

    def noted(self: Worker, line: bytes, what: str) -> bytes:
        answer = exchange(self, line, what)
        lines.append((json.loads(line), json.loads(answer)))
        return answer

    monkeypatch.setattr(Worker, "exchange", noted)
    settled = setup.prepare("worker:reference", edition, fraction=fraction)
    running = execution.execution(settled, 1)
    for case in settled.cases.values():
        running.run(case)
    running.close()
    return lines


@pytest.mark.parametrize("edition", ["8.4", "10"])
def test_every_line_of_a_session_fits_the_schemas(monkeypatch: pytest.MonkeyPatch, edition: str) -> None:
    requests = Draft202012Validator(schema.shipped("request"))
    shipped = schema.shipped("answer")
    answers = {
        name: Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": shipped["$defs"]})
        for name in (HELLO, END, *CALLS)
    }
    seen: set[str] = set()
    for request, answer in session(monkeypatch, edition, "1/24"):
        requests.validate(request)
        assert answer.keys() == {"id", "done"}
        assert answer["id"] == request["id"]
        for step, done in protocol_page.pairs(request, answer):
            answers[step["call"]].validate(done)
            seen.add(step["call"])
    assert len(seen) > 20


def test_the_schemas_notice_what_is_wrong() -> None:
    requests = Draft202012Validator(schema.shipped("request"))
    good = {"id": 3, "do": [{"call": "context.dims", "on": 4, "args": {"tensor": "foo"}}]}
    assert requests.is_valid(good)
    for wrong in (
        {"id": 3},
        {**good, "more": 1},
        {"id": 3, "do": [{"call": "context.telepathy", "on": 4}]},
        {"id": 3, "do": [{"call": "context.dims", "args": {"tensor": "foo"}}]},
        {"id": 3, "do": [{"call": "context.dims", "on": 4, "args": {"name": "foo"}}]},
    ):
        assert not requests.is_valid(wrong), wrong
    answers = Draft202012Validator(schema.shipped("answer"))
    assert answers.is_valid({"id": 3, "done": [{"value": [3, 100, 200]}]})
    for wrong_answer in (
        {"id": 3, "done": [{"value": [3], "refusal": {"channel": "None"}}]},
        {"id": 3, "done": [{"error": "text"}]},
        {"id": 3, "done": [{"refusal": {}}]},
    ):
        assert not answers.is_valid(wrong_answer), wrong_answer


# Values


@pytest.mark.parametrize("dtype", sorted(values.DTYPES))
@pytest.mark.parametrize("dims", [(), (0,), (3,), (2, 0, 3), (2, 3)])
def test_arrays_there_and_back(dtype: str, dims: tuple[int, ...]) -> None:
    array = np.asarray(np.arange(int(np.prod(dims))).reshape(dims) % 2, dtype)
    back = values.array_in(json.loads(wire.encode(array)))
    assert back.dtype == array.dtype and back.shape == array.shape and back.tobytes() == array.tobytes()
    back[...] = 1  # writable


def test_big_endian_and_strided_arrays_there_and_back() -> None:
    array = np.arange(12, dtype=">i4").reshape(3, 4)[:, ::2]
    assert values.array_in(json.loads(wire.encode(array))).tolist() == array.tolist()


@pytest.mark.parametrize(
    "value",
    [
        5,
        {"dtype": "object", "dims": [1], "data": ""},
        {"dtype": "float32", "dims": [2], "data": "AAAA"},
        {"dtype": "float32", "dims": [-1], "data": ""},
        {"dtype": "float32", "dims": [1] * 40, "data": "AAAAAA=="},
        {"dtype": "float32", "dims": [1], "data": "not base64"},
        {"dtype": "int8", "dims": [1 << 62, 4], "data": ""},
        {"dtype": ["float32"], "dims": [], "data": ""},
    ],
)
def test_what_is_no_array(value: Any) -> None:
    with pytest.raises(values.WireError):
        values.array_in(value)


def test_floats_that_json_has_no_number_for() -> None:
    program = Program()
    program.constant([float("nan"), float("inf"), -float("inf"), -0.0, 1e300], "float32")
    line = wire.encode({"program": program})
    json.loads(line, parse_constant=lambda name: pytest.fail(name))
    back = values.program_in(json.loads(line)["program"])
    assert repr(back.operations) == repr(program.operations)
    assert values.any_in(json.loads(wire.encode([1.5, float("inf")]))) == (1.5, float("inf"))


@pytest.mark.parametrize(
    "answer",
    [
        Answer(True),
        Answer(None),
        Answer(7, None, (LogRecord("WARNING", "so \udc80", "DS-DIM-001", 4), LogRecord("INFO", "x"))),
        Answer(None, Refusal("None", "text"), (LogRecord("ERROR", "why"),)),
        Answer(2**70, emulated=True),
        Answer(None, Refusal("False"), emulated=True),
    ],
)
def test_answers_there_and_back(answer: Answer[Any]) -> None:
    assert wire.answer_in(wire.decode(wire.encode(wire.answer_out(answer))), wire.RESULTS["int"]) == answer


def test_what_is_no_plain_data_is_an_error_of_the_adapter() -> None:
    with pytest.raises(TypeError, match="a set can't be sent"):
        wire.encode({"value": {1, 2}})


# Results


@pytest.mark.parametrize("edition", ["8.4", "8.6", "10"])
def test_the_reference_has_the_same_results_in_a_worker(edition: str) -> None:
    direct = setup.prepare("direct:reference", edition, fraction="2/12")
    isolated = setup.prepare("worker:reference", edition, fraction="2/12")
    assert direct.header() == isolated.header()
    running = execution.execution(isolated, 2)
    cases = list(direct.cases.values())
    assert len(cases) > 60
    for place, case in enumerate(cases):
        running.coming(cases[place:])
        clause = direct.registry.get(case.clause)
        expected = judging.judge(case, clause, direct.adapter, direct.description, edition)
        assert running.run(case).result == expected
    running.close()


@pytest.mark.parametrize(
    "mutant,clauses",
    [
        # Contexts that the case went on to replace would still hold their profiles.
        ("DS-DIM-014.min_excluded", ["DS-CTX-010", "DS-DIM-014"]),
        # Queries of objects that do not exist.
        ("DS-CTX-013.index_unchecked", ["DS-CTX-013", "DS-CTX-002"]),
        ("DS-LAY-004.minimum_is_maximum", ["DS-LAY-004"]),
    ],
)
def test_an_engine_that_is_wrong_has_the_same_results_in_a_worker(mutant: str, clauses: list[str]) -> None:
    direct = setup.prepare(f"direct:mutant:{mutant}", "8.6", clauses=clauses)
    isolated = setup.prepare(f"worker:mutant:{mutant}", "8.6", clauses=clauses)
    running, expected = execution.execution(isolated, 1), execution.execution(direct, 1)
    cases = list(direct.cases.values())
    found = {case.id: running.run(case).result for case in cases}
    running.close()
    assert found == {case.id: expected.run(case).result for case in cases}
    assert "fail" in {result.verdict for result in found.values()}


def test_the_same_bytes_from_the_command(tmp_path: Path) -> None:
    from fake_install import dynshape_process

    files = [tmp_path / name for name in ("direct", "worker")]
    for file, backend in zip(files, ("direct:reference", "worker:reference"), strict=True):
        done = dynshape_process("run", backend, "--fraction", "5/40", "--output", file)
        assert done.returncode == 0, done.stderr
    assert files[0].read_bytes() == files[1].read_bytes()


def test_a_backend_is_found_whichever_way_it_is_to_be_run() -> None:
    assert backends.get("direct:reference") == backends.get("reference") == backends.get("worker:reference")
    assert backends.launch("direct:reference") is None
    assert backends.get("worker:mutant:DS-BIND-006.suffix_on_profile_0").name.startswith("mutant:")
