"""DS-RES: a build-time constant may be computed: constants are followed element by element."""

from __future__ import annotations

from collections.abc import Callable

from ..case import Trial, control, negative, positive
from .expect import refused_at_last
from .sketch import Sketch, at_least, partly_read

Make = Callable[[Sketch], str]
X = (-1, 3, -1)


def _shape(s: Sketch) -> str:
    """The dims of x (-1,3,-1)."""
    return s.shape(s.input("x", "float32", X))


def _pick(s: Sketch, index: int) -> str:
    return s.slice(_shape(s), [index], [1], [1])


def _is_3(s: Sketch, tensor: str) -> str:
    return s.elementwise(tensor, s.literal(3), "EQUAL")


def _plus(s: Sketch, addend: int) -> str:
    return s.elementwise(_shape(s), s.literal(addend), "SUM")


def _part(s: Sketch, tensor: str, index: int) -> str:
    return s.slice(tensor, [index], [1], [1])


CHANNELS: dict[str, Make] = {
    "literal": lambda s: s.literal(3),
    "sliced dims": lambda s: _pick(s, 1),
    "gathered dims": lambda s: s.gather(_shape(s), s.literal(1)),
    "sum": lambda s: s.elementwise(s.literal(1), s.literal(2), "SUM"),
    "dims plus": lambda s: _part(s, s.elementwise(_shape(s), s.literal(5, 0, 7), "SUM"), 1),
    "quotient": lambda s: s.elementwise(s.literal(10), _pick(s, 1), "DIV"),
    "concatenated": lambda s: _part(s, s.concatenation([_shape(s), s.numbers("n", 1)], 0), 1),
    "concatenated twice": lambda s: _part(s, s.concatenation([s.numbers("n", 2), _pick(s, 1)], 0), 2),
    "selected": lambda s: s.select(s.positive(s.literal(1)), s.literal(3), s.literal(4)),
    "selected by dims": lambda s: s.select(
        s.elementwise(_pick(s, 1), s.literal(3), "EQUAL"), s.literal(3), s.literal(7)
    ),
    "reduced": lambda s: s.reduce(s.literal(1, 2), "SUM", 1, True),
    "rounded": lambda s: s.integers(s.unary(s.constant([2.5], "float32"), "CEIL")),
    "activated": lambda s: s.integers(s.activation(s.constant([3.0], "float32"), "RELU")),
    "identity": lambda s: s.identity(_pick(s, 1)),
    "reshaped": lambda s: s.shuffle(_pick(s, 1), reshape_dims=[-1]),
    "filled": lambda s: _part(s, s.integers(s.linspace(4)), 3),
    "backwards": lambda s: s.slice(s.slice(_shape(s), [2], [3], [-1]), [1], [1], [1]),
    "dims of dims": lambda s: s.shape(_shape(s)),
    "floats and back": lambda s: s.integers(s.floats(_pick(s, 1))),
    "branch": lambda s: _branch(s),
}
"""Ways to the number 3 that no constant of the API need hold; those of dims pass by unknown extents."""


def _branch(s: Sketch) -> str:
    conditional = s.conditional(s.yes())
    three, four = s.entering(conditional, s.literal(2)), s.entering(conditional, s.literal(4))
    one = s.literal(1)
    return s.leaving(conditional, s.elementwise(three, one, "SUM"), s.elementwise(four, one, "SUM"))


UNKNOWN: dict[str, Make] = {
    "sliced dims": lambda s: _pick(s, 0),
    "gathered dims": lambda s: s.gather(_shape(s), s.literal(2)),
    "sum": lambda s: s.elementwise(_pick(s, 0), s.literal(2), "SUM"),
    "quotient": lambda s: s.elementwise(_pick(s, 2), _pick_of_another(s), "DIV"),
    "value": lambda s: s.numbers("n", 1),
    "index": lambda s: s.gather(s.literal(3, 4, 5), s.numbers("n", 1)),
    "selected": lambda s: s.select(s.positive(s.numbers("n", 1)), s.literal(3), s.literal(4)),
    "reduced": lambda s: s.reduce(_shape(s), "SUM", 1, True),
}


