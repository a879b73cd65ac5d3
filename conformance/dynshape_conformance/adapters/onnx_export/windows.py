"""Layers with a moving window: convolution, deconvolution, pooling (DS-LAY-061 to DS-LAY-065).

ROUND_UP becomes ROUND_DOWN with stride - 1 more padding at the end: ceil(n / s) = floor((n + s - 1) / s).
The SAME modes of a deconvolution pad by window and stride alone, so they become explicit padding; ONNX's
own settle other output dims.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ...adapter import Unsupported
from .graph import FLOATS, Value
from .translation import Job, translates

KERNEL, BIAS = 1, 2


@dataclass(frozen=True)
class Window:
    """The settings of a window, with one entry for each of its axes."""

    extents: list[int]
    strides: list[int]
    dilations: list[int]
    before: list[int]
    after: list[int]
    mode: str

    @property
    def spans(self) -> list[int]:
        """How far a window reaches, dilation included."""
        return [1 + d * (e - 1) for e, d in zip(self.extents, self.dilations, strict=True)]

    @property
    def pads(self) -> list[int]:
        """The padding as ONNX lists it: all before, then all after."""
        return [*self.before, *self.after]


def _window(job: Job, extents: list[int]) -> Window:
    ones, zeros = [1] * len(extents), [0] * len(extents)

    def setting(*names: str, default: list[int]) -> list[int]:
        found = next((job.get(name) for name in names if job.get(name) is not None), default)
        return list(found)

    both = setting("padding_nd", "padding", default=zeros)
    window = Window(
        list(extents),
        setting("stride_nd", "stride", default=ones),
        setting("dilation_nd", "dilation", default=ones),
        setting("pre_padding", default=both),
        setting("post_padding", default=both),
        job.get("padding_mode", "EXPLICIT_ROUND_DOWN"),
    )
    if len(window.extents) not in (2, 3):
        raise Unsupported(f"a window of {len(window.extents)} axes: ONNX has no such limit")
    if window.mode.startswith("CAFFE"):
        raise Unsupported(f"padding mode {window.mode}: ONNX has none like it")
    if min(*window.strides, *window.dilations) < 1 or min(window.pads) < 0:
        raise Unsupported("a stride, dilation or padding that no ONNX node may have")
    if len({len(part) for part in (window.extents, window.strides, window.dilations, window.before, window.after)}) > 1:
        raise Unsupported("settings of unequal length: no ONNX node may have them")
    return window


def _image(job: Job, window: Window, what: str) -> Value:
    x = job.input(0)
    if x.rank != len(window.extents) + 2:
        raise Unsupported(f"{what} of rank {x.rank}: ONNX wants one batch axis, one of channels, and the window's")
    job.permit(x, FLOATS, what)
    return x


def _filter_of(job: Job, lead: list[int]) -> Value:
    """The kernel; ``lead`` are its first two dims, of which -1 follows from the number of weights."""
    extents = list(job.get("kernel_shape", job.get("kernel_size_nd")))
    flat = job.weights("kernel")
    if job.has(KERNEL):
        if flat is not None:
            raise Unsupported("a kernel both as weights and as an input: ONNX has one place for it")
        kernel = job.input(KERNEL)
        if None in [kernel.extent(axis) for axis in range(kernel.rank)]:
            raise Unsupported("a kernel with run-time dims: ONNX takes it (DS-RES-001)")
        return kernel
    if flat is None:
        raise Unsupported("no kernel: ONNX's node is malformed")
    try:
        return job.graph.constant(flat.reshape([*lead, *extents]), str(flat.dtype))
    except ValueError:
        raise Unsupported(f"{flat.size} weights can't be a kernel of {extents}: no ONNX tensor holds them") from None


def _bias_of(job: Job) -> Value | None:
    if job.has(BIAS):
        return job.input(BIAS)
    flat = job.weights("bias")
    return None if flat is None else job.graph.constant(flat, str(flat.dtype))


@translates("convolution")
def convolution(job: Job) -> list[Value]:
    """DS-LAY-061, DS-LAY-062."""
    maps, groups = job.get("num_output_maps"), job.get("num_groups", 1)
    window = _window(job, list(job.get("kernel_shape")))
    x = _image(job, window, "a convolution")
    if x.extent(1) is None:
        raise Unsupported("a run-time number of channels: ONNX's Conv takes it")
    kernel, bias = _filter_of(job, [maps, -1]), _bias_of(job)
    settings = {"strides": window.strides, "dilations": window.dilations, "group": groups}
    return [job.node("Conv", x, kernel, bias, **settings, **_padding(window))]


def _padding(window: Window) -> dict[str, object]:
    if window.mode.startswith("SAME"):
        if any(stride > span for stride, span in zip(window.strides, window.spans, strict=True)):
            raise Unsupported("SAME padding with strides beyond the window may be negative; ONNX takes none then")
        return {"auto_pad": window.mode}
    if window.mode == "EXPLICIT_ROUND_UP":
        return {"pads": [*window.before, *np.add(window.after, window.strides) - 1]}
    return {"pads": window.pads}


@translates("deconvolution")
def deconvolution(job: Job) -> list[Value]:
    """DS-LAY-063; the rounding modes are alike, as nothing is divided."""
    maps, groups = job.get("num_output_maps"), job.get("num_groups", 1)
    window = _window(job, list(job.get("kernel_shape")))
    x = _image(job, window, "a deconvolution")
    if x.extent(1) is None:
        raise Unsupported("a run-time number of channels: ONNX's ConvTranspose takes it")
    if maps % groups:
        raise Unsupported(f"{maps} output maps in {groups} groups: no ONNX kernel says so")
    kernel, bias = _filter_of(job, [-1, maps // groups]), _bias_of(job)
    pads = window.pads
    if window.mode.startswith("SAME"):
        total = [max(span - stride, 0) for span, stride in zip(window.spans, window.strides, strict=True)]
        less, more = [p // 2 for p in total], [p - p // 2 for p in total]
        pads = [*less, *more] if window.mode == "SAME_UPPER" else [*more, *less]
    settings = {"strides": window.strides, "dilations": window.dilations, "group": groups, "pads": pads}
    settings["kernel_shape"] = window.extents
    return [job.node("ConvTranspose", x, kernel, bias, **settings)]


@translates("pooling")
def pooling(job: Job) -> list[Value]:
    """DS-LAY-064."""
    kind, excludes = job.get("type"), bool(job.get("average_count_excludes_padding", True))
    window = _window(job, list(job.get("window_size_nd", job.get("window_size"))))
    x = _image(job, window, "a pooling")
    if window.mode == "EXPLICIT_ROUND_UP" and not _starts_within(x, window):
        x, window = _padded(job, x, window, kind)
    settings: dict[str, object] = {"kernel_shape": window.extents, "strides": window.strides}
    settings |= {"pads": window.pads, "ceil_mode": 1} if window.mode == "EXPLICIT_ROUND_UP" else _padding(window)
    largest = None if kind == "AVERAGE" else job.node("MaxPool", x, **settings)
    average = None if kind == "MAX" else job.node("AveragePool", x, count_include_pad=int(not excludes), **settings)
    if largest is None or average is None:
        return [value for value in (largest, average) if value is not None]
    share = float(job.get("blend_factor", 0.0))
    parts = [
        job.node("Mul", part, job.graph.constant(weight, x.dtype))
        for part, weight in ((largest, 1 - share), (average, share))
    ]
    return [job.node("Add", *parts)]


def _starts_within(x: Value, window: Window) -> bool:
    """True if every window, rounded up, starts before the padding at the end: else ONNX's ceil_mode drops it."""
    for axis, span in enumerate(window.spans):
        extent = x.extent(axis + 2)
        stride, before, after = window.strides[axis], window.before[axis], window.after[axis]
        if extent is None or -(-(extent + before + after - span) // stride) * stride >= extent + before:
            return False
    return True


def _padded(job: Job, x: Value, window: Window, kind: str) -> tuple[Value, Window]:
    """The padded data, with a window that rounds down over them."""
    if kind != "MAX":
        raise Unsupported("an average rounded up, whose last window may start in the padding: ONNX drops that one")
    zeros = [0] * len(window.extents)
    after = (np.add(window.after, window.strides) - 1).tolist()
    amounts = job.graph.constant([0, 0, *window.before, 0, 0, *after])
    padded = job.node("Pad", x, amounts, job.graph.constant(-np.inf, x.dtype))
    return padded, replace(window, before=zeros, after=zeros, mode="EXPLICIT_ROUND_DOWN")
