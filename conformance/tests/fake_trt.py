"""A module with TensorRT's API that computes nothing: it checks arguments, records calls, gives scripted replies.

Parameter names are those of the Python API of TensorRT 8.6.1, and of 10.x where it differs.
"""

from __future__ import annotations

import enum
import inspect
import types
from typing import Any

from dynshape_conformance.adapter import Context, Definition, Engine
from dynshape_conformance.adapters.trt_api import TrtApi
from dynshape_conformance.adapters.trt_memory import HostMemory
from dynshape_fixtures.networks import foo_network
from dynshape_fixtures.program import Program

METHODS = {
    "Builder": {
        "create_network": "flags",
        "create_builder_config": "",
        "create_optimization_profile": "",
        "build_serialized_network": "network config",
    },
    "Runtime": {"deserialize_cuda_engine": "serialized_engine"},
    "INetworkDefinition": {
        "add_input": "name dtype shape",
        "add_activation": "input type",
        "add_matrix_multiply": "input0 op0 input1 op1",
        "add_concatenation": "inputs",
        "add_constant": "shape weights",
        "add_slice": "input start shape stride",
        "add_unary": "input op",
        "mark_output": "tensor",
        "mark_output_for_shapes": "tensor",
        "get_input": "index",
    },
    "ILayer": {"get_output": "index", "get_input": "index", "set_input": "index tensor"},
    "IOptimizationProfile": {
        "set_shape": "input min opt max",
        "get_shape": "input",
        "set_shape_input": "input min opt max",
        "get_shape_input": "input",
        "__bool__": "",
    },
    "IBuilderConfig": {
        "add_optimization_profile": "profile",
        "clear_flag": "flag",
        "set_flag": "flag",
        "set_calibration_profile": "profile",
        "get_calibration_profile": "",
    },
    "ICudaEngine": {"create_execution_context": "", "serialize": ""},
    "IExecutionContext": {"set_optimization_profile_async": "profile_index stream_handle"},
}
"""Class to method to parameters, in every edition."""

BINDINGS = {
    "ICudaEngine": {
        "__getitem__": "arg0",
        "get_binding_index": "name",
        "get_binding_name": "index",
        "binding_is_input": "index",
        "get_binding_dtype": "index",
        "get_binding_shape": "index",
        "is_shape_binding": "binding",
        "is_execution_binding": "binding",
        "get_profile_shape": "profile_index binding",
        "get_profile_shape_input": "profile_index binding",
    },
    "IExecutionContext": {
        "set_binding_shape": "binding shape",
        "get_binding_shape": "binding",
        "set_shape_input": "binding shape",
        "get_shape": "binding",
        "execute_v2": "bindings",
    },
}
"""What 10.0 removed."""

NAMES = {
    "ICudaEngine": {
        "get_tensor_name": "index",
        "get_tensor_shape": "name",
        "get_tensor_dtype": "name",
        "get_tensor_mode": "name",
        "get_tensor_location": "name",
        "get_tensor_profile_shape": "name profile_index",
    },
    "IExecutionContext": {
        "set_input_shape": "name shape",
        "get_tensor_shape": "name",
        "set_tensor_address": "name memory",
        "get_tensor_address": "name",
        "infer_shapes": "",
        "execute_async_v3": "stream_handle",
    },
}
"""What 8.5 added."""

PROPERTIES = {
    "INetworkDefinition": "num_inputs num_outputs",
    "ITensor": "name shape dtype is_shape_tensor",
    "ILayer": "num_inputs mode axis",
    "ICudaEngine": "num_bindings num_io_tensors num_optimization_profiles",
    "IExecutionContext": "active_optimization_profile all_binding_shapes_specified all_shape_inputs_specified",
    "IOptimizationProfile": "extra_memory_target",
    "IBuilderConfig": "num_optimization_profiles int8_calibrator",
}


