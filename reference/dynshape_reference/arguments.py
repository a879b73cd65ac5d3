"""How arguments of the API are read: what is of the wrong kind raises TypeError, as TensorRT's bindings do."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from .dims import show_number


def read_int(value: Any, bits: int = 32) -> int:
    """An integer, Python's or NumPy's; TypeError for anything else and for one that ``bits`` bits can't hold."""
    number = operator.index(value)
    if not -(2 ** (bits - 1)) <= number < 2 ** (bits - 1):
        raise TypeError(f"{show_number(number)} is no {bits}-bit integer")
    return number


def read_handle(value: Any) -> int:
    """An address, a stream or an event: an integer, or an object that ``int()`` makes one of.

    The latter are what CUDA's own Python packages hand out. TypeError for anything else, floats and text included.
    """
    if type(value) is int:
        return value
    if hasattr(type(value), "__index__"):
        return operator.index(value)
    if not hasattr(type(value), "__int__") or isinstance(value, (float, np.floating)):
        raise TypeError(f"an address or a handle is wanted, not {type(value).__name__}")
    return int(value)


def read_float(value: Any) -> float:
    """A float; TypeError for what is no number, and for an integer that no float can hold."""
    if isinstance(value, (str, bytes)):
        raise TypeError(f"a number is wanted, not {type(value).__name__}")
    try:
        return float(value)
    except OverflowError as error:
        raise TypeError(f"no float holds such a number: {error}") from None


def positive(value: Any) -> float:
    """A finite float above 0; ValueError for any other."""
    read = read_float(value)
    if not 0 < read < float("inf"):
        raise ValueError(f"{read} is not positive")
    return read


def read_truth(value: Any) -> bool:
    """A truth value: a bool, a number, or None for False; TypeError for anything else."""
    if value is not None and not isinstance(value, (bool, int, float, np.bool_, np.number)):
        raise TypeError(f"a bool is wanted, not {type(value).__name__}")
    return bool(value)


def read_text(value: Any) -> str:
    """A str; TypeError for anything else."""
    if not isinstance(value, str):
        raise TypeError(f"a str is wanted, not {type(value).__name__}")
    return value
