"""Members of the API that not every edition has, as tables, and the decorator that keeps them apart.

Sources: TensorRT's headers and Python bindings at 8.4, 8.5.1, 8.6.1 and 10. Where an edition does not
have a member, using it raises AttributeError with the name of what stands in its place, and
``hasattr`` is False, as with the real module.
"""

from __future__ import annotations

import os
from typing import Any, TypeVar

from .editions import ENVIRONMENT_VARIABLE, Edition, choose_edition

T = TypeVar("T", bound=type)

Members = dict[str, dict[str, str]]
"""Class, member, and what to use instead."""

_NO_SETTING = "nothing, the edition has no such setting"
_NO_DEBUGGING = "mark_output of the tensor"

SINCE_8_6: Members = {
    "ICudaEngine": {
        "num_io_tensors": "num_bindings // num_optimization_profiles",
        "get_tensor_name": "get_binding_name",
        "get_tensor_mode": "binding_is_input",
        "get_tensor_shape": "get_binding_shape",
        "get_tensor_dtype": "get_binding_dtype",
        "get_tensor_location": "get_location",
        "get_tensor_format": "get_binding_format",
        "get_tensor_format_desc": "get_binding_format_desc",
        "get_tensor_bytes_per_component": "get_binding_bytes_per_component",
        "get_tensor_components_per_element": "get_binding_components_per_element",
        "get_tensor_vectorized_dim": "get_binding_vectorized_dim",
        "get_tensor_profile_shape": "get_profile_shape",
        "is_shape_inference_io": "is_shape_binding",
        "hardware_compatibility_level": _NO_SETTING,
        "num_aux_streams": _NO_SETTING,
    },
    "IExecutionContext": {
        "set_input_shape": "set_binding_shape",
        "get_tensor_shape": "get_binding_shape",
        "get_tensor_strides": "get_strides",
        "set_tensor_address": "execute_v2 with a list of addresses",
        "get_tensor_address": "execute_v2 with a list of addresses",
        "infer_shapes": "get_binding_shape of an output",
        "execute_async_v3": "execute_async_v2",
        "set_output_allocator": "nothing, no layer of the edition has output dims that depend on data",
        "get_output_allocator": "nothing, no layer of the edition has output dims that depend on data",
        "get_max_output_size": "get_binding_shape of the output at the greatest dims of the profile",
        "set_input_consumed_event": "the argument input_consumed of execute_async_v2",
        "get_input_consumed_event": "the argument input_consumed of execute_async_v2",
        "temporary_allocator": _NO_SETTING,
        "persistent_cache_limit": _NO_SETTING,
        "nvtx_verbosity": _NO_SETTING,
        "set_aux_streams": _NO_SETTING,
    },
    "IBuilderConfig": {
        "set_preview_feature": _NO_SETTING,
        "get_preview_feature": _NO_SETTING,
        "builder_optimization_level": _NO_SETTING,
        "hardware_compatibility_level": _NO_SETTING,
        "plugins_to_serialize": _NO_SETTING,
        "max_aux_streams": _NO_SETTING,
    },
    "INetworkDefinition": {
        "add_cast": "add_identity and set_output_type",
        "add_grid_sample": "nothing, the edition has no such layer",
        "add_nms": "nothing, the edition has no such layer",
        "add_non_zero": "nothing, no layer of the edition has output dims that depend on data",
        "add_normalization": "add_reduce, add_elementwise and add_unary",
        "add_one_hot": "add_gather on an identity matrix",
        "add_reverse_sequence": "add_loop with a reversed iterator",
    },
    "ITensor": {
        "set_dimension_name": "nothing, the edition has no named dimensions",
        "get_dimension_name": "nothing, the edition has no named dimensions",
    },
    "ILayer": {
        "metadata": "name",
    },
}

