"""Outputs whose dims depend on data: what is not zero, output allocators, upper bounds."""

from __future__ import annotations

import dynshape_reference as trt
import numpy as np
import pytest
from reference_harness import Net
from selection_harness import Keeper, context_of

INT = trt.int32


def non_zero_net(edition: str = "8.6", dims=(-1, 3), consumer=None) -> Net:
    net = Net(edition)
    found = net.network.add_non_zero(net.input("x", dims)).get_output(0)
    net.output(consumer(net, found) if consumer else found)
    if -1 in dims:
        net.profile({"x": ((1, 3), (2, 3), (4, 3))})
    return net


X = np.array([[0, 5, 0], [7, 0, -1]], np.float32)


@pytest.mark.parametrize("edition", ["8.6", "10"])
def test_non_zero_with_an_allocator(edition):
    net = non_zero_net(edition)
    context = context_of(net, x=X)
    assert tuple(context.get_tensor_shape("out")) == (2, -1)
    assert context.infer_shapes() == []
    keeper = Keeper()
    assert context.set_output_allocator("out", keeper)
    assert context.get_output_allocator("out") is keeper
    assert context.execute_async_v3(0), net.log.records
    assert keeper.shapes == [(2, 3)]
    assert keeper.asked == [("out", 0, 24, 256)]
    assert keeper.array().tolist() == [[0, 1, 1], [1, 0, 2]]
    assert tuple(context.get_tensor_shape("out")) == (2, -1)
    context.set_tensor_address("x", np.zeros((2, 3), np.float32))
    assert context.execute_async_v3(0)
    assert keeper.shapes[-1] == (2, 0) and keeper.asked[-1][2] == 1
    assert context.set_output_allocator("out", None)
    assert context.get_output_allocator("out") is None


@pytest.mark.parametrize("dims", [(), (4,), (2, 3, 2), (0, 3)])
def test_non_zero_against_a_loop(dims):
    x = np.random.default_rng(3).integers(0, 2, dims).astype(np.float32)
    net = non_zero_net(dims=dims)
    context = context_of(net, x=x)
    keeper = Keeper()
    context.set_output_allocator("out", keeper)
    assert context.execute_async_v3(0), net.log.records
    places = [place for place in np.ndindex(*dims) if x[place] != 0]
    assert keeper.shapes == [(len(dims), len(places))]
    assert [tuple(column) for column in keeper.array().T] == places


def test_non_zero_without_an_allocator_needs_room_enough():
    net = non_zero_net()
    context = context_of(net, x=X)
    assert not context.execute_async_v3(0)
    assert net.log.take() == ["DS-EST-019"]
    room = np.full(12, 77, np.int32)
    context.set_tensor_address("out", room)
    assert context.execute_async_v3(0), net.log.records
    assert room.tolist() == [0, 1, 1, 1, 0, 2] + [77] * 6
    context.set_tensor_address("out", np.full(5, 77, np.int32))
    assert not context.execute_async_v3(0)
    assert net.log.take() == ["DS-PY-017"]
    assert context.execute_v2([X, room.ctypes.data])


def test_what_depends_on_what_is_found():
    def compress(net: Net, found: trt.ITensor) -> trt.ITensor:
        flat = net.reshape(found, (-1,))
        return net.network.add_gather(net.const([1.5, 2.5, 3.5], np.float32), flat, 0).get_output(0)

    net = non_zero_net(dims=(3,), consumer=compress)
    context = context_of(net, x=np.array([1, 0, 2], np.float32))
    assert tuple(context.get_tensor_shape("out")) == (-1,)
    keeper = Keeper()
    context.set_output_allocator("out", keeper)
    assert context.execute_async_v3(0), net.log.records
    assert keeper.array(np.float32).tolist() == [1.5, 3.5]
    assert context.get_max_output_size("out") == 3 * 4


def test_a_clash_that_shows_only_in_phase_2():
    def add(net: Net, found: trt.ITensor) -> trt.ITensor:
        return net.elementwise(found, net.const([[1, 2, 3]]))

    net = non_zero_net(dims=(3,), consumer=add)
    context = context_of(net, x=np.array([1, 0, 2], np.float32))
    context.set_tensor_address("out", np.zeros(3, np.int32))
    assert not context.execute_async_v3(0)
    assert net.log.last().clause == "DS-LAY-001"
    context.set_tensor_address("x", np.array([1, 4, 2], np.float32))
    assert context.execute_async_v3(0)


def test_the_shape_of_what_is_found():
    net = non_zero_net(consumer=lambda net, found: net.shape_of(found))
    context = context_of(net, x=X)
    result = np.zeros(2, np.int32)
    context.set_tensor_address("out", result)
    assert context.execute_async_v3(0), net.log.records
    assert result.tolist() == [2, 3]


