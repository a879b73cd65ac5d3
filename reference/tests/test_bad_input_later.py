"""Malformed calls after the network: profiles, configurations, builders, engines, contexts, loggers."""

from __future__ import annotations

import gc
import math
from typing import Any

import dynshape_reference as trt
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_harness import EDITIONS, EXPLICIT, Net, Recorder, foo_net
from reference_strategies import DIMS, NAMES, NUMBERS, ODDITIES, QUIET, attempt, values_for

PROFILE = st.tuples(NAMES, *[DIMS | ODDITIES | NUMBERS] * 3)


@given(st.lists(PROFILE, max_size=3), st.lists(PROFILE, max_size=3), values_for([]))
@settings(QUIET)
def test_profiles_take_anything(dims, values, target):
    net = Net()
    s = net.input("foo", (2,), trt.int32)
    net.output(net.reshape(net.input("x", (-1, 3)), s))
    profile = net.builder.create_optimization_profile()
    for call, many in ((profile.set_shape, dims), (profile.set_shape_input, values)):
        for arguments in many:
            done, error = attempt(net.log, call, *arguments)
            assert done or type(error) in (TypeError, ValueError, RuntimeError)
            assert done or type(error) is not RuntimeError or net.log.take()
    attempt(net.log, setattr, profile, "extra_memory_target", target)
    assert 0 <= profile.extra_memory_target <= 1
    index = net.config.add_optimization_profile(profile)
    assert index == (0 if profile else -1) and (profile or net.log.take())
    net.log.take()
    assert net.plan() is not None or net.log.take()


@given(values_for([trt.BuilderFlag.FP16]), values_for([trt.MemoryPoolType.WORKSPACE]), values_for([]))
@settings(QUIET)
def test_configurations_take_anything(first, second, third):
    net = foo_net()
    config = net.config
    calls = [
        (config.set_flag, first),
        (config.clear_flag, first),
        (config.get_flag, first),
        (config.add_optimization_profile, first),
        (config.set_memory_pool_limit, second, third),
        (config.get_memory_pool_limit, second),
        (config.set_preview_feature, first, second),
    ]
    for call, *arguments in calls:
        attempt(net.log, call, *arguments)
    for name in ("max_workspace_size", "engine_capability", "default_device_type", "flags"):
        attempt(net.log, setattr, config, name, third)
    net.log.take()
    assert net.plan() is not None or net.log.take()


@given(values_for([]), values_for([]))
@settings(QUIET)
def test_builders_take_anything(first, second):
    log = Recorder()
    attempt(log, trt.Builder, first)
    attempt(log, trt.Builder, log, first)
    attempt(log, trt.Runtime, first)
    attempt(log, trt.Weights, first)
    attempt(log, trt.Dims, first)
    attempt(log, trt.nptype, first)
    builder = trt.Builder(log)
    done, network = attempt(log, builder.create_network, first)
    assert not done or network is not None or log.take()
    assert not attempt(log, builder.build_serialized_network, first, second)[0]


ENGINES = {edition: foo_net(edition).engine() for edition in EDITIONS}
ENGINE_CALLS = {
    "__getitem__": 1,
    "get_binding_name": 1,
    "get_binding_index": 1,
    "binding_is_input": 1,
    "get_binding_dtype": 1,
    "get_binding_shape": 1,
    "is_shape_binding": 1,
    "is_execution_binding": 1,
    "get_location": 1,
    "get_profile_shape": 2,
    "get_profile_shape_input": 2,
    "get_tensor_name": 1,
    "get_tensor_shape": 1,
    "get_tensor_dtype": 1,
    "get_tensor_mode": 1,
    "get_tensor_location": 1,
    "is_shape_inference_io": 1,
    "get_tensor_profile_shape": 2,
    "get_tensor_profile_values": 2,
}


@pytest.mark.parametrize("edition", EDITIONS)
@given(st.sampled_from(sorted(ENGINE_CALLS)), st.lists(values_for([0, 1, "foo"]), min_size=2, max_size=2))
@settings(QUIET, max_examples=400)
def test_engines_answer_anything(edition, name, arguments):
    engine = ENGINES[edition]
    bytes_before = engine.serialize()
    if hasattr(engine, name):
        attempt(Recorder(), getattr(engine, name), *arguments[: ENGINE_CALLS[name]])
    assert engine.serialize() == bytes_before


