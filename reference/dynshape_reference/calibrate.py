"""Calibration: batches of the user's data run through the network, and the scales that follow (DS-CAL)."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar, cast

import numpy as np

from .batch_memory import given_dims, read_batch_input
from .calibration import CalibrationAlgoType, IInt8Calibrator, IInt8LegacyCalibrator
from .calibration_cache import read_cache, write_cache
from .dims import Extents, show
from .dtypes import FLOATS, Array
from .errors import ErrorCodeTRT, Journal, Refusal, ShapeError
from .executor import execute
from .graph import Graph
from .histogram import Histogram
from .kernels.numpy_device import NumpyDevice
from .memory import is_null
from .profile import OPT, Ranges
from .profile_checks import check_profile, inconsistency, shapes_at
from .schedule import make_schedule
from .shapes import Shapes
from .stored import API
from .tensors import ITensor

STEPS = 127
"""The steps of eight bits on either side of 0."""

T = TypeVar("T")


def calibrate(
    graph: Graph, calibrator: IInt8Calibrator, ranges: Ranges, journal: Journal, device: str = "numpy"
) -> dict[str, float]:
    """The scales of floating-point tensors by name: from the calibrator's cache, else from its batches.

    ``ranges`` is the calibration profile. Batches may lie in the memory of ``device``; they are run on the host,
    so that the scales are the same whatever the device. A tensor that is 0 throughout, or not finite, has no scale.
    """
    algorithm = _ask(lambda: CalibrationAlgoType(calibrator.get_algorithm()))
    size = _ask(lambda: operator.index(calibrator.get_batch_size()))
    if graph.is_dynamic() and size != 1:
        text = f"get_batch_size() is {size}; with run-time dims it must be 1, the batch is an axis like any other"
        raise _refusal("DS-CAL-010", text, value=size, permitted=1)
    tensors = calibrated_tensors(graph)
    kept = _from_cache(calibrator, algorithm, {tensor.name for tensor in tensors}, journal)
    if kept is not None:
        return kept
    shapes = _shapes_at_opt(graph, ranges)
    histograms = _run_batches(graph, calibrator, shapes, tensors, device)
    limit = _limit(calibrator, algorithm)
    scales: dict[str, float] = {}
    for tensor in tensors:
        histogram = histograms.get(tensor) or Histogram()
        # A cache keeps scales as float32: so are they used, so that a build from the cache is the same.
        scale = float(np.float32(limit(histogram) / STEPS)) if histogram.greatest else 0.0
        scales[tensor.name] = max(scale, scales.get(tensor.name, 0.0))
    cache = write_cache(scales, algorithm, graph.edition)
    _ask(lambda: calibrator.write_calibration_cache(memoryview(cache)))
    return {name: scale for name, scale in scales.items() if scale > 0}


def calibrated_tensors(graph: Graph) -> list[ITensor]:
    """The floating-point tensors that phase 2 computes or is given."""
    made = [tensor for layer in graph.order() for tensor in layer.outputs]
    return [tensor for tensor in (*graph.inputs, *made) if tensor.dtype in FLOATS and tensor.is_execution_tensor]


def _from_cache(
    calibrator: IInt8Calibrator, algorithm: CalibrationAlgoType, names: set[str], journal: Journal
) -> dict[str, float] | None:
    cache = _ask(calibrator.read_calibration_cache)
    if cache is None or (isinstance(cache, (bytes, bytearray, memoryview)) and len(cache) == 0):
        return None
    try:
        scales = read_cache(cache, algorithm)
        if not names & set(scales):
            raise ValueError("it names no tensor of this network")
    except (TypeError, ValueError) as error:
        journal.warn(API, f"the calibration cache is of no use, so the network is calibrated anew: {error}")
        return None
    return scales


def _shapes_at_opt(graph: Graph, ranges: Ranges) -> Shapes:
    """All dims at kOPT of the calibration profile (DS-CAL-002)."""
    try:
        check_profile(graph, "for calibration", ranges)
    except Refusal as refusal:
        text = f"the calibration profile does not fit the network: {refusal} [{refusal.clause}]"
        raise Refusal("DS-CAL-001", text, code=refusal.code, **refusal.parts()) from None
    shapes = shapes_at(graph, ranges, OPT)
    clash = inconsistency(graph, graph.order(), "for calibration", shapes, OPT)
    if clash is not None:
        raise Refusal("DS-CAL-002", f"{clash} [{clash.clause}]", code=clash.code, **clash.parts())
    return shapes


def _run_batches(
    graph: Graph, calibrator: IInt8Calibrator, shapes: Shapes, tensors: Sequence[ITensor], device: str
) -> Mapping[ITensor, Histogram]:
    """The histograms of ``tensors`` over all batches, in floating point: nothing is rounded yet.

    A tensor with an infinite element, as masks have them, or NaN is left out; an input with one is refused.
    """
    fed = [tensor for tensor in graph.inputs if tensor.is_execution_tensor or not tensor.is_shape_tensor]
    names = [tensor.name for tensor in fed]
    schedule, host = make_schedule(graph, graph.order()), NumpyDevice()
    histograms = {tensor: Histogram() for tensor in tensors}
    count = 0

    def look(tensor: ITensor, array: Array) -> None:
        if tensor in histograms:
            if np.isfinite(array).all():
                histograms[tensor].add(array)
            elif tensor.is_network_input:
                text = f"{tensor.name} of batch {count} is not finite"
                raise _refusal("DS-CAL-003", text, tensor=tensor.name)
            else:
                del histograms[tensor]

    while fed or count == 0:
        batch = _ask(lambda: list(calibrator.get_batch(list(names)) or ())) if fed else []
        if fed and not batch:
            break
        count += 1
        inputs = _read_batch(fed, batch, shapes, count, device)
        for tensor, array in inputs.items():
            look(tensor, array)
        try:
            execute(schedule, shapes.branch(), inputs, [], host, look=look)
        except ShapeError as error:
            text = f"batch {count} can't be run: {error} [{error.clause}]"
            raise Refusal("DS-CAL-003", text, code=error.code, **error.parts()) from None
    if count == 0:
        text = "get_batch gave no batch and there is no cache: there is nothing to calibrate with"
        raise _refusal("DS-CAL-012", text, value=0, permitted=">= 1")
    return histograms


def _read_batch(
    fed: Sequence[ITensor], batch: Sequence[Any], shapes: Shapes, count: int, device: str
) -> dict[ITensor, Array]:
    if len(batch) != len(fed):
        names = ", ".join(tensor.name for tensor in fed)
        text = f"batch {count} has the memory of {len(batch)} inputs, not of {len(fed)}: {names}"
        raise _refusal("DS-CAL-012", text, value=len(batch), permitted=len(fed))
    return {
        tensor: _read_input(tensor, buffer, shapes.dims(tensor), count, device)
        for tensor, buffer in zip(fed, batch, strict=True)
    }


def _read_input(tensor: ITensor, buffer: Any, dims: Extents, count: int, device: str) -> Array:
    name = f"{tensor.name} of batch {count}"
    given = given_dims(buffer)
    if given is not None and given != dims:
        text = f"{name} has dims {show(given)}, not {show(dims)}, the kOPT dims of the calibration profile"
        raise _refusal("DS-CAL-003", text, tensor=tensor.name, value=given, permitted=dims)
    try:
        if buffer is None or (given is None and is_null(buffer)):
            raise _refusal("DS-CAL-012", f"{name}: there is no memory", tensor=tensor.name, value=0)
        return read_batch_input(buffer, tensor, dims, name, device)
    except TypeError as error:
        raise _refusal("DS-CAL-012", f"{name} is no address and no array: {error}", tensor=tensor.name) from None


def _limit(calibrator: IInt8Calibrator, algorithm: CalibrationAlgoType) -> Callable[[Histogram], float]:
    if algorithm == CalibrationAlgoType.MINMAX_CALIBRATION:
        return lambda histogram: histogram.greatest
    if algorithm != CalibrationAlgoType.LEGACY_CALIBRATION:
        return Histogram.least_loss
    legacy = cast(IInt8LegacyCalibrator, calibrator)
    part, cutoff = _ask(lambda: (float(legacy.get_quantile()), float(legacy.get_regression_cutoff())))
    if not (0 < part <= 1 and 0 < cutoff <= 1):
        text = f"quantile {part} and regression cutoff {cutoff} are not both above 0 and at most 1"
        raise _refusal(API, text, value=(part, cutoff), permitted=(0, 1))
    return lambda histogram: histogram.quantile(part, cutoff)


def _ask(method: Callable[[], T]) -> T:
    """Call the user's calibrator: what it raises stops the build."""
    try:
        return method()
    except Exception as error:
        text = f"the calibrator raised {type(error).__name__}: {error}"
        raise _refusal("DS-CAL-012", text, value=type(error).__name__) from error


def _refusal(clause: str, text: str, **parts: Any) -> Refusal:
    return Refusal(clause, text, code=ErrorCodeTRT.INVALID_CONFIG, **parts)
