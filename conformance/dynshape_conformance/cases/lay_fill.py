"""DS-LAY: fills."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from dynshape_fixtures import Program
from dynshape_fixtures.ranges import between

from ..case import Trial, choice, control, negative, positive
from .expect import refused_at_last
from .samples import Make, Sample, computed, gives_dims, refused_layer, to_int32


def fill(dims: Sequence[int], op: str = "LINSPACE", dtype: str = "float32", **properties: Any) -> Make:
    """A fill layer without inputs."""

    def make(program: Program, *_: str) -> str:
        arguments = {"shape": list(dims), "op": op, "output_type": dtype}
        return program.layer("fill", [], arguments, dict(properties))

    return make


def fill_by_inputs(op: str, alpha: Any, beta: Any, dtype: str = "float32", dims: Sequence[int] = (4,)) -> Make:
    """A fill layer with constants for alpha and beta, either of which may be None."""

    def make(program: Program, *_: str) -> str:
        layer = program.layer("fill", [], {"shape": list(dims), "op": op, "output_type": dtype})
        for index, value in ((1, alpha), (2, beta)):
            if value is not None:
                program.set_input(layer, index, program.constant(value, dtype))
        return layer

    return make


# DS-LAY-046: LINSPACE


@positive("DS-LAY-046")
def linspace_defaults(t: Trial) -> None:
    """Alpha is 0 and beta 1 until set."""
    program = Program()
    layer = fill((4,))(program)
    assert isinstance(layer, str)
    definition = t.define(program)
    for property, value in (("alpha", 0.0), ("beta", 1.0)):
        with t.subcase(property=property):
            t.equal(definition.layer_property(layer, property), value)


@positive("DS-LAY-046", features=("execution",))
def linspace_values(t: Trial) -> None:
    """out[i] = alpha + i * beta."""
    given: tuple[dict[str, Any], ...] = (
        {},
        {"alpha": 5.0},
        {"beta": 3.0},
        {"alpha": -2.0, "beta": -4.0},
        {"beta": 0.0},
    )
    for dtype in ("float32", "int32"):
        for length in (0, 1, 2, 17):
            samples = {str(one): Sample(fill((length,), dtype=dtype, **one), ()) for one in given}
            results = computed(t, samples)
            for one in given:
                with t.subcase(dtype=dtype, length=length, **one):
                    want = one.get("alpha", 0.0) + np.arange(length) * one.get("beta", 1.0)
                    t.close(results[str(one)], want, 0)
                    t.equal(results[str(one)].dtype.name, dtype)


@negative("DS-LAY-046", editions=("8.4", "9"))
def linspace_of_more_axes(t: Trial) -> None:
    """With static parameters a line has one axis."""
    for dims in ((), (2, 3), (1, 1, 4)):
        with t.subcase(dims=dims):
            refused_layer(t, fill(dims), [], "DS-LAY-046")


@control("DS-LAY-046")
def random_of_more_axes(t: Trial) -> None:
    """Random numbers fill tensors of any rank."""
    for dims in ((), (2, 3), (1, 1, 4), (2,) * 8):
        with t.subcase(dims=dims):
            gives_dims(t, fill(dims, "RANDOM_UNIFORM"), [], dims)


@positive("DS-LAY-046", features=("execution",))
def linspace_by_inputs(t: Trial) -> None:
    """Alpha, a scalar, and beta, one number for each axis, as inputs."""
    for dtype in ("float32", "int32"):
        lines = ((3, [2], (4,)), (-1, [-2], (3,)), (1, [10, 1], (3, 4)), (0, [4, 2, 1], (2, 2, 2)))
        empty = ((2, [1], (0,)), (1, [1, 1, 1], (2, 0, 4)))
        for alpha, beta, dims in (*lines, *empty):
            with t.subcase(dtype=dtype, dims=dims):
                got = computed(t, {"": Sample(fill_by_inputs("LINSPACE", alpha, beta, dtype, dims), ())})[""]
                want = alpha + sum(np.indices(dims)[k] * step for k, step in enumerate(beta))
                t.close(got, np.asarray(want), 0)


# DS-LAY-047: random numbers


@positive("DS-LAY-047", features=("execution",))
def uniform_within_bounds(t: Trial) -> None:
    """The numbers lie within alpha and beta, 0 and 1 by default, and spread over the range."""
    for alpha, beta in ((None, None), (-3.0, -1.0), (5.0, 9.0), (0.0, 100.0)):
        with t.subcase(alpha=alpha, beta=beta):
            given: dict[str, Any] = {} if alpha is None or beta is None else {"alpha": alpha, "beta": beta}
            low, high = (0.0, 1.0) if alpha is None or beta is None else (alpha, beta)
            got = computed(t, {"": Sample(fill((4, 250), "RANDOM_UNIFORM", **given), ())})[""]
            t.true(low <= float(got.min()) and float(got.max()) <= high, f"within {low}..{high}", got)
            # Of 1000 uniform numbers all miss an eighth of the range with a chance of (7/8)^1000.
            counts = np.histogram(got, 8, (low, high))[0]
            t.true(bool((counts > 0).all()), "numbers in each eighth of the range", counts)


@positive("DS-LAY-047", features=("execution",))
def uniform_by_inputs(t: Trial) -> None:
    """The same with alpha and beta as inputs."""
    got = computed(t, {"": Sample(fill_by_inputs("RANDOM_UNIFORM", -4.0, -2.0, dims=(10, 10)), ())})[""]
    t.true(float(got.min()) >= -4 and float(got.max()) <= -2, "within -4..-2", got)


@negative("DS-LAY-047")
def random_integers(t: Trial) -> None:
    """Random numbers are floats."""
    with t.subcase(dtype="int32"):
        refused_layer(t, fill((4,), "RANDOM_UNIFORM", "int32"), [], "DS-LAY-047")


@choice("DS-LAY-047")
def least_above_greatest(t: Trial) -> None:
    """What alpha above beta gives."""
    program = Program()
    layer = fill((4,), "RANDOM_UNIFORM", alpha=2.0, beta=1.0)(program)
    assert isinstance(layer, str)
    program.mark_output(layer, "y")
    definition = t.adapter.define(program)
    t.chose("accepted" if definition.tensor_dims(layer).ok and definition.build().ok else "refused")


# DS-LAY-048: inputs 1 and 2


@positive("DS-LAY-048")
def both_or_none(t: Trial) -> None:
    """Inputs 1 and 2 may both be present."""
    gives_dims(t, fill_by_inputs("LINSPACE", 1, [2]), [], (4,))
    gives_dims(t, fill_by_inputs("RANDOM_UNIFORM", 1, 2), [], (4,))


@negative("DS-LAY-048")
def one_of_two(t: Trial) -> None:
    """One of them alone is refused."""
    for op, beta in (("LINSPACE", [2]), ("RANDOM_UNIFORM", 2)):
        with t.subcase(op=op, present="alpha"):
            refused_layer(t, fill_by_inputs(op, 1, None), [], "DS-LAY-048")
        with t.subcase(op=op, present="beta"):
            refused_layer(t, fill_by_inputs(op, None, beta), [], "DS-LAY-048")


@negative("DS-LAY-048")
def dims_of_another_kind_of_fill(t: Trial) -> None:
    """Input 0, the dims, is a list: no scalar and no matrix; and it is of integers."""
    for name, values, dtype, dims in (
        ("scalar", 3, "int32", ()),
        ("matrix", [2, 3], "int32", (1, 2)),
        ("floats", [2.0], "float32", (1,)),
    ):
        with t.subcase(dims=name):

            def make(program: Program, values: Any = values, dtype: str = dtype, dims: Any = dims) -> str:
                layer = program.layer("fill", [], {"shape": [4], "op": "LINSPACE"})
                program.set_input(layer, 0, program.constant(values, dtype, dims))
                return layer

            refused_layer(t, make, [], "DS-LAY-046", "DS-LAY-048")


@negative("DS-LAY-048")
def parameters_of_two_types(t: Trial) -> None:
    """Alpha and beta are of one type."""
    for left, right in (("float32", "int32"), ("int32", "float32")):
        with t.subcase(alpha=left, beta=right):

            def make(program: Program, left: str = left, right: str = right) -> str:
                layer = program.layer("fill", [], {"shape": [4], "op": "LINSPACE", "output_type": left})
                program.set_input(layer, 1, program.constant(1, left))
                program.set_input(layer, 2, program.constant([2], right))
                return layer

            refused_layer(t, make, [], "DS-LAY-048")


@positive("DS-LAY-048")
def getters_of_the_dynamic_form(t: Trial) -> None:
    """Alpha and beta read -1 and the dims are invalid while inputs stand in; setters take the inputs away."""
    program = Program()
    layer = fill_by_inputs("LINSPACE", 7, [9])(program)
    assert isinstance(layer, str)
    program.set_input(layer, 0, program.constant([4], "int32"))
    definition = t.define(program)
    t.refused(definition.layer_property(layer, "shape"), channel="invalid dims", logged=False)
    for index, property in ((1, "alpha"), (2, "beta")):
        with t.subcase(property=property):
            t.equal(definition.layer_property(layer, property), -1.0)
            change = Program()
            change.set_property(layer, property, 3.0)
            t.accepted(definition.extend(change)[0])
            t.equal(definition.layer_property(layer, property), 3.0)
            t.equal(definition.layer_input(layer, index), None)
    with t.subcase(property="shape"):
        change = Program()
        change.set_property(layer, "shape", [6])
        t.accepted(definition.extend(change)[0])
        t.equal(definition.layer_property(layer, "shape"), (6,))
        t.equal(definition.layer_input(layer, 0), None)


# DS-LAY-049: as a shape tensor


def fill_as_shape(t: Trial, op: str, length: int, dtype: str = "int32", inputs: bool = False) -> tuple[Program, str]:
    """A slice of one element a time: its size is the sum of a fill that counts from 0."""
    program = Program()
    x = program.input("x", "float32", (-1,))
    make = fill_by_inputs(op, 0, [1], dtype, (length,)) if inputs else fill((length,), op, dtype)
    line = make(program)
    assert isinstance(line, str)
    whole = line if dtype == "int32" else to_int32(t, program, line)
    sum = program.reduce(whole, "SUM", 1, True)
    slice = program.slice(x, (0,), (1,), (0,))
    program.set_input(slice, 2, sum)
    program.mark_output(slice, "y")
    return program, slice


@positive("DS-LAY-049", features=("contexts",))
def line_as_a_shape(t: Trial) -> None:
    """A line of up to 16 Int32 or Float numbers can be a shape tensor."""
    for dtype in ("int32", "float32"):
        for length in (1, 5, 16):
            with t.subcase(dtype=dtype, length=length):
                context = t.context(fill_as_shape(t, "LINSPACE", length, dtype)[0], [{"x": between((-1,), 1, 9)}])
                t.accepted(context.set_dims("x", (4,)))
                t.equal(context.dims("y"), (length * (length - 1) // 2,))


def built_as_shape(t: Trial, program: Program, tensor: str, *clauses: str) -> None:
    """The network is refused at last, with a profile for x."""
    definition = t.adapter.define(program)
    profile = t.profile(definition, {"x": between((-1,), 1, 9)})
    t.accepted(definition.add_profile(profile))
    refused_at_last(t, definition, tensor, *clauses)


@negative("DS-LAY-049", editions=("8.4", "8.4"))
def too_long_a_line(t: Trial) -> None:
    """In 8.4 more than 16 elements are refused."""
    for length in (17, 64):
        with t.subcase(length=length):
            built_as_shape(t, *fill_as_shape(t, "LINSPACE", length), "DS-LAY-049", "DS-EST-022")


@negative("DS-LAY-049", editions=("8.5", None))
def too_long_a_line_since_8_5(t: Trial) -> None:
    """From 8.5 on more than 64."""
    with t.subcase(length=65):
        built_as_shape(t, *fill_as_shape(t, "LINSPACE", 65), "DS-LAY-049", "DS-EST-022")
    with t.subcase(length=64):
        definition = t.definition(fill_as_shape(t, "LINSPACE", 64)[0], [{"x": between((-1,), 1, 9)}])
        t.accepted(definition.build())


@negative("DS-LAY-049", editions=("8.4", "8.4"))
def random_as_a_shape(t: Trial) -> None:
    """Random numbers make no shape tensor."""
    program, tensor = fill_as_shape(t, "RANDOM_UNIFORM", 3, "float32")
    clauses = ("DS-LAY-049", "DS-RULE-016", "DS-RULE-029", "DS-RULE-030", "DS-RULE-038", "DS-RULE-001")
    built_as_shape(t, program, tensor, *clauses)


@negative("DS-LAY-049", editions=("8.4", "8.4"))
def parameters_as_a_shape(t: Trial) -> None:
    """With alpha and beta as inputs a line makes no shape tensor in 8.4."""
    program, tensor = fill_as_shape(t, "LINSPACE", 3, "int32", inputs=True)
    clauses = ("DS-LAY-049", "DS-RULE-016", "DS-RULE-029", "DS-RULE-030", "DS-RULE-038", "DS-RULE-001")
    built_as_shape(t, program, tensor, *clauses)
