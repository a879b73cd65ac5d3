"""Expectations about profiles: where a range is refused, and whether a context runs under its profile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
from dynshape_fixtures.arrays import ramp

from ..adapter import Answer, Array, Context, Definition, Engine
from ..case import Attempt, Range, Trial

REFUSED_SELECTION = ("False", "RuntimeError")
"""How a selection of a profile is refused: C++ and Python."""


def refused_quietly(t: Trial, answer: Answer[Any], *clauses: str, channel: str | Sequence[str] | None = None) -> None:
    """The call was refused. No record is promised; one that is there gives the right reason."""
    t.refused(answer, *clauses, channel=channel, logged=None)


def never_added(t: Trial, definition: Definition, dims: Mapping[str, Range], *clauses: str) -> str:
    """The ranges are refused when they are set, or else the profile is invalid and not added; returns which."""
    profile = definition.create_profile()
    for name, bounds in dims.items():
        answer = profile.set_dims(name, *bounds)
        if not answer.ok:
            refused_quietly(t, answer, *clauses)
            return "set"
    t.equal(profile.is_valid(), False)
    refused_quietly(t, definition.add_profile(profile), *clauses, channel="-1")
    return "add"


def never_built(t: Trial, definition: Definition, dims: Mapping[str, Range], *clauses: str) -> None:
    """The ranges are refused when they are set, when added or when built."""
    profile = definition.create_profile()
    # Of a profile no record is promised.
    sets = [
        Attempt(partial(profile.set_dims, name, *bounds), logged=None, judged=True) for name, bounds in dims.items()
    ]
    added = Attempt(partial(definition.add_profile, profile), "-1", logged=None, judged=True)
    t.refused_somewhere(*sets, added, Attempt(definition.build), clauses=clauses)


def ladder_dims(profile: int) -> tuple[int, int]:
    """Dims (-1, 4) that only ``profile`` of `ladder` spans."""
    return (10 * profile + 3, 4)


def select(t: Trial, context: Context, profile: int) -> None:
    """The context has ``profile`` afterwards; selecting the one that it has is not asked for (DS-OPEN-003)."""
    if context.profile().get() != profile:
        t.accepted(context.select_profile(profile))
    t.equal(context.profile(), profile)


def without_profile(t: Trial, engine: Engine) -> tuple[Context, Context]:
    """The first context of an engine, which holds profile 0, and a second one, which has no profile (before 10)."""
    first, second = t.create_context(engine), t.create_context(engine)
    t.equal(first.profile(), 0)
    t.equal(second.profile(), -1)
    return first, second


def set_dims_of(t: Trial, context: Context, arrays: Mapping[str, Array]) -> None:
    """The dims of these arrays are accepted for the inputs, and reported by the context."""
    for name, array in arrays.items():
        t.accepted(context.set_dims(name, array.shape))
    for name, array in arrays.items():
        t.equal(context.dims(name), array.shape)


def runs_relu(t: Trial, context: Context, dims: Sequence[int], input: str = "foo", output: str = "bar") -> None:
    """The dims are accepted for ``input``, and the execution makes ``output`` its ReLU."""
    x = ramp(dims, -int(np.prod(dims)) // 2)
    set_dims_of(t, context, {input: x})
    t.close(context.infer({input: x}).get()[output], np.maximum(x, 0), 0)
