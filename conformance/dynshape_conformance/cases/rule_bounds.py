"""DS-RULE: layers with inputs or outputs of one class only."""

from __future__ import annotations

from collections.abc import Callable

from ..case import Trial, choice, control, negative, positive
from .expect import refused_at_last
from .sketch import Sketch, at_least, classes, pinned_values, use

FLAGS = ("DS-RULE-034",)
STRICT = ("8.4", "8.4")

# DS-RULE-010: assertions


def _asserted(t: Trial, length: int) -> tuple[Sketch, str]:
    s = Sketch(t)
    a = s.numbers("a", length)
    condition = s.positive(a)
    s.layer("assertion", [condition], {"message": "a is positive"})
    s.mark_output(s.identity(s.input("x", "float32", (2,))), "y")
    return s, condition


@positive("DS-RULE-010", needs=FLAGS)
def condition_of_an_assertion(t: Trial) -> None:
    """IAssertionLayer is S →: its condition is a shape tensor, and what that is made of, without any output."""
    for length in (1, 2, 5):
        with t.subcase(length=length):
            s, condition = _asserted(t, length)
            definition = t.definition(s, [{}], [pinned_values({"a": (1,) * length})])
            t.equal(classes(definition, condition), "S")
            t.equal(classes(definition, "a"), "S")
            t.accepted(definition.build())


@negative("DS-RULE-010", needs=("DS-SIO-003",))
def assertion_without_values(t: Trial) -> None:
    """The input that the condition is made of needs profile values."""
    s, _ = _asserted(t, 2)
    t.refused(t.definition(s, [{}]).build(), "DS-SIO-003")


@negative("DS-RULE-010", editions=STRICT)
def assertion_of_an_execution_tensor(t: Trial) -> None:
    """A condition that can only be an execution tensor is refused."""
    s = Sketch(t)
    s.layer("assertion", [s.positive(s.execution_only(s.numbers("a")))], {"message": "a is positive"})
    s.mark_output(s.identity(s.input("x", "float32", (2,))), "y")
    definition = t.definition(s, [{}], [pinned_values({"a": (1, 1)})])
    t.refused(definition.build(), "DS-RULE-010", "DS-RULE-029")


# DS-RULE-015, DS-RULE-016, DS-RULE-038: fills


@positive("DS-RULE-015", needs=FLAGS)
def dims_of_a_fill(t: Trial) -> None:
    """IFillLayer with one input is S → t: its dims are a shape tensor whatever the output is, at once."""
    for op in ("LINSPACE", "RANDOM_UNIFORM"):
        for used in ("not", "data"):
            with t.subcase(op=op, used=used):
                s = Sketch(t)
                a = s.numbers("a", 1)
                y = s.layer("fill", [], {"shape": [1], "op": op})
                s.set_input(y, 0, a)
                if used == "data":
                    s.mark_output(y, "y")
                definition = t.define(s)
                t.equal(classes(definition, a), "S")
                t.equal(classes(definition, y), "E" if used == "data" else "-")


@positive("DS-RULE-015", needs=FLAGS)
def fill_of_either_class(t: Trial) -> None:
    """A linear fill of known length may be a shape tensor, an execution tensor or both."""
    for uses in ("S", "E", "SE"):
        with t.subcase(uses=uses):
            s = Sketch(t)
            dims = s.literal(3)
            y = s.linspace(1)
            s.set_input(y, 0, dims)
            if "S" in uses:
                s.mark_output(s.filled(s.integers(y)), "filled")
            if "E" in uses:
                s.mark_output(s.identity(y), "used")
            definition = t.define(s)
            t.equal(classes(definition, y), uses)
            t.equal(classes(definition, dims), "S")
            t.accepted(definition.build())


@negative("DS-RULE-015", needs=("DS-SIO-003",))
def fill_without_values(t: Trial) -> None:
    """An input that holds the dims of a fill needs profile values."""
    s = Sketch(t)
    s.mark_output(s.filled(s.numbers("a")), "y")
    t.refused(t.definition(s, [{}]).build(), "DS-SIO-003")


def _fill_of_three(t: Trial, length: str | None = None) -> tuple[Sketch, str, tuple[str, str, str]]:
    s = Sketch(t)
    dims = s.literal(2) if length is None else s.numbers(length, 1)
    alpha, beta = s.constant(1.0, "float32"), s.constant([2.0], "float32")
    y = s.linspace(1)
    for index, tensor in enumerate((dims, alpha, beta)):
        s.set_input(y, index, tensor)
    return s, y, (dims, alpha, beta)


