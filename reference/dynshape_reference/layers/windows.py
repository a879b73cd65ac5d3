"""Windows that move over the last axes of a tensor: padding modes, attributes and extents that layers share."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..dims import UNKNOWN, Extents, known_volume, read_dims, show
from ..enums import Enum, enumerator
from ..kernels.window_axis import WindowAxis
from ..log_style import Instruction
from .base import ILayer
from .checked import CheckedLayer, CheckedSetting, DimsView
from .setting import Setting

MOST_TAPS = {2: 100_000, 3: 1_000_000}
"""The volume of a window stays below this, by its number of axes."""
MOST = 100_000
"""The greatest stride, dilation and padding."""

KINDS = dict.fromkeys(("Convolution", "Deconvolution"), "convolution/deconvolution")


class PaddingMode(Enum):
    """How padding and rounding are settled; the CAFFE modes are gone from edition 10 on."""

    EXPLICIT_ROUND_DOWN = 0
    EXPLICIT_ROUND_UP = 1
    SAME_UPPER = 2
    SAME_LOWER = 3
    CAFFE_ROUND_DOWN = 4
    CAFFE_ROUND_UP = 5


SAME = (PaddingMode.SAME_UPPER, PaddingMode.SAME_LOWER)
CAFFE = (PaddingMode.CAFFE_ROUND_DOWN, PaddingMode.CAFFE_ROUND_UP)
ROUND_UP = (PaddingMode.EXPLICIT_ROUND_UP, PaddingMode.CAFFE_ROUND_UP)


class _ModeSetting(Setting[PaddingMode]):
    def __set__(self, layer: ILayer, value: Any) -> None:
        mode = enumerator(PaddingMode, value)
        if mode in CAFFE and "graph" in vars(layer) and not layer.edition.has_caffe_padding:
            raise AttributeError(f"{mode}: edition {layer.edition.name} does not have it any more")
        super().__set__(layer, mode)


def extents_of(least: int) -> CheckedSetting[Extents]:
    """An attribute with one entry for each axis of the window, none below ``least``."""

    def permits(dims: Extents) -> bool:
        return len(dims) in MOST_TAPS and all(least <= extent <= MOST for extent in dims)

    return CheckedSetting(read_dims, permits, f"two or three extents within {least}..{MOST}")


def _is_window(dims: Extents) -> bool:
    return len(dims) in MOST_TAPS and min(dims) > 0 and known_volume(dims) < MOST_TAPS[len(dims)]


class WindowLayer(CheckedLayer):
    """What convolution, deconvolution and pooling share."""

    window = CheckedSetting(read_dims, _is_window, "two or three positive extents of a volume below 10^5 or 10^6")
    strides = extents_of(least=1)
    before = extents_of(least=0)
    after = extents_of(least=0)
    padding_mode = _ModeSetting(PaddingMode)
    """Takes precedence over `pre_padding` and `post_padding` (DS-LAY-065)."""

    stride_nd = DimsView("strides")
    stride = DimsView("strides", planar=True)
    pre_padding = DimsView("before")
    post_padding = DimsView("after")
    padding_nd = DimsView("before", "after")
    padding = DimsView("before", "after", planar=True)

    def __init__(self, window: Extents) -> None:
        """A window that moves by 1 and has no padding."""
        self.window = window
        rank = len(self.window)
        self.strides = (1,) * rank
        self.before = self.after = (0,) * rank
        self.padding_mode = PaddingMode.EXPLICIT_ROUND_DOWN

    def tap_distances(self) -> Extents:
        """How far apart the taps of the window are: 1, but for dilations."""
        return (1,) * len(self.window)

    def window_axes(self, dims: Extents) -> list[WindowAxis]:
        """The axes as the user gave them, for an input of ``dims``: batch axes, channels, and one for each of these."""
        settings = (self.window, self.strides, self.tap_distances(), self.before, self.after)
        rank = len(self.window)
        if any(len(setting) != rank for setting in settings):
            text = "window, strides, dilations and padding have unequal numbers of dimensions: "
            text += " ".join(show(setting) for setting in settings)
            raise self.clash(self.clause, text, value=settings, permitted=rank)
        self.check_rank(dims, rank + 2)
        return [WindowAxis(*values) for values in zip(*settings, strict=True)]

    def moved_dims(self, dims: Extents) -> Extents:
        """The extents that the window's axes have in the output, unknown where the input's are."""
        axes = self.window_axes(dims)
        first = len(dims) - len(axes)
        results = []
        for axis, (extent, moving) in enumerate(zip(dims[first:], axes, strict=True), first):
            result = UNKNOWN if extent == UNKNOWN else self.moved_extent(extent, self.settled(extent, moving))
            if extent != UNKNOWN and result < 0:
                text = f"axis {axis}: extent {extent} is too small for the window, the result would be {result}"
                fails = f"spatial dimension of {KINDS.get(self.label, self.label.lower())} output cannot be negative"
                instruction = Instruction(fails)
                raise self.clash(
                    "DS-OPEN-008", text, axis=axis, value=result, permitted=">= 0", instruction=instruction
                )
            results.append(result)
        return tuple(results)

    def settled_axes(self, dims: Extents) -> list[WindowAxis]:
        """The axes with the padding that the mode gives, for an input whose dims are known."""
        axes = self.window_axes(dims)
        return [self.settled(extent, axis) for extent, axis in zip(dims[-len(axes) :], axes, strict=True)]

    def settled(self, extent: int, axis: WindowAxis) -> WindowAxis:
        """The padding that the mode gives for an input of ``extent`` (DS-LAY-062, DS-LAY-064)."""
        if self.padding_mode in SAME:
            last = (extent - 1) // axis.stride * axis.stride
            return self.shared(axis, last + axis.span - extent)
        return replace(axis, after=axis.before) if self.padding_mode in CAFFE else axis

    def shared(self, axis: WindowAxis, padding: int) -> WindowAxis:
        """``padding`` on both sides; where it is odd, one more after (SAME_UPPER) or before (SAME_LOWER)."""
        half = padding // 2
        upper = self.padding_mode == PaddingMode.SAME_UPPER
        before, after = (half, padding - half) if upper else (padding - half, half)
        return replace(axis, before=before, after=after)

    def moved_extent(self, extent: int, axis: WindowAxis) -> int:
        """The number of steps, with the padding settled (DS-LAY-061, DS-LAY-062)."""
        room = extent + axis.before + axis.after - axis.span
        steps = -(-room // axis.stride) if self.padding_mode in ROUND_UP else room // axis.stride
        return steps + 1
