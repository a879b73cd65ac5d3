"""Values of every kind as they are written in JSON, and read back without trusting them.

Nothing that comes in is evaluated; what does not have the form of its kind is a `WireError`.
"""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from dynshape_fixtures.program import Program

from ..adapter import Array, Calibration

DTYPES = frozenset(
    "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64".split()  # noqa: SIM905
)
"""Dtypes of arrays, little endian, one byte for a bool."""


class WireError(ValueError):
    """A line, or a value in it, that is not what the protocol says."""


_AS_THEY_ARE = frozenset({type(None), bool, int, str})
_BASES: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (str, str.__str__),
    (int, int),
    (float, float),
    (tuple, list),
    (list, list),
)


def plain(value: Any) -> Any:
    """The value as JSON has it: lists, objects, finite numbers; raises `TypeError` for what is no plain data."""
    kind = type(value)
    if kind in _AS_THEY_ARE:
        return value
    if kind is tuple or kind is list:
        return value if _AS_THEY_ARE.issuperset(map(type, value)) else [plain(item) for item in value]
    if kind is float:
        return value if math.isfinite(value) else {"float": str(value)}
    if isinstance(value, Mapping):
        return {text_in(key): plain(item) for key, item in value.items()}
    return _converted(value)


def _converted(value: Any) -> Any:
    """NumPy's scalars and arrays, bytes, programs, and types that are made of plain ones."""
    if isinstance(value, np.ndarray):
        return array_out(value)
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, (bytes, bytearray)):
        return {"base64": base64.b64encode(value).decode()}
    if isinstance(value, Program):
        return plain(value.operations)
    if isinstance(value, Calibration):
        return plain({"asked": value.asked, "batches": value.batches, "cache": value.cache})
    for base, made in _BASES:
        if isinstance(value, base):
            return plain(made(value))
    raise TypeError(f"a {type(value).__name__} can't be sent")


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


def finite_program_in(value: Any) -> Program:
    """A program in a line without ``{"float": ...}``: there is nothing to replace in it."""
    if not isinstance(value, list) or not all(isinstance(operation, dict) for operation in value):
        raise WireError("a program is a list of operations")
    return Program(value)


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
    raise WireError(f"no value: {short(value)}")


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
        raise WireError(f"no array: {short(value)}")
    dims, name = _ints(value["dims"]), text_in(value["dtype"])
    if name not in DTYPES:
        raise WireError(f"no dtype of arrays: {short(name)}")
    if any(extent < 0 for extent in dims) or len(dims) > 32:
        raise WireError(f"no dims of an array: {short(dims)}")
    data, dtype = _base64(value["data"]), np.dtype(name).newbyteorder("<")
    if len(data) != math.prod(dims) * dtype.itemsize:
        raise WireError(f"an array of {name} {list(dims)} has {len(data)} bytes")
    return np.frombuffer(data, dtype).reshape(dims).astype(name)


def bytes_in(value: Any) -> bytes:
    """Bytes from ``{"base64": ...}``."""
    if not isinstance(value, dict) or value.keys() != {"base64"}:
        raise WireError(f"no bytes: {short(value)}")
    return _base64(value["base64"])


def _base64(value: Any) -> bytes:
    try:
        return base64.b64decode(text_in(value), validate=True)
    except (binascii.Error, ValueError) as error:
        raise WireError(f"no base64: {short(value)}") from error


def arrays_in(value: Any) -> dict[str, Array]:
    """Arrays by name."""
    if not isinstance(value, dict):
        raise WireError(f"no arrays by name: {short(value)}")
    return {name: array_in(array) for name, array in value.items()}


def _batches(value: Any) -> list[dict[str, Array]]:
    return [arrays_in(batch) for batch in list_in(value)]


# Values of one kind


def scalar_in(value: Any) -> Any:
    """A scalar of any type: what an engine returns in the place of the right one is for the case to judge."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, dict):
        return _float(value)
    raise WireError(f"{short(value)} is no scalar")


def bool_in(value: Any) -> bool:
    """A boolean."""
    if value is True or value is False:
        return bool(value)
    raise WireError(f"{short(value)} is no boolean")


def int_in(value: Any) -> int:
    """An integer, which a boolean is not."""
    if type(value) is int:
        return value
    raise WireError(f"{short(value)} is no integer")


def _number(value: Any) -> float:
    if type(value) in (int, float):
        return float(value)
    if isinstance(value, dict):
        return _float(value)
    raise WireError(f"{short(value)} is no number")


def text_in(value: Any) -> str:
    """A string."""
    if isinstance(value, str):
        return value
    raise WireError(f"{short(value)} is no string")


def list_in(value: Any) -> list[Any]:
    """A list."""
    if isinstance(value, list):
        return value
    raise WireError(f"{short(value)} is no list")


_INT = {int}


def _ints(value: Any) -> tuple[int, ...]:
    if not set(map(type, list_in(value))) <= _INT:
        raise WireError(f"{short(value)} are no integers")
    return tuple(value)


def _names(value: Any) -> tuple[str, ...]:
    return tuple(text_in(item) for item in list_in(value))


def _ranges(value: Any) -> tuple[tuple[int, ...], ...]:
    return tuple(_ints(item) for item in list_in(value))


def _calibration(value: Any) -> Calibration:
    if not isinstance(value, dict) or not value.keys() <= {"asked", "batches", "cache"}:
        raise WireError(f"no calibration: {short(value)}")
    cache = value.get("cache")
    return Calibration(
        tuple(_names(names) for names in list_in(value.get("asked", []))),
        int_in(value.get("batches", 0)),
        None if cache is None else bytes_in(cache),
    )


def _optional(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else read(value)


SCALARS = ("none", "bool", "int", "float", "str", "str?", "key")
"""Kinds of results that are one number, text or truth value, or nothing."""

RESULTS: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(SCALARS, scalar_in),
    "dims": _optional(_ints),
    "ranges": _optional(_ranges),
    "names": _optional(_names),
    "bytes": _optional(bytes_in),
    "arrays": _optional(arrays_in),
    "calibration": _optional(_calibration),
    "any": any_in,
}
"""How the value of an answer is read, by the kind that its call states; `wire.RESULTS` has all kinds."""

ARGUMENTS: dict[str, Callable[[Any], Any]] = {
    "program": program_in,
    "bool?": _optional(bool_in),
    "float": _number,
    "bytes": bytes_in,
    "bytes?": _optional(bytes_in),
    "arrays": arrays_in,
    "batches": _batches,
    "any": any_in,
}
"""How an argument is read; one of another kind is handed on as it is, for the engine to refuse."""


def short(value: Any) -> str:
    """The value in a few words."""
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:80]}..."
