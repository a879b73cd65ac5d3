"""ISliceLayer: elements at start + i * stride, for i below size, on each axis."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import numpy as np

from ..dims import UNKNOWN, Dims, Extents, in_brackets, is_known, known_volume, read_dims, show
from ..dtypes import INTEGERS, Array, DataType
from ..enums import Enum
from ..log_style import Instruction
from ..shapes import View
from .base import ILayer
from .layer_type import LayerType
from .setting import Setting
from .values import HOST, fit_shape_value

if TYPE_CHECKING:
    from ..kernels.device import Device

START, SIZE, STRIDE, FILL = 1, 2, 3, 4
NAMES = {START: "start", SIZE: "size", STRIDE: "stride"}


class SliceMode(Enum):
    """What stands for elements out of bounds."""

    STRICT_BOUNDS = 0
    DEFAULT = 0
    WRAP = 1
    CLAMP = 2
    FILL = 3
    REFLECT = 4


def _three_dims(value: Any) -> tuple[Extents, Extents, Extents]:
    start, size, stride = (read_dims(dims) for dims in value)
    return start, size, stride


class ISliceLayer(ILayer):
    """``start``, ``size`` (named ``shape``) and ``stride``, each given here or as input 1, 2, 3."""

    kind = LayerType.SLICE
    label = "Slice"
    fields = ("parameters", "mode")
    optional_inputs = 4

    parameters = Setting(_three_dims)
    mode = Setting(SliceMode)

    def __init__(self, start: Extents = (), size: Extents = (), stride: Extents = ()) -> None:
        """One entry an axis; strides may be negative or 0 (DS-LAY-008)."""
        self.parameters = (start, size, stride)
        self.mode = SliceMode.DEFAULT

    @property
    def start(self) -> Dims:
        """The first coordinate on each axis; invalid while input 1 is present (DS-LAY-015)."""
        return self._parameter(START)

    @start.setter
    def start(self, value: Any) -> None:
        self._set_parameter(START, read_dims(value))

    @property
    def shape(self) -> Dims:
        """The size, so the output dims; invalid while input 2 is present."""
        return self._parameter(SIZE)

    @shape.setter
    def shape(self, value: Any) -> None:
        self._set_parameter(SIZE, read_dims(value))

    @property
    def stride(self) -> Dims:
        """The step on each axis; invalid while input 3 is present."""
        return self._parameter(STRIDE)

    @stride.setter
    def stride(self, value: Any) -> None:
        self._set_parameter(STRIDE, read_dims(value))

    def _parameter(self, index: int) -> Dims:
        return Dims.invalid() if self.has_input(index) else Dims(self.parameters[index - 1])

    def _set_parameter(self, index: int, dims: Extents) -> None:
        if self.has_input(index):
            self.graph.connect(self, index, None)
        parameters = list(self.parameters)
        parameters[index - 1] = dims
        self.parameters = parameters

    def rule(self) -> str:
        """DS-RULE-024 to DS-RULE-027; a fill value follows the data."""
        return " × ".join(("t", "S", "S", "S", "t")[: len(self.inputs)]) + " → t"

    def output_types(self, types: list[DataType]) -> list[DataType]:
        """That of the data; parameters are integers."""
        for index in NAMES:
            if self.has_input(index) and types[index] not in INTEGERS:
                raise self.wrong_type("DS-LAY-007", f"an Int32 {NAMES[index]}", types[index])
        if self.has_input(FILL):
            if self.mode != SliceMode.FILL:
                raise self.clash("DS-LAY-012", f"a fill value is allowed in mode FILL only, not {self.mode.name}")
            if types[FILL] != types[0]:
                words = "ISliceLayer `input4` type must be the same as or implicitly convertible to `input0` type. "
                words += f"`input4` type is {types[FILL].name.title()} and `input0` type is {types[0].name.title()}."
                raise self.wrong_type("DS-LAY-012", f"a fill value of type {types[0].name}", types[FILL], words)
        return [types[0]]

    def check_shape_use(self, view: View) -> None:
        """The limit of elements (DS-EST-022); in 8.4 start, size and stride are build-time constants (DS-RULE-032)."""
        edition, dims = self.graph.edition, view.own_dims(self.outputs[0])
        for index, name in NAMES.items() if edition.strict_classes else ():
            value = view.value(index) if self.has_input(index) else None
            if self.has_input(index) and (value is None or not value.complete):
                raise self.clash("DS-RULE-032", f"{name} must be a build-time constant if the output is a shape tensor")
        if is_known(dims) and known_volume(dims) > edition.shape_slice_volume:
            text = f"{known_volume(dims)} elements; as a shape tensor it has {edition.shape_slice_volume} at most"
            raise self.clash("DS-EST-022", text, value=known_volume(dims), permitted=edition.shape_slice_volume)

    def output_dims(self, view: View) -> list[Extents]:
        """The size, checked against the bounds as far as both are known (DS-LAY-007, DS-LAY-009)."""
        dims = view.dims(0)
        if self.has_input(FILL) and view.dims(FILL) not in ((), (1,)):
            fill = view.dims(FILL)
            raise self.clash("DS-LAY-012", f"the fill value is one element, not {show(fill)}", value=fill, permitted=())
        start, size, stride = (self._known_parameter(view, index, dims) for index in NAMES)
        for axis, extent in enumerate(size):
            if extent < 0 and self.sure(view, SIZE, axis):
                text = f"axis {axis}: size {extent} is negative"
                fails = f"ISliceLayer size elements must be non-negative, but size on axis {axis} is not"
                raise self.clash(
                    "DS-LAY-007",
                    text,
                    axis=axis,
                    value=extent,
                    permitted=">= 0",
                    words=self._say_negative(axis, extent),
                    instruction=Instruction(fails, "<", (-1, extent)),
                )
            if extent > 0 and dims[axis] != UNKNOWN:
                sure = self.sure(view, START, axis) and self.sure(view, STRIDE, axis)
                words = self._say_bounds(dims, start, size, stride)
                self._check_bounds(axis, dims[axis], start[axis] if sure else None, extent, stride[axis], words)
        return [tuple(max(extent, UNKNOWN) for extent in size)]

    def known(self, masks: list[Array | None], inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """Elements move, and what is known of them with them; a fill value is known if it is constant."""
        fill = np.asarray(masks[FILL]) if self.has_input(FILL) else np.ones((), np.bool_)
        mask = masks[0]
        assert mask is not None
        return [HOST.take(mask, self._coordinates(mask.shape, inputs, dims[0]), fill)]

    def compute(self, device: Device, inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """DS-LAY-007 to DS-LAY-013."""
        x = inputs[0]
        assert x is not None
        fill = inputs[FILL] if self.has_input(FILL) else None
        start, stride = (self._resolved(inputs, index) for index in (START, STRIDE))
        value = np.zeros((), x.dtype) if fill is None else fill
        lines = functools.partial(self._coordinates, x.shape, inputs, dims[0])
        return [device.slice(x, lines, self.mode.name, start, dims[0], stride, value)]

    def sure(self, view: View, index: int, axis: int) -> bool:
        """True if entry ``axis`` of a parameter is known."""
        if not self.has_input(index):
            return True
        value = view.value(index)
        return value is not None and bool(value.known[axis])

    def _known_parameter(self, view: View, index: int, dims: Extents) -> Extents:
        rank = len(dims)
        if not self.has_input(index):
            given = self.parameters[index - 1]
            if len(given) != rank:
                text = f"{NAMES[index]} {show(given)} has {len(given)} entries for the {rank} axes of {show(dims)}"
                words = f"{self.name}: mismatch in number of dimensions for {NAMES[index]}."
                raise self.clash("DS-LAY-007", text, value=given, permitted=rank, words=words)
            return given
        length = view.dims(index)
        if length not in ((rank,), (UNKNOWN,)):
            text = f"{NAMES[index]}, a tensor of dims {show(length)}, is no list of {rank} numbers"
            raise self.clash("DS-LAY-007", text, value=length, permitted=(rank,))
        return fit_shape_value(view.value(index), rank)

    def _say_negative(self, axis: int, extent: int) -> str:
        if self.edition.has_bindings:
            return f"{self.name}: ISliceLayer size elements must be non-negative, but size on axis {axis} is not"
        return (
            f"Tensor {self.outputs[0].name} has axis {axis} with inherently negative length. Proven upper bound is "
            f"{extent}. Network must have an instance where axis has non-negative length."
        )

    def _say_bounds(self, dims: Extents, start: Extents, size: Extents, stride: Extents) -> str:
        return (
            f"{self.name}: out of bounds slice, input dimensions = {in_brackets(dims)}, start = {in_brackets(start)}, "
            f"size = {in_brackets(size)}, stride = {in_brackets(stride)}."
        )

    def _check_bounds(self, axis: int, extent: int, start: int | None, size: int, stride: int, words: str) -> None:
        if self.mode in (SliceMode.WRAP, SliceMode.CLAMP, SliceMode.REFLECT):
            if extent == 0:
                text = f"axis {axis}: size {size} of an axis without elements, in mode {self.mode.name}"
                raise self.clash("DS-LAY-014", text, axis=axis, value=size, permitted=0)
        elif self.mode == SliceMode.STRICT_BOUNDS and start is not None:
            last = start + (size - 1) * stride
            for coordinate in (start, last):
                if not 0 <= coordinate < extent:
                    text = f"out of bounds access on axis {axis}: {coordinate} is not within 0..{extent - 1}"
                    fails = f"ISliceLayer has out of bounds access on axis {axis}"
                    raise self.clash(
                        "DS-LAY-009",
                        text,
                        axis=axis,
                        value=coordinate,
                        permitted=(0, extent - 1),
                        words=words,
                        instruction=Instruction(fails, "<", (coordinate, extent)),
                    )

    def _coordinates(self, dims: Extents, inputs: list[Array | None], size: Extents) -> list[Array]:
        start, stride = (self._resolved(inputs, index) for index in (START, STRIDE))
        lines = []
        for axis, extent in enumerate(dims):
            line = start[axis] + np.arange(size[axis], dtype=np.int64) * stride[axis]
            lines.append(_map_into(line, extent, self.mode))
        return lines

    def _resolved(self, inputs: list[Array | None], index: int) -> Extents:
        given = inputs[index] if self.has_input(index) else None
        return self.parameters[index - 1] if given is None else tuple(int(entry) for entry in given)


def _map_into(line: Array, extent: int, mode: SliceMode) -> Array:
    """Coordinates as the mode maps them into 0..extent-1; -1 where the fill value stands."""
    if extent == 0 or mode == SliceMode.STRICT_BOUNDS:
        return line if mode == SliceMode.STRICT_BOUNDS else np.full_like(line, -1)
    if mode == SliceMode.WRAP:
        return line % extent
    if mode == SliceMode.CLAMP:
        return line.clip(0, extent - 1)
    if mode == SliceMode.FILL:
        return np.where((line >= 0) & (line < extent), line, -1)
    if extent == 1:
        return np.zeros_like(line)
    period = 2 * (extent - 1)
    folded = line % period
    return np.where(folded < extent, folded, period - folded)
