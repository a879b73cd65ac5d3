"""Attributes whose setters refuse what is out of range, as TensorRT's do: logged, and the old value stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar, overload

from ..dims import Dims, DimsHW, Extents, read_dims
from ..dtypes import FLOATS, Array, DataType, datatype_of
from ..errors import Refusal
from .base import ILayer
from .setting import Setting

T = TypeVar("T")


class CheckedLayer(ILayer):
    """A layer that refuses attributes out of range."""

    clause: ClassVar[str] = "DS-NET-016"
    """The clause that its attributes, the types and the ranks of its inputs are refused by."""

    def check_rank(self, dims: Extents, least: int) -> None:
        """Refuse an input of fewer than ``least`` dims."""
        if len(dims) < least:
            text = f"at least {least} dimensions are required for the input, not {len(dims)}"
            raise self.clash(self.clause, text, value=dims, permitted=least)

    def check_floats(self, types: list[DataType]) -> None:
        """Refuse inputs that are no floats."""
        for dtype in types:
            if dtype not in FLOATS:
                raise self.wrong_type(self.clause, "a float", dtype)

    def check_weights(self, name: str, weights: Array) -> None:
        """Refuse weights that are no floats."""
        if weights.size and datatype_of(weights.dtype) not in FLOATS:
            raise self.wrong_type(self.clause, f"{name} weights of a float type", datatype_of(weights.dtype))


class CheckedSetting(Setting[T]):
    """A `Setting` with a range: a value outside is refused, by a record or, in a constructor, by raising."""

    def __init__(self, convert: Callable[[Any], T], permits: Callable[[T], bool], permitted: str) -> None:
        """``permits`` is True for a value in range; ``permitted`` is the range as text."""
        super().__init__(convert)
        self._permits, self._permitted = permits, permitted

    def __set__(self, layer: ILayer, value: Any) -> None:
        read = self._convert(value)
        if self._permits(read):
            super().__set__(layer, read)
            return
        assert isinstance(layer, CheckedLayer)
        attached = "outputs" in vars(layer)
        owner = layer.name if attached else layer.label
        text = f"{owner}: {self._name} {read} is not {self._permitted}"
        refusal = Refusal(layer.clause, text, value=read, permitted=self._permitted, layer=owner)
        if not attached:
            raise refusal
        layer.journal.error(refusal, f"{type(layer).__name__}.{self._name}: ")


class DimsView:
    """A property of the API that shows a field as `Dims`; assigned, it sets one field or several alike."""

    def __init__(self, *fields: str, planar: bool = False) -> None:
        """The first of ``fields`` is shown. ``planar``: the older, two-dimensional form."""
        self._fields, self._planar = fields, planar
        self.__doc__ = f"``{fields[0]}`` as dims{', height and width' if planar else ''}."

    @overload
    def __get__(self, layer: None, owner: type | None = None) -> DimsView: ...
    @overload
    def __get__(self, layer: ILayer, owner: type | None = None) -> Dims: ...
    def __get__(self, layer: ILayer | None, owner: type | None = None) -> DimsView | Dims:
        if layer is None:
            return self
        dims: Extents = getattr(layer, self._fields[0])
        if self._planar:
            return DimsHW(dims) if len(dims) == 2 else Dims.invalid()
        return Dims(dims)

    def __set__(self, layer: ILayer, value: Any) -> None:
        dims = read_dims(DimsHW(read_dims(value)) if self._planar else value)
        for field in self._fields:
            setattr(layer, field, dims)
            if getattr(layer, field) != dims:
                return  # Refused: once is enough.
