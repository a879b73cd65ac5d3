"""DS-LAY: convolution and deconvolution: extents by mode, and small computations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from dynshape_fixtures import Program
from dynshape_fixtures.arrays import ramp

from ..adapter import Array
from ..case import Trial, negative, positive
from .expected_numbers import summed
from .expected_windows import EXPLICIT, SAME, Axis, convolved, deconvolved, moved, spread
from .samples import Make, Sample, compute, computed, gives_dims, refused_layer

MODES = (*EXPLICIT, *SAME)


def settings(axes: Sequence[Axis], mode: str | None, dilated: bool = True) -> dict[str, Any]:
    """The properties of a window layer; padding is left alone where there is none."""
    properties: dict[str, Any] = {"stride_nd": [axis.stride for axis in axes]}
    if dilated:
        properties["dilation_nd"] = [axis.dilation for axis in axes]
    if any(axis.before or axis.after for axis in axes):
        properties["pre_padding"] = [axis.before for axis in axes]
        properties["post_padding"] = [axis.after for axis in axes]
    if mode is not None:
        properties["padding_mode"] = mode
    return properties


def filter_of(
    kind: str,
    kernel: Array,
    axes: Sequence[Axis],
    mode: str | None,
    groups: int = 1,
    bias: Sequence[float] | None = None,
) -> Make:
    """A convolution with a kernel (maps, channels, ...) or a deconvolution with one (channels, maps, ...)."""
    arguments: dict[str, Any] = {
        "num_output_maps": kernel.shape[0 if kind == "convolution_nd" else 1],
        "kernel_shape": list(kernel.shape[2:]),
        "kernel": {"dtype": kernel.dtype.name, "values": kernel.ravel().tolist()},
    }
    if bias is not None:
        arguments["bias"] = list(bias)
    grouped = {"num_groups": groups} if groups != 1 else {}
    return lambda program, x: program.layer(kind, [x], arguments, {**grouped, **settings(axes, mode)})


def pooling(kind: str, axes: Sequence[Axis], mode: str | None, **others: Any) -> Make:
    """A pooling."""
    arguments = {"type": kind, "window_size": [axis.window for axis in axes]}
    return lambda program, x: program.layer("pooling_nd", [x], arguments, {**settings(axes, mode, False), **others})


AXES = (
    Axis(1), Axis(3), Axis(3, 2), Axis(2, 2), Axis(3, 3), Axis(2, 3), Axis(3, 1, 2), Axis(3, 2, 2), Axis(1, 2),
    Axis(3, 1, 1, 1, 1), Axis(3, 2, 1, 1, 1), Axis(3, 2, 1, 3, 2), Axis(2, 2, 1, 1, 0), Axis(2, 2, 1, 0, 1),
    Axis(5, 2, 1, 2, 2),
)  # fmt: skip
EXTENTS = (6, 7, 8)


def extents_agree(
    t: Trial, make: Callable[[Sequence[Axis], str], Make], modes: Sequence[str], formula: Callable[..., int]
) -> None:
    """The output extents are those of the formula, for two axes that differ, in every mode."""
    for mode in modes:
        for axis in AXES:
            with t.subcase(mode=mode, axis=(axis.window, axis.stride, axis.dilation, axis.before, axis.after)):
                other = Axis(2, 1, 1)
                for extent in EXTENTS:
                    wanted = (2, 3, formula(extent, axis, mode), formula(9, other, mode))
                    gives_dims(t, make((axis, other), mode), [("float32", (2, 3, extent, 9))], wanted)


def convolution_of(axes: Sequence[Axis], mode: str | None) -> Make:
    """A convolution of 3 channels to 3 maps."""
    kernel = np.ones((3, 3, *(axis.window for axis in axes)), np.float32)
    return filter_of("convolution_nd", kernel, axes, mode)


def deconvolution_of(axes: Sequence[Axis], mode: str | None) -> Make:
    """A deconvolution of 3 channels to 3 maps."""
    kernel = np.ones((3, 3, *(axis.window for axis in axes)), np.float32)
    return filter_of("deconvolution_nd", kernel, axes, mode)


def at_run_time(t: Trial, make: Make, axis: Axis, formula: Callable[..., int], mode: str) -> None:
    """The formula holds for every extent of a dynamic height and width."""

    def fixed_channels(program: Program, x: str) -> str:
        return str(make(program, x))

    program = Program()
    program.mark_output(fixed_channels(program, program.input("x", "float32", (-1, 3, -1, -1))), "y")
    context = t.context(program, [{"x": ((1, 3, 5, 5), (2, 3, 8, 8), (4, 3, 12, 12))}])
    for height, width in ((5, 12), (6, 11), (7, 10), (8, 9)):
        t.accepted(context.set_dims("x", (1, 3, height, width)))
        t.equal(context.dims("y"), (1, 3, formula(height, axis, mode), formula(width, axis, mode)))


def small(axes: Sequence[Axis]) -> tuple[Array, Array]:
    """Data and a kernel of numbers that are no powers of two."""
    rng = np.random.default_rng(len(axes))
    extents = (5, 4, 3)[: len(axes)]
    x = rng.uniform(-1, 1, (1, 2, *extents)).astype("float32")
    return x, rng.uniform(-1, 1, (2, 2, *(axis.window for axis in axes))).astype("float32")


COMPUTED = (
    (Axis(3), Axis(2)), (Axis(3, 2), Axis(2, 2)), (Axis(3, 1, 1, 1, 1), Axis(3, 1, 1, 0, 2)),
    (Axis(2, 1, 2), Axis(2, 2, 1)), (Axis(3, 2, 1, 2, 1), Axis(1, 2)),
)  # fmt: skip


# DS-LAY-061, DS-LAY-062: convolution


@positive("DS-LAY-061")
def convolution_extents(t: Trial) -> None:
    """O = floor((M - DK) / S) + 1, or ceil with ROUND_UP; M = I + B + A, DK = 1 + D * (F - 1)."""
    extents_agree(t, convolution_of, EXPLICIT, moved)


@positive("DS-LAY-062")
def convolution_extents_of_same(t: Trial) -> None:
    """O = ceil(I / S), whatever the window."""
    extents_agree(t, convolution_of, SAME, moved)


@positive("DS-LAY-061", features=("contexts",))
def convolution_extents_at_run_time(t: Trial) -> None:
    """The same for a dynamic height and width."""
    for mode in EXPLICIT:
        for axis in (Axis(3, 2), Axis(3, 2, 1, 1, 1), Axis(2, 3)):
            with t.subcase(mode=mode, window=axis.window, stride=axis.stride, before=axis.before):
                at_run_time(t, convolution_of((axis, axis), mode), axis, moved, mode)


@positive("DS-LAY-062", features=("contexts",))
def convolution_extents_of_same_at_run_time(t: Trial) -> None:
    """The same for a dynamic height and width."""
    for mode in SAME:
        for axis in (Axis(3, 2), Axis(2, 3), Axis(3, 2, 2)):
            with t.subcase(mode=mode, window=axis.window, stride=axis.stride, dilation=axis.dilation):
                at_run_time(t, convolution_of((axis, axis), mode), axis, moved, mode)


def convolution_values(t: Trial, modes: Sequence[str]) -> None:
    """Small convolutions in these modes, of two axes and of three."""
    cases = [(axes, mode) for mode in modes for axes in COMPUTED]
    samples = {}
    for axes, mode in cases:
        x, kernel = small(axes)
        samples[str((axes, mode))] = Sample(filter_of("convolution_nd", kernel, axes, mode, 1, (0.5, -1.0)), (x,), True)
    results = computed(t, samples)
    for axes, mode in cases:
        with t.subcase(mode=mode, axes=tuple((a.window, a.stride, a.dilation, a.before, a.after) for a in axes)):
            x, kernel = small(axes)
            want, size = convolved(x, kernel, axes, mode)
            bias = np.array([0.5, -1.0]).reshape(1, 2, *(1,) * len(axes))
            bound = summed(kernel[0].size + 1, size + np.abs(bias), "float32")
            t.close(results[str((axes, mode))], want + bias, bound)


@positive("DS-LAY-061", features=("execution",))
def explicit_convolutions(t: Trial) -> None:
    """Each element is the sum of products under the window; padding is 0."""
    convolution_values(t, EXPLICIT)


@positive("DS-LAY-062", features=("execution",))
def same_convolutions(t: Trial) -> None:
    """The odd element of padding stands after the data (UPPER) or before it (LOWER)."""
    convolution_values(t, SAME)


@positive("DS-LAY-061", features=("execution",))
def grouped_and_3d_convolutions(t: Trial) -> None:
    """In groups each map sees its own channels; a window may have three axes."""
    with t.subcase(groups=2):
        x, kernel = ramp((1, 4, 4, 4), -30), ramp((4, 2, 2, 2), -15)
        axes = (Axis(2), Axis(2))
        want, _ = convolved(x, kernel, axes, EXPLICIT[0], 2)
        got = compute(t, filter_of("convolution_nd", kernel, axes, None, 2), x, fixed=True)
        t.close(got, want, 0)
    with t.subcase(axes=3):
        x, kernel = ramp((1, 2, 3, 3, 3), -20), ramp((2, 2, 2, 2, 2), -10)
        three = (Axis(2), Axis(2, 2), Axis(2, 1, 2))
        want, _ = convolved(x, kernel, three, EXPLICIT[0])
        t.close(compute(t, filter_of("convolution_nd", kernel, three, None), x, fixed=True), want, 0)


def refused_windows(
    t: Trial, make: Callable[[Sequence[Axis], str | None], Make], mode: str | None, *clauses: str
) -> None:
    """Inputs of another rank than the window wants, and of integers, are refused."""
    for dims in ((3, 8, 8), (8, 8), (2, 3, 8)):
        with t.subcase(dims=dims):
            refused_layer(t, make((Axis(3), Axis(3)), mode), [("float32", dims)], *clauses)
    for dtype in ("int32", "bool"):
        with t.subcase(dtype=dtype):
            refused_layer(t, make((Axis(3), Axis(3)), mode), [(dtype, (2, 3, 8, 8))], *clauses)


@negative("DS-LAY-061")
def convolution_of_another_rank(t: Trial) -> None:
    """The input has a batch axis, a channel axis and the axes of the window, and is of floats."""
    refused_windows(t, convolution_of, None, "DS-LAY-061", "DS-LAY-062")


@negative("DS-LAY-061")
def window_that_does_not_fit(t: Trial) -> None:
    """An input so small that the formula gives a negative extent is refused; 0 and 1 are not."""
    for extent, window, fits in ((1, 4, False), (2, 6, False), (3, 3, True), (4, 3, True)):
        with t.subcase(extent=extent, window=window):
            make = convolution_of((Axis(window), Axis(1)), None)
            if fits:
                gives_dims(t, make, [("float32", (1, 3, extent, 5))], (1, 3, extent - window + 1, 5))
            else:
                refused_layer(t, make, [("float32", (1, 3, extent, 5))], "DS-LAY-061", "DS-OPEN-008")


@negative("DS-LAY-062")
def same_of_another_rank(t: Trial) -> None:
    """The same in the modes SAME."""
    refused_windows(t, convolution_of, "SAME_UPPER", "DS-LAY-062", "DS-LAY-061")


# DS-LAY-063: deconvolution


@positive("DS-LAY-063")
def deconvolution_extents(t: Trial) -> None:
    """O = (I - 1) * S + DK - (B + A); SAME: the lesser of I * S and (I - 1) * S + DK."""
    extents_agree(t, deconvolution_of, ("EXPLICIT_ROUND_DOWN", *SAME), spread)


@positive("DS-LAY-063", features=("contexts",))
def deconvolution_extents_at_run_time(t: Trial) -> None:
    """The same for a dynamic height and width."""
    for mode in ("EXPLICIT_ROUND_DOWN", *SAME):
        for axis in (Axis(3, 2), Axis(2, 3)):
            with t.subcase(mode=mode, window=axis.window, stride=axis.stride):
                at_run_time(t, deconvolution_of((axis, axis), mode), axis, spread, mode)


@positive("DS-LAY-063", features=("execution",))
def deconvolution_values(t: Trial) -> None:
    """Each element of the input spreads the kernel over the output."""
    cases = [(axes, mode) for mode in ("EXPLICIT_ROUND_DOWN", *SAME) for axes in COMPUTED]
    samples = {}
    for axes, mode in cases:
        x, kernel = small(axes)
        samples[str((axes, mode))] = Sample(filter_of("deconvolution_nd", kernel, axes, mode), (x,), True)
    results = computed(t, samples)
    for axes, mode in cases:
        with t.subcase(mode=mode, axes=tuple((a.window, a.stride, a.dilation, a.before, a.after) for a in axes)):
            x, kernel = small(axes)
            want, size = deconvolved(x, kernel, axes, mode)
            t.close(results[str((axes, mode))], want, summed(kernel[:, 0].size, size, "float32"))


@positive("DS-LAY-063", features=("execution",))
def grouped_deconvolutions(t: Trial) -> None:
    """In groups each map sees its own channels, as many as the kernel's first axis has for it."""
    axes = (Axis(3, 2), Axis(2))
    rng = np.random.default_rng(7)
    x = rng.uniform(-1, 1, (2, 4, 3, 4)).astype("float32")
    for maps in (1, 3):
        with t.subcase(maps=maps):
            kernel = rng.uniform(-1, 1, (4, maps, 3, 2)).astype("float32")

            def make(program: Program, x: str, kernel: Array = kernel) -> str:
                given = {
                    "num_output_maps": 2 * kernel.shape[1],
                    "kernel_shape": [3, 2],
                    "kernel": kernel.ravel().tolist(),
                }
                properties = {"num_groups": 2, "stride_nd": [2, 1]}
                return program.layer("deconvolution_nd", [x], given, properties)

            halves = [deconvolved(x[:, k : k + 2], kernel[k : k + 2], axes, EXPLICIT[0]) for k in (0, 2)]
            want, size = (np.concatenate(parts, axis=1) for parts in zip(*halves, strict=True))
            got = computed(t, {"": Sample(make, (x,), True)})[""]
            t.close(got, want, summed(kernel[:, 0].size, size, "float32"))


@negative("DS-LAY-063")
def deconvolution_of_another_rank(t: Trial) -> None:
    """The input has a batch axis, a channel axis and the axes of the window, and is of floats."""
    refused_windows(t, deconvolution_of, None, "DS-LAY-063", "DS-LAY-061")
