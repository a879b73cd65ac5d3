"""DS-LAY-068: layers outside of the chapter's list compute, as execution tensors, what the header says."""

from __future__ import annotations

from typing import Any

import numpy as np
from dynshape_fixtures import Program
from dynshape_fixtures.arrays import ramp

from ..adapter import Array
from ..case import Trial, positive
from .expected_numbers import APPROXIMATED, rounded, summed, wide
from .expected_others import grid_sampled, normalized, responses, selected
from .samples import Make, Sample, computed, context_of, dims_at

RUN = ("execution",)


def layer(kind: str, arguments: dict[str, Any] | None = None, **properties: Any) -> Make:
    """A layer of this kind on all inputs."""

    def make(program: Program, *inputs: str) -> str:
        return program.layer(kind, inputs, arguments, properties)

    return make


def cut(program: Program, tensor: str, *dims: int) -> str:
    """The beginning of a tensor whose extents only execution knows, filled up with zeros to ``dims``."""
    made = program.slice(tensor, (0,) * len(dims), dims, (1,) * len(dims))
    program.set_property(made, "mode", "FILL")
    return made


@positive("DS-LAY-068", features=RUN, editions=("8.5", None))
def one_hot_of_data(t: Trial) -> None:
    """A one-hot layer puts the on-value at each index along a new axis, and the off-value elsewhere."""
    at = np.array([[0, 2, 1], [3, 3, 0]], np.int32)
    samples, wanted = {}, {}
    for dtype in ("float32", "int32"):
        values = np.array([5, 9], dtype)
        for axis in (0, 1, 2, -1):

            def make(program: Program, i: str, v: str, axis: int = axis) -> str:
                return program.layer("one_hot", [i, v, program.constant(4, "int32")], {"axis": axis})

            samples[f"{dtype},{axis}"] = Sample(make, (at, values), True)
            hot = np.where(at[..., None] == np.arange(4), 9, 5)
            wanted[f"{dtype},{axis}"] = np.moveaxis(hot, -1, axis)
    results = computed(t, samples)
    for name, want in wanted.items():
        with t.subcase(sample=name):
            t.close(results[name], want, 0)


@positive("DS-LAY-068", features=RUN, editions=("8.5", None))
def non_zero_of_data(t: Trial) -> None:
    """A non-zero layer yields one column of subscripts for each element that is not zero, row by row."""
    arrays = {
        "float32": np.array([[0, 1.5, 0], [-2, 0, 3]], np.float32),
        "int32": np.array([[1, 0, 0], [0, 0, -1]], np.int32),
        "bool": np.array([[True, True, False], [False, False, True]]),
        "none": np.zeros((2, 3), np.float32),
    }

    def make(program: Program, x: str) -> str:
        return cut(program, program.layer("non_zero", [x]), 2, 6)

    results = computed(t, {name: Sample(make, (x,)) for name, x in arrays.items()})
    for name, x in arrays.items():
        with t.subcase(sample=name):
            found = np.argwhere(x != 0).T
            t.close(results[name], np.pad(found, ((0, 0), (0, 6 - found.shape[1]))), 0)


def suppression(format: str, most: int, overlap: float, least: float) -> Make:
    """The rows of the boxes that are left, cut to 24, and their number."""

    def make(program: Program, boxes: str, scores: str) -> list[str]:
        limit = program.constant(most, "int32")
        made = program.layer("nms", [boxes, scores, limit], {}, {"bounding_box_format": format})
        program.set_input(made, 3, program.constant(overlap, "float32"))
        program.set_input(made, 4, program.constant(least, "float32"))
        return [cut(program, made, 24, 3), f"{made}:1"]

    return make


