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
