"""Which profiles fit what was given: for refusals that say where a value would have been accepted."""

from __future__ import annotations

from collections.abc import Mapping

from .built import BuiltNetwork
from .dims import Extents
from .profile import MAX, MIN, Ranges
from .tensors import ITensor

Given = Mapping[ITensor, Extents]
"""Dims of inputs, or the values of input shape tensors in row-major order."""


def fitting_profiles(built: BuiltNetwork, dims: Given, values: Given) -> list[int]:
    """The profiles that all of these dims and values fit."""
    return [
        index
        for index, ranges in enumerate(built.profiles)
        if all(_fits(_bounds(ranges, tensor), given) for tensor, given in dims.items())
        and all(_fits(_entries(ranges.values, tensor), given) for tensor, given in values.items())
    ]


def say_what_fits(built: BuiltNetwork, tensor: ITensor, dims: Given, values: Given, is_value: bool) -> str:
    """Which profiles the dims (or values) of ``tensor`` fit, alone and together with all else that is given."""
    own = {tensor: (values if is_value else dims)[tensor]}
    alone = fitting_profiles(built, {}, own) if is_value else fitting_profiles(built, own, {})
    if not alone:
        return "it fits no profile"
    text = f"it fits profile {_list(alone)}"
    if len(dims) + len(values) > 1:
        together = fitting_profiles(built, dims, values)
        text += f"; with the other inputs that are set, {f'profile {_list(together)}' if together else 'no profile'}"
    return text


def _bounds(ranges: Ranges, tensor: ITensor) -> tuple[Extents, Extents]:
    return _entries(ranges.dims, tensor) if tensor.name in ranges.dims else (tensor.declared_dims,) * 2


def _entries(table: Mapping[str, list[Extents | None]], tensor: ITensor) -> tuple[Extents, Extents]:
    entries = table[tensor.name]
    return entries[MIN] or (), entries[MAX] or ()


def _fits(bounds: tuple[Extents, Extents], given: Extents) -> bool:
    return all(low <= entry <= high for low, entry, high in zip(bounds[0], given, bounds[1], strict=True))


def _list(profiles: list[int]) -> str:
    return ", ".join(map(str, profiles))