@positive("DS-LAY-068", features=RUN, editions=("8.5", None))
def suppressed_boxes(t: Trial) -> None:
    """Of boxes that overlap too much the one with the greatest score is left, for each item and class."""
    corners = np.array(
        [
            [[0, 0, 4, 4], [1, 0, 5, 4], [8, 8, 10, 10], [10, 10, 8, 8.5], [0, 4, 4, 0], [20, 0, 21, 1]],
            [[0, 0, 2, 2], [0, 0, 2, 2], [0, 0, 2, 1], [5, 5, 9, 9], [5, 5, 9, 8], [3, 3, 3, 3]],
        ],
        np.float32,
    )
    low, high = np.minimum(corners[..., :2], corners[..., 2:]), np.maximum(corners[..., :2], corners[..., 2:])
    centers = np.concatenate([(low + high) / 2, high - low], axis=-1)
    scores = np.array([[0.875, 0.75, 0.5, 0.625, 0.25, 0.125], [0.5, 0.75, 0.875, 0.25, 0.375, 0.0625]], np.float32)
    both = np.stack([scores, scores[:, ::-1]], axis=-1)
    per_class = np.stack([corners, corners[:, ::-1]], axis=2)
    samples, wanted = {}, {}
    for format, boxes in (("CORNER_PAIRS", corners), ("CENTER_SIZES", centers), ("CORNER_PAIRS", per_class)):
        for most, overlap, least in ((6, 0.5, 0.0), (1, 0.5, 0.0), (6, 0.75, 0.2), (2, 0.0, 0.4)):
            name = f"{format},{boxes.ndim},{most},{overlap},{least}"
            samples[name] = Sample(suppression(format, most, overlap, least), (boxes, both), True)
            wanted[name] = selected(boxes, both, most, overlap, least, format == "CENTER_SIZES")
    results = computed(t, samples)
    for name, want in wanted.items():
        with t.subcase(sample=name):
            rows, count = results.all(name)
            t.equal(int(count), len(want))
            t.equal(sorted(tuple(int(entry) for entry in row) for row in rows[: len(want)]), want)


@positive("DS-LAY-068", features=RUN, editions=("8.5", None))
def samples_of_a_grid(t: Trial) -> None:
    """A grid names the places of samples from -1 to 1, at centres or at edges; beyond is 0, the edge or a mirror."""
    x = ramp((2, 2, 3, 4), -9)
    places = np.array([-1.0, -0.3, 0.9, -1.3, 1.7], np.float32)
    grid = np.stack(np.meshgrid(places, places[::3]), axis=-1)
    both = np.stack([grid, grid[:, ::-1] * np.float32(0.5)]).astype(np.float32)
    samples, wanted = {}, {}
    for interpolation in ("NEAREST", "LINEAR", "CUBIC"):
        for mode in ("FILL", "CLAMP", "REFLECT"):
            for align in (False, True):
                name = f"{interpolation},{mode},{align}"
                given: dict[str, Any] = {
                    "interpolation_mode": interpolation,
                    "sample_mode": mode,
                    "align_corners": align,
                }
                samples[name] = Sample(layer("grid_sample", **given), (x, both), True)
                wanted[name] = (interpolation, *grid_sampled(x, both, interpolation, mode, align))
    results = computed(t, samples)
    for name, (interpolation, want, size) in wanted.items():
        with t.subcase(sample=name):
            # A place is off by some units of the extents, and a weight has a slope of 1.5 at most.
            places_off = 0.0 if interpolation == "NEAREST" else 96 * 2.0**-24 * np.abs(x).max()
            t.close(results[name], want, 0 if interpolation == "NEAREST" else summed(16, size, "float32") + places_off)


