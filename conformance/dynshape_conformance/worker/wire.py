"""How values are written into lines of JSON, and read back without trusting them.

Nothing that comes in is evaluated; what does not have the form that its call demands is a `WireError`.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from dynshape_fixtures.program import Program

from ..adapter import Answer, Array, Calibration, LogRecord, Refusal
from .calls import MAX_LINE

DTYPES = frozenset(
    "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64".split()  # noqa: SIM905
)
"""Dtypes of arrays, little endian, one byte for a bool."""


class WireError(ValueError):
    """A line, or a value in it, that is not what the protocol says."""


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
        text = line.decode()
        message, end = _DECODER.raw_decode(text)
        if text[end:].strip(" \t\r\n"):
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


def any_in(value: Any) -> Any:
    """A plain value: lists as tuples, floats that are not finite from their names."""
    if isinstance(value, list):
        return tuple(any_in(item) for item in value)
    if isinstance(value, dict):
        return _float(value)
    return value


def program_in(value: Any) -> Program:
    """A program from its operations."""
    if not isinstance(value, list) or not all(isinstance(operation, dict) for operation in value):
        raise WireError("a program is a list of operations")
    return Program([_with_floats(operation) for operation in value])


def _with_floats(value: Any) -> Any:
    if isinstance(value, list):
        return [_with_floats(item) if isinstance(item, (list, dict)) else item for item in value]
    if isinstance(value, dict):
        if len(value) == 1 and "float" in value:
            return _float(value)
        return {key: _with_floats(item) if isinstance(item, (list, dict)) else item for key, item in value.items()}
    return value


def _float(value: dict[str, Any]) -> float:
    if value.keys() == {"float"} and value["float"] in ("nan", "inf", "-inf"):
        return float(value["float"])
    raise WireError(f"no value: {_short(value)}")


# Arrays and bytes


def array_out(array: Array) -> dict[str, Any]:
    """An array as dtype, dims and base64 of its elements, row by row, little endian."""
    if array.dtype.name not in DTYPES:
        raise TypeError(f"an array of {array.dtype} can't be sent")
    data = array.astype(array.dtype.newbyteorder("<"), copy=False).tobytes()
    return {"dtype": array.dtype.name, "dims": list(array.shape), "data": base64.b64encode(data).decode()}


def as_arrays(values: Mapping[str, Any]) -> dict[str, Array]:
    """These values as arrays: what NumPy made a scalar would lose its dtype."""
    return {name: np.asarray(value) for name, value in values.items()}


def array_in(value: Any) -> Array:
    """The array that `array_out` wrote, writable."""
    if not isinstance(value, dict) or value.keys() != {"dtype", "dims", "data"}:
        raise WireError(f"no array: {_short(value)}")
    dims, name = _ints(value["dims"]), _str(value["dtype"])
    if name not in DTYPES:
        raise WireError(f"no dtype of arrays: {_short(name)}")
    if any(extent < 0 for extent in dims) or len(dims) > 32:
        raise WireError(f"no dims of an array: {_short(dims)}")
    data, dtype = _base64(value["data"]), np.dtype(name).newbyteorder("<")
    if len(data) != math.prod(dims) * dtype.itemsize:
        raise WireError(f"an array of {name} {list(dims)} has {len(data)} bytes")
    return np.frombuffer(data, dtype).reshape(dims).astype(name)


def bytes_in(value: Any) -> bytes:
    """Bytes from ``{"base64": ...}``."""
    if not isinstance(value, dict) or value.keys() != {"base64"}:
        raise WireError(f"no bytes: {_short(value)}")
    return _base64(value["base64"])


def _base64(value: Any) -> bytes:
    try:
        return base64.b64decode(_str(value), validate=True)
    except (binascii.Error, ValueError) as error:
        raise WireError(f"no base64: {_short(value)}") from error


def arrays_in(value: Any) -> dict[str, Array]:
    """Arrays by name."""
    if not isinstance(value, dict):
        raise WireError(f"no arrays by name: {_short(value)}")
    return {name: array_in(array) for name, array in value.items()}


def _batches(value: Any) -> list[dict[str, Array]]:
    return [arrays_in(batch) for batch in _list(value)]


# Values of one kind


def _scalar(value: Any) -> Any:
    """A scalar of any type: what an engine returns in the place of the right one is for the case to judge."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, dict):
        return _float(value)
    raise WireError(f"{_short(value)} is no scalar")


