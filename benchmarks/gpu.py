"""Measure the CUDA kernels on a GPU: bytes a second over the copy rate, and what an enqueue costs on the host.

    nox -s bench -- gpu [rtx] [--only PATTERN ...] [--output FILE] [--limit SECONDS] [--page]

Beside it CuPy's own functions, PyTorch's and, with ``rtx``, TensorRT-RTX on the same networks. Data is random, and
inputs rotate through more memory than the L2 cache has. ``--page`` measures nothing: it writes ``docs/performance/``
from the file.
"""

from __future__ import annotations

import argparse
import importlib
import json
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from gpu_cases import GpuCase, all_cases
from gpu_clock import Clock
from gpu_engines import Maker, Refused, bind
from gpu_fixtures import NETWORKS, measure_fixture
from gpu_host import measure_host
from gpu_page import write_page
from gpu_sweep import sweep

FILE = Path(__file__).parent.parent / "docs" / "performance" / "gpu.json"
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


def measure(case: GpuCase, clock: Clock, makers: dict[str, Maker], torch: Any) -> dict[str, Any]:
    """Seconds by competitor, bytes that must move, and the difference from the reference's result."""
    cupy = clock.cupy
    reference = makers["reference"].context(case.define, case.inputs)
    shape = tuple(reference.get_tensor_shape("y"))
    kind = np.dtype(makers["reference"].trt.nptype(reference.engine.get_tensor_dtype("y")))
    read = case.read if case.read is not None else sum(int(np.prod(d)) * np.dtype(t).itemsize for d, t in case.inputs)
    moved = read + int(np.prod(shape)) * kind.itemsize
    sets = max(2, min(4, -(-CACHE // moved) + 1))
    data = [[random_array(cupy, d, t, case.inputs[0][0][0]) for d, t in case.inputs] for _ in range(sets)]
    results = [cupy.zeros(shape, kind) for _ in range(sets)]
    half = max(16, moved // 2 // 16 * 16)
    sources = [cupy.random.randint(0, 255, half, dtype=np.uint8) for _ in range(sets)]
    targets = [cupy.empty(half, np.uint8) for _ in range(sets)]
    stream, copy = clock.stream.ptr, cupy.cuda.runtime.memcpyAsync

    def engine(who: str, context: Any) -> Callable[[int], None]:
        def run(turn: int) -> None:
            bind(context, [array.data.ptr for array in data[turn % sets]], results[turn % sets].data.ptr)
            makers[who].run(context, stream)

        return run

    found: dict[str, Any] = {"bytes": moved}
    found["copy"] = clock.seconds(
        lambda turn: copy(targets[turn % sets].data.ptr, sources[turn % sets].data.ptr, half, 3, stream)
    )
    found["reference"] = clock.seconds(engine("reference", reference))
    ours = results[0].copy()
    if torch is not None and case.torch is not None:
        views = [[torch.as_tensor(array, device="cuda") for array in arrays] for arrays in data]
        calls = case.torch
        with torch.cuda.stream(torch.cuda.ExternalStream(stream)):
            found["torch"] = clock.seconds(lambda turn: calls(torch, views[turn % sets]))
            expected = calls(torch, views[0])
        clock.stream.synchronize()
        found["difference"] = difference(cupy, ours, cupy.asarray(expected.contiguous()))
    if case.cupy is not None:
        theirs = case.cupy
        found["cupy"] = clock.seconds(lambda turn: theirs(cupy, data[turn % sets], results[turn % sets]))
    if "rtx" in makers:
        try:
            results[0][...] = 0
            found["rtx"] = clock.seconds(engine("rtx", makers["rtx"].context(case.define, case.inputs)))
            found["rtx difference"] = difference(cupy, results[0], ours)
        except Refused as error:
            found["rtx refused"] = str(error)
    return found


def difference(cupy: Any, a: Any, b: Any) -> float:
    """The greatest difference over the greatest magnitude."""
    one, other = a.reshape(-1).astype(np.float32), b.reshape(-1).astype(np.float32)
    return float(cupy.abs(one - other).max() / (cupy.abs(other).max() + 1e-9))


def versions(cupy: Any, torch: Any, makers: dict[str, Maker]) -> dict[str, Any]:
    """Of what the figures are."""
    return {
        "device": cupy.cuda.runtime.getDeviceProperties(0)["name"].decode(),
        "cupy": cupy.__version__,
        "cuda": cupy.cuda.runtime.runtimeGetVersion(),
        "torch": None if torch is None else torch.__version__,
        "rtx": makers["rtx"].trt.__version__ if "rtx" in makers else None,
    }


def find_gpu() -> Any:
    """CuPy, where there is a device; else the end, in one line."""
    try:
        cupy = importlib.import_module("cupy")
        cupy.cuda.runtime.getDeviceCount()
    except Exception as error:
        raise SystemExit(f"the GPU benchmark needs a CUDA device and CuPy: {str(error).splitlines()[0]}") from None
    return cupy


def main() -> None:
    """Measure, print a table, write JSON and the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("beside", nargs="?", choices=["rtx"], help="rtx: TensorRT-RTX as well")
    parser.add_argument("--output", type=Path, default=FILE)
    parser.add_argument("--only", nargs="*", default=[""], metavar="PATTERN", help="of family and name; any counts")
    parser.add_argument("--limit", type=float, default=1e9, metavar="SECONDS", help="begin nothing new after it")
    parser.add_argument("--page", action="store_true", help="write the page and the picture from the file")
    arguments = parser.parse_args()
    if arguments.page:
        write_page(json.loads(arguments.output.read_text(encoding="utf-8")), arguments.output.parent)
        return
    cupy = find_gpu()
    makers = {"reference": Maker(importlib.import_module("dynshape_reference"), device="cuda")}
    if arguments.beside == "rtx":
        makers["rtx"] = Maker(importlib.import_module("tensorrt_rtx"))
    try:
        torch = importlib.import_module("torch")
        torch.backends.cudnn.allow_tf32 = False
    except ImportError:
        torch = None
    ends = time.perf_counter() + arguments.limit
    clock = Clock(cupy)
    record: dict[str, Any] = {"versions": versions(cupy, torch, makers), "left out": []}
    record |= {"kernels": {}, "sweep": {}, "networks": {}, "host": {}}
    if arguments.only != [""] and arguments.output.exists():
        former = json.loads(arguments.output.read_text(encoding="utf-8"))
        # Figures of one table are of one device and of the same libraries.
        if former["versions"] == record["versions"]:
            record = former

    def wanted(name: str) -> bool:
        if not any(re.search(pattern, name) for pattern in arguments.only):
            return False
        if time.perf_counter() > ends:
            record["left out"].append(name)
            return False
        return True

    def save() -> None:
        arguments.output.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")

    if wanted("host"):
        record["host"] = measure_host(cupy, makers)
        print(json.dumps(record["host"], indent=1), flush=True)
        save()
    for name in NETWORKS:
        if wanted(f"network {name}"):
            record["networks"][name] = networks(cupy, name, makers)
            print(name, record["networks"][name], flush=True)
            save()
    for name, figures in sweep(clock, makers, torch, wanted):
        record["sweep"][name] = figures
        print(name, json.dumps(figures), flush=True)
        save()
    for case in all_cases():
        if not wanted(f"{case.family} {case.name}"):
            continue
        row = record["kernels"][case.name] = {"family": case.family, "multiplications": case.multiplications}
        try:
            row.update(measure(case, clock, makers, torch))
        except Exception as error:
            row["error"] = f"{type(error).__name__}: {error}"[:300]
        cupy.get_default_memory_pool().free_all_blocks()
        print(line(case.name, row), flush=True)
        save()
    if arguments.output == FILE:
        write_page(record, FILE.parent)


def networks(cupy: Any, name: str, makers: dict[str, Maker]) -> dict[str, Any]:
    """Figures of a fixture by engine; of a refused one, why."""
    found: dict[str, Any] = {}
    for who, graph in (("reference", False), ("reference", True), *((one, False) for one in makers if one == "rtx")):
        key = f"{who}, CUDA graph" if graph else who
        try:
            found[key] = measure_fixture(cupy, name, who, graph)
        except Exception as error:
            found[key] = {"refused": f"{type(error).__name__}: {error}".splitlines()[0][:200]}
    return found


def line(name: str, row: dict[str, Any]) -> str:
    """A row of the table: times over that of the copy, turned round, so that more is faster."""
    if "error" in row:
        return f"{name:50} {row['error']}"
    parts = [f"{name:50} {row['copy'] * 1e6:8.1f} us copy {row['bytes'] / row['copy'] / 1e12:5.2f} TB/s"]
    parts += [f"{who} {row['copy'] / row[who]:5.2f}" for who in ("reference", "rtx", "torch", "cupy") if who in row]
    parts += [f"{key} {row[key]:.1e}" for key in ("difference", "rtx difference") if key in row]
    return " ".join(parts) + (" " + row["rtx refused"] if "rtx refused" in row else "")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    started = time.perf_counter()
    main()
    print(f"{time.perf_counter() - started:.0f} s")
