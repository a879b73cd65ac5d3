"""The comparisons of the kernels under NVIDIA's compute-sanitizer; to be run on a GPU by hand.

    python reference/tests/cuda_sanitize.py [TOOL ...] [-k EXPRESSION]

``memcheck`` finds reads and writes out of bounds, ``racecheck`` threads that disturb each other in shared memory,
``initcheck`` reads of memory that nobody wrote. By default the first two, over comparisons of float32, one round
each.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

TESTS = [Path(__file__).parent / f"test_cuda_{name}.py" for name in ("kernels", "paths", "suppressing")]
TOOLS = ("memcheck", "racecheck", "initcheck", "synccheck")
FOUND = 99
"""The exit status for what a tool found."""


def command(sanitizer: str, tool: str, expression: str) -> list[str]:
    """What runs the tests under a tool."""
    run = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *map(str, TESTS), "-k", expression]
    return [sanitizer, f"--tool={tool}", f"--error-exitcode={FOUND}", "--target-processes=application-only", *run]


def main() -> int:
    """Run the tools one after the other; 0 if none found anything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tools", nargs="*", default=["memcheck", "racecheck"], metavar="TOOL", help=", ".join(TOOLS))
    parser.add_argument("-k", dest="expression", default="float32", help="which tests, as pytest takes it")
    arguments = parser.parse_args()
    unknown = sorted(set(arguments.tools) - set(TOOLS))
    if unknown:
        parser.error(f"there is no tool {', '.join(unknown)}; there are {', '.join(TOOLS)}")
    sanitizer = shutil.which("compute-sanitizer")
    if sanitizer is None:
        print("compute-sanitizer is not on the PATH; it comes with the CUDA toolkit", file=sys.stderr)
        return 2
    environment = {**os.environ, "DYNSHAPE_CUDA": "1", "DYNSHAPE_ROUNDS": "1"}
    failed = 0
    for tool in arguments.tools:
        status = subprocess.run(command(sanitizer, tool, arguments.expression), env=environment).returncode
        print(f"{tool}: {'nothing found' if status == 0 else f'exit status {status}'}", flush=True)
        failed |= status != 0
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
