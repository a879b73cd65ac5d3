"""Whole networks of the fixtures on the reference and beside it on TensorRT-RTX: microseconds an execution."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from dynshape_conformance import backends
from dynshape_fixtures import load

NETWORKS = ("transformer_block", "cnn", "recurrent_head")
ROUNDS = 100
BACKENDS = {"reference": "reference:cuda", "rtx": "tensorrt_rtx"}


def measure_fixture(cupy: Any, name: str, who: str, graph: bool = False) -> dict[str, Any]:
    """At kMAX of the first profile: microseconds of an execution, and the greatest error over its bound.

    ``graph``: executions are queued as one CUDA graph, where the engine does that by itself.
    """
    fixture = load(name, edition="10")
    adapter, _ = backends.load(BACKENDS[who], "10")
    definition = adapter.define(fixture.program)
    for ranges in fixture.profiles:
        profile = definition.create_profile()
        for tensor, dims in ranges.dims.items():
            profile.set_dims(tensor, *dims).get()
        for tensor, values in ranges.values.items():
            profile.set_values(tensor, *values).get()
        definition.add_profile(profile).get()
    context: Any = definition.build().get().create_context().get()
    handle, stream = context.handle, cupy.cuda.Stream(non_blocking=True)
    if graph:
        handle.uses_cuda_graph = True
    point = fixture.point("kMAX")
    kept: list[Any] = []
    for tensor, array in point.inputs.items():
        handle.set_input_shape(tensor, array.shape)
        kept.append(np.array(array) if context.is_host(tensor) else cupy.asarray(array))
        handle.set_tensor_address(tensor, kept[-1].ctypes.data if context.is_host(tensor) else kept[-1].data.ptr)
    outputs: dict[str, Any] = {}
    for tensor in point.expected:
        dims, host = tuple(handle.get_tensor_shape(tensor)), context.is_host(tensor)
        outputs[tensor] = (np if host else cupy).zeros(dims, context.dtype(tensor))
        handle.set_tensor_address(tensor, outputs[tensor].ctypes.data if host else outputs[tensor].data.ptr)
    cupy.cuda.runtime.deviceSynchronize()

    def run(times: int) -> float:
        began = time.perf_counter()
        for _ in range(times):
            if not handle.execute_async_v3(stream.ptr):
                raise RuntimeError("the execution was refused")
        stream.synchronize()
        return (time.perf_counter() - began) / times * 1e6

    run(10)
    figures = sorted(run(ROUNDS) for _ in range(5))
    error = 0.0
    for tensor, wanted in point.expected.items():
        found = outputs[tensor] if isinstance(outputs[tensor], np.ndarray) else cupy.asnumpy(outputs[tensor])
        bounds = np.maximum(np.asarray(wanted.bounds, float), 1e-30)
        error = max(error, float(np.max(np.abs(found.astype(float) - wanted.values) / bounds, initial=0)))
    return {"us": figures[2], "error over bound": error}
