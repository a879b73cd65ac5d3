"""The published runs: ``reports/published/`` holds the results of every engine that was scored.

    python conformance/tests/published.py            # runs again what needs no GPU; fails where a byte differs
    python conformance/tests/published.py openvino   # only the runs of this engine
    python conformance/tests/published.py --write    # writes what differs, and the findings page with its scripts
    python conformance/tests/published.py --add reference 8.6    # publishes a run by this edition

What needs a device that is not here is left alone, and said to be.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import findings_page
from dynshape_conformance import backends
from dynshape_conformance.backends import SetupError
from dynshape_reports import results

PUBLISHED = Path(__file__).parents[2] / "reports" / "published"
DEADLY = ("openvino", "openvino_1thread")
"""Engines that end their process in some cases: they run in one of their own."""
WITHOUT_SCRIPTS = ("openvino_1thread",)
"""Engines whose cases damage the memory of those after them: the calls of one case alone need not show what it did."""


def main(arguments: list[str]) -> int:
    """Run what is published again; exit status 1 where something differs."""
    if arguments[:1] == ["--add"]:
        _add(*arguments[1:])
        return 0
    names = [argument for argument in arguments if argument != "--write"]
    different = False
    for path in sorted(PUBLISHED.glob("*.jsonl")):
        header = results.read(path)[0].header
        name, device = header.backend.name, header.backend.device
        if names and name not in names:
            continue
        here = _device(name, header.edition)
        if here != device:
            print(f"{path.name}: not run, it needs {name} on {device}; here is {here}")
            continue
        found = _again(name, header.edition)
        same = found == path.read_bytes()
        print(f"{path.name}: {'the same' if same else 'DIFFERENT'}")
        if not same and "--write" in arguments:
            path.write_bytes(found)
            same = True
        different |= not same
    if "--write" in arguments:
        findings_page.main()
    return int(different)


def _add(name: str, edition: str) -> None:
    data = _again(name, edition)
    backend = results.parse(data)[0].header.backend
    device = re.sub(r"[^A-Za-z0-9]+", "_", backend.device)
    path = PUBLISHED / f"{name}-{backend.version}-{device}-{edition}.jsonl"
    path.write_bytes(data)
    print(f"{path.name}: written")


def _device(name: str, edition: str) -> str:
    try:
        return backends.load(name, edition)[1].device
    except SetupError as error:
        return error.lines[0]


def _again(name: str, edition: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="dynshape-") as folder:
        output = Path(folder, "results.jsonl")
        options: list[object] = ["--edition", edition, "--no-expectations"]
        options += [] if name in WITHOUT_SCRIPTS else ["--save-repros", Path(folder, "repros")]
        # One process and one case at a time: what an engine does to its process may show in the case after.
        options += ["--in-flight", "1", "--timeout", "60"] if name in DEADLY else ["--jobs", "1"]
        command = [
            sys.executable,
            "-m",
            "dynshape_conformance",
            "run",
            f"worker:{name}" if name in DEADLY else name,
            *map(str, options),
            "--output",
            str(output),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode == 2:
            raise SystemExit(done.stderr)
        return output.read_bytes()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
