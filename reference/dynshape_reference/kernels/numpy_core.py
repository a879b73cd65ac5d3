"""Operations element by element, reductions, products and movements, in float64 where numbers are floats.

Numbers in the comments are clause ids.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..dims import Extents
from ..dtypes import Array, DataType, nptype

Unary = Callable[[Array], Array]


class CoreKernels:
    """Operations of the layers in ``additions/core.py``; see `kernels.device.Device`."""

    def settle(self, array: Array) -> Array:
        """See `Device.settle`: nothing is put off."""
        return array

    def fetch(self, x: Array) -> Array:
        """See `Device.fetch`."""
        return x

    def synchronize(self) -> None:
        """See `Device.synchronize`."""

    def cast(self, x: Array, dtype: DataType) -> Array:
        """See `Device.cast`. Out of range floats saturate; NaN gives 0."""
        target = np.dtype(nptype(dtype))
        if x.dtype == target:
            return x
        if target.kind == "b":
            return np.asarray(x != 0)
        with np.errstate(all="ignore"):
            if x.dtype.kind == "f" and target.kind in "iu":
                info = np.iinfo(target)
                whole = np.trunc(np.nan_to_num(x.astype(np.float64), nan=0.0))
                inside = (whole >= info.min) & (whole < float(info.max) + 1)
                kept = np.where(inside, whole, 0).astype(target)
                return np.where(inside, kept, np.where(whole > 0, info.max, info.min)).astype(target)
            return x.astype(target)

    def elementwise(self, op: str, a: Array, b: Array) -> Array:
        """See `Device.elementwise`."""
        if a.dtype.kind != "f" and op not in _MAY_WARN:
            return np.asarray(_BINARY[op](a, b))
        with np.errstate(all="ignore"):
            return np.asarray(_BINARY[op](_wide(a), _wide(b)))

    def unary(self, op: str, x: Array) -> Array:
        """See `Device.unary`."""
        with np.errstate(all="ignore"):
            return np.asarray(_UNARY[op](_wide(x)))

    def activation(self, type: str, x: Array, alpha: float, beta: float) -> Array:
        """See `Device.activation`; formulas of DS-LAY-052."""
        with np.errstate(all="ignore"):
            return np.asarray(_ACTIVATION[type](_wide(x), alpha, beta))

    def reduce(self, op: str, x: Array, axes: Sequence[int], keep_dims: bool) -> Array:
        """See `Device.reduce`; an empty volume gives the identity (DS-LAY-042)."""
        wide = _wide(x)
        over: dict[str, Any] = {"axis": tuple(axes), "keepdims": keep_dims}
        with np.errstate(all="ignore"):
            if op == "SUM":
                return np.asarray(np.sum(wide, dtype=wide.dtype, **over))
            if op == "PROD":
                return np.asarray(np.prod(wide, dtype=wide.dtype, **over))
            if op == "MAX":
                return np.asarray(np.max(wide, initial=_least(x.dtype), **over))
            if op == "MIN":
                return np.asarray(np.min(wide, initial=_greatest(x.dtype), **over))
            count = math.prod(x.shape[axis] for axis in axes)
            total = np.sum(wide, dtype=wide.dtype, **over)
            if wide.dtype.kind == "f":
                return np.asarray(total / np.float64(count))
            return np.asarray(_divide(total, np.asarray(count, wide.dtype)) if count else np.zeros_like(total))

    def matrix_multiply(self, a: Array, b: Array) -> Array:
        """See `Device.matrix_multiply`."""
        with np.errstate(all="ignore"):
            return np.asarray(np.matmul(_wide(a), _wide(b)))

    def reshape(self, x: Array, dims: Extents) -> Array:
        """See `Device.reshape`."""
        return x.reshape(dims)

    def transpose(self, x: Array, order: Sequence[int]) -> Array:
        """See `Device.transpose`."""
        return x.transpose(order)

    def concatenate(self, arrays: Sequence[Array], axis: int) -> Array:
        """See `Device.concatenate`."""
        return np.concatenate(arrays, axis)

    def take(self, x: Array, coordinates: Sequence[Array], fill: Array) -> Array:
        """See `Device.take`."""
        outside = [line < 0 for line in coordinates]
        dims = tuple(line.size for line in coordinates)
        if 0 in dims:
            return np.zeros(dims, x.dtype)
        if x.size == 0:
            return np.full(dims, fill, x.dtype)
        picked = x[np.ix_(*coordinates)] if dims else x.copy()
        for axis, flags in enumerate(outside):
            if flags.any():
                picked[(slice(None),) * axis + (flags,)] = fill
        return np.asarray(picked)

    def slice(
        self,
        x: Array,
        lines: Callable[[], list[Array]],
        mode: str,
        start: Extents,
        size: Extents,
        stride: Extents,
        fill: Array,
    ) -> Array:
        """See `Device.slice`."""
        return self.take(x, lines(), fill)


def _wide(x: Array) -> Array:
    return x.astype(np.float64) if x.dtype.kind == "f" else x


def _least(dtype: np.dtype[Any]) -> Any:
    return -np.inf if dtype.kind == "f" else np.iinfo(dtype).min


def _greatest(dtype: np.dtype[Any]) -> Any:
    return np.inf if dtype.kind == "f" else np.iinfo(dtype).max


def _divide(a: Array, b: Array) -> Array:
    # Integers truncate toward zero, as in C (DS-LAY-004).
    if a.dtype.kind == "f":
        return np.asarray(a / b)
    quotient = a // b
    return np.asarray(quotient + ((quotient * b != a) & ((a < 0) != (b < 0))))


def _floor_divide(a: Array, b: Array) -> Array:
    return np.asarray(np.floor(a / b) if a.dtype.kind == "f" else a // b)


def _power(a: Array, b: Array) -> Array:
    if a.dtype.kind == "f":
        return np.asarray(np.power(a, b))
    raised = np.power(a, np.maximum(b, 0))
    # A negative power of an integer is a fraction, which truncates to 0 except for 1 and -1.
    unit = np.where(a == 1, 1, np.where(a == -1, np.where(b % 2 == 0, 1, -1), 0))
    return np.asarray(np.where(b < 0, unit, raised).astype(a.dtype))


def _round(x: Array) -> Array:
    return np.asarray(np.rint(x))


def _erf(x: Array) -> Array:
    return np.vectorize(math.erf, otypes=[np.float64])(x) if x.size else x


_MAY_WARN = ("DIV", "POW", "FLOOR_DIV")
"""Operations that NumPy warns about even on integers."""

_BINARY: dict[str, Callable[[Array, Array], Any]] = {
    "SUM": np.add,
    "PROD": np.multiply,
    "MAX": np.maximum,
    "MIN": np.minimum,
    "SUB": np.subtract,
    "DIV": _divide,
    "POW": _power,
    "FLOOR_DIV": _floor_divide,
    "AND": np.logical_and,
    "OR": np.logical_or,
    "XOR": np.logical_xor,
    "EQUAL": np.equal,
    "GREATER": np.greater,
    "LESS": np.less,
}

_UNARY: dict[str, Unary] = {
    "EXP": np.exp,
    "LOG": np.log,
    "SQRT": np.sqrt,
    "RECIP": np.reciprocal,
    "ABS": np.abs,
    "NEG": np.negative,
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
    "ERF": _erf,
    "NOT": np.logical_not,
    "SIGN": np.sign,
    "ROUND": _round,
    "ISINF": np.isinf,
}

_ACTIVATION: dict[str, Callable[[Array, float, float], Any]] = {
    "RELU": lambda x, a, b: np.maximum(x, 0),
    "SIGMOID": lambda x, a, b: 1 / (1 + np.exp(-x)),
    "TANH": lambda x, a, b: np.tanh(x),
    "LEAKY_RELU": lambda x, a, b: np.where(x >= 0, x, a * x),
    "ELU": lambda x, a, b: np.where(x >= 0, x, a * np.expm1(x)),
    "SELU": lambda x, a, b: np.where(x > 0, b * x, b * a * np.expm1(x)),
    "SOFTSIGN": lambda x, a, b: x / (1 + np.abs(x)),
    "SOFTPLUS": lambda x, a, b: a * np.logaddexp(b * x, 0),
    "CLIP": lambda x, a, b: np.maximum(a, np.minimum(b, x)),
    "HARD_SIGMOID": lambda x, a, b: np.maximum(0, np.minimum(1, a * x + b)),
    "SCALED_TANH": lambda x, a, b: a * np.tanh(b * x),
    "THRESHOLDED_RELU": lambda x, a, b: np.where(x > a, x, 0),
}
