"""Profile kernels of the GPU benchmark by Nsight Compute: what keeps one from the speed of memory.

    nox -s bench -- gpu-profile [--only PATTERN ...]

By default those that miss their goal by the figures in ``docs/performance/gpu.json``, into which the profiles go; then
it writes the page. It needs ``ncu``, which comes with the CUDA toolkit, and the right to read the device's counters.
"""

from __future__ import annotations

import argparse
import csv
import importlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from gpu_goals import missing
from gpu_page import write_page

FILE = Path(__file__).parent.parent / "docs" / "performance" / "gpu.json"
PEAK = "avg.pct_of_peak_sustained"
METRICS = {
    "nanoseconds": "gpu__time_duration.sum",
    "bytes read": "dram__bytes_read.sum",
    "bytes written": "dram__bytes_write.sum",
    "memory": f"dram__throughput.{PEAK}_elapsed",
    "L2": f"lts__throughput.{PEAK}_elapsed",
    "L1": f"l1tex__throughput.{PEAK}_active",
    "issuing": f"smsp__issue_active.{PEAK}_active",
    "warps": f"sm__warps_active.{PEAK}_active",
    "registers": "launch__registers_per_thread",
    "shared accesses": "l1tex__data_pipe_lsu_wavefronts_mem_shared.sum",
    "bank conflicts": "l1tex__data_bank_conflicts_pipe_lsu_mem_shared.sum",
}
"""By the name in the file; percentages are of what the unit can do."""
STALLS = {
    "memory": "long_scoreboard",
    "shared memory": "short_scoreboard",
    "a barrier": "barrier",
    "the queue of shared memory": "mio_throttle",
    "the queue of memory": "lg_throttle",
    "arithmetic": "math_pipe_throttle",
    "an earlier result": "wait",
    "their turn": "not_selected",
    "stores at the end": "drain",
    "instructions": "no_instruction",
}
"""What warps wait for, by the name that Nsight Compute has for it."""
MARK = "case_begins"
"""A kernel before those of each case."""


def stall_metric(reason: str) -> str:
    """Warps that wait for it, for each instruction issued."""
    return f"smsp__average_warps_issue_stalled_{reason}_per_issue_active.ratio"


def command(names: Iterable[str]) -> list[str]:
    """What profiles one execution of each case."""
    ncu = shutil.which("ncu")
    if ncu is None:
        raise SystemExit("ncu is not on the PATH; it comes with the CUDA toolkit")
    metrics = ",".join([*METRICS.values(), *map(stall_metric, STALLS.values())])
    mode = ["--clock-control", "none", "--profile-from-start", "off", "--csv", "--page", "raw", "--print-units", "base"]
    return [ncu, *mode, "--metrics", metrics, sys.executable, __file__, "--execute", *names]


def parse(output: str) -> dict[str, list[dict[str, Any]]]:
    """Kernels by case: cases are told by name, and each begins with a kernel that marks it."""
    lines = output.splitlines()
    names = [line.removeprefix("CASE ") for line in lines if line.startswith("CASE ")]
    cases: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    begun = -1
    for row in csv.DictReader(line for line in lines if line.startswith('"')):
        # The row after the head has the units.
        if row["Kernel Name"].startswith(MARK):
            begun += 1
        elif row["ID"]:
            cases[names[begun]].append(_figures(row))
    return cases


def _figures(row: dict[str, str]) -> dict[str, Any]:
    def number(metric: str) -> float | None:
        try:
            return float(row[metric].replace(",", ""))
        except (KeyError, ValueError):
            return None

    waits = {name: number(stall_metric(reason)) for name, reason in STALLS.items()}
    most = max(waits, key=lambda name: waits[name] or 0.0)
    figures = {name: number(metric) for name, metric in METRICS.items()}
    return {"kernel": row["Kernel Name"].partition("(")[0], **figures, "waits for": most, "waits": waits}


def execute(names: list[str]) -> None:
    """One execution of each case between the profiler's marks, after two that warm up."""
    import cupy  # type: ignore[import-not-found]
    from gpu_cases import all_cases
    from gpu_engines import Maker
    from gpu_kernels import Arrays

    maker = Maker(importlib.import_module("dynshape_reference"), device="cuda")
    stream = cupy.cuda.Stream(non_blocking=True)
    mark = cupy.RawKernel(f'extern "C" __global__ void {MARK}() {{}}', MARK)
    for case in all_cases():
        if case.name not in names:
            continue
        arrays = Arrays(case, cupy, maker)
        run = arrays.engine(maker, arrays.context, stream.ptr)
        cupy.cuda.runtime.deviceSynchronize()
        for turn in range(2):
            run(turn)
        stream.synchronize()
        print(f"CASE {case.name}", flush=True)
        cupy.cuda.runtime.profilerStart()
        with stream:
            mark((1,), (1,), ())
        run(0)
        stream.synchronize()
        cupy.cuda.runtime.profilerStop()
        del arrays, run
        cupy.get_default_memory_pool().free_all_blocks()


def main() -> None:
    """Profile, store, write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--file", type=Path, default=FILE, help="the figures of gpu.py")
    parser.add_argument("--only", nargs="*", metavar="PATTERN", help="of the name; any counts")
    parser.add_argument("--execute", nargs="*", metavar="NAME", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.execute is not None:
        execute(arguments.execute)
        return
    record = json.loads(arguments.file.read_text(encoding="utf-8"))
    names = missing(record["kernels"])
    if arguments.only is not None:
        names = [name for name in record["kernels"] if any(re.search(one, name) for one in arguments.only)]
    if not names:
        print("every kernel reaches its goal: nothing to profile")
        return
    done = subprocess.run(command(names), capture_output=True, text=True, check=False)
    profiles = parse(done.stdout)
    if not any(profiles.values()):
        raise SystemExit(f"ncu gave no figures: {(done.stdout + done.stderr).strip()[-300:]}")
    record.setdefault("profiles", {}).update(profiles)
    arguments.file.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    if arguments.file == FILE:
        write_page(record, FILE.parent)


if __name__ == "__main__":
    main()
