"""Malformed calls all over the API: a documented exception, or the failure channel with a record; nothing else."""

from __future__ import annotations

from typing import Any

import dynshape_reference as trt
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_harness import Net
from reference_strategies import QUIET, attempt, values_for


def state_of(network: trt.INetworkDefinition) -> tuple[Any, ...]:
    layers = [network.get_layer(k) for k in range(network.num_layers)]
    wires = [tuple(layer.get_input(k) for k in range(layer.num_inputs)) for layer in layers]
    inputs = [(t.name, t.dtype, tuple(t.shape)) for t in (network.get_input(k) for k in range(network.num_inputs))]
    outputs = [network.get_output(k).name for k in range(network.num_outputs)]
    return inputs, wires, outputs


def some_network() -> tuple[Net, list[Any]]:
    net = Net()
    x, s = net.input("x", (2, 3)), net.input("s", (2,), trt.int32)
    y = net.relu(x)
    layer = net.network.add_shuffle(y)
    foreign = Net().input("x", (2, 3))
    pool = [
        x,
        s,
        y,
        layer,
        layer.get_output(0),
        foreign,
        net.network,
        net.builder,
        net.config,
        trt.float32,
        trt.SliceMode.FILL,
    ]
    return net, pool


ADDITIONS = {
    "add_input": 3,
    "add_activation": 2,
    "add_elementwise": 3,
    "add_unary": 2,
    "add_identity": 1,
    "add_constant": 2,
    "add_shape": 1,
    "add_shuffle": 1,
    "add_slice": 4,
    "add_concatenation": 1,
    "add_reduce": 4,
    "add_matrix_multiply": 4,
}


@pytest.mark.parametrize("name", ADDITIONS)
@given(data=st.data())
@settings(QUIET)
def test_additions_take_anything(name, data):
    net, pool = some_network()
    before = state_of(net.network)
    arguments = [data.draw(values_for(pool)) for _ in range(ADDITIONS[name])]
    done, result = attempt(net.log, getattr(net.network, name), *arguments)
    if not done or result is None:
        assert state_of(net.network) == before
        assert not done or net.log.take()
    elif name != "add_input":
        tensor = result.get_output(0)
        assert isinstance(tensor.shape, trt.Dims) and isinstance(tensor.dtype, trt.DataType)
        net.output(tensor, "result")
        net.log.take()
        assert net.plan() is not None or net.log.take()


@pytest.mark.parametrize("name", ["mark_output", "unmark_output", "mark_output_for_shapes", "unmark_output_for_shapes"])
@given(data=st.data())
@settings(QUIET)
def test_marks_take_anything(name, data):
    net, pool = some_network()
    before = state_of(net.network)
    done, result = attempt(net.log, getattr(net.network, name), data.draw(values_for(pool)))
    if not done or result is False:
        assert state_of(net.network) == before and (not done or net.log.take())


SETTINGS = {
    "add_activation": ("type", "alpha", "beta"),
    "add_elementwise": ("op",),
    "add_unary": ("op",),
    "add_shuffle": ("first_transpose", "reshape_dims", "second_transpose", "zero_is_placeholder"),
    "add_slice": ("start", "shape", "stride", "mode"),
    "add_concatenation": ("axis",),
    "add_reduce": ("op", "axes", "keep_dims"),
    "add_matrix_multiply": ("op0", "op1"),
    "add_constant": ("shape", "weights"),
    "add_identity": ("name", "precision", "metadata"),
}


def layer_of(net: Net, addition: str) -> Any:
    x = net.input("q", (2, 3))
    arguments: dict[str, tuple[Any, ...]] = {
        "add_activation": (x, trt.ActivationType.ELU),
        "add_elementwise": (x, x, trt.ElementWiseOperation.SUM),
        "add_unary": (x, trt.UnaryOperation.ABS),
        "add_shuffle": (x,),
        "add_slice": (x, (0, 0), (1, 1), (1, 1)),
        "add_concatenation": ([x, x],),
        "add_reduce": (x, trt.ReduceOperation.SUM, 1, False),
        "add_identity": (x,),
        "add_matrix_multiply": (x, trt.MatrixOperation.NONE, x, trt.MatrixOperation.TRANSPOSE),
        "add_constant": ((2,), np.zeros(2, np.float32)),
    }
    return getattr(net.network, addition)(*arguments[addition])


@pytest.mark.parametrize("addition", SETTINGS)
@given(data=st.data())
@settings(QUIET, max_examples=60)
def test_settings_of_layers_take_anything(addition, data):
    net, pool = some_network()
    layer = layer_of(net, addition)
    for name in SETTINGS[addition]:
        before = repr(attempt(net.log, getattr, layer, name)[1])
        done, _ = attempt(net.log, setattr, layer, name, data.draw(values_for(pool)))
        assert done or repr(attempt(net.log, getattr, layer, name)[1]) == before
    attempt(net.log, layer.set_input, data.draw(values_for(pool)), data.draw(values_for(pool)))
    attempt(net.log, layer.set_output_type, data.draw(values_for(pool)), data.draw(values_for(pool)))
    for index in (data.draw(values_for(pool)), 0):
        attempt(net.log, layer.get_input, index)
        attempt(net.log, layer.get_output, index)
        attempt(net.log, layer.get_output_type, index)
    net.output(layer.get_output(0), "result")
    assert isinstance(layer.get_output(0).shape, trt.Dims)
    net.log.take()
    assert net.plan() is not None or net.log.take()


@given(
    st.lists(
        st.tuples(st.sampled_from(["name", "shape", "dtype"]), values_for([trt.int32, trt.float16, (4, 5)])), max_size=4
    )
)
@settings(QUIET)
def test_settings_of_tensors_take_anything(assignments):
    net = Net()
    x = net.input("x", (2, 3))
    y = net.output(net.relu(x))
    for name, value in assignments:
        for tensor in (x, y):
            before = repr(getattr(tensor, name))
            done, _ = attempt(net.log, setattr, tensor, name, value)
            if not done or net.log.take():
                assert repr(getattr(tensor, name)) == before
    attempt(net.log, x.set_dimension_name, *[assignments[0][1] if assignments else 0, "n"])
    net.log.take()
    assert net.plan() is not None or net.log.take()
