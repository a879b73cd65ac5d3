"""What differs between the editions 8.4, 8.6 and 10."""

from __future__ import annotations

import dynshape_reference as trt
import numpy as np
import pytest
from reference_harness import EDITIONS, EXPLICIT, Net, Recorder, foo_net


def test_edition_is_chosen_by_argument_then_environment_then_8_6(monkeypatch):
    monkeypatch.delenv("DYNSHAPE_EDITION", raising=False)
    assert trt.Builder(Recorder()).edition.name == "8.6"
    monkeypatch.setenv("DYNSHAPE_EDITION", "10")
    assert trt.Builder(Recorder()).edition.name == "10"
    assert trt.Builder(Recorder(), "8.4").edition.name == "8.4"
    with pytest.raises(ValueError, match=r"9\.9"):
        trt.Builder(Recorder(), "9.9")


@pytest.mark.parametrize("edition", EDITIONS)
def test_engine_has_the_edition_of_its_plan(edition, monkeypatch):
    monkeypatch.setenv("DYNSHAPE_EDITION", "8.6")
    engine = foo_net(edition).engine()
    assert hasattr(engine, "num_bindings") == (edition != "10")
    assert hasattr(engine, "num_io_tensors") == (edition != "8.4")


@pytest.mark.parametrize(
    ("edition", "after_two", "after_release"), [("8.4", (0, -1), -1), ("8.6", (0, -1), 0), ("10", (0, 0), 0)]
)
def test_implicit_profile_of_a_context(edition, after_two, after_release):
    engine = foo_net(edition).engine()
    contexts = [engine.create_execution_context() for _ in range(2)]
    assert tuple(context.active_optimization_profile for context in contexts) == after_two
    contexts.clear()
    assert engine.create_execution_context().active_optimization_profile == after_release


def test_profile_sharing_preview_of_8_6():
    net = foo_net()
    net.config.set_preview_feature(trt.PreviewFeature.PROFILE_SHARING_0806, True)
    engine = net.engine()
    first, second = engine.create_execution_context(), engine.create_execution_context()
    assert second.set_optimization_profile_async(1, 0) and first.set_optimization_profile_async(1, 0)


def test_edition_10_shares_profiles_and_addresses_by_name():
    engine = foo_net("10").engine()
    first, second = engine.create_execution_context(), engine.create_execution_context()
    assert first.set_optimization_profile_async(1, 0) and second.set_optimization_profile_async(1, 0)
    with pytest.raises(AttributeError):
        first.active_optimization_profile = 0
    x = np.random.default_rng(1).uniform(-1, 1, (3, 250, 250)).astype(np.float32)
    out = np.zeros_like(x)
    assert first.set_input_shape("foo", x.shape) and first.get_tensor_shape("out") == x.shape
    assert first.set_tensor_address("foo", x.ctypes.data) and first.set_tensor_address("out", out.ctypes.data)
    assert first.execute_async_v3(0)
    np.testing.assert_array_equal(out, np.maximum(x, 0))
    assert second.get_tensor_shape("foo") == (3, -1, -1)
    assert first.execute_v2([x, out]) is True


@pytest.mark.parametrize(
    "member", ["set_binding_shape", "get_binding_shape", "set_shape_input", "get_shape", "get_strides"]
)
def test_edition_10_has_no_calls_by_binding(member):
    context = foo_net("10").engine().create_execution_context()
    assert not hasattr(context, member)


@pytest.mark.parametrize(
    "member", ["set_input_shape", "get_tensor_shape", "set_tensor_address", "infer_shapes", "execute_async_v3"]
)
def test_edition_8_4_has_no_calls_by_name(member):
    context = foo_net("8.4").engine().create_execution_context()
    assert not hasattr(context, member)


@pytest.mark.parametrize(("edition", "dtype"), [("8.4", trt.int32), ("8.6", trt.int32), ("10", trt.int64)])
def test_type_of_shape_layers(edition, dtype):
    net = Net(edition)
    s = net.shape_of(net.input("x", (2, 3)))
    net.output(s)
    net.output(net.identity(s), "shape", for_shapes=True)
    engine = net.engine()
    assert s.dtype == dtype
    out, shape = (np.zeros(2, trt.nptype(dtype)) for _ in range(2))
    context = engine.create_execution_context()
    assert context.execute_v2([None, out, shape]) and out.tolist() == [2, 3] == shape.tolist()


@pytest.mark.parametrize("edition", EDITIONS)
def test_int64_exists_from_10_on(edition):
    net = Net(edition)
    tensor = net.network.add_input("x", trt.int64, (2,))
    if edition == "10":
        assert tensor.dtype == trt.int64
    else:
        assert tensor is None and net.log.take() == ["DS-NET-016"]


