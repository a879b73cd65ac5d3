"""Execution contexts: buffers, shape values, execution."""

from __future__ import annotations

import dynshape_reference as trt
import numpy as np
import pytest
from reference_harness import Net, foo_net, run


@pytest.fixture
def net() -> Net:
    return foo_net()


@pytest.fixture
def engine(net) -> trt.ICudaEngine:
    return net.engine()


def test_strides_are_row_major_and_invalid_while_unknown(net, engine):
    context = engine.create_execution_context()
    with pytest.raises(ValueError):
        len(context.get_strides(0))
    assert net.log.take() == ["DS-DIM-026"]
    context.set_binding_shape(0, (3, 150, 250))
    assert context.get_strides(0) == (37500, 250, 1) and context.get_tensor_strides("out") == (37500, 250, 1)


def test_execution_by_address_and_row(net, engine):
    context = engine.create_execution_context()
    context.set_optimization_profile_async(1, 0)
    context.set_binding_shape(2, (3, 250, 250))
    x = np.random.default_rng(0).uniform(-1, 1, (3, 250, 250)).astype(np.float32)
    out = np.zeros_like(x)
    assert context.execute_v2([0, 0, x.ctypes.data, out.ctypes.data])
    np.testing.assert_array_equal(out, np.maximum(x, 0))
    assert context.execute_v2([x.ctypes.data, out.ctypes.data]) is False
    assert net.log.take() == ["DS-CTX-020"]


def test_arrays_that_do_not_fit_are_refused(net, engine):
    context = engine.create_execution_context()
    context.set_binding_shape(0, (3, 150, 250))
    good, out = np.zeros((3, 150, 250), np.float32), np.zeros((3, 150, 250), np.float32)
    frozen = out.copy()
    frozen.flags.writeable = False
    for x, y in (
        (good.astype(np.float64), out),
        (good[:2], out),
        (good, out.T),
        (good, frozen),
        (good, -5),
        (2**70, out),
    ):
        assert context.execute_v2([x, y, None, None]) is False
        assert net.log.take() == ["DS-PY-017"]
    assert context.execute_v2([good, out, None, None])


def test_missing_dims_stop_execution(net, engine):
    context = engine.create_execution_context()
    assert context.execute_v2([1, 1, 0, 0]) is False
    assert net.log.take() == ["DS-CTX-019"]


def shape_io() -> Net:
    net = Net()
    s = net.input("s", (2,), trt.int32)
    net.output(net.reshape(net.input("x", (-1,)), s))
    net.output(net.elementwise(s, net.const([10, 10])), "plus", for_shapes=True)
    net.profile({"x": ((0,), (6,), (100,))}, {"s": ((-1, 0), (2, 3), (50, 50))})
    return net


def test_shape_values_are_checked_and_give_dims():
    net = shape_io()
    engine = net.engine()
    context = engine.create_execution_context()
    s, x, out, plus = (engine[name] for name in ("s", "x", "out", "plus"))
    assert not context.all_shape_inputs_specified
    context.set_binding_shape(x, (12,))
    assert context.set_shape_input(s, [51, 1]) is False and context.set_shape_input(s, [1]) is False
    assert context.set_shape_input(x, [1, 2]) is False
    assert net.log.take() == ["DS-SIO-025", "DS-SIO-026", "DS-SIO-018"]
    with pytest.raises(RuntimeError, match="Error in get shape bindings"):
        context.get_shape(plus)
    assert context.set_shape_input(s, (-1, 4))
    assert context.all_shape_inputs_specified and context.get_binding_shape(out) == (3, 4)
    assert context.get_shape(s) == [-1, 4] and context.get_shape(plus) == [9, 14]
    with pytest.raises(RuntimeError):
        context.get_shape(x)


def test_null_is_accepted_for_bindings_of_phase_1_only():
    net = shape_io()
    engine = net.engine()
    context = engine.create_execution_context()
    context.set_binding_shape(engine["x"], (4,))
    context.set_shape_input(engine["s"], (2, 2))
    buffers: dict = {"x": np.arange(4, dtype=np.float32), "out": np.zeros((2, 2), np.float32), "s": None, "plus": 0}
    assert context.execute_v2([buffers[name] for name in engine])
    assert buffers["out"].tolist() == [[0, 1], [2, 3]]
    buffers["plus"] = np.zeros(2, np.int32)
    assert context.execute_v2([buffers[name] for name in engine]) and buffers["plus"].tolist() == [12, 12]


def test_shape_values_by_address_of_host_memory():
    net = shape_io()
    context = net.engine().create_execution_context()
    context.set_input_shape("x", (12,))
    values, plus = np.array([3, 4], np.int32), np.zeros(2, np.int32)
    assert context.set_tensor_address("s", values.ctypes.data) and context.set_tensor_address("plus", plus)
    assert context.get_tensor_shape("out") == (3, 4)
    values[:] = (6, 2)
    assert context.infer_shapes() == [] and context.get_tensor_shape("out") == (6, 2) and plus.tolist() == [16, 12]
    values[:] = (99, 1)
    assert context.execute_async_v3(0) is False
    assert net.log.take() == ["DS-SIO-025"]


def test_unused_input_still_needs_dims_but_takes_null():
    net = Net()
    net.input("unused", (-1,))
    net.output(net.relu(net.input("x", (2,))))
    net.profile({"unused": ((1,), (1,), (5,))})
    engine = net.engine()
    context = engine.create_execution_context()
    out = np.zeros(2, np.float32)
    x = np.array([-1, 1], np.float32)
    assert context.execute_v2([None, x, out]) is False
    context.set_binding_shape(0, (3,))
    assert context.execute_v2([None, x, out]) and out.tolist() == [0, 1]


def test_static_engine_shares_profile_0():
    net = Net()
    net.output(net.relu(net.input("x", (2,))))
    engine = net.engine()
    contexts = [engine.create_execution_context() for _ in range(3)]
    assert [context.active_optimization_profile for context in contexts] == [0, 0, 0]
    for context in contexts:
        out = np.zeros(2, np.float32)
        assert context.all_binding_shapes_specified and context.execute_v2([np.ones(2, np.float32), out])
        assert out.tolist() == [1, 1]


def test_output_used_further_and_marked_twice_in_a_chain():
    net = Net()
    a = net.output(net.relu(net.input("x", (3,))), "a")
    net.output(net.elementwise(a, a), "b")
    result = run(net, {"x": np.array([-1, 2, 3], np.float32)})
    assert result["a"].tolist() == [0, 2, 3] and result["b"].tolist() == [0, 4, 6]


def test_in_place_execution_reads_before_it_writes():
    net = Net()
    layer = net.network.add_shuffle(net.input("x", (4, 4)))
    layer.first_transpose = (1, 0)
    net.output(layer.get_output(0))
    context = net.engine().create_execution_context()
    x = np.arange(16, dtype=np.float32).reshape(4, 4)
    expected = x.T.copy()
    assert context.execute_v2([x, x])
    np.testing.assert_array_equal(x, expected)
