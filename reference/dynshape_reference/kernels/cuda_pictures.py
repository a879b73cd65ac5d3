"""Launches that do the same for each plane of an array, a picture: they are fitted to other numbers of planes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..dims import Extents, known_volume
from .cuda_fitting import Geometry
from .cuda_recording import ceil_div

THREADS = 256


def planes_fit(
    params: Any, kernel: str, picture: Extents, items: int, most: int
) -> Callable[[Extents], Geometry | None]:
    """What fits a launch to other dims, of which ``picture`` has to be the last ones.

    A plane has so many ``items``, one a thread; ``params`` are told how many planes there are, ``most`` at most.
    """

    def fit(dims: Extents) -> Geometry | None:
        params.planes = planes = known_volume(dims[:-2])
        if dims[-2:] != picture or planes > most:
            return None
        return kernel, (ceil_div(planes * items, THREADS), 1, 1), (THREADS, 1, 1)

    return fit
