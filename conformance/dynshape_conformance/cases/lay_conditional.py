"""DS-LAY: assertions and if-conditionals."""

from __future__ import annotations

import numpy as np
from dynshape_fixtures import Program
from dynshape_fixtures.arrays import ramp
from dynshape_fixtures.ranges import between

from ..adapter import Dims
from ..case import Range, Trial, choice, control, negative, positive
from .expect import refused_at_last, results_of, set_all
from .samples import int32_dims, refused_layer

WILD: dict[str, Range] = {"x": between((-1,), 0, 9)}


# DS-LAY-053: assertions


def asserting(t: Trial, dims: Dims = (-1,), least: int = 3, message: str = "x is too short") -> Program:
    """y is x, under the assertion that each extent of x is at least ``least``."""
    program = Program()
    x = program.input("x", "float32", dims)
    shape = int32_dims(t, program, x)
    limit = program.constant([least - 1] * len(dims), "int32")
    program.layer("assertion", [program.elementwise(shape, limit, "GREATER")], {"message": message})
    program.mark_output(program.identity(x), "y")
    return program


@positive("DS-LAY-053", features=("contexts",))
def assertion_that_holds(t: Trial) -> None:
    """While it holds the network is what it is without the assertion."""
    context = t.context(asserting(t), [WILD])
    for extent in (3, 4, 9):
        with t.subcase(extent=extent):
            t.accepted(context.set_dims("x", (extent,)))
            t.equal(context.dims("y"), (extent,))


@negative("DS-LAY-053", features=("contexts",))
def assertion_that_fails_at_run_time(t: Trial) -> None:
    """False at run time it is an error as a change of volume is, and the log has the message."""
    context = t.context(asserting(t, message="x is far too short"), [WILD])
    for extent in (0, 1, 2):
        with t.subcase(extent=extent):
            t.accepted(context.set_dims("x", (extent,)))
            answer = context.dims("y")
            t.refused(answer, "DS-LAY-053", channel="invalid dims")
            told = [record.text for record in answer.records if "x is far too short" in record.text]
            t.true(bool(told), "a log record with the message", answer.records)
            t.accepted(context.set_dims("x", (5,)))
            t.equal(context.dims("y"), (5,))


@negative("DS-LAY-053", features=("execution",))
def assertion_that_fails_in_execution(t: Trial) -> None:
    """The execution is refused too."""
    context = t.context(asserting(t), [WILD])
    t.accepted(context.set_dims("x", (2,)))
    t.refused(context.infer({"x": ramp((2,))}), "DS-LAY-053")


@negative("DS-LAY-053")
def assertion_that_is_provably_false(t: Trial) -> None:
    """Provably false at build time it rejects the network."""
    for dims in ((2,), (0,), (4, 2), (2, 4)):
        with t.subcase(dims=dims):
            refused_at_last(t, t.adapter.define(asserting(t, dims)), "x", "DS-LAY-053")


@control("DS-LAY-053")
def assertion_that_is_provably_true(t: Trial) -> None:
    """Provably true it does not."""
    for dims in ((3,), (9,), (4, 3)):
        with t.subcase(dims=dims):
            t.accepted(t.define(asserting(t, dims)).build())


def asserted(program: Program, condition: str) -> str:
    """An assertion of an input; what is returned is a tensor beside it."""
    program.layer("assertion", [condition], {"message": "no"})
    return program.identity(condition)


@negative("DS-LAY-053")
def condition_of_another_type(t: Trial) -> None:
    """The condition is Bool."""
    for dtype in ("int32", "float32"):
        with t.subcase(dtype=dtype):
            program = Program()
            program.layer("assertion", [program.constant([1], dtype)], {"message": "no"})
            x = program.input("x", "float32", (2,))
            program.mark_output(program.identity(x), "y")
            refused_at_last(t, t.adapter.define(program), "x", "DS-LAY-053", "DS-RULE-010")


@negative("DS-LAY-053")
def condition_of_data(t: Trial) -> None:
    """The condition is a shape tensor: one computed from data is refused."""

    def make(program: Program, x: str) -> str:
        norm = program.matrix_multiply(x, x, "VECTOR", "VECTOR")
        return asserted(program, program.elementwise(norm, program.constant(1.0, "float32"), "GREATER"))

    refused_layer(t, make, [("float32", (3,))], "DS-LAY-053", "DS-RULE-010", "DS-RULE-029", "DS-RULE-039")


