"""Measure the CUDA kernels on a GPU: bytes a second over the copy rate, and what an enqueue costs on the host.

    nox -s bench -- gpu [rtx] [--only PATTERN ...] [--output FILE] [--limit SECONDS] [--page]

Beside it CuPy's own functions, PyTorch's and, with ``rtx``, TensorRT-RTX on the same networks: first everything
without it, then what it takes. Data is random, and inputs rotate through more memory than the L2 cache has.
``--page`` measures nothing: it writes ``docs/performance/`` from the file.
"""

from __future__ import annotations

import argparse
import importlib
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from gpu_cases import GpuCase, all_cases
from gpu_clock import Clock
from gpu_engines import Maker, Refused
from gpu_fixtures import NETWORKS, measure_fixture
from gpu_host import measure_enqueues, prepare_chain
from gpu_kernels import line, measure, measure_rtx
from gpu_making import SWEEP, compile_kernels, make_all
from gpu_page import write_page
from gpu_sweep import KERNELS, Made, Sweep

FILE = Path(__file__).parent.parent / "docs" / "performance" / "gpu.json"
FOREVER = 1e9


class Run:
    """One run of the benchmark. What fails is told in the record, and the rest goes on."""

    def __init__(self, arguments: Any, cupy: Any, makers: dict[str, Maker], torch: Any) -> None:
        self.arguments, self.cupy, self.makers, self.torch = arguments, cupy, makers, torch
        self.began = time.perf_counter()
        self.clock = Clock(cupy)
        self.made: dict[str, Made] = {}
        """Of TensorRT-RTX, by name."""
        self.record: dict[str, Any] = {"versions": versions(cupy, torch, makers), "left out": []}
        self.record |= {"kernels": {}, "sweep": {}, "networks": {}, "host": {}}
        if arguments.only != [""] and arguments.output.exists():
            former = json.loads(arguments.output.read_text(encoding="utf-8"))
            # Figures of one table are of one device and of the same libraries.
            if former["versions"] == self.record["versions"]:
                self.record = former

    def measure(self) -> None:
        """Everything that is wanted, as far as the time goes."""
        # The host has nothing else to do while it is measured: neither compiling nor making engines.
        self._host("reference")
        chain = self._begin_chain() if "rtx" in self.makers and self._is_named("host") else None
        try:
            if self.arguments.only == [""]:
                compile_kernels(self.cupy)
                self._save("kernels compiled")
            for who in self.makers:
                if who != "reference":
                    self._host(who)
                self._networks(who)
                if who == "rtx":
                    self._make()
                self._sweep(who)
                self._kernels(who)
            if chain is not None:
                self._end_chain(chain)
        finally:
            if chain is not None:
                chain.kill()
                chain.wait()

    def _seconds_left(self) -> float:
        return float(self.arguments.limit) - (time.perf_counter() - self.began)

    def _is_named(self, name: str) -> bool:
        return any(re.search(pattern, name) for pattern in self.arguments.only)

    def _wanted(self, name: str, who: str) -> bool:
        if not self._is_named(name):
            return False
        if self._seconds_left() < 0:
            self.record["left out"].append(f"{name}, {who}")
            return False
        return True

    def _save(self, *told: Any) -> None:
        print(f"[{time.perf_counter() - self.began:.0f}s]", *told, flush=True)
        self.arguments.output.write_text(json.dumps(self.record, indent=1) + "\n", encoding="utf-8")

    def _keep(self, row: dict[str, Any], key: str, figures: Iterable[tuple[Any, float]]) -> None:
        """Put figures into ``row`` as they come; under ``key`` why there are no more."""
        try:
            for name, figure in figures:
                row[str(name)] = figure
        except Exception as error:
            row[key] = _why(error)

    def _host(self, who: str) -> None:
        if not self._wanted("host", who):
            return
        row = self.record["host"].setdefault(who, {})
        self._keep(row, "refused", measure_enqueues(self.cupy, self.makers[who], who == "rtx"))
        if who == "reference":
            self._keep(row, "refused", prepare_chain(self.cupy, self.makers[who], False)())
        self._save("host", who, json.dumps(row))

    def _begin_chain(self) -> Any:
        """The chain on TensorRT-RTX is made beside everything else, and measured at the end."""
        command = [sys.executable, str(Path(__file__).with_name("gpu_host.py"))]
        return subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )

    def _end_chain(self, chain: Any) -> None:
        row = self.record["host"].setdefault("rtx", {})
        try:
            told, _ = chain.communicate("go\n", timeout=max(5.0, self._seconds_left()))
            row.update(json.loads(told.strip().splitlines()[-1]))
        except Exception as error:
            row["refused"] = f"the chain: {_why(error)}"
        self._save("chain rtx", json.dumps(row))

    def _networks(self, who: str) -> None:
        for name in NETWORKS:
            for graph in (False, True) if who == "reference" else (False,):
                if self._wanted(f"network {name}", who):
                    row = self.record["networks"].setdefault(name, {})
                    key = f"{who}, CUDA graph" if graph else who
                    try:
                        row[key] = measure_fixture(self.cupy, name, who, graph)
                    except Exception as error:
                        row[key] = {"refused": _why(error)}
                    self._save("network", name, key, row[key])

    def _sweep(self, who: str) -> None:
        names = [name for name in KERNELS if self._wanted(f"sweep {name}", who)]
        sweep = Sweep(self.clock) if names else None
        for name in names:
            assert sweep is not None
            found = self.record["sweep"].setdefault(name, {"moved": KERNELS[name][1], "seconds": {}})
            seconds = found["seconds"]
            if who == "reference":
                self._keep(seconds.setdefault("copy", {}), "refused", sweep.copies(name))
                if self.torch is not None:
                    self._keep(seconds.setdefault("torch", {}), "refused", sweep.in_torch(name, self.torch))
            made = self.made.get(SWEEP + name) if who == "rtx" else None
            figures = sweep.engine(name, self.makers[who], made, who == "rtx")
            if who == "rtx" and self.arguments.limit < FOREVER:
                figures = self._for_a_while(figures, f"sweep {name}, rtx")
            self._keep(seconds.setdefault(who, {}), "refused", figures)
            self._save("sweep", name, who, json.dumps(seconds[who]))

    def _for_a_while(self, figures: Iterator[Any], name: str) -> Iterator[Any]:
        """As many as come in a twentieth of the time, TensorRT-RTX making kernels for each size."""
        ends = time.perf_counter() + self.arguments.limit / 20
        for figure in figures:
            yield figure
            if time.perf_counter() > ends:
                self.record["left out"].append(name)
                return

    def _make(self) -> None:
        """The engines of TensorRT-RTX, in half of the time that is left at most."""
        names = [SWEEP + name for name in KERNELS if self._is_named(SWEEP + name)]
        names += [case.name for case in all_cases() if self._is_named(f"{case.family} {case.name}")]
        self.made = make_all(names, self._seconds_left() / 2)
        self._save(f"{len(self.made)} of {len(names)} engines of TensorRT-RTX made")

    def _kernels(self, who: str) -> None:
        for case in _in_turns(all_cases()) if who == "rtx" else all_cases():
            if not self._wanted(f"{case.family} {case.name}", who):
                continue
            empty = {"family": case.family, "multiplications": case.multiplications}
            row = self.record["kernels"].setdefault(case.name, empty)
            try:
                if who == "rtx":
                    row.update(measure_rtx(case, self.clock, self.makers, self.made.get(case.name)))
                else:
                    row.update(measure(case, self.clock, self.makers[who], self.torch))
            except Exception as error:
                row["rtx refused" if who == "rtx" else "error"] = _why(error)
            self.cupy.get_default_memory_pool().free_all_blocks()
            self._save(line(case.name, row))


def _why(error: Exception) -> str:
    text = str(error) if isinstance(error, Refused) else f"{type(error).__name__}: {error}"
    return (text.splitlines() or [""])[0][:200]


def _in_turns(cases: list[GpuCase]) -> list[GpuCase]:
    """The first of each family, then the second ones: where time ends, each family has some."""
    counted: dict[str, int] = {}
    places = []
    for case in cases:
        counted[case.family] = counted.get(case.family, 0) + 1
        places.append(counted[case.family])
    return [case for _, case in sorted(zip(places, cases, strict=True), key=lambda pair: pair[0])]


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
    parser.add_argument("--limit", type=float, default=FOREVER, metavar="SECONDS", help="begin nothing new after it")
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
    run = Run(arguments, cupy, makers, torch)
    run.measure()
    if arguments.output == FILE:
        write_page(run.record, FILE.parent)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    started = time.perf_counter()
    main()
    print(f"{time.perf_counter() - started:.0f} s")
