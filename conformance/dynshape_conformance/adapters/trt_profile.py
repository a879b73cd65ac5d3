"""Optimization profiles through TensorRT's API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..adapter import Dims
from .trt_module import TrtModule, answering, ranges_of


class TrtProfile:
    """An optimization profile; see `adapter.Profile`."""

    def __init__(self, trt: TrtModule, handle: Any) -> None:
        self.trt = trt
        self.handle = handle

    @answering
    def set_dims(self, input: str, min: Sequence[int], opt: Sequence[int], max: Sequence[int]) -> None:
        """``set_shape``."""
        return self.trt.command(self.handle, "set_shape", input, tuple(min), tuple(opt), tuple(max))  # type: ignore[no-any-return]

    @answering
    def dims(self, input: str) -> tuple[Dims, ...]:
        """``get_shape``."""
        return ranges_of(self.trt.call(self.handle, "get_shape", input))

    @answering
    def set_values(self, input: str, min: Sequence[int], opt: Sequence[int], max: Sequence[int]) -> None:
        """``set_shape_input``."""
        return self.trt.command(self.handle, "set_shape_input", input, list(min), list(opt), list(max))  # type: ignore[no-any-return]

    @answering
    def values(self, input: str) -> tuple[Dims, ...]:
        """``get_shape_input``."""
        return ranges_of(self.trt.call(self.handle, "get_shape_input", input))

    @answering
    def is_valid(self) -> bool:
        """``bool(profile)``."""
        return bool(self.trt.call(self.handle, "__bool__"))

    @answering
    def set_extra_memory_target(self, target: float) -> None:
        """Assign ``extra_memory_target``."""
        self.trt.set(self.handle, "extra_memory_target", target)

    @answering
    def extra_memory_target(self) -> float:
        """Read ``extra_memory_target``."""
        return float(self.trt.get(self.handle, "extra_memory_target"))
