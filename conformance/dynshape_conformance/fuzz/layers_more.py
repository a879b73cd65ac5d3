"""How a network grows by the layers that select, make, resample or filter elements."""

from __future__ import annotations

from .choices import Choices
from .growth import FLOATS, INTEGERS, Growth


def _indices(g: Growth, c: Choices) -> str:
    """Indices, some of them out of bounds: a tensor of the network, or a constant."""
    if c.below(3) == 2:
        return g.take(c, lambda t: t.dtype in INTEGERS).id
    count = 1 + c.below(3)
    dims = c.pick(([count], [1, count], [count, 1]))
    return g.constant([c.pick((0, 1, 0, 2)) for _ in range(count)], "int32", dims if not c.rarely() else [count])


def grow_gather(g: Growth, c: Choices) -> None:
    """A gather of any mode."""
    x = g.any(c)
    mode = c.pick(("DEFAULT", "DEFAULT", "ELEMENT", "ND"))
    properties: dict[str, object] = {}
    if mode != "ND":
        properties["axis"] = c.below(max(x.rank, 1)) if not c.rarely(16) else c.below(5)
    if c.rarely() and mode != "ELEMENT":
        properties["num_elementwise_dims"] = 1
    if mode == "ELEMENT":
        count = 1 + c.below(2)
        zeros = g.constant([0] * count, "int32", [*([1] * max(x.rank - 1, 0)), count] if x.rank else [])
        g.layer("gather_v2", [x.id, zeros], {"mode": mode}, properties, outputs=(x.magnitude,))
        return
    if mode == "ND":
        depth = 1 + c.below(max(x.rank, 1))
        indices = g.constant([0] * depth, "int32", c.pick(([depth], [1, depth])))
        g.layer("gather_v2", [x.id, indices], {"mode": mode}, properties, outputs=(x.magnitude,))
        return
    g.layer("gather_v2", [x.id, _indices(g, c)], {"mode": mode}, properties, outputs=(x.magnitude,))


def grow_scatter(g: Growth, c: Choices) -> None:
    """A scatter of constants."""
    x = g.take(c, lambda t: t.dtype in (*FLOATS, *INTEGERS) and t.rank > 0)
    if c.below(2):
        depth = 1 + c.below(x.rank)
        left = x.dims[depth:]
        if -1 in left:
            return
        volume = 1
        for extent in left:
            volume *= extent
        indices = g.constant([0] * depth, "int32", [1, depth])
        updates = g.constant([1] * volume, x.dtype, [1, *left])
        g.layer("scatter", [x.id, indices, updates], {"mode": "ND"}, outputs=(x.magnitude,))
        return
    ones = [1] * x.rank
    indices, updates = g.constant([0], "int32", ones), g.constant([2], x.dtype, ones)
    axis = {"axis": c.below(x.rank)}
    g.layer("scatter", [x.id, indices, updates], {"mode": "ELEMENT"}, axis, outputs=(max(x.magnitude or 0, 2.0),))


def grow_topk(g: Growth, c: Choices) -> None:
    """The greatest or least elements."""
    x = g.take(c, lambda t: t.dtype in (*FLOATS, "int32"))
    k = 1 + c.below(3)
    later = [(1, g.constant(k, "int32"))] if c.below(3) == 2 else []
    arguments = {"op": c.pick(("MAX", "MIN")), "k": k, "axes": 1 << c.below(max(x.rank, 1))}
    # Which of two equal elements comes first is not said: the indices may differ.
    g.layer("topk", [x.id], arguments, {}, later, outputs=(x.magnitude, None))


def grow_non_zero(g: Growth, c: Choices) -> None:
    """The subscripts of what is not zero."""
    g.layer("non_zero", [g.take(c, lambda t: t.rank > 0).id], outputs=(64.0,))


def grow_one_hot(g: Growth, c: Choices) -> None:
    """A one-hot encoding."""
    x = g.take(c, lambda t: t.dtype == "int32")
    values = g.constant([c.below(3), 2], c.pick(("float32", "int32")))
    depth = g.constant(2 + c.below(3), "int32")
    axis = c.below(x.rank + 1) if not c.below(2) else -1
    g.layer("one_hot", [x.id, values, depth], {"axis": axis}, outputs=(2.0,))


