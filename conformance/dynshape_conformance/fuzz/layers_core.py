"""How a network grows by the layers that compute element by element, move elements, or make shapes."""

from __future__ import annotations

from .choices import Choices
from .growth import FLOATS, INPUT_MAGNITUDE, INTEGERS, Growth, Known

ACTIVATIONS = ("RELU", "SIGMOID", "TANH", "LEAKY_RELU", "ELU", "SELU", "SOFTSIGN", "SOFTPLUS", "CLIP",
               "HARD_SIGMOID", "SCALED_TANH", "THRESHOLDED_RELU")  # fmt: skip
WHOLE_UNARIES = ("ABS", "NEG", "CEIL", "FLOOR", "SIGN", "ROUND")
UNARIES = (*WHOLE_UNARIES, "EXP", "SQRT", "RECIP", "SIN", "ATAN", "ERF")
COMPARISONS = ("EQUAL", "GREATER", "LESS")
LOGIC = ("AND", "OR", "XOR")
ARITHMETIC = ("SUM", "PROD", "MAX", "MIN", "SUB", "FLOOR_DIV", "DIV", "POW")


def grow_activation(g: Growth, c: Choices) -> None:
    """An activation."""
    x = g.floats(c)
    type = c.pick(ACTIVATIONS)
    assert x.magnitude is not None
    if type == "CLIP":
        g.layer("activation", [x.id], {"type": type}, {"alpha": -1.0, "beta": 2.0}, outputs=(2.0,))
        return
    g.layer("activation", [x.id], {"type": type}, outputs=(x.magnitude if type == "RELU" else None,))


def grow_unary(g: Growth, c: Choices) -> None:
    """A unary operation."""
    x = g.take(c, lambda t: t.dtype in (*FLOATS, *INTEGERS, "bool"))
    assert x.magnitude is not None
    if x.dtype == "bool":
        g.layer("unary", [x.id], {"op": "NOT"}, outputs=(1.0,))
    else:
        op = c.pick(WHOLE_UNARIES if x.dtype in INTEGERS and not c.rarely() else UNARIES)
        g.layer("unary", [x.id], {"op": op}, outputs=(x.magnitude if op in WHOLE_UNARIES else None,))


def _partner(g: Growth, c: Choices, x: Known) -> Known:
    """A tensor that goes with x: of its type and rank, most of the time with extents that broadcast."""
    if c.rarely(12):
        return g.take(c, lambda t: True)
    return g.take(
        c,
        lambda t: (
            t.dtype == x.dtype
            and t.rank == x.rank
            and all(a == b or 1 in (a, b) or -1 in (a, b) for a, b in zip(t.dims, x.dims, strict=True))
        ),
    )


def grow_elementwise(g: Growth, c: Choices) -> None:
    """A binary operation."""
    x = g.any(c) if c.rarely(12) else g.take(c, lambda t: True)
    y = _partner(g, c, x)
    if x.dtype == "bool":
        g.layer("elementwise", [x.id, y.id], {"op": c.pick((*LOGIC, "EQUAL"))}, outputs=(1.0,))
        return
    a, b = x.magnitude or 1e9, y.magnitude or 1e9
    if c.below(5) == 4:
        g.layer("elementwise", [x.id, y.id], {"op": c.pick(COMPARISONS)}, outputs=(1.0,))
        return
    op = c.pick(ARITHMETIC)
    after = {"SUM": a + b, "SUB": a + b, "PROD": a * b, "MAX": max(a, b), "MIN": max(a, b)}.get(op)
    if op in ("DIV", "FLOOR_DIV") and x.dtype in INTEGERS:
        after = a
    g.layer("elementwise", [x.id, y.id], {"op": op}, outputs=(after,))


def grow_select(g: Growth, c: Choices) -> None:
    """A choice between two tensors."""
    condition = g.take(c, lambda t: t.dtype == "bool")
    x = g.take(c, lambda t: t.rank == condition.rank)
    y = _partner(g, c, x)
    g.layer("select", [condition.id, x.id, y.id], outputs=(max(x.magnitude or 1e9, y.magnitude or 1e9),))


def grow_cast(g: Growth, c: Choices) -> None:
    """A conversion."""
    x = g.take(c, lambda t: True)
    to = c.pick(("float32", "int32", "bool", g.integer, "float16"))
    g.layer("cast", [x.id], {"to_type": to}, outputs=(1.0 if to == "bool" else x.magnitude,))


def grow_shape(g: Growth, c: Choices) -> None:
    """The dims of a tensor."""
    g.layer("shape", [g.any(c).id], outputs=(64.0,))


def grow_identity(g: Growth, c: Choices) -> None:
    """A copy."""
    x = g.any(c)
    g.layer("identity", [x.id], outputs=(x.magnitude,))


