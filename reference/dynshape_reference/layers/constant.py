"""IConstantLayer: values given at build time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..dims import UNKNOWN, Dims, Extents, known_volume, read_dims, show
from ..dtypes import Array, DataType, Weights, datatype_of
from ..shapes import View
from .base import ILayer
from .layer_type import LayerType

if TYPE_CHECKING:
    from ..kernels.device import Device


class IConstantLayer(ILayer):
    """``weights``, in row-major order, with dims ``shape`` (DS-LAY-050)."""

    kind = LayerType.CONSTANT
    label = "Constant"
    fields = ("dims", "array")
    input_count = (0, 0)

    def __init__(self, dims: Extents, array: Array) -> None:
        """``array``: the flat elements; kept as a copy, so that the caller's buffer may change."""
        self.dims = dims
        self.array = array.copy()

    @property
    def shape(self) -> Dims:
        """The dims."""
        return Dims(self.dims)

    @shape.setter
    def shape(self, value: Any) -> None:
        self.assign("dims", read_dims(value))

    @property
    def weights(self) -> Array:
        """The elements, flat."""
        return self.array

    @weights.setter
    def weights(self, value: Weights | Array) -> None:
        weights = value if isinstance(value, Weights) else Weights(value)
        self.assign("array", weights.numpy().copy())

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
        """As many weights as the dims have elements (DS-LAY-050)."""
        if UNKNOWN in self.dims or min(self.dims, default=0) < 0:
            raise self.clash("DS-LAY-050", f"the dims {show(self.dims)} of a constant are fixed", value=self.dims)
        if known_volume(self.dims) != self.array.size:
            text = f"{self.array.size} weights for dims {show(self.dims)}, which have {known_volume(self.dims)} elements"
            raise self.clash("DS-LAY-050", text, value=self.array.size, permitted=known_volume(self.dims))
        return [self.dims]

    def compute(self, device: Device, inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """The weights."""
        return [device.reshape(self.array, self.dims)]
