"""What goes with the clauses: texts that TensorRT was seen to log, and where the sources contradict each other."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from .registry import read_data


@dataclass(frozen=True)
class LogText:
    """A log record of TensorRT 8.x as public issues show it; no document promises the wording."""

    id: str
    severity: str
    code: int | None
    """TensorRT's error code, where the log shows one."""
    text: str
    trigger: str
    source: str
    note: str = ""


@dataclass(frozen=True)
class Contradiction:
    """Two sources that disagree, and how the clauses read them."""

    id: str
    seed: str
    """What the chapter says."""
    against: str
    reading: str


@lru_cache(maxsize=1)
def load_log_texts() -> tuple[LogText, ...]:
    """The known log texts, M01 and on."""
    return tuple(LogText(**row) for row in read_data("logs.json"))


@lru_cache(maxsize=1)
def load_contradictions() -> tuple[Contradiction, ...]:
    """The known contradictions, C01 and on."""
    return tuple(Contradiction(**row) for row in read_data("contradictions.json"))