def grow_fill(g: Growth, c: Choices) -> None:
    """A linear sequence, of static or dynamic dims."""
    rank = 1 + (c.below(3) if c.below(2) else 0)
    later = [(0, g.extents(c, rank))] if c.below(2) else []
    properties: dict[str, object] = {"alpha": float(c.below(3)), "beta": float(1 + c.below(2))}
    if rank > 1:
        later += [(1, g.constant(1.0, "float32")), (2, g.constant([1.0] * rank, "float32"))]
        properties = {}
    arguments = {"shape": [1 + c.below(3) for _ in range(rank)], "op": "LINSPACE"}
    g.layer("fill", [], arguments, properties, later, outputs=(64.0,))


def grow_resize(g: Growth, c: Choices) -> None:
    """A resize by scales, by dims, or by a tensor."""
    x = g.floats(c)
    mode = c.pick(("NEAREST", "LINEAR", "NEAREST", "CUBIC"))
    properties: dict[str, object] = {"resize_mode": mode}
    later = []
    way = c.below(3)
    if way == 0:
        spatial = min(x.rank, {"NEAREST": 8, "LINEAR": 3, "CUBIC": 2}[mode])
        scales = [c.pick((1.0, 2.0, 1.5, 0.5)) if axis >= x.rank - spatial else 1.0 for axis in range(x.rank)]
        properties["scales"] = scales
    elif way == 1 and -1 not in x.dims:
        properties["shape"] = [c.pick((extent, 2 * extent, 1)) for extent in x.dims]
    else:
        later.append((1, g.extents(c, x.rank)))
    transformations = ("ASYMMETRIC", "HALF_PIXEL", "ALIGN_CORNERS")
    properties["coordinate_transformation"] = c.pick(transformations)
    if mode == "NEAREST":
        properties["nearest_rounding"] = c.pick(("FLOOR", "HALF_DOWN", "HALF_UP", "CEIL"))
    g.layer("resize", [x.id], {}, properties, later, outputs=(x.magnitude if mode == "NEAREST" else None,))


def grow_pooling(g: Growth, c: Choices) -> None:
    """A pooling over two axes."""
    x = g.floats(c, 4)
    type = c.pick(("MAX", "AVERAGE"))
    window = [1 + c.below(2), 1 + c.below(3)]
    properties: dict[str, object] = {"stride_nd": [1 + c.below(2), 1]}
    if c.below(3) == 2:
        properties["padding_nd"] = [1 if window[0] > 1 else 0, 0]
    if c.rarely():
        properties["padding_mode"] = c.pick(("EXPLICIT_ROUND_UP", "SAME_UPPER", "SAME_LOWER"))
    after = x.magnitude if type == "MAX" else None
    g.layer("pooling_nd", [x.id], {"type": type, "window_size": window}, properties, outputs=(after,))


def grow_convolution(g: Growth, c: Choices) -> None:
    """A convolution or deconvolution over two axes, with a channel that is known."""
    x = g.take(c, lambda t: t.dtype == "float32" and t.rank == 4 and t.dims[1] > 0)
    maps, kernel = 1 + c.below(2), [1 + c.below(2), 1 + c.below(2)]
    kind = c.pick(("convolution_nd", "deconvolution_nd"))
    weights = [float(i % 3 - 1) for i in range(maps * x.dims[1] * kernel[0] * kernel[1])]
    properties: dict[str, object] = {"stride_nd": [1 + c.below(2), 1]}
    if c.below(3) == 2:
        properties["padding_nd"] = [1 if kernel[0] > 1 else 0, 0]
    if c.rarely():
        properties["padding_mode"] = c.pick(("EXPLICIT_ROUND_UP", "SAME_UPPER", "SAME_LOWER"))
    arguments = {"num_output_maps": maps, "kernel_shape": kernel, "kernel": {"dtype": "float32", "values": weights}}
    after = (x.magnitude or 1e9) * len(weights)
    g.layer(kind, [x.id], arguments, properties, outputs=(after,))


def grow_padding(g: Growth, c: Choices) -> None:
    """Zeros around the last two axes, or a trim."""
    x = g.floats(c, 4)
    before, behind = ([c.pick((0, 1, 2, -1)) for _ in range(2)] for _ in range(2))
    arguments = {"pre_padding": before, "post_padding": behind}
    g.layer("padding_nd", [x.id], arguments, outputs=(x.magnitude,))


def grow_scale(g: Growth, c: Choices) -> None:
    """A scale of all elements alike."""
    x = g.take(c, lambda t: t.dtype == "float32" and t.rank == 4)
    weights = {"scale": {"dtype": "float32", "values": [2.0]}, "shift": {"dtype": "float32", "values": [1.0]}}
    g.layer("scale", [x.id], {"mode": "UNIFORM", **weights}, outputs=(2 * (x.magnitude or 1e9) + 1,))


