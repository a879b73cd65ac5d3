"""Measures what isolation costs: the corpus on the reference, in this process and in workers.

    python benchmarks/isolation.py [--repeats N] [--fraction K/N]

For each way the least of N runs counts, which are made in turns so that what else the machine does meets all of
them alike. The start of the workers is not part of it: it is paid once a run.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable

from dynshape_conformance import setup
from dynshape_conformance.execution import Execution, execution
from dynshape_conformance.setup import Setup


def cpu_seconds() -> float:
    """CPU time of this process and of the workers that it has waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def measured(settled: Setup, make: Callable[[], Execution]) -> tuple[float, float, int]:
    """Wall and CPU seconds of a run, and its subcases. The CPU time of workers holds their start."""
    cpu = cpu_seconds()
    running = make()
    cases = list(settled.cases.values())
    wall, subcases = time.perf_counter(), 0
    for place, case in enumerate(cases):
        running.coming(cases[place : place + 16])
        subcases += len(running.run(case).result.subcases)
    wall = time.perf_counter() - wall
    running.close()
    return wall, cpu_seconds() - cpu, subcases


def main() -> int:
    """Print the table; exit status 1 where the cost is above 0.1 ms of wall time a subcase."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--fraction", default="")
    options = parser.parse_args()
    direct = setup.prepare("direct:reference", fraction=options.fraction)
    ways: dict[str, Callable[[], tuple[float, float, int]]] = {
        "direct:": lambda: measured(direct, lambda: execution(direct, 1))
    }
    for in_flight in (1, 2):

        def isolated(in_flight: int = in_flight) -> tuple[float, float, int]:
            settled = setup.prepare("worker:reference", fraction=options.fraction)
            return measured(settled, lambda: execution(settled, in_flight))

        ways[f"worker:, {in_flight} in flight"] = isolated
    for way in ways.values():
        way()
    runs = {name: [] for name in ways}
    for _ in range(options.repeats):
        for name, way in ways.items():
            runs[name].append(way())
    base = min(run[0] for run in runs["direct:"])
    worst = 0.0
    print(f"{len(direct.cases)} cases, {runs['direct:'][0][2]} subcases, least of {options.repeats} runs")
    for name, found in runs.items():
        wall, cpu, subcases = min(run[0] for run in found), min(run[1] for run in found), found[0][2]
        cost = (wall - base) / subcases * 1e3
        print(f"{name:24} wall {wall:6.2f} s, cpu {cpu:6.2f} s, cost {cost:6.3f} ms a subcase")
        worst = cost
    return int(worst > 0.1)


if __name__ == "__main__":
    sys.exit(main())
