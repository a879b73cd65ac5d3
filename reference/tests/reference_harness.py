"""What the tests of the reference engine share: a logger that keeps records, and networks in few lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dynshape_reference as trt
import numpy as np

EXPLICIT = 1 << int(trt.NetworkDefinitionCreationFlag.EXPLICIT_BATCH)
EDITIONS = ("8.4", "8.6", "10")

Range = tuple[Sequence[int], Sequence[int], Sequence[int]]


class Recorder(trt.ILogger):
    """Keeps all records."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[tuple[trt.ILogger.Severity, trt.LogText]] = []

    def log(self, severity: Any, msg: Any) -> None:
        self.records.append((severity, msg))

    def take(self, severity: Any = trt.ILogger.ERROR) -> list[str]:
        """The clauses of the records of one severity since the last call; all records are dropped."""
        clauses = [msg.clause for level, msg in self.records if level == severity]
        self.records.clear()
        return clauses

    def last(self) -> trt.LogText:
        """The last ERROR record."""
        return [msg for level, msg in self.records if level == trt.ILogger.ERROR][-1]


class Net:
    """A network with its builder, configuration and log."""

    def __init__(self, edition: str = "8.6") -> None:
        self.log = Recorder()
        self.builder = trt.Builder(self.log, edition)
        self.network = self.builder.create_network(EXPLICIT)
        self.config = self.builder.create_builder_config()

    def input(self, name: str, dims: Sequence[int], dtype: trt.DataType = trt.float32) -> trt.ITensor:
        tensor = self.network.add_input(name, dtype, dims)
        assert tensor is not None
        return tensor

    def const(self, value: Any, dtype: Any = np.int32) -> trt.ITensor:
        array = np.array(value, dtype)
        return self.network.add_constant(array.shape, array).get_output(0)

    def shape_of(self, tensor: trt.ITensor) -> trt.ITensor:
        return self.network.add_shape(tensor).get_output(0)

    def elementwise(self, a: trt.ITensor, b: trt.ITensor, op: str = "SUM") -> trt.ITensor:
        return self.network.add_elementwise(a, b, getattr(trt.ElementWiseOperation, op)).get_output(0)

    def concat(self, *tensors: trt.ITensor, axis: int = 0) -> trt.ITensor:
        layer = self.network.add_concatenation(tensors)
        layer.axis = axis
        return layer.get_output(0)

    def slice(self, x: trt.ITensor, start: Sequence[int], size: Sequence[int], stride: Sequence[int]) -> trt.ITensor:
        return self.network.add_slice(x, start, size, stride).get_output(0)

    def identity(self, x: trt.ITensor, dtype: trt.DataType | None = None) -> trt.ITensor:
        layer = self.network.add_identity(x)
        if dtype is not None:
            layer.set_output_type(0, dtype)
        return layer.get_output(0)

    def reshape(self, x: trt.ITensor, dims: trt.ITensor | Sequence[int]) -> trt.ITensor:
        layer = self.network.add_shuffle(x)
        if isinstance(dims, trt.ITensor):
            layer.set_input(1, dims)
        else:
            layer.reshape_dims = dims
        return layer.get_output(0)

    def relu(self, x: trt.ITensor) -> trt.ITensor:
        return self.network.add_activation(x, trt.ActivationType.RELU).get_output(0)

    def output(self, x: trt.ITensor, name: str = "out", for_shapes: bool = False) -> trt.ITensor:
        x.name = name
        if for_shapes:
            assert self.network.mark_output_for_shapes(x)
        else:
            self.network.mark_output(x)
        return x

    def profile(self, dims: Mapping[str, Range] | None = None, values: Mapping[str, Range] | None = None) -> int:
        profile = self.builder.create_optimization_profile()
        for name, three in (dims or {}).items():
            profile.set_shape(name, *three)
        for name, three in (values or {}).items():
            profile.set_shape_input(name, *three)
        return self.config.add_optimization_profile(profile)

    def plan(self) -> Any:
        return self.builder.build_serialized_network(self.network, self.config)

    def engine(self) -> trt.ICudaEngine:
        plan = self.plan()
        assert plan is not None, self.log.records
        engine = trt.Runtime(self.log).deserialize_cuda_engine(plan)
        assert engine is not None, self.log.records
        return engine

    def refused(self) -> str:
        """The clause for which the build is refused; the build must be."""
        self.log.records.clear()
        assert self.plan() is None
        return self.log.take()[0]


def run(net: Net, inputs: Mapping[str, np.ndarray[Any, Any]], values: Mapping[str, Sequence[int]] | None = None) -> Any:
    """Build, set, execute; the array of the output, or of the outputs by name if there are several."""
    engine = net.engine()
    context = engine.create_execution_context()
    for name, array in inputs.items():
        assert context.set_binding_shape(engine[name], array.shape), net.log.records
    for name, numbers in (values or {}).items():
        assert context.set_shape_input(engine[name], numbers), net.log.records
    buffers: list[Any] = []
    outputs = {}
    for index, name in enumerate(engine):
        if engine.binding_is_input(index):
            buffers.append(np.ascontiguousarray(inputs[name]) if name in inputs else None)
        else:
            dims = tuple(context.get_binding_shape(index))
            outputs[name] = np.full(dims, 77, trt.nptype(engine.get_binding_dtype(index)))
            buffers.append(outputs[name])
    assert context.execute_v2(buffers), net.log.records
    return outputs if len(outputs) > 1 else next(iter(outputs.values()))


def foo_net(edition: str = "8.6") -> Net:
    """The chapter's example: foo (3,-1,-1) under its two profiles; the output is relu(foo)."""
    net = Net(edition)
    net.output(net.relu(net.input("foo", (3, -1, -1))))
    assert net.profile({"foo": ((3, 100, 200), (3, 150, 250), (3, 200, 300))}) == 0
    assert net.profile({"foo": ((3, 200, 100), (3, 250, 250), (3, 300, 400))}) == 1
    return net
