"""IResizeLayer: the same picture with other extents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..arguments import read_float, read_truth
from ..dims import UNKNOWN, Dims, Extents, read_dims, show
from ..dtypes import FLOATS, INTEGERS, Array, DataType
from ..enums import Enum
from ..errors import Refusal, refusal_returns
from ..kernels import taps
from ..shapes import View
from .base import ILayer
from .layer_type import LayerType
from .setting import Setting, finite, optional_dims
from .values import fit_shape_value

if TYPE_CHECKING:
    from ..kernels.device import Device


class InterpolationMode(Enum):
    """How elements between elements are made (DS-LAY-037)."""

    NEAREST = 0
    LINEAR = 1
    CUBIC = 2


ResizeMode = InterpolationMode
"""The older name."""


class ResizeCoordinateTransformation(Enum):
    """Which coordinate of the input an index of the output stands for (DS-LAY-038)."""

    ALIGN_CORNERS = 0
    ASYMMETRIC = 1
    HALF_PIXEL = 2


class ResizeSelector(Enum):
    """The coordinate for an axis with one element: by the formula, or 0."""

    FORMULA = 0
    UPPER = 1


class ResizeRoundMode(Enum):
    """Which element is the nearest (DS-LAY-039)."""

    HALF_UP = 0
    HALF_DOWN = 1
    FLOOR = 2
    CEIL = 3


INNER_AXES = {InterpolationMode.NEAREST: Dims.MAX_DIMS, InterpolationMode.LINEAR: 3, InterpolationMode.CUBIC: 2}
"""How many of the last axes a mode resizes."""


def _factors(value: Any) -> tuple[float, ...]:
    with np.errstate(over="ignore"):
        return tuple(float(np.float32(read_float(factor))) for factor in value)


class IResizeLayer(ILayer):
    """To the dims ``shape``, by the factors ``scales``, or to the dims in input 1 (DS-LEX-004, DS-LAY-035).

    Of ``shape`` and ``scales`` the one that was set last counts.
    """

    kind = LayerType.RESIZE
    label = "Resize"
    fields = (
        "size",
        "factors",
        "resize_mode",
        "coordinate_transformation",
        "selector_for_single_pixel",
        "nearest_rounding",
        "exclude_outside",
        "cubic_coeff",
    )
    optional_inputs = 1

    size = Setting(optional_dims)
    factors = Setting(_factors)
    resize_mode = Setting(InterpolationMode)
    coordinate_transformation = Setting(ResizeCoordinateTransformation)
    selector_for_single_pixel = Setting(ResizeSelector)
    nearest_rounding = Setting(ResizeRoundMode)
    exclude_outside = Setting(read_truth)
    cubic_coeff = Setting(finite)

    def __init__(self) -> None:
        """A layer that changes nothing."""
        self.size = None
        self.factors = ()
        self.resize_mode = InterpolationMode.NEAREST
        self.coordinate_transformation = ResizeCoordinateTransformation.ASYMMETRIC
        self.selector_for_single_pixel = ResizeSelector.FORMULA
        self.nearest_rounding = ResizeRoundMode.FLOOR
        self.exclude_outside = False
        self.cubic_coeff = -0.75

    @property
    def shape(self) -> Dims:
        """The output dims, at first those of the input; invalid with scales or with input 1 (DS-LEX-015).

        Assigning is refused on a layer with input 1 (DS-LEX-014).
        """
        if self.has_input(1) or self.factors:
            return Dims.invalid()
        return self.present(0).shape if self.size is None else Dims(self.size)

    @shape.setter
    def shape(self, value: Any) -> None:
        self._set_statically("shape", size=read_dims(value), factors=())

    @property
    def scales(self) -> list[float]:
        """Output extents over input extents; empty if not set and with input 1 (DS-LAY-040).

        Assigning is refused on a layer with input 1 (DS-LEX-014).
        """
        return [] if self.has_input(1) else list(self.factors)

    @scales.setter
    def scales(self, value: Any) -> None:
        self._set_statically("scales", size=None, factors=_factors(value))

    @refusal_returns(lambda: None)
    def _set_statically(self, name: str, size: Extents | None, factors: tuple[float, ...]) -> None:
        if self.has_input(1):
            text = f"{self.name}: {name} of a resize layer that takes its output dims from input 1 can't be set"
            raise Refusal("DS-LEX-014", text, tensor=self.present(1).name, value=size or factors)
        self.size, self.factors = size, factors

    def rule(self) -> str:
        """DS-RULE-020, DS-RULE-021."""
        return "E × S → E" if len(self.inputs) > 1 else "E → E"

    def output_types(self, types: list[DataType]) -> list[DataType]:
        """That of the data, a float or Int8; output dims are integers (DS-LAY-035)."""
        if types[0] not in (*FLOATS, DataType.INT8):
            raise self.wrong_type("DS-LAY-037", "a float or Int8", types[0])
        if self.resize_mode == InterpolationMode.CUBIC and not self.graph.edition.has_names:
            text = f"{self.resize_mode.name} is a mode from 8.5 on, this is edition {self.graph.edition.name}"
            raise self.clash("DS-LAY-037", text, value=self.resize_mode, permitted=("NEAREST", "LINEAR"))
        if self.has_input(1) and types[1] not in INTEGERS:
            raise self.wrong_type("DS-LAY-035", "Int32 output dims", types[1])
        return [types[0]]

    def output_dims(self, view: View) -> list[Extents]:
        """DS-LAY-035, DS-LAY-036; only the last axes change, as many as the mode can change (DS-LAY-037)."""
        dims = view.dims(0)
        result = self._scaled(dims) if self._is_scaled() else self._wanted(view, dims)
        fixed = len(dims) - INNER_AXES[self.resize_mode]
        for axis, (old, new) in enumerate(zip(dims, result, strict=True)):
            changes = self.factors[axis] != 1 if self._is_scaled() else UNKNOWN not in (old, new) and old != new
            if axis < fixed and changes:
                text = f"axis {axis} changes; {self.resize_mode.name} resizes the last {len(dims) - fixed} axes only"
                raise self.clash("DS-LAY-037", text, axis=axis, value=result, permitted=dims[:fixed])
            if old == 0 and new > 0:
                text = f"axis {axis}: {new} elements can't be made of none"
                raise self.clash("DS-LAY-035", text, axis=axis, value=new, permitted=0)
        return [result]

    def compute(self, device: Device, inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """Axis by axis: the elements next to each coordinate, weighted."""
        x = inputs[0]
        assert x is not None
        both = list(zip(x.shape, dims[0], strict=True))
        if self.resize_mode == InterpolationMode.NEAREST:
            rounding = self.nearest_rounding.name
            lines = [taps.nearest(self._coordinates(old, new), old, rounding) for old, new in both]
            return [device.take(x, lines, np.zeros((), x.dtype))]
        result = x
        for axis, (old, new) in enumerate(both):
            if old != new:
                result = device.resample(result, axis, *self._taps(old, new))
        return [device.unary("ROUND", result) if x.dtype.kind == "i" else result]

    def is_one_operation(self) -> bool:
        """True of floats, if the output dims are no input."""
        return not self.has_input(1)

    def _coordinates(self, old: int, new: int) -> taps.Fractions:
        upper_left = self.selector_for_single_pixel == ResizeSelector.UPPER
        return taps.coordinates(old, new, self.coordinate_transformation.name, upper_left)

    def _taps(self, old: int, new: int) -> taps.Taps:
        if self.resize_mode == InterpolationMode.LINEAR:
            return taps.linear(self._coordinates(old, new), old)
        return taps.cubic(self._coordinates(old, new), old, self.cubic_coeff, self.exclude_outside)

    def _is_scaled(self) -> bool:
        return bool(self.factors) and not self.has_input(1)

    def _scaled(self, dims: Extents) -> Extents:
        if len(self.factors) != len(dims):
            text = f"{len(self.factors)} scales for the {len(dims)} axes of {show(dims)}"
            raise self.clash("DS-LAY-036", text, value=len(self.factors), permitted=len(dims))
        result = []
        # In float32, as the factors are: 10 x 0.7 is 7.
        with np.errstate(all="ignore"):
            extents = np.maximum(np.array(dims, np.int64), 1).astype(np.float32)
            lengths = np.floor(extents * np.array(self.factors, np.float32))
        for axis, (extent, factor, length) in enumerate(zip(dims, self.factors, lengths.tolist(), strict=True)):
            if not 0 <= length <= self.graph.edition.max_extent:
                text = f"axis {axis}: the scale {factor} makes no extent of {extent}"
                raise self.clash("DS-LAY-036", text, axis=axis, value=factor, permitted=">= 0")
            result.append(extent if factor == 1 else UNKNOWN if extent == UNKNOWN else int(length) if extent else 0)
        return tuple(result)

    def _wanted(self, view: View, dims: Extents) -> Extents:
        sure = (True,) * len(dims)
        if self.has_input(1):
            length, value = view.dims(1), view.value(1)
            if length != (len(dims),):
                text = f"input 1, of dims {show(length)}, is no list of {len(dims)} extents"
                raise self.clash("DS-LAY-035", text, value=length, permitted=(len(dims),))
            wanted = fit_shape_value(value, len(dims))
            sure = (False,) * len(dims) if value is None else tuple(bool(known) for known in value.known)
        elif self.size is None:
            if UNKNOWN in dims:
                text = f"neither output dims nor scales are set for an input of dims {show(dims)}"
                raise self.clash("DS-LAY-035", text, value=dims)
            return dims
        else:
            wanted = self.size
        if len(wanted) != len(dims):
            text = f"output dims {show(wanted)} for an input of dims {show(dims)}: the rank can't change"
            raise self.clash("DS-LAY-035", text, value=wanted, permitted=len(dims))
        for axis, extent in enumerate(wanted):
            if sure[axis] and extent < 0:
                text = f"axis {axis}: the extent {extent} is negative"
                raise self.clash("DS-LAY-035", text, axis=axis, value=extent, permitted=">= 0")
        return wanted
