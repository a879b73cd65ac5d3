"""The base of all enumerations: prints and compares as TensorRT's do."""

from __future__ import annotations

import enum
import functools
from collections.abc import Callable
from typing import Any, TypeVar


class Enum(enum.Enum):
    """An enumeration with TensorRT's integer values; ``str`` gives ``DataType.FLOAT``.

    An enumerator is no int, as in TensorRT: `int()` and use as an index convert it, arithmetic raises
    TypeError. It is equal to no number and to no enumerator of another enumeration, and always true.
    """

    _value_: int

    def __int__(self) -> int:
        return self._value_

    __index__ = __int__

    def __hash__(self) -> int:
        return self._value_

    def __str__(self) -> str:
        return f"{type(self).__name__}.{self.name}"

    def __repr__(self) -> str:
        return f"<{self}: {self.value}>"


E = TypeVar("E", bound=Enum)


def enumerator(kind: type[E], value: Any) -> E:
    """``value``, which has to be of the enumeration ``kind``; TypeError for anything else, numbers included."""
    if not isinstance(value, kind):
        raise TypeError(f"{kind.__name__} is wanted, not {type(value).__name__} {value!r}")
    return value


def enumeration_of(convert: Callable[[Any], object]) -> type[Enum] | None:
    """``convert`` if it is an enumeration, else None."""
    return convert if isinstance(convert, type) and issubclass(convert, Enum) else None


def reader(kind: type[Enum]) -> Callable[[Any], Any]:
    """A converter that takes the enumerators of ``kind`` alone."""
    return functools.partial(enumerator, kind)


def bit(kind: type[E], value: Any) -> int:
    """The bit of the enumerator ``value`` in a word of flags; TypeError as `enumerator`."""
    return 1 << int(enumerator(kind, value))


def all_bits(options: type[Enum]) -> int:
    """The word in which the bit of every enumerator is set."""
    return sum({1 << int(option) for option in options})
