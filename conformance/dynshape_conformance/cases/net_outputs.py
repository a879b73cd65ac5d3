"""DS-NET: outputs of a network, types of shapes, and what is checked when it is built."""

from __future__ import annotations

from collections.abc import Mapping

from dynshape_fixtures import Program
from dynshape_fixtures.networks import add_network, double_network, foo_network, static_network
from dynshape_fixtures.ranges import between, pinned

from ..case import Range, Trial, choice, control, negative, positive
from .expect import refused_at_last

# DS-NET-006: a profile is needed


@positive("DS-NET-006", needs=("DS-NET-005",))
def built_with_a_profile(t: Trial) -> None:
    """A network with run-time dimensions is built with a profile, which the engine can tell."""
    for dims in ((-1,), (-1, 4), (4, -1), (3, -1, -1), (-1, 1, -1, 2)):
        with t.subcase(dims=dims):
            wanted = between(dims, 1, 9)
            engine = t.definition(foo_network(dims), [{"foo": wanted}]).build().get()
            t.equal(engine.tensor_profile_dims("foo", 0), wanted)


@negative("DS-NET-006", needs=("DS-NET-005",))
def built_without_a_profile(t: Trial) -> None:
    """Without a profile the same networks are refused at build."""
    for dims in ((-1,), (-1, 4), (4, -1), (3, -1, -1), (-1, 1, -1, 2)):
        with t.subcase(dims=dims):
            t.refused(t.definition(foo_network(dims)).build(), "DS-NET-006", "DS-PROF-002", channel="None")


@control("DS-NET-006")
def fixed_without_a_profile(t: Trial) -> None:
    """Without run-time dimensions no profile is needed."""
    for dims in ((), (1,), (4, 4), (3, 2, 1), (1, 1, 2, 2)):
        with t.subcase(dims=dims):
            t.accepted(t.definition(double_network(dims)).build())


# DS-NET-013: less than 2^31 elements


def _total_network(columns: int) -> Program:
    """The sum of all elements of an input: nothing else is large."""
    program = Program()
    x = program.input("x", "float32", (-1, columns))
    program.mark_output(program.reduce(x, "SUM", 0b11, False), "y")
    return program


Network = tuple[Program, list[Mapping[str, Range]]]


def networks_of_volume(rows: int, columns: int) -> dict[str, Network]:
    """Networks with a tensor of rows x columns elements, fixed or at kMAX, and their profiles."""
    least, greatest = (1, columns), (rows, columns)
    broadcast = {"a": ((1, 1), (1, 1), (rows, 1)), "b": ((1, 1), (1, 1), (1, columns))}
    return {
        "fixed": (foo_network(greatest, "int8"), []),
        "wildcard": (foo_network((-1, columns), "int8"), [{"foo": (least, least, greatest)}]),
        "broadcast": (add_network((-1, 1), (1, -1)), [broadcast]),
        "input": (_total_network(columns), [{"x": (least, least, greatest)}]),
    }


@negative("DS-NET-013")
def volume_of_2_to_31(t: Trial) -> None:
    """A tensor of 2^31 elements or more, fixed or at kMAX, is refused."""
    for rows in (2**16, 2**20):
        for name, (program, profiles) in networks_of_volume(rows, 2**15).items():
            with t.subcase(rows=rows, volume=name):
                definition = t.adapter.define(program)
                for ranges in profiles:
                    t.accepted(definition.add_profile(t.profile(definition, ranges)))
                refused_at_last(t, definition, program.operations[-1]["id"], "DS-NET-013")


@control("DS-NET-013")
def volume_below_2_to_30(t: Trial) -> None:
    """Less than 2^30 elements are accepted: the limit of the Python documentation, the lower of the two."""
    for name, (program, profiles) in networks_of_volume(2**15 - 1, 2**15).items():
        with t.subcase(volume=name):
            t.accepted(t.definition(program, profiles).build())


