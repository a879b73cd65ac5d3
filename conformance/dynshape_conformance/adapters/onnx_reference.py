"""ONNX's own reference evaluator as a backend, with ONNX's shape inference as its phase 1."""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Mapping
from typing import Any

from ..adapter import Array, Dims, Unavailable, Unsupported
from .onnx_engines import OnnxAdapter
from .onnx_engines.port import EngineRefused, Export, Facts, Range, Ready
from .onnx_export import Model


class OnnxReference:
    """``onnx.reference`` as a port."""

    name = "onnx_reference"
    device = "cpu"
    keeps_dims = False

    def __init__(self, onnx: Any, evaluator: Any) -> None:
        """``onnx``: the package; ``evaluator``: ``onnx.reference.ReferenceEvaluator``."""
        self._onnx = onnx
        self._evaluator = evaluator
        self.version = str(onnx.__version__)

    def check(self, model: Model) -> dict[str, Facts]:
        """Strict shape inference with data propagation."""
        infer = self._onnx.shape_inference.infer_shapes
        try:
            graph = infer(model.proto, check_type=True, strict_mode=True, data_prop=True).graph
        except Exception as error:
            raise EngineRefused(error) from error
        return {info.name: self._facts(info.type.tensor_type) for info in (*graph.input, *graph.output)}

    def _facts(self, tensor: Any) -> Facts:
        dtype = self._onnx.helper.tensor_dtype_to_np_dtype(tensor.elem_type).name
        if not tensor.HasField("shape"):
            return Facts(dtype, None)
        return Facts(dtype, tuple(dim.dim_value if dim.HasField("dim_value") else -1 for dim in tensor.shape.dim))

    def facts_at(self, export: Export, dims: Mapping[str, Dims]) -> dict[str, Facts]:
        """Infer with these dims declared."""
        return self.check(export(dims))

    def ready(self, model: Model, ranges: Mapping[str, Range]) -> Ready:
        """One evaluator for all contexts: it keeps no state."""
        facts = self.check(model)
        try:
            made = _Session(self._evaluator(model.proto), model)
        except NotImplementedError as error:
            raise Unsupported(f"onnx.reference: {error}") from error
        except Exception as error:
            raise EngineRefused(error) from error
        return Ready(facts, lambda: made)


class _Session:
    def __init__(self, evaluator: Any, model: Model) -> None:
        self._evaluator = evaluator
        self._outputs = list(model.outputs)

    def set_dims(self, input: str, dims: Dims) -> None:
        raise Unsupported("onnx.reference has no dims to set")

    def dims(self, input: str) -> Dims:
        raise Unsupported("onnx.reference keeps no dims")

    def run(self, feeds: Mapping[str, Array]) -> dict[str, Array]:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # NumPy's, about what the results show anyway
                return dict(zip(self._outputs, self._evaluator.run(self._outputs, dict(feeds)), strict=True))
        except NotImplementedError as error:
            raise Unsupported(f"onnx.reference: {error}") from error
        except Exception as error:
            raise EngineRefused(error) from error


def create(edition: str | None = None) -> OnnxAdapter:
    """The adapter for ONNX's reference evaluator; scored by edition 10 unless 8.6 is asked for."""
    try:
        onnx = importlib.import_module("onnx")
        evaluator = importlib.import_module("onnx.reference").ReferenceEvaluator
    except ModuleNotFoundError as error:
        if error.name != "onnx":
            raise
        raise Unavailable("onnx is not installed; pip install 'dynshape[onnx-reference]'") from None
    return OnnxAdapter(OnnxReference(onnx, evaluator), edition)
