"""Network definitions: inputs, outputs, names, layers' inputs."""

from __future__ import annotations

import dynshape_reference as trt
import numpy as np
import pytest
from reference_harness import EXPLICIT, Net


def test_wildcards_are_returned_as_given():
    net = Net()
    assert net.input("foo", (3, -1, -1)).shape == (3, -1, -1)
    assert net.network.num_inputs == 1 and net.network.get_input(0).name == "foo"


def test_implicit_batch_network_takes_no_wildcard():
    net = Net()
    implicit = net.builder.create_network()
    assert implicit.has_implicit_batch_dimension
    assert implicit.add_input("x", trt.float32, (-1, 3)) is None
    assert net.log.take() == ["DS-NET-002"]
    assert net.builder.create_network(EXPLICIT).has_implicit_batch_dimension is False


def test_edition_10_has_explicit_batch_only():
    assert Net("10").builder.create_network(0).has_implicit_batch_dimension is False


@pytest.mark.parametrize("flags", [8, 1 << 20, -1])
def test_unknown_creation_flags_give_none(flags):
    net = Net()
    assert net.builder.create_network(flags) is None
    assert net.log.take() == ["DS-NET-003"]


def test_input_extent_below_minus_1_gives_none():
    net = Net()
    assert net.network.add_input("x", trt.float32, (2, -2)) is None
    assert net.log.last().axis == 1 and net.log.take() == ["DS-NET-005"]
    assert net.network.num_inputs == 0


def test_input_name_in_use_gives_none_and_long_names_too():
    net = Net()
    net.input("x", (2,))
    assert net.network.add_input("x", trt.float32, (2,)) is None
    assert net.network.add_input("y" * 4096, trt.float32, (2,)) is None
    assert net.network.add_input("nul\0", trt.float32, (2,)) is None
    assert net.log.take() == ["DS-NET-016"] * 3
    assert net.input("y" * 4095, (2,)).name == "y" * 4095
    assert net.input("\N{SNOWMAN} \N{GRINNING FACE}", (2,)).name == "\N{SNOWMAN} \N{GRINNING FACE}"


def test_rank_0_to_8_are_legal_and_9_is_a_value_error():
    net = Net()
    for rank in range(9):
        assert net.input(f"r{rank}", (1,) * rank).shape == (1,) * rank
    with pytest.raises(ValueError, match="Max expected length"):
        net.network.add_input("r9", trt.float32, (1,) * 9)


def test_renaming_to_a_name_in_use_keeps_the_old_one():
    net = Net()
    x, y = net.input("x", (2,)), net.input("y", (2,))
    y.name = "x"
    assert y.name == "y" and net.log.take() == ["DS-NET-016"]
    x.name = "z"
    y.name = "x"
    assert (x.name, y.name) == ("z", "x") and net.log.take() == []
    with pytest.raises(TypeError):
        x.name = 5


def test_output_name_is_free_again_after_unmarking():
    net = Net()
    y = net.output(net.relu(net.input("x", (2,))), "y")
    assert net.network.add_input("y", trt.float32, (2,)) is None
    net.network.unmark_output(y)
    assert net.network.add_input("y", trt.float32, (2,)) is not None
    net.network.mark_output(y)
    assert net.network.num_outputs == 0 and net.log.take() == ["DS-NET-016", "DS-NET-016"]


def test_network_input_is_no_output():
    net = Net()
    x = net.input("x", (2,))
    assert net.network.mark_output(x) is None
    assert net.network.mark_output_for_shapes(x) is False
    assert net.log.take() == ["DS-NET-019", "DS-SIO-031"] and net.network.num_outputs == 0


def test_marking_twice_is_refused_and_counts_once():
    net = Net()
    y = net.identity(net.input("x", (2,), trt.int32))
    net.network.mark_output(y)
    net.network.mark_output(y)
    assert net.network.mark_output_for_shapes(y) is False
    assert net.log.take() == ["DS-NET-019", "DS-SIO-029"]
    assert net.network.num_outputs == 1 and y.is_network_output


def test_outputs_for_shapes_are_counted_and_unmarked():
    net = Net()
    a, b = (net.identity(net.input(name, (2,), trt.int32)) for name in "ab")
    net.network.mark_output(a)
    assert net.network.mark_output_for_shapes(b) is True
    assert net.network.num_outputs == 2 and net.network.get_output(1) is b
    assert net.network.unmark_output_for_shapes(a) is False
    net.network.unmark_output(b)
    assert net.log.take() == ["DS-SIO-032", "DS-NET-019"]
    assert net.network.unmark_output_for_shapes(b) is True and net.network.num_outputs == 1


