"""DS-LAY: loops."""

from __future__ import annotations

import numpy as np
from dynshape_fixtures import Program
from dynshape_fixtures.arrays import ramp
from dynshape_fixtures.ranges import between

from ..adapter import Array, Dims
from ..case import Trial, choice, control, negative, positive
from .expect import refused_at_last, results_of
from .samples import int32_dims

NEEDS = ("DS-LAY-056",)


class Loop:
    """A loop under construction: state s starts as x and becomes s + x in each iteration."""

    def __init__(self, dims: Dims = (2, 3), dtype: str = "float32") -> None:
        self.program = Program()
        self.x = self.program.input("x", dtype, dims)
        self.loop = self.program.layer("loop", [])
        self.state = self.boundary("recurrence", self.x)
        self.next = self.program.elementwise(self.state, self.x, "SUM")
        self.program.set_input(self.state, 1, self.next)

    def boundary(self, layer: str, tensor: str, **arguments: object) -> str:
        """A layer of the loop's boundary."""
        return self.program.layer(layer, [tensor], {"loop": self.loop, **arguments})

    def count(self, trips: int, dtype: str = "int32", dims: Dims = ()) -> None:
        """A trip limit of kind COUNT."""
        size = int(np.prod(dims, dtype=np.int64))
        self.boundary("trip_limit", self.program.constant([trips] * size, dtype, dims), kind="COUNT")

    def below(self, limit: float) -> None:
        """A trip limit of kind WHILE: the first element of the state is below ``limit``."""
        rank = 2
        first = self.program.slice(self.state, (0,) * rank, (1,) * rank, (1,) * rank)
        scalar = self.program.shuffle(first, reshape_dims=[])
        condition = self.program.elementwise(scalar, self.program.constant(limit, "float32"), "LESS")
        self.boundary("trip_limit", condition, kind="WHILE")

    def output(self, tensor: str, kind: str, axis: int = 0, length: int | None = None) -> str:
        """An output; CONCATENATE and REVERSE get a length."""
        layer = self.boundary("loop_output", tensor, kind=kind, axis=axis)
        if length is not None:
            self.program.set_input(layer, 1, self.program.constant(length, "int32"))
        return layer

    def run(self, t: Trial, x: Array, output: str) -> Array:
        """What the loop yields."""
        self.program.mark_output(output, "y")
        return results_of(t, t.context(self.program), {"x": x})["y"]


# DS-LAY-055: outputs


@positive("DS-LAY-055", needs=NEEDS)
def dims_of_outputs(t: Trial) -> None:
    """LAST_VALUE adds no axis; the others put one of the given length in at the axis."""
    for dims in ((), (5,), (2, 3, 4)):
        with t.subcase(kind="LAST_VALUE", dims=dims):
            loop = Loop(dims)
            loop.count(3)
            y = loop.output(loop.state, "LAST_VALUE")
            t.equal(t.define(loop.program).tensor_dims(y), dims)
        for kind in ("CONCATENATE", "REVERSE"):
            for axis in range(len(dims) + 1):
                with t.subcase(kind=kind, dims=dims, axis=axis):
                    loop = Loop(dims)
                    loop.count(3)
                    y = loop.output(loop.next, kind, axis, 7)
                    t.equal(t.define(loop.program).tensor_dims(y), (*dims[:axis], 7, *dims[axis:]))


@positive("DS-LAY-055", needs=NEEDS)
def axis_of_an_output_by_default(t: Trial) -> None:
    """The axis is 0 until set."""
    loop = Loop()
    loop.count(3)
    y = loop.program.layer("loop_output", [loop.next], {"loop": loop.loop, "kind": "CONCATENATE"})
    loop.program.set_input(y, 1, loop.program.constant(4, "int32"))
    definition = t.define(loop.program)
    t.equal(definition.layer_property(y, "axis"), 0)
    t.equal(definition.tensor_dims(y), (4, 2, 3))


@positive("DS-LAY-055", needs=NEEDS)
def axis_of_an_output_set_later(t: Trial) -> None:
    """An axis that is set later counts, though the dims were asked for before."""
    loop = Loop()
    loop.count(3)
    y = loop.output(loop.next, "CONCATENATE", 0, 4)
    definition = t.define(loop.program)
    t.equal(definition.tensor_dims(y), (4, 2, 3))
    change = Program()
    change.set_property(y, "axis", 2)
    t.accepted(definition.extend(change)[0])
    t.equal(definition.tensor_dims(y), (2, 3, 4))


