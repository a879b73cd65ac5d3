"""Engines: bindings, names, profiles, auto-correct."""

from __future__ import annotations

import dynshape_reference as trt
import pytest
from reference_harness import Net, foo_net


@pytest.fixture
def table() -> tuple[Net, trt.ICudaEngine]:
    """Inputs a, b, c, d and output o under three profiles."""
    net = Net()
    total = None
    for name in "abcd":
        tensor = net.input(name, (-1, 4))
        total = tensor if total is None else net.elementwise(total, tensor)
    net.output(total, "o")
    for k in range(3):
        three = ((1 + k, 4), (2 + k, 4), (9 + k, 4))
        net.profile(dict.fromkeys("abcd", three))
    return net, net.engine()


def test_binding_table_has_one_row_per_profile(table):
    _, engine = table
    assert engine.num_bindings == len(engine) == 15
    assert engine.num_optimization_profiles == 3
    assert [engine[i] for i in range(5)] == ["a", "b", "c", "d", "o"]
    assert engine[7] == "c [profile 1]"
    assert engine.get_binding_name(14) == "o [profile 2]"


def test_binding_names_and_indices_are_inverse(table):
    _, engine = table
    assert [engine.get_binding_index(engine.get_binding_name(i)) for i in range(15)] == list(range(15))
    assert [engine[name] for name in engine] == list(range(15))


def test_suffix_of_profile_0_is_unknown(table):
    _, engine = table
    assert engine.get_binding_index("a [profile 0]") == -1
    assert engine["nosuch"] == -1
    assert engine.get_binding_index("a [profile 3]") == -1


def test_same_column_is_same_tensor_in_all_rows(table):
    _, engine = table
    for index in range(15):
        assert engine.binding_is_input(index) == (index % 5 < 4)
        assert engine.get_binding_dtype(index) == trt.float32
        assert engine.is_execution_binding(index) and not engine.is_shape_binding(index)


def test_out_of_range_bindings(table):
    net, engine = table
    assert engine.get_binding_name(15) is None and engine.get_binding_name(-1) is None
    assert engine.binding_is_input(15) is False and engine.binding_is_input("nosuch") is False
    assert engine.is_shape_binding(15) is False and engine.is_execution_binding(-1) is False
    with pytest.raises(IndexError):
        engine[15]
    assert engine[-1] == "o [profile 2]"
    with pytest.raises(IndexError):
        engine[-16]
    net.log.take()
    with pytest.raises(ValueError):
        len(engine.get_binding_shape(15))
    assert net.log.take() == ["DS-DIM-011"]


def test_profile_dims_by_index_and_name(table):
    net, engine = table
    assert engine.get_profile_shape(1, 6) == [(2, 4), (3, 4), (10, 4)]
    assert engine.get_profile_shape(1, "b [profile 1]") == [(2, 4), (3, 4), (10, 4)]
    assert net.log.take(trt.Logger.WARNING) == []


def test_index_of_first_row_is_corrected_with_warning(table):
    net, engine = table
    assert engine.get_profile_shape(2, 1) == engine.get_profile_shape(2, 11) == [(3, 4), (4, 4), (11, 4)]
    warnings = [msg for severity, msg in net.log.records if severity == trt.Logger.WARNING]
    assert [(w.clause, w.value, w.permitted) for w in warnings] == [("DS-BIND-011", 1, 11)]


def test_index_of_other_row_is_refused(table):
    net, engine = table
    dims = engine.get_profile_shape(2, 6)
    assert net.log.take() == ["DS-BIND-014"]
    assert len(dims) == 3
    with pytest.raises(ValueError):
        len(dims[0])


def test_profile_query_of_output_or_bad_profile_is_refused(table):
    net, engine = table
    engine.get_profile_shape(0, 4)
    engine.get_profile_shape(3, 0)
    assert net.log.take() == ["DS-PROF-026", "DS-PROF-026"]


def test_ten_profiles_have_two_digit_suffixes():
    net = Net()
    net.output(net.relu(net.input("foo", (-1,))))
    for k in range(12):
        net.profile({"foo": ((k,), (k,), (k + 1,))})
    engine = net.engine()
    assert engine.get_binding_name(20) == "foo [profile 10]"
    assert engine["foo [profile 11]"] == 22


def test_engine_dims_are_fixed_where_the_profile_is():
    net = Net()
    net.output(net.relu(net.input("x", (-1, 3))))
    net.profile({"x": ((1, 3), (5, 3), (9, 3))})
    net.profile({"x": ((5, 3), (5, 3), (5, 3))})
    engine = net.engine()
    assert [engine.get_binding_shape(i) for i in range(4)] == [(-1, 3), (-1, 3), (5, 3), (5, 3)]
    assert engine.get_binding_shape("x [profile 1]") == (5, 3)
    assert engine.get_tensor_shape("x") == (-1, 3)


def test_names_api_knows_one_name_for_all_profiles(table):
    net, engine = table
    assert engine.num_io_tensors == 5
    assert [engine.get_tensor_name(i) for i in range(5)] == list("abcdo")
    assert engine.get_tensor_mode("a") == trt.TensorIOMode.INPUT
    assert engine.get_tensor_mode("o") == trt.TensorIOMode.OUTPUT
    assert engine.get_tensor_profile_shape("a", 2) == [(3, 4), (4, 4), (11, 4)]
    net.log.take()
    assert engine.get_tensor_mode("a [profile 1]") == trt.TensorIOMode.NONE
    assert net.log.take() == ["DS-BIND-023"]
    with pytest.raises(IndexError):
        engine.get_tensor_name(5)


def test_worked_example_engine_of_two_profiles():
    engine = foo_net().engine()
    assert engine.num_bindings == 4
    assert engine.get_profile_shape(1, "foo [profile 1]") == [(3, 200, 100), (3, 250, 250), (3, 300, 400)]
    assert engine.get_binding_shape(0) == (3, -1, -1)


def test_static_engine_has_a_default_profile():
    net = Net()
    net.output(net.relu(net.input("x", (2, 3))))
    engine = net.engine()
    assert engine.num_optimization_profiles == 1 and engine.num_bindings == 2
    assert engine.get_profile_shape(0, 0) == [(2, 3)] * 3


def test_tensor_named_like_a_row_keeps_the_lower_index():
    net = Net()
    net.output(net.elementwise(net.input("x", (-1,)), net.input("x [profile 1]", (-1,))))
    for _ in range(2):
        net.profile(dict.fromkeys(("x", "x [profile 1]"), ((1,), (2,), (3,))))
    engine = net.engine()
    assert engine.get_binding_index("x [profile 1]") == 1


def test_profile_shape_values_of_shape_input():
    net = Net()
    net.output(net.reshape(net.input("x", (-1, 4)), net.input("s", (2,), trt.int32)))
    net.profile({"x": ((2, 4), (2, 4), (2, 4))}, {"s": ((1, 1), (2, 4), (8, 8))})
    engine = net.engine()
    s = engine["s"]
    assert engine.get_profile_shape_input(0, s) == [[1, 1], [2, 4], [8, 8]]
    assert engine.is_shape_binding(s) and not engine.is_execution_binding(s)
    assert engine.get_location(s) == trt.TensorLocation.HOST
    with pytest.raises(RuntimeError):
        engine.get_profile_shape_input(0, 0)
    assert net.log.take() == ["DS-PROF-027"]
