"""DS-LAY: softmax and top-k."""

from __future__ import annotations

import numpy as np
from dynshape_fixtures import Program
from dynshape_fixtures.arrays import ramp
from dynshape_fixtures.ranges import between

from ..case import Trial, choice, control, negative, positive
from .expect import results_of
from .expected_numbers import rounded, wide
from .samples import Make, Sample, clash_at, computed, context_of, dims_at, gives_dims, refused_layer

# DS-LAY-059: softmax


def softmax(axes: int | None = None) -> Make:
    """A softmax, with its mask of axes."""
    return lambda program, x: program.layer("softmax", [x], {}, {} if axes is None else {"axes": axes})


@positive("DS-LAY-059")
def softmax_axis_by_default(t: Trial) -> None:
    """The axis is max(0, rank - 3), and the shape is unchanged."""
    for rank in range(2, 9):
        with t.subcase(rank=rank):
            program = Program()
            layer = program.layer("softmax", [program.input("x", "float32", (-1,) * rank)])
            definition = t.define(program)
            t.equal(definition.layer_property(layer, "axes"), 1 << max(0, rank - 3))
            t.equal(definition.tensor_dims(layer), (-1,) * rank)


@positive("DS-LAY-059", features=("execution",))
def softmax_values(t: Trial) -> None:
    """Exponentials over their sum along the one axis of the mask."""
    for dtype in ("float32", "float16"):
        x = (ramp((2, 3, 4, 2), -24, "float64") / 8).astype(dtype)
        results = computed(t, {str(mask): Sample(softmax(mask), (x,)) for mask in (None, 1, 2, 4, 8)})
        for mask, axis in ((None, 1), (1, 0), (2, 1), (4, 2), (8, 3)):
            with t.subcase(dtype=dtype, mask=mask):
                powers = np.exp(wide(x))
                want = powers / powers.sum(axis, keepdims=True)
                # 16 for the exponential, one for each addition, 24 for the difference to the maximum (6 at most) in it.
                t.close(results[str(mask)], want, rounded(want, dtype, 16 + x.shape[axis] + 24))


@positive("DS-LAY-059", features=("execution",))
def softmax_of_great_numbers(t: Trial) -> None:
    """Numbers whose exponentials overflow are no trouble, nor is an axis of one element."""
    x = np.array([[1000.0, 1000.0, 0.0], [-1000.0, -1000.0, -2000.0]], np.float32)
    with t.subcase(axis=1):
        got = computed(t, {"": Sample(softmax(2), (x,))})[""]
        t.close(got, np.array([[0.5, 0.5, 0.0], [0.5, 0.5, 0.0]]), rounded(np.full((2, 3), 0.5), "float32", 16))
    with t.subcase(axis=0):
        got = computed(t, {"": Sample(softmax(1), (x[:1],))})[""]
        t.close(got, np.ones((1, 3)), rounded(np.ones((1, 3)), "float32", 2))


@negative("DS-LAY-059")
def softmax_over_no_axis(t: Trial) -> None:
    """The mask names one axis of the input."""
    for mask in (0, 3, 5, 7, 8, 1 << 7):
        with t.subcase(mask=mask):
            refused_layer(t, softmax(mask), [("float32", (2, 3, 4))], "DS-LAY-059")


@negative("DS-LAY-059")
def softmax_of_integers(t: Trial) -> None:
    """A softmax is of floats."""
    for dtype in ("int32", "bool"):
        with t.subcase(dtype=dtype):
            refused_layer(t, softmax(1), [(dtype, (2, 3))], "DS-LAY-059")


# DS-LAY-060: top-k


def topk(op: str, k: int, axes: int) -> Make:
    """A top-k: the elements and their indices."""

    def make(program: Program, x: str) -> list[str]:
        layer = program.layer("topk", [x], {"op": op, "k": k, "axes": axes})
        return [layer, f"{layer}:1"]

    return make


@positive("DS-LAY-060", features=("execution",))
def first_k_elements(t: Trial) -> None:
    """The greatest or least k along the axis, sorted, with their indices."""
    x = np.random.default_rng(1).permutation(120).reshape(2, 3, 5, 4)
    for dtype in ("float32", "float16"):
        data = x.astype(dtype)
        ways = [(op, k, axis) for op in ("MAX", "MIN") for axis in range(4) for k in (1, 2)]
        results = computed(t, {str(way): Sample(topk(way[0], way[1], 1 << way[2]), (data,)) for way in ways})
        for op, k, axis in ways:
            with t.subcase(op=op, k=k, axis=axis, dtype=dtype):
                order = np.argsort(-x if op == "MAX" else x, axis=axis).take(range(k), axis)
                elements, indices = results.all(str((op, k, axis)))
                t.close(elements, np.take_along_axis(x, order, axis), 0)
                t.close(indices, order, 0)
                t.equal(indices.dtype.name, "int32")


@positive("DS-LAY-060", features=("execution",))
def values_that_several_layers_take(t: Trial) -> None:
    """Sums and magnitudes of the elements, with the indices beside them."""
    program = Program()
    x = program.input("x", "float32", (-1, -1))
    largest = program.layer("topk", [x], {"op": "MAX", "k": 1, "axes": 1})
    doubled = program.elementwise(largest, largest, "SUM")
    fourfold = program.elementwise(doubled, doubled, "SUM")
    magnitude = program.layer("unary", [largest], {"op": "ABS"})
    for tensor, name in ((f"{largest}:1", "index"), (fourfold, "fourfold"), (magnitude, "magnitude")):
        program.mark_output(tensor, name)
    context = t.context(program, [{"x": between((-1, -1), 1, 5)}])
    for dims in ((1, 1), (5, 3)):
        with t.subcase(dims=dims):
            t.accepted(context.set_dims("x", dims))
            data = ramp(dims)
            results = results_of(t, context, {"x": data})
            best = data.max(0, keepdims=True)
            t.close(results["index"], data.argmax(0)[None], 0)
            t.close(results["fourfold"], 4 * best, 0)
            t.close(results["magnitude"], abs(best), 0)