@positive("DS-LAY-055", needs=NEEDS, features=("execution",))
def values_of_outputs(t: Trial) -> None:
    """The last value of a recurrence; the values of all iterations in order, or in reverse order."""
    x = ramp((2, 3))
    for trips in (1, 2, 5):
        with t.subcase(kind="LAST_VALUE", trips=trips):
            loop = Loop()
            loop.count(trips)
            t.close(loop.run(t, x, loop.output(loop.state, "LAST_VALUE")), np.asarray(x * (trips + 1)), 0)
        for axis in range(3):
            steps = [x * k for k in range(2, trips + 2)]
            for kind, parts in (("CONCATENATE", steps), ("REVERSE", steps[::-1])):
                with t.subcase(kind=kind, trips=trips, axis=axis):
                    loop = Loop()
                    loop.count(trips)
                    got = loop.run(t, x, loop.output(loop.next, kind, axis, trips))
                    t.close(got, np.stack(parts, axis), 0)


@positive("DS-LAY-055", needs=NEEDS, features=("execution",))
def output_beside_its_source(t: Trial) -> None:
    """What a loop yields has the dims of what it started with, also where only the run time knows them."""
    loop = Loop((-1, -1))
    loop.count(1)
    last = loop.output(loop.state, "LAST_VALUE")
    loop.program.mark_output(loop.program.elementwise(last, loop.x, "SUM"), "y")
    context = t.context(loop.program, [{"x": ((1, 3), (2, 3), (4, 5))}])
    for dims in ((1, 3), (2, 3), (4, 5)):
        with t.subcase(dims=dims):
            t.accepted(context.set_dims("x", dims))
            t.close(results_of(t, context, {"x": ramp(dims)})["y"], 3 * ramp(dims), 0)


@positive("DS-LAY-055", needs=NEEDS, features=("execution",))
def iterators(t: Trial) -> None:
    """An iterator yields one part an iteration along its axis, or from the end."""
    x = ramp((3, 4), 1)
    for axis in (0, 1):
        for reverse in (False, True):
            with t.subcase(axis=axis, reverse=reverse):
                program = Program()
                source = program.input("x", "float32", (3, 4))
                loop = program.layer("loop", [])
                trips = x.shape[axis]
                program.layer("trip_limit", [program.constant(trips, "int32")], {"loop": loop, "kind": "COUNT"})
                part = program.layer("iterator", [source], {"loop": loop, "axis": axis, "reverse": reverse})
                body = program.unary(part, "NEG")
                output = program.layer("loop_output", [body], {"loop": loop, "kind": "CONCATENATE", "axis": 0})
                program.set_input(output, 1, program.constant(trips, "int32"))
                program.mark_output(output, "y")
                got = results_of(t, t.context(program), {"x": x})["y"]
                want = -np.moveaxis(x, axis, 0)
                t.close(got, want[::-1] if reverse else want, 0)


@positive("DS-LAY-055", needs=NEEDS, features=("execution",))
def iterator_by_default(t: Trial) -> None:
    """An iterator goes along axis 0, from the beginning, until something else is set."""
    x = ramp((3, 4), 1)
    loop = Loop((3, 4))
    loop.count(2)
    part = loop.boundary("iterator", loop.x)
    got = loop.run(t, x, loop.output(loop.program.unary(part, "NEG"), "CONCATENATE", 0, 2))
    t.close(got, -x[:2], 0)


@negative("DS-LAY-055", needs=NEEDS)
def next_value_of_other_dims(t: Trial) -> None:
    """The next value of a recurrence has the dims of the first one, and its type."""
    for name in ("extent", "rank", "type"):
        with t.subcase(other=name):
            loop = Loop()
            loop.count(3)
            other = {
                "extent": lambda p, state: p.concatenation([state, state], 0),
                "rank": lambda p, state: p.shuffle(state, reshape_dims=[6]),
                "type": lambda p, state: p.elementwise(state, state, "LESS"),
            }[name](loop.program, loop.state)
            loop.program.set_input(loop.state, 1, other)
            y = loop.output(loop.state, "LAST_VALUE")
            loop.program.mark_output(y, "y")
            refused_at_last(t, t.adapter.define(loop.program), y, "DS-LAY-055")


