"""Calibrators: what an INT8 build asks for batches of data, and for what it found the last time.

A user derives from one of the four kinds and overrides `get_batch_size` and `get_batch`, and, to keep
the outcome, `read_calibration_cache` and `write_calibration_cache`. TensorRT deprecated calibrators
in 10.1; the editions of this engine have them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .derivable import Derivable
from .enums import Enum


class CalibrationAlgoType(Enum):
    """How the range of a tensor follows from the data (histogram.py)."""

    LEGACY_CALIBRATION = 0
    ENTROPY_CALIBRATION = 1
    ENTROPY_CALIBRATION_2 = 2
    MINMAX_CALIBRATION = 3


class IInt8Calibrator(Derivable):
    """The base of calibrators. Derive from one of the four kinds below."""

    def get_batch_size(self) -> int:
        """The batch size; 1 for a network with run-time dims (DS-CAL-010)."""
        raise NotImplementedError("a calibrator must override get_batch_size()")

    def get_batch(self, names: list[str]) -> Sequence[Any] | None:
        """The memory of one batch: an address, or an array, for each input in ``names`` (DS-CAL-012).

        It is the host's, or that of the builder's device: any object that shows it as `memory.as_memory` has it.
        The data has the kOPT dims of the calibration profile (DS-CAL-003). None or an empty list ends
        the calibration.
        """
        raise NotImplementedError("a calibrator must override get_batch(names)")

    def read_calibration_cache(self) -> Any:
        """What `write_calibration_cache` was given, as bytes; None, as by default, to calibrate anew."""
        return None

    def write_calibration_cache(self, cache: memoryview) -> None:
        """Keep what was found, a buffer of bytes; by default it is dropped."""

    def get_algorithm(self) -> CalibrationAlgoType:
        """The kind of calibrator."""
        raise NotImplementedError("derive from a kind of calibrator, such as IInt8EntropyCalibrator2")


class IInt8LegacyCalibrator(IInt8Calibrator):
    """The range leaves out the greatest magnitudes, as the user says how many.

    Histogram caches, which TensorRT offers to this kind, are never asked for.
    """

    def get_algorithm(self) -> CalibrationAlgoType:
        """LEGACY_CALIBRATION."""
        return CalibrationAlgoType.LEGACY_CALIBRATION

    def get_quantile(self) -> float:
        """The part of all elements, from 0 to 1, whose magnitudes are within the range."""
        raise NotImplementedError("a legacy calibrator must override get_quantile()")

    def get_regression_cutoff(self) -> float:
        """The range as a part of the greatest magnitude, from 0 to 1, at most."""
        raise NotImplementedError("a legacy calibrator must override get_regression_cutoff()")


class IInt8EntropyCalibrator(IInt8Calibrator):
    """The range in which eight bits lose the least information.

    TensorRT calibrates it after the fusion of layers. Here nothing is fused, so it does what
    `IInt8EntropyCalibrator2` does.
    """

    def get_algorithm(self) -> CalibrationAlgoType:
        """ENTROPY_CALIBRATION."""
        return CalibrationAlgoType.ENTROPY_CALIBRATION


class IInt8EntropyCalibrator2(IInt8Calibrator):
    """The range in which eight bits lose the least information; the kind to prefer."""

    def get_algorithm(self) -> CalibrationAlgoType:
        """ENTROPY_CALIBRATION_2."""
        return CalibrationAlgoType.ENTROPY_CALIBRATION_2


class IInt8MinMaxCalibrator(IInt8Calibrator):
    """The range of all that was seen."""

    def get_algorithm(self) -> CalibrationAlgoType:
        """MINMAX_CALIBRATION."""
        return CalibrationAlgoType.MINMAX_CALIBRATION
