"""The builder configuration: profiles, flags and settings.

Settings that steer TensorRT's search for fast kernels (workspace, tactic sources, timing) are kept
and can be read back; this engine has nothing to search, so they change nothing.
"""

from __future__ import annotations

import operator

from .arguments import read_truth
from .build_options import (
    BuilderFlag,
    DeviceType,
    EngineCapability,
    HardwareCompatibilityLevel,
    MemoryPoolType,
    PreviewFeature,
    ProfilingVerbosity,
    QuantizationFlag,
    RuntimePlatform,
    TacticSource,
    TilingOptimizationLevel,
)
from .calibration_settings import CalibrationSettings
from .closed import Closed
from .editioned import by_edition
from .editions import Edition
from .enums import all_bits, bit, enumerator
from .errors import Journal, Refusal, invalid, refusal_returns
from .layer_view import behind
from .layers.base import ILayer
from .managed import Managed
from .out_of_scope import NoTacticSearch
from .profile import IOptimizationProfile
from .progress import optional_monitor
from .stored import API, Stored, at_least, handle, no_dla_core
from .timing_cache import TimingCacheCalls

SEARCH = "Steers TensorRT's search for fast kernels; kept, without effect."


@by_edition
class IBuilderConfig(Closed, Managed, NoTacticSearch, TimingCacheCalls, CalibrationSettings):
    """Settings of one build."""

    completed_by = "_device_types"

    flags = Stored(at_least(0, all_bits(BuilderFlag)), 1 << int(BuilderFlag.TF32), "The word of `BuilderFlag` bits.")
    quantization_flags = Stored(
        at_least(0, all_bits(QuantizationFlag)), 0, "The word of `QuantizationFlag` bits; nothing is fused here."
    )
    engine_capability = Stored(
        EngineCapability, EngineCapability.STANDARD, "What runs the engine; run-time dims need STANDARD (DS-NET-018)."
    )
    profiling_verbosity = Stored(
        ProfilingVerbosity, ProfilingVerbosity.LAYER_NAMES_ONLY, "How much the engine's inspector tells."
    )
    default_device_type = Stored(DeviceType, DeviceType.GPU, "Where layers run unless `set_device_type` says.")
    DLA_core = Stored(no_dla_core, -1, "The DLA core of the engine: -1, there is none.")
    hardware_compatibility_level = Stored(
        HardwareCompatibilityLevel, HardwareCompatibilityLevel.NONE, "Kept in the plan; a plan runs anywhere."
    )
    builder_optimization_level = Stored(at_least(0, 5), 3, SEARCH)
    avg_timing_iterations = Stored(at_least(1), 1, SEARCH)
    min_timing_iterations = Stored(at_least(1), 1, SEARCH)
    max_aux_streams = Stored(at_least(-1), -1, "The most streams beside the caller's; none is used.")
    progress_monitor = Stored(optional_monitor, None, "What is told how far a build is, None for nothing (10).")
    runtime_platform = Stored(RuntimePlatform, RuntimePlatform.SAME_AS_BUILD, "Kept; a plan runs anywhere (10).")
    tiling_optimization_level = Stored(TilingOptimizationLevel, TilingOptimizationLevel.NONE, SEARCH)
    l2_limit_for_tiling = Stored(at_least(0), 0, SEARCH)
    max_num_tactics = Stored(at_least(-1), -1, SEARCH)
    profile_stream = Stored(handle, 0, "The CUDA stream for timing; nothing is timed here.")

    def __init__(self, journal: Journal, edition: Edition) -> None:
        """Made by ``Builder.create_builder_config``."""
        self.journal = journal
        self.edition = edition
        self.reset()

    def reset(self) -> None:
        """Back to the defaults, without profiles."""
        Stored.forget_all(self)
        self.profiles: list[IOptimizationProfile] = []
        self.preview_features: set[PreviewFeature] = set()
        self._pool_limits: dict[MemoryPoolType, int] = {}
        self._tactic_sources = all_bits(TacticSource)
        self._timing_cache = None
        self._device_types: dict[ILayer, DeviceType] = {}

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
            text = f"Specified optimization profiles must satisfy MIN<=OPT<=MAX. {refusal}"
            clause = refusal.clause if refusal.clause != "DS-PROF-010" else "DS-PROF-021"
            if self.edition.has_bindings:
                raise Refusal(clause, text, code=refusal.code, **refusal.parts()) from None
            text = (
                f"Invalid optimization profiles for input tensors {refusal.tensor}, please ensure that the "
                f"optimization profiles satisfy MIN<=OPT<=MAX. {refusal}"
            )
            self.journal.error(invalid(clause, text, **refusal.parts()), "IOptimizationProfile.is_valid: ")
            raise Refusal(clause, str(refusal), condition="profile->isValid()", **refusal.parts()) from None
        self.profiles.append(profile)
        return len(self.profiles) - 1

    @property
    def num_optimization_profiles(self) -> int:
        """The number of profiles added (DS-PY-005)."""
        return len(self.profiles)

    def set_flag(self, flag: BuilderFlag) -> None:
        """Turn an option on."""
        self.flags |= bit(BuilderFlag, flag)

    def clear_flag(self, flag: BuilderFlag) -> None:
        """Turn an option off."""
        self.flags &= ~bit(BuilderFlag, flag)

    def get_flag(self, flag: BuilderFlag) -> bool:
        """True if the option is on."""
        return bool(self.flags & bit(BuilderFlag, flag))

    def set_quantization_flag(self, flag: QuantizationFlag) -> None:
        """Turn a calibration option on."""
        self.quantization_flags |= bit(QuantizationFlag, flag)

    def clear_quantization_flag(self, flag: QuantizationFlag) -> None:
        """Turn a calibration option off."""
        self.quantization_flags &= ~bit(QuantizationFlag, flag)

    def get_quantization_flag(self, flag: QuantizationFlag) -> bool:
        """True if the calibration option is on."""
        return bool(self.quantization_flags & bit(QuantizationFlag, flag))

    # Where layers run

    def set_device_type(self, layer: ILayer, device_type: DeviceType) -> None:
        """Place a layer; with one on a DLA the network does not build, there is none here."""
        self._device_types[_checked_layer(layer)] = enumerator(DeviceType, device_type)

    def get_device_type(self, layer: ILayer) -> DeviceType:
        """Where a layer is placed, by `set_device_type` or by default."""
        return self._device_types.get(_checked_layer(layer), self.default_device_type)

    @property
    def is_all_on_gpu(self) -> bool:
        """True if no layer was placed elsewhere, and none is by default."""
        return not self._device_types and self.default_device_type == DeviceType.GPU

    def is_device_type_set(self, layer: ILayer) -> bool:
        """True if `set_device_type` was called for the layer."""
        return _checked_layer(layer) in self._device_types

    def reset_device_type(self, layer: ILayer) -> None:
        """Undo `set_device_type`."""
        self._device_types.pop(_checked_layer(layer), None)

    def can_run_on_DLA(self, layer: ILayer) -> bool:
        """False: there is no DLA."""
        _checked_layer(layer)
        return False

    # What steers TensorRT's search

    @refusal_returns(lambda: False)
    def set_tactic_sources(self, tactic_sources: int) -> bool:
        """Choose libraries by `TacticSource` bits; kept, without effect. False for bits that no source has."""
        tactic_sources = operator.index(tactic_sources)
        known = all_bits(TacticSource)
        if not 0 <= tactic_sources <= known:
            text = f"{tactic_sources:#b} has bits that are no tactic source"
            raise Refusal(API, text, value=tactic_sources, permitted=(0, known))
        self._tactic_sources = tactic_sources
        return True

    def get_tactic_sources(self) -> int:
        """The word of `TacticSource` bits; all of them by default."""
        return self._tactic_sources

    def set_preview_feature(self, feature: PreviewFeature, enable: bool) -> None:
        """Turn a feature on or off; PROFILE_SHARING_0806 lets contexts share profiles (DS-CTX-002).

        From 10 on they do, and it has no effect, as a WARNING says.
        """
        if enumerator(PreviewFeature, feature) == PreviewFeature.PROFILE_SHARING_0806 and self.edition.shares_profiles:
            text = "profileSharing0806 is on by default in TensorRT 10.0. This flag is deprecated and has no effect."
            self.journal.warn("DS-CTX-022", text)
        if read_truth(enable):
            self.preview_features.add(enumerator(PreviewFeature, feature))
        else:
            self.preview_features.discard(enumerator(PreviewFeature, feature))

    def get_preview_feature(self, feature: PreviewFeature) -> bool:
        """True if the feature is on."""
        return enumerator(PreviewFeature, feature) in self.preview_features

    def set_memory_pool_limit(self, pool: MemoryPoolType, pool_size: int) -> None:
        """Limit a pool, in bytes; kept, without effect. TypeError for a negative size."""
        size = operator.index(pool_size)
        if size < 0:
            raise TypeError(f"a size is at least 0, not {size}")
        self._pool_limits[enumerator(MemoryPoolType, pool)] = size

    def get_memory_pool_limit(self, pool: MemoryPoolType) -> int:
        """The limit of a pool in bytes; 0 if none was set."""
        return self._pool_limits.get(enumerator(MemoryPoolType, pool), 0)

    @property
    def max_workspace_size(self) -> int:
        """The limit of the workspace in bytes (the older name of that setting)."""
        return self.get_memory_pool_limit(MemoryPoolType.WORKSPACE)

    @max_workspace_size.setter
    def max_workspace_size(self, value: int) -> None:
        self.set_memory_pool_limit(MemoryPoolType.WORKSPACE, value)


def _checked_layer(layer: ILayer) -> ILayer:
    if not isinstance(layer, ILayer):
        raise TypeError(f"an ILayer is wanted, not {type(layer).__name__}")
    found: ILayer = behind(layer)
    return found
