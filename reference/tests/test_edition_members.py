"""Members that not every edition has: the table, and that it holds on the objects."""

from __future__ import annotations

import dynshape_reference as trt
import numpy as np
import pytest
from dynshape_reference.editioned import SINCE_8_6, SINCE_10, UNTIL_8_6
from reference_harness import EDITIONS, Net

PRESENT = {"8.4": (False, False, True), "8.6": (True, False, True), "10": (True, True, False)}


def objects(edition):
    net = Net(edition)
    x = net.input("x", (2,))
    layer = net.network.add_identity(x)
    net.network.mark_output(layer.get_output(0))
    context = net.engine().create_execution_context()
    image = net.input("image", (1, 1, 8, 8))
    kernel = np.zeros(9, np.float32)
    windows = {
        "IConvolutionLayer": net.network.add_convolution_nd(image, 1, (3, 3), kernel),
        "IDeconvolutionLayer": net.network.add_deconvolution_nd(image, 1, (3, 3), kernel),
        "IPoolingLayer": net.network.add_pooling_nd(image, trt.PoolingType.MAX, (2, 2)),
        "IPaddingLayer": net.network.add_padding_nd(image, (1, 1), (1, 1)),
    }
    return windows | {
        "Builder": net.builder,
        "IBuilderConfig": net.config,
        "INetworkDefinition": net.network,
        "ITensor": x,
        "ILayer": layer,
        "ICudaEngine": context.engine,
        "IExecutionContext": context,
    }


@pytest.mark.parametrize("edition", EDITIONS)
def test_members_are_there_in_their_editions_only(edition):
    found = objects(edition)
    for table, present in zip((SINCE_8_6, SINCE_10, UNTIL_8_6), PRESENT[edition], strict=True):
        for owner, members in table.items():
            for member, instead in members.items():
                assert hasattr(type(found[owner]), member), f"{owner}.{member} is in no edition"
                assert hasattr(found[owner], member) is present, f"{owner}.{member} in {edition}"
                if not present:
                    with pytest.raises(AttributeError) as raised:
                        getattr(found[owner], member)
                    assert instead in str(raised.value) and f"edition {edition}" in str(raised.value)


@pytest.mark.parametrize("edition", EDITIONS)
def test_replacements_exist(edition):
    found = objects(edition)
    for table, present in zip((SINCE_8_6, SINCE_10, UNTIL_8_6), PRESENT[edition], strict=True):
        for owner, members in table.items() if not present else ():
            for member, instead in members.items():
                if instead.isidentifier():
                    assert hasattr(found[owner], instead), f"{owner}.{member} -> {instead} in {edition}"


def test_assigning_a_member_of_another_edition():
    config = Net("8.4").config
    with pytest.raises(AttributeError, match="no such setting"):
        config.max_aux_streams = 2
    with pytest.raises(AttributeError, match=r"8\.4"):
        objects("8.4")["ILayer"].metadata = "mine"


def test_class_shows_all_members():
    assert trt.ICudaEngine.num_bindings.__doc__ and callable(trt.ICudaEngine.get_tensor_shape)


def test_indexing_an_engine_and_its_length():
    eight, ten = objects("8.6")["ICudaEngine"], objects("10")["ICudaEngine"]
    assert len(eight) == 2 and eight[0] == ten[0] == "x" and eight["x"] == 0
    with pytest.raises(AttributeError, match="num_io_tensors"):
        len(ten)
    with pytest.raises(TypeError):
        ten["x"]


def test_additions_of_10():
    found = objects("10")
    network, engine, context = found["INetworkDefinition"], found["ICudaEngine"], found["IExecutionContext"]
    assert network.flags == 1 and network.get_flag(trt.NetworkDefinitionCreationFlag.EXPLICIT_BATCH)
    assert not network.get_flag(trt.NetworkDefinitionCreationFlag.STRONGLY_TYPED)
    assert engine.device_memory_size_v2 == engine.get_device_memory_size_for_profile_v2(0) == 0
    assert engine.get_device_memory_size_for_profile(7) == -1
    assert context.update_device_memory_size_for_shapes() == 0
    context.set_device_memory(4096, 0)
    built = found["Builder"].build_engine_with_config(network, found["IBuilderConfig"])
    assert isinstance(built, trt.ICudaEngine)
    strategy = trt.ExecutionContextAllocationStrategy.USER_MANAGED
    second = built.create_execution_context(strategy=strategy)
    x, out = np.arange(2, dtype=np.float32), np.zeros(2, np.float32)
    assert second.execute_v2([x, 0, out]) and list(out) == [0, 1]


@pytest.mark.parametrize(
    ("edition", "has", "lacks"),
    [
        ("8.4", ["num_bindings", "get_binding_shape"], ["num_io_tensors", "device_memory_size_v2"]),
        ("8.6", ["num_bindings", "num_io_tensors"], ["device_memory_size_v2"]),
        ("10", ["num_io_tensors", "device_memory_size_v2"], ["num_bindings", "get_binding_shape", "__len__"]),
    ],
)
def test_a_client_can_ask_the_class_what_the_release_has(edition, has, lacks, monkeypatch):
    monkeypatch.setenv("DYNSHAPE_EDITION", edition)
    assert [name for name in has + lacks if hasattr(trt.ICudaEngine, name)] == has
    monkeypatch.delenv("DYNSHAPE_EDITION")
    assert all(hasattr(trt.ICudaEngine, name) for name in has + lacks)


def test_objects_of_another_edition_keep_their_members(monkeypatch):
    monkeypatch.setenv("DYNSHAPE_EDITION", "10")
    config = trt.Builder(trt.Logger(), edition="8.6").create_builder_config()
    config.max_workspace_size = 1 << 20
    config.min_timing_iterations = 2
    assert (config.max_workspace_size, config.min_timing_iterations) == (1 << 20, 2)
    config.reset()
    assert config.min_timing_iterations == 1
