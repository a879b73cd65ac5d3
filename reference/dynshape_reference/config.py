"""The builder configuration: profiles and flags.

Settings that steer TensorRT's search for fast kernels (workspace, tactic sources, timing) are kept
and can be read back; this engine has nothing to search, so they change nothing.
"""

from __future__ import annotations

import operator

from .enums import Enum
from .errors import Journal, Refusal, refusal_returns
from .managed import Managed
from .profile import IOptimizationProfile


class BuilderFlag(Enum):
    """Options of a build, by TensorRT's bit numbers."""

    FP16 = 0
    INT8 = 1
    DEBUG = 2
    GPU_FALLBACK = 3
    STRICT_TYPES = 4
    REFIT = 5
    DISABLE_TIMING_CACHE = 6
    TF32 = 7
    SPARSE_WEIGHTS = 8
    SAFETY_SCOPE = 9
    OBEY_PRECISION_CONSTRAINTS = 10
    PREFER_PRECISION_CONSTRAINTS = 11
    DIRECT_IO = 12
    REJECT_EMPTY_ALGORITHMS = 13
    ENABLE_TACTIC_HEURISTIC = 14
    VERSION_COMPATIBLE = 15
    EXCLUDE_LEAN_RUNTIME = 16
    FP8 = 17


class EngineCapability(Enum):
    """What an engine may be run by."""

    STANDARD = 0
    DEFAULT = 0
    SAFETY = 1
    SAFE_GPU = 1
    DLA_STANDALONE = 2
    SAFE_DLA = 2


class DeviceType(Enum):
    """Processors that a layer may be placed on."""

    GPU = 0
    DLA = 1


class MemoryPoolType(Enum):
    """Memory pools whose size can be limited."""

    WORKSPACE = 0
    DLA_MANAGED_SRAM = 1
    DLA_LOCAL_DRAM = 2
    DLA_GLOBAL_DRAM = 3
    TACTIC_DRAM = 4


class PreviewFeature(Enum):
    """Features on trial."""

    FASTER_DYNAMIC_SHAPES_0805 = 0
    DISABLE_EXTERNAL_TACTIC_SOURCES_FOR_CORE_0805 = 1
    PROFILE_SHARING_0806 = 2


class ProfilingVerbosity(Enum):
    """How much an engine tells about its layers."""

    LAYER_NAMES_ONLY = 0
    DEFAULT = 0
    NONE = 1
    DETAILED = 2
    VERBOSE = 2


class IBuilderConfig(Managed):
    """Settings of one build."""

    def __init__(self, journal: Journal) -> None:
        """Made by ``Builder.create_builder_config``."""
        self.journal = journal
        self.reset()

    def reset(self) -> None:
        """Back to the defaults, without profiles."""
        self.profiles: list[IOptimizationProfile] = []
        self.flags = 1 << BuilderFlag.TF32
        self.engine_capability = EngineCapability.STANDARD
        self.default_device_type = DeviceType.GPU
        self.profiling_verbosity = ProfilingVerbosity.LAYER_NAMES_ONLY
        self.builder_optimization_level = 3
        self.avg_timing_iterations = 1
        self.max_aux_streams = -1
        self._preview_features: set[PreviewFeature] = set()
        self._pool_limits: dict[MemoryPoolType, int] = {}

    @refusal_returns(lambda: -1)
    def add_optimization_profile(self, profile: IOptimizationProfile) -> int:
        """Add a profile; returns its index, counted from 0 in the order of addition (DS-PROF-009).

        -1 with an ERROR record for a profile that is not valid (DS-PROF-021). The profile is kept by
        reference: what is changed afterwards counts at build.
        """
        if not isinstance(profile, IOptimizationProfile):
            raise TypeError(f"an IOptimizationProfile is wanted, not {type(profile).__name__}")
        try:
            profile.ranges.check()
        except Refusal as refusal:
            text = f"the profile is not valid: {refusal}"
            clause = refusal.clause if refusal.clause != "DS-PROF-010" else "DS-PROF-021"
            parts = {"tensor": refusal.tensor, "axis": refusal.axis, "permitted": refusal.permitted}
            raise Refusal(clause, text, code=refusal.code, value=refusal.value, **parts) from None  # type: ignore[arg-type]
        self.profiles.append(profile)
        return len(self.profiles) - 1

    @property
    def num_optimization_profiles(self) -> int:
        """The number of profiles added (DS-PY-005)."""
        return len(self.profiles)

    def set_flag(self, flag: BuilderFlag) -> None:
        """Turn an option on."""
        self.flags |= 1 << BuilderFlag(flag)

    def clear_flag(self, flag: BuilderFlag) -> None:
        """Turn an option off."""
        self.flags &= ~(1 << BuilderFlag(flag))

    def get_flag(self, flag: BuilderFlag) -> bool:
        """True if the option is on."""
        return bool(self.flags >> BuilderFlag(flag) & 1)

    def set_preview_feature(self, feature: PreviewFeature, enable: bool) -> None:
        """Turn a feature on or off; PROFILE_SHARING_0806 lets contexts share profiles (DS-CTX-002)."""
        if enable:
            self._preview_features.add(PreviewFeature(feature))
        else:
            self._preview_features.discard(PreviewFeature(feature))

    def get_preview_feature(self, feature: PreviewFeature) -> bool:
        """True if the feature is on."""
        return PreviewFeature(feature) in self._preview_features

    def set_memory_pool_limit(self, pool: MemoryPoolType, pool_size: int) -> None:
        """Limit a pool, in bytes."""
        self._pool_limits[MemoryPoolType(pool)] = operator.index(pool_size)

    def get_memory_pool_limit(self, pool: MemoryPoolType) -> int:
        """The limit of a pool in bytes; 0 if none was set."""
        return self._pool_limits.get(MemoryPoolType(pool), 0)

    @property
    def max_workspace_size(self) -> int:
        """The limit of the workspace in bytes (the older name of that setting)."""
        return self.get_memory_pool_limit(MemoryPoolType.WORKSPACE)

    @max_workspace_size.setter
    def max_workspace_size(self, value: int) -> None:
        self.set_memory_pool_limit(MemoryPoolType.WORKSPACE, value)
