"""DS-RES: what is known of elements that are picked from the end, or filled in."""

from __future__ import annotations

from ..case import Trial, positive
from .sketch import Sketch, partly_read


def _dims(s: Sketch) -> str:
    """Three integers of which the second is known: (-1,3,-1)."""
    return s.shape(s.input("x", "float32", (-1, 3, -1)))


@positive("DS-RES-010", needs=("DS-RULE-015",))
def picked_from_the_end(t: Trial) -> None:
    """Elements that are picked by negative indices, or backwards, are known where those are that they are."""
    for indices, expected in (((-2,), (3,)), ((-1, -2, -3, 1), (-1, 3, -1, 3))):
        with t.subcase(indices=indices):
            s = Sketch(t)
            t.equal(partly_read(t, s, s.gather(_dims(s), s.literal(*indices))), expected)
    for start, size, known in ((2, 2, (-1, 3)), (1, 2, (3, -1))):
        with t.subcase(start=start, size=size):
            s = Sketch(t)
            t.equal(partly_read(t, s, s.slice(_dims(s), [start], [size], [-1])), known)


@positive("DS-RES-010", needs=("DS-RULE-015", "DS-LAY-012"))
def filled_in(t: Trial) -> None:
    """The zeros that a slice fills in are known, and the elements between them as before."""
    for start, size, expected in ((-1, 5, (0, -1, 3, -1, 0)), (1, 3, (3, -1, 0)), (-2, 4, (0, 0, -1, 3))):
        with t.subcase(start=start, size=size):
            s = Sketch(t)
            t.equal(partly_read(t, s, s.slice(_dims(s), [start], [size], [1], mode="FILL")), expected)
