"""DS-LEX: layers that compute on shapes, and the values that they make."""

from __future__ import annotations

from collections.abc import Callable

from ..case import Trial, control, negative, positive
from .expect import refused_at_last
from .rule_table import EXAMPLES
from .sketch import Sketch, Values, computed_at_run_time, makes_a_shape_tensor, values_read

FILLED = ("DS-RULE-015",)
RUN = ("contexts",)

# DS-LEX-008: concatenation


@positive("DS-LEX-008", needs=FILLED)
def concatenated_values(t: Trial) -> None:
    """Concatenated shape tensors stand one after the other, empty ones too."""
    for parts in (((1,), (2,)), ((1, 2), (3, 4, 5)), ((-4,), (5,), (-6,)), ((), (7, 8)), ((1,), (), (2,)), ((3,),)):
        with t.subcase(parts=parts):
            s = Sketch(t)
            tensors = [s.constant(part, s.integer, (len(part),)) for part in parts]
            t.equal(values_read(t, s, s.concatenation(tensors, 0)), tuple(value for part in parts for value in part))


@positive("DS-LEX-008", needs=("DS-SIO-009",), features=RUN)
def concatenated_at_run_time(t: Trial) -> None:
    """At run time too."""
    vectors = [[(1, 2), (3,)], [(-5, 6), (7,)]]
    computed_at_run_time(t, lambda s, i: s.concatenation(i, 0), vectors, [(1, 2, 3), (-5, 6, 7)])


@positive("DS-LEX-008")
def concatenation_makes_a_shape_tensor(t: Trial) -> None:
    """A concatenation makes a new shape tensor."""
    makes_a_shape_tensor(t, lambda s: EXAMPLES["concatenation"].make(s).output)


@negative("DS-LEX-008")
def concatenation_too_long_for_dims(t: Trial) -> None:
    """Nine values in a row are no dims."""
    s = Sketch(t)
    dims = s.concatenation([s.literal(*(1,) * 5), s.literal(*(1,) * 4)], 0)
    y = s.shuffle(s.input("x", "float32", (1,)), dims)
    s.mark_output(y, "y")
    refused_at_last(t, t.define(s), y, "DS-LEX-008", "DS-NET-011")


# DS-LEX-010: gather


@positive("DS-LEX-010", needs=FILLED)
def gathered_values(t: Trial) -> None:
    """Elements are picked by index, in any order and more than once; a negative one counts from the end."""
    for indices in ((0,), (3,), (1, 0), (2, 2, 2), (3, 2, 1, 0), (-1,), (-4, 3)):
        with t.subcase(indices=indices):
            s = Sketch(t)
            picked = s.gather(s.literal(10, -20, 30, 5), s.literal(*indices))
            t.equal(values_read(t, s, picked), tuple((10, -20, 30, 5)[index] for index in indices))


@positive("DS-LEX-010", needs=("DS-SIO-009",), features=RUN)
def gathered_at_run_time(t: Trial) -> None:
    """Data and indices may be run-time values."""
    vectors = [[(10, 20, 30), (2, 0)], [(-1, -2, -3), (1, 1)]]
    computed_at_run_time(t, lambda s, i: s.gather(i[0], i[1]), vectors, [(30, 10), (-2, -2)])


@positive("DS-LEX-010")
def gather_makes_a_shape_tensor(t: Trial) -> None:
    """A gather makes a new shape tensor."""
    makes_a_shape_tensor(t, lambda s: EXAMPLES["gather"].make(s).output)


@negative("DS-LEX-010")
def gathered_out_of_bounds(t: Trial) -> None:
    """An index beyond the data is refused in a shape computation."""
    for index in (4, 100, -5):
        with t.subcase(index=index):
            s = Sketch(t)
            y = s.filled(s.gather(s.literal(10, 20, 30, 5), s.literal(index)))
            s.mark_output(y, "y")
            refused_at_last(t, t.define(s), y, "DS-LEX-010", "DS-LAY-023")


@negative("DS-LEX-010", editions=("8.4", "8.4"))
def other_gather_modes(t: Trial) -> None:
    """Modes other than DEFAULT make no shape tensors."""
    for mode, dims in (("ELEMENT", (2,)), ("ND", (2, 1))):
        with t.subcase(mode=mode):
            s = Sketch(t)
            indices = s.constant([1, 0], s.integer, dims)
            s.mark_output(s.filled(s.layer("gather_v2", [s.literal(2, 3), indices], {"mode": mode})), "y")
            t.refused(t.define(s).build(), "DS-LEX-010", "DS-RULE-029", "DS-EST-008")


