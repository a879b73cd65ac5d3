"""Measure the CUDA kernels on a GPU: bytes a second over the copy rate, and what an enqueue costs on the host.

    python benchmarks/gpu.py [rtx] [--output FILE]

Beside it CuPy's own functions, PyTorch's and, with ``rtx``, TensorRT-RTX on the same one-layer networks. Device
times are those of CUDA events around a queue of executions that the host has filled before the first one starts;
the median of several queues counts. Data is random, and inputs rotate through more memory than the L2 cache has.
"""

from __future__ import annotations

import argparse
import importlib
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from gpu_cases import GpuCase, all_cases

QUEUE, QUEUES, WARM = 12, 5, 2
CACHE = 128 << 20
"""More than twice what the L2 cache of an H100 holds."""


class Clock:
    """Times on the device of what is queued on one stream."""

    def __init__(self, cupy: Any) -> None:
        self.cupy = cupy
        self.stream = cupy.cuda.Stream(non_blocking=True)
        self.began, self.ended = cupy.cuda.Event(), cupy.cuda.Event()
        self.busy = cupy.zeros(1 << 30, cupy.uint8), cupy.empty(1 << 30, cupy.uint8)

    def seconds(self, run: Callable[[int], Any]) -> float:
        """The median seconds of ``run(turn)``."""
        with self.stream:
            for turn in range(WARM):
                run(turn)
            self.stream.synchronize()
            found = []
            for _ in range(QUEUES):
                # Keeps the device busy while the host fills the queue.
                self.cupy.copyto(self.busy[1], self.busy[0])
                self.began.record(self.stream)
                for turn in range(QUEUE):
                    run(turn)
                self.ended.record(self.stream)
                self.stream.synchronize()
                found.append(self.cupy.cuda.get_elapsed_time(self.began, self.ended) / 1e3 / QUEUE)
        return statistics.median(found)


class OneLayer:
    """A context of a one-layer network of a module with TensorRT's API."""

    def __init__(self, trt: Any, case: GpuCase, **device: str) -> None:
        logger = trt.Logger(trt.Logger.ERROR)
        options = {"edition": "10"} if device else {}
        builder = trt.Builder(logger, **options)
        flags = 0
        if hasattr(trt.NetworkDefinitionCreationFlag, "STRONGLY_TYPED"):
            flags = 1 << int(trt.NetworkDefinitionCreationFlag.STRONGLY_TYPED)
        network = builder.create_network(flags)
        inputs = [
            network.add_input(f"x{number}", getattr(trt, dtype), dims)
            for number, (dims, dtype) in enumerate(case.inputs)
        ]
        output = case.define(trt, network, inputs)
        output.name = "y"
        network.mark_output(output)
        self.plan = builder.build_serialized_network(network, builder.create_builder_config())
        if self.plan is None:
            raise RuntimeError("the network was not built")
        self.engine = trt.Runtime(logger, **device).deserialize_cuda_engine(self.plan)
        self.context = self.engine.create_execution_context()

    def bind(self, inputs: list[Any], output: Any) -> None:
        """Give the addresses of CuPy arrays."""
        for number, array in enumerate(inputs):
            self.context.set_tensor_address(f"x{number}", array.data.ptr)
        self.context.set_tensor_address("y", output.data.ptr)

    def run(self, stream: int) -> None:
        """Enqueue."""
        if not self.context.execute_async_v3(stream):
            raise RuntimeError("the execution was refused")


def random_array(cupy: Any, dims: tuple[int, ...], dtype: str, most: int) -> Any:
    """Random elements; integers are indices below ``most``."""
    if dtype == "bool":
        return cupy.random.random(dims, dtype=np.float32) < 0.5
    if dtype == "int32":
        return cupy.random.randint(0, most, dims).astype(np.int32)
    return cupy.random.standard_normal(dims, dtype=np.float32).astype(dtype)


