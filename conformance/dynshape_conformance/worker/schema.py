"""The JSON Schemas of the protocol, written from the table of calls: ``python -m dynshape_conformance.worker.schema``.

``request.schema.json`` is for a line to a worker, ``answer.schema.json`` for a line from it; the answer to one
call is ``answer.schema.json#/$defs/<call>``. A test holds the files against this module and against sessions.
"""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from .calls import ATTEMPT, CALLS, END, HELLO, PROTOCOL, REFUSED, Call
from .values import DTYPES, SCALARS

Schema = dict[str, Any]
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NULL: Schema = {"type": "null"}
_TEXT: Schema = {"type": "string"}
_INTEGERS: Schema = {"type": "array", "items": {"type": "integer"}}
_NAMES: Schema = {"type": "array", "items": _TEXT}
_HANDLE: Schema = {"type": "integer", "minimum": 1}


def _closed(required: dict[str, Schema], optional: dict[str, Schema] | None = None) -> Schema:
    """An object with these properties and no others."""
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


_BYTES = _closed({"base64": {"type": "string", "contentEncoding": "base64"}})
_ARRAY = _closed(
    {
        "dtype": {"enum": sorted(DTYPES)},
        "dims": {"type": "array", "items": {"type": "integer", "minimum": 0}},
        "data": {"type": "string", "contentEncoding": "base64"},
    }
)
_ARRAYS: Schema = {"type": "object", "additionalProperties": {"$ref": "#/$defs/array"}}
_FLOAT = _closed({"float": {"enum": ["nan", "inf", "-inf"]}})
_SCALAR: Schema = {"anyOf": [{"type": ["null", "boolean", "number", "string"]}, {"$ref": "#/$defs/float"}]}
_OPERATION: Schema = {
    "type": "object",
    "properties": {"do": _TEXT, "id": _TEXT},
    "required": ["do", "id"],
}

_ARGUMENTS: dict[str, Schema] = {
    "program": {"type": "array", "items": {"$ref": "#/$defs/operation"}},
    "bool?": {"type": ["boolean", "null"]},
    "profile": _HANDLE,
    "profile?": {"anyOf": [_HANDLE, _NULL]},
    "bytes": {"$ref": "#/$defs/bytes"},
    "bytes?": {"anyOf": [{"$ref": "#/$defs/bytes"}, _NULL]},
    "arrays": _ARRAYS,
    "batches": {"type": "array", "items": _ARRAYS},
}
"""Arguments that the protocol gives a form. Others are as a case gives them: wrong ones are part of the corpus."""

_RESULTS: dict[str, Schema] = {
    **dict.fromkeys(SCALARS, _SCALAR),
    "dims": {"anyOf": [_INTEGERS, _NULL]},
    "ranges": {"anyOf": [{"type": "array", "items": _INTEGERS}, _NULL]},
    "names": {"anyOf": [_NAMES, _NULL]},
    "bytes": {"anyOf": [{"$ref": "#/$defs/bytes"}, _NULL]},
    "arrays": {"anyOf": [_ARRAYS, _NULL]},
    "calibration": {
        "anyOf": [
            _closed(
                {},
                {
                    "asked": {"type": "array", "items": _NAMES},
                    "batches": {"type": "integer"},
                    "cache": {"anyOf": [{"$ref": "#/$defs/bytes"}, _NULL]},
                },
            ),
            _NULL,
        ]
    },
    "any": {"anyOf": [_SCALAR, {"type": "array"}]},
    "answers": {"type": "array", "items": {"$ref": "#/$defs/operation answer"}},
}


def request() -> Schema:
    """A line from the runner."""
    calls = [HELLO, END, *CALLS]
    conditions = [
        {"if": {"properties": {"call": {"const": name}}}, "then": {"$ref": f"#/$defs/{name}"}} for name in calls
    ]
    step = {"type": "object", "required": ["call"], "properties": {"call": {"enum": calls}}, "allOf": conditions}
    line = _closed(
        {"id": {"type": "integer", "minimum": 1}, "do": {"type": "array", "items": step, "minItems": 1}},
    )
    shared = {"array": _ARRAY, "bytes": _BYTES, "float": _FLOAT, "operation": _OPERATION}
    hello = _closed(
        {
            "call": {"const": HELLO},
            "args": _closed({"protocol": {"type": "integer"}, "edition": {"type": ["string", "null"]}}),
        }
    )
    end = _closed({"call": {"const": END}})
    steps = {call.name: _step(call) for call in CALLS.values()}
    return {"$schema": _DIALECT, "title": "dynshape: a line to a worker", **line} | {
        "$defs": {**shared, HELLO: hello, END: end, **steps}
    }


