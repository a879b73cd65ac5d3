"""What enqueues cost on the host: a one-layer engine, a change of shape, a chain of 100 layers.

By itself it measures the chain on TensorRT-RTX, which takes long to make: it says ``ready`` and waits for a line.
"""

from __future__ import annotations

import importlib
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from gpu_engines import Maker, Refused, bind
from gpu_sweep import relu

ROUNDS = 100
LAYERS = 100
Figures = Iterator[tuple[str, float]]
"""Questions with the median microseconds."""


def chain(trt: Any, net: Any, x: list[Any]) -> Any:
    """Softmaxes one after the other, each of which needs all of the one before."""
    current = x[0]
    for _ in range(LAYERS):
        layer = net.add_softmax(current)
        layer.axes = 2
        current = layer.get_output(0)
    return current


def measure_enqueues(cupy: Any, maker: Maker, is_rtx: bool) -> Figures:
    """One ReLU with a run-time extent; TensorRT-RTX with the kernels that serve all dims."""
    stream, x, y = _memory(cupy)
    generic = {"dynamic_shapes_kernel_specialization_strategy": "NONE"} if is_rtx else {}
    ranges = [((1, 64), (64, 64), (4096, 64))]
    context = maker.context(relu, [((-1, 64), "float32")], ranges, **generic)
    context.set_input_shape("x0", (64, 64))
    enqueue = _prepared(maker, context, x, y, stream)
    extents = iter(range(1, 1 << 30))

    def change(pick: Callable[[int], int]) -> Callable[[], None]:
        def run() -> None:
            context.set_input_shape("x0", (pick(next(extents)), 64))
            context.infer_shapes()
            enqueue()

        return run

    yield "enqueue, one layer", _median(stream, enqueue)
    yield "change of shape and enqueue, shapes met before", _median(stream, change(lambda n: 32 + n % 8))
    yield "change of shape and enqueue, new shapes", _median(stream, change(lambda n: 100 + n))


def prepare_chain(cupy: Any, maker: Maker, is_rtx: bool) -> Callable[[], Figures]:
    """What measures the chain of 100 layers, as it is and as a CUDA graph."""
    stream, x, y = _memory(cupy)
    context = maker.context(chain, [((64, 64), "float32")])
    strategy = {"cuda_graph_strategy": "WHOLE_GRAPH_CAPTURE"} if is_rtx else {}
    graphed = maker.context(chain, [((64, 64), "float32")], **strategy)
    if not is_rtx:
        graphed.uses_cuda_graph = True
    ways = [("", _prepared(maker, context, x, y, stream)), (", CUDA graph", _prepared(maker, graphed, x, y, stream))]

    def measure() -> Figures:
        for name, enqueue in ways:
            yield f"enqueue, chain of {LAYERS} layers{name}", _median(stream, enqueue)
            yield f"chain of {LAYERS} layers, to the end{name}", _to_the_end(stream, enqueue)

    return measure


def _memory(cupy: Any) -> tuple[Any, Any, Any]:
    x, y = (cupy.random.standard_normal((4096, 64), dtype=np.float32) for _ in range(2))
    return cupy.cuda.Stream(non_blocking=True), x, y


def _prepared(maker: Maker, context: Any, x: Any, y: Any, stream: Any) -> Callable[[], None]:
    """What enqueues a context that has run some times."""
    bind(context, [x.data.ptr], y.data.ptr)
    for _ in range(5):
        maker.run(context, stream.ptr)
    stream.synchronize()
    return lambda: maker.run(context, stream.ptr)


def _to_the_end(stream: Any, run: Callable[[], None]) -> float:
    stream.synchronize()
    began = time.perf_counter()
    for _ in range(50):
        run()
    stream.synchronize()
    return (time.perf_counter() - began) / 50 * 1e6


def _median(stream: Any, run: Callable[[], None]) -> float:
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        run()
        times.append((time.perf_counter() - began) * 1e6)
        # The queue must not fill up: what is measured is the host.
        stream.synchronize()
    return statistics.median(times)


def main() -> None:
    """The chain on TensorRT-RTX: one line of JSON."""
    try:
        measure = prepare_chain(importlib.import_module("cupy"), Maker(importlib.import_module("tensorrt_rtx")), True)
    except Refused as error:
        print(json.dumps({"refused": str(error)}), flush=True)
        return
    print("ready", flush=True)
    sys.stdin.readline()
    print(json.dumps(dict(measure())), flush=True)


if __name__ == "__main__":
    main()