# DS-LAY-054: if-conditionals


def branching(
    then: Dims = (2, 3), other: Dims = (2, 3), types: tuple[str, str] = ("float32", "float32"), condition: str = "bool"
) -> tuple[Program, str]:
    """y is 2a if the condition holds, else b - b * b."""
    program = Program()
    c = program.input("c", condition, ())
    a, b = program.input("a", types[0], then), program.input("b", types[1], other)
    block = program.layer("if_conditional", [])
    program.layer("condition", [c], {"conditional": block})
    a, b = (program.layer("conditional_input", [one], {"conditional": block}) for one in (a, b))
    left = program.elementwise(a, a, "SUM")
    right = program.elementwise(b, program.elementwise(b, b, "PROD"), "SUB")
    y = program.layer("conditional_output", [left, right], {"conditional": block})
    program.mark_output(y, "y")
    return program, y


@positive("DS-LAY-054", features=("execution",))
def branch_that_is_taken(t: Trial) -> None:
    """The output is that of the branch that the condition says."""
    wild = between((-1, -1), 1, 5)
    context = t.context(branching((-1, -1), (-1, -1))[0], [{"a": wild, "b": wild}])
    for dims in ((2, 3), (1, 1), (5, 4)):
        for condition in (True, False):
            with t.subcase(dims=dims, condition=condition):
                a, b = ramp(dims), ramp(dims, 2)
                set_all(t, context, {"a": dims, "b": dims})
                got = results_of(t, context, {"c": np.array(condition), "a": a, "b": b})["y"]
                t.close(got, np.asarray(a + a if condition else b - b * b), 0)


@positive("DS-LAY-054")
def branches_alike(t: Trial) -> None:
    """The output has the dims and the type of both branches."""
    for dims in ((), (4,), (2, 3), (-1, 3), (2,) * 8):
        for dtype in ("float32", "int32"):
            with t.subcase(dims=dims, dtype=dtype):
                program, y = branching(dims, dims, (dtype, dtype))
                definition = t.define(program)
                t.equal(definition.tensor_dims(y), dims)
                t.equal(definition.tensor_dtype(y), dtype)


@negative("DS-LAY-054")
def branches_of_two_types(t: Trial) -> None:
    """Both branches yield one type."""
    for types in (("float32", "int32"), ("int32", "float32")):
        with t.subcase(types=types):
            program, y = branching(types=types)
            refused_at_last(t, t.adapter.define(program), y, "DS-LAY-054")


@negative("DS-LAY-054")
def branches_of_two_ranks(t: Trial) -> None:
    """Both branches yield one rank, in every edition."""
    for then, other in (((2, 3), (2, 3, 1)), ((), (1,)), ((6,), (2, 3))):
        with t.subcase(then=then, other=other):
            program, y = branching(then, other)
            refused_at_last(t, t.adapter.define(program), y, "DS-LAY-054")


@negative("DS-LAY-054", editions=("8.4", "9"))
def branches_of_two_shapes(t: Trial) -> None:
    """Before 10 both branches yield one shape: not even 1 is broadcast."""
    for then, other in (((2, 3), (2, 4)), ((2, 3), (1, 3)), ((0,), (1,))):
        with t.subcase(then=then, other=other):
            program, y = branching(then, other)
            refused_at_last(t, t.adapter.define(program), y, "DS-LAY-054")


@control("DS-LAY-054", editions=("10", None), features=("execution",))
def branches_of_two_shapes_since_10(t: Trial) -> None:
    """From 10 on extents may differ."""
    program, y = branching((2, 3), (2, 4))
    t.equal(t.define(program).tensor_dims(y), (2, -1))


@negative("DS-LAY-054", editions=("8.4", "9"), features=("contexts",))
def branches_of_two_shapes_at_run_time(t: Trial) -> None:
    """Before 10 the same is refused where the run-time dims differ."""
    wild = between((-1, -1), 1, 5)
    context = t.context(branching((-1, -1), (-1, -1))[0], [{"a": wild, "b": wild}])
    set_all(t, context, {"a": (2, 3), "b": (2, 4)})
    t.refused(context.dims("y"), "DS-LAY-054", channel="invalid dims")
    set_all(t, context, {"b": (2, 3)})
    t.equal(context.dims("y"), (2, 3))


