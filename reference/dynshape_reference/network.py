"""The network definition: what the user adds inputs, layers and outputs to."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeVar, cast

from .additions.control import ControlAdditions
from .additions.core import CoreAdditions
from .additions.quantization import QuantizationAdditions
from .additions.sampling import SamplingAdditions
from .additions.selection import SelectionAdditions
from .additions.windows import WindowAdditions
from .arguments import read_text
from .closed import Closed
from .debug_tensors import NoDebugMarks
from .dims import UNKNOWN, read_dims
from .dtypes import DataType
from .editioned import by_edition, refuse_member
from .editions import Edition
from .enums import Enum, bit, enumerator
from .error_recorder import Recorded
from .errors import Journal, Refusal, invalid, refusal_returns
from .graph import Graph
from .layer_view import LayerView
from .layers.base import ILayer
from .managed import Managed
from .nesting import check_outside
from .out_of_scope import LAYERS_LEFT_OUT, NoWeightNames
from .stored import API, Stored
from .tensors import ITensor

if TYPE_CHECKING:
    from .builder import Builder


class NetworkDefinitionCreationFlag(Enum):
    """Bits of the flag word of ``create_network``."""

    EXPLICIT_BATCH = 0
    EXPLICIT_PRECISION = 1
    STRONGLY_TYPED = 1


@by_edition
class INetworkDefinition(
    Closed,
    Recorded,
    NoWeightNames,
    NoDebugMarks,
    Managed,
    CoreAdditions,
    ControlAdditions,
    SamplingAdditions,
    QuantizationAdditions,
    WindowAdditions,
    SelectionAdditions,
):
    """A network under construction.

    A refused addition returns None with an ERROR record (DS-NET-016). What a layer can't accept of
    its inputs' dims or types shows when its output's ``shape`` is asked, and at build time.
    """

    completed_by = "graph"

    name = Stored(read_text, "Unnamed Network 0", "The name of the network; the engine gets it.")

    def __init__(
        self, builder: Builder, edition: Edition, journal: Journal, implicit_batch: bool, flags: int = 0
    ) -> None:
        """Made by ``Builder.create_network``."""
        self._builder = builder
        self.journal = journal
        self._flags = flags
        self._implicit_batch = implicit_batch
        self.graph = Graph(edition, journal)

    @property
    def has_implicit_batch_dimension(self) -> bool:
        """True only for a network made without EXPLICIT_BATCH before edition 10 (DS-NET-002)."""
        return self._implicit_batch

    @property
    def builder(self) -> Builder:
        """The builder that made it."""
        return self._builder

    @property
    def edition(self) -> Edition:
        """The builder's edition."""
        return self.graph.edition

    @property
    def flags(self) -> int:
        """The word of flags that it was created with (10)."""
        return self._flags

    def get_flag(self, flag: NetworkDefinitionCreationFlag) -> bool:
        """True if it was created with the flag (10)."""
        return bool(self._flags & bit(NetworkDefinitionCreationFlag, flag))

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
        dtype = enumerator(DataType, dtype)
        if not isinstance(name, str):
            raise TypeError(f"the name of an input is a str, not {type(name).__name__}")
        if self._implicit_batch and UNKNOWN in dims:
            text = f"{name}: an implicit-batch network has no run-time dimensions; create it with EXPLICIT_BATCH"
            raise Refusal("DS-NET-002", text, tensor=name, axis=dims.index(UNKNOWN), value=UNKNOWN)
        self.graph.check_input_dims(name, dims)
        self.graph.check_name(name)
        self.graph.check_input_type(name, dtype)
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
        already = "as network-level output as it was already set as network-level output."
        if tensor in self.graph.outputs:
            raise invalid(clause, f"Failed attempt to set a tensor {tensor.name} {already}", tensor=tensor.name)
        if self.graph.regions:
            check_outside(self.graph.nesting, tensor)
        self.graph.check_name(tensor.name, but=tensor)

    def _check_marked(self, tensor: ITensor, for_shapes: bool, clause: str) -> None:
        self.check_tensor(tensor, clause)
        if self.graph.outputs.get(tensor) is not for_shapes:
            kind = "a shape output" if for_shapes else "an output"
            text = f"Failed attempt to unset a tensor {tensor.name} as a network-level output. "
            text += f"It's currently not set as a network-level output: it is not marked as {kind}"
            raise Refusal(clause, text, tensor=tensor.name)

    def remove_tensor(self, tensor: ITensor) -> None:
        """Take away a network input that no layer uses; for any other tensor an ERROR record, and nothing is done."""
        self.check_tensor(tensor, "DS-NET-016")
        self._remove_tensor(tensor)

    @refusal_returns(lambda: None)
    def _remove_tensor(self, tensor: ITensor) -> None:
        if tensor.producer is not None or tensor.uses:
            why = "cannot be removed, because it is referenced by layer"
            raise invalid(API, f"Tensor {tensor.name} {why}", tensor=tensor.name)
        self.graph.remove_input(tensor)

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
        """Input ``index``; None with an ERROR record out of range."""
        return self._found(self.graph.inputs, index, "Inputs")

    def get_output(self, index: int) -> ITensor | None:
        """Output ``index``, in the order of marking; None with an ERROR record out of range."""
        return self._found(list(self.graph.outputs), index, "Outputs")

    def _found(self, tensors: list[ITensor], index: int, what: str) -> ITensor | None:
        found = _at(tensors, index)
        if found is None:
            text = f"Invalid network output index: {index}. Valid range of network output indexis [0, {len(tensors)})."
            condition = f"index >= 0 && index < getNb{what}()"
            refusal = Refusal(API, text, value=index, permitted=(0, len(tensors) - 1), condition=condition)
            self.journal.error(refusal, f"INetworkDefinition.get_{what[:-1].lower()}: ")
        return found

    def get_layer(self, index: int) -> ILayer | None:
        """Layer ``index``, in the order of addition, as an `ILayer` (see `LayerView`); None out of range."""
        layer = _at(self.graph.layers, index)
        return None if layer is None else self[index]

    def __len__(self) -> int:
        return len(self.graph.layers)

    def __getitem__(self, index: int) -> ILayer:
        return cast(ILayer, LayerView(self.graph.layers[operator.index(index)]))

    def __getattr__(self, name: str) -> Any:
        graph = vars(self).get("graph")
        reason = None if graph is None else refuse_member("INetworkDefinition", name, graph.edition)
        if reason is not None:
            raise AttributeError(reason)
        if name in LAYERS_LEFT_OUT:
            raise AttributeError(f"{name}: {LAYERS_LEFT_OUT[name]}")
        if name.startswith("add_"):
            raise AttributeError(f"{name}: neither TensorRT 8.6 nor this engine has that layer")
        raise AttributeError(f"'INetworkDefinition' object has no attribute {name!r}")


T = TypeVar("T")


def _at(items: Sequence[T], index: int) -> T | None:
    return items[index] if 0 <= operator.index(index) < len(items) else None
