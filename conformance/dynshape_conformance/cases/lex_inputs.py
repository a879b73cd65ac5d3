"""DS-LEX: dims that layers take as inputs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from dynshape_fixtures.arrays import ramp

from ..case import Range, Trial, negative, positive
from .expect import refused_at_last
from .sketch import Sketch, values_between

RUN = ("contexts",)

# DS-LEX-004 to DS-LEX-007: dims as inputs


@positive("DS-LEX-004", features=("execution",))
def resize_to_values(t: Trial) -> None:
    """IResizeLayer takes the wanted output dims as its second input, at run time."""
    s = Sketch(t)
    s.mark_output(s.resize(s.input("x", "float32", (1, 1, 2, 3)), s.numbers("d", 4)), "y")
    context = t.context(s, [{}], [{"d": values_between(1, (1, 1, 4, 6), 9)}])
    x = ramp((1, 1, 2, 3))
    for dims in ((1, 1, 4, 6), (1, 1, 2, 3), (1, 1, 6, 9), (1, 1, 1, 1)):
        with t.subcase(dims=dims):
            t.accepted(context.set_values("d", dims))
            t.equal(context.dims("y"), dims)
            rows, columns = (np.arange(dims[axis]) * x.shape[axis] // dims[axis] for axis in (2, 3))
            t.close(context.infer({"x": x}).get()["y"], x[:, :, rows][:, :, :, columns].astype(np.float64), 0)


@negative("DS-LEX-004")
def resize_to_what_is_no_list_of_dims(t: Trial) -> None:
    """Input 1 has one integer for each axis; there is no third input."""
    makers: dict[str, Callable[[Sketch], str]] = {
        "too short": lambda s: s.literal(1, 1, 4),
        "too long": lambda s: s.literal(1, 1, 4, 6, 1),
        "scalar": lambda s: s.scalar(4),
        "floats": lambda s: s.constant([1.0, 1.0, 4.0, 6.0], "float32"),
        "negative": lambda s: s.literal(1, 1, -4, 6),
    }
    for name, make in makers.items():
        with t.subcase(dims=name):
            s = Sketch(t)
            y = s.resize(s.input("x", "float32", (1, 1, 2, 3)), make(s))
            s.mark_output(y, "y")
            refused_at_last(t, t.adapter.define(s), y, "DS-LEX-004", "DS-LAY-035")
    with t.subcase(dims="input 2"):
        s = Sketch(t)
        y = s.resize(s.input("x", "float32", (1, 1, 2, 3)), s.literal(1, 1, 4, 6))
        s.set_input(y, 2, s.literal(1, 1, 4, 6))
        refused_at_last(t, t.adapter.define(s), y, "DS-LEX-004", "DS-NET-022")


@positive("DS-LEX-005", features=RUN)
def reshape_to_values(t: Trial) -> None:
    """IShuffleLayer takes the reshape dims as its second input; their number is the rank."""
    for values in ((24,), (2, 12), (4, 1, 6), (1, 2, 3, 4), (1,) * 7 + (24,)):
        with t.subcase(values=values):
            s = Sketch(t)
            y = s.shuffle(s.input("x", "float32", (4, 6)), s.numbers("d", len(values)))
            s.mark_output(y, "y")
            context = t.context(s, [{}], [{"d": values_between(1, values, 24)}])
            t.accepted(context.set_values("d", values))
            t.equal(context.dims("y"), values)


@negative("DS-LEX-005")
def reshape_to_what_is_no_list_of_dims(t: Trial) -> None:
    """Input 1 is 1-D, of integers, and fits the volume; there is no third input."""
    makers: dict[str, Callable[[Sketch], str]] = {
        "scalar": lambda s: s.scalar(24),
        "matrix": lambda s: s.constant([4, 6], s.integer, (1, 2)),
        "floats": lambda s: s.constant([4.0, 6.0], "float32"),
        "volume": lambda s: s.literal(5, 5),
        "two wildcards": lambda s: s.literal(-1, -1),
        "negative": lambda s: s.literal(-4, -6),
    }
    for name, make in makers.items():
        with t.subcase(dims=name):
            s = Sketch(t)
            y = s.shuffle(s.input("x", "float32", (4, 6)), make(s))
            s.mark_output(y, "y")
            clauses = ("DS-LEX-005", "DS-LAY-033", "DS-LAY-027", "DS-LAY-028", "DS-EST-008")
            refused_at_last(t, t.adapter.define(s), y, *clauses)
    with t.subcase(dims="input 2"):
        s = Sketch(t)
        y = s.shuffle(s.input("x", "float32", (4, 6)), s.literal(6, 4))
        s.set_input(y, 2, s.literal(6, 4))
        refused_at_last(t, t.adapter.define(s), y, "DS-LEX-005", "DS-NET-022")


WIDE: dict[str, Range] = {"x": ((1, 1), (4, 6), (24, 24)), "y": ((1, 1), (3, 8), (24, 24))}


def _like(t: Trial) -> Sketch:
    """y (-1,-1) reshaped to the dims of x (-1,-1)."""
    s = Sketch(t)
    x, y = s.input("x", "float32", (-1, -1)), s.input("y", "float32", (-1, -1))
    s.mark_output(s.shuffle(y, s.shape(x)), "z")
    return s


@positive("DS-LEX-006", features=("execution",))
def reshaped_like_another(t: Trial) -> None:
    """y reshaped by the dims of x has the dims of x and the elements of y."""
    context = t.context(_like(t), [WIDE])
    for like, dims in (((4, 6), (3, 8)), ((24, 1), (1, 24)), ((2, 3), (6, 1)), ((5, 5), (5, 5))):
        with t.subcase(x=like, y=dims):
            t.accepted(context.set_dims("x", like))
            t.accepted(context.set_dims("y", dims))
            t.equal(context.dims("z"), like)
            y = ramp(dims)
            t.close(context.infer({"x": ramp(like), "y": y}).get()["z"], y.reshape(like).astype(np.float64), 0)


@positive("DS-LEX-006")
def reshaped_like_a_fixed_one(t: Trial) -> None:
    """Of fixed dims the result is known while the network is defined, at any rank."""
    for dims in ((), (1,), (2, 3), (3, 2, 1), (1, 2, 1, 3, 1, 1, 1, 1)):
        with t.subcase(dims=dims):
            s = Sketch(t)
            y = s.input("y", "float32", (int(np.prod(dims)),))
            t.equal(t.define(s).tensor_dims(y), (int(np.prod(dims)),))
            z = s.shuffle(y, s.shape(s.input("x", "float32", dims)))
            t.equal(t.define(s).tensor_dims(z), dims)


@negative("DS-LEX-006", features=RUN)
def reshaped_like_one_of_another_volume(t: Trial) -> None:
    """With another volume there is no result."""
    context = t.context(_like(t), [WIDE])
    for like, dims in (((4, 6), (3, 7)), ((1, 1), (1, 2)), ((24, 24), (24, 23))):
        with t.subcase(x=like, y=dims):
            t.accepted(context.set_dims("x", like))
            t.accepted(context.set_dims("y", dims))
            t.refused(context.dims("z"), "DS-LEX-006", "DS-LAY-028", channel="invalid dims")


@negative("DS-LEX-006")
def reshaped_like_a_fixed_one_of_another_volume(t: Trial) -> None:
    """With another fixed volume the network is refused."""
    s = Sketch(t)
    z = s.shuffle(s.input("y", "float32", (6,)), s.shape(s.input("x", "float32", (2, 2))))
    s.mark_output(z, "z")
    refused_at_last(t, t.define(s), z, "DS-LEX-006", "DS-LAY-028")


@positive("DS-LEX-007", features=("execution",))
def slice_by_values(t: Trial) -> None:
    """ISliceLayer takes start, size and stride as inputs 1, 2 and 3, any of them, at run time."""
    x = ramp((9,))
    for inputs in ((1,), (2,), (3,), (1, 2), (1, 3), (2, 3), (1, 2, 3)):
        s = Sketch(t)
        y = s.slice(s.input("x", "float32", (9,)), [1], [2], [2])
        for index in inputs:
            s.set_input(y, index, s.numbers(f"p{index}", 1))
        s.mark_output(y, "y")
        context = t.context(s, [{}], [{f"p{index}": ((-1,), (1,), (9,)) for index in inputs}])
        for start, size, stride in ((1, 2, 2), (0, 3, 4), (8, 1, 1), (8, 3, -1)):
            parameters = {1: start, 2: size, 3: stride}
            fixed = {1: 1, 2: 2, 3: 2}
            chosen = {index: parameters[index] if index in inputs else fixed[index] for index in fixed}
            coordinates = chosen[1] + np.arange(chosen[2]) * chosen[3]
            with t.subcase(inputs=inputs, start=start, size=size, stride=stride):
                for index in inputs:
                    t.accepted(context.set_values(f"p{index}", (parameters[index],)))
                if coordinates.min() < 0 or coordinates.max() > 8:
                    t.refused(context.dims("y"), "DS-LEX-007", "DS-LAY-009", channel="invalid dims")
                else:
                    t.equal(context.dims("y"), (chosen[2],))
                    t.close(context.infer({"x": x}).get()["y"], x[coordinates].astype(np.float64), 0)


@negative("DS-LEX-007")
def slice_by_what_is_no_list(t: Trial) -> None:
    """Each of these inputs has one integer for each axis."""
    makers: dict[str, Callable[[Sketch], str]] = {
        "too long": lambda s: s.literal(1, 1),
        "floats": lambda s: s.constant([1.0], "float32"),
        "scalar": lambda s: s.scalar(1),
    }
    for name, make in makers.items():
        for index in (1, 2, 3):
            with t.subcase(given=name, index=index):
                s = Sketch(t)
                y = s.slice(s.input("x", "float32", (9,)), [1], [2], [2])
                s.set_input(y, index, make(s))
                s.mark_output(y, "y")
                refused_at_last(t, t.adapter.define(s), y, "DS-LEX-007", "DS-LAY-007")
