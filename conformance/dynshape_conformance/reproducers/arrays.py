"""Arrays as NumPy expressions."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..adapter import Array

LONGEST = 4000
"""Characters of a literal."""


class NotWritable(Exception):
    """A call that can't be written as Python; the text says why."""


def array_text(array: Array, longest: float = LONGEST) -> str:
    """The array as a NumPy expression; raises `NotWritable` for one of more than ``longest`` characters."""
    values, kind, shape = array.ravel(), array.dtype.name, array.shape
    reshape = f".reshape({shape})" if len(shape) != 1 else ""
    if array.size == 0:
        return f"np.empty({shape}, np.{_kind(kind)})"
    if array.size > 8 and (values == values[0]).all():
        return f"np.full({shape}, {values[0].item()!r}, np.{_kind(kind)})"
    if array.size > 8 and kind not in ("bool",) and np.array_equal(values, np.arange(array.size) + values[0]):
        start = values[0].item()
        return f"np.arange({start!r}, {start + array.size!r}).astype(np.{_kind(kind)}){reshape}"
    text = f"np.array([{', '.join(map(_number, values.tolist()))}], np.{_kind(kind)}){reshape}"
    if len(text) > longest:
        raise NotWritable(f"an array of {array.size} elements without a pattern")
    return text


def _kind(name: str) -> str:
    return "bool_" if name == "bool" else name


def _number(item: Any) -> str:
    if isinstance(item, float) and not np.isfinite(item):
        return {"nan": "np.nan", "inf": "np.inf", "-inf": "-np.inf"}[str(item)]
    return repr(item)


def nested(array: Array) -> str:
    """The elements as nested tuples, as scripts compare them."""
    return repr(_tuples(array.tolist()))


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
