"""DS-EST: the limits of shape tensors: rank, type, dims known at build time, format, number of elements."""

from __future__ import annotations

from collections.abc import Callable

from ..case import Range, Trial, choice, control, negative, positive
from .expect import refused_at_last
from .sketch import Sketch, at_least, classes, pinned_values

FLAGS = ("DS-RULE-034",)
STRICT = ("8.4", "8.4")
LIMITS = ("DS-EST-006", "DS-EST-008", "DS-EST-009", "DS-EST-010", "DS-EST-022")

# DS-EST-004: ranks


@positive("DS-EST-004")
def rank_at_build_time(t: Trial) -> None:
    """The rank of a tensor is known while the network is defined, though no extent is: as many as there are dims."""
    for rank in range(9):
        with t.subcase(rank=rank):
            s = Sketch(t)
            x = s.input("x", "float32", (1,) if rank == 0 else (-1,) * rank)
            d = s.shape(s.input("other", "float32", (-1,) * rank))
            tensors = {"shuffle": s.shuffle(x, d), "fill": s.filled(d)}
            definition = t.define(s)
            for tensor in tensors.values():
                t.equal(definition.tensor_dims(tensor), (-1,) * rank)


@negative("DS-EST-004")
def rank_unknown(t: Trial) -> None:
    """Dims whose number is known at run time only are refused, by every layer that takes dims."""
    for layer in ("shuffle", "fill", "slice of a shape"):
        with t.subcase(layer=layer):
            s = Sketch(t)
            d = s.input("d", s.integer, (-1,))
            if layer == "slice of a shape":
                d = s.slice(s.shape(s.input("z", "float32", (-1, -1, -1))), [0], [1], [1])
                s.set_input(d, 2, s.numbers("n", 1))
            y = s.filled(d) if layer == "fill" else s.shuffle(s.input("x", "float32", (6,)), d)
            s.mark_output(y, "y")
            definition = t.define(s)
            profile = t.profile(definition, {"d": ((1,), (2,), (3,))} if layer != "slice of a shape" else {})
            t.accepted(definition.add_profile(profile))
            clauses = ("DS-EST-004", "DS-EST-010", "DS-RULE-032", "DS-SIO-005")
            refused_at_last(t, definition, y, *clauses)


@negative("DS-EST-004")
def rank_above_8(t: Trial) -> None:
    """A rank that is known and above 8 is refused as well."""
    s = Sketch(t)
    y = s.shuffle(s.input("x", "float32", (1,)), s.literal(*(1,) * 9))
    s.mark_output(y, "y")
    refused_at_last(t, t.define(s), y, "DS-EST-004", "DS-NET-011")


# DS-EST-006, DS-EST-008 to DS-EST-010


def two_dimensional(s: Sketch) -> tuple[str, str]:
    """The integers of a (1,2), and the same as reshape dims."""
    a = s.input("a", s.integer, (1, 2))
    return a, s.shuffle(a, reshape_dims=[2])


def of_type(dtype: str) -> Callable[[Sketch], tuple[str, str]]:
    """The integers of a by way of another type, as reshape dims."""

    def make(s: Sketch) -> tuple[str, str]:
        tensor = s.convert(s.numbers("a"), dtype)
        return tensor, s.convert(tensor, s.integer)

    return make


def of_run_time_length(s: Sketch) -> tuple[str, str]:
    """A sum of numbers, however many they are, twice: two reshape dims."""
    a = s.input("a", s.integer, (-1,))
    total = s.reduce(a, "SUM", 1, True)
    return a, s.concatenation([total, total], 0)


def _shaped_by(t: Trial, make: Callable[[Sketch], tuple[str, str]]) -> tuple[Sketch, str, str]:
    s = Sketch(t)
    tensor, dims = make(s)
    y = s.shuffle(s.input("x", "float32", (6,)), dims)
    s.mark_output(y, "y")
    return s, tensor, y


@positive("DS-EST-006")
def limits_are_for_shape_tensors(t: Trial) -> None:
    """The limits are for shape tensors: as data, tensors of any rank, length and type are computed in the same way."""
    makers = {"2-D": two_dimensional, "run-time length": of_run_time_length, "half": of_type("float16")}
    for name, make in makers.items():
        with t.subcase(tensor=name):
            s = Sketch(t)
            _, dims = make(s)
            s.mark_output(dims, "y")
            ranges = {"a": ((1,), (2,), (3,))} if name == "run-time length" else {}
            t.accepted(t.definition(s, [ranges]).build())


@negative("DS-EST-006")
def limits_of_shape_tensors(t: Trial) -> None:
    """The same computation as a shape is refused where the length is not known; by 8.4 also beyond 1-D, or in half."""
    makers: dict[str, Callable[[Sketch], tuple[str, str]]] = {"run-time length": of_run_time_length}
    if not at_least(t, "8.5"):
        makers = {"2-D": two_dimensional, "half": of_type("float16"), **makers}
    for name, make in makers.items():
        with t.subcase(tensor=name):
            s, _, y = _shaped_by(t, make)
            refused_at_last(t, t.define(s), y, *LIMITS, "DS-SIO-005")


@positive("DS-EST-008", editions=STRICT)
def rank_0_and_1(t: Trial) -> None:
    """A shape tensor may have rank 0 or 1."""
    for rank in (0, 1):
        with t.subcase(rank=rank):
            s = Sketch(t)
            a = s.input("a", s.integer, (1,) * rank)
            dims = s.shuffle(a, reshape_dims=[1]) if rank == 0 else a
            s.mark_output(s.shuffle(s.input("x", "float32", (6,)), dims), "y")
            definition = t.definition(s, [{}], [pinned_values({"a": (6,)})])
            t.equal(classes(definition, a), "S")
            t.accepted(definition.build())


