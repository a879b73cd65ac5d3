"""Layers that only move elements: shuffle, concatenation, padding, scatter."""

from __future__ import annotations

from ...adapter import Unsupported
from .graph import FLOATS, INTEGERS, Value
from .translation import Job, translates


@translates("shuffle")
def shuffle(job: Job) -> list[Value]:
    """DS-LAY-024 to DS-LAY-033: transpose, reshape, transpose.

    A 0 copies the extent at its place, as in ONNX's Reshape, or with ``zero_is_placeholder`` off it is
    an extent, as with ``allowzero``.
    """
    result = _transposed(job, job.input(0), job.get("first_transpose"))
    wanted = job.get("reshape_dims")
    allowzero = 0 if job.get("zero_is_placeholder", True) else 1
    if job.has(1):
        result = job.node("Reshape", result, job.vector(1, "reshape dims"), allowzero=allowzero)
    elif wanted is not None:
        result = job.node("Reshape", result, job.graph.constant(list(wanted)), allowzero=allowzero)
    result = _transposed(job, result, job.get("second_transpose"))
    return [result if result.name != job.input(0).name else job.node("Identity", result)]


def _transposed(job: Job, x: Value, order: list[int] | None) -> Value:
    if order is None:
        return x
    # A permutation has room for eight axes: entries beyond the rank do not count.
    # An attribute without elements has no type that ONNX could tell.
    return job.node("Transpose", x, perm=list(order)[: x.rank]) if x.rank else job.node("Identity", x)


@translates("concatenation")
def concatenation(job: Job) -> list[Value]:
    """DS-LAY-044, DS-LAY-045."""
    values = [job.translation.value(tensor) for tensor in job.layer.operands()]
    if not values:
        raise Unsupported("a concatenation of nothing: ONNX's Concat takes one tensor at least")
    axis = job.get("axis", max(0, values[0].rank - 3))
    if axis < 0:
        raise Unsupported(f"axis {axis} of a concatenation: ONNX counts it from the end")
    if len({value.dtype for value in values}) > 1:
        job.graph.forbid("operands of several types")
    return [job.graph.node("Concat", values, axis=axis)]


@translates("padding")
def padding(job: Job) -> list[Value]:
    """Zeros around the last two axes; negative amounts trim, as in ONNX."""
    x = job.input()
    job.permit(x, (*FLOATS, "int8"), "a padding")
    before, after = list(job.get("pre_padding")), list(job.get("post_padding"))
    if x.rank < 4:
        raise Unsupported(f"a padding of rank {x.rank}: ONNX pads any rank")
    amounts = job.graph.constant([*before, *after])
    axes = job.graph.constant([x.rank - 2, x.rank - 1])
    return [job.node("Pad", x, amounts, None, axes)]


@translates("scatter")
def scatter(job: Job) -> list[Value]:
    """DS-LAY-068."""
    data, updates = job.input(0), job.input(2)
    indices = job.integers(1, "indices") if job.input(1).dtype in INTEGERS else job.input(1)
    if data.dtype != updates.dtype:
        job.graph.forbid("updates of another type")
    if job.get("mode") == "ELEMENT":
        axis = job.get("axis", 0)
        if axis < 0:
            raise Unsupported(f"axis {axis} of a scatter: ONNX counts it from the end")
        return [job.node("ScatterElements", data, indices, updates, axis=axis)]
    return [job.node("ScatterND", data, indices, updates)]
