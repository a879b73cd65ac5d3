"""DS-LAY: what only the run time can tell, at layers that are not next to an input."""

from __future__ import annotations

from collections.abc import Callable

from dynshape_fixtures import Program
from dynshape_fixtures.arrays import ramp

from ..adapter import Dims
from ..case import Range, Trial, negative
from .expect import execution_refused, refused_at_last, set_all
from .sketch import Sketch

RANGES: dict[str, Range] = {"x": ((1, 1), (2, 3), (9, 9)), "z": ((1, 1), (2, 3), (9, 9))}
Layer = Callable[[Program, str, str], str]
"""Appends layers to what x and z have become."""

CHECKED: dict[str, tuple[str, Layer, Dims, tuple[Dims, ...]]] = {
    "reshape": ("DS-LAY-028", lambda p, x, z: p.shuffle(x, reshape_dims=[6]), (6,), ((2, 2), (3, 3), (1, 5))),
    "slice": ("DS-LAY-009", lambda p, x, z: p.slice(x, (1, 2), (1, 1), (1, 1)), (1, 1), ((1, 3), (2, 2), (1, 1))),
    "sum": (
        "DS-LAY-001",
        lambda p, x, z: p.slice(p.elementwise(x, z, "SUM"), (0, 0), (1, 1), (1, 1)),
        (1, 1),
        ((3, 3), (2, 4)),
    ),
    "join": (
        "DS-LAY-044",
        lambda p, x, z: p.slice(p.concatenation([x, z], 1), (0, 0), (1, 1), (1, 1)),
        (1, 1),
        ((3, 3), (1, 9)),
    ),
}
"""The clause that a layer enforces, the dims of its output, and dims of x that do not go with (2,3) of z."""


@negative("DS-LAY-028", features=("contexts",))
def clashes_further_on(t: Trial) -> None:
    """A result of dims that are known from the start is refused all the same where the layers before it clash."""
    for name, (clause, make, known, bad) in CHECKED.items():
        for between_them in (0, 1, 3):
            program = Program()
            x, z = (program.input(input, "float32", (-1, -1)) for input in "xz")
            for _ in range(between_them):
                x, z = program.activation(x, "RELU"), program.activation(z, "RELU")
            y = make(program, x, z)
            program.mark_output(y, "y")
            program.mark_output(program.unary(z, "NEG"), "w")
            with t.subcase(layer=name, between=between_them):
                t.equal(t.define(program).tensor_dims(y), known)
                context = t.context(program, [RANGES])
                for dims in bad:
                    set_all(t, context, {"x": dims, "z": (2, 3)})
                    t.refused(context.dims("y"), clause, channel="invalid dims")
                set_all(t, context, {"x": (2, 3), "z": (2, 3)})
                t.equal(context.dims("y"), known)


@negative("DS-LAY-028", features=("execution",))
def executions_that_clash_further_on(t: Trial) -> None:
    """Nor are they executed."""
    for name, (clause, make, _, bad) in CHECKED.items():
        with t.subcase(layer=name):
            program = Program()
            x, z = (program.activation(program.input(input, "float32", (-1, -1)), "RELU") for input in "xz")
            program.mark_output(make(program, x, z), "y")
            program.mark_output(program.unary(z, "NEG"), "w")
            context = t.context(program, [RANGES])
            set_all(t, context, {"x": bad[0], "z": (2, 3)})
            execution_refused(t, context, {"x": ramp(bad[0]), "z": ramp((2, 3))}, clause, "DS-DIM-009")


@negative("DS-EST-004")
def values_that_depend_on_themselves(t: Trial) -> None:
    """Numbers that follow from themselves shape nothing."""
    for between_them in (1, 3):
        with t.subcase(layers=between_them):
            s = Sketch(t)
            first = last = s.elementwise(s.literal(2, 3), s.literal(0, 0), "SUM")
            for _ in range(between_them):
                last = s.identity(last)
            s.set_input(first, 1, last)
            y = s.filled(last)
            s.mark_output(y, "y")
            refused_at_last(t, t.adapter.define(s), y, "DS-EST-004")