@negative("DS-NET-019", needs=NEEDS)
def output_inside_of_a_loop(t: Trial) -> None:
    """A tensor inside of a loop is no network output; what leaves the loop is."""
    loop = Loop()
    loop.count(3)
    y = loop.output(loop.state, "LAST_VALUE")
    loop.program.mark_output(y, "y")
    definition = t.define(loop.program)
    change = Program()
    change.mark_output(loop.next, "inside")
    answers = definition.extend(change)
    refusals = [answer for answer in answers if not answer.ok]
    t.refused(refusals[0] if refusals else definition.build(), "DS-NET-019")


@negative("DS-LAY-055", needs=NEEDS)
def length_that_is_missing(t: Trial) -> None:
    """CONCATENATE and REVERSE without a length, and LAST_VALUE with one, are refused."""
    for kind, length in (("CONCATENATE", None), ("REVERSE", None), ("LAST_VALUE", 3)):
        with t.subcase(kind=kind):
            loop = Loop()
            loop.count(3)
            y = loop.output(loop.state if kind == "LAST_VALUE" else loop.next, kind, 0, length)
            loop.program.mark_output(y, "y")
            refused_at_last(t, t.adapter.define(loop.program), y, "DS-LAY-055")


@negative("DS-LAY-055", needs=NEEDS)
def length_of_another_kind(t: Trial) -> None:
    """The length is a scalar Int32."""
    for dtype, dims in (("float32", ()), ("int32", (1,)), ("int32", (2,))):
        with t.subcase(dtype=dtype, dims=dims):
            loop = Loop()
            loop.count(3)
            y = loop.output(loop.next, "CONCATENATE")
            size = int(np.prod(dims, dtype=np.int64))
            loop.program.set_input(y, 1, loop.program.constant([3] * size, dtype, dims))
            loop.program.mark_output(y, "y")
            refused_at_last(t, t.adapter.define(loop.program), y, "DS-LAY-055", "DS-RULE-040")


@negative("DS-LAY-055", needs=NEEDS)
def axis_beyond_the_output(t: Trial) -> None:
    """The axis is at most the rank of one value."""
    for axis in (3, 8, -1):
        with t.subcase(axis=axis):
            loop = Loop()
            loop.count(3)
            y = loop.output(loop.next, "CONCATENATE", axis, 3)
            loop.program.mark_output(y, "y")
            refused_at_last(t, t.adapter.define(loop.program), y, "DS-LAY-055")


@positive("DS-LAY-055", needs=NEEDS, features=("contexts",))
def length_from_outside(t: Trial) -> None:
    """The length may follow from the dims of a tensor at run time."""
    program = Program()
    x = program.input("x", "float32", (-1, 4))
    rows = program.shuffle(program.slice(int32_dims(t, program, x), (0,), (1,), (1,)), reshape_dims=[])
    loop = program.layer("loop", [])
    program.layer("trip_limit", [rows], {"loop": loop, "kind": "COUNT"})
    part = program.layer("iterator", [x], {"loop": loop, "axis": 0, "reverse": False})
    output = program.layer(
        "loop_output", [program.unary(part, "NEG")], {"loop": loop, "kind": "CONCATENATE", "axis": 1}
    )
    program.set_input(output, 1, rows)
    program.mark_output(output, "y")
    context = t.context(program, [{"x": between((-1, 4), 0, 9)}])
    for extent in (1, 5, 0, 9):
        with t.subcase(extent=extent):
            t.accepted(context.set_dims("x", (extent, 4)))
            t.equal(context.dims("y"), (4, extent))


# DS-LAY-056: trip limits


@positive("DS-LAY-056", features=("execution",))
def trips_counted(t: Trial) -> None:
    """COUNT says how often the body runs; 0 times leaves the first value."""
    x = ramp((2, 3), 1)
    for trips in (0, 1, 2, 10):
        with t.subcase(trips=trips):
            loop = Loop()
            loop.count(trips)
            t.close(loop.run(t, x, loop.output(loop.state, "LAST_VALUE")), np.asarray(x * (trips + 1)), 0)