SINCE_10: Members = {
    "IBuilderConfig": {
        "progress_monitor": _NO_SETTING,
        "runtime_platform": _NO_SETTING,
        "tiling_optimization_level": _NO_SETTING,
        "l2_limit_for_tiling": _NO_SETTING,
        "max_num_tactics": _NO_SETTING,
    },
    "Builder": {
        "build_engine_with_config": "build_serialized_network and Runtime.deserialize_cuda_engine",
    },
    "ICudaEngine": {
        "get_tensor_profile_values": "get_profile_shape_input",
        "device_memory_size_v2": "device_memory_size",
        "get_device_memory_size_for_profile": "device_memory_size",
        "get_device_memory_size_for_profile_v2": "device_memory_size",
        "is_debug_tensor": _NO_DEBUGGING,
        "streamable_weights_size": _NO_SETTING,
        "weight_streaming_budget": _NO_SETTING,
        "minimum_weight_streaming_budget": _NO_SETTING,
        "weight_streaming_budget_v2": _NO_SETTING,
        "weight_streaming_scratch_memory_size": _NO_SETTING,
        "get_weight_streaming_automatic_budget": _NO_SETTING,
    },
    "IExecutionContext": {
        "set_device_memory": "device_memory",
        "update_device_memory_size_for_shapes": "ICudaEngine.device_memory_size",
        "set_all_tensors_debug_state": _NO_DEBUGGING,
        "set_tensor_debug_state": _NO_DEBUGGING,
        "get_debug_state": _NO_DEBUGGING,
        "set_debug_listener": _NO_DEBUGGING,
        "get_debug_listener": _NO_DEBUGGING,
    },
    "INetworkDefinition": {
        "flags": "has_implicit_batch_dimension",
        "get_flag": "has_implicit_batch_dimension",
        "mark_debug": _NO_DEBUGGING,
        "unmark_debug": _NO_DEBUGGING,
        "is_debug_tensor": _NO_DEBUGGING,
    },
}

UNTIL_8_6: Members = {
    "Builder": {
        "build_engine": "build_serialized_network and Runtime.deserialize_cuda_engine",
        "max_batch_size": "a run-time dimension and optimization profiles",
    },
    "ICudaEngine": {
        "__len__": "num_io_tensors",
        "num_bindings": "num_io_tensors",
        "get_binding_name": "get_tensor_name",
        "get_binding_index": "tensor names in place of indices",
        "get_binding_shape": "get_tensor_shape",
        "get_binding_dtype": "get_tensor_dtype",
        "get_binding_format": "get_tensor_format",
        "get_binding_format_desc": "get_tensor_format_desc",
        "get_binding_bytes_per_component": "get_tensor_bytes_per_component",
        "get_binding_components_per_element": "get_tensor_components_per_element",
        "get_binding_vectorized_dim": "get_tensor_vectorized_dim",
        "binding_is_input": "get_tensor_mode",
        "get_location": "get_tensor_location",
        "is_shape_binding": "is_shape_inference_io",
        "is_execution_binding": "get_tensor_location",
        "get_profile_shape": "get_tensor_profile_shape",
        "get_profile_shape_input": "get_tensor_profile_values",
        "max_batch_size": "get_tensor_profile_shape",
    },
    "IExecutionContext": {
        "execute": "execute_v2",
        "execute_async": "execute_async_v3",
        "execute_async_v2": "execute_async_v3",
        "set_binding_shape": "set_input_shape",
        "get_binding_shape": "get_tensor_shape",
        "get_strides": "get_tensor_strides",
        "set_shape_input": "set_tensor_address with the values in host memory",
        "get_shape": "infer_shapes, which writes to the addresses given by set_tensor_address",
    },
    "IBuilderConfig": {
        "max_workspace_size": "set_memory_pool_limit(MemoryPoolType.WORKSPACE, ...)",
        "min_timing_iterations": "avg_timing_iterations",
    },
    "INetworkDefinition": {
        "add_convolution": "add_convolution_nd",
        "add_deconvolution": "add_deconvolution_nd",
        "add_pooling": "add_pooling_nd",
        "add_padding": "add_padding_nd",
        "add_fully_connected": "add_matrix_multiply and add_elementwise",
        "has_explicit_precision": "get_flag",
    },
    "IConvolutionLayer": {
        "kernel_size": "kernel_size_nd",
        "stride": "stride_nd",
        "padding": "padding_nd",
        "dilation": "dilation_nd",
    },
    "IDeconvolutionLayer": {
        "kernel_size": "kernel_size_nd",
        "stride": "stride_nd",
        "padding": "padding_nd",
    },
    "IPoolingLayer": {
        "window_size": "window_size_nd",
        "stride": "stride_nd",
        "padding": "padding_nd",
    },
    "IPaddingLayer": {
        "pre_padding": "pre_padding_nd",
        "post_padding": "post_padding_nd",
    },
}