@positive("DS-RULE-016", needs=FLAGS)
def fill_with_three_inputs(t: Trial) -> None:
    """IFillLayer with three inputs is S × E × E → E: dims are S, start and step are E as the output is."""
    for length in ("constant", "input"):
        with t.subcase(dims=length):
            s, y, (dims, alpha, beta) = _fill_of_three(t, "a" if length == "input" else None)
            s.mark_output(y, "y")
            definition = t.definition(s, [{}], [pinned_values({"a": (3,)}) if length == "input" else {}])
            for tensor, expected in ((dims, "S"), (alpha, "E"), (beta, "E"), (y, "E")):
                t.equal(classes(definition, tensor), expected)
            t.accepted(definition.build())


@negative("DS-RULE-016", editions=("8.4", "9"))
def fill_with_three_inputs_as_shape(t: Trial) -> None:
    """Used as a shape tensor the output leaves start and step execution tensors; 8.4 refuses it."""
    s, y, (_, alpha, beta) = _fill_of_three(t)
    s.mark_output(s.filled(s.integers(y)), "filled")
    definition = t.define(s)
    for tensor in (alpha, beta):
        with t.subcase(tensor=tensor):
            t.equal(definition.is_shape_tensor(tensor), False)
    if not at_least(t, "8.5"):
        with t.subcase(tensor="built"):
            t.refused(definition.build(), "DS-RULE-016", "DS-RULE-029")


@choice("DS-RULE-038", needs=FLAGS)
def fill_without_inputs_as_shape(t: Trial) -> None:
    """A fill without inputs may make a shape tensor: no signature of the chapter says so, the header does."""
    for length in (1, 4, 8):
        with t.subcase(length=length):
            s = Sketch(t)
            y = s.linspace(length)
            s.mark_output(s.filled(s.integers(y)), "filled")
            definition = t.define(s)
            built = definition.build()
            t.chose(f"{classes(definition, y)}, {'built' if built.ok else 'refused'}")


# DS-RULE-020, DS-RULE-021: resize


@positive("DS-RULE-020", needs=FLAGS)
def resize_of_data(t: Trial) -> None:
    """IResizeLayer with one input is E → E."""
    s = Sketch(t)
    x = s.input("x", "float32", (1, 1, 2, 3))
    y = s.resize(x, shape=[1, 1, 4, 6])
    s.mark_output(y, "y")
    definition = t.define(s)
    t.equal(classes(definition, x), "E")
    t.equal(classes(definition, y), "E")
    t.accepted(definition.build())


@negative("DS-RULE-020", needs=FLAGS)
def resize_as_shape(t: Trial) -> None:
    """Wanted as a shape tensor a resize makes no shape tensor of its input; 8.4 does not build it (code 9)."""
    s = Sketch(t)
    a = s.floats(s.numbers("a"))
    y = s.resize(a, shape=[4])
    s.mark_output(s.filled(s.integers(y)), "filled")
    definition = t.define(s)
    with t.subcase(tensor="input"):
        t.equal(definition.is_shape_tensor(a), False)
        t.equal(definition.is_shape_tensor("a"), False)
    if not at_least(t, "8.5"):
        with t.subcase(tensor="built"):
            t.refused(definition.build(), "DS-RULE-020", "DS-RULE-029")


@positive("DS-RULE-021", needs=FLAGS)
def resize_to_dims(t: Trial) -> None:
    """IResizeLayer with two inputs is E × S → E: the dims are a shape tensor at once, the data is none."""
    s = Sketch(t)
    x, d = s.input("x", "float32", (1, 1, 2, 3)), s.numbers("d", 4)
    y = s.resize(x)
    definition = t.define(s)
    change = Sketch(t, prefix="u")
    change.set_input(y, 1, d)
    for turn, expected in (("before", "---"), ("after", "-S-")):
        if turn == "after":
            use(t, definition, change)
        with t.subcase(turn=turn):
            t.equal("".join(classes(definition, tensor) for tensor in (x, d, y)), expected)
    marked = Sketch(t, prefix="v")
    marked.mark_output(y, "y")
    use(t, definition, marked)
    with t.subcase(turn="marked"):
        t.equal("".join(classes(definition, tensor) for tensor in (x, d, y)), "ESE")


@negative("DS-RULE-021", needs=("DS-SIO-003",))
def resize_without_values(t: Trial) -> None:
    """The dims, where they are an input of the network, need profile values."""
    s = Sketch(t)
    s.mark_output(s.resize(s.input("x", "float32", (1, 1, 2, 3)), s.numbers("d", 4)), "y")
    t.refused(t.definition(s, [{}]).build(), "DS-SIO-003")


