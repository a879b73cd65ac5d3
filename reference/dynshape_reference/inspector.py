"""The engine inspector: what an engine's layers are, as one line or as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from .build_options import ProfilingVerbosity
from .dims import Extents, show
from .enums import Enum, enumerator
from .error_recorder import Recorded
from .errors import Refusal, refusal_returns
from .layers.base import ILayer
from .stored import API
from .tensors import ITensor

if TYPE_CHECKING:
    from .context import IExecutionContext
    from .engine import ICudaEngine


class LayerInformationFormat(Enum):
    """How the inspector writes."""

    ONELINE = 0
    JSON = 1


class EngineInspector(Recorded):
    """Tells about layers as much as the engine was built to tell, by ``IBuilderConfig.profiling_verbosity``.

    NONE: nothing. LAYER_NAMES_ONLY: names. DETAILED: kind, inputs, outputs, parameters, metadata. Nothing
    is fused or replaced here, so the layers are those of the network, in the order of execution.
    """

    def __init__(self, engine: ICudaEngine) -> None:
        """Made by ``ICudaEngine.create_engine_inspector``."""
        self._engine = engine
        self._context: IExecutionContext | None = None
        self.journal = engine.journal.child()

    @property
    def execution_context(self) -> IExecutionContext | None:
        """The context whose dims are told, None for those of the engine.

        One of another engine is refused with an ERROR record, and the old one stays.
        """
        return self._context

    @execution_context.setter
    def execution_context(self, value: IExecutionContext | None) -> None:
        self._assign_context(value)

    @refusal_returns(lambda: None)
    def _assign_context(self, context: IExecutionContext | None) -> None:
        if context is not None and context.engine is not self._engine:
            raise Refusal(API, "the context belongs to another engine")
        self._context = context

    @refusal_returns(str)
    def get_layer_information(self, layer_index: int, format: LayerInformationFormat) -> str:
        """About one layer; empty with an ERROR record for an index out of range."""
        enumerator(LayerInformationFormat, format)
        order = self._engine.built.order
        if not 0 <= layer_index < len(order):
            text = f"layer {layer_index} is not within 0..{len(order) - 1}"
            raise Refusal(API, text, value=layer_index, permitted=(0, len(order) - 1))
        told = self._tell(order[layer_index])
        if told is None:
            return ""
        return json.dumps(told, indent=2) if format == LayerInformationFormat.JSON else _as_line(told)

    @refusal_returns(str)
    def get_engine_information(self, format: LayerInformationFormat) -> str:
        """About all layers and the names of the bindings (from 10 on: of inputs and outputs)."""
        enumerator(LayerInformationFormat, format)
        told = [entry for entry in map(self._tell, self._engine.built.order) if entry is not None]
        if format == LayerInformationFormat.JSON:
            return json.dumps({"Layers": told, "Bindings": self._names()}, indent=2)
        lines = [_as_line(entry) for entry in told]
        return "\n".join(["Layers:", *lines, "", "Bindings:", *self._names()])

    def _names(self) -> list[str]:
        if self._engine.edition.has_bindings:
            return [str(self._engine.bindings.name(index)) for index in range(len(self._engine.bindings))]
        return [tensor.name for tensor in self._engine.built.tensors]

    def _tell(self, layer: ILayer) -> str | dict[str, Any] | None:
        verbosity = self._engine.profiling_verbosity
        if verbosity == ProfilingVerbosity.NONE:
            return None
        if verbosity == ProfilingVerbosity.LAYER_NAMES_ONLY:
            return layer.name
        return {
            "Name": layer.name,
            "LayerType": layer.label,
            "Inputs": [self._tell_tensor(tensor) for tensor in layer.inputs if tensor is not None],
            "Outputs": [self._tell_tensor(tensor) for tensor in layer.outputs],
            "Parameters": {field: _plain(getattr(layer, field)) for field in layer.fields},
            "Metadata": vars(layer)["metadata"],
        }

    def _tell_tensor(self, tensor: ITensor) -> dict[str, Any]:
        return {
            "Name": tensor.name,
            "Dimensions": list(self._dims(tensor)),
            "Format/Datatype": f"Row major linear {tensor.dtype.name}",
        }

    def _dims(self, tensor: ITensor) -> Extents:
        if self._context is not None:
            return self._context.state.dims_of(tensor)
        return self._engine.built.dims_in_all(tensor)


def _as_line(told: str | dict[str, Any]) -> str:
    if isinstance(told, str):
        return told
    parts = {
        side: ", ".join(f"{entry['Name']}{show(entry['Dimensions'])}" for entry in told[side])
        for side in ("Inputs", "Outputs")
    }
    return f"Layer({told['LayerType']}): {told['Name']}, {parts['Inputs']} -> {parts['Outputs']}"


def _plain(value: Any) -> Any:
    # Weights are told by type and dims: their elements would fill pages.
    if isinstance(value, np.ndarray):
        return {"Type": str(value.dtype), "Dimensions": list(value.shape)}
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)
