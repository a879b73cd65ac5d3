"""How the cost of definition, build and shape queries grows with the network: ``python benchmarks/scaling.py``.

Each measurement is a process of its own (`measure.py`). The two engines take turns, on the same
networks, and the median of several rounds counts. What is installed of the two is measured; without
TensorRT-RTX its columns stay empty. Writes ``docs/performance/scaling.json``, the plot, and the
tables of ``docs/performance.md``.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from page import write_page
from plot import write_plot

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "performance"
ENGINES = ("dynshape_reference", "tensorrt_rtx")
PATIENCE_S = 125
"""A measurement that takes longer is given up, and not tried again."""
ENOUGH_S = 40
"""No further rounds of a measurement that took so long."""


@dataclass(frozen=True)
class Item:
    """What is measured, and how often."""

    name: str
    size: int
    rounds: int
    edition: str = "10"

    @property
    def key(self) -> str:
        """Its name in the results."""
        return f"{self.name} {self.size}"


ITEMS = (
    *(Item("sum_chain", size, rounds) for size, rounds in ((10, 7), (100, 7), (1_000, 7), (10_000, 7), (100_000, 3))),
    *(Item("flags", size, 7) for size in (100, 1_000, 10_000)),
    Item("prod_chain", 5_000, 3),
    Item("profiles", 1_000, 3),
    Item("activations", 20_000, 3),
    # From 8.5 on a shape tensor has 64 elements at most, and the reference refuses more; in 8.4 it does not.
    Item("shape_input", 5_000, 3, edition="8.4"),
)


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", default=sys.executable, help="the interpreter that measures (default: this one)")
    parser.add_argument("--only", default="", help="measure what has this in its name, and write nothing")
    parser.add_argument("--render", action="store_true", help="plot and tables of the figures that are there")
    options = parser.parse_args()
    path = FOLDER / "scaling.json"
    if not options.render:
        results = measure_all(options.python, [item for item in ITEMS if options.only in item.key])
        if options.only:
            return
        FOLDER.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(results, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    results = json.loads(path.read_text(encoding="utf-8"))
    write_plot(results, FOLDER / "scaling.svg")
    write_page(results, ROOT / "docs" / "performance.md")


def measure_all(python: str, items: list[Item]) -> dict[str, Any]:
    """The figures of all items, with the facts that they depend on."""
    results: dict[str, Any] = {"machine": _machine(python), "versions": {}, "seconds": {}}
    engines = [engine for engine in ENGINES if _is_installed(python, engine)]
    for item in items:
        rounds: dict[str, list[dict[str, float]]] = {engine: [] for engine in engines}
        gave_up: dict[str, str] = {}
        for _ in range(item.rounds):
            for engine in engines:
                if engine in gave_up or sum(sum(steps.values()) for steps in rounds[engine]) > ENOUGH_S:
                    continue
                answer = _measure(python, engine, item)
                if isinstance(answer, str):
                    gave_up[engine] = answer
                else:
                    results["versions"][engine] = answer["version"]
                    rounds[engine].append(answer["steps"])
        results["seconds"][item.key] = {
            engine: gave_up[engine] if engine in gave_up else _summary(rounds[engine]) for engine in engines
        }
        print(item.key, json.dumps(results["seconds"][item.key]), flush=True)
    return results


def _measure(python: str, engine: str, item: Item) -> dict[str, Any] | str:
    command = [python, str(ROOT / "benchmarks" / "measure.py"), engine, item.name, str(item.size)]
    try:
        done = subprocess.run(
            command, env=_environment(item.edition), capture_output=True, text=True, timeout=PATIENCE_S, check=False
        )
    except subprocess.TimeoutExpired:
        return f"> {PATIENCE_S} s"
    if done.returncode:
        raise SystemExit(f"{engine}, {item.key}: {done.stdout}{done.stderr}")
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _summary(rounds: list[dict[str, float]]) -> dict[str, Any]:
    """The median and the least of each step; ``total`` is that of whole rounds, without what comes after the query."""
    steps = {step: [figures[step] for figures in rounds] for step in rounds[0]}
    steps["total"] = [sum(figures.values()) - figures.get("again", 0.0) for figures in rounds]
    return {
        "rounds": len(rounds),
        "median": {step: float(f"{statistics.median(figures):.3g}") for step, figures in steps.items()},
        "least": {step: float(f"{min(figures):.3g}") for step, figures in steps.items()},
    }


def _environment(edition: str) -> dict[str, str]:
    # The reference of this checkout, whatever is installed.
    path = os.pathsep.join(filter(None, (str(ROOT / "reference"), os.environ.get("PYTHONPATH"))))
    return {**os.environ, "DYNSHAPE_EDITION": edition, "PYTHONPATH": path}


def _is_installed(python: str, engine: str) -> bool:
    code = f"import importlib.util, sys; sys.exit(importlib.util.find_spec({engine!r}) is None)"
    return subprocess.run([python, "-c", code], env=_environment("10"), check=False).returncode == 0


def _machine(python: str) -> dict[str, Any]:
    code = "import json, platform, numpy; print(json.dumps([platform.python_version(), numpy.__version__]))"
    answer = subprocess.run([python, "-c", code], env=_environment("10"), capture_output=True, text=True, check=True)
    version, numpy = json.loads(answer.stdout)
    return {
        "cores": os.cpu_count(),
        "processor": processor(),
        "system": platform.system(),
        "python": version,
        "numpy": numpy,
    }


def processor() -> str:
    """What the machine calls its processor."""
    path = Path("/proc/cpuinfo")
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


if __name__ == "__main__":
    main()
