"""The builder: from a network definition to a plan."""

from __future__ import annotations

import operator
from typing import Any

from .build_options import PreviewFeature
from .closed import Closed, lacks
from .collector import collector_paused
from .config import IBuilderConfig
from .editioned import by_edition, refuse_member
from .editions import choose_edition
from .engine import ICudaEngine
from .enums import all_bits, bit
from .error_recorder import Recorded
from .errors import ErrorCodeTRT, Journal, Refusal, ShapeError, refusal_returns
from .hostmemory import IHostMemory
from .int8 import check_int8, in_int8
from .kernels.cuda_device import check_device
from .logger import ILogger, checked_logger
from .managed import Managed
from .network import INetworkDefinition, NetworkDefinitionCreationFlag
from .out_of_scope import NoGpuAllocator, NoPluginRegistry
from .plan import SETTINGS, Plan, write_plan
from .profile import IOptimizationProfile
from .progress import Progress
from .runtime import Runtime
from .stored import Stored, at_least
from .validation import validate

KNOWN = "flagSet.toU32() < (1U << EnumMax<NetworkDefinitionCreationFlag>())"
KNOWN_FLAGS = all_bits(NetworkDefinitionCreationFlag)


@by_edition
class Builder(Closed, Managed, Recorded, NoGpuAllocator, NoPluginRegistry):
    """Makes networks, configurations and profiles, and builds engines from them."""

    completed_by = "device"

    max_batch_size = Stored(at_least(1), 1, "Meant for implicit-batch networks; kept, without effect (DS-NET-003).")
    max_threads = Stored(at_least(1), 1, "The most threads of a build; kept, this engine uses one.")

    def __init__(self, logger: ILogger, edition: str | None = None, device: str = "numpy") -> None:
        """``edition``: "8.4", "8.6" or "10"; by default the environment's ``DYNSHAPE_EDITION``, else "8.6".

        ``device``: where engines that are built in one call compute (see `Runtime`), and where the batches of a
        calibrator may lie.
        Raises TypeError for a logger that is none, ValueError for an unknown edition or device.
        """
        check_device(device)
        self.journal = Journal(checked_logger(logger))
        self.edition = self.journal.edition = choose_edition(edition)
        self.device = device

    @property
    def logger(self) -> ILogger:
        """The logger that it was made with."""
        return self.journal.logger

    @refusal_returns(lambda: None)
    def create_network(self, flags: int = 0) -> INetworkDefinition | None:
        """A new network; ``1 << int(NetworkDefinitionCreationFlag.EXPLICIT_BATCH)`` for run-time dims (DS-NET-004).

        Without that bit the network has an implicit batch dimension before edition 10 (DS-NET-003).
        None with an ERROR record for bits that no flag has.
        """
        flags = operator.index(flags)
        if flags & ~KNOWN_FLAGS:
            raise Refusal("DS-NET-003", f"{flags:#b} has bits that are no creation flag", value=flags, condition=KNOWN)
        explicit = bool(flags & bit(NetworkDefinitionCreationFlag, NetworkDefinitionCreationFlag.EXPLICIT_BATCH))
        implicit = not explicit and self.edition.has_implicit_batch
        return INetworkDefinition(self, self.edition, self.journal.child(), implicit, flags)

    def create_builder_config(self) -> IBuilderConfig:
        """A new configuration."""
        return IBuilderConfig(self.journal.child(), self.edition)

    def create_optimization_profile(self) -> IOptimizationProfile:
        """A new, empty profile (DS-PROF-007)."""
        return IOptimizationProfile(self.journal)

    def is_network_supported(self, network: INetworkDefinition, config: IBuilderConfig) -> bool:
        """True if the network would build, calibration apart; ERROR records say why not."""
        return self._is_supported(network, config)

    @refusal_returns(lambda: False)
    def _is_supported(self, network: INetworkDefinition, config: IBuilderConfig) -> bool:
        check_int8(self._validated(network, config), config)
        return True

    @refusal_returns(lambda: None)
    def build_serialized_network(self, network: INetworkDefinition, config: IBuilderConfig) -> IHostMemory | None:
        """Check network and profiles and write the plan; None with ERROR records on failure (DS-PY-007)."""
        with Progress(getattr(config, "progress_monitor", None)) as progress:
            plan = self._validated(network, config)
            progress.step()
            plan = in_int8(plan, config, self.journal, self.device)
            progress.step()
            with collector_paused():
                memory = IHostMemory(write_plan(plan))
            progress.step()
            return memory

    def _validated(self, network: INetworkDefinition, config: IBuilderConfig) -> Plan:
        if not isinstance(network, INetworkDefinition) or not isinstance(config, IBuilderConfig):
            raise TypeError("an INetworkDefinition and an IBuilderConfig are wanted")
        try:
            with collector_paused():
                profiles = validate(network.graph, config, network.has_implicit_batch_dimension)
        except Refusal as refusal:
            self.journal.error(refusal, "Builder.build_serialized_network: ")
            code = ErrorCodeTRT.INVALID_CONFIG if isinstance(refusal, ShapeError) else refusal.code
            failed = Refusal(refusal.clause, "Network validation failed.", code=code, **refusal.parts())
            if refusal.layer and refusal.clause != "DS-PROF-008" and self.edition.has_bindings:
                failed.words = f"Layer {refusal.layer} failed validation"
            raise failed from None
        sharing = self.edition.shares_profiles or PreviewFeature.PROFILE_SHARING_0806 in config.preview_features
        settings = {name: int(Stored.current(config, name)) for name in SETTINGS}
        return Plan(network.graph, profiles, network.name, sharing, config.flags, settings)

    def build_engine(self, network: INetworkDefinition, config: IBuilderConfig) -> ICudaEngine | None:
        """Build and deserialize in one call; deprecated in TensorRT (DS-PY-007)."""
        plan = self.build_serialized_network(network, config)
        return None if plan is None else Runtime(self.logger, self.device).deserialize_cuda_engine(plan)

    def build_engine_with_config(self, network: INetworkDefinition, config: IBuilderConfig) -> ICudaEngine | None:
        """`build_engine` by the name that 10 gives it."""
        plan = self.build_serialized_network(network, config)
        return None if plan is None else Runtime(self.logger, self.device).deserialize_cuda_engine(plan)

    def __getattr__(self, name: str) -> Any:
        edition = vars(self).get("edition")
        reason = None if edition is None else refuse_member("Builder", name, edition)
        raise AttributeError(reason or lacks(self, name))

    def reset(self) -> None:
        """Give the settings of the builder their defaults."""
        Stored.forget_all(self)

    @property
    def platform_has_tf32(self) -> bool:
        """False: this engine computes in float64."""
        return False

    @property
    def platform_has_fast_fp16(self) -> bool:
        """False: this engine computes in float64."""
        return False

    @property
    def platform_has_fast_int8(self) -> bool:
        """False: this engine computes in float64."""
        return False

    @property
    def num_DLA_cores(self) -> int:
        """0: there is no DLA."""
        return 0

    @property
    def max_DLA_batch_size(self) -> int:
        """0: there is no DLA."""
        return 0
