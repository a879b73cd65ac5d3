"""DS-LAY: shuffle layers: reshape dims as an input, and what 0 means."""

from __future__ import annotations

from collections.abc import Sequence

from dynshape_fixtures import Program
from dynshape_fixtures.networks import reshape_network
from dynshape_fixtures.ranges import between, pinned

from ..adapter import Context, Dims
from ..case import Trial, choice, control, negative, positive
from .samples import gives_dims, refused_layer

NEEDS = ("DS-LAY-026", "DS-LAY-027")


def reshaping(t: Trial, dims: Dims, best: Sequence[int]) -> Context:
    """A context of x reshaped by d, with x of these dims."""
    low, high = (-1,) * len(best), (30,) * len(best)
    ranges = {"x": between((-1,) * len(dims), 0, 30)}
    ranges["x"] = ranges["x"][0], dims, ranges["x"][2]
    program = reshape_network((-1,) * len(dims), len(best))
    context = t.context(program, [ranges], [{"d": (low, tuple(best), high)}])
    t.accepted(context.set_dims("x", dims))
    return context


# DS-LAY-029: 0 and -1 at run time

AT_RUN_TIME: tuple[tuple[Dims, Dims, Dims], ...] = (
    ((2, 3, 4), (2, 12), (2, 12)),
    ((2, 3, 4), (0, 12), (2, 12)),
    ((2, 3, 4), (0, -1), (2, 12)),
    ((2, 3, 4), (-1, 0), (8, 3)),
    ((2, 3, 4), (-1, 1), (24, 1)),
    ((2, 3, 4), (24, -1), (24, 1)),
    ((2, 3, 4), (-1, 3), (8, 3)),
    ((2, 3, 4), (8, 0), (8, 3)),
)


@positive("DS-LAY-029", needs=NEEDS, features=("contexts",))
def values_that_copy_and_infer(t: Trial) -> None:
    """The values 0 and -1 mean what they mean at build time."""
    context = reshaping(t, (2, 3, 4), (2, 12))
    for dims, values, result in AT_RUN_TIME:
        with t.subcase(dims=dims, values=values):
            t.accepted(context.set_values("d", values))
            t.equal(context.dims("y"), result)


@positive("DS-LAY-029", needs=NEEDS, features=("contexts",))
def values_that_follow_the_dims(t: Trial) -> None:
    """What 0 copies and -1 infers follows the dims of the moment."""
    context = reshaping(t, (2, 3, 4), (2, 12))
    t.accepted(context.set_values("d", (0, -1)))
    for dims, result in (((2, 3, 4), (2, 12)), ((5, 3, 4), (5, 12)), ((1, 1, 1), (1, 1)), ((7, 2, 3), (7, 6))):
        with t.subcase(dims=dims):
            t.accepted(context.set_dims("x", dims))
            t.equal(context.dims("y"), result)


@negative("DS-LAY-029", needs=NEEDS, features=("contexts",))
def values_that_do_not_fit(t: Trial) -> None:
    """Two values of -1, one that nothing fits, and a volume that differs: no output dims."""
    context = reshaping(t, (2, 3, 4), (2, 12))
    for values in ((-1, -1), (-1, 5), (7, -1), (0, 5), (5, 0), (2, 11), (0, 0)):
        with t.subcase(values=values):
            t.accepted(context.set_values("d", values))
            clauses = ("DS-LAY-029", "DS-LAY-026", "DS-LAY-027", "DS-LAY-028")
            t.refused(context.dims("y"), *clauses, channel="invalid dims")
            t.accepted(context.set_values("d", (0, -1)))
            t.equal(context.dims("y"), (2, 12))


@positive("DS-LAY-029", needs=NEEDS)
def values_from_constants(t: Trial) -> None:
    """The same where the input is a constant."""
    for dims, values, result in AT_RUN_TIME:
        with t.subcase(dims=dims, values=values):

            def make(program: Program, x: str, values: Dims = values) -> str:
                return program.shuffle(x, program.constant(list(values), "int32"))

            gives_dims(t, make, [("float32", dims)], result)


# DS-LAY-030: zero_is_placeholder


@positive("DS-LAY-030")
def placeholder_by_default(t: Trial) -> None:
    """A 0 is a placeholder until set otherwise."""
    program = Program()
    layer = program.shuffle(program.input("x", "float32", (0, 3)))
    definition = t.define(program)
    t.equal(definition.layer_property(layer, "zero_is_placeholder"), True)