def _pick_of_another(s: Sketch) -> str:
    return s.slice(s.shape(s.input("other", "float32", (-1,))), [0], [1], [1])


def _convolved(s: Sketch, channels: str) -> str:
    """flat (-1) reshaped to (1, channels, 4, -1) and convolved with a kernel for 3 channels."""
    dims = s.concatenation([s.literal(1), channels, s.literal(4, -1)], 0)
    image = s.shuffle(s.input("flat", "float32", (-1,)), dims)
    arguments = {"num_output_maps": 2, "kernel_shape": [1, 1], "kernel": [1.0] * 6, "bias": []}
    y = s.layer("convolution_nd", [image], arguments)
    s.mark_output(y, "y")
    return y


@positive("DS-RES-009")
def computed_channels(t: Trial) -> None:
    """The channels of a convolution may come from a reshape whose dims are computed, as long as they are constant."""
    for name, make in CHANNELS.items():
        with t.subcase(channels=name):
            s = Sketch(t)
            y = _convolved(s, make(s))
            dims = t.define(s).tensor_dims(y).get()
            t.equal((dims[0], dims[1], dims[2]), (1, 2, 4))


@positive("DS-RES-009")
def convolution_of_computed_channels_builds(t: Trial) -> None:
    """Such a network builds: flat (-1) reshaped to (batch of x, 3, 4, -1) with a literal 3, or one of x's dims."""
    for name in ("literal", "sliced dims", "gathered dims", "dims plus"):
        with t.subcase(channels=name):
            s = Sketch(t)
            _convolved(s, CHANNELS[name](s))
            ranges = {"flat": ((12,), (24,), (48,))}
            if name != "literal":
                ranges["x"] = ((1, 3, 1), (2, 3, 4), (9, 3, 9))  # type: ignore[assignment]
            t.accepted(t.definition(s, [ranges]).build())


@negative("DS-RES-009", editions=("8.4", "9"))
def channels_known_at_run_time(t: Trial) -> None:
    """Where the same computation starts from what is not known, the channels are not constant: refused."""
    for name, make in UNKNOWN.items():
        with t.subcase(channels=name):
            s = Sketch(t)
            y = _convolved(s, make(s))
            refused_at_last(t, t.define(s), y, "DS-RES-009", "DS-RES-002")


def _branched_dims(s: Sketch) -> str:
    conditional = s.conditional(s.yes())
    dims, more = s.entering(conditional, _shape(s)), s.entering(conditional, s.literal(1, 1, 1))
    two = s.literal(2)
    return s.leaving(conditional, s.elementwise(dims, two, "SUM"), s.elementwise(more, two, "SUM"))


