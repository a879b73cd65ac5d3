"""DS-PY: what the Python API returns and raises while profiles are made and networks are built.

The channel of a refusal (an exception's type, None, -1, False) is what these clauses are about.
"""

from __future__ import annotations

from typing import Any

from dynshape_fixtures import Program
from dynshape_fixtures.networks import add_network, foo_network, reshape_network

from ..adapter import Answer, Dims
from ..case import Range, Trial, control, negative, positive
from .expect_profiles import refused_quietly

RANGE: Range = ((1, 1), (3, 4), (6, 8))
RAISED = ("RuntimeError", "ValueError")
"""What is raised, and what the docstring says."""


def text_says(t: Trial, answer: Answer[Any], text: str) -> None:
    """The refusal's own text contains ``text``."""
    assert answer.refusal is not None
    t.true(text in answer.refusal.text, text, answer.refusal.text)


# DS-PY-001, DS-PY-002: set_shape and get_shape


@positive("DS-PY-001")
def set_shape_returns_nothing(t: Trial) -> None:
    """set_shape stores min, opt and max, in this order."""
    profile = t.define(foo_network((-1, -1))).create_profile()
    answer = profile.set_dims("foo", *RANGE)
    t.accepted(answer)
    t.equal(answer.value, None)
    t.equal(profile.dims("foo"), RANGE)


@negative("DS-PY-001")
def set_shape_raises(t: Trial) -> None:
    """It raises at the first of min, opt, max that is refused, and names it."""
    definition = t.define(foo_network((-1, -1)))
    for place, name in enumerate(("min", "opt", "max")):
        with t.subcase(bad=name):
            dims = [list(one) for one in RANGE]
            dims[place][0] = -2
            answer = definition.create_profile().set_dims("foo", *dims)
            t.refused(answer, channel=RAISED, logged=False)
            text_says(t, answer, f"Shape provided for {name} is inconsistent with other shapes.")


@negative("DS-PY-001", needs=("DS-PY-002",))
def set_shape_keeps_what_came_before(t: Trial) -> None:
    """What was set before the refused one stays set: an incomplete profile is not valid, an untouched one is."""
    definition = t.define(foo_network((-1, -1)))
    for place, name in enumerate(("min", "opt", "max")):
        with t.subcase(bad=name):
            profile = definition.create_profile()
            dims = [list(one) for one in RANGE]
            dims[place][0] = -2
            t.refused(profile.set_dims("foo", *dims), channel=RAISED, logged=False)
            t.equal(profile.is_valid(), place == 0)


@positive("DS-PY-002")
def get_shape_returns_three(t: Trial) -> None:
    """get_shape returns [min, opt, max]."""
    definition = t.define(add_network())
    profile = t.profile(definition, {"a": RANGE, "b": ((2, 2), (2, 2), (2, 2))})
    t.equal(profile.dims("a"), RANGE)
    t.equal(profile.dims("b"), ((2, 2),) * 3)


@negative("DS-PY-002")
def get_shape_returns_none(t: Trial) -> None:
    """For an input that was not set the list is empty."""
    definition = t.define(add_network())
    for profile in (definition.create_profile(), t.profile(definition, {"a": RANGE})):
        t.refused(profile.dims("b"), channel="[]", logged=False)


# DS-PY-003: set_shape_input and get_shape_input

VALUES: Range = ((1, 2), (3, 4), (5, 6))


@positive("DS-PY-003")
def values_are_three_lists(t: Trial) -> None:
    """get_shape_input returns three lists, or none."""
    profile = t.define(reshape_network()).create_profile()
    t.refused(profile.values("d"), channel="[]", logged=False)
    t.accepted(profile.set_values("d", *VALUES))
    t.equal(profile.values("d"), VALUES)


@negative("DS-PY-003")
def set_shape_input_raises(t: Trial) -> None:
    """It raises where the counts differ, and where the order is not min, opt, max; the text names the first refused."""
    definition = t.define(reshape_network())
    bad: dict[str, tuple[str, Range]] = {
        "opt_count": ("opt", ((1, 2), (3,), (5, 6))),
        "max_count": ("max", ((1, 2), (3, 4), (5, 6, 7))),
        "opt_below_min": ("opt", ((5, 5), (3, 5), (9, 9))),
        "max_below_opt": ("max", ((1, 1), (9, 9), (9, 8))),
    }
    for case, (name, values) in bad.items():
        with t.subcase(case=case):
            answer = definition.create_profile().set_values("d", *values)
            t.refused(answer, channel=RAISED, logged=False)
            text_says(t, answer, f"{name} input provided for shape tensor is inconsistent with other inputs.")


