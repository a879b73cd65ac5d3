"""Resize (DS-LAY-035 to DS-LAY-040).

Coordinates are made from the lengths of input and output. ONNX makes them so where it is given sizes, but
not where it is given scales: those become sizes, floor(length * scale) in float32.
"""

from __future__ import annotations

import numpy as np

from ...adapter import Unsupported
from .graph import FLOATS, Value
from .translation import Job, translates

_INNER_AXES = {"NEAREST": 8, "LINEAR": 3, "CUBIC": 2}
_MODES = {"NEAREST": "nearest", "LINEAR": "linear", "CUBIC": "cubic"}
_COORDINATES = {"ALIGN_CORNERS": "align_corners", "ASYMMETRIC": "asymmetric", "HALF_PIXEL": "half_pixel"}
_ROUNDINGS = {"HALF_UP": "round_prefer_ceil", "HALF_DOWN": "round_prefer_floor", "FLOOR": "floor", "CEIL": "ceil"}


@translates("resize")
def resize(job: Job) -> list[Value]:
    """DS-LAY-035 to DS-LAY-039."""
    x, mode = job.input(0), job.get("resize_mode", "NEAREST")
    if x.dtype not in FLOATS:
        raise Unsupported(f"a resize of {x.dtype}: ONNX resizes any type, and rounds otherwise")
    coordinates = job.get("coordinate_transformation", "ASYMMETRIC")
    attributes = {"mode": _MODES[mode], "coordinate_transformation_mode": _COORDINATES[coordinates]}
    if coordinates == "HALF_PIXEL" and job.get("selector_for_single_pixel", "FORMULA") == "UPPER":
        attributes["coordinate_transformation_mode"] = "pytorch_half_pixel"  # 0 where one element is left
    if mode == "NEAREST":
        attributes["nearest_mode"] = _ROUNDINGS[job.get("nearest_rounding", "FLOOR")]
    numbers: dict[str, float | int] = {}
    if mode == "CUBIC":
        numbers["cubic_coeff_a"] = float(job.get("cubic_coeff", -0.75))
        numbers["exclude_outside"] = int(job.get("exclude_outside", False))
    scales = _whole_scales(job, x)
    if scales is not None:
        return [job.node("Resize", x, None, scales, **attributes, **numbers)]
    sizes = _sizes(job, x)
    outer = x.rank - _INNER_AXES[mode]
    if outer <= 0:
        return [job.node("Resize", x, None, None, sizes, **attributes, **numbers)]
    if sizes.constant is not None and _changes(x, sizes.constant, outer):
        raise Unsupported(f"{mode} that resizes more than the last {_INNER_AXES[mode]} axes: ONNX has no such rule")
    axes = list(range(outer, x.rank))
    inner = job.node("Gather", sizes, job.graph.constant(axes))
    result = job.node("Resize", x, None, None, inner, axes=axes, **attributes, **numbers)
    if sizes.constant is not None and None not in [x.extent(axis) for axis in range(outer)]:
        return [result]
    # The outer axes stay as they are: a Reshape refuses sizes that say otherwise.
    return [job.node("Reshape", result, sizes, allowzero=1)]


def _whole_scales(job: Job, x: Value) -> Value | None:
    """Scales that are whole numbers, which make the same coordinates as sizes; None where they are not."""
    scales = job.get("scales")
    if job.has(1) or not scales or len(scales) != x.rank or any(scale < 1 or scale % 1 for scale in scales):
        return None
    outer = x.rank - _INNER_AXES[job.get("resize_mode", "NEAREST")]
    if any(scale != 1 for scale in scales[: max(outer, 0)]):
        return None
    return job.graph.constant(scales, "float32")


def _changes(x: Value, sizes: np.ndarray[tuple[int, ...], np.dtype[np.int64]], outer: int) -> bool:
    extents = [x.extent(axis) for axis in range(outer)]
    return any(extent not in (None, size) for extent, size in zip(extents, sizes.tolist(), strict=False))


def _sizes(job: Job, x: Value) -> Value:
    if job.has(1):
        return job.vector(1, "output dims", x.rank)
    scales, wanted = job.get("scales"), job.get("shape")
    if scales:
        if len(scales) != x.rank:
            raise Unsupported(f"{len(scales)} scales for {x.rank} axes: translated, the node would be malformed")
        if min(scales) < 0:
            raise Unsupported("a negative scale: no ONNX node may have one")
        factors = np.array(scales, np.float32)
        dims = job.graph.shape(x)
        if dims.constant is not None:
            return job.graph.constant(np.floor(dims.constant.astype(np.float32) * factors))
        lengths = job.node("Mul", job.graph.cast(dims, "float32"), job.graph.constant(factors, "float32"))
        return job.graph.cast(job.node("Floor", lengths), "int64")
    if wanted is None:
        raise Unsupported("neither output dims nor scales: no ONNX node says so")
    if len(wanted) != x.rank:
        raise Unsupported(f"{len(wanted)} output dims for {x.rank} axes: translated, the node would be malformed")
    return job.graph.constant(list(wanted))
