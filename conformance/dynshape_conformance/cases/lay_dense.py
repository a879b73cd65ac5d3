"""DS-LAY: fully connected, scale and parametric ReLU layers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from dynshape_fixtures import Program
from dynshape_fixtures.arrays import ramp

from ..adapter import Array, Dims
from ..case import Trial, control, negative, positive
from .expected_numbers import rounded, summed, wide
from .samples import Make, Sample, clash_at, compute, computed, context_of, dims_at, gives_dims, refused_layer

# DS-LAY-066: fully connected


def fully_connected(outputs: int, count: int, bias: Sequence[float] | None = None) -> Make:
    """A fully connected layer with ``count`` weights: 0.5, -0.25, 0.5 ..."""
    kernel = [(0.5, -0.25)[k % 2] for k in range(count)]
    arguments: dict[str, Any] = {"num_outputs": outputs, "kernel": kernel}
    if bias is not None:
        arguments["bias"] = list(bias)
    return lambda program, x: program.layer("fully_connected", [x], arguments)


@positive("DS-LAY-066")
def fully_connected_dims(t: Trial) -> None:
    """{P,C,H,W} becomes {P,K,1,1}; all but the last three axes lead."""
    for dims, outputs, result in (
        ((5, 2, 3, 4), 7, (5, 7, 1, 1)),
        ((2, 3, 4), 7, (7, 1, 1)),
        ((5, 24, 1, 1), 1, (5, 1, 1, 1)),
        ((-1, 2, 3, 4), 3, (-1, 3, 1, 1)),
        ((2, 5, 2, 3, 4), 2, (2, 5, 2, 1, 1)),
        ((0, 2, 3, 4), 2, (0, 2, 1, 1)),
    ):
        with t.subcase(dims=dims, outputs=outputs):
            gives_dims(t, fully_connected(outputs, 24 * outputs), [("float32", dims)], result)


@positive("DS-LAY-066", features=("execution",))
def fully_connected_values(t: Trial) -> None:
    """The product with the weights, K x V, plus the bias."""
    x = ramp((2, 2, 3, 1))
    for bias in (None, (1.0, -2.0, 3.0)):
        with t.subcase(bias=bias):
            kernel = np.array([(0.5, -0.25)[k % 2] for k in range(18)]).reshape(3, 6)
            want = wide(x).reshape(2, 6) @ kernel.T + np.array(bias or (0.0,) * 3)
            got = compute(t, fully_connected(3, 18, bias), x, fixed=True)
            t.close(got, want.reshape(2, 3, 1, 1), 0)


@negative("DS-LAY-066")
def fully_connected_of_too_low_a_rank(t: Trial) -> None:
    """The input has three axes at least."""
    for dims in ((24,), (2, 12), ()):
        with t.subcase(dims=dims):
            refused_layer(t, fully_connected(2, 48), [("float32", dims)], "DS-LAY-066")


@negative("DS-LAY-066")
def fully_connected_of_other_weights(t: Trial) -> None:
    """There are K x V weights, V being the product of the last three extents."""
    for count in (47, 49, 24, 0):
        with t.subcase(count=count):
            refused_layer(t, fully_connected(2, count), [("float32", (5, 2, 3, 4))], "DS-LAY-066", "DS-RES-012")


# DS-LAY-067: scale


def scale(
    mode: str,
    shift: Sequence[float] | None,
    factor: Sequence[float] | None,
    power: Sequence[float] | None = None,
    axis: int | None = None,
) -> Make:
    """A scale layer, with a channel axis if one is given."""
    given = {"shift": shift, "scale": factor, "power": power}
    arguments: dict[str, Any] = {"mode": mode}
    arguments.update({name: list(values) for name, values in given.items() if values is not None})
    if axis is None:
        return lambda program, x: program.layer("scale", [x], arguments)
    return lambda program, x: program.layer("scale_nd", [x], {**arguments, "channel_axis": axis})


def some(count: int, start: float = 1.0) -> list[float]:
    """Numbers that are powers of two or their multiples."""
    return [start + 0.5 * k for k in range(count)]


SCALES: tuple[tuple[str, Dims, int, Dims], ...] = (
    ("UNIFORM", (2, 3, 4, 5), 1, (1, 1, 1, 1)),
    ("CHANNEL", (2, 3, 4, 5), 1, (1, 3, 1, 1)),
    ("CHANNEL", (2, 3, 4, 5), 3, (1, 1, 1, 5)),
    ("CHANNEL", (2, 3, 4, 5), 0, (2, 1, 1, 1)),
    ("ELEMENTWISE", (2, 3, 4, 5), 1, (1, 3, 4, 5)),
    ("ELEMENTWISE", (2, 3, 4, 5), 2, (1, 1, 4, 5)),
    ("CHANNEL", (2, 2, 2, 3, 2), 3, (1, 1, 1, 3, 1)),
)


@positive("DS-LAY-067", features=("execution",))
def scaled_values(t: Trial) -> None:
    """(in * scale + shift) ^ power, with one number, one for each channel, or one for each element."""
    for mode, dims, axis, along in SCALES:
        with t.subcase(mode=mode, dims=dims, axis=axis):
            count = math.prod(along)
            factor, shift = some(count), some(count, 2.0)
            x = np.abs(ramp(dims))
            want = x * np.array(factor).reshape(along) + np.array(shift).reshape(along)
            t.close(compute(t, scale(mode, shift, factor, axis=axis), x, fixed=True), want, rounded(want, "float32", 3))
            squares = compute(t, scale(mode, shift, factor, [2.0] * count, axis), x, fixed=True)
            t.close(squares, want**2, rounded(want**2, "float32", 16))


@positive("DS-LAY-067", features=("execution",))
def absent_weights(t: Trial) -> None:
    """Without weights the scale is 1, the shift 0 and the power 1."""
    x = ramp((1, 2, 2, 2), 1)
    ways: dict[str, tuple[Make, Array]] = {
        "none": (scale("UNIFORM", None, None), x),
        "shift": (scale("UNIFORM", [3.0], None), x + 3),
        "scale": (scale("UNIFORM", None, [3.0]), x * 3),
        "power": (scale("UNIFORM", None, None, [2.0]), x**2),
    }
    results = computed(t, {name: Sample(make, (x,), True) for name, (make, _) in ways.items()})
    for name, (_, want) in ways.items():
        with t.subcase(given=name):
            t.close(results[name], want, rounded(want, "float32", 16 if name == "power" else 0))


@positive("DS-LAY-067", features=("execution",))
def channel_axis_by_default(t: Trial) -> None:
    """add_scale takes the third axis from the end for channels."""
    for dims, along in (((1, 3, 2, 2), (1, 3, 1, 1)), ((2, 2, 3, 1, 2), (1, 1, 3, 1, 1))):
        with t.subcase(dims=dims):
            x = ramp(dims)
            got = compute(t, scale("CHANNEL", None, some(3)), x, fixed=True)
            t.close(got, x * np.array(some(3)).reshape(along), 0)


@positive("DS-LAY-067")
def scaled_dims(t: Trial) -> None:
    """The output has the dims of the input; a dynamic batch is scaled too."""
    for dims in ((2, 3, 4, 5), (-1, 3, 4, 5), (-1, 3, -1, -1), (0, 3, 4, 5)):
        with t.subcase(dims=dims):
            gives_dims(t, scale("CHANNEL", some(3), some(3)), [("float32", dims)], dims)


@negative("DS-LAY-067")
def scale_weights_of_another_number(t: Trial) -> None:
    """1, C, or the product of the dims from the channel axis on, by mode."""
    for mode, count in (
        ("UNIFORM", 2),
        ("UNIFORM", 3),
        ("CHANNEL", 1),
        ("CHANNEL", 2),
        ("CHANNEL", 60),
        ("ELEMENTWISE", 1),
        ("ELEMENTWISE", 3),
        ("ELEMENTWISE", 120),
    ):
        for name in ("shift", "scale", "power"):
            with t.subcase(mode=mode, count=count, weights=name):
                weights = {"shift": None, "scale": None, "power": None, name: some(count)}
                make = scale(mode, weights["shift"], weights["scale"], weights["power"])
                refused_layer(t, make, [("float32", (2, 3, 4, 5))], "DS-LAY-067")


@control("DS-LAY-067")
def scale_weights_of_the_right_number(t: Trial) -> None:
    """1, 3 and 60 for dims (2,3,4,5)."""
    for mode, count in (("UNIFORM", 1), ("CHANNEL", 3), ("ELEMENTWISE", 60)):
        with t.subcase(mode=mode):
            make = scale(mode, some(count), some(count), some(count))
            gives_dims(t, make, [("float32", (2, 3, 4, 5))], (2, 3, 4, 5))


@negative("DS-LAY-067")
def scale_of_too_low_a_rank(t: Trial) -> None:
    """The input has four axes at least."""
    for dims in ((3, 4, 5), (4, 5), (5,)):
        with t.subcase(dims=dims):
            refused_layer(t, scale("UNIFORM", [1.0], [1.0], axis=0), [("float32", dims)], "DS-LAY-067")


@negative("DS-LAY-067")
def scale_along_no_axis(t: Trial) -> None:
    """The channel axis is one of the input's."""
    for axis in (4, 8):
        with t.subcase(axis=axis):
            refused_layer(t, scale("UNIFORM", [1.0], [1.0], axis=axis), [("float32", (2, 3, 4, 5))], "DS-LAY-067")


