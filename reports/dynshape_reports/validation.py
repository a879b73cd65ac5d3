"""The JSON Schema of a results file, and one line of a file checked against it."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match


@cache
def schema() -> dict[str, Any]:
    """The schema of one line, as shipped."""
    text = (files("dynshape_reports") / "schema" / "results.schema.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def problem(line: Any) -> str | None:
    """What is wrong with a decoded line, or None."""
    if not isinstance(line, dict) or line.get("kind") not in schema()["$defs"]["kind"]["enum"]:
        return "neither a header nor a case nor a footer"
    error = best_match(_validator(line["kind"]).iter_errors(line))
    if error is None:
        return None
    where = ".".join(str(step) for step in error.absolute_path) or "the line"
    message = error.message if len(error.message) <= 200 else error.message[:200] + " ..."
    return f"{line['kind']}, at {where}: {message}"


@cache
def _validator(kind: str) -> Draft202012Validator:
    # Going to the definition of this kind makes better messages than the schema's choice of three.
    return Draft202012Validator({"$ref": f"#/$defs/{kind}", "$defs": schema()["$defs"]})