def test_tensor_of_another_network_is_refused_everywhere():
    net, other = Net(), Net().input("x", (2,))
    mine = net.input("x", (2,))
    layer = net.network.add_identity(mine)
    assert net.network.add_identity(other) is None
    assert net.network.add_concatenation([mine, other]) is None
    assert net.network.mark_output(other) is None
    assert net.network.mark_output_for_shapes(other) is False
    layer.set_input(0, other)
    assert layer.get_input(0) is mine
    assert net.log.take() == ["DS-NET-016", "DS-NET-016", "DS-NET-019", "DS-SIO-029", "DS-NET-022"]


def test_shape_of_a_layer_output_can_not_be_assigned():
    net = Net()
    y = net.relu(net.input("x", (-1, 3)))
    y.shape = (4, 4)
    assert y.shape == (-1, 3) and net.log.take() == ["DS-NET-015"]
    y.dtype = trt.int32
    assert y.dtype == trt.float32 and net.log.take() == ["DS-NET-015"]


def test_the_type_of_an_output_can_be_assigned_once_it_is_marked():
    net = Net()
    x = net.input("x", (3,))
    out = net.relu(x)
    net.network.mark_output(out)
    out.dtype = trt.float16
    assert out.dtype == trt.float16 and net.log.take() == []
    assert net.network.graph.layers[0].output_type_is_set(0)
    engine = net.engine()
    context, y = engine.create_execution_context(), np.zeros(3, np.float16)
    values = np.array([-1, 0.5, 2], np.float32)
    assert engine.get_tensor_dtype(out.name) == trt.float16
    assert context.execute_v2([values, y]) and y.tolist() == [0, 0.5, 2]
    shape = net.network.add_shape(x).get_output(0)
    net.network.mark_output(shape)
    shape.dtype = trt.float32
    assert shape.dtype == trt.int32 and net.log.take() == ["DS-NET-023"]


def test_changing_an_input_changes_all_that_follows():
    net = Net()
    x = net.input("x", (-1, 3))
    y = net.reshape(net.relu(x), (3, -1))
    s = net.shape_of(y)
    r = net.reshape(net.input("data", (15,)), s)
    assert y.shape == (3, -1) and r.shape == (3, -1)
    x.shape = (5, 3)
    assert y.shape == (3, 5) and r.shape == (3, 5)
    x.shape = (-1, 3)
    assert y.shape == (3, -1) and r.shape == (3, -1)


def test_changing_an_input_type_changes_all_that_follows():
    net = Net()
    x = net.input("x", (2,))
    y = net.relu(net.identity(x))
    assert y.dtype == trt.float32
    x.dtype = trt.float16
    assert y.dtype == trt.float16
    x.dtype = trt.int32
    with pytest.raises(ValueError):
        len(y.shape)
    x.dtype = trt.int64
    assert x.dtype == trt.int32
    assert net.log.take() == ["DS-LAY-052", "DS-NET-016"]


def test_changing_a_layer_setting_changes_all_that_follows():
    net = Net()
    layer = net.network.add_reduce(net.input("x", (2, 3, 4)), trt.ReduceOperation.SUM, 1, False)
    y = net.relu(layer.get_output(0))
    assert y.shape == (3, 4)
    layer.axes = 6
    assert y.shape == (2,)
    layer.keep_dims = True
    assert y.shape == (2, 1, 1)


def test_invalid_layer_recovers_when_it_is_mended():
    net = Net()
    shuffle = net.network.add_shuffle(net.input("x", (2, 3)))
    y = net.relu(shuffle.get_output(0))
    shuffle.reshape_dims = (4,)
    with pytest.raises(ValueError):
        len(y.shape)
    shuffle.reshape_dims = (6,)
    assert y.shape == (6,) and net.log.take() == ["DS-LAY-028"]