@positive("DS-LAY-068", features=RUN, editions=("8.6", None))
def normalized_data(t: Trial) -> None:
    """A normalization takes away the mean and divides by the deviation, of axes or of groups of channels."""
    x = ramp((2, 4, 3, 2), -11) * np.float32(0.5) + ramp((2, 4, 3, 2), 0) % 5
    scale, bias = ramp((1, 4, 1, 1), 1), ramp((1, 4, 1, 1), -2)
    size = np.abs(scale) * 8 + np.abs(bias)
    samples, wanted = {}, {}
    for axes in ((2, 3), (3,), (1, 2, 3)):
        for epsilon in (1e-5, 0.5):
            name = f"{axes},{epsilon}"
            mask = sum(1 << axis for axis in axes)
            given = layer("normalization", {"axesMask": mask}, epsilon=epsilon)
            samples[name] = Sample(given, (x, scale, bias), True)
            wanted[name] = normalized(x, scale, bias, axes, float(np.float32(epsilon)))
    samples["groups"] = Sample(
        layer("normalization", {"axesMask": 0b1100}, num_groups=2), (x, scale[:, :2], bias[:, :2]), True
    )
    halves = x.reshape(2, 2, 2, 3, 2)
    few, offset = (array[:, :2].reshape(1, 2, 1, 1, 1) for array in (scale, bias))
    wanted["groups"] = normalized(halves, few, offset, (2, 3, 4), float(np.float32(1e-5))).reshape(x.shape)
    results = computed(t, samples)
    for name, want in wanted.items():
        with t.subcase(sample=name):
            t.close(results[name], want, rounded(want, "float32", 64, size))


@positive("DS-LAY-068", features=RUN)
def responses_of_channels(t: Trial) -> None:
    """A local response normalization divides by the squares of neighbouring channels; the window is cut at the ends."""
    x = ramp((2, 5, 2, 3), -7) * np.float32(0.25)
    samples, wanted = {}, {}
    for window, alpha, beta, k in ((3, 1.0, 0.75, 1.0), (1, 0.5, 1.0, 2.0), (5, 0.25, 0.5, 1.0), (15, 2.0, 2.0, 4.0)):
        name = f"{window},{alpha},{beta},{k}"
        given = {"window": window, "alpha": alpha, "beta": beta, "k": k}
        samples[name] = Sample(layer("lrn", given), (x,), True)
        wanted[name] = responses(x, window, alpha, beta, k)
    results = computed(t, samples)
    for name, want in wanted.items():
        with t.subcase(sample=name):
            t.close(results[name], want, rounded(want, "float32", 2 * APPROXIMATED + 16))


@positive("DS-LAY-068", features=RUN)
def softmax_of_sequences(t: Trial) -> None:
    """A ragged softmax is over the beginning of each sequence, as long as its bound says; the rest is 0."""
    x = ramp((2, 3, 4), -9) * np.float32(0.25)
    bounds = np.array([[[4], [1], [2]], [[3], [4], [1]]], np.int32)
    inside = np.arange(4) < bounds
    powers = np.where(inside, np.exp(wide(x)), 0)
    want = powers / powers.sum(axis=-1, keepdims=True)
    got = computed(t, {"": Sample(layer("ragged_softmax"), (x, bounds), True)})[""]
    t.close(got, want, rounded(want, "float32", 2 * APPROXIMATED + 8))


@positive("DS-LAY-068", features=RUN, editions=("8.6", None))
def reversed_sequences(t: Trial) -> None:
    """The beginning of each sequence is reversed, as long as its length says; the rest stays."""
    x = ramp((3, 4, 2))
    for batch, sequence in ((1, 0), (0, 1), (0, 2), (2, 1)):
        lengths = np.array([0, 1, 2, 3, 4][-x.shape[batch] :], np.int32).clip(0, x.shape[sequence])
        want = x.copy()
        for index, length in enumerate(lengths):
            at: list[Any] = [slice(None)] * 3
            at[batch], at[sequence] = index, slice(0, length)
            line = want[tuple(at)]
            axis = sequence - (batch < sequence)
            want[tuple(at)] = np.flip(line, axis).copy()
        with t.subcase(batch=batch, sequence=sequence):
            given = layer("reverse_sequence", batch_axis=batch, sequence_axis=sequence)
            t.close(computed(t, {"": Sample(given, (x, lengths), True)})[""], want, 0)
    with t.subcase(default=True):
        got = computed(t, {"": Sample(layer("reverse_sequence"), (x, np.array([3, 2, 1, 0], np.int32)), True)})[""]
        want = x.copy()
        want[:3, 0], want[:2, 1] = x[2::-1, 0], x[1::-1, 1]
        t.close(got, want, 0)


