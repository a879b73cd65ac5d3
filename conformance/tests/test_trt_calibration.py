"""Calibration through the adapter for TensorRT's API: what the engine gets, and what is told of its questions."""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
import pytest
from dynshape_conformance.adapter import Calibration, Unsupported
from dynshape_conformance.adapters import reference
from dynshape_conformance.adapters.trt_calibration import KINDS
from dynshape_fixtures.networks import foo_network
from fake_trt import make_api, make_definition


def test_a_module_with_calibrators_offers_calibration() -> None:
    assert "calibration" in make_api("8.6")[1].describe().features
    assert "calibration" not in make_api("10")[1].describe().features


def test_a_module_without_calibrators_says_so() -> None:
    _, definition = make_definition("10")
    with pytest.raises(Unsupported, match="IInt8MinMaxCalibrator"):
        definition.set_calibrator("minmax", [])


def test_the_calibration_profile_is_set_and_asked_for() -> None:
    module, definition = make_definition()
    module.replies["IBuilderConfig.set_calibration_profile"] = True
    profile = definition.create_profile()
    assert definition.set_calibration_profile(profile).get() is True
    assert definition.set_calibration_profile(None).get() is True
    calls = [call for call in module.calls if call[0] == "IBuilderConfig.set_calibration_profile"]
    assert calls[0][1] is not None
    assert calls[1] == ("IBuilderConfig.set_calibration_profile", None)
    assert definition.calibration_profile().get() is None
    module.replies["IBuilderConfig.get_calibration_profile"] = lambda: module.IOptimizationProfile()
    assert definition.calibration_profile().get() is not None


def test_false_is_a_refusal() -> None:
    module, definition = make_definition()
    module.replies["IBuilderConfig.set_calibration_profile"] = False
    answer = definition.set_calibration_profile(definition.create_profile())
    assert answer.refusal is not None
    assert answer.refusal.channel == "False"


@pytest.mark.parametrize("kind", KINDS)
def test_batches_are_played_back(kind: str) -> None:
    module, definition = make_definition()
    batches = [{"foo": np.array([1, 2], np.float32)}, {"foo": np.array([3, 4], np.float32)}]
    assert definition.set_calibrator(kind, batches, 1, b"former").ok
    assert ("IBuilderConfig.set_flag", module.BuilderFlag.INT8) in module.calls
    calibrator: Any = next(call[1] for call in module.calls if call[0] == "IBuilderConfig.int8_calibrator=")
    assert isinstance(calibrator, getattr(module, KINDS[kind]))
    assert calibrator.get_batch_size() == 1
    assert calibrator.read_calibration_cache() == b"former"
    assert definition.calibration().get() == Calibration()
    for batch in batches:
        (address,) = calibrator.get_batch(["foo"])
        assert (ctypes.c_float * 2).from_address(address)[:] == batch["foo"].tolist()
    assert calibrator.get_batch(["foo"]) is None
    calibrator.write_calibration_cache(memoryview(b"found"))
    assert definition.calibration().get() == Calibration((("foo",),) * 3, 2, b"found")
    if kind == "legacy":
        assert calibrator.get_quantile() == calibrator.get_regression_cutoff() == 1.0
        assert calibrator.read_histogram_cache() is None


def test_nothing_to_tell_without_a_calibrator() -> None:
    _, definition = make_definition()
    with pytest.raises(ValueError, match="no calibrator"):
        definition.calibration()


@pytest.mark.parametrize("edition", ["8.4", "8.6", "10"])
def test_the_reference_is_calibrated(edition: str) -> None:
    definition = reference.create(edition).define(foo_network((-1,)))
    profile = definition.create_profile()
    assert profile.set_dims("foo", (1,), (2,), (3,)).ok
    assert definition.add_profile(profile).ok
    assert definition.set_calibrator("minmax", [{"foo": np.array([1, 2, 3], np.float32)}]).ok
    assert definition.build().ok
    calibration = definition.calibration().get()
    assert calibration.batches == 1
    assert calibration.asked == (("foo",), ("foo",))
    assert calibration.cache is not None and b"foo: " in calibration.cache
