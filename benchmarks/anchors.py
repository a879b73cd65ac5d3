"""How fast the corpus runs, beside other suites that say whether a backend conforms: ``python benchmarks/anchors.py``.

Each suite is run by pytest in one process of its own, the suites in turns, and the least of several
rounds counts: whatever else a machine does can only add to it. Once a round it is collected only.
Writes ``docs/performance/anchors.json`` and a table in ``docs/performance.md``.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import re
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from page import put_between
from scaling import FOLDER, ROOT, processor

START, END = "<!-- anchors: start -->", "<!-- anchors: end -->"
RAN = ("passed", "failed", "xfailed", "xpassed")
OUR_CASES = "dynshape on its reference"


@dataclass(frozen=True)
class Suite:
    """A suite: what pytest is given, and the packages whose versions count."""

    name: str
    arguments: tuple[str, ...]
    packages: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)
    folder: Path = ROOT / "benchmarks"


OURS = ("--pyargs", "dynshape_conformance.cases", "-p", "dynshape_conformance.plugin", "--backend=reference")
SUITES = (
    Suite(OUR_CASES, OURS, ("dynshape", "numpy")),
    Suite("ONNX node tests on ONNX's reference evaluator", ("onnx_node_tests.py",), ("onnx", "numpy")),
    Suite("tests of array-api-strict", ("--pyargs", "array_api_strict.tests"), ("array-api-strict", "numpy")),
)


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", help="measure the suites that have this in their name, and write nothing")
    parser.add_argument("--array-api-tests", type=Path, help="a checkout of array-api-tests, which no registry has")
    parser.add_argument("--render", action="store_true", help="the table of the figures that are there")
    options = parser.parse_args()
    path = FOLDER / "anchors.json"
    if not options.render:
        suites = [*SUITES, *([array_api_tests(options.array_api_tests)] if options.array_api_tests else [])]
        results = measure_all([suite for suite in suites if options.only in suite.name], options.rounds)
        if options.only:
            return
        path.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    results = json.loads(path.read_text(encoding="utf-8"))
    put_between(ROOT / "docs" / "performance.md", START, END, page(results))


def array_api_tests(checkout: Path) -> Suite:
    """array-api-tests on NumPy, with the number of examples that it has by default."""
    return Suite(
        "array-api-tests on NumPy",
        ("array_api_tests",),
        ("numpy", "hypothesis"),
        {"ARRAY_API_TESTS_MODULE": "numpy"},
        checkout.resolve(),
    )


def measure_all(suites: list[Suite], rounds: int) -> dict[str, Any]:
    """The figures of all suites, with the facts that they depend on."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    found: dict[str, list[dict[str, float]]] = {suite.name: [] for suite in suites}
    for _ in range(rounds):
        for suite in suites:
            found[suite.name].append(_measure(suite))
            print(suite.name, json.dumps(found[suite.name][-1]), flush=True)
    return {
        "machine": {"cores": os.cpu_count(), "processor": processor(), "system": platform.system(), "load": load},
        "python": platform.python_version(),
        "rounds": rounds,
        "suites": {
            suite.name: {
                "versions": {name: importlib.metadata.version(name) for name in suite.packages},
                **{step: min(figures[step] for figures in found[suite.name]) for step in found[suite.name][0]},
            }
            for suite in suites
        },
    }


def _measure(suite: Suite) -> dict[str, float]:
    """Items, and seconds of wall and of processor time: of the collection, and of the whole."""
    with tempfile.TemporaryDirectory(prefix="dynshape-") as folder:
        results = Path(folder, "results.jsonl")
        ours = suite.name == OUR_CASES
        _, collected, collected_cpu = _pytest(suite, "--collect-only")
        summary, whole, whole_cpu = _pytest(suite, *([f"--results={results}"] if ours else []))
        counts = {word: int(number) for number, word in re.findall(r"(\d+) (\w+)", summary)}
        items = sum(counts.get(word, 0) for word in RAN)
        figures = {
            "items": items,
            "failed": counts.get("failed", 0),
            "collect": round(collected, 2),
            "collect cpu": round(collected_cpu, 2),
            "whole": round(whole, 2),
            "whole cpu": round(whole_cpu, 2),
        }
        if ours:
            figures["subcases"] = json.loads(results.read_text(encoding="utf-8").splitlines()[-1])["subcases"]
        return figures


def _pytest(suite: Suite, *more: str) -> tuple[str, float, float]:
    """The last line of pytest's output, and how long it took."""
    before, start = _children_cpu(), time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *more, *suite.arguments],
        cwd=suite.folder,
        env={**os.environ, **suite.environment},
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.perf_counter() - start
    if done.returncode not in (0, 1):
        raise SystemExit(f"{suite.name}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    lines = [line for line in done.stdout.splitlines() if re.search(r"\bin \d", line)]
    return (lines or [""])[-1], seconds, _children_cpu() - before


def _children_cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def page(results: dict[str, Any]) -> str:
    """The facts and the table, as Markdown."""
    machine = results["machine"]
    load = f" Load average at the start: {machine['load']:.1f}." if machine.get("load") is not None else ""
    facts = (
        f"{machine['cores']} cores ({machine['processor']}), {machine['system']}, Python {results['python']}; "
        f"one process each, the least of {results['rounds']} rounds. Seconds of processor time; in brackets by the "
        f"clock.{load}"
    )
    lines = [
        "| suite | versions | items | collection | all | items/s | items/s without collection |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, found in results["suites"].items():
        versions = ", ".join(f"{package} {version}" for package, version in found["versions"].items())
        run = found["whole cpu"] - found["collect cpu"]
        more = f" with {found['subcases']:,.0f} subcases" if "subcases" in found else ""
        rate = f"{found['items'] / run:,.0f}"
        rate += f" ({found['subcases'] / run:,.0f} subcases/s)" if "subcases" in found else ""
        collection = f"{found['collect cpu']:.2f} ({found['collect']:.2f})"
        whole = f"{found['whole cpu']:.2f} ({found['whole']:.2f})"
        overall = f"{found['items'] / found['whole cpu']:,.0f}"
        cells = (name, versions, f"{found['items']:,.0f}{more}", collection, whole, overall, rate)
        lines.append(f"| {' | '.join(cells)} |")
    return facts + "\n\n" + "\n".join(lines)


if __name__ == "__main__":
    main()
