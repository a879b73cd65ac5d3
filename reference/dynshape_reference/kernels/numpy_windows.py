"""Operations of the layers in ``additions/windows.py``, in float64; no loop is over elements.

A window is handled tap by tap: for each tap, all steps at which it meets data are done at once.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from ..dims import Extents
from ..dtypes import Array
from .normalizing import composed
from .window_axis import WindowAxis

if TYPE_CHECKING:
    from .device import Device

Index = tuple[Any, ...]
"""What stands in brackets behind an array."""


class WindowKernels:
    """See `kernels.device.Device`."""

    def convolution(self, x: Array, kernel: Array, axes: Sequence[WindowAxis], extents: Extents, groups: int) -> Array:
        """See `Device.convolution`."""
        batch, channels, *inner = x.shape
        maps = kernel.shape[0]
        data = _wide(x).reshape(batch, groups, channels // groups, *inner)
        weights = _wide(kernel).reshape(groups, maps // groups, channels // groups, *kernel.shape[2:])
        result = np.zeros((batch, groups, maps // groups, *extents))
        for tap, steps, elements in _taps(axes, extents, tuple(inner)):
            _add_product(result[steps], weights[tap], data[elements])
        return result.reshape(batch, maps, *extents)

    def deconvolution(
        self, x: Array, kernel: Array, axes: Sequence[WindowAxis], extents: Extents, groups: int
    ) -> Array:
        """See `Device.deconvolution`: a convolution with steps and elements exchanged."""
        batch, channels, *inner = x.shape
        maps = kernel.shape[1] * groups
        data = _wide(x).reshape(batch, groups, channels // groups, *inner)
        weights = _wide(kernel).reshape(groups, channels // groups, maps // groups, *kernel.shape[2:])
        weights = weights.swapaxes(1, 2)
        result = np.zeros((batch, groups, maps // groups, *extents))
        for tap, steps, elements in _taps(axes, tuple(inner), extents):
            _add_product(result[elements], weights[tap], data[steps])
        return result.reshape(batch, maps, *extents)

    def max_pooling(self, x: Array, axes: Sequence[WindowAxis], extents: Extents) -> Array:
        """See `Device.max_pooling`."""
        least = np.iinfo(x.dtype).min if x.dtype.kind == "i" else -np.inf
        for position, (axis, steps) in enumerate(zip(axes, extents, strict=True), x.ndim - len(axes)):
            x = _slide(x, position, axis, steps, np.maximum, least)
        return x

    def average_pooling(self, x: Array, axes: Sequence[WindowAxis], extents: Extents, excludes_padding: bool) -> Array:
        """See `Device.average_pooling`."""
        result = _wide(x)
        for position, (axis, steps) in enumerate(zip(axes, extents, strict=True), x.ndim - len(axes)):
            result = _slide(result, position, axis, steps, np.add, 0)
            counts = _counts(axis, x.shape[position], steps, excludes_padding)
            result /= counts.reshape((-1,) + (1,) * (x.ndim - 1 - position))
        return result

    def pad(self, x: Array, before: Sequence[int], extents: Extents) -> Array:
        """See `Device.pad`."""
        lead = x.shape[: x.ndim - len(extents)]
        result = np.zeros((*lead, *extents), x.dtype)
        met = [
            _meet(extent, own, 1, -padding)
            for extent, own, padding in zip(extents, x.shape[len(lead) :], before, strict=True)
        ]
        result[_last(there for there, _ in met)] = x[_last(here for _, here in met)]
        return result

    def normalize(self, x: Array, scale: Array, bias: Array, axes: Sequence[int], epsilon: float) -> Array:
        """See `Device.normalize`."""
        return composed(cast("Device", self), x, scale, bias, axes, epsilon)

    def local_response(self, x: Array, axis: int, window: int, alpha: float, beta: float, k: float) -> Array:
        """See `Device.local_response`."""
        wide = _wide(x)
        centred = WindowAxis(window, before=window // 2)
        with np.errstate(all="ignore"):
            squares = _slide(wide * wide, axis, centred, x.shape[axis], np.add, 0)
            return np.asarray(wide / (k + alpha / window * squares) ** beta)

    def softmax(self, x: Array, axis: int) -> Array:
        """See `Device.softmax`."""
        wide = _wide(x)
        with np.errstate(all="ignore"):
            # The greatest exponent is 0, so that no exponential overflows.
            powers = np.exp(wide - np.max(wide, axis, keepdims=True, initial=-np.inf))
            return np.asarray(powers / np.sum(powers, axis, keepdims=True))

    def ragged_softmax(self, x: Array, bounds: Array) -> Array:
        """See `Device.ragged_softmax`."""
        inside = np.arange(x.shape[-1]) < bounds
        softmax = self.softmax(np.where(inside, _wide(x), -np.inf), x.ndim - 1)
        return np.where(inside, softmax, 0.0)

    def parametric_relu(self, x: Array, slopes: Array) -> Array:
        """See `Device.parametric_relu`."""
        wide = _wide(x)
        with np.errstate(all="ignore"):
            return np.where(wide < 0, wide * _wide(slopes), wide)


def _wide(x: Array) -> Array:
    return x.astype(np.float64)


def _meet(steps: int, extent: int, stride: int, offset: int) -> tuple[slice, slice]:
    """The steps s in 0..steps-1 for which s * stride + offset is in 0..extent-1, and these elements."""
    first = max(0, -(offset // stride))
    last = min(steps - 1, (extent - 1 - offset) // stride)
    if last < first:
        return slice(0, 0), slice(0, 0)
    return slice(first, last + 1), slice(first * stride + offset, last * stride + offset + 1, stride)


def _last(indices: Iterable[int | slice]) -> Index:
    """An index of the last axes."""
    return (..., *indices)


def _taps(axes: Sequence[WindowAxis], steps: Extents, extents: Extents) -> Iterator[tuple[Index, Index, Index]]:
    """Each tap of a window that meets data, with the steps at which it does and the elements that it meets."""
    lines = []
    for axis, count, extent in zip(axes, steps, extents, strict=True):
        offsets = [tap * axis.dilation - axis.before for tap in range(axis.window)]
        met = [(tap, *_meet(count, extent, axis.stride, offset)) for tap, offset in enumerate(offsets)]
        lines.append([entry for entry in met if entry[1].stop])
    for combination in itertools.product(*lines):
        taps, there, here = zip(*combination, strict=True)
        yield _last(taps), _last(there), _last(here)


def _add_product(target: Array, weights: Array, data: Array) -> None:
    """Add ``weights`` (groups, out, in) times ``data`` (N, groups, in, ...) to ``target`` (N, groups, out, ...)."""
    flat = data.reshape(*data.shape[:3], math.prod(data.shape[3:]))
    with np.errstate(all="ignore"):
        target += np.matmul(weights, flat).reshape(target.shape)


def _slide(x: Array, position: int, axis: WindowAxis, steps: int, combine: Callable[..., Array], start: float) -> Array:
    """The elements under a window along one axis, combined; ``start`` where there are none."""
    result = np.full((*x.shape[:position], steps, *x.shape[position + 1 :]), start, x.dtype)
    lead = (slice(None),) * position
    for tap in range(axis.window):
        there, here = _meet(steps, x.shape[position], axis.stride, tap * axis.dilation - axis.before)
        if there.stop:
            with np.errstate(all="ignore"):
                combine(result[(*lead, there)], x[(*lead, here)], out=result[(*lead, there)])
    return result


def _counts(axis: WindowAxis, extent: int, steps: int, excludes_padding: bool) -> Array:
    """How many elements of the data, or of the padded data, are under the window at each step; at least 1."""
    low, high = (0, extent) if excludes_padding else (-axis.before, extent + axis.after)
    first = np.arange(steps, dtype=np.int64) * axis.stride - axis.before
    return np.asarray(np.maximum(np.minimum(first + axis.window, high) - np.maximum(first, low), 1))
