"""IScatterLayer: a copy in which the elements at given indices are replaced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..dims import UNKNOWN, Extents, show
from ..dtypes import INTEGERS, Array, DataType
from ..enums import Enum
from ..shapes import View, unify_extents
from .base import ILayer
from .layer_type import LayerType
from .setting import Setting, number
from .values import every

if TYPE_CHECKING:
    from ..kernels.device import Device

CLAUSE = "DS-LAY-068"


class ScatterMode(Enum):
    """What an index stands for, as ONNX's ScatterElements and ScatterND have it."""

    ELEMENT = 0
    ND = 1


class IScatterLayer(ILayer):
    """Input 0 with the elements at the indices in input 1 replaced by those of input 2.

    A negative index counts from the end, an update out of bounds is left out, and of several updates
    of one element the last one stays: TensorRT leaves all three undefined.
    """

    kind = LayerType.SCATTER
    label = "Scatter"
    fields = ("mode", "axis")
    input_count = (3, 3)

    mode = Setting(ScatterMode)
    axis = Setting(number)

    def __init__(self, mode: ScatterMode) -> None:
        """``axis``, for mode ELEMENT, is 0 until set."""
        self.mode = mode
        self.axis = 0

    def rule(self) -> str:
        """DS-LAY-068."""
        return "E × E × E → E"

    def output_types(self, types: list[DataType]) -> list[DataType]:
        """Data and updates are of one type, indices are integers."""
        data, indices, updates = types
        if indices not in INTEGERS:
            raise self.wrong_type(CLAUSE, "Int32 indices", indices)
        if updates != data:
            raise self.wrong_type(CLAUSE, f"updates of the data's type {data.name}", updates)
        return [data]

    def output_dims(self, view: View) -> list[Extents]:
        """Those of the data."""
        data, indices, updates = (view.dims(index) for index in range(3))
        if not data:
            raise self.clash(CLAUSE, "a scalar has no axis to scatter on", value=0, permitted=">= 1")
        if self.mode == ScatterMode.ELEMENT:
            self._check_elements(data, indices, updates)
        else:
            self._check_slices(data, indices, updates)
        return [data]

    def compute(self, device: Device, inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """Copy and replace."""
        data, indices, updates = every(inputs)
        if self.mode == ScatterMode.ELEMENT:
            return [device.scatter_elements(data, indices, updates, self.axis)]
        return [device.scatter_nd(data, indices, updates)]

    def _check_elements(self, data: Extents, indices: Extents, updates: Extents) -> None:
        words = f"{self.name}: ScatterLayer in elements mode all inputs tensors rank must be same. "
        words += f"Input 0 rank is {len(data)}, input 1 rank is {len(indices)}, and input 2 rank is {len(updates)}."
        self.same_rank(CLAUSE, [data, indices, updates], words)
        if not 0 <= self.axis < len(data):
            text = f"axis {self.axis} is not within 0..{len(data) - 1}"
            raise self.clash(CLAUSE, text, value=self.axis, permitted=(0, len(data) - 1))
        self._check_updates(indices, updates)
        for axis, (extent, limit) in enumerate(zip(indices, data, strict=True)):
            if axis != self.axis and limit != UNKNOWN and extent > limit:
                text = f"axis {axis}: {extent} indices in {show(indices)} for an extent of {limit} in {show(data)}"
                raise self.clash(CLAUSE, text, axis=axis, value=extent, permitted=(0, limit))

    def _check_slices(self, data: Extents, indices: Extents, updates: Extents) -> None:
        if not indices:
            raise self.clash(CLAUSE, "the indices of mode ND have one axis at least", value=0, permitted=">= 1")
        depth = indices[-1]
        if depth == UNKNOWN:
            return
        if depth > len(data):
            text = f"index tuples of {depth} for the {len(data)} axes of {show(data)}"
            raise self.clash(CLAUSE, text, value=depth, permitted=(0, len(data)))
        self._check_updates(indices[:-1] + data[depth:], updates)

    def _check_updates(self, wanted: Extents, updates: Extents) -> None:
        fits = len(wanted) == len(updates)
        if not fits or None in [unify_extents(*pair) for pair in zip(wanted, updates, strict=True)]:
            text = f"dimensions not compatible for scatter: updates {show(updates)} where {show(wanted)} are wanted"
            raise self.clash(CLAUSE, text, value=updates, permitted=wanted)
