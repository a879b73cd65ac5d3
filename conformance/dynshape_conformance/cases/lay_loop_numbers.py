"""DS-LAY: loops of integers, loops over data that WHILE ends, and loops of no iterations."""

from __future__ import annotations

import numpy as np
from dynshape_fixtures import Program
from dynshape_fixtures.arrays import ramp

from ..case import Trial, negative, positive
from .expect import results_of
from .lay_loop import NEEDS, Loop


@positive("DS-LAY-055", needs=NEEDS)
def recurrence_of_each_type(t: Trial) -> None:
    """A recurrence and what leaves the loop have the type of the first value."""
    for dtype in ("float32", "float16", "int32"):
        with t.subcase(dtype=dtype):
            loop = Loop((2, 3), dtype)
            loop.count(3)
            y = loop.output(loop.state, "LAST_VALUE")
            loop.program.mark_output(y, "y")
            definition = t.define(loop.program)
            t.equal(definition.tensor_dtype(loop.next), dtype)
            t.equal(definition.tensor_dtype(loop.state), dtype)
            t.equal(definition.tensor_dtype(y), dtype)
            t.accepted(definition.build())


@positive("DS-LAY-055", needs=NEEDS, features=("execution",))
def values_of_integers(t: Trial) -> None:
    """Integers are added up as integers, in every kind of output."""
    x = np.arange(-2, 4, dtype=np.int32).reshape(2, 3) * (2**24 + 1)
    steps = [x * k for k in range(2, 5)]
    for kind, want in (("LAST_VALUE", steps[-1]), ("CONCATENATE", np.stack(steps)), ("REVERSE", np.stack(steps[::-1]))):
        with t.subcase(kind=kind):
            loop = Loop((2, 3), "int32")
            loop.count(3)
            last = kind == "LAST_VALUE"
            output = loop.output(loop.state if last else loop.next, kind, 0, None if last else 3)
            t.close(loop.run(t, x, output), want, 0)


@positive("DS-LAY-056", features=("execution",))
def parts_of_data_until_false(t: Trial) -> None:
    """A loop over the parts of data that only WHILE ends takes as many of them as there are iterations."""
    parts = ramp((4, 2, 3), 5)
    for limit, trips in ((3.5, 3), (2.0, 1), (4.5, 4)):
        with t.subcase(limit=limit):
            loop = Loop()
            loop.below(limit)
            source = loop.program.input("parts", "float32", (4, 2, 3))
            part = loop.boundary("iterator", source, axis=0, reverse=False)
            sums = loop.boundary("recurrence", loop.x)
            loop.program.set_input(sums, 1, loop.program.elementwise(sums, part, "SUM"))
            loop.program.mark_output(loop.output(sums, "LAST_VALUE"), "y")
            x = ramp((2, 3), 1)
            got = results_of(t, t.context(loop.program), {"x": x, "parts": parts})["y"]
            t.close(got, x + parts[:trips].sum(axis=0), 0)


@positive("DS-LAY-055", needs=NEEDS, features=("execution",))
def no_iterations_to_put_together(t: Trial) -> None:
    """Of no iterations and a length of 0 there is an output without elements, of the dims that it has otherwise."""
    x = ramp((2, 3))
    for kind in ("CONCATENATE", "REVERSE"):
        for axis in range(3):
            with t.subcase(kind=kind, axis=axis):
                loop = Loop()
                loop.count(0)
                dims = (*x.shape[:axis], 0, *x.shape[axis:])
                t.close(loop.run(t, x, loop.output(loop.next, kind, axis, 0)), np.zeros(dims, np.float32), 0)


@negative("DS-NET-022")
def third_input_of_a_recurrence(t: Trial) -> None:
    """A recurrence has a first and a next value; a third input is refused."""
    for index in (2, 3, 8):
        with t.subcase(index=index):
            loop = Loop()
            loop.count(3)
            y = loop.output(loop.state, "LAST_VALUE")
            loop.program.mark_output(y, "y")
            definition = t.define(loop.program)
            change = Program()
            change.set_input(loop.state, index, loop.x)
            t.refused(definition.extend(change)[0], "DS-NET-022")


@positive("DS-LAY-055", needs=NEEDS, features=("execution",))
def recurrences_that_change_places(t: Trial) -> None:
    """The next value of each recurrence is of the iteration before: two of them can change places, or follow."""
    a, b = ramp((2, 2), 1), ramp((2, 2), 100)
    for trips in range(4):
        for kind in ("change places", "follow"):
            with t.subcase(kind=kind, trips=trips):
                program = Program()
                loop = {"loop": program.layer("loop", [])}
                program.layer("trip_limit", [program.constant(trips, "int32")], {**loop, "kind": "COUNT"})
                first = program.layer("recurrence", [program.input("a", "float32", (2, 2))], loop)
                second = program.layer("recurrence", [program.input("b", "float32", (2, 2))], loop)
                program.set_input(first, 1, second)
                program.set_input(second, 1, first if kind == "change places" else program.unary(first, "NEG"))
                for name, state in (("p", first), ("q", second)):
                    program.mark_output(program.layer("loop_output", [state], {**loop, "kind": "LAST_VALUE"}), name)
                p, q = a, b
                for _ in range(trips):
                    p, q = q, p if kind == "change places" else np.asarray(-p)
                results = results_of(t, t.context(program), {"a": a, "b": b})
                t.close(results["p"], p, 0)
                t.close(results["q"], q, 0)