@positive("DS-LAY-060")
def dims_of_both_outputs(t: Trial) -> None:
    """Both outputs have k on the axis, which is one of the last four."""
    for dims, axis in (
        ((9, 5), 0),
        ((9, 5), 1),
        ((2, 3, 9), 2),
        ((2, 2, 9, 2, 2, 2), 2),
        ((2,) * 7 + (9,), 7),
        ((-1, 9), 1),
    ):
        for k in (0, 1, 4):
            with t.subcase(dims=dims, axis=axis, k=k):
                program = Program()
                layer = program.layer(
                    "topk", [program.input("x", "float32", dims)], {"op": "MAX", "k": k, "axes": 1 << axis}
                )
                definition = t.define(program)
                wanted = (*dims[:axis], k, *dims[axis + 1 :])
                t.equal(definition.tensor_dims(layer), wanted)
                t.equal(definition.tensor_dims(f"{layer}:1"), wanted)
                t.equal(definition.tensor_dtype(f"{layer}:1"), "int32")


@negative("DS-LAY-060")
def other_than_one_axis(t: Trial) -> None:
    """The mask names exactly one axis, and one of the last four."""
    for dims, mask in (((9, 9), 0), ((9, 9), 3), ((9, 9), 4), ((9,) * 3, 5), ((9,) * 5, 1), ((9,) * 8, 8)):
        with t.subcase(dims=dims, mask=mask):
            refused_layer(t, topk("MAX", 2, mask), [("float32", dims)], "DS-LAY-060")


@negative("DS-LAY-060")
def more_than_there_are(t: Trial) -> None:
    """K is at most 3840, and at most the extent of the axis."""
    for extent, k in ((5000, 3841), (5000, 4000), (4, 5), (0, 1), (5000, -1)):
        with t.subcase(extent=extent, k=k):
            refused_layer(t, topk("MAX", k, 2), [("float32", (2, extent))], "DS-LAY-060")


@control("DS-LAY-060")
def as_many_as_there_are(t: Trial) -> None:
    """3840 of 5000 and 5 of 5 are accepted."""
    for extent, k in ((5000, 3840), (5, 5), (1, 1)):
        with t.subcase(extent=extent, k=k):
            gives_dims(t, topk("MAX", k, 2), [("float32", (2, extent))], (2, k))


@negative("DS-LAY-060", features=("contexts",))
def more_than_there_are_at_run_time(t: Trial) -> None:
    """An extent below k at run time gives outputs without dims."""
    context = context_of(t, topk("MIN", 3, 2), ("float32",), ((2, 5),), ((1, 1),))
    for extent in (1, 2):
        with t.subcase(extent=extent):
            clash_at(t, context, ((2, extent),), "DS-LAY-060")
            dims_at(t, context, ((1, 3),), (1, 3))


@negative("DS-LAY-060", editions=("8.4", "9"))
def topk_of_integers(t: Trial) -> None:
    """Before 10 Int32 data are refused."""
    for dtype in ("int32", "bool"):
        with t.subcase(dtype=dtype):
            refused_layer(t, topk("MAX", 2, 2), [(dtype, (3, 4))], "DS-LAY-060")


@positive("DS-LAY-060", editions=("8.6", None), features=("contexts",))
def k_as_an_input(t: Trial) -> None:
    """From 8.6 on k may be input 1, a scalar shape tensor."""
    program = Program()
    x, k = program.input("x", "float32", (-1, -1)), program.input("k", "int32", ())
    layer = program.layer("topk", [x], {"op": "MAX", "k": 1, "axes": 2})
    program.set_input(layer, 1, k)
    program.mark_output(layer, "y")
    program.mark_output(f"{layer}:1", "z")
    context = t.context(program, [{"x": between((-1, -1), 1, 9)}], [{"k": ((1,), (2,), (9,))}])
    for extent, count in ((9, 2), (9, 9), (3, 1)):
        with t.subcase(extent=extent, k=count):
            t.accepted(context.set_dims("x", (4, extent)))
            t.accepted(context.set_values("k", (count,)))
            t.equal(context.dims("y"), (4, count))
            t.equal(context.dims("z"), (4, count))
    with t.subcase(extent=3, k=4):
        t.accepted(context.set_values("k", (4,)))
        t.refused(context.dims("y"), "DS-LAY-060", channel="invalid dims")


@choice("DS-LAY-060", features=("execution",))
def ties(t: Trial) -> None:
    """Which of equal elements comes first, and where NaN counts."""
    x = np.array([[1, 3, 3, 2, 3]], np.float32)
    y = np.array([[1, np.nan, 3, -np.inf]], np.float32)
    for op in ("MAX", "MIN"):
        with t.subcase(op=op):
            both = [computed(t, {"": Sample(topk(op, 3, 2), (one,))}).all("")[1].ravel().tolist() for one in (x, y)]
            t.chose(f"equal {both[0]}, NaN {both[1]}")
