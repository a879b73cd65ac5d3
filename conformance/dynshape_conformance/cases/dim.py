"""DS-DIM: fixed and run-time dimensions side by side, scalars, and named dimensions."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
from dynshape_fixtures import Program
from dynshape_fixtures.arrays import ramp
from dynshape_fixtures.networks import double_network, foo_network, separate_network
from dynshape_fixtures.ranges import between, filled, pinned, with_extent

from ..case import Trial, choice, control, negative, positive
from .expect import refused_at_last, results_of, set_all

# DS-DIM-001: fixed and run-time dimensions may be mixed


@positive("DS-DIM-001")
def the_input_foo(t: Trial) -> None:
    """The chapter's input foo has the dimensions (3,-1,-1), and so has what ReLU makes of it."""
    definition = t.define(foo_network())
    t.equal(definition.tensor_dims("foo"), (3, -1, -1))
    t.equal(definition.tensor_dims("t1"), (3, -1, -1))


@positive("DS-DIM-001", needs=("DS-NET-006",), features=("execution",))
def every_mixture(t: Trial) -> None:
    """Every mixture of fixed and run-time dimensions is built and computed with."""
    for rank in (1, 2, 3, 4):
        for wild in product((False, True), repeat=rank):
            declared = tuple(-1 if w else 2 + axis for axis, w in enumerate(wild))
            with t.subcase(dims=declared):
                context = t.context(double_network(declared), [{"x": between(declared, 1, 9)}])
                dims = filled(declared, 7)
                t.accepted(context.set_dims("x", dims))
                t.equal(results_of(t, context, {"x": ramp(dims)})["y"].shape, dims)


@negative("DS-DIM-001")
def fixed_extent_varied_by_a_profile(t: Trial) -> None:
    """What is fixed at build time can't be varied by a profile, on any of the fixed axes."""
    for declared in ((3, -1, -1), (-1, 3, -1), (-1, -1, 3), (3, -1, 3)):
        for axis in (axis for axis, extent in enumerate(declared) if extent == 3):
            for low, high in ((2, 3), (3, 4), (4, 4)):
                with t.subcase(dims=declared, axis=axis, low=low, high=high):
                    low_dims, _, high_dims = between(declared, 1, 9)
                    least, greatest = with_extent(low_dims, axis, low), with_extent(high_dims, axis, high)
                    definition = t.adapter.define(foo_network(declared))
                    t.accepted(definition.add_profile(t.profile(definition, {"foo": (least, least, greatest)})))
                    refused_at_last(t, definition, "t1", "DS-DIM-001", "DS-PROF-014")


# DS-DIM-027: rank 0


@positive("DS-DIM-027")
def scalar_input(t: Trial) -> None:
    """An input of rank 0 has the dimensions () and is built without a profile."""
    for dtype in ("float32", "int32"):
        with t.subcase(dtype=dtype):
            definition = t.define(double_network((), dtype))
            t.equal(definition.tensor_dims("x"), ())
            t.equal(definition.tensor_dims("t1"), ())
            t.accepted(definition.build())


@positive("DS-DIM-027", features=("execution",))
def scalar_without_a_dims_call(t: Trial) -> None:
    """It needs no dims call, and has one element."""
    context = t.context(double_network(()))
    with t.subcase(asked="specified"):
        t.equal(context.all_dims_specified(), True)
    with t.subcase(asked="input"):
        t.equal(context.dims("x"), ())
    with t.subcase(asked="output"):
        t.equal(context.dims("y"), ())
    with t.subcase(asked="result"):
        t.close(results_of(t, context, {"x": np.array(1.5, np.float32)})["y"], np.array(3.0), 0)


