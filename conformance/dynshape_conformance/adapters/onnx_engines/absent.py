"""Calls of the protocol that ONNX engines have nothing for: each raises `Unsupported` with the reason."""

from __future__ import annotations

from typing import Any

from ...adapter import Unsupported

BINDINGS = "ONNX engines have no binding indices"
LAYERS = "an ONNX graph has nodes, not layers with properties and inputs that can be asked for"
CLASSES = "ONNX does not tell shape tensors from execution tensors"
PROFILES = "ONNX engines have no optimization profiles"
BUILDER = "ONNX engines have no builder configuration"
DIMS = "dims of ONNX are lists, not objects of the engine"
STATE = "ONNX engines keep no state between executions that could be asked for"


def without(reason: str) -> Any:
    """A method that raises `Unsupported` for ``reason``."""

    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        raise Unsupported(reason)

    return method
