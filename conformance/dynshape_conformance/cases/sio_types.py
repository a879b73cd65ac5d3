"""DS-SIO: types and dims of shape tensors at the boundary."""

from __future__ import annotations

from ..case import Trial, choice, control, negative, positive
from .expect import refused_at_last
from .sketch import Sketch, at_least, pinned_values

# DS-SIO-013 to DS-SIO-015, DS-SIO-030: types


def _input_of(t: Trial, dtype: str) -> tuple[Sketch, str]:
    s = Sketch(t)
    a = s.input("a", dtype, (2,))
    if dtype == "bool":
        dims = s.counted(s.identity(a))
    else:
        dims = s.convert(a, s.integer) if dtype != s.integer else s.identity(a)
    y = s.filled(dims)
    s.mark_output(y, "y")
    return s, y


def _output_of(t: Trial, dtype: str) -> tuple[Sketch, str]:
    s = Sketch(t)
    a = s.numbers("a")
    y = s.positive(a) if dtype == "bool" else s.convert(a, dtype)
    s.mark_output_for_shapes(y, "y")
    return s, y


def _boundary_type_refused(t: Trial, dtype: str, *clauses: str) -> None:
    for end, make in (("input", _input_of), ("output", _output_of)):
        with t.subcase(end=end, dtype=dtype):
            s, y = make(t, dtype)
            definition = t.adapter.define(s)
            profile = t.profile(definition, {}, {"a": ((1, 1), (1, 1), (1, 1))})
            t.accepted(definition.add_profile(profile))
            refused_at_last(t, definition, y, *clauses, "DS-SIO-013", "DS-SIO-030")


@positive("DS-SIO-013")
def integers_at_the_boundary(t: Trial) -> None:
    """Shape tensors of Int32 may be inputs and outputs; from 10 on those of Int64 too."""
    for dtype in ("int32", "int64") if at_least(t, "10") else ("int32",):
        for end, make in (("input", _input_of), ("output", _output_of)):
            with t.subcase(end=end, dtype=dtype):
                s, _ = make(t, dtype)
                t.accepted(t.definition(s, [{}], [{"a": ((1, 1), (1, 1), (1, 1))}]).build())


@negative("DS-SIO-013")
def other_types_at_the_boundary(t: Trial) -> None:
    """Shape tensors of other types may be neither; before 10 Int64 is no type of tensors at all."""
    for dtype in ("float32", "bool", "float16"):
        _boundary_type_refused(t, dtype, "DS-EST-009")
    if not at_least(t, "10"):
        with t.subcase(dtype="int64"):
            s = Sketch(t)
            s.input("a", "int64", (2,))
            t.true(not t.adapter.define(s).answers[0].ok, "Int64 refused as a type")


@negative("DS-SIO-014")
def floats_at_the_boundary(t: Trial) -> None:
    """Boundary shape tensors can't be Float."""
    _boundary_type_refused(t, "float32", "DS-SIO-014")


@negative("DS-SIO-015")
def bools_at_the_boundary(t: Trial) -> None:
    """Boundary shape tensors can't be Bool."""
    _boundary_type_refused(t, "bool", "DS-SIO-015")


@control("DS-SIO-014", needs=("DS-EST-009",))
def floats_inside(t: Trial) -> None:
    """Between two conversions a Float shape tensor is accepted."""
    s = Sketch(t)
    s.mark_output_for_shapes(s.integers(s.unary(s.floats(s.numbers("a")), "ABS")), "y")
    t.accepted(t.definition(s, [{}], [pinned_values({"a": (-1, 2)})]).build())


@control("DS-SIO-015", needs=("DS-EST-009",))
def bools_inside(t: Trial) -> None:
    """Between a comparison and a selection a Bool shape tensor is accepted."""
    s = Sketch(t)
    s.mark_output_for_shapes(s.counted(s.unary(s.positive(s.numbers("a")), "NOT")), "y")
    t.accepted(t.definition(s, [{}], [pinned_values({"a": (-1, 2)})]).build())


@positive("DS-SIO-030")
def rank_and_dims_of_a_shape_output(t: Trial) -> None:
    """What is marked for shapes may be a scalar or 1-D, of constant dims."""
    for dims in ((), (1,), (2,), (16,)):
        with t.subcase(dims=dims):
            s = Sketch(t)
            a = s.input("a", s.integer, dims)
            s.mark_output_for_shapes(s.identity(a), "y")
            count = dims[0] if dims else 1
            t.accepted(t.definition(s, [{}], [pinned_values({"a": (1,) * count})]).build())


@negative("DS-SIO-030")
def shape_output_of_two_dims(t: Trial) -> None:
    """One of two or more dims, or of dims that are not constant, is refused."""
    for dims in ((1, 2), (2, 2, 1), (-1,), (-1, 2)):
        with t.subcase(dims=dims):
            s = Sketch(t)
            x = s.input("x", s.integer, dims)
            y = s.elementwise(x, x, "SUM")
            s.mark_output_for_shapes(y, "y")
            definition = t.adapter.define(s)
            ones = tuple(1 if extent == -1 else extent for extent in dims)
            values = {} if -1 in dims else {"x": ((1,) * 2, (1,) * 2, (1,) * 2) if dims == (1, 2) else ((1,) * 4,) * 3}
            profile = t.profile(definition, {"x": (ones, ones, ones)}, values)
            t.accepted(definition.add_profile(profile))
            clauses = ("DS-SIO-030", "DS-EST-008", "DS-EST-010", "DS-SIO-005", "DS-SIO-003")
            refused_at_last(t, definition, y, *clauses)


@choice("DS-SIO-030")
def what_an_empty_shape_output_does(t: Trial) -> None:
    """A shape output without elements: whether it builds."""
    s = Sketch(t)
    s.mark_output_for_shapes(s.shape(s.input("x", "float32", ())), "y")
    t.chose("built" if t.define(s).build().ok else "refused")
