"""What is compiled before anything is timed, on all cores: the reference's kernels, and TensorRT-RTX's engines.

What these compile at run time is found in a cache when they are timed: the kernels are the same.
"""

from __future__ import annotations

import functools
import importlib
import multiprocessing
import os
import time
from collections.abc import Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from typing import Any

import numpy as np
from gpu_cases import all_cases
from gpu_engines import Maker, Refused, bind
from gpu_sweep import ORDER, ROW, SIZES, SPECIAL, Made, plan_of

SWEEP = "sweep "
"""What a name begins with that is one of `gpu_sweep.KERNELS`, not of a case."""


def compile_kernels(cupy: Any) -> None:
    """All files of the reference; CuPy keeps them on disk."""
    sources = importlib.import_module("dynshape_reference.kernels.cuda_sources")
    cupy.cuda.runtime.free(0)

    def compile_one(file: str) -> None:
        with cupy.cuda.Device():
            cupy.RawModule(code=sources.source(file), options=sources.options(file), backend="nvrtc").compile()

    with ThreadPoolExecutor() as pool:
        list(pool.map(compile_one, sources.FILES))


def make_all(names: Iterable[str], seconds: float) -> dict[str, Made]:
    """The engines that are there in so many seconds, by name; not those that are refused, which is told when timed."""
    ends = time.perf_counter() + seconds
    # Those that have kernels for each size take longest.
    ordered = sorted(names, key=lambda name: not name.startswith(SWEEP))
    workers = min(len(ordered), os.cpu_count() or 1)
    if not workers:
        return {}
    pool = ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"))
    waiting: dict[Future[Made | None], str] = {pool.submit(make, name): name for name in ordered}
    made: dict[str, Made] = {}
    while waiting and time.perf_counter() < ends:
        done, _ = wait(waiting, max(ends - time.perf_counter(), 0), FIRST_COMPLETED)
        for future in done:
            name = waiting.pop(future)
            found = None if future.exception() else future.result()
            if found is not None:
                made[name] = found
    pool.shutdown(wait=True, cancel_futures=True)
    return made


@functools.cache
def _maker() -> Maker:
    """One a process."""
    return Maker(importlib.import_module("tensorrt_rtx"))


def make(name: str) -> Made | None:
    """The plan, and what is compiled when it is executed once, with dims of each size if it is one for many."""
    cupy, maker = importlib.import_module("cupy"), _maker()
    try:
        if name.startswith(SWEEP):
            plan = plan_of(name.removeprefix(SWEEP), maker)
            context = maker.load(plan, b"", **SPECIAL)
            x, y = cupy.zeros(SIZES[-1] // 4, np.float32), cupy.zeros(SIZES[-1] // 4, np.float32)
            for size in ORDER:
                context.set_input_shape("x0", (size // ROW, ROW // 4))
                _execute(cupy, maker, context, [x], y)
        else:
            case = next(case for case in all_cases() if case.name == name)
            plan = maker.plan(case.define, case.inputs)
            context = maker.load(plan, b"")
            inputs = [cupy.zeros(dims, dtype) for dims, dtype in case.inputs]
            kind = np.dtype(maker.trt.nptype(context.engine.get_tensor_dtype("y")))
            _execute(cupy, maker, context, inputs, cupy.zeros(tuple(context.get_tensor_shape("y")), kind))
        return bytes(plan), bytes(maker.cache.serialize())
    except Refused:
        return None
    finally:
        cupy.get_default_memory_pool().free_all_blocks()


def _execute(cupy: Any, maker: Maker, context: Any, inputs: list[Any], output: Any) -> None:
    stream = cupy.cuda.Stream(non_blocking=True)
    cupy.cuda.runtime.deviceSynchronize()
    bind(context, [array.data.ptr for array in inputs], output.data.ptr)
    maker.run(context, stream.ptr)
    stream.synchronize()
