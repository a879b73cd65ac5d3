"""The base of all enumerations: prints and compares as TensorRT's do."""

from __future__ import annotations

import enum


class Enum(enum.IntEnum):
    """An enumeration with TensorRT's integer values; ``str`` gives ``DataType.FLOAT``."""

    def __str__(self) -> str:
        return f"{type(self).__name__}.{self.name}"

    def __repr__(self) -> str:
        return f"<{self}: {self.value}>"


def all_bits(options: type[Enum]) -> int:
    """The word in which the bit of every enumerator is set."""
    return sum({1 << option for option in options})
