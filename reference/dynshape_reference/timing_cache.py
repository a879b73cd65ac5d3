"""Timing caches: nothing is timed here, so a cache is empty. Clients make, keep and store one all the same."""

from __future__ import annotations

from typing import Any

from .errors import ErrorCodeTRT, Journal, Refusal, refusal_returns
from .hostmemory import IHostMemory
from .stored import API

MAGIC = b"DYNSHAPE timing cache 1\n"


class ITimingCache:
    """A cache without entries."""

    def serialize(self) -> IHostMemory:
        """The bytes that `IBuilderConfig.create_timing_cache` takes."""
        return IHostMemory(MAGIC)

    def combine(self, input_cache: ITimingCache, ignore_mismatch: bool) -> bool:
        """True: the entries of both are the entries of this one. Raises TypeError for what is no cache."""
        _check_cache(input_cache)
        return True

    def reset(self) -> bool:
        """True: there are no entries left."""
        return True


class TimingCacheCalls:
    """The calls of a builder configuration."""

    journal: Journal
    _timing_cache: ITimingCache | None = None

    @refusal_returns(lambda: None)
    def create_timing_cache(self, serialized_timing_cache: Any) -> ITimingCache | None:
        """A cache from its bytes, or a new one from none; None and an ERROR record for foreign bytes."""
        data = bytes(memoryview(serialized_timing_cache))
        if data not in (b"", MAGIC):
            text = f"these {len(data)} bytes are no timing cache of this engine"
            raise Refusal(API, text, code=ErrorCodeTRT.INVALID_ARGUMENT, value=data[:16])
        return ITimingCache()

    def set_timing_cache(self, cache: ITimingCache, ignore_mismatch: bool) -> bool:
        """Attach a cache; True. Raises TypeError for what is no cache."""
        _check_cache(cache)
        self._timing_cache = cache
        return True

    def get_timing_cache(self) -> ITimingCache | None:
        """The cache attached, or None."""
        return self._timing_cache


def _check_cache(cache: object) -> None:
    if not isinstance(cache, ITimingCache):
        raise TypeError(f"an ITimingCache is wanted, not {type(cache).__name__}")
