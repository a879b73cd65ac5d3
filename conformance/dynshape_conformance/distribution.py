"""A run that pytest-xdist spreads over processes: what each process is, and which GPU it uses."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

DEVICES = "CUDA_VISIBLE_DEVICES"


def is_distributed(config: pytest.Config) -> bool:
    """True in each process of a run that is spread over several."""
    return hasattr(config, "workerinput") or hands_out(config)


def hands_out(config: pytest.Config) -> bool:
    """True in the process that hands out the cases and runs none."""
    return not hasattr(config, "workerinput") and getattr(config.option, "dist", "no") != "no"


def choose_device(config: pytest.Config) -> None:
    """Give this process one GPU of its host, by the number of the worker; the user's own choice stays.

    It has to be done before any engine is loaded: CUDA reads the variable once.
    """
    if hasattr(config, "workerinput") and DEVICES not in os.environ:
        chosen = device(str(config.workerinput["workerid"]), gpus())
        if chosen is not None:
            os.environ[DEVICES] = chosen


def device(worker: str, count: int) -> str | None:
    """The GPU of the worker called ``gw3`` on a host that has ``count``; None where there is none."""
    number = re.search(r"\d+", worker)
    return str(int(number[0]) % count) if number is not None and count else None


def gpus(devices: Path = Path("/dev")) -> int:
    """How many NVIDIA GPUs this host (or container) offers."""
    return sum(1 for path in devices.glob("nvidia[0-9]*") if path.name.removeprefix("nvidia").isdigit())