CALIBRATORS = ("IInt8LegacyCalibrator", "IInt8EntropyCalibrator", "IInt8EntropyCalibrator2", "IInt8MinMaxCalibrator")
"""The kinds of calibrators, which this module's edition 10 has lost already."""

ENUMS = {
    "ActivationType": "RELU SIGMOID",
    "BuilderFlag": "FP16 INT8 TF32",
    "DataType": "FLOAT HALF INT8 INT32 BOOL",
    "MatrixOperation": "NONE TRANSPOSE VECTOR",
    "NetworkDefinitionCreationFlag": "EXPLICIT_BATCH",
    "SliceMode": "DEFAULT WRAP",
    "TensorIOMode": "NONE INPUT OUTPUT",
    "TensorLocation": "DEVICE HOST",
    "UnaryOperation": "EXP NOT",
}


class Dims:
    """Dims; None makes invalid ones."""

    def __init__(self, extents: tuple[int, ...] | None) -> None:
        self.extents = extents

    def __len__(self) -> int:
        return -1 if self.extents is None else len(self.extents)

    def __getitem__(self, axis: int) -> int:
        assert self.extents is not None
        return self.extents[axis]


class Weights:
    """Weights of an array or of nothing but a type."""

    def __init__(self, values: Any) -> None:
        self.values = values


class FakeModule(types.ModuleType):
    """The module: ``calls`` is what was called, ``replies`` what each call answers (a value or a function)."""

    def __init__(self, edition: str, *families: dict[str, dict[str, str]]) -> None:
        super().__init__("fake_trt")
        self.__version__ = edition
        self.calls: list[Any] = []
        self.replies: dict[str, Any] = {}
        self.logger: Any = None
        self.ILogger, self.Dims, self.Weights = type("ILogger", (), {}), Dims, Weights
        enums = {**ENUMS, "DataType": ENUMS["DataType"] + " INT64"} if edition == "10" else ENUMS
        for name, enumerators in enums.items():
            setattr(self, name, enum.IntEnum(name, enumerators, start=0))
        for name in {*METHODS, *PROPERTIES}:
            members: dict[str, Any] = {}
            for methods in (METHODS, *families):
                for method, parameters in methods.get(name, {}).items():
                    members[method] = self._method(name, method, parameters.split())
            for property in PROPERTIES.get(name, "").split():
                members[property] = self._property(name, property)
            members["__init__"] = self._constructor(name)
            setattr(self, name, type(name, (), members))
        for kind in CALIBRATORS if edition != "10" else ():
            setattr(self, kind, type(kind, (), {}))

    def log(self, severity: str, message: str) -> None:
        """Write a record, as the engine would."""
        self.logger.log(types.SimpleNamespace(name=severity), message)

    def _reply(self, call: str, *args: Any) -> Any:
        reply = self.replies.get(call)
        return reply(*args) if callable(reply) else reply

    def _constructor(self, owner: str) -> Any:
        module = self

        def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
            if owner == "Builder":
                module.logger = args[0]
                module.calls.append((owner, kwargs))

        return __init__

    def _method(self, owner: str, name: str, parameters: list[str]) -> Any:
        kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
        default = {"flags": 0}
        signature = inspect.Signature(
            [inspect.Parameter(p, kind, default=default.get(p, inspect.Parameter.empty)) for p in parameters]
        )

        def method(_: Any, *args: Any, **kwargs: Any) -> Any:
            bound = signature.bind(*args, **kwargs).args
            self.calls.append((f"{owner}.{name}", *bound))
            return self._reply(f"{owner}.{name}", *bound)

        return method

    def _property(self, owner: str, name: str) -> property:
        def get(_: Any) -> Any:
            return self._reply(f"{owner}.{name}")

        def assign(_: Any, value: Any) -> None:
            self.calls.append((f"{owner}.{name}=", value))
            self._reply(f"{owner}.{name}=", value)

        return property(get, assign)


FOO_TABLE = ("foo", "bar", "foo [profile 1]", "bar [profile 1]")


