"""Arguments of the wrong kind, as clients mistake them, and odd ones that are taken (observed on TensorRT-RTX 1.4)."""

from __future__ import annotations

import dynshape_reference as trt
import numpy as np
import pytest
from reference_harness import Net


def engine_of(edition: str) -> tuple[Net, trt.ICudaEngine]:
    net = Net(edition)
    net.output(net.relu(net.input("x", (2, 2))))
    return net, net.engine()


@pytest.mark.parametrize("edition", ["8.6", "10"])
def test_an_index_in_place_of_a_name_is_a_type_error(edition):
    net, engine = engine_of(edition)
    context = engine.create_execution_context()
    for use in (
        lambda: engine.get_tensor_shape(0),
        lambda: engine.get_tensor_dtype(0),
        lambda: engine.get_tensor_mode(0),
        lambda: engine.get_tensor_profile_shape(0, 0),
        lambda: context.set_input_shape(0, (2, 2)),
        lambda: context.set_tensor_address(0, 1),
        lambda: context.get_tensor_shape(0),
    ):
        with pytest.raises(TypeError, match="the name of a tensor is a str, not int 0"):
            use()
    assert net.log.take() == []


def test_kinds_of_other_arguments():
    net, engine = engine_of("8.6")
    layer, profile = net.network.graph.layers[0], net.builder.create_optimization_profile()
    for use in (
        lambda: engine.get_binding_index(0),
        lambda: engine.create_engine_inspector().get_layer_information(0, 1),
        lambda: net.network.get_layer(0.0),
        lambda: net.network.get_input("x"),
        lambda: layer.get_output(0.0),
        lambda: layer.set_input(0.0, net.network.get_input(0)),
        lambda: profile.get_shape(0),
        lambda: profile.get_shape_input(None),
        lambda: net.config.set_tactic_sources(1.0),
        lambda: net.config.set_preview_feature(trt.PreviewFeature.PROFILE_SHARING_0806, "yes"),
    ):
        with pytest.raises(TypeError):
            use()
    assert net.log.take() == []


@pytest.mark.parametrize("wrong", [1.5, "0", [0], np.array([0, 1])])
def test_indices_at_run_time_are_integers(wrong):
    net, engine = engine_of("8.6")
    context = engine.create_execution_context()
    for use in (
        lambda: engine.get_tensor_name(wrong),
        lambda: engine.is_shape_binding(wrong),
        lambda: engine.get_profile_shape(wrong, 0),
        lambda: engine.get_profile_shape_input(wrong, 0),
        lambda: engine.get_tensor_profile_shape("x", wrong),
        lambda: engine.get_tensor_bytes_per_component("x", wrong),
        lambda: context.get_binding_shape(wrong),
        lambda: context.get_strides(wrong),
        lambda: context.set_binding_shape(wrong, (2, 2)),
        lambda: context.set_optimization_profile_async(wrong, 0),
    ):
        with pytest.raises(TypeError):
            use()
    with pytest.raises(TypeError, match="a sequence of addresses"):
        context.execute_v2("ab")
    assert net.log.take() == []


@pytest.mark.parametrize(
    ("given", "read"), [(1, True), (np.int64(0), False), (0.0, False), (np.True_, True), (None, False)]
)
def test_truth_values_are_bools_numbers_and_none(given, read):
    net = Net()
    layer = net.network.add_reduce(net.input("x", (2, 3)), trt.ReduceOperation.SUM, 2, keep_dims=given)
    assert layer.keep_dims is read
    for wrong in ("yes", [1], (), np.ones(1)):
        with pytest.raises(TypeError, match="a bool is wanted"):
            layer.keep_dims = wrong


def test_the_flag_in_place_of_its_bit_asks_for_an_implicit_batch():
    network = trt.Builder(trt.Logger()).create_network(trt.NetworkDefinitionCreationFlag.EXPLICIT_BATCH)
    assert network.has_implicit_batch_dimension


class Handle:
    """A pointer or stream as CUDA's own Python packages hand it out: ``int()`` converts it, nothing else."""

    def __init__(self, value: int) -> None:
        self._value = value

    def __int__(self) -> int:
        return self._value


@pytest.mark.parametrize("edition", ["8.6", "10"])
def test_addresses_and_streams_may_be_objects_that_int_converts(edition):
    net, engine = engine_of(edition)
    context = engine.create_execution_context()
    x, y = np.array([[1, -2], [-3, 4]], np.float32), np.zeros((2, 2), np.float32)
    buffers, stream = [Handle(array.ctypes.data) for array in (x, y)], Handle(0)
    name = net.network.get_output(0).name
    assert context.set_tensor_address("x", buffers[0]) and context.set_tensor_address(name, buffers[1])
    assert context.get_tensor_address("x") == x.ctypes.data
    assert context.execute_async_v3(stream) and np.array_equal(y, np.maximum(x, 0))
    y[:] = 0
    assert context.execute_v2(buffers) and np.array_equal(y, np.maximum(x, 0))
    assert context.set_optimization_profile_async(0, stream) and context.set_input_consumed_event(Handle(3))
    for wrong in (1.0, "0", np.float32(1), [1]):
        with pytest.raises(TypeError, match="an address or a handle is wanted"):
            context.execute_async_v3(wrong)
    for wrong in (1.0, "0", [1]):
        with pytest.raises(TypeError, match="an address or a handle is wanted"):
            context.execute_v2([wrong, wrong])


@pytest.mark.parametrize("make", [trt.Builder, trt.Runtime])
def test_a_logger_is_an_object(make):
    for wrong, text in ((trt.Logger, "not the class Logger"), (None, "not NoneType"), ("log", "not str")):
        with pytest.raises(TypeError, match=f"an ILogger is wanted, {text}"):
            make(wrong)