@positive("DS-LAY-030")
def zero_as_an_extent(t: Trial) -> None:
    """With False a 0 is an extent of 0; set back to True it copies again."""
    for dims, wanted in (((0, 3), (3, 0)), ((0, 3), (0,)), ((2, 0), (0, 5, 7)), ((0,), (4, 0))):
        with t.subcase(dims=dims, reshape=wanted):

            def make(program: Program, x: str, wanted: Dims = wanted) -> str:
                return program.shuffle(x, reshape_dims=list(wanted), zero_is_placeholder=False)

            gives_dims(t, make, [("float32", dims)], wanted)
    with t.subcase(set="back"):
        program = Program()
        layer = program.shuffle(program.input("x", "float32", (2, 3)), reshape_dims=[0, 3], zero_is_placeholder=False)
        program.set_property(layer, "zero_is_placeholder", True)
        t.equal(t.define(program).tensor_dims(layer), (2, 3))


@positive("DS-LAY-030", features=("contexts",))
def zero_as_an_extent_at_run_time(t: Trial) -> None:
    """The same for a value of the second input."""
    for zero, dims, result in ((False, (0, 3), (4, 0)), (False, (2, 0), (4, 0)), (True, (8, 3), (4, 3, 2))):
        with t.subcase(placeholder=zero, dims=dims):
            values = (4, 0) if not zero else (4, 0, 2)
            program = Program()
            x, d = program.input("x", "float32", (-1, -1)), program.input("d", "int32", (len(values),))
            program.mark_output(program.shuffle(x, d, zero_is_placeholder=zero), "y")
            context = t.context(program, [{"x": ((0, 0), dims, (30, 30))}], [{"d": pinned(values)}])
            t.accepted(context.set_dims("x", dims))
            t.accepted(context.set_values("d", values))
            t.equal(context.dims("y"), result)


@negative("DS-LAY-030")
def zero_as_an_extent_of_a_full_tensor(t: Trial) -> None:
    """With False a 0 makes the volume 0: refused for a tensor with elements, though True accepts it."""
    for wanted in ((0, 3), (2, 0), (0,)):
        for zero in (False, True):
            with t.subcase(reshape=wanted, placeholder=zero):

                def make(program: Program, x: str, wanted: Dims = wanted, zero: bool = zero) -> str:
                    return program.shuffle(x, reshape_dims=list(wanted), zero_is_placeholder=zero)

                if not zero or wanted == (0,):
                    refused_layer(t, make, [("float32", (2, 3))], "DS-LAY-030", "DS-LAY-028")
                else:
                    gives_dims(t, make, [("float32", (2, 3))], (2, 3))


# DS-LAY-032: the second input and the setter


@positive("DS-LAY-032")
def reshape_dims_as_set(t: Trial) -> None:
    """The getter returns what was set, 0 and -1 as they are."""
    for dims in ((6,), (0, -1), (-1, 1, 1), (3, 2)):
        with t.subcase(dims=dims):
            program = Program()
            layer = program.shuffle(program.input("x", "float32", (2, 3)), reshape_dims=list(dims))
            t.equal(t.define(program).layer_property(layer, "reshape_dims"), dims)


@negative("DS-LAY-032")
def no_reshape_dims(t: Trial) -> None:
    """Invalid dims if never set, and while the second input is present."""
    with t.subcase(state="never_set"):
        program = Program()
        layer = program.shuffle(program.input("x", "float32", (2, 3)))
        t.refused(t.define(program).layer_property(layer, "reshape_dims"), channel="invalid dims", logged=False)
    for before in ((), (3, 2)):
        with t.subcase(state="input", before=before):
            program = Program()
            layer = program.shuffle(program.input("x", "float32", (2, 3)))
            if before:
                program.set_property(layer, "reshape_dims", list(before))
            program.set_input(layer, 1, program.input("d", "int32", (2,)))
            definition = t.define(program)
            t.refused(definition.layer_property(layer, "reshape_dims"), channel="invalid dims", logged=False)
            t.equal(definition.layer_input(layer, 1), "d")


@choice("DS-LAY-032")
def static_again(t: Trial) -> None:
    """Whether the setter takes the second input away: one text says so, another that there is no way back."""
    program = Program()
    layer = program.shuffle(program.input("x", "float32", (2, 3)), program.input("d", "int32", (2,)))
    definition = t.define(program)
    t.equal(definition.tensor_dims(layer), (-1, -1))
    change = Program()
    change.set_property(layer, "reshape_dims", [3, 2])
    answer = definition.extend(change)[0]
    kept = definition.layer_input(layer, 1).value
    t.chose(f"{'accepted' if answer.ok else 'refused'}, second input {'kept' if kept else 'null'}")


