"""DS-LAY: start, size and stride of a slice as inputs."""

from __future__ import annotations

from dynshape_fixtures import Program

from ..case import Trial, control, negative, positive
from .samples import clash_at, context_of, dims_at, int32_dims
from .sketch import Sketch

NEEDS = ("DS-LAY-007",)
PROPERTIES = {1: "start", 2: "shape", 3: "stride"}


def slice_with_input(index: int, constant: bool = True) -> tuple[Program, str]:
    """A slice of x (4,4) whose start, size or stride is input ``index``."""
    program = Program()
    x = program.input("x", "float32", (4, 4))
    slice = program.slice(x, (0, 0), (2, 2), (1, 1))
    given = program.constant([1, 1], "int32") if constant else program.input("d", "int32", (2,))
    program.set_input(slice, index, given)
    program.mark_output(slice, "y")
    return program, slice


# DS-LAY-015: setters and inputs


@positive("DS-LAY-015", needs=NEEDS)
def dims_while_no_input_is_there(t: Trial) -> None:
    """Without an input the Dims count, and the getter returns them."""
    program = Program()
    slice = program.slice(program.input("x", "float32", (4, 4)), (0, 1), (2, 3), (1, 1))
    definition = t.define(program)
    for index, dims in ((1, (0, 1)), (2, (2, 3)), (3, (1, 1))):
        with t.subcase(property=PROPERTIES[index]):
            t.equal(definition.layer_property(slice, PROPERTIES[index]), dims)


@negative("DS-LAY-015", needs=NEEDS)
def no_dims_while_an_input_is_there(t: Trial) -> None:
    """The getter returns invalid dims while the input is present; the other two are what they were."""
    for index in PROPERTIES:
        with t.subcase(property=PROPERTIES[index]):
            program, slice = slice_with_input(index)
            definition = t.define(program)
            for other, dims in ((1, (0, 0)), (2, (2, 2)), (3, (1, 1))):
                answer = definition.layer_property(slice, PROPERTIES[other])
                if other == index:
                    t.refused(answer, channel="invalid dims", logged=False)
                else:
                    t.equal(answer, dims)


@positive("DS-LAY-015", needs=NEEDS)
def setter_takes_the_input_away(t: Trial) -> None:
    """Setting the Dims makes the input null again, and the Dims count."""
    for index in PROPERTIES:
        with t.subcase(property=PROPERTIES[index]):
            program, slice = slice_with_input(index)
            program.set_property(slice, PROPERTIES[index], [1, 2])
            definition = t.define(program)
            t.equal(definition.layer_input(slice, index), None)
            t.equal(definition.layer_property(slice, PROPERTIES[index]), (1, 2))
            t.equal(definition.tensor_dims(slice), (1, 2) if index == 2 else (2, 2))


@positive("DS-LAY-015", needs=NEEDS)
def setter_leaves_the_other_inputs(t: Trial) -> None:
    """Setting one of the Dims takes its own input away and no other."""
    for index in PROPERTIES:
        with t.subcase(property=PROPERTIES[index]):
            program = Program()
            slice = program.slice(program.input("x", "float32", (4, 4)), (0, 0), (2, 2), (1, 1))
            for other in PROPERTIES:
                program.set_input(slice, other, program.input(f"d{other}", "int32", (2,)))
            program.set_property(slice, PROPERTIES[index], [1, 1])
            definition = t.define(program)
            left = [definition.layer_input(slice, other).get() for other in PROPERTIES]
            t.equal(left, [None if other == index else f"d{other}" for other in PROPERTIES])


@positive("DS-LAY-015", needs=NEEDS)
def input_counts_before_dims(t: Trial) -> None:
    """An input that is present counts, not the Dims that the layer was made with."""
    program, slice = slice_with_input(2)
    definition = t.define(program)
    t.equal(definition.tensor_dims(slice), (1, 1))


@positive("DS-LAY-008", needs=("DS-SIO-009",), features=("contexts",))
def shapes_backwards(t: Trial) -> None:
    """Dims can be sliced backwards, and one of them repeated, as elements of data can."""
    s = Sketch(t)
    dims = s.shape(s.input("x", "float32", (-1, -1, -1)))
    s.mark_output_for_shapes(s.slice(dims, [2], [3], [-1]), "backwards")
    s.mark_output_for_shapes(s.slice(dims, [1], [4], [0]), "repeated")
    s.mark_output(s.shuffle("x", s.slice(dims, [2], [3], [-1])), "turned")
    context = t.context(s, [{"x": ((1, 1, 1), (2, 3, 4), (9, 9, 9))}])
    for extents in ((2, 3, 4), (5, 1, 7)):
        with t.subcase(dims=extents):
            t.accepted(context.set_dims("x", extents))
            t.equal(context.values("backwards"), extents[::-1])
            t.equal(context.values("repeated"), (extents[1],) * 4)
            t.equal(context.dims("turned"), extents[::-1])