@positive("DS-DIM-027", features=("execution",))
def scalar_beside_a_dynamic_input(t: Trial) -> None:
    """Beside an input with run-time dimensions a scalar still needs no dims call."""
    program = foo_network((-1, 4))
    s = program.input("s", "float32", ())
    program.mark_output(program.elementwise(s, s, "SUM"), "twice")
    context = t.context(program, [{"foo": between((-1, 4), 1, 9)}])
    with t.subcase(set="nothing"):
        t.equal(context.all_dims_specified(), False)
    t.accepted(context.set_dims("foo", (2, 4)))
    with t.subcase(set="foo"):
        t.equal(context.all_dims_specified(), True)
        results = results_of(t, context, {"foo": ramp((2, 4)), "s": np.array(2, np.float32)})
        t.close(results["twice"], np.array(4.0), 0)


@negative("DS-DIM-027", features=("contexts",))
def scalar_with_extents(t: Trial) -> None:
    """Dimensions of another rank are refused for a scalar."""
    context = t.context(double_network(()))
    for dims in ((1,), (1, 1), (0,), (2,)):
        with t.subcase(dims=dims):
            t.refused(context.set_dims("x", dims), "DS-DIM-027", "DS-DIM-013")


@control("DS-DIM-027", features=("contexts",))
def scalar_set_to_itself(t: Trial) -> None:
    """The dimensions () are accepted."""
    context = t.context(double_network(()))
    t.accepted(context.set_dims("x", ()))
    t.equal(context.dims("y"), ())


# DS-DIM-028: dimensions of one name are equal


def named(program: Program, *axes: tuple[str, int, str]) -> Program:
    """The program with names for these (input, axis)."""
    result = Program(program.operations)
    for input, axis, name in axes:
        result.set_dimension_name(input, axis, name)
    return result


ONE_NAME = (("a", 0, "n"), ("b", 0, "n"))
WIDE = between((-1, 4), 1, 9)


@positive("DS-DIM-028", features=("execution",))
def equal_extents_of_one_name(t: Trial) -> None:
    """Inputs whose dimensions have one name are computed with when the extents are equal."""
    context = t.context(named(separate_network(), *ONE_NAME), [{"a": WIDE, "b": WIDE}])
    for rows in (1, 3, 9):
        with t.subcase(rows=rows):
            set_all(t, context, {"a": (rows, 4), "b": (rows, 4)})
            x = ramp((rows, 4))
            results = results_of(t, context, {"a": x, "b": -x})
            t.close(results["p"], np.maximum(x, 0), 0)
            t.close(results["q"], np.maximum(-x, 0), 0)


@negative("DS-DIM-028", features=("contexts",))
def unequal_extents_of_one_name(t: Trial) -> None:
    """Unequal extents of one name are an error: when set, or when output dimensions are asked."""
    context = t.context(named(separate_network(), *ONE_NAME), [{"a": WIDE, "b": WIDE}])
    for a, b in ((1, 2), (3, 5), (9, 1), (5, 3)):
        with t.subcase(a=a, b=b):
            first, second = context.set_dims("a", (a, 4)), context.set_dims("b", (b, 4))
            refused = next((answer for answer in (first, second) if not answer.ok), None)
            t.refused(context.dims("q") if refused is None else refused, "DS-DIM-028")


@negative("DS-DIM-028", features=("contexts",))
def unequal_extents_within_an_input(t: Trial) -> None:
    """So are unequal extents of one name within one input."""
    program = named(foo_network((-1, -1)), ("foo", 0, "n"), ("foo", 1, "n"))
    context = t.context(program, [{"foo": between((-1, -1), 1, 9)}])
    with t.subcase(dims=(4, 4)):
        t.accepted(context.set_dims("foo", (4, 4)))
        t.equal(context.dims("bar"), (4, 4))
    with t.subcase(dims=(4, 5)):
        answer = context.set_dims("foo", (4, 5))
        t.refused(answer if not answer.ok else context.dims("bar"), "DS-DIM-028")


