"""The runtime: from a plan to an engine."""

from __future__ import annotations

from typing import Any, NoReturn

from .arguments import read_truth
from .build_options import TempfileControlFlag
from .closed import Closed
from .collector import collector_paused
from .engine import ICudaEngine
from .enums import all_bits
from .error_recorder import Recorded
from .errors import Journal, refusal_returns
from .kernels.cuda_device import check_device
from .logger import ILogger, checked_logger
from .managed import Managed
from .out_of_scope import NoGpuAllocator, NoPluginRegistry, refuse_use
from .plan import read_plan
from .stored import Stored, at_least, no_dla_core, optional_text
from .stream_reader import read_all


class Runtime(Closed, Managed, Recorded, NoGpuAllocator, NoPluginRegistry):
    """Deserializes engines. The edition is that of each plan; a runtime itself has the members of all editions."""

    completed_by = "device"

    max_threads = Stored(at_least(1), 1, "The most threads of the runtime; kept, this engine uses one.")
    DLA_core = Stored(no_dla_core, -1, "The DLA core to load engines for: -1, there is none.")
    engine_host_code_allowed = Stored(read_truth, False, "Whether plans may hold code; kept, a plan here is data only.")
    temporary_directory = Stored(optional_text, None, "Where temporary files go; kept, none are made.")
    tempfile_control_flags = Stored(
        at_least(0, all_bits(TempfileControlFlag)),
        all_bits(TempfileControlFlag),
        "The word of `TempfileControlFlag` bits; kept, no files are made.",
    )

    def __init__(self, logger: ILogger, device: str = "numpy") -> None:
        """``device``: where engines compute, ``numpy`` for the host or ``cuda`` (not in TensorRT).

        Raises TypeError for a logger that is none, ValueError for an unknown device.
        """
        check_device(device)
        self.journal = Journal(checked_logger(logger))
        self.device = device

    @property
    def logger(self) -> ILogger:
        """The logger that it was made with."""
        return self.journal.logger

    @refusal_returns(lambda: None)
    def deserialize_cuda_engine(self, serialized_engine: Any) -> ICudaEngine | None:
        """The engine in a buffer; None with an ERROR record for bytes that are no plan of this engine.

        In place of the buffer may stand an `IStreamReader`.
        """
        data = read_all(serialized_engine)
        with collector_paused():
            return ICudaEngine(read_plan(data, self.journal.child()), self.device)

    def load_runtime(self, path: str) -> NoReturn:
        """NotImplementedError: a lean runtime is a library of TensorRT's."""
        refuse_use("load_runtime", "lean runtimes are compiled libraries of TensorRT, and this engine is none")

    @property
    def num_DLA_cores(self) -> int:
        """0: there is no DLA."""
        return 0