@negative("DS-RULE-021", editions=STRICT)
def resize_to_dims_of_execution_only(t: Trial) -> None:
    """Dims that can only be an execution tensor are refused."""
    s = Sketch(t)
    s.mark_output(s.resize(s.input("x", "float32", (1, 1, 2, 3)), s.execution_only(s.numbers("d", 4))), "y")
    t.refused(t.define(s).build(), "DS-RULE-021", "DS-RULE-029")


# DS-RULE-040, DS-RULE-041: loops and conditionals


def _loop(t: Trial, kind: str) -> tuple[Sketch, str, str]:
    """Three turns of a loop over x, its results joined by ``kind``; returns the sketch, the length, the output."""
    s = Sketch(t)
    x, length = s.input("x", "float32", (2,)), s.input("n", "int32", ())
    loop = s.layer("loop", [])
    s.layer("trip_limit", [s.constant(3, "int32")], {"loop": loop, "kind": "COUNT"})
    state = s.layer("recurrence", [x], {"loop": loop})
    s.set_input(state, 1, s.activation(state, "RELU"))
    y = s.layer("loop_output", [state], {"loop": loop, "kind": kind})
    if kind != "LAST_VALUE":
        s.set_input(y, 1, length)
    s.mark_output(y, "y")
    return s, length, y


@positive("DS-RULE-040", needs=FLAGS)
def length_of_a_loop_output(t: Trial) -> None:
    """The second input of a loop output of kind CONCATENATE or REVERSE is a shape tensor of rank 0: E × S → E."""
    for kind in ("CONCATENATE", "REVERSE"):
        with t.subcase(kind=kind):
            s, length, y = _loop(t, kind)
            definition = t.definition(s, [{}], [{"n": ((3,), (3,), (3,))}])
            t.equal(classes(definition, length), "S")
            t.equal(classes(definition, "x"), "E")
            t.equal(classes(definition, y), "E")
            t.accepted(definition.build())


@negative("DS-RULE-040", needs=("DS-SIO-003",))
def loop_output_without_values(t: Trial) -> None:
    """The length, where it is an input of the network, needs profile values."""
    for kind in ("CONCATENATE", "REVERSE"):
        with t.subcase(kind=kind):
            s, _, _ = _loop(t, kind)
            t.refused(t.definition(s, [{}]).build(), "DS-SIO-003")


@control("DS-RULE-040", needs=FLAGS)
def last_value_has_no_length(t: Trial) -> None:
    """The output of kind LAST_VALUE has no length: the input of that name is neither."""
    s, length, y = _loop(t, "LAST_VALUE")
    definition = t.define(s)
    t.equal(classes(definition, length), "-")
    t.equal(classes(definition, y), "E")


@positive("DS-RULE-041", needs=FLAGS)
def condition_is_execution(t: Trial) -> None:
    """IConditionLayer is E →: the condition is an execution tensor."""
    s = Sketch(t)
    x, flag = s.input("x", "float32", (2,)), s.input("flag", "bool", ())
    conditional = s.conditional(flag)
    entered = s.entering(conditional, x)
    s.mark_output(s.leaving(conditional, s.activation(entered, "RELU"), s.activation(entered, "TANH")), "y")
    definition = t.define(s)
    t.equal(classes(definition, flag), "E")
    t.accepted(definition.build())


@negative("DS-RULE-041", needs=FLAGS)
def condition_is_no_shape_tensor(t: Trial) -> None:
    """The condition stays an execution tensor where the output of the conditional is a shape tensor."""
    s = Sketch(t)
    flag = s.yes()
    conditional = s.conditional(flag)
    entered = s.entering(conditional, s.numbers("a"))
    branches: list[str] = [s.elementwise(entered, s.literal(addend), "SUM") for addend in (1, 2)]
    s.mark_output(s.filled(s.leaving(conditional, branches[0], branches[1])), "filled")
    definition = t.define(s)
    t.equal(classes(definition, flag), "E")
    t.equal(classes(definition, "a"), "S")


@negative("DS-RULE-041")
def condition_that_is_no_scalar(t: Trial) -> None:
    """A condition that is no Bool of rank 0 is refused."""
    makers: dict[str, Callable[[Sketch], str]] = {
        "1-D": lambda s: s.input("flag", "bool", (1,)),
        "integer": lambda s: s.input("flag", "int32", ()),
        "float": lambda s: s.input("flag", "float32", ()),
    }
    for name, make in makers.items():
        with t.subcase(condition=name):
            s = Sketch(t)
            conditional = s.conditional(make(s))
            entered = s.entering(conditional, s.input("x", "float32", (2,)))
            output = s.leaving(conditional, s.activation(entered, "RELU"), s.activation(entered, "TANH"))
            s.mark_output(output, "y")
            refused_at_last(t, t.adapter.define(s), output, "DS-RULE-041", "DS-LAY-054")
