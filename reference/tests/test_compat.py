"""Client code as people write it against TensorRT's Python API, unchanged on this engine."""

from __future__ import annotations

import warnings
from collections import OrderedDict
from dataclasses import dataclass

import dynshape_reference as trt
import numpy as np
import pytest

TRT_LOGGER = trt.Logger(trt.Logger.ERROR)
EXPLICIT_BATCH = 1 << (int)(trt.NetworkDefinitionCreationFlag.EXPLICIT_BATCH)


@pytest.fixture(autouse=True)
def edition_of_the_client(monkeypatch):
    monkeypatch.setenv("DYNSHAPE_EDITION", "8.6")


def build_mlp() -> bytes:
    """The sample that builds a small classifier, in the style of 8.x."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        with trt.Builder(TRT_LOGGER) as builder, builder.create_network(EXPLICIT_BATCH) as network:
            config = builder.create_builder_config()
            config.max_workspace_size = 1 << 30
            config.set_memory_pool_limit(trt.MemoryPoolType.WORKSPACE, 1 << 30)
            if builder.platform_has_fast_fp16:
                config.set_flag(trt.BuilderFlag.FP16)
            data = network.add_input(name="data", dtype=trt.float32, shape=(-1, 4))
            kernel = network.add_constant((4, 3), trt.Weights(np.ones((4, 3), dtype=np.float32)))
            product = network.add_matrix_multiply(
                data, trt.MatrixOperation.NONE, kernel.get_output(0), trt.MatrixOperation.NONE
            )
            relu = network.add_activation(input=product.get_output(0), type=trt.ActivationType.RELU)
            relu.name = "relu"
            relu.get_output(0).name = "prob"
            network.mark_output(tensor=relu.get_output(0))
            profile = builder.create_optimization_profile()
            profile.set_shape("data", min=(1, 4), opt=(2, 4), max=(8, 4))
            config.add_optimization_profile(profile)
            plan = builder.build_serialized_network(network, config)
    assert plan is not None
    return plan


def test_engine_through_a_file(tmp_path):
    path = tmp_path / "model.engine"
    with open(path, "wb") as f:  # noqa: PTH123 - as clients write it
        f.write(build_mlp())
    with open(path, "rb") as f, pytest.warns(DeprecationWarning), trt.Runtime(TRT_LOGGER) as runtime:  # noqa: PTH123
        engine = runtime.deserialize_cuda_engine(f.read())
    assert engine is not None and engine.num_bindings == 2


@dataclass
class HostDeviceMem:
    """What the samples allocate for a binding."""

    host: np.ndarray
    device: int


def allocate_buffers(engine, context):
    inputs, outputs, bindings = [], [], []
    for binding in engine:
        index = engine.get_binding_index(binding)
        size = trt.volume(context.get_binding_shape(index))
        dtype = trt.nptype(engine.get_binding_dtype(binding))
        host = np.empty(size, dtype)
        memory = HostDeviceMem(host, host.ctypes.data)
        bindings.append(int(memory.device))
        (inputs if engine.binding_is_input(binding) else outputs).append(memory)
    return inputs, outputs, bindings


@pytest.mark.parametrize("asynchronous", [False, True])
def test_sample_common_inference(asynchronous):
    engine = trt.Runtime(TRT_LOGGER).deserialize_cuda_engine(build_mlp())
    with pytest.warns(DeprecationWarning), engine.create_execution_context() as context:
        batch = np.arange(12, dtype=np.float32).reshape(3, 4) - 6
        assert context.set_binding_shape(0, batch.shape)
        assert context.all_binding_shapes_specified
        inputs, outputs, bindings = allocate_buffers(engine, context)
        np.copyto(inputs[0].host, batch.ravel())
        if asynchronous:
            assert context.execute_async_v2(bindings=bindings, stream_handle=0)
        else:
            assert context.execute_v2(bindings=bindings)
        result = outputs[0].host.reshape(tuple(context.get_binding_shape(1)))
    np.testing.assert_array_equal(result, np.maximum(batch @ np.ones((4, 3), np.float32), 0))


def test_bindings_by_position_and_static_size():
    engine = trt.Runtime(TRT_LOGGER).deserialize_cuda_engine(build_mlp())
    assert [engine[i] for i in range(engine.num_bindings)] == ["data", "prob"]
    assert abs(trt.volume(engine.get_binding_shape(engine[0]))) * engine.max_batch_size == 4
    assert tuple(engine.get_binding_shape(0))[1:] == (4,) and list(engine.get_binding_shape("prob")) == [-1, 3]
    shape = engine.get_binding_shape(0)
    shape = (5, *shape[1:])
    assert shape == (5, 4) and -1 not in shape


class Runner:
    """A runner by tensor names, as tools for 8.5 and later have it."""

    def __init__(self, engine):
        self.engine = engine
        self.context = engine.create_execution_context()
        assert self.context

    def inputs(self):
        engine = self.engine
        names = [engine.get_tensor_name(i) for i in range(engine.num_io_tensors)]
        return [name for name in names if engine.get_tensor_mode(name) == trt.TensorIOMode.INPUT]

    def infer(self, feed: dict[str, np.ndarray]) -> OrderedDict[str, np.ndarray]:
        engine, context = self.engine, self.context
        if context.active_optimization_profile != 0 and not context.set_optimization_profile_async(0, 0):
            raise RuntimeError("profile")
        for name in self.inputs():
            array = np.ascontiguousarray(feed[name])
            assert array.dtype == trt.nptype(engine.get_tensor_dtype(name))
            if not context.set_input_shape(name, array.shape):
                raise RuntimeError(name)
            feed[name] = array
            assert context.set_tensor_address(name, array.ctypes.data)
        if missing := context.infer_shapes():
            raise RuntimeError(missing)
        results = OrderedDict()
        for i in range(engine.num_io_tensors):
            name = engine.get_tensor_name(i)
            if engine.get_tensor_mode(name) == trt.TensorIOMode.OUTPUT:
                shape = context.get_tensor_shape(name)
                results[name] = np.empty(tuple(shape), trt.nptype(engine.get_tensor_dtype(name)))
                context.set_tensor_address(name, results[name].ctypes.data)
        if not context.execute_async_v3(stream_handle=0):
            raise RuntimeError("execution")
        return results


@pytest.mark.parametrize("edition", ["8.6", "10"])
def test_runner_by_names(edition, monkeypatch):
    monkeypatch.setenv("DYNSHAPE_EDITION", edition)
    builder = trt.Builder(TRT_LOGGER)
    network = builder.create_network(EXPLICIT_BATCH)
    x = network.add_input("x", trt.float32, (-1, 3))
    y = network.add_unary(x, trt.UnaryOperation.NEG).get_output(0)
    y.name = "y"
    network.mark_output(y)
    config = builder.create_builder_config()
    profile = builder.create_optimization_profile()
    profile.set_shape("x", (1, 3), (4, 3), (16, 3))
    assert config.add_optimization_profile(profile) == 0
    runner = Runner(trt.Runtime(TRT_LOGGER).deserialize_cuda_engine(builder.build_serialized_network(network, config)))
    for batch in (1, 7, 16):
        x_value = np.random.default_rng(batch).normal(size=(batch, 3)).astype(np.float32)
        np.testing.assert_array_equal(runner.infer({"x": x_value})["y"], -x_value)
    with pytest.raises(RuntimeError):
        runner.infer({"x": np.zeros((17, 3), np.float32)})


def test_two_profiles_with_one_context_each():
    builder = trt.Builder(TRT_LOGGER)
    network = builder.create_network(EXPLICIT_BATCH)
    layer = network.add_identity(network.add_input("in", trt.float32, [-1, 2]))
    network.mark_output(layer.get_output(0))
    config = builder.create_builder_config()
    for low, best, high in ((1, 1, 1), (2, 8, 32)):
        profile = builder.create_optimization_profile()
        profile.set_shape("in", (low, 2), (best, 2), (high, 2))
        config.add_optimization_profile(profile)
    engine = builder.build_engine(network, config)
    contexts = [engine.create_execution_context() for _ in range(engine.num_optimization_profiles)]
    per_profile = engine.num_bindings // engine.num_optimization_profiles
    for index, context in enumerate(contexts):
        if index:
            context.active_optimization_profile = index
        low, best, high = engine.get_profile_shape(index, index * per_profile)
        x, y = np.full(tuple(high), index, np.float32), np.zeros(tuple(high), np.float32)
        context.set_binding_shape(index * per_profile, high)
        assert tuple(context.get_binding_shape(index * per_profile + 1)) == tuple(high) >= tuple(best) >= tuple(low)
        pointers = [0] * per_profile * index + [x.ctypes.data, y.ctypes.data] + [0] * per_profile * (1 - index)
        assert context.execute_v2(pointers) and (x == y).all()


def test_reshape_like_another_tensor():
    builder = trt.Builder(TRT_LOGGER)
    network = builder.create_network(EXPLICIT_BATCH)
    x, y = (network.add_input(name, trt.float32, (-1, -1)) for name in "xy")
    reshape = network.add_shuffle(y)
    reshape.set_input(1, network.add_shape(x).get_output(0))
    network.mark_output(reshape.get_output(0))
    assert reshape.get_output(0).shape == (-1, -1) and reshape.get_input(1).is_shape_tensor


def test_walking_over_a_network():
    builder = trt.Builder(TRT_LOGGER)
    network = builder.create_network(EXPLICIT_BATCH)
    x = network.add_input("x", trt.float32, (2, 3))
    for _ in range(3):
        x = network.add_activation(x, trt.ActivationType.TANH).get_output(0)
    network.mark_output(x)
    assert len(network) == network.num_layers == 3
    assert [layer.type for layer in network] == [trt.LayerType.ACTIVATION] * 3
    for layer in (network.get_layer(i) for i in range(network.num_layers)):
        for j in range(layer.num_outputs):
            assert layer.get_output(j).shape == (2, 3)
        layer.precision = trt.float32
        assert layer.precision_is_set
    assert [network.get_output(i).name for i in range(network.num_outputs)] == [x.name]
    assert network[0].get_input(0).name == "x" and x.is_network_output and not x.is_network_input


def test_texts_of_enumerations():
    assert (
        str(trt.float32) == "DataType.FLOAT"
        and str(trt.int32) == "DataType.INT32"
        and repr(trt.bool) == "<DataType.BOOL: 4>"
    )
    assert f"{trt.ElementWiseOperation.SUM}" == "ElementWiseOperation.SUM"
    assert trt.float32 == trt.DataType.FLOAT and trt.float32.name == "FLOAT" and trt.float32.itemsize == 4
    assert {trt.float32: 1}[trt.DataType.FLOAT] == 1


def test_types_to_numpy_and_back():
    for dtype, numpy_type in (
        (trt.float32, np.float32),
        (trt.float16, np.float16),
        (trt.int8, np.int8),
        (trt.int32, np.int32),
        (trt.bool, np.bool_),
    ):
        assert trt.nptype(dtype) == numpy_type
    with pytest.raises(TypeError):
        trt.nptype(trt.fp8)
    assert trt.volume((2, 3, 4)) == 24 and trt.volume(()) == 1


def test_logger_severities_and_own_loggers(capsys):
    assert trt.Logger.WARNING == trt.Logger.Severity.WARNING == trt.ILogger.Severity.WARNING
    logger = trt.Logger()
    assert logger.min_severity == trt.Logger.WARNING
    logger.log(trt.Logger.INFO, "quiet")
    logger.log(trt.Logger.ERROR, "loud")
    assert capsys.readouterr().err == "[TRT] [E] loud\n"

    class MyLogger(trt.ILogger):
        def __init__(self):
            trt.ILogger.__init__(self)
            self.texts = []

        def log(self, severity, msg):
            if severity <= trt.Logger.Severity.ERROR:
                self.texts.append(msg)

    mine = MyLogger()
    network = trt.Builder(mine).create_network(EXPLICIT_BATCH)
    assert network.add_input("x", trt.float32, (-3,)) is None
    assert isinstance(mine.texts[0], str) and mine.texts[0].clause == "DS-NET-005"
    with pytest.raises(TypeError):
        trt.Builder("no logger")


def test_plan_is_bytes_to_every_reader():
    plan = build_mlp()
    assert plan.nbytes == len(plan) == len(bytes(plan)) == memoryview(plan).nbytes == np.frombuffer(plan, np.uint8).size


def test_flags_of_a_configuration():
    config = trt.Builder(TRT_LOGGER).create_builder_config()
    config.set_flag(trt.BuilderFlag.FP16)
    assert config.get_flag(trt.BuilderFlag.FP16) and config.flags & 1 << int(trt.BuilderFlag.FP16)
    config.clear_flag(trt.BuilderFlag.FP16)
    assert not config.get_flag(trt.BuilderFlag.FP16) and config.get_flag(trt.BuilderFlag.TF32)
    config.flags = 1 << int(trt.BuilderFlag.INT8) | 1 << int(trt.BuilderFlag.FP16)
    assert config.get_flag(trt.BuilderFlag.INT8)
    config.max_workspace_size = 1 << 28
    assert config.get_memory_pool_limit(trt.MemoryPoolType.WORKSPACE) == config.max_workspace_size == 1 << 28
    config.reset()
    assert config.num_optimization_profiles == 0


def test_plugins_may_be_initialized():
    assert trt.init_libnvinfer_plugins(TRT_LOGGER, namespace="") is True


def test_loggers_in_with_statements_and_destructors_called_by_hand():
    with pytest.warns(DeprecationWarning), trt.Logger(trt.Logger.ERROR) as logger, trt.Runtime(logger) as runtime:
        engine = runtime.deserialize_cuda_engine(build_mlp())
    context = engine.create_execution_context()
    context.__del__()
    engine.__del__()
    assert context.set_input_shape("data", (2, 4)) and engine.num_bindings == 2
