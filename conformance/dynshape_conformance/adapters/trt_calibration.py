"""INT8 calibration through TensorRT's API: a calibrator that plays back batches and keeps what it was asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..adapter import Array, Calibration, Profile
from .trt_memory import Buffer
from .trt_module import TrtModule, answering, granted
from .trt_profile import TrtProfile

KINDS = {
    "legacy": "IInt8LegacyCalibrator",
    "entropy": "IInt8EntropyCalibrator",
    "entropy2": "IInt8EntropyCalibrator2",
    "minmax": "IInt8MinMaxCalibrator",
}


class Playback:
    """The batches of a calibrator, and the record of what was asked. Knows no engine."""

    def __init__(self, trt: TrtModule, batches: Sequence[Mapping[str, Array]], cache: bytes | None) -> None:
        self.trt = trt
        self.batches = batches
        self.cache = cache
        self.asked: list[tuple[str, ...]] = []
        self.given = 0
        self.written: bytes | None = None
        # The engine reads a batch where it lies until it asks for the next one.
        self._buffers: list[Buffer] = []

    def next(self, names: Sequence[str]) -> list[int] | None:
        """The addresses of the next batch; None after the last."""
        self.asked.append(tuple(names))
        if self.given == len(self.batches):
            return None
        batch = self.batches[self.given]
        self.given += 1
        self._buffers = [self.trt.device().place(batch[name]) for name in names]
        return [buffer.address for buffer in self._buffers]

    def record(self) -> Calibration:
        """What was asked and given so far."""
        return Calibration(tuple(self.asked), self.given, self.written)


def make_calibrator(trt: TrtModule, kind: str, playback: Playback, batch_size: int) -> Any:
    """A calibrator of the module's own class."""
    if not hasattr(trt.module, KINDS[kind]):
        raise trt.missing(KINDS[kind])
    base = getattr(trt.module, KINDS[kind])

    def get_batch(self: Any, names: Sequence[str], *_: Any) -> list[int] | None:
        return playback.next(names)

    def write_calibration_cache(self: Any, cache: Any) -> None:
        playback.written = bytes(memoryview(cache))

    members: dict[str, Any] = {
        "__init__": base.__init__,
        "get_batch_size": lambda self: batch_size,
        "get_batch": get_batch,
        "read_calibration_cache": lambda self, *_: playback.cache,
        "write_calibration_cache": write_calibration_cache,
    }
    if kind == "legacy":
        members["get_quantile"] = members["get_regression_cutoff"] = lambda self: 1.0
        members["read_histogram_cache"] = lambda self, *_: None
        members["write_histogram_cache"] = lambda self, *_: None
    return type("Calibrator", (base,), members)()


class CalibratedDefinition:
    """The part of a definition that has to do with calibration; see `adapter.Definition`."""

    trt: TrtModule
    _config: Any
    _playback: Playback | None = None

    @answering
    def set_calibration_profile(self, profile: Profile | None) -> bool:
        """``config.set_calibration_profile``."""
        assert profile is None or isinstance(profile, TrtProfile)
        handle = None if profile is None else profile.handle
        return bool(granted(self.trt.call(self._config, "set_calibration_profile", handle)))

    @answering
    def calibration_profile(self) -> Profile | None:
        """``config.get_calibration_profile``."""
        handle = self.trt.call(self._config, "get_calibration_profile")
        return None if handle is None else TrtProfile(self.trt, handle)

    @answering
    def set_calibrator(
        self, kind: str, batches: Sequence[Mapping[str, Array]], batch_size: int = 1, cache: bytes | None = None
    ) -> None:
        """``config.int8_calibrator`` and the flag INT8."""
        self._playback = Playback(self.trt, batches, cache)
        calibrator = make_calibrator(self.trt, kind, self._playback, batch_size)
        self.trt.command(self._config, "set_flag", self.trt.enumerator("BuilderFlag", "INT8"))
        self.trt.set(self._config, "int8_calibrator", calibrator)

    @answering
    def calibration(self) -> Calibration:
        """What was asked of the calibrator."""
        if self._playback is None:
            raise ValueError("no calibrator was set")
        return self._playback.record()
