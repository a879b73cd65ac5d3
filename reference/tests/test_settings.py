"""Settings of builder, configuration, runtime, network, context and tensors: kept, read back, refused if wrong."""

from __future__ import annotations

import dynshape_reference as trt
import numpy as np
import pytest
from reference_harness import Net


def net_with_output() -> Net:
    net = Net()
    net.output(net.relu(net.input("x", (2, 2))))
    return net


@pytest.mark.parametrize(
    ("name", "default", "value", "wrong"),
    [
        ("flags", 1 << int(trt.BuilderFlag.TF32), 3, 1 << 40),
        ("quantization_flags", 0, 1, 2),
        ("builder_optimization_level", 3, 5, 6),
        ("avg_timing_iterations", 1, 4, 0),
        ("min_timing_iterations", 1, 2, 0),
        ("max_aux_streams", -1, 2, -2),
        ("profile_stream", 0, 77, -1),
        ("DLA_core", -1, -1, 0),
    ],
)
def test_numbers_of_a_configuration(name, default, value, wrong):
    net = Net()
    assert getattr(net.config, name) == default
    setattr(net.config, name, value)
    assert getattr(net.config, name) == value and net.log.take() == []
    setattr(net.config, name, wrong)
    assert getattr(net.config, name) == value and net.log.take() == ["API"]
    with pytest.raises(TypeError):
        setattr(net.config, name, "many")
    net.config.reset()
    assert getattr(net.config, name) == default


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("engine_capability", trt.EngineCapability.SAFETY),
        ("profiling_verbosity", trt.ProfilingVerbosity.DETAILED),
        ("hardware_compatibility_level", trt.HardwareCompatibilityLevel.AMPERE_PLUS),
    ],
)
def test_choices_reach_the_engine_through_its_plan(name, value):
    net = net_with_output()
    setattr(net.config, name, value)
    engine = net.engine()
    assert getattr(engine, name) is value
    again = trt.Runtime(net.log).deserialize_cuda_engine(engine.serialize())
    assert getattr(again, name) is value and bytes(again.serialize()) == bytes(engine.serialize())


def test_flags_by_name():
    config = Net().config
    config.set_quantization_flag(trt.QuantizationFlag.CALIBRATE_BEFORE_FUSION)
    assert config.get_quantization_flag(trt.QuantizationFlag.CALIBRATE_BEFORE_FUSION)
    config.clear_quantization_flag(trt.QuantizationFlag.CALIBRATE_BEFORE_FUSION)
    assert config.quantization_flags == 0
    config.set_flag(trt.BuilderFlag.FP16)
    assert config.get_flag(trt.BuilderFlag.FP16) and config.flags & 1


def test_tactic_sources():
    net = Net()
    assert net.config.get_tactic_sources() == 0b11111
    assert net.config.set_tactic_sources(1 << int(trt.TacticSource.CUDNN))
    assert net.config.get_tactic_sources() == 4
    assert not net.config.set_tactic_sources(1 << 9)
    assert net.log.take() == ["API"] and net.config.get_tactic_sources() == 4


def test_layers_are_not_placed_on_a_dla():
    net = net_with_output()
    layer = net.network.get_layer(0)
    assert net.builder.num_DLA_cores == 0 and not net.config.can_run_on_DLA(layer)
    assert not net.config.is_device_type_set(layer)
    net.config.set_device_type(layer, trt.DeviceType.DLA)
    assert net.config.is_device_type_set(layer) and net.config.get_device_type(layer) == trt.DeviceType.DLA
    assert net.refused() == "DS-NET-018"
    net.config.reset_device_type(layer)
    assert net.config.get_device_type(layer) == trt.DeviceType.GPU and net.plan() is not None
    net.config.default_device_type = trt.DeviceType.DLA
    assert net.refused() == "DS-NET-018" and layer.name in net.log.records[-1][1].layer if net.log.records else True


