"""Parts of TensorRT's API that this engine leaves out: what would use them says so instead of doing nothing.

Left out are plugins, parsers, RNNv2, algorithm selectors, the refitter, tactic caches, GPU
allocators and lean runtimes: none of them has to do with shapes, or they steer a search for kernels that
there is none of here.
"""

from __future__ import annotations

from typing import Any, NoReturn


def refuse_use(what: str, why: str) -> NoReturn:
    """Raise NotImplementedError that says what is left out and why."""
    raise NotImplementedError(f"{what}: {why}")


_PLUGINS = "this engine has no plugins: their code is compiled for TensorRT"
_ALLOCATORS = "this engine takes its memory from NumPy, on the host"
_TIMING = "this engine has no kernels to choose from, so nothing is timed"


_PARSERS = "parsers are left out: define the network with INetworkDefinition's add_ calls"
_REFITTER = "the refitter is left out: build the engine again with the other weights"

NAMES_LEFT_OUT = {
    name: reason
    for names, reason in (
        ("OnnxParser OnnxParserFlag OnnxParserRefitter CaffeParser UffParser UffInputOrder ParserError", _PARSERS),
        ("ErrorCode IBlobNameToTensor NodeIndices SubGraphCollection get_nv_onnx_parser_version", _PARSERS),
        ("ICaffePluginFactoryV2 shutdown_protobuf_library", _PARSERS),
        ("IPluginV2 IPluginV2Ext IPluginV2DynamicExt IPluginV2Layer IPluginV3 IPluginV3Layer IPluginCreator", _PLUGINS),
        ("IPluginV3OneCore IPluginV3OneBuild IPluginV3OneRuntime IPluginCreatorV3One IPluginCapability", _PLUGINS),
        ("IPluginRegistry PluginField PluginFieldCollection PluginFieldCollection_ PluginFieldType", _PLUGINS),
        ("FieldCollection FieldMap FieldType FallbackString get_plugin_registry get_builder_plugin_registry", _PLUGINS),
        ("Refitter WeightsRole", _REFITTER),
        ("AllocatorFlag IGpuAllocator IGpuAsyncAllocator", _ALLOCATORS),
        ("IAlgorithm IAlgorithmContext IAlgorithmIOInfo IAlgorithmSelector IAlgorithmVariant", _TIMING),
        ("IRNNv2Layer RNNDirection RNNGateType RNNInputMode RNNOperation", "RNNv2 is left out: use add_loop"),
    )
    for name in names.split()
}
"""Names of TensorRT's module that this one does not have, with the reason."""

LAYERS_LEFT_OUT = {
    "add_plugin": _PLUGINS,
    "add_plugin_v2": _PLUGINS,
    "add_plugin_v3": _PLUGINS,
    "add_rnn_v2": "RNNv2 is left out: it has no run-time dimensions, and TensorRT removed it; use add_loop",
}
"""``add_`` calls of TensorRT 8.6 that a network does not have here, with the reason."""


class NoWeightNames:
    """A network whose weights have no names."""

    def set_weights_name(self, weights: Any, name: str) -> NoReturn:
        """NotImplementedError: names of weights are for the refitter, which is left out."""
        refuse_use("set_weights_name", "names of weights are for the refitter, which this engine does not have")


class NoPluginRegistry:
    """A builder or a runtime without a plugin registry."""

    def get_plugin_registry(self) -> NoReturn:
        """NotImplementedError: plugins are left out."""
        refuse_use("get_plugin_registry", _PLUGINS)


class NoGpuAllocator:
    """A builder or a runtime that allocates nothing on a GPU."""

    @property
    def gpu_allocator(self) -> None:
        """None; assigning an allocator raises NotImplementedError."""
        return None

    @gpu_allocator.setter
    def gpu_allocator(self, value: Any) -> None:
        if value is not None:
            refuse_use("gpu_allocator", _ALLOCATORS)


class NoTemporaryAllocator:
    """A context that allocates nothing on a GPU."""

    @property
    def temporary_allocator(self) -> None:
        """None; assigning an allocator raises NotImplementedError."""
        return None

    @temporary_allocator.setter
    def temporary_allocator(self, value: Any) -> None:
        if value is not None:
            refuse_use("temporary_allocator", _ALLOCATORS)


class NoTacticSearch:
    """A configuration without algorithm selector and plugins."""

    @property
    def algorithm_selector(self) -> None:
        """None; assigning a selector raises NotImplementedError."""
        return None

    @algorithm_selector.setter
    def algorithm_selector(self, value: Any) -> None:
        if value is not None:
            refuse_use("algorithm_selector", _TIMING)

    @property
    def plugins_to_serialize(self) -> list[str]:
        """An empty list; assigning paths raises NotImplementedError."""
        return []

    @plugins_to_serialize.setter
    def plugins_to_serialize(self, value: list[str]) -> None:
        if list(value):
            refuse_use("plugins_to_serialize", _PLUGINS)


def init_libnvinfer_plugins(logger: Any, namespace: str) -> bool:
    """True: all plugins that this engine has are registered.

    It has none; the call is there for clients that make it.
    """
    return True
