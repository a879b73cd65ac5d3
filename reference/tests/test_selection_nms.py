"""Non-maximum suppression, against its definition box by box."""

from __future__ import annotations

import dynshape_reference as trt
import numpy as np
import pytest
from reference_harness import Net
from selection_harness import Keeper, context_of


def overlap(a, b):
    low, high = np.maximum(a[:2], b[:2]), np.minimum(a[2:], b[2:])
    common = np.prod(np.maximum(high - low, 0))
    union = np.prod(a[2:] - a[:2]) + np.prod(b[2:] - b[:2]) - common
    return common / union if union > 0 else 0.0


def plain_nms(corners, scores, most, iou, least, limit):
    """The definition, box by box. ``corners``: (items, boxes, classes, 4), least corner first."""
    rows = []
    for item, (boxes, marks) in enumerate(zip(corners, scores, strict=True)):
        candidates = [
            (-marks[b, c], c, b) for b in range(len(boxes)) for c in range(marks.shape[1]) if marks[b, c] > least
        ]
        chosen: list[tuple[int, int]] = []
        for _, c, b in sorted(candidates)[:limit]:
            same = [other for cls, other in chosen if cls == c]
            if len(same) < most and all(overlap(boxes[other, c], boxes[b, c]) <= iou for other in same):
                chosen.append((c, b))
        rows += [(item, c, b) for c, b in chosen]
    return rows


def run_nms(boxes, scores, most, iou=None, least=None, center=False, limit=None):
    net = Net()
    tensors = [net.input("b", boxes.shape), net.input("s", scores.shape), net.const(most)]
    layer = net.network.add_nms(*tensors)
    if iou is not None:
        layer.set_input(3, net.const(iou, np.float32))
    if least is not None:
        layer.set_input(4, net.const(least, np.float32))
    if center:
        layer.bounding_box_format = trt.BoundingBoxFormat.CENTER_SIZES
    if limit is not None:
        layer.topk_box_limit = limit
    net.output(layer.get_output(0), "rows")
    net.output(layer.get_output(1), "count")
    context = context_of(net, b=boxes, s=scores)
    assert tuple(context.get_tensor_shape("rows")) == (-1, 3)
    keeper, count = Keeper(), np.zeros((), np.int32)
    context.set_output_allocator("rows", keeper)
    context.set_tensor_address("count", count)
    assert context.execute_async_v3(0), net.log.records
    rows = [tuple(row) for row in keeper.array().tolist()]
    assert int(count) == len(rows) == keeper.shapes[-1][0]
    items, number, classes = scores.shape
    assert context.get_max_output_size("rows") == items * classes * min(number, max(most, 0)) * 12
    return rows


def random_boxes(seed, *lead):
    rng = np.random.default_rng(seed)
    low = rng.random((*lead, 2)) * 4
    return np.concatenate([low, low + 0.5 + rng.random((*lead, 2)) * 3], axis=-1).astype(np.float32)


@pytest.mark.parametrize("per_class", [False, True])
@pytest.mark.parametrize(
    ("most", "iou", "least", "limit"),
    [(3, 0.3, 0.2, None), (10, None, None, None), (2, 0.5, None, 12), (0, 0.5, 0.1, None), (9, 1.0, 2.0, None)],
)
def test_nms_against_a_loop(per_class, most, iou, least, limit):
    boxes = random_boxes(4, 2, 12, *((3,) if per_class else ()))
    scores = np.round(np.random.default_rng(5).random((2, 12, 3)), 1).astype(np.float32)
    corners = boxes if per_class else np.repeat(boxes[:, :, None], 3, axis=2)
    thresholds = np.float32(iou or 0), np.float32(least or 0)
    expected = plain_nms(corners.astype(np.float64), scores, most, *thresholds, limit or 5000)
    assert run_nms(boxes, scores, most, iou, least, limit=limit) == expected


def test_nms_formats():
    boxes = random_boxes(6, 1, 8)
    scores = np.random.default_rng(7).random((1, 8, 2)).astype(np.float32)
    expected = run_nms(boxes, scores, 5, 0.4)
    assert run_nms(boxes[..., [2, 1, 0, 3]], scores, 5, 0.4) == expected, "any two opposite corners"
    centered = np.concatenate([(boxes[..., :2] + boxes[..., 2:]) / 2, boxes[..., 2:] - boxes[..., :2]], axis=-1)
    assert run_nms(centered, scores, 5, 0.4, center=True) == expected
