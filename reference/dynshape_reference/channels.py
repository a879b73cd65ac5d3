"""Int8 and channels: their number is a build-time constant, for scales and formats go by it (DS-RES-005)."""

from __future__ import annotations

from .dims import UNKNOWN, show
from .dtypes import FLOATS
from .errors import ErrorCodeTRT, Refusal
from .graph import Graph
from .layers.layer_type import LayerType

CHANNEL_AXIS = 1
IMAGE_RANK = 4


def check_int8_channels(graph: Graph) -> None:
    """Refuse a run-time number of channels in a network that is built with BuilderFlag.INT8.

    Channels are axis 1 of float tensors of rank 4 or more. Where a network quantizes by layers of its
    own, the flag adds nothing, and these layers check themselves.
    """
    if any(layer.kind in (LayerType.QUANTIZE, LayerType.DEQUANTIZE) for layer in graph.layers):
        return
    for tensor in (*graph.inputs, *(tensor for layer in graph.layers for tensor in layer.outputs)):
        if tensor not in graph.classes.execution or tensor.dtype not in FLOATS:
            continue
        dims = graph.shapes.dims(tensor)
        if len(dims) >= IMAGE_RANK and dims[CHANNEL_AXIS] == UNKNOWN:
            text = f"{tensor.name} {show(dims)}: with INT8 the channel dimension must be known at build time"
            code = ErrorCodeTRT.INVALID_CONFIG
            raise Refusal("DS-RES-005", text, code=code, tensor=tensor.name, axis=CHANNEL_AXIS, value=UNKNOWN)