@negative("DS-DIM-028", features=("contexts",))
def unequal_extents_of_some_inputs(t: Trial) -> None:
    """So they are whichever of four inputs have the name, on one axis or on two."""
    square = between((-1, -1), 1, 9)
    pairs = [(*pair, 0, other) for pair in combinations("abcd", 2) for other in (0, 1)]
    for first, second, axis, other in pairs:
        with t.subcase(first=first, second=second, other=other):
            program = Program()
            for name in "abcd":
                program.mark_output(program.activation(program.input(name, "float32", (-1, -1)), "RELU"), f"{name}_out")
            program = named(program, (first, axis, "n"), (second, other, "n"))
            context = t.context(program, [dict.fromkeys("abcd", square)])
            set_all(t, context, dict.fromkeys("abcd", (3, 3)))
            t.equal(context.dims("a_out"), (3, 3))
            answer = context.set_dims(first, (4, 3))
            t.refused(answer if not answer.ok else context.dims("a_out"), "DS-DIM-028")


@negative("DS-DIM-028", features=("contexts",))
def unequal_extents_of_any_axis(t: Trial) -> None:
    """So they are on each of four axes."""
    for axis, other in product(range(4), repeat=2):
        with t.subcase(axis=axis, other=other):
            program = named(separate_network((-1,) * 4, (-1,) * 4), ("a", axis, "n"), ("b", other, "n"))
            context = t.context(program, [dict.fromkeys("ab", between((-1,) * 4, 1, 9))])
            set_all(t, context, dict.fromkeys("ab", (3, 3, 3, 3)))
            t.equal(context.dims("q"), (3, 3, 3, 3))
            answer = context.set_dims("b", with_extent((3, 3, 3, 3), other, 4))
            t.refused(answer if not answer.ok else context.dims("q"), "DS-DIM-028")


@control("DS-DIM-028", features=("contexts",))
def unequal_extents_of_two_names(t: Trial) -> None:
    """With two names, or none, unequal extents are no error."""
    for name, axes in (("none", ()), ("two", (("a", 0, "n"), ("b", 0, "m"))), ("axes", (("a", 0, "n"), ("b", 1, "m")))):
        with t.subcase(names=name):
            context = t.context(named(separate_network(), *axes), [{"a": WIDE, "b": WIDE}])
            set_all(t, context, {"a": (3, 4), "b": (5, 4)})
            t.equal(context.dims("q"), (5, 4))


@negative("DS-DIM-028")
def unequal_extents_of_one_name_at_opt(t: Trial) -> None:
    """A profile whose kOPT gives one name two extents is refused at build."""
    definition = t.definition(named(separate_network(), *ONE_NAME), [{"a": pinned((3, 4)), "b": pinned((5, 4))}])
    t.refused(definition.build(), "DS-DIM-028", "DS-PROF-008", channel="None")


@control("DS-DIM-028")
def profiles_of_one_name(t: Trial) -> None:
    """The same extents without the names, or equal ones with them, are built."""
    for name, rows, axes in (("unnamed", 5, ()), ("equal", 3, ONE_NAME)):
        with t.subcase(profile=name):
            profile = {"a": pinned((3, 4)), "b": pinned((rows, 4))}
            t.accepted(t.definition(named(separate_network(), *axes), [profile]).build())


@control("DS-DIM-028", needs=("DS-PROF-028",))
def ranges_of_one_name(t: Trial) -> None:
    """Ranges of one name that meet need not have the same ends: as kOPT fits, the network is built."""
    for low, high in ((1, 7), (2, 9), (3, 3), (1, 12)):
        with t.subcase(min=low, max=high):
            profile = {"a": ((1, 4), (3, 4), (9, 4)), "b": ((low, 4), (3, 4), (high, 4))}
            t.accepted(t.definition(named(separate_network(), *ONE_NAME), [profile]).build())


@choice("DS-DIM-028")
def fixed_extents_of_one_name(t: Trial) -> None:
    """Fixed extents that are unequal under one name: the clause speaks of run time."""
    definition = t.adapter.define(named(separate_network((3, 4), (5, 4)), *ONE_NAME))
    t.chose("refused" if not all(answer.ok for answer in definition.answers) or not definition.build().ok else "built")
