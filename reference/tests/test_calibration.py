"""INT8 calibration: the profile, and the calibrator's batches."""

from __future__ import annotations

from typing import Any

import dynshape_reference as trt
import numpy as np
import pytest
from calibration_harness import KINDS, batch, calibrator, profile, refused, relu_net, scales_of
from reference_harness import EDITIONS, Net

# The calibration profile


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_profile_is_kept_with_its_opt_dims(edition):
    net = relu_net(edition)
    assert net.config.get_calibration_profile() is None
    made = profile(net, {"x": ((2, 40), (5, 40), (8, 40))})
    made.set_shape_input("n", (1,), (2,), (3,))
    assert net.config.set_calibration_profile(made) is True
    kept = net.config.get_calibration_profile()
    assert kept.get_shape("x") == [(5, 40)] * 3 and kept.get_shape_input("n") == [[2]] * 3
    assert made.get_shape("x") == [(2, 40), (5, 40), (8, 40)]
    assert net.config.num_optimization_profiles == 1
    assert net.config.set_calibration_profile(None) is True and net.config.get_calibration_profile() is None


def test_a_profile_that_is_not_valid_is_false():
    net = relu_net()
    good = profile(net, {"x": ((2, 40), (5, 40), (8, 40))})
    assert net.config.set_calibration_profile(good)
    assert net.config.set_calibration_profile(profile(net, {"x": ((9, 40), (5, 40), (8, 40))})) is False
    assert net.log.take() == ["DS-CAL-006"]
    assert net.config.get_calibration_profile().get_shape("x") == [(5, 40)] * 3
    with pytest.raises(TypeError):
        net.config.set_calibration_profile("profile")
    net.config.reset()
    assert net.config.get_calibration_profile() is None and net.config.int8_calibrator is None


def test_batches_have_the_opt_dims_of_the_calibration_profile():
    net = relu_net()
    net.config.set_calibration_profile(profile(net, {"x": ((1, 40), (3, 40), (99, 40))}))
    assert refused(net, calibrator("MinMaxCalibration", [[batch(rows=4)]])) == "DS-CAL-003"
    assert net.log.records == []
    made = calibrator("MinMaxCalibration", [[batch(rows=3)]])
    net.config.int8_calibrator = made
    assert net.plan() is not None and made.asked == [["x"], ["x"]]


def test_without_one_the_first_optimization_profile_serves():
    net = relu_net()
    net.profile({"x": ((1, 40), (1, 40), (1, 40))})
    assert refused(net, calibrator("MinMaxCalibration", [[batch(rows=1)]])) == "DS-CAL-003"
    net.config.int8_calibrator = calibrator("MinMaxCalibration", [[batch(rows=4)]])
    assert net.plan() is not None


@pytest.mark.parametrize(
    ("dims", "clause"),
    [
        ({"nobody": ((1, 40),) * 3}, "DS-CAL-001"),
        ({"x": ((4, 41),) * 3}, "DS-CAL-001"),
        ({"x": ((4,),) * 3}, "DS-CAL-001"),
        ({"x": ((0, 40),) * 3}, None),
    ],
)
def test_profiles_that_do_not_fit_the_network(dims, clause):
    net = relu_net()
    net.config.set_calibration_profile(profile(net, dims))
    made = calibrator("MinMaxCalibration", [[batch(rows=0)]])
    net.config.int8_calibrator = made
    if clause is None:
        assert net.plan() is not None
    else:
        assert net.refused() == clause and made.asked == []


def test_a_network_that_can_not_run_at_the_calibration_profile():
    net = Net()
    net.output(net.elementwise(net.input("x", (-1,)), net.input("y", (-1,))))
    net.profile({"x": ((2,), (4,), (8,)), "y": ((2,), (4,), (8,))})
    net.config.set_flag(trt.BuilderFlag.INT8)
    net.config.set_calibration_profile(profile(net, {"x": ((3,),) * 3, "y": ((4,),) * 3}))
    assert refused(net, calibrator("MinMaxCalibration", [])) == "DS-CAL-002"


# The calibrator


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_batch_size_is_1_with_run_time_dims(edition):
    net = relu_net(edition)
    made = calibrator("EntropyCalibration2", [[batch()]], get_batch_size=lambda: 4)
    assert refused(net, made) == "DS-CAL-010" and made.asked == []
    static = relu_net(edition, (4, 40))
    static.config.int8_calibrator = made
    assert static.plan() is not None


def fail(*_: Any) -> Any:
    raise OSError("disk is full")