def refuse_member(owner: str, member: str, edition: Edition) -> str | None:
    """Why ``edition`` does not have a member of class ``owner``, or None if it has it."""
    for table, lacking, when in (
        (SINCE_8_6, not edition.has_names, "does not have it yet"),
        (SINCE_10, edition.has_bindings, "does not have it yet"),
        (UNTIL_8_6, not edition.has_bindings, "does not have it any more"),
    ):
        if lacking and member in table.get(owner, {}):
            return f"{owner}.{member}: edition {edition.name} {when}; instead: {table[owner][member]}"
    return None


def by_edition(owner: T) -> T:
    """Class decorator: members that the tables name raise AttributeError in editions without them.

    The class has an attribute ``edition``. A class may inherit the members.
    """
    for table in (SINCE_8_6, SINCE_10, UNTIL_8_6):
        for member in table.get(owner.__name__, {}):
            inner = next((base.__dict__[member] for base in owner.__mro__ if member in base.__dict__), None)
            if inner is not None and not isinstance(inner, _Member):
                kind = _Property if hasattr(inner, "__set__") else _Member
                setattr(owner, member, kind(inner, owner.__name__, member))
    return owner


def find_member(kind: type, name: str) -> Any:
    """What a class has by this name, in whatever edition; None if there is nothing."""
    found = next((base.__dict__[name] for base in kind.__mro__ if name in base.__dict__), None)
    return found.inner if isinstance(found, _Member) else found


def has_member(kind: type, name: str) -> bool:
    """True if a class has something by this name, in whatever edition."""
    return any(name in base.__dict__ for base in kind.__mro__)


class NoLength(AttributeError, TypeError):
    """What ``len()`` raises where there is none: a TypeError for Python, an AttributeError for ``hasattr``."""


class _Member:
    """A method or an attribute of the class that looks at the object's edition first."""

    def __init__(self, inner: Any, owner: str, name: str) -> None:
        self.inner, self.owner, self.name = inner, owner, name
        self._is_read_by_inner = hasattr(inner, "__get__")
        self._reasons: dict[str, str | None] = {}
        """Why an edition does not have the member, by its name; None if it has it."""
        self.__doc__ = inner.__doc__

    def check(self, edition: Edition) -> None:
        """Raise AttributeError if ``edition`` does not have the member."""
        if edition.name not in self._reasons:
            self._reasons[edition.name] = refuse_member(self.owner, self.name, edition)
        reason = self._reasons[edition.name]
        if reason is not None:
            raise (NoLength if self.name == "__len__" else AttributeError)(reason)

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None:
            # What looks at the class (help, inspect) sees what was wrapped. A client that asks the class which
            # release it has before it is one of the edition that the environment names.
            if os.environ.get(ENVIRONMENT_VARIABLE):
                self.check(choose_edition())
            return self.inner.__get__(None, owner) if self._is_read_by_inner else self.inner
        edition = instance.edition
        if self._reasons.get(edition.name, "") is not None:
            self.check(edition)
        # A `Setting` has no `__get__`: its value is kept under its own name.
        return self.inner.__get__(instance, owner) if self._is_read_by_inner else vars(instance)[self.name]


class _Property(_Member):
    """The same for a property."""

    def __set__(self, instance: Any, value: Any) -> None:
        self.check(instance.edition)
        self.inner.__set__(instance, value)
