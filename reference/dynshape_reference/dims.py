"""Dimensions: the API's `Dims` and the arithmetic on extents.

Inside the engine dims are plain tuples of ints in which `UNKNOWN` (-1) stands for an extent that
is not known yet. `Dims` is what crosses the API; an invalid `Dims` (C++: ``nbDims == -1``) is how
queries report failure (DS-NET-012).
"""

from __future__ import annotations

import itertools
import math
import operator
from collections.abc import Iterable, Iterator, Sized
from typing import Any, SupportsIndex, overload

Extents = tuple[int, ...]

UNKNOWN = -1
MAX_DIMS = 8
MAX_EXTENT = 2**63 - 1
"""What `Dims` can hold; how much of it an edition takes is in `editions.py`."""
LEAST_EXTENT = -MAX_EXTENT - 1


class Dims:
    """Up to eight extents; compares equal to lists and tuples (DS-NET-011, DS-PY-018).

    An invalid `Dims` raises ValueError from ``len()`` and everything that needs it.
    """

    MAX_DIMS = MAX_DIMS
    _length: int | None = None

    def __init__(self, shape: Iterable[SupportsIndex] = ()) -> None:
        """Take the extents in ``shape``.

        Raises ValueError for more than eight of them, or for a wrong number in `Dims2` and the
        like; TypeError for what is no 64-bit integer.
        """
        extents = _read_extents(shape)
        if self._length is not None and len(extents) != self._length:
            what = f"Dims{self._length}"
            raise ValueError(
                f"Input length {len(extents)} not equal to expected {what} length, which is {self._length}"
            )
        self._extents: Extents | None = extents

    @classmethod
    def invalid(cls) -> Dims:
        """The marker of a failed query (DS-NET-012)."""
        dims = Dims()
        dims._extents = None
        return dims

    def _valid(self) -> Extents:
        if self._extents is None:
            raise ValueError("__len__() should return >= 0: these Dims are invalid (nbDims is -1)")
        return self._extents

    def __len__(self) -> int:
        return len(self._valid())

    def __iter__(self) -> Iterator[int]:
        return iter(self._valid())

    @overload
    def __getitem__(self, index: SupportsIndex) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> Extents: ...
    def __getitem__(self, index: SupportsIndex | slice) -> int | Extents:
        extents = self._valid()
        if isinstance(index, slice):
            return extents[index]
        if not -len(extents) <= operator.index(index) < len(extents):
            raise IndexError(f"index {operator.index(index)} is out of range for {len(extents)} dimensions")
        return extents[index]

    def __setitem__(self, index: SupportsIndex | slice, value: Any) -> None:
        """Replace an extent, or as many extents as a slice has; the Dims of a tensor or a layer stay as they are."""
        extents = list(self._valid())
        if isinstance(index, slice):
            values = read_dims(value)
            if len(values) != len(extents[index]):
                raise ValueError(f"{len(values)} extents for a slice of {len(extents[index])}")
            extents[index] = values
        else:
            self[index]  # IndexError out of range.
            extents[operator.index(index)] = operator.index(value)
        self._extents = _read_extents(extents)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Dims):
            return self._extents == other._extents
        if isinstance(other, (list, tuple)):
            return self._extents == tuple(other)
        return NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return "Dims(invalid)" if self._extents is None else str(self._extents)


def _read_extents(shape: Iterable[SupportsIndex]) -> Extents:
    given = shape if type(shape) is tuple or type(shape) is list else tuple(itertools.islice(shape, MAX_DIMS + 1))
    if len(given) > MAX_DIMS:
        length = len(shape) if isinstance(shape, Sized) else f"above {MAX_DIMS}"
        raise ValueError(f"Input length {length}. Max expected length is {MAX_DIMS}")
    extents = tuple(map(operator.index, given))
    for extent in extents:
        if not LEAST_EXTENT <= extent <= MAX_EXTENT:
            text = f"dims: axis {extents.index(extent)}: {show_number(extent)} is no 64-bit integer"
            raise TypeError(text)
    return extents


class Dims2(Dims):
    """Exactly two extents, given one by one or as a sequence; both 0 if none is given."""

    _length = 2

    def __init__(self, dim0: Any = None, dim1: Any = None, *, shape: Iterable[SupportsIndex] | None = None) -> None:
        """``(dim0, dim1)`` or ``(shape)``."""
        super().__init__(_one_by_one((dim0, dim1), shape))


