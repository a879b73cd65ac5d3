"""ITopKLayer: the greatest or least elements along an axis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..dims import UNKNOWN, Extents, show
from ..dtypes import FLOATS, INTEGERS, Array, DataType
from ..editions import Edition
from ..enums import Enum
from ..errors import Refusal, refusal_returns
from ..shapes import View
from .base import ILayer
from .layer_type import LayerType
from .setting import Setting, number
from .values import every

if TYPE_CHECKING:
    from ..graph import Graph
    from ..kernels.device import Device
    from ..tensors import ITensor

MOST = 3840
CLAUSE = "DS-LAY-060"


class TopKOperation(Enum):
    """Which elements are kept."""

    MAX = 0
    MIN = 1


class ITopKLayer(ILayer):
    """The ``k`` first elements along an axis, sorted, and their indices.

    Of equal elements the one with the lower index comes first; NaN counts as greater than any number.
    """

    kind = LayerType.TOPK
    label = "TopK"
    fields = ("op", "static_k", "axes")
    optional_inputs = 1

    op = Setting(TopKOperation)
    static_k = Setting(number)
    axes = Setting(number)

    def __init__(self, op: TopKOperation, k: int, axes: int) -> None:
        """``axes``: a mask with the bit of one axis, which is among the last four."""
        self.op = op
        self.static_k = k
        self.axes = axes

    def attach(self, graph: Graph, index: int, inputs: list[ITensor | None], names: list[str] | None = None) -> None:
        """See `ILayer.attach`; k can be an input from 8.6 on."""
        if not graph.edition.has_newer_modes:
            self.optional_inputs = 0
        super().attach(graph, index, inputs, names)

    @property
    def k(self) -> int:
        """How many elements are kept; -1 while input 1 says so. Assigning takes input 1 away."""
        return -1 if self.has_input(1) else self.static_k

    @k.setter
    def k(self, value: Any) -> None:
        self._assign_k(number(value))

    @refusal_returns(lambda: None)
    def _assign_k(self, k: int) -> None:
        check_k(k, self.edition)
        if self.has_input(1):
            self.graph.connect(self, 1, None)
        self.static_k = k

    def rule(self) -> str:
        """DS-RULE-029; k, where it is an input, is a shape tensor."""
        return "E × S → E × E" if len(self.inputs) > 1 else "E → E × E"

    def output_count(self) -> int:
        """Elements and indices."""
        return 2

    def output_types(self, types: list[DataType]) -> list[DataType]:
        """That of the data, and Int32; data are integers from edition 10 on (DS-LAY-060)."""
        integers = INTEGERS if self.graph.edition.has_general_forms else ()
        if types[0] not in (*FLOATS, DataType.INT8, *integers):
            raise self.wrong_type(CLAUSE, "a float or Int8", types[0])
        if self.has_input(1) and types[1] not in INTEGERS:
            raise self.wrong_type(CLAUSE, "an Int32 k", types[1])
        return [types[0], DataType.INT32]

    def output_dims(self, view: View) -> list[Extents]:
        """``k`` along the axis (DS-LAY-060)."""
        dims = view.dims(0)
        axis = self._axis()
        if len(dims) < 2:
            words = f"{self.name}: at least 2 dimensions are required for input."
            text = f"{show(dims)} has {len(dims)} axes"
            raise self.clash(CLAUSE, text, value=len(dims), permitted=">= 2", words=words)
        if not max(0, len(dims) - 4) <= axis < len(dims):
            text = f"the mask {self.axes:#b} does not name exactly one of the last four axes of {show(dims)}"
            words = f"{self.name}: reduceAxes must specify exactly one dimension"
            if not self.edition.has_bindings:
                words = f"Error while computing output extent of node {self.name}."
            raise self.clash(CLAUSE, text, value=self.axes, words=words)
        k = self._k(view)
        if k > dims[axis] != UNKNOWN:
            text = f"length of reduction axis ({dims[axis]}) is smaller than K ({k})"
            words = f"{self.name}: K not consistent with dimensions"
            if not self.edition.has_bindings:
                words = f"{self.name}: K of {k} not consistent with axis {axis} of length {dims[axis]}."
            raise self.clash(CLAUSE, text, axis=axis, value=k, permitted=(0, dims[axis]), words=words)
        kept = (*dims[:axis], k, *dims[axis + 1 :])
        return [kept, kept]

    def compute(self, device: Device, inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """The elements and their indices."""
        axis = self._axis()
        return list(device.top_k(self.op.name, every(inputs)[0], dims[0][axis], axis))

    def is_one_operation(self) -> bool:
        """True if K is no input."""
        return not self.has_input(1)

    def _axis(self) -> int:
        # -1 for a mask of no axis or of several.
        return self.axes.bit_length() - 1 if self.axes > 0 and self.axes & (self.axes - 1) == 0 else -1

    def _k(self, view: View) -> int:
        if not self.has_input(1):
            return self.static_k
        if view.dims(1):
            raise self.clash(CLAUSE, f"k is a scalar, not {show(view.dims(1))}", value=view.dims(1), permitted=())
        value = view.value(1)
        if value is None or not value.complete:
            return UNKNOWN
        k = int(value.data)
        if not 0 <= k <= MOST:
            raise self.clash(CLAUSE, f"K is {k}; valid are 0..{MOST}", value=k, permitted=(0, MOST))
        return k


def check_k(k: int, edition: Edition) -> None:
    """Refuse a k out of range."""
    if not 0 <= k <= MOST:
        condition, words = "k > 0 && k <= MAX_TOPK_K", ""
        if not edition.has_bindings:
            condition, words = "k >= 0 && k < kMAX_TOPK_K + 1", f"Invalid TopK K: {k}. "
        text = f"{words}K is {k}; valid are 0..{MOST}"
        raise Refusal(CLAUSE, text, value=k, permitted=(0, MOST), condition=condition)
