"""Generated profiles: ranges for the inputs of a network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..adapter import Dims
from .choices import Choices
from .growth import Known

RANGES = ((1, 2, 4), (2, 2, 2), (1, 1, 6), (3, 4, 5), (0, 2, 3))
"""(min, opt, max) of an extent; a profile keeps to one of them, so that its inputs go together."""
VALUES = ((1, 2, 4), (0, 1, 2), (2, 2, 2), (-1, 1, 3))
Three = tuple[Dims, Dims, Dims]


@dataclass(frozen=True)
class Ranges:
    """One profile: (min, opt, max) by input, for dims and for the values of shape inputs."""

    dims: Mapping[str, Three]
    values: Mapping[str, Three]


def choose(row: bytes, inputs: Sequence[Known], shape_inputs: frozenset[str]) -> Ranges:
    """The profile of a row of bytes; once in a while inconsistent, out of order or incomplete."""
    choices = Choices(row)
    common = choices.pick(RANGES)
    dims: dict[str, Three] = {}
    values: dict[str, Three] = {}
    for known in inputs:
        own = choices.pick(RANGES) if choices.rarely() else common
        if choices.rarely(32):
            continue
        if -1 in known.dims:
            least, best, most = (tuple(n if extent == -1 else extent for extent in known.dims) for n in own)
            dims[known.id] = (least, most, best) if choices.rarely(32) else (least, best, most)
        if known.id in shape_inputs:
            count = known.dims[0] if known.dims else 1
            low, opt, high = choices.pick(VALUES)
            values[known.id] = (low,) * count, (opt,) * count, (high,) * count
    return Ranges(dims, values)


def point(ranges: Ranges, known: Known, choices: Choices) -> Dims:
    """Dims of an input within a profile, or rarely beside it."""
    if known.id not in ranges.dims:
        return tuple(2 if extent == -1 else extent for extent in known.dims)
    dims = list(ranges.dims[known.id][choices.pick((1, 0, 2))])
    if choices.rarely(16) and dims:
        dims[choices.below(len(dims))] += choices.pick((1, -1, 7, -9))
    return tuple(dims)