def grow_lrn(g: Growth, c: Choices) -> None:
    """A local response normalization."""
    x = g.take(c, lambda t: t.dtype == "float32" and t.rank == 4)
    g.layer("lrn", [x.id], {"window": 1 + 2 * c.below(2), "alpha": 1.0, "beta": 0.75, "k": 1.0})


def grow_normalization(g: Growth, c: Choices) -> None:
    """A layer normalization over the last axis."""
    x = g.take(c, lambda t: t.dtype == "float32" and t.rank > 1)
    ones = [1] * x.rank
    scale, bias = g.constant([2.0], "float32", ones), g.constant([1.0], "float32", ones)
    g.layer("normalization", [x.id, scale, bias], {"axesMask": 1 << (x.rank - 1)})


def grow_einsum(g: Growth, c: Choices) -> None:
    """A sum of products."""
    x = g.take(c, lambda t: t.dtype == "float32" and t.rank == 2)
    y = g.take(c, lambda t: t.dtype == "float32" and t.rank == 2)
    equation = c.pick(("ij,jk->ik", "ij,kj->ik", "ij,ij->i", "ij,ij->ij"))
    g.layer("einsum", [x.id, y.id], {"equation": equation}, outputs=((x.magnitude or 1e9) * (y.magnitude or 1e9) * 16,))


def grow_quantize(g: Growth, c: Choices) -> None:
    """A rounding to Int8 and back."""
    x = g.take(c, lambda t: t.dtype == "float32" and t.rank > 0)
    scale = g.constant(1.0, "float32")
    steps = g.layer("quantize", [x.id, scale], outputs=(100.0,))
    g.layer("dequantize", [steps, g.constant(1.0, "float32")], outputs=(100.0,))


def grow_parametric_relu(g: Growth, c: Choices) -> None:
    """A ReLU with slopes."""
    x = g.take(c, lambda t: t.dtype == "float32" and t.rank > 0)
    slopes = g.constant([2.0], "float32", [1] * x.rank)
    g.layer("parametric_relu", [x.id, slopes], outputs=((x.magnitude or 1e9) * 2,))


def grow_reverse_sequence(g: Growth, c: Choices) -> None:
    """A reversal of the beginnings of sequences."""
    x = g.take(c, lambda t: t.rank >= 2 and t.dims[1] > 0 and t.dtype != "bool", exact=False)
    lengths = g.constant([1 + c.below(2)] * x.dims[1], "int32")
    g.layer("reverse_sequence", [x.id, lengths], outputs=(x.magnitude,))


def grow_conditional(g: Growth, c: Choices) -> None:
    """An if with two branches."""
    condition = g.take(c, lambda t: t.dtype == "bool" and t.rank == 0)
    x = g.take(c, lambda t: t.dtype == "float32")
    owner = g.program.layer("if_conditional", [])
    g.kinds[owner] = "if_conditional"
    g.program.layer("condition", [condition.id], {"conditional": owner})
    inside = g.layer("conditional_input", [x.id], {"conditional": owner}, offered=False)
    then = g.layer("unary", [inside], {"op": "NEG"}, offered=False)
    other = g.layer("unary", [inside], {"op": "ABS"}, offered=False)
    g.layer("conditional_output", [then, other], {"conditional": owner}, outputs=(x.magnitude,))


def grow_loop(g: Growth, c: Choices) -> None:
    """A loop that adds a tensor to itself."""
    x = g.take(c, lambda t: t.dtype == "float32")
    owner = g.program.layer("loop", [])
    trips = 1 + c.below(3)
    g.program.layer("trip_limit", [g.constant(trips, "int32")], {"loop": owner, "kind": "COUNT"})
    state = g.layer("recurrence", [x.id], {"loop": owner}, offered=False)
    after = g.layer("elementwise", [state, x.id], {"op": "SUM"}, offered=False)
    g.program.set_input(state, 1, after)
    arguments: dict[str, object] = {"loop": owner, "kind": c.pick(("LAST_VALUE", "CONCATENATE", "REVERSE")), "axis": 0}
    later = [] if arguments["kind"] == "LAST_VALUE" else [(1, g.constant(trips, "int32"))]
    value = state if arguments["kind"] == "LAST_VALUE" else after
    g.layer("loop_output", [value], arguments, {}, later, outputs=((x.magnitude or 1e9) * 4,))
