"""A context's settings, and the calls that only an implicit-batch engine could answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .arguments import read_handle, read_text, read_truth
from .build_options import ProfilingVerbosity
from .enums import Enum
from .errors import ErrorCodeTRT, Journal, Refusal, refusal_returns
from .out_of_scope import NoTemporaryAllocator
from .profiler import IProfiler, LayerTimes
from .state import ContextState
from .stored import API, Stored, at_least, handle


class ExecutionContextAllocationStrategy(Enum):
    """Who gives a context its device memory, and when (10); contexts here need none."""

    STATIC = 0
    ON_PROFILE_CHANGE = 1
    USER_MANAGED = 2


def _profiler(value: Any) -> IProfiler | None:
    if value is not None and not isinstance(value, IProfiler):
        raise TypeError(f"an IProfiler or None is wanted, not {type(value).__name__}")
    return value


class ContextSettings(NoTemporaryAllocator):
    """What can be set on a context beside its profile, dims, values and addresses."""

    journal: Journal
    state: ContextState
    layer_times: LayerTimes
    """What the last execution took, while it is not reported yet."""

    name = Stored(read_text, "", "A name for people.")
    profiler = Stored(_profiler, None, "What is told the layers' times, None for nothing.")
    enqueue_emits_profile = Stored(
        read_truth, True, "Whether execute_async_* report times themselves, else `report_to_profiler` does."
    )
    debug_sync = Stored(read_truth, False, "Whether to wait after each layer; kept, each is done before the next.")
    nvtx_verbosity = Stored(
        ProfilingVerbosity, ProfilingVerbosity.LAYER_NAMES_ONLY, "What NVTX is told; kept, there is no NVTX here."
    )
    persistent_cache_limit = Stored(at_least(0), 0, "Bytes of a GPU's L2 cache; kept, without effect.")
    device_memory = Stored(handle, 0, "The address of the context's device memory; kept, no memory is needed.")

    @property
    def uses_cuda_graph(self) -> bool:
        """Whether an execution with the dims and addresses of the one before is queued as one CUDA graph.

        False at first; not in TensorRT, whose callers capture graphs themselves. Without effect on the CPU, with a
        profiler, and for networks that are executed layer by layer.
        """
        return self.state.uses_cuda_graph

    @uses_cuda_graph.setter
    def uses_cuda_graph(self, value: bool) -> None:
        self.state.uses_cuda_graph = read_truth(value)

    def report_to_profiler(self) -> bool:
        """Report the times of the last execute_async_*, if `enqueue_emits_profile` is False.

        False with an ERROR record if there is no profiler or nothing to report.
        """
        return self._report()

    @refusal_returns(lambda: False)
    def _report(self) -> bool:
        if self.profiler is None or not self.layer_times:
            lacking = "profiler" if self.profiler is None else "unreported execution"
            raise Refusal(API, f"there is no {lacking}", code=ErrorCodeTRT.INVALID_STATE)
        self.layer_times.report(self.profiler)
        return True

    def set_aux_streams(self, aux_streams: Sequence[int]) -> None:
        """Give streams to use beside the caller's; none is used.

        An ERROR record for equal ones and for the default stream.
        """
        self._check_streams([read_handle(stream) for stream in aux_streams])

    @refusal_returns(lambda: None)
    def _check_streams(self, streams: list[int]) -> None:
        if 0 in streams or len(set(streams)) < len(streams):
            raise Refusal(API, f"auxiliary streams {streams} are not all different and not the default", value=streams)

    def set_input_consumed_event(self, event: int) -> bool:
        """Give a CUDA event to signal once the inputs are read, by ``execute_async_v3``.

        On a GPU it is recorded behind the execution. On the CPU the inputs are read when the call
        returns, and CUDA takes an event that nobody recorded for one that has happened.
        """
        self._input_consumed_event = handle(event)
        return True

    def get_input_consumed_event(self) -> int:
        """The event given, 0 for none."""
        return self._input_consumed_event

    _input_consumed_event = 0

    def set_device_memory(self, memory: int, size: int) -> None:
        """Give device memory (10); see `device_memory`."""
        self.device_memory = memory
        at_least(0)(size)

    def update_device_memory_size_for_shapes(self) -> int:
        """0: no device memory is needed, whatever the shapes (10)."""
        return 0

    def execute(self, batch_size: int = 1, bindings: Sequence[Any] = ()) -> bool:
        """False with an ERROR record: it is for implicit-batch engines, and none is built (DS-NET-002)."""
        return self._refuse_implicit_batch("execute_v2")

    def execute_async(
        self, batch_size: int = 1, bindings: Sequence[Any] = (), stream_handle: int = 0, input_consumed: Any = None
    ) -> bool:
        """False with an ERROR record: it is for implicit-batch engines, and none is built (DS-NET-002)."""
        return self._refuse_implicit_batch("execute_async_v2")

    @refusal_returns(lambda: False)
    def _refuse_implicit_batch(self, instead: str) -> bool:
        raise Refusal("DS-NET-002", f"the engine has no implicit batch dimension: use {instead}")
