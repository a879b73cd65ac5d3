"""Which binding of an engine stands for a tensor under a profile."""

from __future__ import annotations

from typing import Any

from .trt_module import TrtModule


class Table:
    """The tensors of an engine: rows of bindings, one a profile, or names.

    Everything is asked for once, because an engine never changes.
    """

    def __init__(self, trt: TrtModule, engine: Any) -> None:
        self._trt = trt
        self._engine = engine
        self._width: int | None = None
        self._columns: dict[str, int] = {}
        self._names: tuple[str, ...] | None = None

    def width(self) -> int:
        """The number of bindings of one profile."""
        if self._width is None:
            profiles = int(self._trt.get(self._engine, "num_optimization_profiles"))
            self._width = int(self._trt.get(self._engine, "num_bindings")) // max(profiles, 1)
        return self._width

    def index(self, name: str, profile: int) -> int:
        """The binding of a tensor in the row of ``profile``.

        An unknown name is -1, which the engine is then asked about so that the refusal is its own.
        Profile -1 (none selected) is taken as the first row for the same reason.
        """
        column = self._columns.get(name)
        if column is None:
            column = self._columns[name] = int(self._trt.call(self._engine, "get_binding_index", name))
        return column if column < 0 else column + max(profile, 0) * self.width()

    def names(self) -> tuple[str, ...]:
        """The names of all inputs and outputs, without suffixes."""
        if self._names is None:
            by_index = self._trt.by_bindings
            number = self.width() if by_index else int(self._trt.get(self._engine, "num_io_tensors"))
            call = "get_binding_name" if by_index else "get_tensor_name"
            self._names = tuple(str(self._trt.call(self._engine, call, index)) for index in range(number))
        return self._names
