"""One measurement in this process: ``measure.py MODULE NAME SIZE`` prints seconds by step, as JSON.

MODULE is ``dynshape_reference`` or ``tensorrt_rtx``. Both offer the API of TensorRT 10, so they run
the same lines; steps that need an engine are the reference's alone, as TensorRT-RTX has no engine
without a GPU. The driver is `scaling.py`.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from typing import Any

import numpy as np

PROFILE = ((1, 1), (20, 30), (200, 300))
FEW_EXTENTS, OTHER_EXTENTS = (20, 30), (40, 50)


class Watch:
    """Seconds from one step to the next."""

    def __init__(self) -> None:
        """It runs from now on."""
        self.steps: dict[str, float] = {}
        self._since = time.perf_counter()

    def step(self, name: str) -> None:
        """The time since the last step was that of ``name``."""
        now = time.perf_counter()
        self.steps[name] = now - self._since
        self._since = time.perf_counter()


class Session:
    """A builder with one network."""

    def __init__(self, module: str) -> None:
        """``module`` is imported here, outside of what is timed."""
        self.trt = importlib.import_module(module)
        self.is_reference = module == "dynshape_reference"
        self.logger = self.trt.Logger(self.trt.Logger.ERROR)
        self.builder = self.trt.Builder(self.logger)
        # Before edition 10 run-time dims need the flag EXPLICIT_BATCH; later bit 0 says nothing or the same.
        self.network = self.builder.create_network(1 if getattr(self.builder, "edition", None) else 0)
        self.config = self.builder.create_builder_config()
        self._kept: list[Any] = []

    def constant(self, values: Any, dtype: Any) -> Any:
        """A constant tensor."""
        array = np.array(values, dtype)
        self._kept.append(array)
        return self.network.add_constant(array.shape, self.trt.Weights(array)).get_output(0)

    def binary(self, left: Any, right: Any, op: str) -> Any:
        """The output of an elementwise layer."""
        return self.network.add_elementwise(left, right, getattr(self.trt.ElementWiseOperation, op)).get_output(0)

    def mark(self, tensor: Any) -> Any:
        """Make ``tensor`` the network's output ``out``."""
        tensor.name = "out"
        self.network.mark_output(tensor)
        return tensor

    def add_profile(self, **ranges: Any) -> None:
        """A profile of dims."""
        profile = self.builder.create_optimization_profile()
        for name, three in ranges.items():
            profile.set_shape(name, *three)
        self.config.add_optimization_profile(profile)

    def build(self) -> Any:
        """The plan; a build that fails is no measurement."""
        plan = self.builder.build_serialized_network(self.network, self.config)
        if plan is None:
            raise SystemExit("the build failed")
        return plan


def sum_chain(session: Session, size: int) -> Watch:
    """Sums on the shape of x, the even ones undoing the odd ones, that x is reshaped to; up to the build and on."""
    trt, network = session.trt, session.network
    watch = Watch()
    x = network.add_input("x", trt.float32, (-1, -1))
    extents = network.add_shape(x).get_output(0)
    steps = session.constant([1, 2], np.int64), session.constant([-1, -2], np.int64)
    for index in range(size):
        extents = session.binary(extents, steps[index % 2], "SUM")
    layer = network.add_shuffle(x)
    layer.set_input(1, extents)
    out = session.mark(layer.get_output(0))
    session.add_profile(x=PROFILE)
    watch.step("define")
    assert extents.is_shape_tensor
    watch.step("flag")
    assert tuple(out.shape) == (-1, -1)
    watch.step("dims")
    plan = session.build()
    watch.step("build")
    if session.is_reference:
        engine = trt.Runtime(session.logger).deserialize_cuda_engine(plan)
        watch.step("deserialize")
        context = engine.create_execution_context()
        context.set_input_shape("x", FEW_EXTENTS)
        assert tuple(context.get_tensor_shape("out")) == FEW_EXTENTS
        watch.step("set and query")
        context.set_input_shape("x", OTHER_EXTENTS)
        assert tuple(context.get_tensor_shape("out")) == OTHER_EXTENTS
        watch.step("again")
    return watch