@positive("DS-LAY-056", features=("execution",))
def trips_while(t: Trial) -> None:
    """WHILE is asked before each iteration, the first too."""
    x = ramp((2, 3), 1)
    for limit, trips in ((4.0, 3), (3.5, 3), (1.0, 0), (0.0, 0), (2.0, 1)):
        with t.subcase(limit=limit):
            loop = Loop()
            loop.below(limit)
            t.close(loop.run(t, x, loop.output(loop.state, "LAST_VALUE")), np.asarray(x * (trips + 1)), 0)


@positive("DS-LAY-056", features=("execution",))
def first_limit_reached(t: Trial) -> None:
    """With both kinds the loop ends at the one that is reached first."""
    x = ramp((2, 3), 1)
    for count, limit, trips in ((2, 9.0, 2), (9, 4.0, 3), (0, 9.0, 0), (9, 1.0, 0)):
        with t.subcase(count=count, limit=limit):
            loop = Loop()
            loop.count(count)
            loop.below(limit)
            t.close(loop.run(t, x, loop.output(loop.state, "LAST_VALUE")), np.asarray(x * (trips + 1)), 0)


@negative("DS-LAY-056")
def no_trip_limit(t: Trial) -> None:
    """A loop without a trip limit is refused."""
    loop = Loop()
    y = loop.output(loop.state, "LAST_VALUE")
    loop.program.mark_output(y, "y")
    refused_at_last(t, t.adapter.define(loop.program), y, "DS-LAY-056")


@negative("DS-LAY-056")
def two_of_a_kind(t: Trial) -> None:
    """At most one limit of each kind."""
    for kind in ("COUNT", "WHILE"):
        with t.subcase(kind=kind):
            loop = Loop()
            for _ in range(2):
                if kind == "COUNT":
                    loop.count(3)
                else:
                    loop.below(3.0)
            y = loop.output(loop.state, "LAST_VALUE")
            loop.program.mark_output(y, "y")
            refused_at_last(t, t.adapter.define(loop.program), y, "DS-LAY-056")


@negative("DS-LAY-056")
def limit_of_another_kind(t: Trial) -> None:
    """COUNT is an Int32 scalar, WHILE a Bool scalar."""
    for dtype, dims in (("float32", ()), ("int32", (1,)), ("int32", (2,))):
        with t.subcase(kind="COUNT", dtype=dtype, dims=dims):
            loop = Loop()
            loop.count(3, dtype, dims)
            y = loop.output(loop.state, "LAST_VALUE")
            loop.program.mark_output(y, "y")
            refused_at_last(t, t.adapter.define(loop.program), y, "DS-LAY-056")
    with t.subcase(kind="WHILE", dtype="float32"):
        loop = Loop(())
        loop.boundary("trip_limit", loop.state, kind="WHILE")
        y = loop.output(loop.state, "LAST_VALUE")
        loop.program.mark_output(y, "y")
        refused_at_last(t, t.adapter.define(loop.program), y, "DS-LAY-056")


@control("DS-LAY-056")
def one_of_each_kind(t: Trial) -> None:
    """One of either kind, or of both, is accepted."""
    for kinds in (("COUNT",), ("WHILE",), ("COUNT", "WHILE")):
        with t.subcase(kinds=kinds):
            loop = Loop()
            if "COUNT" in kinds:
                loop.count(3)
            if "WHILE" in kinds:
                loop.below(3.0)
            y = loop.output(loop.state, "LAST_VALUE")
            loop.program.mark_output(y, "y")
            t.accepted(t.define(loop.program).build())


@choice("DS-LAY-055", needs=NEEDS, features=("execution",))
def length_and_trips_differ(t: Trial) -> None:
    """What stands where there are fewer iterations than the length, and what happens where there are more."""
    for kind in ("CONCATENATE", "REVERSE"):
        for trips in (1, 4):
            with t.subcase(kind=kind, trips=trips):
                loop = Loop((1, 1))
                loop.count(trips)
                loop.program.mark_output(loop.output(loop.next, kind, 0, 3), "y")
                definition = t.adapter.define(loop.program)
                built = definition.build()
                answer = t.create_context(built.get()).infer({"x": ramp((1, 1), 1)}) if built.ok else None
                if answer is None or not answer.ok:
                    t.chose("refused")
                else:
                    t.chose(" ".join(f"{float(value):g}" for value in answer.get()["y"].ravel()))
