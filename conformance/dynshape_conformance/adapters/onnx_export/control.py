"""Conditionals and loops, as ONNX's If and Loop.

A graph inside is filled by asking for the tensors that it yields: what is not there yet outside is put
inside, which computes the same. Each output has a node of its own, so that several outputs of a loop
compute it several times.
"""

from __future__ import annotations

from collections.abc import Sequence

from ...adapter import Unsupported
from .graph import FLOATS, INTEGERS, Extent, Value
from .network import Layer
from .slices import FAR
from .translation import Job, translates


@translates("conditional_input")
def conditional_input(job: Job) -> list[Value]:
    """The tensor as it is: which branch computes is decided by where its users are."""
    return [job.node("Identity", job.input())]


@translates("conditional_output")
def conditional_output(job: Job) -> list[Value]:
    """DS-LAY-054. Branches of other ranks, and before edition 10 of other dims, are refused there, not in ONNX."""
    conditions = _of_region(job, "condition", "conditional")
    if len(conditions) != 1:
        raise Unsupported(f"an if-conditional with {len(conditions)} conditions: ONNX's If has one")
    condition = job.translation.value(conditions[0].inputs[0])
    if condition.rank != 0:
        raise Unsupported(f"a condition of rank {condition.rank}: ONNX's If takes any tensor of one element")
    branches = []
    for index in (0, 1):
        with job.translation.inside({}) as graph:
            branches.append((graph, job.input(index)))
    (_, left), (_, right) = branches
    if left.rank != right.rank or (not job.modern and _differ(left, right)):
        raise Unsupported("branches of other dims: ONNX's If takes them")
    extents = tuple(a if a == b else None for a, b in zip(left.dims, right.dims, strict=True))
    attributes = {
        name: graph.body(name, [], [value])
        for name, (graph, value) in zip(("then_branch", "else_branch"), branches, strict=True)
    }
    return job.graph.control("If", [condition], [Value("", left.dtype, extents)], **attributes)


def _of_region(job: Job, kind: str, owner: str) -> list[Layer]:
    layers = job.translation.network.layers.values()
    region = job.layer.arguments[owner]
    return [layer for layer in layers if layer.kind == kind and layer.arguments[owner] == region]


def _differ(a: Value, b: Value) -> bool:
    pairs = zip(a.dims, b.dims, strict=True)
    return any(isinstance(x, int) and isinstance(y, int) and x != y for x, y in pairs)


@translates("iterator")
def iterator(job: Job) -> list[Value]:
    """In iteration i the part at index i of the axis, or counted from the other end."""
    x, axis = job.input(), job.get("axis", 0)
    place = job.translation.loops.get(job.layer.arguments["loop"])
    if place is None:
        raise Unsupported("an iterator outside of its loop")
    if not 0 <= axis < x.rank:
        raise Unsupported(f"axis {axis} of an iterator over rank {x.rank}: ONNX counts axes from the end, too")
    index, count = place
    if job.get("reverse", False):
        count = count or job.graph.scalar(job.graph.extent(x, axis))
        index = job.node("Sub", job.node("Sub", count, job.graph.constant(1)), index)
    return [job.node("Gather", x, index, axis=axis)]


@translates("recurrence")
def recurrence(job: Job) -> list[Value]:
    """Only its loop gives it a value."""
    raise Unsupported("a recurrence outside of its loop")


@translates("loop_output")
def loop_output(job: Job) -> list[Value]:
    """DS-LAY-055, DS-LAY-056."""
    kind, states = job.get("kind"), _of_region(job, "recurrence", "loop")
    if any(1 not in state.inputs for state in states):
        raise Unsupported("a recurrence without a next value: ONNX's Loop has one for each")
    last = kind == "LAST_VALUE"
    if last and job.layer.inputs[0] not in [state.id for state in states]:
        raise Unsupported("the last value of what is no recurrence: ONNX's Loop has none")
    if last == job.has(1):
        raise Unsupported(f"{kind} with{'' if job.has(1) else 'out'} a length: ONNX's Loop has no place for one")
    outputs = _loop(job, states, [] if last else [job.layer.inputs[0]])
    if last:
        return [outputs[[state.id for state in states].index(job.layer.inputs[0])]]
    return [_stacked(job, outputs[-1], kind == "REVERSE")]


def _limits(job: Job) -> tuple[Value | None, str | None]:
    limits = _of_region(job, "trip_limit", "loop")
    by_kind = {kind: [limit for limit in limits if limit.get("kind") == kind] for kind in ("COUNT", "WHILE")}
    if not limits or any(len(found) > 1 for found in by_kind.values()):
        raise Unsupported("a loop without a trip limit, or with two of one kind: ONNX's Loop permits or lacks them")
    count = None
    if by_kind["COUNT"]:
        count = job.translation.value(by_kind["COUNT"][0].inputs[0])
        if count.dtype not in INTEGERS or count.rank != 0:
            raise Unsupported(f"a count of type {count.dtype} and rank {count.rank}: it would be converted")
        count = job.graph.cast(count, "int64")
    return count, by_kind["WHILE"][0].inputs[0] if by_kind["WHILE"] else None


