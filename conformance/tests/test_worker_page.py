"""docs/adapter-protocol.md: its examples fit the schemas and are what a worker answers; the worker in C works."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import protocol_page
import pytest
from dynshape_conformance import setup
from dynshape_conformance.execution import InWorkers
from dynshape_conformance.worker import schema
from dynshape_conformance.worker.calls import CALLS, END, HELLO, MAX_LINE
from dynshape_conformance.worker.launch import TIMEOUT
from dynshape_conformance.worker.process import KEPT_STDERR
from jsonschema import Draft202012Validator

C_SOURCE = protocol_page.PAGE.parent / "worker_in_c" / "worker.c"


def shown() -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """The requests and answers of the page."""
    lines = [line for line in protocol_page.shown().splitlines() if line[:2] in ("> ", "< ")]
    messages = [json.loads(line[2:]) for line in lines]
    assert [line[0] for line in lines] == [">", "<"] * (len(lines) // 2)
    return list(zip(messages[::2], messages[1::2], strict=True))


def without_texts(value: Any) -> Any:
    """The message without the wording of log records and the version, which are the engine's own matter."""
    if isinstance(value, dict):
        return {key: None if key in ("text", "version") else without_texts(item) for key, item in value.items()}
    return [without_texts(item) for item in value] if isinstance(value, list) else value


def test_every_call_has_an_example_that_is_answered() -> None:
    answered = {step["call"] for request, answer in shown() for step, _ in protocol_page.pairs(request, answer)}
    assert answered == {HELLO, END, *CALLS}


def test_the_examples_fit_the_schemas() -> None:
    requests, answers = (Draft202012Validator(schema.shipped(name)) for name in schema.NAMES)
    for request, answer in shown():
        requests.validate(request)
        answers.validate(answer)
        for step, done in protocol_page.pairs(request, answer):
            of_call = {"$ref": f"#/$defs/{step['call']}", "$defs": schema.shipped("answer")["$defs"]}
            Draft202012Validator(of_call).validate(done)


def test_the_examples_are_what_a_worker_answers() -> None:
    found = protocol_page.answers([request for request, _ in shown()])
    for (request, answer), real in zip(shown(), found, strict=True):
        assert without_texts(answer) == without_texts(real), f"{request}; python conformance/tests/protocol_page.py"
    assert [request for request, _ in shown()] == [message for _, message in protocol_page.requests()]


def test_the_forms_of_answers_in_the_page_are_all_forms() -> None:
    kinds = {kind for _, answer in shown() for done in answer["done"] for kind in done} - {"records"}
    assert kinds == {"value", "refusal", "error"}  # the reference claims everything: nothing is unsupported
    page = protocol_page.PAGE.read_text("utf-8")
    for kind in ("value", "refusal", "unsupported", "error"):
        assert re.search(rf'^\| `\{{"{kind}": ', page, re.MULTILINE), kind


def test_the_limits_in_the_page_are_those_of_the_code() -> None:
    page = protocol_page.PAGE.read_text("utf-8")
    assert f"more than {MAX_LINE // 2**20} MiB" in page
    assert f"`--timeout` seconds ({TIMEOUT:g})" in page
    assert f"({KEPT_STDERR // 1024} KiB of its standard error)" in page


@pytest.fixture(scope="module")
def worker_in_c(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The worked example, compiled."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        pytest.skip("no C compiler (cc, gcc, clang) here")
    program = tmp_path_factory.mktemp("c") / "worker"
    warnings = ("-std=c11", "-Wall", "-Wextra", "-Werror", "-O1")
    done = subprocess.run([compiler, *warnings, "-o", program, C_SOURCE], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return program


def test_the_worker_in_c_answers_a_few_clauses(worker_in_c: Path) -> None:
    settled = setup.prepare(f"command:{worker_in_c}", sections=["NET", "PROF"])
    assert settled.description.name == "worked_in_c"
    running = InWorkers(settled, 2)
    found = {case.id: running.run(case).result.verdict for case in settled.cases.values()}
    running.close()
    assert not {"crash", "timeout", "error"} & set(found.values())
    passed = {case.partition("/")[0] for case, verdict in found.items() if verdict == "pass"}
    assert {"DS-NET-004", "DS-NET-005", "DS-NET-011", "DS-PROF-001"} <= passed


def test_the_worker_in_c_gives_the_answers_of_the_page(worker_in_c: Path) -> None:
    network = [
        {"do": "input", "id": "x", "name": "x", "dtype": "float32", "dims": [3, -1]},
        {"do": "mark_output", "id": "x"},
    ]
    given = {"input": "x", "min": [3, 1], "opt": [3, 2], "max": [3, 3]}
    steps = [
        [{"call": HELLO, "args": {"protocol": 2, "edition": None}}],
        [
            {"call": "adapter.define", "args": {"program": network, "explicit_batch": True}, "new": 1},
            {"call": "definition.create_profile", "on": 1, "new": 2},
            {"call": "profile.set_dims", "on": 2, "args": given},
            {"call": "profile.dims", "on": 2, "args": {"input": "x"}},
            {"call": "profile.dims", "on": 2, "args": {"input": "y"}},
            {"call": "definition.inputs", "on": 1},
        ],
        [
            {"call": "definition.inputs", "on": 1, "drop": [2]},
            {"call": "profile.dims", "on": 2, "args": {"input": "x"}},
        ],
        [{"call": END}, {"call": "definition.inputs", "on": 1}],
        [{"call": HELLO, "args": {"protocol": 1, "edition": None}}],
    ]
    lines = [{"id": number, "do": do} for number, do in enumerate(steps, 1)]
    text = "".join(json.dumps(line) + "\n" for line in lines)
    done = subprocess.run([worker_in_c], input=text, capture_output=True, text=True, timeout=30)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    validator = Draft202012Validator(schema.shipped("answer"))
    for answer in answers:
        validator.validate(answer)
    assert [answer["id"] for answer in answers] == [1, 2, 3, 4, 5]
    assert answers[1]["done"] == [
        {"value": [{}, {}]},
        {},
        {},
        {"value": [[3, 1], [3, 2], [3, 3]]},
        {"refusal": {"channel": "[]"}},
    ]
    assert [list(answers[place]["done"][-1]) for place in (2, 3, 4)] == [["unsupported"]] * 3
    assert answers[2]["done"][0] == {"value": ["x"]}
    assert answers[3]["done"][0] == {}
