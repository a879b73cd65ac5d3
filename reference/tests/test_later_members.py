"""Members that TensorRT has from 10 on and that clients of 10 use whatever the network is."""

from __future__ import annotations

import dynshape_reference as trt
import numpy as np
import pytest
from reference_harness import Net


def net_of_10() -> Net:
    net = Net("10")
    net.output(net.relu(net.input("x", (2, 2))))
    return net


class Monitor(trt.IProgressMonitor):
    def __init__(self, last: int = 99, raises: bool = False) -> None:
        super().__init__()
        self.events: list[tuple[object, ...]] = []
        self.last, self.raises = last, raises

    def phase_start(self, phase_name, parent_phase, num_steps):
        self.events.append(("start", phase_name, parent_phase, num_steps))

    def step_complete(self, phase_name, step):
        self.events.append(("step", phase_name, step))
        if self.raises:
            raise RuntimeError("mine")
        return step < self.last

    def phase_finish(self, phase_name):
        self.events.append(("finish", phase_name))


@pytest.mark.parametrize("raises", [False, True])
def test_a_progress_monitor_hears_of_every_step(raises):
    net, monitor = net_of_10(), Monitor(raises=raises)
    assert net.config.progress_monitor is None
    net.config.progress_monitor = monitor
    assert net.builder.build_serialized_network(net.network, net.config)
    name = "Building engine"
    steps = [("step", name, step) for step in range(3)]
    assert monitor.events == [("start", name, None, 3), *steps, ("finish", name)]
    with pytest.raises(TypeError, match="IProgressMonitor or None"):
        net.config.progress_monitor = 3


def test_a_progress_monitor_can_end_the_build():
    net, monitor = net_of_10(), Monitor(last=1)
    net.config.progress_monitor = monitor
    assert net.builder.build_serialized_network(net.network, net.config) is None and net.log.take() == ["API"]
    assert [event[0] for event in monitor.events] == ["start", "step", "step", "finish"]


class Reader(trt.IStreamReader):
    def __init__(self, data: bytes, most: int) -> None:
        trt.IStreamReader.__init__(self)
        self.data, self.most = data, most

    def read(self, size):
        size = min(size, self.most)
        piece, self.data = self.data[:size], self.data[size:]
        return piece


@pytest.mark.parametrize("most", [7, 1 << 30])
def test_a_plan_can_be_read_in_pieces(most):
    net = net_of_10()
    plan = net.builder.build_serialized_network(net.network, net.config)
    runtime = trt.Runtime(net.log)
    assert bytes(runtime.deserialize_cuda_engine(Reader(plan, most)).serialize()) == plan
    assert runtime.deserialize_cuda_engine(Reader(plan[:-1], most)) is None


def test_debug_tensors_are_left_out_and_say_so():
    net = net_of_10()
    with pytest.raises(NotImplementedError, match="mark the tensor as an output"):
        net.network.mark_debug(net.network.get_input(0))
    engine = net.engine()
    context = engine.create_execution_context()
    assert not engine.is_debug_tensor("x") and not context.get_debug_state("x")
    assert context.set_all_tensors_debug_state(True) and net.log.take() == []
    assert not context.set_tensor_debug_state("x", True) and net.log.take() == ["API"]
    listener = trt.IDebugListener()
    assert context.set_debug_listener(listener) and context.get_debug_listener() is listener
    with pytest.raises(TypeError):
        context.set_debug_listener(print)


def test_no_weights_are_streamed():
    engine = net_of_10().engine()
    assert engine.streamable_weights_size == engine.weight_streaming_scratch_memory_size == 0
    engine.weight_streaming_budget_v2 = engine.get_weight_streaming_automatic_budget()
    assert engine.weight_streaming_budget_v2 == engine.minimum_weight_streaming_budget == 0


def test_types_without_arithmetic_are_names():
    net = net_of_10()
    sizes = [dtype.itemsize for dtype in (trt.bfloat16, trt.fp8, trt.int4, trt.fp4)]
    assert sizes == [2, 1, 0.5, 0.5]
    for dtype in (trt.bfloat16, trt.fp8, trt.int4, trt.fp4):
        assert net.network.add_input("y", dtype, (1,)) is None and net.log.take() == ["DS-NET-016"]
        with pytest.raises(TypeError, match="equivalent numpy datatype"):
            trt.nptype(dtype)


def test_len_of_an_engine_is_a_type_error_from_10_on():
    engine = net_of_10().engine()
    with pytest.raises(TypeError, match="num_io_tensors"):
        len(engine)
    assert not hasattr(engine, "__len__") and list(engine) == ["x", engine.get_tensor_name(1)]


def test_output_types_of_quantization_are_arguments_from_10_on():
    for edition, takes in (("8.6", False), ("10", True)):
        net = Net(edition)
        x, scale = net.input("x", (1, 4)), net.const(0.5, np.float32)
        if not takes:
            with pytest.raises(TypeError, match="from edition 10 on"):
                net.network.add_quantize(x, scale, trt.int8)
            continue
        steps = net.network.add_quantize(x, scale, trt.int8).get_output(0)
        halves = net.network.add_dequantize(input=steps, scale=scale, output_type=trt.float16).get_output(0)
        assert (steps.dtype, halves.dtype) == (trt.int8, trt.float16)
        assert net.network.add_quantize(x, scale, trt.fp8) is None and net.log.take() == ["API"]
        assert net.network.add_dequantize(steps, scale, trt.bfloat16) is None and net.log.take() == ["API"]
        cast = net.network.add_cast(x, trt.bfloat16).get_output(0)
        with pytest.raises(ValueError):
            len(cast.shape)
        assert net.log.take() == ["DS-LAY-057"]


def test_profile_values_are_found_in_either_order_of_the_arguments():
    net = Net("10")
    size = net.input("size", (2,), trt.int64)
    net.output(net.reshape(net.input("x", (12,)), size))
    profile = net.builder.create_optimization_profile()
    profile.set_shape_input("size", [1, 1], [3, 4], [12, 12])
    net.config.add_optimization_profile(profile)
    engine = net.engine()
    want = [[1, 1], [3, 4], [12, 12]]
    assert engine.get_tensor_profile_values("size", 0) == engine.get_tensor_profile_values(0, "size") == want
    assert engine.get_tensor_profile_values(name=0, profile_index="size") == want
