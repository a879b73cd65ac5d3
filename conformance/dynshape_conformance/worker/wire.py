"""Lines of JSON and the answers in them; `values` is for what is in the answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import msgspec
from dynshape_fixtures.program import Program

from ..adapter import Answer, LogRecord, Refusal
from . import values
from .calls import MAX_LINE
from .values import WireError, bool_in, int_in, list_in, plain, scalar_in, short, text_in

# Lines


def encode(message: Any) -> bytes:
    """The message as JSON, on one line without its end; raises `TypeError` for what is no plain data."""
    return encode_plain(plain(message))


def encode_plain(message: Any) -> bytes:
    """The message as JSON, where all in it is plain (`values.plain`) or encoded already."""
    try:
        return _ENCODER.encode(message)
    except UnicodeEncodeError:
        # Half a surrogate pair, which JSON can only escape.
        return json.dumps(message, default=_decoded, separators=(",", ":"), allow_nan=False).encode()


def encode_program(program: Any) -> msgspec.Raw:
    """A program as JSON, to be put into a message."""
    operations = program.operations if isinstance(program, Program) else program
    try:
        text = _ENCODER.encode(operations)
        # A float that JSON has no number for comes out as null: rare, so only then is the program looked through.
        return msgspec.Raw(encode(operations) if b"null" in text else text)
    except UnicodeEncodeError:
        return msgspec.Raw(encode(operations))


def within(line: bytes) -> bytes:
    """The line with its end; raises `WireError` where it is too long."""
    if len(line) >= MAX_LINE:
        raise WireError(f"a line of {len(line) + 1} bytes; the limit is {MAX_LINE}")
    return line + b"\n"


def decode(line: bytes) -> Any:
    """The message in a line; raises `WireError` for what is no JSON."""
    try:
        return _DECODER.decode(line)
    except (msgspec.DecodeError, RecursionError):
        return _decode_slowly(line)


def _decode_slowly(line: bytes) -> Any:
    """By the standard library, which takes what the fast decoder does not: halves of surrogate pairs, huge floats."""
    try:
        return json.loads(line.decode(), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        start = line[:80].decode("utf-8", "backslashreplace").strip()
        raise WireError(f"no line of JSON ({type(error).__name__}): {start!r}") from error


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


def _decoded(value: Any) -> Any:
    return json.loads(bytes(value)) if isinstance(value, msgspec.Raw) else plain(value)


_ENCODER = msgspec.json.Encoder(enc_hook=plain)
_DECODER = msgspec.json.Decoder()


# Answers


def answer_out(answer: Answer[Any]) -> dict[str, Any]:
    """An answer as plain data, without what is empty; raises `TypeError` for a value that is no plain data."""
    message: dict[str, Any] = {}
    if answer.refusal is not None:
        message["refusal"] = _refusal_out(answer.refusal)
    elif answer.value is not None:
        message["value"] = plain(answer.value)
    if answer.emulated:
        message["emulated"] = True
    if answer.records:
        message["records"] = [_record_out(record) for record in answer.records]
    return message


def _refusal_out(refusal: Refusal) -> dict[str, Any]:
    if not (isinstance(refusal, Refusal) and isinstance(refusal.channel, str) and isinstance(refusal.text, str)):
        raise TypeError(f"{short(refusal)} is no Refusal with a channel and a text, both strings")
    return {"channel": plain(refusal.channel), "text": plain(refusal.text)}


def _record_out(record: LogRecord) -> dict[str, Any]:
    if not (isinstance(record, LogRecord) and isinstance(record.severity, str) and isinstance(record.text, str)):
        raise TypeError(f"{short(record)} is no LogRecord with a severity and a text, both strings")
    message = {"severity": plain(record.severity), "text": plain(record.text)}
    if record.clause is not None:
        message["clause"] = plain(record.clause)
    if record.code is not None:
        message["code"] = plain(record.code)
    return message


ANSWER_KEYS = frozenset({"value", "refusal", "records", "emulated"})
NO_ANSWER = ("unsupported", "error", "lost")
"""Keys of what stands in the place of an answer."""


def answer_in(message: Any, read: Callable[[Any], Any]) -> Answer[Any]:
    """The answer that `answer_out` wrote; ``read`` reads its value."""
    if not isinstance(message, dict):
        raise WireError(f"no answer: {short(message)}")
    if not message:
        return Answer(read(None))
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
    return [answer_in(message, scalar_in) if message != {} else _ACCEPTED for message in list_in(value)]


_ACCEPTED: Answer[Any] = Answer()
"""The answer to most operations."""


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
