"""The engine: what was built, asked through binding indices (8.x) or tensor names (8.5 and later)."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING

from .build_options import BuilderFlag, EngineCapability, HardwareCompatibilityLevel, ProfilingVerbosity
from .built import BuiltNetwork
from .closed import Closed
from .context import IExecutionContext
from .context_settings import ExecutionContextAllocationStrategy
from .editioned import by_edition
from .editions import Edition
from .engine_bindings import BindingQuestions
from .engine_names import NameQuestions
from .enums import bit, enumerator
from .error_recorder import Recorded
from .errors import Journal, refusal_returns
from .hostmemory import IHostMemory
from .inspector import EngineInspector
from .kernels.cuda_device import find_resources
from .managed import Managed
from .owners import ProfileOwners
from .plan import write_plan
from .stored import Stored, at_least

if TYPE_CHECKING:
    from .plan import Plan


@by_edition
class ICudaEngine(Closed, Managed, Recorded, BindingQuestions, NameQuestions):
    """A built engine, and what it answers to questions about itself."""

    completed_by = "edition"

    def __init__(self, plan: Plan, device: str = "numpy") -> None:
        """Made by ``Runtime.deserialize_cuda_engine``; contexts compute on ``device``."""
        self.resources = find_resources(device)
        self.built = BuiltNetwork(plan)
        self.owners = ProfileOwners(self.built)
        self.journal: Journal = plan.graph.journal
        self.edition: Edition = plan.graph.edition
        """The edition that it was built by."""

    # Profiles and contexts

    @property
    def num_optimization_profiles(self) -> int:
        """The number of profiles; one at least (DS-PROF-023)."""
        return len(self.built.profiles)

    def create_execution_context(
        self, strategy: ExecutionContextAllocationStrategy = ExecutionContextAllocationStrategy.STATIC
    ) -> IExecutionContext | None:
        """A new context (DS-NET-007), on profile 0 where the edition gives it that (DS-CTX-007).

        Else it has no profile (DS-CTX-014), and a record says so (DS-CTX-015). ``strategy`` (from
        10 on) makes no difference: contexts need no device memory of their own.
        """
        enumerator(ExecutionContextAllocationStrategy, strategy)
        context = IExecutionContext(self)
        if self.owners.gives_profile_0():
            context.adopt_profile(0)
        else:
            text = "Could not set default profile 0 for execution context. Profile index must be set explicitly."
            self.journal.inform("DS-CTX-015", text)
        return context

    def create_execution_context_without_device_memory(self) -> IExecutionContext | None:
        """A context to which the caller gives device memory: `device_memory_size` bytes, which is none."""
        return self.create_execution_context()

    def create_engine_inspector(self) -> EngineInspector:
        """Something to read the layers with."""
        return EngineInspector(self)

    def __getitem__(self, key: int | str) -> int | str:
        """Before 10 the name of a binding, or the index of a name (DS-PY-008); from 10 on the name of a tensor."""
        if not self.edition.has_bindings:
            return self.get_tensor_name(operator.index(key))  # type: ignore[arg-type]
        if isinstance(key, str):
            return self.bindings.index(key)
        name = self.bindings.name(key + len(self.bindings) if key < 0 else key)
        if name is None:
            raise IndexError(f"binding {key} is out of range for {len(self.bindings)} bindings")
        return name

    # The whole engine

    def __bool__(self) -> bool:
        # Clients ask `if not engine` also where there is no len(engine) any more.
        return True

    def serialize(self) -> IHostMemory:
        """The plan that this engine was read from, byte for byte."""
        return IHostMemory(write_plan(self.built.plan))

    @property
    def name(self) -> str:
        """The network's name."""
        return self.built.plan.name

    @property
    def num_layers(self) -> int:
        """The number of layers; nothing is fused here."""
        return len(self.built.order)

    @property
    def has_implicit_batch_dimension(self) -> bool:
        """False: only explicit-batch networks are built (DS-NET-002)."""
        return False

    @property
    def max_batch_size(self) -> int:
        """Meant for implicit-batch engines; always 1."""
        return 1

    @property
    def refittable(self) -> bool:
        """True if built with REFIT."""
        return bool(self.built.plan.flags & bit(BuilderFlag, BuilderFlag.REFIT))

    @property
    def engine_capability(self) -> EngineCapability:
        """The capability that it was built for."""
        return EngineCapability(self.built.plan.settings["engine_capability"])

    @property
    def profiling_verbosity(self) -> ProfilingVerbosity:
        """How much `create_engine_inspector` tells."""
        return ProfilingVerbosity(self.built.plan.settings["profiling_verbosity"])

    @property
    def hardware_compatibility_level(self) -> HardwareCompatibilityLevel:
        """The level that it was built for; a plan of this engine runs anywhere."""
        return HardwareCompatibilityLevel(self.built.plan.settings["hardware_compatibility_level"])

    @property
    def tactic_sources(self) -> int:
        """0: the engine needs none of the libraries that `TacticSource` names."""
        return 0

    @property
    def num_aux_streams(self) -> int:
        """0: everything runs on the caller's thread."""
        return 0

    @property
    def device_memory_size(self) -> int:
        """0: buffers are made as they are needed."""
        return 0

    @property
    def device_memory_size_v2(self) -> int:
        """The same by the name of 10."""
        return 0

    def is_debug_tensor(self, name: str) -> bool:
        """False: no tensor is marked for debugging (10)."""
        return False

    weight_streaming_budget = Stored(at_least(-1), 0, "The same as 10.0 has it; kept, no weights are streamed.")
    weight_streaming_budget_v2 = Stored(at_least(0), 0, "Bytes of weights to stream; kept, none are streamed (10).")

    @property
    def streamable_weights_size(self) -> int:
        """0: no weights are streamed (10)."""
        return 0

    @property
    def minimum_weight_streaming_budget(self) -> int:
        """0: no weights are streamed (10.0)."""
        return 0

    @property
    def weight_streaming_scratch_memory_size(self) -> int:
        """0: no weights are streamed (10)."""
        return 0

    def get_weight_streaming_automatic_budget(self) -> int:
        """0: no weights are streamed (10)."""
        return 0

    def get_device_memory_size_for_profile(self, profile_index: int) -> int:
        """0, as for the whole engine; -1 and an ERROR record for an index out of range."""
        return self._memory_size_for(profile_index)

    def get_device_memory_size_for_profile_v2(self, profile_index: int) -> int:
        """The same by its later name."""
        return self._memory_size_for(profile_index)

    @refusal_returns(lambda: -1)
    def _memory_size_for(self, profile: int) -> int:
        self.built.check_profile(profile, "DS-PROF-026")
        return 0
