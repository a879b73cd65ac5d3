"""Writes the table of ``dynshape run reference`` into README.md: run this file after a change of the corpus."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

README = Path(__file__).parents[2] / "README.md"
BEGIN = "<!-- table of `dynshape run reference`: begin -->"
END = "<!-- table of `dynshape run reference`: end -->"


def printed() -> str:
    """What the command prints, as a block of Markdown."""
    command = [sys.executable, "-m", "dynshape_conformance", "run", "reference"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    return f"\n```\n{run.stdout.strip()}\n```\n"


def split(text: str) -> tuple[str, str, str]:
    """README.md before the block, the block, and after it."""
    before, _, rest = text.partition(BEGIN)
    block, _, after = rest.partition(END)
    return before + BEGIN, block, END + after


if __name__ == "__main__":
    before, _, after = split(README.read_text("utf-8"))
    README.write_text(before + printed() + after, "utf-8")
