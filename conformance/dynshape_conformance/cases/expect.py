"""Expectations and preparations that several case modules share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from ..adapter import Array, Context, Definition, Engine
from ..case import Attempt, Trial


def refused_at_last(t: Trial, definition: Definition, tensor: str, *clauses: str) -> None:
    """Something was refused: an operation, the query of ``tensor``'s dims, or the build.

    For what a clause forbids in a network without saying when it is found.
    """
    dims, built = Attempt(partial(definition.tensor_dims, tensor)), Attempt(definition.build)
    t.refused_somewhere(dims, built, clauses=clauses, program=definition)


def set_all(t: Trial, context: Context, dims: Mapping[str, Sequence[int]]) -> None:
    """The dims of these inputs are set; that is no check of the case."""
    for name, extents in dims.items():
        t.prepared(context.set_dims(name, extents), f"dims {tuple(extents)} of {name} set")


def two_contexts(t: Trial, engine: Engine) -> tuple[Context, Context]:
    """Two contexts of an engine of two profiles or more, the first on profile 0, the second on profile 1."""
    first, second = t.create_context(engine), t.create_context(engine)
    t.accepted(second.select_profile(1))
    return first, second


def results_of(t: Trial, context: Context, inputs: Mapping[str, Array]) -> dict[str, Array]:
    """The outputs computed from these inputs, whose dims the context has taken.

    The dims are looked at first because no adapter can place an array of other dims: that would be its error.
    """
    for name, array in inputs.items():
        t.prepared_dims(context.dims(name), array.shape, name)
    return context.infer(inputs).get()


def execution_refused(t: Trial, context: Context, inputs: Mapping[str, Array], *clauses: str) -> None:
    """The context does not execute with these inputs, whose dims it has taken or still lacks."""
    for name, array in inputs.items():
        dims = t.prepared(context.dims(name), f"dims of {name}")
        t.true(-1 in dims or dims == array.shape, f"dims of {name}: {array.shape}, or -1", dims)
    t.refused(context.infer(inputs), *clauses)