def test_cycle_is_refused_and_recovers():
    net = Net()
    x = net.input("x", (2,))
    first = net.network.add_identity(x)
    second = net.network.add_identity(first.get_output(0))
    first.set_input(0, second.get_output(0))
    with pytest.raises(ValueError):
        len(second.get_output(0).shape)
    assert second.get_output(0).dtype == trt.float32
    net.output(second.get_output(0))
    assert net.refused() == "DS-EST-004"
    first.set_input(0, x)
    assert second.get_output(0).shape == (2,) and net.plan() is not None


def test_cycle_through_shape_values_is_refused():
    net = Net()
    shuffle = net.network.add_shuffle(net.input("x", (4,)))
    shuffle.set_input(1, net.shape_of(shuffle.get_output(0)))
    with pytest.raises(ValueError):
        len(shuffle.get_output(0).shape)
    assert net.log.take() == ["DS-EST-004"]


def test_absent_layer_inputs_and_outputs_are_none():
    net = Net()
    layer = net.network.add_shuffle(net.input("x", (2,)))
    assert layer.get_input(1) is None and layer.get_input(-1) is None and layer.get_input(99) is None
    assert layer.get_output(1) is None and layer.get_output(-1) is None
    assert net.network.get_layer(1) is None and net.network.get_input(-1) is None and net.network.get_output(0) is None


def test_set_input_can_not_change_the_number_of_inputs():
    net = Net()
    x = net.input("x", (2,))
    layer = net.network.add_elementwise(x, x, trt.ElementWiseOperation.SUM)
    layer.set_input(2, x)
    layer.set_input(-1, x)
    layer.set_input(1, None)
    assert net.log.take() == ["DS-NET-022"] * 3 and layer.num_inputs == 2 and layer.get_input(1) is x


def test_set_output_type_of_a_shape_is_int32_only():
    net = Net()
    layer = net.network.add_shape(net.input("x", (2,)))
    layer.set_output_type(0, trt.float32)
    assert layer.get_output(0).dtype == trt.int32 and net.log.take() == ["DS-NET-023"]
    layer.set_output_type(0, trt.int32)
    assert layer.output_type_is_set(0) and net.log.take() == []


def test_unknown_layer_is_an_attribute_error():
    with pytest.raises(AttributeError):
        _ = Net().network.add_nonsense


def test_constant_copies_the_weights():
    net = Net()
    array = np.array([1, 2], np.int32)
    layer = net.network.add_constant((2,), array)
    array[:] = 9
    assert layer.weights.tolist() == [1, 2]
    with pytest.raises(ValueError):
        layer.weights[0] = 5
    layer.weights = np.array([3, 4], np.int32)
    assert layer.weights.tolist() == [3, 4]


def test_dimension_names_are_kept_while_the_rank_allows():
    net = Net("8.6")
    x = net.input("x", (-1, 3))
    x.set_dimension_name(1, "width")
    assert x.get_dimension_name(1) == "width" and x.get_dimension_name(0) is None
    x.set_dimension_name(2, "none")
    assert net.log.take() == ["DS-DIM-028"]
    x.shape = (3,)
    assert x.get_dimension_name(1) is None
    with pytest.raises(TypeError):
        x.set_dimension_name(0, 5)


def test_same_tensor_twice_in_a_long_chain_has_a_type_at_once():
    net = Net()
    y = net.input("x", (2,))
    for _ in range(60):
        y = net.elementwise(y, y)
    assert y.dtype == trt.float32 and y.shape == (2,)


@pytest.mark.parametrize(("edition", "suffixes"), [("8.4", ["_1", "_2"]), ("8.6", ["_1", "_2"]), ("10", ["", " (1)"])])
def test_default_names_are_those_of_the_release(edition, suffixes):
    # 8.x: public logs of builds; 10: TensorRT-RTX 1.4.
    net = Net(edition)
    x = net.input("x", (4, 5))
    top = net.network.add_topk(x, trt.TopKOperation.MAX, 2, 2)
    assert [top.get_output(k).name for k in range(2)] == [f"(Unnamed Layer* 0) [TopK]_output{end}" for end in suffixes]
    assert net.network.add_softmax(x).name == "(Unnamed Layer* 1) [Softmax]"
    product = net.network.add_matrix_multiply(x, trt.MatrixOperation.NONE, x, trt.MatrixOperation.TRANSPOSE)
    assert product.get_output(0).name == "(Unnamed Layer* 2) [Matrix Multiply]_output"
    assert net.network.add_activation(x, trt.ActivationType.RELU).name == "(Unnamed Layer* 3) [Activation]"
