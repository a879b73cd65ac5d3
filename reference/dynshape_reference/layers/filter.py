"""What convolution and deconvolution share: groups of channels, a kernel and a bias."""

from __future__ import annotations

from typing import ClassVar

from ..dims import UNKNOWN, Extents, known_volume, show
from ..dtypes import Array, Weights
from ..shapes import View
from .checked import CheckedSetting, DimsView
from .setting import number
from .weighted import WeightedLayer
from .windows import WindowLayer, extents_of


class FilterLayer(WindowLayer, WeightedLayer):
    """A window that sums over the channels, with one set of weights for each output map."""

    fields = (
        "window",
        "strides",
        "dilations",
        "before",
        "after",
        "padding_mode",
        "kernel",
        "bias",
        "num_output_maps",
        "num_groups",
    )
    channel_clause: ClassVar[str]
    """The clause by which the number of channels is a build-time constant."""

    num_output_maps = CheckedSetting(number, lambda maps: 0 < maps < 2**28, "within 1..2^28 - 1")
    num_groups = CheckedSetting(number, lambda groups: 0 < groups < 2**28, "within 1..2^28 - 1")

    dilations = extents_of(least=1)

    kernel_size_nd = DimsView("window")
    kernel_size = DimsView("window", planar=True)
    dilation_nd = DimsView("dilations")

    def __init__(
        self, maps: int, window: Extents, kernel: Weights | Array | None, bias: Weights | Array | None
    ) -> None:
        """``maps``: the extent of the channel axis in the output."""
        super().__init__(window)
        self.dilations = (1,) * len(self.window)
        self.num_output_maps = maps
        self.num_groups = 1
        self.kernel = kernel
        self.bias = bias

    def tap_distances(self) -> Extents:
        """The dilations."""
        return self.dilations

    def output_dims(self, view: View) -> list[Extents]:
        """The channel axis becomes the output maps, the window's axes follow by the formulas."""
        dims = view.dims(0)
        moved = self.moved_dims(dims)
        channel_axis = len(dims) - len(moved) - 1
        channels = dims[channel_axis]
        if channels == UNKNOWN:
            text = f"axis {channel_axis} of {show(dims)}, that of the channels, is not known"
            words = (
                f"{self.name}: number of channels in input tensor to a {self.label.lower()} layer must not be dynamic"
            )
            if not self.edition.has_bindings:
                words = f"{self.name}: I{self.label}Layer number of channels in `input` tensor must not be dynamic."
            raise self.clash(
                self.channel_clause, text, axis=channel_axis, value=UNKNOWN, permitted="a constant", words=words
            )
        for what, count in (("input channels", channels), ("output maps", self.num_output_maps)):
            if count % self.num_groups:
                text = f"{count} {what} can't be divided into {self.num_groups} groups"
                words = f"{self.name}: I{self.label}Layer `num_groups` must divide input's channel count. "
                words += f"Input channel count is {channels} but `num_groups` is {self.num_groups}."
                permitted = self.num_groups
                raise self.clash("DS-RES-012", text, axis=channel_axis, value=count, permitted=permitted, words=words)
        self.check_kernel(view, self.kernel_dims(channels))
        self.check_bias(view, self.num_output_maps)
        return [(*dims[:channel_axis], self.num_output_maps, *moved)]

    def say_count(self, wanted: Extents) -> str:
        """All that decides the number of weights."""
        size, maps, groups = known_volume(self.window), self.num_output_maps, self.num_groups
        channels = known_volume(wanted) * groups // (size * maps) if size * maps else 0
        product = f"{channels} * {'*'.join(map(str, self.window))} * {maps} / {groups} = {known_volume(wanted)}"
        return (
            f"{self.name}: count of {self.kernel.size} weights in kernel, but kernel dimensions "
            f"({','.join(map(str, self.window))}) with {channels} input channels, {maps} output channels and "
            f"{groups} groups were specified. Expected Weights count is {product}"
        )

    def kernel_dims(self, channels: int) -> Extents:
        """The dims of the kernel for so many input channels (DS-RES-012)."""
        raise NotImplementedError
