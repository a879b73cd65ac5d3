"""Objects take no attributes that their class does not have (observed on TensorRT-RTX 1.4)."""

from __future__ import annotations

import dynshape_reference as trt
import pytest
from reference_harness import Net


def objects(net: Net) -> list[object]:
    net.output(net.relu(net.input("x", (2, 2))))
    engine = net.engine()
    profile = net.builder.create_optimization_profile()
    made = [net.builder, net.network, net.config, profile, engine, engine.create_execution_context()]
    return [*made, trt.Runtime(net.log), net.network.get_input(0), net.network[0], net.network.graph.layers[0]]


def test_a_misspelt_setting_is_no_setting():
    for made in objects(Net()):
        with pytest.raises(AttributeError, match="has no attribute 'max_work_space'"):
            made.max_work_space = 1
        assert not hasattr(made, "max_work_space")


def test_names_with_an_underscore_are_free():
    for made in objects(Net()):
        made._kept_by_a_tool = 1
        assert made._kept_by_a_tool == 1


@pytest.mark.parametrize("name", ["max_workspace_size", "fp16_mode", "int8_mode", "int8_calibrator"])
def test_settings_of_7_name_their_successor(name):
    builder = trt.Builder(trt.Logger())
    for use in (lambda: setattr(builder, name, True), lambda: getattr(builder, name)):
        with pytest.raises(AttributeError, match=rf"'{name}'; instead: IBuilderConfig\."):
            use()
    with pytest.raises(AttributeError, match="build_serialized_network"):
        builder.build_cuda_engine(None)


def test_members_of_other_editions_still_say_what_to_use():
    with pytest.raises(AttributeError, match="edition 10 does not have it any more; instead: a run-time dimension"):
        trt.Builder(trt.Logger(), edition="10").max_batch_size = 4


def test_classes_that_a_client_derives_are_open():
    class MyBuilder(trt.Builder):
        def __init__(self, logger):
            super().__init__(logger)
            self.count = 0

    builder = MyBuilder(trt.Logger())
    builder.label = "mine"
    assert (builder.count, builder.label, builder.create_network(1).num_layers) == (0, "mine", 0)


def test_dir_tells_what_the_edition_has_and_no_machinery():
    net = Net("10")
    net.output(net.relu(net.input("x", (2, 2))))
    engine = net.engine()
    assert "num_io_tensors" in dir(engine) and not {"num_bindings", "__len__", "_select"} & set(dir(engine))
    layer = net.network.graph.layers[0]
    own = [name for name in dir(layer) if not name.startswith("__") and not hasattr(trt.ILayer, name)]
    assert own == ["alpha", "beta"] and "precision" in dir(layer)
    assert "alpha" not in dir(net.network[0]) and "set_input" in dir(net.network[0])
