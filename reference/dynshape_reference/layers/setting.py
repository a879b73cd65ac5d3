"""Attributes of layers that the user may assign, and how what is assigned is read."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from ..arguments import read_float, read_int
from ..dims import Extents, read_dims
from ..enums import enumeration_of, reader

if TYPE_CHECKING:
    from .base import ILayer

T = TypeVar("T")


class Setting(Generic[T]):
    """An attribute of a layer that the user may assign: converted on the way in, and what was worked
    out from the old value is forgotten.
    """

    def __init__(self, convert: Callable[[Any], T]) -> None:
        """``convert`` makes the value from what the user assigns, or raises TypeError or ValueError."""
        self.enumeration = enumeration_of(convert)
        self._convert = convert if self.enumeration is None else reader(self.enumeration)

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    if TYPE_CHECKING:
        # There is no such method: Python then takes what the layer keeps under the same name, at no cost.
        @overload
        def __get__(self, layer: None, owner: type) -> Setting[T]: ...
        @overload
        def __get__(self, layer: ILayer, owner: type) -> T: ...
        def __get__(self, layer: ILayer | None, owner: type) -> T | Setting[T]: ...

    def __set__(self, layer: ILayer, value: Any) -> None:
        converted = value if type(value) is self.enumeration else self._convert(value)
        kept = layer.__dict__
        if "outputs" not in kept:
            kept[self._name] = converted  # The layer is in no graph yet.
            return
        rule = layer.rule()
        kept[self._name] = converted
        layer.graph.changed(layer)
        if layer.rule() != rule:
            layer.graph.reclassify()


def finite(value: float) -> float:
    """A finite float; ValueError for NaN and infinities (DS-LAY-052)."""
    read = read_float(value)
    if not math.isfinite(read):
        raise ValueError(f"{read} is not finite")
    return read


def number(value: Any) -> int:
    """A 32-bit integer."""
    return read_int(value)


def optional_dims(value: Any) -> Extents | None:
    """Dims, or None for none."""
    return None if value is None else read_dims(value)
