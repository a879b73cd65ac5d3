"""Gathers (DS-LAY-018 to DS-LAY-023).

Negative indices count from the end in both worlds. An index out of bounds yields 0 by the specification
and is an error in ONNX: unless the indices are known to be within bounds, the data get one more
element, a 0, on each axis that is indexed, and such indices are led there. Where dims depend on the
result, both refuse.
"""

from __future__ import annotations

import numpy as np

from ...adapter import Unsupported
from .graph import Value
from .translation import Job, translates


@translates("gather")
def gather(job: Job) -> list[Value]:
    """The three modes, as ONNX's Gather, GatherElements and GatherND."""
    data, indices = job.input(0), job.integers(1, "indices")
    mode, axis, batched = job.get("mode", "DEFAULT"), job.get("axis", 0), job.get("num_elementwise_dims", 0)
    if data.rank == 0:
        raise Unsupported("a gather on a scalar: translated, the node would be malformed")
    if mode == "ND":
        return [_gather_nd(job, data, indices, batched)]
    if axis < 0:
        raise Unsupported(f"axis {axis} of a gather: ONNX counts it from the end")
    if axis >= data.rank:
        # Nothing to guard: ONNX refuses the axis.
        return [job.node("Gather" if mode == "DEFAULT" else "GatherElements", data, indices, axis=axis)]
    if batched:
        raise Unsupported(f"num_elementwise_dims {batched} in mode {mode}: ONNX has it in GatherND only")
    data, indices = _guarded(job, data, indices, [axis])
    return [job.node("Gather" if mode == "DEFAULT" else "GatherElements", data, indices, axis=axis)]


def _gather_nd(job: Job, data: Value, indices: Value, batched: int) -> Value:
    if indices.rank == 0:
        raise Unsupported("indices of mode ND without an axis: translated, the node would be malformed")
    depth = indices.extent(indices.rank - 1)
    if depth is None:
        raise Unsupported("the last extent of the indices, so the output's rank, is not known")
    if batched < 0:
        raise Unsupported(f"num_elementwise_dims {batched}: translated, the node would be malformed")
    if batched + depth <= data.rank:
        data, indices = _guarded(job, data, indices, list(range(batched, batched + depth)))
    return job.node("GatherND", data, indices, batch_dims=batched)


def _guarded(job: Job, data: Value, indices: Value, axes: list[int]) -> tuple[Value, Value]:
    """Data and indices such that what is out of bounds reads a 0."""
    if job.makes_dims:
        return data, indices
    graph = job.graph
    extents = [data.extent(axis) for axis in axes]
    limits = None if None in extents else np.array([extent or 0 for extent in extents])
    if indices.constant is not None and limits is not None:
        known = indices.constant
        if ((known >= -limits) & (known < limits)).all():
            return data, indices
    extent = (
        graph.constant(limits) if limits is not None else job.node("Gather", graph.shape(data), graph.constant(axes))
    )
    zero = graph.constant([0])
    wrapped = job.node("Where", job.node("Less", indices, zero), job.node("Add", indices, extent), indices)
    is_inside = job.node("And", job.node("GreaterOrEqual", wrapped, zero), job.node("Less", wrapped, extent))
    led = job.node("Where", is_inside, wrapped, extent)
    if indices.rank == 0:
        led = graph.scalar(led)
    amounts = [0] * data.rank + [int(axis in axes) for axis in range(data.rank)]
    return job.node("Pad", data, graph.constant(amounts)), led
