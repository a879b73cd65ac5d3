"""Slices: elements at start + i * stride, for i below size, on each axis (DS-LAY-007 to DS-LAY-016).

ONNX's Slice differs in four ways. It has an end, which is start + size * stride; where that is negative
it would count from the end of the axis. Its bounds are clamped, where the specification refuses: a
Reshape to the wanted size, which can't change the number of elements, refuses then. It has no step 0.
And it has no modes: in those the elements are gathered by computed coordinates.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...adapter import Unsupported
from .graph import Value
from .translation import Job, translates

START, SIZE, STRIDE, FILL = 1, 2, 3, 4
_FIELDS = {START: "start", SIZE: "shape", STRIDE: "stride"}
FAR = 2**31 - 1
"""An index beyond every extent, for which ONNX takes the end of the axis."""


@translates("slice")
def slice_(job: Job) -> list[Value]:
    """DS-LAY-007 to DS-LAY-014."""
    x, mode = job.input(0), job.get("mode", "STRICT_BOUNDS")
    if mode == "DEFAULT":
        mode = "STRICT_BOUNDS"
    start, size, stride = (_parameter(job, index, x.rank) for index in (START, SIZE, STRIDE))
    if job.has(FILL) and mode != "FILL":
        raise Unsupported(f"a fill value in mode {mode}: translated, nothing would be left of it")
    if size.constant is not None and (size.constant < 0).any():
        raise Unsupported("a negative size: ONNX's Slice has an end, and takes it for an empty range")
    if x.rank == 0:
        return [job.node("Identity", x)]
    if mode != "STRICT_BOUNDS":
        return [_by_coordinates(job, x, mode, start, size, stride)]
    if stride.constant is None:
        return [_by_coordinates(job, x, mode, start, size, stride)]
    return [_strict(job, x, start, size, stride, stride.constant)]


def _parameter(job: Job, index: int, rank: int) -> Value:
    if job.has(index):
        return job.vector(index, f"{_FIELDS[index]} of a slice", rank)
    given = job.get(_FIELDS[index])
    if len(given) != rank:
        raise Unsupported(f"{_FIELDS[index]} has {len(given)} entries for {rank} axes: ONNX's Slice takes fewer")
    return job.graph.constant(list(given))


def _strict(
    job: Job, x: Value, start: Value, size: Value, stride: Value, steps: np.ndarray[tuple[int, ...], np.dtype[np.int64]]
) -> Value:
    graph = job.graph
    if start.constant is not None and ((start.constant < 0) & _may_read(size)).any():
        raise Unsupported("a negative start: ONNX counts it from the end of the axis")
    if (steps < -1).any() and not _starts_within(x, start):
        # ONNX would clamp the start to the last element and go on from there, by another element.
        return _by_coordinates(job, x, "STRICT_BOUNDS", start, size, stride)
    still = steps == 0
    taken = size
    if still.any():  # Step 0 repeats the element at the start: one is taken, or none, and expanded.
        taken = _where(job, graph.constant(still, "bool"), _at_most_one(job, size), size)
        stride = graph.constant(np.where(still, 1, steps))
    # Where nothing is taken, the start does not matter.
    start = _where(job, _is_zero(job, taken), graph.constant(np.zeros(x.rank)), start)
    end = _sum(job, start, _product(job, taken, stride))
    # A start below 0 is out of bounds; an end below 0 is where a negative step has passed element 0.
    start = _where(job, _below_zero(job, start), graph.constant(np.full(x.rank, FAR)), start)
    end = _where(job, _below_zero(job, end), graph.constant(np.full(x.rank, -FAR)), end)
    axes = graph.constant(range(x.rank))
    result = job.node("Slice", x, start, end, axes, stride)
    if not _is_within(x, start, taken, stride):
        result = job.node("Reshape", result, _no_less_than_zero(job, taken), allowzero=1)
    return job.node("Expand", result, _no_less_than_zero(job, size)) if still.any() else result


def _may_read(size: Value) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    return np.asarray(True) if size.constant is None else np.asarray(size.constant.all())


def _starts_within(x: Value, start: Value) -> bool:
    extents = [x.extent(axis) for axis in range(x.rank)]
    if start.constant is None:
        return False
    return all(e is not None and 0 <= s < e for s, e in zip(start.constant.tolist(), extents, strict=True))


def _is_within(x: Value, start: Value, size: Value, stride: Value) -> bool:
    if not _starts_within(x, start) or size.constant is None or stride.constant is None:
        return False
    last = np.asarray(start.constant) + (size.constant - 1) * stride.constant
    return all(0 <= end < (x.extent(axis) or 0) for axis, end in enumerate(last.tolist()))


def _no_less_than_zero(job: Job, size: Value) -> Value:
    # A Reshape would infer a -1: -2 is no dim for anyone.
    below = _below_zero(job, size)
    return _where(job, below, job.graph.constant(np.full(size.extent(0) or 0, -2)), size)


def _by_coordinates(job: Job, x: Value, mode: str, start: Value, size: Value, stride: Value) -> Value:
    if mode == "FILL":
        fill = job.input(FILL) if job.has(FILL) else None
        if fill is not None and (fill.dtype != x.dtype or fill.rank > 1):
            raise Unsupported("a fill value of another type or rank")
        value = None if fill is None else job.graph.scalar(fill)
        # One element more on each axis holds the fill value.
        padded = job.node("Pad", x, job.graph.constant([0] * x.rank + [1] * x.rank), value)
    else:
        padded = x
    result = padded
    for axis in range(x.rank):
        result = job.node("Gather", result, _line(job, x, axis, mode, start, size, stride), axis=axis)
    return result


def _line(job: Job, x: Value, axis: int, mode: str, start: Value, size: Value, stride: Value) -> Value:
    """The coordinates that an axis is read at, as the mode maps them into it."""
    graph = job.graph
    first, count, step = (graph.entry(value, axis) for value in (start, size, stride))
    if count.constant is not None:
        index = graph.constant(np.arange(count.constant[0]))
    else:
        index = job.node("Range", graph.constant(0), graph.scalar(count), graph.constant(1))
    line, extent = _sum(job, first, _product(job, index, step)), graph.extent(x, axis)
    zero, one = graph.constant([0]), graph.constant([1])
    if mode == "STRICT_BOUNDS":
        return _where(job, _below_zero(job, line), graph.constant([FAR]), line)
    if mode == "CLAMP":
        return job.node("Max", job.node("Min", line, job.node("Sub", extent, one)), zero)
    if mode == "FILL":
        inside = job.node("And", job.node("GreaterOrEqual", line, zero), job.node("Less", line, extent))
        return job.node("Where", inside, line, extent)
    # An axis without elements has nothing to read: the remainder by 1 leaves that to Gather.
    if mode == "WRAP":
        return job.node("Mod", line, job.node("Max", extent, one))
    if mode == "REFLECT":
        last = job.node("Sub", extent, one)
        period = job.node("Add", last, last)
        folded = job.node("Mod", line, job.node("Max", period, one))
        return job.node("Where", job.node("Less", folded, extent), folded, job.node("Sub", period, folded))
    raise Unsupported(f"slice mode {mode}")


# Integer vectors, folded where they are constants: what is left says what run time has to find


def _constants(values: Sequence[Value]) -> list[np.ndarray[tuple[int, ...], np.dtype[np.int64]]] | None:
    found = [value.constant for value in values if value.constant is not None]
    return found if len(found) == len(values) else None


def _sum(job: Job, a: Value, b: Value) -> Value:
    known = _constants([a, b])
    return job.node("Add", a, b) if known is None else job.graph.constant(known[0] + known[1])


def _product(job: Job, a: Value, b: Value) -> Value:
    known = _constants([a, b])
    return job.node("Mul", a, b) if known is None else job.graph.constant(known[0] * known[1])


def _below_zero(job: Job, a: Value) -> Value:
    known = _constants([a])
    if known is None:
        return job.node("Less", a, job.graph.constant(np.zeros(1)))
    return job.graph.constant(known[0] < 0, "bool")


def _is_zero(job: Job, a: Value) -> Value:
    known = _constants([a])
    if known is None:
        return job.node("Equal", a, job.graph.constant(np.zeros(1)))
    return job.graph.constant(known[0] == 0, "bool")


def _at_most_one(job: Job, a: Value) -> Value:
    known = _constants([a])
    return (
        job.node("Min", a, job.graph.constant(np.ones(1)))
        if known is None
        else job.graph.constant(known[0].clip(max=1))
    )


def _where(job: Job, condition: Value, a: Value, b: Value) -> Value:
    known = _constants([condition, a, b])
    if known is None:
        if condition.constant is not None and not condition.constant.any():
            return b
        return job.node("Where", condition, a, b)
    return job.graph.constant(np.where(*known))
