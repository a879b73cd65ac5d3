"""IFillLayer: elements that follow a line, or random ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..arguments import read_float
from ..dims import UNKNOWN, Dims, Extents, is_known, known_volume, read_dims, show
from ..dtypes import FLOATS, INTEGERS, Array, DataType, nptype
from ..enums import Enum
from ..errors import Refusal, refusal_returns
from ..partial import Partial
from ..shapes import View
from .base import ILayer
from .layer_type import LayerType
from .setting import Setting, finite, number
from .values import fit_shape_value

if TYPE_CHECKING:
    from ..graph import Graph
    from ..kernels.device import Device
    from ..tensors import ITensor

DIMS, ALPHA, BETA = range(3)
IN_DYNAMIC_FORM = -1.0
"""What `alpha` and `beta` are while inputs stand in for them (DS-LEX-015)."""


class FillOperation(Enum):
    """What the elements are."""

    LINSPACE = 0
    RANDOM_UNIFORM = 1
    RANDOM_NORMAL = 2


CLAUSES = {
    FillOperation.LINSPACE: "DS-LAY-046",
    FillOperation.RANDOM_UNIFORM: "DS-LAY-047",
    FillOperation.RANDOM_NORMAL: "DS-LAY-047",
}


class IFillLayer(ILayer):
    """``alpha`` + index × ``beta`` (LINSPACE), or numbers drawn from alpha..beta (RANDOM_UNIFORM) or with mean
    alpha and deviation beta (RANDOM_NORMAL, 8.5 and later).

    Dims, alpha and beta are given here or as input 0, 1, 2. Random numbers depend on the layer's place
    in the network alone, so that two runs give the same bytes.
    """

    kind = LayerType.FILL
    label = "Fill"
    fields = ("dims", "operation", "start", "step", "stream")
    input_count = (0, 0)
    optional_inputs = 3

    dims = Setting(read_dims)
    operation = Setting(FillOperation)
    start = Setting(finite)
    step = Setting(finite)
    stream = Setting(number)

    def __init__(self, dims: Extents, operation: FillOperation) -> None:
        """Alpha is 0 and beta is 1 until set."""
        self.dims = dims
        self.operation = operation
        self.start = 0.0
        self.step = 1.0

    def attach(self, graph: Graph, index: int, inputs: list[ITensor | None], names: list[str] | None = None) -> None:
        """See `ILayer.attach`; the place in the network tells streams of random numbers apart."""
        if "stream" not in self.__dict__:
            self.stream = index
        super().attach(graph, index, inputs, names)

    @property
    def shape(self) -> Dims:
        """The dims; invalid while input 0 is present (DS-LAY-048). Assigning takes that input away."""
        return Dims.invalid() if self.has_input(DIMS) else Dims(self.dims)

    @shape.setter
    def shape(self, value: Any) -> None:
        self._assign_dims(read_dims(value))

    @refusal_returns(lambda: None)
    def _assign_dims(self, dims: Extents) -> None:
        check_fill_dims(dims)
        self._disconnect(DIMS)
        self.dims = dims

    @property
    def alpha(self) -> float:
        """Start, least value or mean; -1 while input 1 is present. Assigning takes that input away."""
        return IN_DYNAMIC_FORM if self.has_input(ALPHA) else self.start

    @alpha.setter
    def alpha(self, value: Any) -> None:
        start = finite(read_float(value))
        self._disconnect(ALPHA)
        self.start = start

    @property
    def beta(self) -> float:
        """Step, greatest value or deviation; -1 while input 2 is present. Assigning takes that input away."""
        return IN_DYNAMIC_FORM if self.has_input(BETA) else self.step

    @beta.setter
    def beta(self, value: Any) -> None:
        step = finite(read_float(value))
        self._disconnect(BETA)
        self.step = step

    def _disconnect(self, index: int) -> None:
        if self.has_input(index):
            self.graph.connect(self, index, None)

    def rule(self) -> str:
        """DS-RULE-015, DS-RULE-016, DS-RULE-038; random numbers make no shape tensor (DS-LAY-049)."""
        made = "t" if self.operation == FillOperation.LINSPACE else "E"
        if len(self.inputs) <= ALPHA:
            return f"S → {made}" if self.inputs else f"→ {made}"
        if not self.graph.edition.has_general_forms:
            made = "E"
        return " × ".join(("S", made, made)[: len(self.inputs)]) + f" → {made}"

    def output_types(self, types: list[DataType]) -> list[DataType]:
        """The type asked for, else that of alpha, else Float (DS-LAY-046 to DS-LAY-048)."""
        if self.has_input(DIMS) and types[DIMS] not in INTEGERS:
            raise self.wrong_type("DS-LAY-048", "Int32 dims", types[DIMS])
        if self.has_input(ALPHA) != self.has_input(BETA):
            raise self.clash("DS-LAY-048", "inputs 1 and 2 are both present or both absent")
        linear = self.operation == FillOperation.LINSPACE
        made = DataType.FLOAT
        if self.has_input(ALPHA):
            made = types[ALPHA]
            if types[BETA] != made:
                raise self.wrong_type("DS-LAY-048", f"alpha and beta of one type, {made.name}", types[BETA])
        asked = self.set_types.get(0, made)
        permitted = (DataType.FLOAT, *INTEGERS) if linear else FLOATS
        for dtype in (made, asked):
            if dtype not in permitted:
                names = ", ".join(one.name for one in permitted)
                raise self.wrong_type(CLAUSES[self.operation], f"one of {names} for {self.operation.name}", dtype)
        return [asked]

    def check_shape_use(self, view: View) -> None:
        """The limit of elements (DS-LAY-049, DS-EST-022)."""
        dims, most = view.own_dims(self.outputs[0]), self.graph.edition.shape_slice_volume
        if is_known(dims) and known_volume(dims) > most:
            text = f"{known_volume(dims)} elements; as a shape tensor it has {most} at most"
            raise self.clash("DS-EST-022", text, value=known_volume(dims), permitted=most)

    def output_dims(self, view: View) -> list[Extents]:
        """The dims given here, or the values of input 0."""
        dims = self._wanted(view) if self.has_input(DIMS) else self.dims
        linear = self.operation == FillOperation.LINSPACE
        if self.has_input(ALPHA):
            self._check_parameter(view, ALPHA, "alpha", ())
            self._check_parameter(view, BETA, "beta", (len(dims),) if linear else ())
        elif linear and len(dims) != 1:
            text = f"dims {show(dims)}: without inputs 1 and 2 LINSPACE makes a 1-D tensor"
            raise self.clash("DS-LAY-046", text, value=dims, permitted=1)
        elif self.operation == FillOperation.RANDOM_UNIFORM and self.start > self.step:
            text = f"alpha {self.start} is above beta {self.step}"
            raise self.clash("DS-LAY-047", text, value=self.start, permitted=self.step)
        return [dims]

    def known(self, masks: list[Array | None], inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """Alpha must be known, and beta on each axis on which the index is not 0."""
        alpha, beta = masks[ALPHA], masks[BETA]
        assert alpha is not None and beta is not None
        result = np.full(dims[0], bool(alpha))
        for axis in np.nonzero(~beta)[0]:
            result[(slice(None),) * int(axis) + (slice(1, None),)] = False
        return [result]

    def output_values(self, view: View) -> list[Partial | None]:
        """As `ILayer.output_values`; random numbers are no build-time constants, fixed as they are."""
        if self.operation != FillOperation.LINSPACE:
            return [Partial.nothing(view.own_dims(self.outputs[0]), self.outputs[0].dtype)]
        return super().output_values(view)

    def compute(self, device: Device, inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """DS-LAY-046, DS-LAY-047. Parameters given here are first converted to the type of the output."""
        alpha = inputs[ALPHA] if self.has_input(ALPHA) else self._converted(self.start)
        beta = inputs[BETA] if self.has_input(BETA) else self._converted(self.step)
        assert alpha is not None and beta is not None
        if self.operation == FillOperation.LINSPACE:
            return [device.linspace(dims[0], alpha, beta.reshape(-1))]
        return [device.random(self.operation.name, dims[0], self.stream, alpha, beta)]

    def _converted(self, parameter: float) -> Array:
        return np.asarray(parameter).astype(nptype(self.outputs[0].dtype))

    def _wanted(self, view: View) -> Extents:
        shape = view.dims(DIMS)
        if len(shape) != 1:
            raise self.clash("DS-LAY-046", f"the dims are 1-D, not {show(shape)}", value=shape, permitted=1)
        if shape[0] == UNKNOWN:
            raise self.clash("DS-EST-004", "the number of dims, so the output's rank, is unknown", value=shape)
        if shape[0] > Dims.MAX_DIMS:
            raise self.clash("DS-NET-011", f"{shape[0]} dims; a tensor has {Dims.MAX_DIMS} at most", value=shape)
        value = view.value(DIMS)
        wanted = fit_shape_value(value, shape[0])
        for axis, extent in enumerate(wanted):
            if extent < 0 and value is not None and value.known[axis]:
                text = f"axis {axis}: the extent {extent} is negative"
                raise self.clash("DS-LAY-046", text, axis=axis, value=extent, permitted=">= 0")
        return wanted

    def _check_parameter(self, view: View, index: int, name: str, wanted: Extents) -> None:
        got = view.dims(index)
        if got != wanted and not (len(got) == len(wanted) and UNKNOWN in got):
            text = f"{name} has dims {show(got)}; for {self.operation.name} it has {show(wanted)}"
            raise self.clash("DS-LAY-048", text, value=got, permitted=wanted)


def check_fill_dims(dims: Extents) -> None:
    """Refuse static dims with a negative extent."""
    if min(dims, default=0) < 0:
        text = f"the dims {show(dims)} of a fill have a negative extent"
        raise Refusal("DS-LAY-046", text, value=dims, permitted=">= 0", condition="isValidDims(dimensions)")