@negative("DS-EST-008", editions=STRICT)
def rank_above_1(t: Trial) -> None:
    """A shape tensor of rank 2 or more is refused, be it an input, a constant or computed."""
    for kind in ("input", "constant", "computed"):
        for rank in (2, 3, 8):
            with t.subcase(tensor=kind, rank=rank):
                s = Sketch(t)
                dims = (1,) * (rank - 1) + (2,)
                if kind == "computed":
                    tensor = s.shuffle(s.numbers("a"), reshape_dims=list(dims))
                elif kind == "constant":
                    tensor = s.constant([2, 3], s.integer, dims)
                else:
                    tensor = s.input("a", s.integer, dims)
                y = s.shuffle(s.input("x", "float32", (6,)), s.shuffle(tensor, reshape_dims=[2]))
                s.mark_output(y, "y")
                values = {} if kind == "constant" else pinned_values({"a": (2, 3)})
                t.refused(t.definition(s, [{}], [values]).build(), "DS-EST-008", channel="None")


@choice("DS-EST-006", editions=("8.5", None))
def rank_above_1_later(t: Trial) -> None:
    """Which ranks of shape tensors build in later editions, as an input and inside of the network."""
    for kind in ("input", "computed"):
        for rank in (2, 3, 8):
            with t.subcase(tensor=kind, rank=rank):
                s = Sketch(t)
                dims = (1,) * (rank - 1) + (2,)
                a = s.input("a", s.integer, dims if kind == "input" else (2,))
                tensor = a if kind == "input" else s.shuffle(a, reshape_dims=list(dims))
                s.mark_output(s.shuffle(s.input("x", "float32", (6,)), s.shuffle(tensor, reshape_dims=[2])), "y")
                definition = t.definition(s, [{}], [pinned_values({"a": (2, 3)})])
                t.chose("built" if definition.build().ok else "refused")


@positive("DS-EST-009", needs=FLAGS)
def types_of_shape_tensors(t: Trial) -> None:
    """Inside of a network a shape tensor may be Int32, Float or Bool."""
    makers: dict[str, Callable[[Sketch, str], tuple[str, str]]] = {
        "int32": lambda s, a: (a, a),
        "float32": lambda s, a: (s.floats(a), ""),
        "bool": lambda s, a: (s.positive(a), ""),
    }
    for dtype, make in makers.items():
        with t.subcase(dtype=dtype):
            s = Sketch(t)
            tensor, dims = make(s, s.numbers("a"))
            if dtype != "int32":
                dims = s.integers(tensor) if dtype == "float32" else s.counted(tensor)
            y = s.shuffle(s.input("x", "float32", (6 if dtype != "bool" else 1,)), dims)
            s.mark_output(y, "y")
            definition = t.definition(s, [{}], [pinned_values({"a": (2, 3)})])
            t.equal(classes(definition, tensor), "S")
            t.accepted(definition.build())


@negative("DS-EST-009")
def other_types_of_shape_tensors(t: Trial) -> None:
    """An input shape tensor of type Int8 is refused."""
    s = Sketch(t)
    a = s.input("a", "int8", (2,))
    y = s.shuffle(s.input("x", "float32", (6,)), s.integers(s.floats(s.identity(a))))
    s.mark_output(y, "y")
    definition = t.adapter.define(s)
    t.accepted(definition.add_profile(t.profile(definition, {}, pinned_values({"a": (2, 3)}))))
    refused_at_last(t, definition, y, "DS-EST-009", "DS-SIO-013", "DS-LAY-057")


@negative("DS-EST-009", editions=STRICT)
def half_precision_in_between(t: Trial) -> None:
    """Between two conversions one of type Half is refused."""
    s, _, y = _shaped_by(t, of_type("float16"))
    definition = t.definition(s, [{}], [pinned_values({"a": (2, 3)})])
    refused_at_last(t, definition, y, "DS-EST-009")


@control("DS-EST-009")
def float_in_between(t: Trial) -> None:
    """Of type Float it is accepted."""
    s, _, _ = _shaped_by(t, of_type("float32"))
    t.accepted(t.definition(s, [{}], [pinned_values({"a": (2, 3)})]).build())


@positive("DS-EST-010")
def dims_known_at_build_time(t: Trial) -> None:
    """Shape tensors of known dims build: given, computed, and of an input of which only the extents are unknown."""
    s = Sketch(t)
    x = s.input("x", "float32", (-1, -1))
    dims = s.concatenation([s.slice(s.shape(x), [1], [1], [1]), s.slice(s.shape(x), [0], [1], [1])], 0)
    s.mark_output(s.shuffle(x, dims), "y")
    t.accepted(t.definition(s, [{"x": ((1, 1), (2, 3), (9, 9))}]).build())


@negative("DS-EST-010")
def dims_of_a_shape_tensor_unknown(t: Trial) -> None:
    """A shape tensor whose length is known at run time only is refused: an input, and what is computed of it."""
    for kind in ("input", "sum", "dims"):
        with t.subcase(tensor=kind):
            s = Sketch(t)
            a = s.input("a", s.integer, (-1,))
            tensor = s.elementwise(a, a, "SUM") if kind == "sum" else a
            if kind == "dims":
                y = s.shuffle(s.input("x", "float32", (6,)), tensor)
            else:
                y = s.filled(s.reduce(tensor, "SUM", 1, True))
            s.mark_output(y, "y")
            values: dict[str, Range] = {"a": ((1,), (1,), (1,))}
            definition = t.definition(s, [values], [values])
            refused_at_last(t, definition, y, "DS-EST-010", "DS-EST-004", "DS-SIO-005")