# DS-LAY-016: a dynamic output


@positive("DS-LAY-016", needs=NEEDS)
def dynamic_with_a_size(t: Trial) -> None:
    """With a third input that is known at run time only the output dims are wildcards."""
    program, slice = slice_with_input(2, constant=False)
    t.equal(t.define(program).tensor_dims(slice), (-1, -1))


@negative("DS-LAY-016", needs=NEEDS)
def not_dynamic_without_a_size(t: Trial) -> None:
    """A start or a stride that is known at run time only leaves the output dims as they are."""
    for index in (1, 3):
        with t.subcase(property=PROPERTIES[index]):
            program, slice = slice_with_input(index, constant=False)
            t.equal(t.define(program).tensor_dims(slice), (2, 2))


@control("DS-LAY-016", needs=NEEDS)
def not_dynamic_any_more(t: Trial) -> None:
    """When the third input is taken away by the setter, the output dims are numbers again."""
    program, slice = slice_with_input(2, constant=False)
    definition = t.define(program)
    t.equal(definition.tensor_dims(slice), (-1, -1))
    change = Program()
    change.set_property(slice, "shape", [3, 1])
    t.accepted(definition.extend(change)[0])
    t.equal(definition.tensor_dims(slice), (3, 1))


@positive("DS-LAY-016", needs=NEEDS, features=("contexts",))
def size_by_another_tensor(t: Trial) -> None:
    """A size that is the shape of another tensor gives the output these dims at run time."""

    def make(program: Program, x: str, like: str) -> str:
        slice = program.slice(x, (0, 0), (0, 0), (1, 1))
        program.set_input(slice, 2, int32_dims(t, program, like))
        return slice

    points = (((8, 8), (4, 4)), ((5, 6), (5, 1)), ((3, 3), (0, 3)))
    context = context_of(t, make, ("float32", "float32"), *points, ((1, 1), (8, 8)))
    for point in points:
        with t.subcase(x=point[0], like=point[1]):
            dims_at(t, context, point, point[1])
    with t.subcase(x=(3, 3), like=(4, 1)):
        clash_at(t, context, ((3, 3), (4, 1)), "DS-LAY-009")


# DS-LAY-017: the number of inputs


@positive("DS-LAY-017")
def inputs_up_to_the_last(t: Trial) -> None:
    """Setting input k makes the number of inputs k + 1; those that were skipped are null."""
    for index in (1, 2, 3, 4):
        with t.subcase(index=index):
            program = Program()
            slice = program.slice(program.input("x", "float32", (4, 4)), (0, 0), (2, 2), (1, 1), mode="FILL")
            given = program.input("d", "float32", ()) if index == 4 else program.input("d", "int32", (2,))
            program.set_input(slice, index, given)
            definition = t.define(program)
            t.equal(definition.layer_num_inputs(slice), index + 1)
            t.equal(definition.layer_input(slice, 0), "x")
            t.equal(definition.layer_input(slice, index), "d")
            for skipped in range(1, index):
                t.equal(definition.layer_input(slice, skipped), None)


@positive("DS-LAY-017")
def one_input_at_first(t: Trial) -> None:
    """Without any of them the number of inputs is 1."""
    program = Program()
    slice = program.slice(program.input("x", "float32", (4, 4)), (0, 0), (2, 2), (1, 1))
    t.equal(t.define(program).layer_num_inputs(slice), 1)


@positive("DS-LAY-017")
def lower_input_after_a_higher(t: Trial) -> None:
    """An input below the last fills its place; the number of inputs stays."""
    program, slice = slice_with_input(3)
    program.set_input(slice, 1, program.constant([0, 0], "int32"))
    definition = t.define(program)
    t.equal(definition.layer_num_inputs(slice), 4)
    t.equal(definition.layer_input(slice, 2), None)


@negative("DS-LAY-017", editions=("8.4", "9"))
def inputs_beyond_the_fill_value(t: Trial) -> None:
    """There is no input after the fill value (before 10.0, which adds axes)."""
    for index in (5, 6, -1):
        with t.subcase(index=index):
            program = Program()
            slice = program.slice(program.input("x", "float32", (4, 4)), (0, 0), (2, 2), (1, 1))
            definition = t.define(program)
            change = Program()
            change.set_input(slice, index, "x")
            t.refused(definition.extend(change)[0], "DS-LAY-017", "DS-NET-022")
            t.equal(definition.layer_num_inputs(slice), 1)
