"""Walking over a network: its layers are `ILayer`s until a client casts them (observed on TensorRT-RTX 1.4)."""

from __future__ import annotations

import dynshape_reference as trt
import pytest


@pytest.fixture
def network():
    network = trt.Builder(trt.Logger(trt.Logger.INTERNAL_ERROR)).create_network(1)
    x = network.add_input("x", trt.float32, (1, 2, 4, 4))
    x = network.add_activation(x, trt.ActivationType.RELU).get_output(0)
    x = network.add_pooling_nd(x, trt.PoolingType.AVERAGE, (2, 2)).get_output(0)
    network.mark_output(network.add_unary(x, trt.UnaryOperation.EXP).get_output(0))
    return network


def test_the_type_of_a_layer_is_its_kind(network):
    kinds = [trt.LayerType.ACTIVATION, trt.LayerType.POOLING, trt.LayerType.UNARY]
    assert [layer.type for layer in network] == kinds
    assert [network.get_layer(index).type for index in range(3)] == kinds
    assert network[-1].type == trt.LayerType.UNARY and network.get_layer(3) is None
    with pytest.raises(IndexError):
        network[3]
    assert all(isinstance(layer, trt.ILayer) for layer in network)
    assert not isinstance(network[0], trt.IActivationLayer) and network[0].__class__ is trt.ILayer


def test_an_assigned_class_gives_what_that_class_has(network):
    layer = network[0]
    with pytest.raises(AttributeError, match=r"layer\.__class__ = trt\.IActivationLayer"):
        assert layer.alpha
    with pytest.raises(AttributeError, match="no 'alpha'"):
        layer.alpha = 2
    layer.__class__ = trt.IActivationLayer
    assert isinstance(layer, trt.IActivationLayer) and layer.type == trt.ActivationType.RELU
    layer.type, layer.alpha = trt.ActivationType.ELU, 0.5
    again = network[0]
    again.__class__ = getattr(trt, "IActivationLayer")  # noqa: B009 - as clients find the class by name
    assert (again.type, again.alpha) == (trt.ActivationType.ELU, 0.5)
    with pytest.raises(TypeError, match="is an IPoolingLayer, not IActivationLayer"):
        network[1].__class__ = trt.IActivationLayer


def test_what_every_layer_has_needs_no_cast(network):
    config = trt.Builder(trt.Logger()).create_builder_config()
    for index, layer in enumerate(network):
        layer.name = f"layer {index}"
        layer.precision = trt.float16
        layer.set_output_type(0, trt.float32)
        assert layer.precision_is_set and layer.get_input(0) is not None and layer.num_outputs == 1
        config.set_device_type(layer, trt.DeviceType.GPU)
        assert config.is_device_type_set(network[index])
    assert [layer.name for layer in network] == ["layer 0", "layer 1", "layer 2"]
    assert network[0] == network.get_layer(0) != network[1] and len({network[0], network[0]}) == 1
    assert repr(network[0]) == "<ILayer layer 0>" and "precision" in dir(network[0])
    with pytest.raises(TypeError, match="ILayer is wanted"):
        config.set_device_type("layer 0", trt.DeviceType.GPU)