# DS-LAY-069: parametric ReLU


def parametric_relu(program: Program, x: str, slopes: str) -> str:
    """A parametric ReLU."""
    return program.layer("parametric_relu", [x, slopes])


SLOPES: tuple[tuple[Dims, Dims], ...] = (
    ((3,), (3,)),
    ((3,), (1,)),
    ((2, 3), (1, 3)),
    ((2, 3), (2, 1)),
    ((2, 3), (1, 1)),
    ((2, 3, 4), (1, 3, 1)),
    ((2, 0), (1, 1)),
    ((2,) * 7, (1, 2) * 3 + (1,)),
)


@positive("DS-LAY-069", features=("execution",))
def parametric_values(t: Trial) -> None:
    """Elements below 0 are multiplied with the slope, which is broadcast to the input."""
    arrays = {(x, s): (ramp(x), ramp(s, 2) / np.float32(4)) for x, s in SLOPES}
    results = computed(t, {str(both): Sample(parametric_relu, pair) for both, pair in arrays.items()})
    for both, (x, slopes) in arrays.items():
        with t.subcase(x=both[0], slopes=both[1]):
            t.close(results[str(both)], np.where(x < 0, wide(x) * wide(slopes), x), 0)


@negative("DS-LAY-069")
def slopes_that_do_not_fit(t: Trial) -> None:
    """The input is not broadcast to the slopes, and ranks and lengths are not extended."""
    for x, slopes in (
        ((1, 3), (2, 3)),
        ((2, 1), (2, 3)),
        ((2, 3), (2, 2)),
        ((2, 3), (3,)),
        ((3,), (1, 3)),
        ((2, 3), (0, 3)),
        ((1,), (2,)),
    ):
        with t.subcase(x=x, slopes=slopes):
            refused_layer(t, parametric_relu, [("float32", x), ("float32", slopes)], "DS-LAY-069")


