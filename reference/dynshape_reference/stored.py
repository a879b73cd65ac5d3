"""Settings that are kept and can be read back."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar, overload

from .arguments import read_handle
from .editioned import find_member
from .enums import enumeration_of, reader
from .errors import Journal, Refusal

T = TypeVar("T")

API = "API"
"""Stands for a clause where a call breaks a rule that TensorRT's API documentation states and no clause repeats."""


class Owner(Protocol):
    """An object with settings."""

    @property
    def journal(self) -> Journal:
        """Where refusals are written."""


class Stored(Generic[T]):
    """An attribute with a default: converted when it is assigned, kept, and read back.

    ``convert`` raises TypeError for what is of the wrong kind, and `Refusal` for a value that is not
    permitted: that is written as an ERROR record and the old value stays.
    """

    def __init__(self, convert: Callable[[Any], T], default: T, doc: str) -> None:
        """``doc``: what the setting is, and what it does here."""
        kind = enumeration_of(convert)
        self._convert = convert if kind is None else reader(kind)
        self._default = default
        self.__doc__ = doc

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> Stored[T]: ...
    @overload
    def __get__(self, instance: Owner, owner: type) -> T: ...
    def __get__(self, instance: Owner | None, owner: type) -> T | Stored[T]:
        return self if instance is None else vars(instance).get(self._name, self._default)

    def __set__(self, instance: Owner, value: Any) -> None:
        try:
            vars(instance)[self._name] = self._convert(value)
        except Refusal as refusal:
            instance.journal.error(refusal, f"{type(instance).__name__}.{self._name}: ")

    @staticmethod
    def current(instance: Owner, name: str) -> Any:
        """The value of a setting, whether or not the object's edition has it."""
        return vars(instance).get(name, _find(type(instance), name)._default)

    @staticmethod
    def forget_all(instance: Owner) -> None:
        """Give all settings of an object their defaults."""
        kept = vars(instance)
        for name in [name for name in kept if _find(type(instance), name) is not None]:
            del kept[name]


def _find(owner: type, name: str) -> Any:
    # Looked up on the class: a member that not every edition has is wrapped only for instances.
    member = find_member(owner, name)
    return member if isinstance(member, Stored) else None


def at_least(least: int, most: int = 2**63 - 1) -> Callable[[Any], int]:
    """A converter for integers within bounds."""

    def convert(value: Any) -> int:
        number = operator.index(value)
        if not least <= number <= most:
            raise Refusal(API, f"{number} is not within {least}..{most}", value=number, permitted=(least, most))
        return number

    return convert


def handle(value: Any) -> int:
    """A converter for an address, a stream or an event, none of which is negative."""
    return at_least(0)(read_handle(value))


def optional_text(value: Any) -> str | None:
    """A converter for a str or None."""
    if value is not None and not isinstance(value, str):
        raise TypeError(f"a str or None is wanted, not {type(value).__name__}")
    return value


def no_dla_core(value: Any) -> int:
    """A converter for the number of a DLA core, of which there are none: -1 is all that can be set."""
    number = operator.index(value)
    if number != -1:
        raise Refusal(API, f"there is no DLA core {number}: this engine has none", value=number, permitted=-1)
    return number
