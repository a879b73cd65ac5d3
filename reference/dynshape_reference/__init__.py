"""The reference engine: TensorRT's Python API on NumPy, with the reasons for every answer.

    import dynshape_reference as trt

Names, signatures, integer values and failure channels are those of TensorRT 8.6.1. Every log record
names the clause of the specification that it enforces.
"""

from .builder import Builder
from .config import (
    BuilderFlag,
    DeviceType,
    EngineCapability,
    IBuilderConfig,
    MemoryPoolType,
    PreviewFeature,
    ProfilingVerbosity,
)
from .context import IExecutionContext
from .dims import Dims, Dims2, Dims3, Dims4, DimsHW, Permutation, volume
from .dtypes import DataType, Weights, bool, float16, float32, fp8, int8, int32, int64, nptype, uint8
from .editions import EDITIONS, Edition
from .engine import ICudaEngine, TensorIOMode
from .errors import ErrorCodeTRT
from .hostmemory import IHostMemory
from .layers import (
    ActivationType,
    ElementWiseOperation,
    IActivationLayer,
    IConcatenationLayer,
    IConstantLayer,
    IElementWiseLayer,
    IIdentityLayer,
    ILayer,
    IMatrixMultiplyLayer,
    IReduceLayer,
    IShapeLayer,
    IShuffleLayer,
    ISliceLayer,
    IUnaryLayer,
    LayerType,
    MatrixOperation,
    ReduceOperation,
    SliceMode,
    UnaryOperation,
)
from .logger import ILogger, Logger, LogText
from .network import INetworkDefinition, NetworkDefinitionCreationFlag
from .profile import IOptimizationProfile
from .runtime import Runtime
from .tensors import ITensor, TensorFormat, TensorLocation

__version__ = "8.6.1"

__all__ = [name for name in dir() if not name.startswith("_")]