def test_builder_and_runtime():
    net = Net()
    for owner in (net.builder, trt.Runtime(net.log)):
        assert owner.max_threads == 1 and owner.logger is net.log and owner.gpu_allocator is None
        owner.max_threads = 4
        assert owner.max_threads == 4
        owner.max_threads = 0
        assert owner.max_threads == 4 and net.log.take() == ["API"]
    net.builder.max_batch_size = 8
    net.builder.reset()
    assert (net.builder.max_threads, net.builder.max_batch_size) == (1, 1)
    runtime = trt.Runtime(net.log)
    runtime.temporary_directory, runtime.engine_host_code_allowed = "/somewhere", True
    runtime.tempfile_control_flags = 1 << int(trt.TempfileControlFlag.ALLOW_TEMPORARY_FILES)
    assert (runtime.temporary_directory, runtime.engine_host_code_allowed) == ("/somewhere", True)
    assert (runtime.tempfile_control_flags, runtime.DLA_core, runtime.num_DLA_cores) == (2, -1, 0)
    for facts in ("platform_has_tf32", "platform_has_fast_fp16", "platform_has_fast_int8"):
        assert getattr(net.builder, facts) is False


def test_settings_of_a_context():
    net = net_with_output()
    engine = net.engine()
    for context in (engine.create_execution_context(), engine.create_execution_context_without_device_memory()):
        assert (context.name, context.enqueue_emits_profile, context.debug_sync) == ("", True, False)
        context.name, context.debug_sync, context.device_memory = "mine", True, 4096
        context.nvtx_verbosity = trt.ProfilingVerbosity.DETAILED
        assert (context.name, context.debug_sync, context.device_memory) == ("mine", True, 4096)
        context.persistent_cache_limit = -1
        assert context.persistent_cache_limit == 0 and net.log.take() == ["API"]
        assert context.set_input_consumed_event(5) and context.get_input_consumed_event() == 5
        context.set_aux_streams([1, 2])
        assert net.log.take() == []
        context.set_aux_streams([1, 1])
        assert net.log.take() == ["API"]
        assert not context.execute(1, [0, 0]) and not context.execute_async(1, [0, 0], 0)
        assert net.log.take() == ["DS-NET-002"] * 2
        assert context.engine is engine and context.temporary_allocator is None
    assert (engine.tactic_sources, engine.num_aux_streams, engine.device_memory_size) == (0, 0, 0)


def test_tensors():
    net = Net()
    x = net.input("x", (2,))
    assert (x.allowed_formats, x.location, x.broadcast_across_batch) == (1, trt.TensorLocation.DEVICE, False)
    x.location, x.broadcast_across_batch = trt.TensorLocation.HOST, True
    assert (x.location, x.broadcast_across_batch) == (trt.TensorLocation.HOST, True)
    x.dynamic_range = (-1, 2)
    assert x.dynamic_range == (-1.0, 2.0)
    with pytest.raises(ValueError, match="exactly 2"):
        x.dynamic_range = (1,)
    with pytest.raises(ValueError, match="min <= 0 <= max"):
        x.dynamic_range = (1, 2)
    x.reset_dynamic_range()
    assert x.dynamic_range is None
    net.output(net.relu(x))
    x.allowed_formats = 1 << int(trt.TensorFormat.CHW32)
    assert net.refused() == "API"
    x.allowed_formats |= 1 << int(trt.TensorFormat.LINEAR)
    assert net.plan() is not None


def test_an_unused_input_can_be_removed():
    net = net_with_output()
    used, unused = net.network.get_input(0), net.input("unused", (-1,))
    net.network.remove_tensor(used)
    assert net.log.take() == ["API"] and net.network.num_inputs == 2
    net.network.remove_tensor(unused)
    assert net.network.num_inputs == 1 and net.plan() is not None
    assert net.input("unused", (1,)).name == "unused"


def test_metadata_of_a_layer_is_kept_in_the_plan():
    net = net_with_output()
    net.config.profiling_verbosity = trt.ProfilingVerbosity.DETAILED
    net.network.get_layer(0).metadata = "from node 7"
    inspector = net.engine().create_engine_inspector()
    assert '"Metadata": "from node 7"' in inspector.get_layer_information(0, trt.LayerInformationFormat.JSON)


def test_logger_severity_can_be_changed(capsys):
    logger = trt.Logger(trt.Logger.ERROR)
    logger.log(trt.Logger.WARNING, "quiet")
    logger.min_severity = trt.Logger.VERBOSE
    logger.log(trt.Logger.WARNING, "loud")
    assert capsys.readouterr().err == "[TRT] [W] loud\n" and logger.min_severity == trt.Logger.VERBOSE


def test_plan_is_a_buffer():
    plan = net_with_output().plan()
    assert plan.nbytes == len(plan) == np.frombuffer(plan, np.uint8).size and plan.dtype == trt.int8
