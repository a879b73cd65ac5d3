"""Networks whose inputs can be inconsistent with each other, by the layer where they clash."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dynshape_fixtures import Program
from dynshape_fixtures.networks import add_network, join_network, product_network, rows_network
from dynshape_fixtures.ranges import between

from ..adapter import Context, Dims
from ..case import Range, Trial

WIDE = between((-1, -1), 1, 9)

Vector = Mapping[str, Dims]


@dataclass(frozen=True)
class Network:
    """A network with input dims that are consistent, and the output's dims then, and some that are not."""

    program: Program
    ranges: Mapping[str, Range]
    output: str
    layer_clause: str
    consistent: Sequence[tuple[Vector, Dims]]
    inconsistent: Sequence[Vector]

    def context(self, t: Trial) -> Context:
        """A context of a new engine."""
        return t.context(self.program, [self.ranges])


def _pair(a: Dims, b: Dims) -> Vector:
    return {"a": a, "b": b}


def _sliced_network() -> Program:
    program = Program()
    x = program.input("x", "float32", (-1, 4))
    program.mark_output(program.slice(x, [1, 0], [3, 4], [1, 1]), "y")
    return program


def _late_network() -> Program:
    """The clash comes after two layers: the rows of a, reduced, against b."""
    program = Program()
    a, b = program.input("a", "float32", (-1, -1)), program.input("b", "float32", (-1,))
    reduced = program.unary(program.reduce(a, "SUM", 0b01, False), "NEG")
    program.mark_output(program.elementwise(reduced, b, "SUM"), "y")
    return program


def networks() -> dict[str, Network]:
    """By the layer where the inputs may clash."""
    wide, cube = {"a": WIDE, "b": WIDE}, {name: between((-1, -1, -1), 1, 9) for name in "ab"}
    return {
        "add": Network(
            add_network(),
            wide,
            "sum",
            "DS-LAY-001",
            [(_pair((2, 3), (2, 3)), (2, 3)), (_pair((2, 3), (1, 3)), (2, 3)), (_pair((1, 3), (4, 1)), (4, 3))],
            [_pair((2, 3), (4, 3)), _pair((3, 2), (3, 4)), _pair((1, 2), (5, 3)), _pair((9, 9), (8, 1))],
        ),
        "add,3": Network(
            add_network((-1, -1, -1), (-1, -1, -1)),
            cube,
            "sum",
            "DS-LAY-001",
            [(_pair((2, 3, 4), (2, 3, 4)), (2, 3, 4)), (_pair((2, 1, 4), (1, 3, 1)), (2, 3, 4))],
            [_pair((2, 3, 4), (5, 3, 4)), _pair((2, 3, 4), (2, 5, 4)), _pair((2, 3, 4), (2, 3, 5))],
        ),
        "join": Network(
            join_network(),
            wide,
            "joined",
            "DS-LAY-044",
            [(_pair((2, 3), (4, 3)), (6, 3)), (_pair((1, 1), (9, 1)), (10, 1))],
            [_pair((2, 3), (2, 4)), _pair((2, 3), (2, 1))],
        ),
        "product": Network(
            product_network(),
            wide,
            "product",
            "DS-LAY-058",
            [(_pair((2, 3), (3, 4)), (2, 4)), (_pair((9, 1), (1, 9)), (9, 9))],
            [_pair((2, 3), (4, 3)), _pair((2, 3), (2, 3)), _pair((2, 3), (1, 3))],
        ),
        "late": Network(
            _late_network(),
            {"a": WIDE, "b": between((-1,), 1, 9)},
            "y",
            "DS-LAY-001",
            [(_pair((7, 3), (3,)), (3,)), (_pair((7, 3), (1,)), (3,))],
            [_pair((3, 7), (3,)), _pair((7, 3), (7,))],
        ),
        "rows": Network(
            rows_network(4),
            {"x": between((-1,), 4, 20)},
            "y",
            "DS-LAY-027",
            [({"x": (8,)}, (2, 4)), ({"x": (20,)}, (5, 4))],
            [{"x": (5,)}, {"x": (10,)}, {"x": (19,)}],
        ),
        "slice": Network(
            _sliced_network(),
            {"x": between((-1, 4), 1, 9)},
            "y",
            "DS-LAY-009",
            [({"x": (4, 4)}, (3, 4)), ({"x": (9, 4)}, (3, 4))],
            [{"x": (3, 4)}, {"x": (1, 4)}],
        ),
    }
