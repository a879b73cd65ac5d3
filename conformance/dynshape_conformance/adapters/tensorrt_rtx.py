"""TensorRT-RTX as a backend: networks and builds anywhere, execution where there is a CUDA device."""

from __future__ import annotations

import importlib

from ..adapter import Unavailable
from .trt_api import TrtApi
from .trt_memory import CudaMemory, NoDevice

EDITIONS = ("8.4", "8.6", "10")

_STRONGLY_TYPED = r"In JIT build, strongly typed is enabled by default"
# Without a driver every error is followed by this second one, which says nothing about the call.
_NO_DRIVER = r"\[checkMacros\.cpp::catchCudaError"


def create(edition: str | None = None) -> TrtApi:
    """The adapter for TensorRT-RTX, scored by edition 10 unless another is given.

    The engine addresses tensors by name only: scored by an edition with bindings, what only
    bindings can ask is unsupported.
    """
    chosen = edition or "10"
    if chosen not in EDITIONS:
        raise ValueError(f"tensorrt_rtx is not scored by edition {chosen}, only by {', '.join(EDITIONS)}")
    try:
        module = importlib.import_module("tensorrt_rtx")
    except ModuleNotFoundError as error:
        if error.name != "tensorrt_rtx":
            raise
        raise Unavailable("tensorrt_rtx is not installed; pip install 'dynshape[tensorrt-rtx]'") from None
    try:
        memory = CudaMemory()
    except NoDevice:
        return TrtApi(module, chosen, None, name="tensorrt_rtx", noise=(_STRONGLY_TYPED, _NO_DRIVER))
    return TrtApi(module, chosen, memory, name="tensorrt_rtx", noise=(_STRONGLY_TYPED,))
