"""OpenVINO as a backend, on its CPU plugin: with as many threads as it likes, and with one.

The range of the profile becomes the bounds of the inputs' `PartialShape`: so the ranges are the adapter's
doing, and what comes of dims outside of them is the engine's. Phase 1 is ``Model.reshape``.
"""

from __future__ import annotations

import importlib
import math
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

MOST_ELEMENTS = 1 << 28
"""In an array that is made to tell the engine dims."""
HEAD = """\
core = openvino.Core()
"""
FUNCTIONS = (
    (
        "dims",
        '''
def dims(read, name):
    """What a model says of a tensor's dims; -1 for an extent that it leaves open, None without a rank."""
    (port,) = [port for port in (*read.inputs, *read.outputs) if name in port.names]
    if port.partial_shape.rank.is_dynamic:
        return None
    return tuple(dim.get_length() if dim.is_static else -1 for dim in port.partial_shape)
''',
    ),
    (
        "dtype",
        '''
def dtype(read, name):
    """What a model says of a tensor's data type."""
    (port,) = [port for port in (*read.inputs, *read.outputs) if name in port.names]
    return port.element_type.to_dtype().name
''',
    ),
)
"""What a reproducer holds of this module."""
_UNCLAIMED = ("Not implemented", "is not supported", "Unsupported operation", "OpConversionFailure")


class OpenVino:
    """OpenVINO as a port: infer requests are contexts, and keep the dims of inputs."""

    device = "cpu"
    keeps_dims = True

    def __init__(self, module: Any, name: str, threads: int | None) -> None:
        """``module``: the package ``openvino``; ``threads``: INFERENCE_NUM_THREADS, or None for the default."""
        self.module = module
        self.calls = Calls()
        self._core = module.Core()
        self.name = name
        self.version = str(module.__version__).split("-")[0]
        # In float32 throughout: by default the plugin may compute in bfloat16 where the machine can.
        self._config = {"INFERENCE_PRECISION_HINT": "f32"}
        if threads is not None:
            self._config["INFERENCE_NUM_THREADS"] = str(threads)

    def _read(self, model: Model) -> Any:
        data = self.calls.bytes_of(model)
        try:
            return self.calls.make(
                "core.read_model({})", (data,), lambda: self._core.read_model(data), "read", query=True
            )
        except Exception as error:
            raise _outcome(error) from error

    def _facts(self, read: Any, model: Model) -> dict[str, Facts]:
        facts = {}
        for port in (*read.inputs, *read.outputs):
            # By name: an input that nothing is made of is left out of the model that was read.
            for name in port.names & {*model.inputs, *model.outputs}:
                facts[name] = Facts(_dtype(port.element_type), _dims(port.partial_shape), read)
        return facts

    def _reshape(self, read: Any, shapes: Mapping[str, list[Any]]) -> None:
        known = {name for port in read.inputs for name in port.names}
        wanted = {name: shape for name, shape in shapes.items() if name in known}
        if not wanted:
            return
        try:
            self.calls.make("{}.reshape({})", (read, wanted), lambda: read.reshape(wanted))
        except Exception as error:
            raise _outcome(error) from error

    def check(self, model: Model) -> dict[str, Facts]:
        """Read the model; its ports say what was inferred."""
        return self._facts(self._read(model), model)

    def facts_at(self, export: Export, dims: Mapping[str, Dims]) -> dict[str, Facts]:
        """Read the model as it is declared, and reshape it."""
        model = export({})
        read = self._read(model)
        self._reshape(read, {name: list(extents) for name, extents in dims.items()})
        return self._facts(read, model)

    def ready(self, model: Model, ranges: Mapping[str, Range]) -> Ready:
        """Compile with the ranges as bounds; each context is an infer request."""
        read = self._read(model)
        bounds = {name: list(zip(low, high, strict=True)) for name, (low, _, high) in ranges.items()}
        self._reshape(read, bounds)
        try:
            compiled = self.calls.make(
                'core.compile_model({}, "CPU", {})',
                (read, self._config),
                lambda: self._core.compile_model(read, "CPU", self._config),
                "compiled",
                query=True,
            )
        except Exception as error:
            raise _outcome(error) from error
        return Ready(self._facts(read, model), lambda: _Session(self, compiled, model))

    def script(self) -> Engine:
        """What a reproducer starts with."""
        from ..reproducers.script import Engine

        return Engine("openvino", head=HEAD, functions=FUNCTIONS)


class _Session:
    def __init__(self, port: OpenVino, compiled: Any, model: Model) -> None:
        self._tensor, self._calls = port.module.Tensor, port.calls
        self._request = self._calls.make(
            "{}.create_infer_request()", (compiled,), compiled.create_infer_request, "request", query=True
        )
        # An input has the names of its copies too.
        self._inputs = [sorted(port.names) for port in compiled.inputs]
        self._known = {name for names in self._inputs for name in names}
        self._outputs = list(model.outputs)
        self._dtypes = model.dtypes

    def set_dims(self, input: str, dims: Dims) -> None:
        if math.prod(dims) > MOST_ELEMENTS:
            raise Unsupported(f"an array of dims {dims}, which the request wants to have, is too large")
        self._set(input, np.zeros(dims, np.dtype(self._dtypes[input])))

    def dims(self, input: str) -> Dims:
        dims = tuple(int(extent) for extent in self._request.get_tensor(input).shape)
        return self._calls.saw(dims, f"tuple({{}}.get_tensor({input!r}).shape)", self._request)

    def _set(self, input: str, array: Array) -> None:
        if input not in self._known:
            raise Unsupported(f"OpenVINO leaves out {input}, of which nothing is made")
        try:
            self._calls.make(
                "{}.set_tensor({}, openvino.Tensor({}))",
                (self._request, input, array),
                lambda: self._request.set_tensor(input, self._tensor(np.ascontiguousarray(array).reshape(array.shape))),
            )
        except Exception as error:
            raise _outcome(error) from error

    def run(self, feeds: Mapping[str, Array]) -> dict[str, Array]:
        missing = [names[0] for names in self._inputs if feeds.keys().isdisjoint(names)]
        if missing:
            raise Unsupported(f"an execution without {missing[0]}: the request goes on with the array of the last one")
        for name, array in feeds.items():
            if name in self._known:
                self._set(name, array)
        try:
            self._calls.make("{}.infer()", (self._request,), self._request.infer, "outcome")
            return {name: self._fetched(name) for name in self._outputs}
        except Exception as error:
            raise _outcome(error) from error

    def _fetched(self, name: str) -> Array:
        return self._calls.make(
            "np.array({}.get_tensor({}).data)",
            (self._request, name),
            lambda: np.array(self._request.get_tensor(name).data),
            "array",
            query=True,
        )


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
