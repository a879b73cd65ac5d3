"""Lines of JSON and the answers in them; `values` is for what is in the answers."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from dynshape_fixtures.program import Program

from ..adapter import Answer, Calibration, LogRecord, Refusal
from . import values
from .calls import MAX_LINE
from .values import WireError, array_out, bool_in, int_in, list_in, scalar_in, short, text_in

# Lines


def encode(message: Any) -> bytes:
    """The message as one line."""
    try:
        text = _ENCODER.encode(message)
    except ValueError:
        # A float that JSON has no number for: rare, so only then is the message looked through.
        text = _ENCODER.encode(_finite(message))
    line = text.encode() + b"\n"
    if len(line) > MAX_LINE:
        raise WireError(f"a line of {len(line)} bytes; the limit is {MAX_LINE}")
    return line


def decode(line: bytes) -> Any:
    """The message in a line; raises `WireError` for what is no JSON."""
    try:
        text = line.decode().strip()
        message, end = _DECODER.raw_decode(text)
        if end < len(text):
            raise ValueError("more than one value")
        return message
    except (ValueError, RecursionError) as error:
        start = line[:80].decode("utf-8", "backslashreplace").strip()
        raise WireError(f"no line of JSON ({type(error).__name__}): {start!r}") from error


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


def _plain(value: Any) -> Any:
    """What the encoder does not know: NumPy's scalars and arrays, bytes, programs."""
    if isinstance(value, np.ndarray):
        return array_out(value)
    if isinstance(value, np.generic):
        return _finite(value.item())
    if isinstance(value, (bytes, bytearray)):
        return {"base64": base64.b64encode(value).decode()}
    if isinstance(value, Program):
        return value.operations
    if isinstance(value, Calibration):
        return {"asked": value.asked, "batches": value.batches, "cache": value.cache}
    raise TypeError(f"a {type(value).__name__} can't be sent")


# Made once: json.dumps() and json.loads() would make them for every line.
_ENCODER = json.JSONEncoder(default=_plain, separators=(",", ":"), allow_nan=False)
_DECODER = json.JSONDecoder(parse_constant=_no_constant)


def _finite(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return {"float": "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"}
    if isinstance(value, Program):
        return _finite(value.operations)
    if isinstance(value, Mapping):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    return value


# Answers


def answer_out(answer: Answer[Any]) -> dict[str, Any]:
    """An answer, without what is empty."""
    message: dict[str, Any] = {}
    if answer.refusal is not None:
        message["refusal"] = {"channel": answer.refusal.channel, "text": answer.refusal.text}
    elif answer.value is not None:
        message["value"] = answer.value
    if answer.emulated:
        message["emulated"] = True
    if answer.records:
        message["records"] = [_record_out(record) for record in answer.records]
    return message


def _record_out(record: LogRecord) -> dict[str, Any]:
    message: dict[str, Any] = {"severity": record.severity, "text": record.text}
    if record.clause is not None:
        message["clause"] = record.clause
    if record.code is not None:
        message["code"] = record.code
    return message


ANSWER_KEYS = frozenset({"value", "refusal", "records", "emulated"})


def answer_in(message: Any, read: Callable[[Any], Any]) -> Answer[Any]:
    """The answer that `answer_out` wrote; ``read`` reads its value."""
    if not isinstance(message, dict):
        raise WireError(f"no answer: {short(message)}")
    if len(message) == 1 and "value" in message:
        return Answer(read(message["value"]))
    if not message.keys() <= ANSWER_KEYS:
        raise WireError(f"no answer: {short(message)}")
    records = message.get("records")
    found = () if records is None else tuple(_record_in(record) for record in list_in(records))
    emulated = bool_in(message.get("emulated", False))
    refusal = message.get("refusal")
    if refusal is None:
        return Answer(read(message.get("value")), None, found, emulated)
    if "value" in message:
        raise WireError("an answer with both a value and a refusal")
    if not isinstance(refusal, dict) or not {"channel"} <= refusal.keys() <= {"channel", "text"}:
        raise WireError(f"no refusal: {short(refusal)}")
    return Answer(None, Refusal(text_in(refusal["channel"]), text_in(refusal.get("text", ""))), found, emulated)


def answers_in(value: Any) -> list[Answer[Any]]:
    """The answers to the operations of a program."""
    return [answer_in(message, scalar_in) for message in list_in(value)]


RESULTS = {**values.RESULTS, "answers": answers_in}
"""How the value of an answer is read, by the kind that its call states."""


def _record_in(message: Any) -> LogRecord:
    keys = {"severity", "text", "clause", "code"}
    if not isinstance(message, dict) or not {"severity", "text"} <= message.keys() <= keys:
        raise WireError(f"no log record: {short(message)}")
    clause, code = message.get("clause"), message.get("code")
    return LogRecord(
        text_in(message["severity"]),
        text_in(message["text"]),
        None if clause is None else text_in(clause),
        None if code is None else int_in(code),
    )