def measure(case: GpuCase, clock: Clock, modules: dict[str, Any], torch: Any) -> dict[str, Any]:
    """Seconds by competitor, and bytes that must move."""
    cupy = clock.cupy
    reference = OneLayer(modules["reference"], case, device="cuda")
    shape = tuple(reference.context.get_tensor_shape("y"))
    kind = np.dtype(modules["reference"].nptype(reference.engine.get_tensor_dtype("y")))
    count = int(np.prod(shape))
    read = case.read if case.read is not None else sum(int(np.prod(d)) * np.dtype(t).itemsize for d, t in case.inputs)
    moved = read + count * kind.itemsize
    sets = max(2, min(4, -(-CACHE // moved) + 1))
    data = [[random_array(cupy, d, t, case.inputs[0][0][0]) for d, t in case.inputs] for _ in range(sets)]
    results = [cupy.full(shape, 77, kind) for _ in range(sets)]
    half = max(16, moved // 2 // 16 * 16)
    source, target = cupy.random.bytes, None
    sources = [cupy.random.randint(0, 255, half, dtype=np.uint8) for _ in range(sets)]
    targets = [cupy.empty(half, np.uint8) for _ in range(sets)]
    del source, target
    stream = clock.stream.ptr
    copy = cupy.cuda.runtime.memcpyAsync

    def engine(layer: OneLayer) -> Callable[[int], None]:
        def run(turn: int) -> None:
            layer.bind(data[turn % sets], results[turn % sets])
            layer.run(stream)

        return run

    found: dict[str, Any] = {"bytes": moved}
    found["copy"] = clock.seconds(
        lambda turn: copy(targets[turn % sets].data.ptr, sources[turn % sets].data.ptr, half, 3, stream)
    )
    found["reference"] = clock.seconds(engine(reference))
    ours = results[0].copy()
    if torch is not None and case.torch is not None:
        views = [[torch.as_tensor(array, device="cuda") for array in arrays] for arrays in data]
        calls = case.torch
        with torch.cuda.stream(torch.cuda.ExternalStream(stream)):
            found["torch"] = clock.seconds(lambda turn: calls(torch, views[turn % sets]))
            expected = calls(torch, views[0])
        clock.stream.synchronize()
        wanted = cupy.asarray(expected.contiguous()).astype(np.float32)
        difference = cupy.abs(ours.reshape(wanted.shape).astype(np.float32) - wanted)
        found["difference"] = float(difference.max() / (cupy.abs(wanted).max() + 1e-9))
    if case.cupy is not None:
        theirs = case.cupy
        found["cupy"] = clock.seconds(lambda turn: theirs(cupy, data[turn % sets], results[turn % sets]))
    if "rtx" in modules:
        try:
            found["rtx"] = clock.seconds(engine(OneLayer(modules["rtx"], case)))
        except Exception as error:
            found["rtx_error"] = f"{type(error).__name__}: {error}"[:200]
    return found


def main() -> None:
    """Measure, print a table, write JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("beside", nargs="*", help="rtx: TensorRT-RTX as well")
    parser.add_argument("--output", type=Path)
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    import cupy

    modules = {"reference": importlib.import_module("dynshape_reference")}
    if "rtx" in arguments.beside:
        modules["rtx"] = importlib.import_module("tensorrt_rtx")
    try:
        torch = importlib.import_module("torch")
        torch.backends.cudnn.allow_tf32 = False
    except ImportError:
        torch = None
    clock = Clock(cupy)
    device = cupy.cuda.runtime.getDeviceProperties(0)["name"].decode()
    versions = {
        "device": device,
        "cupy": cupy.__version__,
        "cuda": cupy.cuda.runtime.runtimeGetVersion(),
        "torch": None if torch is None else torch.__version__,
        "rtx": modules["rtx"].__version__ if "rtx" in modules else None,
    }
    rows: dict[str, Any] = {}
    for case in all_cases():
        if arguments.only and arguments.only not in f"{case.family} {case.name}":
            continue
        try:
            rows[case.name] = {"family": case.family, "multiplications": case.multiplications}
            rows[case.name].update(measure(case, clock, modules, torch))
        except Exception as error:
            rows[case.name]["error"] = f"{type(error).__name__}: {error}"[:300]
        cupy.get_default_memory_pool().free_all_blocks()
        print(line(case.name, rows[case.name]), flush=True)
        if arguments.output:
            arguments.output.write_text(json.dumps({"versions": versions, "kernels": rows}, indent=1) + "\n")
    from gpu_host import measure_host

    host = measure_host(cupy, modules)
    print(json.dumps(host, indent=1))
    if arguments.output:
        record = {"versions": versions, "kernels": rows, "host": host}
        arguments.output.write_text(json.dumps(record, indent=1) + "\n")


def line(name: str, row: dict[str, Any]) -> str:
    """A row of the table: times over that of the copy, turned round, so that more is faster."""
    if "error" in row:
        return f"{name:50} {row['error']}"
    parts = [f"{name:50} {row['copy'] * 1e6:8.1f} us copy {row['bytes'] / row['copy'] / 1e12:5.2f} TB/s"]
    parts += [f"{who} {row['copy'] / row[who]:5.2f}" for who in ("reference", "rtx", "torch", "cupy") if who in row]
    if "difference" in row:
        parts.append(f"diff {row['difference']:.1e}")
    return " ".join(parts) + (" " + row["rtx_error"] if "rtx_error" in row else "")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    started = time.perf_counter()
    main()
    print(f"{time.perf_counter() - started:.0f} s")