# DS-LEX-011, DS-LEX-012: identity, reduce


@positive("DS-LEX-011", needs=FILLED)
def the_same_values(t: Trial) -> None:
    """An identity keeps values and makes a shape tensor; by way of floats whole numbers stay the same."""
    makes_a_shape_tensor(t, lambda s: EXAMPLES["identity"].make(s).output)
    for values in ((1, 2, 3), (-5,), (0,)):
        with t.subcase(values=values):
            s = Sketch(t)
            t.equal(values_read(t, s, s.integers(s.floats(s.identity(s.literal(*values))))), values)


@positive("DS-LEX-011", needs=("DS-SIO-009",), features=RUN)
def the_same_values_at_run_time(t: Trial) -> None:
    """At run time too."""
    computed_at_run_time(t, lambda s, i: s.identity(i[0]), [[(1, 2)], [(-5, 0)]], [(1, 2), (-5, 0)])


@negative("DS-LEX-011")
def identity_of_another_type(t: Trial) -> None:
    """It does not make dims of floats."""
    s = Sketch(t)
    y = s.shuffle(s.input("x", "float32", (6,)), s.identity(s.constant([2.0, 3.0], "float32")))
    s.mark_output(y, "y")
    refused_at_last(t, t.define(s), y, "DS-LEX-011", "DS-LAY-033")


def _reduced(op: str) -> Callable[[Sketch, list[str]], str]:
    return lambda s, inputs: s.reduce(inputs[0], op, 1, True)


REDUCTIONS: dict[str, Callable[[Values], int]] = {
    "SUM": sum,
    "MAX": max,
    "MIN": min,
    "PROD": lambda v: v[0] * v[1] * v[2],
}


@positive("DS-LEX-012", needs=FILLED)
def reduced_values(t: Trial) -> None:
    """Sum, product, greatest and least of shape values, with the axis kept or not."""
    for op, function in REDUCTIONS.items():
        for values in ((1, 2, 3), (-2, 3, 4), (0, -5, 5), (-3, -2, -1)):
            for keep in (True, False):
                with t.subcase(op=op, values=values, keep=keep):
                    s = Sketch(t)
                    reduced = s.reduce(s.literal(*values), op, 1, keep)
                    t.equal(
                        values_read(t, s, reduced if keep else s.shuffle(reduced, reshape_dims=[1])),
                        (function(values),),
                    )


@positive("DS-LEX-012", needs=("DS-SIO-009",), features=RUN)
def reduced_at_run_time(t: Trial) -> None:
    """At run time too."""
    vectors = [[(1, 2, 3)], [(-2, 3, 4)], [(0, -5, 5)]]
    for op, function in REDUCTIONS.items():
        with t.subcase(op=op):
            expected = [(function(vector[0]),) for vector in vectors]
            computed_at_run_time(t, _reduced(op), vectors, expected)


@positive("DS-LEX-012")
def reduce_makes_a_shape_tensor(t: Trial) -> None:
    """A reduction makes a new shape tensor."""
    makes_a_shape_tensor(t, lambda s: EXAMPLES["reduce"].make(s).output)


@positive("DS-LEX-012", needs=("DS-RULE-015",))
def average_of_floats(t: Trial) -> None:
    """An average of floats is supported: the network builds, and the value is known."""
    for values, mean in (((2.0, 4.0), 3), ((1.0, 1.0, 7.0), 3), ((-1.0, 5.0), 2)):
        with t.subcase(values=values):
            s = Sketch(t)
            result = s.integers(s.reduce(s.constant(values, "float32"), "AVG", 1, True))
            filled = s.filled(result)
            s.mark_output(filled, "y")
            definition = t.define(s)
            t.equal(definition.tensor_dims(filled), (mean,))
            t.accepted(definition.build())


@negative("DS-LEX-012", editions=("8.4", "9"))
def average_of_integers(t: Trial) -> None:
    """An average of integers is not supported for shape tensors."""
    s = Sketch(t)
    y = s.filled(s.reduce(s.literal(2, 4), "AVG", 1, True))
    s.mark_output(y, "y")
    refused_at_last(t, t.define(s), y, "DS-LEX-012", "DS-LAY-043")


@control("DS-LEX-012", editions=("8.4", "9"))
def average_of_data(t: Trial) -> None:
    """As data it is."""
    s = Sketch(t)
    s.mark_output(s.reduce(s.literal(2, 4), "AVG", 1, True), "y")
    t.accepted(t.define(s).build())