MIXTURES: dict[str, tuple[Make, tuple[int, ...]]] = {
    "dims": (_shape, (-1, 3, -1)),
    "plus": (lambda s: s.elementwise(_shape(s), s.literal(1, 2, 3), "SUM"), (-1, 5, -1)),
    "broadcast": (lambda s: s.elementwise(_shape(s), s.literal(2), "PROD"), (-1, 6, -1)),
    "of two": (lambda s: s.elementwise(_shape(s), s.shape(s.input("z", "float32", (4, 5, 6))), "MAX"), (-1, 5, -1)),
    "both unknown": (
        lambda s: s.elementwise(_shape(s), s.shape(s.input("z", "float32", (4, -1, 6))), "MAX"),
        (-1,) * 3,
    ),
    "concatenated": (lambda s: s.concatenation([s.numbers("n", 1), s.literal(3)], 0), (-1, 3)),
    "three parts": (lambda s: s.concatenation([s.literal(7), _shape(s), s.literal(8)], 0), (7, -1, 3, -1, 8)),
    "five parts": (
        lambda s: s.concatenation([s.literal(7), s.numbers("n", 1), _pick(s, 1), s.literal(8), s.numbers("m", 1)], 0),
        (7, -1, 3, 8, -1),
    ),
    "gathered": (lambda s: s.gather(_shape(s), s.literal(1, 0, 1)), (3, -1, 3)),
    "sliced": (lambda s: s.slice(_shape(s), [2], [2], [-1]), (-1, 3)),
    "slice of known": (lambda s: s.slice(_shape(s), [1], [1], [1]), (3,)),
    "selected": (
        lambda s: s.select(s.positive(s.literal(1, 0, 0)), s.literal(7, 8, 9), _shape(s)),
        (7, 3, -1),
    ),
    "selects": (
        lambda s: s.select(_is_3(s, _shape(s)), s.literal(1, 2, 4), s.literal(5, 6, 7)),
        (-1, 2, -1),
    ),
    "converted": (lambda s: s.integers(s.unary(s.floats(_shape(s)), "ABS")), (-1, 3, -1)),
    "negated twice": (
        lambda s: s.elementwise(s.literal(10), s.elementwise(s.literal(10), _shape(s), "SUB"), "SUB"),
        (-1, 3, -1),
    ),
    "activated": (lambda s: s.integers(s.activation(s.floats(_shape(s)), "RELU")), (-1, 3, -1)),
    "identity": (lambda s: s.identity(_shape(s)), (-1, 3, -1)),
    "reshaped": (lambda s: s.shuffle(_shape(s), reshape_dims=[3]), (-1, 3, -1)),
    "branch": (lambda s: _branched_dims(s), (-1, 5, -1)),
    "picked": (lambda s: s.gather(s.literal(7, 8, 9), s.concatenation([s.numbers("n", 1), s.literal(1)], 0)), (-1, 8)),
    "chain": (
        lambda s: s.slice(
            s.concatenation([s.elementwise(_shape(s), s.literal(4), "SUM"), s.literal(1)], 0), [1], [3], [1]
        ),
        (7, -1, 1),
    ),
}
"""Values of which some elements are known, with -1 for those that are not."""


@positive("DS-RES-010", needs=("DS-RULE-015",))
def element_by_element(t: Trial) -> None:
    """Every element that can be worked out is known, the others are not."""
    for name, (make, expected) in MIXTURES.items():
        with t.subcase(value=name):
            s = Sketch(t)
            t.equal(partly_read(t, s, make(s)), expected)


@positive("DS-RES-010")
def known_extents_of_a_reshape(t: Trial) -> None:
    """A reshape by a concatenation of an unknown value and 3 has dims (-1,3); so have resize and slice."""
    for layer in ("shuffle", "resize", "slice"):
        for order in ("unknown first", "known first"):
            with t.subcase(layer=layer, order=order):
                s = Sketch(t)
                parts = [s.numbers("n", 1), s.literal(3)]
                dims = s.concatenation(parts if order == "unknown first" else parts[::-1], 0)
                x = s.input("x", "float32", (-1, -1))
                if layer == "slice":
                    y = s.slice(x, [0, 0], [1, 1], [1, 1])
                    s.set_input(y, 2, dims)
                else:
                    y = s.shuffle(x, dims) if layer == "shuffle" else s.resize(x, dims)
                t.equal(t.define(s).tensor_dims(y), (-1, 3) if order == "unknown first" else (3, -1))


@negative("DS-RES-010")
def a_known_element_that_does_not_fit(t: Trial) -> None:
    """A known element counts though its neighbours are unknown: one that fits no data is refused."""
    s = Sketch(t)
    dims = s.concatenation([s.numbers("n", 1), s.literal(3)], 0)
    image = s.shuffle(s.input("flat", "float32", (-1,)), dims)
    fixed = s.input("fixed", "float32", (2, 5))
    y = s.elementwise(image, fixed, "SUM")
    s.mark_output(y, "y")
    refused_at_last(t, t.define(s), y, "DS-RES-010", "DS-LAY-001")


