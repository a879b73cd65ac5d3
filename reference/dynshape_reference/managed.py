"""The ``with`` form that older TensorRT code uses."""

from __future__ import annotations

import warnings
from types import TracebackType
from typing import TypeVar

T = TypeVar("T", bound="Managed")


class Managed:
    """Can be used in a ``with`` statement, to no effect: objects live until nothing refers to them.

    TensorRT 8 deprecated the form and made it a no-op; so is it here.
    """

    def __enter__(self: T) -> T:
        warnings.warn(
            "Context managers for TensorRT types are deprecated: objects are freed when nothing refers to them.",
            DeprecationWarning,
            stacklevel=2,
        )
        return self

    def __del__(self) -> None:
        """Nothing: TensorRT's classes have it for clients that call it themselves."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None
