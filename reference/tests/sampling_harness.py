"""What the tests of resizing and grid sampling share: networks, and a resize written out as loops."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import dynshape_reference as trt
import numpy as np
import pytest
from reference_harness import Net

Array = np.ndarray[Any, Any]


def numbers(*dims: int) -> Array:
    return np.random.default_rng(len(dims)).normal(size=dims).astype(np.float32)


def resize_net(dims: Sequence[int], dtype: trt.DataType = trt.float32, edition: str = "8.6", **fields: Any) -> Net:
    net = Net(edition)
    net.layer = net.network.add_resize(net.input("x", dims, dtype))
    for field, value in fields.items():
        setattr(net.layer, field, value)
    net.output(net.layer.get_output(0))
    return net


def refused_shape(net: Net, tensor: trt.ITensor) -> str:
    net.log.records.clear()
    with pytest.raises(ValueError, match="__len__"):
        len(tensor.shape)
    return net.log.take()[0]


# Straight expectations


def hat(distance: float) -> float:
    return max(0.0, 1 - abs(distance))


def keys(distance: float, a: float) -> float:
    t = abs(distance)
    if t <= 1:
        return (a + 2) * t**3 - (a + 3) * t**2 + 1
    return a * t**3 - 5 * a * t**2 + 8 * a * t - 4 * a if t < 2 else 0.0


def coordinate(index: int, old: int, new: int, transformation: str, upper: bool) -> Fraction:
    if new == 1 and upper:
        return Fraction(0)
    if transformation == "ALIGN_CORNERS":
        return Fraction(index * (old - 1), new - 1) if new > 1 else Fraction(0)
    if transformation == "ASYMMETRIC":
        return Fraction(index * old, new)
    return (index + Fraction(1, 2)) * Fraction(old, new) - Fraction(1, 2)


def round_to(place: Fraction, rounding: str) -> int:
    low, high = math.floor(place), math.ceil(place)
    if rounding == "FLOOR":
        return low
    if rounding == "CEIL":
        return high
    if place - low == Fraction(1, 2):
        return high if rounding == "HALF_UP" else low
    return low if place - low < Fraction(1, 2) else high


def weights_of(place: Fraction, extent: int, mode: str, a: float, exclude: bool) -> list[tuple[int, float]]:
    low = math.floor(place)
    found = []
    for index in range(low - 1, low + 3):
        weight = hat(float(place - index)) if mode == "LINEAR" else keys(float(place - index), a)
        if exclude and not 0 <= index < extent:
            weight = 0.0
        found.append((min(max(index, 0), extent - 1), weight))
    total = sum(weight for _, weight in found)
    return [(index, weight / total) for index, weight in found]


def resized(x: Array, dims: Sequence[int], mode: str, how: str, rounding: str = "FLOOR", **options: Any) -> Array:
    upper, a, exclude = options.get("upper", False), options.get("a", -0.75), options.get("exclude", False)
    result = np.zeros(dims)
    for target in itertools.product(*(range(extent) for extent in dims)):
        rows = []
        for index, old, new in zip(target, x.shape, dims, strict=True):
            place = coordinate(index, old, new, how, upper)
            if mode == "NEAREST":
                rows.append([(min(max(round_to(place, rounding), 0), old - 1), 1.0)])
            elif old == new:
                rows.append([(index, 1.0)])
            else:
                rows.append(weights_of(place, old, mode, a, exclude))
        for taps in itertools.product(*rows):
            result[target] += x[tuple(i for i, _ in taps)] * math.prod(w for _, w in taps)
    return result
