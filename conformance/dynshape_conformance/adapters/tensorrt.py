"""TensorRT as a backend: 8.x by bindings and names, 10.x and 11.x by names."""

from __future__ import annotations

import importlib
import re

from ..adapter import Unavailable
from ..spec import EDITIONS
from .trt_api import TrtApi
from .trt_memory import CudaMemory, NoDevice
from .trt_names import edition_key

_NO_DRIVER = r"\[checkMacros\.cpp::catchCudaError"
# From 10 on: networks are explicit, and the flag that said so is only there to be ignored.
_DEPRECATED = r"EXPLICIT_BATCH.*deprecated"


def create(edition: str | None = None) -> TrtApi:
    """The adapter for the TensorRT that is installed, scored by its own edition unless another is given."""
    try:
        module = importlib.import_module("tensorrt")
    except ModuleNotFoundError as error:
        if error.name != "tensorrt":
            raise
        raise Unavailable("tensorrt is not installed; pip install 'dynshape[tensorrt]'") from None
    version = str(module.__version__)
    own = edition_of(version)
    chosen = edition or own
    if edition_key(chosen) > edition_key(own):
        raise ValueError(f"TensorRT {version} is not scored by edition {chosen}, only by editions up to {own}")
    before_10 = edition_key(own) < (10,)
    try:
        memory = CudaMemory()
    except NoDevice:
        return TrtApi(module, chosen, None, name="tensorrt", noise=(_NO_DRIVER, _DEPRECATED), implicit_batch=before_10)
    return TrtApi(module, chosen, memory, name="tensorrt", noise=(_DEPRECATED,), implicit_batch=before_10)


def edition_of(version: str) -> str:
    """The newest edition that is no newer than this version; raises `Unavailable` where there is none."""
    found = re.match(r"(\d+)\.(\d+)", version)
    numbers = (int(found[1]), int(found[2])) if found else (0, 0)
    editions = [edition for edition in EDITIONS if edition_key(edition) <= numbers]
    if not editions:
        raise Unavailable(f"tensorrt {version} is older than {EDITIONS[0]}; pip install --upgrade tensorrt")
    return editions[-1]