@negative("DS-PY-003", needs=("DS-PY-004",))
def set_shape_input_keeps_what_came_before(t: Trial) -> None:
    """Values that were set before the refused ones stay set: the profile is not valid; an untouched one is."""
    definition = t.define(reshape_network())
    for place, name in enumerate(("min", "opt", "max")):
        with t.subcase(bad=name):
            profile = definition.create_profile()
            values = [list(one) for one in VALUES]
            values[place] = []
            t.refused(profile.set_values("d", *values), channel=RAISED, logged=False)
            t.equal(profile.is_valid(), place == 0)


# DS-PY-004: bool(profile)


@positive("DS-PY-004")
def true_if_valid(t: Trial) -> None:
    """bool(profile) is True for a profile that is valid."""
    definition = t.define(foo_network((-1, -1)))
    t.equal(t.profile(definition, {"foo": RANGE}).is_valid(), True)
    t.equal(t.profile(definition, {"foo": ((0, 0), (0, 0), (0, 0))}).is_valid(), True)


@negative("DS-PY-004")
def false_if_not_valid(t: Trial) -> None:
    """And False for one that is not."""
    definition = t.define(foo_network((-1, -1)))
    for bounds in (((5, 5), (3, 3), (9, 9)), ((1, 1), (9, 9), (5, 9))):
        with t.subcase(min=bounds[0], opt=bounds[1], max=bounds[2]):
            profile = definition.create_profile()
            profile.set_dims("foo", *bounds)
            t.equal(profile.is_valid(), False)


# DS-PY-005, DS-PY-006: adding profiles


@positive("DS-PY-005")
def indices_and_their_number(t: Trial) -> None:
    """add_optimization_profile returns 0, 1, 2 ...; num_optimization_profiles counts."""
    definition = t.define(foo_network((-1, -1)))
    for index in range(4):
        t.equal(definition.num_profiles(), index)
        t.equal(definition.add_profile(t.profile(definition, {"foo": RANGE})), index)


@negative("DS-PY-005")
def minus_one_for_invalid(t: Trial) -> None:
    """-1 for a profile that is not valid, which is not counted."""
    definition = t.define(foo_network((-1, -1)))
    profile = definition.create_profile()
    profile.set_dims("foo", (5, 5), (3, 3), (9, 9))
    refused_quietly(t, definition.add_profile(profile), channel="-1")
    t.equal(definition.num_profiles(), 0)


@positive("DS-PY-006")
def bool_and_object(t: Trial) -> None:
    """set_calibration_profile returns a bool, get_calibration_profile an object or None."""
    definition = t.define(foo_network((-1, -1)))
    t.equal(definition.calibration_profile(), None)
    t.equal(definition.set_calibration_profile(t.profile(definition, {"foo": RANGE})), True)
    t.true(definition.calibration_profile().get() is not None, "an object")


@negative("DS-PY-006")
def false_for_invalid(t: Trial) -> None:
    """False, and no exception, for a profile that is not valid."""
    definition = t.define(foo_network((-1, -1)))
    profile = definition.create_profile()
    profile.set_dims("foo", (5, 5), (3, 3), (9, 9))
    refused_quietly(t, definition.set_calibration_profile(profile), channel="False")


# DS-PY-007: a build that fails


@positive("DS-PY-007")
def build_that_succeeds(t: Trial) -> None:
    """build_serialized_network returns a plan."""
    t.accepted(t.definition(foo_network((-1, -1)), [{"foo": RANGE}]).build())


@negative("DS-PY-007")
def build_that_fails(t: Trial) -> None:
    """It returns None, with a record in the log, and raises nothing."""
    with t.subcase(missing="profile"):
        t.refused(t.define(foo_network((-1, -1))).build(), channel="None")
    with t.subcase(missing="range"):
        definition = t.define(foo_network((-1, -1)))
        t.accepted(definition.add_profile(definition.create_profile()))
        t.refused(definition.build(), channel="None")
    with t.subcase(inconsistent="opt"):
        definition = t.definition(add_network(), [{"a": ((2, 2), (2, 2), (9, 9)), "b": ((3, 2), (3, 2), (9, 9))}])
        t.refused(definition.build(), channel="None")


# DS-PY-018: more than eight dims

NO_DIMS = ("ValueError", "TypeError")


@positive("DS-PY-018")
def eight_dims(t: Trial) -> None:
    """Dims have up to eight entries."""
    program = Program()
    program.input("x", "float32", (2,) * 8)
    t.equal(t.define(program).tensor_dims("x"), (2,) * 8)


@negative("DS-PY-018")
def nine_dims(t: Trial) -> None:
    """More than eight are refused wherever dims are given.

    The conversion raises ValueError; where it takes place in the call, that may come out as TypeError.
    """
    with t.subcase(call="add_input"):
        program = Program()
        program.input("x", "float32", (1,) * 9)
        t.refused(t.adapter.define(program).answers[0], channel=NO_DIMS, logged=False)
    with t.subcase(call="set_shape"):
        profile = t.define(foo_network((-1, -1))).create_profile()
        t.refused(profile.set_dims("foo", *((1,) * 9,) * 3), channel=NO_DIMS, logged=False)
    with t.subcase(call="reshape_dims"):
        program = Program()
        program.shuffle(program.input("x", "float32", (1,)), reshape_dims=[1] * 9)
        t.refused(t.adapter.define(program).answers[1], channel=NO_DIMS, logged=False)