def grow_constant(g: Growth, c: Choices) -> None:
    """A constant, offered by way of an identity."""
    dtype = c.pick((g.integer, "float32", "bool"))
    count = c.pick((1, 2, 3))
    values = [c.below(2) == 1 if dtype == "bool" else c.below(8) - 3 for _ in range(count)]
    dims = c.pick(([count], [1, count], [count, 1, 1])) if count > 1 or not c.below(2) else []
    id = g.constant(values, dtype, dims)
    g.layer("identity", [id], outputs=(INPUT_MAGNITUDE,))


def grow_shuffle(g: Growth, c: Choices) -> None:
    """A transpose, a reshape, a transpose."""
    x = g.any(c)
    properties: dict[str, object] = {}
    later = []
    if c.below(2):
        properties["first_transpose"] = c.order(x.rank)
    way = c.below(5)
    if way == 1:
        properties["reshape_dims"] = [-1]
    elif way == 2:
        properties["reshape_dims"] = [c.pick((0, 1, -1, 2, 3)) for _ in range(c.below(4))]
    elif way == 3:
        properties["reshape_dims"] = [*([0] * x.rank), 1]
    elif way == 4:
        later.append((1, g.extents(c, c.below(4))))
        if c.below(3) == 2:
            properties["zero_is_placeholder"] = False
    if way < 2 and c.rarely():
        properties["second_transpose"] = c.order(1 if way else x.rank)
    g.layer("shuffle", [x.id], {}, properties, later, outputs=(x.magnitude,))


def grow_slice(g: Growth, c: Choices) -> None:
    """A slice, with static and dynamic parameters."""
    x = g.any(c)
    mode = c.pick(("STRICT_BOUNDS", "STRICT_BOUNDS", "CLAMP", "WRAP", "FILL", "REFLECT"))
    start = [c.pick((0, 0, 1, -1)) for _ in range(x.rank)]
    size = [c.pick((1, 2, 1, 0)) for _ in range(x.rank)]
    stride = [c.pick((1, 1, 2, -1, 0)) for _ in range(x.rank)]
    later = []
    if c.below(2):
        later.append((2, g.extents(c, x.rank)))
    if c.below(4) == 3:
        later.append((1, g.extents(c, x.rank)))
    if c.rarely():
        later.append((3, g.extents(c, x.rank)))
    arguments = {"start": start, "shape": size, "stride": stride}
    g.layer("slice", [x.id], arguments, {"mode": mode}, sorted(later), outputs=(x.magnitude,))


def grow_concatenation(g: Growth, c: Choices) -> None:
    """Several tensors one after another."""
    x = g.any(c)
    others = [
        g.take(c, lambda t: t.dtype == x.dtype and t.rank == x.rank, exact=x.magnitude is not None)
        for _ in range(1 + c.below(2))
    ]
    axis = c.below(max(x.rank, 1)) if not c.rarely(16) else x.rank
    magnitudes = [t.magnitude for t in (x, *others)]
    after = None if None in magnitudes else max(m for m in magnitudes if m is not None)
    g.layer("concatenation", [x.id, *(t.id for t in others)], {}, {"axis": axis}, outputs=(after,))


def grow_reduce(g: Growth, c: Choices) -> None:
    """A reduction."""
    x = g.take(c, lambda t: t.dtype != "bool")
    op = c.pick(("SUM", "MAX", "MIN", "PROD", "AVG"))
    axes = 1 + c.below((1 << x.rank) - 1) if x.rank and not c.rarely(16) else c.below(4)
    assert x.magnitude is not None
    after = {"SUM": x.magnitude * 256, "MAX": x.magnitude, "MIN": x.magnitude}.get(op)
    g.layer("reduce", [x.id], {"op": op, "axes": axes, "keep_dims": c.below(2) == 1}, outputs=(after,))


def grow_matrix_multiply(g: Growth, c: Choices) -> None:
    """A matrix product."""
    x = g.floats(c)
    y = g.take(c, lambda t: t.dtype == x.dtype)
    ops = ("NONE", "TRANSPOSE", "VECTOR")
    a, b = x.magnitude or 1e9, y.magnitude or 1e9
    op0, op1 = (c.pick(ops) if c.below(2) else "NONE" for _ in range(2))
    g.layer("matrix_multiply", [x.id, y.id], {"op0": op0, "op1": op1}, outputs=(a * b * 16,))


def grow_softmax(g: Growth, c: Choices) -> None:
    """A softmax."""
    x = g.floats(c)
    g.layer("softmax", [x.id], {}, {"axes": 1 << c.below(max(x.rank, 1))} if c.below(3) else {})