# DS-LAY-033: what the second input is


@positive("DS-LAY-033")
def as_many_axes_as_values(t: Trial) -> None:
    """The length of the second input is the rank of the output."""
    for rank in range(1, 9):
        with t.subcase(rank=rank):
            definition = t.define(reshape_network((-1, -1), rank))
            shuffle = definition_layer(rank)
            t.equal(definition.tensor_dims(shuffle), (-1,) * rank)
            t.equal(definition.is_shape_tensor("d"), True)


def definition_layer(rank: int) -> str:
    """The id of the shuffle layer of `reshape_network`."""
    operations = reshape_network((-1, -1), rank).operations
    return str(next(operation["id"] for operation in operations if operation.get("kind") == "shuffle"))


@positive("DS-LAY-033")
def no_values_make_a_scalar(t: Trial) -> None:
    """A second input of length 0 makes the output a scalar."""

    def make(program: Program, x: str) -> str:
        return program.shuffle(x, program.constant([], "int32", (0,)))

    gives_dims(t, make, [("float32", (1,))], ())


def reshaped_by(program: Program, x: str, d: str) -> str:
    """A shuffle layer with a second input."""
    return program.shuffle(x, d)


@negative("DS-LAY-033")
def values_of_another_rank(t: Trial) -> None:
    """A second input of rank 0 or 2 is refused."""
    for dims in ((), (1, 2), (2, 1), (1, 1, 1)):
        with t.subcase(dims=dims):
            refused_layer(t, reshaped_by, [("float32", (2, 3)), ("int32", dims)], "DS-LAY-033", "DS-EST-001")


@negative("DS-LAY-033")
def values_of_another_type(t: Trial) -> None:
    """A second input of another type is refused."""
    for dtype in ("float32", "float16", "bool", "int8"):
        with t.subcase(dtype=dtype):
            inputs = [("float32", (2, 3)), (dtype, (2,))]
            refused_layer(t, reshaped_by, inputs, "DS-LAY-033", "DS-SIO-003", "DS-SIO-002", "DS-EST-002")


@control("DS-LAY-033")
def values_of_the_right_kind(t: Trial) -> None:
    """A second input that is 1-D Int32 is accepted."""
    gives_dims(t, reshaped_by, [("float32", (2, 3)), ("int32", (2,))], (-1, -1))


@positive("DS-LAY-033", editions=("10", None))
def values_of_int64(t: Trial) -> None:
    """From 10 on Int64 is accepted too."""
    gives_dims(t, reshaped_by, [("float32", (2, 3)), ("int64", (2,))], (-1, -1))


# DS-LAY-034: the shape layer


def shape_of(program: Program, x: str) -> str:
    """A shape layer."""
    return program.shape(x)


@positive("DS-LAY-034", editions=("8.4", "9"))
def shape_is_int32(t: Trial) -> None:
    """The shape of a tensor of any type and rank is 1-D Int32, as long as the rank."""
    for dtype in ("float32", "float16", "int32", "int8", "bool"):
        for rank in range(9):
            with t.subcase(dtype=dtype, rank=rank):
                gives_dims(t, shape_of, [(dtype, (-1,) * rank)], (rank,), "int32")


@positive("DS-LAY-034", editions=("10", None))
def shape_is_int64(t: Trial) -> None:
    """From 10 on it is Int64."""
    for dtype in ("float32", "float16", "int32", "int64", "int8", "bool"):
        for rank in range(9):
            with t.subcase(dtype=dtype, rank=rank):
                gives_dims(t, shape_of, [(dtype, (-1,) * rank)], (rank,), "int64")


@positive("DS-LAY-034", features=("contexts",))
def shape_of_wildcards(t: Trial) -> None:
    """Its input may have wildcards; its value is the dims of the moment."""
    program = Program()
    x = program.input("x", "float32", (-1, 3, -1, 7))
    program.mark_output_for_shapes(program.shape(x), "s")
    program.mark_output(program.identity(x), "y")
    context = t.context(program, [{"x": between((-1, 3, -1, 7), 0, 9)}])
    for first, third in ((2, 5), (0, 1), (9, 9)):
        with t.subcase(first=first, third=third):
            t.accepted(context.set_dims("x", (first, 3, third, 7)))
            t.equal(context.values("s"), (first, 3, third, 7))