@negative("DS-LAY-054")
def condition_that_is_no_scalar(t: Trial) -> None:
    """The condition is a Bool of rank 0."""
    for dtype, dims in (("int32", ()), ("float32", ()), ("bool", (1,)), ("bool", (2,))):
        with t.subcase(dtype=dtype, dims=dims):
            program = Program()
            c, a = program.input("c", dtype, dims), program.input("a", "float32", (2,))
            block = program.layer("if_conditional", [])
            program.layer("condition", [c], {"conditional": block})
            inside = program.layer("conditional_input", [a], {"conditional": block})
            both = [program.unary(inside, "NEG"), program.unary(inside, "ABS")]
            y = program.layer("conditional_output", both, {"conditional": block})
            program.mark_output(y, "y")
            refused_at_last(t, t.adapter.define(program), y, "DS-LAY-054")


@negative("DS-LAY-054")
def no_condition(t: Trial) -> None:
    """An if-conditional without a condition is refused."""
    program = Program()
    a = program.input("a", "float32", (2,))
    block = program.layer("if_conditional", [])
    inside = program.layer("conditional_input", [a], {"conditional": block})
    both = [program.unary(inside, "NEG"), program.unary(inside, "ABS")]
    y = program.layer("conditional_output", both, {"conditional": block})
    program.mark_output(y, "y")
    refused_at_last(t, t.adapter.define(program), y, "DS-LAY-054")


@positive("DS-LAY-054", features=("execution",))
def several_outputs(t: Trial) -> None:
    """Each output takes its own pair of results, and a result from outside may be one of them."""
    program = Program()
    c, a = program.input("c", "bool", ()), program.input("a", "float32", (3,))
    block = program.layer("if_conditional", [])
    program.layer("condition", [c], {"conditional": block})
    inside = program.layer("conditional_input", [a], {"conditional": block})
    pairs = ((program.unary(inside, "NEG"), program.unary(inside, "ABS")),
             (program.elementwise(inside, inside, "SUM"), program.elementwise(inside, inside, "PROD")))  # fmt: skip
    for k, pair in enumerate(pairs):
        program.mark_output(program.layer("conditional_output", list(pair), {"conditional": block}), f"y{k}")
    context = t.context(program)
    x = ramp((3,), -1)
    for condition in (True, False):
        with t.subcase(condition=condition):
            got = context.infer({"c": np.array(condition), "a": x}).get()
            wanted = (-x, x + x) if condition else (np.abs(x), x * x)
            for k, want in enumerate(wanted):
                t.close(got[f"y{k}"], np.asarray(want), 0)


@positive("DS-LAY-054")
def branch_known_at_build_time(t: Trial) -> None:
    """A constant condition says which branch's values count, in a shape computation too."""
    for condition, dims in ((1, (2, 6)), (0, (3, 4))):
        with t.subcase(condition=condition):
            program = Program()
            x = program.input("x", "float32", (12,))
            c = program.elementwise(program.constant(condition, "int32"), program.constant(0, "int32"), "GREATER")
            block = program.layer("if_conditional", [])
            program.layer("condition", [c], {"conditional": block})
            pair = [program.constant(values, "int32") for values in ([2, 6], [3, 4])]
            inside = [program.layer("conditional_input", [one], {"conditional": block}) for one in pair]
            both = [program.identity(one) for one in inside]
            wanted = program.layer("conditional_output", both, {"conditional": block})
            y = program.shuffle(x, wanted)
            program.mark_output(y, "y")
            t.equal(t.define(program).tensor_dims(y), dims)


@choice("DS-LAY-054")
def condition_as_a_shape(t: Trial) -> None:
    """Whether a condition that follows from dims is an execution tensor all the same."""
    program = Program()
    x = program.input("x", "float32", (-1,))
    length = program.shuffle(program.shape(x), reshape_dims=[])
    zero = program.elementwise(length, length, "SUB")
    c = program.elementwise(length, zero, "GREATER")
    block = program.layer("if_conditional", [])
    program.layer("condition", [c], {"conditional": block})
    inside = program.layer("conditional_input", [x], {"conditional": block})
    both = [program.unary(inside, "NEG"), program.unary(inside, "ABS")]
    program.mark_output(program.layer("conditional_output", both, {"conditional": block}), "y")
    definition = t.define(program)
    t.chose("execution" if definition.is_execution_tensor(c).get() else "no execution tensor")