@choice("DS-NET-013")
def volume_between_the_limits(t: Trial) -> None:
    """From 2^30 to 2^31 - 1 elements: the header permits them, the Python documentation does not."""
    for volume in (2**30, 2**31 - 1):
        with t.subcase(volume=volume):
            definition = t.definition(foo_network((-1,), "int8"), [{"foo": ((1,), (1,), (volume,))}])
            t.chose("accepted" if definition.build().ok else "refused")


# DS-NET-018: run-time dimensions need the standard capability


@positive("DS-NET-018")
def standard_capability(t: Trial) -> None:
    """Run-time dimensions are built for the capability STANDARD on the GPU."""
    definition = t.definition(foo_network((-1, 4)), [{"foo": between((-1, 4), 1, 9)}])
    t.accepted(definition.configure("engine_capability", "STANDARD"))
    t.accepted(definition.configure("device_type", "GPU"))
    t.accepted(definition.build())


@negative("DS-NET-018")
def other_capabilities(t: Trial) -> None:
    """Run-time dimensions are refused for any other capability."""
    for capability in ("SAFETY", "DLA_STANDALONE"):
        with t.subcase(capability=capability):
            definition = t.definition(foo_network((-1, 4)), [{"foo": between((-1, 4), 1, 9)}])
            t.accepted(definition.configure("engine_capability", capability))
            t.refused(definition.build(), "DS-NET-018", channel="None")


@negative("DS-NET-018")
def wildcards_on_dla(t: Trial) -> None:
    """On DLA a run-time dimension that is not the leading one, or that varies, is refused."""
    for name, dims, range in (
        ("not leading", (1, -1), pinned((1, 4))),
        ("varies", (-1, 4), between((-1, 4), 1, 9)),
    ):
        with t.subcase(wildcard=name):
            definition = t.definition(foo_network(dims), [{"foo": range}])
            t.accepted(definition.configure("device_type", "DLA"))
            t.refused(definition.build(), "DS-NET-018", channel="None")


@choice("DS-NET-018")
def fixed_dims_elsewhere(t: Trial) -> None:
    """Fixed dimensions with the other capabilities, and on DLA: what the clause does not forbid."""
    for setting, value in (
        ("engine_capability", "SAFETY"),
        ("engine_capability", "DLA_STANDALONE"),
        ("device_type", "DLA"),
    ):
        with t.subcase(setting=setting, value=value):
            definition = t.definition(static_network())
            t.accepted(definition.configure(setting, value))
            t.chose("built" if definition.build().ok else "refused")


# DS-NET-019, DS-NET-020: outputs


@negative("DS-NET-019")
def input_as_output(t: Trial) -> None:
    """An input can't be marked as output: an error, and the outputs stay."""
    for dims in ((-1, 4), (2, 3)):
        with t.subcase(dims=dims):
            definition = t.define(foo_network(dims))
            mark = Program()
            mark.mark_output("foo")
            t.refused(definition.extend(mark)[0], "DS-NET-019")
            t.equal(definition.outputs(), ("bar",))


@control("DS-NET-019")
def copy_of_an_input_as_output(t: Trial) -> None:
    """A layer's output that equals the input can be marked."""
    program = foo_network((-1, 4))
    program.mark_output(program.identity("foo"), "copy")
    definition = t.definition(program, [{"foo": between((-1, 4), 1, 9)}])
    t.equal(definition.outputs(), ("bar", "copy"))
    t.accepted(definition.build())


