"""The runtime: from a plan to an engine."""

from __future__ import annotations

from typing import Any

from .engine import ICudaEngine
from .errors import Journal, refusal_returns
from .logger import ILogger
from .managed import Managed
from .plan import read_plan


class Runtime(Managed):
    """Deserializes engines; the edition is that of the plan."""

    def __init__(self, logger: ILogger) -> None:
        """Raises TypeError for a logger that is none."""
        if not isinstance(logger, ILogger):
            raise TypeError(f"an ILogger is wanted, not {type(logger).__name__}")
        self.logger = logger
        self.journal = Journal(logger)

    @refusal_returns(lambda: None)
    def deserialize_cuda_engine(self, serialized_engine: Any) -> ICudaEngine | None:
        """The engine in a buffer; None with an ERROR record for bytes that are no plan of this engine."""
        return ICudaEngine(read_plan(bytes(memoryview(serialized_engine)), self.journal))
