"""DS-LAY: resize layers."""

from __future__ import annotations

from typing import Any

import numpy as np
from dynshape_fixtures import Program
from dynshape_fixtures.arrays import ramp
from dynshape_fixtures.ranges import between

from ..adapter import Dims
from ..case import Trial, choice, control, negative, positive
from .expected_numbers import summed
from .expected_resize import MAPS, ROUNDINGS, resized_cubic, resized_linear, resized_nearest
from .samples import Make, Sample, computed, context_of, dims_at, gives_dims, refused_layer


def resize(**properties: Any) -> Make:
    """A resize layer."""
    plain = {name: list(value) if isinstance(value, tuple) else value for name, value in properties.items()}
    return lambda program, x: program.layer("resize", [x], {}, plain)


def resized_by(program: Program, x: str, d: str) -> str:
    """A resize layer with output dims as input 1."""
    layer = program.layer("resize", [x])
    program.set_input(layer, 1, d)
    return layer


# DS-LAY-035: output dims


@positive("DS-LAY-035")
def output_dims_as_set(t: Trial) -> None:
    """The output dims are those set, at every rank."""
    for old, new in (
        ((3,), (7,)),
        ((4, 4), (2, 8)),
        ((1, 2, 3), (1, 4, 6)),
        ((1, 1, 4, 4), (1, 1, 8, 3)),
        ((1, 1, 2, 2, 2), (1, 1, 3, 3, 3)),
        ((2,) * 8, (2,) * 5 + (3,) * 3),
        ((3, 3), (3, 3)),
    ):
        with t.subcase(old=old, new=new):
            gives_dims(t, resize(shape=new), [("float32", old)], new, "float32")


@positive("DS-LAY-035", features=("contexts",))
def output_dims_by_values(t: Trial) -> None:
    """The values of input 1 are the output dims at run time."""
    program = Program()
    x, d = program.input("x", "float32", (-1, -1)), program.input("d", "int32", (2,))
    program.mark_output(resized_by(program, x, d), "y")
    context = t.context(program, [{"x": between((-1, -1), 1, 9)}], [{"d": ((1, 1), (5, 5), (20, 20))}])
    for dims, values in (((4, 4), (8, 8)), ((9, 1), (1, 20)), ((2, 3), (2, 3))):
        with t.subcase(dims=dims, values=values):
            t.accepted(context.set_dims("x", dims))
            t.accepted(context.set_values("d", values))
            t.equal(context.dims("y"), values)


@negative("DS-LAY-035")
def another_rank(t: Trial) -> None:
    """Output dims of another length than the rank are refused, set or as input 1."""
    for dims in ((8,), (8, 8, 8), ()):
        with t.subcase(shape=dims):
            refused_layer(t, resize(shape=dims), [("float32", (4, 4))], "DS-LAY-035")
    for length in (1, 3):
        with t.subcase(input=length):
            refused_layer(t, resized_by, [("float32", (4, 4)), ("int32", (length,))], "DS-LAY-035")


@negative("DS-LAY-035")
def dims_of_another_kind(t: Trial) -> None:
    """Input 1 is a 1-D Int32 tensor."""
    for dtype, dims in (("float32", (2,)), ("bool", (2,)), ("int32", ()), ("int32", (1, 2))):
        with t.subcase(dtype=dtype, dims=dims):
            inputs = [("float32", (4, 4)), (dtype, dims)]
            clauses = ("DS-LAY-035", "DS-SIO-003", "DS-SIO-002", "DS-EST-001", "DS-EST-002")
            refused_layer(t, resized_by, inputs, *clauses)


@control("DS-LAY-035")
def dims_of_the_right_kind(t: Trial) -> None:
    """With two Int32 values a tensor of rank 2 is resized."""
    gives_dims(t, resized_by, [("float32", (4, 4)), ("int32", (2,))], (-1, -1))


# DS-LAY-036: scales


@positive("DS-LAY-036")
def scales_are_floored(t: Trial) -> None:
    """Each extent is floor(extent * scale): 5 by 1.5 is 7."""
    for old, scale, new in (
        (5, 1.5, 7),
        (5, 2.0, 10),
        (5, 0.5, 2),
        (5, 1.0, 5),
        (5, 0.25, 1),
        (7, 1.75, 12),
        (3, 2.625, 7),
        (1, 1.5, 1),
        (1, 3.0, 3),
        (9, 0.375, 3),
        (100, 1.125, 112),
    ):
        with t.subcase(old=old, scale=scale):
            gives_dims(t, resize(scales=(scale,)), [("float32", (old,))], (new,))


@positive("DS-LAY-036", features=("contexts",))
def scales_at_run_time(t: Trial) -> None:
    """The same for extents known at run time only."""
    make = resize(scales=(1.0, 1.5, 0.5))
    context = context_of(t, make, ("float32",), ((2, 5, 5),), ((1, 2, 2),), ((9, 9, 9),))
    for dims, result in (
        ((2, 5, 5), (2, 7, 2)),
        ((1, 2, 2), (1, 3, 1)),
        ((9, 9, 9), (9, 13, 4)),
        ((3, 3, 8), (3, 4, 4)),
    ):
        with t.subcase(dims=dims):
            dims_at(t, context, (dims,), result)