# DS-PY-019: marking outputs


def shape_program() -> tuple[Program, str]:
    """The shape of x."""
    program = Program()
    return program, program.shape(program.input("x", "float32", (-1, 3)))


@positive("DS-PY-019")
def marks_that_are_granted(t: Trial) -> None:
    """A first mark for shapes is granted, and so is taking it back, and then marking anew."""
    program, s = shape_program()
    definition = t.define(program)
    change = Program()
    change.mark_output_for_shapes(s)
    change.unmark_output_for_shapes(s)
    change.mark_output_for_shapes(s)
    for answer in definition.extend(change):
        t.equal(answer, True)


@positive("DS-PY-019")
def mark_output_is_no_bool(t: Trial) -> None:
    """mark_output returns None where it succeeds too."""
    program, s = shape_program()
    definition = t.define(program)
    change = Program()
    change.mark_output(s)
    t.equal(definition.extend(change)[0], None)


@negative("DS-PY-019")
def marks_that_are_not(t: Trial) -> None:
    """False for a tensor that is marked already, and for taking back what is not marked."""
    program, s = shape_program()
    definition = t.define(program)
    change = Program()
    change.unmark_output_for_shapes(s)
    change.mark_output_for_shapes(s)
    change.mark_output_for_shapes(s)
    first, second, third = definition.extend(change)
    t.refused(first, channel="False", logged=False)
    t.accepted(second)
    t.refused(third, channel="False", logged=False)


@negative("DS-PY-019")
def mark_output_returns_nothing(t: Trial) -> None:
    """mark_output returns None: that an input is refused shows in the log alone."""
    program = Program()
    x = program.input("x", "float32", (2,))
    definition = t.define(program)
    change = Program()
    change.mark_output(x)
    t.refused(definition.extend(change)[0], channel="log")


# DS-PY-020: names of arguments and properties


@positive("DS-PY-020")
def properties_by_name(t: Trial) -> None:
    """resize.shape, resize.scales, shuffle.reshape_dims, slice.start, shape and stride, fill.shape."""
    program = Program()
    x = program.input("x", "float32", (4, 4))
    resized, scaled = program.layer("resize", [x]), program.layer("resize", [x])
    layers: dict[str, tuple[str, str, Any]] = {
        "resize.shape": (resized, "shape", (8, 8)),
        "resize.scales": (scaled, "scales", (2.0, 2.0)),
        "shuffle.reshape_dims": (program.shuffle(x), "reshape_dims", (16,)),
        "slice.shape": (program.slice(x, (0, 0), (1, 1), (1, 1)), "shape", (2, 2)),
        "slice.start": (program.slice(x, (0, 0), (1, 1), (1, 1)), "start", (1, 1)),
        "slice.stride": (program.slice(x, (0, 0), (1, 1), (1, 1)), "stride", (2, 2)),
        "fill.shape": (program.layer("fill", [], {"shape": [3], "op": "LINSPACE"}), "shape", (5,)),
    }
    definition = t.define(program)
    for name, (layer, property, value) in layers.items():
        with t.subcase(property=name):
            change = Program()
            change.set_property(layer, property, list(value))
            t.accepted(definition.extend(change)[0])
            t.equal(definition.layer_property(layer, property), value)
    with t.subcase(property="resize.scales,empty"):
        t.equal(definition.layer_property(resized, "scales"), ())


@positive("DS-PY-020")
def inputs_by_index(t: Trial) -> None:
    """layer.set_input(index, tensor) replaces an input."""
    definition = t.define(add_network((2,), (2,)))
    layer = next(operation["id"] for operation in add_network().operations if operation["do"] == "layer")
    change = Program()
    change.set_input(layer, 1, "a")
    t.accepted(definition.extend(change)[0])
    t.equal(definition.layer_input(layer, 1), "a")


@control("DS-PY-020")
def slice_arguments(t: Trial) -> None:
    """add_slice takes start, shape and stride: the size is named shape, and is the output's dims."""
    program = Program()
    layer = program.slice(program.input("x", "float32", (9, 9)), (1, 2), (3, 2), (2, 3))
    definition = t.define(program)
    wanted: dict[str, Dims] = {"start": (1, 2), "shape": (3, 2), "stride": (2, 3)}
    for property, value in wanted.items():
        t.equal(definition.layer_property(layer, property), value)
    t.equal(definition.tensor_dims(layer), (3, 2))
