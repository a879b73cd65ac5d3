from __future__ import annotations

import dynshape_reference as trt
import pytest
from reference_harness import Recorder


def _config() -> tuple[trt.IBuilderConfig, Recorder]:
    keeper = Recorder()
    return trt.Builder(keeper).create_builder_config(), keeper


def test_a_cache_is_made_attached_stored_and_read_back() -> None:
    config, keeper = _config()
    assert config.get_timing_cache() is None
    cache = config.create_timing_cache(b"")
    assert config.set_timing_cache(cache, ignore_mismatch=False)
    assert config.get_timing_cache() is cache
    again = config.create_timing_cache(cache.serialize())
    assert again.combine(cache, ignore_mismatch=True) and again.reset()
    assert not keeper.records
    config.reset()
    assert config.get_timing_cache() is None


def test_foreign_bytes_are_no_cache() -> None:
    config, keeper = _config()
    assert config.create_timing_cache(b"something else") is None
    assert keeper.take() == ["API"]


def test_what_is_no_cache_is_refused() -> None:
    config, _ = _config()
    with pytest.raises(TypeError, match="ITimingCache"):
        config.set_timing_cache(None, False)
    with pytest.raises(TypeError, match="ITimingCache"):
        config.create_timing_cache(b"").combine(b"", False)
