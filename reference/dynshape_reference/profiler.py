"""Profilers: what is told how long each layer took."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .derivable import Derivable, call_back

if TYPE_CHECKING:
    from .layers.base import ILayer


class IProfiler(Derivable):
    """The base of profilers. Derive from it and override `report_layer_time`; an exception in it is printed."""

    def report_layer_time(self, layer_name: str, ms: float) -> None:
        """Receive the time of one layer in milliseconds, once for each execution of the layer."""
        raise NotImplementedError("a profiler derived from IProfiler must override report_layer_time(layer_name, ms)")


class Profiler(IProfiler):
    """Prints each layer's time to standard output."""

    def report_layer_time(self, layer_name: str, ms: float) -> None:
        """Print ``name: 0.01ms``."""
        print(f"{layer_name}: {ms:g}ms")


class LayerTimes:
    """The times of one execution, in order."""

    def __init__(self) -> None:
        """Nothing measured yet."""
        self._times: list[tuple[str, float]] = []

    def add(self, layer: ILayer, seconds: float) -> None:
        """Keep the time of a layer."""
        self._times.append((layer.name, seconds * 1000.0))

    def report(self, profiler: IProfiler) -> None:
        """Tell them all, and forget them."""
        times, self._times = self._times, []
        for name, milliseconds in times:
            call_back(profiler.report_layer_time, name, milliseconds)

    def __bool__(self) -> bool:
        return bool(self._times)