def _loop(job: Job, states: Sequence[Layer], yielded: Sequence[str]) -> list[Value]:
    """The Loop node: final values of the recurrences, then the stacked values of what is yielded."""
    translation = job.translation
    count, condition = _limits(job)
    firsts = [translation.value(state.inputs[0]) for state in states]
    begin = job.graph.constant(True, "bool")
    if condition is not None:
        with translation.knowing({state.id: first for state, first in zip(states, firsts, strict=True)}):
            begin = translation.value(condition)
            if begin.dtype != "bool" or begin.rank != 0:
                raise Unsupported(f"a condition of type {begin.dtype} and rank {begin.rank}")
    names = translation.names
    index, going = Value(names.new("iteration"), "int64", ()), Value(names.new("condition"), "bool", ())
    carried = [Value(names.new("state"), first.dtype, first.extents) for first in firsts]
    before = translation.loops.get(job.layer.arguments["loop"])
    translation.loops[job.layer.arguments["loop"]] = index, count
    with translation.inside({state.id: value for state, value in zip(states, carried, strict=True)}) as graph:
        following = [_next(job, first, translation.value(state.inputs[1])) for first, state in _pairs(firsts, states)]
        values = [translation.value(tensor) for tensor in yielded]
        goes_on = going
        if condition is not None:
            with translation.knowing({state.id: value for state, value in zip(states, following, strict=True)}):
                goes_on = translation.value(condition)
    if before is None:
        del translation.loops[job.layer.arguments["loop"]]
    else:
        translation.loops[job.layer.arguments["loop"]] = before
    body = graph.body("body", [index, going, *carried], [goes_on, *following, *values])
    finals = [Value("", first.dtype, _common(first, later)) for first, later in zip(firsts, following, strict=True)]
    stacked = [Value("", value.dtype, (None, *value.dims)) for value in values]
    return job.graph.control("Loop", [count, begin, *firsts], [*finals, *stacked], body=body)


def _pairs(firsts: Sequence[Value], states: Sequence[Layer]) -> list[tuple[Value, Layer]]:
    return list(zip(firsts, states, strict=True))


def _next(job: Job, first: Value, following: Value) -> Value:
    if first.dtype != following.dtype and {first.dtype, following.dtype} <= set(FLOATS):
        following = job.translation.graph.cast(following, first.dtype)
    if first.dtype != following.dtype:
        raise Unsupported(f"a recurrence of {first.dtype} and {following.dtype}")
    if first.rank != following.rank or _differ(first, following):
        raise Unsupported("a next value of other dims: ONNX's Loop takes it")
    if first.dims == following.dims and all(isinstance(extent, int) for extent in first.dims):
        return following
    # ONNX's Loop lets dims change. Here a difference makes dims of another volume, which the Reshape refuses.
    graph = job.translation.graph
    wanted = graph.node("Shape", [first])
    off = graph.node("Abs", [graph.node("Sub", [graph.node("Shape", [following]), wanted])])
    target = graph.node("Add", [wanted, graph.node("Mul", [off, graph.constant(FAR)])])
    return graph.node("Reshape", [following, target], allowzero=1)


def _common(first: Value, following: Value) -> tuple[Extent, ...]:
    return tuple(a if a == b else None for a, b in zip(first.dims, following.dims, strict=True))


def _stacked(job: Job, values: Value, turned: bool) -> Value:
    """The values of all iterations, zeros up to the length that was asked for, along the axis."""
    graph, axis = job.graph, job.get("axis", 0)
    if not 0 <= axis < values.rank:
        raise Unsupported(f"axis {axis} of a loop output: ONNX counts axes from the end, too")
    length = job.integers(1, "a length")
    if length.rank != 0:
        raise Unsupported(f"a length of rank {length.rank}: it would be converted")
    length = (
        graph.constant(length.constant.reshape(1))
        if length.constant is not None
        else job.node("Reshape", length, graph.constant([1]))
    )
    missing = job.node("Max", job.node("Sub", length, graph.extent(values, 0)), graph.constant([0]))
    frame = graph.constant([0] * values.rank), graph.constant([0] * (values.rank - 1))
    padded = job.node("Pad", values, job.node("Concat", frame[0], missing, frame[1], axis=0))
    # More iterations than the length has room for: the Reshape refuses.
    rest = [values.extent(k) for k in range(1, values.rank)]
    if None in rest:
        tail = job.node("Slice", graph.shape(padded), graph.constant([1]), graph.constant([values.rank]))
    else:
        tail = graph.constant([extent or 0 for extent in rest])
    result = job.node("Reshape", padded, job.node("Concat", length, tail, axis=0), allowzero=1)
    if turned:
        first, end, step = graph.constant([-1]), graph.constant([-(2**31) + 1]), graph.constant([-1])
        result = job.node("Slice", result, first, end, graph.constant([0]), step)
    if axis == 0:
        return result
    order = [*range(1, axis + 1), 0, *range(axis + 1, values.rank)]
    return job.node("Transpose", result, perm=order)