@pytest.mark.parametrize("for_shapes", [False, True])
def test_what_is_wanted_for_its_dims_only_is_computed(for_shapes):
    net = Net()
    x = net.input("x", (3,))
    found = net.network.add_non_zero(x).get_output(0)
    shape = net.shape_of(net.reshape(net.identity(found), (-1,)))
    assert not found.is_execution_tensor
    net.output(net.elementwise(shape, net.const([10])), for_shapes=for_shapes)
    assert found.is_execution_tensor and x.is_execution_tensor and not found.is_shape_tensor
    context = context_of(net, x=np.array([1, 0, 2], np.float32))
    result = np.zeros(1, np.int32)
    context.set_tensor_address("out", result)
    assert context.execute_async_v3(0), net.log.records
    assert result.tolist() == [12]


def test_an_allocator_serves_any_output():
    net = Net()
    net.output(net.relu(net.input("x", (2, 3))))
    context = context_of(net, x=X)
    given = np.zeros(6, np.float32)
    context.set_tensor_address("out", given)
    keeper = Keeper(answer=given)
    context.set_output_allocator("out", keeper)
    assert context.execute_async_v3(0)
    assert keeper.asked == [("out", given.ctypes.data, 24, 256)] and keeper.shapes == [(2, 3)]
    assert given.tolist() == [0, 5, 0, 7, 0, 0]
    keeper.answer = 0
    assert context.execute_v2([X, given]), "allocators are for execute_async_v3"


class Failing(Keeper):
    def reallocate_output(self, tensor_name, memory, size, alignment):
        raise MemoryError("nothing left")


class Silent(trt.IOutputAllocator):
    pass


@pytest.mark.parametrize("allocator", [Keeper(answer=0), Keeper(answer="no address"), Failing(), Silent()])
def test_allocators_that_give_nothing(allocator):
    net = non_zero_net()
    context = context_of(net, x=X)
    room = np.full(12, 77, np.int32)
    context.set_tensor_address("out", room)
    context.set_output_allocator("out", allocator)
    assert not context.execute_async_v3(0)
    assert net.log.take() == ["DS-EST-019"]
    assert (room == 77).all()


def test_allocators_are_for_outputs():
    net = non_zero_net()
    context = context_of(net, x=X)
    for name in ("x", "nobody"):
        assert not context.set_output_allocator(name, Keeper())
        assert context.get_output_allocator(name) is None
        assert context.get_max_output_size(name) == -1
    assert net.log.take() == ["DS-BIND-023"] * 6
    with pytest.raises(TypeError):
        context.set_output_allocator("out", object())
    old = Net("8.4")
    old.output(old.relu(old.input("x", (2,))))
    with pytest.raises(AttributeError):
        old.engine().create_execution_context().set_output_allocator("out", Keeper())


def test_greatest_sizes():
    context = non_zero_net().engine().create_execution_context()
    assert context.get_max_output_size("out") == -1, "dims are missing"
    context.set_input_shape("x", (4, 3))
    assert context.get_max_output_size("out") == 2 * 12 * 4
    net = Net()
    net.output(net.relu(net.input("x", (2, 3))))
    assert net.engine().create_execution_context().get_max_output_size("out") == 24


def test_greatest_size_that_can_not_be_told():
    net = non_zero_net(dims=(3,), consumer=lambda net, found: net.reshape(net.shape_of(found), (2,)))
    assert context_of(net).get_max_output_size("out") == 8
    spread = non_zero_net(dims=(3,), consumer=lambda net, found: filled(net, found))
    assert context_of(spread).get_max_output_size("out") == 3 * 4


def filled(net: Net, found: trt.ITensor) -> trt.ITensor:
    layer = net.network.add_fill((1,), trt.FillOperation.RANDOM_UNIFORM)
    layer.set_input(0, net.slice(net.shape_of(found), (1,), (1,), (1,)))
    return layer.get_output(0)


def test_dims_from_a_computed_k():
    net = Net()
    total = net.network.add_reduce(net.input("n", (2,)), trt.ReduceOperation.SUM, 1, False).get_output(0)
    wanted = net.network.add_cast(total, INT).get_output(0)
    chosen = net.network.add_scatter(
        net.const([0]), net.const([[0]]), net.reshape(wanted, (1,)), trt.ScatterMode.ND
    ).get_output(0)
    layer = net.network.add_topk(net.input("x", (1, 5)), trt.TopKOperation.MAX, 1, 2)
    layer.set_input(1, net.reshape(chosen, ()))
    net.output(layer.get_output(0))
    x = np.array([[3, 1, 4, 1, 5]], np.float32)
    context = context_of(net, n=np.array([1, 2], np.float32), x=x)
    assert tuple(context.get_tensor_shape("out")) == (1, -1)
    keeper = Keeper()
    context.set_output_allocator("out", keeper)
    assert context.execute_async_v3(0), net.log.records
    assert keeper.array(np.float32).tolist() == [[5, 4, 3]]
    context.set_tensor_address("n", np.array([3, 3], np.float32))
    assert not context.execute_async_v3(0)
    assert net.log.last().clause == "DS-LAY-060"
