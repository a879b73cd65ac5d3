"""The network definition: what the user adds inputs, layers and outputs to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from .additions.core import CoreAdditions
from .dims import UNKNOWN, read_dims
from .dtypes import DataType
from .editions import Edition
from .enums import Enum
from .errors import Journal, Refusal, refusal_returns
from .graph import Graph
from .layers.base import ILayer
from .managed import Managed
from .tensors import ITensor

if TYPE_CHECKING:
    from .builder import Builder


class NetworkDefinitionCreationFlag(Enum):
    """Bits of the flag word of ``create_network``."""

    EXPLICIT_BATCH = 0
    EXPLICIT_PRECISION = 1


class INetworkDefinition(Managed, CoreAdditions):
    """A network under construction.

    A refused addition returns None with an ERROR record (DS-NET-016). What a layer can't accept of
    its inputs' dims or types shows when its output's ``shape`` is asked, and at build time.
    """

    def __init__(self, builder: Builder, edition: Edition, journal: Journal, implicit_batch: bool) -> None:
        """Made by ``Builder.create_network``."""
        self.builder = builder
        self.journal = journal
        self.name = "Unnamed Network 0"
        self._implicit_batch = implicit_batch
        self.graph = Graph(edition, journal)

    @property
    def has_implicit_batch_dimension(self) -> bool:
        """True only for a network made without EXPLICIT_BATCH before edition 10 (DS-NET-002)."""
        return self._implicit_batch

    @property
    def has_explicit_precision(self) -> bool:
        """Always False: the mode is obsolete."""
        return False

    # Inputs and outputs

    @refusal_returns(lambda: None)
    def add_input(self, name: str, dtype: DataType, shape: Any) -> ITensor | None:
        """Add an input; -1 in ``shape`` is a run-time dimension (DS-NET-005, DS-DIM-001).

        Returns None with an ERROR record for an extent below -1, a name in use, a type that the
        edition does not have, or a run-time dimension in an implicit-batch network (DS-NET-002).
        """
        dims = read_dims(shape)
        dtype = DataType(dtype)
        if not isinstance(name, str):
            raise TypeError(f"the name of an input is a str, not {type(name).__name__}")
        if self._implicit_batch and UNKNOWN in dims:
            text = f"{name}: an implicit-batch network has no run-time dimensions; create it with EXPLICIT_BATCH"
            raise Refusal("DS-NET-002", text, tensor=name, axis=dims.index(UNKNOWN), value=UNKNOWN)
        self.graph.check_input_dims(name, dims)
        self.graph.check_name(name)
        if dtype == DataType.INT64 and not self.graph.edition.has_int64:
            text = f"{name}: INT64 is a type from edition 10 on, this is {self.graph.edition.name}"
            raise Refusal("DS-NET-016", text, tensor=name, value=dtype)
        if dtype == DataType.FP8:
            raise Refusal("DS-NET-016", f"{name}: this engine has no FP8 arithmetic", tensor=name, value=dtype)
        return self.graph.add_input(name, dtype, dims)

    @refusal_returns(lambda: None)
    def mark_output(self, tensor: ITensor) -> None:
        """Make ``tensor`` an output; a network input or an output is refused (DS-NET-019)."""
        self._check_markable(tensor, "DS-NET-019")
        self.graph.mark_output(tensor, for_shapes=False)

    @refusal_returns(lambda: None)
    def unmark_output(self, tensor: ITensor) -> None:
        """Undo `mark_output`."""
        self._check_marked(tensor, for_shapes=False, clause="DS-NET-019")
        self.graph.unmark_output(tensor)

    @refusal_returns(lambda: False)
    def mark_output_for_shapes(self, tensor: ITensor) -> bool:
        """Make ``tensor`` an output that is a shape tensor (DS-SIO-009).

        False with an ERROR record for an output (DS-SIO-029) or a network input (DS-SIO-031).
        """
        self._check_markable(tensor, "DS-SIO-029", "DS-SIO-031")
        self.graph.mark_output(tensor, for_shapes=True)
        return True

    @refusal_returns(lambda: False)
    def unmark_output_for_shapes(self, tensor: ITensor) -> bool:
        """Undo `mark_output_for_shapes`; False for a tensor that is not so marked (DS-SIO-032)."""
        self._check_marked(tensor, for_shapes=True, clause="DS-SIO-032")
        self.graph.unmark_output(tensor)
        return True

    def _check_markable(self, tensor: ITensor, clause: str, input_clause: str | None = None) -> None:
        self.check_tensor(tensor, clause)
        if tensor.is_network_input:
            text = f"{tensor.name} is a network input, so it can't be an output"
            raise Refusal(input_clause or clause, text, tensor=tensor.name)
        if tensor in self.graph.outputs:
            raise Refusal(clause, f"{tensor.name} is an output already", tensor=tensor.name)
        self.graph.check_name(tensor.name, but=tensor)

    def _check_marked(self, tensor: ITensor, for_shapes: bool, clause: str) -> None:
        self.check_tensor(tensor, clause)
        if self.graph.outputs.get(tensor) is not for_shapes:
            kind = "a shape output" if for_shapes else "an output"
            raise Refusal(clause, f"{tensor.name} is not marked as {kind}", tensor=tensor.name)

    @property
    def num_inputs(self) -> int:
        """The number of inputs."""
        return len(self.graph.inputs)

    @property
    def num_outputs(self) -> int:
        """The number of outputs, those marked for shapes included (DS-NET-020)."""
        return len(self.graph.outputs)

    @property
    def num_layers(self) -> int:
        """The number of layers."""
        return len(self.graph.layers)

    def get_input(self, index: int) -> ITensor | None:
        """Input ``index``; None out of range."""
        return _at(self.graph.inputs, index)

    def get_output(self, index: int) -> ITensor | None:
        """Output ``index``, in the order of marking; None out of range."""
        return _at(list(self.graph.outputs), index)

    def get_layer(self, index: int) -> ILayer | None:
        """Layer ``index``, in the order of addition; None out of range."""
        return _at(self.graph.layers, index)

    def __len__(self) -> int:
        return len(self.graph.layers)

    def __getitem__(self, index: int) -> ILayer:
        return self.graph.layers[index]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("add_"):
            raise AttributeError(f"{name}: this engine does not have that layer")
        raise AttributeError(f"'INetworkDefinition' object has no attribute {name!r}")


T = TypeVar("T")


def _at(items: Sequence[T], index: int) -> T | None:
    return items[index] if 0 <= index < len(items) else None
