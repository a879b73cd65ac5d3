"""The calibration cache: the scales of tensors as text, in TensorRT's format.

    TRT-8601-EntropyCalibration2
    data: 3c010a14

After the version and the kind of calibrator a line for each tensor: its name and the bits of its
scale, a float32, in hexadecimal.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Any

from .calibration import CalibrationAlgoType
from .editions import Edition

VERSIONS = {"8.4": "8401", "8.6": "8601", "10": "100001"}
"""The version that each edition writes; a cache of any other is read as well."""

KINDS = {
    CalibrationAlgoType.LEGACY_CALIBRATION: "LegacyCalibration",
    CalibrationAlgoType.ENTROPY_CALIBRATION: "EntropyCalibration",
    CalibrationAlgoType.ENTROPY_CALIBRATION_2: "EntropyCalibration2",
    CalibrationAlgoType.MINMAX_CALIBRATION: "MinMaxCalibration",
}


def write_cache(scales: Mapping[str, float], kind: CalibrationAlgoType, edition: Edition) -> bytes:
    """The text of a cache."""
    lines = [f"TRT-{VERSIONS[edition.name]}-{KINDS[kind]}"]
    lines += [f"{name}: {struct.pack('>f', scale).hex()}" for name, scale in scales.items()]
    return ("\n".join(lines) + "\n").encode()


def read_cache(cache: Any, kind: CalibrationAlgoType) -> dict[str, float]:
    """The scales by name. ValueError for what is no cache of that kind; TypeError for what are no bytes.

    A scale that is not positive stands for a tensor without one and is left out.
    """
    lines = bytes(memoryview(cache)).decode(errors="replace").splitlines()
    brand, _, rest = (lines[0] if lines else "").partition("-")
    found = rest.partition("-")[2].strip()
    if brand != "TRT" or found != KINDS[kind]:
        raise ValueError(f"it begins with {lines[0][:60] if lines else ''!r}, not with TRT-...-{KINDS[kind]}")
    scales = {}
    for line in lines[1:]:
        if line.strip():
            name, colon, bits = line.rpartition(": ")
            if not colon:
                raise ValueError(f"the line {line[:60]!r} names no tensor")
            scales[name] = _scale(bits)
    return {name: scale for name, scale in scales.items() if scale > 0}


def _scale(bits: str) -> float:
    try:
        (scale,) = struct.unpack(">f", int(bits, 16).to_bytes(4, "big"))
    except (ValueError, OverflowError):
        raise ValueError(f"{bits[:60]!r} are not the bits of a scale") from None
    if not 0 <= scale < float("inf"):
        raise ValueError(f"the scale {scale} is not positive")
    return float(scale)
