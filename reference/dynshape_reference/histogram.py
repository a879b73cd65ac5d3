"""The magnitudes of a tensor's elements over all batches, and the range that follows from them.

Ranges are symmetric: a limit stands for -limit to limit, and eight bits divide it into 127 steps.
"""

from __future__ import annotations

import math

import numpy as np

from .dtypes import Array

BINS = 2048
LEVELS = 128
"""The magnitudes that eight bits, with a sign, tell apart."""
NARROWEST = 2.0**-1000


class Histogram:
    """Counts of magnitudes in `BINS` bins from 0 on. Where one does not fit, the bins double in width."""

    def __init__(self) -> None:
        """Nothing was seen."""
        self.counts: Array = np.zeros(BINS)
        self.width = 0.0
        self.greatest = 0.0

    def add(self, array: Array) -> None:
        """Count the elements of ``array``, which are finite."""
        magnitudes = np.abs(array.astype(np.float64)).reshape(-1)
        if magnitudes.size == 0:
            return
        top = float(magnitudes.max())
        self.greatest = max(self.greatest, top)
        self.width = self.width or max(top / BINS, NARROWEST if top else 0.0)
        while top > self.width * BINS:
            self.width *= 2
            self.counts = np.concatenate([self.counts.reshape(-1, 2).sum(axis=1), np.zeros(BINS // 2)])
        places = magnitudes / self.width if self.width else magnitudes
        self.counts += np.bincount(places.astype(np.int64).clip(0, BINS - 1), minlength=BINS)

    def least_loss(self) -> float:
        """The limit for which eight bits lose the least information, by the divergence of Kullback and Leibler.

        As S. Migacz described it for TensorRT (GTC 2017). Of a limit after i bins what lies beyond is
        counted in the last bin: P. Eight bits see `LEVELS` groups of bins, each as their average over
        the bins that are not empty: Q. The limit with the least divergence of P from Q is in the middle of
        the bin after the last.
        """
        counts = self.counts
        sums, filled, entropies = (
            np.concatenate([[0.0], np.cumsum(part)])
            for part in (counts, (counts > 0).astype(np.float64), counts * np.log(np.maximum(counts, 1)))
        )
        total = sums[-1]
        ends = np.arange(LEVELS, BINS + 1)
        edges = ends[:, None] * np.arange(LEVELS + 1) // LEVELS
        beyond = total - sums[ends]
        last = counts[ends - 1]
        inside = np.diff(sums[edges], axis=1)
        full = np.diff(filled[edges], axis=1)
        full[:, -1] += (last == 0) & (beyond > 0)
        expected = inside.copy()
        expected[:, -1] += beyond
        entropy = entropies[ends] + _x_log_x(last + beyond) - _x_log_x(last)
        with np.errstate(divide="ignore", invalid="ignore"):
            averages = np.log(inside / full)
            cross = np.where(expected > 0, expected * averages, 0.0).sum(axis=1)
            divergence = (entropy - cross) / total - math.log(total) + np.log(sums[ends])
        best = ends[int(np.argmin(np.where(np.isfinite(divergence), divergence, np.inf)))]
        return float((best + 0.5) * self.width)

    def quantile(self, part: float, cutoff: float) -> float:
        """The limit within which ``part`` of all elements are, but no more than ``cutoff`` of the greatest."""
        wanted = part * self.counts.sum()
        bins = int(np.searchsorted(np.cumsum(self.counts), wanted)) + 1
        return min(bins * self.width, cutoff * self.greatest)


def _x_log_x(x: Array) -> Array:
    return np.asarray(x * np.log(np.maximum(x, 1)))