def prod_chain(session: Session, size: int) -> Watch:
    """Products and quotients in turn on the shape of x, the dims of a random tensor."""
    trt, network = session.trt, session.network
    watch = Watch()
    extents = network.add_shape(network.add_input("x", trt.float32, (-1, -1))).get_output(0)
    for index in range(size):
        operand = session.constant([2 + index % 3] * 2, np.int64)
        extents = session.binary(extents, operand, "DIV" if index % 2 else "PROD")
    layer = network.add_fill((1, 1), trt.FillOperation.RANDOM_UNIFORM, trt.float32)
    layer.set_input(0, extents)
    layer.alpha, layer.beta = 0.0, 1.0
    out = session.mark(layer.get_output(0))
    session.add_profile(x=PROFILE)
    watch.step("define")
    assert tuple(out.shape) == (-1, -1)
    watch.step("dims")
    session.build()
    watch.step("build")
    return watch


def flags(session: Session, size: int) -> Watch:
    """The chain of sums, and after each addition the flag of what was added."""
    trt, network = session.trt, session.network
    extents = network.add_shape(network.add_input("x", trt.float32, (-1, -1))).get_output(0)
    one = session.constant([1, 2], np.int64)
    watch = Watch()
    for _ in range(size):
        extents = session.binary(extents, one, "SUM")
        assert not extents.is_shape_tensor
    watch.step("add and ask")
    return watch


def shape_input(session: Session, size: int) -> Watch:
    """A shape input of ``size`` elements, the sum of which is the size of a slice."""
    trt, network = session.trt, session.network
    # Before edition 10 shape tensors at the boundary are Int32.
    wide = not session.is_reference or session.builder.edition.has_int64
    watch = Watch()
    values = network.add_input("values", trt.int64 if wide else trt.int32, (size,))
    x = network.add_input("x", trt.float32, (8 * size,))
    layer = network.add_slice(x, (0,), (1,), (1,))
    layer.set_input(2, network.add_reduce(values, trt.ReduceOperation.SUM, 1, True).get_output(0))
    session.mark(layer.get_output(0))
    profile = session.builder.create_optimization_profile()
    profile.set_shape_input("values", [1] * size, [3] * size, [7] * size)
    session.config.add_optimization_profile(profile)
    watch.step("define")
    session.build()
    watch.step("build")
    return watch


def profiles(session: Session, size: int) -> Watch:
    """A small network with ``size`` profiles."""
    trt, network = session.trt, session.network
    watch = Watch()
    foo = network.add_input("foo", trt.float32, (3, -1, -1))
    session.mark(network.add_activation(foo, trt.ActivationType.RELU).get_output(0))
    for index in range(size):
        session.add_profile(foo=((3, 1, 1), (3, 1 + index % 8, 2), (3, 9, 9)))
    watch.step("define")
    session.build()
    watch.step("build")
    return watch


def activations(session: Session, size: int) -> Watch:
    """A chain of ``size`` execution layers."""
    trt, network = session.trt, session.network
    watch = Watch()
    tensor = network.add_input("x", trt.float32, (-1, 4))
    for _ in range(size):
        tensor = network.add_activation(tensor, trt.ActivationType.TANH).get_output(0)
    session.mark(tensor)
    session.add_profile(x=((1, 4), (2, 4), (8, 4)))
    watch.step("define")
    session.build()
    watch.step("build")
    return watch


MEASUREMENTS = {
    "sum_chain": sum_chain,
    "prod_chain": prod_chain,
    "flags": flags,
    "shape_input": shape_input,
    "profiles": profiles,
    "activations": activations,
}


def main() -> None:
    """See the module."""
    module, name, size = sys.argv[1:]
    session = Session(module)
    watch = MEASUREMENTS[name](session, int(size))
    print(json.dumps({"version": session.trt.__version__, "steps": watch.steps}))


if __name__ == "__main__":
    main()
