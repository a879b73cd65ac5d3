"""What a terminal can show: its width, and whether it takes colour."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TextIO

CODES = {"good": "32", "bad": "1;31", "known": "33", "warn": "33", "mute": "2", "none": "2"}


@dataclass(frozen=True)
class Screen:
    """Where text goes to. Without a terminal it is wide enough for everything, and has no colour."""

    width: int = 10_000
    colour: bool = False

    def paint(self, text: str, tone: str) -> str:
        """The text in the colour of a tone of `marks`."""
        return f"\x1b[{CODES[tone]}m{text}\x1b[0m" if self.colour and text else text


def screen_of(stream: TextIO, environment: Mapping[str, str] = os.environ) -> Screen:
    """The screen that the stream writes to: colour only on a terminal, and not where NO_COLOR is set (no-color.org)."""
    if not stream.isatty():
        return Screen()
    plain = bool(environment.get("NO_COLOR")) or environment.get("TERM") == "dumb"
    return Screen(shutil.get_terminal_size().columns, not plain)
