"""Optimization profiles: for each input the least, the best and the greatest dims or values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .arguments import read_float, read_int
from .closed import Closed
from .dims import MAX_EXTENT, Dims, Extents, read_dims, show
from .errors import ErrorCodeTRT, Journal, Refusal

if TYPE_CHECKING:
    from .explain import Finding
    from .network import INetworkDefinition

SELECTORS = ("min", "opt", "max")
MIN, OPT, MAX = range(3)
NOT_NEGATIVE = "std::all_of(dims.d, dims.d + dims.nbDims, [](int32_t x) noexcept { return x >= 0; })"
VALID_VALUES = "validate(mThreadResources.getErrorRecorder(), newEntry, true)"


@dataclass
class Ranges:
    """What a profile states, by input name: one entry for each of min, opt and max (None: not set)."""

    dims: dict[str, list[Extents | None]] = field(default_factory=dict)
    values: dict[str, list[Extents | None]] = field(default_factory=dict)
    extra_memory_target: float = 1.0

    def check(self) -> None:
        """Refuse a profile that is not valid by itself: incomplete, unequal ranks, min > opt or opt > max."""
        for table, what in ((self.dims, "dims"), (self.values, "shape values")):
            for name, entries in table.items():
                for selector, entry in zip(SELECTORS, entries, strict=True):
                    if entry is None:
                        raise _refusal("DS-PROF-010", f"{name}: the {selector} {what} are not set", tensor=name)
                _check_order(name, what, [entry for entry in entries if entry is not None])

    def is_same(self, selector: int, other: int) -> bool:
        """True if the profile states the same at two of `MIN`, `OPT` and `MAX`."""
        entries = (*self.dims.values(), *self.values.values())
        return all(entry[selector] == entry[other] for entry in entries)

    def range_of(self, name: str, axis: int) -> tuple[int, int]:
        """The least and greatest extent of an axis; the profile is complete."""
        low, _, high = self.dims[name]
        assert low is not None and high is not None
        return low[axis], high[axis]


class IOptimizationProfile(Closed):
    """A profile under construction; it belongs to the builder that made it (DS-PROF-030).

    Names and the network's own dims are unknown to a profile and are checked at build (DS-PROF-019).
    """

    completed_by = "ranges"

    def __init__(self, journal: Journal) -> None:
        """Made by ``Builder.create_optimization_profile``."""
        self.journal = journal
        self.ranges = Ranges()

    def set_shape(self, input: str, min: Any, opt: Any, max: Any) -> None:
        """Set the three dims of an input; a later call replaces an earlier one (DS-OPEN-002).

        Raises RuntimeError at the first of them that is negative (DS-PROF-013) or whose rank is not
        that of the ones before (DS-PROF-011); those before stay set (DS-PY-001).
        """
        entries = [read_dims(min), read_dims(opt), read_dims(max)]
        stored = self.ranges.dims.setdefault(_checked_name(input), [None, None, None])
        for index, (selector, dims) in enumerate(zip(SELECTORS, entries, strict=True)):
            refusal = _refuse_dims(input, selector, dims, entries[:index])
            if refusal is not None:
                self._drop_untouched(self.ranges.dims, input)
                self.journal.error(refusal, "IOptimizationProfile.set_shape: ")
                raise RuntimeError(f"Shape provided for {selector} is inconsistent with other shapes. ({refusal})")
            stored[index] = dims

    def get_shape(self, input: str) -> list[Dims]:
        """[min, opt, max]; empty for an input that was never set (DS-PROF-018)."""
        stored = self.ranges.dims.get(_checked_name(input))
        return [] if stored is None else [Dims.invalid() if dims is None else Dims(dims) for dims in stored]

    def set_shape_input(self, input: str, min: Sequence[int], opt: Sequence[int], max: Sequence[int]) -> None:
        """Set the three values of an input shape tensor (DS-SIO-006).

        Raises RuntimeError for no values or unequal counts (DS-SIO-019), and for values that are not
        in the order min, opt, max (DS-SIO-020); values before the refused ones stay set (DS-PY-003).
        """
        entries = [_read_values(values) for values in (min, opt, max)]
        stored = self.ranges.values.setdefault(_checked_name(input), [None, None, None])
        for index, (selector, values) in enumerate(zip(SELECTORS, entries, strict=True)):
            refusal = _refuse_values(input, selector, values, entries[:index])
            if refusal is not None:
                self._drop_untouched(self.ranges.values, input)
                refusal.condition = VALID_VALUES if values else "nbValues >= 1"
                refusal.code = ErrorCodeTRT.INVALID_ARGUMENT
                self.journal.error(refusal, "IOptimizationProfile.set_shape_input: ")
                text = f"{selector} input provided for shape tensor is inconsistent with other inputs."
                raise RuntimeError(f"{text} ({refusal})")
            stored[index] = values

    def get_shape_input(self, input: str) -> list[list[int]]:
        """[min, opt, max]; empty for an input that was never set (DS-SIO-023)."""
        stored = self.ranges.values.get(_checked_name(input))
        if stored is None or any(values is None for values in stored):
            return []
        return [list(values) for values in stored if values is not None]

    @property
    def extra_memory_target(self) -> float:
        """A hint from 0 to 1 (DS-PROF-025); anything else is refused with a record and the old value kept."""
        return self.ranges.extra_memory_target

    @extra_memory_target.setter
    def extra_memory_target(self, value: float) -> None:
        target = read_float(value)
        if not 0.0 <= target <= 1.0:
            text = f"the extra memory target {target} is not within 0..1"
            condition = "target >= 0.F && target <= 1.F"
            refusal = Refusal("DS-PROF-025", text, value=target, permitted=(0.0, 1.0), condition=condition)
            self.journal.error(refusal, "IOptimizationProfile.extra_memory_target: ")
            return
        self.ranges.extra_memory_target = target

    def check(self, network: INetworkDefinition) -> list[Finding]:
        """What a build of ``network`` would refuse or warn about in this profile, before it is built (not in TensorRT).

        Empty if there is nothing. Errors come first, one an input at most, then what `kMIN`, `kOPT`
        and `kMAX` are too much for (DS-PROF-008, DS-PROF-028), then warnings.
        """
        from .explain import check_ranges  # Explanations know profiles, so not above.

        return check_ranges(network.graph, self.ranges)

    def __bool__(self) -> bool:
        """True if every input that was touched has all three entries, of one rank, in order (DS-PROF-020)."""
        try:
            self.ranges.check()
        except Refusal:
            return False
        return True

    @staticmethod
    def _drop_untouched(table: dict[str, list[Extents | None]], name: str) -> None:
        # A call refused at its first selector has touched nothing.
        if table[name] == [None, None, None]:
            del table[name]


def _refuse_dims(name: str, selector: str, dims: Extents, before: list[Extents]) -> Refusal | None:
    for axis, extent in enumerate(dims):
        if extent < 0:
            text = f"{name}, {selector}, axis {axis}: {extent} is negative in {show(dims)}"
            permitted = (0, MAX_EXTENT)
            parts = {"tensor": name, "axis": axis, "value": extent, "permitted": permitted}
            return Refusal("DS-PROF-013", text, condition=NOT_NEGATIVE, **parts)  # type: ignore[arg-type]
    if before and len(before[0]) != len(dims):
        text = f"{name}, {selector}: {show(dims)} has not the rank of min, {show(before[0])}"
        return _refusal("DS-PROF-011", text, tensor=name, value=len(dims), permitted=len(before[0]))
    return None


def _refuse_values(name: str, selector: str, values: Extents, before: list[Extents]) -> Refusal | None:
    if not values:
        return _refusal("DS-SIO-019", f"{name}, {selector}: no values", tensor=name, value=0, permitted=">= 1")
    if before and len(before[0]) != len(values):
        text = f"{name}, {selector}: {len(values)} values where min has {len(before[0])}"
        return _refusal("DS-SIO-019", text, tensor=name, value=len(values), permitted=len(before[0]))
    for axis, value in enumerate(values):
        if before and value < before[-1][axis]:
            text = f"{name}, {selector}, element {axis}: {value} is below {before[-1][axis]}"
            return _refusal("DS-SIO-020", text, tensor=name, axis=axis, value=value, permitted=f">= {before[-1][axis]}")
    return None


def _check_order(name: str, what: str, entries: list[Extents]) -> None:
    low, best, high = entries
    if not len(low) == len(best) == len(high):
        text = f"{name}: min, opt and max {what} have unequal ranks: {show(low)}, {show(best)}, {show(high)}"
        raise _refusal("DS-PROF-011", text, tensor=name, value=tuple(entries))
    for axis, (least, middle, greatest) in enumerate(zip(low, best, high, strict=True)):
        if not least <= middle <= greatest:
            text = (
                f"{name}, axis {axis}: profiles must satisfy MIN<=OPT<=MAX, "
                f"not {least}, {middle}, {greatest} as in {show(low)}, {show(best)}, {show(high)}"
            )
            value = (least, middle, greatest)
            raise _refusal("DS-PROF-012", text, tensor=name, axis=axis, value=value, permitted="min <= opt <= max")


def _checked_name(name: str) -> str:
    if not isinstance(name, str):
        raise TypeError(f"an input is named by a str, not {type(name).__name__}")
    return name


def _read_values(values: Sequence[int]) -> Extents:
    return tuple(read_int(value) for value in values)


def _refusal(clause: str, text: str, **parts: Any) -> Refusal:
    return Refusal(clause, text, code=ErrorCodeTRT.INVALID_CONFIG, **parts)
