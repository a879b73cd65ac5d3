"""DS-PROF: kOPT must be executable, kMIN and kMAX are warned about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from dynshape_fixtures.networks import add_network, join_network, product_network, reshape_network
from dynshape_fixtures.program import Program

from ..adapter import Dims
from ..case import Range, Trial, control, negative, positive

Point = Mapping[str, Dims]


@dataclass(frozen=True)
class Example:
    """A network, dims of its inputs that it accepts and, where named bad, dims that it does not."""

    name: str
    program: Program
    low: Point
    best: Point
    high: Point
    bad_low: Point | None = None
    bad_best: Point | None = None
    bad_high: Point | None = None
    values: Mapping[str, Range] = field(default_factory=dict)

    def dims(self, low: Point | None = None, best: Point | None = None, high: Point | None = None) -> dict[str, Range]:
        """The profile with the good points, or those that are given instead."""
        points = low or self.low, best or self.best, high or self.high
        return {name: (points[0][name], points[1][name], points[2][name]) for name in self.low}


def rows_program() -> Program:
    """x (-1,-1) reshaped to (-1, 4): its volume must be a multiple of 4."""
    program = Program()
    program.mark_output(program.shuffle(program.input("x", "float32", (-1, -1)), reshape_dims=[-1, 4]), "y")
    return program


def slice_program() -> Program:
    """Elements 2, 3 and 4 of x (-1): it must have five at least."""
    program = Program()
    program.mark_output(program.slice(program.input("x", "float32", (-1,)), (2,), (3,), (1,)), "y")
    return program


def reduced_program() -> Program:
    """The row sums of a, plus b: the fault lies two layers deep."""
    program = Program()
    a, b = program.input("a", "float32", (-1, -1)), program.input("b", "float32", (-1,))
    program.mark_output(program.elementwise(program.reduce(a, "SUM", 2, False), b, "SUM"), "y")
    return program


EXAMPLES = (
    Example(
        "elementwise",
        add_network(),
        low={"a": (2, 1), "b": (2, 1)},
        best={"a": (4, 4), "b": (4, 4)},
        high={"a": (8, 8), "b": (8, 8)},
        bad_low={"a": (2, 1), "b": (3, 1)},
        bad_best={"a": (4, 4), "b": (5, 4)},
        bad_high={"a": (9, 8), "b": (8, 8)},
    ),
    Example(
        "matrix_multiply",
        product_network(),
        low={"a": (1, 2), "b": (2, 1)},
        best={"a": (4, 4), "b": (4, 4)},
        high={"a": (8, 8), "b": (8, 8)},
        bad_low={"a": (1, 2), "b": (3, 1)},
        bad_best={"a": (4, 4), "b": (5, 4)},
        bad_high={"a": (8, 9), "b": (8, 8)},
    ),
    Example(
        "concatenation",
        join_network(),
        low={"a": (1, 2), "b": (1, 2)},
        best={"a": (4, 4), "b": (5, 4)},
        high={"a": (8, 8), "b": (9, 8)},
        bad_low={"a": (1, 2), "b": (1, 3)},
        bad_best={"a": (4, 4), "b": (4, 5)},
        bad_high={"a": (8, 8), "b": (8, 9)},
    ),
    Example(
        "reshape",
        rows_program(),
        low={"x": (1, 4)},
        best={"x": (4, 4)},
        high={"x": (8, 8)},
        bad_low={"x": (1, 3)},
        bad_best={"x": (5, 5)},
        bad_high={"x": (9, 9)},
    ),
    Example(
        "slice",
        slice_program(),
        low={"x": (5,)},
        best={"x": (6,)},
        high={"x": (8,)},
        bad_low={"x": (4,)},
    ),
    Example(
        "second_layer",
        reduced_program(),
        low={"a": (2, 1), "b": (2,)},
        best={"a": (4, 4), "b": (4,)},
        high={"a": (8, 8), "b": (8,)},
        bad_low={"a": (2, 1), "b": (3,)},
        bad_best={"a": (4, 4), "b": (5,)},
        bad_high={"a": (8, 8), "b": (9,)},
    ),
    Example(
        "shape_values",
        reshape_network(),
        low={"x": (1, 4)},
        best={"x": (4, 4)},
        high={"x": (8, 8)},
        bad_low={"x": (1, 3)},
        bad_best={"x": (4, 5)},
        bad_high={"x": (9, 8)},
        values={"d": ((1, 4), (2, 8), (8, 8))},
    ),
)


def inconsistent_ends(example: Example) -> Iterator[tuple[str, dict[str, Range]]]:
    """Profiles of which kOPT is good and kMIN, kMAX or both are not."""
    if example.bad_low is not None:
        yield "min", example.dims(low=example.bad_low)
    if example.bad_high is not None:
        yield "max", example.dims(high=example.bad_high)
    if example.bad_low is not None and example.bad_high is not None:
        yield "both", example.dims(low=example.bad_low, high=example.bad_high)


@positive("DS-PROF-008", needs=("DS-PROF-007",))
def valid_input_shapes(t: Trial) -> None:
    """A profile whose shapes are valid input shapes for the network builds."""
    for example in EXAMPLES:
        with t.subcase(network=example.name):
            t.accepted(t.definition(example.program, [example.dims()], [example.values]).build())


@negative("DS-PROF-008", needs=("DS-PROF-007",))
def opt_breaks_a_layer(t: Trial) -> None:
    """A profile whose opt shapes break a layer does not build."""
    for example in EXAMPLES:
        if example.bad_best is not None:
            with t.subcase(network=example.name):
                definition = t.definition(example.program, [example.dims(best=example.bad_best)], [example.values])
                t.refused(definition.build(), "DS-PROF-008", "DS-PROF-028", channel="None")


@negative("DS-PROF-008", needs=("DS-PROF-009",))
def opt_of_a_later_profile_breaks_a_layer(t: Trial) -> None:
    """It is enough that the opt shapes of one of several profiles break a layer."""
    example = EXAMPLES[0]
    for profiles in (2, 3):
        for bad in range(profiles):
            with t.subcase(profiles=profiles, bad=bad):
                dims = [example.dims(best=example.bad_best if k == bad else None) for k in range(profiles)]
                t.refused(t.definition(example.program, dims).build(), "DS-PROF-008", "DS-PROF-028", channel="None")


@negative("DS-PROF-008", needs=("DS-PROF-007",))
def opt_values_break_a_layer(t: Trial) -> None:
    """A profile whose opt values of a shape input break a layer does not build."""
    for best in ((5, 3), (3, 3), (8, 4)):
        with t.subcase(opt=best):
            dims: dict[str, Range] = {"x": ((1, 4), (4, 4), (8, 8))}
            values: dict[str, Range] = {"d": ((1, 1), best, (8, 8))}
            definition = t.definition(reshape_network(), [dims], [values])
            t.refused(definition.build(), "DS-PROF-008", "DS-PROF-028", channel="None")


@positive("DS-PROF-028", needs=("DS-PROF-007",))
def ends_need_not_be_consistent(t: Trial) -> None:
    """With kOPT executable it builds, although kMIN or kMAX is not consistent across the inputs."""
    for example in EXAMPLES:
        for ends, dims in inconsistent_ends(example):
            with t.subcase(network=example.name, inconsistent=ends):
                t.accepted(t.definition(example.program, [dims], [example.values]).build())


@positive("DS-PROF-028", needs=("DS-PROF-007",))
def inconsistent_ends_are_warned_about(t: Trial) -> None:
    """A build warns about a kMIN or kMAX that is not consistent across the inputs."""
    for example in EXAMPLES:
        for ends, dims in inconsistent_ends(example):
            with t.subcase(network=example.name, inconsistent=ends):
                t.warned(t.definition(example.program, [dims], [example.values]).build(), "DS-PROF-028")


@positive("DS-PROF-028", needs=("DS-PROF-009",))
def inconsistent_ends_of_a_later_profile(t: Trial) -> None:
    """The warning comes for any of several profiles, and the engine is built."""
    example = EXAMPLES[3]
    for bad in range(3):
        with t.subcase(profile=bad):
            dims = [example.dims(low=example.bad_low if k == bad else None) for k in range(3)]
            built = t.definition(example.program, dims).build()
            t.accepted(built)
            t.warned(built, "DS-PROF-028")


@control("DS-PROF-028", needs=("DS-PROF-007",))
def consistent_ends_are_not_warned_about(t: Trial) -> None:
    """With kMIN, kOPT and kMAX all consistent there is no such warning."""
    for example in EXAMPLES:
        with t.subcase(network=example.name):
            t.silent(t.definition(example.program, [example.dims()], [example.values]).build())


@negative("DS-PROF-028", needs=("DS-PROF-007",))
def opt_must_be_executable(t: Trial) -> None:
    """With kOPT not executable the build is refused, though kMIN and kMAX are consistent."""
    for example in EXAMPLES:
        if example.bad_best is not None:
            with t.subcase(network=example.name):
                definition = t.definition(example.program, [example.dims(best=example.bad_best)], [example.values])
                t.refused(definition.build(), "DS-PROF-008", "DS-PROF-028")


@negative("DS-PROF-008", needs=("DS-PROF-007",))
def layers_added_after_a_build(t: Trial) -> None:
    """A layer that is added or given another input after a build counts in the next: it must fit kOPT as well."""
    for change in ("layer", "input"):
        for rows in (3, 5):
            with t.subcase(change=change, rows=rows):
                program = add_network((-1, 4), (-1, 4))
                total = program.operations[-1]["id"]
                program.input("c", "float32", (rows, 4))
                definition = t.definition(program, [dict.fromkeys("ab", ((1, 4), (3, 4), (9, 4)))])
                t.accepted(definition.build())
                more = Program(prefix="u")
                if change == "layer":
                    more.mark_output(more.elementwise(total, "c", "SUM"), "more")
                else:
                    more.set_input(total, 1, "c")
                for answer in definition.extend(more):
                    t.accepted(answer)
                if rows == 3:
                    t.accepted(definition.build())
                else:
                    t.refused(definition.build(), "DS-PROF-008", channel="None")
