"""What a device offers: arrays and the operations on them, called by layers by name.

Floating-point operations round once, from float64, to the type of the result; integers wrap.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ..dims import Extents
from ..dtypes import Array, DataType


class Device(Protocol):
    """Arrays in, arrays out. Operations are named by TensorRT's enumerators (``SUM``, ``RELU``)."""

    checks_values: bool
    """True in phase 1, where a value without meaning (a division by zero) is refused."""

    def cast(self, x: Array, dtype: DataType) -> Array:
        """``x`` in another type: floats to integers truncate, anything to Bool is ``!= 0``."""

    def elementwise(self, op: str, a: Array, b: Array) -> Array:
        """A binary operation with broadcasting."""

    def unary(self, op: str, x: Array) -> Array:
        """A unary operation."""

    def activation(self, type: str, x: Array, alpha: float, beta: float) -> Array:
        """An activation function."""

    def reduce(self, op: str, x: Array, axes: Sequence[int], keep_dims: bool) -> Array:
        """A reduction over ``axes``."""

    def matrix_multiply(self, a: Array, b: Array) -> Array:
        """The product over the last axis of ``a`` and the last but one of ``b``, leading axes broadcast."""

    def reshape(self, x: Array, dims: Extents) -> Array:
        """``x`` with other dims of the same volume."""

    def transpose(self, x: Array, order: Sequence[int]) -> Array:
        """``x`` with output axis k taken from input axis ``order[k]``."""

    def concatenate(self, arrays: Sequence[Array], axis: int) -> Array:
        """The arrays one after another along ``axis``."""

    def take(self, x: Array, coordinates: Sequence[Array], fill: Array) -> Array:
        """The elements at the product of ``coordinates``, one line an axis; -1 stands for ``fill``."""
