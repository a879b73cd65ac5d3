"""Measures what isolation costs: the corpus on the reference, in this process and in workers.

    python benchmarks/isolation.py [--repeats N] [--fraction K/N] [--in-flight 1,2]

Every way runs once before it is measured, so that all processes, this one and the workers, have imported and cached
what they need; the first run, and the start of a worker, are printed beside it. For each way the least of N runs
counts, which are made in turns so that what else the machine does meets all of them alike.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

from dynshape_conformance import setup
from dynshape_conformance.execution import execution
from dynshape_conformance.setup import Setup


class Way:
    """One way to run the cases, with the processes that it needs."""

    def __init__(self, name: str, backend: str, fraction: str, in_flight: int) -> None:
        self.name = name
        others = children()
        self.settled = setup.prepare(backend, fraction=fraction)
        self.cases = list(self.settled.cases.values())
        self.running = execution(self.settled, in_flight)
        self.running.coming(self.cases[:in_flight])
        for case in self.cases[:in_flight]:
            self.running.run(case)
        self.workers = children() - others
        self.runs: list[tuple[float, float, float]] = []
        """Seconds of each run: wall, processor time of this process, of its workers."""
        self.subcases = 0

    def run(self) -> None:
        """Run all cases once."""
        wall, own, workers = time.perf_counter(), time.process_time(), self._workers_cpu()
        subcases = 0
        for place, case in enumerate(self.cases):
            self.running.coming(self.cases[place : place + 16])
            subcases += len(self.running.run(case).result.subcases)
        wall, own = time.perf_counter() - wall, time.process_time() - own
        self.runs.append((wall, own, self._workers_cpu() - workers))
        self.subcases = subcases

    def least(self, column: int) -> float:
        """The least of a column of `runs` without the first run, in ms a subcase."""
        return min(run[column] for run in self.runs[1:]) / self.subcases * 1e3

    def _workers_cpu(self) -> float:
        ticks = 0
        for pid in self.workers:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")


def children() -> set[int]:
    """The processes that this one has started and that still run; on Linux, elsewhere none is found."""
    lists = Path("/proc/self/task").glob("*/children")
    return {int(pid) for file in lists for pid in file.read_text().split()}


def start_seconds(settled: Setup) -> float:
    """Seconds until a further worker has said who it is."""
    assert settled.launch is not None
    begin = time.perf_counter()
    worker = settled.launch().session.worker
    seconds = time.perf_counter() - begin
    worker.close()
    return seconds


def main() -> int:
    """Print the table; exit status 1 where the cost is above 0.1 ms of wall time a subcase."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--fraction", default="")
    parser.add_argument("--in-flight", default="1,2")
    options = parser.parse_args()
    direct = Way("direct:", "direct:reference", options.fraction, 1)
    ways = [direct]
    for in_flight in map(int, options.in_flight.split(",")):
        ways.append(Way(f"worker:, {in_flight} in flight", "worker:reference", options.fraction, in_flight))
    for _ in range(options.repeats + 1):
        for way in ways:
            way.run()
    print(f"{len(direct.cases)} cases, {direct.subcases} subcases; ms a subcase, least of {options.repeats} runs")
    print(f"{'':24}{'wall':>8}{'cost':>8}   cpu:{'runner':>8}{'workers':>9}   first run:{'wall':>7}{'cost':>8}")
    for way in ways:
        wall, own, workers = (way.least(column) for column in range(3))
        first, first_direct = (one.runs[0][0] / one.subcases * 1e3 for one in (way, direct))
        print(f"{way.name:24}{wall:8.3f}{wall - direct.least(0):8.3f}       {own:8.3f}{workers:9.3f}", end="")
        print(f"             {first:7.3f}{first - first_direct:8.3f}")
        way.running.close()
    print(f"start of a worker: {start_seconds(ways[-1].settled):.2f} s")
    return int(ways[-1].least(0) - direct.least(0) > 0.1)


if __name__ == "__main__":
    sys.exit(main())
