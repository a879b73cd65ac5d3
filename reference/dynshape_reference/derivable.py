"""Classes that a client derives from, and how what it overrides is called.

Its own ``__init__`` has to call theirs, as TensorRT demands.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


class _Checked(type):
    def __call__(cls: type[T], *args: Any, **kwargs: Any) -> T:
        made: T = super().__call__(*args, **kwargs)  # type: ignore[misc]
        if not vars(made).get("_is_set_up"):
            base = next(kind for kind in cls.__mro__ if kind.__module__.startswith(__name__.rpartition(".")[0] + "."))
            raise TypeError(f"{base.__name__}.__init__() must be called when overriding __init__")
        return made


class Derivable(metaclass=_Checked):
    """The base of such classes."""

    def __init__(self) -> None:
        """Nothing to prepare; TypeError is raised where a derived class does not call it."""
        self._is_set_up = True


def call_back(method: Callable[..., T], *arguments: Any) -> T | None:
    """What a client's method answers; None where it raises: that is printed, in TensorRT's words, and stops nothing."""
    try:
        return method(*arguments)
    except Exception as error:
        name = getattr(method, "__name__", "callback")
        print(f"[ERROR] Exception caught in {name}(): {type(error).__name__}: {error}", file=sys.stderr)
        return None
