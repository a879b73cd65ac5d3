"""Layers that weigh a tensor: scale and local response normalization."""

from __future__ import annotations

from ...adapter import Unsupported
from .graph import FLOATS, Value
from .translation import Job, translates


@translates("scale")
def scale(job: Job) -> list[Value]:
    """DS-LAY-067: (x * scale + shift) ^ power, each weight broadcast by the mode."""
    x, mode = job.input(), job.get("mode")
    axis = job.get("channel_axis", x.rank - 3)
    if x.rank < 4:
        raise Unsupported(f"a scale layer of rank {x.rank}: ONNX broadcasts at any rank")
    if not -x.rank <= axis < x.rank:
        raise Unsupported(f"channel axis {axis} of rank {x.rank}: no ONNX node has one")
    job.permit(x, FLOATS, "a scale layer")
    result = x
    for op, name in (("Mul", "scale"), ("Add", "shift"), ("Pow", "power")):
        flat = job.weights(name)
        if flat is None:
            continue
        along = _weight_dims(x, mode, axis % x.rank)
        if None in along:
            raise Unsupported(f"{mode} weights along a run-time axis: ONNX broadcasts them")
        try:
            weights = flat.reshape([extent or 0 for extent in along])
        except ValueError:
            raise Unsupported(f"{flat.size} {name} weights for {along}: no ONNX tensor holds them") from None
        result = job.node(op, result, job.graph.cast(job.graph.constant(weights, str(flat.dtype)), x.dtype))
    return [result if result is not x else job.node("Identity", x)]


def _weight_dims(x: Value, mode: str, channel: int) -> list[int | None]:
    kept = {"UNIFORM": [], "CHANNEL": [channel], "ELEMENTWISE": list(range(channel, x.rank))}[mode]
    return [x.extent(axis) if axis in kept else 1 for axis in range(x.rank)]


@translates("lrn")
def lrn(job: Job) -> list[Value]:
    """x / (k + alpha / window * sum of squares) ^ beta over the third axis from the end, ONNX's second one."""
    x = job.input()
    if x.rank != 4:
        raise Unsupported(f"a local response normalization of rank {x.rank}: ONNX's is over axis 1")
    job.permit(x, FLOATS, "a local response normalization")
    settings = {"alpha": float(job.get("alpha")), "beta": float(job.get("beta")), "bias": float(job.get("k"))}
    return [job.node("LRN", x, size=job.get("window", job.get("window_size")), **settings)]
