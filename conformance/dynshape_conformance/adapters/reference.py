"""The reference engine as a backend."""

from __future__ import annotations

import importlib
from types import ModuleType

from ..adapter import Unavailable
from .trt_api import TrtApi
from .trt_memory import CudaMemory, HostMemory, Memory, NoDevice

EDITIONS = ("8.4", "8.6", "10")


def create(edition: str | None = None) -> TrtApi:
    """The adapter for the reference engine on NumPy, of edition 8.6 unless another is given."""
    return around(_module(), edition or "8.6", "reference")


def create_cuda(edition: str | None = None) -> TrtApi:
    """The adapter for the reference engine on the first CUDA device; needs CuPy."""
    module = _module()
    try:
        importlib.import_module("dynshape_reference.kernels.cuda_driver").find_driver()
        memory = CudaMemory()
    except (NoDevice, RuntimeError) as error:
        raise Unavailable(str(error)) from None
    return around(module, edition or "8.6", "reference:cuda", memory, "cuda")


def _module() -> ModuleType:
    try:
        return importlib.import_module("dynshape_reference")
    except ModuleNotFoundError as error:
        if error.name != "dynshape_reference":
            raise
        raise Unavailable("dynshape_reference is not installed; pip install dynshape") from None


def around(module: ModuleType, edition: str, name: str, memory: Memory | None = None, device: str = "numpy") -> TrtApi:
    """The adapter for the reference engine, or a variant of it, that is loaded as ``module``.

    ``memory`` is that of ``device``, by default the host's.
    """
    if edition not in EDITIONS:
        raise ValueError(f"the reference has no edition {edition}, only {', '.join(EDITIONS)}")
    return TrtApi(
        module,
        edition,
        memory or HostMemory(),
        name=name,
        explains=True,
        implicit_batch=edition != "10",
        builder_options={"edition": edition, "device": device},
        informs=True,
        runtime_options={"device": device},
    )
