"""Profiles that the adapter keeps for engines without any."""

from __future__ import annotations

from collections.abc import Sequence

from ...adapter import Unsupported
from .absent import PROFILES, without
from .answers import made_up
from .port import Range

MOST_AXES = 8


class OnnxProfile:
    """Ranges of dims and of shape values; see `adapter.Profile`.

    Only what is in order is kept. What a profile must refuse is `Unsupported`: no engine would be asked.
    """

    def __init__(self) -> None:
        self.ranges: dict[str, Range] = {}
        self.value_ranges: dict[str, Range] = {}

    @made_up
    def set_dims(self, input: str, min: Sequence[int], opt: Sequence[int], max: Sequence[int]) -> None:
        """Keep a range of dims."""
        self.ranges[input] = _in_order(min, opt, max, least=0)

    @made_up
    def set_values(self, input: str, min: Sequence[int], opt: Sequence[int], max: Sequence[int]) -> None:
        """Keep a range of shape values."""
        self.value_ranges[input] = _in_order(min, opt, max, least=None)
        if not self.value_ranges[input][0]:
            raise Unsupported(f"{PROFILES}: no values for {input}")

    dims = without(PROFILES)
    values = without(PROFILES)
    is_valid = without(PROFILES)
    set_extra_memory_target = without(PROFILES)
    extra_memory_target = without(PROFILES)


def _in_order(low: Sequence[int], best: Sequence[int], high: Sequence[int], least: int | None) -> Range:
    three = tuple(low), tuple(best), tuple(high)
    if len(three[0]) > MOST_AXES and least is not None:
        raise Unsupported(f"{PROFILES}: a range of {len(three[0])} axes is not kept, and no engine is asked")
    if len({len(part) for part in three}) > 1 or any(not a <= b <= c for a, b, c in zip(*three, strict=False)):
        raise Unsupported(f"{PROFILES}: the range {three} is not kept, and no engine is asked")
    if least is not None and any(extent < least for extent in three[0]):
        raise Unsupported(f"{PROFILES}: the range {three} is not kept, and no engine is asked")
    return three
