"""INT8: which operands of which layers are rounded to steps of eight bits, and how wide the steps are.

The engine still computes in float64. With `BuilderFlag.INT8` a layer that TensorRT would run on eight
bits reads its inputs rounded to multiples of their scales, within -128 to 127 of them, and its weights
rounded likewise, with a scale for each output channel. So the results show what eight bits cost.
"""

from __future__ import annotations

import numpy as np

from .build_options import BuilderFlag
from .calibrate import STEPS, calibrate, calibrated_tensors
from .config import IBuilderConfig
from .dims import UNKNOWN, show
from .dtypes import FLOATS, Array, DataType
from .errors import ErrorCodeTRT, Journal, Refusal
from .graph import Graph
from .layers.base import ILayer
from .layers.quantize import ScaledLayer
from .layers.values import HOST
from .layers.weighted import WeightedLayer
from .plan import Plan, read_plan, write_plan
from .stored import API
from .tensors import ITensor

CONSTRAINTS = (
    BuilderFlag.STRICT_TYPES,
    BuilderFlag.OBEY_PRECISION_CONSTRAINTS,
    BuilderFlag.PREFER_PRECISION_CONSTRAINTS,
)
"""The flags by which `ILayer.precision` counts."""


def check_int8(plan: Plan, config: IBuilderConfig) -> None:
    """Refuse a network for which the flag is not set as it should be, or that can't be in INT8."""
    if not config.get_flag(BuilderFlag.INT8):
        if _is_explicit(plan.graph):
            text = "Int8 precision has been set for a layer or layer output, but int8 is not configured in the builder"
            raise Refusal(API, text, code=ErrorCodeTRT.INVALID_CONFIG, permitted="BuilderFlag.INT8")
    elif not _is_explicit(plan.graph):
        check_channels(plan.graph)


def in_int8(plan: Plan, config: IBuilderConfig, journal: Journal, device: str) -> Plan:
    """The plan with its layers in INT8, if the flag is set; the user's network stays as it is.

    A calibrator's batches may lie in the memory of ``device``.
    """
    check_int8(plan, config)
    calibrator = config.int8_calibrator
    if not config.get_flag(BuilderFlag.INT8):
        return plan
    if _is_explicit(plan.graph):
        if calibrator is not None:
            journal.warn(API, "Calibrator won't be used in explicit precision mode: quantize layers say all")
        return plan
    copy = read_plan(write_plan(plan), journal)
    scales = _given_scales(plan.graph, copy.graph)
    if calibrator is None:
        text = "Calibrator is not being used. Users must provide dynamic range for all tensors"
        journal.warn("DS-CAL-001", f"{text} that are not Int32 or Bool.")
    else:
        profile = config.get_calibration_profile()
        if profile is None and plan.graph.is_dynamic():
            journal.warn("DS-CAL-013", "Calibration Profile is not defined. Calibrating with Profile 0")
        ranges = profile.ranges if profile else copy.profiles[0]
        found = calibrate(copy.graph, calibrator, ranges, journal, device)
        for tensor in calibrated_tensors(copy.graph):
            if tensor.name in found:
                scales.setdefault(tensor, found[tensor.name])
    obeys = any(config.get_flag(flag) for flag in CONSTRAINTS)
    missing: dict[ITensor, None] = {}
    for layer, original in zip(copy.graph.layers, plan.graph.order(), strict=True):
        if not (obeys and original.precision_is_set and original.precision != DataType.INT8):
            missing.update(dict.fromkeys(_put_in_int8(layer, scales)))
    for tensor in missing:
        text = f"Missing scale and zero-point for tensor {tensor.name}, expect fall back to non-int8 implementation"
        journal.warn(API, f"{text} for any layer that reads it", tensor=tensor.name)
    return copy


def _is_explicit(graph: Graph) -> bool:
    """True if quantize layers say what is in INT8."""
    return any(isinstance(layer, ScaledLayer) for layer in graph.layers)


def check_channels(graph: Graph) -> None:
    """The channel axis, the second of four or more, of what a layer reads as Int8 is a build-time constant."""
    for layer in graph.layers:
        for index in _rounded_inputs(layer):
            tensor = layer.present(index)
            dims = graph.shapes.dims(tensor)
            if len(dims) >= 4 and dims[1] == UNKNOWN:
                channel = f"the channel dimension, axis 1 of {tensor.name} {show(dims)}"
                text = f"{layer.name}: with BuilderFlag.INT8 {channel}, must be a build-time constant"
                raise Refusal(
                    "DS-RES-005",
                    text,
                    code=ErrorCodeTRT.INVALID_CONFIG,
                    tensor=tensor.name,
                    axis=1,
                    value=UNKNOWN,
                    permitted="a constant",
                    layer=layer.name,
                )


def _given_scales(original: Graph, copy: Graph) -> dict[ITensor, float]:
    """Scales by `ITensor.dynamic_range`: the greater magnitude counts. A calibrator does not change them."""
    scales = {}
    for tensor, twin in zip(calibrated_tensors(original), calibrated_tensors(copy), strict=True):
        limit = max(abs(end) for end in tensor.dynamic_range or (0.0,))
        if limit > 0:
            scales[twin] = limit / STEPS
    return scales


def _put_in_int8(layer: ILayer, scales: dict[ITensor, float]) -> list[ITensor]:
    """Give a layer the scales of its inputs; if some have none, it stays as it is, and they are returned."""
    inputs = {index: layer.present(index) for index in _rounded_inputs(layer)}
    missing = [tensor for tensor in inputs.values() if tensor not in scales]
    weighted = layer if isinstance(layer, WeightedLayer) and layer.kernel.size else None
    if not inputs or missing or (weighted and not np.isfinite(weighted.kernel).all()):
        return missing
    layer.int8_scales = {index: scales[tensor] for index, tensor in inputs.items()}
    if weighted:
        weighted.kernel = round_kernel(weighted)
    return []


def _rounded_inputs(layer: ILayer) -> list[int]:
    """The inputs that INT8 rounds: floating-point tensors, of a layer that phase 2 computes."""
    if not any(tensor.is_execution_tensor for tensor in layer.outputs):
        return []
    return [index for index in layer.int8_inputs if layer.has_input(index) and layer.present(index).dtype in FLOATS]


def round_kernel(layer: WeightedLayer) -> Array:
    """The weights, rounded to steps of eight bits between the least and the greatest of each output channel."""
    weights = layer.kernel.astype(np.float64).reshape(layer.kernel_split())
    limits = np.abs(weights).max(axis=(1, 3), keepdims=True)
    scales = np.where(limits > 0, limits / STEPS, 1.0)
    return HOST.dequantize(HOST.quantize(weights, scales), scales).astype(np.float32).reshape(-1)
