"""The enumerations of build options, by TensorRT's numbers."""

from __future__ import annotations

from .enums import Enum


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
    # From here on TensorRT 10 has numbers that are others' in 8.6; these are this engine's.
    BF16 = 18
    ERROR_ON_TIMING_CACHE_MISS = 19
    DISABLE_COMPILATION_CACHE = 20
    STRIP_PLAN = 21
    WEIGHTLESS = 21
    REFIT_IDENTICAL = 22
    WEIGHT_STREAMING = 23
    INT4 = 24
    REFIT_INDIVIDUAL = 25
    STRICT_NANS = 26
    MONITOR_MEMORY = 27
    EDITABLE_TIMING_CACHE = 28


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
    TACTIC_SHARED_MEMORY = 5


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


class QuantizationFlag(Enum):
    """Options of INT8 calibration, by bit number."""

    CALIBRATE_BEFORE_FUSION = 0


class TacticSource(Enum):
    """Libraries that TensorRT may take kernels from, by bit number."""

    CUBLAS = 0
    CUBLAS_LT = 1
    CUDNN = 2
    EDGE_MASK_CONVOLUTIONS = 3
    JIT_CONVOLUTIONS = 4


class HardwareCompatibilityLevel(Enum):
    """Other GPUs that an engine is to run on."""

    NONE = 0
    AMPERE_PLUS = 1
    SAME_COMPUTE_CAPABILITY = 2


class RuntimePlatform(Enum):
    """Operating systems that an engine is to run on (10)."""

    SAME_AS_BUILD = 0
    WINDOWS_AMD64 = 1


class TilingOptimizationLevel(Enum):
    """How much TensorRT searches for tilings (10)."""

    NONE = 0
    FAST = 1
    MODERATE = 2
    FULL = 3


class TempfileControlFlag(Enum):
    """Files that a runtime may make while it loads an engine, by bit number."""

    ALLOW_IN_MEMORY_FILES = 0
    ALLOW_TEMPORARY_FILES = 1
