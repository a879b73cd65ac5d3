"""Operations that make elements: fills, and sums of products by an equation."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..dims import Extents, known_volume
from ..dtypes import Array

GOLDEN = 0x9E3779B97F4A7C15
"""2^64 over the golden ratio: how far the counters of two elements lie apart."""


class MakingKernels:
    """Operations of fill and einsum; see `kernels.device.Device`."""

    def linspace(self, dims: Extents, alpha: Array, beta: Array) -> Array:
        """See `Device.linspace`."""
        kind = np.int64 if alpha.dtype.kind == "i" else np.float64
        result = np.full(dims, alpha, kind)
        for axis, extent in enumerate(dims):
            line = np.arange(extent, dtype=kind) * beta[axis].astype(kind)
            result += line.reshape((extent,) + (1,) * (len(dims) - axis - 1))
        return result

    def random(self, op: str, dims: Extents, stream: int, alpha: Array, beta: Array) -> Array:
        """See `Device.random`."""
        count = known_volume(dims)
        low, high = float(alpha), float(beta)
        if op == "RANDOM_UNIFORM":
            return (low + uniform(stream, 0, count) * (high - low)).reshape(dims)
        radius = np.sqrt(-2 * np.log1p(-uniform(stream, 0, count)))
        angle = 2 * np.pi * uniform(stream, 1, count)
        return np.asarray(low + high * radius * np.cos(angle)).reshape(dims)

    def einsum(self, equation: str, arrays: Sequence[Array]) -> Array:
        """See `Device.einsum`."""
        with np.errstate(all="ignore"):
            return np.asarray(np.einsum(equation, *(array.astype(np.float64) for array in arrays), optimize=True))


def uniform(stream: int, part: int, count: int) -> Array:
    """Numbers in [0, 1): number i is what SplitMix64 makes of the seed and i, so any order gives the same."""
    seed = np.uint64(mixed_seed(stream, part))
    bits = _mix(seed + (np.arange(count, dtype=np.uint64) + np.uint64(1)) * np.uint64(GOLDEN))
    return (bits >> np.uint64(11)).astype(np.float64) * 2.0**-53


def mixed_seed(stream: int, part: int) -> int:
    """The seed of a sequence."""
    return int(_mix(np.array([((2 * stream + part + 1) * GOLDEN) % 2**64], np.uint64))[0])


def _mix(z: Array) -> Array:
    with np.errstate(over="ignore"):
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return np.asarray(z ^ (z >> np.uint64(31)))
