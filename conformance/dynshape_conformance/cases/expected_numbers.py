"""What operations on numbers should give, in float64, and how far off a result may be.

The unit of a type is half the spacing of its numbers relative to their size: 2^-24 for float32,
2^-11 for float16. An operation that is rounded once is off by one unit of its result at most.

- `rounded`: n units of the result, n = 1 for what IEEE 754 rounds correctly, plus the smallest
  subnormal number, since results that small may be flushed to zero or rounded to it.
- `summed`: (n + 2) units of the sum of the magnitudes of n terms: each of n - 1 additions and one
  multiplication rounds, in any order, and so does the result.
- Functions that hardware approximates (exp, sin, tanh ...) may be off by 16 units, so 8 ULP, of the
  greatest magnitude that the formula passes through. No source states a limit: this one is a choice.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..adapter import Array

UNITS = {"float32": 2.0**-24, "float16": 2.0**-11}
SMALLEST = {"float32": 2.0**-126, "float16": 2.0**-24}
APPROXIMATED = 16


def unit(dtype: str) -> float:
    """The unit of a floating-point type; 0 for integers and Bool, which are exact."""
    return UNITS.get(dtype, 0.0)


def rounded(want: Array, dtype: str, n: int = 1, magnitude: Array | float = 0.0) -> Array:
    """``n`` units of the result, or of ``magnitude`` where that is greater."""
    size = np.maximum(np.abs(want.astype(np.float64)), magnitude)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(np.isfinite(size), n * unit(dtype) * size + SMALLEST.get(dtype, 0.0), 0.0))


def summed(count: int, magnitude: Array, dtype: str) -> Array:
    """(count + 2) units of ``magnitude``, the sum of the terms' magnitudes."""
    return np.asarray((count + 2) * unit(dtype) * magnitude + SMALLEST.get(dtype, 0.0))


def wide(x: Array) -> Array:
    """The numbers as float64 or, integers, as int64."""
    return x.astype(np.float64) if x.dtype.kind == "f" else x.astype(np.int64) if x.dtype.kind == "i" else x