def replies_of(module: FakeModule) -> None:
    """Script a network foo -> bar with two profiles, and an engine of it."""
    network, config, profile = module.INetworkDefinition(), module.IBuilderConfig(), module.IOptimizationProfile()
    tensor, layer, engine, context = module.ITensor(), module.ILayer(), module.ICudaEngine(), module.IExecutionContext()
    data = module.DataType.FLOAT
    module.replies = {
        "Builder.create_network": lambda *flags: network,
        "Builder.create_builder_config": lambda: config,
        "Builder.create_optimization_profile": lambda: profile,
        "Builder.build_serialized_network": b"plan",
        "Runtime.deserialize_cuda_engine": lambda plan: engine,
        "ICudaEngine.create_execution_context": lambda: context,
        "ILayer.get_output": lambda index: tensor,
        "ICudaEngine.num_bindings": 4,
        "ICudaEngine.num_io_tensors": 2,
        "ICudaEngine.num_optimization_profiles": 2,
        "ICudaEngine.get_binding_index": lambda name: FOO_TABLE.index(name) if name in FOO_TABLE else -1,
        "ICudaEngine.get_binding_name": lambda index: FOO_TABLE[index] if index < 4 else None,
        "ICudaEngine.binding_is_input": lambda index: index % 2 == 0,
        "ICudaEngine.is_execution_binding": True,
        "ICudaEngine.get_binding_dtype": data,
        "ICudaEngine.get_tensor_name": lambda index: FOO_TABLE[index],
        "ICudaEngine.get_tensor_dtype": data,
        "ICudaEngine.get_tensor_location": module.TensorLocation.DEVICE,
        "ICudaEngine.get_tensor_mode": lambda name: module.TensorIOMode["INPUT" if name == "foo" else "OUTPUT"],
        "IExecutionContext.active_optimization_profile": 1,
        "IExecutionContext.all_shape_inputs_specified": True,
        "IExecutionContext.get_binding_shape": lambda index: Dims((3,)),
        "IExecutionContext.get_tensor_shape": lambda name: Dims((3,)),
        "IExecutionContext.set_optimization_profile_async": True,
        "IExecutionContext.set_binding_shape": True,
        "IExecutionContext.set_input_shape": True,
        "IExecutionContext.set_shape_input": True,
        "IExecutionContext.set_tensor_address": True,
        "IExecutionContext.execute_v2": True,
        "IExecutionContext.execute_async_v3": True,
    }
    for method in ("add_input", "add_constant"):
        module.replies[f"INetworkDefinition.{method}"] = lambda *args: tensor if len(args) == 3 else layer
    for method in ("activation", "matrix_multiply", "concatenation", "slice", "unary"):
        module.replies[f"INetworkDefinition.add_{method}"] = lambda *args: layer


def make_api(edition: str = "8.6") -> tuple[FakeModule, TrtApi]:
    """An adapter for a module of this edition."""
    families = {"8.4": (BINDINGS,), "8.6": (BINDINGS, NAMES), "10": (NAMES,)}[edition]
    module = FakeModule(edition, *families)
    replies_of(module)
    return module, TrtApi(module, edition, HostMemory(), builder_options={"option": 1}, noise=("noise",))


def make_definition(edition: str = "8.6", program: Program | None = None) -> tuple[FakeModule, Definition]:
    """A definition of ``program``, or of foo -> bar."""
    module, api = make_api(edition)
    definition = api.define(program or foo_network())
    return module, definition


def make_engine(edition: str = "8.6") -> tuple[FakeModule, Engine]:
    """An engine of foo -> bar; what it took to build it is forgotten."""
    module, definition = make_definition(edition)
    engine = definition.build().get()
    module.calls.clear()
    return module, engine


def make_context(edition: str = "8.6") -> tuple[FakeModule, Context]:
    """A context of foo -> bar on profile 1; what it took to make it is forgotten."""
    module, engine = make_engine(edition)
    context = engine.create_context().get()
    module.calls.clear()
    return module, context
