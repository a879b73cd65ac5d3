"""Non-maximum suppression on a device selects what NumPy does: ties, limits, overlaps at the threshold, no area."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from cuda_emulation import needs_compiler
from test_cuda_kernels import FLOATS, ON_GPU, Draw, compare, rounds

pytestmark = [] if ON_GPU else [needs_compiler]
LAUNCHES = ["best", "sort", "overlaps", "keep", "select", "rows"]


def selected(
    boxes: Any, scores: Any, most: int, iou: float, least: float = 0.0, centers: bool = False, limit: int = 5000
) -> list[str]:
    """The kernels that were launched; boxes and scores of one type."""
    return compare(
        lambda device, given: device.nms(given(boxes), given(scores), most, iou, least, centers, limit),
        boxes.dtype.name,
    )


def drawn(seed: Any, items: int, count: int, classes: int, dtype: str, by_class: bool = False) -> tuple[Any, Any]:
    """Boxes on a coarse grid, so that many coincide, and scores of which many are equal."""
    random = Draw(seed).random
    lead = (items, count, classes) if by_class else (items, count)
    boxes = random.integers(0, 12, (*lead, 4)).astype(dtype)
    scores = (random.integers(-4, 20, (items, count, classes)) / 16).astype(dtype)
    return boxes, scores


@rounds(*FLOATS)
@pytest.mark.parametrize("by_class", [False, True])
@pytest.mark.parametrize("centers", [False, True])
def test_what_is_selected(by_class: bool, centers: bool, dtype: str) -> None:
    for number, (items, count, classes) in enumerate([(1, 1, 1), (2, 40, 1), (3, 70, 4), (1, 65, 2), (2, 128, 3)]):
        boxes, scores = drawn((dtype, number), items, count, classes, dtype, by_class)
        for most, iou, least in ((5, 0.5, 0.0), (1000, 0.0, 0.25), (1, 1.0, -1.0), (3, 0.1, 0.3)):
            launched = selected(boxes, scores, most, iou, least, centers)
            assert [name.split("_")[1] for name in launched if name.startswith("nms")] == ["candidates", *LAUNCHES]


@rounds(*FLOATS)
def test_only_the_best_candidates_are_looked_at(dtype: str) -> None:
    boxes, scores = drawn(dtype, 2, 150, 3, dtype)
    scores[1] = 0.5
    for limit in (1, 7, 64, 65, 449, 450):
        selected(boxes, scores, 4, 0.3, limit=limit)


def test_more_items_than_a_grid_is_high(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dynshape_reference.kernels.cuda_suppressing.MOST_BLOCKS", 2)
    for items in (2, 3, 5):
        boxes, scores = drawn(items, items, 40, 3, "float32")
        selected(boxes, scores, 5, 0.5)


def test_more_candidates_than_a_block_has_threads() -> None:
    random = Draw("many").random
    boxes = random.random((1, 1500, 4)).astype(np.float32)
    scores = random.standard_normal((1, 1500, 2)).astype(np.float32)
    for limit in (1200, 3000):
        selected(boxes, scores, 900, 0.4, -3.0, limit=limit)


def test_an_overlap_of_the_threshold_itself_is_allowed() -> None:
    """Two squares of 9 and 3: the union is 9, a third of it common."""
    boxes = np.array([[[0, 0, 3, 3], [0, 0, 3, 1], [0, 1, 3, 2]]], np.float32)
    scores = np.array([[[0.75], [0.5], [0.25]]], np.float32)
    for iou in (1 / 3, np.nextafter(1 / 3, 0), np.float32(1 / 3).item()):
        selected(boxes, scores, 9, iou)


def test_numbers_that_are_none() -> None:
    boxes, scores = drawn("none", 2, 40, 2, "float32")
    random = Draw("places").random
    boxes[random.random(boxes.shape) < 0.1] = np.nan
    boxes[random.random(boxes.shape) < 0.05] = np.inf
    scores[random.random(scores.shape) < 0.1] = np.nan
    scores[random.random(scores.shape) < 0.05] = np.inf
    scores[random.random(scores.shape) < 0.1] = -0.0
    with np.errstate(invalid="ignore"):
        for iou in (0.0, 0.4, -1.0, np.nan):
            selected(boxes, scores, 20, iou, -0.1)
        selected(boxes, scores, 20, 0.4, np.nan)


def test_nothing_to_select() -> None:
    boxes, scores = drawn("nothing", 2, 10, 2, "float32")
    for items, count, classes in ((0, 10, 2), (2, 0, 2), (2, 10, 0)):
        launched = selected(boxes[:items, :count], scores[:items, :count, :classes], 3, 0.5)
        assert not any(name.startswith("nms") for name in launched)
    for most, least, limit in ((0, 0.0, 9), (-1, 0.0, 9), (3, 0.0, 0), (3, 99.0, 9)):
        selected(boxes, scores, most, 0.5, least, limit=limit)
