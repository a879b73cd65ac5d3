"""DS-LAY: dims set beside inputs, loops backwards or without iterations, types that are kept, and scattered updates."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from dynshape_fixtures import Program
from dynshape_fixtures.arrays import ramp

from ..adapter import Dims
from ..case import Trial, control, negative, positive
from .expect import results_of
from .lay_fill import fill, fill_by_inputs
from .lay_loop import Loop
from .lay_reduce import axes_of, reduce
from .lay_resize import resize
from .lay_settings import check, then
from .samples import Make, Sample, Typed, computed, context_of, dims_at, gives_dims, refused_layer

RUN = ("execution",)


@positive("DS-LAY-048")
def dims_of_fills_set_again(t: Trial) -> None:
    """Dims that are set again count, beside inputs for alpha and beta too."""
    for by_inputs in (False, True):
        for steps, wanted in (([(6,)], (6,)), ([(6,), (2,)], (2,)), ([(0,), (4,), (7,)], (7,))):
            with t.subcase(by_inputs=by_inputs, steps=steps):

                def make(program: Program, steps: Sequence[Dims] = steps, by_inputs: bool = by_inputs) -> str:
                    made = fill_by_inputs("LINSPACE", 1, [2])(program) if by_inputs else fill((4,))(program)
                    assert isinstance(made, str)
                    for dims in steps:
                        program.set_property(made, "shape", list(dims))
                    return made

                gives_dims(t, make, [], wanted)


@positive("DS-LAY-046", features=RUN)
def lines_along_four_axes(t: Trial) -> None:
    """By inputs each of four axes has its own step."""
    for dtype in ("float32", "int32"):
        for steps, dims in (([8, 4, 2, 1], (2, 2, 2, 2)), ([-1, 0, 5, -7], (1, 3, 2, 4))):
            with t.subcase(dtype=dtype, dims=dims):
                got = computed(t, {"": Sample(fill_by_inputs("LINSPACE", 3, steps, dtype, dims), ())})[""]
                want = 3 + sum(np.indices(dims)[axis] * step for axis, step in enumerate(steps))
                t.close(got, np.asarray(want), 0)


@positive("DS-LAY-055", needs=("DS-LAY-056",), features=RUN)
def backwards_from_the_trip_count(t: Trial) -> None:
    """In reverse an iterator begins at the trip count, also where the axis is longer (`IIteratorLayer::setReverse`)."""
    x = ramp((5, 4), 1)
    for axis in range(2):
        for trips in (1, 2, 4):
            with t.subcase(axis=axis, trips=trips):
                loop = Loop((5, 4))
                loop.count(trips)
                part = loop.boundary("iterator", loop.x, axis=axis, reverse=True)
                want = np.moveaxis(x, axis, 0)[:trips][::-1]
                t.close(loop.run(t, x, loop.output(part, "CONCATENATE", 0, trips)), np.asarray(want), 0)


@positive("DS-LAY-056", features=RUN)
def nothing_put_together_while(t: Trial) -> None:
    """A condition that is false from the start: outputs of length 0 are empty, and states as they were."""
    x = ramp((2, 3), 5)
    for kind in ("CONCATENATE", "REVERSE"):
        for axis in range(3):
            with t.subcase(kind=kind, axis=axis):
                loop = Loop()
                loop.below(1.0)
                dims = (*x.shape[:axis], 0, *x.shape[axis:])
                t.close(loop.run(t, x, loop.output(loop.next, kind, axis, 0)), np.zeros(dims, np.float32), 0)
    with t.subcase(kind="LAST_VALUE"):
        loop = Loop()
        loop.below(1.0)
        t.close(loop.run(t, x, loop.output(loop.state, "LAST_VALUE")), x, 0)


@positive("DS-LAY-055", needs=("DS-LAY-056",), features=RUN)
def states_of_truth(t: Trial) -> None:
    """A recurrence carries Bool from one iteration to the next."""
    x = np.array([True, False, True])
    for trips in (0, 1, 2, 5):
        with t.subcase(trips=trips):
            program = Program()
            given = program.input("x", "bool", (3,))
            loop = program.layer("loop", [])
            program.layer("trip_limit", [program.constant(trips, "int32")], {"loop": loop, "kind": "COUNT"})
            state = program.layer("recurrence", [given], {"loop": loop})
            program.set_input(state, 1, program.unary(state, "NOT"))
            program.mark_output(program.layer("loop_output", [state], {"loop": loop, "kind": "LAST_VALUE"}), "y")
            got = results_of(t, t.context(program), {"x": x})["y"]
            t.equal(got.tolist(), (x ^ bool(trips % 2)).tolist())


@positive("DS-LAY-060")
def types_of_top_k(t: Trial) -> None:
    """Values have the type of the data, indices are Int32."""
    for dtype in ("float32", "float16"):
        with t.subcase(dtype=dtype):
            program = Program()
            layer = program.layer("topk", [program.input("x", dtype, (3, 4))], {"op": "MAX", "k": 2, "axes": 2})
            program.mark_output(layer, "values")
            program.mark_output(f"{layer}:1", "indices")
            definition = t.define(program)
            t.equal(definition.tensor_dtype(layer), dtype)
            t.equal(definition.tensor_dtype(f"{layer}:1"), "int32")


def scattered(mode: str) -> Make:
    """A scatter layer."""
    return lambda program, x, i, u: program.layer("scatter", [x, i, u], {"mode": mode})


SCATTERS: tuple[tuple[str, Dims, Dims, Dims], ...] = (
    ("ELEMENT", (3, 4), (2, 4), (2, 4)),
    ("ELEMENT", (3, 4), (5, 2), (5, 2)),
    ("ND", (3, 4), (5, 1), (5, 4)),
    ("ND", (3, 4), (5, 2), (5,)),
    ("ND", (3, 4, 6), (2, 5, 2), (2, 5, 6)),
)
"""Mode, and dims of data, indices and updates that go together."""


@control("DS-LAY-068")
def updates_that_fit(t: Trial) -> None:
    """Updates of the dims that the indices ask for are accepted, and the output has the dims of the data."""
    for mode, data, indices, updates in SCATTERS:
        with t.subcase(mode=mode, data=data, indices=indices):
            inputs: list[Typed] = [("float32", data), ("int32", indices), ("float32", updates)]
            gives_dims(t, scattered(mode), inputs, data, "float32")


@negative("DS-LAY-068")
def updates_that_do_not_fit(t: Trial) -> None:
    """Updates are of the type of the data, and of the dims that the indices ask for (`IScatterLayer`)."""
    for mode, data, indices, updates in SCATTERS:
        wrong = {
            "rank": ("float32", (*updates, 1)),
            "extent": ("float32", (updates[0] + 1, *updates[1:])),
            "type": ("int32", updates),
        }
        for what, typed in wrong.items():
            with t.subcase(mode=mode, data=data, indices=indices, wrong=what):
                refused_layer(t, scattered(mode), [("float32", data), ("int32", indices), typed], "DS-LAY-068")


@positive("DS-LAY-068", features=RUN)
def scattered_by_triples(t: Trial) -> None:
    """An index tuple of three counts the axes from the first."""
    x = ramp((3, 3, 3), 1)
    at = np.array([[0, 1, 2], [2, 2, 0], [1, 0, 0]], np.int32)
    updates = np.array([-1, -2, -3], np.float32)
    want = x.copy()
    want[tuple(at.T)] = updates
    check(t, {"ND": (Sample(scattered("ND"), (x, at, updates)), want)})


@positive("DS-LAY-041", needs=("DS-LAY-042",), features=RUN)
def kept_axes_of_nothing(t: Trial) -> None:
    """A reduced axis that is kept has length 1, though it had no element."""
    samples = {}
    for dims in ((0,), (0, 3), (2, 0, 3), (0, 0)):
        x = np.zeros(dims, np.float32)
        for mask in range(1, 1 << len(dims)):
            gone = axes_of(mask)
            samples[f"{dims},{mask}"] = Sample(reduce("SUM", mask, True), (x,)), x.sum(gone, keepdims=True)
            with t.subcase(dims=dims, mask=mask):
                wanted = tuple(1 if axis in gone else extent for axis, extent in enumerate(dims))
                gives_dims(t, reduce("SUM", mask, True), [("float32", dims)], wanted)
    check(t, samples)


@positive("DS-LAY-036", features=("contexts",))
def scaled_to_nothing(t: Trial) -> None:
    """Where the product is below 1 its floor is 0: an axis without elements."""
    context = context_of(t, resize(scales=(2.0, 0.25)), ("float32",), ((3, 8),), ((1, 1),))
    for dims, wanted in (((3, 8), (6, 2)), ((3, 4), (6, 1)), ((3, 3), (6, 0)), ((1, 1), (2, 0)), ((2, 7), (4, 1))):
        with t.subcase(dims=dims):
            dims_at(t, context, (dims,), wanted)


@negative("DS-LAY-044")
def axes_before_the_first(t: Trial) -> None:
    """The axis of a concatenation is counted from the first; there is none below 0."""
    for axis in (-1, -2, -3):
        with t.subcase(axis=axis):
            refused_layer(t, then("concatenation", {}, [("axis", axis)]), [("float32", (2, 3))] * 2, "DS-LAY-044")