@control("DS-RES-010")
def an_unknown_element_fits(t: Trial) -> None:
    """With 5 in place of the 3 the same network is accepted."""
    s = Sketch(t)
    dims = s.concatenation([s.numbers("n", 1), s.literal(5)], 0)
    image = s.shuffle(s.input("flat", "float32", (-1,)), dims)
    y = s.elementwise(image, s.input("fixed", "float32", (2, 5)), "SUM")
    t.equal(t.define(s).tensor_dims(y), (2, 5))


@positive("DS-RES-011")
def known_dims_of_an_input(t: Trial) -> None:
    """The fixed dims of an input are constants of the analyser, at any place."""
    for dims in ((-1, 3, -1), (3, -1, 4), (-1, -1, 5), (2, 3, 4), (-1, 0, 1)):
        with t.subcase(dims=dims):
            s = Sketch(t)
            t.equal(partly_read(t, s, s.shape(s.input("x", "float32", dims))), dims)
            for axis, extent in enumerate(dims):
                s = Sketch(t)
                picked = s.gather(s.shape(s.input("x", "float32", dims)), s.literal(axis))
                t.equal(partly_read(t, s, picked), (extent,))


@positive("DS-RES-011")
def known_dims_of_a_layer(t: Trial) -> None:
    """So are those that follow through layers that compute on data."""
    makers: dict[str, tuple[Make, tuple[int, ...]]] = {
        "concatenation": (lambda s: s.concatenation(["x", "x"], 1), (-1, 6, -1)),
        "reduction": (lambda s: s.reduce("x", "SUM", 0b001, False), (3, -1)),
        "transpose": (lambda s: s.shuffle("x", first_transpose=[1, 2, 0]), (3, -1, -1)),
        "broadcast": (lambda s: s.elementwise("x", s.input("y", "float32", (5, 1, -1)), "SUM"), (5, 3, -1)),
        "convolution": (lambda s: _pooled(s), (-1, 3, -1)),
    }
    for name, (make, expected) in makers.items():
        with t.subcase(layer=name):
            s = Sketch(t)
            s.input("x", "float32", X)
            t.equal(partly_read(t, s, s.shape(make(s))), expected)


def _pooled(s: Sketch) -> str:
    image = s.shuffle("x", reshape_dims=[0, 0, 0, 1])
    pooled = s.layer("pooling_nd", [image], {"type": "MAX", "window_size": [1, 1]})
    return s.shuffle(pooled, reshape_dims=[0, 0, 0])


@negative("DS-RES-011")
def unknown_dims_stay_unknown(t: Trial) -> None:
    """What depends on a run-time dim is not known, whichever way round it comes."""
    for name, make in UNKNOWN.items():
        with t.subcase(value=name):
            s = Sketch(t)
            t.equal(partly_read(t, s, make(s)), (-1,))


@positive("DS-RES-010", needs=("DS-RULE-015",), editions=("8.5", None))
def reduced_row_by_row(t: Trial) -> None:
    """Of two rows (8.5 and later) the one that is known has a known sum, the other has not; columns alike."""
    for axis, expected in ((0, (-1, 11)), (1, (-1, 12))):
        with t.subcase(axis=axis):
            s = Sketch(t)
            rows = s.shuffle(s.concatenation([_part(s, _shape(s), 0), s.literal(3, 4, 8)], 0), reshape_dims=[2, 2])
            t.equal(partly_read(t, s, s.reduce(rows, "SUM", 1 << axis, False)), expected)


@negative("DS-RES-011", editions=("8.5", None))
def rank_2_in_between(t: Trial) -> None:
    """By way of two dims (8.5 and later) the elements that are known stay known, and no others."""
    s = Sketch(t)
    square = s.shuffle(s.concatenation([_shape(s), s.literal(8)], 0), reshape_dims=[2, 2], second_transpose=[1, 0])
    t.equal(partly_read(t, s, s.shuffle(square, reshape_dims=[4])), (-1, -1, 3, 8))
    t.true(at_least(t, "8.5"), "an edition with shape tensors of two dims")
