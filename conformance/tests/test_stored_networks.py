"""What is stored of networks tells a wrong engine from a right one: the same inputs to a program with one fault."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from dynshape_conformance.adapters.reference import create
from dynshape_conformance.case import Trial
from dynshape_conformance.cases.stored import as_expected, context_of, results_at
from dynshape_conformance.outcome import ExpectationFailed
from dynshape_fixtures import Fixture, Program, load

FAULTS = [
    ("cnn", '"type": "MAX"', '"type": "AVERAGE"', ["kMIN", "kMAX"]),
    ("cnn", '"inputs": ["t2", "t6"]', '"inputs": ["t6", "t2"]', ["kMIN", "kMAX"]),
    ("cnn", '"NEAREST"}', '"NEAREST", "nearest_rounding": "CEIL"}', ["kMIN", "kMAX"]),
    ("cnn", '"axes": 12', '"axes": 4', ["kMIN", "kMAX"]),
    ("transformer_block", '"op": "AND"', '"op": "OR"', ["kOPT", "kMAX", "long kMAX"]),
    ("transformer_block", '"op": "NOT"', '"op": "ABS"', []),
    ("transformer_block", '"axes": 8', '"axes": 4', ["kOPT", "kMAX", "inside"]),
    ("transformer_block", '"op": "SQRT"', '"op": "ABS"', ["kMIN", "kOPT", "kMAX"]),
    ("transformer_block", '"SIGMOID"', '"TANH"', ["kMIN", "kOPT", "kMAX"]),
    ("detection_head", '"op": "GREATER"', '"op": "LESS"', ["kMIN", "kOPT", "kMAX", "none above", "all above"]),
    ("detection_head", '"k": 2', '"k": 2, "op": "MIN"', ["kOPT", "kMAX"]),
    ("recurrent_head", '"reverse": false', '"reverse": true', ["kOPT", "kMAX", "short"]),
    ("recurrent_head", '"CONCATENATE"', '"REVERSE"', ["kOPT", "kMAX", "short"]),
    ("recurrent_head", '"GREATER"', '"LESS"', ["kOPT", "kMAX", "inside"]),
]
"""A network, a text of its program, the text of a wrong one, and points at which it shows; none: it is refused."""


def failed_at(fixture: Fixture, program: Program) -> list[str]:
    """The points at which the reference gives something else for this program; raises where it is refused."""
    t = Trial(create("8.6"), "8.6")
    wrong = Fixture(**{**vars(fixture), "program": program})
    context = context_of(t, wrong)
    failed = []
    for point in wrong.points:
        try:
            as_expected(t, results_at(t, context, wrong, point), point)
        except ExpectationFailed:
            failed.append(point.place)
    return failed


@pytest.mark.parametrize(("name", "text", "other", "places"), FAULTS)
def test_a_fault_shows(name: str, text: str, other: str, places: Sequence[str]) -> None:
    fixture = load(name)
    right = json.dumps(fixture.program.operations)
    assert text in right
    wrong = Program(json.loads(right.replace(text, other)))
    if places:
        assert set(places) <= set(failed_at(fixture, wrong))
    else:
        with pytest.raises(ExpectationFailed):
            failed_at(fixture, wrong)


@pytest.mark.parametrize("name", sorted({name for name, *_ in FAULTS}))
def test_without_a_fault_nothing_shows(name: str) -> None:
    fixture = load(name)
    assert failed_at(fixture, fixture.program) == []
