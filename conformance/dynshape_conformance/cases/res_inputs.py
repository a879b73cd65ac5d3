"""DS-RES: dims that a layer is given as inputs must fit its data, at the build and at run time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dynshape_fixtures.arrays import ramp

from ..adapter import Dims
from ..case import Range, Trial, control, negative, positive
from .sketch import Sketch, use

SET = ("DS-SIO-003",)
ROWS: Range = ((2, 4), (4, 6), (8, 12))


@dataclass(frozen=True)
class Layer:
    """x and values d (2) through a layer; values that fit the least, best and greatest dims of x, or do not."""

    make: Callable[[Sketch], str]
    low: Dims
    best: Dims
    high: Dims
    bad_low: Dims
    bad_best: Dims
    bad_high: Dims
    clause: str

    def sketch(self, t: Trial) -> Sketch:
        """The network; its output is y."""
        s = Sketch(t)
        s.input("x", "float32", (-1, -1))
        s.numbers("d")
        s.mark_output(self.make(s), "y")
        return s


def _slice(index: int) -> Callable[[Sketch], str]:
    def make(s: Sketch) -> str:
        y = s.slice("x", [0, 0], [2, 2], [1, 1])
        s.set_input(y, index, "d")
        return y

    return make


LAYERS: dict[str, Layer] = {
    "shuffle": Layer(lambda s: s.shuffle("x", "d"), (1, 8), (3, 8), (6, 16), (1, 7), (3, 9), (6, 15), "DS-LAY-028"),
    "slice,start": Layer(_slice(1), (0, 1), (2, 4), (6, 10), (0, 3), (3, 4), (6, 11), "DS-LAY-009"),
    "slice,size": Layer(_slice(2), (1, 4), (4, 6), (8, 12), (1, 5), (4, 7), (8, 13), "DS-LAY-009"),
    "slice,stride": Layer(_slice(3), (0, 1), (2, 4), (7, 11), (2, 1), (4, 4), (7, 12), "DS-LAY-009"),
}
PLACES = ("min", "opt", "max")


def _values(layer: Layer, bad: str = "") -> Range:
    return (
        layer.bad_low if bad == "min" else layer.low,
        layer.bad_best if bad == "opt" else layer.best,
        layer.bad_high if bad == "max" else layer.high,
    )


@positive("DS-RES-006", needs=SET)
def values_that_fit_the_profile(t: Trial) -> None:
    """Values that fit the least, best and greatest dims build, without a warning."""
    for name, layer in LAYERS.items():
        with t.subcase(layer=name):
            built = t.definition(layer.sketch(t), [{"x": ROWS}], [{"d": _values(layer)}]).build()
            t.accepted(built)
            t.silent(built)
    for high in (2, 6):
        with t.subcase(layer="resize", high=high):
            s = Sketch(t)
            s.mark_output(s.resize(s.input("x", "float32", (-1, -1)), s.numbers("d")), "y")
            t.silent(t.definition(s, [{"x": ROWS}], [{"d": ((1, 1), (1, 1), (high, high))}]).build())


@negative("DS-RES-006", needs=SET)
def values_that_do_not_fit_the_profile(t: Trial) -> None:
    """Values that do not fit are found at the build: the best ones are refused, the ends at least warned about."""
    for name, layer in LAYERS.items():
        for bad in PLACES:
            with t.subcase(layer=name, bad=bad):
                built = t.definition(layer.sketch(t), [{"x": ROWS}], [{"d": _values(layer, bad)}]).build()
                if bad == "opt" or not built.ok:
                    t.refused(built, "DS-RES-006", "DS-PROF-008")
                else:
                    t.warned(built, "DS-RES-006", "DS-PROF-028")


@negative("DS-RES-006", needs=SET)
def resize_of_nothing(t: Trial) -> None:
    """Resize dims below zero are found in the same way."""
    for bad in ("min", "opt", "all"):
        with t.subcase(layer="resize", bad=bad):
            s = Sketch(t)
            s.mark_output(s.resize(s.input("x", "float32", (-1, -1)), s.numbers("d")), "y")
            ends: dict[str, Range] = {
                "min": ((-1, 1), (2, 2), (3, 3)),
                "opt": ((-1, 1), (-1, 2), (3, 3)),
                "all": ((-3, 1), (-3, 1), (-3, 1)),
            }
            built = t.definition(s, [{"x": ROWS}], [{"d": ends[bad]}]).build()
            if bad == "min" and built.ok:
                t.warned(built, "DS-RES-006", "DS-PROF-028")
            else:
                t.refused(built, "DS-RES-006", "DS-PROF-008")


@positive("DS-RES-007", needs=SET, features=("execution",))
def values_that_fit_at_run_time(t: Trial) -> None:
    """At run time values that fit the dims of the data are accepted, and computed with."""
    for name, layer in LAYERS.items():
        context = t.context(layer.sketch(t), [{"x": ROWS}], [{"d": ((-1, -1), layer.best, (99, 99))}])
        for dims, values in ((ROWS[0], layer.low), (ROWS[1], layer.best), (ROWS[2], layer.high)):
            with t.subcase(layer=name, dims=dims):
                t.accepted(context.set_dims("x", dims))
                t.accepted(context.set_values("d", values))
                wanted = values if name in ("shuffle", "slice,size") else (2, 2)
                t.equal(context.dims("y"), wanted)
                t.equal(context.infer({"x": ramp(dims)}).get()["y"].shape, wanted)


@negative("DS-RES-007", needs=SET, features=("contexts",))
def values_that_do_not_fit_at_run_time(t: Trial) -> None:
    """Values that do not fit leave the output without dims; those of other dims of the data do not count."""
    for name, layer in LAYERS.items():
        context = t.context(layer.sketch(t), [{"x": ROWS}], [{"d": ((-1, -1), layer.best, (99, 99))}])
        bad = [(ROWS[0], layer.bad_low), (ROWS[1], layer.bad_best), (ROWS[2], layer.bad_high), (ROWS[0], layer.high)]
        for dims, values in bad:
            with t.subcase(layer=name, dims=dims, values=values):
                t.accepted(context.set_dims("x", dims))
                t.accepted(context.set_values("d", values))
                t.refused(context.dims("y"), "DS-RES-007", layer.clause, channel="invalid dims")


@negative("DS-RES-007", needs=SET, features=("execution",))
def nothing_is_executed_that_does_not_fit(t: Trial) -> None:
    """Nor is anything executed, and afterwards values that fit are."""
    for name, layer in LAYERS.items():
        with t.subcase(layer=name):
            context = t.context(layer.sketch(t), [{"x": ROWS}], [{"d": ((-1, -1), layer.best, (99, 99))}])
            t.accepted(context.set_dims("x", ROWS[1]))
            t.accepted(context.set_values("d", layer.bad_best))
            t.refused(context.infer({"x": ramp(ROWS[1])}), "DS-RES-007", layer.clause)
            t.accepted(context.set_values("d", layer.best))
            t.accepted(context.infer({"x": ramp(ROWS[1])}))


@positive("DS-RES-008", needs=SET, features=("contexts",))
def found_at_run_time_only(t: Trial) -> None:
    """A network that is consistent at kMIN, kOPT and kMAX builds silently, and may be inconsistent in between."""
    for name, layer in LAYERS.items():
        with t.subcase(layer=name):
            definition = t.definition(layer.sketch(t), [{"x": ROWS}], [{"d": _values(layer)}])
            built = definition.build()
            t.silent(built)
            context = t.create_context(t.accepted(built))
            t.accepted(context.set_dims("x", ROWS[0]))
            t.accepted(context.set_values("d", layer.high))
            t.refused(context.dims("y"), "DS-RES-008", layer.clause, channel="invalid dims")


@negative("DS-RES-008")
def found_at_the_build(t: Trial) -> None:
    """What fits no data at all is found when the network is defined or built."""
    for name, dims in (("shuffle", (5, 5)), ("slice,size", (9, 13)), ("slice,start", (-1, 0))):
        with t.subcase(layer=name):
            s = Sketch(t)
            x = s.input("x", "float32", (4, 6))
            y = s.shuffle(x) if name == "shuffle" else s.slice(x, [0, 0], [1, 1], [1, 1])
            s.set_input(y, 2 if name == "slice,size" else 1, s.literal(*dims))
            s.mark_output(y, "y")
            t.refused(t.define(s).build(), "DS-RES-008", "DS-LAY-028", "DS-LAY-009")


@control("DS-RES-008")
def nothing_to_find(t: Trial) -> None:
    """With dims that fit the same networks build silently."""
    for name, dims in (("shuffle", (3, 8)), ("slice,size", (4, 6)), ("slice,start", (3, 5))):
        with t.subcase(layer=name):
            s = Sketch(t)
            x = s.input("x", "float32", (4, 6))
            y = s.shuffle(x) if name == "shuffle" else s.slice(x, [0, 0], [1, 1], [1, 1])
            s.set_input(y, 2 if name == "slice,size" else 1, s.literal(*dims))
            s.mark_output(y, "y")
            built = t.define(s).build()
            t.accepted(built)
            t.silent(built)


@positive("DS-RES-015", editions=("8.5", None))
def depth_of_one_hot(t: Trial) -> None:
    """The depth of a one-hot layer (8.5 and later) becomes a shape tensor; indices and values do not by that."""
    s = Sketch(t)
    indices, values = s.input("indices", s.integer, (-1,)), s.constant([0.0, 1.0], "float32")
    depth = s.scalar(4)
    definition = t.define(s)
    with t.subcase(layer="none"):
        t.equal(definition.is_shape_tensor(depth), False)
    change = Sketch(t, prefix="u")
    hot = change.layer("one_hot", [indices, values, depth], {"axis": -1})
    use(t, definition, change)
    with t.subcase(layer="one_hot"):
        t.equal(definition.is_shape_tensor(depth), True)
        t.equal([definition.is_shape_tensor(tensor).get() for tensor in (indices, values)], [False, False])
        t.equal(definition.tensor_dims(hot), (-1, 4))
