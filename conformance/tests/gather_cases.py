"""Cases that ask what TensorRT-RTX 1.4 and 1.7 die of when it is asked some thirty times in one process.

The clauses are borrowed. Each case asks a few times; between them there are cases that are innocent.
"""

from __future__ import annotations

from dynshape_conformance.case import Trial, choice
from dynshape_fixtures import Program


def dims_of_gather(t: Trial, times: int) -> None:
    for _ in range(times):
        program = Program()
        data = program.input("data", "float32", [2, 3, 4])
        index = program.constant(0, "int32")
        gathered = program.layer("gather_v2", [data, index], {"mode": "ND"})
        answer = t.adapter.define(program).tensor_dims(gathered)
        t.chose("refused" if answer.refusal is not None else "answered")


def innocent(t: Trial) -> None:
    program = Program()
    x = program.input("x", "float32", [2, 3])
    t.equal(t.define(program).tensor_dims(x), (2, 3))


@choice("DS-NET-001")
def innocent_first(t: Trial) -> None:
    """Asks nothing odd."""
    innocent(t)


@choice("DS-NET-002")
def gathers_a_few_times(t: Trial) -> None:
    """Asks a few times."""
    dims_of_gather(t, 5)


@choice("DS-NET-003")
def innocent_between(t: Trial) -> None:
    """Asks nothing odd."""
    innocent(t)


@choice("DS-NET-004")
def gathers_often(t: Trial) -> None:
    """Asks often enough."""
    dims_of_gather(t, 200)


@choice("DS-NET-005")
def innocent_last(t: Trial) -> None:
    """Asks nothing odd."""
    innocent(t)
