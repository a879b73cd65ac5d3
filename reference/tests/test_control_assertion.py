"""IAssertionLayer: what is provably false, false under a profile, and false at run time."""

from __future__ import annotations

import dynshape_reference as trt
import numpy as np
import pytest
from reference_harness import EDITIONS, Net

ERROR, WARNING = trt.ILogger.ERROR, trt.ILogger.WARNING


def guarded(edition: str = "8.6", most: int = 9, message: str = "too long") -> Net:
    """x (-1) -> relu -> out, with the assertion that x is shorter than ``most``."""
    net = Net(edition)
    x = net.input("x", (-1,))
    length = net.shape_of(x)
    limit = net.const([most], np.int64 if edition == "10" else np.int32)
    net.network.add_assertion(net.elementwise(length, limit, "LESS"), message)
    net.output(net.relu(x))
    return net


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_condition_is_a_shape_tensor_and_there_is_no_output(edition: str) -> None:
    net = Net(edition)
    x = net.input("x", (3,))
    condition = net.elementwise(net.shape_of(x), net.shape_of(x), "EQUAL")
    assert not condition.is_shape_tensor
    layer = net.network.add_assertion(condition, "why")
    assert layer is not None and layer.message == "why" and layer.type == trt.LayerType.ASSERTION
    assert (layer.num_inputs, layer.num_outputs) == (1, 0)
    assert condition.is_shape_tensor and not condition.is_execution_tensor
    layer.message = "another"
    assert layer.message == "another"
    with pytest.raises(TypeError):
        layer.message = 3


@pytest.mark.parametrize("edition", EDITIONS)
def test_provably_false_rejects_the_network(edition: str) -> None:
    net = Net(edition)
    x = net.input("x", (2, 3))
    net.network.add_assertion(
        net.elementwise(net.shape_of(x), net.shape_of(net.input("y", (2, 4))), "EQUAL"), "of a kind"
    )
    net.output(net.relu(x))
    assert net.plan() is None
    first = next(msg for level, msg in net.log.records if level == ERROR)
    assert first.clause == "DS-LAY-053" and "condition[1] is false: of a kind" in first


def test_partly_known_conditions_are_rejected_by_the_element_that_is_known() -> None:
    net = Net()
    x = net.input("x", (-1, 3))
    net.network.add_assertion(net.elementwise(net.shape_of(x), net.const([5, 4]), "EQUAL"), "5 by 4")
    net.output(net.relu(x))
    net.profile({"x": ((5, 3), (5, 3), (5, 3))})
    assert net.refused() == "DS-LAY-053"


def test_false_at_kopt_is_an_error() -> None:
    net = guarded()
    net.profile({"x": ((1,), (9,), (20,))})
    assert net.refused() == "DS-PROF-008"


@pytest.mark.parametrize("three", [((9,), (9,), (9,)), ((1,), (5,), (20,))])
def test_false_at_the_other_ends(three: tuple[tuple[int], tuple[int], tuple[int]]) -> None:
    net = guarded(most=9)
    net.profile({"x": three})
    built = net.plan() is not None
    assert built == (three[1][0] < 9)
    if built:
        assert net.log.take(WARNING) == ["DS-PROF-028"]


def test_false_at_run_time() -> None:
    net = guarded(message="at most eight")
    net.profile({"x": ((1,), (5,), (20,))})
    context = net.engine().create_execution_context()
    net.log.records.clear()
    assert context.set_binding_shape(0, (9,))
    with pytest.raises(ValueError):
        len(context.get_binding_shape(1))
    assert net.log.last().clause == "DS-LAY-053" and "at most eight" in net.log.last()
    assert net.log.last().code == int(trt.ErrorCodeTRT.FAILED_EXECUTION)
    net.log.records.clear()
    x, out = np.ones(9, np.float32), np.full(9, 7, np.float32)
    assert not context.execute_v2([x, out])
    assert net.log.take() == ["DS-LAY-053"] and (out == 7).all()
    assert context.set_binding_shape(0, (8,)) and context.get_binding_shape(1) == (8,)
    assert context.execute_v2([x[:8].copy(), out]) and (out[:8] == 1).all() and net.log.take() == []


def test_values_of_shape_inputs_are_asserted_too() -> None:
    net = Net()
    n = net.input("n", (2,), trt.int32)
    net.network.add_assertion(net.elementwise(n, net.const([0, 0]), "GREATER"), "positive")
    net.output(net.relu(net.input("x", (2,))))
    net.profile(values={"n": ((1, 1), (2, 2), (3, 3))})
    assert n.is_shape_tensor
    assert net.plan() is not None
    net = Net()
    n = net.input("n", (2,), trt.int32)
    net.network.add_assertion(net.elementwise(n, net.const([0, 0]), "GREATER"), "positive")
    net.output(net.relu(net.input("x", (2,))))
    net.profile(values={"n": ((1, 0), (2, 0), (3, 3))})
    assert net.refused() == "DS-PROF-008"


@pytest.mark.parametrize(
    ("dims", "dtype", "clause"),
    [((2,), trt.int32, "DS-LAY-053"), ((2, 2), trt.bool, "DS-LAY-053")],
    ids=["type", "rank"],
)
def test_conditions_of_another_kind(dims: tuple[int, ...], dtype: trt.DataType, clause: str) -> None:
    net = Net()
    source = net.const(np.ones(dims))
    condition = net.elementwise(source, source, "EQUAL") if dtype == trt.bool else source
    assert net.network.add_assertion(condition, "") is not None
    net.output(net.relu(net.input("x", (2,))))
    assert net.refused() == clause


@pytest.mark.parametrize(("edition", "clause"), [("8.4", "DS-RULE-029"), ("8.6", "DS-LAY-053"), ("10", "DS-LAY-053")])
def test_what_only_execution_computes_can_not_be_asserted(edition: str, clause: str) -> None:
    net = Net(edition)
    x = net.input("x", (2, 2))
    product = net.network.add_matrix_multiply(x, trt.MatrixOperation.NONE, x, trt.MatrixOperation.NONE).get_output(0)
    condition = net.elementwise(product, net.const(np.zeros((2, 2)), np.float32), "GREATER")
    net.network.add_assertion(net.reshape(condition, (4,)), "positive")
    net.output(net.relu(x))
    assert net.refused() == clause


def test_a_condition_of_another_network_is_refused() -> None:
    net, other = Net(), Net()
    assert net.network.add_assertion(other.input("x", (1,), trt.bool), "") is None
    assert net.log.take() == ["DS-NET-016"] and net.network.num_layers == 0


def test_assertions_survive_the_plan() -> None:
    net = guarded(message="kept")
    net.profile({"x": ((1,), (5,), (20,))})
    engine = net.engine()
    again = trt.Runtime(net.log).deserialize_cuda_engine(engine.serialize())
    context = again.create_execution_context()
    context.set_binding_shape(0, (12,))
    net.log.records.clear()
    context.get_binding_shape(1)
    assert "kept" in net.log.last()
