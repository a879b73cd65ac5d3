"""The reference engine as a backend."""

from __future__ import annotations

import importlib
from types import ModuleType

from ..adapter import Unavailable
from .trt_api import TrtApi
from .trt_memory import HostMemory

EDITIONS = ("8.4", "8.6", "10")


def create(edition: str | None = None) -> TrtApi:
    """The adapter for the reference engine, of edition 8.6 unless another is given."""
    try:
        module = importlib.import_module("dynshape_reference")
    except ModuleNotFoundError as error:
        if error.name != "dynshape_reference":
            raise
        raise Unavailable("dynshape_reference is not installed; pip install dynshape") from None
    return around(module, edition or "8.6", "reference")


def around(module: ModuleType, edition: str, name: str) -> TrtApi:
    """The adapter for the reference engine, or a variant of it, that is loaded as ``module``."""
    if edition not in EDITIONS:
        raise ValueError(f"the reference has no edition {edition}, only {', '.join(EDITIONS)}")
    return TrtApi(
        module,
        edition,
        HostMemory(),
        name=name,
        explains=True,
        implicit_batch=edition != "10",
        builder_options={"edition": edition},
        informs=True,
    )