def divided(a: Array, b: Array) -> Array:
    """Division as in C: integers truncate toward zero."""
    if a.dtype.kind == "f":
        return np.asarray(a / b)
    return np.asarray(np.sign(a) * np.sign(b) * (np.abs(a) // np.abs(b)))


def erf(x: Array) -> Array:
    """The error function."""
    return np.array([math.erf(float(value)) for value in x.ravel()]).reshape(x.shape)


BINARY: dict[str, Any] = {
    "SUM": lambda a, b: a + b,
    "PROD": lambda a, b: a * b,
    "MAX": lambda a, b: np.where(a > b, a, b),
    "MIN": lambda a, b: np.where(a < b, a, b),
    "SUB": lambda a, b: a - b,
    "DIV": divided,
    "POW": lambda a, b: a**b,
    "FLOOR_DIV": lambda a, b: np.floor(a / b) if a.dtype.kind == "f" else a // b,
    "AND": lambda a, b: a & b,
    "OR": lambda a, b: a | b,
    "XOR": lambda a, b: a ^ b,
    "EQUAL": lambda a, b: a == b,
    "GREATER": lambda a, b: a > b,
    "LESS": lambda a, b: a < b,
}
LOGICAL = ("AND", "OR", "XOR")
COMPARISONS = ("EQUAL", "GREATER", "LESS")
ARITHMETIC = ("SUM", "PROD", "MAX", "MIN", "SUB", "DIV", "FLOOR_DIV")

UNARY: dict[str, Any] = {
    "EXP": np.exp,
    "LOG": np.log,
    "SQRT": np.sqrt,
    "RECIP": lambda x: 1 / x,
    "ABS": np.abs,
    "NEG": lambda x: -x,
    "SIN": np.sin,
    "COS": np.cos,
    "TAN": np.tan,
    "SINH": np.sinh,
    "COSH": np.cosh,
    "ASIN": np.arcsin,
    "ACOS": np.arccos,
    "ATAN": np.arctan,
    "ASINH": np.arcsinh,
    "ACOSH": np.arccosh,
    "ATANH": np.arctanh,
    "CEIL": np.ceil,
    "FLOOR": np.floor,
    "ERF": erf,
    "SIGN": np.sign,
    "ROUND": np.rint,
}
EXACT_UNARY = ("ABS", "NEG", "CEIL", "FLOOR", "SIGN", "ROUND")
ABOVE_ONE = ("ACOSH",)
POSITIVE = ("LOG", "SQRT", "RECIP")
WITHIN_ONE = ("ASIN", "ACOS", "ATANH")


def domain(op: str) -> Array:
    """Numbers, exact in float16, at which a unary operation is defined."""
    if op in ABOVE_ONE:
        return np.array([1.0, 1.25, 1.5, 2.0, 3.75, 10.0])
    if op in POSITIVE:
        return np.array([0.0625, 0.5, 1.0, 1.5, 4.0, 9.0])
    if op in WITHIN_ONE:
        return np.array([-0.875, -0.5, 0.0, 0.25, 0.75, 0.9375])
    return np.array([-2.5, -1.5, -1.0, -0.5, 0.0, 0.25, 0.5, 1.0, 1.5, 2.5])


ACTIVATIONS: dict[str, Any] = {
    "RELU": lambda x, a, b: np.where(x > 0, x, 0),
    "SIGMOID": lambda x, a, b: 1 / (1 + np.exp(-x)),
    "TANH": lambda x, a, b: np.tanh(x),
    "LEAKY_RELU": lambda x, a, b: np.where(x >= 0, x, a * x),
    "ELU": lambda x, a, b: np.where(x >= 0, x, a * (np.exp(x) - 1)),
    "SELU": lambda x, a, b: np.where(x > 0, b * x, b * (a * np.exp(x) - a)),
    "SOFTSIGN": lambda x, a, b: x / (1 + np.abs(x)),
    "SOFTPLUS": lambda x, a, b: a * np.log(np.exp(b * x) + 1),
    "CLIP": lambda x, a, b: np.maximum(a, np.minimum(b, x)),
    "HARD_SIGMOID": lambda x, a, b: np.maximum(0, np.minimum(1, a * x + b)),
    "SCALED_TANH": lambda x, a, b: a * np.tanh(b * x),
    "THRESHOLDED_RELU": lambda x, a, b: np.where(x > a, x, 0),
}
PICKING = ("RELU", "CLIP", "THRESHOLDED_RELU")
"""Activations whose result is one of the given numbers."""
IGNORE_ALPHA = ("RELU", "SIGMOID", "TANH", "SOFTSIGN")
IGNORE_BETA = (*IGNORE_ALPHA, "LEAKY_RELU", "ELU", "THRESHOLDED_RELU")


def activation_bound(type: str, want: Array, x: Array, alpha: float, beta: float, dtype: str) -> Array:
    """16 units of the greatest magnitude in the formula; nothing for what only picks."""
    if type in PICKING:
        return rounded(want, dtype)
    size = np.abs(x) * max(1.0, abs(alpha), abs(beta)) + abs(alpha) + abs(alpha * beta) + 1.0
    if type in ("RELU", "LEAKY_RELU", "SIGMOID", "TANH", "SOFTSIGN"):
        size = np.abs(want)
    return rounded(want, dtype, APPROXIMATED, size)


def reduced(op: str, x: Array, axes: tuple[int, ...], keep: bool) -> Array:
    """A reduction in float64 or int64; over nothing it gives its identity (DS-LAY-042)."""
    data = wide(x)
    if op == "AVG":
        count = math.prod(x.shape[axis] for axis in axes)
        total = data.sum(axis=axes, keepdims=keep)
        if x.dtype.kind == "f":
            with np.errstate(invalid="ignore"):
                return np.asarray(total / np.float64(count))
        return np.zeros_like(total) if count == 0 else divided(total, np.full_like(total, count))
    if op == "SUM":
        return np.asarray(data.sum(axis=axes, keepdims=keep))
    if op == "PROD":
        return np.asarray(data.prod(axis=axes, keepdims=keep))
    limits = (-np.inf, np.inf) if x.dtype.kind == "f" else (np.iinfo(x.dtype).min, np.iinfo(x.dtype).max)
    if op == "MAX":
        return np.asarray(data.max(axis=axes, keepdims=keep, initial=limits[0]))
    return np.asarray(data.min(axis=axes, keepdims=keep, initial=limits[1]))