@negative("DS-LAY-036")
def scales_of_another_number(t: Trial) -> None:
    """As many scales as axes."""
    for scales in ((2.0,), (2.0, 2.0, 2.0)):
        with t.subcase(scales=scales):
            refused_layer(t, resize(scales=scales), [("float32", (4, 4))], "DS-LAY-036")


@control("DS-LAY-036")
def scales_of_the_right_number(t: Trial) -> None:
    """Two scales for two axes."""
    gives_dims(t, resize(scales=(2.0, 1.5)), [("float32", (4, 4))], (8, 6))


# DS-LAY-037: modes


@positive("DS-LAY-037")
def inner_axes(t: Trial) -> None:
    """NEAREST resizes up to eight axes, LINEAR the last three."""
    for mode, old, new in (
        ("NEAREST", (2,) * 8, (3,) * 8),
        ("NEAREST", (2,) * 4, (5,) * 4),
        ("LINEAR", (2,), (3,)),
        ("LINEAR", (2,) * 3, (4,) * 3),
        ("LINEAR", (2,) * 5, (2, 2, 3, 4, 5)),
        ("LINEAR", (-1, 2, 2, 2), (-1, 3, 3, 3)),
    ):
        with t.subcase(mode=mode, new=new):
            scales = tuple(1.0 if a == b else b / a for a, b in zip(old, new, strict=True))
            gives_dims(t, resize(resize_mode=mode, scales=scales), [("float32", old)], new)


@negative("DS-LAY-037")
def outer_axes(t: Trial) -> None:
    """LINEAR changes no axis before the last three."""
    for old, new in (((2,) * 4, (3, 2, 2, 2)), ((2,) * 5, (2, 3, 2, 2, 2)), ((1,) * 8, (2,) + (1,) * 7)):
        with t.subcase(old=old, new=new):
            refused_layer(t, resize(resize_mode="LINEAR", shape=new), [("float32", old)], "DS-LAY-037")


@positive("DS-LAY-037")
def types_resized(t: Trial) -> None:
    """Floats of both kinds are resized in both modes."""
    for dtype in ("float32", "float16"):
        for mode in ("NEAREST", "LINEAR"):
            with t.subcase(dtype=dtype, mode=mode):
                gives_dims(t, resize(resize_mode=mode, shape=(8,)), [(dtype, (4,))], (8,), dtype)


@choice("DS-LAY-037")
def integers_resized(t: Trial) -> None:
    """Whether Int32 and Bool are resized: the clause does not say."""
    for dtype in ("int32", "bool", "int8"):
        with t.subcase(dtype=dtype):
            program = Program()
            layer = program.layer("resize", [program.input("x", dtype, (4,))], {}, {"shape": [8]})
            definition = t.adapter.define(program)
            t.chose("accepted" if definition.answers[-1].ok and definition.tensor_dims(layer).ok else "refused")


# DS-LAY-038, DS-LAY-039: coordinates and rounding

SIZES: tuple[tuple[Dims, Dims], ...] = (
    ((4,), (8,)), ((4,), (7,)), ((8,), (4,)), ((5,), (3,)), ((1,), (5,)), ((2,), (9,)),
    ((4, 3), (6, 5)), ((3, 6), (7, 4)),
)  # fmt: skip
ONE: tuple[tuple[Dims, Dims], ...] = (((4,), (1,)), ((5,), (1,)), ((4, 4), (1, 2)))


def settings(map: str, **others: Any) -> dict[str, Any]:
    """Properties with a coordinate map."""
    return {"coordinate_transformation": map, **others}


@positive("DS-LAY-038", features=("execution",))
def linear_by_every_map(t: Trial) -> None:
    """Between elements LINEAR weighs by distance; the map says where an index lies."""
    samples = {
        f"{map}{old}{new}": Sample(resize(**settings(map, resize_mode="LINEAR", shape=new)), (ramp(old),), True)
        for map in MAPS
        for old, new in SIZES
    }
    results = computed(t, samples)
    for map in MAPS:
        for old, new in SIZES:
            with t.subcase(map=map, old=old, new=new):
                want, size = resized_linear(ramp(old), new, map)
                # Coordinates are computed too, with an error of some units of the extent.
                bound = summed(4 * len(old), size, "float32") + 8 * 2.0**-24 * max(old) * np.ptp(ramp(old))
                t.close(results[f"{map}{old}{new}"], want, bound)


