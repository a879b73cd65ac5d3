"""The reference engine as a backend."""

from __future__ import annotations

import importlib

from ..adapter import Unavailable
from .trt_api import TrtApi
from .trt_memory import HostMemory

EDITIONS = ("8.4", "8.6", "10")


def create(edition: str | None = None) -> TrtApi:
    """The adapter for the reference engine, of edition 8.6 unless another is given."""
    chosen = edition or "8.6"
    if chosen not in EDITIONS:
        raise ValueError(f"the reference has no edition {chosen}, only {', '.join(EDITIONS)}")
    try:
        module = importlib.import_module("dynshape_reference")
    except ModuleNotFoundError as error:
        if error.name != "dynshape_reference":
            raise
        raise Unavailable("dynshape_reference is not installed; pip install dynshape") from None
    return TrtApi(
        module,
        chosen,
        HostMemory(),
        name="reference",
        explains=True,
        implicit_batch=chosen != "10",
        builder_options={"edition": chosen},
        informs=True,
    )
