"""ONNX's own reference evaluator as a backend, with ONNX's shape inference as its phase 1."""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..adapter import Array, Dims, Unavailable, Unsupported
from .onnx_engines import OnnxAdapter
from .onnx_engines.calls import Calls
from .onnx_engines.port import EngineRefused, Export, Facts, Range, Ready
from .onnx_export import Model

if TYPE_CHECKING:
    from ..reproducers.script import Engine

HEAD = """\
warnings.simplefilter("ignore")  # NumPy's, about what the results show anyway
"""
FUNCTIONS = (
    (
        "dims",
        '''
def dims(inferred, name):
    """What shape inference says of a tensor's dims; -1 for an extent that it leaves open, None without a rank."""
    (info,) = [info for info in (*inferred.graph.input, *inferred.graph.output) if info.name == name]
    if not info.type.tensor_type.HasField("shape"):
        return None
    return tuple(dim.dim_value if dim.HasField("dim_value") else -1 for dim in info.type.tensor_type.shape.dim)
''',
    ),
    (
        "dtype",
        '''
def dtype(inferred, name):
    """What shape inference says of a tensor's data type."""
    (info,) = [info for info in (*inferred.graph.input, *inferred.graph.output) if info.name == name]
    return onnx.helper.tensor_dtype_to_np_dtype(info.type.tensor_type.elem_type).name
''',
    ),
)
"""What a reproducer holds of this module."""


class OnnxReference:
    """``onnx.reference`` as a port."""

    name = "onnx_reference"
    device = "cpu"
    keeps_dims = False

    def __init__(self, onnx: Any, evaluator: Any) -> None:
        """``onnx``: the package; ``evaluator``: ``onnx.reference.ReferenceEvaluator``."""
        self.module = onnx
        self.calls = Calls()
        self._evaluator = evaluator
        self.version = str(onnx.__version__)

    def check(self, model: Model) -> dict[str, Facts]:
        """Strict shape inference with data propagation."""
        infer = self.module.shape_inference.infer_shapes
        try:
            found = self.calls.make(
                "onnx.shape_inference.infer_shapes({}, check_type=True, strict_mode=True, data_prop=True)",
                (self._proto(model),),
                lambda: infer(model.proto, check_type=True, strict_mode=True, data_prop=True),
                "inferred",
                query=True,
            )
        except Exception as error:
            raise EngineRefused(error) from error
        infos = (*found.graph.input, *found.graph.output)
        return {info.name: self._facts(info.type.tensor_type, found) for info in infos}

    def _proto(self, model: Model) -> Any:
        if self.calls.journal is not None:
            self.calls.part(model.proto, "onnx.load_from_string({})", self.calls.bytes_of(model))
        return model.proto

    def _facts(self, tensor: Any, owner: Any) -> Facts:
        dtype = self.module.helper.tensor_dtype_to_np_dtype(tensor.elem_type).name
        if not tensor.HasField("shape"):
            return Facts(dtype, None, owner)
        dims = tuple(dim.dim_value if dim.HasField("dim_value") else -1 for dim in tensor.shape.dim)
        return Facts(dtype, dims, owner)

    def facts_at(self, export: Export, dims: Mapping[str, Dims]) -> dict[str, Facts]:
        """Infer with these dims declared."""
        return self.check(export(dims))

    def ready(self, model: Model, ranges: Mapping[str, Range]) -> Ready:
        """One evaluator for all contexts: it keeps no state."""
        facts = self.check(model)
        try:
            evaluator = self.calls.make(
                "onnx.reference.ReferenceEvaluator({})",
                (self._proto(model),),
                lambda: self._evaluator(model.proto),
                "evaluator",
                query=True,
            )
        except NotImplementedError as error:
            raise Unsupported(f"onnx.reference: {error}") from error
        except Exception as error:
            raise EngineRefused(error) from error
        made = _Session(evaluator, model, self.calls)
        return Ready(facts, lambda: made)

    def script(self) -> Engine:
        """What a reproducer starts with."""
        from ..reproducers.script import Engine

        return Engine("onnx.reference", head=HEAD, functions=FUNCTIONS)


class _Session:
    def __init__(self, evaluator: Any, model: Model, calls: Calls) -> None:
        self._evaluator, self._calls = evaluator, calls
        self._outputs = list(model.outputs)

    def set_dims(self, input: str, dims: Dims) -> None:
        raise Unsupported("onnx.reference has no dims to set")

    def dims(self, input: str) -> Dims:
        raise Unsupported("onnx.reference keeps no dims")

    def run(self, feeds: Mapping[str, Array]) -> dict[str, Array]:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # NumPy's, about what the results show anyway
                given = self._calls.make(
                    "{}.run({}, {})",
                    (self._evaluator, self._outputs, dict(feeds)),
                    lambda: self._evaluator.run(self._outputs, dict(feeds)),
                    "results",
                    query=True,
                )
        except NotImplementedError as error:
            raise Unsupported(f"onnx.reference: {error}") from error
        except Exception as error:
            raise EngineRefused(error) from error
        return self._calls.outputs(self._outputs, given)


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
