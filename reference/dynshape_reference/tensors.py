"""Tensors of a network definition."""

from __future__ import annotations

import math
import operator
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from .arguments import read_float, read_truth
from .closed import Closed
from .dims import UNKNOWN, Dims, Extents, read_dims
from .dtypes import DataType
from .editioned import by_edition
from .editions import Edition
from .enums import Enum, all_bits, enumerator
from .errors import Journal, Refusal, refusal_returns
from .stored import Stored, at_least

if TYPE_CHECKING:
    from .explain import TensorExplanation
    from .graph import Graph
    from .layers.base import ILayer


class TensorLocation(Enum):
    """Where a tensor's elements are at run time."""

    DEVICE = 0
    HOST = 1


class TensorIOMode(Enum):
    """The part a tensor plays at the boundary."""

    NONE = 0
    INPUT = 1
    OUTPUT = 2


class TensorFormat(Enum):
    """Memory layouts; this engine keeps everything row-major (``LINEAR``)."""

    LINEAR = 0
    CHW2 = 1
    HWC8 = 2
    CHW4 = 3
    CHW16 = 4
    CHW32 = 5
    DHWC8 = 6
    CDHW32 = 7
    HWC = 8
    DLA_LINEAR = 9
    DLA_HWC4 = 10
    HWC16 = 11
    DHWC = 12


LINEAR_ONLY = 1 << int(TensorFormat.LINEAR)


