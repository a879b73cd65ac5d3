"""The calls that make loops, what is inside of them, and plans that hold them."""

from __future__ import annotations

import hashlib
import struct

import dynshape_reference as trt
import pytest
from control_harness import CONCATENATE, COUNT, counted, last, recur
from reference_harness import Net

LOOP = "DS-LAY-055"


def test_dims_of_a_recurrence_that_profiles_decide() -> None:
    def network(three: tuple[tuple[int], tuple[int], tuple[int]]) -> Net:
        net = Net()
        x, z = net.input("x", (-1,)), net.input("z", (3,))
        loop = counted(net, net.const(2))
        layer, following = recur(net, loop, x, z)
        # The dims are those of the initial value, as in TensorRT-RTX.
        assert net.output(last(loop, layer)).shape == (-1,) and following.shape == (3,)
        net.profile({"x": three})
        return net

    assert network(((3,), (3,), (3,))).plan() is not None
    assert network(((1,), (1,), (3,))).refused() == "DS-PROF-008"
    net = network(((1,), (3,), (3,)))
    assert net.plan() is not None and net.log.take(trt.ILogger.WARNING) == ["DS-PROF-028"]
    context = net.engine().create_execution_context()
    assert context.set_binding_shape(0, (1,))
    net.log.records.clear()
    with pytest.raises(ValueError):
        len(context.get_binding_shape(2))
    assert net.log.take() == [LOOP]


def test_calls_that_are_refused_add_nothing() -> None:
    net, other = Net(), Net()
    x, foreign = net.input("x", (2, 3)), other.input("y", (2,))
    loop = net.network.add_loop()
    conditional = net.network.add_if_conditional()
    refused = [
        loop.add_iterator(x, -1),
        loop.add_loop_output(x, CONCATENATE, -1),
        loop.add_iterator(foreign),
        loop.add_recurrence(foreign),
        loop.add_trip_limit(foreign, COUNT),
        conditional.set_condition(foreign),
        conditional.add_input(foreign),
        conditional.add_output(x, foreign),
    ]
    assert refused == [None] * len(refused)
    assert net.log.take() == [LOOP, LOOP] + ["DS-NET-016"] * 6
    assert net.network.num_layers == 0 and not loop.boundary and not conditional.boundary
    for wrong in (3, None, "x"):
        with pytest.raises(TypeError):
            loop.add_recurrence(wrong)
    with pytest.raises((TypeError, ValueError)):
        loop.add_trip_limit(x, 7)
    with pytest.raises(TypeError):
        loop.add_iterator(x, 1.5)


def test_set_input_of_boundary_layers() -> None:
    net = Net()
    x = net.input("x", (2, 3))
    loop = counted(net, net.const(3))
    layer, following = recur(net, loop, x, x)
    output = loop.add_loop_output(following, CONCATENATE)
    iterator = loop.add_iterator(x)
    for target, index in ((layer, 2), (output, 2), (iterator, 1), (net.network.get_layer(1), 1)):
        count = target.num_inputs
        target.set_input(index, x)
        assert net.log.take() == ["DS-NET-022"] and target.num_inputs == count
    output.set_input(1, net.const(3))
    assert output.num_inputs == 2


def test_the_inside_of_a_loop_is_no_output() -> None:
    net = Net()
    x = net.input("x", (2, 3))
    loop = counted(net, net.const(3))
    layer, following = recur(net, loop, x, x)
    out = last(loop, layer)
    for tensor in (layer.get_output(0), following, net.elementwise(out, following)):
        net.network.mark_output(tensor)
        assert net.log.take() == ["DS-NET-019"] and net.network.num_outputs == 0
    net.output(out)
    assert net.plan() is not None


def test_cycles_are_told_layer_by_layer() -> None:
    net = Net()
    first = net.network.add_elementwise(net.input("x", (2,)), net.input("y", (2,)), trt.ElementWiseOperation.SUM)
    second = net.network.add_identity(first.get_output(0))
    first.name, second.name = "adds", "copies"
    third = net.network.add_identity(second.get_output(0))
    third.name = "outside"
    net.output(third.get_output(0))
    first.set_input(1, second.get_output(0))
    assert net.refused() == "DS-EST-004"
    assert net.plan() is None
    text = next(msg for level, msg in net.log.records if level == trt.ILogger.ERROR)
    assert "adds -> copies -> adds" in text and "outside" not in text


@pytest.mark.parametrize(
    ("found", "put"),
    [
        (b'["Loop",', b'["IfConditional",'),
        (b'"regions":[[', b'"regions":[],"other":[['),
        (b'"recurrences":[[', b'"recurrences":[],"other":[['),
        (b'"recurrences":[[2,', b'"recurrences":[[0,'),
        (b'"region":0,"type":"TripLimit"', b'"region":null,"type":"TripLimit"'),
        (b'"type":"TripLimit"', b'"type":"Recurrence"'),
    ],
)
def test_plans_whose_loops_make_no_sense_are_refused(found: bytes, put: bytes) -> None:
    net = Net()
    loop = counted(net, net.const(3))
    x = net.input("x", (2, 3))
    layer, _ = recur(net, loop, x, x)
    net.output(last(loop, layer))
    data = bytes(net.plan())
    header_size = struct.unpack_from("<Q", data, 12)[0]
    header, arrays = data[20 : 20 + header_size], data[20 + header_size : -32]
    assert found in header
    for change in (header, header.replace(found, put)):
        sealed = data[:12] + struct.pack("<Q", len(change)) + change + arrays
        sealed += hashlib.sha256(sealed).digest()
        engine = trt.Runtime(net.log).deserialize_cuda_engine(sealed)
        assert (engine is not None) == (change is header)
    assert net.log.take() == ["DS-PY-007"]
