"""ONNX Runtime as a backend: on its CUDA provider where build and machine have one, else on the CPU."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from ..adapter import Array, Dims, Unavailable, Unsupported
from .onnx_engines import OnnxAdapter
from .onnx_engines.calls import Calls
from .onnx_engines.port import EngineRefused, Export, Facts, Range, Ready
from .onnx_export import ELEMENT_NAMES, Model

if TYPE_CHECKING:
    from ..reproducers.script import Engine

PROVIDERS = ("CUDAExecutionProvider", "CPUExecutionProvider")
FATAL = 4
_LACKING = ("mode only supports", "Dilation not supported")
"""What the engine says where it has no kernel for a form of an operator."""

HEAD = """\
options = onnxruntime.SessionOptions()
options.log_severity_level = 4
options.intra_op_num_threads = options.inter_op_num_threads = 1
"""
FUNCTIONS = (
    (
        "dims",
        '''
def dims(session, name):
    """What the session says of a tensor's dims; -1 for an extent that it leaves open."""
    (node,) = [node for node in (*session.get_inputs(), *session.get_outputs()) if node.name == name]
    return tuple(extent if isinstance(extent, int) else -1 for extent in node.shape)
''',
    ),
    (
        "dtype",
        '''
def dtype(session, name):
    """What the session says of a tensor's data type."""
    (node,) = [node for node in (*session.get_inputs(), *session.get_outputs()) if node.name == name]
    return {"tensor(float)": "float32"}.get(node.type, node.type.removeprefix("tensor(").removesuffix(")"))
''',
    ),
)
"""What a reproducer holds of this module."""


class OnnxRuntime:
    """ONNX Runtime as a port: its shape inference is that of a session's outputs."""

    name = "onnxruntime"
    keeps_dims = False

    def __init__(self, module: Any) -> None:
        """``module``: the package ``onnxruntime``."""
        self.module = module
        self.calls = Calls()
        self.version = str(module.__version__)
        module.set_default_logger_severity(FATAL)
        self._options = module.SessionOptions()
        self._options.log_severity_level = FATAL
        # One thread: cases are small, and sums do not depend on how work was divided.
        self._options.intra_op_num_threads = self._options.inter_op_num_threads = 1
        self._providers = [name for name in PROVIDERS if name in module.get_available_providers()]
        self.device = "cuda" if self._uses_cuda() else "cpu"

    def _uses_cuda(self) -> bool:
        if len(self._providers) == 1:
            return False
        probe = importlib.import_module("onnxruntime.datasets").get_example("mul_1.onnx")
        if (
            PROVIDERS[0]
            in self.module.InferenceSession(probe, self._options, providers=self._providers).get_providers()
        ):
            return True
        self._providers = [PROVIDERS[1]]
        return False

    def _load(self, model: Model) -> Any:
        data = self.calls.bytes_of(model)
        self.calls.part(self._options, "options", None)
        text, parts = "{}.InferenceSession({}, {}, providers={})", (self.module, data, self._options, self._providers)
        try:
            return self.calls.make(
                text,
                parts,
                lambda: self.module.InferenceSession(data, self._options, providers=self._providers),
                "session",
                query=True,
            )
        except Exception as error:
            raise _outcome(error) from error

    def check(self, model: Model) -> dict[str, Facts]:
        """Load the model; the session says what was inferred."""
        return _facts(self._load(model))

    def facts_at(self, export: Export, dims: Mapping[str, Dims]) -> dict[str, Facts]:
        """Load the model with these dims declared."""
        return self.check(export(dims))

    def ready(self, model: Model, ranges: Mapping[str, Range]) -> Ready:
        """One session for all contexts: it keeps no state."""
        loaded = self._load(model)
        made = _Session(loaded, model, self.calls)
        return Ready(_facts(loaded), lambda: made)

    def script(self) -> Engine:
        """What a reproducer starts with."""
        from ..reproducers.script import Engine

        return Engine("onnxruntime", head=HEAD, functions=FUNCTIONS)


class _Session:
    def __init__(self, session: Any, model: Model, calls: Calls) -> None:
        self._session, self._calls = session, calls
        self._outputs = list(model.outputs)

    def set_dims(self, input: str, dims: Dims) -> None:
        raise Unsupported("ONNX Runtime has no dims to set")

    def dims(self, input: str) -> Dims:
        raise Unsupported("ONNX Runtime keeps no dims")

    def run(self, feeds: Mapping[str, Array]) -> dict[str, Array]:
        try:
            arrays = {name: np.asarray(array) for name, array in feeds.items()}
            parts = (self._session, self._outputs, arrays)
            given = self._calls.make(
                "{}.run({}, {})", parts, lambda: self._session.run(self._outputs, arrays), "results", query=True
            )
        except Exception as error:
            raise _outcome(error) from error
        return self._calls.outputs(self._outputs, given)


def _outcome(error: Exception) -> Exception:
    """What the engine says it lacks it does not claim; all else that it raises is a refusal."""
    if type(error).__name__ == "NotImplemented" or any(words in str(error) for words in _LACKING):
        return Unsupported(f"onnxruntime: {error}")
    return EngineRefused(error)


def _facts(session: Any) -> dict[str, Facts]:
    nodes = (*session.get_inputs(), *session.get_outputs())
    return {node.name: Facts(_dtype(node.type), _dims(node.shape), session) for node in nodes}


def _dtype(type: str) -> str:
    name = type.removeprefix("tensor(").removesuffix(")")
    return ELEMENT_NAMES.get(name, name)


def _dims(shape: Any) -> Dims | None:
    return tuple(extent if isinstance(extent, int) else -1 for extent in shape)


def create(edition: str | None = None) -> OnnxAdapter:
    """The adapter for ONNX Runtime; scored by edition 10 unless 8.6 is asked for."""
    try:
        importlib.import_module("onnx")
        module = importlib.import_module("onnxruntime")
    except ModuleNotFoundError as error:
        if error.name not in ("onnx", "onnxruntime"):
            raise
        raise Unavailable(f"{error.name} is not installed; pip install 'dynshape[onnxruntime]'") from None
    return OnnxAdapter(OnnxRuntime(module), edition)