@by_edition
class ITensor(Closed):
    """A tensor: a network input, or an output of a layer.

    Its dims are asked live: they change when an input's shape or a layer changes.
    """

    completed_by = "uses"

    allowed_formats = Stored(
        at_least(0, all_bits(TensorFormat)),
        LINEAR_ONLY,
        "The word of `TensorFormat` bits that an input or output may have; LINEAR has to be among them (DS-EST-021).",
    )
    location = Stored(TensorLocation, TensorLocation.DEVICE, "Kept, without effect: all memory is the host's here.")
    broadcast_across_batch = Stored(read_truth, False, "Meant for implicit-batch networks; kept, without effect.")

    # Of most tensors nobody sets these, so they are the class's until somebody does.
    output_index = 0
    _dimension_names: Mapping[int, str] = MappingProxyType({})
    _dynamic_range: tuple[float, float] | None = None

    graph: Graph
    _name: str
    declared_type: DataType
    declared_dims: Extents
    producer: ILayer | None
    uses: list[ILayer]

    def __init__(
        self, graph: Graph, name: str, dtype: DataType, dims: Extents = (), producer: ILayer | None = None
    ) -> None:
        """Made by the network and by layers, not by users."""
        # Not by assignment, which asks whether the class has such an attribute: networks have many tensors.
        self.__dict__.update(
            graph=graph, _name=name, declared_type=dtype, declared_dims=dims, producer=producer, uses=[]
        )

    @property
    def edition(self) -> Edition:
        """The edition of the network."""
        return self.graph.edition

    @property
    def journal(self) -> Journal:
        """Where refusals are written."""
        return self.graph.journal

    @property
    def name(self) -> str:
        """The name; unique among inputs and outputs. A name in use is refused and the old one kept."""
        return self._name

    @name.setter
    def name(self, value: str) -> None:
        self._rename(value)

    @refusal_returns(lambda: None)
    def _rename(self, value: str) -> None:
        if not isinstance(value, str):
            raise TypeError(f"a tensor's name is a str, not {type(value).__name__}")
        self.graph.take_name(self, value)
        self._name = value

    @property
    def shape(self) -> Dims:
        """The dims, -1 for every extent that is not a build-time constant (DS-NET-005, DS-NET-014).

        Invalid Dims and an ERROR record where the layer that makes the tensor can't accept its
        inputs. Only the dims of a network input can be assigned (DS-NET-015).
        """
        return self._query_shape()

    @shape.setter
    def shape(self, value: Any) -> None:
        self._assign_shape(read_dims(value))

    @refusal_returns(Dims.invalid)
    def _query_shape(self) -> Dims:
        return Dims(self.graph.shapes.dims(self))

    @refusal_returns(lambda: None)
    def _assign_shape(self, dims: Extents) -> None:
        if not self.is_network_input:
            text = f"{self._name} is no network input: its dims follow from its layer"
            raise Refusal("DS-NET-015", text, tensor=self._name, value=dims)
        self.graph.check_input_dims(self._name, dims)
        self.declared_dims = dims
        self.graph.forget(self)

    @property
    def dtype(self) -> DataType:
        """The element type. That of a network input can be assigned, and that of an output, once it is marked.

        For an output it is what ``set_output_type`` of its layer does. Any other tensor keeps its type.
        """
        return self.graph.types.of(self)

    @dtype.setter
    def dtype(self, value: DataType) -> None:
        dtype = enumerator(DataType, value)
        if self.producer is not None and self.is_network_output:
            self.producer.set_output_type(self.output_index, dtype)
        else:
            self._assign_dtype(dtype)

    @refusal_returns(lambda: None)
    def _assign_dtype(self, value: DataType) -> None:
        if self.producer is not None:
            text = f"{self._name} is no network input and no output: its type follows from its layer"
            raise Refusal("DS-NET-015", text, tensor=self._name, value=value)
        self.graph.check_input_type(self._name, value)
        self.declared_type = value
        self.graph.forget(self)

    @property
    def is_network_input(self) -> bool:
        """True for a network input."""
        return self.producer is None

    @property
    def is_network_output(self) -> bool:
        """True for a tensor marked as output or as shape output."""
        return self in self.graph.outputs

    @property
    def is_shape_tensor(self) -> bool:
        """True if the value is needed to compute shapes, as the network stands now (DS-EST-015, DS-RULE-034)."""
        return self in self.graph.classes.shape

    @property
    def is_execution_tensor(self) -> bool:
        """True if the value is needed to compute a network output, as it stands now (DS-EST-016, DS-RULE-034)."""
        return self in self.graph.classes.execution

    def explain(self) -> TensorExplanation:
        """Why it is a shape tensor, an execution tensor, both or neither, as it stands now (not in TensorRT)."""
        from .explain import explain_tensor  # Explanations know tensors, so not above.

        return explain_tensor(self)

    def set_dimension_name(self, index: int, name: str) -> None:
        """Name an extent of an input; equal names promise equal extents at run time (DS-DIM-028, 8.5 and later)."""
        self._set_dimension_name(index, name)

    @refusal_returns(lambda: None)
    def _set_dimension_name(self, index: int, name: str) -> None:
        if not isinstance(name, str):
            raise TypeError(f"the name of a dimension is a str, not {type(name).__name__}")
        if not self.is_network_input:
            text = f"{self._name} is no network input: its dimensions can't be named"
            raise Refusal("DS-DIM-028", text, tensor=self._name)
        if not 0 <= index < len(self.declared_dims):
            rank = len(self.declared_dims)
            raise Refusal(
                "DS-DIM-028",
                f"Invalid dimension index: {index}. {self._name}: it is not within 0..{rank - 1}",
                condition="index >= 0 && index < getDimensions().nbDims",
                tensor=self._name,
                axis=index,
                value=index,
                permitted=(0, rank - 1),
            )
        self._dimension_names = {**self._dimension_names, operator.index(index): name}

    def get_dimension_name(self, index: int) -> str | None:
        """The name of an extent, None if it has none."""
        return self.dimension_names.get(operator.index(index))

    @property
    def dimension_names(self) -> dict[int, str]:
        """All named axes, of those that the input has now."""
        if not self._dimension_names:
            return {}
        rank = len(self.declared_dims)
        return {axis: name for axis, name in self._dimension_names.items() if name and axis < rank}

    @property
    def dynamic_range(self) -> tuple[float, float] | None:
        """(min, max) for INT8 arithmetic, None if not set. ValueError for what `set_dynamic_range` does not take."""
        return self._dynamic_range

    @dynamic_range.setter
    def dynamic_range(self, value: Sequence[float]) -> None:
        if len(value) != 2:
            raise ValueError("Dynamic range must contain exactly 2 elements")
        if not self.set_dynamic_range(*value):
            raise ValueError(f"Error in set dynamic range: {tuple(value)} is not min <= 0 <= max")

    def set_dynamic_range(self, min: float, max: float) -> bool:
        """Set the range for INT8 (int8.py); the end farther from 0 counts, both ways. False unless min <= 0 <= max."""
        low, high = read_float(min), read_float(max)
        fits = -math.inf < low <= 0 <= high < math.inf
        self._dynamic_range = (low, high) if fits else self._dynamic_range
        return fits

    def reset_dynamic_range(self) -> None:
        """Undo `set_dynamic_range`."""
        self._dynamic_range = None

    @property
    def is_dynamic(self) -> bool:
        """True for an input with a run-time dimension."""
        return self.producer is None and UNKNOWN in self.declared_dims

    def __repr__(self) -> str:
        return f"<ITensor {self._name}>"
