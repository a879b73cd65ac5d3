"""IConstantLayer: values given at build time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..dims import UNKNOWN, Dims, Extents, known_volume, read_dims, show
from ..dtypes import Array, DataType, Weights, datatype_of, read_weights
from ..shapes import View
from .base import ILayer
from .layer_type import LayerType
from .setting import Setting

if TYPE_CHECKING:
    from ..kernels.device import Device


def _needed(value: Weights | Array) -> Array:
    if value is None:
        raise TypeError("the weights of a constant are a Weights or a NumPy array, not None")
    return read_weights(value)


class IConstantLayer(ILayer):
    """``weights``, in row-major order, with dims ``shape`` (DS-LAY-050)."""

    kind = LayerType.CONSTANT
    label = "Constant"
    fields = ("dims", "array")
    input_count = (0, 0)

    dims = Setting(read_dims)
    array = Setting(_needed)

    def __init__(self, dims: Extents, weights: Weights | Array) -> None:
        """``weights``: the elements; kept as a copy, so that the caller's buffer may change."""
        self.dims = dims
        self.array = weights

    @property
    def shape(self) -> Dims:
        """The dims."""
        return Dims(self.dims)

    @shape.setter
    def shape(self, value: Any) -> None:
        self.dims = value

    @property
    def weights(self) -> Array:
        """The elements, flat; to change them, assign anew."""
        return self.array

    @weights.setter
    def weights(self, value: Weights | Array) -> None:
        self.array = value

    def rule(self) -> str:
        """DS-RULE-007."""
        return "→ t"

    def output_types(self, types: list[DataType]) -> list[DataType]:
        """The type of the weights; Bool is refused before edition 10 (DS-LAY-050)."""
        dtype = datatype_of(self.array.dtype)
        if dtype == DataType.BOOL and not self.graph.edition.has_int64:
            raise self.wrong_type("DS-LAY-050", "weights of any type but Bool", dtype)
        return [dtype]

    def output_dims(self, view: View) -> list[Extents]:
        """As many weights as the dims have elements; one run-time extent follows from their number (DS-LAY-050)."""
        if min(self.dims, default=0) < UNKNOWN or self.dims.count(UNKNOWN) > 1:
            raise self.clash("DS-LAY-050", f"{show(self.dims)} are no dims of a constant", value=self.dims)
        rest = known_volume(tuple(extent for extent in self.dims if extent != UNKNOWN))
        found = self.array.size // rest if rest else 0
        dims = tuple(found if extent == UNKNOWN else extent for extent in self.dims)
        if known_volume(dims) != self.array.size:
            text = f"{self.array.size} weights for dims {show(self.dims)}"
            raise self.clash("DS-LAY-050", text, value=self.array.size, permitted=known_volume(dims))
        return [dims]

    def compute(self, device: Device, inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """The weights."""
        return [device.reshape(self.array, dims[0])]