@positive("DS-LAY-068", features=RUN)
def padded_data(t: Trial) -> None:
    """A padding puts zeros around the last two axes; a negative amount trims."""
    x = ramp((1, 2, 3, 4))
    for before, after in (((1, 2), (0, 1)), ((0, 0), (2, 0)), ((-1, 1), (1, -2)), ((-1, -1), (-1, -1))):
        sides = [(0, 0), (0, 0), *zip(before, after, strict=True)]
        want = np.pad(x, [(max(low, 0), max(high, 0)) for low, high in sides])
        window = tuple(slice(max(-low, 0), n - max(-high, 0)) for (low, high), n in zip(sides, want.shape, strict=True))
        with t.subcase(before=before, after=after):
            given = layer("padding_nd", {"pre_padding": before, "post_padding": after})
            t.close(computed(t, {"": Sample(given, (x,), True)})[""], want[window], 0)


@positive("DS-LAY-068", features=("contexts",))
def padded_at_run_time(t: Trial) -> None:
    """Run-time extents are padded when they are known; all other axes stay."""
    make = layer("padding_nd", {"pre_padding": (1, 2), "post_padding": (0, -1)})
    points = (((2, 3, 4, 5),), ((1, 1, 1, 2),), ((4, 3, 9, 8),))
    context = context_of(t, make, ("float32",), *points)
    for ((n, c, h, w),) in points:
        with t.subcase(dims=(n, c, h, w)):
            dims_at(t, context, ((n, c, h, w),), (n, c, h + 1, w + 1))


@positive("DS-LAY-068", features=RUN)
def steps_of_eight_bits(t: Trial) -> None:
    """A quantization rounds to steps of the scale, half to even, within -128 to 127; its inverse multiplies."""
    x = np.array([[-70, -2.5, -1.25, -0.75, -0.25, 0], [0.25, 0.5, 0.75, 1.25, 31.9, 100]], np.float32)
    for name, scales, axis in (("one", [0.5], -1), ("rows", [0.5, 0.25], 0)):
        with t.subcase(scales=name):
            program = Program()
            scale = program.constant(scales if len(scales) > 1 else scales[0], "float32")
            properties = {} if axis < 0 else {"axis": axis}
            steps = program.layer("quantize", [program.input("x", "float32", x.shape), scale], {}, properties)
            program.mark_output(program.layer("dequantize", [steps, scale], {}, properties), "y")
            definition = t.define(program)
            t.accepted(definition.configure("flag", "INT8"))
            context = t.create_context(t.accepted(definition.build()))
            along = np.array(scales).reshape(-1, 1)
            want = np.rint(wide(x) / along).clip(-128, 127) * along
            t.close(context.infer({"x": x}).get()["y"], want, 0)


@positive("DS-LAY-068", features=RUN)
def equations(t: Trial) -> None:
    """An equation names the axes; those that the result lacks are summed over."""
    a, b, v = ramp((2, 3)), ramp((3, 4), -4), ramp((3,), 1)
    vectors: dict[str, tuple[tuple[Array, ...], Array]] = {
        "ij,jk->ik": ((a, b), np.matmul(wide(a), wide(b))),
        "ij,jk->ki": ((a, b), np.matmul(wide(a), wide(b)).T),
        "ij,jk": ((a, b), np.matmul(wide(a), wide(b))),
        "ij->ji": ((a,), wide(a).T),
        "ij->j": ((a,), wide(a).sum(0)),
        "ij->": ((a,), np.asarray(wide(a).sum())),
        "i,i->": ((v, v), np.asarray((wide(v) ** 2).sum())),
        "i,j->ij": ((v, v), np.outer(wide(v), wide(v))),
        "ij,j->ij": ((a, v), wide(a) * wide(v)),
    }
    results = computed(
        t, {equation: Sample(layer("einsum", {"equation": equation}), x, True) for equation, (x, _) in vectors.items()}
    )
    for equation, (_, want) in vectors.items():
        with t.subcase(equation=equation.replace(",", ";")):
            t.close(results[equation], want, 0)  # Whole numbers below 2^24: no sum of them is rounded.
