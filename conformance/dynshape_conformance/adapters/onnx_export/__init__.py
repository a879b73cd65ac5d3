"""Network programs as ONNX models (opset 18).

`export` translates a program, layer by layer, so that what the specification says of a layer is what the
ONNX operators do; where ONNX has no equivalent it raises `Unsupported`, with the difference as the reason.
It needs the package ``onnx``, and no engine.
"""

from __future__ import annotations

from .graph import ELEMENT_NAMES
from .model import OPSET, Model, export, to_onnx
from .network import Input, Layer, Network
from .shape_tensors import shape_inputs

__all__ = ["ELEMENT_NAMES", "OPSET", "Input", "Layer", "Model", "Network", "export", "shape_inputs", "to_onnx"]
