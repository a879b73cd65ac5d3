"""What enqueues cost on the host: a one-layer engine, a change of shape, a chain of 100 layers."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from gpu_engines import Define, Maker, Refused, bind
from gpu_sweep import relu

ROUNDS = 300
LAYERS = 100


def _chain(trt: Any, net: Any, x: list[Any]) -> Any:
    current = x[0]
    for _ in range(LAYERS):
        layer = net.add_softmax(current)
        layer.axes = 2
        current = layer.get_output(0)
    return current


def measure_host(cupy: Any, makers: dict[str, Maker]) -> dict[str, Any]:
    """Median microseconds by engine and question; of a refused one, why."""
    found: dict[str, Any] = {}
    for name, maker in makers.items():
        try:
            found[name] = _engine(cupy, maker, name == "rtx")
        except Refused as error:
            found[name] = {"refused": str(error)}
    return found


def _context(maker: Maker, define: Define, **settings: str) -> Any:
    ranges = [((1, 64), (64, 64), (4096, 64))]
    return maker.context(define, [((-1, 64), "float32")], ranges, **settings)


def _engine(cupy: Any, maker: Maker, is_rtx: bool) -> dict[str, float]:
    stream = cupy.cuda.Stream(non_blocking=True)
    x, y = (cupy.random.standard_normal((4096, 64), dtype=np.float32) for _ in range(2))
    context, long = _context(maker, relu), _context(maker, _chain)
    for current in (context, long):
        _prepare(current, x, y, stream)
    extents = iter(range(1, 1 << 30))

    def enqueue(current: Any) -> Callable[[], None]:
        return lambda: maker.run(current, stream.ptr)

    def change(pick: Callable[[int], int]) -> Callable[[], None]:
        def run() -> None:
            context.set_input_shape("x0", (pick(next(extents)), 64))
            context.infer_shapes()
            maker.run(context, stream.ptr)

        return run

    result = {
        "enqueue, one layer": _median(stream, enqueue(context)),
        "change of shape and enqueue, shapes met before": _median(stream, change(lambda n: 32 + n % 8)),
        "change of shape and enqueue, new shapes": _median(stream, change(lambda n: 100 + n)),
        f"enqueue, chain of {LAYERS} layers": _median(stream, enqueue(long)),
        f"chain of {LAYERS} layers, to the end": _to_the_end(stream, enqueue(long)),
    }
    if is_rtx:
        graphed = _context(maker, _chain, cuda_graph_strategy="WHOLE_GRAPH_CAPTURE")
        _prepare(graphed, x, y, stream)
    else:
        graphed = long
        graphed.uses_cuda_graph = True
    for _ in range(5):
        maker.run(graphed, stream.ptr)
    stream.synchronize()
    result[f"enqueue, chain of {LAYERS} layers, CUDA graph"] = _median(stream, enqueue(graphed))
    result[f"chain of {LAYERS} layers, to the end, CUDA graph"] = _to_the_end(stream, enqueue(graphed))
    return result


def _prepare(context: Any, x: Any, y: Any, stream: Any) -> None:
    context.set_input_shape("x0", (64, 64))
    bind(context, [x.data.ptr], y.data.ptr)
    for _ in range(5):
        context.execute_async_v3(stream.ptr)
    stream.synchronize()


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