@negative("DS-LAY-069", features=("contexts",))
def slopes_that_do_not_fit_at_run_time(t: Trial) -> None:
    """The same where the run-time dims say so."""
    good = ((4, 3), (1, 3))
    for bad in (((4, 3), (2, 3)), ((1, 3), (4, 3))):
        with t.subcase(x=bad[0], slopes=bad[1]):
            context = context_of(t, parametric_relu, ("float32", "float32"), good, bad)
            clash_at(t, context, bad, "DS-LAY-069")
            dims_at(t, context, good, (4, 3))


@positive("DS-LAY-069")
def slopes_leave_the_dims(t: Trial) -> None:
    """The output has the dims of the input."""
    for x, slopes in SLOPES:
        with t.subcase(x=x, slopes=slopes):
            gives_dims(t, parametric_relu, [("float32", x), ("float32", slopes)], x)


@positive("DS-LAY-069", features=("execution",))
def parametric_of_fractions(t: Trial) -> None:
    """One product, rounded once."""
    x, slopes = (ramp((5,)) / np.float32(3)), (ramp((5,), 1) / np.float32(7))
    want = np.where(x < 0, wide(x) * wide(slopes), wide(x))
    t.close(compute(t, parametric_relu, x, slopes), want, summed(0, np.abs(want), "float32"))
