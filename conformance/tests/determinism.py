"""Scores a backend twice, with all changed that must not matter, and compares the results byte by byte.

    python determinism.py [--fraction K/N] [BACKEND [EDITION...]]

The second run has another ``PYTHONHASHSEED``, the order reversed, two processes instead of one, and the engine
in workers.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path

REVERSE = "import pytest\n\n\ndef pytest_collection_modifyitems(items):\n    items.reverse()\n"
UNEXPECTED_VERDICTS = 1


def run(folder: Path, name: str, seed: int, arguments: Sequence[str]) -> bytes:
    """The results file of one run."""
    (folder / "reversed_order.py").write_text(REVERSE)
    path = os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH", "")]))
    environment = {**os.environ, "PYTHONHASHSEED": str(seed), "PYTHONPATH": path, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "dynshape_conformance.plugin"]
    target = folder / name
    done = subprocess.run(
        [*command, f"--results={target}", *arguments], cwd=folder, env=environment, capture_output=True, text=True
    )
    if done.returncode not in (0, UNEXPECTED_VERDICTS):
        sys.exit(f"{name} run: exit status {done.returncode}\n{done.stdout}{done.stderr}")
    return target.read_bytes()


def differences(backend: str, edition: str | None, more: Sequence[str] = ()) -> tuple[int, list[str]]:
    """How many lines there are, and those in which the two runs differ."""
    shared = [*([f"--edition={edition}"] if edition else []), *more]
    spread = ("-p", "reversed_order", "-p", "xdist", "-n", "2")
    with tempfile.TemporaryDirectory(prefix="dynshape-") as name:
        first = run(Path(name), "first", 1, [f"--backend={backend}", *shared])
        second = run(Path(name), "second", 2, [f"--backend=worker:{backend}", *shared, *spread])
    pairs = list(zip_longest(first.split(b"\n"), second.split(b"\n"), fillvalue=b""))
    return len(pairs) - 1, [f"- {a.decode()}\n+ {b.decode()}" for a, b in pairs if a != b]


def main() -> int:
    """Say for each edition whether the two files are the same; exit status 1 if not."""
    parser = argparse.ArgumentParser()
    parser.add_argument("backend", nargs="?", default="reference")
    parser.add_argument("editions", nargs="*")
    parser.add_argument("--fraction", default="")
    options = parser.parse_args()
    editions = options.editions
    if not editions and options.backend == "reference":
        from dynshape_conformance.adapters.reference import EDITIONS

        editions = list(EDITIONS)
    broken = False
    for edition in editions or [None]:
        lines, different = differences(options.backend, edition, [f"--fraction={options.fraction}"])
        print(f"{options.backend}, edition {edition or 'its own'}: {lines} lines, {len(different)} differ", flush=True)
        for text in different[:5]:
            print(text[:2000])
        broken = broken or bool(different)
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
