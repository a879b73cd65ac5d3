"""Non-maximum suppression."""

from __future__ import annotations

import numpy as np

from ..dtypes import Array


class NmsKernels:
    """See `kernels.device.Device`."""

    def nms(
        self, boxes: Array, scores: Array, most: int, iou: float, least_score: float, center_sizes: bool, limit: int
    ) -> tuple[Array, Array]:
        """See `Device.nms`."""
        corners = _corners(boxes.astype(np.float64), center_sizes)
        if corners.ndim == 3:
            corners = corners[:, :, None, :]
        corners = np.broadcast_to(corners, (*scores.shape, 4))
        found = [_one_item(corners[item], scores[item], most, iou, least_score, limit) for item in range(len(scores))]
        rows = [np.insert(picked, 0, item, axis=1) for item, picked in enumerate(found)]
        selected = np.concatenate([*rows, np.zeros((0, 3), np.int64)])
        return selected, np.array(len(selected))


def _one_item(corners: Array, scores: Array, most: int, iou: float, least_score: float, limit: int) -> Array:
    # (class, box) of the boxes selected, by falling score.
    by_class = scores.T
    classes, boxes = np.nonzero(by_class > least_score)
    order = np.argsort(-scores[boxes, classes].astype(np.float64), kind="stable")[:limit]
    classes, boxes = classes[order], boxes[order]
    selected = np.zeros(order.size, np.bool_)
    for one in np.unique(classes):
        members = np.nonzero(classes == one)[0]
        selected[members[_greedy(corners[boxes[members], one], most, iou)]] = True
    return np.stack([classes[selected], boxes[selected]], axis=1)


def _greedy(corners: Array, most: int, iou: float) -> list[int]:
    kept: list[int] = []
    left = np.arange(len(corners))
    while left.size and len(kept) < most:
        best, left = int(left[0]), left[1:]
        kept.append(best)
        left = left[_overlap(corners[best], corners[left]) <= iou]
    return kept


def _overlap(one: Array, others: Array) -> Array:
    # Intersection over union; 0 where there is no area at all.
    low, high = np.maximum(one[:2], others[:, :2]), np.minimum(one[2:], others[:, 2:])
    common = np.prod(np.maximum(high - low, 0), axis=1)
    union = np.prod(one[2:] - one[:2]) + np.prod(others[:, 2:] - others[:, :2], axis=1) - common
    return np.asarray(np.divide(common, union, out=np.zeros_like(common), where=union > 0))


def _corners(boxes: Array, center_sizes: bool) -> Array:
    # Least and greatest corner of each box.
    a, b = boxes[..., :2], boxes[..., 2:]
    if center_sizes:
        a, b = a - b / 2, a + b / 2
    return np.concatenate([np.minimum(a, b), np.maximum(a, b)], axis=-1)