def _step(call: Call) -> Schema:
    required: dict[str, Schema] = {"call": {"const": call.name}}
    if call.owner != "adapter":
        required["on"] = _HANDLE
    if call.arguments:
        required["args"] = _closed({name: _ARGUMENTS.get(kind, {}) for name, kind in call.arguments})
    if call.makes:
        required["new"] = _HANDLE
    marks: dict[str, Schema] = {REFUSED: {"const": True}, ATTEMPT: {"type": "integer"}}
    return _closed(required, {"drop": {"type": "array", "items": _HANDLE, "minItems": 1}, **marks})


def answer() -> Schema:
    """A line from a worker."""
    outcomes = {"anyOf": [{"$ref": f"#/$defs/{name}"} for name in (HELLO, END, *CALLS)]}
    line = _closed({"id": {"type": "integer", "minimum": 1}, "done": {"type": "array", "items": outcomes}})
    record = _closed({"severity": _TEXT, "text": _TEXT}, {"clause": _TEXT, "code": {"type": "integer"}})
    shared = {
        "array": _ARRAY,
        "bytes": _BYTES,
        "float": _FLOAT,
        "record": record,
        "refused": _closed(
            {"refusal": _closed({"channel": _TEXT}, {"text": _TEXT})},
            _REMARKS,
        ),
        "unsupported": _closed({"unsupported": _TEXT}),
        "error": _closed({"error": _closed({"type": _TEXT, "text": _TEXT})}),
        "lost": _closed({"lost": _TEXT}),
        "operation answer": _accepted_or_refused(_SCALAR, needed=False),
    }
    description = _closed(
        {"protocol": {"const": PROTOCOL}, "name": _TEXT, "version": _TEXT, "device": _TEXT, "edition": _TEXT},
        {"features": _NAMES, "emulated": _NAMES, "explains": {"type": "boolean"}, "extensions": _NAMES},
    )
    answers = {call.name: _outcomes(_RESULTS[call.result], call.result == "answers") for call in CALLS.values()}
    return {"$schema": _DIALECT, "title": "dynshape: a line from a worker", **line} | {
        "$defs": {**shared, HELLO: _outcomes(description, True), END: _closed({}), **answers}
    }


_REMARKS: dict[str, Schema] = {
    "records": {"type": "array", "items": {"$ref": "#/$defs/record"}},
    "emulated": {"type": "boolean"},
}


def _accepted_or_refused(value: Schema, needed: bool) -> Schema:
    accepted = _closed({"value": value}, _REMARKS) if needed else _closed({}, {"value": value, **_REMARKS})
    return {"anyOf": [accepted, {"$ref": "#/$defs/refused"}]}


def _outcomes(value: Schema, needed: bool) -> Schema:
    kinds = _accepted_or_refused(value, needed)["anyOf"]
    return {"anyOf": [*kinds, *({"$ref": f"#/$defs/{name}"} for name in ("unsupported", "error", "lost"))]}


NAMES = ("request", "answer")


def written(name: str) -> str:
    """The text of the schema ``request`` or ``answer``."""
    return json.dumps({"request": request, "answer": answer}[name](), indent=1) + "\n"


def shipped(name: str) -> Schema:
    """The schema that lies in the package."""
    text = files("dynshape_conformance.worker").joinpath("schemas", f"{name}.schema.json").read_text("utf-8")
    loaded: Schema = json.loads(text)
    return loaded


def main() -> None:
    """Write the files."""
    folder = Path(str(files("dynshape_conformance.worker"))) / "schemas"
    folder.mkdir(exist_ok=True)
    for name in NAMES:
        (folder / f"{name}.schema.json").write_text(written(name), "utf-8")


if __name__ == "__main__":
    main()