@pytest.mark.parametrize(
    ("batches", "overrides", "clause"),
    [
        ([], {}, "DS-CAL-012"),
        ([[]], {}, "DS-CAL-012"),
        ([[batch(), batch()]], {}, "DS-CAL-012"),
        ([[None]], {}, "DS-CAL-012"),
        ([[0]], {}, "DS-CAL-012"),
        ([{"x": batch()}], {}, "DS-CAL-012"),
        ([3], {}, "DS-CAL-012"),
        ([batch()], {}, "DS-CAL-012"),
        ([[batch().astype(np.float64)]], {}, "DS-PY-017"),
        ([[batch().T]], {}, "DS-CAL-003"),
        ([[batch()], [np.full((4, 40), np.nan, np.float32)]], {}, "DS-CAL-003"),
        ([[np.full((4, 40), np.inf, np.float32)]], {}, "DS-CAL-003"),
        ([[batch()]], {"get_batch": fail}, "DS-CAL-012"),
        ([[batch()]], {"get_batch_size": fail}, "DS-CAL-012"),
        ([[batch()]], {"read_calibration_cache": fail}, "DS-CAL-012"),
        ([[batch()]], {"write_calibration_cache": fail}, "DS-CAL-012"),
        ([[batch()]], {"get_algorithm": lambda: 17}, "DS-CAL-012"),
        ([[batch()]], {"get_batch_size": lambda: np.ones(2)}, "DS-CAL-012"),
    ],
)
def test_calibrators_that_are_of_no_use(batches, overrides, clause):
    net = relu_net()
    assert refused(net, calibrator("MinMaxCalibration", batches, **overrides)) == clause


@pytest.mark.parametrize(("quantile", "cutoff"), [(0.0, 1.0), (1.5, 1.0), (0.5, -1.0), (float("nan"), 1.0)])
def test_parameters_of_a_legacy_calibrator(quantile, cutoff):
    overrides = {"get_quantile": lambda: quantile, "get_regression_cutoff": lambda: cutoff}
    assert refused(relu_net(), calibrator("LegacyCalibration", [[batch()]], **overrides)) == "API"


def test_a_bare_calibrator_says_what_it_lacks():
    net = relu_net()
    assert refused(net, trt.IInt8EntropyCalibrator2()) == "DS-CAL-012"
    with pytest.raises(TypeError, match="IInt8Calibrator"):
        net.config.int8_calibrator = "calibrator"
    algorithms = [kind().get_algorithm() for kind in KINDS.values()]
    assert algorithms == [
        trt.CalibrationAlgoType.ENTROPY_CALIBRATION_2,
        trt.CalibrationAlgoType.ENTROPY_CALIBRATION,
        trt.CalibrationAlgoType.MINMAX_CALIBRATION,
        trt.CalibrationAlgoType.LEGACY_CALIBRATION,
    ]


def test_without_the_flag_nobody_is_asked():
    net = relu_net()
    net.config.clear_flag(trt.BuilderFlag.INT8)
    net.config.int8_calibrator = made = calibrator("MinMaxCalibration", [[batch()]])
    assert net.plan() is not None and made.asked == [] and made.cache is None


def test_inputs_by_address_in_the_order_of_their_names():
    net = Net()
    net.output(net.elementwise(net.input("a", (3,)), net.input("b", (3,))))
    net.config.set_flag(trt.BuilderFlag.INT8)
    a, b = np.array([1, -5, 2], np.float32), np.array([7, 0, 1], np.float32)
    net.config.int8_calibrator = made = calibrator("MinMaxCalibration", [[a.ctypes.data, b.ctypes.data]])
    assert net.plan() is not None and made.asked[0] == ["a", "b"]
    scales = scales_of(made.cache)
    assert scales == {name: float(np.float32(limit / 127)) for name, limit in (("a", 5), ("b", 7), ("out", 8))}


def test_shape_values_come_from_the_profile_not_from_the_batch():
    net = Net()
    dims = net.input("dims", (2,), trt.int32)
    net.output(net.relu(net.reshape(net.input("x", (-1, 6)), dims)))
    net.profile({"x": ((1, 6), (2, 6), (3, 6))}, {"dims": ((1, 1), (3, 4), (9, 9))})
    net.config.set_flag(trt.BuilderFlag.INT8)
    x = np.ones((2, 6), np.float32)
    net.config.int8_calibrator = made = calibrator("MinMaxCalibration", [[x]])
    assert net.plan() is not None and made.asked[0] == ["x"]


def test_asking_whether_a_network_is_supported_calibrates_nothing():
    net = relu_net()
    net.config.int8_calibrator = made = calibrator("MinMaxCalibration", [[batch()]])
    assert net.builder.is_network_supported(net.network, net.config) is True and made.asked == []
    net.network.get_input(0).shape = (-1, -1, 4, 4)
    net.log.records.clear()
    assert net.builder.is_network_supported(net.network, net.config) is False and net.log.take() != []
