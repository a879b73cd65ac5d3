"""What the engine tells besides the log: error recorders, profilers, the inspector."""

from __future__ import annotations

import json

import dynshape_reference as trt
import numpy as np
import pytest
from reference_harness import Net, foo_net


class Recorder(trt.IErrorRecorder):
    def __init__(self) -> None:
        trt.IErrorRecorder.__init__(self)
        self.errors: list[tuple[trt.ErrorCodeTRT, str]] = []

    def num_errors(self):
        return len(self.errors)

    def get_error_code(self, index):
        return self.errors[index][0]

    def get_error_desc(self, index):
        return self.errors[index][1]

    def has_overflowed(self):
        return False

    def clear(self):
        self.errors.clear()

    def report_error(self, code, desc):
        self.errors.append((code, desc))
        return True


def test_errors_are_reported_to_the_recorder_and_the_log():
    net, recorder = Net(), Recorder()
    net.network.error_recorder = recorder
    assert net.network.error_recorder is recorder
    net.network.add_input("x", trt.float32, (-2,))
    assert recorder.get_error_code(0) == trt.ErrorCodeTRT.INVALID_ARGUMENT and recorder.num_errors() == 1
    assert recorder.get_error_desc(0).clause == "DS-NET-005" and net.log.take() == ["DS-NET-005"]
    net.network.error_recorder = None
    net.network.add_input("x", trt.float32, (-2,))
    assert recorder.num_errors() == 1


def test_a_recorder_counts_for_what_its_object_made():
    net, recorder, own = foo_net(), Recorder(), Recorder()
    runtime = trt.Runtime(net.log)
    engine = runtime.deserialize_cuda_engine(net.plan())
    context, other = engine.create_execution_context(), engine.create_execution_context()
    runtime.error_recorder = recorder
    assert context.error_recorder is None and not context.set_binding_shape(0, (1, 1, 1))
    assert [desc.clause for _, desc in recorder.errors] == ["DS-DIM-012"]
    other.error_recorder = own
    assert not other.set_binding_shape(0, (3, 100, 100))
    assert [desc.clause for _, desc in own.errors] == ["DS-DIM-002"] and recorder.num_errors() == 1
    net.builder.error_recorder = recorder
    net.network.add_input("foo", trt.float32, (1,))
    assert recorder.get_error_desc(1).clause == "DS-NET-016"


def test_descriptions_are_cut_and_keep_their_attributes():
    net, recorder = Net(), Recorder()
    net.network.error_recorder = recorder
    net.network.add_input("x" * 200, trt.float32, (-5,))
    desc = recorder.get_error_desc(0)
    assert len(desc) == recorder.MAX_DESC_LENGTH == 127 and (desc.axis, desc.value) == (0, -5)


def test_a_recorder_that_raises_changes_nothing():
    net = Net()
    net.network.error_recorder = trt.IErrorRecorder()
    assert net.network.add_input("x", trt.float32, (-2,)) is None and net.log.take() == ["DS-NET-005"]
    with pytest.raises(NotImplementedError, match="report_error"):
        trt.IErrorRecorder().report_error(trt.ErrorCodeTRT.SUCCESS, "")
    with pytest.raises(TypeError):
        net.network.error_recorder = "recorder"


class Times(trt.IProfiler):
    def __init__(self) -> None:
        trt.IProfiler.__init__(self)
        self.layers: list[str] = []

    def report_layer_time(self, layer_name, ms):
        assert ms >= 0
        self.layers.append(layer_name)


def profiled() -> tuple[trt.IExecutionContext, list[np.ndarray], Times]:
    net = Net()
    x = net.input("x", (4,))
    first, second = net.network.add_identity(x), None
    first.name = "first"
    second = net.network.add_activation(first.get_output(0), trt.ActivationType.RELU)
    second.name = "second"
    net.output(second.get_output(0))
    context, times = net.engine().create_execution_context(), Times()
    context.profiler = times
    return context, [np.ones(4, np.float32), np.zeros(4, np.float32)], times