@pytest.mark.parametrize(("edition", "clause"), [("8.4", "DS-EST-008"), ("8.6", None), ("10", None)])
def test_rank_of_shape_tensors(edition, clause):
    net = Net(edition)
    s = net.input("s", (1, 2), trt.int32)
    net.output(net.reshape(net.input("x", (6,)), net.reshape(s, (2,))))
    net.profile(values={"s": ((2, 3), (2, 3), (3, 3))})
    if clause:
        assert net.refused() == clause
    else:
        context = net.engine().create_execution_context()
        assert context.set_tensor_address("s", np.array([[2, 3]], trt.nptype(s.dtype)))
        assert context.infer_shapes() == [] and context.get_tensor_shape("out") == (2, 3)


@pytest.mark.parametrize(("edition", "most"), [("8.4", 16), ("8.6", 64), ("10", 64)])
def test_elements_of_a_slice_that_is_a_shape_tensor(edition, most):
    for length in (most, most + 1):
        net = Net(edition)
        net.output(net.slice(net.const(range(length)), (0,), (length,), (1,)), for_shapes=True)
        if length == most:
            assert net.plan() is not None
        else:
            assert net.refused() == "DS-EST-022"


@pytest.mark.parametrize("edition", EDITIONS)
def test_slice_parameters_of_a_shape_tensor_are_constants_in_8_4(edition):
    net = Net(edition)
    start = net.input("start", (1,), trt.int32)
    layer = net.network.add_slice(net.const([4, 5, 6]), (0,), (1,), (1,))
    layer.set_input(1, start)
    net.output(layer.get_output(0), for_shapes=True)
    net.profile(values={"start": ((0,), (1,), (2,))})
    if edition == "8.4":
        assert net.refused() == "DS-RULE-032"
    else:
        assert net.plan() is not None


@pytest.mark.parametrize("edition", EDITIONS)
def test_integer_arithmetic_from_10_on(edition):
    net = Net(edition)
    i = net.input("i", (2,), trt.int32)
    outputs = [
        net.elementwise(i, i, "POW"),
        net.network.add_unary(i, trt.UnaryOperation.ABS).get_output(0),
        net.relu(i),
        net.const([True, False], np.bool_),
    ]
    for tensor in outputs:
        if edition == "10":
            assert tensor.shape == (2,)
        else:
            with pytest.raises(ValueError):
                len(tensor.shape)


@pytest.mark.parametrize("edition", EDITIONS)
def test_default_network_has_implicit_batch_before_10(edition):
    builder = Net(edition).builder
    assert builder.create_network().has_implicit_batch_dimension == (edition != "10")
    assert builder.create_network(EXPLICIT).has_implicit_batch_dimension is False


@pytest.mark.parametrize("edition", EDITIONS)
def test_same_network_computes_the_same_in_all_editions(edition):
    net = Net(edition)
    x = net.input("x", (-1, 4))
    halves = net.elementwise(net.relu(x), net.const([[0.5]], np.float32), "PROD")
    net.output(
        net.reshape(
            halves,
            net.concat(
                net.const([2], trt.nptype(net.shape_of(x).dtype)),
                net.slice(net.shape_of(x), (0,), (1,), (1,)),
                net.const([-1], trt.nptype(net.shape_of(x).dtype)),
            ),
        )
    )
    net.profile({"x": ((2, 4), (4, 4), (8, 4))})
    context = net.engine().create_execution_context()
    data = np.arange(-8, 8, dtype=np.float32).reshape(4, 4)
    out = np.zeros((2, 4, 2), np.float32)
    setter = context.set_binding_shape if edition == "8.4" else context.set_input_shape
    assert setter(0 if edition == "8.4" else "x", (4, 4))
    assert context.execute_v2([data, out])
    np.testing.assert_array_equal(out, (np.maximum(data, 0) / 2).reshape(2, 4, 2))


@pytest.mark.parametrize("edition", EDITIONS)
def test_identity_converts_to_bool_from_8_5_on(edition):
    net = Net(edition)
    y = net.identity(net.input("x", (2,)), trt.bool)
    if edition == "8.4":
        with pytest.raises(ValueError):
            len(y.shape)
        assert net.log.take() == ["DS-LAY-057"]
    else:
        assert y.shape == (2,) and y.dtype == trt.bool


def test_output_types_that_the_edition_lacks_are_refused():
    net = Net("8.6")
    layer = net.network.add_identity(net.input("x", (2,)))
    for dtype in (trt.int64, trt.fp8):
        layer.set_output_type(0, dtype)
        assert layer.get_output(0).dtype == trt.float32 and net.log.take() == ["DS-NET-016"]
