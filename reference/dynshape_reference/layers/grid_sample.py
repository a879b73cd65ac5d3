"""IGridSampleLayer: the elements of a picture at coordinates that a grid gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..arguments import read_truth
from ..dims import Extents, show
from ..dtypes import FLOATS, Array, DataType
from ..shapes import View, unify_extents
from ..stored import API
from .checked import CheckedLayer, CheckedSetting
from .layer_type import LayerType
from .resize import InterpolationMode
from .setting import Setting
from .slice import SliceMode
from .values import every

if TYPE_CHECKING:
    from ..kernels.device import Device

SampleMode = SliceMode
"""What stands for elements out of bounds: one enumeration for slices and grids."""

SUPPORTED = (SampleMode.CLAMP, SampleMode.FILL, SampleMode.REFLECT)


class IGridSampleLayer(CheckedLayer):
    """Of a picture (N,C,H,W) and a grid (N,h,w,2) of x, y from -1 to 1 the samples (N,C,h,w); 8.5 and later.

    With ``align_corners`` -1 and 1 are the centres of the outer elements, else their outer edges.
    """

    kind = LayerType.GRID_SAMPLE
    label = "GridSample"
    fields = ("interpolation_mode", "align_corners", "sample_mode")
    input_count = (2, 2)
    clause = API

    interpolation_mode = Setting(InterpolationMode)
    align_corners = Setting(read_truth)
    sample_mode = CheckedSetting(SampleMode, SUPPORTED.__contains__, "CLAMP, FILL (with 0) or REFLECT")

    def __init__(self) -> None:
        """Linear interpolation between elements, 0 outside."""
        self.interpolation_mode = InterpolationMode.LINEAR
        self.align_corners = False
        self.sample_mode = SampleMode.FILL

    def rule(self) -> str:
        """DS-RULE-029: one of all other layers."""
        return "E × E → E"

    def output_types(self, types: list[DataType]) -> list[DataType]:
        """Floats, both of one type."""
        if types[0] not in FLOATS:
            raise self.wrong_type(self.clause, "a float", types[0])
        if types[1] != types[0]:
            raise self.wrong_type(self.clause, f"a grid of the picture's type, {types[0].name}", types[1])
        return [types[0]]

    def output_dims(self, view: View) -> list[Extents]:
        """(N,C,h,w); both inputs have rank 4 and one N, and a point of the grid has two coordinates."""
        picture, grid = view.dims(0), view.dims(1)
        if len(picture) != 4 or len(grid) != 4:
            text = f"a picture and a grid of rank 4 are wanted, not {show(picture)} and {show(grid)}"
            raise self.clash(self.clause, text, value=(picture, grid), permitted=4)
        if unify_extents(grid[3], 2) is None:
            text = f"a point of the grid {show(grid)} has {grid[3]} coordinates, not 2"
            raise self.clash(self.clause, text, value=grid[3], permitted=2)
        if unify_extents(picture[0], grid[0]) is None:
            text = f"the picture {show(picture)} and the grid {show(grid)} have unequal leading extents"
            raise self.clash(self.clause, text, value=grid[0], permitted=picture[0])
        return [(picture[0], picture[1], grid[1], grid[2])]

    def compute(self, device: Device, inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """A picture without elements is all outside: 0 in every mode."""
        x, grid = every(inputs)
        return [device.grid_sample(x, grid, self.interpolation_mode.name, self.sample_mode.name, self.align_corners)]