def _bool(value: Any) -> bool:
    if value is True or value is False:
        return bool(value)
    raise WireError(f"{_short(value)} is no boolean")


def _int(value: Any) -> int:
    if type(value) is int:
        return value
    raise WireError(f"{_short(value)} is no integer")


def _number(value: Any) -> float:
    if type(value) in (int, float):
        return float(value)
    if isinstance(value, dict):
        return _float(value)
    raise WireError(f"{_short(value)} is no number")


def _str(value: Any) -> str:
    if isinstance(value, str):
        return value
    raise WireError(f"{_short(value)} is no string")


def _list(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    raise WireError(f"{_short(value)} is no list")


_INT = {int}


def _ints(value: Any) -> tuple[int, ...]:
    if not set(map(type, _list(value))) <= _INT:
        raise WireError(f"{_short(value)} are no integers")
    return tuple(value)


def _names(value: Any) -> tuple[str, ...]:
    return tuple(_str(item) for item in _list(value))


def _ranges(value: Any) -> tuple[tuple[int, ...], ...]:
    return tuple(_ints(item) for item in _list(value))


def _calibration(value: Any) -> Calibration:
    if not isinstance(value, dict) or not value.keys() <= {"asked", "batches", "cache"}:
        raise WireError(f"no calibration: {_short(value)}")
    cache = value.get("cache")
    return Calibration(
        tuple(_names(names) for names in _list(value.get("asked", []))),
        _int(value.get("batches", 0)),
        None if cache is None else bytes_in(cache),
    )


def _optional(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else read(value)


SCALARS = ("none", "bool", "int", "float", "str", "str?", "key")
"""Kinds of results that are one number, text or truth value, or nothing."""

RESULTS: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(SCALARS, _scalar),
    "dims": _optional(_ints),
    "ranges": _optional(_ranges),
    "names": _optional(_names),
    "bytes": _optional(bytes_in),
    "arrays": _optional(arrays_in),
    "calibration": _optional(_calibration),
    "any": any_in,
}
"""How the value of an answer is read, by the kind that its call states."""

ARGUMENTS: dict[str, Callable[[Any], Any]] = {
    "program": program_in,
    "bool?": _optional(_bool),
    "float": _number,
    "bytes": bytes_in,
    "bytes?": _optional(bytes_in),
    "arrays": arrays_in,
    "batches": _batches,
    "any": any_in,
}
"""How an argument is read; one of another kind is handed on as it is, for the engine to refuse."""


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
        raise WireError(f"no answer: {_short(message)}")
    if len(message) == 1 and "value" in message:
        return Answer(read(message["value"]))
    if not message.keys() <= ANSWER_KEYS:
        raise WireError(f"no answer: {_short(message)}")
    records = message.get("records")
    found = () if records is None else tuple(_record_in(record) for record in _list(records))
    emulated = _bool(message.get("emulated", False))
    refusal = message.get("refusal")
    if refusal is None:
        return Answer(read(message.get("value")), None, found, emulated)
    if "value" in message:
        raise WireError("an answer with both a value and a refusal")
    if not isinstance(refusal, dict) or not {"channel"} <= refusal.keys() <= {"channel", "text"}:
        raise WireError(f"no refusal: {_short(refusal)}")
    return Answer(None, Refusal(_str(refusal["channel"]), _str(refusal.get("text", ""))), found, emulated)


def answers_in(value: Any) -> list[Answer[Any]]:
    """The answers to the operations of a program."""
    return [answer_in(message, _scalar) for message in _list(value)]


RESULTS["answers"] = answers_in


def _record_in(message: Any) -> LogRecord:
    keys = {"severity", "text", "clause", "code"}
    if not isinstance(message, dict) or not {"severity", "text"} <= message.keys() <= keys:
        raise WireError(f"no log record: {_short(message)}")
    clause, code = message.get("clause"), message.get("code")
    return LogRecord(
        _str(message["severity"]),
        _str(message["text"]),
        None if clause is None else _str(clause),
        None if code is None else _int(code),
    )


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:80]}..."