def networks_with_regions() -> dict[str, tuple[Program, str]]:
    """A loop and an if-conditional that can be built, with a tensor inside of each."""
    around, branching = Program(), Program()
    x = around.input("x", "float32", (2, 3))
    loop = {"loop": around.layer("loop", [])}
    around.layer("trip_limit", [around.constant(3, "int32")], {**loop, "kind": "COUNT"})
    state = around.layer("recurrence", [x], loop)
    following = around.elementwise(state, x, "SUM")
    around.set_input(state, 1, following)
    around.mark_output(around.layer("loop_output", [state], {**loop, "kind": "LAST_VALUE"}), "y")
    x, condition = branching.input("x", "float32", (2, 3)), branching.input("condition", "bool", ())
    block = {"conditional": branching.layer("if_conditional", [])}
    branching.layer("condition", [condition], block)
    inner = branching.layer("conditional_input", [x], block)
    then, otherwise = branching.unary(inner, "NEG"), branching.unary(inner, "ABS")
    branching.mark_output(branching.layer("conditional_output", [then, otherwise], block), "y")
    return {"loop": (around, following), "conditional": (branching, then)}


@negative("DS-NET-019")
def tensor_inside_a_region_as_output(t: Trial) -> None:
    """A tensor inside of a loop or of an if-conditional is no output: it is refused when marked, or at build."""
    for region, (program, tensor) in networks_with_regions().items():
        with t.subcase(region=region):
            definition = t.define(program)
            mark = Program()
            mark.mark_output(tensor)
            marked = definition.extend(mark)[0]
            t.refused(definition.build() if marked.ok else marked, "DS-NET-019")


@control("DS-NET-019")
def output_of_a_region(t: Trial) -> None:
    """The same networks without the mark inside are built."""
    for region, (program, _) in networks_with_regions().items():
        with t.subcase(region=region):
            t.accepted(t.define(program).build())


@positive("DS-NET-020")
def outputs_of_both_kinds(t: Trial) -> None:
    """Outputs marked for shapes count among the outputs, until they are unmarked."""
    program = foo_network()
    shape = program.shape("foo")
    program.mark_output_for_shapes(shape, "dims")
    definition = t.define(program)
    with t.subcase(marked="both"):
        t.equal(definition.outputs(), ("bar", "dims"))
    with t.subcase(marked="one"):
        unmark = Program()
        unmark.unmark_output_for_shapes(shape)
        t.accepted(definition.extend(unmark)[0])
        t.equal(definition.outputs(), ("bar",))


# DS-NET-023: the type of shapes


def shape_computations() -> dict[str, tuple[Program, str]]:
    """Programs with a layer that computes a shape."""
    shape = Program()
    of_shape = shape.shape(shape.input("x", "float32", (-1, 4)))
    shape.mark_output(of_shape, "y")
    total = Program()
    x, d = total.input("x", "float32", (-1, -1)), total.input("d", "int32", (2,))
    of_sum = total.elementwise(d, d, "SUM")
    total.mark_output(total.shuffle(x, of_sum), "y")
    return {"shape": (shape, of_shape), "elementwise": (total, of_sum)}


@negative("DS-NET-023")
def other_type_of_a_shape(t: Trial) -> None:
    """Another output type than Int32 on a layer that computes a shape is ignored, with an error or a warning."""
    for layer, (program, tensor) in shape_computations().items():
        for dtype in ("float32", "float16", "int8", "bool"):
            with t.subcase(layer=layer, dtype=dtype):
                definition = t.define(program)
                before = definition.tensor_dtype(tensor).get()
                change = Program()
                change.set_output_type(tensor, 0, dtype)
                answer = definition.extend(change)[0]
                if answer.ok:
                    t.warned(answer, "DS-NET-023")
                else:
                    t.refused(answer, "DS-NET-023")
                t.equal(definition.tensor_dtype(tensor), before)


@control("DS-NET-023", editions=("8.4", "9"))
def int32_as_type_of_a_shape(t: Trial) -> None:
    """Int32 is accepted on the same layers."""
    for layer, (program, tensor) in shape_computations().items():
        with t.subcase(layer=layer):
            definition = t.define(program)
            change = Program()
            change.set_output_type(tensor, 0, "int32")
            t.silent(definition.extend(change)[0])
            t.equal(definition.tensor_dtype(tensor), "int32")