CONTEXT_CALLS = {
    "set_optimization_profile_async": 2,
    "set_binding_shape": 2,
    "get_binding_shape": 1,
    "set_shape_input": 2,
    "get_shape": 1,
    "get_strides": 1,
    "set_input_shape": 2,
    "get_tensor_shape": 1,
    "get_tensor_strides": 1,
    "set_tensor_address": 2,
    "get_tensor_address": 1,
    "execute_v2": 1,
    "execute_async_v2": 2,
    "execute_async_v3": 1,
}
BUFFERS = st.lists(
    st.sampled_from([None, 0, np.zeros(2, np.float32), np.zeros((3, 150, 250), np.float32), "x", -1, 2**64]), max_size=5
)


@pytest.mark.parametrize("edition", EDITIONS)
@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(CONTEXT_CALLS)), values_for([0, 1, 2]), values_for([(3, 150, 250)]) | BUFFERS),
        max_size=8,
    )
)
@settings(QUIET)
def test_contexts_take_anything(edition, calls):
    net = foo_net(edition)
    context = net.engine().create_execution_context()
    for name, first, second in calls:
        arguments = [first, second] if CONTEXT_CALLS[name] == 2 else [second if name == "execute_v2" else first]
        if name == "set_tensor_address" and type(second) is int and second > 0:
            continue  # An address is trusted.
        if hasattr(context, name):
            done, result = attempt(net.log, getattr(context, name), *arguments)
            assert not done or result is not False or net.log.take(), name
    assert context.active_optimization_profile in (0, 1)
    assert set_dims(context, edition)


def set_dims(context: trt.IExecutionContext, edition: str) -> bool:
    """The context still works."""
    context.set_optimization_profile_async(0, 0)
    if edition == "10":
        return context.set_input_shape("foo", (3, 150, 250)) and context.get_tensor_shape("out") == (3, 150, 250)
    return context.set_binding_shape(0, (3, 150, 250)) and context.get_binding_shape(1) == (3, 150, 250)


def test_objects_outlive_those_that_made_them():
    net = foo_net()
    engine = net.engine()
    context, network, config, profile = (
        engine.create_execution_context(),
        net.network,
        net.config,
        net.builder.create_optimization_profile(),
    )
    tensor = network.get_input(0)
    del net, engine
    gc.collect()
    profile.set_shape("foo", (1,), (2,), (3,))
    assert set_dims(context, "8.6") and tensor.shape == (3, -1, -1) and config.num_optimization_profiles == 2
    network_builder = trt.Builder(Recorder())
    assert network_builder.build_serialized_network(network, config) is not None
    del network
    gc.collect()
    assert tensor.dtype == trt.float32


def test_logger_that_raises_stops_nothing():
    class Bad(trt.ILogger):
        def log(self, severity: Any, msg: Any) -> None:
            raise KeyError(msg)

    builder = trt.Builder(Bad())
    network = builder.create_network(EXPLICIT)
    assert network.add_input("x", trt.float32, (-5,)) is None
    assert builder.build_serialized_network(network, builder.create_builder_config()) is None


def test_logger_that_calls_back_stops_nothing():
    class Curious(trt.ILogger):
        def log(self, severity: Any, msg: Any) -> None:
            if depth:
                depth.pop()
                network.add_input("x", trt.float32, (-5,))

    depth = [1, 2, 3]
    network = trt.Builder(Curious()).create_network(EXPLICIT)
    assert network.add_input("y", trt.float32, (-5,)) is None and depth == []


def test_contexts_take_shape_values_of_any_kind():
    net = Net()
    net.output(net.reshape(net.input("x", (6,)), net.input("s", (2,), trt.int32)))
    net.profile(values={"s": ((1, 1), (2, 3), (6, 6))})
    engine = net.engine()
    context = engine.create_execution_context()
    for values in ([2**70, 1], [2.0, 3], "ab", None, [[1, 2]], [math.nan, 1], 5, [], [2, 3, 4]):
        done, result = attempt(net.log, context.set_shape_input, engine["s"], values)
        assert not done or (result is False and net.log.take())
    assert not context.all_shape_inputs_specified
    assert context.set_shape_input(engine["s"], np.array([3, 2], np.int64)) and context.get_binding_shape(
        engine["out"]
    ) == (3, 2)
