"""DS-LAY-047: how random numbers are spread.

Of n numbers a share p falls into a part of the range, give or take sqrt(n * p * (1 - p)). The cases allow six times
that: a generator without fault misses one of their bounds once in some millions of seeds.
"""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np

from ..adapter import Array
from ..case import Trial, positive
from .lay_fill import fill
from .samples import compute

RUN = ("execution",)
COUNT = 4096
PARTS = 16
ALLOWED = 6 * math.sqrt(COUNT * (1 / PARTS) * (1 - 1 / PARTS))


def in_equal_shares(t: Trial, numbers: Array, bounds: list[float]) -> None:
    """As many numbers in each part of the range, whose inner bounds these are, as in any other."""
    counts = np.bincount(np.searchsorted(bounds, numbers.ravel()), minlength=PARTS)
    off = float(np.abs(counts - COUNT / PARTS).max())
    t.true(off <= ALLOWED, f"{COUNT / PARTS:.0f} numbers, give or take {ALLOWED:.0f}, in each part", counts.tolist())


@positive("DS-LAY-047", features=RUN)
def uniform_numbers(t: Trial) -> None:
    """Uniform numbers are as many in each sixteenth of the range from alpha to beta."""
    for alpha, beta in ((0.0, 1.0), (-3.0, 13.0)):
        with t.subcase(alpha=alpha, beta=beta):
            numbers = compute(t, fill((COUNT,), "RANDOM_UNIFORM", alpha=alpha, beta=beta))
            in_equal_shares(t, numbers, [alpha + (beta - alpha) * k / PARTS for k in range(1, PARTS)])


@positive("DS-LAY-047", features=RUN, editions=("8.5", None))
def normal_numbers(t: Trial) -> None:
    """Normal numbers have the mean alpha and the deviation beta, and fall off on both sides as they should."""
    for alpha, beta in ((0.0, 1.0), (5.0, 0.25)):
        with t.subcase(alpha=alpha, beta=beta):
            numbers = compute(t, fill((COUNT,), "RANDOM_NORMAL", alpha=alpha, beta=beta))
            normal = NormalDist(alpha, beta)
            in_equal_shares(t, numbers, [normal.inv_cdf(k / PARTS) for k in range(1, PARTS)])
