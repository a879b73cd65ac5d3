"""OpenVINO as a backend, on its CPU plugin: with as many threads as it likes, and with one.

The range of the profile becomes the bounds of the inputs' `PartialShape`: so the ranges are the adapter's
doing, and what comes of dims outside of them is the engine's. Phase 1 is ``Model.reshape``.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ..adapter import Array, Dims, Unavailable, Unsupported
from .onnx_engines import OnnxAdapter
from .onnx_engines.port import EngineRefused, Export, Facts, Range, Session
from .onnx_export import ELEMENT_NAMES, Model

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
        ports = {**dict(zip(model.inputs, read.inputs, strict=False)), **dict(zip(model.outputs, read.outputs, strict=False))}
        return {
            name: Facts(ELEMENT_NAMES.get(port.element_type.get_type_name(), "?"), _dims(port.partial_shape))
            for name, port in ports.items()
        }

    def check(self, model: Model) -> dict[str, Facts]:
        """Read the model; its ports say what was inferred."""
        return self._facts(self._read(model), model)

    def facts_at(self, export: Export, dims: Mapping[str, Dims]) -> dict[str, Facts]:
        """Read the model as it is declared, and reshape it."""
        model = export({})
        read = self._read(model)
        shapes = {name: self._module.PartialShape(list(d)) for name, d in dims.items() if name in model.inputs}
        if shapes:
            try:
                read.reshape(shapes)
            except Exception as error:
                raise _outcome(error) from error
        return self._facts(read, model)

    def session(self, model: Model, ranges: Mapping[str, Range]) -> Callable[[], Session]:
        """Compile with the ranges as bounds; each context is an infer request."""
        read = self._read(model)
        shapes = {
            name: self._module.PartialShape([self._module.Dimension(*ends) for ends in zip(low, high, strict=True)])
            for name, (low, _, high) in ranges.items()
            if name in model.inputs
        }
        try:
            if shapes:
                read.reshape(shapes)
            compiled = self._core.compile_model(read, "CPU", self._config)
        except Exception as error:
            raise _outcome(error) from error
        return lambda: _Session(self._module, compiled, model)


class _Session:
    def __init__(self, module: Any, compiled: Any, model: Model) -> None:
        self._module = module
        self._request = compiled.create_infer_request()
        self._outputs = list(model.outputs)
        self._dtypes = model.dtypes

    def set_dims(self, input: str, dims: Dims) -> None:
        self._set(input, np.zeros(dims, np.dtype(self._dtypes[input])))

    def dims(self, input: str) -> Dims:
        return tuple(int(extent) for extent in self._request.get_tensor(input).shape)

    def _set(self, input: str, array: Array) -> None:
        try:
            self._request.set_tensor(input, self._module.Tensor(np.ascontiguousarray(array).reshape(array.shape)))
        except Exception as error:
            raise _outcome(error) from error

    def run(self, feeds: Mapping[str, Array]) -> dict[str, Array]:
        for name, array in feeds.items():
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
