"""DS-LAY: pooling, and padding modes against padding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from dynshape_fixtures import Program

from ..case import Trial, control, negative, positive
from .expected_numbers import summed, wide
from .expected_windows import EXPLICIT, SAME, Axis, moved, pooled, spread
from .lay_windows import (
    AXES,
    EXTENTS,
    MODES,
    at_run_time,
    convolution_of,
    deconvolution_of,
    pooling,
    refused_windows,
    small,
)
from .samples import Make, Sample, clash_at, computed, context_of, gives_dims

# DS-LAY-064: pooling


def max_pooling_of(axes: Sequence[Axis], mode: str | None) -> Make:
    """A pooling with MAX."""
    return pooling("MAX", axes, mode)


@positive("DS-LAY-064")
def pooling_extents(t: Trial) -> None:
    """As for a convolution without dilation; all other axes stay."""
    for mode in MODES:
        for axis in AXES:
            if axis.dilation == 1:
                with t.subcase(mode=mode, axis=(axis.window, axis.stride, axis.before, axis.after)):
                    for extent in EXTENTS:
                        wanted = (2, 3, moved(extent, axis, mode), moved(9, Axis(2), mode))
                        gives_dims(t, max_pooling_of((axis, Axis(2)), mode), [("float32", (2, 3, extent, 9))], wanted)


@positive("DS-LAY-064")
def the_headers_pooling(t: Trial) -> None:
    """I=6, B=3, A=2, S=2, F=3: 5 in both explicit modes, 3 in SAME_UPPER."""
    for mode, wanted in ((EXPLICIT[0], 5), (EXPLICIT[1], 5), ("SAME_UPPER", 3)):
        with t.subcase(mode=mode):
            axes = (Axis(3, 2, 1, 3, 2),) * 2
            gives_dims(t, max_pooling_of(axes, mode), [("float32", (1, 1, 6, 6))], (1, 1, wanted, wanted))


@positive("DS-LAY-064", features=("contexts",))
def pooling_extents_at_run_time(t: Trial) -> None:
    """The same for a dynamic height and width."""
    for mode in MODES:
        with t.subcase(mode=mode):
            at_run_time(t, max_pooling_of((Axis(3, 2), Axis(3, 2)), mode), Axis(3, 2), moved, mode)


@positive("DS-LAY-064", features=("execution",))
def pooling_values(t: Trial) -> None:
    """The greatest element, padding being -inf; the average over the elements, without or with the padding."""
    ways = [("MAX", True), ("AVERAGE", True), ("AVERAGE", False)]
    chosen = ((Axis(3), Axis(2)), (Axis(3, 2, 1, 1, 1), Axis(2, 2, 1, 0, 1)), (Axis(2, 2), Axis(3, 1, 1, 2, 2)))
    samples, wanted = {}, {}
    for kind, excludes in ways:
        for mode in MODES:
            for axes in chosen:
                if mode == "EXPLICIT_ROUND_UP" and not excludes:
                    continue  # What a window beyond the padding counts is not said.
                name = f"{kind},{excludes},{mode},{axes[0].before}{axes[0].window}"
                x = -np.abs(small(axes)[0]) - 1
                others = {} if excludes else {"average_count_excludes_padding": False}
                samples[name] = Sample(pooling(kind, axes, mode, **others), (x,), True)
                wanted[name] = pooled(x, axes, mode, kind, excludes)
    results = computed(t, samples)
    for name, want in wanted.items():
        with t.subcase(sample=name):
            t.close(results[name], want, 0 if name.startswith("MAX") else summed(9, np.abs(wide(want)), "float32"))


@positive("DS-LAY-064", features=("execution",))
def blended_pooling(t: Trial) -> None:
    """MAX_AVERAGE_BLEND is (1 - blend factor) * maximum + blend factor * average; the factor is 0 until set."""
    axes = (Axis(3, 2, 1, 1, 1), Axis(2))
    x = small(axes)[0]
    greatest, average = pooled(x, axes, EXPLICIT[0], "MAX"), pooled(x, axes, EXPLICIT[0], "AVERAGE")
    size = np.abs(greatest) + pooled(np.abs(x), axes, EXPLICIT[0], "AVERAGE")
    samples, wanted = {}, {}
    for factor in (None, 0.0, 0.25, 1.0):
        others = {} if factor is None else {"blend_factor": factor}
        samples[str(factor)] = Sample(pooling("MAX_AVERAGE_BLEND", axes, EXPLICIT[0], **others), (x,), True)
        wanted[str(factor)] = (1 - (factor or 0)) * greatest + (factor or 0) * average
    results = computed(t, samples)
    for name, want in wanted.items():
        with t.subcase(factor=name):
            t.close(results[name], want, summed(8, size, "float32"))


@positive("DS-LAY-064")
def padding_is_excluded_by_default(t: Trial) -> None:
    """averageCountExcludesPadding is true until set."""
    program = Program()
    layer = pooling("AVERAGE", (Axis(3), Axis(3)), None)(program, program.input("x", "float32", (1, 1, 8, 8)))
    assert isinstance(layer, str)
    t.equal(t.define(program).layer_property(layer, "average_count_excludes_padding"), True)


@negative("DS-LAY-064")
def pooling_of_another_rank(t: Trial) -> None:
    """The input has a batch axis, a channel axis and the axes of the window, and is of floats."""
    refused_windows(t, max_pooling_of, None, "DS-LAY-064")


@negative("DS-LAY-064", features=("contexts",))
def pooling_window_that_does_not_fit_at_run_time(t: Trial) -> None:
    """An extent that turns out to be too small gives an output without dims."""
    make = max_pooling_of((Axis(5), Axis(5)), None)
    context = context_of(t, make, ("float32",), ((1, 3, 8, 8),), ((1, 1, 2, 2),))
    clash_at(t, context, ((1, 3, 3, 8),), "DS-LAY-064", "DS-OPEN-008")


# DS-LAY-065: mode before padding


@positive("DS-LAY-065")
def mode_takes_precedence(t: Trial) -> None:
    """With a mode SAME, padding that is set counts for nothing, whichever is set first."""
    makes = {"convolution": convolution_of, "deconvolution": deconvolution_of, "pooling": max_pooling_of}
    for name, make in makes.items():
        for mode in SAME:
            with t.subcase(layer=name, mode=mode):
                formula = spread if name == "deconvolution" else moved
                plain = Axis(3, 2)
                wanted = (1, 3, formula(7, plain, mode), formula(8, plain, mode))
                padded = replace(plain, before=1, after=2)
                gives_dims(t, make((padded, padded), mode), [("float32", (1, 3, 7, 8))], wanted)
                program = Program()
                layer = make((plain, plain), mode)(program, program.input("x", "float32", (1, 3, 7, 8)))
                assert isinstance(layer, str)
                program.set_property(layer, "pre_padding", [2, 2])
                t.equal(t.define(program).tensor_dims(layer), wanted)


@negative("DS-LAY-065")
def explicit_padding_counts(t: Trial) -> None:
    """In an explicit mode it does count; the padding that was set is kept all the while."""
    for mode in EXPLICIT:
        with t.subcase(mode=mode):
            program = Program()
            axis = Axis(3, 2, 1, 1, 2)
            layer = max_pooling_of((axis, axis), "SAME_UPPER")(program, program.input("x", "float32", (1, 3, 7, 8)))
            assert isinstance(layer, str)
            definition = t.define(program)
            t.equal(definition.layer_property(layer, "pre_padding"), (1, 1))
            change = Program()
            change.set_property(layer, "padding_mode", mode)
            t.accepted(definition.extend(change)[0])
            t.equal(definition.tensor_dims(layer), (1, 3, moved(7, axis, mode), moved(8, axis, mode)))


@control("DS-LAY-065")
def round_down_by_default(t: Trial) -> None:
    """The mode is EXPLICIT_ROUND_DOWN until set."""
    for name, make in (
        ("convolution", convolution_of),
        ("deconvolution", deconvolution_of),
        ("pooling", max_pooling_of),
    ):
        with t.subcase(layer=name):
            program = Program()
            layer = make((Axis(3), Axis(3)), None)(program, program.input("x", "float32", (1, 3, 7, 8)))
            assert isinstance(layer, str)
            t.equal(t.define(program).layer_property(layer, "padding_mode"), EXPLICIT[0])
