"""What enqueues cost on the host: a one-layer engine, a change of shape, a chain of 100 layers."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np

ROUNDS = 300


def measure_host(cupy: Any, modules: dict[str, Any]) -> dict[str, Any]:
    """Median microseconds by engine and question."""
    found = {}
    for name, trt in modules.items():
        device = {"device": "cuda"} if name == "reference" else {}
        found[name] = _engine(cupy, trt, device)
    return found


def _context(trt: Any, device: dict[str, str], layers: int) -> Any:
    logger = trt.Logger(trt.Logger.ERROR)
    builder = trt.Builder(logger, **({"edition": "10"} if device else {}))
    flags = 0
    if hasattr(trt.NetworkDefinitionCreationFlag, "STRONGLY_TYPED"):
        flags = 1 << int(trt.NetworkDefinitionCreationFlag.STRONGLY_TYPED)
    network = builder.create_network(flags)
    x = network.add_input("x", trt.float32, (-1, 64))
    for _ in range(layers):
        if layers == 1:
            x = network.add_activation(x, trt.ActivationType.RELU).get_output(0)
        else:
            layer = network.add_softmax(x)
            layer.axes = 2
            x = layer.get_output(0)
    x.name = "y"
    network.mark_output(x)
    config, profile = builder.create_builder_config(), builder.create_optimization_profile()
    profile.set_shape("x", (1, 64), (64, 64), (4096, 64))
    config.add_optimization_profile(profile)
    plan = builder.build_serialized_network(network, config)
    engine = trt.Runtime(logger, **device).deserialize_cuda_engine(plan)
    return engine, engine.create_execution_context()


def _engine(cupy: Any, trt: Any, device: dict[str, str]) -> dict[str, float]:
    stream = cupy.cuda.Stream(non_blocking=True)
    x, y = (cupy.random.standard_normal((4096, 64), dtype=np.float32) for _ in range(2))
    one, context = _context(trt, device, 1)
    chain, long = _context(trt, device, 100)
    for current in (context, long):
        current.set_input_shape("x", (64, 64))
        current.set_tensor_address("x", x.data.ptr)
        current.set_tensor_address("y", y.data.ptr)
        for _ in range(5):
            current.execute_async_v3(stream.ptr)
    extents = iter(range(1, 1 << 30))

    def enqueue(current: Any) -> Callable[[], None]:
        return lambda: current.execute_async_v3(stream.ptr)

    def change(pick: Callable[[int], int]) -> Callable[[], None]:
        def run() -> None:
            context.set_input_shape("x", (pick(next(extents)), 64))
            context.infer_shapes()
            context.execute_async_v3(stream.ptr)

        return run

    result = {
        "enqueue, one layer": _median(stream, enqueue(context)),
        "change of shape and enqueue, shapes met before": _median(stream, change(lambda n: 32 + n % 8)),
        "change of shape and enqueue, new shapes": _median(stream, change(lambda n: 100 + n)),
        "enqueue, chain of 100 layers": _median(stream, enqueue(long)),
    }
    stream.synchronize()
    began = time.perf_counter()
    for _ in range(50):
        long.execute_async_v3(stream.ptr)
    stream.synchronize()
    result["chain of 100 layers, to the end"] = (time.perf_counter() - began) / 50 * 1e6
    del one, chain
    return result


def _median(stream: Any, run: Callable[[], None]) -> float:
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        run()
        times.append((time.perf_counter() - began) * 1e6)
        # The queue must not fill up: what is measured is the host.
        stream.synchronize()
    return statistics.median(times)
