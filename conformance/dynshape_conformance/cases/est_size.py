"""DS-EST: format and number of elements of shape tensors."""

from __future__ import annotations

from collections.abc import Callable

from ..case import Range, Trial, choice, control, negative, positive
from .expect import refused_at_last
from .sketch import Sketch, pinned_values

STRICT = ("8.4", "8.4")


# DS-EST-021: formats

LINEAR, OTHERS = 1, (0b10, 0b100, 0b1000, 0b11, 0b1001)
"""Bit masks of ``allowed_formats``: bit 0 stands for LINEAR."""


def _formatted(t: Trial, formats: int, tensor: str) -> Sketch:
    s = Sketch(t)
    d = s.numbers("d")
    s.mark_output(s.shuffle(s.input("x", "float32", (6,)), d), "y")
    total = s.elementwise(d, s.literal(1, 1), "SUM")
    s.mark_output_for_shapes(total, "total")
    s.set_tensor({"input": d, "output": total}[tensor], "allowed_formats", formats)
    return s


@positive("DS-EST-021")
def row_major_shape_tensors(t: Trial) -> None:
    """Input and output shape tensors may be set to the linear format."""
    for tensor in ("input", "output"):
        with t.subcase(tensor=tensor):
            t.accepted(t.definition(_formatted(t, LINEAR, tensor), [{}], [pinned_values({"d": (2, 3)})]).build())


@negative("DS-EST-021")
def other_formats_of_shape_tensors(t: Trial) -> None:
    """Any other format, or linear as one of several, is refused."""
    for tensor in ("input", "output"):
        for formats in OTHERS:
            with t.subcase(tensor=tensor, formats=bin(formats)):
                definition = t.adapter.define(_formatted(t, formats, tensor))
                profile = t.profile(definition, {}, pinned_values({"d": (2, 3)}))
                t.accepted(definition.add_profile(profile))
                refused_at_last(t, definition, "d", "DS-EST-021")


# DS-EST-022: the number of elements


def _long_slice(s: Sketch, length: int) -> str:
    ones = s.constant([1] * 200, s.integer)
    return s.slice(ones, [0], [length], [1])


def _long_fill(s: Sketch, length: int) -> str:
    return s.integers(s.linspace(length))


LONG: dict[str, Callable[[Sketch, int], str]] = {"slice": _long_slice, "fill": _long_fill}


def _used_as_shape(t: Trial, kind: str, length: int) -> Sketch:
    s = Sketch(t)
    s.mark_output(s.filled(s.reduce(LONG[kind](s, length), "MAX", 1, True)), "y")
    return s


@positive("DS-EST-022", editions=STRICT)
def sixteen_elements(t: Trial) -> None:
    """Slices and fills of up to 16 elements may be shape tensors."""
    for kind in LONG:
        for length in (0, 1, 2, 15, 16) if kind == "slice" else (1, 2, 15, 16):
            with t.subcase(layer=kind, length=length):
                s = _used_as_shape(t, kind, length) if length else Sketch(t)
                if length == 0:
                    x = s.input("x", "float32", (1,))
                    s.mark_output(s.shuffle(x, _long_slice(s, 0)), "y")
                t.accepted(t.define(s).build())


@negative("DS-EST-022", editions=STRICT)
def seventeen_elements(t: Trial) -> None:
    """Those of 17 elements or more are refused as shape tensors."""
    for kind in LONG:
        for length in (17, 64, 65):
            with t.subcase(layer=kind, length=length):
                t.refused(t.define(_used_as_shape(t, kind, length)).build(), "DS-EST-022", "DS-LAY-049", channel="None")


@control("DS-EST-022", editions=STRICT)
def seventeen_elements_of_data(t: Trial) -> None:
    """As data the same tensors of 17 elements build."""
    for kind in LONG:
        with t.subcase(layer=kind):
            s = Sketch(t)
            s.mark_output(LONG[kind](s, 17), "y")
            t.accepted(t.define(s).build())


def _constant(s: Sketch, length: int) -> str:
    return s.constant([1] * length, s.integer)


def _input(s: Sketch, length: int) -> str:
    return s.numbers("a", length)


def _whole_slice(s: Sketch, length: int) -> str:
    return s.slice(_constant(s, length), [0], [length], [1])


ANY: dict[str, Callable[[Sketch, int], str]] = {**LONG, "constant": _constant, "input": _input}


def _values(kind: str, length: int) -> dict[str, Range]:
    return pinned_values({"a": (1,) * length}) if kind == "input" else {}


@positive("DS-EST-006", editions=("8.5", None))
def sixty_four_elements(t: Trial) -> None:
    """From 8.5 on every shape tensor may have 64 elements, slices and fills too."""
    for kind, make in {**ANY, "slice": _whole_slice}.items():
        for length in (17, 63, 64):
            with t.subcase(tensor=kind, length=length):
                s = Sketch(t)
                s.mark_output(s.filled(s.reduce(make(s, length), "MAX", 1, True)), "y")
                t.accepted(t.definition(s, [{}], [_values(kind, length)]).build())


@negative("DS-EST-006", editions=("8.5", "10"))
def sixty_five_elements(t: Trial) -> None:
    """More than 64 are none: a tensor marked for shapes, which has to be a shape tensor, is refused at last."""
    for kind in ("constant", "input"):
        for length in (65, 128):
            with t.subcase(tensor=kind, length=length):
                s = Sketch(t)
                total = s.elementwise(ANY[kind](s, length), s.literal(1), "SUM")
                s.mark_output_for_shapes(total, "total")
                definition = t.adapter.define(s)
                t.accepted(definition.add_profile(t.profile(definition, {}, _values(kind, length))))
                refused_at_last(t, definition, total, "DS-EST-006", "DS-EST-022", "DS-SIO-030")


@control("DS-EST-006", editions=("8.5", "10"))
def sixty_four_elements_marked(t: Trial) -> None:
    """With 64 the same tensor is accepted."""
    for kind in ("constant", "input"):
        with t.subcase(tensor=kind):
            s = Sketch(t)
            s.mark_output_for_shapes(s.elementwise(ANY[kind](s, 64), s.literal(1), "SUM"), "total")
            t.accepted(t.definition(s, [{}], [_values(kind, 64)]).build())


@choice("DS-EST-006", editions=("8.5", None))
def number_of_elements_later(t: Trial) -> None:
    """How many elements a shape tensor may have in later editions, and how more are answered."""
    for kind, make in ANY.items():
        for length in (16, 17, 64, 65):
            with t.subcase(tensor=kind, length=length):
                s = Sketch(t)
                s.mark_output(s.filled(s.reduce(make(s, length), "MAX", 1, True)), "y")
                t.chose("built" if t.definition(s, [{}], [_values(kind, length)]).build().ok else "refused")


@choice("DS-EST-023", editions=("8.5", None))
def value_computed_on_the_device(t: Trial) -> None:
    """Whether a value computed on the device may feed the dims of each layer that takes some."""
    for layer in ("shuffle", "resize", "fill", "slice"):
        with t.subcase(layer=layer):
            s = Sketch(t)
            x = s.input("x", "float32", (2, 3))
            d = s.execution_only(s.numbers("a"))
            if layer == "slice":
                y = s.slice(x, [0, 0], [1, 1], [1, 1])
                s.set_input(y, 2, d)
            else:
                y = s.filled(d) if layer == "fill" else (s.shuffle if layer == "shuffle" else s.resize)(x, d)
            s.mark_output(y, "y")
            t.chose("built" if t.define(s).build().ok else "refused")