@positive("DS-LAY-038", features=("execution",), editions=("8.5", None))
def cubic_by_every_map(t: Trial) -> None:
    """CUBIC weighs four elements on the last two axes, those beyond the ends by the last one or not at all."""
    samples, wanted = {}, {}
    for map in MAPS:
        for coefficient, exclude in ((-0.75, False), (-0.5, False), (-0.5, True)):
            for old, new in SIZES[1:3] + SIZES[6:7]:
                name = f"{map},{coefficient},{exclude},{old},{new}"
                given = settings(map, resize_mode="CUBIC", cubic_coeff=coefficient, exclude_outside=exclude, shape=new)
                samples[name] = Sample(resize(**given), (ramp(old),), True)
                wanted[name] = (old, *resized_cubic(ramp(old), new, map, coefficient, exclude))
    results = computed(t, samples)
    for name, (old, want, size) in wanted.items():
        with t.subcase(sample=name):
            # As for LINEAR, and the slope of a weight is 1.5 at most.
            bound = summed(8 * len(old), size, "float32") + 48 * 2.0**-24 * max(old) * np.ptp(ramp(old))
            t.close(results[name], want, bound)


@positive("DS-LAY-038", features=("execution",))
def asymmetric_by_default(t: Trial) -> None:
    """Without a setting the map is ASYMMETRIC, the rounding FLOOR and the selector FORMULA."""
    program = Program()
    layer = program.layer("resize", [program.input("x", "float32", (4,))])
    definition = t.define(program)
    for property, wanted in (
        ("coordinate_transformation", "ASYMMETRIC"),
        ("nearest_rounding", "FLOOR"),
        ("selector_for_single_pixel", "FORMULA"),
        ("resize_mode", "NEAREST"),
    ):
        with t.subcase(property=property):
            t.equal(definition.layer_property(layer, property), wanted)
    with t.subcase(property="values"):
        got = computed(t, {"": Sample(resize(shape=(7,)), (ramp((4,)),), True)})[""]
        t.close(got, resized_nearest(ramp((4,)), (7,), "ASYMMETRIC", "FLOOR"), 0)


@positive("DS-LAY-038", features=("execution",))
def single_pixel(t: Trial) -> None:
    """Where one element is left the selector decides: by the formula, or the upper left one."""
    samples, wanted = {}, {}
    for map in ("ASYMMETRIC", "HALF_PIXEL"):
        for selector in ("FORMULA", "UPPER"):
            for old, new in ONE:
                name = f"{map}{selector}{old}"
                given = settings(map, shape=new, selector_for_single_pixel=selector, nearest_rounding="HALF_DOWN")
                samples[name] = Sample(resize(**given), (ramp(old),), True)
                wanted[name] = resized_nearest(ramp(old), new, map, "HALF_DOWN", selector == "UPPER")
    results = computed(t, samples)
    for name, want in wanted.items():
        with t.subcase(sample=name):
            t.close(results[name], want, 0)


@positive("DS-LAY-039", features=("execution",))
def nearest_by_every_rounding(t: Trial) -> None:
    """Which element is the nearest, for every rounding and map."""
    samples, wanted = {}, {}
    for map in MAPS:
        for rounding in ROUNDINGS:
            for old, new in SIZES[:6]:
                if map == "ALIGN_CORNERS" and (old, new) not in (((4,), (7,)), ((5,), (3,)), ((2,), (9,))):
                    continue  # Coordinates that are no binary fractions fall on either side of a half.
                name = f"{map},{rounding},{old[0]},{new[0]}"
                given = settings(map, shape=new, nearest_rounding=rounding)
                samples[name] = Sample(resize(**given), (ramp(old),), True)
                wanted[name] = resized_nearest(ramp(old), new, map, rounding)
    results = computed(t, samples)
    for name, want in wanted.items():
        with t.subcase(sample=name):
            t.close(results[name], want, 0)


@positive("DS-LAY-039", features=("execution",))
def floor_by_default(t: Trial) -> None:
    """Without a setting a coordinate goes to the element before it."""
    for map in MAPS[:2]:
        with t.subcase(map=map):
            got = computed(t, {"": Sample(resize(**settings(map, shape=(7,))), (ramp((4,), 0),), True)})[""]
            t.close(got, resized_nearest(ramp((4,), 0), (7,), map, "FLOOR"), 0)


@positive("DS-LAY-039", features=("execution",))
def halves(t: Trial) -> None:
    """A coordinate of exactly one half goes up, down, to the floor or to the ceiling."""
    for rounding, want in (
        ("HALF_UP", (0, 1, 1, 2, 2, 3, 3)),
        ("HALF_DOWN", (0, 0, 1, 1, 2, 2, 3)),
        ("FLOOR", (0, 0, 1, 1, 2, 2, 3)),
        ("CEIL", (0, 1, 1, 2, 2, 3, 3)),
    ):
        with t.subcase(rounding=rounding):
            make = resize(**settings("ALIGN_CORNERS", shape=(7,), nearest_rounding=rounding))
            got = computed(t, {"": Sample(make, (ramp((4,), 0),), True)})[""]
            t.close(got, np.array(want), 0)
