"""One-layer networks: seconds on the device by competitor, and bytes that must move."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from gpu_cases import GpuCase
from gpu_clock import Clock
from gpu_engines import Maker, Refused, bind
from gpu_sweep import Made

CACHE = 128 << 20
"""More than twice what the L2 cache of an H100 holds."""


def random_array(cupy: Any, dims: tuple[int, ...], dtype: str, most: int) -> Any:
    """Random elements; integers of 32 bits are indices below ``most``."""
    if dtype == "bool":
        return cupy.random.random(dims, dtype=np.float32) < 0.5
    if dtype == "int8":
        return cupy.random.randint(-128, 128, dims).astype(np.int8)
    if dtype == "int32":
        return cupy.random.randint(0, most, dims).astype(np.int32)
    return cupy.random.standard_normal(dims, dtype=np.float32).astype(dtype)


class Arrays:
    """Inputs and results of a case, several sets of each."""

    def __init__(self, case: GpuCase, cupy: Any, maker: Maker) -> None:
        self.cupy, self.maker = cupy, maker
        self.context = maker.context(case.define, case.inputs)
        shape = tuple(self.context.get_tensor_shape("y"))
        kind = np.dtype(maker.trt.nptype(self.context.engine.get_tensor_dtype("y")))
        volumes = sum(int(np.prod(dims)) * np.dtype(dtype).itemsize for dims, dtype in case.inputs)
        self.moved = (case.read if case.read is not None else volumes) + int(np.prod(shape)) * kind.itemsize
        self.sets = max(2, min(4, -(-CACHE // self.moved) + 1))
        most = case.inputs[0][0][0] if case.inputs else 0
        self.inputs = [[random_array(cupy, dims, dtype, most) for dims, dtype in case.inputs] for _ in range(self.sets)]
        self.results = [cupy.zeros(shape, kind) for _ in range(self.sets)]

    def engine(self, maker: Maker, context: Any, stream: int) -> Callable[[int], None]:
        """What enqueues a context with the arrays of a turn."""

        def run(turn: int) -> None:
            of = turn % self.sets
            bind(context, [array.data.ptr for array in self.inputs[of]], self.results[of].data.ptr)
            maker.run(context, stream)

        return run


def measure(case: GpuCase, clock: Clock, maker: Maker, torch: Any) -> dict[str, Any]:
    """Seconds of the reference, PyTorch, CuPy and a copy of the bytes that must move; the difference from PyTorch's."""
    cupy, stream = clock.cupy, clock.stream.ptr
    arrays = Arrays(case, cupy, maker)
    inputs, results, sets = arrays.inputs, arrays.results, arrays.sets
    half = max(16, arrays.moved // 2 // 16 * 16)
    sources = [cupy.random.randint(0, 255, half, dtype=np.uint8) for _ in range(sets)]
    targets = [cupy.empty(half, np.uint8) for _ in range(sets)]
    copy = cupy.cuda.runtime.memcpyAsync
    found: dict[str, Any] = {"bytes": arrays.moved}
    found["copy"] = clock.seconds(
        lambda turn: copy(targets[turn % sets].data.ptr, sources[turn % sets].data.ptr, half, 3, stream)
    )
    found["reference"] = clock.seconds(arrays.engine(maker, arrays.context, stream))
    ours = results[0].copy()
    if torch is not None and case.torch is not None:
        views = [[torch.as_tensor(array, device="cuda") for array in one] for one in inputs]
        calls = case.torch
        with torch.cuda.stream(torch.cuda.ExternalStream(stream)):
            found["torch"] = clock.seconds(lambda turn: calls(torch, views[turn % sets]))
            expected = calls(torch, views[0])
        clock.stream.synchronize()
        found["difference"] = difference(cupy, ours, cupy.asarray(expected.contiguous()))
    if case.cupy is not None:
        theirs = case.cupy
        found["cupy"] = clock.seconds(lambda turn: theirs(cupy, inputs[turn % sets], results[turn % sets]))
    return found


def measure_rtx(case: GpuCase, clock: Clock, makers: dict[str, Maker], made: Made | None) -> dict[str, Any]:
    """Seconds of TensorRT-RTX, and the difference of its result from the reference's; or why it refuses."""
    cupy, stream = clock.cupy, clock.stream
    arrays = Arrays(case, cupy, makers["reference"])
    cupy.cuda.runtime.deviceSynchronize()
    arrays.engine(makers["reference"], arrays.context, stream.ptr)(0)
    stream.synchronize()
    ours = arrays.results[0].copy()
    arrays.results[0][...] = 0
    cupy.cuda.runtime.deviceSynchronize()
    try:
        maker = makers["rtx"]
        context = maker.load(*made) if made else maker.context(case.define, case.inputs)
        seconds = clock.seconds(arrays.engine(maker, context, stream.ptr))
    except Refused as error:
        return {"rtx refused": str(error)}
    return {"rtx": seconds, "rtx difference": difference(cupy, arrays.results[0], ours)}


def difference(cupy: Any, a: Any, b: Any) -> float:
    """The greatest difference over the greatest magnitude."""
    one, other = a.reshape(-1).astype(np.float32), b.reshape(-1).astype(np.float32)
    return float(cupy.abs(one - other).max() / (cupy.abs(other).max() + 1e-9))


def line(name: str, row: dict[str, Any]) -> str:
    """A row of the table: times over that of the copy, turned round, so that more is faster."""
    if "error" in row:
        return f"{name:50} {row['error']}"
    parts = [f"{name:50} {row['copy'] * 1e6:8.1f} us copy {row['bytes'] / row['copy'] / 1e12:5.2f} TB/s"]
    parts += [f"{who} {row['copy'] / row[who]:5.2f}" for who in ("reference", "rtx", "torch", "cupy") if who in row]
    parts += [f"{key} {row[key]:.1e}" for key in ("difference", "rtx difference") if key in row]
    return " ".join(parts) + (" " + row["rtx refused"] if "rtx refused" in row else "")
