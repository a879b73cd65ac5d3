"""DS-LAY: what layers of floats compute from half floats: sums that are exact, and results that are rounded once."""

from __future__ import annotations

from typing import Any

import numpy as np
from dynshape_fixtures import Program
from dynshape_fixtures.arrays import ramp

from ..adapter import Array
from ..case import Trial, positive
from .expected_numbers import APPROXIMATED, rounded, summed, wide
from .expected_others import grid_sampled, normalized, responses
from .expected_resize import resized_linear, resized_nearest
from .expected_windows import EXPLICIT, Axis, convolved, deconvolved, pooled
from .lay_dense import fully_connected, parametric_relu, scale
from .lay_others import cut, layer
from .lay_resize import resize
from .lay_windows import filter_of, pooling
from .samples import Make, Sample, compute, computed

RUN = ("execution",)
HALF = "float16"
AXES = (Axis(2), Axis(3, 2, 1, 1, 1))


def half(dims: tuple[int, ...], start: int = -5) -> Array:
    """Small whole numbers: sums and products of few of them lie below 2^11, where all are half floats."""
    return np.asarray(np.mod(ramp(dims, 0), 7) + start).astype(HALF)


def same(t: Trial, got: Array, want: Array, bound: Array | float = 0) -> None:
    """These numbers, as half floats."""
    t.equal(got.dtype.name, HALF)
    t.close(got, want, bound)


@positive("DS-LAY-061", features=RUN)
def convolutions_of_halves(t: Trial) -> None:
    """A convolution of half floats yields half floats."""
    x, kernel = half((1, 2, 3, 4)), half((3, 2, 2, 3), -3)
    same(
        t,
        compute(t, filter_of("convolution_nd", kernel, AXES, EXPLICIT[0]), x, fixed=True),
        convolved(x, kernel, AXES, EXPLICIT[0])[0],
    )


@positive("DS-LAY-063", features=RUN)
def deconvolutions_of_halves(t: Trial) -> None:
    """A deconvolution of half floats yields half floats."""
    x, kernel = half((1, 2, 3, 4)), half((2, 3, 2, 3), -3)
    same(
        t,
        compute(t, filter_of("deconvolution_nd", kernel, AXES, EXPLICIT[0]), x, fixed=True),
        deconvolved(x, kernel, AXES, EXPLICIT[0])[0],
    )


@positive("DS-LAY-064", features=RUN)
def poolings_of_halves(t: Trial) -> None:
    """The greatest and the average of half floats."""
    x = half((1, 2, 4, 5))
    results = computed(t, {kind: Sample(pooling(kind, AXES, EXPLICIT[0]), (x,), True) for kind in ("MAX", "AVERAGE")})
    for kind in ("MAX", "AVERAGE"):
        with t.subcase(kind=kind):
            want = pooled(x, AXES, EXPLICIT[0], kind)
            same(t, results[kind], want, 0 if kind == "MAX" else rounded(want, HALF, 2))


@positive("DS-LAY-066", features=RUN)
def fully_connected_of_halves(t: Trial) -> None:
    """A product of half floats with weights that are given as floats."""
    x = half((2, 2, 3, 1))
    kernel = np.array([(0.5, -0.25)[k % 2] for k in range(18)]).reshape(3, 6)
    want = (wide(x).reshape(2, 6) @ kernel.T).reshape(2, 3, 1, 1)
    same(t, compute(t, fully_connected(3, 18), x, fixed=True), want)


@positive("DS-LAY-067", features=RUN)
def scales_of_halves(t: Trial) -> None:
    """Half floats are scaled by channel."""
    x = half((2, 3, 2, 2))
    factor, shift = np.array([1.0, 1.5, 2.0]), np.array([2.0, 0.5, -1.0])
    want = wide(x) * factor.reshape(3, 1, 1) + shift.reshape(3, 1, 1)
    same(t, compute(t, scale("CHANNEL", shift.tolist(), factor.tolist()), x, fixed=True), want)


@positive("DS-LAY-069", features=RUN)
def parametric_of_halves(t: Trial) -> None:
    """Slopes and data are half floats, and so is the result."""
    x, slopes = half((2, 3, 4)), half((1, 3, 1), 1)
    same(t, compute(t, parametric_relu, x, slopes), np.where(x < 0, wide(x) * wide(slopes), wide(x)))


@positive("DS-LAY-037", features=RUN)
def resizes_of_halves(t: Trial) -> None:
    """Half floats are picked by NEAREST and mixed by LINEAR."""
    x = half((1, 1, 3, 4))
    new = (1, 1, 5, 6)
    with t.subcase(mode="NEAREST"):
        same(
            t,
            compute(t, resize(shape=new, resize_mode="NEAREST"), x, fixed=True),
            resized_nearest(x, new, "ASYMMETRIC", "FLOOR"),
        )
    with t.subcase(mode="LINEAR"):
        want, size = resized_linear(x, new, "ASYMMETRIC")
        same(t, compute(t, resize(shape=new, resize_mode="LINEAR"), x, fixed=True), want, summed(4, size, HALF))


