"""What the tests of calibration share: calibrators, a network to calibrate, and caches read."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import Any

import dynshape_reference as trt
import numpy as np
from reference_harness import Net

Array = np.ndarray[Any, Any]
KINDS = {
    "EntropyCalibration2": trt.IInt8EntropyCalibrator2,
    "EntropyCalibration": trt.IInt8EntropyCalibrator,
    "MinMaxCalibration": trt.IInt8MinMaxCalibrator,
    "LegacyCalibration": trt.IInt8LegacyCalibrator,
}


def calibrator(kind: str, batches: Sequence[Any], **overrides: Any) -> Any:
    """A calibrator that gives ``batches``, one a call, and keeps the cache."""

    class Calibrator(KINDS[kind]):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.left = list(batches)
            self.asked: list[list[str]] = []
            self.cache: bytes | None = None

        def get_batch_size(self) -> int:
            return 1

        def get_batch(self, names: list[str]) -> Any:
            self.asked.append(names)
            return self.left.pop(0) if self.left else None

        def read_calibration_cache(self) -> Any:
            return self.cache

        def write_calibration_cache(self, cache: memoryview) -> None:
            self.cache = cache.tobytes()

        def get_quantile(self) -> float:
            return 0.99

        def get_regression_cutoff(self) -> float:
            return 1.0

    made = Calibrator()
    for name, value in overrides.items():
        setattr(made, name, value)
    return made


def relu_net(edition: str = "8.6", dims: Sequence[int] = (-1, 40)) -> Net:
    """The output is relu(x), x of 2 to 8 rows, best 4."""
    net = Net(edition)
    net.output(net.relu(net.input("x", dims)))
    if -1 in dims:
        net.profile({"x": ((2, 40), (4, 40), (8, 40))})
    net.config.set_flag(trt.BuilderFlag.INT8)
    return net


def batch(seed: int = 0, rows: int = 4) -> Array:
    return np.random.default_rng(seed).laplace(size=(rows, 40)).astype(np.float32)


def profile(net: Net, dims: Mapping[str, Any]) -> trt.IOptimizationProfile:
    made = net.builder.create_optimization_profile()
    for name, three in dims.items():
        made.set_shape(name, *three)
    return made


def refused(net: Net, made: Any) -> str:
    net.config.int8_calibrator = made
    return net.refused()


def scales_of(cache: bytes) -> dict[str, float]:
    lines = cache.decode().splitlines()[1:]
    return {name: struct.unpack(">f", bytes.fromhex(bits))[0] for name, bits in (line.split(": ") for line in lines)}


def in_steps(array: Array, scale: float) -> Array:
    return np.array([max(-128, min(127, round(float(v) / scale))) * scale for v in array.flat]).reshape(array.shape)
