"""Non-maximum suppression on a device (``cuda/nms.cu``)."""

from __future__ import annotations

import ctypes

import numpy as np

from .cuda_arrays import Operand
from .cuda_base import CudaBase
from .cuda_params import Params
from .cuda_recording import ceil_div

THREADS, MANY_THREADS = 256, 1024
WORD, PART = 64, 8
MOST_BLOCKS = 65535
"""Along the second axis of a grid."""
BOX_BYTES, COUNTS = 40, 3
"""Of what ``cuda/nms.cu`` keeps of a box; how many counts it keeps of an item."""


class NmsParams(Params):
    """See ``cuda/nms.cu``."""

    _fields_ = (
        ("pointers", ctypes.c_uint64 * 12),
        ("iou", ctypes.c_double),
        ("places", ctypes.c_int64),
        ("items", ctypes.c_int64),
        ("boxes_count", ctypes.c_uint32),
        ("classes", ctypes.c_uint32),
        ("limit", ctypes.c_int),
        ("words", ctypes.c_int),
        ("most", ctypes.c_int),
        ("least", ctypes.c_float),
        ("by_class", ctypes.c_int),
        ("center_sizes", ctypes.c_int),
    )


class SuppressingKernels(CudaBase):
    """See `kernels.device.Device`."""

    def nms(
        self,
        boxes: Operand,
        scores: Operand,
        most: int,
        iou: float,
        least_score: float,
        center_sizes: bool,
        limit: int,
    ) -> tuple[Operand, Operand]:
        """See `Device.nms`. It waits for the device once, for the number of rows."""
        box, score = self.ready(boxes), self.ready(scores)
        items, count, classes = score.shape
        limit = min(limit, count * classes)
        if not items or not limit or most <= 0:
            return self.recorder.allocate((0, 3), np.int32), self.zeros((), np.int32)
        words = ceil_div(limit, WORD)
        rows, total = self.recorder.allocate((items * limit, 3), np.int32), self.recorder.allocate((), np.int32)
        sizes = (count * classes * 8, limit * 8, limit * BOX_BYTES, limit * 4, limit * words * 8, words * 8, limit * 4)
        kept = [self.recorder.allocate((items * size,), np.uint8) for size in sizes]
        arrays = [rows, total, box, score, *kept, self.zeros((items * COUNTS,), np.int32)]
        params = NmsParams(
            iou=iou,
            places=count * classes,
            items=items,
            boxes_count=count,
            classes=classes,
            limit=limit,
            words=words,
            most=min(most, limit),
            # NumPy compares scores with a threshold of their type.
            least=float(score.dtype.type(least_score)),
            by_class=box.ndim == 4,
            center_sizes=center_sizes,
        )
        candidates, each = ceil_div(count * classes, THREADS * PART), ceil_div(limit, THREADS)
        high, deep = min(items, MOST_BLOCKS), ceil_div(items, MOST_BLOCKS)
        for name, blocks, threads in (
            (f"nms_candidates_{score.dtype.name}", (candidates, high, deep), THREADS),
            ("nms_best", (items, 1, 1), MANY_THREADS),
            (f"nms_sort_{score.dtype.name}", (each, high, deep), THREADS),
            ("nms_overlaps", (ceil_div(limit * words, THREADS), high, deep), THREADS),
            ("nms_keep", (items, 1, 1), THREADS),
            ("nms_select", (each, high, deep), THREADS),
            ("nms_rows", (each, high, deep), THREADS),
        ):
            self.recorder.emit(name, params, arrays, blocks, (threads, 1, 1))
        return rows.part(0, (int(total), 3)), total
