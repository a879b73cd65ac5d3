"""The session that docs/adapter-protocol.md shows: every call once, asked of a worker with the reference engine.

python protocol_page.py        writes the answers of a real worker into the page
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dynshape_conformance.worker.calls import PROTOCOL
from dynshape_conformance.worker.launch import hosted
from dynshape_conformance.worker.process import Worker

PAGE = Path(__file__).parents[2] / "docs" / "adapter-protocol.md"
BEGIN, END = "<!-- session: begin -->\n```\n", "```\n<!-- session: end -->"
ELIDED = "..."
"""Stands for the plan, which is long."""

SHUFFLE = [
    {"do": "input", "id": "x", "name": "x", "dtype": "float32", "dims": [-1, 4]},
    {"do": "input", "id": "dims", "name": "dims", "dtype": "int32", "dims": [2]},
    {"do": "layer", "id": "t2", "kind": "shuffle", "inputs": ["x"], "arguments": {}, "properties": {}},
]
MORE = [{"do": "set_input", "id": "t2", "index": 1, "tensor": "dims"}, {"do": "mark_output", "id": "t2"}]
RELU = [
    {"do": "input", "id": "x", "name": "x", "dtype": "float32", "dims": [-1, 2]},
    {"do": "layer", "id": "t1", "kind": "activation", "inputs": ["x"], "arguments": {"type": "RELU"}, "properties": {}},
    {"do": "set_tensor", "id": "t1", "property": "name", "value": "y"},
    {"do": "mark_output", "id": "t1"},
]


def step(
    call: str,
    on: int | None = None,
    new: int | None = None,
    drop: list[int] | None = None,
    refused: bool = False,
    attempt: int | None = None,
    **args: Any,
) -> dict[str, Any]:
    """One step, without what it does not need."""
    made: dict[str, Any] = {"call": call}
    if on is not None:
        made["on"] = on
    if args:
        made["args"] = args
    if new is not None:
        made["new"] = new
    if drop is not None:
        made["drop"] = drop
    if refused:
        made["refused"] = True
    if attempt is not None:
        made["attempt"] = attempt
    return made


def array(dtype: str, dims: list[int], data: str) -> dict[str, Any]:
    """An array as it is written."""
    return {"dtype": dtype, "dims": dims, "data": data}


def ranged(call: str, on: int, name: str, *bounds: list[int]) -> dict[str, Any]:
    """A range of an input."""
    return step(call, on, input=name, **dict(zip(("min", "opt", "max"), bounds, strict=True)))


X = array("float32", [2, 4], "AAAAAAAAgD8AAABAAABAQAAAgEAAAKBAAADAQAAA4EA=")
BATCH = array("float32", [2, 2], "AAAAAAAAgD8AAABAAABAQA==")
EXTREME = step("profile.set_extra_memory_target", 2, target=0.5)

LINES: list[tuple[str, list[dict[str, Any]]]] = [
    ("Who are you?", [step("hello", protocol=PROTOCOL, edition="8.6")]),
    (
        "A network, and more of it. What is asked of it one by one.",
        [step("adapter.define", None, 1, program=SHUFFLE, explicit_batch=True)],
    ),
    ("", [step("definition.extend", 1, program=MORE)]),
    ("", [step("definition.inputs", 1)]),
    ("", [step("definition.outputs", 1)]),
    ("", [step("definition.has_implicit_batch_dimension", 1)]),
    ("", [step("definition.tensor_name", 1, tensor="t2")]),
    ("", [step("definition.tensor_dims", 1, tensor="t2")]),
    ("", [step("definition.tensor_dtype", 1, tensor="t2")]),
    ("", [step("definition.is_shape_tensor", 1, tensor="dims")]),
    ("", [step("definition.is_execution_tensor", 1, tensor="x")]),
    ("", [step("definition.layer_num_inputs", 1, layer="t2")]),
    ("", [step("definition.layer_input", 1, layer="t2", index=1)]),
    ("", [step("definition.layer_property", 1, layer="t2", property="zero_is_placeholder")]),
    ("", [step("definition.configure", 1, setting="flag", value="INT8")]),
    ("", [step("definition.dims_made", 1, kind="Dims3", entries=[2, 4])]),
    ("", [step("definition.dims_entry", 1, kind="Dims", entries=[2, 4], index=-1)]),
    ("", [step("definition.dims_equal", 1, kind="Dims2", entries=[2, 4], other=[2, 4], sequence="tuple")]),
    (
        "A whole preparation is one line; profile 2 is named before it exists.",
        [
            step("definition.create_profile", 1, 2),
            ranged("profile.set_dims", 2, "x", [1, 4], [2, 4], [3, 4]),
            ranged("profile.set_values", 2, "dims", [4, 1], [4, 2], [4, 3]),
            step("profile.dims", 2, input="x"),
            step("profile.values", 2, input="dims"),
            step("profile.is_valid", 2),
            EXTREME,
            step("profile.extra_memory_target", 2),
            step("definition.add_profile", 1, profile=2),
            step("definition.num_profiles", 1),
        ],
    ),
    (
        "The second step is refused, so the third is not carried out.",
        [
            step("definition.num_profiles", 1),
            step("profile.dims", 2, input="nobody"),
            step("definition.build", 1, 3),
        ],
    ),
    (
        "A refusal that is expected does not end the line.",
        [step("profile.dims", 2, input="nobody", refused=True), step("definition.num_profiles", 1)],
    ),
    (
        "Of an attempt the first refusal counts: the build is left out, and what comes after it is not.",
        [
            step("profile.dims", 2, input="nobody", attempt=1),
            step("definition.build", 1, 3, attempt=1),
            step("definition.num_profiles", 1),
        ],
    ),
    (
        "INT8 calibration, with another network.",
        [
            step("adapter.define", None, 4, program=RELU, explicit_batch=True),
            step("definition.create_profile", 4, 5),
            ranged("profile.set_dims", 5, "x", [1, 2], [2, 2], [2, 2]),
            step("definition.add_profile", 4, profile=5),
            step("definition.set_calibration_profile", 4, profile=5),
            step("definition.calibration_profile", 4, 6),
            step("definition.set_calibrator", 4, kind="entropy2", batches=[{"x": BATCH}], batch_size=1, cache=None),
            step("definition.build", 4, 7),
            step("definition.calibration", 4),
        ],
    ),
    (
        "Objects 4 to 7 are let go. The engine. A key is an index or a name.",
        [step("definition.build", 1, 8, [4, 5, 6, 7])],
    ),
    ("", [step("engine.num_profiles", 8)]),
    ("", [step("engine.has_implicit_batch_dimension", 8)]),
    ("", [step("engine.num_bindings", 8)]),
    ("", [step("engine.binding_name", 8, index=1)]),
    ("", [step("engine.binding_index", 8, name="dims")]),
    ("", [step("engine.lookup", 8, key="dims")]),
    ("", [step("engine.binding_is_input", 8, binding=0)]),
    ("", [step("engine.binding_dtype", 8, binding="x")]),
    ("", [step("engine.binding_dims", 8, binding=0)]),
    ("", [step("engine.is_shape_binding", 8, index=1)]),
    ("", [step("engine.is_execution_binding", 8, index=1)]),
    ("", [step("engine.profile_dims", 8, profile=0, binding="x")]),
    ("", [step("engine.profile_values", 8, profile=0, binding="dims")]),
    ("", [step("engine.tensors", 8)]),
    ("", [step("engine.tensor_dims", 8, name="x")]),
    ("", [step("engine.dims", 8, name="x", profile=0)]),
    ("", [step("engine.tensor_profile_dims", 8, name="x", profile=0)]),
    ("A plan is long; here it is left out.", [step("engine.serialize", 8)]),
    ("", [step("engine.reload", 8, 9, plan={"base64": ELIDED})]),
    ("", [step("engine.release", 9)]),
    ("A context.", [step("engine.create_context", 8, 10, [9])]),
    ("", [step("context.profile", 10)]),
    ("", [step("context.select_profile", 10, index=0)]),
    ("", [step("context.assign_profile", 10, index=0)]),
    ("", [step("context.set_dims", 10, input="x", dims=[9, 4])]),
    ("", [step("context.set_dims", 10, input="x", dims=[2, 4])]),
    ("", [step("context.set_values", 10, input="dims", values=[4, 2])]),
    ("", [step("context.dims", 10, tensor="x")]),
    ("", [step("context.values", 10, tensor="dims")]),
    ("", [step("context.set_binding_dims", 10, binding=0, dims=[2, 4])]),
    ("", [step("context.binding_dims", 10, binding=2)]),
    ("", [step("context.set_binding_values", 10, binding=1, values=[4, 2])]),
    ("", [step("context.binding_strides", 10, binding=0)]),
    ("", [step("context.set_tensor_dims", 10, name="x", dims=[2, 4])]),
    ("", [step("context.tensor_dims", 10, name="x")]),
    ("", [step("context.missing_inputs", 10)]),
    ("", [step("context.all_dims_specified", 10)]),
    ("", [step("context.all_values_specified", 10)]),
    ("", [step("context.infer", 10, inputs={"x": X})]),
    ("", [step("context.infer_queued", 10, inputs={"x": X})]),
    ("", [step("context.release", 10)]),
    ("An adapter's own mistake, and the end of the case: everything goes.", [step("engine.num_profiles", 99)]),
    ("", [step("end")]),
]
"""A remark, and the steps."""


def requests() -> list[tuple[str, dict[str, Any]]]:
    """Remark and message of each line, in order."""
    return [(remark, {"id": number, "do": steps}) for number, (remark, steps) in enumerate(LINES, 1)]


def pairs(request: dict[str, Any], answer: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """The steps of a line that were carried out, and their answers."""
    steps, left_out = iter(request["do"]), None
    for done in answer["done"]:
        step = next(step for step in steps if left_out is None or step.get("attempt") != left_out)
        yield step, done
        operations = done["value"] if isinstance(done.get("value"), list) else []
        if any(isinstance(one, dict) and "refusal" in one for one in (done, *operations)):
            left_out = step.get("attempt")


def answers(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a worker with the reference answers; the plan is left out of its answer and put into the request."""
    worker, plan, found = Worker(hosted("reference"), 60.0, os.environ), "", []
    for message in lines:
        text = json.dumps(message).replace(f'"{ELIDED}"', json.dumps(plan))
        answer = json.loads(worker.exchange(text.encode() + b"\n", "a line of the page"))
        for one in answer["done"]:
            if message["do"][0]["call"] == "engine.serialize":
                plan, one["value"]["base64"] = one["value"]["base64"], ELIDED
        found.append(answer)
    worker.close()
    return found


def session() -> str:
    """The text of the session, as the page shows it."""
    told = requests()
    text = ""
    for (remark, message), answer in zip(told, answers([message for _, message in told]), strict=True):
        text += f"\n# {remark}\n" if remark else ""
        text += f"> {json.dumps(message)}\n< {json.dumps(answer)}\n"
    return text.lstrip("\n")


def shown() -> str:
    """The session that is in the page."""
    return PAGE.read_text("utf-8").partition(BEGIN)[2].partition(END)[0]


def main() -> int:
    """Write the session into the page."""
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    PAGE.write_text(before + BEGIN + session() + END + rest.partition(END)[2], "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
