"""The binding table of 8.x: every profile has a row of bindings, with its own indices and names.

Row k is profile k, columns are the inputs and outputs of the network (DS-BIND-008). In rows other
than the first the name has the suffix " [profile k]" (DS-BIND-002, DS-BIND-006).
"""

from __future__ import annotations

import operator
from collections.abc import Sequence

from .errors import Journal, Refusal
from .log_style import INTERNAL
from .tensors import ITensor

CALL = dict.fromkeys(("DS-DIM-011", "DS-DIM-020"), "call of getBindingDimensions with ")
"""What TensorRT says of the call that was given an index."""


class BindingTable:
    """Indices and names of the bindings of an engine."""

    def __init__(self, columns: Sequence[ITensor], rows: int) -> None:
        """``columns``: inputs and outputs; ``rows``: the number of profiles."""
        self.columns = columns
        self.rows = rows
        self.per_profile = len(columns)
        """Bindings in one row (DS-BIND-013)."""
        self._indices: dict[str, int] = {}
        for index in range(len(self)):
            # A tensor may itself be named "x [profile 1]": the lower index keeps the name (DS-OPEN-006).
            self._indices.setdefault(self._name(index), index)

    def __len__(self) -> int:
        return len(self.columns) * self.rows

    def __contains__(self, index: int) -> bool:
        return 0 <= operator.index(index) < len(self)

    def name(self, index: int) -> str | None:
        """The name, or None out of range (DS-BIND-018)."""
        return self._name(index) if index in self else None

    def index(self, name: str) -> int:
        """The index of a name, or -1 (DS-BIND-017)."""
        return self._indices.get(name, -1)

    def tensor(self, index: int) -> ITensor:
        """The tensor in the column of ``index``."""
        return self.columns[index % self.per_profile]

    def row(self, index: int) -> int:
        """The profile that a binding belongs to."""
        return index // self.per_profile

    def check(self, index: int, clause: str) -> None:
        """Refuse an index out of range."""
        if index not in self:
            text = f"{CALL.get(clause, '')}invalid bindingIndex {index}: it is not within 0..{len(self) - 1}"
            raise Refusal(clause, text, value=index, permitted=(0, len(self) - 1), category=INTERNAL)

    def correct(self, index: int, profile: int, journal: Journal, call: str) -> ITensor:
        """The tensor meant by ``index`` where ``profile`` is specified.

        An index of the first row stands, with a WARNING, for the same column in the profile's row
        (DS-BIND-010, DS-BIND-011, DS-BIND-013); one of another row is refused (DS-BIND-014).
        """
        self.check(index, "DS-BIND-014")
        tensor = self.tensor(index)
        right = profile * self.per_profile + index % self.per_profile
        if index != right:
            if self.row(index) != 0:
                text = (
                    f"{call}: bindingIndex {index} ({self.name(index)}) belongs to profile {self.row(index)}, "
                    f"not to profile {profile}; {tensor.name} has index {right} there"
                )
                raise Refusal("DS-BIND-014", text, tensor=tensor.name, value=index, permitted=right)
            text = f"{call}: bindingIndex {index} is not in profile {profile}. Using bindingIndex = {right} instead."
            journal.warn("DS-BIND-011", text, tensor=tensor.name, value=index, permitted=right)
        return tensor

    def in_row(self, index: int, profile: int, call: str) -> ITensor:
        """The tensor of ``index``, which must be in the row of ``profile``: setters are not corrected (DS-BIND-016)."""
        self.check(index, "DS-DIM-016")
        tensor = self.tensor(index)
        if self.row(index) != profile:
            right = profile * self.per_profile + index % self.per_profile
            text = (
                f"{call}: bindingIndex {index} ({self.name(index)}) is not within "
                f"{profile * self.per_profile}..{(profile + 1) * self.per_profile - 1}, the bindings of the selected "
                f"profile {profile}; {tensor.name} has index {right} there"
            )
            raise Refusal("DS-DIM-016", text, tensor=tensor.name, value=index, permitted=right)
        return tensor

    def _name(self, index: int) -> str:
        row = self.row(index)
        name = self.tensor(index).name
        return name if row == 0 else f"{name} [profile {row}]"