class DimsHW(Dims2):
    """Height and width."""

    def __init__(self, h: Any = None, w: Any = None, *, shape: Iterable[SupportsIndex] | None = None) -> None:
        """``(h, w)`` or ``(shape)``."""
        super().__init__(h, w, shape=shape)

    @property
    def h(self) -> int:
        """The height."""
        return self[0]

    @h.setter
    def h(self, value: SupportsIndex) -> None:
        self._extents = Dims((value, self[1]))._valid()

    @property
    def w(self) -> int:
        """The width."""
        return self[1]

    @w.setter
    def w(self, value: SupportsIndex) -> None:
        self._extents = Dims((self[0], value))._valid()


class Dims3(Dims):
    """Exactly three extents, given one by one or as a sequence; all 0 if none is given."""

    _length = 3

    def __init__(
        self, dim0: Any = None, dim1: Any = None, dim2: Any = None, *, shape: Iterable[SupportsIndex] | None = None
    ) -> None:
        """``(dim0, dim1, dim2)`` or ``(shape)``."""
        super().__init__(_one_by_one((dim0, dim1, dim2), shape))


class Dims4(Dims):
    """Exactly four extents, given one by one or as a sequence; all 0 if none is given."""

    _length = 4

    def __init__(
        self,
        dim0: Any = None,
        dim1: Any = None,
        dim2: Any = None,
        dim3: Any = None,
        *,
        shape: Iterable[SupportsIndex] | None = None,
    ) -> None:
        """``(dim0, dim1, dim2, dim3)`` or ``(shape)``."""
        super().__init__(_one_by_one((dim0, dim1, dim2, dim3), shape))


def _one_by_one(parts: tuple[Any, ...], shape: Iterable[SupportsIndex] | None) -> Iterable[SupportsIndex]:
    # TensorRT has three overloads: nothing, one sequence, and one number an extent.
    given = [part for part in parts if part is not None]
    if shape is None and not given:
        return (0,) * len(parts)
    if shape is None and len(given) == len(parts):
        return given
    alone = [shape] if shape is not None else given
    if len(alone) + len(given) * (shape is not None) != 1 or not isinstance(alone[0], Iterable):
        raise TypeError(f"{len(parts)} extents or one sequence of them are wanted")
    return alone[0]


class Permutation:
    """An order of axes: output axis k is input axis ``order[k]`` (DS-LAY-025).

    It has eight entries, 0 where none was given; those beyond the rank of the tensor do not count.
    """

    def __init__(self, order: Iterable[SupportsIndex] = ()) -> None:
        """Take up to eight axes; ValueError for more, TypeError for what is no integer."""
        given = read_dims(order)
        self._order = [*given, *(0,) * (MAX_DIMS - len(given))]

    def __len__(self) -> int:
        return MAX_DIMS

    def __iter__(self) -> Iterator[int]:
        return iter(self._order)

    def __getitem__(self, index: SupportsIndex) -> int:
        return self._order[operator.index(index)]

    def __setitem__(self, index: SupportsIndex, value: SupportsIndex) -> None:
        self._order[operator.index(index)] = operator.index(value)

    def __repr__(self) -> str:
        return str(tuple(self._order))


def read_dims(value: Any) -> Extents:
    """The extents in a caller's ``Dims``, tuple or list.

    Raises TypeError for anything else and ValueError for more than eight extents (DS-NET-011), as
    the bindings of TensorRT do when they convert an argument.
    """
    if type(value) is tuple or type(value) is list:
        return _read_extents(value)
    if isinstance(value, Dims):
        return value._valid()
    if isinstance(value, (str, bytes)) or not isinstance(value, Iterable):
        raise TypeError(f"dims are a sequence of ints, not {type(value).__name__}")
    return _read_extents(value)


def is_known(dims: Extents) -> bool:
    """True if no extent is unknown."""
    return UNKNOWN not in dims


def known_volume(dims: Extents) -> int:
    """The number of elements; every extent must be known. A scalar has one."""
    return math.prod(dims)


def volume(iterable: Iterable[int]) -> int:
    """The product of the extents, -1 entries included as they are; 1 for none (TensorRT's ``volume``)."""
    return math.prod(iterable)


def show_number(number: int) -> str:
    """An integer as text; one that is too long to read by its size."""
    return str(number) if number.bit_length() < 128 else f"an integer of {number.bit_length()} bits"


def in_brackets(dims: Extents) -> str:
    """Dims as TensorRT's log records have them: ``[1,3,-1]``."""
    return f"[{','.join(map(str, dims))}]"


def show(dims: Iterable[int]) -> str:
    """Dims as text, ``(3,-1,4)``."""
    return "(" + ",".join(str(extent) for extent in dims) + ")"
