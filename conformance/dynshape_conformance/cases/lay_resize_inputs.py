"""DS-LAY: resize layers whose output dims are an input."""

from __future__ import annotations

from dynshape_fixtures import Program
from dynshape_fixtures.arrays import ramp
from dynshape_fixtures.ranges import pinned

from ..case import Trial, control, negative, positive
from .expected_resize import resized_nearest
from .lay_resize import resized_by
from .sketch import Sketch, values_between

# DS-LAY-040: the dynamic form


def dynamic_form() -> tuple[Program, str]:
    """A resize layer whose output dims are input 1."""
    program = Program()
    x, d = program.input("x", "float32", (4, 4)), program.input("d", "int32", (2,))
    layer = resized_by(program, x, d)
    program.mark_output(layer, "y")
    return program, layer


@negative("DS-LAY-040")
def setters_of_the_dynamic_form(t: Trial) -> None:
    """Setting output dims or scales is an error and changes nothing."""
    for property, value in (("shape", [8, 8]), ("scales", [2.0, 2.0])):
        with t.subcase(property=property):
            program, layer = dynamic_form()
            definition = t.define(program)
            change = Program()
            change.set_property(layer, property, value)
            t.refused(definition.extend(change)[0], "DS-LAY-040", "DS-LEX-014")
            t.equal(definition.layer_input(layer, 1), "d")
            t.equal(definition.tensor_dims(layer), (-1, -1))


@positive("DS-LAY-040")
def scales_of_the_dynamic_form(t: Trial) -> None:
    """The scales are empty then, those set before too."""
    for before in ((), (2.0, 2.0)):
        with t.subcase(before=before):
            program = Program()
            x, d = program.input("x", "float32", (4, 4)), program.input("d", "int32", (2,))
            layer = program.layer("resize", [x], {}, {"scales": list(before)} if before else {})
            program.set_input(layer, 1, d)
            t.equal(t.define(program).layer_property(layer, "scales"), ())


@control("DS-LAY-040")
def setters_of_the_static_form(t: Trial) -> None:
    """Without input 1 both can be set, and the last one counts."""
    program = Program()
    layer = program.layer("resize", [program.input("x", "float32", (4, 4))], {}, {"shape": [8, 8]})
    definition = t.define(program)
    t.equal(definition.tensor_dims(layer), (8, 8))
    change = Program()
    change.set_property(layer, "scales", [3.0, 2.0])
    t.accepted(definition.extend(change)[0])
    t.equal(definition.layer_property(layer, "scales"), (3.0, 2.0))
    t.equal(definition.tensor_dims(layer), (12, 8))


@positive("DS-LAY-035", features=("execution",))
def resized_by_values(t: Trial) -> None:
    """Resized by values the elements are those of the static form."""
    x = ramp((2, 3))
    program = Program()
    d = program.input("d", "int32", (2,))
    program.mark_output(resized_by(program, program.input("x", "float32", (2, 3)), d), "y")
    context = t.context(program, [], [{"d": pinned((4, 6))}])
    t.accepted(context.set_values("d", (4, 6)))
    got = context.infer({"x": x}).get()["y"]
    t.close(got, resized_nearest(x, (4, 6), "ASYMMETRIC", "FLOOR"), 0)


@negative("DS-LAY-037", needs=("DS-LAY-035",), features=("contexts",))
def outer_axes_by_values(t: Trial) -> None:
    """By values too LINEAR changes no axis before the last three: others are refused when they are known."""
    s = Sketch(t)
    x, d = s.input("x", "float32", (2, 2, 2, 2)), s.numbers("d", 4)
    s.mark_output(s.resize(x, d, resize_mode="LINEAR"), "y")
    context = t.context(s, [{}], [{"d": values_between(1, (2, 2, 2, 2), 5)}])
    for values in ((2, 3, 4, 5), (3, 2, 2, 2), (1, 2, 2, 2), (2, 1, 1, 1)):
        with t.subcase(values=values):
            t.accepted(context.set_values("d", values))
            if values[0] == 2:
                t.equal(context.dims("y"), values)
            else:
                t.refused(context.dims("y"), "DS-LAY-037", channel="invalid dims")
