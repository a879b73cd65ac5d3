"""Who is blamed for the death of a process, on processes that are only thought of."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from dynshape_conformance.worker.blame import REPEATS, culprit

Dies = Callable[[Sequence[str]], bool]


def test_the_last_case_if_it_dies_by_itself_in_the_end() -> None:
    def dies(cases: Sequence[str]) -> bool:
        return cases.count("gather") >= 30

    assert culprit(["gather"] * 29, "gather", dies) == "gather"


@pytest.mark.parametrize("place", [0, 1, 37, 98])
def test_an_earlier_case_whose_damage_shows_in_the_last(place: int) -> None:
    history = [f"case{number}" for number in range(99)]
    history[place] = "damaging"

    def dies(cases: Sequence[str]) -> bool:
        return "damaging" in cases and "victim" in cases[cases.index("damaging") :]

    assert culprit(history, "victim", dies) == "damaging"


def test_an_earlier_case_that_needs_many_times() -> None:
    history = ["a", "gather", "b"] * 20

    def dies(cases: Sequence[str]) -> bool:
        return cases.count("gather") >= 20

    assert culprit(history, "victim", dies) == "gather"


def test_two_that_only_together_are_deadly_cost_one() -> None:
    def dies(cases: Sequence[str]) -> bool:
        return {"one", "two", "victim"} <= set(cases)

    assert culprit(["one", "x", "two", "y"], "victim", dies) == "one"


def test_nobody_if_it_does_not_come_again() -> None:
    assert culprit(["a", "b"], "c", lambda cases: False) is None


def test_it_asks_few_times() -> None:
    asked: list[int] = []

    def dies(cases: Sequence[str]) -> bool:
        asked.append(len(cases))
        return "damaging" in cases and "victim" in cases

    history = [f"case{number}" for number in range(1000)]
    history[700] = "damaging"
    culprit(history, "victim", dies)
    assert len(asked) < 15
    assert asked[0] == REPEATS