@positive("DS-LAY-068", features=RUN)
def other_layers_of_halves(t: Trial) -> None:
    """Paddings, scatters and responses of half floats, and sequences that are reversed, have that type."""
    x, five = half((1, 2, 3, 4)), half((2, 5, 2, 3))
    at = np.array([[[[1, 0, 2, 1]]]], np.int32)
    updates = half((1, 1, 1, 4), 10)
    scattered = x.copy()
    scattered[0, 0, at[0, 0, 0], range(4)] = updates[0, 0, 0]
    given = {"window": 3, "alpha": 1.0, "beta": 0.75, "k": 1.0}
    near = responses(five, 3, 1.0, 0.75, 1.0)
    results = computed(
        t,
        {
            "padding": Sample(layer("padding_nd", {"pre_padding": (1, 0), "post_padding": (0, 2)}), (x,), True),
            "scatter": Sample(layer("scatter", {"mode": "ELEMENT"}, axis=2), (x, at, updates), True),
            "lrn": Sample(layer("lrn", given), (five,), True),
        },
    )
    with t.subcase(kind="padding"):
        same(t, results["padding"], np.pad(x, ((0, 0), (0, 0), (1, 0), (0, 2))))
    with t.subcase(kind="scatter"):
        same(t, results["scatter"], scattered)
    with t.subcase(kind="lrn"):
        same(t, results["lrn"], near, rounded(near, HALF, 2 * APPROXIMATED))


@positive("DS-LAY-068", features=RUN)
def scatters_of_each_type(t: Trial) -> None:
    """Elements of integers are replaced by integers."""
    for dtype in ("float32", "int32"):
        with t.subcase(dtype=dtype):
            x, updates = ramp((3, 4), -5, dtype), ramp((2, 4), 50, dtype)
            rows = np.array([[2], [0]], np.int32)
            want = x.copy()
            want[[2, 0]] = updates
            got = compute(t, layer("scatter", {"mode": "ND"}), x, rows, updates, fixed=True)
            t.equal(got.dtype.name, dtype)
            t.close(got, want, 0)


@positive("DS-LAY-068", features=RUN, editions=("8.5", None))
def newer_layers_of_halves(t: Trial) -> None:
    """One-hot encodings, subscripts and samples of a grid, of half floats."""
    with t.subcase(kind="one_hot"):
        at, values = np.array([[0, 2, 1]], np.int32), np.array([5, 9], HALF)

        def make(program: Program, i: str, v: str) -> str:
            return program.layer("one_hot", [i, v, program.constant(4, "int32")], {"axis": -1})

        same(t, compute(t, make, at, values, fixed=True), np.where(at[..., None] == np.arange(4), 9.0, 5.0))
    with t.subcase(kind="non_zero"):
        x = np.array([[0, 1.5, 0], [-2, 0, 3]], HALF)
        got = compute(t, lambda program, x: cut(program, program.layer("non_zero", [x]), 2, 6), x)
        t.close(got, np.pad(np.argwhere(x != 0).T, ((0, 0), (0, 3))), 0)
    with t.subcase(kind="grid_sample"):
        pictures = half((1, 2, 3, 4))
        places = np.array([-1.0, -0.25, 0.75], HALF)
        grid = np.stack(np.meshgrid(places, places), axis=-1)[None]
        want, size = grid_sampled(pictures, grid, "LINEAR", "CLAMP", True)
        arguments: dict[str, Any] = {"interpolation_mode": "LINEAR", "sample_mode": "CLAMP", "align_corners": True}
        got = compute(t, layer("grid_sample", **arguments), pictures, grid, fixed=True)
        same(t, got, want, summed(16, size, HALF) + 96 * 2.0**-11 * float(np.abs(pictures).max()))


@positive("DS-LAY-068", features=RUN, editions=("8.6", None))
def normalizations_of_halves(t: Trial) -> None:
    """A normalization of half floats, and sequences of half floats and of integers that are reversed."""
    with t.subcase(kind="normalization"):
        x, gain, offset = half((2, 4, 3, 2)), half((1, 4, 1, 1), 1), half((1, 4, 1, 1), -2)
        want = normalized(x, gain, offset, (2, 3), float(np.float32(1e-5)))
        size = np.abs(wide(gain)) * 8 + np.abs(wide(offset))
        make: Make = layer("normalization", {"axesMask": 0b1100}, epsilon=1e-5)
        same(t, compute(t, make, x, gain, offset, fixed=True), want, rounded(want, HALF, 64, size))
    for dtype in (HALF, "int32"):
        with t.subcase(kind="reverse_sequence", dtype=dtype):
            rows = ramp((3, 2), 0, dtype)
            got = compute(t, layer("reverse_sequence"), rows, np.array([3, 2], np.int32), fixed=True)
            t.equal(got.dtype.name, dtype)
            t.close(got, np.array([[4, 3], [2, 1], [0, 5]]), 0)