def test_every_executed_layer_is_reported_in_order():
    context, buffers, times = profiled()
    for execute in (context.execute_v2, lambda row: context.execute_async_v2(row, 0)):
        assert execute(buffers) and times.layers == ["first", "second"]
        times.layers.clear()
    context.profiler = None
    assert context.execute_v2(buffers) and times.layers == []


def test_times_are_reported_on_demand():
    context, buffers, times = profiled()
    assert not context.report_to_profiler()
    context.enqueue_emits_profile = False
    for name, buffer in zip(("x", "out"), buffers, strict=True):
        assert context.set_tensor_address(name, buffer)
    assert context.execute_async_v3(0) and times.layers == []
    assert context.report_to_profiler() and times.layers == ["first", "second"]
    assert not context.report_to_profiler(), "nothing is left to report"
    assert context.execute_v2(buffers) and len(times.layers) == 4, "execute_v2 always reports"


def test_default_profiler_prints_and_a_faulty_one_is_ignored(capsys):
    context, buffers, _ = profiled()
    context.profiler = trt.Profiler()
    assert context.execute_v2(buffers)
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["first", "second"] and all(
        line.endswith("ms") for line in lines
    )
    context.profiler = trt.IProfiler()
    assert context.execute_v2(buffers)
    with pytest.raises(TypeError):
        context.profiler = print


ONELINE, JSON = trt.LayerInformationFormat.ONELINE, trt.LayerInformationFormat.JSON


def inspected(verbosity: trt.ProfilingVerbosity) -> tuple[Net, trt.ICudaEngine, trt.EngineInspector]:
    net = foo_net()
    net.network.get_layer(0).name = "relu"
    net.config.profiling_verbosity = verbosity
    engine = net.engine()
    return net, engine, engine.create_engine_inspector()


def test_inspector_tells_names():
    _, engine, inspector = inspected(trt.ProfilingVerbosity.LAYER_NAMES_ONLY)
    told = json.loads(inspector.get_engine_information(JSON))
    assert told == {"Layers": ["relu"], "Bindings": [engine[index] for index in range(4)]}
    assert inspector.get_layer_information(0, ONELINE) == "relu"
    assert inspector.get_engine_information(ONELINE).splitlines()[:2] == ["Layers:", "relu"]


def test_inspector_tells_details_and_the_dims_of_a_context():
    _, engine, inspector = inspected(trt.ProfilingVerbosity.DETAILED)
    told = json.loads(inspector.get_layer_information(0, JSON))
    assert (told["Name"], told["LayerType"]) == ("relu", "Activation")
    assert told["Inputs"][0]["Name"] == "foo" and told["Inputs"][0]["Dimensions"] == [3, -1, -1]
    assert told["Outputs"][0]["Dimensions"] == [3, -1, -1]
    context = engine.create_execution_context()
    assert context.set_binding_shape(0, (3, 150, 250))
    inspector.execution_context = context
    assert inspector.execution_context is context
    line = inspector.get_layer_information(0, ONELINE)
    assert line == "Layer(Activation): relu, foo(3,150,250) -> out(3,150,250)"


def test_inspector_tells_nothing_or_refuses():
    net, engine, inspector = inspected(trt.ProfilingVerbosity.NONE)
    assert inspector.get_layer_information(0, JSON) == ""
    assert json.loads(inspector.get_engine_information(JSON))["Layers"] == []
    assert inspector.get_layer_information(1, JSON) == "" and net.log.take() == ["API"]
    recorder = Recorder()
    inspector.error_recorder = recorder
    inspector.execution_context = foo_net().engine().create_execution_context()
    assert inspector.execution_context is None and recorder.num_errors() == 1
    assert engine.profiling_verbosity == trt.ProfilingVerbosity.NONE
