"""OpenVINO as a backend, on its CPU plugin: with as many threads as it likes, and with one.

The range of the profile becomes the bounds of the inputs' `PartialShape`: so the ranges are the adapter's
doing, and what comes of dims outside of them is the engine's. Phase 1 is ``Model.reshape``.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from ..adapter import Array, Dims, Unavailable, Unsupported
from .onnx_engines import OnnxAdapter
from .onnx_engines.port import EngineRefused, Export, Facts, Range, Ready
from .onnx_export import ELEMENT_NAMES, Model

MOST_ELEMENTS = 1 << 28
"""In an array that is made to tell the engine dims."""
_UNCLAIMED = ("Not implemented", "is not supported", "Unsupported operation", "OpConversionFailure")


class OpenVino:
    """OpenVINO as a port: infer requests are contexts, and keep the dims of inputs."""

    device = "cpu"
    keeps_dims = True

    def __init__(self, module: Any, name: str, threads: int | None) -> None:
        """``module``: the package ``openvino``; ``threads``: INFERENCE_NUM_THREADS, or None for the default."""
        self._module = module
        self._core = module.Core()
        self.name = name
        self.version = str(module.__version__).split("-")[0]
        # In float32 throughout: by default the plugin may compute in bfloat16 where the machine can.
        self._config = {"INFERENCE_PRECISION_HINT": "f32"}
        if threads is not None:
            self._config["INFERENCE_NUM_THREADS"] = str(threads)

    def _read(self, model: Model) -> Any:
        try:
            return self._core.read_model(model.bytes)
        except Exception as error:
            raise _outcome(error) from error

    def _facts(self, read: Any, model: Model) -> dict[str, Facts]:
        facts = {}
        for port in (*read.inputs, *read.outputs):
            # By name: an input that nothing is made of is left out of the model that was read.
            for name in port.names & {*model.inputs, *model.outputs}:
                facts[name] = Facts(_dtype(port.element_type), _dims(port.partial_shape))
        return facts

    def _reshape(self, read: Any, shapes: Mapping[str, Any]) -> None:
        known = {name for port in read.inputs for name in port.names}
        wanted = {name: shape for name, shape in shapes.items() if name in known}
        if not wanted:
            return
        try:
            read.reshape(wanted)
        except Exception as error:
            raise _outcome(error) from error

    def check(self, model: Model) -> dict[str, Facts]:
        """Read the model; its ports say what was inferred."""
        return self._facts(self._read(model), model)

    def facts_at(self, export: Export, dims: Mapping[str, Dims]) -> dict[str, Facts]:
        """Read the model as it is declared, and reshape it."""
        model = export({})
        read = self._read(model)
        self._reshape(read, {name: self._module.PartialShape(list(extents)) for name, extents in dims.items()})
        return self._facts(read, model)

    def ready(self, model: Model, ranges: Mapping[str, Range]) -> Ready:
        """Compile with the ranges as bounds; each context is an infer request."""
        read = self._read(model)
        dimension, shape = self._module.Dimension, self._module.PartialShape
        bounds = {
            name: shape([dimension(*ends) for ends in zip(low, high, strict=True)])
            for name, (low, _, high) in ranges.items()
        }
        self._reshape(read, bounds)
        try:
            compiled = self._core.compile_model(read, "CPU", self._config)
        except Exception as error:
            raise _outcome(error) from error
        return Ready(self._facts(read, model), lambda: _Session(self._module, compiled, model))


class _Session:
    def __init__(self, module: Any, compiled: Any, model: Model) -> None:
        self._module = module
        self._request = compiled.create_infer_request()
        self._known = {name for port in compiled.inputs for name in port.names}
        self._outputs = list(model.outputs)
        self._dtypes = model.dtypes

    def set_dims(self, input: str, dims: Dims) -> None:
        if math.prod(dims) > MOST_ELEMENTS:
            raise Unsupported(f"an array of dims {dims}, which the request wants to have, is too large")
        self._set(input, np.zeros(dims, np.dtype(self._dtypes[input])))

    def dims(self, input: str) -> Dims:
        return tuple(int(extent) for extent in self._request.get_tensor(input).shape)

    def _set(self, input: str, array: Array) -> None:
        if input not in self._known:
            raise Unsupported(f"OpenVINO leaves out {input}, of which nothing is made")
        try:
            self._request.set_tensor(input, self._module.Tensor(np.ascontiguousarray(array).reshape(array.shape)))
        except Exception as error:
            raise _outcome(error) from error

    def run(self, feeds: Mapping[str, Array]) -> dict[str, Array]:
        missing = sorted(self._known - feeds.keys())
        if missing:
            raise Unsupported(f"an execution without {missing[0]}: the request goes on with the array of the last one")
        for name, array in feeds.items():
            if name in self._known:
                self._set(name, array)
        try:
            self._request.infer()
            return {name: np.array(self._request.get_tensor(name).data) for name in self._outputs}
        except Exception as error:
            raise _outcome(error) from error


def _outcome(error: Exception) -> Exception:
    text = str(error)
    if any(word in text for word in _UNCLAIMED):
        return Unsupported(f"openvino: {text.strip().splitlines()[-1]}")
    return EngineRefused(error)


def _dtype(type: Any) -> str:
    name = str(type.get_type_name())
    return ELEMENT_NAMES.get(name, name)


def _dims(shape: Any) -> Dims | None:
    if shape.rank.is_dynamic:
        return None
    return tuple(dim.get_length() if dim.is_static else -1 for dim in shape)


def create(edition: str | None = None) -> OnnxAdapter:
    """The adapter for OpenVINO with its default number of threads."""
    return _adapter("openvino", None, edition)


def create_1thread(edition: str | None = None) -> OnnxAdapter:
    """The adapter for OpenVINO with one thread."""
    return _adapter("openvino_1thread", 1, edition)


def _adapter(name: str, threads: int | None, edition: str | None) -> OnnxAdapter:
    try:
        importlib.import_module("onnx")
        module = importlib.import_module("openvino")
    except ModuleNotFoundError as error:
        if error.name not in ("onnx", "openvino"):
            raise
        raise Unavailable(f"{error.name} is not installed; pip install 'dynshape[openvino]'") from None
    return OnnxAdapter(OpenVino(module, name, threads), edition)
